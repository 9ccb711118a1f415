"""Running one check: claim it, make its report, keep how it ended. Knows the store, but no queue."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded

from checker.accepting import versions_of
from checker.check_records import CheckRecord, Ended, Lease
from checker.config import Settings
from checker.errors import InvalidInput, NotFound, StoreUnavailable, TryLaterError
from checker.log_context import bound
from checker.records import Passage, Post, Statement
from checker.repeats import fitted, may_be_repeated
from checker.run_watch import RunWatch
from checker.scope import Scope
from checker.stages import Stage, Tell, nobody
from checker.store import Store, open_store
from checker.tallies import tallies_of
from checker.tracing import span
from checker.worker_signs import new_worker_name, open_signs

if TYPE_CHECKING:
    from checker.clustering import Meanings

log = logging.getLogger(__name__)

# A check that was begun this often and never ended has taken its workers down with it.
MAX_ATTEMPTS = 3
# In parts of the longest time of a check: when a process that did not stop when it was told to is
# killed, and when others may take the check over. Each leaves the one before time to take effect.
KILL_AFTER = 1.25
LEASE = 1.5
TOO_SLOW, UNFORESEEN = "TooSlow", "InternalError"


class Checking(Protocol):
    """Makes reports; what a worker process loads once."""

    @property
    def facts(self) -> Mapping[str, str]:
        """What reports are made with: versions of corpus, models and index."""
        ...

    @property
    def meanings(self) -> Meanings | None:
        """What its models say of claims that may mean the same; None where nobody asks them."""
        ...

    def report(self, post: Post, check_id: str, told: Tell = nobody) -> Mapping[str, Any]:
        """Return the report in its wire form; ``told`` hears of each stage on the way."""
        ...

    def is_current(self) -> bool:
        """Whether this is the corpus that all workers should have by now."""
        ...

    def statements(self) -> Iterable[Statement]:
        """Return what reports quote."""
        ...

    def concerned(self, queries: Sequence[str], statement_ids: frozenset[str], scope: Scope) -> list[bool]:
        """Return for each query whether one of these statements may be judged for it."""
        ...

    def near(self, words: str, most: int) -> Sequence[Passage]:
        """Return the passages that mean most nearly what is asked for, the nearest first."""
        ...

    def pinned(self) -> Checking:
        """Return the same as it is now: one check sees one corpus, whatever is swapped in meanwhile."""
        ...

    def follow(self, told: Callable[[Mapping[str, str]], object]) -> None:
        """Keep up with the corpus from now on; ``told`` hears the facts whenever they change."""
        ...

    def close(self) -> None:
        """Follow no more."""
        ...


Build = Callable[[Settings], Checking]


def hard_seconds(settings: Settings) -> float:
    """Return after how long a process that does not stop by itself is killed."""
    return settings.check_seconds * KILL_AFTER


def lease_time(settings: Settings) -> timedelta:
    """Return how long nobody else may run a check that was claimed."""
    return timedelta(seconds=settings.check_seconds * LEASE)


class Work:
    """What one worker process needs to run checks.

    ``load`` opens it and ``begin`` sets it going; it may be forked before both, and between them.
    """

    def __init__(self, settings: Settings, build: Build) -> None:
        self.name = new_worker_name()  # of all processes that are forked from this one
        self._settings = settings
        self._build = build
        self._lock = threading.Lock()
        self._loaded: tuple[Store, Checking] | None = None
        self._ended: list[Callable[[Ended], object]] = []

    def on_end(self, told: Callable[[Ended], object]) -> None:
        """Call ``told`` with every check that was brought to its end here."""
        self._ended.append(told)

    def load(self) -> tuple[Store, Checking]:
        """Open the store and load models and index, once. It begins no thread, so it may be forked still.

        Raises
        ------
        CheckerError
            One of them cannot be had; a worker that cannot work should stop.
        """
        with self._lock:
            if self._loaded is None:
                store = open_store(self._settings)
                store.prepare()
                self._loaded = store, self._build(self._settings)
            return self._loaded

    def begin(self) -> None:
        """Tell with what reports are made here, and follow the corpus from now on; loads what is not loaded.

        Raises
        ------
        CheckerError
            Store, models or index cannot be had.
        """
        store, checking = self.load()
        checking.follow(self._noter(store))

    def _noter(self, store: Store) -> Callable[[Mapping[str, str]], object]:
        """Return what keeps with which facts reports are made here from now on."""
        signs, slots = open_signs(self._settings), self._settings.worker_threads

        def note(facts: Mapping[str, str]) -> None:
            store.note_worker(facts)
            signs.note(self.name, slots, facts)

        return note

    def close(self) -> None:
        """Follow the corpus no more, and give the connections of the store back."""
        if self._loaded:
            store, checking = self._loaded
            checking.close()
            store.close()

    def run(self, check_id: str) -> None:
        """Bring a check to its end, unless it has ended or another worker runs it; safe to run twice.

        Raises
        ------
        TryLaterError
            It was not brought to an end, and may be later.
        """
        store, checking = self.load()
        try:
            lease = store.claim_for_run(check_id, lease_time(self._settings), worker=self.name)
        except NotFound:
            log.warning("check %s is not in the store", check_id)
            return
        if lease is None:
            log.info("check %s is not free: it has ended, or another worker has it", check_id)
            return
        check = lease.check
        with bound(request_id=check.request_id, check_id=check_id):
            with span("check", check.traceparent, {"checker.check_id": check_id}):
                ended = self._run(store, checking, lease)
            if ended:  # else another worker took it over, and tells
                self._tell(ended)

    def _run(self, store: Store, checking: Checking, lease: Lease) -> Ended | None:
        check, watch = lease.check, RunWatch(tallies_of(self._settings), lease.check)
        if check.attempts > MAX_ATTEMPTS:
            log.error("check %s was begun %d times and never ended", check.check_id, MAX_ATTEMPTS)
            ended = store.fail(lease, "GaveUp", f"The check was begun {MAX_ATTEMPTS} times and never ended.")
            watch.failed()
            return ended
        return _end(store, checking.pinned(), lease, watch)

    def _tell(self, ended: Ended) -> None:
        for told in self._ended:
            try:
                told(ended)
            except Exception:
                log.exception("the end of check %s is followed up later", ended.check.check_id)


def _end(store: Store, checking: Checking, lease: Lease, watch: RunWatch) -> Ended | None:
    check = lease.check
    log.info("check %s begins, attempt %d", check.check_id, check.attempts)
    try:
        made = report_on(store, checking, check, _teller(store, lease, watch))
        ended = store.finish(
            lease, made.report, cache_key=made.key, versions=made.versions, first_id=made.first_id
        )
        if ended:
            watch.done(made.report)
    except TryLaterError as error:
        log.warning("check %s is put back: %s", check.check_id, error)
        # With the store away it cannot even be put back; then its lease runs out.
        with suppress(StoreUnavailable):
            store.release(lease)
        raise
    except Exception as error:  # noqa: BLE001  # whatever it was, whoever asked must hear of an end
        ended = store.fail(lease, *_words(error, check))
        if ended:
            watch.failed()
    log.info("check %s ended after %.2f s", check.check_id, watch.seconds)
    return ended


def _teller(store: Store, lease: Lease, watch: RunWatch) -> Tell:
    """Return what keeps the stages of a run for those who follow it; no run fails for that."""
    stages: dict[str, int] = {}

    def tell(stage: Stage, count: int) -> None:
        stages[stage.value] = count
        watch.tell(stage, count)
        with suppress(StoreUnavailable):
            store.note_stages(lease, stages)

    return tell


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and how copies of its post find it."""

    report: Mapping[str, Any]
    key: str | None  # None where they shall not
    versions: str  # with what it was made
    first_id: str | None = None  # the check whose answer it is, if it is that of another one


def report_on(store: Store, checking: Checking, check: CheckRecord, told: Tell = nobody) -> Made:
    """Return the report on a check: that of a copy of its post, if the same corpus and models made it."""
    versions = versions_of(checking.facts)
    key = store.question_of(check.post, checking.facts.get("corpus", ""))
    known = None if check.fresh else store.find_cached(key, versions)
    if known and (report := fitted(known.report, check.post, check.check_id)):
        return Made(report, None, versions, known.check_id)
    report = dict(checking.report(check.post, check.check_id, told))
    return Made(report, key if may_be_repeated(report) else None, versions)


def _words(error: Exception, check: CheckRecord) -> tuple[str, str]:
    """Return the kind of an error and what may be told of it; the rest goes to the log."""
    if isinstance(error, InvalidInput):
        log.info("check %s cannot be done: %s", check.check_id, error)
        return type(error).__name__, str(error)
    if isinstance(error, SoftTimeLimitExceeded):
        log.error("check %s took too long", check.check_id)
        return TOO_SLOW, "The check took too long and was stopped."
    error_id = uuid4().hex
    log.error("check %s failed, error %s", check.check_id, error_id, exc_info=error)
    return UNFORESEEN, f"Something went wrong on our side. The log has it under {error_id}."
