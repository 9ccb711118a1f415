"""The navigation of the pages: each area adds its entry, and each visitor sees what is open to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import LazyString

from checker.key_records import Holder, Scope

EXTENSION = "navigation"


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation."""

    label: LazyString  # ``lazy_gettext``: each reader gets it in their language
    endpoint: str
    order: int  # check 10, queue 20, history 30, corpus 40, trends 50, reviews 60, admin 70
    scopes: frozenset[Scope]  # whoever has one of them sees it

    @property
    def blueprint(self) -> str:
        """Return the area that the entry stands for."""
        return self.endpoint.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one visitor sees it on one page."""

    label: str
    href: str
    current: bool


def add(app: Flask, label: LazyString, endpoint: str, order: int, scopes: Iterable[Scope]) -> None:
    """Add the area of ``endpoint`` to the navigation of ``app``."""
    entries: list[Entry] = app.extensions.setdefault(EXTENSION, [])
    entries.append(Entry(label, endpoint, order, frozenset(scopes)))
    entries.sort(key=lambda entry: entry.order)


def links_for(holder: Holder | None) -> list[Link]:
    """Return what is open to ``holder``; nothing for strangers."""
    if holder is None:
        return []
    entries: list[Entry] = current_app.extensions.get(EXTENSION, [])
    shown = [entry for entry in entries if not entry.scopes.isdisjoint(holder.scopes)]
    here = request.blueprint
    named = [(entry, url_for(entry.endpoint)) for entry in shown]
    return [
        Link(str(entry.label), href, entry.blueprint == here or request.path.startswith(f"{href}/"))
        for entry, href in named
    ]
