"""The route that Prometheus scrapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, current_app, request

from checker.clock import utc_now
from checker.config import Settings
from checker.corpus_watch import CorpusWatch
from checker.database import Database, open_engine
from checker.desk import current_desk
from checker.errors import CheckerError, StoreUnavailable
from checker.holders import current_holder, demand
from checker.kept_checks import kept_checks
from checker.key_records import Scope
from checker.tallies import Tallies, tallies_of
from checker.tally_store import TallyStore, flush
from checker.waiting import lines
from checker.worker_signs import WorkerSigns, is_alive

if TYPE_CHECKING:
    from checker.metrics import Now

metrics = Blueprint("metrics", __name__)


@dataclass(frozen=True, slots=True)
class Gauges:
    """Where the numbers are."""

    database: Database
    tallies: Tallies

    def now(self) -> Now | None:
        """Return the service as it is, or None while the store is away."""
        store = TallyStore(self.database)
        flush(self.tallies, store)  # what this process has counted is told at once
        desk = current_desk()
        parts, corpus = desk.readiness(), CorpusWatch(desk.settings, self.database)
        from checker.metrics import Now  # noqa: PLC0415  # see _told

        try:
            with self.database.transaction(writes=False) as connection:
                kept, waiting = kept_checks(connection), lines(connection, utc_now())
            signs = WorkerSigns(self.database).all()
            return Now(parts, kept, waiting, signs, store.read(), corpus())
        except CheckerError:
            return None


def register(app: Flask, settings: Settings) -> None:
    """Add the route to ``app``."""
    app.extensions["gauges"] = Gauges(Database(open_engine(settings.store_url())), tallies_of(settings))
    app.register_blueprint(metrics)


@metrics.get("/metrics")
def show() -> Response:
    """Tell Prometheus of the whole service; where keys are set, to who shows one that may read."""
    demand(current_holder(), Scope.READ)
    return _told(current_app.extensions["gauges"].now)


@metrics.errorhandler(StoreUnavailable)
def show_parts(_error: StoreUnavailable) -> Response:
    """Tell while the store is away, and nobody can be known by a key, what ``/readyz`` tells everybody."""
    return _told(lambda: None)


def _told(now: Callable[[], Now | None]) -> Response:
    # Prometheus' own library is loaded where somebody scrapes.
    from prometheus_client import CollectorRegistry  # noqa: PLC0415
    from prometheus_client.exposition import choose_encoder  # noqa: PLC0415

    from checker.metrics import ServiceCollector  # noqa: PLC0415

    desk = current_desk()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(ServiceCollector(now, desk.readiness, lambda sign: is_alive(sign, desk.settings)))
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(registry), content_type=content_type)
