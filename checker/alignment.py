"""The words of a claim beside those of a passage: what both say, and what only one of them says."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from checker.contrasts import DENYING, NEGATING, key
from checker.nations import country
from checker.prose import lines, sentences
from checker.quantities.vocabulary import STOPWORDS
from checker.records import Deciding, Span

MOST_WORDS = 300  # of one text; what comes later decides no single claim
# "3k", "1.2bn": one word, with the number it stands for as its key. Not "3m", which may be metres.
_BRIEF = {"k": 3, "mn": 6, "bn": 9}
# "11:17" is one word, and so is what is written with stops: "p.m.", "U.N.", and "No. 12" denies nothing.
_WORD = re.compile(
    r"\d++(?:[.,:]\d++)*+(?:(?:k|mn|bn)\b)?|[^\W\d_](?:\.[^\W\d_])++\.?+(?![^\W_])|nos?\.(?= ?\d)"
    r"|[^\W_]++(?:['’][^\W\d_]++)*+",
    re.IGNORECASE,
)
_OF_NUMBERS = {"no.": "number", "nos.": "numbers"}
_BRIEF_NUMBER = re.compile(r"([\d.,]+)([a-z]+)")
# "Asked" may introduce a question of a reporter, but here it is mostly what was done.
_EMPTY = STOPWORDS - {"asked"}
# What opens a clause within a sentence, a quotation in it too. Where sentences begin ``prose`` tells: a full
# stop may be that of an abbreviation.
_BREAK = re.compile(r"[;:!?\n]|,\s?[\"“”‘’']")
BREAKING = frozenset({"but", "while", "although", "though", "whereas", "however"})
_NEAR = 5  # words
_APART = re.compile(r"[\s\-–'’“”\"]{1,3}")
# The month is told from "may" by what stands before or behind it, and has a word of its own.
MAY = "May"
_BEFORE_MAY = frozenset(
    "in of until till since by from before after during between last next this early late mid to".split()
)
# Of these some stand before the other "may", or a name: only with a capital it is the month.
_UNSURE = frozenset("to by after before last next this early late mid between".split())
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_MONTHS = {
    name[:3]: name
    for name in "january february april june july august september october november december".split()
} | {"sept": "september"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands."""

    text: str  # folded; a month by its name, that of May as ``MAY``
    key: str  # the same for its forms, and for a country and its people
    start: int
    end: int
    clause: int  # numbered from 0
    place: int  # among the words of its text, from 0
    capital: bool  # written as a name: not the first of its clause, and not in a text that shouts

    @property
    def content(self) -> bool:
        """Whether it says something by itself."""
        return self.text.isdigit() or (len(self.text) > 1 and self.text not in _EMPTY)

    @property
    def counts(self) -> bool:
        """Whether it is a number in figures: "3,000", "3k", "11:17"."""
        return self.text[0].isdigit()

    @property
    def name(self) -> bool:
        """Whether it names a country or is written as a name."""
        return self.capital or self.country != ""

    @property
    def country(self) -> str:
        """The country that it means by name, people, adjective or capital, or nothing."""
        return country(self.text)

    @property
    def negates(self) -> bool:
        """Whether it denies what stands by it."""
        return self.text in NEGATING or self.denies

    @property
    def denies(self) -> bool:
        """Whether it says that what stands by it is not so, and not only that somebody would not have it."""
        return self.text in DENYING or self.text.endswith(("n't", "n’t"))


@lru_cache(maxsize=64)  # the same claim and passages are read again for each rule of a check
def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order, at most ``MOST_WORDS``."""
    found: list[Word] = []
    clause, end = 0, 0
    shouted = text.isupper()
    matches = list(islice(_WORD.finditer(text), MOST_WORDS))
    begun = _begun(text[: matches[-1].end()]) if matches else deque[int]()
    for place, match in enumerate(matches):
        folded = _as_month(matches, place) or _folded(match[0])
        first = place == 0 or bool(_BREAK.search(text, end, match.start()))
        while begun and begun[0] <= match.start():
            begun.popleft()
            first = True
        clause += (first and place > 0) or folded in BREAKING
        capital = match[0][0].isupper() and not first and not shouted
        found.append(Word(folded, _key(folded), match.start(), match.end(), clause, place, capital))
        end = match.end()
    return tuple(found)


def _begun(text: str) -> deque[int]:
    """Return where the sentences of a text begin."""
    return deque(sentence.start for line in lines(text) for sentence in sentences(text, line))


def _folded(written: str) -> str:
    """Return a word in small letters and without the stops of an abbreviation."""
    folded = written.casefold()
    return folded if folded[0].isdigit() else _OF_NUMBERS.get(folded) or folded.replace(".", "")


def _as_month(matches: Sequence[re.Match[str]], place: int) -> str:
    """Return the month that a word names: "Sep" beside a day, "May" behind "in" or "5"; or nothing."""
    written = matches[place][0]
    before = matches[place - 1][0].casefold() if place else ""
    beside = (matches[n][0].casefold() for n in (place - 1, place + 1) if 0 <= n < len(matches))
    dated = any(word[0].isdigit() or word in _ORDINAL for word in beside)
    if written.casefold() != MAY.casefold():
        return _MONTHS.get(written.casefold().rstrip("."), "") if dated and written[0].isupper() else ""
    led = before in _BEFORE_MAY and (written[0].isupper() or before not in _UNSURE)
    return MAY if led or (dated and written[0].isupper()) else ""


def _key(folded: str) -> str:
    if brief := _BRIEF_NUMBER.fullmatch(folded):
        return _written_out(brief[1].replace(",", ""), _BRIEF[brief[2]])
    if folded[0].isdigit():
        return folded.replace(",", "")
    return country(folded) or key(folded)


def _written_out(number: str, zeros: int) -> str:
    """Return the digits of a number in thousands, millions or more: "1.2", 3 is "1200"."""
    whole, _, decimals = number.partition(".")
    return (whole + decimals.ljust(zeros, "0")).lstrip("0") if len(decimals) <= zeros else number


@dataclass(frozen=True)
class Pairing:
    """A claim and a passage, word by word."""

    claim: str
    passage: str
    speaking: str = ""  # whose words the passage is: issuer, office, speaker

    @cached_property
    def spoken_by(self) -> frozenset[str]:
        """The keys of the words for who speaks in the passage."""
        return frozenset(w.key for w in words(self.speaking))

    @cached_property
    def said(self) -> tuple[Word, ...]:
        """The words of the claim."""
        return words(self.claim)

    @cached_property
    def stated(self) -> tuple[Word, ...]:
        """The words of the passage."""
        return words(self.passage)

    @cached_property
    def shared(self) -> frozenset[str]:
        """The keys of the content words that both have."""
        return _content(self.said) & _content(self.stated)

    @cached_property
    def only_said(self) -> tuple[Word, ...]:
        """The content words that the claim alone has."""
        return tuple(w for w in self.said if w.content and w.key not in self.shared)

    def both(self, found: Iterable[Word]) -> tuple[Word, ...]:
        """Return the content words of ``found`` that claim and passage share."""
        return tuple(w for w in found if w.content and w.key in self.shared)

    @cached_property
    def focus(self) -> tuple[Word, ...]:
        """The words of the clauses of the passage that share most with the claim, or all of them."""
        weight = Counter(w.clause for w in self.stated if w.key in self.shared and w.content)
        most = max(weight.values(), default=0)
        return tuple(w for w in self.stated if 2 * weight[w.clause] >= most)

    @cached_property
    def only_stated(self) -> tuple[Word, ...]:
        """The content words of the focus that the passage alone has."""
        return tuple(w for w in self.focus if w.content and w.key not in self.shared)

    @cached_property
    def fitting(self) -> dict[int, int]:
        """The places of the passage's words of content, each with how many of its neighbours are the claim's.

        These are the neighbours there of words that the claim alone has.
        """
        alone = {w.place for w in self.only_said}
        wanted = {side for place, sides in _sides(self.said) for side in sides if place in alone}
        return {place: len(wanted & sides) for place, sides in _sides(self.stated)}

    def nearness(self, word: Word) -> int:
        """Return how many shared words stand near ``word`` in the passage."""
        near = self.stated[max(0, word.place - _NEAR) : word.place + _NEAR + 1]
        return sum(w.key in self.shared for w in near if w.content and w is not word)


def _sides(found: Iterable[Word]) -> Iterator[tuple[int, set[tuple[int, str]]]]:
    """Yield the place of each word of content with the keys of those right before and behind it."""
    solid = [w for w in found if w.content]
    keys = ["", *(w.key for w in solid), ""]
    for n, word in enumerate(solid):
        yield word.place, {side for side in ((-1, keys[n]), (1, keys[n + 2])) if side[1]}


def content(text: str) -> frozenset[str]:
    """Return the keys of the words of a text that say something by themselves."""
    return _content(words(text))


def _content(found: Iterable[Word]) -> frozenset[str]:
    return frozenset(w.key for w in found if w.content)


def spans(text: str, chosen: Iterable[Word | Span]) -> tuple[Span, ...]:
    """Return the spans of words in order; those that touch or stand side by side are one."""
    joined: list[Span] = []
    for start, end in sorted({(w.start, w.end) for w in chosen}):
        if joined and (start <= joined[-1].end or _APART.fullmatch(text, joined[-1].end, start)):
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Span(start, end))
    return tuple(joined)


Place = Word | Span


@dataclass(frozen=True, slots=True)
class Difference:
    """What decided: words of the claim, words of the passage, and the kind of conflict."""

    kind: Deciding
    said: tuple[Place, ...]
    stated: tuple[Place, ...]
    denying: bool = False  # it is the passage that denies
    exchanged: bool = False  # the same names, the other way round
