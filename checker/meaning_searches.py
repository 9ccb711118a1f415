"""Searches of the corpus by meaning: asked for by a page, answered by a worker, kept for an hour."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.tables import AnyText, Base, UtcTime, WireJson

TASK = "checker.search_by_meaning"  # its one argument is the id of a search
MOST = 200  # passages that an answer has
KEPT = timedelta(hours=1)


class CorpusSearch(Base):
    """One search."""

    __tablename__ = "corpus_searches"

    search_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    words: Mapped[str] = mapped_column(AnyText)
    asked_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    found: Mapped[object | None] = mapped_column(WireJson)  # None until a worker has answered


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that is near to what was asked for."""

    statement_id: str
    start: int
    end: int
    text: str


class MeaningSearches:
    """Keeps searches; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(engine)
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def ask(self, words: str, version: str) -> tuple[str, bool]:
        """Keep what is asked for, and return its id and whether it is new: a worker is to be told then."""
        search_id = hashlib.sha256(f"{version}\n{words}".encode("utf-8", "replace")).hexdigest()[:24]
        now = self._clock()
        with self._database.transaction() as connection:
            connection.execute(delete(CorpusSearch).where(CorpusSearch.asked_at < now - KEPT))
            known = select(CorpusSearch.search_id).where(CorpusSearch.search_id == search_id)
            if connection.scalar(known):
                return search_id, False
        try:
            with self._database.transaction() as connection:
                row = {"search_id": search_id, "words": words, "asked_at": now, "found": None}
                connection.execute(insert(CorpusSearch).values(**row))
        except IntegrityError:
            return search_id, False  # another request was first, and has it answered
        return search_id, True

    def words(self, search_id: str) -> str | None:
        """Return what is asked for; None when it was forgotten or is answered already."""
        asked = select(CorpusSearch.words).where(
            CorpusSearch.search_id == search_id, CorpusSearch.found.is_(None)
        )
        with self._database.transaction(writes=False) as connection:
            return connection.scalar(asked)

    def answer(self, search_id: str, found: Sequence[Near]) -> None:
        """Keep what was found, the nearest first."""
        wire = {"near": [[n.statement_id, n.start, n.end, n.text] for n in found[:MOST]]}
        mine = update(CorpusSearch).where(CorpusSearch.search_id == search_id)
        with self._database.transaction() as connection:
            connection.execute(mine.values(found=wire))

    def found(self, search_id: str) -> tuple[Near, ...] | None:
        """Return what was found, the nearest first; None until a worker has answered."""
        asked = select(CorpusSearch.found).where(CorpusSearch.search_id == search_id)
        with self._database.transaction(writes=False) as connection:
            found = connection.scalar(asked)
        if not isinstance(found, dict):
            return None
        return tuple(Near(*parts) for parts in found["near"])


def open_meaning_searches(settings: Settings) -> MeaningSearches:
    """Return the searches in the database that the settings name."""
    return MeaningSearches(open_engine(settings.store_url()))
