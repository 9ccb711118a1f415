"""Sentences of edited prose: statements, transcripts, newspaper text.

Rules, not a library: the light splitters either keep a whole quotation as one sentence
(sentencex 1.0) or are not maintained (pysbd). Here a stop inside quotation marks ends a
sentence too, because an official's three sentences in one quotation are three passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.records import Span

MAX_WORDS = 110  # longer sentences are cut at clauses; about what 256 word pieces hold

_OPENING = "\"'“‘«([{"
_CLOSING = "\"'”’»)]}"
# Bounded and possessive: a megabyte of dots is read in one pass.
_STOP = re.compile(
    rf"(?:[.!?…]{{1,9}}+[{re.escape(_CLOSING)}]{{0,9}}+(?=\s|$)|[。！？।۔؟]{{1,9}}+[{re.escape(_CLOSING)}]{{0,9}}+)"
)
_WORD = re.compile(r"\S+")
_BEFORE = re.compile(r"[\w.’'&-]+$")
_ABBREVIATIONS = frozenset(
    [
        *(
            "mr",
            "mrs",
            "ms",
            "messrs",
            "dr",
            "prof",
            "st",
            "sr",
            "jr",
            "hon",
            "rev",
            "gen",
            "lt",
            "col",
            "maj",
        ),
        *("capt", "cpl", "sgt", "cmdr", "adm", "brig", "gov", "sen", "sens", "rep", "reps", "pres", "amb"),
        *("atty", "supt", "insp", "vs", "etc", "inc", "ltd", "co", "corp", "bros", "approx", "dept", "est"),
        *("art", "arts", "sec", "secs", "fig", "figs", "para", "paras", "pp", "vol", "ch", "rs", "no", "nos"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"),
        *("mt", "ft", "al", "cf", "ca", "viz"),
    ]
)
_BEFORE_NUMBER = frozenset(
    ["no", "nos", "art", "arts", "sec", "secs", "fig", "figs", "para", "paras", "pp", "vol", "ch", "rs"]
)
_MAY_END = frozenset(["etc", "jr", "sr", "inc", "ltd", "co", "corp", "al", "no"])
_DOTTED = re.compile(r"^(?:[A-Za-z]\.)+[A-Za-z]?$")
_STARTERS = frozenset(
    [
        *(
            "the",
            "this",
            "that",
            "these",
            "those",
            "it",
            "he",
            "she",
            "they",
            "we",
            "i",
            "you",
            "in",
            "on",
            "at",
        ),
        *(
            "as",
            "our",
            "his",
            "her",
            "their",
            "its",
            "there",
            "and",
            "but",
            "so",
            "if",
            "when",
            "while",
            "both",
        ),
        *("however", "asked", "speaking", "mr", "mrs", "ms", "dr", "no", "yes", "all", "such", "meanwhile"),
    ]
)
_ATTRIBUTION = re.compile(
    r"(?:[A-Z][\w.’'-]*\s){1,4}(?:said|says|told|added|asked|replied|stated|wrote|announced|declared)\b"
)
_BULLET = re.compile(r"(?:[-*•▪●–—>#]+|\(?\d{1,3}[.)]|\(?[a-z]\))\s+")
_CLAUSE = re.compile(
    r"(?<=[;:—])\s|(?<=,)\s(?=(?:and|but|while|whereas|which|who|although|because|as|or|nor)\b)"
)


def lines(text: str) -> Iterator[Span]:
    """Yield the spans of the lines that hold text, trimmed and without a leading bullet."""
    for match in re.finditer(r"[^\n\r\v\f\x85\u2028\u2029]+", text):
        start, end = _trim(text, match.start(), match.end())
        bullet = _BULLET.match(text, start, end)
        if bullet and bullet.end() < end:
            start = bullet.end()
        if start < end:
            yield Span(start, end)


def sentences(text: str, line: Span) -> Iterator[Span]:
    """Yield the sentences of one line, in order, none empty, none over ``MAX_WORDS`` words."""
    start = line.start
    for match in _STOP.finditer(text, line.start, line.end):
        if _ends(text, match, line.end):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, line.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    start, end = _trim(text, start, end)
    if start < end:
        yield from _cut(text, start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends(text: str, stop: re.Match[str], limit: int) -> bool:
    """Whether a stop ends its sentence, judged by the words on both sides of it."""
    after = text[stop.end() : min(limit, stop.end() + 80)].lstrip()
    if not after:
        return True
    first = after.lstrip(_OPENING)[:1]
    if first.islower():
        return False
    mark = stop.group()
    if mark[0] in ".…" and not mark.startswith(("..", "…")):
        return _full_stop(text, stop, after)
    quoted = mark[-1] in _CLOSING and mark[0] in "!?"
    return not (quoted and _ATTRIBUTION.match(after))


def _full_stop(text: str, stop: re.Match[str], after: str) -> bool:
    word = _BEFORE.search(text, max(0, stop.start() - 40), stop.start())
    if word is None or len(stop.group()) > 1:
        return True
    last = word.group()
    if _DOTTED.match(last) or (len(last) == 1 and last.isupper() and last != "I"):
        return _starts_sentence(after)
    key = last.lower()
    if key not in _ABBREVIATIONS:
        return True
    if key in _BEFORE_NUMBER and after[0].isdigit():
        return False
    return key in _MAY_END and _starts_sentence(after)


def _starts_sentence(after: str) -> bool:
    if after[0] in _OPENING:
        return True
    word = re.match(r"[\w’']+", after)
    return word is not None and re.split("[’']", word.group())[0].lower() in _STARTERS


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a span whole, or in pieces at clause boundaries when it is overlong."""
    if end - start < 2 * MAX_WORDS:
        yield Span(start, end)
        return
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    first = 0
    while len(words) - first > MAX_WORDS:
        begin = words[first][0]
        cut = _boundary(text, words[first + MAX_WORDS // 4][0], words[first + MAX_WORDS - 1][1])
        yield Span(begin, cut)
        while words[first][0] < cut:
            first += 1
    yield Span(words[first][0], end)


def _boundary(text: str, earliest: int, latest: int) -> int:
    """Return the last clause boundary of a range, else its last comma, else its end."""
    clauses = list(_CLAUSE.finditer(text, earliest, latest))
    if clauses:
        return clauses[-1].start()
    comma = text.rfind(", ", earliest, latest)
    return comma + 1 if comma > 0 else latest
