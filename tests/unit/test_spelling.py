"""One spelling for large numbers before the stance model reads a claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.quantities import parse, with_thousands


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("3000 people came back", "3,000 people came back"),
        ("30k people came back", "30,000 people came back"),
        ("2.5 lakh people came back", "250,000 people came back"),
        ("about 12000 tonnes and 45 ships", "about 12,000 tonnes and 45 ships"),
        ("3,000 people came back in 2024", "3,000 people came back in 2024"),
        ("Resolution 2231 was adopted", "Resolution 2231 was adopted"),
        ("5 million people voted", "5 million people voted"),
        ("no number at all", "no number at all"),
    ],
)
def test_large_quantities_are_written_with_thousands(text, written):
    """Bare, k and lakh numbers are written out with commas; years, ids and the rest stay."""
    assert with_thousands(text) == written


@given(st.text(max_size=120))
def test_any_text_is_read_and_written_once(text):
    """Whatever the text is, writing it a second time changes nothing."""
    once = with_thousands(text)
    assert with_thousands(once) == once


@given(st.integers(1_000, 999_999_999))
def test_the_value_stays(number):
    """A rewritten number still means the same."""
    before, after = parse(f"{number} people left"), parse(with_thousands(f"{number} people left"))
    assert [q.value for q in before] == [q.value for q in after]
