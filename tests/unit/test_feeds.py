"""Tests of reading RSS and Atom."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from checker.ingest.drafts import Told
from checker.ingest.readers import read

ADDRESS = "https://road.example/feed"
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><title>Road Office</title><language>en-gb</language>{}</channel></rss>"
)
FULL = (
    "<item><title>Open &amp;amp; free</title><link>https://road.example/1</link>"
    "<pubDate>Thu, 19 Jun 2025 14:30:00 +0500</pubDate><description>Short.</description><content:encoded>"
    "<![CDATA[<p>The <b>bridge</b> is open.</p><script>no()</script><p>The tunnel is closed for now.</p>"
    "<p>The post Open appeared first on Road Office.</p>]]></content:encoded></item>"
)


def _read(items, encoding="utf-8", media_type="application/rss+xml"):
    return read(RSS.format(items).encode(encoding), ADDRESS, media_type)


def test_item_with_its_text():
    """An item that has the whole text is a draft with its title, date, address and publisher."""
    reading = _read(FULL)
    (draft,) = reading.drafts
    statement = draft.statement
    assert statement.text == "The bridge is open.\nThe tunnel is closed for now."
    assert (statement.title, statement.source.publisher) == ("Open & free", "Road Office")
    assert statement.source.url == "https://road.example/1"
    assert statement.issued_at.value == datetime(2025, 6, 19, 14, 30, tzinfo=timezone(timedelta(hours=5)))
    assert (draft.doubts, reading.links, reading.skipped) == ((), (), ())


def test_items_to_fetch():
    """An item that only sums up its page gives the address of the page, once and made whole."""
    summary = "<item><link>{}</link><description>The bridge is open, we […]</description></item>"
    items = [summary.format(link) for link in ("/a", "https://road.example/a", "b?x=1&amp;y=2")]
    reading = _read("".join(items))
    assert reading.links == ("https://road.example/a", "https://road.example/b?x=1&y=2")
    assert reading.drafts == ()


def test_what_is_said_of_items_to_fetch():
    """With an address goes what the feed says of its text: title, publisher and day of publication."""
    item = (
        "<item><title>Open</title><link>/a</link><pubDate>Thu, 19 Jun 2025 14:30:00 +0500</pubDate>"
        "<description>The bridge is open, we […]</description></item>"
    )
    assert _read(item).told == {
        "https://road.example/a": Told("Open", "Road Office", "Thu, 19 Jun 2025 14:30:00 +0500")
    }


def test_long_description():
    """A description as long as a text is the text, unless it breaks off."""
    words = "The bridge at Vika is open to all traffic. " * 10
    item = "<item><link>https://road.example/1</link><description>{}</description></item>"
    assert len(_read(item.format(words)).drafts) == 1
    assert _read(item.format(f"{words} Read more")).links == ("https://road.example/1",)


def test_item_without_address():
    """A short text without an address is all there is: a draft, marked as perhaps only a part."""
    (draft,) = _read(
        "<item><title>T</title><description>The bridge is open to all.</description></item>"
    ).drafts
    assert {doubt.field for doubt in draft.doubts} == {"text", "issued_at"}


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x.example/a", "http://[", ""]
)
def test_addresses_that_are_none(link):
    """An address that is not of the web is never handed on to be fetched."""
    reading = _read(f"<item><title>T</title><link>{link}</link></item>")
    assert (reading.links, reading.drafts) == ((), ())
    assert reading.skipped[0].origin == f"{ADDRESS}, item 1"


def test_atom():
    """An Atom entry that says only when it was changed has no date of issue."""
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Roads</title><entry><title>T</title>'
        '<link href="https://road.example/1"/><updated>2025-06-19T10:00:00Z</updated>'
        '<content type="html">&lt;p&gt;The bridge is open to all.&lt;/p&gt;</content></entry></feed>'
    )
    (draft,) = read(body.encode(), "a.xml").drafts
    assert (draft.statement.text, draft.statement.issued_at.value) == ("The bridge is open to all.", None)
    assert "'2025-06-19T10:00:00Z'" in draft.doubts[0].message


def test_date_that_is_none():
    """A date that cannot be read stays in its words."""
    item = FULL.replace("Thu, 19 Jun 2025 14:30:00 +0500", "32 Foo")
    (draft,) = _read(item).drafts
    assert (draft.statement.issued_at.text, draft.statement.issued_at.value) == ("32 Foo", None)


def test_encoding_that_lies():
    """A feed that says UTF-8 and is not is read as what it is, and marked."""
    item = FULL.replace("The tunnel", "The café’s tunnel")
    (draft,) = _read(item, "cp1252").drafts
    assert "café’s" in draft.statement.text
    assert "the encoding is not the stated one" in draft.doubts[0].message


def test_characters_that_do_not_exist():
    """A reference to half a character, or to a number beyond all, gives a mark in its place."""
    (draft,) = _read(FULL.replace("Open ", "&#xD800;&#55296;&#x110000;Open ")).drafts
    assert draft.statement.title == "\ufffd\ufffd\ufffdOpen & free"


def test_damaged_feed():
    """A feed that is cut off gives what can be read, marked as damaged."""
    body = RSS.format(FULL + FULL.replace("/1", "/2"))[:700].encode()
    reading = read(body, ADDRESS)
    assert reading.drafts[0].statement.text.startswith("The bridge is open.")
    assert "the feed is damaged" in reading.drafts[0].doubts[0].message


def test_entities_do_not_explode_nor_read_files():
    """Entities that grow, or that name a file of ours, bring neither their size nor the file."""
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE rss [<!ENTITY e0 "haha">{grown}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    item = (
        "<item><title>&file;</title><description>Words of some length here: &e9; &file;</description></item>"
    )
    body = RSS.format(item).replace("?><rss", f"?>{declared}<rss").encode()
    shown = repr(read(body, "feed.xml").drafts) + repr(read(body, "feed.xml").skipped)
    assert "root:" not in shown
    assert len(shown) < 5_000


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (RSS.format(""), "the feed has no items"),
        (
            "<?xml version='1.0'?><urlset><url><loc>https://x.example/</loc></url></urlset>",
            "no RSS or Atom feed",
        ),
        ("<rss", "cannot be read as a feed"),
    ],
)
def test_feeds_without_items(body, words):
    """A feed without items, and XML that is no feed, are refused in words."""
    reading = read(body.encode(), "feed.xml")
    assert (reading.drafts, reading.links) == ((), ())
    assert words in reading.skipped[0].reason


def test_very_long_feed():
    """Only so many items of a feed are read, and the rest is spoken of."""
    item = "<item><link>https://road.example/{}</link></item>"
    reading = _read("".join(map(item.format, range(1_200))))
    assert len(reading.links) == 1_000
    assert "1,200 items" in reading.skipped[0].reason
