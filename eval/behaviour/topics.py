"""The topics of the suite: invented facts about real offices and places, read from ``topics.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from checker.records import Statement

TOPICS = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True, slots=True)
class Topic:
    """One fact with all that may be said of it; what the fields must look like is said in the file."""

    id: str
    issuer: str
    office: str  # "principal secretary"
    speaker: str
    us: str  # for whom the speaker speaks
    other: str  # somebody who is not spoken of
    things: str  # what is counted
    others: str
    done: str
    does: str
    where: str
    elsewhere: str
    alike: str
    agent: str
    agent2: str
    manner: str
    cause: str
    cause2: str
    motive: str
    rider: str
    programme: str
    currency: str
    code: str
    currency2: str
    measure: str
    unit: str
    low: int
    high: int
    asked: str
    acronym: str
    thing: str
    first: str
    second: str
    unsaid: tuple[str, str]  # posts on the topic that nothing answers

    def statement(self, text: str, statement_id: str) -> Statement:
        """Return a statement of the topic's official."""
        office = self.office[0].upper() + self.office[1:]
        return Statement(statement_id, text, issuer=self.issuer, speaker=self.speaker, office=office)


def load_topics(path: Path = TOPICS) -> tuple[Topic, ...]:
    """Return the topics of a file, in its order."""
    rows = tomllib.loads(path.read_text("utf-8"))["topic"]
    return tuple(Topic(**{**row, "unsaid": tuple(row["unsaid"])}) for row in rows)
