"""How far a check is, as the page that waits for it shows it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from checker.checks import QUEUED
from checker.progress import Stages
from checker.stages import Stage

OVER, NOW, AHEAD = "over", "now", ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list on that page."""

    name: str  # the server-sent event that says it is over
    words: str
    state: str
    count: int | None = None


def steps_of(state: str, stages: Stages) -> list[Step]:
    """Return every step of a check that has not ended, the one that it is at marked."""
    words = _words()
    over = ["running"] if state != QUEUED or stages else []
    over += [stage.value for stage in Stage if stage.value in stages]
    at = len(over)
    marks = [OVER] * at + [NOW] + [AHEAD] * len(words)
    return [
        Step(name, text, mark, stages.get(name))
        for (name, text), mark in zip(words.items(), marks, strict=False)
    ]


def steps_of_link() -> list[Step]:
    """Return every step of a link whose page is being read."""
    return [
        Step("read", gettext("Page read"), NOW),
        *(Step(name, text, AHEAD) for name, text in _words().items()),
    ]


def _words() -> dict[str, str]:
    return {
        "running": gettext("Taken up"),
        Stage.CLAIMS.value: gettext("Claims found"),
        Stage.PASSAGES.value: gettext("Passages found"),
        "verdicts": gettext("Verdicts reached"),
    }
