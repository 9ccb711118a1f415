"""Proposals as they are kept: open until somebody accepts or rejects them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Engine, Row, Text, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from checker.database import Database
from checker.errors import InvalidInput, NotFound
from checker.tables import AnyText, Base, UtcTime

if TYPE_CHECKING:
    from checker.proposals import Proposal


class Stage(StrEnum):
    """How far a proposal is."""

    OPEN = "open"
    ACCEPTED = "accepted"  # the earlier statement is superseded
    REJECTED = "rejected"  # never proposed again


class CorpusProposal(Base):
    """One proposal, with the sentences by which it was made."""

    __tablename__ = "corpus_proposals"

    proposal_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    stage: Mapped[str] = mapped_column(Text, index=True)
    sort: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(AnyText)
    earlier_id: Mapped[str] = mapped_column(AnyText)
    earlier_text: Mapped[str] = mapped_column(AnyText)
    later_id: Mapped[str] = mapped_column(AnyText)
    later_text: Mapped[str] = mapped_column(AnyText)
    proposed_at: Mapped[datetime] = mapped_column(UtcTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_by: Mapped[str] = mapped_column(AnyText)
    reason: Mapped[str] = mapped_column(AnyText)


@dataclass(frozen=True, slots=True)
class Kept:
    """A proposal and what became of it."""

    proposal_id: str
    stage: Stage
    sort: str
    why: str
    earlier_id: str
    earlier_text: str  # the sentence, verbatim
    later_id: str
    later_text: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_by: str
    reason: str

    def reopened(self) -> Kept:
        """Return it as it was before anybody decided on it."""
        return replace(self, stage=Stage.OPEN, decided_at=None, decided_by="", reason="")


class ProposalStore:
    """Keeps proposals beside the journal; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def keep(self, proposals: Sequence[Proposal], at: datetime) -> tuple[str, ...]:
        """Keep those that were never made before, and return their ids."""
        rows = {proposal.proposal_id: _row(proposal, at) for proposal in proposals}
        with self._database.transaction() as connection:
            for key in list(rows):
                known = select(CorpusProposal.proposal_id).where(CorpusProposal.proposal_id == key)
                if connection.scalar(known) is not None:
                    del rows[key]
            if rows:
                connection.execute(insert(CorpusProposal), list(rows.values()))
        return tuple(rows)

    def list(self, stage: Stage) -> tuple[Kept, ...]:
        """Return the proposals of one stage, the newest first."""
        asked = select(CorpusProposal.__table__).where(CorpusProposal.stage == stage.value)
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(
                asked.order_by(CorpusProposal.proposed_at.desc(), CorpusProposal.proposal_id)
            ).all()
        return tuple(map(_kept, rows))

    def get(self, proposal_id: str) -> Kept:
        """Return a proposal.

        Raises
        ------
        NotFound
            None has that id.
        """
        asked = select(CorpusProposal.__table__).where(CorpusProposal.proposal_id == proposal_id)
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(asked).first()
        if row is None:
            raise NotFound(f"there is no proposal {proposal_id!r}")
        return _kept(row)

    def reopen(self, kept: Kept) -> None:
        """Let an accepted proposal be decided on again, unless somebody has done so meanwhile."""
        same = (CorpusProposal.proposal_id == kept.proposal_id, CorpusProposal.decided_at == kept.decided_at)
        again = update(CorpusProposal).where(*same, CorpusProposal.stage == Stage.ACCEPTED.value)
        with self._database.transaction() as connection:
            connection.execute(
                again.values(stage=Stage.OPEN.value, decided_at=None, decided_by="", reason="")
            )

    def decide(self, kept: Kept) -> None:
        """Keep what became of an open proposal.

        Raises
        ------
        InvalidInput
            It was decided meanwhile.
        """
        mine = update(CorpusProposal).where(
            CorpusProposal.proposal_id == kept.proposal_id, CorpusProposal.stage == Stage.OPEN.value
        )
        decided = mine.values(
            stage=kept.stage.value,
            decided_at=kept.decided_at,
            decided_by=kept.decided_by,
            reason=kept.reason,
        )
        with self._database.transaction() as connection:
            if connection.execute(decided).rowcount != 1:
                raise InvalidInput(f"the proposal {kept.proposal_id} has been decided meanwhile")


def _row(proposal: Proposal, at: datetime) -> dict[str, object]:
    return {
        "proposal_id": proposal.proposal_id,
        "stage": Stage.OPEN.value,
        "sort": proposal.sort.value,
        "why": proposal.why,
        "earlier_id": proposal.earlier.statement.statement_id,
        "earlier_text": proposal.earlier.text,
        "later_id": proposal.later.statement.statement_id,
        "later_text": proposal.later.text,
        "proposed_at": at,
        "decided_at": None,
        "decided_by": "",
        "reason": "",
    }


def _kept(row: Row[tuple[object, ...]]) -> Kept:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    return Kept(**{**values, "stage": Stage(values["stage"])})
