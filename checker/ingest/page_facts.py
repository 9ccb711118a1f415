"""What a web page says about itself: title, publisher, date and language, where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from checker.ingest.datelines import date_of
from checker.ingest.dating import Dated, dated
from checker.ingest.documents import Facts, one_line
from checker.ingest.drafts import Doubt
from checker.ingest.structured import Node, nodes_of, objects, types, word

_ARTICLES = re.compile(r"(?:Article|BlogPosting|Report|WebPage|PressRelease|Statement|SpecialAnnouncement)$")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date.issued",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "date",
)
_CHANGED = (
    "article:modified_time",
    "og:updated_time",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)
_PUBLISHERS = (
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "application-name",
    "citation_publisher",
)
_PUBLISHED_CLASS = re.compile(
    r"publish|pub-?date|entry-date|post-?date|article-?date|date-?display|release-?date|issued", re.IGNORECASE
)
_IN_ADDRESS = re.compile(
    r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>0?[1-9]|1[0-2])(?:[/-](?P<d>0?[1-9]|[12]\d|3[01]))?(?=[/-]|\b)"
)
_TITLE_END = re.compile(r"\s+[-–—|·]\s+(?P<site>[^|]{2,80})")
_PUBLIC = frozenset({"GovernmentOrganization", "GovernmentOffice", "CityHall", "Embassy", "Courthouse"})
_MOST_SCRIPTS = 50


def linked_data(tree: HtmlElement) -> tuple[Node, ...]:
    """Return every object that the page describes in JSON-LD."""
    scripts = tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")
    texts = (
        re.sub(r"^\s*<!(?:--|\[CDATA\[)|(?:-->|\]\]>)\s*$", "", s.text or "") for s in scripts[:_MOST_SCRIPTS]
    )
    return tuple(node for text in texts for node in nodes_of(text))


def facts_of(tree: HtmlElement, nodes: Sequence[Node], text: str, origin: str) -> Facts:
    """Return what the page says; ``text`` is its article, which may bear the date itself."""
    metas = _metas(tree)
    articles = [node for node in nodes if any(_ARTICLES.search(name) for name in types(node))]
    # A page describes the article and the site that it is on: the article knows better.
    articles.sort(key=lambda node: "WebPage" in types(node))
    title = _title(tree, metas, articles)
    return Facts(
        title=title,
        publisher=_first(
            *(word(node, "publisher") for node in articles),
            *(metas.get(name, "") for name in _PUBLISHERS),
            _after_title(tree, title),
        ),
        url=_address(tree, metas, origin),
        dated=_dated(_stated(tree, metas, articles), _changed(metas, articles), date_of(title, text), origin),
        language=_language(tree, metas),
        doubts=tuple(_partly(articles)),
        own_page=any(_PUBLIC & types(by) for node in articles for by in objects(node, "publisher")),
    )


def _metas(tree: HtmlElement) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = one_line(meta.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(*texts: str) -> str:
    return next((one_line(text) for text in texts if text.strip()), "")


def _title(tree: HtmlElement, metas: Mapping[str, str], articles: Sequence[Node]) -> str:
    headings = [one_line(heading.text_content()) for heading in tree.iter("h1")]
    headings = [heading for heading in headings if heading]
    named = _first(
        *(word(node, "headline") for node in articles), metas.get("og:title", ""), metas.get("dc.title", "")
    )
    if len(headings) == 1:
        return headings[0]
    return named or _first(*headings[:1], *(one_line(title.text_content()) for title in tree.iter("title")))


def _after_title(tree: HtmlElement, title: str) -> str:
    """Return the name of the site in "Bridge is open | Road Office"."""
    shown = _first(*(one_line(element.text_content()) for element in tree.iter("title")))
    rest = shown.removeprefix(title) if title else shown
    behind = _TITLE_END.fullmatch(rest) if rest != shown else None
    return behind["site"] if behind else ""


def _address(tree: HtmlElement, metas: Mapping[str, str], origin: str) -> str:
    """Return the page's own name for itself; a page that was fetched may not send us to another host."""
    named = [
        link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"
    ]
    for given in (*named, metas.get("og:url", "")):
        try:
            address = urljoin(origin, given.strip()) if "://" in origin else given.strip()
            parts = urlsplit(address)
            fetched = urlsplit(origin).hostname if "://" in origin else parts.hostname
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname and parts.hostname == fetched:
            # Some sites name their front page as the canonical form of every page.
            return address if parts.path not in {"", "/"} or "://" not in origin else origin
    return origin if origin.startswith(("http://", "https://")) else ""


def _stated(tree: HtmlElement, metas: Mapping[str, str], articles: Sequence[Node]) -> tuple[str, ...]:
    """Return the dates of publication that the page states, the best first, each once."""
    given = (
        *(word(node, "datePublished", "dateCreated") for node in articles),
        *(metas.get(name, "") for name in _PUBLISHED),
        *_shown(tree),
    )
    return tuple(dict.fromkeys(filter(None, map(one_line, given))))


def _shown(tree: HtmlElement) -> Iterator[str]:
    """Yield the dates that are marked as that of publication among what is shown."""
    for element in tree.xpath("//time | //*[@itemprop='datePublished' or @property='schema:datePublished']")[
        :200
    ]:
        about = " ".join(
            f"{part.get('class') or ''} {part.get('itemprop') or ''} {part.get('property') or ''}"
            for part in (element, *([element.getparent()] if element.getparent() is not None else []))
        )
        if element.get("pubdate") is not None or _PUBLISHED_CLASS.search(about):
            yield element.get("datetime") or element.get("content") or element.text_content()[:60]


def _changed(metas: Mapping[str, str], articles: Sequence[Node]) -> str:
    return _first(
        *(word(node, "dateModified") for node in articles), *(metas.get(name, "") for name in _CHANGED)
    )


def _dated(stated: Sequence[str], changed: str, own: Dated, origin: str) -> Dated:
    """Return the date of publication; that of a change, or of an address, is only mentioned."""
    readable = [found for found in map(dated, stated) if found.issued_at.value]
    if not readable:
        if own.issued_at.text or own.doubts:
            return own
        return dated(stated[0]) if stated else Dated(doubts=tuple(_hints(changed, origin)))
    best = readable[0]
    others = [*readable[1:], *([own] if own.issued_at.value else [])]
    differing = [found.issued_at.text for found in others if _apart(found, best)]
    if not differing:
        return best
    message = f"the page bears {best.issued_at.text!r} and also {differing[0]!r}; say which is meant"
    return Dated(best.issued_at, (*best.doubts, Doubt("issued_at", message)))


def _apart(one: Dated, other: Dated) -> bool:
    first, second = one.issued_at.value, other.issued_at.value
    # The same moment may be another day elsewhere.
    return first is not None and second is not None and abs((first.date() - second.date()).days) > 1


def _hints(changed: str, origin: str) -> Iterable[Doubt]:
    seen = []
    if changed:
        seen.append(f"it was last changed on {changed[:40]!r}")
    match = _IN_ADDRESS.search(urlsplit(origin).path) if "://" in origin else None
    if match:
        seen.append(f"its address has {match.group().strip('/')!r}")
    also = f" ({'; '.join(seen)})" if seen else ""
    yield Doubt(
        "issued_at", f"the page does not say when it was published{also}; write the date if you know it"
    )


def _language(tree: HtmlElement, metas: Mapping[str, str]) -> str:
    root = tree if tree.tag == "html" else next(tree.iter("html"), tree)
    given = (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or ""
    )
    return _first(given, metas.get("og:locale", ""), metas.get("dc.language", "")).replace("_", "-")


def _partly(articles: Sequence[Node]) -> Iterable[Doubt]:
    if any(str(node.get("isAccessibleForFree", "")).lower() == "false" for node in articles):
        yield Doubt(
            "text", "the page says that not all of it is free to read; look whether the words are complete"
        )
