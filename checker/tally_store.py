"""The sums of all processes, in the store: whoever asks one process is told what all of them counted."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from functools import cache

from sqlalchemy import Insert, select

from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import CheckerError, TryLaterError
from checker.tallies import Series, Tallies, tallies_of
from checker.tally_tables import Tally
from checker.upserts import upsert

log = logging.getLogger(__name__)

FLUSH_SECONDS = 2.0


class TallyStore:
    """Adds to the sums, and reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def add(self, sums: Mapping[Series, float]) -> None:
        """Add to each sum.

        Raises
        ------
        StoreUnavailable
            Nothing was added.
        """
        # In a fixed order: two processes that add to the same sums would else wait for each other for ever.
        rows = [{"series": _written(series), "value": value} for series, value in sorted(sums.items())]
        if rows:
            with self._database.transaction(lasting=False) as connection:
                connection.execute(_adding(connection.dialect.name), rows)

    def read(self) -> dict[Series, float]:
        """Return every sum.

        Raises
        ------
        StoreUnavailable
            The database is away.
        """
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(select(Tally.series, Tally.value)).all()
        return {_read(row.series): row.value for row in rows}


def open_tallies(settings: Settings) -> TallyStore:
    """Return the sums in the store that the settings name."""
    return TallyStore(Database(open_engine(settings.store_url())))


def flush(tallies: Tallies, store: TallyStore) -> bool:
    """Hand on what was counted; False when the store is away, and then nothing is forgotten."""
    taken = tallies.take()
    try:
        store.add(taken)
    except CheckerError as error:
        tallies.add(taken)
        if not isinstance(error, TryLaterError):
            log.warning("what was counted cannot be kept: %s", error)
        return False
    return True


class Flusher:
    """Hands on what this process counts, every few seconds and at its end, in a thread."""

    def __init__(self, settings: Settings, seconds: float = FLUSH_SECONDS) -> None:
        self._tallies, self._store = tallies_of(settings), open_tallies(settings)
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="tallies", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Hand on the rest, and end."""
        self._stopped.set()
        self._thread.join()
        self._store.close()

    def _loop(self) -> None:
        while True:
            last = self._stopped.wait(self._seconds)
            try:
                flush(self._tallies, self._store)
            except Exception:
                log.exception("what was counted cannot be kept")
            if last:
                return


@cache  # made once for each database: it is wanted every few seconds
def _adding(dialect: str) -> Insert:
    """Return the statement that adds to a sum or begins it, in one step."""
    new = upsert(dialect, Tally)
    return new.on_conflict_do_update(
        index_elements=["series"], set_={"value": Tally.value + new.excluded.value}
    )


def _written(series: Series) -> str:
    return json.dumps([series.name, dict(series.labels), series.part], sort_keys=True)


def _read(text: str) -> Series:
    name, labels, part = json.loads(text)
    return Series(name, tuple(sorted(labels.items())), part)
