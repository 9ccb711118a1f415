"""Whether the corpus of now is what workers answer from, and what hosts say is to be mended in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.journal_tables import CorpusEvent
from checker.notices import Notice, Topic, notices_of_now
from checker.worker_signs import WorkerSigns, is_alive


@dataclass(frozen=True, slots=True)
class CorpusNow:
    """What is served of the corpus at one moment."""

    workers: int  # that are alive and have told what they answer from
    behind: int  # of these, from an earlier corpus than that of now
    notices: tuple[Notice, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong in statement files, a line for each."""
        return self._lines(Topic.FILES)

    @property
    def words(self) -> str:
        """What a person should know; no path and no address, since everybody may ask."""
        told = []
        if self.behind:
            told.append(f"answering from an earlier corpus: {self.behind} of {self.workers} workers")
        told += self._lines(Topic.INDEX)
        if self.faults:
            told.append(f"faults in statement files, which the pages of the corpus name: {len(self.faults)}")
        if self._lines(Topic.FOLDER):
            told.append("a host has older statement files than another; its log names them")
        return "; ".join(told)

    def _lines(self, topic: Topic) -> tuple[str, ...]:
        lines = [line for one in self.notices if one.topic is topic for line in one.words.split("\n")]
        return tuple(dict.fromkeys(lines))


class CorpusWatch:
    """Asks the store. Threads may share one; ``StoreUnavailable`` is raised while that is away."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def __call__(self) -> CorpusNow:
        """Return how it is now."""
        signs = WorkerSigns(self._database).all()
        served = [
            sign.facts["corpus"] for sign in signs if _tells(sign.facts) and is_alive(sign, self._settings)
        ]
        with self._database.transaction(writes=False) as connection:
            newest, notices = _newest(connection), notices_of_now(connection, utc_now())
        behind = sum(version != newest for version in served) if newest else 0
        return CorpusNow(len(served), behind, notices)


def open_corpus_watch(settings: Settings) -> CorpusWatch:
    """Return what asks the store that the settings name."""
    return CorpusWatch(settings, Database(open_engine(settings.store_url())))


def _tells(facts: object) -> bool:
    return isinstance(facts, dict) and "corpus" in facts


def _newest(connection: Connection) -> str | None:
    return connection.scalar(select(CorpusEvent.version).order_by(CorpusEvent.seq.desc()).limit(1))
