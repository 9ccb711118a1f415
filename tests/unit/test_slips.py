"""Claims with slips of the fingers: what they may change."""

from __future__ import annotations

import pytest

from checker.run_together import english
from tests.draws import seeded
from training.slips import mistyped

SAID = "Norway has NOT asked 3,000 Danes for the ferries, says min"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_so_many_words_change(count):
    """No more and no fewer, and never a short word, a number or a first letter."""
    for seed in range(200):
        typed = mistyped(SAID, seeded(seed), count).split(" ")
        changed = [(a, b) for a, b in zip(SAID.split(" "), typed, strict=True) if a != b]
        assert len(changed) == count
        assert all(len(a.strip(",")) >= 4 and a.isascii() and a[0] == b[0] for a, b in changed)


def test_no_slip_makes_a_word_that_people_know():
    """That would say something else."""
    common = english(50_000)
    for seed in range(300):
        typed = mistyped("The trial was quiet there, from start", seeded(seed), 1).replace(",", "").split(" ")
        changed = set(typed) - set("The trial was quiet there from start".split(" "))
        assert not any(word.lower() in common for word in changed)


def test_by_chance_most_have_one():
    """And some have more; a text without longer words has none."""
    counts = [
        sum(a != b for a, b in zip(SAID.split(), mistyped(SAID, seeded(seed)).split(), strict=True))
        for seed in range(300)
    ]
    assert min(counts) == 1
    assert max(counts) > 2
    assert sum(count == 1 for count in counts) > 150
    assert mistyped("so it is, no?", seeded(1)) == "so it is, no?"
