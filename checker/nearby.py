"""Which claims a change of the corpus may concern: those that find what has changed among their best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from checker.pipeline import Pipeline
from checker.records import Statement
from checker.retrieval import Retriever
from checker.scope import Scope

# What is judged depends on more than one ranking (what was in force then, and what is now), so a
# changed passage that just misses the best of now still counts.
REACH = 4


@dataclass(frozen=True)
class Among(Scope):
    """Some statements only, within what a scope leaves."""

    statement_ids: frozenset[str] = frozenset()

    def admits(self, statement: Statement) -> bool:
        """Whether a statement is one of them."""
        return statement.statement_id in self.statement_ids and super().admits(statement)


class Memory(Protocol):
    """Knows the vectors of queries that were asked before: the same claims are searched at every change."""

    def encode(self, texts: Sequence[str], /) -> npt.NDArray[np.float32]:
        """Return one row per text."""
        ...


def concerned(
    queries: Sequence[str],
    statement_ids: frozenset[str],
    scope: Scope,
    pipeline: Pipeline,
    memory: Memory | None = None,
) -> list[bool]:
    """Return for each query whether these statements have a passage that would be judged for it.

    The queries are searched among what has changed, which leaves few; these are searched in full.
    """
    retriever, k = pipeline.parts.retriever, pipeline.k
    if memory and isinstance(retriever, Retriever):
        retriever = retriever.asking(memory)
    among = Among(scope.issuers, scope.languages, statement_ids=statement_ids)
    near = [bool(found) for found in retriever.search(queries, 1, among)] if queries else []
    left = [query for query, is_near in zip(queries, near, strict=True) if is_near]
    best = retriever.search(left, k * REACH, scope) if left else []
    close = {
        query: any(candidate.passage.statement.statement_id in statement_ids for candidate in found)
        for query, found in zip(left, best, strict=True)
    }
    return [close.get(query, False) for query in queries]
