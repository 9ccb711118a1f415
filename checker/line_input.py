"""What the commands read: one JSON object a line, many lines at once, and no text that is too long."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from checker.config import Settings
from checker.errors import InvalidInput

T = TypeVar("T")
# Lines of a stream that a model reads at once: enough to sort them by length.
LINES = 512


def objects(lines: Iterable[str], where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of JSON lines with their line numbers, counted from 1; empty lines are passed over.

    Raises
    ------
    InvalidInput
        A line is not JSON, or no object.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(f"{where}, line {number}: not JSON ({error}).") from error
        if not isinstance(row, dict):
            raise InvalidInput(f"{where}, line {number}: each line must be a JSON object.")
        yield number, row


def in_groups(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of ``size``, the last one shorter."""
    iterator = iter(items)
    while group := list(islice(iterator, size)):
        yield group


def refuse_long(text: str, settings: Settings) -> None:
    """Refuse a post of more characters than the settings allow.

    Raises
    ------
    InvalidInput
        It is too long.
    """
    if len(text) > settings.max_post_chars:
        raise InvalidInput(
            f"A post has {len(text):,} characters; at most {settings.max_post_chars:,} are accepted. "
            "Shorten it, or raise CHECKER_MAX_POST_CHARS.",
            field="text",
        )
