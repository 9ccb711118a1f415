"""Two versions of a corpus are compared by what each said, in short."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.digests import different, digests_of, what_happened
from checker.records import Ending, Standing, Statement

SAID = Statement("a", "2,000 people are home.")
ENDED = replace(SAID, standing=Standing(Ending.RETRACTED, reason="withdrawn"))


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (SAID, SAID, ""),
        (None, SAID, "added"),
        (SAID, None, "removed"),
        (SAID, replace(SAID, text="3,000 people are home."), "corrected"),
        (SAID, replace(SAID, issuer="Ministry"), "corrected"),
        (SAID, ENDED, "retracted"),
        (SAID, replace(SAID, standing=Standing(Ending.SUPERSEDED, by="b")), "superseded"),
        (ENDED, SAID, "restored"),
        (ENDED, replace(SAID, standing=Standing(Ending.RETRACTED, reason="an error")), "changed"),
        (SAID, replace(SAID, supersedes=("b",)), "changed"),
    ],
)
def test_what_happened_to_a_statement(before, now, word):
    """Words, date and source are what was said; how it ended is told apart from that."""
    then, today = (digests_of([s] if s else []) for s in (before, now))
    assert what_happened(then.get("a"), today.get("a")) == word
    assert different(then, today) == ({"a"} if word else set())
