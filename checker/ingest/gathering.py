"""From what a person names, files, folders, patterns, addresses or ``-``, to what each of them holds."""

from __future__ import annotations

import glob
import gzip
import io
import stat
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from checker.errors import CheckerError
from checker.ingest.drafts import Reading, Skipped
from checker.ingest.told import filled

MAX_FILE_BYTES = 256 * 1_048_576  # unpacked
MAX_LINKS = 100  # of one feed
STDIN = "-"
_GZIP = b"\x1f\x8b"
_ADDRESS = ("http://", "https://")
_PATTERN = frozenset("*?[")


class Page(Protocol):
    """What an address gave."""

    @property
    def url(self) -> str:
        """Where it was found in the end."""
        ...

    @property
    def body(self) -> bytes:
        """As it was sent."""
        ...

    @property
    def promised(self) -> str:
        """Its type as the server says."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """How sources are opened and read."""

    read: Callable[[bytes, str, str | None], Reading]
    fetch: Callable[[str], Page]
    stdin: BinaryIO
    most: int = MAX_FILE_BYTES  # of a document that came packed, unpacked


def is_address(source: str) -> bool:
    """Whether a source is to be fetched."""
    return source.lower().startswith(_ADDRESS)


def expanded(sources: Sequence[str]) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
    """Return each file and address that the sources stand for, once, and what stands for nothing."""
    found: dict[str, None] = {}
    skipped = []
    for source in sources:
        names = [source] if is_address(source) or source == STDIN else _files(source)
        if isinstance(names, str):
            skipped.append(Skipped(source, names))
        else:
            found |= dict.fromkeys(names)
    return tuple(found), tuple(skipped)


def opened(source: str, means: Means) -> Reading:
    """Return what one file or address holds; one that cannot be used says why."""
    try:
        if is_address(source):
            page = means.fetch(source)
            return means.read(page.body, page.url, page.promised or None)
        if source == STDIN:
            return received(means.stdin.read(MAX_FILE_BYTES + 1), "stdin", None, means)
        return received(_bytes_of(Path(source)), source, None, means)
    except CheckerError as error:
        return _skipped(source, str(error).removeprefix(f"{source}: "))
    except OSError as error:
        return _skipped(source, f"cannot be read: {error.strerror or error}")


def readings(source: str, means: Means) -> Iterator[Reading]:
    """Yield what a source holds, and then what the addresses hold that a feed only points to."""
    reading = opened(source, means)
    yield reading
    for link in reading.links[:MAX_LINKS]:
        # What is linked from there is another matter: a feed names documents, not places to search.
        yield filled(replace(opened(link, means), links=(), told={}), reading.told.get(link))
    if len(reading.links) > MAX_LINKS:
        reason = f"it points to {len(reading.links)} addresses; the first {MAX_LINKS} were fetched"
        yield _skipped(source, reason)


def _files(source: str) -> list[str] | str:
    """Return the files of a path or pattern, or what to change."""
    try:
        path = Path(source)
        if path.is_dir():
            files = sorted(str(p) for p in path.rglob("*") if _is_meant(p.relative_to(path)) and p.is_file())
            return files or "the folder holds no file"
        if path.exists():
            return [source]
        if _PATTERN & set(source):
            # Path.glob takes no absolute pattern.
            found = glob.glob(source, recursive=True)  # noqa: PTH207
            files = sorted(name for name in found if Path(name).is_file())
            return files or "no file matches this pattern"
    except (OSError, ValueError) as error:
        return f"cannot be read: {error}"
    return "there is no such file or folder; an address begins with https://"


def _is_meant(relative: Path) -> bool:
    hidden = any(part.startswith(".") for part in relative.parts)
    return not hidden and relative.name.lower() != "readme.md"


def _bytes_of(path: Path) -> bytes:
    # A pipe or a device may never end, and even opening it may take for ever.
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("it is no regular file; give its content to `-`")
    with path.open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def received(body: bytes, origin: str, media_type: str | None, means: Means) -> Reading:
    """Return what a document holds that is at hand, packed with gzip or not."""
    if body.startswith(_GZIP):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
                body = packed.read(means.most + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            return _skipped(origin, f"the gzip data is damaged: {error}")
        if len(body) > means.most:
            return _skipped(origin, f"unpacked it has more than {means.most:,} bytes; split it")
        origin = origin.removesuffix(".gz")
    if len(body) > MAX_FILE_BYTES:
        return _skipped(origin, f"it has more than {MAX_FILE_BYTES:,} bytes; split it")
    if not body.strip():
        return _skipped(origin, "it is empty")
    return means.read(body, origin, media_type)


def _skipped(origin: str, reason: str) -> Reading:
    return Reading(None, skipped=(Skipped(origin, reason),))
