"""What holds for any text and any number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.quantities import (
    Restated,
    as_stated,
    conflict,
    find_dates,
    missing_quantities,
    parse,
    vetoes_support,
)
from checker.quantities.tokens import fold, tokenise

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_PIECES = [
    *(
        "3,000",
        "30",
        "1.5",
        "2024",
        "19",
        "June",
        "lakh",
        "k",
        "million",
        "%",
        "$",
        "Rs",
        ".",
        ",",
        "-",
        "and",
    ),
    *(
        "between",
        "half a",
        "of",
        "people",
        "killed",
        "٣٬",
        "۳",
        "¾",
        "’",
        "\n",
        "\u200f",
        "#",
        "+",
        "/",
        "one",
    ),
]
messy = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=30).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda joint: joint.join(pieces))
)
texts = st.text(max_size=200) | messy
counts = st.integers(min_value=2_101, max_value=999_999_999)


def spell(number: int) -> str:
    """Return an English spelling, written independently of the reader."""
    for scale, name in ((1_000_000, "million"), (1_000, "thousand")):
        if number >= scale:
            rest = number % scale
            joint = "" if rest == 0 else " and " if rest < 100 else " "
            return f"{spell(number // scale)} {name}{joint}{spell(rest) if rest else ''}"
    if number >= 100:
        return f"{spell(number // 100)} hundred" + (f" and {spell(number % 100)}" if number % 100 else "")
    if number >= 20:
        return _TENS[number // 10 - 2] + (f"-{_UNITS[number % 10]}" if number % 10 else "")
    return _UNITS[number]


def indian(number: int) -> str:
    """Return digits grouped as in "12,34,567"."""
    head, tail = divmod(number, 1_000)
    groups = [f"{tail:03}"]
    while head >= 100:
        groups.append(f"{head % 100:02}")
        head //= 100
    return ",".join([str(head), *reversed(groups)])


REPEATED = [
    *("1,", "1,1", "1.", "9", "a ", "one ", "and ", "twenty-", "three hundred ", "-", "1 in 2 ", "$", "۳"),
    *("of the ", "12 May ", "2,000 people killed ", "1-2 ", "May ", "http://", "no fewer than ", "’a"),
    *("half a ", "\n1. "),
]
FORMS = {
    "digits": str,
    "commas": lambda n: f"{n:,}",
    "thin spaces": lambda n: f"{n:,}".replace(",", "\u2009"),
    "indian": indian,
    "words": spell,
    "shouted words": lambda n: spell(n).upper(),
    "urdu": lambda n: str(n).translate({ord("0") + i: chr(0x06F0 + i) for i in range(10)}),
    "arabic": lambda n: f"{n:,}".translate(
        {ord("0") + i: chr(0x0660 + i) for i in range(10)} | {ord(","): "٬"}
    ),
    "devanagari": lambda n: str(n).translate({ord("0") + i: chr(0x0966 + i) for i in range(10)}),
    "k": lambda n: f"{n / 1_000:.3f}k",
    "lakh": lambda n: f"{n / 100_000:.5f} lakh",
    "crore": lambda n: f"{n / 10_000_000:.7f} crore",
    "million": lambda n: f"{n / 1_000_000:.6f} million",
}


@given(texts)
def test_reading_never_fails_and_spans_cut_the_text(text: str) -> None:
    """Any text can be read, and every span lies in it, in order."""
    end = 0
    for quantity in parse(text):
        assert end <= quantity.start < quantity.end <= quantity.phrase_end <= len(text)
        assert quantity.low <= quantity.high
        assert 0 <= quantity.spoken_start <= quantity.start
        end = quantity.end
    for date in find_dates(text):
        assert text[date.start : date.end].strip()


@given(texts)
def test_folding_keeps_offsets(text: str) -> None:
    """Folded text is as long as the text, and tokens are cut from it."""
    folded = fold(text)
    assert len(folded) == len(text)
    assert all(folded[t.start : t.end] == t.text for t in tokenise(text))


@given(texts, texts)
def test_comparing_never_fails(claim: str, passage: str) -> None:
    """Any two texts can be compared; what conflicts is cut from them and is not called missing."""
    found = conflict(claim, passage)
    missing = {q.start for q in missing_quantities(claim, passage)}
    if found is not None:
        assert claim[found.claim_span.start : found.claim_span.end] == found.claim_text != ""
        assert passage[found.passage_span.start : found.passage_span.end] == found.passage_text != ""
        assert vetoes_support(claim, passage)
        assert all(not found.claim_span.start <= start < found.claim_span.end for start in missing)


@given(texts, texts)
def test_a_claim_without_numbers_of_the_passage_stays(claim: str, passage: str) -> None:
    """Restating never fails, and changes nothing where either has no number."""
    restated = as_stated(claim, passage)
    if not parse(claim) or not parse(passage):
        assert restated == Restated(claim)


@given(texts)
def test_no_text_contradicts_itself(text: str) -> None:
    """A text never vetoes itself and misses none of its own numbers."""
    assert not vetoes_support(text, text)
    assert missing_quantities(text, text) == ()


@pytest.mark.parametrize("form", FORMS)
@given(number=counts)
def test_every_form_means_the_same(form: str, number: int) -> None:
    """A number reads as itself in whatever form it is written."""
    (quantity,) = parse(f"They sent {FORMS[form](number)} tents")
    assert quantity.value == pytest.approx(number, rel=1e-9)


@given(counts, st.sampled_from(sorted(FORMS)), st.sampled_from(sorted(FORMS)))
def test_equal_numbers_never_conflict(number: int, one: str, other: str) -> None:
    """The same number in two forms is no conflict."""
    claim, passage = (f"They sent {FORMS[form](number)} tents to the valley" for form in (one, other))
    assert conflict(claim, passage) is None


@given(counts, counts)
def test_exact_numbers_conflict_both_ways_or_not_at_all(one: int, other: int) -> None:
    """For exact numbers it does not matter which text is the post; unequal ones conflict."""
    texts_ = [f"They sent exactly {n:,} tents to the valley" for n in (one, other)]
    there, back = conflict(texts_[0], texts_[1]), conflict(texts_[1], texts_[0])
    assert (there is None) == (back is None) == (one == other)


@given(counts, st.integers(min_value=3, max_value=1_000))
def test_a_multiple_conflicts_and_is_named(number: int, times: int) -> None:
    """A number many times too large conflicts, and the explanation says how many times."""
    found = conflict(f"They sent {number * times:,} tents to the valley", f"We sent {number:,} tents there")
    assert found is None or f"({times:,} times as many)" in found.explanation
    near = conflict(f"They sent {number * times:,} tents", f"They sent {number:,} tents")
    assert near is not None
    assert (
        near.explanation == f"post: {number * times:,}; statement: {number:,} tents ({times:,} times as many)"
    )


@given(st.integers(min_value=1900, max_value=2099), st.integers(min_value=1, max_value=31))
def test_years_and_dates_count_nothing(year: int, day: int) -> None:
    """No year and no day of a month becomes a quantity."""
    for text in (
        f"in {year}",
        f"the {year} budget",
        f"since May {year}",
        f"on {day} May {year}",
        f"May {day}",
    ):
        assert parse(text) == ()


@given(st.integers(min_value=1, max_value=99_999))
def test_references_and_ordinals_count_nothing(number: int) -> None:
    """No article, resolution, flight, ordinal, name, hash or time becomes a quantity."""
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    for text in (
        f"Article {number} says",
        f"under Resolution {number},",
        f"flight {number} landed",
        f"the {number}{suffix} session",
        f"an F-{number} jet",
        f"#{number}",
        f"No. {number}",
        f"at {number % 12 + 1} pm",
        f"member {number} of the group",
    ):
        assert parse(text) == ()


@given(counts, st.sampled_from(["\u00a0", "\t", "  ", "\n", "\u200b ", "\u200f", "`", "🇵🇰 ", "\ufeff"]))
def test_odd_white_space_and_characters_do_not_hide_numbers(number: int, odd: str) -> None:
    """Odd characters around a number leave it readable."""
    assert [q.value for q in parse(f"They sent {odd}{number:,} tents{odd}")] == [number]


@pytest.mark.parametrize("piece", REPEATED)
def test_long_repetitions_are_read(piece: str) -> None:
    """Long monotonous texts, which break backtracking readers, are read and compared."""
    text = piece * (10_000 // len(piece))
    assert len(parse(text)) <= len(text)
    assert not vetoes_support(text, text)
