"""The pairs that the stance model learns from, and how a raw row becomes a training example.

Public sets are read from a data folder and never copied into the project; the pairs
written for this task are the project's own and live in ``training/data/``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = ("contradicts", "supports", "neutral")
OWN_DATA = Path(__file__).parent / "data"

# Rows taken of each public set in the first stage. Sets with a claim-only giveaway
# (infotabs, scone, snli: see the model card) are capped, clean contrast sets are not.
# lingnli states no licence; see the model card for what it brings and why it is in.
PUBLIC_CAPS = {
    "vitaminc": 40_000,
    "fever_dev_gold": 6_000,
    "snli": 9_000,
    "cad_nli": 9_000,
    "mnli": 10_000,
    "infotabs": 6_000,
    "scone": 2_000,
    "scifact": 1_000,
    "lingnli": 32_000,
}


@dataclass(frozen=True)
class Pair:
    """One training example: does ``evidence`` support ``claim``?"""

    claim: str
    evidence: str
    label: str
    origin: str
    speaker: str = ""


def read_rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the JSON objects of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def is_held_out(group: str) -> bool:
    """Whether a premise or briefing is development data: a fixed tenth, chosen by hash."""
    digest = hashlib.sha256(group.encode()).digest()
    return digest[0] % 10 == 0


def public_pairs(data: Path, rng: random.Random, caps: dict[str, int]) -> list[Pair]:
    """Return at most ``caps[set]`` shuffled rows of each public set under ``data``."""
    by_set: dict[str, list[Pair]] = {name: [] for name in caps}
    for name in ("A_train.jsonl.gz", "B_train.jsonl.gz"):
        for row in read_rows(data / "stance" / "train" / name):
            if row["set"] in by_set:
                by_set[str(row["set"])].append(
                    Pair(str(row["claim"]), str(row["evidence"]), str(row["label"]), str(row["set"]))
                )
    chosen: list[Pair] = []
    for name, rows in by_set.items():
        rng.shuffle(rows)
        chosen += rows[: caps[name]]
    return chosen


def authored_pairs(paths: Iterable[Path], *, held_out: bool) -> list[Pair]:
    """Return the project's own pairs: the development tenth, or all the others."""
    return [
        Pair(str(r["claim"]), str(r["evidence"]), str(r["label"]), "authored", str(r["speaker"]))
        for path in paths
        for r in read_rows(path)
        if is_held_out(str(r["premise_id"])) is held_out
    ]


def mismatched_pairs(pairs: list[Pair], rng: random.Random, count: int) -> list[Pair]:
    """Return neutrals made by giving a claim the passage of another premise.

    The other premise shares the most uncommon words out of a random forty, so that the
    pair looks like what a retriever brings for a claim that nothing addresses.
    """
    premises = sorted({(p.evidence, p.speaker) for p in pairs})
    words = {e: set(re.findall(r"[a-z]{5,}|\d+", e.lower())) for e, _ in premises}
    made = []
    for pair in rng.sample(pairs, min(count, len(pairs))):
        asked = set(re.findall(r"[a-z]{5,}|\d+", pair.claim.lower()))
        others = [p for p in rng.sample(premises, 40) if p[0] != pair.evidence]
        evidence, speaker = max(others, key=lambda p: len(words[p[0]] & asked))
        made.append(Pair(pair.claim, evidence, "neutral", "mismatched", speaker))
    return made


def briefing_pairs(docs: Path, posts: Path, *, held_out: bool) -> list[Pair]:
    """Return each post of a briefing against every sentence of it.

    Only gold sentences settle the post. A sentence is given with the speaker, and the
    one before it where it opens with a pronoun, as the index gives it.
    """
    briefings = {str(r["id"]): r for r in read_rows(docs)}
    pairs = []
    for post in read_rows(posts):
        doc = briefings[str(post["doc_id"])]
        if is_held_out(str(post["doc_id"])) is not held_out:
            continue
        sentences, gold = list(doc["sentences"]), set(post["evidence"])  # type: ignore[call-overload]
        speaker = f"{doc['speaker']}, {doc['office']}"
        for number, sentence in enumerate(sentences, start=1):
            label = str(post["label"]) if number in gold else "neutral"
            pairs.append(Pair(str(post["post"]), sentence, label, "briefing", speaker))
    return pairs


HASHTAGS = ("#breaking", "#news", "#viral", "#share", "#fact", "#update", "#iran", "#pakistan", "#world")
OPENERS = ("BREAKING: ", "Breaking news - ", "just in: ", "so apparently ", "FYI ", "🚨 ", "Forwarded: ", "wow ")
CLOSERS = (" 😡", " 🙏", " 👀", " !!", "...", " 🔥", " lol", " smh")


def as_posted(claim: str, rng: random.Random) -> str:
    """Return the claim the way people type it; its meaning is left alone."""
    text = claim
    if rng.random() < 0.5:
        text = text.lower()
    elif rng.random() < 0.25:
        text = text.upper()
    if rng.random() < 0.6:
        text = text.rstrip(".")
    if rng.random() < 0.3:
        text = rng.choice(OPENERS) + text
    if rng.random() < 0.3:
        text += rng.choice(CLOSERS)
    if rng.random() < 0.3:
        text += " " + rng.choice(HASHTAGS)
    return text


def with_speaker(evidence: str, speaker: str, rng: random.Random) -> str:
    """Return the passage with who says it in front, in one of the forms the index uses."""
    if not speaker or evidence.startswith(speaker):
        return evidence
    return rng.choice((f"{speaker}: {evidence}", f"{speaker} said: {evidence}", f"({speaker}) {evidence}"))


def augmented(pair: Pair, rng: random.Random) -> tuple[str, str]:
    """Return (evidence, claim) as the model sees them this time."""
    styled = 0.06 if pair.origin in {"authored", "briefing"} else 0.2
    claim = as_posted(pair.claim, rng) if rng.random() < styled else pair.claim
    evidence = with_speaker(pair.evidence, pair.speaker, rng) if rng.random() < 0.6 else pair.evidence
    return evidence, claim
