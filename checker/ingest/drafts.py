"""What an import finds before anyone has agreed to it: drafts of statements, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.events import Doubt
from checker.records import Statement

__all__ = ["Doubt", "Draft", "Raw", "Reading", "Skipped", "Told"]


@dataclass(frozen=True, slots=True)
class Raw:
    """A source as it was received; kept under its hash, so that what was read can be read again."""

    sha256: str  # of ``body``, hex
    media_type: str  # what the bytes are, not what a server said: "application/pdf"
    origin: str  # URL, or path as given
    body: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement that could be added."""

    statement: Statement
    raw: str = ""  # SHA-256 of the source that it was read from
    doubts: tuple[Doubt, ...] = ()
    own_page: bool = False  # it comes from a page of which a public body says that it is the publisher


NO_ITEMS = "the feed has no items"  # the one reason why a source gives nothing that is no fault


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a source that gives no statement, and why."""

    origin: str  # source and place in it: "feed.xml, item 3"
    reason: str  # what to change, or why nothing need be


@dataclass(frozen=True, slots=True)
class Told:
    """What a feed says of an item whose text stands elsewhere; empty where it says nothing."""

    title: str = ""
    publisher: str = ""
    date: str = ""  # of publication, in its words


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source holds. A source that cannot be used gives no drafts and one ``Skipped``."""

    raw: Raw | None
    drafts: tuple[Draft, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    links: tuple[str, ...] = ()  # addresses that a feed only points to: their text is to be fetched and read
    told: Mapping[str, Told] = field(default_factory=dict)  # by address, what the feed says of the text there
