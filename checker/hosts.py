"""Which host this is, among those that share a database: each has a data folder of its own."""

from __future__ import annotations

import os
import platform
import secrets
from contextlib import suppress

from checker.config import Settings

_FILE = "host"


def host_of(settings: Settings) -> str:
    """Return the name that the data folder of this host keeps, made when nothing keeps one yet.

    A machine that has another name each time it starts is the same host while its data folder is the same.
    """
    path, name = settings.data_dir / _FILE, platform.node()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            aside = path.with_name(f".{_FILE}.{secrets.token_hex(4)}")
            aside.write_text(f"{name}-{secrets.token_hex(4)}\n", "utf-8")
            with suppress(FileExistsError):  # another process was first
                os.link(aside, path)
            aside.unlink()
        return path.read_text("utf-8").strip() or name
    except (OSError, UnicodeDecodeError):
        return name
