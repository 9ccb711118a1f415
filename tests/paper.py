"""PDF files for the tests, written page by page."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

_FONT = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
_LEADING = 16


def pdf_of(pages: Sequence[Sequence[str]], *, title: str = "", password: str = "") -> bytes:
    """Return a PDF with these lines on its pages; a page without lines is blank."""
    writer = PdfWriter()
    for lines in pages:
        _add(writer, _drawn(lines))
    writer.add_metadata({"/Title": title} if title else {"/CreationDate": "D:20260102030405Z"})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    return _bytes_of(writer)


def bomb_of(size: int) -> bytes:
    """Return a small PDF whose one page unpacks to so many bytes."""
    writer = PdfWriter()
    _add(writer, b"BT (x) Tj ET\n".ljust(size))
    for page in writer.pages:
        page.compress_content_streams(level=9)
    return _bytes_of(writer)


def _add(writer: PdfWriter, content: bytes) -> None:
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in _FONT.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)


def _drawn(lines: Sequence[str]) -> bytes:
    escaped = [line.replace("(", "\\(").replace(")", "\\)") for line in lines]
    shown = [f"({line}) Tj T*" for line in escaped]
    return "\n".join(["BT /F1 11 Tf", f"{_LEADING} TL 60 800 Td", *shown, "ET"]).encode("cp1252")


def _bytes_of(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
