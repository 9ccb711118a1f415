"""``checker reviews``: what people decided, as a list, in numbers, and as rows to train and measure with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from checker.config import load_settings
from checker.errors import InvalidInput
from checker.filters import moment_of
from checker.review_book import open_review_book
from checker.review_export import Shape, rows_of
from checker.review_figures import figures_of
from checker.schema import dump_json

since_option = click.option(
    "--since", default="", help="ISO 8601: only what was decided at this time or later."
)


@click.group()
def reviews() -> None:
    """Decisions of people on the machine's answers."""


@reviews.command("export")
@click.option(
    "--as",
    "shape",
    type=click.Choice([one.value for one in Shape]),
    default=Shape.PAIRS.value,
    show_default=True,
    help="'pairs' of claim and passage, in the form of training/data; or 'claims' with both verdicts.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="File to write, packed if its name ends in .gz; the terminal without it.",
)
@since_option
def reviews_export(shape: str, out: Path | None, since: str) -> None:
    """Write what people settled, a line of JSON each; what they dispute or wait with is left out."""
    book = open_review_book(load_settings())
    found = rows_of(book.settled(moment_of({"since": since}, "since")), Shape(shape))
    if out is None:
        for row in found:
            click.echo(dump_json(row))
        return
    try:
        number = _write(found, out)
    except OSError as error:
        raise InvalidInput(f"{out}: cannot be written ({error.strerror})") from error
    click.echo(f"{number} rows in {out}")


def _write(rows: Iterable[Mapping[str, Any]], out: Path) -> int:
    """Write rows to a file, all or none, and return how many there are."""
    number, aside = 0, out.with_name(f"{out.name}.part")
    packed = out.suffix == ".gz"
    with gzip.open(aside, "wt", encoding="utf-8") if packed else aside.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows, start=1):  # noqa: B007  # the last one is told
            file.write(dump_json(row) + "\n")
    aside.replace(out)
    return number


@reviews.command("summary")
@since_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def reviews_summary(since: str, *, as_json: bool) -> None:
    """Show how far people agree with the machine, and with each other."""
    from checker.review_wire import figures_to_wire  # noqa: PLC0415  # pydantic's models: not for the export

    figures = figures_of(open_review_book(load_settings()).judged(moment_of({"since": since}, "since")))
    if as_json:
        click.echo(json.dumps(figures_to_wire(figures)))
        return
    for name, share in (
        ("agree with the machine", figures.agreement),
        ("people agree with each other", figures.between_people),
    ):
        click.echo(f"{name}: {share.agreed} of {share.of}" + (f" ({share.share:.0%})" if share.of else ""))
    for share in figures.by_verdict:
        click.echo(f"  {share.name:<16} {share.agreed} of {share.of}")
    for standing, number in figures.standings.items():
        click.echo(f"{standing}: {number}")
