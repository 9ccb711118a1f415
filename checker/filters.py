"""Which checks an address asks for: the filters of lists, for the API and for pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from checker.check_records import CheckState
from checker.errors import InvalidInput
from checker.records import Verdict
from checker.shelf import Place, Wanted
from checker.surrogates import wire_text

PAGE, MOST = 50, 200
HIGHEST = 2**31 - 1  # number that an id can have
LONGEST = 200  # characters of what is searched for
FILTERS = (
    *("limit", "cursor", "verdict", "state", "since", "until", "key", "batch"),
    *("text", "issuer", "lang", "needs_review"),
)
_YES = {"true": True, "false": False}
_Word = TypeVar("_Word", bound=StrEnum)


def read_wanted(asked: Mapping[str, str], owner: str | None, below: float) -> Wanted:
    """Return what is asked for of the checks of ``owner``, and one more: whether there is a next page.

    Raises
    ------
    InvalidInput
        A filter has a value that it cannot have.
    """
    cursor = asked.get("cursor", "")
    named = Wanted(
        owner,
        state=word_of(asked, "state", CheckState),
        verdict=word_of(asked, "verdict", Verdict),
        since=moment_of(asked, "since"),
        until=moment_of(asked, "until"),
        batch=asked.get("batch") or None,
        after=Place.of_cursor(cursor) if cursor else None,
        limit=limit_of(asked) + 1,
    )
    return replace(
        named,
        text=_short(asked, "text"),
        issuer=_short(asked, "issuer"),
        lang=_short(asked, "lang"),
        needs_review=_yes(asked, "needs_review"),
        below=below,
    )


def refuse_unknown(asked: Mapping[str, object]) -> None:
    """Refuse what is no filter, and one that is there twice: a mistyped one would otherwise list everything.

    Raises
    ------
    InvalidInput
        One is none, or repeated.
    """
    if unknown := sorted(set(asked) - set(FILTERS)):
        name = wire_text(unknown[0][:40])
        raise InvalidInput(f"{name} is no filter; the filters are {', '.join(FILTERS)}", field=name)
    refuse_repeated(asked)


def refuse_repeated(asked: Mapping[str, object]) -> None:
    """Refuse what is sent twice in an address: only one of the two would be looked at.

    Raises
    ------
    InvalidInput
        Something is.
    """
    sent = asked.lists() if isinstance(asked, MultiDict) else ()
    if twice := next((name for name, values in sent if len(values) > 1), None):
        raise InvalidInput(f"{twice} is there more than once; send it once", field=twice)


def _short(asked: Mapping[str, str], name: str) -> str:
    given = asked.get(name, "").strip()
    if len(given) > LONGEST:
        raise InvalidInput(f"{name} must have at most {LONGEST} characters", field=name)
    return given


def _yes(asked: Mapping[str, str], name: str) -> bool | None:
    given = asked.get(name, "")
    if given and given not in _YES:
        raise InvalidInput(f"{name} must be true or false", field=name)
    return _YES.get(given)


def limit_of(asked: Mapping[str, str], usual: int = PAGE, most: int = MOST) -> int:
    """Return how many entries a page of a list has; ``usual`` where nothing is said."""
    return number_of(asked, "limit", usual, 1, most)


def number_of(
    asked: Mapping[str, str], name: str, otherwise: int, least: int = 0, most: int = HIGHEST
) -> int:
    """Return a whole number; ``otherwise`` where none is given."""
    given = asked.get(name, "")
    if not given:
        return otherwise
    digits = given.isascii() and given.isdecimal() and len(given) <= len(str(most))
    if not (digits and least <= int(given) <= most):
        raise InvalidInput(f"{name} must be a whole number from {least} to {most:,}", field=name)
    return int(given)


def word_of(asked: Mapping[str, str], name: str, kind: type[_Word]) -> _Word | None:
    """Return one of several words; None where none is given."""
    given = asked.get(name, "")
    if not given:
        return None
    try:
        return kind(given)
    except ValueError as error:
        raise InvalidInput(f"{name} must be one of {', '.join(kind)}", field=name) from error


def moment_of(asked: Mapping[str, str], name: str) -> datetime | None:
    """Return a time; one without a zone is UTC, and a date alone is its first moment."""
    given = asked.get(name, "").strip()
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given.replace(" ", "+") if "T" in given else given)  # "+" in a URL
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f'{name} is not an ISO 8601 date or time like "2025-06-19T14:00:00Z"'
        raise InvalidInput(message, field=name) from error
