"""Which host this is, among those that share a database: each has a data folder of its own."""

from __future__ import annotations

import os
import platform
import secrets
from contextlib import suppress
from pathlib import Path

from checker.config import Settings

_FILE = "host"


def host_of(settings: Settings) -> str:
    """Return the name that the data folder of this host keeps, made when nothing keeps one yet.

    A machine that has another name each time it starts is the same host while its data folder is the same.
    """
    path, name = settings.data_dir / _FILE, platform.node()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = _kept(path)
        if not kept:
            _keep(path, f"{name}-{secrets.token_hex(4)}", empty=kept is not None)
        return kept or _kept(path) or name
    except (OSError, UnicodeDecodeError):
        return name


def _kept(path: Path) -> str | None:
    with suppress(FileNotFoundError):
        return path.read_text("utf-8").strip()
    return None


def _keep(path: Path, name: str, *, empty: bool) -> None:
    """Write the name; where two processes do, that of the first one counts."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        aside.write_text(f"{name}\n", "utf-8")
        if empty:  # left by a machine that lost its power, or by a full disk
            aside.replace(path)
        else:
            _link(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def _link(aside: Path, path: Path) -> None:
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    except OSError:  # a volume without hard links
        if not path.exists():
            aside.replace(path)
