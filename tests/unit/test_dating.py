"""Tests of finding when something was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from checker.ingest.dating import date_in, date_of, dated
from checker.records import Precision

DAY = datetime(2025, 6, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-19",
        "19 June 2025",
        "June 19, 2025",
        "Thursday, 19th June, 2025",
        "Thu 19 Jun 2025",
        "19th of June 2025",
        "2025/06/19",
        "19.06.2025",
        "19/06/2025",
        "06/19/2025",
        "2025-06-19T00:00:00Z",
        "June 19, 2025 at 2:30 pm",
        "Thu, 19 Jun 2025 00:00:00 +0000",
    ],
)
def test_days(text):
    """A day is read in the forms that sources use; midnight, or a time of no zone, is a day."""
    issued = dated(text).issued_at
    assert (issued.value, issued.precision, issued.text) == (DAY, Precision.DAY, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025-06-19T14:30:00+05:00", DAY.replace(hour=14, minute=30, tzinfo=timezone(timedelta(hours=5)))),
        ("Thu, 19 Jun 2025 14:30:00 GMT", DAY.replace(hour=14, minute=30)),
        ("19 June 2025, 2:30 pm UTC", DAY.replace(hour=14, minute=30)),
        ("19 June 2025 12:05 am GMT", DAY.replace(hour=0, minute=5)),
    ],
)
def test_minutes(text, value):
    """A time with its zone is read to the minute."""
    issued = dated(text).issued_at
    assert (issued.value, issued.precision) == (value, Precision.MINUTE)


@pytest.mark.parametrize(
    ("text", "precision"),
    [("June 2025", Precision.MONTH), ("2025-06", Precision.MONTH), ("2025", Precision.YEAR)],
)
def test_less_than_a_day(text, precision):
    """A month or year is known to that, and not to its first day."""
    assert dated(text).issued_at.precision is precision


@pytest.mark.parametrize(
    "text", ["03/04/2025", "03/04/25", "2025-02-30", "31 June 2025", "last week", "Thursday"]
)
def test_no_guesses(text):
    """What can be read in two ways, does not exist or is no date keeps its words, with a doubt."""
    found = dated(text)
    assert (found.issued_at.text, found.issued_at.value) == (text, None)
    assert [doubt.field for doubt in found.doubts] == ["issued_at"]


@pytest.mark.parametrize(
    "text",
    [
        "Bridge open\n19 June 2025\nIt is open.",
        "Date: June 19, 2025\nIt is open.",
        "HARBOUR CITY, June 19, 2025 – It is open.",
        "Vika (19 June 2025): It is open.",
        "It is open.\n\nHarbour City\n19 June 2025",
        "Harbour City, 19 June 2025\nIt is open.",
    ],
)
def test_dates_that_stand_alone(text):
    """A date on a line of its own or in the dateline is when the text was issued."""
    assert date_in(text).issued_at.value == DAY


@pytest.mark.parametrize("text", ["The bridge was opened on 19 June 2025.", "It is open.", "", "2025"])
def test_dates_inside_sentences(text):
    """A date that a sentence speaks of is not taken for when it was said."""
    found = date_in(text)
    assert (found.issued_at.value, found.doubts) == (None, ())


def test_two_dates():
    """Two different dates at the edges of a text are both named, and none is chosen."""
    found = date_in("18 June 2025\nIt is open.\n19 June 2025")
    assert found.issued_at.value is None
    assert "'18 June 2025' or '19 June 2025'" in found.doubts[0].message


def test_dateline_without_year():
    """A dateline that gives no year is kept in its words and no year is added."""
    found = date_in("VIKA, June 19 (NPA) – It is open.")
    assert (found.issued_at.text, found.issued_at.value) == ("June 19", None)
    assert "no year" in found.doubts[0].message


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Regular Press Conference on June 19, 2025", DAY),
        ("Department Press Briefing – June 19, 2025", DAY),
        ("Transcript of the weekly briefing (19 June 2025)", DAY),
        ("On the events of 19 June 2025", None),
        ("The ship that sank on June 19, 2025", None),
    ],
)
def test_dates_in_titles(title, value):
    """A briefing that is named by its day was on that day; other titles speak of what happened then."""
    assert date_of(title, "The bridge is open.").issued_at.value == value
