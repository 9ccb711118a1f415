"""How far apart two quantities are, in words: "10 times as many", "2,000 fewer", "half as much"."""

from __future__ import annotations

import math

from checker.quantities.counts import Quantity
from checker.quantities.units import AGE, PERCENT, POINTS, is_money

_FRACTION_NAMES = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 10: "a tenth"}
_FRACTION_NAMES |= {100: "a hundredth", 1_000: "a thousandth"}
_CLOSE = 0.01
_POINTS = frozenset({PERCENT, POINTS})


def compare(ours: Quantity, theirs: Quantity) -> str:
    """Say what the first is against the second; nothing where one is vague or zero, or tells who is meant."""
    one, other = ours.value, theirs.value
    if ours.limit or min(one, other) <= 0 or math.inf in {ours.high, theirs.high}:
        return ""
    signed = (ours.below, theirs.below) != (False, False)
    one, other = (-q.value if q.below else q.value for q in (ours, theirs))
    if one == other or (signed and (ours.unit not in _POINTS or None in {ours.below, theirs.below})):
        return ""
    if ours.unit in _POINTS:
        gap = f"{abs(one - other):.15g}" if abs(one - other) % 1 == 0 else f"{abs(one - other):.1f}"
        return f"{gap} percentage point{'' if gap == '1' else 's'} {'more' if one > other else 'less'}"
    many = "old" if ours.unit == AGE else "much" if ours.unit else "many"
    return _multiple(one / other, many) or _difference(one - other, ours)


def _multiple(ratio: float, many: str) -> str:
    """Return the ratio in words from twice up and from half down."""
    if ratio >= 2 - _CLOSE:
        return f"{_times(ratio)} as {many}"
    parts = round(1 / ratio)
    if ratio > 1 / 2 + _CLOSE:
        return ""
    about = "" if abs(ratio * parts - 1) <= _CLOSE else "about "
    return f"{about}{_FRACTION_NAMES.get(parts, f'1/{parts:,}')} as {many}"


def _times(ratio: float) -> str:
    times = round(ratio)
    exact = abs(ratio - times) <= _CLOSE * times
    if times == 2 and abs(ratio - times) < 0.05:  # noqa: PLR2004
        return "twice" if exact else "about twice"
    shown = f"{times:,}" if exact or ratio >= 10 else f"{ratio:.1f}".removesuffix(".0")  # noqa: PLR2004
    return f"{'' if exact else 'about '}{shown} times"


def _difference(gap: float, ours: Quantity) -> str:
    """Return the gap of counts, ages and money; other units were converted, and their gap says little."""
    if ours.unit == AGE:
        return f"{abs(gap):,.0f} year{'' if abs(gap) == 1 else 's'} {'older' if gap > 0 else 'younger'}"
    if ours.unit and not is_money(ours.unit):
        return ""
    fewer = "less" if ours.unit else "fewer"
    return f"{_shown(abs(gap))} {'more' if gap > 0 else fewer}"


def _shown(value: float) -> str:
    for scale, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= scale:
            return f"{value / scale:,.3g} {name}"
    return f"{value:,.0f}" if value % 1 == 0 else f"{value:,.2f}"
