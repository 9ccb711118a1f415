"""The counter behind which store and queue lie: what the API and the web form both do with a check."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app

from checker.checks import FINISHED, Check, Checks
from checker.clock import utc_now
from checker.config import Settings
from checker.errors import NotFound, QueueUnavailable, TryLaterError
from checker.intake import CheckRequest
from checker.keyring import Keyring
from checker.new_checks import Running, no_limit
from checker.once import Once
from checker.schema import PartState

log = logging.getLogger(__name__)

# Each waiting request holds a thread of the server; half of them stay free for all other requests.
MAX_WAITING = 16
_CHECK_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def no_worker(task: str, key: str) -> None:
    """Say that nobody does jobs besides checks here.

    Raises
    ------
    QueueUnavailable
        Always.
    """
    raise QueueUnavailable(f"no worker does {task} for {key}")


@dataclass(frozen=True, slots=True)
class Desk:
    """What an edge needs: the same for the API and the web form, so that they agree."""

    settings: Settings
    keys: Keyring
    store: Checks
    submit: Callable[[str], object]  # puts a check id into the queue
    wait: Callable[[str, float], Check | None]  # returns when it is finished, or the seconds are over
    readiness: Callable[[], Mapping[str, PartState]]
    send: Callable[[str, str], object] = no_worker  # queues another job: the name of its task, and its id
    room: Callable[[], Callable[[], object]] = lambda: no_limit  # what is called if work must be done
    clock: Callable[[], datetime] = utc_now
    stopping: threading.Event = field(default_factory=threading.Event)  # whoever waits is to wait no longer
    places: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MAX_WAITING))

    def serve(self, app: Flask) -> None:
        """Be the desk of ``app``."""
        app.extensions["desk"] = self

    def make_room(self) -> None:
        """Return if more work can be taken.

        Raises
        ------
        Overloaded
            What somebody waits for has waited too long already.
        """
        self.room()()

    def take(self, body: object, owner: str, once: Once | None = None, *, fresh: bool = False) -> Check:
        """Keep what ``body`` asks for, and queue it unless the same post was answered or is being answered.

        The same request again gets the check that it made. One that is ``fresh`` is run in any case.

        Raises
        ------
        InvalidInput
            The request cannot be used.
        Overloaded
            It would have to be run, and there is no room for that.
        StoreUnavailable
            Nothing was kept, or the disk did not take it: then it may be run, and is lost with a power cut.
        """
        if once and (known := self.store.answered(owner, once)):
            return known
        asked = CheckRequest.read(body, self.settings, now=self.clock())
        running = Running(self.room(), self._queue)
        post = asked.as_post()
        return self.store.accept(post, owner=owner, once=once, fresh=fresh, running=running).check

    def find(self, check_id: str, owner: str | None) -> Check:
        """Return a check of ``owner``, or anybody's with None.

        Raises
        ------
        NotFound
            There is none, or it is somebody else's: the two look alike from outside.
        """
        missing = "there is no such check"
        if not _CHECK_ID.fullmatch(check_id):
            raise NotFound(missing)
        try:
            check = self.store.get(check_id)
        except NotFound as error:
            raise NotFound(missing) from error
        if owner is not None and check.owner != owner:
            raise NotFound(missing)
        return check

    def remove(self, check_id: str) -> None:
        """Remove a check and all that is kept of it; who may have that done is asked before."""
        self.store.remove(check_id)
        for waiting in self.store.share_out(check_id):
            self._queue(waiting)

    def _queue(self, check_id: str) -> None:
        try:
            self.submit(check_id)
        except QueueUnavailable:
            # It is kept, so it is accepted: unfinished checks are found and queued again.
            log.warning("check %s is kept but not queued: the broker is away", check_id)

    def await_finish(self, check: Check, seconds: float) -> Check:
        """Return the check when it is finished, or as it stands after ``seconds``.

        Where too many wait already, or the store goes away meanwhile, it comes back as it was: the
        check is kept, and whoever sent it must learn its id.
        """
        if check.state in FINISHED or not self.places.acquire(blocking=False):
            return check
        try:
            return self.wait(check.check_id, seconds) or self.find(check.check_id, check.owner)
        except TryLaterError:
            log.warning("check %s is kept, but the store went away while it was waited for", check.check_id)
            return check
        finally:
            self.places.release()


def current_desk() -> Desk:
    """Return the desk of the application that answers this request."""
    return desk_of(current_app)


def desk_of(app: Flask) -> Desk:
    """Return the desk of an application."""
    desk = app.extensions["desk"]
    assert isinstance(desk, Desk)  # noqa: S101  # ``create_app`` put it there
    return desk
