"""``checker corpus proposals``: what may have been superseded, shown with both texts, and decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from checker.config import load_settings
from checker.corpus_change_cli import json_option, opened, write
from checker.import_cli import actor_of

if TYPE_CHECKING:
    from checker.proposal_desk import ProposalDesk


@click.group("proposals", invoke_without_command=True)
@click.option(
    "--state", type=click.Choice(["open", "accepted", "rejected"]), default="open", show_default=True
)
@json_option
@click.pass_context
def proposals(ctx: click.Context, state: str, *, as_json: bool) -> None:
    """List what may have been superseded: same issuer, same quantity or matter, later date."""
    if ctx.invoked_subcommand:
        return
    from checker.proposal_store import Stage  # noqa: PLC0415

    with _desk() as desk:
        found = [desk.to_wire(kept) for kept in desk.list(Stage(state))]
    _write_all(found, as_json=as_json)


@proposals.command("look")
@json_option
def look(*, as_json: bool) -> None:
    """Compare all statements, and list what is proposed that was not before."""
    with _desk() as desk:
        found = [desk.to_wire(kept) for kept in desk.look()]
    _write_all(found, as_json=as_json, nothing="There is no proposal that was not there before.")


@proposals.command("accept")
@click.argument("proposal_id")
@click.option("--reason", default="", help="Why; kept with the change.  [default: why it was proposed]")
@click.option("--actor", help="Who does it.  [default: $USER]")
@json_option
def accept(proposal_id: str, reason: str, actor: str | None, *, as_json: bool) -> None:
    """Record that the later statement took the earlier one's place."""
    from checker.corpus_desk import Why  # noqa: PLC0415

    with _desk() as desk:
        done = desk.accept(proposal_id, Why(actor_of(actor), reason or "proposal confirmed"))
        wire = desk.to_wire(desk.shown(proposal_id)) | {"corpus_version": done.version}
    write(wire, (*_lines(wire), f"corpus {done.version}"), as_json=as_json)


@proposals.command("reject")
@click.argument("proposal_id")
@click.option("--reason", default="", help="Why; kept with the proposal.")
@click.option("--actor", help="Who does it.  [default: $USER]")
@json_option
def reject(proposal_id: str, reason: str, actor: str | None, *, as_json: bool) -> None:
    """Put a proposal away; it is not made again."""
    from checker.corpus_desk import Why  # noqa: PLC0415

    with _desk() as desk:
        kept = desk.reject(proposal_id, Why(actor_of(actor), reason or "proposal rejected"))
        wire = desk.to_wire(kept)
    write(wire, _lines(wire), as_json=as_json)


@contextmanager
def _desk() -> Iterator[ProposalDesk]:
    from checker.proposal_desk import open_proposals  # noqa: PLC0415

    with opened() as corpus:
        desk = open_proposals(load_settings(), corpus.journal)
        try:
            yield desk
        finally:
            desk.close()


def _write_all(found: list[dict[str, Any]], *, as_json: bool, nothing: str = "There is no proposal.") -> None:
    for wire in found:
        write(wire, _lines(wire), as_json=as_json)
    if not found and not as_json:
        click.echo(nothing, err=True)


def _lines(wire: dict[str, Any]) -> Iterator[str]:
    yield f"{wire['id']}  {wire['state']}  {wire['why']}"
    for name in ("earlier", "later"):
        side = wire[name]
        yield f"    {name:<7}  {side['statement_id']}  {(side['issued_at'] or '')[:10]}"
        yield f"             “{' '.join(side['sentence'].split())}”"
