"""The web form: paste a post, watch the check, read the report. Works without JavaScript."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from checker import batch_pages, changes_api, link_pages, looks, navigation, sign_in, unsent
from checker.batch_table import ALSO, NEEDED
from checker.callers import may_remove, readable_again, readable_check, removable_check
from checker.check_events import LAST, Listener, stream
from checker.check_wire import check_body
from checker.checks import DONE, FINISHED, Check
from checker.config import Settings
from checker.corpus_rooms import href_of
from checker.desk import current_desk
from checker.errors import CheckerError, InvalidInput, NotFound, TryLaterError
from checker.key_records import Scope
from checker.problems import json_response, pause_of, status_of, words_outside
from checker.review_records import ClaimReviewed
from checker.reviews_desk import current_reviews
from checker.schema import iso
from checker.sheet import COLUMNS, rows_of, sureness_of, to_csv
from checker.steps import steps_of
from checker.surrogates import wire_text
from checker.tongues import sentence

# Posts that the bundled corpus can answer, each in another way.
EXAMPLES = (
    "Iran has formally asked Pakistan for military help! Also 30,000 Pakistanis are already back from Iran",
    "Pakistan stands with Iran diplomatically, and says the U.S. helped to calm tensions with India",
    "BREAKING: Pakistan closes its airspace to all flights from Monday",
)

_OF_MANY = ("mode", "skip", "table", "lines")
FIELDS = ("text", *_OF_MANY, "posted_at", "url")
MANY = "many"
REVIEW_COLUMNS = ("claim_review", "claim_review_verdict", "claim_reviewers")
MOST_ESCAPED = 3

pages = Blueprint("web", __name__)


@pages.before_request
def _room_for_many() -> None:
    """Let a form be larger that may bring many posts; what it brings is known when it was read."""
    if request.endpoint == "web.submit" and sign_in.was_here():
        request.max_content_length = _room(current_app)


pages.before_request(sign_in.let_checkers_in)


def register(app: Flask) -> None:
    """Add the pages to ``app``."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(days=365)
    app.jinja_env.filters.update(looks.FILTERS, sureness_of=sureness_of)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["may_remove"] = may_remove
    app.jinja_env.globals["static_version"] = _static_version(Path(app.static_folder or ""))
    app.register_blueprint(pages)
    navigation.add(app, lazy_gettext("Check"), "web.form", 10, (Scope.CHECK,))
    sign_in.register(app)
    unsent.keep(app, "web.submit", unsent.Form(FIELDS, _room(app), Scope.CHECK, _again))


def _room(app: Flask) -> int:
    """Return how many bytes the form may have: in it, text that is not English takes three times the room."""
    return MOST_ESCAPED * int(app.config["MAX_BATCH_LENGTH"])


def _static_version(folder: Path) -> str:
    """Return a name that changes with any static file, so that browsers may keep them for long."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pages.get("/")
def form() -> str | AnyResponse:
    """Show the form, with the text of the address in it if there is one; who only reads starts elsewhere."""
    if Scope.CHECK not in g.holder.scopes and (links := navigation.links_for(g.holder)):
        return redirect(links[0].href, HTTPStatus.SEE_OTHER)
    return _form({name: request.args.get(name, "") for name in ("text", "mode")})


@pages.post("/checks")
def submit() -> AnyResponse | tuple[str, int, dict[str, str]]:
    """Take a post and lead to its page; what cannot be taken stays in the form."""
    fields: dict[str, str] = {}
    try:
        fields = _fields()
        if fields.get("mode") == MANY:
            batch = batch_pages.take(fields, g.owner)
            return redirect(url_for("batch_pages.show", batch_id=batch.batch_id), HTTPStatus.SEE_OTHER)
        if link_pages.is_link(fields["text"]):
            link = link_pages.take(fields, g.owner)
            return redirect(url_for("links.show", link_id=link.link_id), HTTPStatus.SEE_OTHER)
        check = current_desk().take(fields, g.owner)
    except (InvalidInput, TryLaterError, RequestEntityTooLarge) as error:
        message, status = _refusal(error)
        pause = {"Retry-After": str(pause_of(error))} if isinstance(error, TryLaterError) else {}
        return _form(fields, message), status, pause
    return redirect(url_for("web.show", check_id=check.check_id), HTTPStatus.SEE_OTHER)


@pages.get("/checks/<check_id>")
def show(check_id: str) -> str:
    """Show the report, or how far the check is."""
    check = readable_check(check_id)
    if check.state == DONE and check.report is not None:
        return _report(check, check.report)
    if check.state in FINISHED:
        return render_template("progress.html", check=check, finished=True)
    store = current_desk().store
    store.follow(check_id)  # so that the next look, with a script or without, finds the stages
    steps = steps_of(check.state, store.stages(check_id))
    return render_template("progress.html", check=check, finished=False, stages=steps)


@pages.get("/checks/<check_id>/reports/<int:number>")
def show_earlier(check_id: str, number: int) -> str:
    """Show what was answered before the corpus changed."""
    check = readable_check(check_id)
    return _report(check, changes_api.current_answers().report(check_id, number), number)


@pages.post("/checks/<check_id>/remove")
def remove(check_id: str) -> AnyResponse:
    """Take a check back, with its post and all that came of it."""
    sign_in.posted()  # a form, as every page sends it
    current_desk().remove(removable_check(check_id).check_id)
    return redirect(url_for("web.form"), HTTPStatus.SEE_OTHER)


@pages.get("/checks/<check_id>/state")
def state(check_id: str) -> Response:
    """Tell the script of the progress page how far the check is."""
    check = readable_check(check_id)
    return json_response({"state": check.state, "stages": dict(current_desk().store.stages(check_id))})


@pages.get("/checks/<check_id>/events")
def follow(check_id: str) -> Response:
    """Tell the progress page what happens to the check, as it happens; not what came of it."""
    check, desk = readable_check(check_id), current_desk()
    last = request.headers.get("Last-Event-ID", "")
    if check.state in FINISHED and last == str(LAST):
        return Response(status=HTTPStatus.NO_CONTENT)  # tells a browser not to come again
    if check.state not in FINISHED:
        desk.store.follow(check_id)
    after = int(last) if last in set(map(str, range(1, LAST))) else 0
    events = stream_with_context(stream(desk, check, Listener(readable_again(check_id), _state_only, after)))
    response = Response(events, content_type="text/event-stream; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"  # proxies shall not collect the events
    return response


@pages.get("/checks/<check_id>/report.json")
def as_json(check_id: str) -> Response:
    """Show the check as the API does, to those who are signed in to the pages."""
    return json_response(check_body(readable_check(check_id)), indent=2)


@pages.get("/checks/<check_id>/report.csv")
def as_csv(check_id: str) -> Response:
    """Give the report as a table, one row for each claim."""
    check = readable_check(check_id)
    if check.state != DONE or check.report is None:
        raise NotFound(gettext("there is no report yet"))
    found, rows = current_reviews().of_check(check_id), rows_of(check.report, iso(check.created_at) or "")
    decided = [_decided(found.of_claim(claim["id"])) for claim in check.report["claims"]] or [()]
    columns = (*COLUMNS, *REVIEW_COLUMNS)
    table = to_csv([[*row, *more] for row, more in zip(rows, decided, strict=True)], columns)
    response = Response(table, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="check-{check_id}.csv"'
    return response


def _decided(one: ClaimReviewed | None) -> Sequence[object]:
    """Return how a claim stands, the verdict that people settled on, and who they are."""
    if one is None:
        return ()  # it has another report since
    names = "; ".join(wire_text(vote.by) for vote in one.votes)
    return one.standing.value, one.verdict, names


def _report(check: Check, report: Mapping[str, Any], number: int = 0) -> str:
    """Show a report; ``number`` is that of an earlier one. Who reads the corpus gets to what changed it."""
    changes = changes_api.current_answers().history(check.check_id)
    record_of = href_of if Scope.READ in g.holder.scopes else None
    return render_template(
        "report.html", check=check, report=report, changes=changes, number=number, record_of=record_of
    )


def _state_only(check: Check) -> Mapping[str, str]:
    return {"id": check.check_id, "state": check.state}


def _fields() -> dict[str, str]:
    """Return what was filled in; browsers send line ends as CR LF, posts have LF."""
    posted = sign_in.posted()
    text = _text(posted)
    many = posted.get("mode") == MANY
    if not many and max(request.content_length or 0, len(text)) > current_desk().settings.max_body_bytes:
        raise RequestEntityTooLarge
    named = _OF_MANY if many else ("posted_at", "url")
    beside = {name: posted.get(name, "").strip() for name in named}
    return {"text": text, **{name: value for name, value in beside.items() if value}}


def _text(posted: Mapping[str, str]) -> str:
    return posted.get("text", "").replace("\r\n", "\n")


def _again(fields: Mapping[str, str], words: str) -> str:
    """Show the form with what was typed into it before it could be taken."""
    return _form({**fields, "text": _text(fields)}, words)


def _form(fields: Mapping[str, str], error: str = "") -> str:
    settings = current_desk().settings
    bundled = settings.corpus == Settings.model_fields["corpus"].default
    return render_template(
        "form.html",
        fields=fields,
        error=error,
        columns=sorted({NEEDED, *ALSO}),
        asks=bool(error) and fields.get("mode") == MANY and batch_pages.is_table(fields),
        limit=settings.max_post_chars,
        largest=current_app.config["MAX_BATCH_LENGTH"],
        most=settings.max_batch_posts,
        examples=EXAMPLES if bundled else (),
    )


def _refusal(error: Exception) -> tuple[str, int]:
    if not isinstance(error, CheckerError):
        return gettext("The post is larger than this server accepts."), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = batch_pages.refusal(error) if isinstance(error, InvalidInput) else words_outside(error)
    return sentence(f"{message[:1].upper()}{message[1:]}"), status_of(type(error))
