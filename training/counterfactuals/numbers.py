"""The number of a claim said otherwise: still true, no longer true, or in another unit."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.quantities import Comparator, Quantity, parse
from training.counterfactuals.words import NEGATIVE, capitalised
from training.mixture import Pair
from training.number_variants import spoken

_SHAPE = re.compile(
    r"^(?P<sign>\$?)(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale> (?:million|billion|thousand))?(?P<share>%|"
    r" percent)?$"
)
_SCALES = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_SHORT = {"thousand": "k", "million": "m", "billion": "bn"}
_UNSAFE_BEFORE = re.compile(
    r"(?:\b(?:only|just|another|an additional|additional|first|last|next|past|of|by|to|from|between|up|"
    r"least|most|than|over|under|and|or|"
    r"the|these|those|all|other|than|its|their|every|as|aged?|no|top|an?|new|at|on|rate)|[A-Z]\w+|\d|-|,)\s*$"
)
_UNSAFE_AFTER = re.compile(
    r"^(?:\s+(?:or (?:more|less|fewer|so)|and|to|plus|ago|old|additional|more|other|times|in\s+\d)\b|"
    r"\s*[-–+/x]|\s+[A-Z]|\s*%?\s*[-–]|\.\d)"
)
_OTHER_UNITS = {
    "days": ("weeks", "months"),
    "weeks": ("days", "months", "years"),
    "months": ("years", "weeks"),
    "years": ("months", "weeks"),
    "hours": ("days", "minutes"),
    "minutes": ("hours",),
    "miles": ("metres", "yards"),
    "kilometers": ("metres", "feet"),
    "km": ("m", "cm"),
    "tons": ("kilograms", "pounds"),
    "pounds": ("tons",),
    "acres": ("square miles",),
}
_UNIT = re.compile(r"^\s(?P<unit>" + "|".join(_OTHER_UNITS) + r")\b")
_LEAST = 5


@dataclass(frozen=True)
class _Slot:
    """Where a claim has its number, and the number that is true."""

    start: int
    end: int
    true: float  # in units of ``scale``
    sign: str
    scale: str
    share: str

    def text(self, value: float, rng: random.Random) -> str:
        """Return ``value`` as a number of this kind is written."""
        digits = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
        if self.share:
            return digits + rng.choice(("%", " percent"))
        if self.scale and rng.random() < 0.4:
            return f"{self.sign}{digits}{_SHORT[self.scale]}"
        return f"{self.sign}{digits}{' ' + self.scale if self.scale else ''}"


def other_number(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield supported and contradicted claims that differ from a supported one in their number."""
    if pair.label != "supports" or NEGATIVE.search(f"{pair.claim} {pair.evidence}"):
        return
    slot = _slot(pair)
    if slot is None:
        return
    texts = [(t, "supports") for t in rng.sample(_right(slot, rng), 2)]
    texts += [(t, "contradicts") for t in rng.sample(_wrong(slot, rng), 2)]
    for text, label in texts:
        claim = capitalised(pair.claim[: slot.start] + text + pair.claim[slot.end :])
        yield replace(pair, claim=claim, label=label, origin="counterfactual:number")
    unit = _UNIT.match(pair.claim[slot.end :])
    if unit:
        other = rng.choice(_OTHER_UNITS[unit["unit"]])
        claim = pair.claim[: slot.end] + " " + other + pair.claim[slot.end + unit.end() :]
        yield replace(pair, claim=claim, label="contradicts", origin="counterfactual:number")


def _slot(pair: Pair) -> _Slot | None:
    """Return where the only quantity of the claim stands, if the passage has just one of its kind."""
    ours = parse(pair.claim)
    if len(ours) != 1 or len(re.findall(r"\d[\d,.]*", pair.claim)) != 1:
        return None
    theirs = [q for q in parse(pair.evidence) if q.unit == ours[0].unit and q.head == ours[0].head]
    if len(theirs) != 1 or theirs[0].comparator is not Comparator.PLAIN or not _agree(ours[0], theirs[0]):
        return None
    said, true = _shape(pair.claim, ours[0]), _shape(pair.evidence, theirs[0])
    if said is None or true is None:
        return None
    # The claim may be bounded already ("over 120"): the true number is the one in the passage.
    start, end = min(ours[0].spoken_start, ours[0].start), ours[0].start + said.end()
    if _UNSAFE_BEFORE.search(pair.claim[:start]) or _UNSAFE_AFTER.match(pair.claim[end:]):
        return None
    return _true_slot(start, end, true)


def _true_slot(start: int, end: int, shape: re.Match[str]) -> _Slot | None:
    value, scale = float(shape["number"].replace(",", "")), (shape["scale"] or "").strip()
    bare = not (shape["sign"] or scale or shape["share"])
    year = bare and 1800 <= value <= 2100 and "," not in shape[0]
    if year or value < (_LEAST if bare else 1.5):
        return None
    return _Slot(start, end, value, shape["sign"], scale, shape["share"] or "")


def _shape(text: str, quantity: Quantity) -> re.Match[str] | None:
    written = text[quantity.start : quantity.end]
    return _SHAPE.match(written) or _SHAPE.match(written.split(" ")[0])


def _agree(ours: Quantity, theirs: Quantity) -> bool:
    """Return whether two quantities that are written alike may be of the same thing."""
    true = theirs.low
    if ours.low != ours.high or true != theirs.high or not (ours.unit or ours.head):
        return False
    if ours.comparator is Comparator.OVER:
        return true * 0.5 <= ours.low <= true
    if ours.comparator is Comparator.UNDER:
        return true <= ours.low <= true * 2
    return ours.low == true


def _right(slot: _Slot, rng: random.Random) -> list[str]:
    low, high = _round(slot.true, -1), _round(slot.true, 1)
    near = min((low, high), key=lambda v: abs(v - slot.true))
    said = [
        f"{rng.choice(('over', 'more than', 'upwards of'))} {slot.text(low, rng)}",
        f"at least {slot.text(rng.choice((low, slot.true)), rng)}",
        f"{_fewer(slot, rng)} {slot.text(high, rng)}",
        f"{rng.choice(('no more than', 'at most', 'up to'))} {slot.text(slot.true, rng)}",
        f"exactly {slot.text(slot.true, rng)}",
    ]
    if abs(near - slot.true) <= slot.true * 0.05:
        said += [f"{rng.choice(('about', 'around', 'roughly', 'some'))} {slot.text(near, rng)}"] * 2
    if high <= slot.true * 1.06 and slot.true >= 20:
        said += [f"{rng.choice(('nearly', 'almost', 'close to'))} {slot.text(high, rng)}"] * 2
    return said + [other for other in _otherwise(slot, slot.true) if other]


def _wrong(slot: _Slot, rng: random.Random) -> list[str]:
    low, high = _round(slot.true * rng.uniform(0.4, 0.8), -1), _round(slot.true * rng.uniform(1.3, 2.5), 1)
    if slot.share:
        high = min(high, round((slot.true + 100) / 2))
    if not low < slot.true * 0.9 or not high > slot.true * 1.1:
        low, high = slot.true / 2, slot.true * 2
    said = [
        f"{rng.choice(('over', 'more than', 'upwards of'))} {slot.text(high, rng)}",
        f"at least {slot.text(high, rng)}",
        f"{_fewer(slot, rng)} {slot.text(low, rng)}",
        f"{rng.choice(('no more than', 'at most', 'up to'))} {slot.text(low, rng)}",
        f"{rng.choice(('nearly', 'almost', 'about', 'around'))} {slot.text(high, rng)}",
        f"{rng.choice(('about', 'just', 'only', 'exactly'))} {slot.text(low, rng)}",
        slot.text(rng.choice((low, high)), rng),
        slot.text(slot.true + rng.choice((2, 3, -2 if slot.true > 4 else 4)), rng),
    ]
    if slot.scale in {"million", "billion"}:
        other = {"million": "billion", "billion": "million"}[slot.scale]
        said.append(replace(slot, scale=other).text(slot.true, rng))
    return said + [other for other in _otherwise(slot, rng.choice((low, high))) if other]


def _otherwise(slot: _Slot, value: float) -> list[str]:
    """Return the value in words, in thousands, or in lakh and crore."""
    if slot.share or value != int(value):
        return []
    if slot.scale:
        crore = value * _SCALES[slot.scale] / 10**7
        lakh = value * _SCALES[slot.scale] / 10**5
        said = f"{crore:g} crore" if crore >= 1 else f"{lakh:g} lakh"
        if slot.sign:
            return [f"{_words(value)} {slot.scale} dollars"] if _words(value) else []
        return [said] if len(said) < 12 else []
    if slot.sign:
        return []
    return [_words(value)] + ([f"{value / 10**5:g} lakh"] if value >= 10**5 and value % 1000 == 0 else [])


def _words(value: float) -> str:
    return spoken(int(value)) if value == int(value) else ""


def _fewer(slot: _Slot, rng: random.Random) -> str:
    return (
        rng.choice(("less than", "under")) if slot.sign or slot.share else rng.choice(("fewer than", "under"))
    )


def _round(value: float, way: int) -> float:
    """Return a round number strictly under (-1) or over (1) ``value``."""
    size = 10.0 ** (len(str(int(value))) - 1)
    unit = size / 10 if value >= 100 else (5 if value >= 20 else 1 if value >= 4 else 0.5)
    floor = value // unit * unit
    if way < 0:
        return floor if floor < value else floor - unit
    return floor + unit
