"""``checker corpus retract|supersede|restore|remove|correct``: changes that a person makes, with a reason."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.config import load_settings
from checker.corrections import FIELDS, moment
from checker.errors import InvalidCorpus, InvalidInput
from checker.import_cli import actor_of
from checker.line_input import file_bytes, in_utf8

if TYPE_CHECKING:
    from checker.corpus_desk import CorpusDesk, Done, Why

json_option = click.option("--json", "as_json", is_flag=True, help="JSON, one object per line.")


def _accountable(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that every change has, as ``why``."""

    @click.option("--reason", required=True, help="Why; it is kept with the change.")
    @click.option("--actor", help="Who does it.  [default: $USER]")
    @json_option
    @functools.wraps(command)
    def accountable(*, reason: str, actor: str | None, **given: object) -> None:
        from checker.corpus_desk import Why  # noqa: PLC0415

        command(why=Why(actor_of(actor), reason), **given)

    return accountable


def _day(_: click.Context, option: click.Parameter, given: str) -> datetime | None:
    return moment(given, option.name or "date")


effective_option = click.option(
    "--effective",
    default="",
    callback=_day,
    metavar="DATE",
    help="From when on.  [default: the date of the later statement, else now]",
)


@click.command("retract")
@click.argument("statement_id")
@click.option("--by", default="", metavar="ID", help="The statement that withdraws it, if there is one.")
@effective_option
@_accountable
def retract(statement_id: str, by: str, effective: datetime | None, why: Why, *, as_json: bool) -> None:
    """Record that a statement was withdrawn; it stays readable."""
    with opened() as desk:
        _told(desk.retract(statement_id, why, by=by, effective=effective), as_json=as_json)


@click.command("supersede")
@click.argument("earlier")
@click.argument("later", required=False, default="")
@click.option("--by", default="", metavar="ID", help="The later statement; the same as the second argument.")
@effective_option
@_accountable
def supersede(earlier: str, why: Why, *, as_json: bool, **given: Any) -> None:
    """Record that the statement LATER took the place of EARLIER."""
    if bool(given["later"]) == bool(given["by"]):
        raise InvalidInput("Name the later statement once: as the second argument, or with --by.")
    by = given["later"] or given["by"]
    with opened() as desk:
        _told(desk.supersede(earlier, why, by=by, effective=given["effective"]), as_json=as_json)


@click.command("restore")
@click.argument("statement_id")
@_accountable
def restore(statement_id: str, why: Why, *, as_json: bool) -> None:
    """Record that the end of a statement was a mistake: it is in force again."""
    with opened() as desk:
        _told(desk.restore(statement_id, why), as_json=as_json)


@click.command("remove")
@click.argument("statement_id")
@_accountable
def remove(statement_id: str, why: Why, *, as_json: bool) -> None:
    """Take out what is no official statement; nobody is said to have withdrawn it."""
    with opened() as desk:
        _told(desk.remove(statement_id, why), as_json=as_json)


@click.command("correct")
@click.argument("statement_id")
@click.option("--text", help="The official words as they should have been recorded.")
@click.option("--text-file", type=click.Path(path_type=Path, allow_dash=True), help="The same, from a file.")
@click.option(
    "--set", "fields", multiple=True, metavar="FIELD=VALUE", help=f"Any of {', '.join(FIELDS[1:])}."
)
@_accountable
def correct(statement_id: str, why: Why, *, as_json: bool, **given: Any) -> None:
    """Record a statement better; the record before stays readable."""
    changes = _changes(**given)
    with opened() as desk:
        _told(desk.correct(statement_id, why, changes), as_json=as_json)


COMMANDS = (retract, supersede, restore, remove, correct)


@contextmanager
def opened() -> Iterator[CorpusDesk]:
    """Yield the counter of the corpus, with what has changed in its folder taken in first.

    A broken file is told of and does not keep people from the rest.
    """
    from checker.corpus_desk import CorpusDesk  # noqa: PLC0415  # opens a database
    from checker.living import open_living  # noqa: PLC0415

    living = open_living(load_settings())
    try:
        try:
            living.sync()
        except InvalidCorpus as error:
            if not living.journal.state().entries:
                raise
            click.echo(f"checker: the folder was not taken in: {error}", err=True)
        yield CorpusDesk(living.journal)
    finally:
        living.close()


def write(wire: Mapping[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """Write one result; its lines drive no terminal, whatever words were imported."""
    if as_json:
        click.echo(json.dumps(wire, ensure_ascii=False))
        return
    for line in lines:
        click.echo("".join(char if char.isprintable() else "�" for char in line))


def _changes(text: str | None, text_file: Path | None, fields: tuple[str, ...]) -> dict[str, str]:
    if text is not None and text_file is not None:
        raise InvalidInput("Give the words either with --text or with --text-file.")
    words = in_utf8(file_bytes(text_file), text_file) if text_file is not None else text
    changes = dict(_assigned(given) for given in fields)
    return changes if words is None else changes | {"text": words}


def _assigned(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign:
        raise InvalidInput(f"--set {given}: write FIELD=VALUE, such as --set office='Minister of Health'")
    return name.strip(), value


def _told(done: Done, *, as_json: bool) -> None:
    from checker.corpus_text import event_lines, standing_line  # noqa: PLC0415
    from checker.corpus_wire import done_to_wire  # noqa: PLC0415

    wire = done_to_wire(done)
    standing = standing_line(wire["statement"]["standing"]) if wire["statement"] else "removed"
    last = f"{done.event.statement_id}: {standing}; corpus {done.version}"
    write(wire, (*event_lines(wire["event"]), last), as_json=as_json)
