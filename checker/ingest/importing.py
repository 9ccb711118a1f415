"""From what was read to what is added: a plan that changes nothing, and the step that carries it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from checker.corpus import Corpus
from checker.errors import TryLaterError
from checker.events import Event, EventKind
from checker.ingest.drafts import Doubt, Draft, Raw, Reading, Skipped
from checker.ingest.duplicates import Match, Printed, Sameness, Words, best
from checker.ingest.linking import broken, renamed
from checker.ingest.naming import MAX_ID_CHARS, id_of
from checker.ingest.saying import said
from checker.records import Ending, Standing, Statement

ATTEMPTS = 5  # at adding to a corpus that others change meanwhile
MAX_TEXT_CHARS = 5_000_000
_TODAY_SOMEWHERE = timedelta(days=1)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A draft whose words the corpus has already: linked to that statement, not added."""

    draft: Draft
    origin: str
    of: str  # id of the statement that has the words
    sameness: Sameness


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. Nothing has been changed yet."""

    base: str  # version of the corpus that it was made for
    added: tuple[Draft, ...]
    duplicates: tuple[Duplicate, ...]
    skipped: tuple[Skipped, ...]
    raws: tuple[Raw, ...]  # of what is added, or linked as a duplicate


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import did."""

    added: tuple[Draft, ...]
    duplicates: tuple[Duplicate, ...]
    skipped: tuple[Skipped, ...]
    corpus_version: str  # afterwards


class Journal(Protocol):
    """Where changes of the corpus are kept."""

    def append(self, events: Sequence[Event], *, after: int | None = None) -> str:
        """Keep all events or none, and return the version of the corpus afterwards.

        Raises
        ------
        TryLaterError
            ``after`` is not the number of the last event any more.
        """
        ...

    def keep(self, raw: Raw) -> object:
        """Keep a source as it was received; twice is once."""
        ...

    def head(self) -> tuple[int, str]:
        """Return the number of the last event, and the version of the corpus."""
        ...


class Copies(Protocol):
    """Where it is kept that the words of a statement were published elsewhere too."""

    def keep(self, duplicates: Sequence[Duplicate], at: datetime, actor: str) -> object:
        """Keep each; twice is once."""
        ...


def import_sources(
    readings: Iterable[Reading],
    corpus: Corpus,
    *,
    words: Callable[[], Words] | None = None,
    now: datetime | None = None,
) -> ImportPlan:
    """Return what importing these sources would do to ``corpus``.

    Parameters
    ----------
    words
        Returns those of all statements of ``corpus``; asked only when something may be new, since
        making them takes the time.
    """
    sorting = _Sorting(corpus, words or _words_of(corpus), now or datetime.now(UTC))
    for reading in readings:
        sorting.take(reading)
    return sorting.plan()


def planned_again(plan: ImportPlan, corpus: Corpus, *, now: datetime | None = None) -> ImportPlan:
    """Return the plan for a corpus that has changed since: what came in meanwhile is a duplicate now."""
    sorting = _Sorting(corpus, _words_of(corpus), now or datetime.now(UTC))
    for draft in plan.added:
        sorting.place(draft, _origin(draft))
    fresh = sorting.plan()
    return ImportPlan(
        corpus.version,
        fresh.added,
        plan.duplicates + fresh.duplicates,
        plan.skipped + fresh.skipped,
        plan.raws,
    )


@dataclass(frozen=True, slots=True)
class Applying:
    """Who carries a plan out, why, and what the corpus is at that moment."""

    actor: str
    reason: str = ""
    corpus: Callable[[], Corpus] | None = None  # asked when the corpus has changed since the plan
    now: datetime | None = None


def apply(plan: ImportPlan, journal: Journal, copies: Copies, by: Applying) -> Summary:
    """Carry a plan out: all that it adds becomes part of the corpus at once, or none of it.

    Applied twice, it adds nothing the second time.
    """
    at = by.now or datetime.now(UTC)
    for raw in plan.raws:
        journal.keep(raw)
    for attempt in range(1, ATTEMPTS + 1):
        seq, version = journal.head()
        if version != plan.base and by.corpus is not None:
            plan = planned_again(plan, by.corpus(), now=at)
        try:
            if plan.added:
                version = journal.append([_event(draft, by, at) for draft in plan.added], after=seq)
            break
        except TryLaterError:
            # Somebody else changed the corpus in between: what they added may be what we have.
            if attempt == ATTEMPTS or journal.head()[0] == seq:
                raise
    copies.keep(plan.duplicates, at, by.actor)
    return Summary(plan.added, plan.duplicates, plan.skipped, version)


def _event(draft: Draft, by: Applying, at: datetime) -> Event:
    statement = draft.statement
    return Event(
        seq=0,
        kind=EventKind.ADD,
        statement_id=statement.statement_id,
        at=at,
        actor=by.actor,
        reason=by.reason,
        statement=statement,
        source=draft.raw,
        doubts=draft.doubts,
    )


class _Sorting:
    """Sorts drafts, one after the other: added, there already, or not to be used."""

    def __init__(self, corpus: Corpus, words: Callable[[], Words], now: datetime) -> None:
        self._base = corpus.version
        self._known = {statement.statement_id: statement for statement in corpus.statements}
        self._make_words, self._new_words = words, Words()
        self._words: Words | None = None
        self._latest = now + _TODAY_SOMEWHERE
        self._added: dict[str, tuple[Draft, str]] = {}
        self._duplicates: list[Duplicate] = []
        self._skipped: list[Skipped] = []
        self._raws: dict[str, Raw] = {}
        self._names: dict[str, str] = {}

    def take(self, reading: Reading) -> None:
        """Sort what one source holds."""
        self._skipped += reading.skipped
        if reading.raw is not None and reading.drafts:
            self._raws[reading.raw.sha256] = reading.raw
        for number, draft in enumerate(reading.drafts, 1):
            origin = reading.raw.origin if reading.raw else _origin(draft)
            place = _place(origin, draft.statement, number if len(reading.drafts) > 1 else 0)
            parts, left_out = said(draft, place)
            self._skipped += left_out
            for part in parts:
                self.place(part, place)

    def place(self, draft: Draft, origin: str) -> None:
        """Sort one draft."""
        given = draft.statement
        statement = replace(given, standing=Standing(), statement_id=given.statement_id or id_of(given))
        draft = replace(draft, statement=statement)
        fault = self._fault(statement)
        if fault:
            self._skipped.append(Skipped(origin, fault))
            return
        there = self._known.get(statement.statement_id)
        # An id that is made of the words is there: these were added, and a person may have corrected them.
        if there is not None and (there.text == statement.text or not given.statement_id):
            self._link(draft, origin, Match(statement.statement_id, Sameness.EXACT, 1.0))
            return
        printed = Printed.of(statement)
        match = _same_record(printed, there) or self._match(printed)
        if match and _is_copy(match, given):
            self._link(draft, origin, match)
        elif there is not None:
            self._skipped.append(Skipped(origin, _id_taken(statement.statement_id)))
        else:
            self._add(_doubted(draft, match), origin, printed)

    def plan(self) -> ImportPlan:
        """Return the plan, with every draft left out whose references lead nowhere or in a circle."""
        drafts = {
            key: (replace(draft, statement=renamed(draft.statement, self._names)), origin)
            for key, (draft, origin) in self._added.items()
        }
        there = [statement for key, statement in self._known.items() if key not in drafts]
        faults = broken([draft.statement for draft, _ in drafts.values()], there)
        skipped = [Skipped(drafts[key][1], fault) for key, fault in faults.items()]
        added = tuple(draft for key, (draft, _) in drafts.items() if key not in faults)
        used = {draft.raw for draft in added} | {duplicate.draft.raw for duplicate in self._duplicates}
        raws = tuple(raw for key, raw in self._raws.items() if key in used)
        return ImportPlan(self._base, added, tuple(self._duplicates), (*self._skipped, *skipped), raws)

    def _link(self, draft: Draft, origin: str, match: Match) -> None:
        self._duplicates.append(Duplicate(draft, origin, match.of, match.sameness))
        self._names[draft.statement.statement_id] = match.of

    def _match(self, printed: Printed) -> Match | None:
        if self._words is None:
            self._words = self._make_words()
        there = self._words.find(printed, self._known, edited=True)
        return best(there, self._new_words.find(printed, self._known))

    def _add(self, draft: Draft, origin: str, printed: Printed) -> None:
        key = draft.statement.statement_id
        self._added[key] = draft, origin
        self._known[key] = draft.statement
        self._new_words.add(printed)
        for ending, targets in (
            (Ending.RETRACTED, draft.statement.retracts),
            (Ending.SUPERSEDED, draft.statement.supersedes),
        ):
            for ended in filter(self._known.get, targets):
                standing = Standing(ending, draft.statement.issued_at.value, key)
                self._known[ended] = replace(self._known[ended], standing=standing)

    def _fault(self, statement: Statement) -> str:
        date = statement.issued_at
        if not _WORD.search(statement.text):
            return "there are no words in it; put the official words there"
        if len(statement.text) > MAX_TEXT_CHARS:
            return f"it has more than {MAX_TEXT_CHARS:,} characters; split it"
        if len(statement.statement_id) > MAX_ID_CHARS or not statement.statement_id.isprintable():
            return f"its id must have at most {MAX_ID_CHARS} characters, all of them printable"
        if date.value and date.value > self._latest:
            return f"its date {date.text or date.value.date().isoformat()!r} lies in the future; correct it"
        if statement.statement_id in (*statement.supersedes, *statement.retracts):
            return "it supersedes or retracts itself; name the earlier statement instead"
        return ""


def _words_of(corpus: Corpus) -> Callable[[], Words]:
    return lambda: Words(corpus.statements)


def _same_record(printed: Printed, there: Statement | None) -> Match | None:
    """Return that the statement of the same id has these words; whatever the dates, it is the same one."""
    if there is None or Printed.of(there).print.key != printed.print.key:
        return None
    return Match(there.statement_id, Sameness.EXACT, 1.0)


def _is_copy(match: Match, given: Statement) -> bool:
    """Whether it adds nothing. A record with an id of its own is somebody's choice: an excerpt is kept."""
    if match.sameness is Sameness.EXCERPT:
        return not given.statement_id
    return match.sameness is not Sameness.SIMILAR


def _doubted(draft: Draft, match: Match | None) -> Draft:
    """Return the draft with what a person should look at: what resembles it, and what is not known."""
    doubtful = {doubt.field for doubt in draft.doubts}
    named = (*draft.statement.supersedes, *draft.statement.retracts)
    resembled = () if match and match.of in named else _resemblance(match)
    found = [
        *resembled,
        *(doubt for doubt in _gaps(draft.statement) if doubt.field not in doubtful),
    ]
    return replace(draft, doubts=(*draft.doubts, *(doubt for doubt in found if doubt not in draft.doubts)))


def _resemblance(match: Match | None) -> tuple[Doubt, ...]:
    if match is None:
        return ()
    if match.anew:
        return (
            Doubt("issued_at", f"the words of {match.of!r} again ({match.anew}); was it said anew then?"),
        )
    if match.sameness is not Sameness.SIMILAR:
        return (Doubt("text", f"all of its words are in {match.of!r}"),)
    note = f"much the same words as {match.of!r}: {match.difference or 'compare the two'}"
    return (Doubt("supersedes", f"{note}. If it is an update, let it supersede that one."),)


def _gaps(statement: Statement) -> Iterable[Doubt]:
    if not (statement.issuer or statement.speaker or statement.office):
        yield Doubt("issuer", "nobody is named as having said this; say which institution it is from")
    if statement.issued_at.value is None:
        said_on = (
            f"only {statement.issued_at.text!r} is known" if statement.issued_at.text else "none was found"
        )
        yield Doubt("issued_at", f"the date: {said_on}; what was in force when cannot be told without it")


def _id_taken(key: str) -> str:
    return (
        f"the id {key!r} is taken by a statement with other words; give this one another id, "
        f"or correct that one with `checker corpus correct {key}`"
    )


def _origin(draft: Draft) -> str:
    return draft.statement.source.url or draft.statement.source.title or draft.statement.statement_id


def _place(origin: str, statement: Statement, number: int) -> str:
    """Return the source and the place in it: a file of thousands is not searched for a fault."""
    if statement.statement_id:
        return f"{origin}, id {statement.statement_id!r}"
    return f"{origin}, part {number}" if number else origin
