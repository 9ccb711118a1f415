"""``checker corpus import``: show what sources would add, and add it."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from checker.config import Settings, load_settings

if TYPE_CHECKING:
    from checker.ingest.drafts import Reading
    from checker.ingest.gathering import Means


def actor_of(given: str | None) -> str:
    """Return who makes a change: the name that was given, else that of the login."""
    if given and given.strip():
        return " ".join(given.split())
    try:
        return os.environ.get("USER") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@click.command("import")
@click.argument("sources", nargs=-1, required=True)
@click.option("--yes", "-y", is_flag=True, help="Add without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: what was added, or would be.")
@click.option("--actor", help="Who imports.  [default: $USER]")
@click.option("--reason", default="", help="Why; it is kept with each statement.")
def corpus_import(
    sources: tuple[str, ...], actor: str | None, reason: str, *, yes: bool, as_json: bool
) -> None:
    """Import statements from files, folders, patterns, addresses, or - for standard input.

    Without --yes this is a preview: it shows what would be added, and asks when a person is there.
    """
    from checker.import_wire import plan_to_wire, readable_outcome, summary_to_wire  # noqa: PLC0415
    from checker.imports import open_importer  # noqa: PLC0415

    def show(wire: dict[str, Any]) -> None:
        for line in [json.dumps(wire, ensure_ascii=False)] if as_json else readable_outcome(wire):
            click.echo(line)

    settings = load_settings()
    importer = open_importer(settings)
    plan = importer.plan(_readings(sources, settings))
    if not yes:
        show(plan_to_wire(plan))
        if not plan.added or as_json or not _asked():
            click.get_current_context().exit(_code(plan.added or plan.duplicates, plan.skipped))
    summary = importer.apply(plan, actor_of(actor), reason)
    show(summary_to_wire(summary))
    click.get_current_context().exit(_code(summary.added or summary.duplicates, summary.skipped))


def _asked() -> bool:
    """Return whether a person agrees; nobody there means no."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo("Nothing was changed; add these with --yes.", err=True)
        return False
    return click.confirm("Add these?", err=True)


def _code(usable: Sequence[object], skipped: Sequence[object]) -> int:
    """Return 1 when nothing at all could be used, else 0."""
    return 1 if skipped and not usable else 0


def _readings(sources: Sequence[str], settings: Settings) -> Iterator[Reading]:
    """Yield what the sources hold, with a progress bar when a person watches and there are several."""
    from checker.ingest.drafts import Reading  # noqa: PLC0415
    from checker.ingest.gathering import expanded, readings  # noqa: PLC0415

    names, skipped = expanded(sources)
    yield Reading(None, skipped=skipped)
    means = _means(names, settings)
    watched = len(names) > 1 and sys.stderr.isatty()
    with click.progressbar(names, label="sources", file=sys.stderr, hidden=not watched) as shown:
        for name in shown:
            yield from readings(name, means)


def _means(names: Sequence[str], settings: Settings) -> Means:
    from checker.ingest.fetch import open_fetcher  # noqa: PLC0415
    from checker.ingest.gathering import Means, is_address  # noqa: PLC0415
    from checker.ingest.readers import read  # noqa: PLC0415

    if not settings.fetch_hosts:
        # Who types an address allows its host; what it redirects to is another matter.
        hosts = {urlsplit(name).netloc.rpartition("@")[2] for name in names if is_address(name)}
        settings = settings.model_copy(update={"fetch_hosts": tuple(sorted(hosts))})
    # A file of one's own may be larger than what an address may give: that is unpacked before it is read.
    within = partial(read, most=settings.fetch_max_bytes)
    return Means(within, open_fetcher(settings).get, sys.stdin.buffer)
