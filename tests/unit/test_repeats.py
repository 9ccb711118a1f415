"""One report for every copy of a viral post, with offsets that fit each copy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checker.records import Post
from checker.repeats import fitted, may_be_repeated, repeat_key

FIRST = "Iran asked for help. 30,000 are back"
CLAIMS = ["Iran asked for help.", "30,000 are back"]


def report(*texts: str, reason: str = "no_statement") -> dict:
    places = [FIRST.index(text) for text in texts]
    claims = [
        {"text": text, "start": at, "end": at + len(text), "reason": reason}
        for text, at in zip(texts, places, strict=True)
    ]
    return {
        "id": "one",
        "post": FIRST,
        "url": "https://example.org/1",
        "verdict": "REFUTES",
        "claims": claims,
    }


def test_claims_are_found_in_the_copy():
    """Offsets cut every claim out of the copy, wherever it stands there."""
    copy = Post("\U0001f6a8 Forwarded: " + FIRST + " https://example.org", url="https://example.org/2")
    other = fitted(report(*CLAIMS), copy, "two")
    assert [copy.text[claim["start"] : claim["end"]] for claim in other["claims"]] == CLAIMS
    assert (other["id"], other["post"], other["url"]) == ("two", copy.text, copy.url)
    assert other["verdict"] == "REFUTES"


def test_the_first_report_stays_as_it_is():
    """Fitting changes nothing in the report that it starts from."""
    first = report(*CLAIMS)
    fitted(first, Post("x " + FIRST), "two")
    assert first == report(*CLAIMS)


def test_a_claim_that_is_worded_differently_is_checked_anew():
    """A copy in which a claim cannot be found verbatim has no fitting report."""
    assert fitted(report(*CLAIMS), Post(FIRST.upper()), "two") is None


def test_equal_claims_keep_their_places():
    """A sentence that is said twice is found twice, in order."""
    twice = {
        **report(),
        "claims": [{"text": "Help!", "start": 0, "end": 5}, {"text": "Help!", "start": 6, "end": 11}],
    }
    assert [c["start"] for c in fitted(twice, Post("> Help! Help!"), "two")["claims"]] == [2, 8]


def test_an_answer_of_a_search_that_was_down_is_not_repeated():
    """Absence proves nothing while a part is down, and must not outlast it."""
    assert may_be_repeated(report(*CLAIMS))
    assert not may_be_repeated(report(*CLAIMS, reason="search_degraded"))


@pytest.mark.parametrize(
    "other",
    [
        Post("Iran asked for help. 3,000 are back"),
        Post(FIRST, posted_at=datetime(2025, 6, 19, tzinfo=UTC)),
        Post(FIRST, lang="ur"),
    ],
)
def test_what_a_verdict_depends_on_is_in_the_key(other):
    """Another number, time or language is another post."""
    assert repeat_key(other) != repeat_key(Post(FIRST))


@pytest.mark.parametrize(
    "text", [FIRST.lower(), FIRST + " \U0001f1ee\U0001f1f7", FIRST + " https://t.co/x", "\0\ud800" + FIRST]
)
def test_any_text_has_a_key(text):
    """Hostile text has a key too, and the key is one line of ASCII."""
    assert repeat_key(Post(text)).isalnum()


def test_copies_share_a_key():
    """Case, links and emoji make no other post of it."""
    assert repeat_key(Post(FIRST.lower() + " \U0001f1ee\U0001f1f7 https://t.co/x")) == repeat_key(Post(FIRST))


def test_a_post_held_against_others_is_no_copy():
    """Issuers and languages are a part of the question, in whatever order they are named."""
    keys = {
        repeat_key(Post(FIRST, issuers=issuers, languages=languages))
        for issuers, languages in [
            ((), ()),
            (("en",), ()),
            ((), ("en",)),
            (("en", "A"), ()),
            (("A", "en"), ()),
        ]
    }
    assert len(keys) == 4


def test_whoever_asks_for_less_shares_no_report():
    """A copy for which sure verdicts or few passages were wanted is another question."""
    options = [
        {},
        {"min_confidence": 0.9},
        {"min_confidence": 0.5},
        {"max_passages": 1},
        {"issuers": ("0.9",)},
    ]
    assert len({repeat_key(Post(FIRST, **one)) for one in options}) == len(options)
