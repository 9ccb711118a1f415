"""Reviews in a real browser: two people decide on an answer, and the dashboard counts it."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from checker.api import create_app
from checker.config import Settings
from checker.key_records import Scope
from checker.key_store import NewKey
from checker.records import Post
from checker.schema import PartState, report_to_wire
from checker.store import open_store
from tests.samples import everything
from tests.served import served

pytestmark = pytest.mark.browser

LEASE = timedelta(minutes=5)
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 320, "height": 800}
HOSTILE = "<img src=x onerror=\"document.title='run'\"> & \u202egnorw"


class Desk:
    """A server on which two people must agree, a check that is done, and keys of people."""

    def __init__(self, folder):
        self.settings = Settings(data_dir=folder, reviews_needed=2, publisher_name="Harbour News")
        self.store = open_store(self.settings)
        self.store.prepare()
        ready = {"store": PartState(ready=True)}
        self.app = create_app(
            self.settings,
            store=self.store,
            submit=lambda _check_id: None,
            wait=lambda _check_id, _seconds: None,
            readiness=lambda: ready,
        )
        self.url = ""

    def check(self):
        """Return the id of a new check that is done."""
        check_id = self.store.add_check(Post("x", url="https://x.example/1")).check_id
        report = report_to_wire(everything(), check_id=check_id)
        self.store.finish(self.store.claim_for_run(check_id, LEASE), report)
        return check_id

    def key(self, name, *scopes):
        """Return a new key."""
        return self.app.extensions["desk"].keys.kept.create(NewKey(name, list(scopes)), "Officer A")[1]

    def visitor(self, browser, key, **options):
        """Return a page on which the holder of a key has signed in."""
        page = browser.new_context(**{"viewport": WIDE, **options}).new_page()
        page.goto(f"{self.url}/sign-in")
        if page.locator("input[name=key]").count() and not page.locator("input[name=key]").is_visible():
            page.locator("details:has(input[name=key]) > summary").click()
        page.locator("input[name=key]").fill(key)
        page.locator("form:has(input[name=key]) button[type=submit]").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        return page


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Serve a desk."""
    made = Desk(tmp_path_factory.mktemp("desk"))
    with served(made.app) as gate, closing(made.store):
        made.url = gate.url
        yield made


@pytest.fixture(scope="module")
def people(desk, browser):
    """Give the pages of two reviewers."""
    return [desk.visitor(browser, desk.key(f"Officer {name}", Scope.REVIEW)) for name in "AB"]


def review(page: Page, claim="c1"):
    """Return what a page says of the review of a claim."""
    return page.locator(f"#{claim} .review")


def change(page: Page, claim, verdict):
    """Change the answer to a claim, by its first passage."""
    part = review(page, claim)
    part.locator(".review-more > summary").click()
    part.get_by_role("radio", name="Change it").check()
    part.get_by_label("The right verdict").select_option(verdict)
    part.locator(".review-passages input").first.check()
    part.get_by_label("Why").select_option("misread")
    part.get_by_role("textbox", name="Note").fill(HOSTILE)
    part.get_by_role("button", name="Save the decision").click()


def test_two_people_settle_an_answer(desk, people, screenshots):
    """One confirms and it waits, the other confirms and it is settled; only then there is markup."""
    check, (one, two) = desk.check(), people
    for page in people:
        page.goto(f"{desk.url}/checks/{check}")
    one.locator("#c1").get_by_role("button", name="Confirm this answer").click()
    expect(review(one)).to_contain_text("One more person needed")
    assert one.request.get(f"{desk.url}/checks/{check}/claimreview.json").status == 404
    two.locator("#c1").get_by_role("button", name="Confirm this answer").click()
    expect(review(two)).to_contain_text("Officer B")
    expect(review(two).locator(".standing")).to_have_text("Confirmed")
    review(two).scroll_into_view_if_needed()
    two.screenshot(path=screenshots / "review.png")
    markup = json.loads(two.request.get(f"{desk.url}/checks/{check}/claimreview.json").text())
    assert markup["author"]["name"] == "Harbour News"
    review(two).get_by_role("button", name="Withdraw").click()
    expect(review(two).locator(".standing")).to_have_text("One more person needed")
    expect(review(two).get_by_text("All decisions (3)")).to_be_visible()


def test_disagreement_is_shown_and_nothing_is_run(desk, people):
    """One confirms, the other changes it with a hostile note: the note is words, both are shown."""
    check, (one, two) = desk.check(), people
    one.goto(f"{desk.url}/checks/{check}")
    one.locator("#c2").get_by_role("button", name="Confirm this answer").click()
    two.goto(f"{desk.url}/checks/{check}")
    change(two, "c2", "REFUTES")
    expect(review(two, "c2").locator(".standing")).to_have_text("Reviewers disagree")
    expect(review(two, "c2")).to_contain_text(HOSTILE)
    assert two.title() != "run"
    assert two.locator("#c2 .verdict").first.inner_text().strip() != "Reviewers disagree"


def test_what_is_missing_stays_in_the_form(desk, people):
    """A change without the words that decide comes back with what was filled in, and is then taken."""
    check, page = desk.check(), people[0]
    page.goto(f"{desk.url}/checks/{check}")
    part = review(page, "c3")
    part.locator(".review-more > summary").click()
    part.get_by_role("radio", name="Change it").check()
    part.get_by_label("The right verdict").select_option("SUPPORTS")
    part.get_by_label("Why").select_option("number")
    part.get_by_role("textbox", name="Note").fill("counted twice")
    part.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the words that decide")
    expect(page.get_by_role("textbox", name="Note")).to_have_value("counted twice")
    page.locator(".review-passages input").first.check()
    page.get_by_role("button", name="Save the decision").click()
    expect(review(page, "c3").locator(".standing")).to_have_text("One more person needed")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_fault_in_a_folded_part_is_told(desk, browser, scripts):
    """An address that is none, folded away again, is told by the browser, or else by the server."""
    page = desk.visitor(browser, desk.key("Officer F", Scope.REVIEW), java_script_enabled=scripts)
    page.goto(f"{desk.url}/checks/{desk.check()}")
    part = review(page, "c3")
    part.locator(".review-more > summary").click()
    part.get_by_role("radio", name="Change it").check()
    part.get_by_label("The right verdict").select_option("SUPPORTS")
    part.get_by_label("Why").select_option("number")
    part.get_by_text("Other words decide it").click()
    part.get_by_label("The words, as they were said").fill("We ordered them")
    part.get_by_label("Where they can be read").fill("news.example/a")
    part.get_by_text("Other words decide it").click()
    part.get_by_role("button", name="Save the decision").click()
    if not scripts:
        expect(page.get_by_role("alert")).to_contain_text("Give the full address where the words can be read")
        expect(page.get_by_label("Where they can be read")).to_have_value("news.example/a")
        return
    expect(part.get_by_label("Where they can be read")).to_be_focused()
    part.get_by_label("Where they can be read").fill("https://news.example/a")
    part.get_by_role("button", name="Save the decision").click()
    expect(part.locator(".standing")).to_have_text("One more person needed")


def test_without_scripts_on_a_phone(desk, browser, screenshots):
    """Deciding works without JavaScript, and nothing is cut off at 320 pixels."""
    key = desk.key("Officer C", Scope.REVIEW)
    page, check = desk.visitor(browser, key, viewport=PHONE, java_script_enabled=False), desk.check()
    page.goto(f"{desk.url}/checks/{check}")
    change(page, "c1", "NOT ENOUGH INFO/detail_not_stated")
    expect(review(page).locator(".standing")).to_have_text("One more person needed")
    page.goto(f"{desk.url}/reviews")
    page.screenshot(path=screenshots / "reviews-phone.png", full_page=True)


@pytest.mark.parametrize("path", ["/reviews", "/checks/{check}"])
def test_nothing_is_wider_than_a_phone(desk, browser, path):
    """At 320 pixels no page of reviews scrolls sideways, with every part opened."""
    page = desk.visitor(browser, desk.key("Officer D", Scope.REVIEW), viewport=PHONE)
    page.goto(desk.url + path.format(check=desk.check()))
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0


def test_the_dashboard_counts(desk, people, screenshots):
    """What two people settled is in the figures, and those who may not review see neither form nor page."""
    check, (one, two) = desk.check(), people
    for page, standing in ((one, "One more person needed"), (two, "Confirmed")):
        page.goto(f"{desk.url}/checks/{check}")
        for claim in ("c1", "c4"):
            page.locator(f"#{claim}").get_by_role("button", name="Confirm this answer").click()
            expect(review(page, claim).locator(".standing")).to_have_text(standing)
    two.get_by_role("link", name="Reviews", exact=True).click()
    expect(two.get_by_role("heading", level=1)).to_have_text("Reviews")
    expect(two.locator(".review-tiles")).to_contain_text("of")
    expect(two.locator(".review-chart")).to_have_count(2)
    two.screenshot(path=screenshots / "reviews.png", full_page=True)


def test_who_may_not_review(desk, browser):
    """A key without the scope gets no dashboard, and no link to it."""
    mine = desk.visitor(browser, desk.key("Officer E", Scope.CHECK, Scope.READ))
    answer = mine.goto(f"{desk.url}/reviews")
    assert answer.status == 403
    assert mine.get_by_role("link", name="Reviews", exact=True).count() == 0


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("ur", "dark")])
def test_everybody_can_use_it(desk, browser, lang, scheme):
    """Axe finds nothing on the opened form, the form that came back, or the dashboard with figures in it."""
    key = desk.key(f"Officer {lang}", Scope.REVIEW)
    page, check = desk.visitor(browser, key, color_scheme=scheme, reduced_motion="reduce"), desk.check()
    opened = "document.querySelectorAll('details').forEach(d => d.open = true)"
    page.goto(f"{desk.url}/checks/{check}?lang={lang}")
    page.locator("#c1 .review-confirm").click()
    page.wait_for_url("**#c1")
    found = {}
    for path in (f"/checks/{check}", "/reviews?days=0"):
        page.goto(desk.url + path)
        page.evaluate(opened)
        found[path] = violations(page)
    page.goto(f"{desk.url}/checks/{check}")
    page.evaluate(opened)
    page.locator("#c2 .review-form input[value=reject]").check()
    page.locator("#c2 .review-form [name=because]").select_option("other")
    page.locator("#c2 .review-form .primary").click()
    page.get_by_role("alert").wait_for()
    found["again"] = violations(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def violations(page: Page):
    """Return what axe finds against WCAG 2.2 AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]][:4]) for one in found]
