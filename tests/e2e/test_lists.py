"""Queue and history in a real browser: by keyboard, many at once, without scripts, on a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from checker.api import create_app
from checker.config import Settings
from checker.key_records import Holder
from checker.records import Post
from checker.schema import PartState, report_to_wire
from checker.store import open_store
from tests.samples import claim, disputed, refuted, report
from tests.served import served

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
LEASE = timedelta(minutes=5)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
URDU = "پہلی فیری پیر کو روانہ ہوگی"
HOSTILE = "<img src=x onerror=\"document.title='run'\"> \u202egnorw"
POSTS = ("The first ferry sails on Monday", URDU, HOSTILE, "The harbour is closed")


class Desk:
    """A server in demo mode with checks that wait for a person."""

    def __init__(self, folder, browser):
        settings = Settings(data_dir=folder)
        self.store = open_store(settings)
        self.app = create_app(
            settings,
            store=self.store,
            submit=lambda _: None,
            wait=lambda *_: None,
            readiness=lambda: {"store": PartState(ready=True)},
        )
        self.ids = [self.check(words) for words in POSTS]
        self.browser, self.url, self.complaints, self.pages = browser, "", [], []

    def check(self, words):
        check_id = self.store.add_check(Post(words)).check_id
        made = disputed(claim(words, words)) if words == POSTS[-1] else refuted(claim(words, words))
        wire = report_to_wire(report(words, made), check_id=check_id)
        wire["claims"][0]["confidence"] = 0.41
        self.store.finish(self.store.claim_for_run(check_id, LEASE), wire, versions="{}")
        return check_id

    def page(self, path, **options):
        """Return a page; nothing on it may be complained about."""
        context = self.browser.new_context(base_url=self.url, **{"viewport": WIDE, **options})
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        self.pages.append(context)
        return page

    def close(self):
        for context in self.pages:
            context.close()
        self.store.close()


@pytest.fixture
def desk(tmp_path, browser):
    """Give the server."""
    opened = Desk(tmp_path, browser)
    with served(opened.app) as gate:
        opened.url = gate.url
        yield opened
        opened.close()
    assert opened.complaints == []


def selected(page):
    """Return which of the checks are selected."""
    return [box.is_checked() for box in page.locator(".pick input").all()]


def test_the_queue_by_keyboard(desk, screenshots):
    """With j, k, x, a, / and Enter somebody goes through the queue without a mouse."""
    page = desk.page("/queue")
    expect(page.get_by_text("4 checks wait for a person")).to_be_visible()
    page.screenshot(path=screenshots / "queue.png", full_page=True)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-open]").nth(1)).to_be_focused()
    page.keyboard.press("x")
    assert selected(page) == [False, True, False, False]
    expect(page.locator("[data-count]")).to_have_text("1 selected")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-open]").nth(1)).to_be_focused()
    page.keyboard.press("a")
    assert selected(page) == [True] * 4
    page.keyboard.press("a")
    assert selected(page) == [False] * 4
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/checks/{desk.ids[2]}")
    page.go_back()
    page.keyboard.press("/")
    page.keyboard.type("ferry jkxa?")
    expect(page.get_by_label("Words of the post")).to_have_value("ferry jkxa?")
    assert selected(page) == [False] * 4


def test_help_and_keys_that_are_off(desk):
    """The ? key tells the keys; whoever turns them off has them off on every page."""
    page = desk.page("/history")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_).to_be_visible()
    help_.get_by_label("Single keys do something on this page").uncheck()
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("[data-open]").first).not_to_be_focused()


def test_taking_the_next_one(desk):
    """Whoever takes the next one has it until they pass it over, and others see that."""
    page = desk.page("/queue")
    page.get_by_role("button", name="Take the next one").click()
    page.wait_for_url(f"**/checks/{desk.ids[0]}")
    strip = page.get_by_role("region", name="Queue")
    expect(strip).to_contain_text("Low confidence")
    expect(strip).to_contain_text("You are at it")
    strip.get_by_role("button", name="Next in the queue").click()
    page.wait_for_url(f"**/checks/{desk.ids[1]}")
    strip.get_by_role("button", name="Take out of the queue").click()
    expect(strip).to_contain_text("Taken out of the queue")
    queue = desk.app.extensions["review_queue"]
    queue.take(desk.ids[0], Holder("other", frozenset(), "other", name="Second desk"))
    page.goto("/queue")
    expect(page.get_by_text("3 checks wait for a person")).to_be_visible()
    expect(page.get_by_text("Second desk")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_many_at_once(desk, screenshots, scripts):
    """Some are selected, asked about, confirmed and accounted for, with scripts or without."""
    page = desk.page("/queue?text=ferry", java_script_enabled=scripts)
    page.get_by_label("Select: The first ferry").check()
    page.get_by_role("button", name="Confirm…").click()
    expect(page.get_by_role("heading", name="Confirm these answers?")).to_be_visible()
    page.screenshot(path=screenshots / "queue-sure.png", full_page=True)
    page.get_by_role("button", name="Confirm them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirmed: 1 check")
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(re.compile(r"/queue\?text=ferry&?$"))
    expect(page.get_by_text("No check fits these filters")).to_be_visible()
    page.goto("/history?text=ferry")
    expect(page.locator(".row-standing")).to_contain_text("Confirmed")


def test_save_as_csv(desk):
    """What is selected comes as a file, as often as somebody asks: the page is not left."""
    page = desk.page("/history")
    page.locator("[data-all] input").check()
    for _ in range(2):
        with page.expect_download() as coming:
            page.get_by_role("button", name="Save as CSV").click()
        assert coming.value.suggested_filename == "checks.csv"


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_box_takes_nothing(desk, scripts):
    """Enter in the box of a check, or in that for all, presses none of the buttons of the list."""
    page = desk.page("/queue", java_script_enabled=scripts)
    box = page.get_by_label("Select: The first ferry")
    box.check()
    box.press("Enter")
    page.wait_for_timeout(300)  # a form that is sent leaves the page, and this one must not
    assert page.url.endswith("/queue")
    expect(box).to_be_checked()
    expect(page.get_by_text("You are at it")).to_have_count(0)
    take = page.get_by_role("button", name="Take it: The first ferry sails on Monday")
    take.click()
    page.wait_for_url(f"**/checks/{desk.ids[0]}")


def test_a_second_click_does_nothing(desk):
    """What was asked of many is done once, however often the button is pressed meanwhile."""
    page = desk.page("/queue?text=ferry")
    page.get_by_label("Select: The first ferry").check()
    page.get_by_role("button", name="Confirm…").click()
    page.get_by_role("button", name="Confirm them").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed: 1 check")


def test_filters_without_scripts(desk):
    """The form of the filters is an ordinary one, and its address can be kept."""
    page = desk.page("/history", java_script_enabled=False)
    page.get_by_label("Verdict").select_option(label="Officials disagree")
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile("verdict=CONFLICTING"))
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.get_by_label("Verdict")).to_have_value("CONFLICTING")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_reach(desk, scheme):
    """Lists, the question before an action and what came of it hold to WCAG 2.2 AA."""
    page = desk.page("/history?from=2020-01-01", color_scheme=scheme)
    page.keyboard.press("j")
    page.keyboard.press("x")
    found = [("history", Axe().run(page, options=RULES))]
    page.goto("/queue")
    desk.app.extensions["review_queue"].take(desk.ids[0], Holder("o", frozenset(), "o", name="Second desk"))
    page.reload()
    page.keyboard.press("?")
    found.append(("help", Axe().run(page, options=RULES)))
    page.keyboard.press("Escape")
    page.locator(".pick input").first.check()
    page.get_by_role("button", name="Delete…").click()
    expect(page.get_by_role("button", name="Delete them")).to_be_visible()
    found.append(("question", Axe().run(page, options=RULES)))
    page.get_by_role("button", name="Delete them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Deleted")
    found.append(("outcome", Axe().run(page, options=RULES)))
    assert {name: one.generate_report() for name, one in found if one.violations_count} == {}


@pytest.mark.parametrize("path", ["/queue", "/history?from=2020-01-01", "/queue?text=nothing"])
def test_on_a_phone(desk, screenshots, path):
    """Nothing is wider than the smallest phone, and everything that is pressed is large enough."""
    page = desk.page(path, viewport=PHONE)
    page.screenshot(path=screenshots / f"phone{path.split('?')[0].replace('/', '-')}.png")
    assert page.evaluate(OVERFLOW) == 0
    for one in page.locator("main button:visible, main select:visible, .pick:visible").all():
        assert min(one.bounding_box()["height"], one.bounding_box()["width"]) >= 24


def test_each_post_in_its_own_direction(desk, screenshots):
    """In the Urdu page everything begins at the right, and an English post still reads from the left."""
    page = desk.page("/queue?lang=ur", color_scheme="dark")
    page.screenshot(path=screenshots / "queue-urdu.png", full_page=True)
    assert page.locator("html").get_attribute("dir") == "rtl"
    directions = {
        link.inner_text(): link.evaluate("one => getComputedStyle(one).direction")
        for link in page.locator("[data-open]").all()
    }
    assert directions[URDU] == "rtl"
    assert directions[POSTS[0]] == "ltr"
    box = page.locator(".pick").first.bounding_box()
    assert box["x"] > WIDE["width"] / 2
    assert page.title() != "run"
