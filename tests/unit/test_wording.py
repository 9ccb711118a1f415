"""The sentences that people paste as a reply."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.records import IssuedAt, Reason, Stance, Verdict
from checker.wording import missing_reason, said_then, summarise
from tests import samples

POST = samples.EVERYTHING


def one(make, text):
    return make(samples.claim(POST, text))


def test_a_contradiction_is_quoted_with_speaker_date_number_and_source():
    """The reply to a refuted post names who said it, when, the numbers, the words and the source."""
    line = summarise([one(samples.refuted, "They ordered 120 ferries.")], Verdict.REFUTES)
    for part in (
        "Transport Spokesperson Ana Lind (Ministry of Transport)",
        "19 June 2025",
        "contradicts this",
        "post: 120; statement: 12 ferries",
        "“We have ordered 12 ferries, and not one more.”",
        "https://news.example/ferries",
    ):
        assert part in line


def test_a_conflict_quotes_both_sides():
    """Where officials disagree, both are quoted; an unknown date is given in the source's words."""
    line = summarise([one(samples.disputed, "The port is open!")], Verdict.CONFLICTING)
    assert "“The port stays closed.”" in line
    assert "“The port is open to all ships.”" in line
    assert "(Thursday)" in line


def test_two_spokespersons_are_told_apart_by_their_institutions():
    """Both sides of a conflict say whose spokesperson speaks."""
    sides = (
        ("The border is open.", Stance.REFUTES, "Tahir Andrabi", "Ministry of Foreign Affairs, Pakistan"),
        ("The border is closed.", Stance.SUPPORTS, "Esmaeil Baghaei", "Ministry of Foreign Affairs, Iran"),
    )
    found = tuple(
        samples.evidence(samples.statement(text, office="Spokesman", speaker=who, issuer=issuer), stance)
        for text, stance, who, issuer in sides
    )
    claim = replace(one(samples.disputed, "The port is open!"), evidence=found)
    line = summarise([claim], Verdict.CONFLICTING)
    assert "Spokesman Tahir Andrabi (Ministry of Foreign Affairs, Pakistan)" in line
    assert "Spokesman Esmaeil Baghaei (Ministry of Foreign Affairs, Iran)" in line


def test_a_statement_without_a_date_is_told_by_who_made_it():
    """Where the day is not known, the institution tells which statement was in force."""
    of = samples.statement("The port is open.", issued_at=IssuedAt())
    line = said_then(samples.evidence(of, Stance.SUPPORTS))
    assert "a statement of Transport Spokesperson Ana Lind (Ministry of Transport), whose date is not" in line


def test_further_claims_with_the_same_verdict_are_counted():
    """A second refuted claim is mentioned, since the reply quotes only one."""
    claims = [one(samples.refuted, "They ordered 120 ferries."), one(samples.refuted, "The port is open!")]
    assert "1 more claim in this post" in summarise(claims, Verdict.REFUTES)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason):
    """Each reason for no verdict is a sentence, and none calls the post false."""
    sentence = missing_reason(reason)
    assert sentence.endswith(".")
    assert "false" not in sentence.lower()


def test_a_post_without_claims_says_so():
    """A post without claims gets a line, not an empty reply."""
    assert "no claim" in summarise([], Verdict.NOT_ENOUGH_INFO)
