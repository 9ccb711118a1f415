"""The index of the living corpus: generations that carry the statements that they were made of.

A reader, and whoever goes back to an earlier generation, needs no database: what is quoted and what
is searched lie in one folder, and change together.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from checker.config import Settings
from checker.corpus import Corpus
from checker.embeddings import Embeddings, Floats, are_units
from checker.encoder import Encoder
from checker.errors import IndexBusy, IndexCorrupt, IndexMismatch, InvalidInput
from checker.generations import (
    Held,
    Manifest,
    current_generation,
    current_or_none,
    generations,
    go_back,
    go_over,
    held,
    is_name,
    new_generation,
    read_manifest,
    was_built,
)
from checker.index import FORMAT, IN_FILES, Keeper, Origin, VectorIndex, check_made_by, fill
from checker.index_kinds import Positions
from checker.indexes import begin_writing, embedded, remembering
from checker.lexical import LexicalIndex
from checker.passage_table import PassageTable, is_as_written, read_table, write_table
from checker.passages import CUTTING, search_text, searched_text
from checker.records import Passage
from checker.shared_index import Share
from checker.writer import Writer, writing

SHARE_LOOK_SECONDS = 0.5
OPENINGS = 3  # a generation may be retired between reading the pointer and opening its files

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Living:
    """An open generation: what can be found, and what is quoted."""

    name: str
    passages: PassageTable
    index: VectorIndex
    words: LexicalIndex

    @property
    def manifest(self) -> Manifest:
        """What made it."""
        return self.index.manifest

    @property
    def version(self) -> str:
        """Of the corpus."""
        return self.manifest.corpus_version


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
    keeper: Keeper = IN_FILES  # of the vectors
    share: Share | None = None  # where other hosts leave theirs

    @classmethod
    def of(
        cls, encoder: Encoder, settings: Settings, *, fresh: bool = False, keeper: Keeper = IN_FILES
    ) -> Place:
        """Return the place of this model in the data folder; when ``fresh``, no kept vector is used.

        Code that writes or cuts otherwise has a place of its own: during an upgrade, old and new
        workers would otherwise build over each other for ever.
        """
        made_by = hashlib.sha256(f"{encoder.name}\n{FORMAT}\n{CUTTING}".encode()).hexdigest()[:16]
        folder = settings.data_dir / "indexes" / f"live-{made_by}"
        share = Share.at(settings.index_share, folder.name) if settings.index_share else None
        embeddings = remembering(encoder, settings, fresh=fresh)
        return cls(folder, embeddings, settings.index_keep, keeper, share)


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
    """Return a generation of the corpus as it is now, made in this call unless there is one.

    That is where another writer just made it, or where a change was taken back and the generation of the
    corpus before it is kept. With ``anew``, it is made in this call whatever is there.

    Raises
    ------
    IndexBusy
        Another writer is at it and ``wait`` is false, or has taken over, or the disk is full.
    """
    with writing(place.folder, wait=wait) as writer:
        found = None if anew else _opened_or_none(place, earlier)
        if found and serves(place, found, truth.head()):
            return found
        if not anew and (kept := _kept(place, truth.head(), writer)):
            if place.share:
                place.share.announce(place.folder / kept.name, place.keep)
            return kept
        if place.share is None:
            return _build(place, truth, writer, None if anew else found or earlier)
        if not anew and (came := _from_elsewhere(place, place.share, truth, writer, wait=wait)):
            return came
        with place.share.claimed(truth.head()):
            built = _build(place, truth, writer, None if anew else found or earlier)
            place.share.offer(place.folder / built.name, place.keep)
            return built


def _kept(place: Place, version: str, writer: Writer) -> Living | None:
    """Return the generation of a corpus as it was before, made current again; None where none is kept."""
    for generation in reversed(generations(place.folder)):
        try:
            if read_manifest(generation).corpus_version != version:
                continue
            living = _opened(generation, place.embeddings.name, place.keeper)
        except (IndexCorrupt, IndexMismatch) as error:
            logger.info("a generation that is kept is not used: %s", error)
            continue
        go_over(place.folder, living.name, writer)
        logger.info("generation %s is of this corpus and serves again", living.name)
        return living
    return None


def _build(place: Place, truth: Truth, writer: Writer, earlier: Living | None) -> Living:
    corpus, seq = truth.read()
    return build_living(corpus, seq, place, writer, earlier)


def _from_elsewhere(place: Place, share: Share, truth: Truth, writer: Writer, *, wait: bool) -> Living | None:
    """Return the generation of the corpus as it is now from another host, also from one that still builds it.

    Raises
    ------
    IndexBusy
        Another host builds it, and ``wait`` is false.
    """
    told = ""
    while True:
        version = truth.head()
        if share.receive(version, place.folder, writer, place.keep):
            return _opened_or_none(place, None)
        builder = share.other_builder(version)
        if not builder:
            return None
        if not wait:
            raise IndexBusy(
                f"{place.folder}: {builder} builds the index of {version}; it is taken from there"
            )
        if builder != told:
            logger.warning("waiting for %s, which builds the same index", builder)
            told = builder
        writer.renew(f"waiting for {builder}, which builds the same")
        time.sleep(SHARE_LOOK_SECONDS)


def serves(place: Place, living: Living, head: str) -> bool:
    """Whether a generation may answer while the corpus is at ``head``."""
    kept = held(place.folder)
    meant = kept is not None and kept.generation == living.name and kept.corpus_version == head
    return meant or living.manifest.corpus_version == head


def _opened_or_none(place: Place, earlier: Living | None) -> Living | None:
    if earlier and current_or_none(place.folder) == earlier.name:
        return earlier
    try:
        return open_living(place.folder, place.embeddings.name, place.keeper)
    except (IndexCorrupt, IndexMismatch) as error:
        log = logger.warning if was_built(place.folder) else logger.info
        log("building the index: %s", error)
        return None


def open_living(folder: Path, encoder_name: str, keeper: Keeper = IN_FILES) -> Living:
    """Return the current generation.

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
            return _opened(generation, encoder_name, keeper)
        except IndexCorrupt:
            if generation == current_generation(folder):
                raise
    return _opened(current_generation(folder), encoder_name, keeper)


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
        corpus.reuse(earlier.passages)
    passages = corpus.passages()
    before = _places_before(passages, earlier)
    vectors = _vectors(passages, place, writer, earlier, before)
    with new_generation(place.folder, writer, place.keep) as generation:
        write_table(generation, corpus.statements, passages)
        words = earlier.words.of_others(passages, before) if earlier else LexicalIndex.build(passages)
        words.write(generation)
        origin = Origin(place.embeddings.name, corpus.version, len(corpus.statements), seq)
        fill(generation, passages, vectors, origin, place.keeper)
        table = read_table(generation, read_manifest(generation))
        if not is_as_written(table, corpus.statements, passages):
            raise IndexCorrupt("what was read back is not what was written; nothing was let in")
        name = generation.name.removeprefix(".")
    return _opened(place.folder / name, place.embeddings.name, place.keeper)


def _places_before(passages: Sequence[Passage], earlier: Living | None) -> Positions:
    """Return for each passage where ``earlier`` has the same searched text; -1 where it has not."""
    if earlier is None:
        return np.full(len(passages), -1, np.int64)
    searched = (searched_text(*what) for what in earlier.passages.searched_as())
    known = {_key(text): number for number, text in enumerate(searched)}
    return np.array([known.get(_key(search_text(passage)), -1) for passage in passages], np.int64)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _vectors(
    passages: Sequence[Passage], place: Place, writer: Writer, earlier: Living | None, before: Positions
) -> Floats:
    """Return one vector per passage, from the earlier generation where that has the text."""
    if earlier is None:
        return embedded(passages, place.embeddings, writer)
    there = np.flatnonzero(before >= 0)
    vectors = np.zeros((len(passages), earlier.manifest.dimension), np.float32)
    vectors[there] = earlier.index.vectors(before[there])
    missing = np.flatnonzero(~are_units(vectors)).tolist()  # new, or damaged since it was read
    vectors[missing] = embedded([passages[row] for row in missing], place.embeddings, writer)
    begin_writing(writer, len(passages))
    return vectors


def roll_back(place: Place, to: str | None, head: str, had: Callable[[str], bool]) -> Living:
    """Make an earlier generation current until the corpus is another than ``head``, and return it.

    Without ``to``, the one before the current one. It is opened first: a damaged one is refused. A
    build that runs meanwhile is stopped, since it would undo this.

    Parameters
    ----------
    had
        Whether the corpus ever had a version. After a restore of its database generations are left of
        what came after the backup, and nothing else knows what those would quote.

    Raises
    ------
    InvalidInput
        There is no such generation, or none before the current one.
    IndexCorrupt, IndexMismatch
        It cannot be opened.
    """
    generation = _before(place.folder, had) if to is None else _named(place.folder, to, had)
    living = _opened(generation, place.embeddings.name, place.keeper)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with writing(place.folder, force=True) as writer:
        go_back(place.folder, Held(living.name, head, at), writer)
    return living


def _named(folder: Path, name: str, had: Callable[[str], bool]) -> Path:
    found = [path for path in generations(folder) if is_name(name) and path.name.startswith(name)]
    if len(found) != 1:
        known = ", ".join(path.name for path in generations(folder)) or "none"
        what = "several generations are" if len(found) > 1 else "no generation is"
        raise InvalidInput(f"{what} called {name!r}; here are: {known}")
    version = read_manifest(found[0]).corpus_version
    if not had(version):
        raise InvalidInput(
            f"{found[0].name} is of another history: this corpus never had its version, {version}"
        )
    return found[0]


def _before(folder: Path, had: Callable[[str], bool]) -> Path:
    current = current_generation(folder)
    for path in reversed(generations(folder)):
        if path.name < current.name and had(read_manifest(path).corpus_version):
            return path
    raise InvalidInput(
        f"there is no generation of this corpus before {current.name}; `checker index list` shows all"
    )


def _opened(generation: Path, encoder_name: str, keeper: Keeper) -> Living:
    manifest = read_manifest(generation)
    check_made_by(generation, manifest, encoder_name, None)
    return Living(
        generation.name,
        read_table(generation, manifest),
        VectorIndex.read(generation, manifest, keeper),
        LexicalIndex.read(generation, manifest),
    )
