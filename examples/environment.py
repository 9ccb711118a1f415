"""What the environment tells bots; what cannot be used there ends them with one line of what to change."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from pathlib import Path
from typing import NoReturn

from checker.client import Client, Unsendable
from checker.client.sending import address_of
from examples.answering import Answerer, Memory

_MISSET = 2  # the exit code, as for calls of `checker` that must be changed
_SECRET = re.compile(r"[\x21-\x7e]+")
_MOST_PORT = 65_535


def ended(words: str) -> NoReturn:
    """End with one line; what it says never shows a key or an address, which may have one."""
    sys.stderr.write(f"{' '.join(words.split())}\n")
    raise SystemExit(_MISSET)


def needed(name: str) -> str:
    """Return a token or a secret that there must be."""
    value = os.environ.get(name, "")
    if not value:
        ended(f"{name} is not set; give the bot its value in the environment.")
    if not _SECRET.fullmatch(value):
        ended(
            f"{name} cannot be used: it has a space, a line break or other than ASCII; give it just as shown."
        )
    return value


def address(name: str, usual: str) -> str:
    """Return the address of a messenger."""
    try:
        return address_of(os.environ.get(name) or usual)
    except Unsendable as error:
        ended(f"{name} cannot be used: {error}")


def port(name: str, usual: int) -> int:
    """Return a port to listen on."""
    given = os.environ.get(name, "").strip() or str(usual)
    if (
        not (given.isascii() and given.isdigit() and len(given) <= len(str(_MOST_PORT)))
        or int(given) > _MOST_PORT
    ):
        ended(f"{name} cannot be used: it must be a whole number from 0 to {_MOST_PORT}.")
    return int(given)


def answerer() -> Answerer:
    """Return what asks the service, and remembers whom it answered."""
    url = os.environ.get("BOT_SERVICE_URL") or "http://127.0.0.1:8000"
    try:
        service = Client(url, os.environ.get("BOT_SERVICE_KEY", ""))
    except Unsendable as error:
        ended(f"BOT_SERVICE_URL or BOT_SERVICE_KEY cannot be used: {error}")
    return Answerer(service, _memory(Path(os.environ.get("BOT_MEMORY") or "bot.sqlite")))


def _memory(path: Path) -> Memory:
    try:
        return Memory(path)
    except sqlite3.Error as error:
        ended(f"BOT_MEMORY cannot be used: {path}: {error}; name a file that the bot may write.")
