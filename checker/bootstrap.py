"""Settings in, a ready pipeline out: the one place where the parts are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from checker import __version__, respelling
from checker.checkworthy import CheckWorthiness
from checker.config import Settings
from checker.corpus import Corpus, load_corpus
from checker.encoder import Encoder, load_encoder
from checker.generations import Manifest
from checker.index import VectorIndex
from checker.indexes import index_folder, open_index
from checker.lexical import LexicalIndex
from checker.living_index import Living, Place, up_to_date
from checker.named_stance import NamedStance
from checker.network import claim_network, sentence_network
from checker.pipeline import Parts, Pipeline, Worth
from checker.readings import AGAIN
from checker.recent import RecentEncoder, RecentSentences
from checker.records import Passage, Statement, Versions
from checker.remarks import Marks
from checker.reranking import Answers, Reranked
from checker.retrieval import BROWSING, NO_FLOOR, Fusion, Retriever
from checker.stance import load_stance
from checker.truth import open_truth


class NamedWorth(Worth, Protocol):
    """Check-worthiness that says which weights it has."""

    @property
    def name(self) -> str:
        """Which weights."""
        ...


@dataclass(frozen=True, slots=True)
class Models:
    """What is loaded once, whatever becomes of the corpus."""

    encoder: Encoder
    stance: NamedStance
    worth: NamedWorth
    answers: Answers | None = None  # for searches of people; without it they see the order that checks see
    marks: Marks | None = None


def build_pipeline(settings: Settings, corpus: Path | None = None) -> Pipeline:
    """Return a pipeline over the living corpus, or over the statements of ``corpus`` alone.

    The index is built when it is not there.

    Raises
    ------
    InvalidCorpus
        A statement file cannot be used.
    ModelMissing
        A model that the settings name is not on this machine.
    """
    if corpus is not None:
        return pipeline_of(parts_of(load_corpus(corpus), settings), settings)
    models = load_models(settings)
    living = up_to_date(place_of(models.encoder, settings), open_truth(settings))
    return pipeline_of(parts_with(models, searched_in(living)), settings)


def parts_of(corpus: Corpus, settings: Settings) -> Parts:
    """Return what a pipeline over ``corpus`` is made of, its index built when it is not there.

    Raises
    ------
    ModelMissing
        A model that the settings name is not on this machine.
    """
    models = load_models(settings)
    return parts_with(models, searched_over(corpus, open_index(corpus, models.encoder, settings)))


def load_models(settings: Settings) -> Models:
    """Return the models that the settings name.

    Raises
    ------
    ModelMissing
        One of them is not on this machine.
    """
    encoder = RecentEncoder(load_encoder(settings))
    stance = load_stance(settings)
    worth = CheckWorthiness(RecentSentences(sentence_network(settings.threads)))
    respelling.ready()
    return Models(encoder, stance, worth, claim_network(settings.threads).answers, worth.marks)


def place_of(encoder: Encoder, settings: Settings, *, fresh: bool = False) -> Place:
    """Return where the generations of this model lie, and where their vectors do.

    Raises
    ------
    InvalidSettings
        The vectors are to lie in what is no PostgreSQL.
    """
    if not settings.index_url:
        return Place.of(encoder, settings, fresh=fresh)
    from checker.pgvectors import PgKeeper  # noqa: PLC0415  # a laptop has no use for it

    keeper = PgKeeper(settings.index_url, settings.index_keep)
    return Place.of(encoder, settings, fresh=fresh, keeper=keeper)


@dataclass(frozen=True, slots=True)
class Searched:
    """Statements that can be searched."""

    version: str
    statements: Sequence[Statement]
    passages: Sequence[Passage]
    index: VectorIndex
    words: LexicalIndex


def searched_in(living: Living) -> Searched:
    """Return what lies in a generation."""
    return Searched(living.version, living.passages.statements, living.passages, living.index, living.words)


def searched_over(corpus: Corpus, index: VectorIndex) -> Searched:
    """Return a corpus that is indexed by its vectors, its words read anew."""
    passages = corpus.passages()
    return Searched(corpus.version, corpus.statements, passages, index, LexicalIndex.build(passages))


def parts_with(models: Models, searched: Searched) -> Parts:
    """Return what a pipeline is made of: models that are loaded, over a corpus that is indexed."""
    versions = Versions(
        corpus=searched.version,
        encoder=models.encoder.name,
        stance=models.stance.name,
        worth=models.worth.name,
        code=__version__,
    )
    retriever = _retriever(searched, models.encoder)
    around = retriever.above(BROWSING)
    return Parts(
        models.worth,
        retriever,
        models.stance,
        versions,
        index=searched.index.manifest.summary,
        statements=searched.statements,
        browsing=Reranked(around, models.answers) if models.answers else around,
        has=searched.words.has,
        marks=models.marks,
    )


def pipeline_of(parts: Parts, settings: Settings) -> Pipeline:
    """Return a pipeline of ``parts`` that works as the settings say."""
    # A chat model judges all passages of a claim in one question, and each question is paid for.
    again = 0 if settings.stance_url else AGAIN
    return Pipeline(parts, k=settings.candidates, again=again, languages=settings.languages)


def build_retriever(settings: Settings, corpus: Path | None = None) -> Reranked:
    """Return the search of people, without the floor that claims need and whatever judges stances.

    Over the living corpus, or over the statements of ``corpus`` alone.
    """
    encoder = load_encoder(settings)
    if corpus is not None:
        statements = load_corpus(corpus)
        searched = searched_over(statements, open_index(statements, encoder, settings))
    else:
        searched = searched_in(up_to_date(place_of(encoder, settings), open_truth(settings)))
    answers = claim_network(settings.threads).answers
    return Reranked(_retriever(searched, encoder, Fusion(floor=NO_FLOOR)), answers)


def index_manifest(settings: Settings, path: Path, *, build: bool) -> Manifest:
    """Return what made the index of these statements; with ``build``, it is made if it is not there.

    Raises
    ------
    IndexCorrupt, IndexMismatch
        There is no usable index and none was to be built.
    """
    corpus, encoder = load_corpus(path), load_encoder(settings)
    if build:
        return open_index(corpus, encoder, settings).manifest
    folder = index_folder(corpus, encoder, settings)
    return VectorIndex.load(folder, encoder.name, corpus.version).manifest


def _retriever(searched: Searched, encoder: Encoder, fusion: Fusion | None = None) -> Retriever:
    return Retriever(searched.passages, encoder, searched.index, searched.words, fusion)
