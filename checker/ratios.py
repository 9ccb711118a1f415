"""How far apart two quantities are, in words: "10 times as many", "2,000 fewer", "half as much"."""

from __future__ import annotations

import math

from checker.counts import Quantity
from checker.units import AGE, PERCENT, is_money

_FRACTION_NAMES = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 10: "a tenth"}
_FRACTION_NAMES |= {100: "a hundredth", 1_000: "a thousandth"}
_CLOSE = 0.01
_POINTS = frozenset({PERCENT, "points"})


def compare(ours: Quantity, theirs: Quantity) -> str:
    """Say what the first is against the second; nothing where a bound is open or zero."""
    one, other = ours.value, theirs.value
    if min(one, other) <= 0 or not math.isfinite(one + other) or one == other:
        return ""
    if ours.unit in _POINTS:
        gap = f"{abs(one - other):.15g}" if abs(one - other) % 1 == 0 else f"{abs(one - other):.1f}"
        return f"{gap} percentage point{'' if gap == '1' else 's'} {'more' if one > other else 'less'}"
    many = "old" if ours.unit == AGE else "much" if ours.unit else "many"
    return _multiple(one / other, many) or _difference(one - other, ours)


def _multiple(ratio: float, many: str) -> str:
    """Return the ratio in words when it is a round part or a multiple of two and more."""
    if ratio >= 2 - _CLOSE:
        times = round(ratio)
        if times == 2 and abs(ratio - times) <= _CLOSE * times:  # noqa: PLR2004
            return f"twice as {many}"
        about = "" if abs(ratio - times) <= _CLOSE * times else "about "
        shown = f"{times:,}" if not about or ratio >= 10 else f"{ratio:.1f}"  # noqa: PLR2004
        return f"{about}{shown} times as {many}"
    for parts, name in _FRACTION_NAMES.items():
        if abs(ratio * parts - 1) <= _CLOSE:
            return f"{name} as {many}"
    if ratio <= 1 / 2:
        return f"about 1/{max(2, round(1 / ratio)):,} as {many}"
    return ""


def _difference(gap: float, ours: Quantity) -> str:
    """Return the gap of bare counts and whole sums of money; other units were converted."""
    if ours.unit == AGE:
        return f"{abs(gap):,.0f} years {'older' if gap > 0 else 'younger'}"
    if ours.unit and not is_money(ours.unit):
        return "more" if gap > 0 else "less"
    shown = f"{abs(gap):,.0f}" if abs(gap) >= 1 else f"{abs(gap):.2g}"
    if ours.unit:
        return f"{shown} {'more' if gap > 0 else 'less'}"
    return f"{shown} {'more' if gap > 0 else 'fewer'}"
