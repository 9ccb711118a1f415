"""Which statements may have taken the place of which: proposed to a person, with both texts and why.

The same issuer, the same quantity or the same matter, a later date, or another reading of one address
that has been edited since. Both have to be about the same thing in the same words for the most part, so
much is not found; what is proposed is seldom wrong.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice, product

from checker.passages import cut
from checker.quantities import conflict
from checker.quantities.wordforms import stems
from checker.records import Passage, Statement
from checker.scope import period, plain_name

WINDOW = timedelta(days=60)  # figures of a running matter are renewed within weeks
NEAREST = 8  # sentences that each sentence is compared with
MOST_OF_ADDRESS = 20  # statements; what is said to have more is the front page of a site
MOST_PER_STATEMENT = 5  # a briefing on many matters is no flood of proposals
_FEWEST_WORDS = 3
_FEW = 4  # with less, all words must be the same but for those that say the opposite
_COMMON = 200  # sentences; a word that more of them have tells nothing
_SHARED = 0.5  # of the content words of both, for two numbers of one thing
_SAME_MATTER = 0.5  # of them, where one sentence says the opposite of the other
_REVOKED = 0.4  # of them, where the later one says in words that it takes something back
_REVOKES = re.compile(
    r"\b(?:no longer(?! (?:just|only|about)\b)|rescind\w*|revoked?|"
    r"supersed\w*|revised|corrected|lifted|cancel+ed|called off|"
    r"reversed|"
    r"(?:withdr[ae]w\w*|retract\w*)\W+(?:\w+\W+){0,3}(?:statement|announcement|remarks?|notice|order|advisory|"
    r"figures?|claim|denial|comments?))\b",
    re.IGNORECASE,
)
# A number of one occasion, or of the talk itself, is not renewed by that of the next.
_ADDED = 2  # words that come or go with a denial: "is", "does"
_ONE_OCCASION = re.compile(
    r"\b(?:this (?:week|weekend|morning|evening)|today|tonight|yesterday|tomorrow|tranche|"
    r"hereby|vested in me|"
    r"taken steps|witness whereof|this (?:delivery|shipment)|air shipment|"
    r"(?:updates?|announcements?|things|points|topics|questions) "
    r"(?:at the top|for you|to (?:make|share|begin)))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?:first|second|third|\w+(?:fth|xth|nth|eth)|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:–—-]\s)[A-Z][\w’'-]+")
_NO_NAMES = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DENIALS = frozenset("no not never none neither nor cannot".split())
_OPPOSITES = (
    *("open closed", "open shut", "opened closed", "reopened closed", "reopened shut", "resumed suspended"),
    *("allowed banned", "allowed prohibited", "permitted banned", "permitted prohibited", "alive dead"),
    *("imposed lifted", "begun ended", "started stopped", "confirmed denied", "approved rejected"),
    *("accepted rejected", "safe unsafe", "released detained", "operational closed", "resumed halted"),
)
_LITTLE = frozenset(
    "one two three four five six seven eight nine ten several some many any more again now still".split()
)
_PAIRS = frozenset(frozenset(pair.split()) for pair in _OPPOSITES)
_TURNS = stems(word for pair in _PAIRS for word in pair) | stems(_LITTLE)


class Sort(StrEnum):
    """By what two statements are held to be about the same."""

    QUANTITY = "quantity"
    MATTER = "matter"


@dataclass(frozen=True, slots=True)
class Proposal:
    """That a later statement took the place of an earlier one; nothing is changed until it is accepted."""

    earlier: Passage
    later: Passage
    sort: Sort
    why: str

    @property
    def proposal_id(self) -> str:
        """The same for the same two statements, so that one that was rejected is not made again."""
        pair = f"{self.earlier.statement.statement_id}\0{self.later.statement.statement_id}"
        return hashlib.sha256(pair.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence with the words that it is found by."""

    passage: Passage
    words: frozenset[str]


def propose(statements: Iterable[Statement], new: Collection[str]) -> tuple[Proposal, ...]:
    """Return what the statements whose ids are ``new`` may have superseded, or what may have them."""
    wanted = frozenset(new)
    issued: dict[str, list[Statement]] = defaultdict(list)
    read: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.standing.ended or not _owner(statement):
            continue
        if period(statement.issued_at):
            issued[_owner(statement)].append(statement)
        if statement.source.url:
            read[statement.source.url].append(statement)
    dated = (found for group in issued.values() for found in _of_issuer(group, wanted))
    edited = (found for group in read.values() for found in _of_address(group, wanted))
    return tuple({found.proposal_id: found for found in (*edited, *dated)}.values())


def _of_address(group: Sequence[Statement], wanted: frozenset[str]) -> Iterator[Proposal]:
    """Yield what was read at one address before and what is read there now, of one day or of none."""
    fresh = [statement for statement in group if statement.statement_id in wanted]
    before = [statement for statement in group if statement.statement_id not in wanted][-MOST_OF_ADDRESS:]
    lines = {s.statement_id: _lines(s) for s in (*before, *fresh[:MOST_OF_ADDRESS])} if before else {}
    for later in fresh[:MOST_OF_ADDRESS]:
        for earlier in before:
            if _owner(earlier) == _owner(later) and _of_one_day(earlier, later):
                pairs = product(lines[earlier.statement_id], lines[later.statement_id])
                yield from islice(filter(None, (_compared(*pair) for pair in pairs)), 1)


def _of_one_day(earlier: Statement, later: Statement) -> bool:
    """Whether nothing but the order in which two were read tells which is the later one."""
    linked = {*later.supersedes, *later.retracts}
    return period(earlier.issued_at) == period(later.issued_at) and earlier.statement_id not in linked


def _owner(statement: Statement) -> str:
    return plain_name(statement.issuer or f"{statement.office} {statement.speaker}")


def _of_issuer(group: Sequence[Statement], wanted: frozenset[str]) -> Iterator[Proposal]:
    fresh = [s for s in group if s.statement_id in wanted]
    if not fresh:
        return
    days = [_day(s) for s in fresh]
    first, last = min(days) - WINDOW, max(days) + WINDOW
    lines = _Lines(s for s in group if first <= _day(s) <= last)
    for statement in fresh:
        best: dict[str, Proposal] = {}
        for found in lines.beside(statement):
            kept = best.setdefault(found.proposal_id, found)
            if found.sort is Sort.QUANTITY and kept.sort is not Sort.QUANTITY:
                best[found.proposal_id] = found
        yield from sorted(best.values(), key=lambda p: _gap(p.earlier.statement, p.later.statement))[
            :MOST_PER_STATEMENT
        ]


class _Lines:
    """The sentences of one issuer, found by their words."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._of: dict[str, list[_Line]] = {}
        self._having: dict[str, list[_Line]] = defaultdict(list)
        for statement in statements:
            self._of[statement.statement_id] = _lines(statement)
            for line in self._of[statement.statement_id]:
                for word in line.words:
                    self._having[word].append(line)

    def beside(self, statement: Statement) -> Iterator[Proposal]:
        """Return all that is found for the sentences of a statement, each with its nearest."""
        for line in self._of[statement.statement_id]:
            for other in self._near(line):
                earlier, later = sorted((line, other), key=lambda one: _day(one.passage.statement))
                found = _compared(earlier, later)
                if found:
                    yield found

    def _near(self, line: _Line) -> list[_Line]:
        shared: Counter[str] = Counter()
        lines: dict[str, _Line] = {}
        for word in line.words:
            having = self._having[word]
            for other in having if len(having) <= _COMMON else ():
                shared[other.passage.passage_id] += 1
                lines[other.passage.passage_id] = other
        near = (lines[key] for key, _ in shared.most_common(4 * NEAREST))
        return [other for other in near if _apart(line.passage.statement, other.passage.statement)][:NEAREST]


def _lines(statement: Statement) -> list[_Line]:
    lines = (_Line(passage, _content(passage.text)) for passage in cut(statement))
    return [line for line in lines if len(line.words) >= _FEWEST_WORDS]


def _content(text: str) -> frozenset[str]:
    return stems(word.casefold() for word in _WORDS.findall(text))


def _compared(earlier: _Line, later: _Line) -> Proposal | None:
    share = len(earlier.words & later.words) / len(earlier.words | later.words)
    before, since = earlier.passage, later.passage
    same = not (earlier.words ^ later.words) - _TURNS
    few = min(len(earlier.words), len(later.words)) < _FEW
    if (few and not same) or (share < _REVOKED and not same) or _differ_in_name(before.text, since.text):
        return None
    found = _renewed(before.text, since.text) if share >= _SHARED else None
    if found:
        return Proposal(before, since, Sort.QUANTITY, found)
    if (share >= _SAME_MATTER or same) and _opposite(before.text, since.text, same=same, few=few):
        return Proposal(before, since, Sort.MATTER, "On the same matter the later one says the opposite.")
    if _REVOKES.search(since.text) and not _REVOKES.search(before.text):
        return Proposal(before, since, Sort.MATTER, "The later one says of the same matter that it changed.")
    return None


def _renewed(before: str, since: str) -> str:
    """Return which number was renewed by which, in a sentence; empty where none was."""
    if _ONE_OCCASION.search(before) or _ONE_OCCASION.search(since):
        return ""
    if _ordinals(before) != _ordinals(since) or not conflict(before, since):
        return ""
    found = conflict(since, before)
    return (
        f"Both give a number for the same: {found.passage_text} before, {found.claim_text} since."
        if found
        else ""
    )


def _ordinals(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _ORDINAL.findall(text))


def _differ_in_name(one: str, other: str) -> bool:
    """Whether each names somebody or something that the other does not."""
    mine, theirs = _names(one), _names(other)
    return bool(mine - _folded(other)) and bool(theirs - _folded(one))


def _names(text: str) -> frozenset[str]:
    return frozenset(name.casefold() for name in _NAME.findall(text)) - _NO_NAMES


def _folded(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in re.findall(r"[\w’'-]+", text))


def _opposite(before: str, since: str, *, same: bool, few: bool) -> bool:
    """Whether one denies what the other says in the same words, or has the opposite of one of them."""
    one, other = _folded(before), _folded(since)
    only_one, only_other = one - other, other - one
    if any(frozenset((a, b)) in _PAIRS for a in only_one for b in only_other):
        return True
    if few:
        return False  # "Go ahead." and "No, go ahead." are no statements at all
    denied = [
        bool(words & _DENIALS) or any(w.endswith(("n't", "n’t")) for w in words) for words in (one, other)
    ]
    return denied[0] is not denied[1] and (same or len((only_one ^ only_other) - _DENIALS) <= _ADDED)


def _day(statement: Statement) -> datetime:
    known = period(statement.issued_at)
    assert known is not None  # noqa: S101  # ``propose`` leaves out statements without a date
    return known[0]


def _gap(one: Statement, other: Statement) -> timedelta:
    return abs(_day(one) - _day(other))


def _apart(one: Statement, other: Statement) -> bool:
    """Whether one is later for certain, not by too much, and neither names the other already."""
    if one.statement_id == other.statement_id or _gap(one, other) > WINDOW:
        return False
    earlier, later = sorted((one, other), key=_day)
    known = period(earlier.issued_at)
    linked = {*later.supersedes, *later.retracts}
    return known is not None and known[1] < _day(later) and earlier.statement_id not in linked
