"""Web pages: the article without what surrounds it, or the reviews of claims that a page has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from checker.ingest.claim_reviews import is_review, read_reviews
from checker.ingest.decoding import decoded
from checker.ingest.documents import Document, Finding, drafted, nothing, one_line
from checker.ingest.drafts import Skipped
from checker.ingest.marking import marked
from checker.ingest.page_facts import facts_of, linked_data
from checker.ingest.page_text import article_of, beside, parsed

MAX_PAGE_BYTES = 20 * 1_048_576
MAX_ELEMENTS = 20_000  # what looks for the article in a page takes time with their square
_NO_ARTICLE = "no article was found in the page; if a browser shows one, save its text and import that"
_MIN_WORDS = 5
_SHOWN = 60  # characters of what is left out
_MAX_WALL_WORDS = 120
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w:.-]{2,40})"""
    rb"""|^\s*<\?xml[^>]{0,100}encoding=["']([\w.-]+)""",
    re.IGNORECASE,
)
_PROMISED = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)
_WALL = re.compile(
    r"enable javascript|javascript (?:is )?(?:required|disabled)|verify (?:that )?you are (?:a )?human|"
    r"checking your browser|just a moment\b|access (?:is )?denied|are you a robot|captcha|"
    r"page (?:not|cannot be|could not be) found|\b404\b|\b403 forbidden|log ?in to (?:continue|read)|"
    r"sign in to continue|subscribe to (?:continue|read)|(?:service|site) (?:is )?(?:temporarily )?"
    r"unavailable",
    re.IGNORECASE,
)


def read_page(document: Document) -> Finding:
    """Return the article of a page as one draft, or the claims that officials made of its reviews."""
    if len(document.body) > MAX_PAGE_BYTES:
        return nothing(document, f"the page has more than {MAX_PAGE_BYTES:,} bytes; save its article as text")
    found = decoded(document.body, charset_of(document))
    tree = parsed(found.text)
    if tree is None:
        return nothing(document, _NO_ARTICLE)
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        return nothing(document, f"it has more than {MAX_ELEMENTS:,} elements; save its article as text")
    return marked(_read(tree, document), found.doubts)


def _read(tree: HtmlElement, document: Document) -> Finding:
    nodes = linked_data(tree)
    if any(map(is_review, nodes)):
        return _reviewed(read_reviews(nodes, document), document)
    article = article_of(tree)
    facts = facts_of(tree, nodes, article, document.origin)
    text = _without_title(article, facts.title)
    reason = _unusable(text, facts.title)
    if reason:
        return nothing(document, reason)
    return Finding((drafted(document, text, facts),), tuple(_left_out(beside(tree, article), document)))


def _left_out(rows: Sequence[str], document: Document) -> Iterator[Skipped]:
    if rows:
        many = "1 sentence" if len(rows) == 1 else f"{len(rows)} sentences"
        shown = rows[0] if len(rows[0]) <= _SHOWN else f"{rows[0][:_SHOWN].rstrip()}…"
        yield Skipped(document.origin, f"{many} of captions and boxes beside the article, from “{shown}”")


def charset_of(document: Document) -> str:
    """Return the encoding that the server names, else the page itself; empty when neither does."""
    promised = _PROMISED.search(document.promised)
    if promised:
        return promised[1]
    stated = _CHARSET.search(document.body[:4_096])
    return (stated[1] or stated[2]).decode("ascii", "replace") if stated else ""


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if rest and one_line(first).casefold() == one_line(title).casefold() else text


def _unusable(text: str, title: str) -> str:
    """Return why the words of a page are no article; empty when they may be one."""
    count = len(text.split())
    wall = count < _MAX_WALL_WORDS and (_WALL.search(text) or _WALL.search(title))
    if wall:
        return f"the page shows {wall.group()!r} instead of an article; save the text from a browser"
    if count < _MIN_WORDS and (text.isascii() or len(text) < 3 * _MIN_WORDS):
        return _NO_ARTICLE
    return ""


def _reviewed(finding: Finding, document: Document) -> Finding:
    own = Skipped(document.origin, "the page is a fact-check: its own article is no official statement")
    return Finding(finding.drafts, (own, *finding.skipped))
