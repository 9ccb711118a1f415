"""The HTTP API of batches: many posts in one request, and what became of them. docs/api.md describes it."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request, stream_with_context, url_for
from werkzeug.exceptions import UnsupportedMediaType

from checker import doors
from checker.batch_answers import as_csv, as_ndjson
from checker.batch_intake import OTHER_NAMES, Kind, Read, Reading
from checker.batch_records import FEED_BATCHES, Batch, BatchState, NewBatch
from checker.batches import Batches, WantedBatches, open_batches
from checker.callers import current_owner, listed_owner
from checker.config import Settings
from checker.desk import current_desk
from checker.errors import InvalidInput, NotFound, QueueUnavailable
from checker.filters import HIGHEST, limit_of, number_of
from checker.holders import current_holder
from checker.key_records import Scope
from checker.once import FIELD, Once
from checker.problems import json_response
from checker.rates import charge
from checker.shelf import Place
from checker.surrogates import wire_text

log = logging.getLogger(__name__)

POLL_SECONDS = 1
FORMATS = {"ndjson": Kind.NDJSON, "csv": Kind.CSV}
_BATCH_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)

batches = Blueprint("batches", __name__, url_prefix="/api/v1/batches")


def register(app: Flask, settings: Settings) -> None:
    """Answer for the batches in the database that the settings name."""
    app.extensions["batches"] = open_batches(settings)
    app.config["MAX_BATCH_LENGTH"] = max(settings.max_batch_bytes, settings.max_body_bytes)
    app.register_blueprint(batches)


def current_batches() -> Batches:
    """Return the batches of the application that answers this request."""
    kept: Batches = current_app.extensions["batches"]
    return kept


@batches.before_request
def authenticate() -> None:
    """Find out who asks, where keys are set; what they send may be larger than a post."""
    g.owner = current_owner()
    request.max_content_length = current_app.config["MAX_BATCH_LENGTH"]


@batches.post("")
def submit() -> Response:
    """Take many posts to be checked."""
    _only("on_error", "other_columns")
    kind, desk = _kind(), current_desk()
    how = Reading(
        desk.settings,
        desk.clock(),
        skip=_choice("on_error", {"refuse": False, "skip": True}),
        drop_columns=_choice("other_columns", {"refuse": False, "ignore": True}),
    )
    raw, key = doors.body(), request.headers.get(FIELD)
    once = (
        None
        if key is None
        else Once.of(key, [kind, hashlib.sha256(raw).hexdigest(), how.skip, how.drop_columns])
    )
    batch = current_batches().answered(g.owner, once) if once else None
    if batch is None:
        found = Read.of(raw, kind, how)
        desk.make_room()
        charge(len(found.entries))
        batch = current_batches().add(NewBatch(g.owner, found.entries, found.skipped), once)
        _begin(batch)
    response = json_response(_shown(batch), HTTPStatus.ACCEPTED)
    response.headers["Location"] = _links(batch)["self"]
    response.headers["Retry-After"] = str(POLL_SECONDS)
    return response


@batches.get("")
def list_own() -> Response:
    """List batches, the newest first, a page at a time: one's own, or for reviewers those of a key."""
    _only("limit", "cursor", "state", "key")
    limit, cursor = limit_of(request.args), request.args.get("cursor", "")
    state = request.args.get("state")
    wanted = WantedBatches(
        listed_owner(g.owner),
        _choice("state", {one.value: one for one in BatchState}) if state else None,
        Place.of_cursor(cursor) if cursor else None,
        limit + 1,
    )
    found = current_batches().list(wanted)
    last = found[limit - 1] if len(found) > limit else None
    following = Place(last.created_at, last.batch_id).cursor() if last else None
    return json_response({"batches": [_listed(one) for one in found[:limit]], "next": following})


@batches.get("/<batch_id>")
def show(batch_id: str) -> Response:
    """Show a batch: how many of its posts are how far."""
    batch = readable_batch(batch_id)
    response = json_response(_shown(batch))
    if batch.finished_at is None:
        response.headers["Retry-After"] = str(POLL_SECONDS)
    return response


@batches.get("/<batch_id>/results")
def results(batch_id: str) -> Response:
    """Show what became of the posts, in the order in which they came, as far as all before have ended."""
    _only("format", "cursor", "limit")
    batch, kept = readable_batch(batch_id), current_batches()
    after = min(number_of(request.args, "cursor", 0), batch.total)
    limit = limit_of(request.args, batch.total, HIGHEST)
    last = min(kept.ended_to(batch, after), after + limit)
    found = kept.results(batch, after, last)
    if _format() is Kind.CSV:
        response = Response(stream_with_context(as_csv(found)), mimetype=Kind.CSV)
        response.headers["Content-Disposition"] = f'attachment; filename="batch-{batch_id}.csv"'
    else:
        response = Response(stream_with_context(as_ndjson(found)), mimetype=Kind.NDJSON)
    if last < batch.total:
        query: dict[str, Any] = dict(request.args) | {"cursor": last}
        following = url_for("batches.results", batch_id=batch_id, **query)
        response.headers["Link"] = f'<{following}>; rel="next"'
        response.headers["Next-Cursor"] = str(last)
        if last == after:
            response.headers["Retry-After"] = str(POLL_SECONDS)
    return response


@batches.post("/<batch_id>/cancel")
def cancel(batch_id: str) -> Response:
    """Check no more posts of a batch; what was checked stays, and what runs is brought to its end."""
    return json_response(_shown(current_batches().cancel(own_batch(batch_id).batch_id)))


@batches.delete("/<batch_id>")
def remove(batch_id: str) -> Response:
    """Remove a batch with its posts, their reports and all that was derived from them."""
    current_batches().remove(own_batch(batch_id).batch_id)
    return Response(status=HTTPStatus.NO_CONTENT)


def readable_batch(batch_id: str) -> Batch:
    """Return a batch that whoever asks may read: one's own, or anybody's for who reviews.

    Raises
    ------
    NotFound
        There is none.
    """
    holder = current_holder()
    return _found(batch_id, None if Scope.REVIEW in holder.scopes else holder.owner)


def own_batch(batch_id: str) -> Batch:
    """Return a batch of whoever asks.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    return _found(batch_id, current_holder().owner)


def _found(batch_id: str, owner: str | None) -> Batch:
    missing = "there is no such batch"
    if not _BATCH_ID.fullmatch(batch_id):
        raise NotFound(missing)
    batch = current_batches().get(batch_id)
    if owner is not None and batch.owner != owner:
        raise NotFound(missing)
    return batch


def _begin(batch: Batch) -> None:
    try:
        current_desk().send(FEED_BATCHES, batch.batch_id)
    except QueueUnavailable:
        # It is kept, so it is accepted: workers look for batches every few seconds.
        log.warning("batch %s is kept, but the broker is away", batch.batch_id)


def _kind() -> Kind:
    given = OTHER_NAMES.get(request.mimetype, request.mimetype)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if given not in set(Kind) or charset not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(f"send {', '.join(Kind)}, in UTF-8")
    return Kind(given)


def _format() -> Kind:
    if given := request.args.get("format"):
        if given not in FORMATS:
            raise InvalidInput(f"format must be one of {', '.join(FORMATS)}", field="format")
        return FORMATS[given]
    best = request.accept_mimetypes.best_match([Kind.NDJSON, Kind.CSV])
    return Kind.CSV if best == Kind.CSV and "text/csv" in request.headers.get("Accept", "") else Kind.NDJSON


def _only(*names: str) -> None:
    if unknown := sorted(set(request.args) - set(names)):
        name = wire_text(unknown[0][:40])
        raise InvalidInput(f"{name} is not known here; there are {', '.join(names)}", field=name)


def _choice(name: str, choices: Mapping[str, Any]) -> Any:
    given = request.args.get(name, next(iter(choices)))
    if given not in choices:
        raise InvalidInput(f"{name} must be one of {', '.join(choices)}", field=name)
    return choices[given]


def _listed(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.batch_id,
        "state": batch.state.value,
        "created_at": batch.created_at.isoformat(),
        "cancelled_at": batch.cancelled_at.isoformat() if batch.cancelled_at else None,
        "finished_at": batch.finished_at.isoformat() if batch.finished_at else None,
        "total": batch.total,
        "links": _links(batch),
    }


def _shown(batch: Batch) -> dict[str, Any]:
    progress = current_batches().progress(batch)
    return _listed(batch) | {
        "progress": {
            "ended": progress.ended,
            "states": dict(progress.states),
            "verdicts": dict(progress.verdicts),
        },
        "skipped": [fault.to_wire() for fault in batch.skipped],
    }


def _links(batch: Batch) -> dict[str, str]:
    return {
        "self": url_for("batches.show", batch_id=batch.batch_id),
        "results": url_for("batches.results", batch_id=batch.batch_id),
        "cancel": url_for("batches.cancel", batch_id=batch.batch_id),
        "checks": url_for("own_checks.list_own", batch=batch.batch_id),
    }
