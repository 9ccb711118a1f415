"""Whether the words of a statement are in the corpus already.

A text is only left out when every sentence of it is there: with one other number, name or denial
it says something else, and is added with a doubt that names the statement it resembles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from checker.ingest.prints import Print, print_of
from checker.records import Precision, Statement

# The same words on two dates that lie this far apart were said twice.
SAME_OCCASION = timedelta(days=31)
FEW_WORDS = 20  # up to so many, two offices may well say the same of their own accord
MIN_EXCERPT_WORDS = 8
MIN_SHARED_RUNS = 8
MOST_OF = 0.8
RESEMBLES = 0.5
# A sentence that this many statements share ("The below is attributable to ...") finds none of them.
COMMON = 40


class Sameness(StrEnum):
    """How the words of one statement stand to those of another."""

    EXACT = "exact"  # the same words in the same order
    NEAR = "near"  # the same sentences, but for spelling, datelines or a short part left out
    EXCERPT = "excerpt"  # a part of the other, and nothing beside it
    SIMILAR = "similar"  # much in common, but it says something that the other does not


@dataclass(frozen=True, slots=True)
class Match:
    """A statement whose words are those of another, or nearly so."""

    of: str  # id of the other
    sameness: Sameness
    share: float  # of its words that the other has, 0..1
    difference: str = ""  # SIMILAR: what it says instead, "3,000" where the other has "2,000"


@dataclass(frozen=True, slots=True)
class Printed:
    """A statement and the print of its words, which takes the time."""

    statement: Statement
    print: Print

    @classmethod
    def of(cls, statement: Statement) -> Printed:
        """Return the statement with its print."""
        return cls(statement, print_of(statement.text))


class Words:
    """The words of all statements so far; looking for one does not compare it with each of them."""

    def __init__(self, statements: Iterable[Statement] = ()) -> None:
        self._known: list[Printed] = []
        self._by_key: dict[int, list[int]] = defaultdict(list)
        self._by_sentence: dict[int, list[int]] = defaultdict(list)
        self._by_run: dict[int, list[int]] = defaultdict(list)
        for statement in statements:
            self.add(Printed.of(statement))

    def add(self, new: Printed) -> None:
        """Remember the words of a statement."""
        number = len(self._known)
        self._known.append(new)
        self._by_key[hash(new.print.key)].append(number)
        for sentence in set(new.print.sentences):
            self._by_sentence[hash(sentence)].append(number)
        for run in new.print.sketch:
            self._by_run[run].append(number)

    def find(self, new: Printed) -> Match | None:
        """Return the statement with the same words, else the one that resembles it most, if any does."""
        if not new.print.sentences:
            return None
        key = new.print.key
        for number in self._by_key.get(hash(key), ()):
            known = self._known[number]
            if known.print.key == key and _one_occasion(new, known):
                return Match(known.statement.statement_id, Sameness.EXACT, 1.0)
        return best(*(_compared(new, self._known[number]) for number in self._neighbours(new.print)))

    def _neighbours(self, made: Print) -> list[int]:
        """Return those that share most sentences, and those that share most runs of words."""
        by_sentence, by_run = Counter[int](), Counter[int]()
        for sentence in set(made.sentences):
            found = self._by_sentence.get(hash(sentence), [])
            if len(found) <= COMMON:
                by_sentence.update({number: sentence.count(" ") + 1 for number in found})
        for run in made.sketch:
            found = self._by_run.get(run, [])
            if len(found) <= COMMON:
                by_run.update(found)
        near = {number for number, shared in by_run.most_common(3) if shared >= MIN_SHARED_RUNS}
        return sorted(near | {number for number, _ in by_sentence.most_common(5)})


def best(*matches: Match | None) -> Match | None:
    """Return the match that says most: a copy before what is only similar, then the larger share."""
    order = list(Sameness)
    found = [match for match in matches if match]
    return min(found, key=lambda match: (order.index(match.sameness), -match.share), default=None)


def _compared(new: Printed, known: Printed) -> Match | None:
    if not _one_occasion(new, known):
        return None
    other, share = set(known.print.sentences), _share(new.print, known.print)
    unknown = [sentence for sentence in new.print.sentences if sentence not in other]
    of = known.statement.statement_id
    if not unknown and new.print.size >= MIN_EXCERPT_WORDS:
        most = _share(known.print, new.print) >= MOST_OF
        return Match(of, Sameness.NEAR if most else Sameness.EXCERPT, 1.0)
    runs = len(new.print.sketch & known.print.sketch) / len(new.print.sketch | known.print.sketch)
    if not unknown or max(share, runs) < RESEMBLES:
        return None
    return Match(of, Sameness.SIMILAR, max(share, runs), _difference(unknown, known.print))


def _one_occasion(new: Printed, known: Printed) -> bool:
    """Whether both may record the same words said once."""
    one, other = new.statement, known.statement
    if new.print.size <= FEW_WORDS and (
        _differ(one.issuer, other.issuer) or _differ(one.speaker, other.speaker)
    ):
        return False
    first, second = one.issued_at, other.issued_at
    if first.value is None or second.value is None:
        return True
    if {first.precision, second.precision} & {Precision.YEAR, Precision.MONTH}:
        return first.value.year == second.value.year
    return abs(first.value - second.value) <= SAME_OCCASION


def _differ(one: str, other: str) -> bool:
    """Whether two names are both known and neither is a part of the other."""
    a, b = one.casefold(), other.casefold()
    return bool(a and b) and a not in b and b not in a


def _share(one: Print, other: Print) -> float:
    there = set(other.sentences)
    return sum(s.count(" ") + 1 for s in one.sentences if s in there) / max(1, one.size)


def _difference(new: list[str], other: Print) -> str:
    """Return the first words in which a sentence differs from the most similar one of ``other``."""
    mine = new[0].split(" ")
    nearest = max(other.sentences, key=lambda s: len({*s.split(" ")} & {*mine}) / len({*s.split(" "), *mine}))
    theirs = nearest.split(" ")
    if len({*theirs} & {*mine}) * 2 < len({*theirs, *mine}):
        return f"it also says: {_shortened(mine)}"
    for what, i, j, k, m in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
        said, instead = _shortened(theirs[i:j]), _shortened(mine[k:m])
        if what == "replace":
            return f"it says {instead!r} where that one says {said!r}"
        if what == "delete":
            return f"it leaves out {said!r}"
        if what == "insert":
            return f"it adds {instead!r}"
    return ""


def _shortened(words: list[str]) -> str:
    return " ".join(words[:8]) + (" ..." if len(words) > 8 else "")  # noqa: PLR2004
