"""What a search brings up and does not answer: hard neutrals for stance, hard negatives for relevance.

Neighbours are found with the product's own encoder and with BM25 (Karpukhin et al. 2020, "Dense
passage retrieval", mine negatives alike). A neighbour of the same premise, or one that shares most of
its words, may well answer the claim and is left out. Sentences of US federal statements, and of
briefings other than the post's, are taken as they come: they are about other events, with few exceptions
that nobody counted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from checker.config import load_settings
from checker.encoder import load_encoder
from checker.hashtags import in_words
from checker.lexical import LexicalIndex
from checker.memory import remembering
from checker.records import Passage, Statement
from training import mixture, rumours
from training.counterfactuals.sources import statement_sentences
from training.mixture import Pair

NEGATIVES = 3
WITH_TITLE = 0.6  # of fact-checks, as an index holds them; of the others the claim alone
# Public pairs that a search could be asked for: claims beside the sentence that decides them.
ASKED = {
    "vitaminc": 12_000,
    "fever_dev_gold": 5_200,
    "scifact": 914,
    "covidfact": 3_000,
    "cad_nli": 1_500,
    "mnli": 2_500,
    "lingnli": 4_000,
}
# Own files that are not about events: findings, which bear on many claims, premises of general inference
# ("the writer has a dog"), and versions of one passage with the same claims.
_NO_EVENTS = tuple(f"authored-{number}." for number in (*range(13, 19), 21, 22))
_SAME = 0.6  # of words in common: may be the same matter
_NEAREST, _DRAWN = 14, 3
_TOLD_AGAIN, _NEAR_CLAIMS = 24_000, 40
_SAME_MATTER = 0.5  # cosine of two claims on one premise: less may be two of its facts
_BESIDE_PREMISES, _BESIDE_STATEMENTS, _SENTENCES = 14_000, 5_000, 16_000
_COSINES = 40_000_000  # computed at once: 160 MB

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Question:
    """A claim, the passage that answers it, and ``NEGATIVES`` that only look like it."""

    claim: str
    answer: str
    others: tuple[str, ...]


def product_encoder() -> Encode:
    """Return the encoder that the index is made with; it encodes no text twice."""
    encoder = load_encoder(load_settings())
    rows = remembering(encoder.encode)

    def encode(texts: Sequence[str]) -> Vectors:
        return np.array(rows(texts), np.float32).reshape(len(texts), encoder.dimension)

    return encode


def neutrals(data: Path, rng: random.Random, encode: Encode) -> list[Pair]:
    """Return own claims and posts beside passages that are near and about something else."""
    rows = _of_events()
    rng.shuffle(rows)
    return [
        *_beside_premises(rows[:_BESIDE_PREMISES], rows, rng, encode),
        *_beside_statements(
            rows[_BESIDE_PREMISES : _BESIDE_PREMISES + _BESIDE_STATEMENTS], data, rng, encode
        ),
        *_beside_briefings(rng, encode),
    ]


def questions(data: Path, rng: random.Random, encode: Encode) -> list[Question]:
    """Return claims with their answers among passages that a search would bring up as well."""
    rows = _of_events()
    asked = [
        (str(r["claim"]), mixture.with_speaker(str(r["evidence"]), str(r["speaker"]), rng))
        for r in rows
        if r["label"] != "neutral"
    ]
    asked += [(p.claim, p.evidence) for p in mixture.public_pairs(data, rng, ASKED) if p.label != "neutral"]
    asked += list(_titles(data))
    return [
        *_mined(list(dict.fromkeys(asked)), rng, encode),
        *_told_again(rows, rng, encode),
        *_posts(rng),
    ]


def tweets(rng: random.Random, encode: Encode) -> list[Question]:
    """Return tweets, as a search has them, with the fact-check of each.

    Beside it are one of the same block, and those that come first in a search of all.
    """
    found = list(rumours.rumours(held_out=False))
    pool = list(dict.fromkeys(check for one in found for check in _checks(one)))
    asked = [in_words(one.tweet) for one in found]
    near = _nearest(encode(asked), encode([" ".join(check) for check in pool]), _NEAREST)
    made = []
    for one, tweet, places in zip(found, asked, near, strict=True):
        own, beside = _checks(one)
        others = [pool[place] for place in places if pool[place] not in {own, beside}]
        shown = [own, beside, *rng.sample(others, NEGATIVES - 1)]
        titled = rng.random() < WITH_TITLE
        answer, *wrong = [" ".join(check) if titled else check[1] for check in shown]
        made.append(Question(tweet, answer, tuple(wrong)))
    return made


def _checks(one: rumours.Rumour) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one.title, one.claim), (one.near_title, one.near_claim)


def _of_events() -> list[dict[str, Any]]:
    """Return own pairs of files on events, of each of which one premise alone speaks."""
    files = [path for path in mixture.own_files() if not path.name.startswith(_NO_EVENTS)]
    return list(mixture.authored_rows(files, held_out=False))


def _titles(data: Path) -> Iterator[tuple[str, str]]:
    """Yield what official statements are called, and their first line."""
    for row in mixture.statement_rows(data):
        lines = [line for line in str(row["text"]).split("\n") if 60 < len(line) < 700]
        if row.get("title") and lines:
            yield str(row["title"]), lines[0]


def _mined(asked: Sequence[tuple[str, str]], rng: random.Random, encode: Encode) -> Iterator[Question]:
    pool = list(dict.fromkeys(answer for _, answer in asked))
    answers: dict[str, list[str]] = {}
    for claim, answer in asked:
        answers.setdefault(claim, []).append(answer)
    statements = [Statement(str(i), text) for i, text in enumerate(pool)]
    words = LexicalIndex.build(
        [Passage(s.statement_id, s, s.text, 0, len(s.text), s.text, "", s) for s in statements]
    )
    near = _nearest(encode([claim for claim, _ in asked]), encode(pool), _NEAREST)
    for (claim, answer), dense in zip(asked, near, strict=True):
        by_meaning, by_words = (
            [pool[i] for i in near_ones if not any(_alike(pool[i], known) for known in answers[claim])]
            for near_ones in (dense, words.search(claim, _NEAREST)[0])
        )
        if len(by_meaning) >= NEGATIVES:
            others = rng.sample(by_meaning, NEGATIVES - 1)
            left = [passage for passage in by_words + by_meaning if passage not in others]
            yield Question(claim, answer, (*others, left[0]))


def _told_again(rows: Sequence[dict[str, Any]], rng: random.Random, encode: Encode) -> Iterator[Question]:
    """Yield claims with another telling of the same matter among claims that are near and about others.

    This is what is asked of a collection of claims that were checked before. Whether a telling is true does
    not count. An event is invented once: claims on other premises are about other events.
    """
    premises = {str(r["claim"]): str(r["premise_id"]) for r in rows if r["label"] != "neutral"}
    claims = rng.sample(sorted(premises), len(premises))
    vectors = encode(claims)
    places = _nearest(vectors[:_TOLD_AGAIN], vectors, _NEAR_CLAIMS)
    for claim, vector, near in zip(claims[:_TOLD_AGAIN], vectors, places, strict=False):
        own = [i for i in near if premises[claims[i]] == premises[claim]]
        same = [i for i in own if vectors[i] @ vector >= _SAME_MATTER and not _alike(claims[i], claim)]
        others = [claims[i] for i in near if i not in own][:_NEAREST]
        if same and len(others) >= NEGATIVES:
            yield Question(claim, claims[same[0]], tuple(rng.sample(others, NEGATIVES)))


def _posts(rng: random.Random) -> Iterator[Question]:
    """Yield posts with the passage that decides them among the others of its briefing."""
    docs = mixture.briefings(training=True)
    for post in mixture.briefing_posts(held_out=False):
        doc = docs[post.doc_id]
        answers, others = [], []
        for passage, numbers in zip(doc.passages, doc.sentences, strict=True):
            (answers if numbers & post.gold else others).append(passage.standalone)
        if len(others) >= NEGATIVES:
            yield from (Question(post.text, a, tuple(rng.sample(others, NEGATIVES))) for a in answers)


def _beside_premises(
    chosen: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], rng: random.Random, encode: Encode
) -> Iterator[Pair]:
    premises = {str(r["evidence"]): (r["premise_id"], str(r["speaker"])) for r in rows}
    texts = list(premises)
    near = _nearest(encode([str(r["claim"]) for r in chosen]), encode(texts), _NEAREST)
    for row, places in zip(chosen, near, strict=True):
        others = [
            texts[i]
            for i in places
            if premises[texts[i]][0] != row["premise_id"] and not _alike(texts[i], str(row["evidence"]))
        ]
        if others:
            text = rng.choice(others[:_DRAWN])
            yield Pair(str(row["claim"]), text, "neutral", "mismatched", premises[text][1])


def _beside_statements(
    chosen: Sequence[dict[str, Any]], data: Path, rng: random.Random, encode: Encode
) -> Iterator[Pair]:
    found = statement_sentences(data)
    texts = rng.sample(sorted(found), min(_SENTENCES, len(found)))
    near = _nearest(encode([str(r["claim"]) for r in chosen]), encode(texts), _DRAWN)
    for row, places in zip(chosen, near, strict=True):
        text = texts[rng.choice(list(places))]
        yield Pair(str(row["claim"]), text, "neutral", "mismatched", found[text])


def _beside_briefings(rng: random.Random, encode: Encode) -> Iterator[Pair]:
    docs, posts = mixture.briefings(training=True), mixture.briefing_posts(held_out=False)
    passages = [(name, p.standalone) for name, doc in docs.items() for p in doc.passages]
    near = _nearest(encode([p.text for p in posts]), encode([text for _, text in passages]), 40)
    for post, places in zip(posts, near, strict=True):
        others = [passages[i][1] for i in places if passages[i][0] != post.doc_id][:5]
        for text in rng.sample(others, min(_DRAWN, len(others))):
            yield Pair(post.text, text, "neutral", "mismatched")


def _nearest(asked: Vectors, pool: Vectors, k: int) -> Iterator[npt.NDArray[np.int64]]:
    """Yield for each row of ``asked`` the places of the ``k`` nearest rows of ``pool``, nearest first."""
    block = max(1, _COSINES // max(1, len(pool)))
    for start in range(0, len(asked), block):
        cosines = asked[start : start + block] @ pool.T
        best = np.argpartition(-cosines, min(k, len(pool) - 1), axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(cosines, best, 1), axis=1)
        yield from np.take_along_axis(best, order, 1)


def _alike(one: str, other: str) -> bool:
    """Whether two passages share so many words that both may answer what one of them does."""
    words = set(one.lower().split())
    return len(words & set(other.lower().split())) / max(1, len(words)) >= _SAME
