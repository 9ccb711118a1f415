"""What a person says of a preview before it is carried out: what is set right, settled or left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checker.corrections import corrected
from checker.errors import InvalidInput
from checker.ingest.drafts import Doubt, Draft, Skipped
from checker.records import Statement

if TYPE_CHECKING:
    from checker.ingest.importing import ImportPlan  # with all that tells who said what

LEFT_OUT = "left out by the person who looked at the preview"
_SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one statement of a preview."""

    fields: Mapping[str, str]  # as in ``corrections.FIELDS``
    confirmed: tuple[str, ...] = ()  # fields that were doubtful and are right as they are
    supersedes: str = ""  # the statement whose place it takes
    leave_out: bool = False


def answered(plan: ImportPlan, answers: Mapping[str, Answer]) -> ImportPlan:
    """Return the plan as the answers have it; statements of which nothing is said stay as they were read.

    Raises
    ------
    InvalidInput
        A statement is not of this import, a field is unknown, or its value cannot be used.
    """
    if not answers:
        return plan
    _refuse_unknown(plan, answers)
    gone = {key for key, answer in answers.items() if answer.leave_out}
    added = tuple(
        _without_links(_settled(draft, answers.get(draft.statement.statement_id)), gone)
        for draft in plan.added
        if draft.statement.statement_id not in gone
    )
    left_out = tuple(
        Skipped(_origin(draft.statement), LEFT_OUT)
        for draft in plan.added
        if draft.statement.statement_id in gone
    )
    used = {draft.raw for draft in added} | {duplicate.draft.raw for duplicate in plan.duplicates}
    raws = tuple(raw for raw in plan.raws if raw.sha256 in used)
    return replace(plan, added=added, skipped=(*plan.skipped, *left_out), raws=raws)


def _refuse_unknown(plan: ImportPlan, answers: Iterable[str]) -> None:
    """Refuse answers that reach no statement; one that came in meanwhile, or the time before, is known."""
    drafts = (*plan.added, *(duplicate.draft for duplicate in plan.duplicates))
    known = {draft.statement.statement_id for draft in drafts}
    unknown = [repr(key) for key in answers if key not in known]
    if unknown:
        raise InvalidInput(
            f"answers: no statement of this import has the id {' or '.join(unknown)}; "
            "nothing was added, take the ids from the preview",
            field="answers",
        )


def _settled(draft: Draft, answer: Answer | None) -> Draft:
    if answer is None:
        return draft
    statement = _set_right(draft.statement, answer.fields)
    if answer.supersedes and answer.supersedes not in statement.supersedes:
        statement = replace(statement, supersedes=(*statement.supersedes, answer.supersedes))
    settled = {*answer.confirmed, *answer.fields} | ({"supersedes"} if answer.supersedes else set())
    return replace(draft, statement=statement, doubts=_open(draft.doubts, settled))


def _set_right(statement: Statement, fields: Mapping[str, str]) -> Statement:
    try:
        return corrected(statement, fields) if fields else statement
    except InvalidInput as error:
        raise InvalidInput(f"answers.{statement.statement_id}: {error}", field="answers") from error


def _open(doubts: Iterable[Doubt], settled: set[str]) -> tuple[Doubt, ...]:
    about_source = any(name.startswith(f"{_SOURCE}_") for name in settled)
    done = settled | ({_SOURCE} if about_source else set())
    return tuple(doubt for doubt in doubts if doubt.field not in done)


def _without_links(draft: Draft, gone: set[str]) -> Draft:
    """Return the draft without links to statements that are left out: they would lead nowhere."""
    statement = draft.statement
    if gone.isdisjoint((*statement.supersedes, *statement.retracts)):
        return draft
    supersedes = tuple(key for key in statement.supersedes if key not in gone)
    retracts = tuple(key for key in statement.retracts if key not in gone)
    return replace(draft, statement=replace(statement, supersedes=supersedes, retracts=retracts))


def _origin(statement: Statement) -> str:
    return statement.source.url or statement.source.title or statement.statement_id
