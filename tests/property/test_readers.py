"""Whatever bytes come, reading them gives drafts or reasons, and never an error."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.ingest.datelines import date_in
from checker.ingest.dating import dated
from checker.ingest.decoding import decoded
from checker.ingest.drafts import Reading
from checker.ingest.readers import read
from checker.records import Precision
from tests.paper import pdf_of

PAGE = (
    b'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The bridge</title>'
    b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-06-19"}</script></head>'
    b"<body><nav>Home</nav><article><h1>The bridge</h1><p>The bridge at Vika is open to all traffic.</p>"
    b"<p>The tunnel is closed.</p></article></body></html>"
)
FEED = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title><item><title>One'
    b"</title><link>https://road.example/1</link><pubDate>Thu, 19 Jun 2025 14:30:00 GMT</pubDate>"
    b"<description>The bridge is open to all.</description></item></channel></rss>"
)
MARKDOWN = b"---\nid: a\nissuer: Road Office\nissued_at: 2025-06-19\n---\n\nThe **bridge** is open.\n"
TABLE = b'id,text,date\n1,"The bridge, at Vika, is open.",2025-06-19\n2,The tunnel is closed.,\n'
LINES = b'{"id": "1", "text": "The bridge is open.", "date": "2025-06-19"}\n{"id": "2", "text": "Closed."}\n'
REVIEW = json.dumps(
    {
        "@type": "ClaimReview",
        "claimReviewed": "The bridge is open",
        "itemReviewed": {"author": {"name": "Road Office"}, "datePublished": "2025-06-19"},
    }
).encode()
PDF = pdf_of([["The bridge at Vika is open to all traffic."], ["The tunnel is closed."]])
SEEDS = {
    "a.html": PAGE,
    "a.rss": FEED,
    "a.md": MARKDOWN,
    "a.csv": TABLE,
    "a.jsonl": LINES,
    "a.json": REVIEW,
    "a.pdf": PDF,
    "a.txt": b"The bridge at Vika is open.\n\n19 June 2025\n",
}
NAMES = [*SEEDS, "a.xml", "stdin", "https://road.example/1", "a.docx", "a.jsonl.gz"]
PROMISES = [
    None,
    "",
    "text/html; charset=utf-16",
    "text/csv",
    "application/pdf",
    "application/json",
    "é/;=",
    "text/",
]


def _is_sound(reading: Reading, body: bytes) -> bool:
    texts = [draft.statement.text for draft in reading.drafts]
    return (
        reading.raw is not None
        and reading.raw.body == body
        and all(text.strip() and "\x00" not in text and text.encode() for text in texts)
        and all(draft.raw == reading.raw.sha256 for draft in reading.drafts)
        and bool(reading.drafts or reading.skipped or reading.links)
        and all(skipped.reason and skipped.origin for skipped in reading.skipped)
    )


@given(st.binary(max_size=400), st.sampled_from(NAMES), st.sampled_from(PROMISES))
@settings(deadline=None, max_examples=150)
def test_any_bytes(body, name, promise):
    """Any bytes under any name give drafts, links or reasons, and are kept as they came."""
    assert _is_sound(read(body, name, promise), body)


@given(
    st.sampled_from(sorted(SEEDS)),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 30), st.binary(max_size=12)), max_size=5),
    st.sampled_from(NAMES),
)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_sources(seed, cuts, name):
    """A source of any kind with pieces cut out, replaced or put in gives drafts, links or reasons."""
    body = SEEDS[seed]
    for start, length, piece in cuts:
        cut = start % (len(body) + 1)
        body = body[:cut] + piece + body[cut + length :]
    assert _is_sound(read(body, name), body)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_whole_sources(name):
    """The sources that the other tests damage are read when they are whole."""
    reading = read(SEEDS[name], name)
    assert reading.drafts or reading.links
    assert not reading.skipped


LETTERS = st.text(st.characters(min_codepoint=1, codec="utf-8"), max_size=200)


@given(LETTERS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_stated_encodings(text, encoding):
    """A text in Unicode comes back letter for letter, with or without a mark of its encoding."""
    expected = text.removeprefix("\ufeff") if encoding == "utf-8" else text
    assert decoded(text.encode(encoding)).text == expected


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_encoding(body, declared):
    """Bytes in no encoding at all become some text, whatever encoding they are said to be in."""
    decoded(body, declared).text.encode("utf-8", "surrogatepass")


@given(st.text(max_size=60))
def test_any_date(text):
    """Any words give a date that is known as far as it says, or none; the words stay as they are."""
    issued = dated(text).issued_at
    assert (issued.value is None) is (issued.precision is Precision.UNKNOWN)
    assert issued.value is None or issued.value.tzinfo is not None
    date_in(text)
