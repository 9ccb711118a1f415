"""All that the page of one statement shows: its words, every record of it, what ended it, who cites it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask_babel import gettext

from checker.citing import Citations
from checker.copies import CopyStore
from checker.corpus_desk import Shown
from checker.corpus_rooms import desk, holder, href_of
from checker.corrections import SOURCE
from checker.events import Doubt, Event, EventKind
from checker.journal import State
from checker.key_records import Scope
from checker.passages import cut
from checker.permalinks import permalink
from checker.records import Statement, Verdict
from checker.schema import issued_at_to_wire, said_to_wire, standing_to_wire
from checker.text_diff import Piece, compare, shortened

CITATIONS = "citations"
MOST_PASSAGES = 400
MOST_OPENING = 400  # characters; the page cuts them after a word


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that one record has otherwise than the one before."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One record of a statement, and how it differs from the one before."""

    number: int
    event: Event
    fields: tuple[FieldChange, ...]
    text: tuple[Piece, ...]  # empty where the words are the same


@dataclass(frozen=True, slots=True)
class Related:
    """Another statement that this one ended or was ended by."""

    statement_id: str
    href: str
    statement: Mapping[str, Any] | None  # None when it is no part of the corpus any more
    opening: str


def record_of(statement_id: str, **more: object) -> dict[str, Any]:
    """Return what is shown of a statement.

    Raises
    ------
    NotFound
        There never was one of that id.
    """
    shown, state = desk().show(statement_id), desk().at("")
    now = shown.statement
    statement = now or _last(shown)
    total, citations = _citations().of(statement_id, _whose())
    passages = cut(statement) if now else ()
    copies: CopyStore = current_app.extensions["copies"]
    return {
        "statement": _facts(statement),
        "text": statement.text,
        "removed": now is None,
        "passages": [(p, permalink(p)) for p in passages[:MOST_PASSAGES]],
        "passage_count": len(passages),
        "versions": _versions(shown),
        "events": shown.events,
        "doubts": _doubts(shown),
        "ended_by": related(statement.standing.by, state) if statement.standing.by else None,
        "supersedes": [related(key, state) for key in statement.supersedes],
        "retracts": [related(key, state) for key in statement.retracts],
        "copies": copies.of(statement_id),
        "cited": total,
        "citations": citations,
        "everybody": _whose() is None,
        "verdicts": _verdict_words(),
        "names": field_names(),
        "form": form_of(statement),
        "record": shown.versions[-1].seq if shown.versions else 0,
        "error": "",
        "failed": request.args.get("form", ""),
        "given": {},
    } | more


def form_of(statement: Statement) -> dict[str, str]:
    """Return the fields that a person may correct, as a form shows them."""
    named = {name: getattr(statement, name) for name in ("title", "issuer", "speaker", "office", "venue")}
    source = {name: getattr(statement.source, field) for name, field in SOURCE.items()}
    return {
        **named,
        "issued_at": statement.issued_at.text or issued_at_to_wire(statement.issued_at),
        "language": statement.language,
        "attribution": statement.attribution.value,
        **source,
        "text": statement.text,
    }


def field_names() -> dict[str, str]:
    """Return what people call the fields of a statement."""
    return {
        "title": gettext("Title"),
        "issuer": gettext("Institution"),
        "speaker": gettext("Speaker"),
        "office": gettext("Office"),
        "venue": gettext("Place"),
        "issued_at": gettext("Date"),
        "language": gettext("Language"),
        "attribution": gettext("Wording"),
        "source_title": gettext("Title of the source"),
        "source_publisher": gettext("Publisher"),
        "source_url": gettext("Address of the source"),
        "text": gettext("Words"),
        "supersedes": gettext("Supersedes"),
        "retracts": gettext("Withdraws"),
    }


def _facts(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.statement_id,
        "title": statement.title,
        "href": href_of(statement.statement_id),
        **said_to_wire(statement),
        "standing": standing_to_wire(statement.standing),
    }


def _last(shown: Shown) -> Statement:
    recorded = shown.versions[-1].statement
    assert recorded is not None  # noqa: S101  # ``Shown.versions`` holds only such events
    return recorded


def related(key: str, state: State) -> Related:
    """Return a statement as it is shown beside another one."""
    found = state.statement(key)
    opening = " ".join(found.text.split())[:MOST_OPENING] if found else ""
    return Related(key, href_of(key), _facts(found) if found else None, opening)


def _versions(shown: Shown) -> list[Version]:
    """Return every record, the newest first."""
    found: list[Version] = []
    before: Statement | None = None
    for number, event in enumerate(shown.versions, 1):
        after = event.statement
        assert after is not None  # noqa: S101  # ``Shown.versions`` holds only such events
        fields, text = _differences(before, after) if before else ((), ())
        found.append(Version(number, event, fields, text))
        before = after
    return found[::-1]


def _differences(before: Statement, after: Statement) -> tuple[tuple[FieldChange, ...], tuple[Piece, ...]]:
    one, other = _comparable(before), _comparable(after)
    names = field_names()
    fields = tuple(
        FieldChange(names[name], one[name], other[name])
        for name in one
        if name != "text" and one[name] != other[name]
    )
    if before.text == after.text:
        return fields, ()
    return fields, tuple(shortened(compare(before.text, after.text)))


def _comparable(statement: Statement) -> dict[str, str]:
    links = {name: ", ".join(getattr(statement, name)) for name in ("supersedes", "retracts")}
    return form_of(statement) | links


def _doubts(shown: Shown) -> tuple[Doubt, ...]:
    """Return what was uncertain when it was read, until somebody has corrected that field."""
    open_doubts: tuple[Doubt, ...] = ()
    before: Statement | None = None
    for event in shown.events:
        if event.kind is EventKind.ADD:
            open_doubts = event.doubts
        elif event.statement is not None and before is not None:
            one, other = _comparable(before), _comparable(event.statement)
            changed = {name for name in one if one[name] != other[name]}
            open_doubts = tuple(d for d in open_doubts if d.field not in changed)
        before = event.statement or before
    return open_doubts


def _verdict_words() -> dict[str, str]:
    return {
        Verdict.SUPPORTS.value: gettext("Matches"),
        Verdict.REFUTES.value: gettext("Says otherwise"),
        Verdict.CONFLICTING.value: gettext("Officials disagree"),
        Verdict.NOT_ENOUGH_INFO.value: gettext("Left open"),
    }


def _whose() -> str | None:
    """Return whose checks are shown: everybody's to who reviews, else one's own."""
    return None if Scope.REVIEW in holder().scopes else holder().owner


def _citations() -> Citations:
    found: Citations = current_app.extensions[CITATIONS]
    return found
