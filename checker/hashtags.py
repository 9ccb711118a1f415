"""Hashtags and handles: which are words of a sentence, as words; and which only name a topic."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.clutter import HASHTAG, PICTURE, TAG_RUN
from checker.lexicon import FUNCTION_WORDS, REPORTING, is_verb
from checker.records import Span
from checker.run_together import english, taken_apart

# One or more tags, or a handle; not the "(@handle)" that repeats a name.
_NAMED = re.compile(r"(?<![\w/&])((?:[#＃]\w{1,100})+)|(?<![\w/&@(])@(\w{1,100})")
# Of the shape of a word: "A" for any capital, "a" for any small letter.
_CAMEL = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d[\d,.]*|[^\W\d_a-zA-Z]+")
# Shorter tags in one case are words or acronyms.
_SPLIT_LENGTH = 7


def split_hashtag(tag: str) -> str:
    """Return the words of a hashtag: ``PakistanArmy`` and ``pakistanarmy`` as ``Pakistan Army``."""
    parts = [piece for word in tag.split("_") for piece in _pieces(word)]
    if len(parts) == 1 and len(tag) >= _SPLIT_LENGTH and tag.isascii() and tag.isalpha():
        parts = [p.capitalize() if tag[0].isupper() else p for p in taken_apart(tag.lower(), english())]
    return " ".join(parts) or tag


def in_words(text: str) -> str:
    """Return a text with its hashtags and handles as words: ``#ClimateStrike by @GretaThunberg``."""

    def words(found: re.Match[str]) -> str:
        names = re.split("[#＃]", found[1])[1:] if found[1] else [found[2]]
        return " ".join(map(split_hashtag, names))

    return _NAMED.sub(words, text)


def _pieces(word: str) -> list[str]:
    shape = "".join("A" if c.isupper() else "a" if c.islower() else c for c in word)
    return [word[piece.start() : piece.end()] for piece in _CAMEL.finditer(shape)]


def topic_tags(mask: str) -> Iterator[Span]:
    """Yield the runs of hashtags that end a line and only name its topics."""
    for run in TAG_RUN.finditer(mask):
        after = mask[run.end() : run.end() + 40].lstrip(" \t")
        if after and after[0] != "\n" and PICTURE not in run[0]:
            continue
        before = mask[max(0, run.start() - 60) : run.start()].split()
        start = run.start()
        if before and needs_object(before[-1]):
            first = HASHTAG.match(run[0])
            start += first.end() if first else 0
        if start < run.end():
            yield Span(start, run.end())


def needs_object(word: str) -> bool:
    """Whether a sentence cannot stop after this word: "stands with", "attacked"."""
    low = word.lower()
    return low in FUNCTION_WORDS or (is_verb(low) and low not in REPORTING and not low.endswith("s"))
