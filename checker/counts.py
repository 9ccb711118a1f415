"""Typed quantities in a text: how many or how much of what, and nothing that only looks like one.

A number becomes a ``Quantity`` unless it is part of a date, a time, a name or a reference
("Article 51", "flight 370", "F-16", "Covid-19"), an ordinal, a score, a version, a telephone
number or the numbering of a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from checker.dates import date_spans
from checker.numerals import Numeral, Token, TokenKind, find_numerals, glued, tokenise, word_at
from checker.units import PERCENT, Unit, currency_before, unit_after
from checker.wordforms import PEOPLE, STOPWORDS, is_person, nation, stem


class Comparator(StrEnum):
    """How a number is meant."""

    PLAIN = "plain"  # as written; may be rounded
    EXACTLY = "exactly"
    ABOUT = "about"
    NEARLY = "nearly"  # a little less
    OVER = "over"  # this or more
    UP_TO = "up to"  # this or less
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that counts or measures; offsets count code points of the text it stands in."""

    low: float  # in ``unit``; equal to high unless a range is stated
    high: float
    comparator: Comparator
    unit: str  # empty for bare counts
    counted: tuple[str, ...]  # folded words of the noun phrase after the number, head last
    head: str  # stem of what is counted; empty when the text does not say
    start: int  # number with currency or unit
    end: int
    phrase_end: int  # end of the counted noun phrase
    first: int  # token numbers, for the words around
    last: int

    @property
    def value(self) -> float:
        """The number, or the middle of a range."""
        return self.low if self.high == float("inf") else (self.low + self.high) / 2


_REFERENCES = frozenset(
    "article articles section sections resolution resolutions order flight member no number clause chapter rule "
    "law act route highway channel page figure table phase stage tier level category type class grade group block "
    "district sector ward gate terminal platform boeing airbus windows version part season episode round case "
    "protocol schedule annex paragraph para item option question step model series project title executive "
    "regulation form room lot zone area line runway bus train unit batch appendix volume vol chapters iphone "
    "week year day agenda amendment proposition directive notification circular section bill visa area".split()
)
_BEFORE = {
    **dict.fromkeys(("about", "around", "approximately", "approx", "roughly", "some", "circa", "estimated",
                     "تقریباً", "تقریبا", "لگ_بھگ", "करीब", "लगभग", "taqreeban", "~", "≈"), Comparator.ABOUT),
    **dict.fromkeys(("nearly", "almost", "close_to", "just_under", "nearing", "approaching"), Comparator.NEARLY),
    **dict.fromkeys(("over", "more_than", "above", "at_least", "no_fewer_than", "no_less_than", "not_less_than",
                     "not_fewer_than", "in_excess_of", "exceeding", "exceeds", "exceeded", "upwards_of", "minimum_of",
                     "greater_than", "beyond", "topped", "کم_از_کم", ">", "past", "passed"), Comparator.OVER),
    **dict.fromkeys(("up_to", "as_many_as", "as_much_as", "at_most", "no_more_than", "not_more_than", "under",
                     "below", "less_than", "fewer_than", "maximum_of", "within", "<", "not_exceed", "cap_of"),
                    Comparator.UP_TO),
    **dict.fromkeys(("exactly", "precisely", "only", "just", "mere", "all", "merely"), Comparator.EXACTLY),
}  # fmt: skip
_AFTER = {
    **dict.fromkeys(("+", "plus", "or_more", "and_counting", "or_above", "سے_زائد", "سے_زیادہ", "से_अधिक",
                     "से_ज्यादा", "se_zyada", "se_zaid"), Comparator.OVER),
    **dict.fromkeys(("or_less", "or_fewer", "سے_کم", "से_कम"), Comparator.UP_TO),
    **dict.fromkeys(("or_so", "odd"), Comparator.ABOUT),
}  # fmt: skip
_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
              "fifths": 5, "tenth": 10, "tenths": 10}  # fmt: skip
_NOT_ONE = frozenset("no any every each which this that the another either someone day time way thing".split())
_TIME = frozenset("am pm a.m p.m gmt utc ist pst est hrs o'clock o’clock".split())
_AUXILIARIES = frozenset("have has had been be being are were was is did will would could".split())
_ADVERBS = frozenset("already still yet safely soon later alone abroad currently recently so back home".split())
_PARTICIPLES = frozenset(
    "killed left gone sent brought came flew held met dead hurt returned went died fled arrived got face faced "
    "faces need needs remain remained remains missing live lives work works leave return arrive die".split()
)
_PHRASE = 6
_YEARS = range(1900, 2100)
_DATED = frozenset("in since by until till from during of before after mid early late fy year and".split())
_NUMBERING = re.compile(r"(?:^|\n)[ \t]{0,8}[(\[]?\d{1,3}[.)\]]\s")
_SENTENCE_END = frozenset(".!?;\n")


def parse(text: str) -> tuple[Quantity, ...]:
    """Return the quantities that ``text`` states, in order."""
    tokens = tokenise(text)
    barred = [(s.start, s.end) for s in date_spans(text)]
    barred += [match.span() for match in _NUMBERING.finditer(text)]
    numerals = [n for n in find_numerals(tokens, text) if not _barred(tokens, n, barred)]
    found: list[Quantity] = []
    skip = 0
    for numeral, following in pairwise([*numerals, None]):
        if numeral is None or numeral.first < skip:
            continue
        quantity = _quantity(tokens, text, numeral, following)
        if quantity is not None:
            found.append(quantity)
            skip = quantity.last
    return tuple(found)


def _barred(tokens: Sequence[Token], numeral: Numeral, spans: Sequence[tuple[int, int]]) -> bool:
    start, end = tokens[numeral.first].start, tokens[numeral.last - 1].end
    return any(a < end and start < b for a, b in spans)


def _quantity(tokens: Sequence[Token], text: str, numeral: Numeral, following: Numeral | None) -> Quantity | None:
    share = _share(tokens, text, numeral, following)
    if share is not None:
        return share
    last, top = _range_end(tokens, numeral, following)
    money, first = currency_before(tokens, numeral.first)
    unit = Unit(money, 1.0, last) if money else unit_after(tokens, last)
    after = _trailer(tokens, unit.last)
    if not unit.name and not _counts(tokens, text, numeral, last):
        return None
    low, high = numeral.low * unit.factor, max(numeral.high, top) * unit.factor
    if top and numeral.low * 1_000 <= top and following:  # "2-3 million": the scale is said once
        low = numeral.low * _scale_of(following) * unit.factor
    comparator = _comparator(tokens, first, after)
    if top > 0:
        comparator = Comparator.BETWEEN
    elif numeral.vague:
        comparator = Comparator.OVER
    return _with_phrase(tokens, (low, high), comparator, unit.name, (first, max(unit.last, last), after))


def _scale_of(numeral: Numeral) -> float:
    scale = 1.0
    while numeral.low / (scale * 1_000) >= 1:
        scale *= 1_000
    return scale


def _trailer(tokens: Sequence[Token], last: int) -> int:
    """Step over what may follow a number before the thing counted: "100+", "3,000 or so"."""
    pair = f"{word_at(tokens, last)}_{word_at(tokens, last + 1)}"
    if pair in _AFTER:
        return last + 2
    return last + 1 if word_at(tokens, last) in _AFTER else last


def _comparator(tokens: Sequence[Token], first: int, after: int) -> Comparator:
    for length in (2, 1):
        written = "_".join(word_at(tokens, after - length + i) for i in range(length))
        if written in _AFTER:
            return _AFTER[written]
    at = first - 1 if word_at(tokens, first - 1) in {"a", "the", "an"} else first
    for length in (3, 2, 1):
        written = "_".join(word_at(tokens, at - length + i) for i in range(length))
        if written in _BEFORE:
            return _BEFORE[written]
    return Comparator.PLAIN


def _range_end(tokens: Sequence[Token], numeral: Numeral, following: Numeral | None) -> tuple[int, float]:
    """Return the end and upper bound of "10-15" and "between 10 and 15", or no bound."""
    if following is None or following.first != numeral.last + 1 or numeral.low >= following.low:
        return numeral.last, 0.0
    joint, before = word_at(tokens, numeral.last), word_at(tokens, numeral.first - 1)
    named = (joint == "and" and before == "between") or (joint == "to" and before in {"from", ""})
    if named or joint in {"-", "—"} or (joint == "to" and following.low <= 10 * numeral.low):
        return following.last, following.high
    return numeral.last, 0.0


def _share(tokens: Sequence[Token], text: str, numeral: Numeral, following: Numeral | None) -> Quantity | None:
    """Read "nine in ten", "2 out of 3" and "two-thirds" as percentages."""
    last = numeral.last
    hyphen = int(word_at(tokens, last) == "-")
    parts = _FRACTIONS.get(word_at(tokens, last + hyphen))
    end = last + hyphen + 1
    if parts is None and following is not None:
        joint = text[tokens[last - 1].end : tokens[following.first].start].strip().lower()
        parts = int(following.low) if joint in {"in", "out of", "of every", "in every"} else 0
        parts, end = (parts if parts <= 100 and parts % 1 == 0 else 0), following.last  # noqa: PLR2004
    if not parts or numeral.low >= parts or numeral.high > parts:
        return None
    share = 100 * numeral.low / parts
    comparator = _comparator(tokens, numeral.first, end)
    comparator = Comparator.ABOUT if comparator in {Comparator.PLAIN, Comparator.EXACTLY} else comparator
    return _with_phrase(tokens, (share, share), comparator, PERCENT, (numeral.first, end, end))


def _counts(tokens: Sequence[Token], text: str, numeral: Numeral, last: int) -> bool:
    """Tell a bare number that counts something from names, references, times, scores and years."""
    first = numeral.first
    before, after = word_at(tokens, first - 1), word_at(tokens, last)
    if tokens[first].kind is TokenKind.WORD:
        return _spelt_counts(tokens, first, last)
    if _part_of_name(tokens, first) or _part_of_code(tokens, first, last):
        return False
    if after in _TIME or (after in {"a", "p"} and word_at(tokens, last + 1) == "."):
        return False
    if before in _REFERENCES and numeral.plain:
        return False
    if numeral.plain and _is_year(tokens, numeral, before, after):
        return False
    return not (numeral.plain and _follows_capital(tokens, text, first, after))


def _spelt_counts(tokens: Sequence[Token], first: int, last: int) -> bool:
    before, after = word_at(tokens, first - 1), word_at(tokens, last)
    if last - first > 1 or word_at(tokens, first) not in {"one", "ایک", "एक", "zero"}:
        return word_at(tokens, first - 1) not in _REFERENCES or after not in {"", ".", ",", ":"}
    named = _is_noun(tokens, last) and after not in _NOT_ONE
    return named and before not in _NOT_ONE


def _is_noun(tokens: Sequence[Token], at: int) -> bool:
    word = word_at(tokens, at)
    return at < len(tokens) and tokens[at].kind is TokenKind.WORD and word not in STOPWORDS


def _part_of_name(tokens: Sequence[Token], first: int) -> bool:
    """Recognise "F-16", "Covid-19", "#5", "No. 5", "+92" and "§ 51"."""
    before, earlier = word_at(tokens, first - 1), word_at(tokens, first - 2)
    if before == "-" and glued(tokens, first) and glued(tokens, first - 1):
        return True
    if before == "." and earlier in _REFERENCES:
        return True
    return before in {"§", "#", "№", "/", ":", "@", "_", "=", "\\"} or (before == "+" and glued(tokens, first))


def _part_of_code(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Recognise "10:30", "24/7", "0300", "3-1", "555-1234", "3rd" and "5G"."""
    after, written = word_at(tokens, last), tokens[first].text
    if TokenKind.NUMBER in {_kind(tokens, first - 1), _kind(tokens, last)}:  # "300 1234567"
        return True
    if len(written) > 1 and written.startswith("0") and written.isdigit():
        return True
    if glued(tokens, last) and tokens[last].kind is TokenKind.WORD:
        return True
    if glued(tokens, last) and after in {"/", ":", "_", "@", "=", "\\", "*", "'", "’"}:
        return True
    joined = after == "-" and glued(tokens, last) and glued(tokens, last + 1)
    return joined and tokens[last + 1].kind is TokenKind.NUMBER


def _kind(tokens: Sequence[Token], at: int) -> TokenKind | None:
    return tokens[at].kind if 0 <= at < len(tokens) else None


def _is_year(tokens: Sequence[Token], numeral: Numeral, before: str, after: str) -> bool:
    if numeral.low not in _YEARS or len(tokens[numeral.first].text) != len("2024"):
        return False
    if before in _DATED or before in {"(", "'", "’"}:
        return after not in PEOPLE or before not in {"of", "from", "and", "by"}
    round_number = numeral.low % 100 == 0
    many = is_person(after) or (round_number and after.endswith("s") and after not in STOPWORDS)
    return not (many or before in _BEFORE or after in _AFTER)


def _follows_capital(tokens: Sequence[Token], text: str, first: int, after: str) -> bool:
    """Recognise "Apollo 11" and "Inga 3": a name, a short number, and nothing that it counts."""
    if first == 0 or tokens[first - 1].kind is not TokenKind.WORD or len(tokens[first].text) > len("9999"):
        return False
    name = text[tokens[first - 1].start : tokens[first - 1].end]
    if not name[0].isupper() or name.lower() in STOPWORDS:
        return False
    return not after[:1].isalpha() or after in STOPWORDS


def _with_phrase(
    tokens: Sequence[Token],
    bounds: tuple[float, float],
    comparator: Comparator,
    unit: str,
    places: tuple[int, int, int],
) -> Quantity:
    first, last, after = places
    begin, end = _noun_phrase(tokens, after)
    words = tuple(token.text for token in tokens[begin:end])
    head = words[-1] if words else ""
    if "of" in words and words.index("of") > 0:
        head = words[words.index("of") - 1]
    return Quantity(
        *bounds,
        comparator,
        unit,
        words,
        _head_stem(head) if not unit else unit,
        tokens[first].start,
        tokens[max(last, after) - 1].end,
        tokens[max(end, last, after) - 1].end,
        first,
        max(end, last, after) if words else max(last, after),
    )


def _head_stem(head: str) -> str:
    return nation(head) or stem(head) if head else ""


def _noun_phrase(tokens: Sequence[Token], after: int) -> tuple[int, int]:
    """Return the token range of the noun phrase that starts at ``after``; empty when none does."""
    begin = after + 1 if word_at(tokens, after) == "-" and glued(tokens, after) else after
    begin = _after_partitive(tokens, begin)
    end, crossed = begin, False
    while end < len(tokens) and end - begin < _PHRASE:
        word = word_at(tokens, end)
        if word == "of" and end > begin and not crossed and _is_noun(tokens, end + 1):
            crossed = True
        elif not _continues(tokens, begin, end):
            break
        end += 1
    return begin, end


def _after_partitive(tokens: Sequence[Token], at: int) -> int:
    """Step over "of the", "more", "other": "five of the soldiers" counts soldiers."""
    if word_at(tokens, at) == "of" and word_at(tokens, at + 1) in {"the", "these", "those", "our", "their", "its"}:
        return at + 2 if _is_noun(tokens, at + 2) else at
    start = at
    while word_at(tokens, at) in {"of", "more", "other", "additional", "new", "such", "extra", "further"}:
        at += 1
    return at if _is_noun(tokens, at) else start


def _continues(tokens: Sequence[Token], begin: int, at: int) -> bool:
    word = word_at(tokens, at)
    if not _is_noun(tokens, at) or word in _AUXILIARIES or word in _ADVERBS:
        return False
    if at == begin:
        return True
    verbal = word in _PARTICIPLES or word.endswith(("ed", "ing"))
    plural = word_at(tokens, at - 1).endswith("s") or word_at(tokens, at - 1) in PEOPLE
    return not (verbal or (plural and not word.endswith("s")) and tokens[at].text in _PARTICIPLES)
