"""What the project set out to reach, beside what was measured: ``eval/targets.toml``.

The goals are for held-out sets that are not here, so the nearest set that is here stands in for each;
a goal that nothing here measures says so and is neither reached nor missed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from eval.measures import DIGITS, Parts, markdown, shown

TARGETS = Path(__file__).with_name("targets.toml")
TEXTS = 4  # columns of the table that are words


class State(StrEnum):
    """How a goal stands, in the order in which the report tells."""

    MISSED = "missed"
    NOT_MEASURED = "not measured"  # no data, or not in this run
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Target:
    """A goal for a kind of held-out set, and where its figure is: part, set and measure of the results."""

    kind: str
    measure: str
    result: Sequence[str] = ()  # empty: nothing here measures it
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if (self.at_least is None) is (self.at_most is None):
            raise ValueError(f"{self.kind}: give either at_least or at_most")
        if len(self.result) not in {0, 3} or not (self.result or self.note):
            raise ValueError(f"{self.kind}: name part, set and measure, or say in a note why there is none")

    def found(self, parts: Parts) -> float | None:
        """Return the figure that the results have for this goal, as their file has it; None without one."""
        if not self.result:
            return None
        part, name, measure = self.result
        figure = parts.get(part, {}).get(name, {}).get(measure)
        return None if figure is None else round(figure, DIGITS)

    def state(self, parts: Parts) -> State:
        """Return whether the goal is reached, missed or not measured."""
        found = self.found(parts)
        if found is None:
            return State.NOT_MEASURED
        reached = found <= self.at_most if self.at_most is not None else found >= (self.at_least or 0.0)
        return State.REACHED if reached else State.MISSED


def read(path: Path = TARGETS) -> list[Target]:
    """Return the goals of a file."""
    return [Target(**row) for row in tomllib.loads(path.read_text("utf-8"))["target"]]


def section(targets: Sequence[Target], parts: Parts) -> str:
    """Return how many goals are missed, not measured and reached, and a table of all, the missed first."""
    states = [target.state(parts) for target in targets]
    counts = ", ".join(f"{states.count(state)} {state}" for state in State)
    order = list(State)
    ranked = sorted(zip(states, targets, strict=True), key=lambda one: order.index(one[0]))
    head = ["", "goal for", "measure", "measured on", "found", "goal"]
    table = markdown([head, *(_row(state, target, parts) for state, target in ranked)], left=TEXTS)
    return f"Of {len(targets)} goals: {counts}.\n\n{table}"


def _row(state: State, target: Target, parts: Parts) -> list[str]:
    measure = target.result[2] if target.result else ""
    goal = f"≤ {target.at_most:g}" if target.at_most is not None else f"≥ {target.at_least:g}"
    stood_in = "; ".join(filter(None, [": ".join(target.result[:2]).replace("_", " "), target.note]))
    told = f"**{state}**" if state is State.MISSED else str(state)
    return [told, target.kind, target.measure, stood_in, shown(measure, target.found(parts), DIGITS), goal]
