"""What each version of the corpus said, in short, so that two versions can be compared later."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, exists, insert, select

from checker.change_tables import CheckAnswer, CorpusDigest
from checker.records import Statement
from checker.statement_rows import statement_to_row

KEEP = timedelta(days=1)  # a check that runs for that long has been given up
_CHARS = 16
_APART = "|"

Digests = Mapping[str, str]  # id of each statement -> what is recorded of it, as hashes


def digests_of(statements: Iterable[Statement]) -> dict[str, str]:
    """Return the digests of a corpus; whether a statement still holds is a part of it."""
    return {statement.statement_id: _digest(statement) for statement in statements}


def different(before: Digests, now: Digests) -> frozenset[str]:
    """Return the ids of statements that were added, changed or removed between two versions."""
    return frozenset(i for i in before.keys() | now.keys() if before.get(i) != now.get(i))


def what_happened(before: str | None, now: str | None) -> str:
    """Return in one word what became of a statement; nothing if it is as it was."""
    if before == now:
        return ""
    if before is None or now is None:
        return "added" if before is None else "removed"
    (said, ended, _), (says, ends, _) = before.split(_APART), now.split(_APART)
    if said != says:
        return "corrected"
    return (ends or "restored") if ended != ends else "changed"


def keep_digests(connection: Connection, version: str, digests: Digests, now: datetime) -> None:
    """Keep what a version says, until no answer stands on it any more."""
    stands = exists().where(CheckAnswer.as_of == CorpusDigest.version)
    old = and_(~stands, CorpusDigest.version != version, CorpusDigest.kept_at < now - KEEP)
    connection.execute(delete(CorpusDigest).where(old))
    if not is_kept(connection, version):
        packed = zlib.compress(json.dumps(dict(digests)).encode())
        row = {"version": version, "kept_at": now, "digests": packed}
        connection.execute(insert(CorpusDigest).values(**row))


def is_kept(connection: Connection, version: str) -> bool:
    """Whether what a version says is kept."""
    return bool(connection.scalar(select(exists().where(CorpusDigest.version == version))))


def kept_digests(connection: Connection, version: str) -> Digests | None:
    """Return what a version said; None when that is not known."""
    packed = connection.scalar(select(CorpusDigest.digests).where(CorpusDigest.version == version))
    return None if packed is None else json.loads(zlib.decompress(packed))


def _digest(statement: Statement) -> str:
    """Return a hash of what was said, how it ended, and a hash of all about that and other ends."""
    row = statement_to_row(statement)
    ends = [row.pop(part) for part in ("standing", "supersedes", "retracts")]
    ending = statement.standing.ending.value if statement.standing.ending else ""
    return _APART.join((_hash(row), ending, _hash(ends)))


def _hash(row: object) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:_CHARS]
