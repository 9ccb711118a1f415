"""What becomes of a form that came when nobody was signed in any more.

An address that forms are sent to is often no page: each is traced back to the page that it belongs to. A form
that somebody wrote into at length can be filled in again, so that nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from checker.key_records import Scope

EXTENSION = "unsent"
_GET = "GET"


@dataclass(frozen=True, slots=True)
class Form:
    """A form that can be shown with what was typed into it."""

    names: Sequence[str]  # of its fields
    room: int  # bytes that it may have
    scope: Scope  # who may send it
    show: Callable[[Mapping[str, str], str], str]  # the page, given fields and what to say above them

    def kept(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Return what was typed into it; nothing where only switches were set."""
        found = {name: fields[name] for name in self.names if fields.get(name)}
        return found if found.get(self.names[0], "").strip() else {}


def keep(app: Flask, endpoint: str, form: Form) -> None:
    """Let what is sent to an endpoint of ``app`` be filled in again."""
    app.extensions.setdefault(EXTENSION, {})[endpoint] = form


def form_of(endpoint: str) -> Form | None:
    """Return the form that is sent to an endpoint, if it can be filled in again."""
    return _forms().get(endpoint)


def most_room() -> int:
    """Return how many bytes the largest of these forms may have."""
    return max((form.room for form in _forms().values()), default=0)


def page_asked_for() -> str:
    """Return the address of the page that this request is about.

    For a form that is the nearest address above its own that is a page, by the rules of the
    addresses: in the address itself an id may look like more of the path.
    """
    rules = [rule for rule in current_app.url_map.iter_rules() if _GET in (rule.methods or ())]
    pages = {rule.rule: rule for rule in rules}
    path = request.url_rule.rule if request.url_rule else "/"
    while path not in pages and path != "/":
        path = path.rpartition("/")[0] or "/"
    page, given = pages[path], request.view_args or {}
    address = url_for(page.endpoint, **{name: given[name] for name in page.arguments})
    query = request.query_string.decode(errors="replace") if request.method == _GET else ""
    return f"{address}?{query}" if query else address


def _forms() -> dict[str, Form]:
    found: dict[str, Form] = current_app.extensions.get(EXTENSION, {})
    return found
