"""Dates as sources state them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checker.issued import parse_issued_at
from checker.records import IssuedAt, Precision


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2025-06-19", (2025, 6, 19), Precision.DAY),
        ("2025-6-9", (2025, 6, 9), Precision.DAY),
        ("19 June 2025", (2025, 6, 19), Precision.DAY),
        ("June 19, 2025", (2025, 6, 19), Precision.DAY),
        ("9 jun 2025", (2025, 6, 9), Precision.DAY),
        ("Sep 09, 2025", (2025, 9, 9), Precision.DAY),
        ("2025-06", (2025, 6, 1), Precision.MONTH),
        ("2025", (2025, 1, 1), Precision.YEAR),
        ("2025-06-19T14:30:00Z", (2025, 6, 19, 14, 30), Precision.MINUTE),
        ("2025-06-19 14:30", (2025, 6, 19, 14, 30), Precision.MINUTE),
    ],
)
def test_a_date_is_read_with_the_precision_it_has(text, value, precision):
    """What the source leaves out is the start of the period, and marked as unknown by the precision."""
    assert parse_issued_at(text) == IssuedAt(text, datetime(*value, tzinfo=UTC), precision)


@pytest.mark.parametrize(
    "text", ["", "Thursday", "last week", "19.", "june", "20255", "v2.0", "31 Juni 2025"]
)
def test_words_stay_words(text):
    """A weekday or any other text is kept and no date is made up."""
    assert parse_issued_at(text) == IssuedAt(text, None, Precision.UNKNOWN)


@pytest.mark.parametrize(
    "text", ["2025-02-30", "2025-13", "0000", "2025-06-19T25:00", "31 June 2025", "Feb 30, 2025"]
)
def test_a_date_that_does_not_exist_is_refused(text):
    """The shape of a date with impossible numbers is a mistake to report, not a text to keep."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_issued_at(text)
