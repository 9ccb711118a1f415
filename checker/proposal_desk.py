"""Making proposals, and deciding on them: what the command line, the API and imports do with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from checker.config import Settings
from checker.corpus_desk import CorpusDesk, Done, Why
from checker.database import open_engine
from checker.errors import InvalidInput, NotFound
from checker.journal_store import JournalStore
from checker.proposal_store import Kept, ProposalStore, Stage
from checker.records import Ending, Statement

# What is imported at once beyond this is an archive, not news; comparing it takes minutes and is asked for.
MOST_AT_ONCE = 200
AUTOMATIC = "automatic"


class ProposalDesk:
    """Proposals on one corpus."""

    def __init__(self, corpus: CorpusDesk, store: ProposalStore, *, auto: bool = False) -> None:
        self._corpus = corpus
        self._store = store
        self._auto = auto

    def after_import(self, added: Collection[str]) -> tuple[Kept, ...]:
        """Propose what the statements that were added may have superseded; of an archive nothing."""
        return self.look(added) if 0 < len(added) <= MOST_AT_ONCE else ()

    def look(self, new: Collection[str] | None = None) -> tuple[Kept, ...]:
        """Compare statements, all of them unless some are named, and return the new proposals."""
        statements = self._corpus.at("").corpus().statements
        wanted = [s.statement_id for s in statements] if new is None else new
        from checker.proposals import propose  # noqa: PLC0415  # with the arithmetic of numbers and dates

        made = self._store.keep(propose(statements, wanted), datetime.now(UTC))
        if self._auto:
            for key in made:
                self._accept_if_possible(key)
        return tuple(self._store.get(key) for key in made)

    def list(self, stage: Stage = Stage.OPEN) -> tuple[Kept, ...]:
        """Return the proposals of one stage, the newest first; open ones only while they can be accepted.

        An accepted one is open again when what it did was undone.
        """
        if stage is Stage.REJECTED:
            return self._store.list(stage)
        there = self._there()
        if stage is Stage.ACCEPTED:
            return tuple(kept for kept in self._store.list(stage) if not _possible(kept, there))
        undone = (kept.reopened() for kept in self._store.list(Stage.ACCEPTED))
        found = (kept for kept in (*self._store.list(stage), *undone) if _possible(kept, there))
        return tuple(sorted(found, key=lambda kept: kept.proposed_at, reverse=True))

    def accept(self, proposal_id: str, why: Why) -> Done:
        """Record that the later statement took the earlier one's place."""
        kept = self._open(proposal_id)
        done = self._corpus.supersede(kept.earlier_id, why, by=kept.later_id)
        self._decide(kept, Stage.ACCEPTED, why)
        return done

    def reject(self, proposal_id: str, why: Why) -> Kept:
        """Put a proposal away; it is not made again."""
        return self._decide(self._open(proposal_id), Stage.REJECTED, why)

    def shown(self, proposal_id: str) -> Kept:
        """Return a proposal and what became of it."""
        return self._store.get(proposal_id)

    def to_wire(self, kept: Kept) -> dict[str, Any]:
        """Return a proposal with both texts."""
        state = self._corpus.at("")
        return {
            "id": kept.proposal_id,
            "state": kept.stage.value,
            "kind": kept.sort,
            "why": kept.why,
            "earlier": _side(kept.earlier_id, kept.earlier_text, state.statement(kept.earlier_id)),
            "later": _side(kept.later_id, kept.later_text, state.statement(kept.later_id)),
            "proposed_at": kept.proposed_at.isoformat(),
            "decided_at": kept.decided_at.isoformat() if kept.decided_at else None,
            "decided_by": kept.decided_by or None,
            "reason": kept.reason,
        }

    def close(self) -> None:
        """Give the connections of the proposals back."""
        self._store.close()

    def _there(self) -> dict[str, Statement]:
        return {s.statement_id: s for s in self._corpus.at("").corpus().statements}

    def _open(self, proposal_id: str) -> Kept:
        kept = self._store.get(proposal_id)
        if kept.stage is Stage.ACCEPTED and _possible(kept, self._there()):
            self._store.reopen(kept)
            return kept.reopened()
        if kept.stage is not Stage.OPEN:
            raise InvalidInput(f"the proposal {proposal_id} was {kept.stage.value} by {kept.decided_by}")
        return kept

    def _decide(self, kept: Kept, stage: Stage, why: Why) -> Kept:
        decided = replace(
            kept, stage=stage, decided_at=datetime.now(UTC), decided_by=why.actor, reason=why.reason
        )
        self._store.decide(decided)
        return decided

    def _accept_if_possible(self, proposal_id: str) -> None:
        """Accept; what an earlier acceptance has made impossible stays open and is not listed."""
        kept = self._store.get(proposal_id)
        if not _possible(kept, self._there()):
            return
        try:
            self.accept(proposal_id, Why(AUTOMATIC, kept.why))
        except (InvalidInput, NotFound):
            return


def open_proposals(settings: Settings, journal: JournalStore) -> ProposalDesk:
    """Return the proposals on the corpus of ``journal``, in the database that the settings name."""
    store = ProposalStore(open_engine(settings.store_url()))
    return ProposalDesk(CorpusDesk(journal), store, auto=settings.supersede == "auto")


def _possible(kept: Kept, there: dict[str, Statement]) -> bool:
    """Whether both statements are there as they were compared, and the later one may end the earlier."""
    earlier, later = there.get(kept.earlier_id), there.get(kept.later_id)
    if earlier is None or later is None or earlier.standing.ended:
        return False
    if later.standing.ending is Ending.RETRACTED:
        return False
    return kept.earlier_text in earlier.text and kept.later_text in later.text


def _side(key: str, sentence: str, statement: Statement | None) -> dict[str, Any]:
    issued = statement.issued_at if statement else None
    return {
        "statement_id": key,
        "sentence": sentence,
        "text": statement.text if statement else None,
        "issuer": statement.issuer if statement else None,
        "issued_at": issued.value.isoformat() if issued and issued.value else None,
    }
