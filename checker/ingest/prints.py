"""The words of a text without what a re-publication changes: case, marks, spelling, dateline, footer.

Numbers, names and denials are kept, since a text that differs in one of them says something else.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache

SKETCH = 32  # the smallest hashes of three-word runs; enough to find a neighbour, not to judge it
_RUN = 3

_MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\\.?"
# With a date behind it a place may have small letters: "Port Alda, 5 May 2025 –".
_DATELINE = re.compile(
    rf"\A\s*[A-Z][A-Za-z.’' ]{{2,40}}(?:,\s?[A-Z][A-Za-z ]{{2,30}})?(?:[,:]\s\(?|\s\()"
    rf"(?:\d{{1,2}}\s{_MONTH}|{_MONTH}\s\d{{1,2}})"
    r"(?:,?\s\d{4})?\)?\s?(?:\([^()\n]{1,40}\)\s?)?[-–—:]\s|"
    r"\A\s*[A-Z][A-Z.’' ]{2,30}(?:,\s?[A-Z]\w{2,20}(?:\s\d{1,2})?)?\s?(?:\([^()\n]{1,40}\)\s?[-–—:]|[-–—])\s"
)
_PIECE = re.compile(r"(?<=[.!?…。！？।۔؟])[\"'”’»)\]]*\s+|[\n\r\v\f\x85\u2028\u2029]+")
_MONEY = "$€£¥₹₨₩₽₺₦₪₱৳₴฿"
# A dash that touches a number within a sentence, and no number before it: at the head of a line it may list.
_SIGN = r"(?<=[\s(\[“\"‘'])(?<![\d%]\s)[-−–]"
_TOKEN = re.compile(
    rf"(?:{_SIGN})?\d+(?:[.,:/]\d+)*%?|{_SIGN}(?=[{_MONEY}]\d)|[<>≤≥±](?=\s?\d)|"
    rf"[^\W\d_]+(?:['’][^\W\d_]+)*|\w+|[%{_MONEY}]"
)
_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_FOOTER = re.compile(
    r"(?:share (?:this|on|via)|follow us|subscribe|sign up|read more|read also|see also|advertisement|"
    r"originally published|copyright|all rights reserved|print this|back to top|with input from|"
    r"reporting by|editing by)\b|\(c\)\s|©",
    re.IGNORECASE,
)
# Words that a republisher adds or drops without saying anything else.
_EMPTY = frozenset({"a", "an", "the", "that"})
_SPELLING = (
    (re.compile(r"(?<=\w{3})is(e|es|ed|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=\w{2})our(s|ed|ing|able|hood|)$"), r"or\1"),
    (re.compile(r"(?<=\w{2})ence(s|)$"), r"ense\1"),
    (re.compile(r"(?<=[bct])re(s|)$"), r"er\1"),
    (re.compile(r"programme(s|)$"), r"program\1"),
    (re.compile(r"(?<=\w{2})ll(ed|ing|er|ers)$"), r"l\1"),
)


@dataclass(frozen=True, slots=True)
class Print:
    """The sentences of a text, reduced; two texts with equal ones say the same in the same words."""

    sentences: tuple[str, ...]
    sketch: frozenset[int]

    @property
    def key(self) -> str:
        """All words in order, whatever the sentences they are cut into."""
        return " ".join(self.sentences)

    @property
    def size(self) -> int:
        """How many words it has."""
        return sum(sentence.count(" ") + 1 for sentence in self.sentences)


def print_of(text: str) -> Print:
    """Return the print of a text; one without any word has no sentences."""
    plain = _DATELINE.sub("", unicodedata.normalize("NFKC", text), count=1)
    pieces = (reduced(piece) for piece in _PIECE.split(plain) if piece and not _FOOTER.match(piece.lstrip()))
    sentences = tuple(piece for piece in pieces if piece)
    return Print(sentences, _sketch(" ".join(sentences)))


def reduced(piece: str) -> str:
    """Return the words of a sentence in the form in which they are compared."""
    words = (_word(token) for token in _TOKEN.findall(piece))
    return " ".join(word for word in words if word not in _EMPTY)


@lru_cache(maxsize=200_000)
def _word(token: str) -> str:
    if token[0] in "-−–":
        return f"-{_COMMA.sub('', token[1:])}"
    if token[0].isdigit():
        return _COMMA.sub("", token)
    word = token.casefold().replace("’", "'")
    for shape, unified in _SPELLING:
        word = shape.sub(unified, word)
    return word


def _sketch(key: str) -> frozenset[int]:
    words = key.split(" ")
    runs = {" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))}
    return frozenset(heapq.nsmallest(SKETCH, (zlib.crc32(run.encode("utf-8", "replace")) for run in runs)))
