"""From the bytes of one source to drafts of statements, whatever kind of source it is.

Nothing raises: what cannot be used is left out and says why, and what is uncertain is marked.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import logging
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from urllib.parse import urlsplit

from checker.ingest import media
from checker.ingest.decoding import decoded
from checker.ingest.documents import Document, Finding, nothing
from checker.ingest.drafts import Doubt, Draft, Raw, Reading
from checker.ingest.marking import marked

log = logging.getLogger(__name__)

MAX_BYTES = 256 * 1_048_576

# Loaded when a source of the kind comes: each brings libraries of its own.
_READERS: Mapping[str, tuple[str, str]] = {
    media.TEXT: ("plain", "read_plain"),
    media.MARKDOWN: ("markdown", "read_markdown"),
    media.CSV: ("tabular", "read_csv"),
    media.JSON: ("json_texts", "read_json"),
    media.JSONL: ("json_texts", "read_lines"),
    media.HTML: ("pages", "read_page"),
    media.RSS: ("feeds", "read_feed"),
    media.ATOM: ("feeds", "read_feed"),
    media.XML: ("feeds", "read_xml"),
    media.PDF: ("pdfs", "read_pdf"),
}
_ENDINGS = {
    ".md": media.MARKDOWN,
    ".markdown": media.MARKDOWN,
    ".csv": media.CSV,
    ".tsv": media.CSV,
    ".jsonl": media.JSONL,
    ".ndjson": media.JSONL,
    ".json": media.JSON,
    ".jsonld": media.JSON,
    ".html": media.HTML,
    ".htm": media.HTML,
    ".pdf": media.PDF,
    ".rss": media.RSS,
    ".atom": media.ATOM,
    ".xml": media.XML,
    ".txt": media.TEXT,
}
_ALSO_CALLED = {
    "text/x-markdown": media.MARKDOWN,
    "text/tab-separated-values": media.CSV,
    "application/csv": media.CSV,
    "application/x-ndjson": media.JSONL,
    "application/ndjson": media.JSONL,
    "application/x-jsonlines": media.JSONL,
    "application/ld+json": media.JSON,
}
_PACKED = {
    "application/zip": "a ZIP archive; unpack it and give what is inside",
    "application/msword": "an old Office document; save it as PDF or text",
    media.MESSAGE: "an e-mail, or a page saved as one; save its text, or the page as HTML",
    "application/rtf": "a rich text document; save it as PDF or text",
}


def read(body: bytes, origin: str, media_type: str | None = None, *, most: int = MAX_BYTES) -> Reading:
    """Return what one source holds.

    Parameters
    ----------
    body
        As it was received.
    origin
        Its address, or its path as given.
    media_type
        What a server or caller says it is, with or without parameters; the bytes have the last word.
    most
        Bytes that a body which came packed may have unpacked.
    """
    promised = (media_type or "").strip() or _by_name(origin)
    document = Document(body, origin, promised, hashlib.sha256(body).hexdigest())
    kind, finding = _found(document, most)
    raw = Raw(document.sha256, kind, origin, body)
    return Reading(raw, finding.drafts, finding.skipped, finding.links, finding.told)


def _found(document: Document, most: int) -> tuple[str, Finding]:
    if len(document.body) > MAX_BYTES:
        return media.BINARY, nothing(document, f"it has more than {MAX_BYTES:,} bytes; split it")
    if not document.body.strip():
        return media.TEXT, nothing(document, "it is empty")
    if document.body.startswith(b"\x1f\x8b"):
        return "application/gzip", _unpacked(document, most)
    kind = kind_of(document)
    return kind, _read(kind, document)


def _read(kind: str, document: Document) -> Finding:
    if kind not in _READERS:
        return nothing(document, _refusal(kind, document.body))
    module, function = _READERS[kind]
    reader: Callable[[Document], Finding] = getattr(import_module(f"checker.ingest.{module}"), function)
    try:
        finding = reader(document)
    except (Exception, RecursionError) as error:  # a hostile source must not end the import of others
        log.warning("%s cannot be read as %s", document.origin, kind, exc_info=True)
        what = type(error).__name__
        return nothing(document, f"it cannot be read as {kind} ({what}); it may be damaged, save it again")
    return marked(finding, _misnamed(kind, document))


def kind_of(document: Document) -> str:
    """Return the type of the bytes; names and promises only tell forms of text apart."""
    promised = document.promised.partition(";")[0].strip().lower()
    promised = _ALSO_CALLED.get(promised, promised)
    named = _by_name(document.origin)
    hint = promised if promised in {media.CSV, media.MARKDOWN, media.JSONL} else named or promised
    found = media.sniff(document.body, hint)
    if found not in {media.TEXT, media.JSON, media.HTML}:
        return found
    if found == media.HTML:
        # Markdown may begin with a tag.
        return hint if hint == media.MARKDOWN else found
    if found == media.JSON and hint == media.CSV:
        return found
    if hint in {media.CSV, media.MARKDOWN, media.JSONL, media.JSON}:
        return hint
    return found if found == media.JSON else _text_kind(document.body)


def _text_kind(body: bytes) -> str:
    """Return the form of a text that has no telling name."""
    head = decoded(body[:4_096]).text.lstrip()
    if re.match(r"---[ \t]*\r?\n", head):
        return media.MARKDOWN
    table = import_module("checker.ingest.tabular")
    first = head.partition("\n")[0]
    several = len(first.split()) > 1 or any(mark in first for mark in ",;\t|")
    return media.CSV if several and len(head) > len(first) and table.is_table(first) else media.TEXT


def _by_name(origin: str) -> str:
    path = (urlsplit(origin).path if "://" in origin else origin).lower()
    return next((kind for ending, kind in _ENDINGS.items() if path.endswith(ending)), "")


def _misnamed(kind: str, document: Document) -> tuple[Doubt, ...]:
    """Return a doubt where the bytes are something else than they were said to be."""
    differs = media.mismatch(kind, document.promised)
    if differs and kind in {media.CSV, media.MARKDOWN, media.JSONL}:
        return ()
    return (Doubt("source", f"{differs}; look whether this is the right source"),) if differs else ()


def _unpacked(document: Document, most: int) -> Finding:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(document.body)) as packed:
            body = packed.read(most + 1)
    except (EOFError, OSError, zlib.error) as error:
        return nothing(document, f"the gzip data is damaged: {error}")
    if len(body) > most:
        return nothing(document, f"unpacked it has more than {most:,} bytes; split it")
    inner = replace(document, body=body, origin=document.origin.removesuffix(".gz"), promised="")
    if body.startswith(b"\x1f\x8b"):
        return nothing(document, "it is packed twice; unpack it first")
    if not body.strip():
        return nothing(document, "it is empty")
    found = _read(kind_of(inner), inner)
    return replace(found, drafts=tuple(_kept(draft, document) for draft in found.drafts))


def _kept(draft: Draft, document: Document) -> Draft:
    return replace(draft, raw=document.sha256)


def _refusal(kind: str, body: bytes) -> str:
    if kind == "application/zip":
        return f"it is {_archive(body)}"
    if kind in _PACKED:
        return f"it is {_PACKED[kind]}"
    if kind.startswith("image/"):
        return (
            f"it is a picture ({kind}); its words must be typed, or read by a text recognition program first"
        )
    if kind == media.BINARY:
        return "it is no text in any known encoding; give a page, feed, PDF, text, Markdown, CSV or JSON"
    return f"it is {kind}; only pages, feeds, PDF, text, Markdown, CSV and JSON can be read"


def _archive(body: bytes) -> str:
    """Return what a ZIP file is, by the names in it; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist()[:10_000])
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        names = set()
    if "word/document.xml" in names or "content.xml" in names:
        return "a word processor's document; save it as PDF or text"
    if "xl/workbook.xml" in names:
        return "a spreadsheet; save it as CSV"
    if "ppt/presentation.xml" in names:
        return "a presentation; save it as PDF"
    return _PACKED["application/zip"]
