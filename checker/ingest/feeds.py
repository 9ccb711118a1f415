"""RSS and Atom: items with their full text become drafts, the others addresses to fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

import feedparser

from checker.ingest.dating import Dated, dated
from checker.ingest.decoding import decoded
from checker.ingest.documents import Document, Facts, Finding, drafted, nothing, one_line
from checker.ingest.drafts import NO_ITEMS, Doubt, Draft, Skipped, Told
from checker.ingest.marking import marked
from checker.ingest.page_text import words_of
from checker.ingest.pages import charset_of

MAX_FEED_BYTES = 20 * 1_048_576
MAX_ITEMS = 1_000
_MIN_WORDS = 5
# A summary is shorter than what it sums up, or says that it breaks off.
_FULL_WORDS = 80
_CUT = re.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|(?:read|continue|learn) (?:more|reading)\W{0,3})\s*$", re.IGNORECASE
)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]{1,9})|(\d{1,9}));", re.IGNORECASE)
_SURROGATES, _LAST = range(0xD800, 0xE000), 0x10FFFF
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FOOTER = re.compile(r"^The post .{1,300} appeared first on .{1,200}$", re.MULTILINE)

Entry = Mapping[str, object]


def read_feed(document: Document) -> Finding:
    """Return a draft for each item that has its full text, and where to read the others."""
    if len(document.body) > MAX_FEED_BYTES:
        return nothing(document, f"the feed has more than {MAX_FEED_BYTES:,} bytes; split it")
    feed = _parsed(document)
    if not feed.entries:
        return nothing(document, _empty(feed))
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    links: dict[str, Told] = {}
    for number, entry in enumerate(feed.entries[:MAX_ITEMS], 1):
        outcome = _outcome(entry, feed.feed, document)
        if isinstance(outcome, Draft):
            drafts.append(outcome)
        elif outcome.startswith(("http://", "https://")):
            links.setdefault(outcome, _told(entry, feed.feed))
        else:
            skipped.append(Skipped(document.at(f"item {number}"), outcome))
    if len(feed.entries) > MAX_ITEMS:
        reason = f"it has {len(feed.entries):,} items; the first {MAX_ITEMS:,} were read"
        skipped.append(Skipped(document.origin, reason))
    return marked(Finding(tuple(drafts), tuple(skipped), tuple(links), links), tuple(_damage(feed)))


def read_xml(document: Document) -> Finding:
    """Return what a feed holds that does not begin like one; other XML is refused in words."""
    found = read_feed(document)
    if found.drafts or found.links:
        return found
    return nothing(document, "it is XML, but no RSS or Atom feed with items; give the feed or the pages")


def _parsed(document: Document) -> feedparser.FeedParserDict:
    body = _REFERENCE.sub(_existing, document.body)
    try:
        return feedparser.parse(body, response_headers=_headers(document))
    except UnicodeError:
        # It gives up where the stated encoding is wrong and it finds no other.
        plain = _DECLARATION.sub("", decoded(body, charset_of(document)).text)
        return feedparser.parse(plain.encode("utf-8", "replace"), response_headers=_location(document))


def _existing(reference: re.Match[bytes]) -> bytes:
    """Return the reference to a character, or to the mark of a damaged one if there is none of its number."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return b"&#xFFFD;" if number in _SURROGATES or number > _LAST else reference.group()


def _location(document: Document) -> Mapping[str, str]:
    return {"content-location": document.url} if document.url else {}


def _headers(document: Document) -> Mapping[str, str]:
    """Return what a server would say, so that relative links and the promised encoding are known."""
    promised = {"content-type": document.promised} if "charset" in document.promised else {}
    return {**promised, **_location(document)}


def _empty(feed: feedparser.FeedParserDict) -> str:
    if feed.get("version"):
        return NO_ITEMS
    error = one_line(str(feed.get("bozo_exception", "")))[:200]
    return f"it cannot be read as a feed{f' ({error})' if error else ''}; give an RSS or Atom feed"


def _damage(feed: feedparser.FeedParserDict) -> Iterator[Doubt]:
    error = feed.get("bozo_exception")
    if isinstance(error, feedparser.CharacterEncodingOverride):
        yield Doubt(
            "text", f"the encoding is not the stated one ({one_line(str(error))[:120]}); look at the words"
        )
    elif feed.get("bozo") and not isinstance(error, feedparser.NonXMLContentType):
        yield Doubt(
            "text", f"the feed is damaged ({one_line(str(error))[:120]}); look whether the words are whole"
        )


def _outcome(entry: Entry, feed: Entry, document: Document) -> Draft | str:
    """Return the draft of an item, or its address, or why it gives nothing."""
    link = _link(entry, document)
    text, is_full = _text(entry)
    if link and not is_full:
        return link
    if len(text.split()) < _MIN_WORDS and (text.isascii() or len(text) < 3 * _MIN_WORDS):
        return "the item has neither a text nor an address that begins with https://"
    excerpt = [] if is_full else [Doubt("text", "the feed may give only a part of the text, and no address")]
    facts = Facts(
        title=words_of(_string(entry, "title")),
        publisher=_publisher(entry, feed),
        url=link,
        dated=_date(entry),
        language=_string(entry, "language") or _string(feed, "language"),
        doubts=tuple(excerpt),
    )
    return drafted(document, text, facts)


def _told(entry: Entry, feed: Entry) -> Told:
    """Return what the feed says of an item that is read at its address."""
    return Told(
        title=one_line(words_of(_string(entry, "title"))),
        publisher=one_line(_publisher(entry, feed)),
        date=one_line(_string(entry, "published") or _string(entry, "created")),
    )


def _text(entry: Entry) -> tuple[str, bool]:
    """Return the longest text of an item, and whether it is all of it."""
    contents = entry.get("content")
    full = [part.get("value") or "" for part in contents] if isinstance(contents, list) else []
    best = max((_words(text) for text in full), key=len, default="")
    summary = _words(_string(entry, "summary"))
    # What stands as content is the text itself; feedparser gives it as the summary too if there is none.
    own = bool(full) and bool(best) and len(summary) <= len(best)
    best = best if own else max(best, summary, key=len)
    long_enough = len(best.split()) >= _FULL_WORDS or (not best.isascii() and len(best) >= 6 * _FULL_WORDS)
    return best, (own or long_enough) and not _CUT.search(best)


def _words(markup: str) -> str:
    return _FOOTER.sub("", words_of(markup)).strip()


def _link(entry: Entry, document: Document) -> str:
    given = _string(entry, "link").strip()
    if not given:
        return ""
    try:
        address = urljoin(document.url, given)
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def _publisher(entry: Entry, feed: Entry) -> str:
    source = entry.get("source")
    named = source.get("title") if isinstance(source, Mapping) else ""
    return words_of(str(named or "") or _string(feed, "title"))


def _date(entry: Entry) -> Dated:
    published = _string(entry, "published") or _string(entry, "created")
    if published:
        return dated(published)
    changed = _string(entry, "updated")
    seen = f", only that it was changed on {changed[:40]!r}" if changed else ""
    return Dated(doubts=(Doubt("issued_at", f"the feed does not say when this was published{seen}"),))


def _string(entry: Entry, name: str) -> str:
    # feedparser gives "updated" for "published" and warns, unless asked for what is there.
    value = dict(entry).get(name)
    return value if isinstance(value, str) else ""
