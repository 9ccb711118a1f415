"""Which checks cite a statement: those whose reports show one of its passages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from checker.change_tables import CheckCitation
from checker.config import Settings
from checker.database import Database, open_engine
from checker.filing_tables import FiledCheck
from checker.tables import Check

MOST = 20


@dataclass(frozen=True, slots=True)
class Citation:
    """A check that cites a statement."""

    check_id: str
    text: str
    created_at: datetime
    verdict: str


class Citations:
    """Finds checks by what they cite; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def of(self, statement_id: str, owner: str | None) -> tuple[int, tuple[Citation, ...]]:
        """Return how many checks of ``owner``, or of everybody with None, cite it, and the newest of them."""
        mine = [CheckCitation.statement_id == statement_id]
        if owner is not None:
            mine.append(Check.owner == owner)
        joined = CheckCitation.check_id == Check.check_id
        asked = (
            select(Check.check_id, Check.text, Check.created_at, FiledCheck.verdict)
            .join(CheckCitation, joined)
            .outerjoin(FiledCheck, FiledCheck.check_id == Check.check_id)
            .where(*mine)
            .order_by(Check.created_at.desc(), Check.check_id.desc())
        )
        counted = select(func.count()).select_from(Check).join(CheckCitation, joined).where(*mine)
        with self._database.transaction(writes=False) as connection:
            total = connection.scalar(counted) or 0
            rows = connection.execute(asked.limit(MOST)).all() if total else []
        found = (Citation(r.check_id, r.text, r.created_at, r.verdict or "") for r in rows)
        return total, tuple(found)


def open_citations(settings: Settings) -> Citations:
    """Return what finds them in the database that the settings name."""
    return Citations(open_engine(settings.store_url()))
