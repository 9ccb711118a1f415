"""What both bots do with a forwarded post: have it checked, and say once per chat what officials said."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from checker.client import Client, PostOptions, Unsendable
from checker.contract.reports import ReportAnswer
from checker.errors import CheckerError, NeverError, TryLaterError

_TABLES = """
CREATE TABLE IF NOT EXISTS answered (chat TEXT, claim TEXT, PRIMARY KEY (chat, claim));
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value INTEGER);
CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, body TEXT);
"""


class NotSent(CheckerError):
    """The message was certainly not delivered."""


class Unwanted(NotSent, NeverError):
    """The messenger refuses this message."""


class NotSentNow(NotSent, TryLaterError):
    """The messenger takes no message now."""


class MemoryAway(TryLaterError):
    """What a bot remembers can neither be read nor written now."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A post that somebody forwarded to a chat."""

    chat: str
    request: str  # names the message: asked about twice, it is one check
    text: str
    options: PostOptions


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

    def answer(self, post: Forwarded, say: Callable[[str], None]) -> bool:
        """Say what officials said, and return whether there was anything to say.

        It is noted before it is said: a crash in between costs an answer, and never gives one twice.
        """
        check = self.service.check(post.text, idempotency_key=post.request, **post.options)
        for claim, reply in replies(check.report):
            if self.memory.is_first(post.chat, claim):
                try:
                    say(reply)
                except NotSent:
                    self.memory.forget(post.chat, claim)
                    raise
                return True
        return False


def replies(report: ReportAnswer | None) -> list[tuple[str, str]]:
    """Return claims and the replies to them, that of the post first; none where the post has no reply."""
    if report is None or report.reply is None:
        return []
    found = [(same_words(c.query or c.text), c.reply) for c in report.claims if c.reply]
    return sorted(found, key=lambda pair: pair[1] != report.reply)


def same_words(claim: str) -> str:
    """Return what is the same for claims that differ in case, spaces and punctuation only."""
    return " ".join(re.findall(r"\w+(?:[.,]\d+)*", claim.casefold()))


def needed(name: str) -> str:
    """Return a variable of the environment, or end with one line that names it."""
    value = os.environ.get(name, "")
    if not value:
        raise SystemExit(f"{name} is not set; give the bot its value in the environment.")
    return value


def answerer() -> Answerer:
    """Return an answerer as the environment says, or end with one line that tells what to change there."""
    url = os.environ.get("BOT_SERVICE_URL", "http://127.0.0.1:8000")
    try:
        service = Client(url, os.environ.get("BOT_SERVICE_KEY", ""))
    except Unsendable as error:
        raise SystemExit(f"BOT_SERVICE_URL or BOT_SERVICE_KEY cannot be used: {error}") from None
    return Answerer(service, Memory(Path(os.environ.get("BOT_MEMORY", "bot.sqlite"))))
