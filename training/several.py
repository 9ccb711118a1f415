"""Posts that make several claims, in sentences or in one breath: "A, and B", or "a b c" without a mark.

``training/reading.py`` teaches a network where the second claim and those after it begin. Claims are joined
as people join them; some lose the subject they share with the one before, or say "it" for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from checker.clauses import is_statement, subject
from checker.lexicon import is_verb
from training.counterfactuals.denial import embedded
from training.marked import Marked

_APART, _LISTED, _STREAMED = 0.3, 0.12, 0.2  # shares of the ways; the rest are joined by words
_SUBJECTLESS, _PRONOUN = 0.18, 0.2  # of claims behind another one
_ENDS = (". ", ". ", " ", "\n", "! ", "... ")
_JOINTS = (
    (", and ", 5),
    (" and ", 6),
    (" and also ", 1),
    (", and also ", 1),
    (" and that ", 1),
    (", and that ", 1),
    (", but ", 2),
    (" but ", 2),
    (", while ", 1),
    (" while ", 1),
    (", ", 3),
    ("; ", 1),
    (" - ", 1),
    (" & ", 1),
    (" plus ", 1),
    (", plus ", 1),
    (" and then ", 1),
    (", yet ", 1),
    (" and even ", 1),
    (", so ", 0.5),
    (" because ", 0.3),
)
_STREAM = (
    (" ", 4),
    (" and ", 3),
    (" and also ", 1),
    (" and then ", 1),
    (" also ", 1),
    (" plus ", 0.5),
    (" so ", 0.3),
)
_THAT = "that "  # begins the claim that it joins: whoever says the first says this one as well
_PRONOUNS = ("it", "they", "they", "he", "she", "we")
_COORDINATOR = re.compile(
    r"[,;:]?\s(?:and|but|while|whereas|yet|plus|then|so|because)\s|[;,–—-]\s", re.IGNORECASE
)
_NEAR = 7  # words after a coordinator within which a second verb may stand


def together(posts: Sequence[Marked], rng: random.Random) -> Marked:
    """Return one post that says what all of these say, joined in one way."""
    drawn = rng.random()
    if drawn < _APART:
        return _put([(rng.choice(_ENDS), post) for post in posts])
    if drawn < _APART + _LISTED:
        last = rng.choice((", and ", " and ", ", "))
        return _joined(posts, [", "] * (len(posts) - 1) + [last], rng)
    ways = _STREAM if drawn < _APART + _LISTED + _STREAMED else _JOINTS
    joints = rng.choices([way for way, _ in ways], [share for _, share in ways], k=len(posts))
    return _joined(posts, joints, rng)


def _joined(posts: Sequence[Marked], joints: Sequence[str], rng: random.Random) -> Marked:
    behind = (_behind(post, rng) for post in posts[1:])
    return _put(list(zip(joints, [posts[0], *behind], strict=True)))


def _put(parts: Sequence[tuple[str, Marked]]) -> Marked:
    """Return posts behind each other, each but the first with its joint before it."""
    text, found = "", []
    for n, (joint, post) in enumerate(parts):
        begun = joint.endswith(_THAT) and n > 0
        if n:
            text = text.rstrip(". ")
            found = [(start, min(end, len(text)), mark) for start, end, mark in found]
            text += joint
        shift = len(text)
        for place, (start, end, mark) in enumerate(post.claims):
            first = shift - len(_THAT) if begun and not place and not start else start + shift
            found.append((first, end + shift, mark))
        text += post.text
    return Marked(text, tuple(found))


def _behind(post: Marked, rng: random.Random) -> Marked:
    """Return a post as it goes on from another: in small letters, at times with no subject or a pronoun."""
    if len(post.claims) != 1 or post.claims[0][:2] != (0, len(post.text)):
        return post
    [(_, _, mark)] = post.claims
    text = embedded(post.text.rstrip(". "))
    named = subject(text)
    drawn = rng.random()
    if named and drawn < _SUBJECTLESS:
        text = text.removeprefix(named).lstrip()
    elif named and drawn < _SUBJECTLESS + _PRONOUN:
        text = rng.choice(_PRONOUNS) + text.removeprefix(named)
    return Marked(text, ((0, len(text), mark),))


def may_be_several(claim: str) -> bool:
    """Whether what was written as one claim may hold two: then where a second begins is not known."""
    for joint in _COORDINATOR.finditer(claim):
        behind = claim[joint.end() :].split()[:_NEAR]
        if is_statement(claim[: joint.start()]) and any(map(is_verb, behind)):
            return True
    return False
