"""The capabilities of the suite, read from ``capabilities.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from checker.records import Stance
from eval.behaviour.style import STYLES

CAPABILITIES = Path(__file__).with_name("capabilities.toml")
ANSWERS = {"S": Stance.SUPPORTS, "R": Stance.REFUTES, "N": Stance.NEUTRAL}


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing to be able to do, with its forms."""

    name: str
    posts: tuple[str, ...]
    statements: tuple[str, ...] = ()  # none: whole posts, against the corpus of all topics
    expected: frozenset[Stance] = frozenset()  # several where each is right; none with a style
    style: str = ""  # the restyled post must get the answer of the plain one
    frames: tuple[str, ...] = ()  # for its statements, in place of the usual ones

    def __post_init__(self) -> None:
        """Refuse what cannot be judged."""
        if bool(self.expected) is bool(self.style) or (self.style and self.style not in STYLES):
            message = f"{self.name}: give either the answers that are expected or one of {sorted(STYLES)}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Suite:
    """All capabilities, and the statement of each topic that whole posts are checked against."""

    corpus: str
    capabilities: tuple[Capability, ...]


def load_suite(path: Path = CAPABILITIES) -> Suite:
    """Return the capabilities of a file, in its order."""
    read = tomllib.loads(path.read_text("utf-8"))
    return Suite(
        read["corpus"],
        tuple(
            Capability(
                name=row["name"],
                posts=tuple(row["posts"]),
                statements=tuple(row.get("statements", ())),
                expected=frozenset(ANSWERS[letter] for letter in row.get("expected", "")),
                style=row.get("style", ""),
                frames=tuple(row.get("frames", ())),
            )
            for row in read["capability"]
        ),
    )
