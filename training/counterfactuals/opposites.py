"""Claims with a word exchanged for its opposite, or for another word of the same meaning."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from training.counterfactuals.denial import FLIPPED
from training.counterfactuals.words import NEGATIVE, stems
from training.mixture import Pair

# Words that stand in the same places; adjectives that pick one of several things are left out,
# since "northern Mali" says nothing of "southern Mali".
_OPPOSITES = [
    tuple(entry.split("/"))
    for entry in """
    increased/decreased increases/decreases increase/decrease increasing/decreasing rose/fell rises/falls
    rising/falling
    higher/lower highest/lowest largest/smallest biggest/smallest oldest/youngest older/younger
    larger/smaller bigger/smaller
    longer/shorter longest/shortest richest/poorest accepted/rejected approved/rejected supported/opposed
    supports/opposes backed/opposed backs/opposes strengthened/weakened strengthens/weakens
    strengthening/weakening
    strengthen/weaken expanded/reduced expanding/reducing expand/reduce improved/worsened improve/worsen
    improving/worsening
    lifted/imposed lifting/imposing positive/negative guilty/innocent legal/illegal
    alive/dead agreed/refused successful/unsuccessful victory/defeat before/after above/below
    majority/minority
    welcomed/condemned welcomes/condemns commended/criticized praised/criticized accelerate/slow
    accelerated/slowed
    protect/endanger easier/harder stronger/weaker male/female
    allow/forbid allowed/forbade allows/forbids reduces/increases reduced/increased reducing/increasing
    reduce/increase lower/higher extended/shortened
    """.split()
]
_SAME: dict[str, str] = dict(
    entry.split("/")
    for entry in """
    largest/biggest smallest/tiniest before/prior_to after/following approved/signed_off_on
    rejected/turned_down supported/backed supports/backs opposed/objected_to strengthened/bolstered
    strengthen/bolster
    strengthening/bolstering improve/better agreed/consented praised/lauded welcomed/hailed
    commended/praised condemned/denounced condemns/denounces reduce/cut reducing/cutting reduces/cuts
    announced/made_public
    began/started begins/starts purchased/bought attempted/tried provide/supply provided/supplied
    providing/supplying assist/help assisting/helping movie/film movies/films
    """.split()
)
_TABLE: dict[str, list[str]] = {}
for _one, _other in _OPPOSITES:
    _TABLE.setdefault(_one, []).append(_other.replace("_", " "))
    _TABLE.setdefault(_other, []).append(_one)
# "More or less", "before and after", and a claim in which the word is one choice of several.
_UNFIT = re.compile(
    r"\b(?:or|both|neither|either|than ever|some|partly|mixed|but)\b|[?]|\b(?:long|soon|shortly|of|day|"
    r"named) after\b|look\w* after|\bas of\b|\b(?:to|that|will|and|help) lower\b|"
    r"\b(?:before|after)\b(?! (?:(?:the|his|her|its|their|a|an)\b|[A-Z\d]))"
)


def opposite(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield the pair with one word of its claim turned round, or said in another way."""
    found = [w for w in re.findall(r"[a-z]+", pair.claim) if w in _TABLE or w in _SAME]
    if len(found) != 1 or _UNFIT.search(pair.claim) or NEGATIVE.search(pair.claim):
        return
    word = found[0]
    said = re.findall(r"[a-z]+", pair.evidence.lower())
    if word in _TABLE and pair.label == "supports" and _turns(word, said, pair):
        yield _put(pair, word, rng.choice(_TABLE[word]), "contradicts")
        yield replace(pair, origin="counterfactual:opposite")
    if word in _TABLE and pair.label == "contradicts":
        answers = [w for w in _TABLE[word] if w in said]
        rest = stems(pair.claim) - stems(word)
        if answers and word not in said and rest <= stems(pair.evidence):
            yield _put(pair, word, answers[0], FLIPPED["contradicts"])
            yield replace(pair, origin="counterfactual:opposite")
    if word in _SAME:
        yield _put(pair, word, _SAME[word].replace("_", " "), pair.label)


def _turns(word: str, said: list[str], pair: Pair) -> bool:
    """Return whether the passage uses this very word, once, and says nothing with its opposite."""
    shared = stems(pair.claim) & stems(pair.evidence)
    return (
        said.count(word) == 1
        and not set(_TABLE[word]) & set(said)
        and not NEGATIVE.search(pair.evidence)
        and len(shared) >= _share_needed(pair)
    )


def _share_needed(pair: Pair) -> float:
    return 0.6 * len(stems(pair.claim))


def _put(pair: Pair, word: str, other: str, label: str) -> Pair:
    claim = re.sub(rf"\b{word}\b", other, pair.claim, count=1)
    return replace(pair, claim=claim, label=label, origin="counterfactual:opposite")
