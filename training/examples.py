"""What the network of ``training/model.py`` learns from: gathered once, then dressed and tokenised for a run.

    python -m training.examples --data ../shared/data --out build/stance

A quarter of an hour on two cores: passages that look like an answer are searched for among all
others. ``--limit`` keeps so many of each kind, for a trial.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from training import frames, mined, mixture, remarks, verbatim
from training.counterfactuals import counterfactual_pairs
from training.mined import Question
from training.mixture import LABELS, Pair
from training.number_variants import number_pairs
from training.rows import Rows, rows_of
from training.slips import mistyped

SEED = 29
PAIRS, QUESTIONS, TWEETS = "pairs.jsonl.gz", "questions.jsonl.gz", "tweets.jsonl.gz"
DRESSES = 4  # ways in which each pair is written down; an epoch takes one of them
PAIR_TOKENS, QUESTION_TOKENS = 192, 144
MISMATCHED, COUNTERFACTUALS, NUMBERS, VERBATIM, FRAMED = 8_000, 90_000, 15_000, 6_500, 20_000
BRIEFING_NEUTRALS = 8
# Shares of claims dressed as posts: our own have many posts among them already.
STYLED = {**dict.fromkeys(("authored", "briefing", "mismatched"), 0.06), verbatim.ORIGIN: 0.4, "asked": 0.4}
OTHERS_STYLED = 0.2
MISTYPED = 0.25  # of all claims
WITH_SPEAKER = 0.7

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Gathered:
    """Everything there is to learn from."""

    pairs: Sequence[Pair]
    questions: Sequence[Question]
    tweets: Sequence[Question]  # of the same form


@dataclass(frozen=True)
class Examples:
    """What a run learns from, on its device."""

    pairs: Rows  # every pair in every dress, one dress after the other
    labels: torch.Tensor
    weights: Floats  # times that an epoch takes each pair
    questions: Rows  # four rows each: the answer and three others
    tweets: Rows  # the same


def gathered_pairs(data: Path, rng: random.Random, encode: mined.Encode) -> list[Pair]:
    """Return every training pair; the runs differ in how often they take each."""
    authored = mixture.authored_pairs(mixture.own_files(), held_out=False)
    return [
        *mixture.public_pairs(data, rng, mixture.PUBLIC_CAPS),
        *authored,
        *number_pairs(authored, rng, NUMBERS),
        *verbatim.pairs(authored, rng, VERBATIM),
        *frames.pairs(authored, remarks.frames(held_out=False), rng, FRAMED),
        *mixture.briefing_pairs(rng, BRIEFING_NEUTRALS),
        *mixture.mismatched_pairs(authored, rng, MISMATCHED),
        *counterfactual_pairs(data, rng, COUNTERFACTUALS),
        *mined.neutrals(data, rng, encode),
    ]


def write(found: Iterable[Pair | Question], path: Path) -> None:
    """Write pairs or questions as gzipped JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=5) as file:
        file.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in found)


def read(folder: Path) -> Gathered:
    """Return what ``main`` wrote."""
    pairs = [Pair(**row) for row in mixture.read_rows(folder / PAIRS)]
    return Gathered(pairs, read_questions(folder / QUESTIONS), read_questions(folder / TWEETS))


def read_questions(path: Path) -> list[Question]:
    """Return the questions in a file that ``main`` wrote."""
    rows: Iterable[dict[str, Any]] = mixture.read_rows(path)
    return [Question(str(r["claim"]), str(r["answer"]), tuple(r["others"])) for r in rows]


def dressed(pair: Pair, rng: random.Random) -> tuple[str, str]:
    """Return (evidence, claim) as the model sees them this time."""
    claim = worn(pair.claim, pair.origin, rng)
    said = rng.random() < WITH_SPEAKER
    return mixture.with_speaker(pair.evidence, pair.speaker, rng) if said else pair.evidence, claim


def asked(question: Question, rng: random.Random) -> Question:
    """Return the question with its claim as it is written this time."""
    return replace(question, claim=worn(question.claim, "asked", rng))


def worn(claim: str, origin: str, rng: random.Random) -> str:
    """Return a claim as it may be typed, in the style of posts so often as ``origin`` asks for."""
    styled = rng.random() < STYLED.get(origin, OTHERS_STYLED)
    text = mixture.as_posted(claim, rng) if styled else claim
    return mistyped(text, rng) if rng.random() < MISTYPED else text


def _texts(questions: Iterable[Question]) -> list[tuple[str, str]]:
    """Return for each question the answer and then the other passages, each with the claim."""
    return [(passage, q.claim) for q in questions for passage in (q.answer, *q.others)]


def tokenised(
    found: Gathered, weights: Floats, rng: random.Random, tokenizer: Tokenizer, device: str
) -> Examples:
    """Return everything as tokens on ``device``; ``weights`` is how often an epoch takes each pair."""
    texts = [dressed(pair, rng) for _ in range(DRESSES) for pair in found.pairs]
    questions = _texts(asked(question, rng) for question in found.questions)
    return Examples(
        pairs=rows_of(tokenizer, texts, PAIR_TOKENS, device),
        labels=torch.tensor([LABELS.index(pair.label) for pair in found.pairs], device=device),
        weights=weights,
        questions=rows_of(tokenizer, questions, QUESTION_TOKENS, device),
        tweets=rows_of(tokenizer, _texts(found.tweets), QUESTION_TOKENS, device),
    )


def main() -> None:
    """Gather pairs and questions, write them, and say how many there are of each kind."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/stance"))
    parser.add_argument("--limit", type=int, default=0, help="keep so many pairs and questions (trial run)")
    args = parser.parse_args()
    encode, rng = mined.product_encoder(), random.Random(SEED)
    pairs, questions = gathered_pairs(args.data, rng, encode), mined.questions(args.data, rng, encode)
    tweets = mined.tweets(rng, encode)
    if args.limit:
        pairs = rng.sample(pairs, min(args.limit, len(pairs)))
        questions = rng.sample(questions, min(args.limit, len(questions)))
        tweets = rng.sample(tweets, min(args.limit, len(tweets)))
    write(pairs, args.out / PAIRS)
    write(questions, args.out / QUESTIONS)
    write(tweets, args.out / TWEETS)
    counts = Counter(pair.origin for pair in pairs) | {"questions": len(questions), "tweets": len(tweets)}
    print(json.dumps(dict(counts), indent=1))
    print(f"{len(pairs)} pairs", file=sys.stderr)


if __name__ == "__main__":
    main()
