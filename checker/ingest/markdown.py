"""Markdown: a statement with our front matter, or any text with headings and emphasis."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from checker.ingest.datelines import date_of, is_date_line
from checker.ingest.dating import dated
from checker.ingest.decoding import decoded
from checker.ingest.documents import (
    Document,
    Facts,
    Finding,
    cleaned,
    drafted,
    language_of,
    nothing,
    one_line,
)
from checker.ingest.drafts import Draft
from checker.ingest.marking import marked
from checker.ingest.plain import MAX_TEXT_CHARS, headed
from checker.statement_files import read_statement_text
from checker.turns import turns

_OURS = re.compile(r"^(?:id|issuer|speaker|office|issued_at)[ \t]*:", re.MULTILINE)
_FENCED = re.compile(r"\A---[ \t]*\n(?P<head>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_TABLE_RULE = re.compile(r"^[ \t]*\|[ \t:|-]{3,}$", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\[\]]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_TICKS = re.compile(r"(`{1,2})([^`\n]{1,300})\1")
_LINK = re.compile(r"\[([^\[\]]{0,2000})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_REFERENCE = re.compile(r"^[ \t]{0,3}\[[^\]\n]{1,200}\]:[ \t]*\S+.*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]{0,3}(?:[-*_][ \t]*){3,}$|^[ \t]{0,3}(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_LEAD = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+][ \t]+(?!\*))?")
_TRAILING_HASHES = re.compile(r"[ \t]+#{1,6}$")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,200}?)(?<=\S)\1")
_LIGHT = re.compile(r"(?<![\w*])([*_])(?=\S)([^\n*_]{1,2000}?)(?<=\S)\1(?![\w*])")
_OWN_LINE = re.compile(r"\d{1,3}[.)] |\||\*\*|[A-Z][\w .’'-]{0,40}:")
_HARD_BREAK = re.compile(r"(?<=\S)(?: {2,}|\\)\n")
_TITLE = re.compile(r"^[ \t]{0,3}#[ \t]+(.+)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")


def read_markdown(document: Document) -> Finding:
    """Return the statement as one draft."""
    found = decoded(document.body)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if len(text) > MAX_TEXT_CHARS:
        return nothing(document, f"it has more than {MAX_TEXT_CHARS:,} characters; split it")
    head = _FENCED.match(text)
    if head and _OURS.search(head["head"]):
        return marked(_ours(text, document), found.doubts)
    return marked(_plain(text, document), found.doubts)


def _ours(text: str, document: Document) -> Finding:
    kept = "\n".join(cleaned(line) for line in text.split("\n"))
    path = Path(document.origin)  # of an address that is another text: one of its slashes is gone
    located, faults = read_statement_text(kept, path)
    if located is None:
        wrong = "; ".join(str(fault).removeprefix(f"{path}:") for fault in faults[:5])
        return nothing(document, f"line {wrong}")
    given = located.statement
    _, unsure = language_of(given.text, given.language)
    return Finding((Draft(given, document.sha256, unsure),))


def _plain(text: str, document: Document) -> Finding:
    head = _FENCED.match(text)
    fields = _fields(head["head"]) if head else {}
    body = text[head.end() :] if head else text
    titled = _TITLE.search(body)
    words = unmarked(body)
    if not re.search(r"\w", words):
        return nothing(document, "there are no words in it")
    title = fields.get("title") or (one_line(unmarked(titled[1].rstrip(" \t#"))) if titled else "")
    first, rest = headed(words)
    if not title or title == first:
        title, words = title or first, rest
    date = dated(fields["date"]) if fields.get("date") else date_of(title, words)
    facts = Facts(
        title=title,
        publisher=fields.get("publisher", ""),
        url=fields.get("url", ""),
        dated=date,
        language=fields.get("lang", "") or fields.get("language", ""),
    )
    return Finding((drafted(document, words, facts),))


def _fields(head: str) -> Mapping[str, str]:
    """Return the lines of somebody else's front matter that say one thing each."""
    try:
        loaded = yaml.load(head, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    if not isinstance(loaded, Mapping):
        return {}
    fields = {str(name).lower(): one_line(value) for name, value in loaded.items() if isinstance(value, str)}
    address = fields.get("url", "")
    return fields if address.startswith(("http://", "https://")) else {**fields, "url": ""}


def unmarked(text: str) -> str:
    """Return the words of Markdown, one line for each paragraph.

    Bold names stay bold where they are the labels of a transcript: there they say who speaks.
    """
    text = _uncommented(text)
    for pattern in (_TAG, _CODE, _PICTURE, _REFERENCE, _RULE, _TABLE_RULE):
        text = pattern.sub("", text)
    text = _TICKS.sub(r"\2", _LINK.sub(r"\1", text))
    blocks = re.split(r"\n{2,}", cleaned(_HARD_BREAK.sub("\n\n", text)))
    bold = "\n".join(filter(None, (_block(block) for block in blocks)))
    plain = _ESCAPED.sub(r"\1", _STRONG.sub(r"\2", bold))
    return bold if len(turns(bold)) > len(turns(plain)) else plain


def _uncommented(text: str) -> str:
    """Return the text without comments, in one pass: a pattern would look for each end anew."""
    kept, start = [], 0
    while (begin := text.find("<!--", start)) >= 0 and (end := text.find("-->", begin)) >= 0:
        kept.append(text[start:begin])
        start = end + 3
    return "".join((*kept, text[start:]))


def _block(block: str) -> str:
    """Return one paragraph; a list, a heading, a table and a label begin a line of their own."""
    rows: list[list[str]] = []
    apart = True
    for raw in block.split("\n"):
        lead = _LEAD.match(raw)
        mark = lead.group() if lead else ""
        row = _LIGHT.sub(r"\2", _TRAILING_HASHES.sub("", raw[len(mark) :])).strip()
        day = is_date_line(row)
        own = apart or day or re.search(r"[#*+-]", mark) or _OWN_LINE.match(row)
        row = row.strip("| ") if row.startswith("|") else row
        if row and (own or not rows):
            rows.append([row])
        elif row:
            rows[-1].append(row)
        apart = day or "#" in mark
    return "\n".join(map(" ".join, rows))
