"""Claims in the frames that posts put around them: what a frame adds, and what it turns round.

"They finally admitted that ..." changes nothing of what is claimed, and "Rumours that ... are baseless"
claims the opposite; put around held-out posts by code, the first took .08 of macro-F1 away and the second was
mostly overlooked (docs/adr/0043-misspelt-words.md). A supported claim that is called false is contradicted,
and the reverse; one that is left open stays open.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from training.counterfactuals.denial import FLIPPED, embedded
from training.mixture import Pair

ORIGIN = "framed"
TOLD = (
    "It's now confirmed that {}",
    "It is official: {}",
    "They finally admitted that {}",
    "Finally they admit it: {}",
    "The media won't tell you this: {}",
    "What they don't want you to know is that {}",
    "My cousin told me that {}",
    "A friend in the ministry says {}",
    "A viral post says {}",
    "A message on WhatsApp claims {}",
    "People on Facebook are saying that {}",
    "So {} and nobody is talking about it",
    "{} and they hide it from us",
    "{}, and that's a fact",
    "{}. Let that sink in",
    "I just read that {}",
    "Can't believe that {}",
    "Everybody should know: {}",
    "Yes, it's true that {}",
    "No, it isn't a rumour: {}",
    "Nobody can deny any more that {}",
    "Don't let anybody tell you otherwise, {}",
)
DENIED = (
    "It is not true that {}",
    "It isn't true that {}",
    "It's a lie that {}",
    "It is fake news that {}",
    "The claim that {} is false",
    "The claim that {} has no basis",
    "Reports that {} are wrong",
    "Rumours that {} are baseless",
    "The story that {} is made up",
    "Fake: {}",
    "FAKE NEWS: {}",
    "False claim: {}",
    "Nobody should believe that {}",
    "Don't believe it when they say that {}",
    "{}? That is not true",
    "{}? No, that's false",
    "{} - this is fake",
    "No, {} is a lie",
    "There's no truth in it that {}",
    "Fact check: false. {}",
)
LONGEST = 18  # words of a claim that is put into a frame
_PLAIN = re.compile(r"[^\n?!:;\"“#@]+")


def pairs(own: Sequence[Pair], rng: random.Random, count: int) -> list[Pair]:
    """Return ``count`` pairs of plain claims in frames, half of which say that the claim is false."""
    fit = [pair for pair in own if _PLAIN.fullmatch(pair.claim) and len(pair.claim.split()) <= LONGEST]
    return [framed(pair, rng) for pair in rng.sample(fit, min(count, len(fit)))]


def framed(pair: Pair, rng: random.Random) -> Pair:
    """Return a pair with its claim in a frame, and the label that it has then."""
    denied = rng.random() < 0.5  # evenly
    frame = rng.choice(DENIED if denied else TOLD)
    claim = pair.claim.rstrip(". ")
    if not frame.startswith("{}"):
        claim = embedded(claim)
    label = FLIPPED[pair.label] if denied else pair.label
    return Pair(frame.format(claim), pair.evidence, label, ORIGIN, pair.speaker)
