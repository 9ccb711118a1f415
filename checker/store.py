"""Every check, kept from before it is accepted until after it is answered.

A check is queued, running, done or failed. Whoever claims it holds a lease: only the holder of the
newest lease can finish it, so two workers never both do, and a lease that ran out may be taken over.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, and_, bindparam, case, exists, literal, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from checker.accepting import Accepted, Arrival, When, accept, made_with, share_page
from checker.batch_records import WAITS
from checker.batch_tables import BatchPost
from checker.bell import Bell
from checker.check_records import UNFINISHED, CheckRecord, CheckState, Ended, Lease, WorkerNote
from checker.check_rows import find_check as find_check  # noqa: PLC0414  # others take it from here
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.ending import note_ends
from checker.eras import Eras, is_kept, keep_moments, moments_of
from checker.errors import NotFound
from checker.filing import file_end
from checker.new_checks import LEFT_TO_CALLER, NewCheck, Running, keep_new
from checker.once import Once, answered_by, forget_requests, note_request
from checker.progress import FOLLOWED, Stages, follow, note_stages, stages_of
from checker.put_off import CLOCKS_APART, silence_since
from checker.records import Post, Statement
from checker.removal import hold_check, remove_check
from checker.repeats import Question, repeat_key
from checker.share_counts import count_copy, count_shared
from checker.sharing import Known, has_followers, is_follower, known_answer, land, note_copies, stranded
from checker.shelf import Listed, Wanted, list_checks
from checker.tables import WORKER_FACTS, WORKER_SEEN, Check, Meta, UtcTime
from checker.tallies import Tallies, tallies_of

ID_BYTES = 16
PATIENCE = timedelta(seconds=60)
MAX_DOUBLINGS = 4
POLL_SECONDS = (0.1, 0.5)


# Made once: every check asks them, and to put one together takes longer than to have it done.
_CLAIM = (
    update(Check)
    .where(
        Check.check_id == bindparam("claimed"),
        or_(
            Check.state == CheckState.QUEUED.value,
            and_(
                Check.state == CheckState.RUNNING.value,
                # How long a lease is, which may be a year, is known to whoever took it.
                or_(Check.lease_until <= bindparam("now"), Check.started_at > bindparam("furthest")),
            ),
        ),
        ~is_follower(),
    )
    .values(state=CheckState.RUNNING.value, attempts=Check.attempts + 1)
)
_OF_LEASE = update(Check).where(
    Check.check_id == bindparam("held"),
    Check.state == CheckState.RUNNING.value,
    Check.lease == bindparam("by"),
)
_FOLLOWS_FROM = select(
    has_followers(bindparam("of")).label("waited_for"),
    exists().where(BatchPost.check_id == bindparam("of")).label("of_batch"),
)
_GIVE_BACK = _OF_LEASE.values(attempts=Check.attempts - 1)

# One for the process, not one for each Store: the server and the workers inside it may each have
# opened the same database.
BELL = Bell()


def open_store(settings: Settings, afterwards: Callable[[CheckRecord], object] | None = None) -> Store:
    """Return the store that the settings name."""
    patience = timedelta(seconds=settings.requeue_seconds)
    url, tallies = settings.store_url(), tallies_of(settings)
    return Store(url, patience=patience, tallies=tallies, afterwards=afterwards)


class Store:
    """Keeps checks; threads may share one. It connects on first use, and again after the database was away.

    Every method raises ``StoreUnavailable`` while the database is away.

    Parameters
    ----------
    patience
        How long a queued check may wait before ``take_overdue`` returns it; doubled each time.
    afterwards
        Takes a check into account that was answered at once; else that is done before ``accept`` returns.
    """

    def __init__(
        self,
        url: str,
        *,
        patience: timedelta = PATIENCE,
        clock: Callable[[], datetime] = utc_now,
        tallies: Tallies | None = None,
        afterwards: Callable[[CheckRecord], object] | None = None,
    ) -> None:
        self._afterwards = afterwards
        self._database = Database(open_engine(url))
        self._patience = patience
        self._clock = clock
        self._eras = Eras()
        self._tallies = tallies or Tallies()

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def prepare(self) -> None:
        """Connect and make the tables, which otherwise happens on first use.

        Raises
        ------
        InvalidSettings
            The database was made by another version, is damaged or cannot be written.
        """
        self._database.prepare()

    def ping(self) -> None:
        """Return if the database answers."""
        with self._read() as connection:
            connection.execute(select(1))

    def add_check(self, post: Post, *, owner: str = "", once: Once | None = None) -> CheckRecord:
        """Keep a new check; when this returns, it is safe. Its id cannot be guessed.

        A request that came before, as ``once`` tells, makes no check; it gets the one that it made.

        Raises
        ------
        InvalidInput
            The key of the request came before with another body.
        """
        if once is None:
            with self._write() as connection:
                return self._added(connection, post, owner)
        while True:
            try:
                with self._write() as connection:
                    if known := answered_by(connection, owner, once, self._clock()):
                        return find_check(connection, known)
                    check = self._added(connection, post, owner)
                    note_request(connection, owner, once, check.check_id, self._clock())
                    return check
            except (IntegrityError, NotFound):
                continue  # the same request was quicker, or its check was removed this moment

    def accept(
        self,
        post: Post,
        *,
        owner: str = "",
        once: Once | None = None,
        fresh: bool = False,
        running: Running = LEFT_TO_CALLER,
    ) -> Accepted:
        """Keep a new check, like ``add_check``; where the same question was answered, with that answer.

        While the same question is being answered it waits for that, unless it is to be ``fresh``. Where
        it must be run it is queued as soon as others can see it, and may begin while the disk is waited for.

        Raises
        ------
        InvalidInput
            The key of the request came before with another body.
        Overloaded
            There is no room for another run; nothing was kept.
        """
        question = None if fresh else Question.of(post)  # read before anybody waits for this to be over
        while True:
            try:
                with self._write(settles=False) as connection:
                    now = self._clock()
                    if once and (known := answered_by(connection, owner, once, now)):
                        same = find_check(connection, known)
                        break
                    new = NewCheck(post, owner, now, now + self._patience)
                    accepted = accept(connection, self._arrival(connection, new, question))
                    if accepted.to_run:
                        running.room()
                    if once:
                        note_request(connection, owner, once, accepted.check.check_id, now)
                    if self._afterwards is None and accepted.answered:
                        note_ends(connection, [accepted.check], now)
            except (IntegrityError, NotFound):
                if once is None:
                    raise  # nothing else can be there twice
            else:
                if accepted.to_run:
                    running.queue(accepted.check.check_id)
                self._database.settle()
                self._hear_of(accepted)
                return accepted
        self._database.settle()  # who sent it first may still wait for the disk
        return Accepted(same, to_run=False)

    def _arrival(self, connection: Connection, new: NewCheck, question: Question | None) -> Arrival:
        """Return a check with what it takes to find its like; without a question it is fresh and has none."""
        if question is None:
            return Arrival(new, question="", corpus="", versions="", fresh=True)
        corpus, versions = made_with(connection)
        key = question.key(self._eras.of(connection, corpus, new.post.posted_at))
        return Arrival(new, key, corpus, versions)

    def _hear_of(self, accepted: Accepted) -> None:
        if accepted.answered:
            count_copy(self._tallies, accepted.check)
        if accepted.answered and self._afterwards:
            self._afterwards(accepted.check)

    def share_out(self, check_id: str) -> tuple[str, ...]:
        """Give the answer of a check that has ended to those who wait for it; return what is to be queued.

        Safe to do twice, and while the check is under way, when nothing happens.
        """
        to_run: list[str] = []
        while True:
            with self._write() as connection:
                now = self._clock()
                page = share_page(connection, check_id, When(now, now + self._patience))
                count_shared(connection, self._tallies, page.ended, where="wait")
            for one in page.ended:
                BELL.ring(one)
            to_run += page.to_run
            if not page.ended and not page.to_run:
                return tuple(to_run)

    def stranded(self) -> tuple[str, ...]:
        """Return ids of checks that have ended, or are gone, while others still wait for them."""
        with self._read() as connection:
            return stranded(connection)

    def question_of(self, post: Post, corpus: str) -> str:
        """Return the key under which copies of a post find the answer that a version of the corpus gives."""
        if post.posted_at is None:  # of no era, and nothing need be looked up
            return repeat_key(post)
        with self._read() as connection:
            return repeat_key(post, self._eras.of(connection, corpus, post.posted_at))

    def keep_moments(self, version: str, statements: Callable[[], Iterable[Statement]]) -> None:
        """Keep at which moments a version of the corpus begins to say something else of the past."""
        with self._read() as connection:
            if is_kept(connection, version):
                return
        # An error of integrity: another process was first.
        with suppress(IntegrityError), self._write() as connection:
            keep_moments(connection, version, moments_of(statements()), self._clock())

    def answered(self, owner: str, once: Once) -> CheckRecord | None:
        """Return the check that the same request made, if it came before.

        Raises
        ------
        InvalidInput
            The key of the request came before with another body.
        """
        try:
            with self._read() as connection:
                known = answered_by(connection, owner, once, self._clock())
                check = find_check(connection, known) if known else None
        except NotFound:
            return None  # removed this moment
        if check:
            self._database.settle()  # who sent it first may still wait for the disk
        return check

    def list_checks(self, wanted: Wanted) -> tuple[Listed, ...]:
        """Return a page of checks, the newest first."""
        with self._read() as connection:
            return list_checks(connection, wanted)

    def remove(self, check_id: str) -> bool:
        """Remove a check and all that is kept of it, even while it runs; False when there is none."""
        with self._write() as connection:
            removed = remove_check(connection, check_id)
        BELL.ring(check_id)
        return removed

    def note_stages(self, lease: Lease, stages: Stages) -> None:
        """Keep what a run has behind it, where somebody follows it and its check is still its own."""
        check_id = lease.check.check_id
        if not self._database.glance(FOLLOWED, wanted=check_id):
            return
        with self._write(lasting=False) as connection:
            if _update_held(connection, lease, {"lease": lease.token}):
                note_stages(connection, check_id, stages)

    def follow(self, check_id: str) -> None:
        """Have what a run has behind it kept from now on.

        Raises
        ------
        NotFound
            There is no check of that id.
        """
        with suppress(IntegrityError), self._write() as connection:
            if not hold_check(connection, check_id):
                raise NotFound(f"there is no check {check_id!r}")
            follow(connection, check_id)

    def stages(self, check_id: str) -> Stages:
        """Return what is over of a run that lasts; nothing where that is not known."""
        with self._read() as connection:
            return stages_of(connection, check_id)

    def forget_requests(self) -> int:
        """Forget requests that are too old to be repeated, and return how many those were."""
        with self._write() as connection:
            return forget_requests(connection, self._clock())

    def _added(self, connection: Connection, post: Post, owner: str) -> CheckRecord:
        now = self._clock()
        (check_id,) = keep_new(connection, [NewCheck(post, owner, now, now + self._patience)])
        return find_check(connection, check_id)

    def get(self, check_id: str) -> CheckRecord:
        """Return a check.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        with self._read() as connection:
            return find_check(connection, check_id)

    def claim_for_run(self, check_id: str, lease: timedelta, *, worker: str = "") -> Lease | None:
        """Take the right to run a check, or return None: it has ended, or its lease still runs.

        ``worker`` is who may hand it back for whoever runs it.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        now, token = self._clock(), f"{worker}/{secrets.token_urlsafe(ID_BYTES)}"
        asked = {"claimed": check_id, "now": now, "furthest": self._furthest(now)}
        values = {"lease": token, "lease_until": now + lease, "due_at": now + lease, "started_at": now}
        with self._write(lasting=False) as connection:
            won = connection.execute(_CLAIM, asked | values).rowcount == 1
            check = find_check(connection, check_id)
        return Lease(check, token) if won else None

    def finish(
        self,
        lease: Lease,
        report: Mapping[str, Any],
        *,
        cache_key: str | None = None,
        versions: str | None = None,
        first_id: str | None = None,
    ) -> Ended | None:
        """Keep the report; None if the lease was taken over, in which case nothing changes.

        Parameters
        ----------
        first_id
            The check whose answer this is; then it can be found under that one's key alone.
        """
        kept = {"report": report, "cache_key": None if first_id else cache_key, "versions": versions}
        return self._end(lease, first_id, state=CheckState.DONE.value, **kept)

    def fail(self, lease: Lease, error_type: str, message: str) -> Ended | None:
        """Keep why there will be no report; None if the lease was taken over."""
        return self._end(
            lease, None, state=CheckState.FAILED.value, error_type=error_type, error_message=message
        )

    def release(self, lease: Lease) -> bool:
        """Give a check back without a result, as if it had not been begun."""
        values = {
            "state": CheckState.QUEUED.value,
            "lease": None,
            "lease_until": None,
            "due_at": self._clock() + self._patience,
        }
        with self._write() as connection:
            return _update_held(connection, lease, values, _GIVE_BACK)

    def hand_back(self, worker: str) -> tuple[str, ...]:
        """Give back all that a worker runs, as if it had not been begun; return the ids, to be queued again.

        Whoever still runs one of them finds that it is no longer theirs to finish.
        """
        theirs = and_(
            Check.state == CheckState.RUNNING.value, Check.lease.startswith(f"{worker}/", autoescape=True)
        )
        values = {
            "state": CheckState.QUEUED.value,
            "lease": None,
            "lease_until": None,
            "due_at": self._clock() + self._patience,
            "attempts": Check.attempts - 1,
        }
        with self._write() as connection:
            found = connection.scalars(select(Check.check_id).where(theirs)).all()
            return tuple(
                one for one in found if _update(connection, and_(Check.check_id == one, theirs), values)
            )

    def take_overdue(self, limit: int = 1_000) -> tuple[str, ...]:
        """Return ids of unfinished checks to queue again, oldest first, each to one caller only.

        A check whose lease still runs, or that was queued a short while ago, is not overdue. Each
        time it is taken it may wait twice as long, so a long queue is not filled with its own copies.
        """
        now = self._clock()
        overdue = _is_overdue(now, self._furthest(now))
        waits = {n: self._in(2**n) for n in range(1, MAX_DOUBLINGS)}
        later = case(waits, value=Check.sends, else_=self._in(2**MAX_DOUBLINGS))
        values = {"due_at": later, "sends": Check.sends + 1}
        oldest = select(Check.check_id).where(overdue).order_by(Check.created_at).limit(limit)
        with self._write() as connection:
            return tuple(
                found
                for found in connection.scalars(oldest).all()
                if _update(connection, and_(Check.check_id == found, overdue), values)
            )

    def free_all(self) -> int:
        """Free every unfinished check at once and return how many there are.

        Those that wait for their turn in a batch go on waiting for it. Only for a process that knows it
        is alone with this store: after a crash nobody else can still be at work, so no lease need be
        waited for.
        """
        values = {"state": CheckState.QUEUED.value, "lease": None, "due_at": self._clock()}
        with self._write() as connection:
            begun = and_(Check.state.in_(UNFINISHED), Check.due_at < WAITS)
            return int(connection.execute(update(Check).where(begun).values(**values)).rowcount)

    def of_batches(self, check_ids: Sequence[str]) -> frozenset[str]:
        """Return those of these checks that are of batches."""
        asked = select(BatchPost.check_id).where(BatchPost.check_id.in_(check_ids))
        with self._read() as connection:
            return frozenset(connection.scalars(asked))

    def find_cached(self, cache_key: str, versions: str) -> Known | None:
        """Return the newest answer to the same question that the same versions gave."""
        with self._read() as connection:
            return known_answer(connection, cache_key, versions)

    def note_worker(self, facts: Mapping[str, str] | None = None) -> None:
        """Note that a worker is alive and, when given, what it makes reports with."""
        now = self._clock()
        # Written alike, times are in order as texts too; that of a host whose clock is behind is no news.
        older = or_(Meta.value < now.isoformat(), Meta.value > (now + CLOCKS_APART).isoformat())
        seen = update(Meta).where(Meta.key == WORKER_SEEN, older)
        with self._write() as connection:
            connection.execute(seen.values(value=now.isoformat(timespec="microseconds")))
            if facts is not None:
                noted = update(Meta).where(Meta.key == WORKER_FACTS)
                connection.execute(noted.values(value=json.dumps(dict(facts))))

    def worker(self) -> WorkerNote | None:
        """Return what was last noted of a worker, or None if there never was one.

        What no difference of clocks explains counts as silence.
        """
        with self._read() as connection:
            noted = {row.key: row.value for row in connection.execute(select(Meta.__table__))}
        if not noted.get(WORKER_SEEN):
            return None
        seen = datetime.fromisoformat(noted[WORKER_SEEN])
        return WorkerNote(silence_since(seen, self._clock()), json.loads(noted[WORKER_FACTS] or "{}"))

    def wait_for(
        self, check_id: str, seconds: float, stopped: Callable[[], bool] = lambda: False
    ) -> CheckRecord:
        """Return the check when it has ended, or as it stands after ``seconds`` or soon after ``stopped``.

        A check that ends in this process is seen at once, and so is another that a relay tells of; at
        worst it takes half a second.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        deadline = time.monotonic() + seconds
        pause, longest = POLL_SECONDS
        with BELL.listening(check_id) as rung:
            while True:  # whoever waits has just seen that it has not ended
                rung.wait(max(0.0, min(pause, deadline - time.monotonic())))
                rung.clear()
                check = self.get(check_id)
                if check.state not in UNFINISHED or deadline <= time.monotonic() or stopped():
                    return check
                pause = min(pause * 2, longest)

    def _furthest(self, now: datetime) -> datetime:
        """Return the latest time that a clock may have written of something that waits for no lease."""
        longest: timedelta = 2**MAX_DOUBLINGS * self._patience
        return now + longest + CLOCKS_APART

    def _in(self, patiences: int) -> ColumnElement[datetime]:
        return literal(self._clock() + patiences * self._patience, UtcTime)

    def _end(self, lease: Lease, first_id: str | None, **values: Any) -> Ended | None:
        now, ended = self._clock(), None
        # After a power cut it would only run once more; its news are sent by a transaction that waits.
        with self._write(lasting=False) as connection:
            gone = {"finished_at": now, "lease": None, "lease_until": None}
            if _update_held(connection, lease, values | gone):
                ended = _followed_up(connection, _as_ended(lease.check, now, first_id, values), first_id)
        BELL.ring(lease.check.check_id)
        return ended

    def _read(self) -> AbstractContextManager[Connection]:
        return self._database.transaction(writes=False)

    def _write(self, *, lasting: bool = True, settles: bool = True) -> AbstractContextManager[Connection]:
        return self._database.transaction(writes=True, lasting=lasting, settles=settles)


def _is_overdue(now: datetime, furthest: datetime) -> ColumnElement[bool]:
    """Whether the time of a check is over, or is of a clock that ran ahead and was set back."""
    queued, running = (Check.state == state.value for state in (CheckState.QUEUED, CheckState.RUNNING))
    return or_(
        and_(Check.state.in_(UNFINISHED), Check.due_at <= now),
        and_(queued, Check.due_at > furthest, Check.due_at < WAITS),
        # Once it is taken, it is due before the time at which it is said to have begun.
        and_(running, Check.due_at >= Check.started_at, Check.started_at > furthest, Check.due_at > furthest),
    )


def _as_ended(
    check: CheckRecord, now: datetime, first_id: str | None, values: Mapping[str, Any]
) -> CheckRecord:
    """Return a check as it is kept from now on."""
    return replace(
        check,
        state=CheckState(values["state"]),
        finished_at=now,
        report=values.get("report"),
        error=values.get("error_message"),
        error_type=values.get("error_type"),
        cached=first_id is not None,
        first_check_id=first_id,
        fresh=check.fresh and first_id is None,
    )


def _followed_up(connection: Connection, check: CheckRecord, first_id: str | None) -> Ended:
    """Keep beside a check that ends in this transaction what others look for, and return what follows."""
    if check.report is not None:
        land(connection, check.check_id)
        if first_id:
            note_copies(connection, [check.check_id], first_id)
    file_end(connection, check, check.finished_at or check.created_at)
    follows = connection.execute(_FOLLOWS_FROM, {"of": check.check_id}).one()
    # Whoever comes to wait for one that fails this moment cannot be seen yet: there it is looked once more.
    return Ended(check, waited_for=follows.waited_for or check.report is None, of_batch=follows.of_batch)


def _update_held(
    connection: Connection, lease: Lease, values: Mapping[str, Any], statement: Update = _OF_LEASE
) -> bool:
    """Change the check of a lease; whether it is still held by it."""
    held = {"held": lease.check.check_id, "by": lease.token}
    return connection.execute(statement, held | dict(values)).rowcount == 1


def _update(connection: Connection, where: ColumnElement[bool], values: Mapping[str, Any]) -> bool:
    """Change the one row that ``where`` names; whether there was one tells who won a race."""
    return connection.execute(update(Check).where(where).values(**values)).rowcount == 1
