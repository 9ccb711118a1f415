"""One spelling for numbers and dates before the stance model reads a claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.quantities import one_spelling, parse


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
        ("Schools open on 1 Sep", "Schools open on 1 September"),
        ("until Sept. 20.", "until September 20."),
        ("It ends on 14 Jun. The army left", "It ends on 14 June. The army left"),
        ("It ends on 14/06", "It ends on 14 June"),
        ("It ends on 06/14/2026", "It ends on 14 June 2026"),
        ("It ends on 2026-06-14", "It ends on 14 June 2026"),
        ("from the first of April", "from 1 April"),
        ("on the twenty-first of May 2026", "on 21 May 2026"),
        ("a law in Apr, another since JUL", "a law in April, another since July"),
        ("in Dec Moines, Mar del Plata and Mar-a-Lago", "in Dec Moines, Mar del Plata and Mar-a-Lago"),
        ("on 03/04/2025 and on 9/11", "on 03/04/2025 and on 9/11"),
        ("we may go on 5 May", "we may go on 5 May"),
        ("a rate of 3¾ percent", "a rate of 3.75 percent"),
        ("cut rates by a quarter point", "cut rates by 0.25 percentage points"),
        ("won the title by half a point", "won the title by half a point"),
        ("a half-point cut in rates", "0.5 percentage points cut in rates"),
        ("the first of April will be free", "1 April will be free"),
        ("from 14/06 to 20/06", "from 14 June to 20 June"),
        ("Deadline: 20/09", "Deadline: 20 September"),
        ("on 20.09 the army left", "on 20 September the army left"),
    ],
)
def test_large_quantities_are_written_one_spelling(text, written):
    """Bare, k and lakh numbers are written out with commas; years, ids and the rest stay."""
    assert one_spelling(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "A third of June exports went to China",
        "One fifth of December flights were late",
        "the third of June exports",
        "It fell from 9/15 to 7/15 members",
        "It was put off until 9/15 districts agreed",
        "The state spends it on 13.10 million pupils",
        "Interest on 15.05 percent bonds",
        "Version 1.2.2024",
        "version 2024.1.15 is out",
        "A/RES 15/06 was adopted",
        "The 14/08 model",
        "The bank's five-point plan keeps interest rates low",
        "a two-and-a-half-point rise in rates",
    ],
)
def test_what_is_no_date_and_no_part_of_a_point_stays(text):
    """Shares, fractions, quantities, references and plans are spelt as they were."""
    assert one_spelling(text) == text


@given(st.text(max_size=120))
def test_any_text_is_read_and_written_once(text):
    """Whatever the text is, writing it a second time changes nothing."""
    once = one_spelling(text)
    assert one_spelling(once) == once


@given(st.integers(1_000, 999_999_999))
def test_the_value_stays(number):
    """A rewritten number still means the same."""
    before, after = parse(f"{number} people left"), parse(one_spelling(f"{number} people left"))
    assert [q.value for q in before] == [q.value for q in after]
