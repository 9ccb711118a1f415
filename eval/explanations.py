"""Whether the words that an explanation marks are those by which the model decided.

The marked words of the claim, and in turn those of the passage, are taken out, and the stance
model is asked again: the stance that it took must become less likely (as the "comprehensiveness"
of DeYoung et al. 2020). Beside it as many other words of content, drawn by chance from the same
text. Pairs without enough other words are left out of both. And whether the kind of a contradiction
is the one that the author of the pair wrote down. Held-out data, rightly decided pairs only.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from checker import quantities
from checker.alignment import Word, words
from checker.explain import explain
from checker.named_stance import NamedStance
from checker.records import Claim, Deciding, Explanation, Span, Stance
from eval import kinds
from eval.measures import Found
from eval.stance import NAMES, probabilities
from training import mixture
from training.mixture import Pair

PAIRS, QUICK_PAIRS = 600, 60  # decisive pairs of each set that are tried
STANCES = {"supports": Stance.SUPPORTS, "contradicts": Stance.REFUTES}
AUTHORS = {
    "number": Deciding.NUMBER,
    "date": Deciding.DATE,
    "negation": Deciding.NEGATION,
    "denied_event": Deciding.NEGATION,
    "role_swap": Deciding.ACTOR,
    "actor": Deciding.ACTOR,
    "place": Deciding.PLACE,
    "modality": Deciding.MODALITY,
    "antonym": Deciding.OPPOSITE,
}
KINDS = tuple(
    kind for kind in Deciding if kind not in {Deciding.SAME_WORDS, Deciding.SAME_NUMBER, Deciding.SAME_DENIAL}
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A pair that the model decided rightly, with its explanation."""

    pair: Pair
    why: Explanation
    kind: str  # by the author; empty where none is written down


def measure(model: NamedStance, *, quick: bool = False) -> Found:
    """Return what removing words does to each set, and how kinds agree with the author's."""
    most = QUICK_PAIRS if quick else PAIRS
    own, posts = decided(model, _sample(_own(), most)), decided(model, _sample(_briefings(), most))
    measured: dict[str, Mapping[str, float]] = {}
    for name, found in (("own pairs", own), ("briefings", posts)):
        for label, verb in (("supports", "supported"), ("contradicts", "contradicted")):
            of_label = [d for d in found if d.pair.label == label]
            measured |= {
                f"{name}, {verb}: {side}": removed(model, of_label, side) for side in ("claim", "passage")
            }
    return Found({**{n: m for n, m in measured.items() if m["rows"]}, **agreement(_every_own())})


def decided(model: NamedStance, pairs: Sequence[tuple[str, Pair]]) -> list[Decided]:
    """Return those pairs to which the model gives their label, explained."""
    chosen = probabilities(model, [p for _, p in pairs]).argmax(1) if pairs else ()
    right = [(k, p) for (k, p), c in zip(pairs, chosen, strict=True) if NAMES[c] == p.label]
    return [Decided(p, explained(p), k) for k, p in right]


def explained(pair: Pair) -> Explanation:
    """Return the explanation of a pair for its label, as the product would give it."""
    claim = Claim("c1", pair.claim, 0, len(pair.claim), pair.claim)
    conflict = quantities.conflict(pair.claim, pair.evidence)
    return explain(claim, pair.evidence, STANCES[pair.label], conflict, pair.speaker)


def removed(model: NamedStance, found: Sequence[Decided], side: str) -> dict[str, float]:
    """Return how often the stance becomes less likely or another, and the same for words drawn by chance."""
    rng = random.Random(13)
    drawn = [(d, chosen) for d in found if (chosen := _drawn(d, side, rng))]
    if not drawn:
        return {"rows": 0.0}
    own = [NAMES.index(d.pair.label) for d, _ in drawn]
    rows = np.arange(len(drawn))
    whole = probabilities(model, [d.pair for d, _ in drawn])
    tried = {
        "": [_without(d.pair, side, _spans(d, side)) for d, _ in drawn],
        "_by_chance": [_without(d.pair, side, chosen) for d, chosen in drawn],
    }
    measures: dict[str, float] = {"rows": float(len(drawn))}
    for suffix, pairs in tried.items():
        after = probabilities(model, pairs)
        measures["weaker" + suffix] = float((after[rows, own] < whole[rows, own]).mean())
        measures["mean_fall" + suffix] = float((whole[rows, own] - after[rows, own]).mean())
        measures["overturned" + suffix] = float((after.argmax(1) != own).mean())
    return measures


def agreement(pairs: Sequence[tuple[str, Pair]]) -> dict[str, dict[str, float]]:
    """Return how often each kind was found for what the author calls a kind; last, how often in all."""
    found: dict[str, Counter[Deciding]] = {}
    for kind, pair in pairs:
        found.setdefault(kind, Counter())[explained(pair).kind] += 1
    table = {
        f"by its author {kind}": _shares(found[kind], AUTHORS[kind]) for kind in AUTHORS if kind in found
    }
    total = sum(found.values(), Counter[Deciding]())
    agreed = sum(found[kind][AUTHORS[kind]] for kind in found)
    if total:
        table["all of these kinds"] = {**_shares(total, None), "agreement": agreed / total.total()}
    return table


def _shares(counts: Counter[Deciding], wanted: Deciding | None) -> dict[str, float]:
    total = counts.total()
    agreed = {"agreement": counts[wanted] / total} if wanted else {}
    return {"rows": float(total), **agreed, **{f"found_{k.value}": counts[k] / total for k in KINDS}}


def _drawn(one: Decided, side: str, rng: random.Random) -> list[Word]:
    """Return other words of content by chance, as many as are marked; none where there are not enough."""
    marked = _spans(one, side)
    inside = {w for w in words(_text(one.pair, side)) for s in marked if s.start < w.end and w.start < s.end}
    others = [w for w in words(_text(one.pair, side)) if w.content and w not in inside]
    return rng.sample(others, len(inside)) if 0 < len(inside) <= len(others) else []


def _spans(one: Decided, side: str) -> Sequence[Span]:
    return one.why.claim_spans if side == "claim" else one.why.passage_spans


def _text(pair: Pair, side: str) -> str:
    return pair.claim if side == "claim" else pair.evidence


def _without(pair: Pair, side: str, chosen: Sequence[Word | Span]) -> Pair:
    text = _text(pair, side)
    for span in sorted(chosen, key=lambda s: -s.start):
        text = text[: span.start] + " " + text[span.end :]
    text = " ".join(text.split())
    claim, evidence = (text, pair.evidence) if side == "claim" else (pair.claim, text)
    return Pair(claim, evidence, pair.label, pair.origin, pair.speaker)


def _sample(pairs: Iterator[tuple[str, Pair]], most: int) -> list[tuple[str, Pair]]:
    found = list(pairs)
    return random.Random(13).sample(found, min(most, len(found)))


def _own() -> Iterator[tuple[str, Pair]]:
    return ((kind, pair) for kind, pair in kinds.held_out() if pair.label in STANCES)


def _every_own() -> list[tuple[str, Pair]]:
    return [
        (kind, pair) for kind, pair in kinds.held_out() if pair.label == "contradicts" and kind in AUTHORS
    ]


def _briefings() -> Iterator[tuple[str, Pair]]:
    """Yield held-out posts that are decided, each with every passage that decides it by itself."""
    docs = mixture.briefings()
    for post in mixture.briefing_posts(held_out=True):
        doc = docs[post.doc_id]
        for passage, numbers in zip(doc.passages, doc.sentences, strict=True):
            if post.label in STANCES and numbers & post.gold:
                yield "", Pair(post.text, passage.text, post.label, "briefing")
