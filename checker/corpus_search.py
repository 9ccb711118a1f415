"""Finding statements by their words and by who said them, when, and whether that still holds. Pure.

Words are found whatever their case and accents; a word also finds longer ones that begin with it,
and words in quotation marks are found only in that order.
"""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checker.marking import Mark
from checker.records import Statement
from checker.scope import period, seen_from

MAX_WORDS = 16
SNIPPET_CHARS = 240
_TITLE_WEIGHT = 4.0
_SATURATION = 1.2  # the tenth time a word stands there says little more than the third
_TERMS = re.compile(r'"([^"]{1,200})"|([^\s"]{1,80})')
_LETTERS = re.compile(r"\d[\d.,]*\d|\w+(?:'\w+)*")  # 3,000 is one word, and so is port's
_FORMS = {"’": "'", "‘": "'", "ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ہ", "ه": "ہ", "ة": "ہ"}
_FORMS |= {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i"}
_ALIKE = {
    chr(code): unicodedata.normalize("NFD", chr(code))[0].lower()
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
} | _FORMS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty leaves everything in."""

    words: str = ""
    issuer: str = ""
    language: str = ""
    in_force: bool | None = None
    since: datetime | None = None  # without a zone: a day as statements are cited
    until: datetime | None = None  # exclusive


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found, and what to show of it."""

    statement: Statement
    snippet: str  # a verbatim part of its text
    marks: tuple[Mark, ...]  # the words in the snippet
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that is looked for in folded texts."""

    literal: str  # what any text must have that it is in
    pattern: re.Pattern[str]

    def count(self, text: str) -> int:
        """Return how often it stands there, at least about: once is exact."""
        if self.literal not in text or not self.pattern.search(text):
            return 0
        return text.count(self.literal)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, in order; ``partly`` when no statement has all of the words."""

    statements: tuple[Statement, ...]
    terms: tuple[Term, ...]
    partly: bool = False

    def hits(self, first: int, count: int) -> list[Hit]:
        """Return some of what was found, with what to show of each."""
        return [_hit(statement, self.terms) for statement in self.statements[first : first + count]]


class Finder:
    """Finds statements. Threads may share one: it remembers how each text reads without case and accents."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folded: dict[str, tuple[Statement, str, str]] = {}

    def find(self, statements: Sequence[Statement], wanted: Wanted) -> Found:
        """Return those that are wanted: with words the best first, else the newest first."""
        left = [statement for statement in statements if _fits(statement, wanted)]
        terms = terms_of(wanted.words)
        if not terms:
            return Found(tuple(sorted(left, key=_age)), ())
        counts = {s.statement_id: self._counts(s, terms) for s in left}
        most = max((sum(n > 0 for n in found) for found in counts.values()), default=0)
        kept = [s for s in left if most and sum(n > 0 for n in counts[s.statement_id]) == most]
        rank = _ranks(counts)
        ordered = sorted(kept, key=lambda s: (-rank[s.statement_id], *_age(s)))
        return Found(tuple(ordered), terms, partly=0 < most < len(terms))

    def _counts(self, statement: Statement, terms: Sequence[Term]) -> tuple[float, ...]:
        """Return how often each term stands in a statement; in its title, and in who said it, counts more."""
        heading, text = self._reading(statement)
        return tuple(_TITLE_WEIGHT * term.count(heading) + term.count(text) for term in terms)

    def _reading(self, statement: Statement) -> tuple[str, str]:
        known = self._folded.get(statement.statement_id)
        if known and (known[0] is statement or (known[0].text == statement.text and known[0] == statement)):
            return known[1], known[2]
        heading = (
            statement.title,
            statement.speaker,
            statement.office,
            statement.issuer,
            statement.statement_id,
        )
        read = folded("\n".join(heading)), folded(statement.text)
        with self._lock:
            self._folded[statement.statement_id] = statement, *read
        return read


def folded(text: str) -> str:
    """Return the text without case and accents, each character in its place."""
    lower = text.lower()
    if len(lower) != len(text):  # one letter in a thousand languages grows
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if not lower.isascii():
        for letter in _ALIKE.keys() & set(lower):
            lower = lower.replace(letter, _ALIKE[letter])
    return lower


def terms_of(words: str) -> tuple[Term, ...]:
    """Return the words and the phrases in quotation marks that stand in ``words``, each once."""
    found: dict[str, Term] = {}
    for quoted, plain in _TERMS.findall(folded(words.replace("“", '"').replace("”", '"'))):
        phrase = _LETTERS.findall(quoted)
        if phrase:
            pattern = r"\b" + r"\W+".join(map(re.escape, phrase)) + r"\b"
            found[pattern] = Term(max(phrase, key=len), re.compile(pattern))
        for word in _LETTERS.findall(plain):
            pattern = rf"\b{re.escape(word)}"
            found[pattern] = Term(word, re.compile(pattern))
    return tuple(found.values())[:MAX_WORDS]


def issuers_of(statements: Iterable[Statement]) -> list[tuple[str, int]]:
    """Return who has issued how many, most first."""
    return sorted(_counted(s.issuer for s in statements), key=lambda pair: (-pair[1], pair[0]))


def languages_of(statements: Iterable[Statement]) -> list[tuple[str, int]]:
    """Return how many there are in each language, most first."""
    return sorted(_counted(s.language for s in statements), key=lambda pair: (-pair[1], pair[0]))


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    return [(name, count) for name, count in Counter(names).items() if name]


def _fits(statement: Statement, wanted: Wanted) -> bool:
    if wanted.issuer and statement.issuer != wanted.issuer:
        return False
    if wanted.language and statement.language != wanted.language:
        return False
    if wanted.in_force is not None and wanted.in_force is statement.standing.ended:
        return False
    if wanted.since is None and wanted.until is None:
        return True
    known = period(statement.issued_at)
    if known is None:
        return False  # what has no date lies in no span
    first, last = known
    return (wanted.since is None or seen_from(wanted.since, last) > wanted.since) and (
        wanted.until is None or seen_from(wanted.until, first) < wanted.until
    )


def _age(statement: Statement) -> tuple[float, str]:
    """Return what sorts the newest first; what has no date comes last."""
    value = statement.issued_at.value
    return (-value.timestamp() if value else math.inf), statement.statement_id


def _ranks(counts: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return how well each statement fits: rare words count more than common ones."""
    columns = list(zip(*counts.values(), strict=True))
    total = len(counts)
    weights = [math.log(1 + total / (1 + sum(n > 0 for n in column))) for column in columns]
    return {
        key: sum(w * n / (n + _SATURATION) for w, n in zip(weights, found, strict=True))
        for key, found in counts.items()
    }


def _hit(statement: Statement, terms: Sequence[Term]) -> Hit:
    text = statement.text
    read = folded(text) if terms else ""
    spans = sorted(m.span() for term in terms for m in term.pattern.finditer(read))
    start = _best_start(text, spans)
    end = _word_end(text, min(len(text), start + SNIPPET_CHARS))
    marks = tuple(Mark(a - start, b - start) for a, b in spans if start <= a and b <= end)
    return Hit(statement, text[start:end], marks, start > 0, end < len(text))


def _best_start(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Return where the part begins that has most of the words, at the beginning of one."""
    if not spans:
        return 0
    width = SNIPPET_CHARS - 40
    best, most, last = spans[0][0], 0, 0
    for first, (start, _) in enumerate(spans):
        last = max(last, first)
        while last < len(spans) and spans[last][1] <= start + width:
            last += 1
        different = len({text[a:b].lower() for a, b in spans[first : min(last, first + 30)]})
        if different > most:
            best, most = start, different
    if best < width:
        return 0 if best < SNIPPET_CHARS // 2 else _word_start(text, best - 60)
    return _word_start(text, best - 60)


def _word_start(text: str, at: int) -> int:
    found = re.compile(r"\s\S").search(text, max(0, at))
    return found.start() + 1 if found and found.start() < at + 60 else max(0, at)


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    found = text.rfind(" ", max(0, at - 40), at)
    return found if found > 0 else at
