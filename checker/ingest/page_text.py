"""The words of a web page: its article without what surrounds it, one line for each paragraph."""

from __future__ import annotations

import copy
import re

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from checker.ingest.documents import cleaned, one_line, visible
from checker.ingest.markdown import unmarked

_MOST_LEFT_OVER = 120  # words; trafilatura gives a longer text only for an article
_SMALLEST_ARTICLE = 150  # characters
_SENTENCE_END = re.compile(r"\w{2}[.!?。۔।؟]['\"”’»)]*(?=\s|$)")
_BLOCKS = "p article main section div td li dd blockquote pre span".split()
_AROUND = "nav header footer aside form".split()
_UNSEEN = "script style template noscript".split()
_ARTICLE = "//*[@itemprop='articleBody'] | //article | //main | //*[@role='main']"
_LINES = "p div br li tr h1 h2 h3 h4 h5 h6 blockquote article section main".split()


def parsed(text: str) -> HtmlElement | None:
    """Return the tree of a page; None when there is nothing in it."""
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        # Given as bytes: libxml2 refuses text that names its encoding.
        tree = document_fromstring(plain.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree if isinstance(tree, HtmlElement) else None


def article_of(tree: HtmlElement) -> str:
    """Return the words of the article; nothing when there are only menus and notices."""
    cell = _laid_out(tree)
    if cell is not None:
        return _words(cell)
    made = trafilatura.extract(
        tree,
        output_format="markdown",
        include_formatting=True,
        include_comments=False,
        include_tables=True,
        include_links=False,
        include_images=False,
        with_metadata=False,
    )
    text = unmarked(made or "")
    return _marked_article(tree) if _is_left_over(text, tree) else text


def _laid_out(tree: HtmlElement) -> HtmlElement | None:
    """Return the cell that holds the article where the page is one large table, as pages once were."""
    cells = [cell for cell in tree.iter("td") if next(cell.iter("table"), None) is None]
    largest = max(cells, key=lambda cell: len(cell.text_content()), default=None)
    if largest is None:
        return None
    words, shown = _words(largest), one_line(tree.text_content())
    is_most = len(words) > max(_SMALLEST_ARTICLE, len(shown) / 2)
    return largest if is_most and len(_SENTENCE_END.findall(words)) > 1 else None


def words_of(fragment: str) -> str:
    """Return all words of a piece of HTML."""
    tree = parsed(f"<div>{fragment}</div>")
    return _words(tree) if tree is not None else ""


def _marked_article(tree: HtmlElement) -> str:
    """Return the words of what the page itself calls its article, if they are in sentences."""
    for element in tree.xpath(_ARTICLE)[:20]:
        text = _words(element, *_AROUND)
        if re.search(r"\w{2,}[.!?。۔।؟]['\"”’»)]*$", text, re.MULTILINE):
            return text
    return ""


def _words(element: HtmlElement, *without: str) -> str:
    own = copy.deepcopy(element)
    for part in list(own.iter(*_UNSEEN, *without)):
        if part is not own:
            part.drop_tree()
    for part in own.iter(*_LINES):
        # Cleaned: a reference such as &#1; gives what lxml lets nobody write.
        part.tail = f"\n{visible(part.tail or '')}"
        part.text = f"\n{visible(part.text or '')}"
    rows = (one_line(row) for row in cleaned(own.text_content()).split("\n"))
    return "\n".join(filter(None, rows))


def _is_left_over(text: str, tree: HtmlElement) -> bool:
    """Whether the words are all that the page shows: trafilatura gives them when it finds no article."""
    if not text:
        return True
    if "\n" in text or len(text.split()) >= _MOST_LEFT_OVER:
        return False
    marked = tree.xpath(_ARTICLE)
    if marked and not any(block.text_content().strip() for block in marked):
        return True
    if not any(True for _ in tree.iter(*_AROUND)):
        return False
    words = one_line(text)
    return not any(words in one_line(block.text_content()) for block in tree.iter(*_BLOCKS))
