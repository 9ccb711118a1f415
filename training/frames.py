"""Pairs whose claims stand in the frames that posts put around them: what is added, and what is turned round.

"They finally admitted that ..." changes nothing of what is claimed, and "Rumours that ... are baseless"
claims the opposite; put around held-out posts by code, the first took .08 of macro-F1 away and the second was
mostly overlooked (docs/adr/0043-misspelt-words.md). A supported claim that is called false is contradicted,
and the reverse; one that is left open stays open. Frames are those of ``training/remarks.py``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from training.counterfactuals.denial import FLIPPED
from training.mixture import Pair
from training.remarks import Frame, by_kind

ORIGIN = "framed"
LONGEST = 18  # words of a claim that is put into a frame
_PLAIN = re.compile(r"[^\n?!:;\"“#@]+")


def pairs(own: Sequence[Pair], found: Sequence[Frame], rng: random.Random, count: int) -> list[Pair]:
    """Return ``count`` pairs of plain claims in frames, half of which say that the claim is false."""
    fit = [pair for pair in own if _PLAIN.fullmatch(pair.claim) and len(pair.claim.split()) <= LONGEST]
    kinds = by_kind(found)
    return [
        framed(pair, rng.choice(kinds[rng.choice(("told", "false"))]))
        for pair in rng.sample(fit, min(count, len(fit)))
    ]


def framed(pair: Pair, frame: Frame) -> Pair:
    """Return a pair with its claim in a frame that tells or denies, and the label that it has then."""
    label = FLIPPED[pair.label] if frame.kind == "false" else pair.label
    return replace(
        pair, claim=f"{frame.before}{frame.within(pair.claim)}{frame.after}", label=label, origin=ORIGIN
    )
