"""Pages of reviews: what may be sent, who may send it, and what is shown to whom."""

from __future__ import annotations

import csv
import html
import json
import re

import pytest

from checker.key_records import Scope
from checker.key_store import NewKey
from checker.records import Post, Reason
from tests.real_app import KEY, RealApp
from tests.samples import claim, refuted, report, undecided


def many(claims, checked=1):
    """Return a report on a post of so many claims, of which the first were judged."""
    post = " ".join(f"They ordered 120 ferries of type {n}." for n in range(1, claims + 1))
    made = [claim(post, f"They ordered 120 ferries of type {n}.", n) for n in range(1, claims + 1)]
    left_out = (undecided(one, Reason.TOO_MANY_CLAIMS) for one in made[checked:])
    return report(post, *map(refuted, made[:checked]), *left_out)


HERE = {"Origin": "http://localhost"}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Give an application in which people have reviewed before."""
    made = RealApp(tmp_path_factory.mktemp("real"))
    yield made
    made.close()


@pytest.fixture
def check(real):
    """Give the id of a check with an answer of every kind."""
    check_id = real.store.add_check(Post("x"), owner=real.owner).check_id
    real.finish(check_id)
    return check_id


class Visitor:
    """Somebody who signed in with a key."""

    def __init__(self, real, key):
        self.client = real.app.test_client()
        form = self.client.get("/sign-in").text
        self.token = re.search(r'name="csrf" value="([^"]+)"', form)[1]
        self.send("/sign-in", key=key)
        with self.client.session_transaction() as session:
            self.token = session["csrf"]

    def send(self, path, **fields):
        """Send a form."""
        return self.client.post(path, data={"csrf": self.token, **fields}, headers=HERE)

    def page(self, path):
        """Read a page."""
        return self.client.get(path)


@pytest.fixture(scope="module")
def admin(real):
    """Give somebody who may do everything."""
    return Visitor(real, KEY)


@pytest.fixture(scope="module")
def reviewer(real):
    """Give somebody who reviews."""
    return Visitor(real, made_key(real, "<b>Reviewer</b>", Scope.REVIEW))


@pytest.fixture(scope="module")
def reader(real):
    """Give somebody who has posts checked, and reviews nothing."""
    return Visitor(real, made_key(real, "Reader", Scope.CHECK, Scope.READ))


def made_key(real, name, *scopes):
    """Return a new key."""
    return real.app.extensions["desk"].keys.kept.create(NewKey(name, list(scopes)), "Officer A")[1]


def test_a_decision_leads_back_to_its_claim(reviewer, check):
    """After a decision the report shows who made it, with the name as text."""
    answer = reviewer.send(f"/checks/{check}/reviews", claim="c1", decision="confirm")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/checks/{check}#c1")
    page = reviewer.page(f"/checks/{check}").text
    assert "&lt;b&gt;Reviewer&lt;/b&gt;" in page
    assert "<b>Reviewer" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose what you decide"),
        ({"decision": "withdraw"}, "Choose what you decide"),
        ({"decision": "perhaps"}, "Choose what you decide"),
        ({"decision": "reject"}, "Choose why"),
        ({"decision": "reject", "because": "other"}, "Write in the note"),
        ({"decision": "change", "because": "number"}, "Choose the right verdict"),
        ({"decision": "change", "because": "number", "verdict": "FALSE"}, "Choose the right verdict"),
        ({"decision": "change", "because": "number", "verdict": "SUPPORTS"}, "Choose the words that decide"),
        ({"decision": "confirm", "quote": "He said so."}, "where the words can be read"),
        ({"decision": "confirm", "answer": "older"}, "The answer has changed"),
        ({"decision": "confirm", "claim": "<script>"}, "no longer has this claim"),
    ],
)
def test_the_form_says_what_is_missing(reviewer, check, fields, words):
    """What cannot be taken comes back with 422 and says in the reader's words what to change."""
    answer = reviewer.send(f"/checks/{check}/reviews", **{"claim": "c1", **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert "<script>" not in answer.text.partition("<main")[2]


@pytest.mark.parametrize("stale", [{"answer": "older"}, {"claim": "c99"}])
def test_words_on_an_answer_that_has_changed_are_not_lost(reviewer, check, stale):
    """What was typed stays, what was chosen is chosen anew: it was chosen of another answer."""
    note = "Lind <said> so twice,\nand on camera."
    chosen = {"decision": "confirm", "passage-0": "1", "note": note, "claim": "c1"}
    answer = reviewer.send(f"/checks/{check}/reviews", **chosen | stale)
    assert answer.status_code == 422
    assert note in html.unescape(answer.text)
    assert "checked" not in answer.text.partition("<main")[2]
    newer = re.findall(r'name="answer" value="([^"]+)"', answer.text)
    assert len(newer) == ("answer" in stale)
    if newer:
        again = reviewer.send(f"/checks/{check}/reviews", **chosen, answer=newer[0])
        assert again.status_code == 303


def test_forms_need_their_token(reviewer, check):
    """A form of another site, or one without its token, decides nothing."""
    fields = {"claim": "c1", "decision": "confirm"}
    assert reviewer.client.post(f"/checks/{check}/reviews", data=fields, headers=HERE).status_code == 403
    other = {"Origin": "https://elsewhere.example"}
    sent = reviewer.client.post(
        f"/checks/{check}/reviews", data={**fields, "csrf": reviewer.token}, headers=other
    )
    assert sent.status_code == 403
    assert "Not reviewed" in reviewer.page(f"/checks/{check}").text


def test_readers_see_and_do_not_decide(real, reader, reviewer):
    """Whoever may not review sees what was decided of their check, without a form or a dashboard."""
    mine = reader.client.post("/checks", data={"csrf": reader.token, "text": "Ferries"}, headers=HERE)
    check = mine.headers["Location"].rpartition("/")[2]
    real.finish(check)
    assert reader.send(f"/checks/{check}/reviews", claim="c1", decision="confirm").status_code == 403
    reviewer.send(f"/checks/{check}/reviews", claim="c1", decision="confirm")
    page = reader.page(f"/checks/{check}").text
    assert "confirmed it" in page
    assert "Confirm this answer" not in page
    for path in ("/reviews", "/reviews/export.jsonl"):
        assert reader.page(path).status_code == 403
    assert 'href="/reviews"' not in page
    assert real.app.test_client().get("/reviews").status_code == 303


def test_an_admin_withdraws_what_others_decided(real, admin, reviewer, check):
    """A decision of somebody else is withdrawn by an admin, and by no other reviewer."""
    other = Visitor(real, made_key(real, "Second", Scope.REVIEW))
    reviewer.send(f"/checks/{check}/reviews", claim="c1", decision="confirm")
    listed = admin.page(f"/checks/{check}").text
    number = re.search(rf"/checks/{check}/reviews/(\d+)/withdraw", listed)[1]
    assert f"/reviews/{number}/withdraw" not in other.page(f"/checks/{check}").text
    path = f"/checks/{check}/reviews/{number}/withdraw"
    assert other.send(path, claim="c1").status_code == 403
    assert admin.send(path, claim="c1").status_code == 303
    assert reviewer.send(path, claim="c1").status_code == 404


def test_the_report_says_that_people_say_otherwise(reviewer, check):
    """Before the reply that can be copied, the report says that a person rejected the answer."""
    reviewer.send(f"/checks/{check}/reviews", claim="c2", decision="reject", because="misread")
    page = reviewer.page(f"/checks/{check}").text
    assert page.index("Rejected by reviewers") < page.index("reply-text")


def test_markup_on_the_page(reviewer, check):
    """The markup is there once a person has confirmed, and in words before that."""
    path = f"/checks/{check}/claimreview.json"
    assert reviewer.page(path).status_code == 404
    reviewer.send(f"/checks/{check}/reviews", claim="c1", decision="confirm")
    assert reviewer.page(path).json["@type"] == "ClaimReview"


def test_the_dashboard(reviewer):
    """The dashboard shows figures, a table beside each chart, and rows to take along; any span will do."""
    page = reviewer.page("/reviews?days=0").text
    for words in ("Agree with the machine", "By issuer", "Is the confidence right?", "As a table"):
        assert words in page
    assert " style=" not in page
    for span in ("30", "x", "-1", "9" * 400):
        assert reviewer.page(f"/reviews?days={span}").status_code == 200
    rows = reviewer.page("/reviews/export.jsonl?as=claims").text.splitlines()
    assert all("label" in json.loads(row) for row in rows)


def test_a_report_without_claims(real, admin):
    """A report in which nothing is claimed has nothing to review."""
    check_id = real.store.add_check(Post("hello"), owner=real.owner).check_id
    real.finish(check_id, made=report("hello"))
    page = admin.page(f"/checks/{check_id}")
    assert page.status_code == 200
    assert "Confirm this answer" not in page.text


def test_what_was_decided_is_in_the_files_of_the_report(reviewer, check):
    """Who saves an answer that was overruled saves that too, in the table and in the JSON."""
    reviewer.send(f"/checks/{check}/reviews", claim="c1", decision="reject", because="misread")
    wire = reviewer.page(f"/checks/{check}/report.json").json
    assert wire["review"]["claims"][0] == {"id": "c1", "standing": "rejected", "verdict": None}
    rows = list(csv.DictReader(reviewer.page(f"/checks/{check}/report.csv").text.splitlines()))
    assert [row["claim_review"] for row in rows[:2]] == ["rejected", "unreviewed"]
    assert "claim_review in CSV, review in JSON" in reviewer.page(f"/checks/{check}").text
    assert (rows[0]["claim_reviewers"], rows[0]["claim_review_verdict"]) == ("<b>Reviewer</b>", "")


def test_files_of_which_nothing_was_overruled(reviewer, check):
    """They are offered without a warning."""
    reviewer.send(f"/checks/{check}/reviews", claim="c1", decision="confirm")
    assert "claim_review in CSV" not in reviewer.page(f"/checks/{check}").text


def test_a_check_is_removed_by_who_sent_it_or_an_admin(admin, real):
    """Nobody else is offered it; who asks for it all the same is told, and the check stays."""
    reviewer = Visitor(real, made_key(real, "Second reviewer", Scope.CHECK, Scope.REVIEW))
    check = real.store.add_check(Post("y"), owner="somebody").check_id
    real.finish(check)
    assert f"/checks/{check}/remove" not in reviewer.page(f"/checks/{check}").text
    refused = reviewer.send(f"/checks/{check}/remove")
    assert (refused.status_code, "only an admin" in refused.text) == (403, True)
    assert f"/checks/{check}/remove" in admin.page(f"/checks/{check}").text
    assert admin.send(f"/checks/{check}/remove").status_code == 303
    assert admin.page(f"/checks/{check}").status_code == 404


def test_a_reply_that_reviewers_overruled_is_not_handed_out(reviewer, check, real):
    """Of an answer that must not be used nothing is copied; its verdict stays, struck out."""
    wire = real.store.get(check).report
    first = next(claim for claim in wire["claims"] if claim["verdict"] == wire["verdict"])
    page = html.unescape(reviewer.page(f"/checks/{check}").text)
    assert "Copy reply" in page
    assert page.count(first["reply"]) > 1
    reviewer.send(f"/checks/{check}/reviews", claim=first["id"], decision="reject", because="misread")
    page = html.unescape(reviewer.page(f"/checks/{check}").text)
    assert "Copy reply" not in page
    assert first["reply"] not in page
    assert wire["summary"] not in page
    assert '<h1 id="verdict"><del>' in page
    assert page.count("Reviewers do not let this answer stand.") == 2


def test_an_overruled_part_takes_only_its_own_reply_along(reviewer, check, real):
    """The reply to the post rests on another claim, which nobody has overruled."""
    wire = real.store.get(check).report
    other = next(claim for claim in wire["claims"] if claim["verdict"] == "SUPPORTS")
    fields = {"decision": "change", "because": "misread", "verdict": "NOT ENOUGH INFO"}
    reviewer.send(f"/checks/{check}/reviews", claim=other["id"], **fields, open_reason="detail_not_stated")
    reviewer.send(f"/checks/{check}/reviews", claim=other["id"], decision="reject", because="misread")
    page = html.unescape(reviewer.page(f"/checks/{check}").text)
    assert "Copy reply" in page
    assert other["reply"] not in page


def test_what_was_not_checked_is_one_list(reviewer, real):
    """A post that makes hundreds of claims is no page of hundreds of forms; each claim can still be read."""
    check_id = real.store.add_check(Post("many"), owner=real.owner).check_id
    real.finish(check_id, made=many(300))
    page = reviewer.page(f"/checks/{check_id}").text
    assert "299 claims that were not checked" in page
    assert page.count("Confirm this answer") == 1
    assert all(f'<li id="c{n}"' in page for n in range(2, 301))
    assert len(page) < 150_000
    reviewer.send(f"/checks/{check_id}/reviews", claim="c1", decision="confirm")
    assert "Reviewed in part" not in reviewer.page(f"/checks/{check_id}").text


@pytest.mark.parametrize(("claims", "forms"), [(20, 20), (21, 0)])
def test_a_long_report_has_each_form_on_a_page_of_its_own(reviewer, real, claims, forms):
    """A form a claim would be half of the page; from its own page one decides and gets back to the claim."""
    check_id = real.store.add_check(Post("many"), owner=real.owner).check_id
    real.finish(check_id, made=many(30, claims))
    page = reviewer.page(f"/checks/{check_id}").text
    assert page.count('<form class="review-form"') == forms
    assert page.count("Confirm this answer") == page.count("Change or reject it") == claims
    linked = re.findall(rf'href="(/checks/{check_id}/reviews/new\?claim=c\d+)"', page)
    assert len(linked) == claims - forms
    for address in linked[-1:]:
        form = reviewer.page(address).text
        answer = re.search(r'name="answer" value="(\w+)"', form)[1]
        fields = {"claim": address.partition("=")[2], "decision": "reject", "because": "misread"}
        sent = reviewer.send(f"/checks/{check_id}/reviews", answer=answer, **fields)
        assert sent.headers["Location"].endswith(f"/checks/{check_id}#{fields['claim']}")
        assert "Decide otherwise" in reviewer.page(f"/checks/{check_id}").text


def test_the_page_of_a_form_is_for_reviewers_and_claims_that_there_are(reader, reviewer, check):
    """Nobody else gets it, and no claim that the newest answer lacks."""
    assert reviewer.page(f"/checks/{check}/reviews/new?claim=c1").status_code == 200
    assert reader.page(f"/checks/{check}/reviews/new?claim=c1").status_code == 403
    assert reviewer.page(f"/checks/{check}/reviews/new?claim=c99").status_code == 404
    assert reviewer.page(f"/checks/{check}/reviews/new").status_code == 404
