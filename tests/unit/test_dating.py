"""Tests of finding when something was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from checker.ingest.datelines import date_in, date_of, is_date_line
from checker.ingest.dating import dated
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
        "19-Jun-2025",
        "the 19th June, 2025",
        "Jun. 19, 2025 | 4:30 PM PKT",
        "06/19/2025 14:30",
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
        "Harbour City: 19 June 2025\nIt is open.",
        "19/06/2025\nIt is open.",
        "Date: 19.06.2025\nIt is open.",
        "Thursday, 19 June 2025, 14:30\nIt is open.",
        "Jun 19, 2025 | 4:30 PM\nIt is open.",
        "Posted On: 19 JUN 2025 4:26PM by PIB Delhi\nIt is open.",
        "Dated: Islamabad, the 19th June, 2025\nIt is open.",
        "Date of release 19 June 2025\nIt is open.",
        "19 June 2025 | Press release\nIt is open.",
        "Published 19 June 2025 | Updated 21 June 2025\nIt is open.",
        "VIKA - June 19, 2025 -\nIt is open.",
        "19 June 2025\nIt is open.\nNext briefing: 26 June 2025",
        "19 June 2025\nIt is open.\nApplications until: 30 June 2027",
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


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 21 June 2025",
        "Updated on 21 June 2025",
        "Deadline: 30 June 2025",
        "Next briefing: 26 June 2025",
        "Next briefing, 26 June 2025",
        "Embargo: 20 June 2025",
        "Born: 4 May 1969",
        "Applications until: 30 June 2027",
        "Concert: 30 June 2025",
    ],
)
def test_days_of_something_else(line):
    """The day of a change, a deadline or another event is mentioned, never taken."""
    found = date_of("", f"It is open.\n{line}")
    assert found.issued_at.text == ""
    assert repr(line) in found.doubts[0].message


@pytest.mark.parametrize(
    "text",
    [
        "Here is what changed on 19 June 2025: the bridge is open.",
        "On Thursday, 19 June 2025: the bridge is open.",
        "Version 1.2.2025\nIt is open.",
    ],
)
def test_sentences_that_begin_like_a_dateline(text):
    """A day before a colon is no dateline when no place stands before it."""
    assert date_in(text).issued_at.text == ""


@pytest.mark.parametrize(
    ("text", "words", "precision"),
    [
        ("June 2025\nIt is open.", "June 2025", Precision.MONTH),
        ("03/04/2025\nIt is open.", "03/04/2025", Precision.UNKNOWN),
        ("Thursday\nIt is open.", "Thursday", Precision.UNKNOWN),
        ("Thursday, June 19\nIt is open.", "Thursday, June 19", Precision.UNKNOWN),
        ("Thursday\nIt is open.\nFriday\nIt is closed.", "", Precision.UNKNOWN),
    ],
)
def test_lines_that_say_less_than_a_day(text, words, precision):
    """A line with a month, or with words that give no day, is kept as far as it goes."""
    issued = date_in(text).issued_at
    assert (issued.text, issued.precision) == (words, precision)


def test_two_dates():
    """Two different dates at the edges of a text are both named, and none is chosen."""
    found = date_in("18 June 2025\nIt is open.\n19 June 2025")
    assert found.issued_at.value is None
    assert "'18 June 2025' or '19 June 2025'" in found.doubts[0].message


@pytest.mark.parametrize(
    "text",
    [
        "VIKA, June 19 (NPA) – It is open.",
        "The bridge\nBy Our Reporter\nVIKA, June 19 (Reuters) - It is open.",
        "Port Alda, June 19 (PTI) The bridge is open.",
    ],
)
def test_dateline_without_year(text):
    """A dateline that gives no year is kept in its words and no year is added."""
    found = date_in(text)
    assert (found.issued_at.text, found.issued_at.value) == ("June 19", None)
    assert "no year" in found.doubts[0].message


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Regular Press Conference on June 19, 2025", DAY),
        ("Department Press Briefing – June 19, 2025", DAY),
        ("Transcript of the weekly briefing (19 June 2025)", DAY),
        ("Press briefing 19 June 2025", DAY),
        ("On the events of 19 June 2025", None),
        ("The ship that sank on June 19, 2025", None),
    ],
)
def test_dates_in_titles(title, value):
    """A briefing that is named by its day was on that day; other titles speak of what happened then."""
    assert date_of(title, "The bridge is open.").issued_at.value == value


@pytest.mark.parametrize(
    "line",
    [
        "FOR IMMEDIATE RELEASE: June 19, 2025",
        "FOR IMMEDIATE RELEASE – June 19, 2025",
        "For immediate release, 19 June 2025",
        "By Jane Roe, 19 June 2025",
        "by Jane Roe | 19 June 2025",
        "Statement by the Minister, 19 June 2025",
        "Remarks by Minister Karl Berg to Parliament, 19 June 2025",
        "Oral questions, 19 June 2025",
    ],
)
def test_what_is_released_said_or_signed_on_a_day(line):
    """The day behind a release note, a byline or the name of a speech is that of the text."""
    assert date_of("", f"{line}\n\nThe bridge is open.").issued_at.value == DAY
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line", ["By 19 June 2025", "For the meeting of 19 June 2025", "For release by 19 June 2025"]
)
def test_a_deadline_is_no_byline(line):
    """Without a name behind it, "by" says until when."""
    assert date_of("", f"{line}\n\nThe bridge is open.").issued_at.value is None


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Media briefing – transcript", "Thursday 19 June 2025, 16:30, Vika Town Hall"),
        ("Press conference", "19 June 2025, Norvik"),
        ("", "Transcript\n19 June 2025, 4.30 p.m., Press Room"),
    ],
)
def test_the_day_beside_the_place_of_a_briefing(title, line):
    """Where the head says that it is a briefing, the day of it is that of what was said there."""
    assert date_of(title, f"{line}\nMayor Lind: It is open.").issued_at.value == DAY


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Concert in the park", "Thursday 19 June 2025, 16:30, Vika Town Hall"),
        ("Press conference", "19 June 2025, Deadline"),
        ("Press conference", "19 June 2025, Norvik\n20 June 2025, Vika"),
    ],
)
def test_the_day_of_an_event_is_none_of_issue(title, line):
    """A notice tells when and where something will be as well."""
    assert date_of(title, f"{line}\nIt is free.").issued_at.text == ""


@pytest.mark.parametrize(
    "line",
    [
        "4:12 PM · June 19, 2025 · 212.4K Views",
        "4:12 PM · Jun 19, 2025",
        "16:12 · 19 June 2025 · 3 reposts",
        "4:12 PM · Jun 19, 2025 · Twitter for iPhone",
    ],
)
def test_the_stamp_of_a_post(line):
    """Its hour is of no known zone; views and reposts are no words of it."""
    assert date_in(f"It is open.\n{line}").issued_at.value == DAY
    assert is_date_line(line)
