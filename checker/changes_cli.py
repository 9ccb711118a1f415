"""``checker changes``: answers that are other ones since the corpus changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import click

from checker.config import Settings, load_settings
from checker.errors import NotFound
from checker.records import Verdict

_Side = Mapping[str, Any] | None  # an answer to a claim; None where the claim was not found
_OF_PASSAGE = ("text", "speaker", "office", "issuer", "issued_at", "source_url", "ending")


@click.command()
@click.option("--check", "check_id", default="", help="Only of the check of this id, oldest first.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def changes(check_id: str, limit: int, *, as_json: bool) -> None:
    """Show answers that changed with the corpus, the newest first."""
    from checker.answers import open_answers  # noqa: PLC0415  # the store is not for `checker check`

    settings = load_settings()
    answers = open_answers(settings)
    found = answers.history(check_id) if check_id else answers.changes(None, limit=limit)
    if check_id and not found:
        _demand(check_id, settings)
    for change in found[:limit]:
        wire = change.to_wire()
        click.echo(json.dumps(wire, ensure_ascii=False) if as_json else told(wire))


def _demand(check_id: str, settings: Settings) -> None:
    """Return if there is such a check.

    Raises
    ------
    NotFound
        There is none.
    """
    from checker.store import open_store  # noqa: PLC0415  # as above

    with closing(open_store(settings)) as store:
        try:
            store.get(check_id)
        except NotFound as error:
            raise NotFound(f"there is no check {check_id}") from error


def told(wire: Mapping[str, Any]) -> str:
    """Return in lines what changed in the answer of a check, and because of what."""
    verdicts = f"{wire['before']['verdict']} -> {wire['after']['verdict']}"
    head = f"{wire['at'][:19]}  check {wire['check_id']}: {verdicts}"
    claims = [f"  {_claim(claim['before'], claim['after'])}: {claim['text']}" for claim in wire["claims"]]
    causes = [f"{cause['statement_id']} {cause['change']}" for cause in wire["because"]]
    return "\n".join([head, *claims, *([f"  because: {', '.join(causes)}"] if causes else [])])


def _claim(before: _Side, after: _Side) -> str:
    was, now = _answer(before), _answer(after)
    if was != now:
        return f"{was} -> {now}"
    shown = {key: (_quoted(before, key), _quoted(after, key)) for key in _OF_PASSAGE}
    other = [f"{key} {one!r} -> {two!r}" for key, (one, two) in shown.items() if one != two]
    return f"{now}, {'; '.join(other) or 'another passage'}"


def _answer(side: _Side) -> str:
    """Return a verdict with what else makes it this answer."""
    if side is None:
        return "not found"
    verdict, then = side["verdict"], side.get("then") or {}
    more = [str(side["reason"])] if verdict == Verdict.NOT_ENOUGH_INFO else []
    more += ["overtaken"] if side.get("overtaken") else []
    more += [f"when posted {then['verdict']}"] if then.get("verdict", verdict) != verdict else []
    return f"{verdict} ({', '.join(more)})" if more else str(verdict)


def _quoted(side: _Side, key: str) -> str:
    passage = (side or {}).get("passage") or {}
    return str(
        (passage.get("standing") or {}).get("ending") or "" if key == "ending" else passage.get(key) or ""
    )
