"""Tests of what in a fact-check is an official statement, and what is not."""

from __future__ import annotations

import json

import pytest

from checker.ingest.readers import read
from checker.records import Attribution

MINISTER = {"@type": "Person", "name": "Ana Lind", "jobTitle": "Foreign Minister"}


def _review(author=None, **claim):
    made = {"@type": "Claim", **({"author": author} if author else {}), **claim}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": "3,000 people came home.",
        "datePublished": "2025-07-01",
        "url": "https://facts.example/1",
        "author": {"@type": "Organization", "name": "Harbour Facts"},
        "reviewRating": {"@type": "Rating", "ratingValue": 1, "alternateName": "Misleading"},
        "itemReviewed": made,
    }


def _read(value):
    return read(json.dumps(value).encode(), "reviews.json")


def _notes(draft):
    return {doubt.field: doubt.message for doubt in draft.doubts}


def test_claim_of_an_official():
    """What an official is named as having claimed is a statement: reported, of its own date and place."""
    appearance = {"@type": "CreativeWork", "url": "https://gov.example/speech"}
    (draft,) = _read(_review(MINISTER, datePublished="2025-06-19", appearance=appearance)).drafts
    statement = draft.statement
    assert (statement.text, statement.speaker, statement.office) == (
        "3,000 people came home.",
        "Ana Lind",
        "Foreign Minister",
    )
    assert (statement.issued_at.text, statement.source.url) == ("2025-06-19", "https://gov.example/speech")
    assert statement.attribution is Attribution.REPORTED
    assert _notes(draft).keys() == {"text", "attribution"}
    assert "Harbour Facts rated it 'Misleading'" in _notes(draft)["attribution"]


def test_the_date_of_the_review_is_not_that_of_the_claim():
    """A claim without a date stays without one, though the review has one."""
    (draft,) = _read(_review(MINISTER)).drafts
    assert draft.statement.issued_at.value is None
    assert "before 2025-07-01" in _notes(draft)["issued_at"]
    assert draft.statement.source.url == "https://facts.example/1"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ({"@type": "Organization", "name": "Ministry of Health"}, ("", "", "Ministry of Health")),
        ({"@type": "GovernmentOrganization", "name": "Vika Roads"}, ("", "", "Vika Roads")),
        ({"@type": "Person", "name": "Prime Minister Ana Lind"}, ("Ana Lind", "Prime Minister", "")),
        (
            {
                "@type": "Person",
                "name": "Ana Lind",
                "jobTitle": "Press officer",
                "worksFor": {"name": "City Hall"},
            },
            ("Ana Lind", "Press officer", "City Hall"),
        ),
    ],
)
def test_who_is_official(author, expected):
    """Public bodies, and people in a named office, make official statements."""
    (draft,) = _read(_review(author)).drafts
    assert (draft.statement.speaker, draft.statement.office, draft.statement.issuer) == expected


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Organization", "name": "Facebook posts"},
        {"@type": "Organization", "name": "Multiple sources"},
        {"@type": "Organization", "name": "Social media users quoting the Ministry of Health"},
        {"@type": "Person", "name": "Bo Roe"},
        {"@type": "Person", "name": "Bo Roe", "jobTitle": "Baker"},
        {"@type": "Person"},
        None,
    ],
)
def test_who_is_not_official(author):
    """What goes round, or was said by a private person, is left out with the reason."""
    reading = _read(_review(author))
    assert reading.drafts == ()
    assert "no official statement" in reading.skipped[0].reason
    assert reading.skipped[0].origin == "reviews.json, claim review 1"


def test_the_fact_check_itself_is_no_statement():
    """A page with a review gives the official's claim, and never its own article."""
    article = "<article><p>The minister was wrong when she said that 3,000 came home, we found.</p></article>"
    body = (
        f'<html><script type="application/ld+json">{json.dumps([_review(MINISTER)])}</script>{article}</html>'
    )
    reading = read(body.encode(), "https://facts.example/1")
    assert [draft.statement.text for draft in reading.drafts] == ["3,000 people came home."]
    assert "its own article is no official statement" in reading.skipped[0].reason


def test_many_reviews():
    """Reviews come in lists, graphs and lines; each is judged on its own."""
    two = [_review(MINISTER), _review()]
    for body in (json.dumps(two), json.dumps({"@graph": two}), "\n".join(map(json.dumps, two))):
        reading = read(body.encode(), "reviews.json")
        assert (len(reading.drafts), len(reading.skipped)) == (1, 1)


@pytest.mark.parametrize("claim", ["", None, 7, [], {"x": 1}])
def test_review_without_a_claim(claim):
    """A review that does not say what was claimed is left out."""
    reading = _read({**_review(MINISTER), "claimReviewed": claim})
    assert "claimReviewed is missing" in reading.skipped[0].reason


@pytest.mark.parametrize("wrong", ["x", ["x", 1, None], [[{"author": 1}]], {"author": {"name": ["Ana", 3]}}])
def test_items_of_a_wrong_shape(wrong):
    """A review whose parts have the wrong types gives a reason and no error."""
    reading = _read({**_review(MINISTER), "itemReviewed": wrong})
    assert (reading.drafts, len(reading.skipped)) == ((), 1)
