"""What the C library keeps of memory that was freed: little, in a process whose threads mostly wait.

glibc gives each thread an arena of its own, and holds on to as much as was ever freed at once. A server has
dozens of threads, of which one works at a time.
"""

from __future__ import annotations

import ctypes
import os

# The numbers of malloc.h.
_TRIM_THRESHOLD, _ARENA_MAX = -1, -8
TRIM_BYTES = 128 * 1024


def keep_little() -> bool:
    """Have freed memory given back, from one arena; False where that cannot be said, or was said otherwise.

    Before any thread is started: an arena that is there stays.
    """
    if any(name.startswith("MALLOC_") for name in os.environ):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # not glibc
        return False
    return bool(mallopt(_ARENA_MAX, 1)) and bool(mallopt(_TRIM_THRESHOLD, TRIM_BYTES))
