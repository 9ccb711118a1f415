from __future__ import annotations

import codecs

import pytest

from checker.errors import FetchRefused
from checker.ingest import media

PAGE = "<!DOCTYPE html><html><p>Words.</p></html>"


@pytest.mark.parametrize(
    ("body", "promised", "kind"),
    [
        (PAGE.encode(), "", media.HTML),
        (b"\n\n <!-- made by hand -->\n<HTML>", "", media.HTML),
        (b"<p>Only a part of a page.</p>", "text/plain", media.HTML),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html>", "", media.HTML),
        (codecs.BOM_UTF8 + PAGE.encode(), "", media.HTML),
        (codecs.BOM_UTF16_LE + PAGE.encode("utf-16-le"), "", media.HTML),
        (PAGE.encode("utf-16-be"), "", media.HTML),
        (b"<html><p>A file that begins with %PDF-1.4 is a PDF.", "", media.HTML),
        (b"How to know a PDF: it begins with %PDF-1.4.", "", media.TEXT),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "text/html", media.PDF),
        (b"\x00\x00junk\n%PDF-1.4\n", "", media.PDF),
        (b"<?xml version='1.0'?><!-- x --><rss version='2.0'>", "text/xml", media.RSS),
        (b"<rdf:RDF xmlns:rdf='x'>", "", media.RSS),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "text/html", media.ATOM),
        (b"<?xml version='1.0'?><urlset>", "", media.XML),
        (b'{"id": "a", "text": "b"}', "text/plain", media.JSON),
        (b'[{"id": 1}]', "", media.JSON),
        (b"[1] In its first note the ministry said", "", media.TEXT),
        (b'{"id": "a"}\n{"id": "b"}', "application/x-ndjson", media.JSONL),
        (b"id,text\na,b", "text/csv", media.CSV),
        (b"# Title\n\nWords.", "text/markdown", media.MARKDOWN),
        (b"MZ is how a name begins.", "", media.TEXT),
        (b"BZh is short for something.", "", media.TEXT),
        ("اس نے کہا".encode("windows-1256"), "", media.TEXT),
        (b"", "", media.TEXT),
        (b"From: <Saved>\nSubject: x\n y\nMIME-Version: 1.0\n\n<html>", "text/html", media.MESSAGE),
        (b"Received: from a\r\n\tby b\r\n\r\nWords.", "", media.MESSAGE),
        (b"From: press@mod.example\nTo: all\nSubject: Bridge\n\nThe bridge is open.", "", media.TEXT),
        (b"Berg: We have it.\nReceived: it was.", "", media.TEXT),
        (b"PK\x03\x04\x14\x00", "text/html", "application/zip"),
        (b"\x1f\x8b\x08\x00", "text/html", "application/gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "application/msword"),
        (b"\x89PNG\r\n\x1a\n\x00", "text/html", "image/png"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "", "image/webp"),
        (b"\x00\x00\x00\x18ftypmp42", "", "video/mp4"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "", "application/x-executable"),
        (bytes(range(256)) * 4, "text/html", media.BINARY),
    ],
)
def test_what_bytes_are(body, promised, kind):
    """The bytes tell what they are; what they are called only tells forms of text apart."""
    assert media.sniff(body, promised) == kind


@pytest.mark.parametrize(
    ("kind", "promised", "differs"),
    [
        (media.HTML, "text/html; charset=utf-8", False),
        (media.HTML, "application/xhtml+xml", False),
        (media.HTML, "", False),
        (media.PDF, "application/octet-stream", False),
        (media.RSS, "text/xml", False),
        (media.ATOM, "text/html", False),
        (media.JSON, "text/plain", False),
        (media.TEXT, "text/csv", False),
        (media.PDF, "text/html", True),
        (media.PDF, "text/plain", True),
        (media.HTML, "application/pdf", True),
        (media.HTML, "application/json", True),
        (media.HTML, "application/rss+xml", True),
        (media.TEXT, "application/pdf", True),
    ],
)
def test_promises_that_are_kept(kind, promised, differs):
    """A promise is broken where a reader would take the bytes for something else."""
    assert bool(media.mismatch(kind, promised)) is differs


@pytest.mark.parametrize(
    "promised",
    """image/png video/mp4 audio/mpeg font/woff2 application/zip application/msword;charset=x
    application/x-tar
    application/vnd.openxmlformats-officedocument.wordprocessingml.document""".split(),
)
def test_promises_that_nobody_wants(promised):
    """What no reader can read is refused before it is fetched."""
    with pytest.raises(FetchRefused, match="only pages, feeds, PDF and text"):
        media.refuse_promise("https://www.example.org/x", promised)


@pytest.mark.parametrize(
    "promised",
    """text/html application/pdf application/x-pdf application/octet-stream application/rss+xml
    application/x-javascript application/x-ndjson text/anything nonsense""".split(),
)
def test_promises_that_may_be_kept(promised):
    """Whatever else is promised is fetched and looked at."""
    media.refuse_promise("https://www.example.org/x", promised)
