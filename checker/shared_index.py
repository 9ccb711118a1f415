"""Generations that travel: whoever builds one puts it where every host finds it, and none builds it twice.

    <share>/<place>/<generation>/…   the files of a generation, its manifest last
    <share>/<place>/current.json     which one serves now, of which corpus, and the hash of its manifest
    <share>/<place>/claim.json       who builds now, of which corpus, and when last heard of

The share is any place that fsspec can write to: a shared volume, S3, GCS. What arrives is checked
against the hashes of its manifest before it is let in, like what was built here. Two hosts that
claim in the same moment both build; they build the same, and either one's result serves.
"""

from __future__ import annotations

import json
import logging
import platform
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec

from checker.errors import IndexBusy, IndexCorrupt, InvalidSettings
from checker.generations import (
    MANIFEST,
    check_intact,
    is_name,
    new_generation,
    read_manifest,
)
from checker.intact import sha256
from checker.writer import Writer

CLAIM_SECONDS = 60.0  # of silence, after which a host that builds is taken for dead
RENEW_SECONDS = 15.0
_CURRENT, _CLAIM = "current.json", "claim.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Share:
    """Where hosts leave generations for each other. Threads may share one."""

    url: str
    root: str
    host: str
    clock: Callable[[], float] = time.time

    @classmethod
    def at(cls, url: str, place: str, host: str = "") -> Share:
        """Return the share at a URL that fsspec knows, for the generations of one place.

        Raises
        ------
        InvalidSettings
            There is no such kind of place, or its library is not installed.
        """
        try:
            _, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise InvalidSettings(f"CHECKER_INDEX_SHARE: {error}") from error
        return cls(url, f"{root.rstrip('/')}/{place}", host or f"{platform.node()}-{uuid.uuid4().hex[:8]}")

    @property
    def files(self) -> Any:
        """What fsspec reads and writes with: one a process, as those of buckets do not survive a fork."""
        return fsspec.core.url_to_fs(self.url)[0]

    def newest(self) -> str:
        """Return the version of the corpus whose generation is there; empty where none is."""
        return str(self._read(_CURRENT).get("corpus_version", ""))

    def receive(self, version: str, folder: Path, writer: Writer, keep: int) -> bool:
        """Take the generation of a corpus from the share into ``folder``, and say whether it was there.

        Raises
        ------
        IndexBusy
            Share or disk fail.
        """
        current = self._read(_CURRENT)
        name = str(current.get("generation", ""))
        if current.get("corpus_version") != version or not is_name(name):
            return False
        if (folder / name).is_dir():
            return False  # it is here, and was found wanting
        try:
            with new_generation(folder, writer, keep, name=name) as aside:
                self._download(name, aside, writer)
                _checked(aside, str(current.get("manifest_sha256", "")))
        except (IndexCorrupt, FileNotFoundError) as error:
            log.warning("what the share holds is not taken, and built here: %s", error)
            return False
        log.info("generation %s came from the share", name)
        return True

    def offer(self, generation: Path, keep: int) -> None:
        """Leave a finished generation for others; an older one of the same corpus is superseded.

        A share that is away does not harm who built: it is said in the log, and others build too.
        """
        try:
            self._upload(generation)
            self._point(generation, keep)
        except (OSError, ValueError) as error:
            log.warning("generation %s is not shared: %s", generation.name, error)

    def announce(self, generation: Path, keep: int) -> None:
        """Have others take a generation that was made before, since its corpus is that of now again."""
        try:
            if self.newest() == read_manifest(generation).corpus_version:
                return  # another host was first
            if not self._has(generation):
                self._upload(generation)
            self._point(generation, keep)
        except (IndexBusy, OSError, ValueError) as error:
            log.warning("generation %s is not shared: %s", generation.name, error)

    def _has(self, generation: Path) -> bool:
        """Whether a generation is there as a whole: its manifest is written last."""
        try:
            there = self.files.cat_file(f"{self.root}/{generation.name}/{MANIFEST}")
        except (FileNotFoundError, NotADirectoryError):
            return False
        return bool(there == (generation / MANIFEST).read_bytes())

    def _upload(self, generation: Path) -> None:
        there = f"{self.root}/{generation.name}"
        self.files.makedirs(there, exist_ok=True)
        for name in [*sorted(read_manifest(generation).sha256), MANIFEST]:
            self.files.put_file(str(generation / name), f"{there}/{name}")

    def _point(self, generation: Path, keep: int) -> None:
        row = {
            "generation": generation.name,
            "corpus_version": read_manifest(generation).corpus_version,
            "manifest_sha256": sha256(generation / MANIFEST),
        }
        self._write(_CURRENT, row)
        self._retire(keep, generation.name)

    def other_builder(self, version: str) -> str:
        """Return which other host builds the generation of a corpus now; empty where none does."""
        claim = self._read(_CLAIM)
        # A claim of the future is as old as one of the past: the clock was set back.
        fresh = abs(self.clock() - float(claim.get("heard", 0))) < CLAIM_SECONDS
        host = str(claim.get("host", ""))
        return host if fresh and claim.get("corpus_version") == version and host != self.host else ""

    @contextmanager
    def claimed(self, version: str) -> Iterator[None]:
        """Tell others, for as long as the block lasts, that this host builds."""
        over = threading.Event()

        def tell() -> None:
            while True:
                with suppress(OSError):
                    self._write(_CLAIM, {"host": self.host, "corpus_version": version, "heard": self.clock()})
                if over.wait(RENEW_SECONDS):
                    return

        telling = threading.Thread(target=tell, name="claim-build", daemon=True)
        telling.start()
        try:
            yield
        finally:
            over.set()
            telling.join()
            if self._read(_CLAIM).get("host") == self.host:
                with suppress(OSError):
                    self.files.rm_file(f"{self.root}/{_CLAIM}")

    def _download(self, name: str, aside: Path, writer: Writer) -> None:
        there = f"{self.root}/{name}"
        self.files.get_file(f"{there}/{MANIFEST}", str(aside / MANIFEST))
        for file in sorted(read_manifest(aside).sha256):
            if Path(file).name != file:
                raise IndexCorrupt(f"{there}: a manifest that names {file!r}")
            writer.renew(f"{file} comes from the share")
            self.files.get_file(f"{there}/{file}", str(aside / file))

    def _retire(self, keep: int, current: str) -> None:
        found = sorted(Path(path).name for path in self.files.ls(self.root, detail=False))
        for name in [name for name in found if name[:2] == "20" and is_name(name)][:-keep]:
            if name != current:
                self.files.rm(f"{self.root}/{name}", recursive=True)

    def _read(self, name: str) -> Mapping[str, Any]:
        try:
            found = json.loads(self.files.cat_file(f"{self.root}/{name}"))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except ValueError:
            return {}
        except OSError as error:
            raise IndexBusy(f"the share of the index does not answer: {error}") from error
        return found if isinstance(found, dict) else {}

    def _write(self, name: str, row: Mapping[str, Any]) -> None:
        """Write a small file so that readers find the old or the new, where the place can do that."""
        self.files.makedirs(self.root, exist_ok=True)
        aside = f"{self.root}/.{name}.{self.host}"
        self.files.pipe_file(aside, json.dumps(row).encode())
        self.files.mv(aside, f"{self.root}/{name}")


def _checked(generation: Path, manifest_hash: str) -> None:
    """Return if a generation that arrived is what was sent.

    Raises
    ------
    IndexCorrupt
        It is not.
    """
    if sha256(generation / MANIFEST) != manifest_hash:
        raise IndexCorrupt(f"{generation}: its manifest is not the one that was announced")
    manifest = read_manifest(generation)
    for name in manifest.sha256:
        check_intact(generation / name, manifest)
