"""``checker changes``: answers that are other ones since the corpus changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from checker.config import load_settings


@click.command()
@click.option("--check", "check_id", default="", help="Only of the check of this id, oldest first.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def changes(check_id: str, limit: int, *, as_json: bool) -> None:
    """Show answers that changed with the corpus, the newest first."""
    from checker.answers import open_answers  # noqa: PLC0415  # the store is not for `checker check`

    answers = open_answers(load_settings())
    found = answers.history(check_id) if check_id else answers.changes(None, limit=limit)
    for change in found[:limit]:
        wire = change.to_wire()
        click.echo(json.dumps(wire, ensure_ascii=False) if as_json else _lines(wire))


def _lines(wire: Mapping[str, Any]) -> str:
    verdicts = f"{wire['before']['verdict']} -> {wire['after']['verdict']}"
    head = f"{wire['at'][:19]}  check {wire['check_id']}: {verdicts}"
    claims = [f"  {_answer(c['before'])} -> {_answer(c['after'])}: {c['text']}" for c in wire["claims"]]
    causes = [f"{cause['statement_id']} {cause['change']}" for cause in wire["because"]]
    return "\n".join([head, *claims, *([f"  because: {', '.join(causes)}"] if causes else [])])


def _answer(side: Mapping[str, Any] | None) -> str:
    return str(side["verdict"]) if side else "not found"
