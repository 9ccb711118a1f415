"""PDF: the words of all pages without what is repeated on each; pictures of words are refused."""

from __future__ import annotations

import io
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from checker.ingest.datelines import date_of
from checker.ingest.dating import Dated
from checker.ingest.documents import Document, Facts, Finding, cleaned, drafted, nothing, one_line
from checker.ingest.drafts import Doubt
from checker.ingest.marking import marked
from checker.ingest.plain import MAX_TEXT_CHARS, headed, unwrapped

log = logging.getLogger(__name__)

MAX_PAGES = 2_000
MAX_SECONDS = 60.0  # for all pages; a page that is begun is finished
MAX_STREAM_BYTES = 20 * 1_048_576
_LIMITS: dict[str, Any] = {
    f"{method}_maximum_output_length": MAX_STREAM_BYTES
    for method in ("zlib", "lzw", "run_length", "array_based_stream")
} | {"stream_parsing_work_maximum_count": 500_000}  # operators and operands of a page: a few seconds
_MIN_LETTERS = 20  # on a page; a scan may have a stamp or a number in letters
_MOST_STRANGE = 0.15
_EDGE_ROWS = 3
_MIN_REPEATED = 3
_NO_TITLE = re.compile(
    r"untitled|document\d*|microsoft word - .*|"
    r".*\.(?:docx?|rtf|odt|indd|pdf|pptx?|xlsx?|qxd|pub|txt|x?html?|md|tex|aspx?|php|jsp)|"
    r"(?:https?|file)://\S*|about:blank|(?:pages?|slide) ?\d*|\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_APART = re.compile(r"(?:^|[|•·/–—-] ?|\b(?:page|p\.|seite|página) ?)$")
_SENTENCE = re.compile(r"(?:\S+\s+){3,}\S+[.!?]['\"”’)\]]*")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|página)? ?[-–—]? ?\d{1,4} ?(?:(?:of|/|von|de|sur) ?\d{1,4})? ?[-–—]?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The words of the pages that were read."""

    texts: tuple[str, ...]
    total: int
    failed: int  # how many cannot be read
    doubts: tuple[Doubt, ...] = ()


def read_pdf(document: Document) -> Finding:
    """Return the text of a PDF as one draft."""
    try:
        with apply_configuration(**_LIMITS):
            return _read(document)
    except FileNotDecryptedError:
        return nothing(document, "it is locked with a password; save it without one")
    except DependencyError:
        return nothing(document, "it is encrypted in a way that is not read here; save it without encryption")
    except LimitReachedError as error:
        return nothing(document, f"it unpacks to more than a press release can be ({error}); save it again")
    except (
        PyPdfError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        log.info("%s: %s", document.origin, error)
        return nothing(document, "the PDF is damaged; open it and save or print it as a PDF again")


def _read(document: Document) -> Finding:
    reader = PdfReader(io.BytesIO(document.body), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError
    if not len(reader.pages):
        return nothing(document, "it has no pages")
    pages = _pages(reader)
    text = unwrapped("\n\n".join(_without_furniture(pages.texts)))[:MAX_TEXT_CHARS]
    reason = _unusable(pages, text)
    if reason:
        return nothing(document, reason)
    named = _named(reader)
    found, body = headed(text)
    facts = Facts(
        title=named or found, dated=_dated(reader, named or found, text), language=_language(reader)
    )
    draft = drafted(document, text if named else body, facts)
    return marked(Finding((draft,)), pages.doubts)


def _pages(reader: PdfReader) -> _Pages:
    total, start = len(reader.pages), time.monotonic()
    texts: list[str] = []
    failed: list[int] = []
    for number in range(min(total, MAX_PAGES)):
        if time.monotonic() - start > MAX_SECONDS or sum(map(len, texts)) > MAX_TEXT_CHARS:
            break
        try:
            texts.append(_readable(reader.pages[number].extract_text() or ""))
        except FileNotDecryptedError:
            raise
        except Exception:  # one damaged page must not hide the others
            log.info("page %d cannot be read", number + 1, exc_info=True)
            texts.append("")
            failed.append(number + 1)
    return _Pages(tuple(texts), total, len(failed), tuple(_missing(texts, failed, total)))


def _readable(text: str) -> str:
    return cleaned(unicodedata.normalize("NFKC", text) if re.search("[\ufb00-\ufb06]", text) else text)


def _missing(texts: Sequence[str], failed: Sequence[int], total: int) -> Iterator[Doubt]:
    if len(texts) < total:
        yield Doubt("text", f"only the first {len(texts):,} of {total:,} pages were read; split the file")
    if failed:
        yield Doubt("text", f"{_numbers(failed)} cannot be read; compare with the source")
    empty = [n for n, text in enumerate(texts, 1) if _letters(text) < _MIN_LETTERS and n not in failed]
    if empty and len(empty) < len(texts):
        yield Doubt(
            "text", f"{_numbers(empty)} without words, perhaps pictures of them; compare with the source"
        )


def _numbers(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:10])) + (", …" if len(pages) > 10 else "")  # noqa: PLR2004
    return f"page{'s' if len(pages) > 1 else ''} {shown}"


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)


def _unusable(pages: _Pages, text: str) -> str:
    letters = _letters(text)
    if letters < _MIN_LETTERS:
        many = "1 page" if pages.total == 1 else f"{pages.total:,} pages"
        if pages.failed:
            return f"its {many} cannot be read; it is damaged, or unpacks to more than a text can have"
        return (
            f"no words can be read on its {many}: it holds pictures of them (a scan); run a text recognition "
            "program such as OCRmyPDF on it and import the result, or type the words"
        )
    strange = sum(char == "\ufffd" or unicodedata.category(char) in {"Co", "Cn"} for char in text)
    strange += 5 * len(re.findall(r"\(cid:\d+\)|/[gG]\d{1,4}(?=\W)", text))
    if strange > _MOST_STRANGE * letters:
        return "its font does not say which letters it shows; print it as a PDF again, or import another form"
    return ""


def _without_furniture(texts: Sequence[str]) -> list[str]:
    """Return the pages without page numbers and without headers and footers that most pages repeat.

    What is repeated stays once: a header may say whose paper it is, and a sentence is said however often
    it stands there.
    """
    pages = [[row for row in text.split("\n") if row.strip()] for text in texts]
    edges = [_edges(page, number) for number, page in enumerate(pages, 1)]
    counts = Counter(key for page in edges for key in set().union(*page.values()))
    many = max(_MIN_REPEATED, len(texts) / 2)
    repeated = {key for key, count in counts.items() if count >= many}
    once = _once(pages, edges, repeated)
    return ["\n".join(_body(page, edges[at], repeated, once[at])) for at, page in enumerate(pages)]


def _edges(page: Sequence[str], number: int) -> Mapping[int, frozenset[str]]:
    """Return the keys of the first and last rows of a page."""
    last = len(page) - 1
    return {at: _keys(row, number) for at, row in enumerate(page) if min(at, last - at) < _EDGE_ROWS}


def _once(
    pages: Sequence[Sequence[str]], edges: Sequence[Mapping[int, frozenset[str]]], repeated: set[str]
) -> list[set[int]]:
    """Return the rows of each page that stay though they are repeated: where they do not part a sentence."""
    first: dict[str, tuple[int, int]] = {}
    last: dict[str, tuple[int, int]] = {}
    for number, (page, keys) in enumerate(zip(pages, edges, strict=True)):
        for at in keys:
            key = _plain(page[at])
            if key in repeated and at < _EDGE_ROWS:
                first.setdefault(key, (number, at))
            elif key in repeated and _SENTENCE.fullmatch(page[at].strip()):
                last[key] = (number, at)
    stay = {**last, **first}.values()
    return [{at for page, at in stay if page == number} for number in range(len(pages))]


def _body(
    page: Sequence[str], edges: Mapping[int, frozenset[str]], repeated: set[str], once: set[int]
) -> Iterator[str]:
    outermost = (0, len(page) - 1)
    for at, row in enumerate(page):
        alone = at in outermost and _PAGE_NUMBER.fullmatch(row.strip()) is not None
        if not alone and (at in once or not edges.get(at, frozenset()) & repeated):
            yield row


def _keys(row: str, page: int) -> frozenset[str]:
    """Return what a row is on every page: its words, and these with what counts the pages left open.

    A number that goes up from page to page is one of theirs where it is that of the page, or stands apart
    from the words: "Week 10" on the first page and "Week 11" on the next are two weeks.
    """
    plain = _plain(row)
    if _SENTENCE.fullmatch(plain):
        return frozenset((plain,))
    counting = (
        f"{plain[: found.start()]}\0{int(found.group()) - page}{plain[found.end() :]}"
        for found in _NUMBER.finditer(plain)
        if int(found.group()) == page or _APART.search(plain[: found.start()])
    )
    return frozenset((plain, *counting))


def _plain(row: str) -> str:
    return one_line(row).casefold()


def _named(reader: PdfReader) -> str:
    """Return the title that the file states, unless it is one that a program has made up."""
    try:
        title = one_line(str((reader.metadata and reader.metadata.title) or ""))
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError):
        return ""
    return "" if _NO_TITLE.fullmatch(title) or "\ufffd" in title else title


def _dated(reader: PdfReader, title: str, text: str) -> Dated:
    found = date_of(title, text)
    if found.issued_at.text or found.doubts:
        return found
    try:
        made = reader.metadata.creation_date if reader.metadata else None
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError):
        made = None
    also = f" (the file was made on {made:%Y-%m-%d}, which may be another day)" if made else ""
    return Dated(doubts=(Doubt("issued_at", f"no date stands in it on a line of its own{also}; write it"),))


def _language(reader: PdfReader) -> str:
    try:
        return one_line(str(reader.root_object.get("/Lang", "")))
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError):
        return ""
