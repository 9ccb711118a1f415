"""Prints what becomes of accepted posts when workers, Redis, server, disk or clients fail.

Usage: python -m eval.faults [NAME ...]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.faults import ALL, Figures

COLUMNS = ("accepted", "finished", "lost", "duplicated", "again", "wrong", "refused")


def main(names: list[str]) -> int:
    """Run the faults, print a table, and return 1 if anything was lost, done twice or wrong."""
    print(f"{'fault':50}" + "".join(f"{column:>12}" for column in COLUMNS), flush=True)
    found: list[Figures] = []
    for fault in ALL:
        if names and fault.__name__ not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            found.append(fault(Path(folder) / "fleet"))
        print(f"{found[-1].fault:50}" + "".join(f"{getattr(found[-1], c):12}" for c in COLUMNS), flush=True)
    return 0 if all(one.is_clean for one in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
