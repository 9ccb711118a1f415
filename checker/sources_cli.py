"""``checker corpus sources``: pages and feeds that are looked at again and again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from checker.config import Settings, load_settings
from checker.source_records import Source, SourceKind, SourceState

if TYPE_CHECKING:
    from checker.sources import SourceStore

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


@click.group()
def sources() -> None:
    """Pages and feeds that are polled for new statements."""


@sources.command("add")
@click.argument("url")
@click.option("--kind", type=click.Choice([k.value for k in SourceKind]), default="auto", show_default=True)
@click.option(
    "--every", type=float, help="Seconds between two polls, at least 10.  [default: CHECKER_POLL_SECONDS]"
)
@click.option("--actor", envvar="USER", default="command line", help="Who adds it.  [default: $USER]")
@json_option
def sources_add(url: str, kind: str, every: float | None, actor: str, *, as_json: bool) -> None:
    """Poll URL from now on; its host must be in CHECKER_FETCH_HOSTS."""
    from checker.ingest.fetch import open_fetcher  # noqa: PLC0415  # connects: not for `checker check`
    from checker.source_wire import read_new_source  # noqa: PLC0415

    settings = load_settings()
    asked, expected, seconds = read_new_source({"url": url, "kind": kind, "every_seconds": every})
    source = _open(settings).add(open_fetcher(settings).check(asked), expected, seconds, actor)
    _show([source], as_json=as_json)


@sources.command("list")
@json_option
def sources_list(*, as_json: bool) -> None:
    """Show every source and how it is doing."""
    found = _open(load_settings()).all()
    if not found and not as_json:
        click.echo("There are no sources yet; add one with `checker corpus sources add URL`.", err=True)
    _show(found, as_json=as_json)


@sources.command("remove")
@click.argument("name", metavar="ID|URL")
@json_option
def sources_remove(name: str, *, as_json: bool) -> None:
    """Poll a source no more; the statements that came from it stay."""
    _show([_open(load_settings()).remove(name)], as_json=as_json)


@sources.command("poll")
@click.argument("names", nargs=-1, metavar="[ID|URL]...")
@click.option("--again", is_flag=True, help="Read all that it has, also what it has shown before.")
@json_option
@click.pass_context
def sources_poll(ctx: click.Context, names: tuple[str, ...], *, again: bool, as_json: bool) -> None:
    """Poll sources now, all of them or those that are named; exit with 1 when one fails."""
    from checker.poll_jobs import open_poller  # noqa: PLC0415

    settings = load_settings()
    store = _open(settings)
    asked = [store.get(name) for name in names] if names else list(store.all())
    if again:
        asked = [store.hurry(source.source_id, again=True) for source in asked]
    poller = open_poller(settings, store)
    failed = False
    for source in asked:
        polled = poller.poll(source.source_id, early=True)
        if polled is None:
            click.echo(f"{source.url}: it is being polled already", err=True)
            continue
        failed = failed or polled.state is SourceState.FAILING
        _show([polled], as_json=as_json)
    ctx.exit(1 if failed else 0)


def _open(settings: Settings) -> SourceStore:
    from checker.sources import open_sources  # noqa: PLC0415  # the database: not for `checker --help`

    store = open_sources(settings)
    click.get_current_context().call_on_close(store.close)
    return store


def _show(found: Iterable[Source], *, as_json: bool) -> None:
    from checker.source_wire import source_line, source_to_wire  # noqa: PLC0415

    for source in found:
        line = json.dumps(source_to_wire(source), ensure_ascii=False) if as_json else source_line(source)
        click.echo(line)
