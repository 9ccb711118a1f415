"""Importing into the living corpus: what is planned, what is applied, and what follows from it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from checker.config import Settings
from checker.copies import CopyStore
from checker.corpus import Corpus
from checker.database import open_engine
from checker.ingest.drafts import Reading
from checker.ingest.duplicates import Printed, Words
from checker.ingest.importing import Applying, Copies, ImportPlan, Journal, Summary, apply, import_sources
from checker.living import open_living
from checker.proposal_desk import open_proposals

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """What an import works on."""

    corpus: Callable[[], Corpus]  # as it is now
    journal: Journal
    copies: Copies
    after: tuple[Callable[[Summary], object], ...] = ()  # what follows when statements were added


class Importer:
    """Imports into one corpus; threads may share it.

    The words of the corpus are remembered between imports, so that a feed with one new item does
    not have all that is there compared anew.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._lock = threading.Lock()
        self._texts: dict[str, str] = {}
        self._words = Words()

    def plan(self, readings: Iterable[Reading]) -> ImportPlan:
        """Return what importing these would do; nothing is changed."""
        corpus = self._ground.corpus()
        with self._lock:
            return import_sources(readings, corpus, words=lambda: self._words_of(corpus))

    def apply(self, plan: ImportPlan, actor: str, reason: str = "") -> Summary:
        """Carry a plan out, made again if the corpus has changed since."""
        by = Applying(actor, reason, self._ground.corpus, datetime.now(UTC))
        summary = apply(plan, self._ground.journal, self._ground.copies, by)
        for follow in self._ground.after if summary.added else ():
            try:
                follow(summary)
            except Exception:  # what was added is added, whatever becomes of this
                log.exception("what follows an import has failed")
        return summary

    def add(self, readings: Sequence[Reading], actor: str, reason: str = "") -> Summary:
        """Plan and apply in one."""
        return self.apply(self.plan(readings), actor, reason)

    def _words_of(self, corpus: Corpus) -> Words:
        texts = {statement.statement_id: statement.text for statement in corpus.statements}
        if any(texts.get(key) != text for key, text in self._texts.items()):
            self._texts, self._words = {}, Words()
        for statement in corpus.statements:
            if statement.statement_id not in self._texts:
                self._words.add(Printed.of(statement))
        self._texts = texts
        return self._words


def open_importer(settings: Settings) -> Importer:
    """Return what imports into the living corpus that the settings name."""
    living = open_living(settings)
    copies = CopyStore(open_engine(settings.store_url()))
    proposals = open_proposals(settings, living.journal)
    after = (lambda summary: proposals.after_import([d.statement.statement_id for d in summary.added]),)
    return Importer(Ground(lambda: living.now().corpus(), living.journal, copies, after))
