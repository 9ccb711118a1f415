"""``checker index``: build, describe, list, and go back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.config import Settings, load_settings
from checker.errors import IndexCorrupt

if TYPE_CHECKING:
    from checker.living import LivingCorpus
    from checker.living_index import Place

corpus_option = click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    help="Only these statements, without the journal: a folder of statement files, or a JSONL file.",
)


@click.group()
def index() -> None:
    """Build the index, say what made the one that is there, or go back to an earlier one."""


@index.command("build")
@corpus_option
@click.option("--fresh", is_flag=True, help="Embed every passage anew, and use nothing that was kept.")
@click.option("--no-wait", is_flag=True, help="Fail at once when another process builds.")
def build(corpus: Path | None, *, fresh: bool, no_wait: bool) -> None:
    """Build the index of the corpus unless it is there already, and describe it.

    Ends a rollback. Processes that serve go over to the new generation by themselves.
    """
    if corpus is not None:
        from checker.bootstrap import index_manifest  # noqa: PLC0415

        _show(asdict(index_manifest(load_settings(), corpus, build=True)))
        return

    from checker.generations import held  # noqa: PLC0415
    from checker.living_index import build_now  # noqa: PLC0415

    place, truth = _living(load_settings(), fresh=fresh)
    anew = fresh or held(place.folder) is not None
    living = build_now(place, truth, anew=anew, wait=not no_wait)
    _show({"generation": living.name, **asdict(living.manifest)})


@index.command("info")
@corpus_option
def info(corpus: Path | None) -> None:
    """Describe the index of the corpus; exit with 1 when there is none yet."""
    if corpus is not None:
        from checker.bootstrap import index_manifest  # noqa: PLC0415

        _show(asdict(index_manifest(load_settings(), corpus, build=False)))
        return

    from checker.generations import held  # noqa: PLC0415
    from checker.living_index import open_living  # noqa: PLC0415
    from checker.writer import who_writes  # noqa: PLC0415

    place, truth = _living(load_settings())
    living, head = open_living(place.folder, place.embeddings.name, place.keeper), truth.head()
    kept, writer = held(place.folder), who_writes(place.folder)
    _show(
        {
            "generation": living.name,
            **asdict(living.manifest),
            "corpus_now": head,
            "behind": living.manifest.corpus_version != head,
            "held": asdict(kept) if kept else None,
            "writer": str(writer) if writer else None,
        }
    )


@index.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_generations(*, as_json: bool) -> None:
    """List the generations that are kept, the oldest first; the current one has a star."""
    from checker.generations import current_generation, generations, held, read_manifest  # noqa: PLC0415

    place, _ = _living(load_settings())
    current, kept = current_generation(place.folder), held(place.folder)
    for path in generations(place.folder):
        row: dict[str, Any] = {"generation": path.name, "current": path == current}
        try:
            row |= asdict(read_manifest(path))
        except IndexCorrupt as error:
            row["damaged"] = str(error)
        row["held"] = kept is not None and kept.generation == path.name
        click.echo(json.dumps(row) if as_json else _line(row))


@index.command("rollback")
@click.option(
    "--to", metavar="GENERATION", help="Which one; the start of its name will do.  [default: the one before]"
)
def rollback(to: str | None) -> None:
    """Go back to an earlier generation, until the corpus changes again or `checker index build`.

    It is that of this host's data folder alone: where several hosts answer, go back on each of them. What
    was answered from a later corpus stays as it is; new checks are answered from the earlier one.
    """
    from checker.living_index import roll_back  # noqa: PLC0415

    place, truth = _living(load_settings())
    living = roll_back(place, to, truth.head(), truth.journal.had)
    _show({"generation": living.name, **asdict(living.manifest)})


def _living(settings: Settings, *, fresh: bool = False) -> tuple[Place, LivingCorpus]:
    from checker.bootstrap import place_of  # noqa: PLC0415  # models load only when needed
    from checker.encoder import load_encoder  # noqa: PLC0415
    from checker.truth import open_truth  # noqa: PLC0415

    place = place_of(load_encoder(settings), settings, fresh=fresh)
    click.get_current_context().call_on_close(place.keeper.close)
    return place, open_truth(settings)


def _show(row: dict[str, Any]) -> None:
    click.echo(json.dumps(row, indent=1))


def _line(row: dict[str, Any]) -> str:
    star = "*" if row["current"] else " "
    if "damaged" in row:
        return f"{star} {row['generation']}  damaged"
    held = "  held by a rollback" if row["held"] else ""
    passages = f"{row['count']:,} passages of {row['statements']:,} statements"
    return f"{star} {row['generation']}  {row['created']}  {row['corpus_version']}  {passages}{held}"
