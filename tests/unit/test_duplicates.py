from __future__ import annotations

import pytest

from checker.ingest.duplicates import Printed, Sameness, Words
from checker.ingest.prints import print_of
from checker.issued import parse_issued_at
from checker.records import Source, Statement

LONG = (
    "The Road Office opened the bridge at Vika to all traffic on Thursday morning. "
    "Repairs took 14 months and cost 3,500,000 crowns. "
    "The defence ministry lent two engineers. No lorries over 20 tonnes may cross before May."
)


def statement(text, key="a", **fields):
    """Return a statement with this text."""
    date = fields.pop("date", "")
    return Statement(key, text, issued_at=parse_issued_at(date), **fields)


def found(old, new):
    """Return how ``new`` stands to ``old``, the only statement known."""
    return Words([old]).find(Printed.of(new))


@pytest.mark.parametrize(
    "again",
    [
        LONG.upper(),
        LONG.replace("defence", "defense"),
        LONG.replace(". ", ".\n\n"),
        "VIKA (Harbour Times) - " + LONG,
        LONG.replace("3,500,000", "3500000"),
        LONG + "\nShare this on your page\nAll rights reserved",
        LONG + "\n(c) Harbour Times",
        LONG.replace("The bridge", "bridge").replace('"', "”"),
    ],
)
def test_a_republication_is_an_exact_copy(again):
    """Case, spelling, breaks, dateline, thousands and footer do not hide that the words are the same."""
    match = found(statement(LONG), statement(again, "b"))
    assert match is not None
    assert (match.of, match.sameness) == ("a", Sameness.EXACT)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("14 months", "15 months", "15"),
        ("3,500,000", "3.5", "3.5"),
        ("No lorries", "Lorries", "leaves out 'no'"),
        ("Vika", "Viken", "viken"),
        ("opened", "closed", "closed"),
        ("3,500,000", "-3,500,000", "-3500000"),
        ("cost 3", "cost ¥3", "¥"),
        ("over 20", "> 20", ">"),
    ],
)
def test_one_other_word_is_another_statement(old, new, said):
    """A text that differs in a number, a denial, a name or a verb is similar, and the difference is named."""
    match = found(statement(LONG), statement(LONG.replace(old, new), "b"))
    assert match is not None
    assert match.sameness is Sameness.SIMILAR
    assert said in match.difference


@pytest.mark.parametrize(
    ("old", "new"),
    [("14 months", "14-months"), ("months and", "months – and"), ("-2.5", "−2.5"), ("- 40", "– 40")],
)
def test_dashes_that_are_no_signs_hide_no_copy(old, new):
    """A dash between words, before a space or at the head of a line is no minus; a minus is in any form."""
    text = f"- 40 of them were hurt. {LONG} Growth was -2.5 % in May, 5-10 % in June."
    match = found(statement(text), statement(text.replace(old, new), "b"))
    assert match.sameness is Sameness.EXACT


def test_a_part_is_an_excerpt_and_a_longer_text_is_not():
    """Some sentences of a known text are an excerpt of it; a text with one more sentence says more."""
    part = "Repairs took 14 months and cost 3,500,000 crowns."
    assert found(statement(LONG), statement(part, "b")).sameness is Sameness.EXCERPT
    more = LONG + " A second bridge will be built in Norvik."
    assert found(statement(LONG), statement(more, "b")).sameness is Sameness.SIMILAR


def test_the_same_words_on_two_occasions_are_two_statements():
    """What was said again after more than a month is no copy; within days it is."""
    old = statement(LONG, date="2025-06-19")
    assert found(old, statement(LONG, "b", date="2025-06-21")).sameness is Sameness.EXACT
    assert found(old, statement(LONG, "b", date="2025-11-21")) is None


def test_few_words_of_two_offices_are_two_statements():
    """A short sentence that two institutions both say is no copy; a long one is a re-publication."""
    short = "We condemn the attack."
    assert found(statement(short, issuer="Road Office"), statement(short, "b", issuer="Port Office")) is None
    assert (
        found(statement(LONG, issuer="Road Office"), statement(LONG, "b", issuer="Harbour Times")) is not None
    )


def test_other_texts_are_nothing_alike():
    """Two texts on one topic in other words do not match."""
    assert found(statement(LONG), statement("At Vika, cars may cross the river again.", "b")) is None


def test_a_text_without_words_has_no_print():
    """Marks alone give no sentences, and match nothing."""
    assert print_of("... !!! —").sentences == ()
    assert found(statement("..."), statement("!!!", "b")) is None


@pytest.mark.parametrize(
    "dateline",
    [
        "VIKA, 5 May 2025 — ",
        "Port Alda, May 5, 2025 (Port News) - ",
        "Port Alda, Norlandia, 5 May: ",
        "VIKA — ",
    ],
)
def test_a_dateline_with_a_date_hides_no_copy(dateline):
    """Where and when a paper had it is none of the words that were said."""
    words = "The ministry has not closed quay 3, and 31 ships are waiting outside the harbour."
    assert print_of(dateline + words).key == print_of(words).key


def test_a_date_inside_a_sentence_is_no_dateline():
    """What a sentence says about a day is kept."""
    assert print_of("The quay closed on 5 May - it opens soon.").key != print_of("it opens soon.").key


ZOO = "The zoo at Tull will close on Monday."


@pytest.mark.parametrize(
    ("new", "difference"),
    [
        ("The zoo at Tull will not close on Monday.", "it adds 'not'"),
        ("The zoo at Tull will close on Friday.", "it says 'friday' where that one says 'monday'"),
    ],
)
def test_a_sentence_that_was_edited_at_its_address_is_similar(new, difference):
    """Few words tell nothing elsewhere, but at one address the same sentence was there before."""
    page = Source(url="https://zoo.example/")
    match = Words([statement(ZOO, source=page)]).find(
        Printed.of(statement(new, "b", source=page)), edited=True
    )
    assert match is not None
    assert (match.of, match.sameness) == ("a", Sameness.SIMILAR)
    assert match.difference == f"read at the same address, {difference}"


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        ("The zoo at Tull will not close on Monday.", {"source": Source(url="https://other.example/")}),
        ("The zoo at Tull will not close on Monday.", {}),
        ("The zoo at Tull will not close on Monday.", {"speaker": "Per Dahl"}),
        ("Nobody was hurt in the fire at Norvik.", {}),
    ],
    ids=["other address", "one import", "other speaker", "other matter"],
)
def test_other_words_of_one_address_are_no_edit(new, fields, request):
    """A page tells of many things, and says itself what is alike in it."""
    page = Source(url="https://zoo.example/")
    later = statement(new, "b", **({"source": page} | fields))
    edited = "one import" not in request.node.callspec.id
    assert (
        Words([statement(ZOO, speaker="Ana Lind", source=page)]).find(Printed.of(later), edited=edited)
        is None
    )
