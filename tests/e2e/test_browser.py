from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.models]

POST = "Iran has formally asked Pakistan for military help! Also 30,000 Pakistanis are already back from Iran"
HOSTILE = f"<script>document.title='run'</script><img src=x onerror=\"document.title='run'\"> {POST}"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# What hurts on a phone: something that is wider than the screen.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SECONDS = 60_000


class Visit:
    """One page of the browser, with everything it complained about and every address it asked for."""

    def __init__(self, browser, server, **options):
        self.server = server
        self.context = browser.new_context(base_url=server.url, **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(SECONDS)
        self.complaints, self.asked = [], []
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def check(self, text, *, send=None):
        """Paste a post, send it, and wait for the report."""
        self.page.goto("/")
        self.page.get_by_label("The post").fill(text)
        if send:
            self.page.keyboard.press(send)
        else:
            self.page.get_by_role("button", name="Check this post").click()
        self.page.get_by_text("Result for this post").wait_for()
        self.page.wait_for_load_state()  # the words stand there before all of the page does
        return self.page


@pytest.fixture
def visit(browser, server):
    """Give a function that opens a page; all are closed after the test, and none may have complained."""
    visits = []

    def open_page(**options):
        visits.append(Visit(browser, server, **options))
        return visits[-1]

    yield open_page
    for one in visits:
        one.context.close()
        assert one.complaints == []
        assert {url for url in one.asked if not url.startswith(server.url)} == set()


def test_paste_and_see_the_verdict(visit, screenshots):
    """Whoever pastes a post sees the verdict in words, the quotation and who said it."""
    one = visit(viewport=WIDE, color_scheme="light")
    one.page.goto("/")
    one.page.screenshot(path=screenshots / "form.png", full_page=True)
    page = one.check(POST)
    assert page.get_by_role("heading", level=1).inner_text() == "Pakistan's Foreign Office said otherwise"
    claims = page.get_by_role("article")
    assert claims.count() == 2
    for number in range(2):
        assert "Pakistan's Foreign Office said otherwise" in claims.nth(number).inner_text()
    assert "military assistance" in claims.nth(0).inner_text()
    assert "3,000" in claims.nth(1).locator(".conflict").inner_text()
    page.screenshot(path=screenshots / "report.png", full_page=True)


def test_permalink(visit):
    """The address of a report shows it to whoever opens it later."""
    address = visit().check(POST).url
    later = visit()
    later.page.goto(address)
    assert later.page.get_by_role("article").count() == 2


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_keyboard(visit, keys):
    """The box has the focus, and a key sends the form."""
    page = visit().check(POST, send=keys)
    assert "/checks/" in page.url


def test_focus_is_in_the_box(visit):
    """One can paste at once."""
    one = visit()
    one.page.goto("/")
    assert one.page.evaluate("document.activeElement.id") == "text"


def test_hostile_post(visit, screenshots):
    """Markup in a post is shown as text and never runs."""
    page = visit(viewport=WIDE).check(HOSTILE)
    assert "checker" in page.title()
    assert page.locator("main img, main script").count() == 0
    assert "<script>document.title='run'</script>" in page.locator(".post-text").inner_text()
    page.screenshot(path=screenshots / "hostile.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone(visit, screenshots, scheme):
    """On a phone nothing is wider than the screen, in the form and in the report, by day and by night."""
    one = visit(viewport=PHONE, color_scheme=scheme, has_touch=True)
    one.page.goto("/")
    assert one.page.evaluate(OVERFLOW) <= 0
    one.page.screenshot(path=screenshots / f"form-phone-{scheme}.png", full_page=True)
    page = one.check(POST + " https://x.example/" + "long" * 60)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate(OVERFLOW) <= 0
    page.screenshot(path=screenshots / f"report-phone-{scheme}.png", full_page=True)


def test_right_to_left(visit):
    """A post in Urdu runs from right to left and gets an honest answer."""
    page = visit().check("ایران نے پاکستان سے فوجی مدد مانگ لی ہے")
    post = page.locator(".post-text")
    assert post.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert "This language is not covered" in page.locator("main").inner_text()


def test_without_script(visit, screenshots):
    """With JavaScript switched off the same form leads to the same report."""
    one = visit(java_script_enabled=False)
    page = one.check(POST)
    assert page.get_by_role("article").count() == 2
    assert page.get_by_role("button", name="Copy").count() == 0
    page.screenshot(path=screenshots / "report-without-script.png", full_page=True)


def test_refused_text_stays(visit):
    """A text that is too long comes back in the box, with the reason beside it."""
    one = visit()
    one.page.goto("/")
    one.page.get_by_label("The post").fill("word " * 5_000)
    assert "25,000 of 20,000" in one.page.locator("[data-count]").inner_text()
    one.page.get_by_role("button", name="Check this post").click()
    assert "at most 20,000" in one.page.get_by_role("alert").inner_text()
    assert one.page.get_by_label("The post").input_value() == "word " * 5_000
    # The browser reports the status 422 of the page itself; nothing else went wrong.
    assert all("422" in complaint for complaint in one.complaints)
    one.complaints.clear()


def test_copy(visit):
    """One press copies the reply."""
    one = visit(permissions=["clipboard-read", "clipboard-write"])
    page = one.check(POST)
    page.locator("[data-copy=reply-text]").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#reply-text").text_content()
