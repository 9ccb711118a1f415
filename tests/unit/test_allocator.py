"""Memory that was freed is given back, from one arena for all threads."""

from __future__ import annotations

import os
import subprocess
import sys

WORK = """
import ctypes, threading
from checker.allocator import keep_little
print(keep_little())
together = threading.Barrier(6)
def work():
    taken = [bytes(60_000) for _ in range(10)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(6)]
for one in threads: one.start()
for one in threads: one.join()
ctypes.CDLL(None).malloc_stats()
"""


def arenas(**environment: str) -> tuple[str, int]:
    """Return what a process is told, and how many arenas its threads made."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", WORK]
    found = subprocess.run(command, capture_output=True, text=True, check=True, env=ours | environment)
    return found.stdout.strip(), found.stderr.count("Arena ")


def test_threads_share_one_arena():
    """Whoever runs the process has the last word."""
    assert arenas() == ("True", 1)
    said, several = arenas(MALLOC_ARENA_MAX="4")
    assert (said, several > 1) == ("False", True)
