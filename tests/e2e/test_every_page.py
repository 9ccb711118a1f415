"""Every page in a real browser: axe, what the policy forbids, other hosts, phone width, keyboard, Urdu."""

from __future__ import annotations

import re
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import expect
from werkzeug.serving import make_server

from checker.account_records import Role
from checker.account_store import NewAccount
from checker.config import load_settings
from checker.desk import desk_of
from checker.events import Event, EventKind
from checker.journal_store import open_journal
from checker.schema import report_to_wire
from checker.serve import service
from tests.fakes import FakeChecking
from tests.samples import EVERYTHING, claim, everything, report, statement, supported
from tests.services import eventually, http

pytestmark = [pytest.mark.browser, pytest.mark.services]

NAME, PASSWORD = "admin-a", "ferry timetable 120"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 320, "height": 700}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
HOSTILE = (
    "</textarea></script><img src=x onerror=\"document.title='run'\"><script>alert(1)</script> %s{{7*7}}"
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Where there is a page without more to its address, and where it leads or what it sends is no page.
NO_PAGES = {
    "/admin", "/healthz", "/readyz", "/metrics", "/openapi.json", "/history/export", "/reviews/export.jsonl"
}  # fmt: skip


def forbidden(page: str) -> list[str]:
    """Return what the policy forbids of a page: scripts and styles in it, and what other hosts have."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            named = dict(attributes)
            loaded = {"script": "src", "link": "href", "img": "src"}.get(tag)
            elsewhere = loaded and not re.match(r"/[^/]", named.get(loaded) or "")
            own = tag == "style" or any(name == "style" or name.startswith("on") for name in named)
            if elsewhere or own:
                found.append(self.get_starttag_text())

    Reader().feed(page)
    return found


@dataclass(frozen=True)
class Desk:
    """A server with an account, a statement, a check of each outcome and one of a hostile post."""

    url: str
    app: Flask
    cookies: list[dict[str, str]]
    check: str
    hostile: str

    def pages(self) -> list[str]:
        """Return the address of every page."""
        rules = [rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        plain = {str(rule) for rule in rules if not rule.arguments} - NO_PAGES
        own = {path for path in plain if not path.startswith("/api/")}
        named = [
            self.check,
            self.hostile,
            f"{self.check}/reviews/new?claim=c1",
            "/statements/ferries-1",
            "/corpus/statements/ferries-2",
            "/nowhere",
        ]
        return sorted(own) + named


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Serve everything but models, with somebody signed in, and give where."""
    tmp_path = tmp_path_factory.mktemp("pages")
    (tmp_path / "corpus").mkdir()
    settings = load_settings(data_dir=tmp_path / "data", corpus=tmp_path / "corpus", redis_url="")
    hostile = report(HOSTILE, supported(claim(HOSTILE, HOSTILE[12:])))
    known = {made.post.text: report_to_wire(made, check_id="x") for made in (everything(), hostile)}
    put = statement("The ferry sails."), statement(HOSTILE, 2, title=HOSTILE, speaker=HOSTILE)
    with ExitStack() as stack:
        app = stack.enter_context(service(settings, lambda _: FakeChecking(known=known)))
        journal = open_journal(settings)
        stack.callback(journal.close)
        at = datetime.now(UTC)
        journal.append([Event(0, EventKind.ADD, s.statement_id, at, "Officer A", HOSTILE, s) for s in put])
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.shutdown)
        keys = desk_of(app).keys
        keys.entrance.accounts.add(NewAccount(NAME, PASSWORD, Role.ADMIN, HOSTILE[:90]), "shell")
        client = app.test_client()
        csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/sign-in").text)[1]
        client.post("/sign-in", data={"name": NAME, "password": PASSWORD, "csrf": csrf})
        csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/").text)[1]
        posts = [EVERYTHING, HOSTILE]
        made = [
            client.post("/checks", data={"text": post, "csrf": csrf}).headers["Location"] for post in posts
        ]
        for path in made:
            eventually(lambda at=path: client.get(f"{at}/state").json["state"] == "done", f"{path} ends")
        url = f"http://127.0.0.1:{server.port}"
        cookie = {"name": "session", "value": client.get_cookie("session").value, "url": url}
        yield Desk(url, app, [cookie], *made)


@pytest.fixture
def visit(browser, desk):
    """Give a function that opens a browser; no page may complain, run a post, or ask another host."""
    opened, wrong = [], []

    def open_page(*, signed_in=True, lang="en", **options):
        context = browser.new_context(base_url=desk.url, **options)
        context.add_cookies(
            [*(desk.cookies if signed_in else []), {"name": "lang", "value": lang, "url": desk.url}]
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda asked: None if asked.url.startswith(desk.url) else wrong.append(asked.url))
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()
    # Chromium reports each answer above 399 as an error of the console; some pages are such answers.
    assert [words for words in wrong if not re.search(r"status of 4\d\d", words)] == []


def violations(page):
    """Return what axe finds, each with the elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]][:4]) for one in found]


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("ur", "dark")])
def test_axe(visit, desk, lang, scheme):
    """Axe finds nothing against WCAG 2.2 AA on any page, in either language and scheme; nothing complains."""
    page = visit(lang=lang, color_scheme=scheme, viewport=WIDE, reduced_motion="reduce")
    found = {}
    for path in desk.pages():
        page.goto(path)
        if wrong := violations(page):
            found[path] = wrong
    assert found == {}


def test_axe_at_the_door(visit):
    """The sign-in page, and what it says to a wrong password, pass as well."""
    page = visit(signed_in=False, viewport=PHONE)
    page.goto("/sign-in")
    assert violations(page) == []
    page.get_by_label("User name").fill("nobody-a")
    page.get_by_label("Password").fill("guess")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_phone_width(visit, desk, lang):
    """At a width of 320 pixels no page scrolls sideways, in either direction of writing."""
    page = visit(lang=lang, viewport=PHONE)
    wide = {}
    for path in desk.pages():
        page.goto(path)
        if over := page.evaluate(OVERFLOW):
            wide[path] = over
    assert wide == {}


def test_nothing_posted_runs(visit, desk):
    """What people, posts and statements supply is text on every page: nothing of it becomes an element."""
    page = visit(viewport=WIDE)
    for path in desk.pages():
        page.goto(path)
        assert page.title() != "run", path
        assert page.locator("img[src=x]").count() == 0, path
        assert page.locator("body script").count() == 0, path
        assert "49" not in page.locator("bdi").all_inner_texts(), path


def test_policy_of_every_page(desk):
    """Every page comes with a policy that forbids inline script and style, framing, and other hosts."""
    cookie = f"session={desk.cookies[0]['value']}"
    for path in desk.pages():
        _, headers, body = http("GET", f"{desk.url}{path}", Cookie=cookie, Accept="text/html")
        policy = next(value for name, value in headers.items() if name.lower() == "content-security-policy")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert forbidden(body.decode()) == [], path


def test_first_page_is_light(visit):
    """The first page weighs less than 100 kB, scripts and styles included."""
    page = visit(viewport=WIDE)
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # it marks its handlers: no built-in
    page.goto("/", wait_until="networkidle")
    weights = [len(answer.body()) for answer in answers]
    assert len(weights) > 2
    assert sum(weights) < 100_000


def test_keyboard_alone(visit):
    """Somebody signs in, reaches the main part and signs out with the keyboard alone."""
    page = visit(signed_in=False, viewport=WIDE)
    page.goto("/account")
    page.locator("input:focus").wait_for()  # the browser focuses it with the first frame, which may be later
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Account").wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_role("button", name="Sign out", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")


def sign_in(page):
    """Fill the sign-in form in and send it."""
    page.get_by_label("User name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ends_while_somebody_writes(visit, scripts):
    """What was typed is there again after signing in; a form that is not kept leads back to its page."""
    page = visit(viewport=WIDE, java_script_enabled=scripts)
    page.goto("/")
    page.get_by_label("The post").fill(EVERYTHING)
    page.get_by_label("Found at").fill("https://x.example/1")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Check this post").click()
    page.get_by_text("Not sent: you had been signed out").wait_for()
    assert violations(page) == [] if scripts else True
    sign_in(page)
    assert page.get_by_label("The post").input_value() == EVERYTHING
    assert page.get_by_label("Found at").input_value() == "https://x.example/1"
    page.get_by_role("button", name="Check this post").click()
    page.wait_for_url("**/checks/*")
    page.goto("/queue")
    page.get_by_role("button", name="Take the next one").or_(page.get_by_text("Nothing waits")).wait_for()
    page.goto("/admin/users")
    page.get_by_label("User name").fill("somebody-a")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Not sent: you had been signed out").wait_for()
    sign_in(page)
    page.wait_for_url("**/admin/users")
    page.get_by_role("heading", name="People").wait_for()


def test_two_tabs(visit):
    """Whoever signs in in one tab is let on in the other; a form of the session before keeps its words."""
    one = visit(viewport=WIDE)
    one.goto("/")
    one.get_by_label("The post").fill(EVERYTHING)
    other = one.context.new_page()
    other.context.clear_cookies(name="session")
    other.goto("/history")
    third = one.context.new_page()
    third.goto("/queue")
    for page, leads in ((other, "history"), (third, "queue")):
        sign_in(page)
        page.wait_for_url(f"**/{leads}")
    one.get_by_role("button", name="Check this post").click()
    one.get_by_role("alert").get_by_text("You have signed in anew").wait_for()
    assert one.get_by_label("The post").input_value() == EVERYTHING
    one.get_by_role("button", name="Check this post").click()
    one.wait_for_url("**/checks/*")


def test_a_double_click_adds_somebody_once(visit):
    """A password that is shown once is seen by whoever clicks twice."""
    page = visit(viewport=WIDE)
    page.goto("/admin/users")
    page.get_by_label("User name").fill("double-a")
    page.get_by_role("button", name="Add").dblclick()
    page.get_by_role("heading", name="The password of double-a").wait_for()
    page.goto("/admin/keys")
    page.get_by_label("Whose key").fill("double key")
    page.get_by_label("Read the corpus").check()
    page.get_by_role("button", name="Make a key").dblclick()
    page.get_by_role("heading", name="The key of double key").wait_for()
    assert page.locator(".person", has_text="double key").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_menu_on_a_phone(visit, screenshots, scripts):
    """On a phone the navigation is a menu that opens, with scripts and without."""
    page = visit(viewport=PHONE, java_script_enabled=scripts)
    page.goto("/corpus")
    link = page.get_by_role("link", name="History", exact=True)
    assert link.count() == 0 or not link.first.is_visible()
    page.get_by_text("Menu", exact=True).click()
    page.screenshot(path=screenshots / f"menu-{'script' if scripts else 'plain'}.png")
    page.get_by_role("link", name="History", exact=True).click()
    page.wait_for_url("**/history")


def test_right_to_left(visit, desk, screenshots):
    """In Urdu pages run from right to left, and a post and a statement keep their own direction."""
    page = visit(lang="ur", viewport=WIDE)
    for path, name in (("/", "form"), (desk.check, "report"), ("/queue", "queue"), ("/corpus", "corpus")):
        page.goto(path)
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        brand, switch = page.locator(".brand").bounding_box(), page.locator(".tongues").bounding_box()
        assert brand["x"] > switch["x"]
        page.screenshot(path=screenshots / f"urdu-{name}.png", full_page=True)
    page.goto(desk.check)
    assert page.locator(".post-text").first.evaluate("e => getComputedStyle(e).direction") == "ltr"
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"**{desk.check}?lang=en")
    assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"
