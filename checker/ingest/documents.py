"""One source in the hands of a reader, what it finds there, and how a statement is made of that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.ingest.dating import Dated
from checker.ingest.drafts import Doubt, Draft, Skipped, Told
from checker.language import ENGLISH, UNDETERMINED, detect
from checker.records import Source, Statement

MAX_TITLE_CHARS = 300
_ENOUGH_FOR_LANGUAGE = 4_000
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it came."""

    body: bytes
    origin: str  # URL, or path as given
    promised: str  # its type as somebody says, or as the name ends; empty when nobody does
    sha256: str

    @property
    def url(self) -> str:
        """Its address; empty for a file."""
        return self.origin if self.origin.lower().startswith(("http://", "https://")) else ""

    def at(self, place: str) -> str:
        """Return the name of a place in it, as ``Skipped`` gives it."""
        return f"{self.origin}, {place}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader found in one document."""

    drafts: tuple[Draft, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    links: tuple[str, ...] = ()
    told: Mapping[str, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says about itself."""

    title: str = ""
    publisher: str = ""
    url: str = ""
    dated: Dated = field(default_factory=Dated)
    language: str = ""  # as the document says
    doubts: tuple[Doubt, ...] = ()
    own_page: bool = False  # the publisher says that it is a public body


def nothing(document: Document, reason: str) -> Finding:
    """Return that a document cannot be used, and why."""
    return Finding(skipped=(Skipped(document.origin, reason),))


def drafted(document: Document, text: str, facts: Facts) -> Draft:
    """Return the draft of one text; who said it is not asked here."""
    title = one_line(facts.title)[:MAX_TITLE_CHARS]
    language, unsure = language_of(text, facts.language)
    statement = Statement(
        statement_id="",
        text=text,
        issued_at=facts.dated.issued_at,
        source=Source(title, one_line(facts.publisher), facts.url or document.url),
        language=language,
        title=title,
    )
    doubts = (*facts.doubts, *facts.dated.doubts, *unsure)
    return Draft(statement, document.sha256, doubts, facts.own_page)


def language_of(text: str, stated: str = "") -> tuple[str, tuple[Doubt, ...]]:
    """Return the language of a text as it reads, with a doubt when that is not what the source says."""
    found = detect(text[:_ENOUGH_FOR_LANGUAGE])
    said = stated.strip().replace("_", "-")
    if found == UNDETERMINED:
        language = said if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", said) else UNDETERMINED
        return language, (Doubt("language", "the language cannot be told from the words; name it"),)
    if said and said.split("-")[0].lower() == found.split("-")[0].lower():
        return found, _foreign(found)
    if said:
        message = f"the source says {said[:40]!r}, but the words read as {found!r}; say which it is"
        return found, (Doubt("language", message),)
    return found, _foreign(found)


def _foreign(language: str) -> tuple[Doubt, ...]:
    if language == ENGLISH:
        return ()
    message = (
        f"the words read as {language!r}; is that right? Claims are compared with them only where the "
        "models read this language"
    )
    return (Doubt("language", message),)


def cleaned(text: str) -> str:
    """Return the text with plain line breaks and spaces, and without what cannot be seen or stored."""
    plain = visible(_BREAK.sub("\n", text))
    return "\n".join(_SPACE.sub(" ", line).strip() for line in plain.split("\n"))


def visible(text: str) -> str:
    """Return the text without what cannot be seen or stored; its spaces stay."""
    plain = _INVISIBLE.sub("", text)
    # A lone surrogate fits in no file.
    return plain if plain.isascii() else plain.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """Return the text cleaned, on one line."""
    return " ".join(cleaned(text).split())
