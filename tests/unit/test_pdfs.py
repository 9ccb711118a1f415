"""Tests of reading PDF."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checker.ingest.readers import read
from tests.paper import bomb_of, pdf_of

LINES = [
    "The bridge at Vika is open to all traffic since this morning, after the re-",
    "pairs of two weeks. They cost 2 million, as was planned from the beginning,",
    "and the tunnel stays closed until further notice.",
]


def _only(body, origin="release.pdf"):
    reading = read(body, origin, "application/pdf")
    assert reading.skipped == ()
    (draft,) = reading.drafts
    return draft


def _notes(draft, field):
    return " | ".join(doubt.message for doubt in draft.doubts if doubt.field == field)


def _reason(body):
    reading = read(body, "release.pdf")
    assert reading.drafts == ()
    return reading.skipped[0].reason


def test_press_release():
    """Headline, date and paragraphs come from the page, and the title that a program made up does not."""
    body = pdf_of([["The bridge is open", "19 June 2025", *LINES]], title="Microsoft Word - release.docx")
    draft = _only(body)
    assert draft.statement.title == "The bridge is open"
    assert draft.statement.issued_at.value == datetime(2025, 6, 19, tzinfo=UTC)
    assert "after the repairs of two weeks. They cost 2 million, as was" in draft.statement.text
    assert draft.doubts == ()


@pytest.mark.parametrize("title", ["page.html", "https://roads.example/1", "notice.aspx", "about:blank"])
def test_the_name_of_a_page_that_was_printed_is_no_title(title):
    """A browser names the file or the address where the page has no title."""
    assert (
        _only(pdf_of([["The bridge is open", *LINES]], title=title)).statement.title == "The bridge is open"
    )


def test_stated_title():
    """A title that the file states is the title."""
    assert _only(pdf_of([LINES], title="On the bridge")).statement.title == "On the bridge"


def test_day_of_the_file_is_not_that_of_the_words():
    """The day on which the file was made is mentioned and not taken."""
    draft = _only(pdf_of([LINES]))
    assert draft.statement.issued_at.value is None
    assert "2026-01-02" in _notes(draft, "issued_at")


def test_what_each_page_repeats():
    """Page numbers are no part of the statement, and what most pages have at their edges is so once."""
    pages = [["Road Office of Norland", f"Line {word} of it says something.", f"Page {n} of 4"]
             for n, word in enumerate(["one", "two", "three", "four"], 1)]  # fmt: skip
    text = _only(pdf_of(pages)).statement.text
    assert text.split("\n") == [
        "Road Office of Norland",
        *(f"Line {word} of it says something." for word in ("one", "two", "three", "four")),
    ]


def test_figures_are_no_furniture():
    """Lines at the edges of pages that differ in their numbers alone say something each time."""
    weeks = [
        [
            f"Week {week}",
            f"The ministry has recorded {sick} cases in Vika.",
            f"{dead} people have died there.",
        ]
        for week, sick, dead in ((10, 214, 3), (11, 230, 4), (12, 190, 5), (13, 90, 0))
    ]
    pages = [
        ["Ministry of Health", *rows, "This report is made each week.", f"Situation report | {number}"]
        for number, rows in enumerate(weeks, 1)
    ]
    said = ["Ministry of Health", *(row for rows in weeks for row in rows), "This report is made each week."]
    assert _only(pdf_of(pages)).statement.text.split() == " ".join(said).split()


def test_pages_without_words():
    """A page without words among others is spoken of."""
    assert "page 2 without words" in _notes(_only(pdf_of([LINES, [], LINES])), "text")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (pdf_of([[], []]), "OCRmyPDF"),
        (pdf_of([["stamp 12"]]), "OCRmyPDF"),
        (pdf_of([LINES], password="x"), "locked with a password"),
        (pdf_of([LINES])[:300], "damaged"),
        (b"%PDF-1.7 nothing", "damaged"),
        (pdf_of([]), "no pages"),
        (bomb_of(60_000_000), "unpacks to more than"),
    ],
)
def test_refusals(body, words):
    """Scans, locked and damaged files, and bombs are refused with what to do."""
    assert words in _reason(body)
