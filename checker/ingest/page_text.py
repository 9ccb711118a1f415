"""The words of a web page: its article without what surrounds it, one line for each paragraph."""

from __future__ import annotations

import copy
import re

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from checker.ingest.documents import cleaned, one_line, visible
from checker.ingest.markdown import unmarked
from checker.ingest.tags import too_dear

_MOST_LEFT_OVER = 120  # words; trafilatura gives a longer text only for an article
_SMALLEST_ARTICLE = 150  # characters
_SENTENCE_END = re.compile(r"\w{2}[.!?。۔।؟]['\"”’»)]*(?=\s|$)")
_BLOCKS = "p article main section div td li dd blockquote pre span".split()
_AROUND = "nav header footer aside form".split()
_HOLDING = "div section article main td body".split()
# What elements are called that hold no article where no tag says so.
_CALLED_AROUND = re.compile(
    r"comment|side-?bar|menu|\bnav|related|share|social|cookie|consent|foot|header|widget|promo|newsletter|"
    r"subscri|banner|breadcrumb|masthead|login|search",
    re.IGNORECASE,
)
_SMALLEST_BLOCK = 20  # characters of its own, outside of links
_UNSEEN = "script style template noscript".split()
_ARTICLE = "//*[@itemprop='articleBody'] | //article | //main | //*[@role='main']"
_LISTING = "ul ol h1 h2 h3 h4 h5 h6".split()
_FEWEST_WORDS = 5
_BESIDE = " | ".join(
    f"//{whole}//{part}" for whole in ("article", "main") for part in ("figcaption", "aside", "footer")
)
_POINTER = re.compile(
    r"(?:read (?:more|also|next)|(?:also|further) read(?:ing)?|see also|more (?:on this|like this|news)|"
    r"related(?: (?:news|stories|articles|links))?)\s*(?::.{0,200}|)|"
    r"(?:share (?:this|on|via)|follow us|advertisement|print this|back to top|download (?:as )?pdf)"
    r"\b[^.!?]{0,60}",
    re.IGNORECASE,
)
_LINES = "p div br li tr h1 h2 h3 h4 h5 h6 blockquote article section main".split()


def parsed(text: str) -> HtmlElement | None:
    """Return the tree of a page; None when there is nothing in it, or its tags are no page's."""
    if too_dear(text):
        return None
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
    if _runs_together(made or "", tree):
        return _without_pointers(_marked_article(tree) or _largest_block(tree))
    return _without_pointers(_marked_article(tree) if _is_left_over(text, tree) else text)


def beside(tree: HtmlElement, text: str) -> tuple[str, ...]:
    """Return the sentences of captions and boxes that a page has within its article, and ``text`` has not."""
    rows = (row for part in tree.xpath(_BESIDE)[:200] for row in _words(part, "a").split("\n"))
    said = (row for row in rows if _SENTENCE_END.search(row) and len(row.split()) >= _FEWEST_WORDS)
    return tuple(dict.fromkeys(row for row in said if row not in text))


def _runs_together(made: str, tree: HtmlElement) -> bool:
    """Whether trafilatura gave lines of several blocks without saying which belong together.

    It does so where it finds no article: then the line of a menu stands before the first of the text.
    """
    if "\n" not in made or "\n\n" in made:
        return False
    words = "".join(made.split())
    blocks = (block for block in tree.iter(*_BLOCKS) if next(block.iter(*_LISTING), None) is None)
    return not any(words in "".join(block.text_content().split()) for block in blocks)


def _largest_block(tree: HtmlElement) -> str:
    """Return the words of the element with the most text of its own, and of those beside it like it."""
    elements = [element for element in tree.iter(*_HOLDING) if not _is_around(element)]
    sizes = {element: len(_own_words(element)) for element in elements}
    best = max(elements, key=lambda element: sizes[element], default=None)
    if best is None or sizes[best] < _SMALLEST_BLOCK or not _SENTENCE_END.search(_own_words(best)):
        return ""
    parent = best.getparent()
    alike = [
        other
        for other in (parent if parent is not None else ())
        if sizes.get(other) and (other.tag, other.get("class")) == (best.tag, best.get("class"))
    ]
    return "\n".join(_words(element, *_AROUND) for element in alike or [best])


def _is_around(element: HtmlElement) -> bool:
    """Whether an element is, by its tag or name, no part of an article, or stands in one that is none."""
    return any(
        part.tag in _AROUND or _CALLED_AROUND.search(f"{part.get('class') or ''} {part.get('id') or ''}")
        for part in (element, *element.iterancestors())
        if part.tag not in {"html", "body"}
    )


def _own_words(element: HtmlElement) -> str:
    """Return the words of an element that stand in no link and in no element that may hold an article."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag not in {*_HOLDING, *_AROUND, *_UNSEEN, "a"}:
            pieces.append(_own_words(child))
        pieces.append(child.tail or "")
    return one_line(" ".join(pieces))


def _without_pointers(text: str) -> str:
    """Return the text without lines that point elsewhere: "Read more: ...", "Share this page"."""
    return "\n".join(row for row in text.split("\n") if not _POINTER.fullmatch(row))


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
