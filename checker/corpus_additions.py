"""The pages on which statements are added: pasted, linked or from files; previewed, set right, agreed to."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from checker import import_desk, sign_in
from checker.corpus_record import field_names
from checker.corpus_rooms import (
    REFUSALS,
    desk,
    holder,
    only_admins,
    page,
    refusal,
    rooms,
    sent_on,
    why,
)
from checker.corrections import BY, FIELDS, corrected
from checker.desk import current_desk
from checker.errors import InvalidInput
from checker.import_jobs import ENDED, Job
from checker.import_request import MAX_NAME_CHARS, MAX_SOURCES, ImportRequest
from checker.ingest.fetch import Fetcher
from checker.ingest.gathering import is_address
from checker.problems import json_response
from checker.records import Statement

FORMS = 40  # statements of a preview that get a form; the others are added as they were read
RECENT = 10
_EDITED = tuple(name for name in FIELDS if name != "text")


@rooms.get("/add")
def add() -> FlaskResponse:
    """Show the three ways to add statements, and the imports of late."""
    only_admins()
    return _form()


@rooms.post("/add")
def preview() -> Response:
    """Take what was pasted, linked or chosen, and lead to the preview of it."""
    fields = sign_in.posted()
    try:
        asked = ImportRequest.read({"sources": _sources(fields)}).model_dump()
        job = import_desk.ask(asked, holder().actor)
    except REFUSALS as error:
        words, status = refusal(error)
        return _form(words, status, fields)
    return sent_on("show_import", import_id=job.import_id)


@rooms.get("/imports/<import_id>")
def show_import(import_id: str) -> FlaskResponse:
    """Show how far an import is, what it would add, or what it did."""
    only_admins()
    return _import(import_desk.import_jobs().get(import_id))


@rooms.get("/imports/<import_id>/state")
def import_state(import_id: str) -> FlaskResponse:
    """Tell the script of the page how far an import is."""
    only_admins()
    job = import_desk.import_jobs().get(import_id)
    return json_response({"state": job.state.value, "done": job.done, "total": job.total})


@rooms.post("/imports/<import_id>/apply")
def agree(import_id: str) -> Response:
    """Have carried out what a preview showed, as it was set right in the form."""
    fields = sign_in.posted()
    job = import_desk.import_jobs().get(import_id)
    try:
        reason = why(fields).reason
        answers = _answers(job, fields)
        ImportRequest.read({"sources": [{"url": "https://any"}], "answers": answers})
        agreed = import_desk.agree(import_id, holder().actor, {"reason": reason, "answers": answers})
    except REFUSALS as error:
        words, status = refusal(error)
        return _import(job, words, status, fields)
    return sent_on("show_import", import_id=agreed.import_id)


def _form(
    error: str = "", status: int = HTTPStatus.OK, given: Mapping[str, str] | None = None
) -> FlaskResponse:
    settings = current_desk().settings
    return page(
        "add.html",
        "add",
        status,
        error=error,
        given=given or {},
        hosts=settings.fetch_hosts,
        most_megabytes=settings.max_import_bytes // 1_048_576,
        recent=import_desk.import_jobs().latest(RECENT),
    )


def _import(
    job: Job, error: str = "", status: int = HTTPStatus.OK, given: Mapping[str, str] | None = None
) -> FlaskResponse:
    result: Mapping[str, Any] = job.result or {}
    statements = result.get("statements", [])
    return page(
        "import.html",
        "add",
        status,
        job=job,
        ended=job.state in ENDED,
        result=result,
        applied=bool(result.get("applied")),
        statements=[_drafted(s, n, given) for n, s in enumerate(statements[:FORMS])],
        more=max(0, len(statements) - FORMS),
        names=field_names(),
        sources=[_named(source) for source in job.request["sources"]],
        error=error,
        given=given or {},
    )


def _drafted(wire: Mapping[str, Any], number: int, given: Mapping[str, str] | None) -> dict[str, Any]:
    """Return a statement of a preview with what its form shows: what was read, or what was written there."""
    doubts: dict[str, list[str]] = {}
    for doubt in wire["doubts"]:
        doubts.setdefault(doubt["field"], []).append(doubt["message"])
    read = _fields_of(wire)
    written = {} if given is None else {name: given.get(f"{name}-{number}", read[name]) for name in read}
    return {
        "number": number,
        "wire": wire,
        "fields": read | written,
        "doubts": doubts,
        "given": given or {},
        "open": bool(doubts),
    }


def _fields_of(wire: Mapping[str, Any]) -> dict[str, str]:
    source, issued = wire["source"], wire["issued_at"]
    plain = {name: str(wire.get(name) or "") for name in _EDITED if name in wire}
    return {
        **dict.fromkeys(_EDITED, ""),
        **plain,
        "issued_at": str(issued["text"] or (issued["value"] or "")[:10]),
        "source_title": str(source["title"] or ""),
        "source_publisher": str(source["publisher"] or ""),
        "source_url": str(source["url"] or ""),
        "text": str(wire.get("text", "")),
    }


def _answers(job: Job, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form says of each statement, where that is anything."""
    statements = (job.result or {}).get("statements", [])[:FORMS]
    if f"seen-{len(statements) - 1}" not in fields:
        raise InvalidInput(gettext("not all of the form has come; open the preview again"))
    said = {wire["id"]: _answer(wire, number, fields) for number, wire in enumerate(statements)}
    if len(said) == (job.result or {}).get("added", 0) and all(a.get("leave_out") for a in said.values()):
        raise InvalidInput(gettext("everything is left out, so there is nothing to add"))
    return {key: answer for key, answer in said.items() if answer}


def _answer(wire: Mapping[str, Any], number: int, fields: Mapping[str, str]) -> dict[str, Any]:
    if fields.get(f"out-{number}"):
        return {"leave_out": True}
    read = _fields_of(wire)
    sent = {n: fields[f"{n}-{number}"].replace("\r\n", "\n") for n in read if f"{n}-{number}" in fields}
    changed = {n: v for n, v in sent.items() if _plain(n, v) != _plain(n, read[n])}
    if changed:
        named = {name: wire[name] for name in BY}
        corrected(Statement(wire["id"], wire["text"], **named), changed)
    confirmed = sorted({d["field"] for d in wire["doubts"] if fields.get(f"sure-{d['field']}-{number}")})
    supersedes = fields.get(f"supersedes-{number}", "").strip()
    if supersedes and supersedes not in desk().at("").entries:
        raise InvalidInput(gettext("there is no statement %(name)s in the corpus", name=supersedes))
    answer = {"fields": changed, "confirmed": confirmed, "supersedes": supersedes}
    return {name: value for name, value in answer.items() if value}


def _plain(name: str, text: str) -> str:
    return text.strip() if name == "text" else " ".join(text.split())


def _sources(fields: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what is to be read, as a request over HTTP would name it."""
    text = fields.get("text", "").replace("\r\n", "\n")
    links = fields.get("url", "").split()
    found: list[dict[str, str]] = [{"text": text, "name": "pasted.txt"}] if text.strip() else []
    files = [file for file in request.files.getlist("file") if file.filename]
    if len(found) + len(links) + len(files) > MAX_SOURCES:
        raise InvalidInput(gettext("at most %(most)s sources at once", most=MAX_SOURCES))
    for link in links:
        if not is_address(link):
            raise InvalidInput(gettext("%(link)s is no address that begins with https://", link=link[:100]))
        found.append({"url": _fetcher().check(link)})
    for file in files:
        body = base64.b64encode(file.stream.read()).decode("ascii")
        found.append({"base64": body, "name": _file_name(file.filename or "")})
    if not found:
        raise InvalidInput(gettext("paste a text, name a link or choose a file"))
    return found


def _fetcher() -> Fetcher:
    """Return what knows which hosts may be asked; here nothing is fetched."""
    fetcher: Fetcher = current_app.extensions["sources"][1]
    return fetcher


def _file_name(name: str) -> str:
    plain = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip()
    return plain[-MAX_NAME_CHARS:] or "file"


def _named(source: Mapping[str, Any]) -> str:
    if source.get("url"):
        return str(source["url"])
    return gettext("Pasted text") if source.get("name") == "pasted.txt" else str(source.get("name", ""))
