"""The console script ``checker``: data on stdout, progress and logs on stderr.

Exit codes: 0 done, whatever the verdict; 1 something went wrong on the way (a part is away,
a model is missing, an index is damaged); 2 the call or its input must be changed.
"""

from __future__ import annotations

import logging
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from checker.accounts_cli import users
from checker.changes_cli import changes
from checker.claims_cli import claims
from checker.config import Settings, load_settings
from checker.corpus_cli import corpus
from checker.errors import CheckerError, InvalidCorpus, InvalidInput, InvalidSettings, NotFound
from checker.index_cli import index
from checker.keys_cli import keys
from checker.line_input import LINES, demand_words, given_text, in_groups, key_of, located, objects
from checker.post_files import NOTHING, posts_of, read_post
from checker.records import Post
from checker.reviews_cli import reviews
from checker.scope import Scope
from checker.scope_options import (
    check_names,
    issuer_option,
    lang_option,
    read_scope,
    scope_options,
    warn_if_empty,
)
from checker.surrogates import json_line, wire_text
from checker.webhooks_cli import webhooks

T = TypeVar("T")
# Enough work to fill the models' batches, little enough to show progress.
BATCH = 64
USAGE_ERRORS = (InvalidInput, InvalidSettings, InvalidCorpus, NotFound)

corpus_option = click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    help="Only these statements: a folder of files, or JSONL of {id, text, title?, speaker?, date?, url?}.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


class Share(click.FloatRange):
    """A number from 0 to 1; a range of click alone admits "nan"."""

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is no number from 0 to 1.", param, ctx)
        return number


class Group(click.Group):
    """Turns our errors, and those of the machine, into one line on stderr and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command and end; help that cannot be written fails before any command is invoked."""
        if sys.stdout is None:  # closed by whoever started us: nothing may be lost without a word
            sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
        if sys.stdin is None:  # the same; nothing comes in
            sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"checker: {where}{error.strerror or error}", err=True)
            with suppress(OSError):  # what is left in the buffer would fail once more at the end
                sys.stdout.close()
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except CheckerError as error:
            click.echo(f"checker: {error}", err=True)
            ctx.exit(2 if isinstance(error, USAGE_ERRORS) else 1)
        except BrokenPipeError:
            # The reader of our output has gone (`checker check … | head`): nothing is wrong.
            sys.stderr.close()
            ctx.exit(0)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="checker")
@click.option("-v", "--verbose", is_flag=True, help="Log more on stderr.")
def main(*, verbose: bool) -> None:
    """Look up what officials actually said about a post, word for word."""
    level = logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


@main.command()
@click.argument("text", required=False)
@click.option(
    "--file", "source", type=click.Path(path_type=Path), help="Posts: .txt (one a line), .csv or .jsonl."
)
@corpus_option
@issuer_option
@lang_option
@click.option(
    "--min-confidence",
    type=Share(),
    default=0.0,
    help="Give only verdicts at least this sure.",
)
@click.option(
    "--max-passages", type=click.IntRange(0, 50), default=0, help="Show so many per claim; 0 shows all."
)
@click.option("--posted-at", help="When it was posted, ISO 8601: judged against what was in force then, too.")
@json_option
def check(text: str | None, source: Path | None, corpus: Path | None, *, as_json: bool, **how: Any) -> None:
    """Check one post, or every post of a file. The post - is what comes in on standard input.

    What a post of a file says itself, such as its "posted_at" or "issuers", goes before an option.
    """
    settings = load_settings()
    how["posted_at"] = _moment(how["posted_at"])
    rows = _posts(text, source, settings, how)

    from checker.bootstrap import build_pipeline  # noqa: PLC0415  # models load only when needed
    from checker.schema import report_to_wire  # noqa: PLC0415

    pipeline = build_pipeline(settings, corpus)
    check_names(Scope(how["issuers"], how["languages"]), pipeline.parts.statements)
    for batch in _batches(rows, "posts"):
        reports = pipeline.check_posts([post for _, post in batch])
        for (key, _), report in zip(batch, reports, strict=True):
            wire = report_to_wire(report, check_id=key)
            click.echo(json_line(wire) if as_json else _readable(wire))


@main.command()
@click.argument("query", required=False)
@click.option("--file", "source", type=click.Path(path_type=Path), help="JSONL of {id, text}.")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="Passages per query.")
@corpus_option
@scope_options
@json_option
def search(
    query: str | None, source: Path | None, k: int, corpus: Path | None, *, as_json: bool, **within: Any
) -> None:
    """Find the passages nearest to a query, without a verdict. The query - comes in on standard input."""
    settings = load_settings()
    rows = [(key, post.text) for key, post in _posts(query, source, settings)]
    scope = read_scope(**within)

    from checker.bootstrap import build_retriever  # noqa: PLC0415
    from checker.schema import candidates_to_wire, standing_to_wire  # noqa: PLC0415

    retriever = build_retriever(settings, corpus)
    check_names(scope, retriever.statements)
    warn_if_empty(scope, retriever.statements)
    for batch in _batches(rows, "queries"):
        found = retriever.search([text for _, text in batch], k, scope)
        for (key, _), candidates in zip(batch, found, strict=True):
            results = [
                wire | {"standing": standing_to_wire(candidate.passage.statement.standing)}
                for wire, candidate in zip(candidates_to_wire(candidates), candidates, strict=True)
            ]
            if as_json or source is not None:
                click.echo(json_line({"id": key, "results": results}))
            else:
                for result in results:
                    click.echo(_found(result))


@main.command()
def stance() -> None:
    """Read {id, claim, evidence} lines on stdin, write stance probabilities on stdout.

    A line may name the "speaker" of the evidence: "we" and "the country" are then understood as theirs.
    Where a chat model is set and gave no answer, the bundled model judged, and the line has "stand_in": true.
    """
    from checker.stance import load_stance  # noqa: PLC0415

    model = load_stance(load_settings())
    for batch in in_groups(_pairs(sys.stdin.buffer), LINES):
        predicted = model.predict([(evidence, claim) for _, claim, evidence in batch])
        for (key, _, _), p in zip(batch, predicted, strict=True):
            shares = {"supports": p.supports, "contradicts": p.refutes, "neutral": p.neutral}
            label = max(shares, key=lambda name: shares[name])
            rounded = {name: round(value, 6) for name, value in shares.items()}
            noted = {"stand_in": True} if p.stand_in else {}
            click.echo(json_line({"id": key, "label": label, **rounded, **noted}))


@main.command()
@click.option("--host", help="Address to bind; anything but loopback needs API keys.  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to bind; 0 takes a free one.  [default: 8000]"
)
def serve(host: str | None, port: int | None) -> None:
    """Start the web form and the API."""
    from checker.serve import serve as run_server  # noqa: PLC0415

    named = {"host": host, "port": port}
    run_server(load_settings(**{name: value for name, value in named.items() if value is not None}))


main.add_command(claims)
main.add_command(corpus)
main.add_command(index)
main.add_command(changes)
main.add_command(webhooks)
main.add_command(reviews)
main.add_command(keys)
main.add_command(users)


@main.command()
def worker() -> None:
    """Start a worker that takes checks from Redis."""
    from checker.workers import run_worker  # noqa: PLC0415

    run_worker(load_settings())


def _moment(value: str | None) -> datetime | None:
    from checker.schema import parse_posted_at  # noqa: PLC0415

    return None if value is None else parse_posted_at(value)


def _posts(
    text: str | None, source: Path | None, settings: Settings, otherwise: Mapping[str, Any] = NOTHING
) -> list[tuple[Any, Post]]:
    """Return the posts that are given, with their ids: one, or those of a file."""
    if text is None and source is not None:
        found = posts_of(source, settings, otherwise)
        if not found:
            click.echo(f"checker: {source} has no posts", err=True)
        return found
    if text is None or source is not None:
        raise InvalidInput("Give either a text, - for standard input, or --file; not both or neither.")
    return [("1", read_post({"text": given_text(text)}, settings, otherwise))]


def _pairs(lines: BinaryIO) -> Iterator[tuple[Any, str, str]]:
    from checker.passages import said_by  # noqa: PLC0415

    for number, row in objects(lines, "stdin"):
        if row.get("speaker") is None:
            row["speaker"] = ""
        with located(f"stdin, line {number}"):
            claim, evidence = (demand_words(row.get(name), name) for name in ("claim", "evidence"))
            if not isinstance(row["speaker"], str):
                raise InvalidInput("'speaker' must be a string.", field="speaker")
        who = " ".join(wire_text(row["speaker"]).split())
        yield key_of(row, number), wire_text(claim), said_by(who, wire_text(evidence))


def _batches(rows: Sequence[T], what: str) -> Iterator[list[T]]:
    """Yield the rows in groups, with a progress bar when a person watches and there are several."""
    groups = list(in_groups(rows, BATCH))
    if len(groups) < 2 or not sys.stderr.isatty():  # noqa: PLR2004
        yield from groups
        return
    with click.progressbar(length=len(rows), label=what, file=sys.stderr) as bar:
        for group in groups:
            yield group
            bar.update(len(group))


def _found(result: Mapping[str, Any]) -> str:
    """Return what a search found in one line, with a note where the statement no longer holds."""
    from checker.corpus_text import standing_line  # noqa: PLC0415

    holds = result["standing"]["in_force"]
    note = "" if holds else f"  ({standing_line(result['standing'])})"
    return f"{result['score']:.3f}  {result['passage_id']}  {result['text']}{note}"


def _readable(wire: dict[str, Any]) -> str:
    from checker.text import readable  # noqa: PLC0415

    return readable(wire)


if __name__ == "__main__":
    main()
