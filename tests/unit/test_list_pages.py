"""The pages of queue and history, over a real store."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from html import unescape

import pytest

from checker.api import create_app
from checker.config import Settings
from checker.key_records import Scope
from checker.key_store import Keys, NewKey
from checker.records import Post
from checker.schema import report_to_wire
from checker.store import open_store
from tests.samples import claim, disputed, refuted, report, supported, undecided
from tests.service import CHEAP

KEY = "the key of an admin"
LEASE = timedelta(minutes=5)
HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script>"
SURE = {"sure": "yes"}


class Browser:
    """A browser in which somebody is signed in with a key."""

    def __init__(self, app, key):
        self.client = app.test_client()
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/sign-in").text)
        self.post("/sign-in", key=key, next="/history", csrf=found[1])
        self.csrf = self._csrf()

    def _csrf(self):
        with self.client.session_transaction() as session:
            return session["csrf"]

    def get(self, path, status=200):
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def post(self, path, status=303, **fields):
        given = {"csrf": getattr(self, "csrf", ""), **fields}
        answer = self.client.post(path, data=given)
        assert answer.status_code == status, answer.text
        return answer

    def picks(self, path):
        """Return the boxes of a list, each by its check, with the mark of its answer."""
        return dict(re.findall(r'name="pick-([\w-]+)" value="([^"]*)"', self.get(path)))

    def act(self, action, *ids, sure=True, **more):
        """Do something to checks, and return the page that says what came of it."""
        seen = {**self.picks("/history"), **self.picks("/queue")} if self.reviews else self.picks("/history")
        picked = {f"pick-{one}": seen.get(one, "") for one in ids}
        asked = {"action": action, "back": "/history?text=x", **picked, **more, **(SURE if sure else {})}
        answer = self.post("/history/actions", **asked)
        return unescape(self.client.get(answer.headers["Location"]).text)

    reviews = True


class Room:
    """An application over an empty store, with people who may do more or less."""

    def __init__(self, folder):
        hashed = CHEAP.hash(KEY)
        settings = Settings(data_dir=folder, admin_key_hashes=(hashed,), api_key_hashes=(hashed,))
        self.store = open_store(settings)
        parts = {"submit": lambda _: None, "wait": lambda *_: None, "readiness": dict}
        self.app = create_app(settings, store=self.store, **parts)
        self.kept = Keys(settings.store_url(), hasher=CHEAP)
        self.keys = {name: self.kept.create(NewKey(name, scopes), "x") for name, scopes in ROLES.items()}

    def browser(self, name="admin"):
        found = Browser(self.app, KEY if name == "admin" else self.keys[name][1])
        found.reviews = name not in {"checker", "reader"}
        return found

    def done(self, words, *made, owner="checker", confidence=None):
        """Add a check of somebody that has ended."""
        check_id = self.add(words, owner)
        wire = report_to_wire(report(words, *made), check_id=check_id)
        for one in wire["claims"]:
            one["confidence"] = confidence or one["confidence"]
        assert self.store.finish(self.store.claim_for_run(check_id, LEASE), wire, versions="{}")
        return check_id

    def low(self, words="A low one", **more):
        return self.done(words, refuted(claim(words, words)), confidence=0.3, **more)

    def add(self, words, owner="checker"):
        return self.store.add_check(Post(words), owner=self.keys[owner][0].key_id).check_id

    def close(self):
        self.store.close()
        self.kept.close()


ROLES: dict[str, list[Scope]] = {
    "reader": [Scope.READ],
    "checker": [Scope.CHECK],
    "reviewer": [Scope.REVIEW, Scope.CHECK],
    "second": [Scope.REVIEW, Scope.CHECK],
}


@pytest.fixture
def room(tmp_path):
    """Give the application with people in it."""
    opened = Room(tmp_path)
    yield opened
    opened.close()


def shown(page):
    """Return the ids of the checks of a list."""
    return re.findall(r'name="pick-([\w-]+)"', page)


def test_history_shows_ones_own_checks_to_who_checks(room):
    """Whoever may not review sees their own checks, and no filter shows those of others."""
    mine, other = room.add("mine"), room.add("theirs", "reviewer")
    browser = room.browser("checker")
    assert shown(browser.get("/history")) == [mine]
    assert shown(browser.get(f"/history?key={room.keys['reviewer'][0].key_id}")) == [mine]
    assert other in shown(room.browser("reviewer").get("/history"))
    assert "theirs" not in browser.get("/history/export?format=csv")


def test_pages_that_are_not_for_everybody(room):
    """Who may only read has neither list, who checks has no queue, and no link leads there."""
    reader, checker = room.browser("reader"), room.browser("checker")
    reader.get("/history", 403)
    checker.get("/queue", 403)
    checker.post("/queue/next", 403)
    assert 'href="/queue"' not in checker.get("/history")
    assert 'href="/queue"' in room.browser("reviewer").get("/history")


FILTERS = {
    "text=HARBOUR+opens": "open",
    "verdict=CONFLICTING": "torn",
    "state=queued&text=waiting": "queued",
    "issuer=harbour+board&text=officials": "torn",
    "language=en&verdict=NOT+ENOUGH+INFO&text=harbour": "open",
    "why=low_confidence&text=low": "low",
    "from=2999-01-01": None,
    "to=2000-01-01": None,
    "batch=none": None,
    "reviewer=nobody": None,
}


def test_filters_stand_in_the_address(room):
    """Each filter leaves exactly what fits, and the form shows what was asked for."""
    found = {
        "open": room.done("The harbour opens", undecided(claim("The harbour opens", "The harbour opens"))),
        "torn": room.done("What officials say", disputed(claim("What officials say", "What officials say"))),
        "queued": room.add("A waiting one"),
        "low": room.low(),
    }
    browser = room.browser()
    for query, expected in FILTERS.items():
        page = browser.get(f"/history?{query}")
        assert shown(page) == ([found[expected]] if expected else []), query
        assert "Clear all filters" in page


def test_until_a_day_has_that_day_in_it(room):
    """Whoever asks for checks until today means those of today too."""
    check_id = room.add("today")
    today = room.store.get(check_id).created_at.date()
    browser = room.browser("checker")
    assert shown(browser.get(f"/history?from={today}&to={today}")) == [check_id]
    assert shown(browser.get(f"/history?to={today - timedelta(days=1)}")) == []


@pytest.mark.parametrize(
    ("until", "found"), [("9999-12-31", True), ("2000-01-01 00:00", False), ("99991231", True)]
)
def test_any_day_of_the_calendar_may_be_the_last(room, until, found):
    """The last day of the calendar has no day after it, and a time with a space is no day."""
    check_id = room.add("today")
    assert shown(room.browser("checker").get(f"/history?to={until}")) == ([check_id] if found else [])


def test_a_filter_that_cannot_be_used_is_named(room):
    """The page says what is wrong and shows nothing that was not asked for."""
    browser = room.browser()
    room.add("a post")
    for query in ("from=x", "verdict=FALSE", "state=x", "why=x", "text=" + "x" * 201, "cursor=1"):
        page = browser.get(f"/history?{query}", 422)
        assert "This filter cannot be used" in page, query
        assert shown(page) == []


def test_a_fault_is_told_with_the_name_of_its_field(room):
    """What stands in the address is called otherwise on the form, and in the reader's language."""
    browser = room.browser()
    assert "Checked from: write a day such as 2025-06-19." in browser.get("/history?from=abc", 422)
    assert "Checked until: write a day" in browser.get("/history?to=2025-13-01", 422)
    assert "begin at its first page" in browser.get("/history?cursor=1", 422)
    urdu = browser.get("/history?from=abc&lang=ur", 422)
    (told,) = re.findall(r'role="alert">.*?<span>(.*?)</span>', urdu, re.DOTALL)
    assert "ISO" not in told
    assert told.endswith("۔")


def test_pages_lead_through_everything(room):
    """Following the link to older checks shows every check once, with the filters kept."""
    made = [room.add(f"a post {number}") for number in range(60)]
    browser = room.browser("checker")
    page = browser.get("/history?text=post")
    seen = shown(page)
    assert len(seen) == 50
    following = re.search(r'rel="next" href="([^"]+)"', page)[1]
    assert "text=post" in following
    assert seen + shown(browser.get(following)) == made[::-1]


def test_the_queue_says_why_and_who(room):
    """What waits is there with its reasons, and what somebody is at says so to others."""
    low = room.low()
    one, other = room.browser("reviewer"), room.browser("second")
    assert one.post(f"/queue/{low}/take").headers["Location"] == f"/checks/{low}"
    assert "You are at it" in one.get("/queue?text=low")
    page = other.get("/queue?text=low")
    assert "Low confidence" in page
    assert "reviewer is at it" in " ".join(re.sub(r"<[^>]+>", "", page).split())
    other.post(f"/queue/{low}/take")
    assert "reviewer is at it until" in other.get(f"/checks/{low}")
    other.post(f"/queue/{low}/over")
    assert "You are at it" in other.get(f"/checks/{low}")


def test_taking_out_and_putting_back_from_the_page_of_a_check(room):
    """A check that was taken out says by whom, and waits again when it is put back."""
    low = room.low()
    browser = room.browser("reviewer")
    browser.post(f"/queue/{low}/dismiss")
    assert low not in shown(browser.get("/queue"))
    assert "Taken out of the queue by reviewer" in browser.get(f"/checks/{low}")
    browser.post(f"/queue/{low}/back", back="/queue?text=low")
    assert low in shown(browser.get("/queue"))


def test_next_leads_from_check_to_check(room):
    """The next one is taken and opened; when none is left the page says so."""
    first, second = room.low("one low"), room.low("two low")
    one, other = room.browser("reviewer"), room.browser("second")
    assert one.post("/queue/next").headers["Location"] == f"/checks/{first}"
    assert one.post("/queue/next", past=first).headers["Location"] == f"/checks/{second}"
    assert other.post("/queue/next").headers["Location"] == f"/checks/{first}"
    nothing = room.browser().post("/queue/next").headers["Location"]
    assert "Nothing waits for you: somebody else is at the rest" in one.get(nothing)


def test_strangers_to_a_check_see_nothing_of_the_queue(room):
    """Whoever does not review reads their report as before."""
    low = room.low()
    assert "Waits for a person" in room.browser("reviewer").get(f"/checks/{low}")
    assert "Waits for a person" not in room.browser("checker").get(f"/checks/{low}")


def test_bulk_asks_first(room):
    """Nothing is done before whoever asked has seen what it is about and said yes."""
    low = room.low()
    browser = room.browser("reviewer")
    answer = browser.post("/history/actions", 200, action="dismiss", **{f"pick-{low}": ""}).text
    assert "Take these checks out of the queue?" in answer
    assert "A low one" in answer
    assert low in shown(browser.get("/queue"))


def test_bulk_dismiss_tells_what_was_not_done(room):
    """What can be done is done; each other check is named with its reason."""
    low, open_ = room.low(), room.add("still queued")
    browser = room.browser("reviewer")
    page = browser.act("dismiss", low, open_, "nothing-of-that-id")
    assert "Taken out of the queue: 1 check · not done: 2" in page
    assert "It was not in the queue." in page
    assert "It is not there any more." in page
    assert "Put back into the queue: 1 check" in browser.act("put_back", low)
    assert low in shown(browser.get("/queue"))


def test_bulk_confirm(room):
    """Every claim of each answer is confirmed, what has no answer is not; doing it twice changes nothing."""
    low, queued, bare = room.low(), room.add("queued"), room.done("hello")
    browser = room.browser("reviewer")
    page = browser.act("confirm", low, queued, bare)
    assert "Confirmed: 1 check · not done: 2" in page
    assert "It has no answer yet." in page
    assert "It has no claims that could be confirmed." in page
    assert low not in shown(browser.get("/queue"))
    assert "Confirmed" in browser.get("/history?text=low")
    assert "You have decided on all of it before." in browser.act("confirm", low)


def test_bulk_confirm_leaves_what_one_decided_otherwise(room):
    """A verdict that somebody rejected by itself is not confirmed with a click on many."""
    low = room.low()
    browser = room.browser("reviewer")
    key = {"Authorization": f"Bearer {room.keys['reviewer'][1]}"}
    decided = {"claim": "c1", "decision": "reject", "because": "misread"}
    answer = room.app.test_client().post(f"/api/v1/checks/{low}/reviews", json=decided, headers=key)
    assert answer.status_code in {200, 201}, answer.json
    assert "You have decided on all of it before." in browser.act("confirm", low)


def test_bulk_confirm_says_what_others_decided_otherwise(room):
    """Where somebody rejected the answer, a click on many leaves a dispute, and the outcome says so."""
    low = room.low()
    key = {"Authorization": f"Bearer {room.keys['reviewer'][1]}"}
    decided = {"claim": "c1", "decision": "reject", "because": "misread"}
    room.app.test_client().post(f"/api/v1/checks/{low}/reviews", json=decided, headers=key)
    page = room.browser().act("confirm", low)
    assert "1 of them is disputed: somebody else decided otherwise." in page


def test_an_answer_that_changed_meanwhile_is_not_confirmed(room):
    """What somebody did not see is not done in their name."""
    low = room.low()
    browser = room.browser("reviewer")
    picked = {f"pick-{low}": "SUPPORTS@1.000000"}
    answer = browser.post("/history/actions", action="confirm", sure="yes", **picked)
    assert "Its answer has changed since you looked" in browser.get(answer.headers["Location"])


def test_bulk_delete(room):
    """One's own checks are deleted, those of others only by an admin."""
    mine, theirs = room.add("mine", "reviewer"), room.add("theirs")
    page = room.browser("reviewer").act("delete", mine, theirs)
    assert "Deleted: 1 check · not done: 1" in page
    assert "only an admin may delete it" in page
    admin = room.browser()
    assert mine not in shown(admin.get("/history"))
    assert "Deleted: 1 check" in admin.act("delete", theirs)
    assert theirs not in shown(admin.get("/history"))


def test_bulk_needs_the_scope(room):
    """Who checks may delete their own, and confirm nothing; those of others are not there for them."""
    mine, theirs = room.low(), room.low(owner="reviewer")
    browser = room.browser("checker")
    assert 'value="confirm"' not in browser.get("/history")
    browser.post("/history/actions", 403, action="confirm", sure="yes", **{f"pick-{mine}": ""})
    page = browser.act("delete", mine, theirs)
    assert "Deleted: 1 check · not done: 1" in page
    assert "It is not there any more." in page
    assert theirs in shown(room.browser().get("/history"))


def test_bulk_needs_the_token_of_the_form(room):
    """A form of another site deletes nothing."""
    mine = room.add("mine")
    browser = room.browser("checker")
    browser.post("/history/actions", 403, action="delete", sure="yes", csrf="x", **{f"pick-{mine}": ""})
    assert shown(browser.get("/history")) == [mine]


def test_a_form_that_says_nothing_leads_back(room):
    """Without checks or without an action the list comes back and says what is missing."""
    browser = room.browser("checker")
    for fields in ({"action": "delete"}, {"action": "burn", "pick-a": ""}, {"pick-a": ""}):
        answer = browser.post("/history/actions", back="/history?text=x", **fields)
        assert answer.headers["Location"].startswith("/history?text=x&said=")
        assert 'class="notice"' in browser.get(answer.headers["Location"])


def test_the_way_back_is_one_of_ours(room):
    """No form leads to another place."""
    browser = room.browser("checker")
    for back in ("https://evil.example/", "//evil.example", "/keys", "javascript:x", "/history\nx", ""):
        answer = browser.post("/history/actions", action="delete", back=back)
        assert answer.headers["Location"] == "/history?said=choose", back


def test_outcomes_are_for_those_who_acted(room):
    """What somebody did to many checks is not shown to others."""
    mine = room.add("mine")
    browser = room.browser("checker")
    answer = browser.post("/history/actions", action="delete", sure="yes", **{f"pick-{mine}": ""})
    browser.get(answer.headers["Location"])
    room.browser("reviewer").get(answer.headers["Location"], 404)


def test_csv_is_safe_to_open(room):
    """No post is taken for a formula, and every column is there."""
    hostile, other = room.done(HOSTILE, supported(claim(HOSTILE, HOSTILE))), room.add("other")
    browser = room.browser("checker")
    picked = {f"pick-{hostile}": ""}
    answer = browser.post("/history/actions", 200, action="csv", **picked)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="checks.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert row["post"] == f"'{HOSTILE}"
    assert row["verdict"] == "SUPPORTS"
    assert row["sent_by"] == "checker"
    everything = browser.get("/history/export?format=csv")
    assert other in everything
    assert everything.count("lowest_confidence") == 1


def test_json_has_what_was_asked_for(room):
    """A file of a list has its checks in order, with what the list shows of each."""
    made = [room.add(f"post {number}") for number in range(55)]
    low = room.low("post low")
    browser = room.browser("checker")
    found = json.loads(browser.get("/history/export?format=json&text=post"))["checks"]
    assert [one["id"] for one in found] == [low, *made[::-1]]
    assert found[0]["needs_review"] == ["low_confidence"]
    browser.get("/history/export?format=xml", 422)


def test_hostile_posts_are_words(room):
    """What a post says is shown and never run, in lists, questions and outcomes."""
    hostile = room.low(HOSTILE)
    browser = room.browser("reviewer")
    for page in (
        browser.client.get("/queue").text,
        browser.post("/history/actions", 200, action="dismiss", **{f"pick-{hostile}": ""}).text,
        browser.client.get("/history?text=%3Cscript%3Ealert(1)&issuer=%22onx%3D%22").text,
    ):
        assert "<script>alert" not in page
        assert '"onx="' not in page
    assert "&lt;script&gt;" in browser.client.get("/queue").text


def test_the_api_lists_by_the_same_filters(room):
    """Text, issuer, language and whether a person is waited for leave the same checks as on the page."""
    low = room.low("A low one about ferries")
    room.done("The harbour opens", undecided(claim("The harbour opens", "The harbour opens")))
    queued = room.add("A waiting one")
    client, key = room.app.test_client(), {"Authorization": f"Bearer {room.keys['checker'][1]}"}

    def ids(query):
        answer = client.get(f"/api/v1/checks?{query}", headers=key)
        assert answer.status_code == 200, answer.json
        return [one["id"] for one in answer.json["checks"]]

    assert ids("text=FERRIES+low") == [low]
    assert ids("needs_review=true") == [low]
    assert low not in ids("needs_review=false")
    assert ids("text=waiting&needs_review=false") == [queued]
    for nothing in ("%5C", "%5C+%5C", "%22%5C%22", "%25", "_"):
        assert ids(f"text={nothing}") == [], nothing
    assert ids("text=%5C+waiting") == [queued]
    assert len(ids("text=+")) == len(ids("text=%E2%80%8B")) == 3
    assert low in ids("issuer=MINISTRY++of+Transport")
    assert queued not in ids("lang=EN")
    entry = client.get("/api/v1/checks?text=low", headers=key).json["checks"][0]
    assert entry["needs_review"] == ["low_confidence"]
    for wrong in ("needs_review=yes", f"text={'x' * 201}", "reviewer=x", "text[]=x"):
        answer = client.get(f"/api/v1/checks?{wrong}", headers=key)
        assert answer.status_code == 422, wrong
        assert answer.json["field"] == wrong.partition("=")[0]
