"""The index of the living corpus: generations that carry the statements that they were made of.

A reader, and whoever goes back to an earlier generation, needs no database: what is quoted and what
is searched lie in one folder, and change together.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from checker.config import Settings
from checker.corpus import Corpus
from checker.embeddings import Embeddings, Floats, are_units
from checker.encoder import Encoder
from checker.errors import IndexCorrupt, IndexMismatch, InvalidInput
from checker.generations import (
    AGAIN,
    Held,
    Manifest,
    check_intact,
    current_generation,
    current_or_none,
    generations,
    go_back,
    held,
    is_name,
    new_generation,
    read_manifest,
    was_built,
)
from checker.index import FORMAT, Origin, VectorIndex, check_made_by, fill
from checker.indexes import begin_writing, embedded, remembering
from checker.passages import CUTTING, digest, search_text
from checker.records import Passage, Statement
from checker.statement_rows import statement_from_row, statement_to_row
from checker.writer import Writer, writing

OPENINGS = 3  # a generation may be retired between reading the pointer and opening its files
_STATEMENTS = "statements.jsonl"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Living:
    """An open generation: what can be found, and what is quoted."""

    name: str
    corpus: Corpus
    index: VectorIndex

    @property
    def manifest(self) -> Manifest:
        """What made it."""
        return self.index.manifest


class Truth(Protocol):
    """The living corpus: what its events add up to."""

    def head(self) -> str:
        """Return the version of the corpus now; asked every second."""
        ...

    def read(self) -> tuple[Corpus, int]:
        """Return the corpus now, and the number of the last event in it."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where the generations under one model lie, and how new ones are made."""

    folder: Path
    embeddings: Embeddings
    keep: int

    @classmethod
    def of(cls, encoder: Encoder, settings: Settings, *, fresh: bool = False) -> Place:
        """Return the place of this model in the data folder; when ``fresh``, no kept vector is used.

        Code that writes or cuts otherwise has a place of its own: during an upgrade, old and new
        workers would otherwise build over each other for ever.
        """
        made_by = hashlib.sha256(f"{encoder.name}\n{FORMAT}\n{CUTTING}".encode()).hexdigest()[:16]
        folder = settings.data_dir / "indexes" / f"live-{made_by}"
        return cls(folder, remembering(encoder, settings, fresh=fresh), settings.index_keep)


def up_to_date(place: Place, truth: Truth, earlier: Living | None = None) -> Living:
    """Return the generation of the corpus as it is now, built if there is none.

    One that somebody went back to is returned for as long as the corpus has not changed since. A
    damaged one is built again.
    """
    found = _opened_or_none(place, earlier)
    if found and serves(place, found, truth.head()):
        return found
    return build_now(place, truth, earlier=found or earlier)


def build_now(
    place: Place,
    truth: Truth,
    *,
    anew: bool = False,
    wait: bool = True,
    earlier: Living | None = None,
) -> Living:
    """Return a generation of the corpus as it is now, made in this call unless another writer just did.

    With ``anew``, it is made in this call whatever is there.

    Raises
    ------
    IndexBusy
        Another writer is at it and ``wait`` is false, or has taken over, or the disk is full.
    """
    with writing(place.folder, wait=wait) as writer:
        found = None if anew else _opened_or_none(place, earlier)
        if found and serves(place, found, truth.head()):
            return found
        corpus, seq = truth.read()
        return build_living(corpus, seq, place, writer, None if anew else found or earlier)


def serves(place: Place, living: Living, head: str) -> bool:
    """Whether a generation may answer while the corpus is at ``head``."""
    kept = held(place.folder)
    meant = kept is not None and kept.generation == living.name and kept.corpus_version == head
    return meant or living.manifest.corpus_version == head


def _opened_or_none(place: Place, earlier: Living | None) -> Living | None:
    if earlier and current_or_none(place.folder) == earlier.name:
        return earlier
    try:
        return open_living(place.folder, place.embeddings.name, earlier.corpus if earlier else None)
    except (IndexCorrupt, IndexMismatch) as error:
        log = logger.warning if was_built(place.folder) else logger.info
        log("building the index: %s", error)
        return None


def open_living(folder: Path, encoder_name: str, earlier: Corpus | None = None) -> Living:
    """Return the current generation; statements that ``earlier`` has too are not cut again.

    Raises
    ------
    IndexCorrupt
        There is none, or a file of it is missing or damaged.
    IndexMismatch
        It was made by another model or another version of this code.
    """
    for _ in range(OPENINGS - 1):
        generation = current_generation(folder)
        try:
            return _opened(generation, encoder_name, earlier)
        except IndexCorrupt:
            if generation == current_generation(folder):
                raise
    return _opened(current_generation(folder), encoder_name, earlier)


def build_living(
    corpus: Corpus, seq: int, place: Place, writer: Writer, earlier: Living | None = None
) -> Living:
    """Make a generation of ``corpus`` as it is after event ``seq``, let it in, and return it.

    What ``earlier`` has too is neither cut nor embedded again.

    Raises
    ------
    IndexBusy
        Another writer has taken over, or the disk is full.
    IndexCorrupt
        The new generation does not answer as it should; the one before stays.
    """
    if earlier:
        corpus.reuse(earlier.corpus)
    passages = corpus.passages()
    vectors = _vectors(passages, place, writer, earlier)
    with new_generation(place.folder, writer, place.keep) as generation:
        _write_statements(generation / _STATEMENTS, corpus.statements)
        origin = Origin(place.embeddings.name, corpus.version, len(corpus.statements), seq)
        index = fill(generation, passages, vectors, origin)
        if _read_statements(generation, index.manifest) != corpus.statements:
            raise IndexCorrupt("the statements read back are not those that were written; nothing was let in")
    return Living(generation.name.removeprefix("."), corpus, index)


def _vectors(passages: Sequence[Passage], place: Place, writer: Writer, earlier: Living | None) -> Floats:
    """Return one vector per passage, from the earlier generation where that has the text."""
    if earlier is None:
        return embedded(passages, place.embeddings, writer)
    known = {search_text(passage): number for number, passage in enumerate(earlier.corpus.passages())}
    numbers = np.array([known.get(search_text(passage), -1) for passage in passages], np.int64)
    there = np.flatnonzero(numbers >= 0)
    vectors = np.zeros((len(passages), earlier.manifest.dimension), np.float32)
    vectors[there] = earlier.index.vectors(numbers[there])
    missing = np.flatnonzero(~are_units(vectors)).tolist()  # new, or damaged since it was read
    vectors[missing] = embedded([passages[row] for row in missing], place.embeddings, writer)
    begin_writing(writer, len(passages))
    return vectors


def roll_back(place: Place, to: str | None, head: str) -> Living:
    """Make an earlier generation current until the corpus is another than ``head``, and return it.

    Without ``to``, the one before the current one. It is opened first: a damaged one is refused. A
    build that runs meanwhile is stopped, since it would undo this.

    Raises
    ------
    InvalidInput
        There is no such generation, or none before the current one.
    IndexCorrupt, IndexMismatch
        It cannot be opened.
    """
    generation = _named(place.folder, to) if to else _before(place.folder)
    living = _opened(generation, place.embeddings.name, None)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with writing(place.folder, force=True) as writer:
        go_back(place.folder, Held(living.name, head, at), writer)
    return living


def _named(folder: Path, name: str) -> Path:
    found = [path for path in generations(folder) if path.name == name or path.name.startswith(name)]
    if not is_name(name) or len(found) != 1:
        known = ", ".join(path.name for path in generations(folder)) or "none"
        what = "several generations are" if len(found) > 1 else "no generation is"
        raise InvalidInput(f"{what} called {name!r}; here are: {known}")
    return found[0]


def _before(folder: Path) -> Path:
    current = current_generation(folder)
    earlier = [path for path in generations(folder) if path.name < current.name]
    if not earlier:
        raise InvalidInput(f"there is no generation before {current.name}; `checker index list` shows all")
    return earlier[-1]


def _opened(generation: Path, encoder_name: str, earlier: Corpus | None) -> Living:
    manifest = read_manifest(generation)
    check_made_by(generation, manifest, encoder_name, None)
    corpus = Corpus(_read_statements(generation, manifest), manifest.corpus_version)
    if earlier is not None:
        corpus.reuse(earlier)
    if digest(corpus.passages()) != manifest.passages:
        raise IndexMismatch(f"{generation}: its statements are cut otherwise now; {AGAIN}")
    return Living(generation.name, corpus, VectorIndex.read(generation, manifest))


def _write_statements(path: Path, statements: Iterable[Statement]) -> None:
    with path.open("w", encoding="ascii") as stream:
        for statement in statements:
            stream.write(json.dumps(statement_to_row(statement)) + "\n")


def _read_statements(generation: Path, manifest: Manifest) -> tuple[Statement, ...]:
    path = generation / _STATEMENTS
    check_intact(path, manifest)
    try:
        with path.open(encoding="ascii") as stream:
            found = tuple(statement_from_row(json.loads(line)) for line in stream)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error
    if len(found) != manifest.statements:
        raise IndexCorrupt(f"{path}: holds other statements than its manifest says; {AGAIN}")
    return found
