"""From paste to report in a real browser: links, many posts, stages, copying, paper, without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from checker.config import Settings
from checker.schema import report_to_wire
from checker.serve import service
from tests import samples
from tests.fakes import FakeChecking
from tests.served import served
from tests.sites import site

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGEST_FIRST_PAGE = 100_000
ARTICLE = (
    "<html><head><title>Ferries</title></head><body><article><p>They ordered 120 ferries.</p>"
    "<p>The first ferry sails on Monday, as the harbour master has said today.</p></article></body></html>"
)
CSV = 'id,text\n1,"The first ferry sails, on Monday"\n2,The port is open\n'
DROP = """text => {
  const data = new DataTransfer();
  data.items.add(new File([text], "posts.csv", { type: "text/csv" }));
  for (const kind of ["dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


class Reports(dict):
    """A report on every post: that of ``samples.everything`` for its words, else on one open claim."""

    def __contains__(self, text):
        return True

    def __getitem__(self, text):
        made = samples.everything() if text == samples.EVERYTHING else _open(text)
        return report_to_wire(made, check_id="x")


def _open(text):
    return samples.report(text, samples.undecided(samples.claim(text, text)))


class Newsroom:
    """A server with a worker inside that reads links of one site, and a browser on it."""

    def __init__(self, browser, app, web):
        self.browser, self.app, self.web = browser, app, web
        self.url, self.complaints, self.contexts = "", [], []

    def page(self, path="/", **options):
        """Return a page; nothing on it may be complained about."""
        context = self.browser.new_context(base_url=self.url, **{"viewport": WIDE, **options})
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.contexts.append(context)
        page.goto(path)
        return page

    def paste(self, text, page=None, **options):
        """Paste a text and send it."""
        page = page or self.page(**options)
        page.locator("#text").fill(text)
        page.locator(".ask button[type=submit]").click()
        return page


@pytest.fixture
def newsroom(tmp_path, browser):
    """Give the server and the browser."""
    with site() as web:
        settings = Settings(
            data_dir=tmp_path / "data",
            worker_threads=1,
            fetch_hosts=(f"127.0.0.1:{web.port}",),
            fetch_private=("127.0.0.1/32",),
        )
        with service(settings, lambda _: FakeChecking(known=Reports())) as app, served(app) as gate:
            opened = Newsroom(browser, app, web)
            opened.url = gate.url
            yield opened
            for context in opened.contexts:
                context.close()
    assert opened.complaints == []


def accessible(page):
    """Return what axe has to say against a page."""
    return [(v["id"], v["nodes"][0]["html"]) for v in Axe().run(page, options=RULES).response["violations"]]


def test_stages_are_told_as_they_happen(newsroom, tmp_path, screenshots):
    """While a check runs its page shows each stage with what it found, and then the report by itself."""
    first, second = tmp_path / "first", tmp_path / "second"
    newsroom.paste(f"hold {first}")
    page = newsroom.paste(f"hold {second}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comparing with what officials said")
    expect(page.locator("[data-stage=running]")).to_have_class("stage now")
    first.with_suffix(".go").touch()
    expect(page.locator("[data-stage=claims]")).to_have_text("Claims found: 2")
    expect(page.locator("[data-stage=passages]")).to_have_class("stage now")
    page.screenshot(path=screenshots / "progress.png", full_page=True)
    assert accessible(page) == []
    second.with_suffix(".go").touch()
    expect(page.locator("#verdict")).to_have_text("The topic is covered, this detail is not stated")


def test_stages_without_scripts(newsroom, tmp_path):
    """Without scripts the page loads itself again, and shows how far the check is."""
    first, second = tmp_path / "first", tmp_path / "second"
    newsroom.paste(f"hold {first}")
    page = newsroom.paste(f"hold {second}", java_script_enabled=False)
    expect(page.locator("[data-stage=running]")).to_have_class("stage now")
    first.with_suffix(".go").touch()
    expect(page.locator("[data-stage=claims]")).to_have_text("Claims found: 2")
    second.with_suffix(".go").touch()
    expect(page.locator("#verdict")).to_be_visible()


def test_a_link(newsroom):
    """A pasted link is read, and its words come back as a report."""
    newsroom.web.put("/a", ARTICLE.encode())
    page = newsroom.paste(newsroom.web.url("/a"))
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator(".post-text")).to_contain_text("They ordered 120 ferries.")


def test_a_link_without_words(newsroom, screenshots):
    """A page that holds no text ends in words, with a box for what the person finds there."""
    newsroom.web.put("/empty", b"<html><body><nav>Menu</nav></body></html>")
    page = newsroom.paste(newsroom.web.url("/empty"))
    expect(page.get_by_role("heading", level=1)).to_have_text("No check came of this link")
    expect(page.locator(".lead")).to_contain_text("no article was found")
    assert accessible(page) == []
    page.screenshot(path=screenshots / "link-without-words.png", full_page=True)
    newsroom.paste("The port is open", page)
    expect(page.locator("#verdict")).to_be_visible()


def test_a_site_that_may_not_be_opened(newsroom):
    """A link of another site is refused in words, and stays in the box."""
    page = newsroom.paste("https://elsewhere.example/post/1")
    expect(page.get_by_role("alert")).to_contain_text("may not open elsewhere.example")
    expect(page.locator("#text")).to_have_value("https://elsewhere.example/post/1")
    assert all("422" in complaint for complaint in newsroom.complaints)
    newsroom.complaints.clear()


@pytest.mark.parametrize("scripts", [True, False])
def test_many_posts(newsroom, screenshots, scripts):
    """A post on each line becomes a list that fills as results come, with a script and without one."""
    page = newsroom.page(java_script_enabled=scripts)
    page.get_by_label("Many posts").check()
    expect(page.get_by_text("One post per line")).to_be_visible()
    assert accessible(page) == [] if scripts else True
    newsroom.paste(f"{samples.EVERYTHING.splitlines()[0]}\n\nThe port is open", page)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 posts")
    expect(page.get_by_text("All checked")).to_be_visible(timeout=15_000)
    assert (
        page.locator(".outcome").all_inner_texts() == ["The topic is covered, this detail is not stated"] * 2
    )
    if scripts:
        assert accessible(page) == []
        page.screenshot(path=screenshots / "batch.png", full_page=True)
    page.get_by_role("link", name="The port is open", exact=True).click()
    expect(page.locator("#verdict")).to_be_visible()


@pytest.mark.parametrize("how", ["drop", "choose"])
def test_a_table(newsroom, how):
    """A CSV that is dropped on the page or chosen stands in the box, as many posts, before it is sent."""
    page = newsroom.page()
    if how == "drop":
        page.evaluate(DROP, CSV)
    else:
        page.locator("#file").set_input_files(
            {"name": "posts.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
        )
    expect(page.locator("#text")).to_have_value(CSV)
    expect(page.get_by_label("Many posts")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="The first ferry sails, on Monday")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 posts")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_file_in_another_encoding(newsroom, encoding):
    """A file that is not UTF-8 is refused in words, by its line, and nothing of it gets into the box."""
    page = newsroom.page()
    raw = "text\nThe port is open\nThe café is closed\n".encode(encoding)
    page.locator("#file").set_input_files({"name": "posts.csv", "mimeType": "text/csv", "buffer": raw})
    line = 3 if encoding == "cp1252" else 1
    expect(page.locator("[data-count]")).to_contain_text(f"posts.csv is not UTF-8: a byte of line {line} ")
    expect(page.locator("#text")).to_have_value("")
    raw = "\ufefftext\nThe café is closed\n".encode()
    page.locator("#file").set_input_files({"name": "posts.csv", "mimeType": "text/csv", "buffer": raw})
    expect(page.locator("#text")).to_have_value("text\nThe café is closed\n")


@pytest.mark.parametrize("scripts", [True, False])
def test_fields_that_are_not_shown_do_not_stand_in_the_way(newsroom, scripts):
    """An address that is none is no part of many posts; without a script it stays to be seen and is told."""
    page = newsroom.page(java_script_enabled=scripts)
    page.get_by_label("Found at").fill("no address")
    page.get_by_label("Many posts").check()
    newsroom.paste("The port is open\nThe ferry sails", page)
    if not scripts:
        expect(page.get_by_label("Found at")).to_be_focused()
        page.get_by_label("Found at").fill("")
        expect(page.get_by_label("Found at")).to_be_hidden()
        newsroom.paste("The port is open\nThe ferry sails", page)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 posts")


def test_what_is_sent_twice_is_taken_once(newsroom):
    """Somebody who presses the keys, or the button, again while the page is left sends one batch."""
    page = newsroom.page("/?mode=many")
    page.locator("#text").fill("The port is open\nThe ferry sails")
    page.evaluate("""() => {
      const form = document.querySelector("[data-ask]");
      for (const press of [1, 2, 3]) form.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true }));
      form.querySelector("button[type=submit]").click();
    }""")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 posts")
    page.goto("/batches")
    expect(page.locator(".batch-list li")).to_have_count(1)


def test_faulty_lines(newsroom):
    """A line that cannot be checked is named, and leaving it out is one box away."""
    page = newsroom.page("/?mode=many")
    newsroom.paste(f"The port is open\n{'x' * 20_001}", page)
    expect(page.get_by_role("alert")).to_contain_text("Line 2: ")
    page.get_by_label("Leave out lines that cannot be checked").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 line was left out")).to_be_visible()
    assert all("422" in complaint for complaint in newsroom.complaints)
    newsroom.complaints.clear()


def test_copies(newsroom):
    """Reply, quotation with its citation, and address are each copied by one press."""
    page = newsroom.paste(samples.EVERYTHING, permissions=["clipboard-read", "clipboard-write"])
    copied = "navigator.clipboard.readText()"
    page.get_by_role("button", name="Copy quote").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate(copied).startswith("“We have ordered 12 ferries, and not one more.”\n— Ana Lind")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function(f"async () => (await {copied}) === location.href")
    page.get_by_role("button", name="Copy reply").click()
    page.wait_for_function(f"async () => (await {copied}).startsWith('Officials said otherwise.')")


def test_on_paper(newsroom):
    """On paper the passages are all there, the addresses are written out; no button is, and not the queue."""
    page = newsroom.paste(samples.EVERYTHING)
    expect(page.locator("#verdict")).to_be_visible()
    folded = page.locator(".others blockquote").first
    expect(folded).to_be_hidden()
    expect(page.locator(".queue-strip")).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_be_visible()
    expect(page.locator("button:visible")).to_have_count(0)
    expect(page.locator(".queue-strip")).to_be_hidden()
    link = page.locator(".quotation a[href^=http]").first
    assert "https://news.example/ferries" in link.evaluate("e => getComputedStyle(e, '::after').content")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_phone(newsroom, screenshots, scheme):
    """At 320 pixels nothing is wider than the screen: form, report and list of posts; axe finds nothing."""
    page = newsroom.page(viewport=PHONE, color_scheme=scheme, has_touch=True)
    assert (page.evaluate(OVERFLOW), accessible(page)) == (0, [])
    newsroom.paste(samples.EVERYTHING, page)
    expect(page.locator("#verdict")).to_be_visible()
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert (page.evaluate(OVERFLOW), accessible(page)) == (0, [])
    page.screenshot(path=screenshots / f"report-320-{scheme}.png", full_page=True)
    page.goto("/?mode=many")
    newsroom.paste("The port is open\n" + "long" * 100, page)
    expect(page.get_by_text("All checked")).to_be_visible(timeout=15_000)
    assert (page.evaluate(OVERFLOW), accessible(page)) == (0, [])


def test_right_to_left(newsroom, screenshots):
    """In Urdu the report runs from right to left, and names and posts keep their own direction."""
    page = newsroom.page("/?lang=ur")
    newsroom.paste(samples.EVERYTHING, page)
    verdict = page.locator("#verdict")
    expect(verdict).to_be_visible()
    assert verdict.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator(".post-text").evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert (page.evaluate(OVERFLOW), accessible(page)) == (0, [])
    page.screenshot(path=screenshots / "report-urdu.png", full_page=True)


def test_the_first_page_is_light(newsroom):
    """The first page is less than 100 kB with all that belongs to it, and nothing comes from elsewhere."""
    context = newsroom.browser.new_context(base_url=newsroom.url)
    newsroom.contexts.append(context)
    page, answers = context.new_page(), []
    page.on("response", lambda one: answers.append(one))  # noqa: PLW0108  # it marks its handlers: no built-in
    page.goto("/", wait_until="networkidle")
    assert all(answer.url.startswith(newsroom.url) for answer in answers)
    assert 0 < sum(len(answer.body()) for answer in answers) < LARGEST_FIRST_PAGE
