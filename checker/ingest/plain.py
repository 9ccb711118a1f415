"""Plain text, wrapped or not: one statement, with the headline and the date where they stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.ingest.datelines import date_in, date_of, is_date_line
from checker.ingest.decoding import decoded
from checker.ingest.documents import Document, Facts, Finding, cleaned, drafted, nothing
from checker.ingest.heads import is_letterhead
from checker.ingest.marking import marked
from checker.labels import Kind, kind_of
from checker.turns import turns

MAX_TEXT_CHARS = 5_000_000
_MAX_TITLE_WORDS = 30
_MOST_HEAD_ROWS = 8
_WIDEST = 130  # longer lines are paragraphs, not wrapped lines
_NARROWEST = 40
_ITEM = re.compile(r"(?:[-*•–·]|\d{1,3}[.)]|\(?[a-z]\))\s")
_LABEL = re.compile(r"[\[(]?\d{1,2}:\d{2}|(?:\*\*)?[\[(]?[A-Z][^\n:.!?]{0,60}:|Q\d{0,3}[.: ]|A\d{0,3}[.:]")
# A label may have stops, as in "MS. LIND:" and "U.S. OFFICIAL:"; its words tell it from an end of a sentence
_NAMED = re.compile(r"[\[(*]{0,3}(?P<label>[^\W\d_][^\n:?!]{0,80}):(?=\s|\Z)")
_STOP = re.compile(r"[.!?…:;,]['\"’”)\]]*$")
_END = re.compile(r"[.!?…:;]['\"’”)\]]*$")
_PARTED = re.compile(r"([a-z]{2})-\n([a-z]{2})")
_WORD = re.compile(r"\w")
_LETTER = re.compile(r"[^\W\d_]")


def read_plain(document: Document) -> Finding:
    """Return the text as one draft."""
    found = decoded(document.body)
    text = unwrapped(cleaned(found.text))
    if len(text) > MAX_TEXT_CHARS:
        return nothing(document, f"it has more than {MAX_TEXT_CHARS:,} characters; split it")
    if not _WORD.search(text):
        return nothing(document, "there are no words in it")
    title, body = headed(text)
    facts = Facts(title=title, dated=date_of(title, text))
    return marked(Finding((drafted(document, body, facts),)), found.doubts)


def headed(text: str) -> tuple[str, str]:
    """Return the headline, if one of the first lines is one, and the text below it.

    The name of an institution at the top stays: it says who speaks. So does the headline of a text
    that ends no line with a stop: there nothing tells it from a statement.
    """
    rows = text.split("\n")
    if any(turn.begin == 0 for turn in turns(text)):
        return "", text
    for number, row in enumerate(rows[: min(len(rows), _MOST_HEAD_ROWS) - 1]):
        if not _LETTER.search(row) or is_date_line(row) or is_letterhead(row) or date_in(row).issued_at.text:
            continue
        if len(row.split()) > _MAX_TITLE_WORDS or _STOP.search(row):
            break
        goes = number == 0 and any(map(_STOP.search, rows[1:]))
        return row.strip("# "), "\n".join(rows[1:]) if goes else text
    return "", text


def unwrapped(text: str) -> str:
    """Return the text with one line for each paragraph, whatever width its lines were broken at."""
    rows = text.strip().split("\n")
    widths = sorted(len(row) for row in rows if row)
    # The widest lines tell the width; one overlong address does not.
    width = widths[-1 - len(widths) // 20] if widths else 0
    if not _NARROWEST <= width <= _WIDEST:
        return "\n".join(row for row in rows if row)
    paragraphs: list[list[str]] = []
    before = ""
    for row in rows:
        if before and row and _goes_on(before, row, width):
            paragraphs[-1].append(row)
        elif row:
            paragraphs.append([row])
        before = row
    return "\n".join(map(_joined, paragraphs))


def _goes_on(row: str, following: str, width: int) -> bool:
    """Whether a line was broken only because the next word had no more room in it."""
    if _ITEM.match(following) or _is_label(following):
        return False
    if row.endswith(",") and following[0].islower() and len(row) > width // 2:
        return True
    first = following.split(" ", 1)[0]
    return len(row) + 1 + len(first) > width - (width // 10 if not _END.search(row) else 0)


def _is_label(row: str) -> bool:
    """Whether a row begins with what may be the name of a speaker."""
    named = _NAMED.match(row)
    return _LABEL.match(row) is not None or (named is not None and kind_of(named["label"]) is not Kind.OTHER)


def _joined(rows: Sequence[str]) -> str:
    """Return the rows as one; a word that was parted at the end of a row is one word again."""
    return " ".join(rows) if len(rows) == 1 else _PARTED.sub(r"\1\2", "\n".join(rows)).replace("\n", " ")
