"""What a post says around its claims, as a network tells it from them: "so let me get this straight, X??".

People put anything around what they pass on: how angry it makes them, who told them, that one should share
it, or that it is a lie. ``training/reading.py`` teaches a network which words of a post are such remarks, and
which are claimed or called false. Only what stands before and behind a claim is taken away, where that is
sure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

LONGEST = 100  # words that are read together: what is longer is read in parts
LEAST = 3  # words that are left of a claim
SURE = 0.8  # how likely words are remarks that are taken away, on average (geometric mean)
ENOUGH = 5.0  # and their log-odds together: one word must be surer than five
_NEGATED = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|den(?:y|ies|ied)|refus\w+|reject\w*)\b"
    r"|n['’]t\b|\b(?:is|are|was|were|do|does|did|has|have|had|wo|ca|would|could|should|must|ai)nt\b",
    re.IGNORECASE,
)
# Words that have the claim for their subject or object, and not only stand beside it.
_OF_CLAIM_BEFORE = re.compile(
    r"(?:\b(?:that|how|claim(?:s|ed|ing)?|say(?:s|ing)?|said|insist(?:s|ed|ing)?|(?:tell(?:s|ing)?|told) \w+)"
    r"|:)[\s\"“'‘]*$",
    re.IGNORECASE,
)
_QUOTES = ('"', "“", "‘", "«")
_OF_CLAIM_BEHIND = re.compile(r"[\s\"”'’)]*(?:is|was|are|were|isn['’]?t|wasn['’]?t|=|<)(?!\w)", re.IGNORECASE)


class Mark(IntEnum):
    """What a word of a post is: the columns of what ``Marks`` returns."""

    REMARK = 0
    TOLD = 1
    FALSE = 2


Word = Sequence[float]  # log-probabilities of the marks
Marks = Callable[[str], Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What of a clause is claimed: its words without remarks, and whether the post calls them false."""

    text: str
    false: bool = False
    remark: bool = False  # whether there is nothing in it but a remark


def as_it_is(clauses: Sequence[str]) -> list[Heard]:
    """Return clauses of which nothing is known."""
    return [Heard(clause) for clause in clauses]


def heard(clauses: Sequence[str], marks: Marks) -> list[Heard]:
    """Return what of each clause of a post is claimed.

    ``marks`` returns the log-probability of each ``Mark`` for each word of a text, of shape (words, 3), or
    of its first words.
    """
    found: list[Heard] = []
    for part in _parts(clauses):
        read = marks(" ".join(part))
        at = 0
        for clause in part:
            words = clause.split()
            found.append(_heard(clause, words, read[at : at + len(words)]))
            at += len(words)
    return found


def _parts(clauses: Sequence[str]) -> Iterator[list[str]]:
    """Yield clauses that are read together."""
    part: list[str] = []
    for clause in clauses:
        if part and sum(len(one.split()) for one in (*part, clause)) > LONGEST:
            yield part
            part = []
        part.append(clause)
    if part:
        yield part


def _heard(clause: str, words: Sequence[str], read: Sequence[Word]) -> Heard:
    if len(read) < len(words):  # the end was not read
        return Heard(clause)
    start, end = _best([_odds(word) for word in read])
    if end - start < LEAST:
        return Heard(clause, remark=_are_remarks(read))
    start = start if _are_remarks(read[:start]) else 0
    end = end if _are_remarks(read[end:]) else len(words)
    text = " ".join(words[start:end])
    told, false = (sum(math.exp(word[mark]) for word in read[start:end]) for mark in (Mark.TOLD, Mark.FALSE))
    called = calls_it_false(" ".join(words[:start]), text, " ".join(words[end:]))
    return Heard(text, false=called and false > told)


def calls_it_false(before: str, claim: str, behind: str) -> bool:
    """Whether remarks that call something false mean this claim: not in "they did not meet, fake news"."""
    if not is_negated(claim) or claim[:1] in _QUOTES:
        return True
    return bool(_OF_CLAIM_BEFORE.search(before) or _OF_CLAIM_BEHIND.match(behind))


def is_negated(text: str) -> bool:
    """Whether there is a negation or a denial in a text."""
    return bool(_NEGATED.search(text))


def _odds(word: Word) -> float:
    """Return the log-odds that a word is claimed, be it told or called false."""
    other, likelier = sorted((word[Mark.TOLD], word[Mark.FALSE]))
    return likelier + math.log1p(math.exp(other - likelier)) - word[Mark.REMARK]


def _are_remarks(read: Sequence[Word]) -> bool:
    likely = sum(word[Mark.REMARK] for word in read) > len(read) * math.log(SURE)
    return bool(read) and likely and -sum(map(_odds, read)) > ENOUGH


def _best(worth: Sequence[float]) -> tuple[int, int]:
    """Return where the words begin and end that are worth most together (Kadane's algorithm)."""
    best, found, total, start = 0.0, (0, 0), 0.0, 0
    for place, one in enumerate(worth):
        if total <= 0:
            total, start = 0.0, place
        total += one
        if total > best:
            best, found = total, (start, place + 1)
    return found
