"""Which of the claims that were seen mean the same: each new one joins a cluster, or founds one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
import numpy.typing as npt
from sqlalchemy import select, update

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.marks import end_turn, take_turn
from checker.same_claims import NEAR, Likeness, say_the_same
from checker.trend_tables import SeenClaim

AT_ONCE = 25  # new claims between two commits
FOUNDERS = 5_000  # clusters that a new claim is compared with: those that were seen last
RECENT = timedelta(days=30)
NEAREST = 3  # clusters of which the models are asked whether the claim is one of them
GO_ON_SECONDS = 2.0  # in a worker for which checks may wait
_TURN, _LEASE = "clusters", timedelta(minutes=2)

log = logging.getLogger(__name__)
Floats = npt.NDArray[np.float32]


class Meanings(Protocol):
    """What models say of claims."""

    @property
    def name(self) -> str:
        """Which model makes the vectors."""
        ...

    def reads(self, lang: str) -> bool:
        """Return whether the models read that language."""
        ...

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return one row of length one per text."""
        ...

    def likeness(self, one: str, others: Sequence[tuple[str, float]]) -> list[Likeness]:
        """Return how like a claim is to each of others, of which the cosine is known."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """A claim, and its vector where the models read it."""

    key: str
    words: str
    lang: str
    vector: Floats | None = None


class Clusters:
    """Puts claims into clusters, in the database that all workers share; one of them at a time."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(open_engine(url))
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def look(self, meanings: Callable[[], Meanings | None], seconds: float = GO_ON_SECONDS) -> int:
        """Put claims that nobody has compared yet into clusters, and return how many those were."""
        if not self._new(1) or (known := meanings()) is None:
            return 0
        with self._database.transaction() as connection:
            token = take_turn(connection, _TURN, self._clock(), _LEASE)
        if token is None:
            return 0
        try:
            return self._go_on(known, time.monotonic() + seconds)
        finally:
            with self._database.transaction() as connection:
                end_turn(connection, _TURN, token)

    def _go_on(self, meanings: Meanings, deadline: float) -> int:
        founders, count = self._founders(meanings.name), 0
        while (page := self._new(AT_ONCE)) and time.monotonic() < deadline:
            placed = place(_read(page, meanings), founders, meanings)
            self._keep(placed, meanings.name)
            count += len(page)
        return count

    def _new(self, limit: int) -> list[Member]:
        asked = select(SeenClaim.claim_key, SeenClaim.words, SeenClaim.lang).where(
            SeenClaim.cluster.is_(None)
        )
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(asked.order_by(SeenClaim.claim_key).limit(limit))
            return [Member(row.claim_key, row.words, row.lang) for row in rows]

    def _founders(self, model: str) -> list[Member]:
        """Return the claims that founded the clusters which were seen last, as far as this model has read."""
        asked = (
            select(SeenClaim.claim_key, SeenClaim.words, SeenClaim.lang, SeenClaim.vector)
            .where(SeenClaim.cluster == SeenClaim.claim_key, SeenClaim.model == model)
            .where(SeenClaim.last_seen >= self._clock() - RECENT)
            .order_by(SeenClaim.last_seen.desc())
            .limit(FOUNDERS)
        )
        with self._database.transaction(writes=False) as connection:
            return [
                Member(row.claim_key, row.words, row.lang, np.frombuffer(row.vector, "<f4"))
                for row in connection.execute(asked)
                if row.vector
            ]

    def _keep(self, placed: Sequence[tuple[Member, str]], model: str) -> None:
        with self._database.transaction() as connection:
            for member, cluster in placed:
                raw = None if member.vector is None else member.vector.astype("<f4").tobytes()
                values = {"cluster": cluster, "vector": raw, "model": None if raw is None else model}
                mine = update(SeenClaim).where(SeenClaim.claim_key == member.key)
                connection.execute(mine.values(**values))


def open_clusters(settings: Settings) -> Clusters:
    """Return the clusters in the database that the settings name."""
    return Clusters(settings.store_url())


def place(new: Sequence[Member], founders: list[Member], meanings: Meanings) -> list[tuple[Member, str]]:
    """Return for each new claim the cluster that it is of; ``founders`` grows by those that found one.

    A claim is compared with the one that founded a cluster, not with the last one that joined: so a
    cluster does not drift from one claim to another.
    """
    placed = []
    for member in new:
        found = _joined(member, founders, meanings)
        placed.append((member, found or member.key))
        if found is None and member.vector is not None:
            founders.append(member)
    return placed


def _joined(member: Member, founders: Sequence[Member], meanings: Meanings) -> str | None:
    if member.vector is None or not founders:
        return None
    cosines = np.array([one.vector for one in founders]) @ member.vector
    nearest = [int(n) for n in np.argsort(-cosines)[:NEAREST] if cosines[n] >= NEAR]
    asked = [(founders[n].words, float(cosines[n])) for n in nearest]
    for n, like in zip(nearest, meanings.likeness(member.words, asked) if asked else [], strict=True):
        if say_the_same(member.words, founders[n].words, like):
            return founders[n].key
    return None


def _read(page: Sequence[Member], meanings: Meanings) -> list[Member]:
    """Return the claims with their vectors, as far as the models read them."""
    readable = [member for member in page if meanings.reads(member.lang)]
    rows = iter(meanings.vectors([member.words for member in readable]) if readable else ())
    return [
        Member(one.key, one.words, one.lang, next(rows)) if meanings.reads(one.lang) else one for one in page
    ]
