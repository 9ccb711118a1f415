"""Searching statements: by words as people type them, and by who said them and when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checker.corpus_search import MAX_WORDS, Finder, Wanted, folded, issuers_of, languages_of, terms_of
from checker.records import Ending, IssuedAt, Precision, Standing, Statement


def on(day, precision=Precision.DAY):
    return IssuedAt("", datetime(2025, 6, day, tzinfo=UTC), precision)


SAID = (
    Statement("a", "The ferry was late. 3,000 came back to Hatna.", issuer="Port", issued_at=on(3)),
    Statement("b", "Ferries run on Sunday, the ferry to Łódź too.", issuer="Port", issued_at=on(9)),
    Statement("c", "The CAFÉ at the port’s gate is open.", issuer="City", language="fr", title="Ferry café"),
    Statement(
        "d", "وزیر نے كہا کہ بندرگاہ کھلی ہے", issuer="City", language="ur", issued_at=on(1, Precision.MONTH)
    ),
    Statement(
        "e", "The bridge is open.", issuer="City", issued_at=on(5), standing=Standing(Ending.RETRACTED)
    ),
)


def ids(**wanted):
    return [s.statement_id for s in Finder().find(SAID, Wanted(**wanted)).statements]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ["b", "e", "a", "d", "c"]),  # the newest first, what has no date last
        ("FERRY", ["c", "b", "a"]),  # the title counts more
        ("ferr", ["c", "b", "a"]),
        ("erry", []),
        ("cafe", ["c"]),
        ("lodz", ["b"]),
        ("Lódz ferry", ["b"]),
        ("port's", ["c"]),
        ("3,000", ["a"]),
        ("3000", []),
        ('"came back to"', ["a"]),
        ('"back came"', []),
        ("“was late”", ["a"]),
        ("وزیر کہا", ["d"]),
        ("؟ ! …", ["b", "e", "a", "d", "c"]),
    ],
)
def test_words(words, expected):
    """Case, accents and letter forms do not matter, beginnings of words do, and the best come first."""
    assert ids(words=words) == expected


def test_days_are_those_of_the_place():
    """A day without a zone is that by which a statement is cited."""
    moment = datetime.fromisoformat("2025-06-19T00:30+05:00")
    said = [Statement("a", "The ferry was late.", issued_at=IssuedAt("", moment, Precision.MINUTE))]
    since, until = (datetime(2025, 6, day) for day in (19, 20))  # noqa: DTZ001
    assert Finder().find(said, Wanted(since=since, until=until)).statements
    assert not Finder().find(said, Wanted(until=since)).statements


def test_when_no_statement_has_all_words():
    """Those with the most of them are found, and it is said that they have not all."""
    found = Finder().find(SAID, Wanted("ferry late xylophone"))
    assert [s.statement_id for s in found.statements] == ["a"]
    assert found.partly
    assert not Finder().find(SAID, Wanted("xylophone")).statements


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"issuer": "Port"}, ["b", "a"]),
        ({"issuer": "port"}, []),
        ({"language": "ur"}, ["d"]),
        ({"in_force": False}, ["e"]),
        ({"in_force": True, "issuer": "City"}, ["d", "c"]),
        ({"since": datetime(2025, 6, 5, tzinfo=UTC)}, ["b", "e", "d"]),
        ({"until": datetime(2025, 6, 5, tzinfo=UTC)}, ["a", "d"]),
        ({"since": datetime(2025, 7, 1, tzinfo=UTC)}, []),
    ],
)
def test_filters(wanted, expected):
    """Each filter narrows; a month alone lies in every span that it touches, no date in none."""
    assert ids(**wanted) == expected


def test_a_hit_shows_the_words_where_they_stand():
    """The snippet is a verbatim part of the text with most of the words, each marked."""
    text = "Nothing here. " * 80 + "The harbour master said that the Ferry was late again. " + "More. " * 80
    (hit,) = Finder().find([Statement("a", text)], Wanted("ferry harbour")).hits(0, 5)
    assert hit.snippet in text
    assert (hit.cut_before, hit.cut_after) == (True, True)
    assert {hit.snippet[m.start : m.end] for m in hit.marks} == {"harbour", "Ferry"}


def test_what_is_remembered_follows_a_correction():
    """A statement whose words were corrected is found by the new ones, and no more by the old."""
    finder, before = Finder(), Statement("a", "The ferry was late.")
    assert finder.find([before], Wanted("ferry")).statements
    after = Statement("a", "The bridge was late.")
    assert not finder.find([after], Wanted("ferry")).statements
    assert finder.find([after], Wanted("bridge")).statements


@pytest.mark.parametrize("text", ["İstanbul'da", "ẞtraße", "Ça va", "ŉ", "كتاب", "ΑΣ"])
def test_folding_keeps_every_character_in_its_place(text):
    """A place in the folded text is the same place in the text."""
    assert len(folded(text)) == len(text)


def test_long_and_odd_searches_are_bounded():
    """Of thousands of words the first few are looked for; brackets and lone quotation marks are no words."""
    assert len(terms_of(" ".join(f"x{n}" for n in range(5_000)))) == MAX_WORDS
    assert terms_of('(" [ ]+ \\ .* ') == ()


def test_choices_are_counted():
    """Institutions and languages come with how many statements they have, most first."""
    assert issuers_of(SAID) == [("City", 3), ("Port", 2)]
    assert languages_of(SAID) == [("en", 3), ("fr", 1), ("ur", 1)]
