"""Sentences of edited prose."""

from __future__ import annotations

import pytest

from checker.prose import MAX_WORDS, lines, sentences


def split(text: str) -> list[str]:
    """Return the sentences of every line of a text."""
    return [text[s.start : s.end] for line in lines(text) for s in sentences(text, line)]


@pytest.mark.parametrize(
    "expected",
    [
        ["We have a full agenda with the U.S., including security issues.", "Talks go on."],
        ["He met Dr. A. Khan in the U.S. Embassy.", "She left at 5 p.m. on Monday."],
        ["Growth was 3.5 percent.", "No. 5 was sold to Acme Inc. of Lahore."],
        ["He lives in the U.S.", "He left Rome."],
        ["The ship sank.", "It was the St. Petersburg of Capt. Olsen and Lt. Gen. Shah."],
        ["“There is no special favor.", "Any two states try to find common ground.”", "He left."],
        ["“Never!” Khan said.", "The room fell silent."],
        ["Did they ask?", "No!", "They did not…", "So be it."],
        ["The fleet of J. R. Smith sailed on Jan. 5 under Art. 51 of the Charter.", "It returned."],
        ["وزارت نے تردید کی۔", "کوئی درخواست نہیں ملی۔"],
        ["Er kam um 8.30 Uhr.", "Dann ging er."],
        ["It cost Rs. 500 and no. 7 won.", "Was it I?", "It was I.", "Then came he."],
    ],
)
def test_stops_that_end_a_sentence_are_told_from_those_that_do_not(expected):
    """Abbreviations, initials, decimals and attributions keep a sentence together; stops in quotes do not."""
    assert split(" ".join(expected)) == expected


def test_a_newline_ends_a_sentence_with_or_without_a_stop():
    """A heading and the paragraph under it are two."""
    assert split("Foreign Office briefing\nNo request came.\r\n\r\nNone was made") == [
        "Foreign Office briefing",
        "No request came.",
        "None was made",
    ]


def test_bullets_are_left_outside():
    """The mark of a list item is no part of its words, yet a number that starts a sentence is."""
    assert split("- First point\n• Second point\n2) Third point\n3,000 came home") == [
        "First point",
        "Second point",
        "Third point",
        "3,000 came home",
    ]


def test_an_overlong_sentence_is_cut_at_a_clause():
    """No piece has more words than the limit, none is lost, and the first ends at a clause."""
    long = ", and ".join(["the ministry said that nobody had asked it for anything at all"] * 20) + "."
    pieces = split(long)
    assert len(pieces) > 1
    assert all(len(p.split()) <= MAX_WORDS for p in pieces)
    assert " ".join(pieces).split() == long.split()
    assert pieces[0].endswith(",")


def test_a_run_of_words_without_any_clause_is_cut_at_the_limit():
    """Even text without commas or stops comes in pieces the encoder can hold."""
    assert [len(p.split()) for p in split("word " * 250)] == [MAX_WORDS, MAX_WORDS, 250 - 2 * MAX_WORDS]


@pytest.mark.parametrize("text", ["", " \n\t ", "\u2028\u2029"])
def test_blank_text_has_no_sentence(text):
    """Nothing but space gives nothing."""
    assert split(text) == []
