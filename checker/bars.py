"""Small bar charts of counts over time, as the numbers that an SVG is made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HEIGHT = 40.0
PITCH = 10.0  # from one bar to the next
GAP = 2.0
LEAST = 2.0  # so that one can be told from none


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar."""

    x: float
    y: float
    width: float
    height: float
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart; its highest bar has its whole height."""

    width: float
    bars: tuple[Bar, ...]  # of steps in which there was something
    peak: Bar | None  # the highest, the first of several
    start: datetime
    end: datetime


def bars(counts: Sequence[tuple[datetime, int]], step: timedelta) -> Bars:
    """Return the chart of counts, each of which is of one step."""
    most = max((count for _, count in counts), default=0)
    found = tuple(_bar(number, at, count, most) for number, (at, count) in enumerate(counts) if count > 0)
    peak = max(found, key=lambda bar: (bar.count, -bar.x), default=None)
    return Bars(len(counts) * PITCH, found, peak, counts[0][0], counts[-1][0] + step)


def _bar(number: int, at: datetime, count: int, most: int) -> Bar:
    height = round(max(LEAST, HEIGHT * count / most), 2)
    return Bar(number * PITCH + GAP / 2, round(HEIGHT - height, 2), PITCH - GAP, height, at, count)
