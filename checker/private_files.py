"""Files that are for us alone, since they hold what people have sent, or what it can be told by."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_OURS = 0o600
_OF_SQLITE = ("", "-wal", "-shm")


def keep_private(database: Path) -> None:
    """Have a file of SQLite, and what lies beside it, read by us alone; it is made if it is missing.

    One that is there is not opened: closing it again would drop every lock that SQLite holds on it in this
    process.

    Raises
    ------
    OSError
        It cannot be made.
    """
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OURS))
    for suffix in _OF_SQLITE:
        path = database.with_name(database.name + suffix)
        # It may be gone by now, or somebody else's who lets us write to it.
        with contextlib.suppress(FileNotFoundError, PermissionError):
            if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                path.chmod(_OURS)
