"""Indexes of statements that are read straight from a file: each corpus and model has a folder of its own."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

from checker.config import Settings
from checker.corpus import Corpus
from checker.embeddings import Embeddings, Floats
from checker.encoder import Encoder
from checker.errors import IndexCorrupt, IndexMismatch
from checker.generations import new_generation, was_built
from checker.index import FORMAT, Origin, VectorIndex, fill
from checker.passages import digest, search_text
from checker.records import Passage
from checker.writer import LEASE_SECONDS, Writer, writing

KEEP = 2  # the same passages give the same index: one is kept for readers that were about to open it
WRITTEN_PER_SECOND = 1_000  # passages, on a slow and busy machine, with the lists of an inexact index

logger = logging.getLogger(__name__)


def open_index(corpus: Corpus, encoder: Encoder, settings: Settings) -> VectorIndex:
    """Return the index of this corpus and model from the data folder, built if there is none.

    A damaged index is built again: the corpus is the truth, the index is disposable.
    """
    folder = index_folder(corpus, encoder, settings)
    try:
        return VectorIndex.load(folder, encoder.name, corpus.version)
    except (IndexCorrupt, IndexMismatch) as error:
        log = logger.warning if was_built(folder) else logger.info
        log("building the index: %s", error)
    with writing(folder) as writer:
        try:  # another process may have built it while this one waited
            return VectorIndex.load(folder, encoder.name, corpus.version)
        except (IndexCorrupt, IndexMismatch):
            with new_generation(folder, writer, KEEP) as generation:
                vectors = embedded(corpus.passages(), remembering(encoder, settings), writer)
                return fill(generation, corpus.passages(), vectors, Origin(encoder.name, corpus.version))


def index_folder(corpus: Corpus, encoder: Encoder, settings: Settings) -> Path:
    """Return where the index of this corpus and model lives, named by all that it is made of."""
    made_of = f"{FORMAT}\n{encoder.name}\n{corpus.version}\n{digest(corpus.passages())}"
    return settings.data_dir / "indexes" / hashlib.sha256(made_of.encode()).hexdigest()[:24]


def remembering(encoder: Encoder, settings: Settings, *, fresh: bool = False) -> Embeddings:
    """Return the encoder with the memory that all indexes of the data folder share."""
    return Embeddings(settings.data_dir / "embeddings.sqlite3", encoder, fresh=fresh)


def embedded(passages: Sequence[Passage], embeddings: Embeddings, writer: Writer) -> Floats:
    """Return one vector per passage; whoever waits for the writer sees how far it is."""
    texts = [search_text(passage) for passage in passages]
    vectors = embeddings.encode(
        texts, lambda done, total: writer.renew(f"{done:,} of {total:,} passages embedded")
    )
    begin_writing(writer, len(vectors))
    return vectors


def begin_writing(writer: Writer, count: int) -> None:
    """Take a lease that covers making the index of so many vectors: FAISS says nothing while it works."""
    seconds = LEASE_SECONDS + count / WRITTEN_PER_SECOND
    writer.renew(f"{count:,} passages embedded, writing the index", lease=seconds)
