"""Between which changes a post was written: two of the same era are judged against the same statements."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, exists, insert, select

from checker.records import Statement
from checker.scope import period
from checker.sharing_tables import CorpusMoments

VERSIONS = 3  # of the corpus, whose moments are kept


def moments_of(statements: Iterable[Statement]) -> tuple[datetime, ...]:
    """Return when statements may have begun and have ended to hold, in order and each once."""
    found = set()
    for statement in statements:
        if known := period(statement.issued_at):
            found.add(known[0])
        if until := statement.standing.until:
            found.add(until if until.tzinfo else until.replace(tzinfo=UTC))
    return tuple(sorted(found))


class Eras:
    """Tells eras apart, and remembers the moments of the corpus that it was asked about last."""

    def __init__(self) -> None:
        self._known: tuple[str, Sequence[datetime]] = "", ()

    def of(self, connection: Connection, version: str, posted_at: datetime | None) -> str | None:
        """Return what stands for the time of a post; None where that is not known for this corpus."""
        if posted_at is None:
            return None
        known = self._known
        if known[0] != version or not version:
            found = _kept(connection, version)
            if found is None:
                return None
            self._known = known = version, found
        moment = posted_at if posted_at.tzinfo else posted_at.replace(tzinfo=UTC)
        return str(bisect_right(known[1], moment))


def is_kept(connection: Connection, version: str) -> bool:
    """Whether the moments of a version are kept."""
    return bool(connection.scalar(select(exists().where(CorpusMoments.version == version))))


def keep_moments(connection: Connection, version: str, moments: Sequence[datetime], now: datetime) -> None:
    """Keep the moments of a version, and forget those of old ones; ``IntegrityError`` where they are kept."""
    wire = {"at": [moment.isoformat() for moment in moments]}
    connection.execute(insert(CorpusMoments).values(version=version, kept_at=now, moments=wire))
    newest = select(CorpusMoments.version).order_by(CorpusMoments.kept_at.desc()).limit(VERSIONS)
    keep = tuple(connection.scalars(newest))
    connection.execute(delete(CorpusMoments).where(CorpusMoments.version.not_in(keep)))


def _kept(connection: Connection, version: str) -> Sequence[datetime] | None:
    row = connection.scalar(select(CorpusMoments.moments).where(CorpusMoments.version == version))
    return None if row is None else tuple(datetime.fromisoformat(moment) for moment in row["at"])
