"""A part of a passage where the whole is too long: whole clauses, with all that bounds them. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from checker.lexicon import DETERMINERS, RELATIVES, REPORTING, SUBORDINATORS, is_sure_verb
from checker.negation import DENYING, FALSE, RUMOUR, says_no
from checker.records import Span
from checker.sentences import sentences

_BEFORE, _WITHIN, _BETWEEN = "… ", "…", " …"  # what is left out: before, in a sentence, after one
_SOON = 5  # words of a clause, with its verb among them
_WRITTEN = re.compile(r"\S+")
_PUNCTUATION = ".,;:!?\"'“”‘’()"
_SEMICOLON = re.compile(r";\s")
_AND = re.compile(rf",(?=\s{{1,4}}and((?:\s{{1,4}}\S+){{1,{_SOON}}}))", re.IGNORECASE)
# Who else says it, whether it is asked or quoted, on what it depends, what is said against it.
_BOUNDS = says_no(
    *(DENYING, FALSE, *REPORTING, *SUBORDINATORS),
    "alleg(?:ed|edly|es|ing|ations?)|assert(?:s|ed|ing)?|purported(?:ly)?|reportedly|according|telling|saying"
    "|claiming|write|writes|wrote|words? of|in the (?:eyes|view|opinion|event)",
    "only|but|however|yet|though|otherwise|except|excluding|provided|providing|assuming|supposing|should"
    "|in case|subject to|depend(?:s|ing)?|pending|instead|rather",
    "denying|denials?|dismiss(?:es|ed|ing)?|refut(?:es?|ed|ing)|rebut\\w*|contradict\\w*|mislead\\w*|misled"
    "|incorrect|inaccurate|propaganda|(?:dis|mis)information|figment|imagin\\w+|fiction(?:al)?|myths?|invent(?:ed|ion)"
    "|hardly|barely|rul(?:es?|ed|ing) out",
)
_BOUNDING_MARKS = re.compile(r"[:?؟？\"“”„«»]")
_MARK = re.compile(r"[,–—]\s|\s-+\s|[(…]")
_ASKING = ("?", "؟", "？")
# "The report that ... was seen on Sunday": what becomes of it may stand anywhere behind it, in any words.
_TOLD_OF = re.compile(rf"\b(?:{'|'.join(DETERMINERS)})(?:\s{{1,4}}[\w-]+)?\s{{1,4}}{RUMOUR}\b", re.IGNORECASE)


class _Whole(NamedTuple):
    """A sentence, or what is between two semicolons of one."""

    start: int
    end: int
    head: int | None  # where the verb of its main clause ends


class _Clauses(NamedTuple):
    """Where a text may be cut."""

    wholes: Sequence[_Whole]
    ends: Sequence[int]
    must: Span  # what an excerpt has to have


def excerpt(text: str, deciding: Sequence[Span], room: int) -> str:
    """Return ``text`` in at most ``room`` code points, "…" for what is left out; empty where nothing may be.

    An excerpt is one run of whole main clauses, with the words that decide and every word that denies, asks,
    attributes or makes conditional: nobody may be quoted as saying what others say, or what they deny.
    Where no words are known to decide, it is the beginning.
    """
    if len(text) <= room:
        return text
    clauses = _clauses(text, tuple(deciding))
    for start, end in _runs(clauses, room):
        found = _shown(text, start, end)
        if len(found) <= room:
            return found
    return ""


@lru_cache(maxsize=8)  # one reply is tried in many ways
def _clauses(text: str, deciding: tuple[Span, ...]) -> _Clauses:
    if _TOLD_OF.search(text):
        return _Clauses((), (), Span(0, len(text)))
    bounds = [match.span() for marks in (_BOUNDS, _BOUNDING_MARKS) for match in marks.finditer(text)]
    spans = [*(deciding or [Span(0, 1)]), *(Span(*bound) for bound in bounds)]
    must = Span(min(span.start for span in spans), max(span.end for span in spans))
    parts = [part for sentence in sentences(text) for part in _between_semicolons(text, sentence)]
    wholes = [_Whole(part.start, part.end, _head(text, part)) for part in parts if _has_verb(text, part)]
    joints = [joint for part in parts for joint in _joints(text, part)]
    ends = sorted({*(whole.end for whole in wholes), *joints})
    return _Clauses(wholes, [end for end in ends if not text.endswith(_ASKING, 0, end)], must)


def _between_semicolons(text: str, sentence: Span) -> Iterator[Span]:
    cuts = [match.start() for match in _SEMICOLON.finditer(text, sentence.start, sentence.end)]
    for start, end in pairwise([sentence.start - 2, *cuts, sentence.end]):
        yield Span(start + 2, end)


def _joints(text: str, part: Span) -> Iterator[int]:
    """Yield where a sentence may end before an "and", from the last: all behind it are clauses of their own.

    What is between other marks may be about all that is before: "..., which is a fairy tale", "..., runs the
    story".
    """
    marks = [match.start() for match in _MARK.finditer(text, part.start, part.end)]
    for mark in reversed(marks):
        joint = _AND.match(text, mark)
        if joint is None or not _is_main(joint[1].split()):
            return
        yield mark


def _is_main(words: Sequence[str]) -> bool:
    """Return whether these first words of a clause have its verb, and nothing that subordinates it."""
    return _bare(words[0]) not in RELATIVES | SUBORDINATORS and any(map(is_sure_verb, words))


def _has_verb(text: str, part: Span) -> bool:
    """Return whether a part of a text is a sentence whose words we know: an English one."""
    return any(is_sure_verb(word[0]) for word in _WRITTEN.finditer(text, part.start, part.end))


def _head(text: str, part: Span) -> int | None:
    """Return where the verb of the main clause ends: one behind its subject, before any clause in it."""
    found = list(_WRITTEN.finditer(text, part.start, part.end))
    for n, word in enumerate(found):
        if _bare(word[0]) in RELATIVES | SUBORDINATORS:
            return None
        if n and is_sure_verb(word[0]) and not (n + 1 < len(found) and _bare(found[n + 1][0]) == "by"):
            return word.end()
    return None


def _bare(word: str) -> str:
    return word.strip(_PUNCTUATION).casefold()


def _runs(clauses: _Clauses, room: int) -> Iterator[tuple[int, int]]:
    """Yield what may be an excerpt: what comes before goes first, since it names what the rest is about."""
    wholes, ends, must = clauses
    for start in (whole.start for whole in wholes if must.end - room <= whole.start <= must.start):
        fitting = ends[bisect_left(ends, must.end) : bisect_right(ends, start + room)]
        for end in reversed(fitting):
            last = wholes[bisect_left(wholes, end, key=lambda whole: whole.start) - 1]
            if end == last.end or (end < last.end and last.head is not None and last.head <= end):
                yield start, end


def _shown(text: str, start: int, end: int) -> str:
    """Return a part of a text, with what tells that others are left out."""
    before = _BEFORE if text[:start].strip() else ""
    if not text[end:].strip():
        return before + text[start:end]
    part = text[start:end].rstrip(" ,;:–—-")
    return f"{before}{part}{_WITHIN if part[-1:].isalnum() else _BETWEEN}"
