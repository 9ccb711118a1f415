"""The figures of the quality report, as SVG that is the same for the same results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from math import ceil
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.measures import Plots

INK, SOFT, ACCENT = "#1f2933", "#9aa5b1", "#1f5f8b"
LINES = ("#1f5f8b", "#b3541e", "#3b7a57", "#7a3b69", "#8a6d1b", "#444444")
ACROSS = 3
STYLE: Any = {  # its keys are a closed list of literals that no dictionary display matches
    "svg.hashsalt": "checker",  # ids inside the file would otherwise change from run to run
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "text.color": INK,
}
Points = Sequence[Sequence[float]]
Panel = Callable[[Axes, Points], None]


def confusion_figure(plots: Plots, path: Path, labels: Sequence[str], answers: Sequence[str]) -> None:
    """Draw one confusion matrix per set: shares of each label's row, with the counts written in."""

    def panel(axes: Axes, points: Points) -> None:
        counts = np.array(points)
        shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for (row, column), count in np.ndenumerate(counts):
            dark = shares[row, column] > 0.5  # noqa: PLR2004  # of the colour scale
            axes.text(column, row, f"{count:.0f}", ha="center", va="center", color="white" if dark else INK)
        axes.set_xticks(range(len(answers)), answers)
        axes.set_yticks(range(len(labels)), labels)
        axes.set(xlabel="answered", ylabel="labelled")
        axes.tick_params(length=0)

    _panels(_of_kind(plots, "confusion"), panel, path)


def reliability_figure(plots: Plots, path: Path, lowest: float = 0.3) -> None:
    """Draw accuracy over confidence per set; dots are as large as their share of the rows."""

    def panel(axes: Axes, points: Points) -> None:
        confidence, accuracy, share = np.array(points).T
        axes.plot([0, 1], [0, 1], color=SOFT, linewidth=0.8)
        axes.plot(confidence, accuracy, color=ACCENT, linewidth=1)
        axes.scatter(confidence, accuracy, s=8 + 150 * share, color=ACCENT)
        axes.set(xlim=(lowest, 1.02), ylim=(0, 1.02), xlabel="confidence", ylabel="accuracy")

    _panels(_of_kind(plots, "reliability"), panel, path)


def risk_coverage_figure(plots: Plots, path: Path) -> None:
    """Draw, for all sets in one frame, the error rate among the most confident answers."""
    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    axes = figure.subplots()
    for (name, points), colour in zip(_of_kind(plots, "risk_coverage").items(), cycle(LINES), strict=False):
        coverage, risk = np.array(points).T
        axes.plot(coverage, risk, color=colour, linewidth=1.3, label=name)
    axes.set(xlim=(0, 1), ylim=(0, None), xlabel="share of pairs answered", ylabel="error rate")
    figure.legend(frameon=False, loc="outside right upper")
    _save(figure, path)


def bars_figure(shares: Mapping[str, tuple[float, int]], path: Path) -> None:
    """Draw a horizontal bar per name, the first on top, with the share and the rows behind it."""
    figure = Figure(figsize=(6.4, 0.6 + 0.2 * len(shares)), layout="constrained")
    axes = figure.subplots()
    places = range(len(shares))
    axes.barh(places, [share for share, _ in shares.values()], color=ACCENT, height=0.7)
    for place, (share, rows) in zip(places, shares.values(), strict=True):
        axes.text(share + 0.01, place, f"{share:.2f} of {rows}", va="center", fontsize=8)
    axes.set_yticks(places, list(shares))
    axes.invert_yaxis()
    axes.set(xlim=(0, 1.15), xlabel="accuracy")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    _save(figure, path)


def _of_kind(plots: Plots, kind: str) -> dict[str, Points]:
    return {name: kinds[kind] for name, kinds in plots.items() if kind in kinds}


def _panels(sets: Mapping[str, Points], panel: Panel, path: Path) -> None:
    if not sets:
        return
    across = min(ACROSS, len(sets))
    down = ceil(len(sets) / across)
    figure = Figure(figsize=(3 * across, 2.5 * down), layout="constrained")
    places = figure.subplots(down, across, squeeze=False).flat
    for axes, (name, points) in zip(places, sets.items(), strict=False):
        panel(axes, points)
        axes.set_title(name, fontsize=9)
    for axes in list(figure.axes)[len(sets) :]:
        axes.set_axis_off()
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None}, facecolor="white")


def styled() -> None:
    """Set the style of all figures of this process."""
    mpl.rcParams.update(STYLE)
