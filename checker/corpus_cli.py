"""``checker corpus``: what is in it, and what happened to it."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import closing

import click

from checker.config import load_settings
from checker.corpus_change_cli import COMMANDS, json_option, opened, write
from checker.import_cli import corpus_import
from checker.proposals_cli import proposals
from checker.sources_cli import sources


@click.group()
def corpus() -> None:
    """Look at the official statements, at what happened to them, and change them."""


for command in (corpus_import, sources, proposals, *COMMANDS):
    corpus.add_command(command)


@corpus.command("list")
@click.option("--issuer", default="", help="Only of issuers whose name has this in it.")
@click.option("--ended", is_flag=True, help="Only those that were superseded or retracted.")
@json_option
def list_statements(issuer: str, *, ended: bool, as_json: bool) -> None:
    """List the statements; an x marks one that no longer holds."""
    from checker.corpus_text import statement_line  # noqa: PLC0415
    from checker.corpus_wire import statement_to_wire  # noqa: PLC0415
    from checker.scope import plain_name  # noqa: PLC0415

    with opened() as desk:
        for statement in desk.at("").corpus().statements:
            fits = plain_name(issuer) in plain_name(statement.issuer)
            if fits and (statement.standing.ended or not ended):
                wire = statement_to_wire(statement)
                write(wire, (statement_line(wire),), as_json=as_json)


@corpus.command("log")
@click.argument("statement_id", required=False, default="")
@click.option("-n", "limit", default=50, show_default=True, help="How many events; 0 is all.")
@json_option
def log(statement_id: str, limit: int, *, as_json: bool) -> None:
    """Show what happened to the corpus, or to one statement, the newest first."""
    from checker.corpus_text import event_lines  # noqa: PLC0415
    from checker.corpus_wire import event_to_wire  # noqa: PLC0415

    with opened() as desk:
        for event in desk.log(statement_id=statement_id, limit=max(limit, 0)):
            wire = event_to_wire(event)
            write(wire, event_lines(wire), as_json=as_json)


@corpus.command("show")
@click.argument("statement_id")
@click.option(
    "--at", "point", default="", metavar="VERSION", help="As it was at a version, or after event N."
)
@json_option
def show(statement_id: str, point: str, *, as_json: bool) -> None:
    """Show a statement with every record of it and all that happened to it."""
    from checker.copies import open_copies  # noqa: PLC0415
    from checker.corpus_text import shown_lines  # noqa: PLC0415
    from checker.corpus_wire import shown_to_wire  # noqa: PLC0415

    with opened() as desk, closing(open_copies(load_settings())) as copies:
        wire = shown_to_wire(desk.show(statement_id, point), copies.of(statement_id))
    write(wire, shown_lines(wire), as_json=as_json)


@corpus.command("diff")
@click.argument("before", metavar="FROM")
@click.argument("after", metavar="[TO]", required=False, default="")
@json_option
def diff(before: str, after: str, *, as_json: bool) -> None:
    """Show what changed between two versions of the corpus: hashes, or numbers of events. TO is now."""
    from checker.corpus_text import diff_lines  # noqa: PLC0415
    from checker.corpus_wire import diff_to_wire  # noqa: PLC0415

    with opened() as desk:
        wire = diff_to_wire(*desk.diff(before, after))
    write(wire, diff_lines(wire), as_json=as_json)


@corpus.command("follow")
@click.option("--yes", "-y", is_flag=True, help="Do it without asking.")
def follow(*, yes: bool) -> None:
    """Follow the folder that CHECKER_CORPUS names, in the place of the one that was followed until now.

    What came from that one and is not in this one is removed, with what people recorded of it. Without
    --yes this shows what would change, and asks when a person is there.
    """
    from checker.living import open_living  # noqa: PLC0415  # opens a database

    settings = load_settings()
    with closing(open_living(settings)) as living:
        plan = living.plan_move()
        kinds = Counter(event.kind.value for event in plan.events)
        change = ", ".join(f"{kind} {number:,}" for kind, number in kinds.items())
        click.echo(f"until now: {plan.before or 'no folder'}\nfrom now on: {settings.corpus}")
        click.echo(f"statements: {change or 'nothing changes'}")
        if yes or (sys.stdin.isatty() and click.confirm("Follow it?", err=True)):
            living.move(plan)
        else:
            click.echo("Nothing was changed; --yes does it.", err=True)


@corpus.command("raw")
@click.argument("sha256")
def raw(sha256: str) -> None:
    """Write a source to standard output, byte for byte as it was received."""
    with opened() as desk:
        sys.stdout.buffer.write(desk.journal.raw(sha256).body)
