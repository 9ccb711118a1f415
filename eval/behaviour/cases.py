"""Cases: the forms of a capability, filled for every topic and framed as people write."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from checker.records import Stance, Statement
from eval.behaviour.capabilities import Capability, Suite
from eval.behaviour.slots import capital, slots
from eval.behaviour.style import STYLES
from eval.behaviour.topics import Topic

_WHOLE = (".", "!", "?", "”", "🙏")  # how a text ends that is not framed
_STATED = (
    "{S}.",
    "The {office} said that {s}.",
    "“{S},” the {office} said.",
    "The {office} also confirmed that {s}.",
    "{speaker} told reporters that {s}.",
)
_POSTED = (
    "{S}.",
    "{S}",
    "{s}",
    "BREAKING: {s}",
    "The {office} says {s}.",
    "It is official: {s}!",
    "According to the {office}, {s}.",
    "So {s}.",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One post with the answers that are right, and what it is checked against."""

    capability: str
    post: str
    statement: Statement | None  # None: the corpus of all topics
    expected: frozenset[Stance]  # empty where the answer to ``plain`` is the right one
    plain: str = ""


def cases(capability: Capability, topics: Sequence[Topic]) -> Iterator[Case]:
    """Yield one case per topic; all pairs of forms are used in turn, in an order drawn by seed."""
    chance = random.Random(capability.name)
    pairs = list(product(capability.statements or ("",), capability.posts))
    chance.shuffle(pairs)
    for number, topic in enumerate(topics):
        stated, posted = pairs[number % len(pairs)]
        words = slots(topic, capability.name if stated else "")
        statement = None
        if stated:
            text = framed(stated, words, chance.choice(capability.frames or _STATED))
            statement = topic.statement(text, f"{topic.id}-{capability.name}")
        yield _case(capability, statement, framed(posted, words, chance.choice(_POSTED)), chance)


def _case(capability: Capability, statement: Statement | None, post: str, chance: random.Random) -> Case:
    if not capability.style:
        return Case(capability.name, post, statement, capability.expected)
    restyled = STYLES[capability.style](post, chance)
    return Case(capability.name, restyled, statement, capability.expected, plain=post)


def framed(form: str, words: Mapping[str, str], frame: str) -> str:
    """Return a filled form inside a frame, or as it is where it is a whole text already."""
    text = form.format_map(words)
    if text.endswith(_WHOLE):
        return capital(text)
    return frame.format_map({**words, "s": text, "S": capital(text)})


def corpus(suite: Suite, topics: Sequence[Topic]) -> list[Statement]:
    """Return the statements that whole posts are checked against, one per topic."""
    return [topic.statement(suite.corpus.format_map(slots(topic, "")), topic.id) for topic in topics]
