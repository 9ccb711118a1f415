"""Reviews over HTTP: who decides, what is refused, what may be published and exported."""

from __future__ import annotations

import gzip
import json

import pytest
from click.testing import CliRunner

from checker.cli import main
from checker.key_records import Scope
from checker.key_store import NewKey
from checker.records import Post
from tests.real_app import BEARER, RealApp
from training.mixture import authored_pairs

NO = {"claim": "c1", "decision": "reject", "because": "misread"}
YES = {"claim": "c1", "decision": "confirm"}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Give an application in which people have reviewed before."""
    made = RealApp(tmp_path_factory.mktemp("real"))
    yield made
    made.close()


@pytest.fixture
def check(real):
    """Give the id of a check that the first key made."""
    check_id = real.store.add_check(
        Post("x", url="https://x.example/7", posted_at=None), owner=real.owner
    ).check_id
    real.finish(check_id)
    return check_id


def bearer(real, name, *scopes):
    """Return the header of a new key."""
    _, text = real.app.extensions["desk"].keys.kept.create(NewKey(name, list(scopes)), "Officer A")
    return {"Authorization": f"Bearer {text}"}


def post(real, check, body, headers=BEARER, rest="/reviews"):
    """Send a decision."""
    return real.client.post(f"/api/v1/checks/{check}{rest}", json=body, headers=headers)


def get(real, path, headers=BEARER):
    """Read."""
    return real.client.get(f"/api/v1{path}", headers=headers)


def test_a_decision_is_kept(real, check):
    """201, the claim as it stands, and where to read it again."""
    answer = post(real, check, YES)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/checks/{check}/reviews")
    claim = answer.json["claims"][0]
    assert (claim["standing"], claim["verdict"], claim["machine"]["verdict"]) == (
        "confirmed",
        "REFUTES",
        "REFUTES",
    )
    assert get(real, f"/checks/{check}/reviews").json == answer.json


def test_only_reviewers_decide(real, check):
    """A key that may check and read may not review, and sees no other's check; a reviewer sees all."""
    maker = bearer(real, "bot", Scope.CHECK, Scope.READ)
    assert post(real, check, YES, maker).status_code == 403
    assert get(real, f"/checks/{check}/reviews", maker).status_code == 404
    assert get(real, "/reviews", maker).status_code == 403
    assert post(real, check, "no decision", maker).status_code == 403
    assert post(real, check, "no decision", {}).status_code == 401
    reviewer = bearer(real, "reviewer", Scope.REVIEW)
    assert post(real, check, YES, reviewer).status_code == 201
    assert get(real, "/reviews", reviewer).status_code == 200


def test_the_maker_of_a_check_reads_its_reviews(real):
    """Whoever may read a check may read what people decided of it."""
    headers = bearer(real, "bot", Scope.CHECK)
    mine = real.client.post("/api/v1/checks", json={"text": "Ferries!"}, headers=headers).json["id"]
    real.finish(mine)
    post(real, mine, YES)
    assert get(real, f"/checks/{mine}/reviews", headers).json["claims"][0]["standing"] == "confirmed"


def test_one_key_is_one_person(real, check):
    """Two keys disagree; the first key cannot outvote the second by saying it again."""
    other = bearer(real, "second", Scope.REVIEW)
    post(real, check, YES)
    assert post(real, check, NO, other).json["claims"][0]["standing"] == "disputed"
    again = post(real, check, YES)
    assert (again.json["claims"][0]["standing"], len(again.json["claims"][0]["reviews"])) == ("disputed", 2)
    decided = again.json["claims"][0]["reviews"][1]["id"]
    assert (
        post(real, check, {}, bearer(real, "third", Scope.REVIEW), f"/reviews/{decided}/withdraw").status_code
        == 403
    )
    after = post(real, check, {}, other, f"/reviews/{decided}/withdraw")
    assert after.json["claims"][0]["standing"] == "confirmed"
    assert [r["decision"] for r in after.json["claims"][0]["reviews"]] == ["confirm", "reject", "withdraw"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], None),
        ({"decision": "confirm"}, "claim"),
        ({"claim": "c1"}, "decision"),
        ({**YES, "decision": "perhaps"}, "decision"),
        ({**YES, "decision": "withdraw"}, "decision"),
        ({**YES, "claim": 1}, "claim"),
        ({**YES, "claim": "c9"}, "claim"),
        ({**YES, "note": "x" * 2_001}, "note"),
        ({**YES, "note": None}, "note"),
        ({**YES, "passages": "p1"}, "passages"),
        ({**YES, "passages": ["nowhere#1"]}, "passages"),
        ({**NO, "because": "mood"}, "because"),
        ({**NO, "because": "other"}, "note"),
        ({**YES, "decision": "change", "verdict": "FALSE"}, "verdict"),
        ({**YES, "answer": "another"}, "answer"),
        ({**YES, "reviewer": "me"}, "reviewer"),
    ],
)
def test_what_cannot_be_decided(real, check, body, field):
    """422 names the field that is at fault, and nothing is kept."""
    answer = post(real, check, body)
    assert (answer.status_code, answer.json.get("field")) == (422, field)
    assert get(real, f"/checks/{check}/reviews").json["standing"] == "unreviewed"


def test_checks_without_an_answer(real):
    """A check that failed or is queued has no claims, and nothing of it can be reviewed."""
    _, failed, queued, _ = real.ids["check_id"]
    for check in (failed, queued):
        assert get(real, f"/checks/{check}/reviews").json["claims"] == []
        assert post(real, check, YES).status_code == 422
        assert post(real, check, {}, rest="/reviews/1/withdraw").status_code == 404
    assert post(real, "nowhere", YES).status_code == 404
    for number in ("0", "9" * 30):
        assert post(real, real.ids["check_id"][0], {}, rest=f"/reviews/{number}/withdraw").status_code == 404


def test_markup_comes_with_the_confirmation(real, check):
    """There is no ClaimReview before a person has confirmed, and none of what is disputed or rejected."""
    assert get(real, f"/checks/{check}/claimreview").status_code == 404
    post(real, check, YES)
    answer = get(real, f"/checks/{check}/claimreview")
    assert answer.mimetype == "application/ld+json"
    made = answer.json
    assert (made["@context"], made["@type"]) == ("https://schema.org", "ClaimReview")
    assert made["claimReviewed"] == "They ordered 120 ferries."
    assert made["url"] == f"http://localhost/checks/{check}#c1"
    assert made["itemReviewed"]["@type"] == "Claim"
    assert made["reviewRating"]["alternateName"] == "An official statement says otherwise"
    assert "ratingValue" not in made["reviewRating"]
    assert "false" not in json.dumps(made).lower()
    assert made["isBasedOn"][0]["@type"] == "Quotation"
    assert made["author"] == {"@type": "Organization", "name": "localhost", "url": "http://localhost/"}
    proxied = get(real, f"/checks/{check}/claimreview", {**BEARER, "X-Forwarded-Proto": "https"}).json
    assert proxied["url"] == f"https://localhost/checks/{check}#c1"
    post(real, check, NO)
    assert get(real, f"/checks/{check}/claimreview").status_code == 404


def test_a_check_says_what_people_decided(real, check):
    """The check itself tells in short how it stands, beside a report that stays the machine's."""
    before = get(real, f"/checks/{check}").json
    assert before["review"] is None
    post(real, check, NO)
    after = get(real, f"/checks/{check}").json
    assert after["review"]["standing"] == "partly"
    assert after["review"]["claims"][0] == {"id": "c1", "standing": "rejected", "verdict": None}
    assert after["report"] == before["report"]


def test_markup_of_several_claims(real, check):
    """Several claims make a graph; an open one has no markup, whoever confirms it."""
    for claim in ("c1", "c2", "c5"):
        post(real, check, {**YES, "claim": claim})
    made = get(real, f"/checks/{check}/claimreview").json
    assert [one["itemReviewed"]["@id"].rpartition("#")[2] for one in made["@graph"]] == [
        "c1-claim",
        "c2-claim",
    ]
    assert get(real, f"/checks/{check}/claimreview?claim=c2").json["@type"] == "ClaimReview"
    assert get(real, f"/checks/{check}/claimreview?claim=c5").status_code == 404


def test_history_is_paged(real, check):
    """Following next leads through all decisions, the newest first."""
    for claim in ("c1", "c2", "c3"):
        post(real, check, {**YES, "claim": claim})
    page, seen = get(real, f"/reviews?check={check}&limit=2").json, []
    seen += page["reviews"]
    seen += get(real, f"/reviews?check={check}&limit=2&before={page['next']}").json["reviews"]
    assert [one["claim"] for one in seen] == ["c3", "c2", "c1"]
    assert get(real, "/reviews?decision=confirm&by=me").json["reviews"][0]["check_id"] == check
    for bad in ("limit=0", "before=x", "decision=no", "by=you", "since=soon"):
        assert get(real, f"/reviews?{bad}").status_code == 422


def test_the_list_says_what_counts(real, check):
    """Of all decisions those count that count at the check: the newest of each person."""
    for claim, body in (("c1", YES), ("c1", NO), ("c2", YES)):
        post(real, check, {**body, "claim": claim})
    shown = get(real, f"/checks/{check}/reviews").json["claims"]
    there = {one["id"]: one["counts"] for claim in shown for one in claim["reviews"]}
    listed = get(real, f"/reviews?check={check}").json["reviews"]
    assert [one["counts"] for one in listed] == [True, True, False]
    assert {one["id"]: one["counts"] for one in listed} == there


def test_the_summary_counts_what_is_settled(real, check):
    """Agreement with the machine is the share of settled answers that were confirmed."""
    before = get(real, "/reviews/summary").json
    post(real, check, YES)
    post(real, check, {"claim": "c2", "decision": "reject", "because": "not_a_claim"})
    after = get(real, "/reviews/summary").json
    assert after["agreement"]["of"] == before["agreement"]["of"] + 2
    assert after["agreement"]["agreed"] == before["agreement"]["agreed"] + 1
    assert after["matrix"]["SUPPORTS"]["rejected"] == before["matrix"]["SUPPORTS"]["rejected"] + 1
    assert get(real, "/reviews/summary?until=2001-01-01").json["answers"] == 0


def test_pairs_are_what_training_reads(real, check, tmp_path):
    """The command writes pairs that the training reads, with labels that people gave."""
    passage = get(real, f"/checks/{check}").json["report"]["claims"][1]["passages"][0]
    post(real, check, YES)
    changes = {"claim": "c2", "decision": "change", "verdict": "NOT ENOUGH INFO", "because": "misread"}
    post(real, check, changes)
    lines = [json.loads(line) for line in get(real, "/reviews/export").text.splitlines()]
    assert "contradicts" in {row["label"] for row in lines}
    changed = next(row for row in lines if row["evidence"] == passage["text"] and row["label"] == "neutral")
    assert changed["kind"] == "other"  # the first who said so: the same pair comes once
    assert changed["provenance"]["machine_verdict"] == "SUPPORTS"
    out = tmp_path / "authored-reviews.jsonl.gz"
    done = CliRunner().invoke(
        main, ["reviews", "export", "--out", str(out)], env={"CHECKER_DATA_DIR": str(real.settings.data_dir)}
    )
    assert done.output == f"{len(lines)} rows in {out}\n"
    with gzip.open(out, "rt", encoding="utf-8") as file:
        assert [json.loads(line) for line in file] == lines
    pairs = [pair for held in (True, False) for pair in authored_pairs([out], held_out=held)]
    assert {pair.label for pair in pairs} <= {"supports", "contradicts", "neutral"}
    assert len(pairs) == len(lines)


def test_claims_carry_both_verdicts(real, check):
    """Rows of claims have both verdicts and the machine's confidence; rejections have a label."""
    post(real, check, NO)
    rows = [json.loads(line) for line in get(real, "/reviews/export?as=claims").text.splitlines()]
    mine = next(row for row in rows if row["provenance"]["check_id"] == check)
    assert (mine["label"], mine["verdict"], mine["post"]) == ("REJECTED", "REFUTES", "x")
    assert get(real, "/reviews/export?as=poems").status_code == 422
    assert not get(real, "/reviews/export?since=2999-01-01").text


def test_disputed_answers_are_not_exported(real, check):
    """What people do not agree on trains nothing."""
    post(real, check, YES)
    post(real, check, NO, bearer(real, "second", Scope.REVIEW))
    for shape in ("pairs", "claims"):
        assert check not in get(real, f"/reviews/export?as={shape}").text


def test_hostile_words_stay_words(real, check):
    """A note may hold anything, NUL and markup too, and comes back as it was."""
    note = "\x00 <script>alert(1)</script> \u202e"
    kept = post(real, check, {**NO, "note": note})
    assert kept.status_code == 201
    assert kept.json["claims"][0]["reviews"][0]["note"] == note
    assert get(real, "/reviews").status_code == 200
