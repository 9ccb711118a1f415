"""What bytes are, whatever they are said to be, as far as a reader has to know."""

from __future__ import annotations

import re
from itertools import takewhile

from checker.errors import FetchRefused

HTML, XML, RSS, ATOM = "text/html", "application/xml", "application/rss+xml", "application/atom+xml"
PDF, JSON, CSV, TEXT = "application/pdf", "application/json", "text/csv", "text/plain"
MARKDOWN, JSONL, BINARY = "text/markdown", "application/jsonl", "application/octet-stream"
MESSAGE = "message/rfc822"  # an e-mail, or a page that was saved with its pictures as one

_HEAD = 4_096
_MAGIC = (
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-executable"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
# Some bytes may stand before it, as in an answer that was saved with its headers; a page may not.
_PDF = re.compile(rb"(?!\s*<)(?:.{0,1000}[\r\n])?%PDF-\d", re.DOTALL)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_PROLOGUE = re.compile(
    r"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE\s+(?!html)[^>]*>\s*)*", re.DOTALL | re.IGNORECASE
)
_TAGS = (
    (
        re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|script|div|p|article)\b", re.IGNORECASE),
        HTML,
    ),
    (re.compile(r"<(?:\w+:)?rss\b|<(?:\w+:)?RDF\b"), RSS),
    (re.compile(r"<(?:\w+:)?feed\b"), ATOM),
    (re.compile(r"<[A-Za-z_]"), XML),
)
_HEADER = re.compile(r"[A-Za-z][A-Za-z-]*:|[ \t]+\S")
_OF_MESSAGE = re.compile(
    r"(?:MIME-Version|Content-Transfer-Encoding|Message-ID|Return-Path):|Received: from ", re.IGNORECASE
)
_JSON_START = re.compile(r"[\s\ufeff]*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
# A promise that no reader could keep is refused before the body is fetched.
_UNREADABLE = re.compile(
    r"(?:image|video|audio|font|model)/|application/(?:zip|gzip|x-(?!javascript|rss|pdf|ndjson|jsonlines|"
    r"download|octet|unknown)|vnd\.|msword|java-|wasm|pkcs|rtf)|"
    r"message/"
)
_FAMILIES = {
    HTML: {HTML, "application/xhtml+xml"},
    RSS: {RSS, ATOM, XML, "text/xml", "application/rdf+xml", HTML, "application/x-rss+xml"},
    ATOM: {RSS, ATOM, XML, "text/xml", "application/rdf+xml", HTML, "application/x-rss+xml"},
    XML: {XML, "text/xml", "application/xhtml+xml", RSS, ATOM},
    PDF: {PDF, "application/x-pdf"},
    JSON: {JSON, JSONL, "application/x-ndjson", "application/ld+json", "application/x-jsonlines"},
}
_VAGUE = {
    "",
    BINARY,
    "binary/octet-stream",
    "application/x-download",
    "application/unknown",
    "unknown/unknown",
}


def sniff(body: bytes, promised: str = "") -> str:
    """Return the media type of the bytes; ``promised`` only tells forms of text apart."""
    head = body[:_HEAD]
    if _PDF.match(head):
        return PDF
    known = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    if known and not _is_words(head):
        return known
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        return "image/webp" if head[8:12] == b"WEBP" else "video/mp4"
    text = _text(head)
    return BINARY if text is None else _text_type(text, _bare(promised))


def mismatch(media_type: str, promised: str) -> str:
    """Return how the type differs from the promise, in words; empty where the two can be one."""
    said = _bare(promised)
    if said in _VAGUE or not media_type or said == media_type:
        return ""
    if media_type in _FAMILIES:
        # Whatever text is called, a page, feed or record is one form of it; a PDF is none.
        plain = said.startswith("text/plain") and media_type != PDF
        return "" if plain or said in _FAMILIES[media_type] else f"it is {media_type}, not {said} as promised"
    return f"it is {media_type}, not {said} as promised" if said in {PDF, *_FAMILIES[RSS] - {HTML}} else ""


def refuse_promise(url: str, promised: str) -> None:
    """Return unless what is promised can be read by nobody here.

    Raises
    ------
    FetchRefused
        It is.
    """
    said = _bare(promised)
    if _UNREADABLE.match(said) and said != "application/x-pdf":
        raise FetchRefused(f"{url}: it is {said}; only pages, feeds, PDF and text can be read")


def refuse_found(url: str, media_type: str, promised: str) -> None:
    """Return unless the bytes themselves are of a type that nobody here can read.

    Raises
    ------
    FetchRefused
        They are; ``promised`` is named beside what they are.
    """
    if media_type == BINARY or _UNREADABLE.match(media_type):
        said = f", though the server calls it {_bare(promised)}" if _bare(promised) else ""
        raise FetchRefused(f"{url}: it is {media_type}{said}; only pages, feeds, PDF and text can be read")


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_words(head: bytes) -> bool:
    """Whether a short mark ("MZ", "BZh") only begins a text that happens to start with these letters."""
    return head[:2].isalpha() and not any(byte < 9 or 13 < byte < 32 for byte in head)  # noqa: PLR2004


def _text(head: bytes) -> str | None:
    """Return the beginning as text, or None when it is not text in any encoding."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    zeros = head.count(0)
    if zeros:
        # Two bytes a letter, one of them zero: UTF-16 that does not say so.
        wide = "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
        if zeros * 3 < len(head) or abs(head[::2].count(0) - head[1::2].count(0)) * 4 < len(head):
            return None
        return head.decode(wide, "replace")
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)  # noqa: PLR2004
    return None if controls * 50 > len(head) else head.decode("utf-8", "replace")


def _text_type(text: str, promised: str) -> str:
    if _is_message(text):
        return MESSAGE
    start = _PROLOGUE.match(text)
    rest = text[start.end() :] if start else text
    found = next((kind for tag, kind in _TAGS if tag.match(rest)), "")
    if found:
        return found
    if text.lstrip().startswith("<?xml"):
        return XML
    if _JSON_START.match(text):
        return JSONL if promised in {JSONL, "application/x-ndjson", "application/x-jsonlines"} else JSON
    return promised if promised in {CSV, MARKDOWN} else TEXT


def _is_message(text: str) -> bool:
    """Whether a text begins with headers, and among them one that only a program writes."""
    headers = takewhile(_HEADER.match, text.splitlines())
    return any(map(_OF_MESSAGE.match, headers))
