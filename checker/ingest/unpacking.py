"""Bodies that came compressed: unpacked piece by piece, and never beyond a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from checker.errors import FetchFailed, FetchRefused

ACCEPTED = "gzip, deflate"
_PIECE = 65_536
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


def unpacked(chunks: Iterable[bytes], coding: str, most: int) -> bytes:
    """Return the body; ``coding`` is how the server says it is compressed.

    Raises
    ------
    FetchRefused
        It has more than ``most`` bytes, compressed or not, or is compressed in a way we did not ask for.
    FetchFailed
        It is broken off or damaged.
    """
    name = coding.strip().lower()
    if name in {"", "identity"}:
        return b"".join(_at_most(most, chunks))
    if name not in _WINDOWS:
        raise FetchRefused(f"the answer is compressed as {name[:40]!r}, which was not asked for")
    try:
        return b"".join(_at_most(most, _inflated(_at_most(most, chunks), name)))
    except zlib.error as error:
        raise FetchFailed(f"the answer is not the {name} that it is said to be ({error})") from error


def _at_most(most: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise too_large(most)
        yield chunk


def too_large(most: int) -> FetchRefused:
    """Return the error of a body beyond the limit."""
    return FetchRefused(f"the answer has more than {most:,} bytes; CHECKER_FETCH_MAX_BYTES sets the limit")


def _inflated(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Yield pieces of a bounded size; several members in a row are one body, as gzip has it."""
    window = _WINDOWS[name]
    unpacking = zlib.decompressobj(window)
    begun = False
    for chunk in chunks:
        pending = chunk
        while pending:
            if unpacking.eof:
                unpacking = zlib.decompressobj(window)
            try:
                piece = unpacking.decompress(pending, _PIECE)
            except zlib.error:
                if begun or name != "deflate":
                    raise
                # Some servers send deflate without the wrapper that the standard asks for.
                window = -zlib.MAX_WBITS
                unpacking = zlib.decompressobj(window)
                piece = unpacking.decompress(pending, _PIECE)
            begun = True
            yield piece
            pending = unpacking.unconsumed_tail or unpacking.unused_data
    while begun and not unpacking.eof and (piece := unpacking.decompress(unpacking.unconsumed_tail, _PIECE)):
        yield piece
    if begun and not unpacking.eof:
        raise FetchFailed("the answer broke off before its end")
