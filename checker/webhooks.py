"""Who wants to hear by webhook, and every delivery to them: what is due, what failed and what was given up.

Whoever delivers holds a lease on the endpoint, so an endpoint is asked by one courier at a time.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import InvalidInput, NotFound
from checker.outbox import DeliveryState, whose
from checker.put_off import has_come, is_ahead
from checker.signing import check_secret, new_secret
from checker.upserts import begin_writing
from checker.webhook_events import EVERYBODY, Told, kinds_of
from checker.webhook_tables import WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookMaker

LEASE = timedelta(minutes=2)
FURTHEST = timedelta(hours=2)  # neither an endpoint nor a delivery is put off for longer
KEEP_DELIVERED = timedelta(days=30)
MAX_ENDPOINTS = 100  # per owner: each is asked for every event
# Any fixed number that is no other lock's: it names the one under which PostgreSQL adds endpoints one by one.
_ADDING_LOCK = 7_340_034
_ENDPOINTS = select(WebhookEndpoint.__table__, WebhookMaker.made_by, whose().label("heard_by")).outerjoin(
    WebhookMaker, WebhookMaker.endpoint_id == WebhookEndpoint.endpoint_id
)


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes an endpoint."""

    owner: str = ""  # of the key or the account by which it hears; empty where none was needed
    name: str = ""  # that lists show


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that wants to hear."""

    endpoint_id: str
    url: str
    secret: str
    events: tuple[Told, ...]
    owner: str
    created_at: datetime
    failures: int  # in a row
    due_at: datetime
    made_by: str = ""  # empty where that is not known
    heard_by: str = ""  # whose key or account must still be good; empty, or everybody's, where none is known


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint."""

    delivery_id: str
    event_id: str
    endpoint_id: str
    kind: Told
    state: DeliveryState
    created_at: datetime
    due_at: datetime
    attempts: int
    status: int | None
    error: str
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to deliver to an endpoint for a while."""

    endpoint: Endpoint
    token: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What an attempt came to."""

    state: DeliveryState
    status: int | None = None
    error: str = ""
    wait: timedelta = timedelta()  # until the next attempt
    rest: timedelta = timedelta()  # until the endpoint is asked anything again
    reached: bool = True  # whether the endpoint itself is well, whatever it says of this event


class Webhooks:
    """Keeps endpoints and deliveries; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(open_engine(url))
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def add(
        self, url: str, events: Iterable[str], owner: str, secret: str = "", maker: Maker = Maker()
    ) -> Endpoint:
        """Keep a new endpoint; its secret is made where none is given.

        Raises
        ------
        InvalidInput
            An event is not known, the secret cannot sign, or there are too many endpoints.
        """
        kinds = kinds_of(events)
        secret = check_secret(secret) if secret else new_secret()
        now, endpoint_id = self._clock(), f"whk_{secrets.token_hex(8)}"
        row = {
            "endpoint_id": endpoint_id,
            "url": url,
            "secret": secret,
            "events": " ".join(kinds),
            "owner": owner,
            "created_at": now,
            "failures": 0,
            "due_at": now,
        }
        count = select(func.count()).select_from(WebhookEndpoint).where(WebhookEndpoint.owner == owner)
        with self._database.transaction() as connection:
            _hold_off_others(connection)
            if (connection.scalar(count) or 0) >= MAX_ENDPOINTS:
                raise InvalidInput(
                    f"there are {MAX_ENDPOINTS} webhooks already; remove one first", field="url"
                )
            connection.execute(insert(WebhookEndpoint).values(**row))
            made = {"endpoint_id": endpoint_id, "maker": maker.owner, "made_by": maker.name}
            connection.execute(insert(WebhookMaker).values(**made))
        return self.get(endpoint_id, owner)

    def all(self, owner: str = EVERYBODY) -> tuple[Endpoint, ...]:
        """Return the endpoints of an owner, the oldest first."""
        asked = _ENDPOINTS.where(_mine(WebhookEndpoint, owner))
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(asked.order_by(WebhookEndpoint.created_at, WebhookEndpoint.endpoint_id))
            return tuple(_endpoint(row) for row in rows)

    def get(self, endpoint_id: str, owner: str = EVERYBODY) -> Endpoint:
        """Return an endpoint.

        Raises
        ------
        NotFound
            There is none of that id, or it is somebody else's.
        """
        asked = _ENDPOINTS.where(WebhookEndpoint.endpoint_id == endpoint_id, _mine(WebhookEndpoint, owner))
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(asked).first()
        if row is None:
            raise NotFound(f"there is no webhook {endpoint_id[:60]!r}")
        return _endpoint(row)

    def remove(self, endpoint_id: str, owner: str = EVERYBODY) -> Endpoint:
        """Tell an endpoint nothing more; what was not delivered yet is dropped."""
        endpoint = self.get(endpoint_id, owner)
        with self._database.transaction() as connection:
            for table in (WebhookDelivery, WebhookMaker, WebhookEndpoint):
                connection.execute(delete(table).where(table.endpoint_id == endpoint_id))
        return endpoint

    def deliveries(
        self, owner: str = EVERYBODY, *, endpoint_id: str = "", state: str = "", limit: int = 50
    ) -> tuple[Delivery, ...]:
        """Return deliveries, the newest first."""
        wanted = [_mine(WebhookDelivery, owner)]
        if endpoint_id:
            wanted.append(WebhookDelivery.endpoint_id == endpoint_id)
        if state:
            wanted.append(WebhookDelivery.state == state)
        asked = select(WebhookDelivery.__table__).where(*wanted)
        newest = asked.order_by(WebhookDelivery.number.desc())
        with self._database.transaction(writes=False) as connection:
            return tuple(_delivery(row) for row in connection.execute(newest.limit(limit)))

    def delivery(self, delivery_id: str, owner: str = EVERYBODY) -> Delivery:
        """Return a delivery.

        Raises
        ------
        NotFound
            There is none of that id, or it is somebody else's.
        """
        asked = select(WebhookDelivery.__table__).where(
            WebhookDelivery.delivery_id == delivery_id, _mine(WebhookDelivery, owner)
        )
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(asked).first()
        if row is None:
            raise NotFound(f"there is no delivery {delivery_id[:60]!r}")
        return _delivery(row)

    def body(self, event_id: str) -> Mapping[str, Any]:
        """Return what an event says."""
        asked = select(WebhookEvent.body).where(WebhookEvent.event_id == event_id)
        with self._database.transaction(writes=False) as connection:
            return connection.scalar(asked) or {}

    def redeliver(self, delivery_id: str, owner: str = EVERYBODY) -> Delivery:
        """Send an event again, whatever became of it before, with as many attempts as at first."""
        found, now = self.delivery(delivery_id, owner), self._clock()
        again = {"state": DeliveryState.PENDING.value, "attempts": 0, "due_at": now}
        with self._database.transaction() as connection:
            this = WebhookDelivery.delivery_id == delivery_id
            connection.execute(update(WebhookDelivery).where(this).values(**again))
            endpoint = WebhookEndpoint.endpoint_id == found.endpoint_id
            connection.execute(update(WebhookEndpoint).where(endpoint).values(due_at=now))
        return self.delivery(delivery_id, owner)

    def forget_delivered(self, age: timedelta = KEEP_DELIVERED) -> int:
        """Drop what arrived long ago, and return how many deliveries that were; others stay."""
        arrived = and_(
            WebhookDelivery.state == DeliveryState.DELIVERED.value,
            WebhookDelivery.tried_at < self._clock() - age,
        )
        untold = ~exists().where(WebhookDelivery.event_id == WebhookEvent.event_id)
        with self._database.transaction() as connection:
            dropped = connection.execute(delete(WebhookDelivery).where(arrived)).rowcount
            if dropped:
                connection.execute(delete(WebhookEvent).where(untold))
        return dropped

    def due(self, limit: int = 100) -> tuple[str, ...]:
        """Return the ids of endpoints that something is due for, and that may be asked.

        Those whose owner was served longest ago come first: one owner's many slow receivers keep nobody
        else waiting.
        """
        now = self._clock()
        waiting = exists().where(
            WebhookDelivery.endpoint_id == WebhookEndpoint.endpoint_id,
            WebhookDelivery.state == DeliveryState.PENDING.value,
            ~_is_put_off(WebhookDelivery.attempts, WebhookDelivery.due_at, now),
        )
        served = (
            select(WebhookEndpoint.owner, func.max(WebhookEndpoint.due_at).label("at"))
            .where(WebhookEndpoint.due_at <= now)
            .group_by(WebhookEndpoint.owner)
            .subquery()
        )
        asked = (
            select(WebhookEndpoint.endpoint_id)
            .outerjoin(served, served.c.owner == WebhookEndpoint.owner)
            .where(_free(now), waiting)
            .order_by(served.c.at.nulls_first(), WebhookEndpoint.due_at)
        )
        with self._database.transaction(writes=False) as connection:
            return tuple(connection.scalars(asked.limit(limit)))

    def served_now(self) -> int:
        """Return how many endpoints couriers are with."""
        held = is_ahead(WebhookEndpoint.lease_until, self._clock(), LEASE)
        with self._database.transaction(writes=False) as connection:
            return connection.scalar(select(func.count()).select_from(WebhookEndpoint).where(held)) or 0

    def claim(self, endpoint_id: str) -> Turn | None:
        """Take the right to deliver to an endpoint; None when it is gone, at rest or another's turn."""
        now, token = self._clock(), secrets.token_hex(16)
        free = and_(WebhookEndpoint.endpoint_id == endpoint_id, _free(now))
        with self._database.transaction() as connection:
            taken = update(WebhookEndpoint).where(free).values(lease=token, lease_until=now + LEASE)
            if not connection.execute(taken).rowcount:
                return None
        return Turn(self.get(endpoint_id), token)

    def next(self, turn: Turn) -> Delivery | None:
        """Return what is to be delivered next, the oldest first."""
        asked = (
            select(WebhookDelivery.__table__)
            .where(
                WebhookDelivery.endpoint_id == turn.endpoint.endpoint_id,
                WebhookDelivery.state == DeliveryState.PENDING.value,
                ~_is_put_off(WebhookDelivery.attempts, WebhookDelivery.due_at, self._clock()),
            )
            .order_by(WebhookDelivery.number)
        )
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(asked.limit(1)).first()
        return _delivery(row) if row else None

    def note(self, turn: Turn, delivery: Delivery, tried: Tried) -> bool:
        """Keep what an attempt came to; False when the turn was lost meanwhile."""
        now = self._clock()
        held = _held(turn)
        failures = 0 if tried.reached else WebhookEndpoint.failures + 1
        values = {
            "state": tried.state.value,
            "attempts": delivery.attempts + 1,
            "status": tried.status,
            "error": tried.error[:2_000],
            "tried_at": now,
            "due_at": now + tried.wait,
        }
        rested = {"failures": failures, "due_at": now + tried.rest, "lease_until": now + LEASE}
        with self._database.transaction() as connection:
            if not connection.execute(update(WebhookEndpoint).where(held).values(**rested)).rowcount:
                return False
            this = WebhookDelivery.delivery_id == delivery.delivery_id
            connection.execute(update(WebhookDelivery).where(this).values(**values))
        return True

    def give_back(self, turn: Turn) -> None:
        """End a turn."""
        with self._database.transaction() as connection:
            free = update(WebhookEndpoint).where(_held(turn)).values(lease=None, lease_until=None)
            connection.execute(free)


def open_webhooks(settings: Settings) -> Webhooks:
    """Return the webhooks in the database that the settings name."""
    return Webhooks(settings.store_url())


def _hold_off_others(connection: Connection) -> None:
    """Let nobody else add an endpoint until this transaction ends: what is counted here would not be true."""
    begin_writing(connection)
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADDING_LOCK})


def _mine(table: type[WebhookEndpoint | WebhookDelivery], owner: str) -> ColumnElement[bool]:
    return true() if owner == EVERYBODY else table.owner == owner


def _free(now: datetime) -> ColumnElement[bool]:
    """Whether an endpoint may be asked: it does not rest, and no courier is with it."""
    left = or_(WebhookEndpoint.lease.is_(None), has_come(WebhookEndpoint.lease_until, now, LEASE))
    return and_(left, ~_is_put_off(WebhookEndpoint.failures, WebhookEndpoint.due_at, now))


def _is_put_off(
    failed: InstrumentedAttribute[int], due_at: InstrumentedAttribute[datetime], now: datetime
) -> ColumnElement[bool]:
    """Whether what failed is tried again later; what did not fail waits for no time."""
    return and_(failed > 0, is_ahead(due_at, now, FURTHEST))


def _held(turn: Turn) -> ColumnElement[bool]:
    return and_(WebhookEndpoint.endpoint_id == turn.endpoint.endpoint_id, WebhookEndpoint.lease == turn.token)


def _endpoint(row: Row[Any]) -> Endpoint:
    return Endpoint(
        endpoint_id=row.endpoint_id,
        url=row.url,
        secret=row.secret,
        events=tuple(Told(name) for name in row.events.split()),
        owner=row.owner,
        created_at=row.created_at,
        failures=row.failures,
        due_at=row.due_at,
        made_by=row.made_by or "",
        heard_by=row.heard_by,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        delivery_id=row.delivery_id,
        event_id=row.event_id,
        endpoint_id=row.endpoint_id,
        kind=Told(row.kind),
        state=DeliveryState(row.state),
        created_at=row.created_at,
        due_at=row.due_at,
        attempts=row.attempts,
        status=row.status,
        error=row.error,
        tried_at=row.tried_at,
    )
