"""Settings in, a ready pipeline out: the one place where the parts are joined."""

from __future__ import annotations

from checker import __version__
from checker.chat_stance import load_chat_stance
from checker.checkworthy import CheckWorthiness
from checker.config import Settings
from checker.corpus import Corpus, load_corpus
from checker.encoder import Encoder, load_encoder
from checker.generations import Manifest
from checker.index import VectorIndex
from checker.indexes import index_folder, open_index
from checker.lexical import LexicalIndex
from checker.pipeline import Parts, Pipeline
from checker.records import Versions
from checker.retrieval import NO_FLOOR, Fusion, Retriever
from checker.stance import load_stance


def build_pipeline(settings: Settings) -> Pipeline:
    """Return a pipeline over the corpus that the settings name, its index built when it is not there.

    Raises
    ------
    InvalidCorpus
        A statement file cannot be used.
    ModelMissing
        A model that the settings name is not on this machine.
    """
    return pipeline_of(parts_of(load_corpus(settings.corpus), settings), settings)


def parts_of(corpus: Corpus, settings: Settings) -> Parts:
    """Return what a pipeline over ``corpus`` is made of, its index built when it is not there.

    Raises
    ------
    ModelMissing
        A model that the settings name is not on this machine.
    """
    encoder = load_encoder(settings)
    stance = load_chat_stance(settings) if settings.stance_url else load_stance(settings)
    index = open_index(corpus, encoder, settings)
    retriever = _retriever(corpus, encoder, index)
    versions = Versions(corpus=corpus.version, encoder=encoder.name, stance=stance.name, code=__version__)
    return Parts(CheckWorthiness.load(encoder), retriever, stance, versions, index.manifest.summary)


def pipeline_of(parts: Parts, settings: Settings) -> Pipeline:
    """Return a pipeline of ``parts`` that works as the settings say."""
    return Pipeline(parts, k=settings.candidates, languages=settings.languages)


def build_retriever(settings: Settings) -> Retriever:
    """Return the search alone, without the stance model and without the floor that claims need."""
    corpus, encoder = load_corpus(settings.corpus), load_encoder(settings)
    index = open_index(corpus, encoder, settings)
    return _retriever(corpus, encoder, index, Fusion(floor=NO_FLOOR))


def index_manifest(settings: Settings, *, build: bool) -> Manifest:
    """Return what made the index of the corpus; with ``build``, the index is made if it is not there.

    Raises
    ------
    IndexCorrupt, IndexMismatch
        There is no usable index and none was to be built.
    """
    corpus, encoder = load_corpus(settings.corpus), load_encoder(settings)
    if build:
        return open_index(corpus, encoder, settings).manifest
    folder = index_folder(corpus, encoder, settings)
    return VectorIndex.load(folder, encoder.name, corpus.version).manifest


def _retriever(
    corpus: Corpus, encoder: Encoder, index: VectorIndex, fusion: Fusion | None = None
) -> Retriever:
    passages = corpus.passages()
    return Retriever(passages, encoder, index, LexicalIndex.build(passages), fusion)
