"""``checker claims``: what is worth checking in texts, without checking it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import click

from checker import language
from checker.config import Settings, load_settings
from checker.errors import InvalidInput
from checker.line_input import LINES, in_groups, key_of, located, objects, refuse_long
from checker.memory import remembering
from checker.records import Claim, Post
from checker.remarks import Marks
from checker.surrogates import json_line, wire_text


@click.command()
def claims() -> None:
    """Read {id, text} lines on stdin, write how worth checking each text is, and the claims in it.

    "checkworthiness" is a probability, 0..1, and "checkworthy" whether it is at least 0.25, which suits
    tweets and debates better than one half (docs/models/checkworthy.md). Both are null for what is not in
    English, of which nothing is skipped. More is a claim than is check-worthy: a search costs little, so only
    what surely is none is skipped.
    """
    from checker.checkworthy import CheckWorthiness  # noqa: PLC0415  # models load only when needed
    from checker.network import sentence_network  # noqa: PLC0415
    from checker.recent import RecentSentences  # noqa: PLC0415

    settings = load_settings()
    worth = CheckWorthiness(RecentSentences(sentence_network(settings.threads)))
    for group in in_groups(_texts(sys.stdin.buffer, settings), LINES):
        for line in rated(group, worth, worth.marks):
            click.echo(json_line(line))


def rated(
    rows: Sequence[tuple[Any, str]],
    worth: Callable[[Sequence[str]], Sequence[float]],
    marks: Marks | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield what is written about each ``(id, text)``: its score as a whole, and its claims."""
    from checker.checkworthy import CHECKWORTHY  # noqa: PLC0415
    from checker.claims import extract_claims  # noqa: PLC0415
    from checker.noise import find_noise  # noqa: PLC0415

    scored = remembering(worth)  # a text that is one claim is not weighed twice
    cleaned = [find_noise(text).clean(0, len(text)) for _, text in rows]
    english = [text for text in cleaned if language.detect(text) == language.ENGLISH]
    scores = dict(zip(english, scored(english), strict=True))
    for (key, text), clean in zip(rows, cleaned, strict=True):
        score = scores.get(clean)
        yield {
            "id": key,
            "checkworthiness": None if score is None else round(score, 6),
            "checkworthy": None if score is None else score >= CHECKWORTHY,
            "claims": [_wire(claim) for claim in extract_claims(Post(text), scored, marks)],
        }


def _wire(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "query": claim.query,
        "lang": claim.lang,
        "checkworthiness": round(claim.checkworthiness, 6) if claim.lang == language.ENGLISH else None,
    }


def _texts(lines: BinaryIO, settings: Settings) -> Iterator[tuple[Any, str]]:
    for number, row in objects(lines, "stdin"):
        with located(f"stdin, line {number}"):
            if not isinstance(row.get("text"), str):
                raise InvalidInput("'text' must be a string.", field="text")
            refuse_long(row["text"], settings)
        # Half of a pair of surrogates is valid JSON, but no text that can be written.
        yield key_of(row, number), wire_text(row["text"])
