"""Whether the words of a statement are in the corpus already.

A text is only left out when every sentence of it is there: with one other number, name or denial
it says something else, and is added with a doubt that names the statement it resembles: also one sentence
of a few words, where both were read at one address, which may have been edited since. So are words that
are there, where the statement that has them no longer held on the day of the new one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
MOST_OF_ADDRESS = 50  # statements; a page that is said to have more is the front page of a site
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
    anew: str = ""  # SIMILAR, and the same words: why they were said again for all that is known


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
        self._by_address: dict[str, list[int]] = defaultdict(list)
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
        if new.statement.source.url:
            self._by_address[new.statement.source.url].append(number)

    def find(
        self, new: Printed, now: Mapping[str, Statement] | None = None, *, edited: bool = False
    ) -> Match | None:
        """Return the statement with the same words, else the one that resembles it most, if any does.

        ``now`` has the statements as they stand, where they have changed since their words were remembered.
        With ``edited``, what was read at the same address may have had other words for the same.
        """
        if not new.print.sentences:
            return None
        key, known = new.print.key, _Known(self._known, now or {})
        near = [known[number] for number in self._neighbours(new.print)]
        found: list[Match | None] = []
        for number in self._by_key.get(hash(key), ()):
            if self._known[number].print.key != key or not _one_occasion(new, known[number]):
                continue
            match = _again(Match(self._id(number), Sameness.EXACT, 1.0), new, known[number], near)
            if not match.anew:
                return match
            found.append(match)
        others = (one for one in near if one.print.key != key)
        compared = ((_compared(new, one), one) for one in others)
        found += [_again(match, new, one, near) for match, one in compared if match]
        return best(*found) or (self._edited(new, known) if edited else None)

    def _edited(self, new: Printed, known: _Known) -> Match | None:
        """Return the statement of the same address of which a sentence seems to have been edited."""
        there = self._by_address.get(new.statement.source.url, [])[-MOST_OF_ADDRESS:]
        return best(*(_reworded(new, known[number]) for number in there))

    def _id(self, number: int) -> str:
        return self._known[number].statement.statement_id

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


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known, each as it stands now."""

    printed: Sequence[Printed]
    now: Mapping[str, Statement]

    def __getitem__(self, number: int) -> Printed:
        one = self.printed[number]
        now = self.now.get(one.statement.statement_id, one.statement)
        return one if now is one.statement else replace(one, statement=now)


def best(*matches: Match | None) -> Match | None:
    """Return the match that says most: a copy before what is only similar, then the larger share."""
    order = list(Sameness)
    found = [match for match in matches if match]
    return min(
        found, key=lambda match: (order.index(match.sameness), not match.anew, -match.share), default=None
    )


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


def _reworded(new: Printed, known: Printed) -> Match | None:
    """Return that one sentence of each is much the same, where both are of one speaker."""
    one, other = new.statement, known.statement
    if other.standing.ended or _differ(one.issuer, other.issuer) or _differ(one.speaker, other.speaker):
        return None
    mine = [sentence for sentence in new.print.sentences if sentence not in known.print.sentences]
    theirs = [sentence for sentence in known.print.sentences if sentence not in new.print.sentences]
    alike = max((_alike(a, b) for a in mine for b in theirs), default=0.0)
    if alike < RESEMBLES:
        return None
    difference = f"read at the same address, {_difference(mine, known.print)}".rstrip(", ")
    return Match(other.statement_id, Sameness.SIMILAR, alike, difference)


def _alike(one: str, other: str) -> float:
    a, b = {*one.split(" ")}, {*other.split(" ")}
    return len(a & b) / len(a | b)


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


def _again(match: Match, new: Printed, known: Printed, near: Sequence[Printed]) -> Match:
    """Return the match, or that the words were said anew: they no longer held, or something else was said.

    A part of other words is no announcement, and stays the copy that it is: articles quote old ones.
    """
    if match.sameness not in {Sameness.EXACT, Sameness.NEAR}:
        return match
    at, before = new.statement.issued_at.value, known.statement.issued_at.value
    standing = known.statement.standing
    if at is None or _differ(new.statement.issuer, known.statement.issuer):
        return match
    if standing.ended and standing.until and standing.until < at:
        why = f"it no longer held since {standing.until:%Y-%m-%d}"
        return Match(match.of, Sameness.SIMILAR, match.share, anew=why)
    between = (one for one in near if before and _came_between(one.statement, known.statement, at))
    other = next((one for one in between if _says_otherwise(one, known)), None)
    if other is None:
        return match
    since = other.statement.issued_at.value
    why = f"{other.statement.statement_id!r} of {since:%Y-%m-%d} came between"
    return Match(match.of, Sameness.SIMILAR, match.share, anew=why)


def _came_between(one: Statement, known: Statement, at: datetime) -> bool:
    """Whether a statement of the same institution is of a day after that of another, and before ``at``."""
    first, later = known.issued_at, one.issued_at
    precise = not {first.precision, later.precision} & {Precision.YEAR, Precision.MONTH}
    if first.value is None or later.value is None or not precise or one.standing.ended:
        return False
    same = bool(one.issuer) and one.issuer.casefold() == known.issuer.casefold()
    return same and first.value < later.value < at


def _says_otherwise(one: Printed, known: Printed) -> bool:
    match = _compared(one, known)
    return match is not None and match.sameness is Sameness.SIMILAR


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
    nearest = max(other.sentences, key=lambda sentence: _alike(sentence, new[0]))
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
