"""Tests of reading web pages: the article, and what the page says about itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from checker.ingest.readers import read
from checker.records import Precision

ADDRESS = "https://road.example/news/bridge"
ARTICLE = (
    "<h1>The bridge is open</h1>{date}<p>The bridge at Vika is open to all traffic since "
    "this morning, the Road Office said.</p><p>“We finished the repairs two weeks <em>early</em>,” Director "
    "Ana Lind said. “The tunnel stays closed until further notice.”</p><p>Nobody was hurt while the repairs "
    "went on, &amp; the costs stayed at 2 million.</p>"
)
PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>The bridge | Road Office</title>'
    "{head}"
    '</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/o">Offices</a></li></ul></nav>'
    '<div class="cookie-banner">We use cookies. Accept all.</div><main><article>{body}</article></main>'
    '<aside><h3>More</h3><a href="/x">Ten other things about roads</a></aside><footer>All rights kept '
    '<time datetime="2026-11-01">printed today</time></footer><script>var open = "never";</script>'
    "</body></html>"
)


def _page(head="", body=None, lang="en", date=""):
    return PAGE.format(
        lang=lang, head=head, body=body if body is not None else ARTICLE.format(date=date)
    ).encode()


def _linked(*objects):
    return f'<script type="application/ld+json">{json.dumps(list(objects))}</script>'


def _read(body, origin=ADDRESS, media_type="text/html; charset=utf-8"):
    reading = read(body, origin, media_type)
    assert reading.skipped == ()
    (draft,) = reading.drafts
    return draft


def _notes(draft, field):
    return " | ".join(doubt.message for doubt in draft.doubts if doubt.field == field)


def _reason(body, origin=ADDRESS):
    reading = read(body, origin, "text/html")
    assert reading.drafts == ()
    return reading.skipped[0].reason


def test_the_article_and_nothing_else():
    """Menus, notices, other news and scripts are no part of the statement; its words are verbatim."""
    statement = _read(_page()).statement
    assert statement.title == "The bridge is open"
    assert statement.text == (
        "The bridge at Vika is open to all traffic since this morning, the Road Office said.\n“We finished "
        "the repairs two weeks early,” Director Ana Lind said. “The tunnel stays closed until further "
        "notice.”\nNobody was hurt while the repairs went on, & the costs stayed at 2 million."
    )
    assert statement.source.url == ADDRESS


def test_facts_of_the_article():
    """Date, publisher and headline come from what the page says of its article for machines to read."""
    article = {
        "@type": "NewsArticle",
        "headline": "The bridge is open",
        "datePublished": "2025-06-19T14:30:00+05:00",
        "dateModified": "2026-02-01",
        "publisher": {"@type": "Organization", "name": "The Harbour Times"},
    }
    site = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"}, article],
    }
    draft = _read(_page(_linked(site)))
    issued = draft.statement.issued_at
    assert issued.value == datetime(2025, 6, 19, 14, 30, tzinfo=timezone(timedelta(hours=5)))
    assert draft.statement.source.publisher == "The Harbour Times"
    assert "2020-01-01" in _notes(draft, "issued_at")


@pytest.mark.parametrize(
    "stated",
    [
        '<meta property="article:published_time" content="2025-06-19T00:00:00Z">',
        '<meta name="DC.date.issued" content="2025-06-19">',
        '<meta name="date" content="19 June 2025">',
    ],
)
def test_dates_in_the_head(stated):
    """A date of publication in the head is taken to the day that it states, and nothing is doubted."""
    draft = _read(_page(stated))
    assert (draft.statement.issued_at.value, draft.doubts) == (datetime(2025, 6, 19, tzinfo=UTC), ())
    assert draft.statement.issued_at.precision is Precision.DAY


@pytest.mark.parametrize(
    "shown",
    [
        '<p><time class="published" datetime="2025-06-19">last Thursday</time></p>',
        '<span itemprop="datePublished" content="2025-06-19">19.6.</span>',
        "<p>19 June 2025</p>",
    ],
)
def test_dates_that_are_shown(shown):
    """A date that is marked as that of publication, or stands alone under the headline, is taken."""
    draft = _read(_page(date=shown))
    assert (draft.statement.issued_at.value, draft.doubts) == (datetime(2025, 6, 19, tzinfo=UTC), ())


def test_no_date_is_guessed():
    """The day of a change, of printing, or in the address is mentioned and not taken."""
    head = '<meta property="article:modified_time" content="2026-02-01">'
    draft = _read(_page(head), "https://road.example/2025/06/19/bridge")
    assert draft.statement.issued_at.value is None
    assert "'2026-02-01'" in _notes(draft, "issued_at")
    assert "2025/06/19" in _notes(draft, "issued_at")


def test_dates_that_differ():
    """A page whose data and text bear different days keeps the first and names both."""
    draft = _read(_page('<meta name="date" content="2024-01-05">', date="<p>19 June 2025</p>"))
    assert draft.statement.issued_at.text == "2024-01-05"
    assert "'19 June 2025'" in _notes(draft, "issued_at")


def test_canonical_address():
    """A page may name its own address, but not send us to another host or to its front page."""
    link = '<link rel="canonical" href="{}">'
    assert _read(_page(link.format("/news/b"))).statement.source.url == "https://road.example/news/b"
    assert _read(_page(link.format("https://evil.example/b"))).statement.source.url == ADDRESS
    assert _read(_page(link.format("/"))).statement.source.url == ADDRESS


def test_saved_page_names_its_address():
    """A page that was saved to a file knows where it was."""
    link = f'<link rel="canonical" href="{ADDRESS}">'
    assert _read(_page(link), "saved.html", None).statement.source.url == ADDRESS


def test_language_that_differs():
    """A page that is said to be in another language than its words is read as it reads, and marked."""
    draft = _read(_page(lang="fr-FR"))
    assert draft.statement.language == "en"
    assert "'fr-FR'" in _notes(draft, "language")


@pytest.mark.parametrize(
    ("encoding", "media_type"),
    [
        ("cp1252", "text/html; charset=utf-8"),
        ("utf-8", "text/html; charset=windows-1252"),
        ("cp1252", "text/html"),
    ],
)
def test_encodings_that_lie(encoding, media_type):
    """Quotation marks survive a page whose encoding is not the stated one, and a person is told."""
    draft = _read(_page().decode().encode(encoding), ADDRESS, media_type)
    assert "“We finished" in draft.statement.text
    assert "said to be in" in _notes(draft, "text")


def test_transcripts_keep_their_labels():
    """Bold names that say who speaks come through as the labels of a transcript."""
    turns = "".join(
        f"<p><strong>{who}</strong> {words}</p>"
        for who, words in [
            (
                "MS. LIND:",
                "The bridge at Vika is open to all traffic since this morning, as we said it would be.",
            ),
            ("QUESTION:", "And what about the tunnel, which has been closed for all of this year?"),
            ("MS. LIND:", "It stays closed until further notice, because the water is still too high in it."),
        ]
    )
    text = _read(_page(body=f"<h1>Briefing</h1>{turns}")).statement.text
    assert [line.split(" ")[0] for line in text.split("\n")] == ["MS.", "QUESTION:", "MS."]


def test_short_statement():
    """A page whose article is one sentence is read from what the page itself calls its article."""
    text = _read(_page(body="<p>The bridge at Vika is open.</p>")).statement.text
    assert text == "The bridge at Vika is open."


def test_paid_articles_are_marked():
    """A page that says that not all of it is free may be incomplete, and says so."""
    draft = _read(_page(_linked({"@type": "NewsArticle", "isAccessibleForFree": False})))
    assert "not all of it is free" in _notes(draft, "text")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (_page(body=""), "no article was found"),
        (_page(body="<p>Please enable JavaScript to view this page.</p>"), "enable JavaScript"),
        (
            _page("<title>Wait</title>", "<p>Checking your browser before you go on.</p>"),
            "Checking your browser",
        ),
        (_page(body="<p>404: this page could not be found on our server.</p>"), "404"),
        (b"<html></html>", "no article was found"),
        (b"<html>" + b"<div>" * 50_000, "no article was found"),
        (b"<html><p>a" * 100_001, "elements"),
    ],
)
def test_pages_without_an_article(body, words):
    """Empty pages, error pages and walls are refused with what they show."""
    assert words in _reason(body)


def test_pages_laid_out_as_tables():
    """A page that is one large table gives the words of the cell with the article, and not its menus."""
    menu = "<td><a href=a>Minister</a><br><a href=b>Visas</a></td>"
    words = (
        "The bridge at Vika is open to all traffic since this morning, after repairs of two weeks.<br><br>"
        "The tunnel stays closed until further notice, and nobody is to walk through it.<br><br>"
        "Vika<br>19 June 2025"
    )
    body = (
        f"<html><body><table><tr>{menu}<td>{words}</td></tr><tr><td>Copyright Road Office</td></tr></table>"
    )
    statement = _read(body.encode()).statement
    assert statement.text == words.replace("<br><br>", "\n").replace("<br>", "\n")
    assert statement.issued_at.value == datetime(2025, 6, 19, tzinfo=UTC)


RELEASE = (
    "<h2>Statement</h2><span>Vika, 19 June 2025</span><br><br>The bridge is open to all traffic.<br><br>"
    "Nobody was hurt."
)
NEWS = (
    "<h3>Latest news</h3><ul><li><a href=/1>Bridge gives way</a></li>"
    "<li><a href=/2>Minister resigns</a></li></ul>"
)
BLOCKS = "<div class=t>The bridge is open to all.</div><div class=t>It is safe.</div>"
COMMENTS = "<div class=comments><div>Ali: The bridge has been sold to a company for a song.</div></div>"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            f"<div><div class=left>{NEWS}</div><div class=post>{RELEASE}</div>{COMMENTS}</div>",
            ["Statement", "Vika, 19 June 2025", "The bridge is open to all traffic.", "Nobody was hurt."],
        ),
        (
            f"<div class=a>{NEWS}</div>{BLOCKS}",
            ["The bridge is open to all.", "It is safe."],
        ),
        (
            "<h2>Roads</h2><p>The bridge is open to all.</p><p>It is safe.</p>",
            ["Roads", "The bridge is open to all.", "It is safe."],
        ),
    ],
)
def test_short_pages_without_a_marked_article(body, lines):
    """Of a short page that marks nothing, the block with the most words is the article, line by line."""
    statement = _read(
        f"<html lang=en><title>Road Office</title><body>{body}</body></html>".encode()
    ).statement
    assert statement.text.split("\n") == lines


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li><a href=x>The bridge is open again.</a></li><li><a href=y>The tunnel is not.</a></li></ul>",
        "<div class=cookie>We use cookies to make you happy. Accept all.</div><div><a href=x>News</a></div>",
    ],
)
def test_short_pages_of_links_and_notices(body):
    """Links and notices alone are no article, however short the page is."""
    assert "no article was found" in _reason(f"<html><body>{body}</body></html>".encode())


def test_lines_that_point_elsewhere():
    """What sends the reader elsewhere is no part of the article."""
    rows = ("Read more: <a href=/13>Update 13</a>", "Share this page", "ALSO READ: Tunnel", "Advertisement")
    more = "".join(f"<p>{row}</p>" for row in rows)
    kept = "<p>Read more than one newspaper, the office said.</p>"
    text = _read(_page(body=ARTICLE.format(date="") + more + kept)).statement.text
    assert text.endswith("2 million.\nRead more than one newspaper, the office said.")


def test_captions_and_boxes_are_told_of():
    """Sentences of captions and boxes within the article are left out, and the summary says so."""
    beside = (
        "<figure><figcaption>The dam at Ros has not broken.</figcaption></figure><aside>"
        "<p>The price of bread is not raised.</p><p><a href=x>Ten things to know of bread.</a></p></aside>"
    )
    reading = read(_page(body=ARTICLE.format(date="") + beside), ADDRESS, "text/html")
    assert "bread" not in reading.drafts[0].statement.text
    (skipped,) = reading.skipped
    assert "2 sentences of captions and boxes" in skipped.reason
    assert "“The dam at Ros has not broken.”" in skipped.reason


def test_characters_that_no_text_has():
    """References to control characters are left out, and the words around them are kept."""
    words = "The bridge&#1; at &#xD800;Vika is&#0; open."
    text = _read(_page(body=f"<p>{words}</p>")).statement.text
    assert text == "The bridge at \ufffdVika is\ufffd open."


@pytest.mark.parametrize("between", [" | ", " – ", " - "])
def test_the_site_is_named_behind_the_title(between):
    """Where no tag names the publisher, the end of the page's title does."""
    words = "The border is open. 4,000 people crossed it on Thursday, and nobody was turned away there."
    page = (
        f"<html lang='en'><head><title>Border open{between}Ministry of the Interior</title></head>"
        f"<body><article><h1>Border open</h1><p>{words}</p></article></body></html>"
    )
    (draft,) = read(page.encode(), ADDRESS, "text/html").drafts
    assert draft.statement.source.publisher == "Ministry of the Interior"
