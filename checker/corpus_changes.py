"""The forms on which a statement is corrected, withdrawn, superseded, restored or taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from flask_babel import gettext
from werkzeug.wrappers import Response

from checker import sign_in
from checker.corpus_desk import Done
from checker.corpus_record import field_names, form_of, record_of
from checker.corpus_rooms import REFUSALS, desk, page, refusal, rooms, sent_on, why
from checker.corrections import FIELDS, moment
from checker.errors import InvalidInput, NotFound
from checker.records import Statement
from checker.tongues import sentence

_PAGE_OF = re.compile("/statements/")  # /corpus/statements/ID, and /statements/ID, which reports lead to


# An id may be an address: slashes are part of it, two in a row too.
@rooms.post("/statements/<path:statement_id>/correct", merge_slashes=False)
def correct(statement_id: str) -> Response:
    """Record a statement better, in the fields that were changed in the form."""
    fields = sign_in.posted()
    try:
        if (newest := _newest(statement_id)) != fields.get("record", ""):
            fields = _on_newest(statement_id, fields) | {"record": newest}
            raise InvalidInput(_once_more(statement_id, fields))
        changes = changed(form_of(_now(statement_id)), fields)
        if not changes:
            raise InvalidInput(gettext("nothing was changed"))
        desk().correct(statement_id, why(fields), changes)
    except REFUSALS as error:
        return _again(statement_id, "correct", fields, error)
    return sent_on("statement", "corrected", statement_id=statement_id)


@rooms.post(
    "/statements/<path:statement_id>/<any(retract, supersede, restore, remove):what>", merge_slashes=False
)
def change(statement_id: str, what: str) -> Response:
    """Record what became of a statement."""
    fields = sign_in.posted()
    try:
        _change(statement_id, what, fields)
    except REFUSALS as error:
        return _again(statement_id, what, fields, error)
    return sent_on("statement", what, statement_id=statement_id)


def changed(before: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form that say something else than what is recorded."""
    sent = {name: _lines(fields[name]) for name in FIELDS if name in fields}
    return {name: value for name, value in sent.items() if _plain(name, value) != _plain(name, before[name])}


def _change(statement_id: str, what: str, fields: Mapping[str, str]) -> Done:
    reason, by = why(fields), _named(fields.get("by", ""))
    since = moment(fields.get("effective", ""), "effective")
    if what == "retract":
        return desk().retract(statement_id, reason, by=by, effective=since)
    if what == "supersede":
        if not by:
            raise InvalidInput(gettext("name the statement that took its place"), field="by")
        return desk().supersede(statement_id, reason, by=by, effective=since)
    return (desk().restore if what == "restore" else desk().remove)(statement_id, reason)


def _named(given: str) -> str:
    """Return the id of a statement that was named by its id, or by the address of one of its pages here."""
    given = given.strip()
    there = desk().at("").entries
    if not given or given in there:
        return given
    # Before "?" and "#", which an id has written as %3F and %23, as its slashes are: the first that fits.
    path = re.split(r"[?#]", given)[0]
    named = (unquote(path[place.end() :]) for place in _PAGE_OF.finditer(path))
    if found := next((key for key in named if key in there), None):
        return found
    raise InvalidInput(gettext("there is no statement %(name)s in the corpus", name=given), field="by")


def _again(statement_id: str, form: str, fields: Mapping[str, str], error: Exception) -> Response:
    """Show the form again, with what was written in it and what stands in the way."""
    if isinstance(error, NotFound) and statement_id not in desk().at("").entries:
        raise error
    words, status = refusal(error)
    return page(
        "statement.html", "browse", status, **record_of(statement_id, error=words, failed=form, given=fields)
    )


def _newest(statement_id: str) -> str:
    """Return the number of the record that a form is made of now: nobody's correction is undone unseen."""
    return str(desk().show(statement_id).versions[-1].seq)


def _on_newest(statement_id: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return a form that was made of an earlier record, with what was changed in it on the newest one."""
    versions = desk().show(statement_id).versions
    before = next((one.statement for one in versions if str(one.seq) == fields.get("record", "")), None)
    if before is None:
        return dict(fields)
    mine = changed(form_of(before), fields)
    return {**fields, **form_of(_now(statement_id)), **mine}


def _once_more(statement_id: str, fields: Mapping[str, str]) -> str:
    """Return in words what sending a form again would change in the newest record."""
    names = field_names()
    mine = ", ".join(names[name] for name in changed(form_of(_now(statement_id)), fields))
    told = gettext(
        "this statement has been corrected since you opened the form, by somebody else or in another window; "
        "the newest record is above, and what you wrote is kept"
    )
    then = gettext("If you send it again, it changes: %(fields)s", fields=mine) if mine else ""
    return f"{sentence(told)} {then}" if then else str(told)


def _now(statement_id: str) -> Statement:
    found = desk().show(statement_id).statement
    if found is None:
        raise NotFound(f"there is no statement {statement_id!r} in the corpus")
    return found


def _lines(text: str) -> str:
    """Return the text with the line ends that statements have; browsers send CR LF."""
    return text.replace("\r\n", "\n")


def _plain(name: str, text: str) -> str:
    return _lines(text) if name == "text" else " ".join(text.split())
