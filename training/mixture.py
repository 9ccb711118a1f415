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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.passages import cut
from checker.records import Passage, Statement

LABELS = ("contradicts", "supports", "neutral")
DEV_SEED = 13  # which rows of a development set are looked at
OWN_DATA = Path(__file__).parent / "data"
HELD_OUT_BRIEFINGS = 3  # tenths
# Their events lie so near those of other briefings that a post about one is often settled by another: with
# its own briefing taken away, it is not a post that nobody speaks to.
TRAINING_ALONE = ("briefings-5", "briefings-6", "briefings-7", "briefings-8", "briefings-9")

# Rows taken of each public set, at most. Sets with a claim-only giveaway (infotabs, scone, snli), with
# noise (covidfact) or of templates (semfrag) are capped; clean ones are not. The last seven state no
# licence; see the model card for what they bring and why they are in.
PUBLIC_CAPS = {
    "vitaminc": 40_000,
    "fever_dev_gold": 6_000,
    "snli": 18_000,
    "cad_nli": 9_000,
    "mnli": 10_000,
    "infotabs": 9_000,
    "scone": 3_000,
    "scifact": 1_000,
    "lingnli": 45_000,
    "mpe": 9_000,
    "covidfact": 3_100,
    "monli": 1_500,
    "tracie": 900,
    "semfrag": 5_000,
    "seminli_wiki": 20_000,
}
# Only this part of a set; its others are noisy.
_ONLY_PART = {"seminli_wiki": "base_wiki"}


@dataclass(frozen=True)
class Pair:
    """One training example: how ``evidence`` stands to ``claim``."""

    claim: str
    evidence: str
    label: str
    origin: str
    speaker: str = ""


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def statement_rows(data: Path) -> Iterator[dict[str, Any]]:
    """Yield the official statements of the data folder."""
    for name in ("state", "whitehouse"):
        yield from read_rows(data / "statements" / f"{name}.jsonl.gz")


def is_held_out(group: str, tenths: int = 1) -> bool:
    """Whether a premise or briefing is development data: a fixed share, chosen by hash."""
    return hashlib.sha256(group.encode()).digest()[0] % 10 < tenths


def dev_pairs(data: Path, name: str, most: int) -> list[Pair]:
    """Return rows of a public development set, drawn by chance where there are more than ``most``."""
    found = [
        Pair(str(r["claim"]), str(r["evidence"]), str(r["label"]), name)
        for r in read_rows(data / "stance" / "dev" / f"{name}.jsonl.gz")
    ]
    return random.Random(DEV_SEED).sample(found, min(most, len(found)))


def public_pairs(data: Path, rng: random.Random, caps: Mapping[str, int]) -> list[Pair]:
    """Return at most ``caps[set]`` shuffled rows of each public set under ``data``."""
    by_set: dict[str, list[Pair]] = {name: [] for name in caps}
    for name in ("A_train.jsonl.gz", "B_train.jsonl.gz"):
        for row in read_rows(data / "stance" / "train" / name):
            if row["set"] in by_set and row.get("part") == _ONLY_PART.get(row["set"], row.get("part")):
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
    return [authored_pair(row) for row in authored_rows(paths, held_out=held_out)]


def own_files() -> list[Path]:
    """Return the files of the project's own pairs, the first written first."""
    return sorted(OWN_DATA.glob("authored*.jsonl.gz"))


def authored_rows(paths: Iterable[Path], *, held_out: bool) -> Iterator[dict[str, Any]]:
    """Yield the rows of the project's own pairs: the development tenth, or all the others."""
    return own_rows(paths, "premise_id", held_out=held_out)


def own_rows(paths: Iterable[Path], group: str, *, held_out: bool) -> Iterator[dict[str, Any]]:
    """Yield rows of the project's own files: the development tenth, told by ``group``, or all the others."""
    for path in paths:
        for row in read_rows(path):
            if is_held_out(str(row[group])) is held_out:
                yield row


def authored_pair(row: dict[str, Any]) -> Pair:
    """Return a row as a pair."""
    return Pair(str(row["claim"]), str(row["evidence"]), str(row["label"]), "authored", str(row["speaker"]))


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


@dataclass(frozen=True)
class Briefing:
    """A whole briefing as a statement, its passages, and which of its sentences each one holds."""

    statement: Statement
    passages: tuple[Passage, ...]
    sentences: tuple[frozenset[int], ...]  # numbered from 1, one set per passage


@dataclass(frozen=True)
class BriefingPost:
    """A post about a briefing; ``gold`` are the sentences that decide it by themselves."""

    post_id: str
    doc_id: str
    text: str
    label: str
    gold: frozenset[int]


def briefings(folder: Path = OWN_DATA, *, training: bool = False) -> dict[str, Briefing]:
    """Return the briefings of the project by id, cut into passages as the index cuts them.

    Those that are for training alone are among them only where that is asked for.

    Raises
    ------
    ValueError
        Two briefings have the same id, so that the posts about one would be held against the other.
    """
    found: dict[str, Briefing] = {}
    for path in sorted(folder.glob("briefings*-docs.jsonl.gz")):
        if _is_for_training_alone(path) and not training:
            continue
        for row in read_rows(path):
            name = str(row["id"])
            if name in found:
                raise ValueError(f"{path}: there is a briefing {name!r} already; give it another id.")
            found[name] = _briefing(row)
    return found


def _is_for_training_alone(path: Path) -> bool:
    return path.name.startswith(TRAINING_ALONE)


def _briefing(row: dict[str, Any]) -> Briefing:
    spans, text = [], ""
    for sentence in row["sentences"]:
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    statement = Statement(
        statement_id=row["id"],
        text=text,
        issuer=row["issuer"],
        speaker=row["speaker"],
        office=row["office"],
        title=row["title"],
    )
    passages = cut(statement)
    covered = tuple(
        frozenset(n for n, (start, end) in enumerate(spans, 1) if start < p.end and p.start < end)
        for p in passages
    )
    return Briefing(statement, passages, covered)


def briefing_posts(*, held_out: bool, folder: Path = OWN_DATA) -> list[BriefingPost]:
    """Return the posts about briefings: the development ones, or all others."""
    return [
        BriefingPost(
            str(r["id"]), str(r["doc_id"]), str(r["post"]), str(r["label"]), frozenset(r["evidence"])
        )
        for path in sorted(folder.glob("briefings*-posts.jsonl.gz"))
        for r in read_rows(path)
        if _is_held_out_post(path, str(r["doc_id"])) is held_out
    ]


def _is_held_out_post(path: Path, doc_id: str) -> bool:
    return not _is_for_training_alone(path) and is_held_out(doc_id, HELD_OUT_BRIEFINGS)


def briefing_pairs(rng: random.Random, neutrals: int = 4, *, held_out: bool = False) -> list[Pair]:
    """Return posts against passages of their own briefing, as inference pairs them.

    Every passage that holds a gold sentence is taken, and ``neutrals`` of the others: only gold
    ones decide. A passage that only quotes a gold sentence as its context is left out.
    """
    docs = briefings(training=True)
    pairs = []
    for post in briefing_posts(held_out=held_out):
        doc = docs[post.doc_id]
        neutral = []
        for passage, numbers in zip(doc.passages, doc.sentences, strict=True):
            if numbers & post.gold:
                pairs.append(Pair(post.text, passage.standalone, post.label, "briefing"))
                pairs.append(Pair(post.text, passage.text, post.label, "briefing"))
            elif min(numbers) - 1 not in post.gold:
                neutral.append(Pair(post.text, passage.standalone, "neutral", "briefing"))
        pairs += rng.sample(neutral, min(neutrals, len(neutral)))
    return pairs


HASHTAGS = ("#breaking", "#news", "#viral", "#share", "#fact", "#update", "#iran", "#pakistan", "#world")
OPENERS = (
    "BREAKING: ",
    "Breaking news - ",
    "just in: ",
    "so apparently ",
    "FYI ",
    "🚨 ",
    "Forwarded: ",
    "wow ",
)
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
    ways = prefixes(evidence, speaker)
    return f"{rng.choice(ways)} {evidence}" if ways else evidence


def prefixes(evidence: str, speaker: str) -> tuple[str, ...]:
    """Return the forms of the index that say who speaks before a passage; none where it says so itself."""
    if not speaker or evidence.startswith(speaker):
        return ()
    return f"{speaker}:", f"{speaker} said:", f"({speaker})"
