"""One writer at a time, and none that holds the others up for ever.

    <folder>/writer.json        who writes, since when, how far, and when last heard of
    <folder>/.writer-<token>    locked by the writer's process for as long as that lives
    <folder>/writer.guard       held for moments: by whoever takes the turn, renews or uses it

A writer that is dead is replaced at once, since the system has dropped its lock. One that lives
but has not been heard of for the time of its lease hangs, and is replaced too; when it wakes up,
its next word is refused, so it never swaps anything in.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import platform
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from checker.errors import IndexBusy

LEASE_SECONDS = 60.0  # a writer renews with every chunk, every few seconds
LOOK_SECONDS = 0.2  # how often one who waits looks again
GUARD_SECONDS = 10.0  # the guard is held for moments only

_FILE = "writer.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes."""

    token: str
    process: str  # "process 123 on host"
    since: str  # ISO 8601, UTC
    heard: float  # seconds since 1970
    lease: float  # silence, in seconds, after which others may take over
    doing: str = ""

    def __str__(self) -> str:
        doing = f", {self.doing}" if self.doing else ""
        return f"{self.process}, since {self.since}{doing}"


class Writer:
    """The right to write in a folder, as long as nobody has taken it over."""

    def __init__(self, folder: Path, holder: Holder) -> None:
        self.folder = folder
        self._holder = holder

    def renew(self, doing: str = "", *, lease: float | None = None) -> None:
        """Say that the work goes on, and what is done; ``lease`` is longer before a step that is silent.

        Raises
        ------
        IndexBusy
            Another writer has taken over.
        """
        with self.last_word():
            self._holder = replace(
                self._holder, heard=time.time(), doing=doing, lease=lease or self._holder.lease
            )
            _note(self.folder, self._holder)

    @contextmanager
    def last_word(self) -> Iterator[None]:
        """Hold off everybody else for the moment in which the work is swapped in.

        Raises
        ------
        IndexBusy
            Another writer has taken over.
        """
        with _guarded(self.folder):
            self._check()
            yield

    def _check(self) -> None:
        found = _read(self.folder)
        if found is None or found.token != self._holder.token:
            by = f" ({found})" if found else ""
            raise IndexBusy(f"{self.folder}: another writer has taken over{by}; what was built here is left")


@contextmanager
def writing(
    folder: Path,
    *,
    wait: bool = True,
    force: bool = False,
    lease: float = LEASE_SECONDS,
) -> Iterator[Writer]:
    """Have the turn to write in ``folder``.

    Parameters
    ----------
    wait
        Until another writer has ended; otherwise it is refused.
    force
        Take over from a writer that works; its work is lost.

    Raises
    ------
    IndexBusy
        Another writer is at it, and ``wait`` is false.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexBusy(f"{folder}: cannot be made ({error.strerror or error})") from error
    token = uuid.uuid4().hex
    with _alive(folder, token):
        holder, told = _taken(folder, _newcomer(token, lease), force=force), False
        while isinstance(holder, str):
            if not wait:
                raise IndexBusy(f"{folder}: the index is being written by {holder}; try again later")
            if not told:
                log.warning("waiting for %s", holder)
            told = True
            time.sleep(LOOK_SECONDS)
            holder = _taken(folder, _newcomer(token, lease), force=force)
        try:
            yield Writer(folder, holder)
        finally:
            _give_back(folder, token)


def who_writes(folder: Path) -> Holder | None:
    """Return who writes in ``folder`` now, if anybody does."""
    found = _read(folder)
    return found if found and _is_at_work(folder, found) else None


def _newcomer(token: str, lease: float) -> Holder:
    process = f"process {os.getpid()} on {platform.node() or 'this machine'}"
    return Holder(token, process, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", time.time(), lease)


def _taken(folder: Path, newcomer: Holder, *, force: bool) -> Holder | str:
    """Return ``newcomer`` when it has the turn now, else who has it, in words."""
    with _guarded(folder):
        found = _read(folder)
        if found and not force and _is_at_work(folder, found):
            return str(found)
        if found:
            log.warning("taking over from %s", found)
            (folder / _lock_name(found.token)).unlink(missing_ok=True)
        _note(folder, newcomer)
        return newcomer


def _is_at_work(folder: Path, holder: Holder) -> bool:
    """Whether the holder lives and has been heard of; a clock that was set back counts as silence."""
    return abs(time.time() - holder.heard) <= holder.lease and _lives(folder / _lock_name(holder.token))


def _lives(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _lock_name(token: str) -> str:
    return f".writer-{token}"


@contextmanager
def _alive(folder: Path, token: str) -> Iterator[None]:
    """Hold a lock that the system drops when this process dies, however it dies."""
    path = folder / _lock_name(token)
    with ExitStack() as stack:
        with _guarded(folder):  # a lock file that nobody holds yet would be swept
            _sweep(folder)
            try:
                stream = stack.enter_context(path.open("wb"))
            except OSError as error:
                raise IndexBusy(f"{folder}: cannot be written ({error.strerror or error})") from error
            fcntl.flock(stream, fcntl.LOCK_EX)
        stack.callback(path.unlink, missing_ok=True)
        yield


def _sweep(folder: Path) -> None:
    for path in folder.glob(_lock_name("*")):
        if not _lives(path):
            path.unlink(missing_ok=True)


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / "writer.guard", timeout=GUARD_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(f"{folder}: {who_writes(folder) or 'another process'} does not let go") from error
    except OSError as error:
        raise IndexBusy(f"{folder}: cannot be written ({error.strerror or error})") from error
    try:
        yield
    finally:
        lock.release()


def _give_back(folder: Path, token: str) -> None:
    with _guarded(folder):
        found = _read(folder)
        if found and found.token == token:
            (folder / _FILE).unlink()


def _read(folder: Path) -> Holder | None:
    """Return who is noted; a file that cannot be read names nobody."""
    try:
        row = json.loads((folder / _FILE).read_text("utf-8"))
        return Holder(**{**row, "heard": float(row["heard"]), "lease": float(row["lease"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note(folder: Path, holder: Holder) -> None:
    aside = folder / f"{_FILE}.new"
    try:
        aside.write_text(json.dumps(asdict(holder)), "utf-8")
        aside.replace(folder / _FILE)
    except OSError as error:
        raise IndexBusy(f"{folder}: cannot be written ({error.strerror or error})") from error
