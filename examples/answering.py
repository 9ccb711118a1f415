"""What both bots do with a forwarded post: have it checked, and say once per chat what officials said."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from checker.client import Client, Missing, NotAdmitted, OddAnswer, PostOptions
from checker.contract.checks import CheckAnswer
from checker.contract.reports import ReportAnswer
from checker.errors import NeverError, TryLaterError
from examples.sending import NotSentNow, Unwanted

log = logging.getLogger(__name__)
_SHORTEST_PAUSE, _LONGEST_PAUSE = 5.0, 600.0  # seconds before an answer is sent again
_DAY = 86_400.0  # what could not be said for so long is not said any more
_TABLES = """
CREATE TABLE IF NOT EXISTS answered (chat TEXT, claim TEXT, PRIMARY KEY (chat, claim));
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value INTEGER);
CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, body TEXT);
CREATE TABLE IF NOT EXISTS outbox (chat TEXT, claim TEXT, message TEXT, since REAL, due REAL);
"""


class MemoryAway(TryLaterError):
    """What a bot remembers can neither be read nor written now."""


class Misset(TryLaterError):
    """The service refuses the bot, whatever it asks: its operator must change something."""


Message: TypeAlias = dict[str, Any]  # as the messenger takes it
Send: TypeAlias = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A post that somebody forwarded to a chat."""

    chat: str  # begins with the name of the messenger and a colon
    request: str  # names the message: asked about twice, it is one check
    text: str
    options: PostOptions


@dataclass(frozen=True, slots=True)
class Unsent:
    """An answer that the messenger has not taken; times are in seconds."""

    chat: str
    claim: str
    message: Message
    since: float


class Memory:
    """What a bot must still know after a restart, in one SQLite file. Threads may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as db:
            db.executescript(_TABLES)

    def is_first(self, chat: str, claim: str) -> bool:
        """Note that the chat is answered about a claim; False where it was already."""
        with self._change() as db:
            done = db.execute("INSERT OR IGNORE INTO answered VALUES (?, ?)", (chat, claim))
            return done.rowcount == 1

    def forget(self, chat: str, claim: str) -> None:
        """Take the note back: nothing was said."""
        with self._change() as db:
            db.execute("DELETE FROM answered WHERE chat = ? AND claim = ?", (chat, claim))

    def mark(self, name: str) -> int:
        """Return how far the bot has read; 0 at the start."""
        with self._change() as db:
            row = db.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def set_mark(self, name: str, value: int) -> None:
        """Keep how far the bot has read."""
        with self._change() as db:
            db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (name, value))

    def receive(self, event_id: str, body: str) -> bool:
        """Keep an event until it is handled; False where it came before."""
        with self._change() as db:
            done = db.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?)", (event_id, body))
            return done.rowcount == 1

    def waiting(self) -> tuple[str, str] | None:
        """Return id and body of the oldest event that is not handled."""
        with self._change() as db:
            row = db.execute("SELECT id, body FROM inbox WHERE body IS NOT NULL ORDER BY rowid").fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def handled(self, event_id: str) -> None:
        """Let go of what an event said; its id is kept, since it may be sent again."""
        with self._change() as db:
            db.execute("UPDATE inbox SET body = NULL WHERE id = ?", (event_id,))

    def keep(self, unsent: Unsent, due: float) -> None:
        """Keep an answer until it is due again."""
        values = (unsent.chat, unsent.claim, json.dumps(unsent.message), unsent.since, due)
        with self._change() as db:
            db.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?)", values)

    def take_due(self, messenger: str, now: float) -> Unsent | None:
        """Let go of the answer that waits longest, and return it; None where none is due."""
        with self._change() as db:
            row = db.execute(
                "DELETE FROM outbox WHERE rowid = (SELECT rowid FROM outbox WHERE chat GLOB ? AND due <= ?"
                " ORDER BY due LIMIT 1) RETURNING chat, claim, message, since",
                (f"{messenger}:*", now),
            ).fetchone()
        return Unsent(str(row[0]), str(row[1]), json.loads(row[2]), float(row[3])) if row else None

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._open()) as db, db:
                yield db
        except sqlite3.OperationalError as error:
            raise MemoryAway(f"{self._path} cannot be used now: {error}") from error


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers forwarded posts."""

    service: Client
    memory: Memory
    clock: Callable[[], float] = time.time

    def answer(self, post: Forwarded, message: Callable[[str], Message], send: Send) -> bool:
        """Say what officials said, and return whether there was anything to say.

        It is noted before it is said: a crash in between costs an answer, and never gives one twice. What
        the messenger does not take now is kept for :meth:`catch_up`.
        """
        for claim, reply in replies(self._checked(post).report):
            if self.memory.is_first(post.chat, claim):
                self._say(Unsent(post.chat, claim, message(reply), self.clock()), send)
                return True
        return False

    def catch_up(self, messenger: str, send: Send) -> None:
        """Say what could not be said before, until the messenger takes nothing or nothing is due."""
        while unsent := self.memory.take_due(messenger, self.clock()):
            try:
                if not self._say(unsent, send):
                    return
            except NeverError as error:
                log.warning("an answer to %s is given up: %s", unsent.chat, error)

    def _checked(self, post: Forwarded) -> CheckAnswer:
        try:
            return self.service.check(post.text, idempotency_key=post.request, **post.options)
        except (NotAdmitted, Missing, OddAnswer) as error:
            raise Misset(
                f"no post is answered; look at BOT_SERVICE_URL and BOT_SERVICE_KEY: {error}"
            ) from error

    def _say(self, unsent: Unsent, send: Send) -> bool:
        """Return whether the messenger took it; otherwise it is kept, or given up after a day."""
        try:
            send(unsent.message)
        except Unwanted:
            self.memory.forget(unsent.chat, unsent.claim)
            raise
        except NotSentNow as error:
            age = self.clock() - unsent.since
            if age > _DAY:
                self.memory.forget(unsent.chat, unsent.claim)
                raise Unwanted(f"not taken for a day: {error}") from error
            due = self.clock() + min(max(age, _SHORTEST_PAUSE), _LONGEST_PAUSE)
            self.memory.keep(unsent, due)
            log.warning("an answer to %s is kept and sent again: %s", unsent.chat, error)
            return False
        return True


def replies(report: ReportAnswer | None) -> list[tuple[str, str]]:
    """Return claims and the replies to them, that of the post first; none where the post has no reply."""
    if report is None or report.reply is None:
        return []
    found = [(same_words(c.query or c.text), c.reply) for c in report.claims if c.reply]
    return sorted(found, key=lambda pair: pair[1] != report.reply)


def same_words(claim: str) -> str:
    """Return what is the same for claims that differ in case, spaces and punctuation only."""
    return " ".join(re.findall(r"\w+(?:[.,]\d+)*", claim.casefold()))
