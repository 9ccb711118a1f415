"""Many pasted posts as pages: taken as a batch, followed while it runs, and read as a list."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from checker import sign_in
from checker.batch_answers import as_csv, as_ndjson
from checker.batch_intake import Kind, Read, Reading
from checker.batch_records import FEED_BATCHES, Batch, NewBatch
from checker.batch_table import NoPosts, looks_like_table, names_posts
from checker.batches import WantedBatches
from checker.batches_api import current_batches, own_batch, readable_batch
from checker.desk import current_desk
from checker.errors import InvalidInput, InvalidLines, QueueUnavailable
from checker.holders import demand
from checker.key_records import Scope
from checker.rates import charge

log = logging.getLogger(__name__)

PAGE = 100
MOST_LISTED = 50

pages = Blueprint("batch_pages", __name__, url_prefix="/batches")
pages.before_request(sign_in.let_checkers_in)


@pages.before_request
def _not_readers() -> None:
    demand(g.holder, Scope.CHECK, Scope.REVIEW)


def register(app: Flask) -> None:
    """Add the pages to ``app``."""
    app.register_blueprint(pages)


def take(fields: Mapping[str, str], owner: str) -> Batch:
    """Keep what was pasted as a batch: a table where it is one, else a post on each line.

    A table that does not tell where its posts are is refused: with all their columns they are no posts.

    Raises
    ------
    InvalidInput
        A line is no post that can be checked, and such lines are not to be left out.
    Overloaded
        So much waits already that no more is taken.
    StoreUnavailable
        Nothing was kept.
    """
    desk, text = current_desk(), fields["text"]
    how = Reading(desk.settings, desk.clock(), skip=bool(fields.get("skip")), drop_columns=True)
    table = is_table(fields)
    raw = text if table else "\n".join(_line(line) for line in text.split("\n"))
    found = Read.of(raw.encode(), Kind.CSV if table else Kind.NDJSON, how)
    desk.make_room()
    charge(len(found.entries))
    batch = current_batches().add(NewBatch(owner, found.entries, found.skipped))
    try:
        desk.send(FEED_BATCHES, batch.batch_id)
    except QueueUnavailable:
        # It is kept, so it is accepted: workers look for batches every few seconds.
        log.warning("batch %s is kept, but the broker is away", batch.batch_id)
    return batch


def is_table(fields: Mapping[str, str]) -> bool:
    """Return whether what was pasted is a table, by its file or its looks; not if said to be none."""
    text = fields["text"]
    if fields.get("lines"):
        return False
    return bool(fields.get("table")) or names_posts(text) or looks_like_table(text)


@pages.get("")
def list_own() -> str:
    """List the newest batches of whoever asks."""
    wanted = WantedBatches(owner=g.owner, limit=MOST_LISTED)
    return render_template("batches.html", batches=current_batches().list(wanted))


@pages.get("/<batch_id>")
def show(batch_id: str) -> str:
    """Show a page of the posts of a batch, as far as they are."""
    batch, kept = readable_batch(batch_id), current_batches()
    asked = request.args.get("page", "1")
    last = max(1, -(-batch.total // PAGE))
    number = min(int(asked), last) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1  # noqa: PLR2004
    after = (max(1, number) - 1) * PAGE
    results = list(kept.results(batch, after, min(after + PAGE, batch.total)))
    return render_template(
        "batch.html",
        batch=batch,
        progress=kept.progress(batch),
        results=results,
        number=max(1, number),
        last=last,
        own=batch.owner == g.owner,
    )


@pages.get("/<batch_id>/results.<any(csv, ndjson):form>")
def download(batch_id: str, form: str) -> Response:
    """Send what became of the posts as a file, as far as all before have ended."""
    batch, kept = readable_batch(batch_id), current_batches()
    found = kept.results(batch, 0, kept.ended_to(batch, 0))
    lines, kind = (as_csv(found), Kind.CSV) if form == "csv" else (as_ndjson(found), Kind.NDJSON)
    response = Response(stream_with_context(lines), mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="batch-{batch_id}.{form}"'
    return response


@pages.post("/<batch_id>/cancel")
def cancel(batch_id: str) -> AnyResponse:
    """Check no more posts of a batch."""
    sign_in.posted()  # a form, as every page sends it
    batch = current_batches().cancel(own_batch(batch_id).batch_id)
    return redirect(url_for("batch_pages.show", batch_id=batch.batch_id), HTTPStatus.SEE_OTHER)


@pages.post("/<batch_id>/remove")
def remove(batch_id: str) -> AnyResponse:
    """Take a batch back, with its posts and all that came of them."""
    sign_in.posted()
    current_batches().remove(own_batch(batch_id).batch_id)
    return redirect(url_for("batch_pages.list_own"), HTTPStatus.SEE_OTHER)


def refusal(error: InvalidInput) -> str:
    """Return why posts were not taken, in words for the form."""
    if isinstance(error, NoPosts):
        return _which_column(error)
    lines = isinstance(error, InvalidLines)
    return f"{error}. {gettext('Mend these lines, or have them left out')}" if lines else str(error)


def _which_column(error: NoPosts) -> str:
    told = gettext(
        "This is a table, and it is not clear which of its columns holds the posts: %(columns)s. Name that "
        "column “text” in the first line, or say below that each line is a post",
        columns=error.columns,
    )
    return str(told)


def _line(line: str) -> str:
    """Return a line as JSON; one without a word is no post, and stays empty."""
    return json.dumps({"text": line.strip()}) if line.strip() else ""
