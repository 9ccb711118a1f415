"""Settings in, a ready pipeline out: the one place where the parts are joined."""

from __future__ import annotations

from checker import __version__
from checker.checkworthy import CheckWorthiness
from checker.config import Settings
from checker.corpus import load_corpus
from checker.encoder import load_encoder
from checker.index import open_index
from checker.lexical import LexicalIndex
from checker.pipeline import Parts, Pipeline
from checker.records import Versions
from checker.retrieval import Retriever
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
    corpus = load_corpus(settings.corpus)
    encoder = load_encoder(settings)
    stance = load_stance(settings)
    passages = corpus.passages()
    index = open_index(corpus, encoder, settings)
    retriever = Retriever(passages, encoder, index, LexicalIndex.build(passages))
    versions = Versions(corpus=corpus.version, encoder=encoder.name, stance=stance.name, code=__version__)
    parts = Parts(CheckWorthiness.load(encoder), retriever, stance, versions)
    return Pipeline(parts, k=settings.candidates, languages=settings.languages)


def build_retriever(settings: Settings) -> Retriever:
    """Return the search alone, without the stance model."""
    corpus = load_corpus(settings.corpus)
    encoder = load_encoder(settings)
    passages = corpus.passages()
    return Retriever(passages, encoder, open_index(corpus, encoder, settings), LexicalIndex.build(passages))
