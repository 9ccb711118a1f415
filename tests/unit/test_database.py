"""Several parts of a process, and several processes, share one SQLite file."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import insert, select, update

from checker.database import make_tables, open_engine, transaction
from checker.errors import StoreUnavailable
from checker.tables import Meta

LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT value FROM meta WHERE key = 'k'").fetchone()[0])
connection.close()
"""


def test_what_one_process_writes_all_others_see(tmp_path):
    """That a second part prepares the same file must not make SQLite forget that the first has it open."""
    path = tmp_path / "checker.sqlite3"
    first, second = (open_engine(f"sqlite:///{path}") for _ in range(2))

    def seen_elsewhere():
        command = [sys.executable, "-c", LOOK, str(path)]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

    make_tables(first)
    with transaction(first) as connection:
        connection.execute(insert(Meta).values(key="k", value="0"))
    make_tables(second)
    for value in ("1", "2", "3"):
        assert seen_elsewhere() == str(int(value) - 1)
        with transaction(first) as connection:
            connection.execute(update(Meta).where(Meta.key == "k").values(value=value))
    with transaction(second, writes=False) as connection:
        assert connection.scalar(select(Meta.value).where(Meta.key == "k")) == "3"
    assert seen_elsewhere() == "3"
    first.dispose()
    second.dispose()


def test_a_full_disk_is_said_in_words(tmp_path):
    """Who cannot write because there is no room is told that, and not only that nothing answers."""
    engine = open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    make_tables(engine)

    def write_much():
        with transaction(engine) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")  # no more pages than there are now
            connection.execute(insert(Meta).values(key="k", value="0" * 100_000))

    with pytest.raises(StoreUnavailable, match="full"):
        write_much()
    engine.dispose()
