"""What the commands read: one JSON object a line, many lines at once, and no text that is too long."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from checker.config import Settings
from checker.errors import InvalidInput
from checker.intake import read_line

T = TypeVar("T")
# Lines of a stream that a model reads at once: enough to sort them by length.
LINES = 512
STDIN = "-"
_GZIP = b"\x1f\x8b"


def objects(lines: Iterable[bytes], where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of JSON lines with their line numbers, counted from 1; empty lines are passed over.

    Raises
    ------
    InvalidInput
        A line is not JSON in UTF-8, or no object; or all of it is packed.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if number == 1 and line.startswith(_GZIP):
            raise InvalidInput(f"{where}: this is packed with gzip; unpack it first (gzip -dc).")
        with located(f"{where}, line {number}"):
            row = read_line(line)
            if not isinstance(row, dict):
                raise InvalidInput("each line must be a JSON object.")
        yield number, row


@contextmanager
def located(where: str) -> Iterator[None]:
    """Say in which file and line the input lies that cannot be used."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(f"{where}: {error}", field=error.field) from error


def given_text(argument: str) -> str:
    """Return an argument of the command line, or for - what comes in on standard input.

    Undecodable bytes of an argument become replacement characters: a shell passes on what it is given.

    Raises
    ------
    InvalidInput
        It is empty, or standard input is not UTF-8.
    """
    text = _standard_input() if argument == STDIN else _decoded(argument)
    if not text.strip():
        raise InvalidInput("The text is empty; give the words of a post.", field="text")
    return text


def file_bytes(path: Path) -> bytes:
    """Return what a file holds, or for - what comes in on standard input.

    Raises
    ------
    InvalidInput
        It cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if str(path) == STDIN else path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be read ({error.strerror}).") from error


def in_utf8(raw: bytes, where: object, cure: str = "save the file as UTF-8") -> str:
    """Return the text of a whole input, without a byte order mark.

    Raises
    ------
    InvalidInput
        It is not UTF-8; the message says where, and how that is mended.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{where}: byte {error.start} is not UTF-8; {cure}.") from error


def _standard_input() -> str:
    return in_utf8(sys.stdin.buffer.read(), "standard input", "send UTF-8").rstrip("\r\n")


def _decoded(argument: str) -> str:
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def in_groups(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of ``size``, the last one shorter.

    Raises
    ------
    InvalidInput
        An item cannot be read; those before it have been yielded by then.
    """
    group: list[T] = []
    try:
        for item in items:
            group.append(item)
            if len(group) == size:
                yield group
                group = []
    except InvalidInput:
        if group:
            yield group
        raise
    if group:
        yield group


def key_of(row: Mapping[str, Any], otherwise: int | str) -> Any:
    """Return what a row is called: its "id" just as it was sent, or its "ref", as batches have it."""
    named = (row.get(name) for name in ("id", "ref"))
    return next((key for key in named if key is not None), otherwise)


def demand_words(text: object, name: str) -> str:
    """Return a text of a row.

    Raises
    ------
    InvalidInput
        It is none, or has nothing to read.
    """
    if not isinstance(text, str):
        raise InvalidInput(f"{name!r} must be a string.", field=name)
    if not any(char.isprintable() and char != " " for char in text):
        raise InvalidInput(f"{name!r} is empty.", field=name)
    return text


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
