"""The charts of the dashboard, as places in a drawing: the template draws them as SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from checker.review_figures import Bin, Period

WIDTH, HEIGHT = 420, 190
LEFT, BOTTOM, TOP = 30, 28, 12
SIDE = 300  # of the square in which confidence and agreement are compared
EDGE = 36
MOST_LABELS = 6
DOT, DOT_MORE = 4.0, 9.0


@dataclass(frozen=True, slots=True)
class Column:
    """One period: what was agreed with below, the rest on top of it."""

    x: float
    width: float
    agreed_y: float
    agreed_height: float
    rest_y: float
    rest_height: float
    period: Period
    labelled: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the drawing, with its number."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns over time."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Dot:
    """Answers of one confidence; the more there are the larger."""

    x: float
    y: float
    radius: float
    one: Bin


@dataclass(frozen=True, slots=True)
class Dots:
    """A chart of agreement over confidence, from 0 to 1 both ways."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, float, str], ...]  # across, down, and the number of both
    side: int = SIDE
    edge: int = EDGE


def columns_of(periods: Sequence[Period]) -> Columns:
    """Return the columns of what was settled in each period."""
    most = max((period.of for period in periods), default=0) or 1
    step = (WIDTH - LEFT) / max(len(periods), 1)
    every = -(-len(periods) // MOST_LABELS) or 1
    up = (HEIGHT - BOTTOM - TOP) / most
    columns = tuple(
        _column(period, LEFT + number * step, step, up, labelled=number % every == 0)
        for number, period in enumerate(periods)
    )
    marks = sorted({0, most // 2, most})
    return Columns(columns, tuple(Tick(round(HEIGHT - BOTTOM - mark * up, 1), f"{mark}") for mark in marks))


def dots_of(bins: Sequence[Bin]) -> Dots:
    """Return the dots of how often people agreed, by confidence."""
    most = max((one.of for one in bins), default=0) or 1
    dots = tuple(
        Dot(
            x=round(_across(one.confidence), 1),
            y=round(_down(one.share), 1),
            radius=round(DOT + DOT_MORE * sqrt(one.of / most), 1),
            one=one,
        )
        for one in bins
    )
    ticks = tuple((_across(share), _down(share), f"{share:.0%}") for share in (0.0, 0.5, 1.0))
    return Dots(dots, ticks)


def _column(period: Period, left: float, step: float, up: float, *, labelled: bool) -> Column:
    width = min(step * 0.7, 40.0)
    agreed, rest = period.agreed * up, (period.of - period.agreed) * up
    return Column(
        x=round(left + (step - width) / 2, 1),
        width=round(width, 1),
        agreed_y=round(HEIGHT - BOTTOM - agreed, 1),
        agreed_height=round(agreed, 1),
        rest_y=round(HEIGHT - BOTTOM - agreed - rest, 1),
        rest_height=round(rest, 1),
        period=period,
        labelled=labelled,
    )


def _across(share: float) -> float:
    return EDGE + share * (SIDE - 2 * EDGE)


def _down(share: float) -> float:
    return SIDE - EDGE - share * (SIDE - 2 * EDGE)
