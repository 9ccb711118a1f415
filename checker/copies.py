"""Where else the words of a statement were published: a second source is linked, not lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from checker.config import Settings
from checker.database import Database, open_engine
from checker.ingest.gathering import is_address
from checker.tables import AnyText, Base, UtcTime

if TYPE_CHECKING:
    from checker.ingest.importing import Duplicate  # with all that tells who said what


class CorpusCopy(Base):
    """One publication of words that a statement of the corpus has already."""

    __tablename__ = "corpus_copies"

    statement_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    copy_id: Mapped[str] = mapped_column(AnyText, primary_key=True)  # the id it would have had, or has
    origin: Mapped[str] = mapped_column(AnyText, primary_key=True)
    source: Mapped[str] = mapped_column(AnyText)  # SHA-256 of the raw source
    title: Mapped[str] = mapped_column(AnyText)
    publisher: Mapped[str] = mapped_column(AnyText)
    url: Mapped[str] = mapped_column(AnyText)
    sameness: Mapped[str] = mapped_column(AnyText)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(AnyText)


@dataclass(frozen=True, slots=True)
class Copy:
    """Another source that carries a statement's words."""

    copy_id: str
    origin: str
    title: str
    publisher: str
    url: str
    sameness: str  # exact, near or excerpt
    source: str  # SHA-256 of it as it was received
    at: datetime
    actor: str


class CopyStore:
    """Keeps copies beside the journal; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def keep(self, duplicates: Sequence[Duplicate], at: datetime, actor: str) -> None:
        """Keep each; one that is kept already stays as it was first seen.

        A record that comes again under its own id from a file is the same record, no copy.
        """
        rows = {
            (d.of, d.draft.statement.statement_id, d.origin): _row(d, at, actor)
            for d in duplicates
            if d.of != d.draft.statement.statement_id or is_address(d.origin)
        }
        with self._database.transaction() as connection:
            known = {
                (row.statement_id, row.copy_id, row.origin)
                for of in {key[0] for key in rows}
                for row in connection.execute(
                    select(CorpusCopy.__table__).where(CorpusCopy.statement_id == of)
                )
            }
            new = [row for key, row in rows.items() if key not in known]
            if new:
                connection.execute(insert(CorpusCopy), new)

    def of(self, statement_id: str) -> tuple[Copy, ...]:
        """Return where else the words of a statement were published, in the order in which it was seen."""
        mine = select(CorpusCopy.__table__).where(CorpusCopy.statement_id == statement_id)
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(mine.order_by(CorpusCopy.at, CorpusCopy.origin)).all()
        return tuple(
            Copy(r.copy_id, r.origin, r.title, r.publisher, r.url, r.sameness, r.source, r.at, r.actor)
            for r in rows
        )


def open_copies(settings: Settings) -> CopyStore:
    """Return the copies in the database that the settings name."""
    return CopyStore(open_engine(settings.store_url()))


def _row(duplicate: Duplicate, at: datetime, actor: str) -> dict[str, object]:
    statement = duplicate.draft.statement
    return {
        "statement_id": duplicate.of,
        "copy_id": statement.statement_id,
        "origin": duplicate.origin,
        "source": duplicate.draft.raw,
        "title": statement.source.title or statement.title,
        "publisher": statement.source.publisher,
        "url": statement.source.url,
        "sameness": duplicate.sameness.value,
        "at": at.astimezone(UTC),
        "actor": actor,
    }
