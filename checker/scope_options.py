"""The options of the command line that say which statements are searched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from shlex import quote
from typing import Any, TypeVar

import click

from checker.errors import InvalidInput
from checker.issued import parse_issued_at
from checker.records import Precision, Statement
from checker.scope import Scope, period, plain_name

MAX_SHOWN = 5  # names in a message

F = TypeVar("F", bound=Callable[..., Any])

issuer_option = click.option(
    "--issuer", "issuers", multiple=True, help="Only what this institution said; may be given again."
)
lang_option = click.option(
    "--lang", "languages", multiple=True, help="Only statements in this language, such as en or ur; ditto."
)
_from_option = click.option("--from", "first", metavar="DATE", help="Only statements of this date and later.")
_to_option = click.option("--to", "last", metavar="DATE", help="Only statements of this date and earlier.")
_in_force_option = click.option(
    "--in-force-at", metavar="DATE", help="Only what was in force then; a day means its end."
)


def scope_options(command: F) -> F:
    """Give a command every option that ``read_scope`` takes."""
    for option in (_in_force_option, _to_option, _from_option, lang_option, issuer_option):
        command = option(command)
    return command


def read_scope(
    issuers: tuple[str, ...],
    languages: tuple[str, ...],
    first: str | None,
    last: str | None,
    in_force_at: str | None,
) -> Scope:
    """Return the scope that the options name.

    Raises
    ------
    InvalidInput
        A date cannot be read, or the first lies after the last.
    """
    issued_from = _bounds(first, "--from")[0] if first else None
    issued_to = _bounds(last, "--to")[1] if last else None
    if issued_from and issued_to and _utc(issued_from) > _utc(issued_to):
        raise InvalidInput(f"--from {first} lies after --to {last}; no statement is of both.")
    at = _moments(in_force_at, "--in-force-at")[1] if in_force_at else None
    return Scope(issuers, languages, issued_from, issued_to, at)


def check_names(scope: Scope, statements: Sequence[Statement]) -> None:
    """Return if there are statements of every issuer, and in every language, that is in scope.

    Raises
    ------
    InvalidInput
        One is not there; the message names those that are written alike, or some that there are.
    """
    for name in scope.issuers:
        # A statement without an issuer is nobody's, so an empty name is no name of one.
        if not plain_name(name) or not any(Scope(issuers=(name,)).admits(s) for s in statements):
            raise _unknown("--issuer", name, {plain_name(s.issuer): s.issuer for s in statements})
    for tag in scope.languages:
        if not any(Scope(languages=(tag,)).admits(s) for s in statements):
            raise _unknown("--lang", tag, {s.language.casefold(): s.language for s in statements})


def warn_if_empty(scope: Scope, statements: Sequence[Statement]) -> None:
    """Tell on stderr when nothing is in scope, and how many statements have no date that could be."""
    if any(map(scope.admits, statements)):
        return
    undated = sum(period(s.issued_at) is None for s in statements)
    click.echo(f"No statement is in this scope; {undated} of {len(statements)} have no known date.", err=True)


def _unknown(option: str, given: str, known: Mapping[str, str]) -> InvalidInput:
    alike = get_close_matches(plain_name(given), known, MAX_SHOWN) or sorted(known)[:MAX_SHOWN]
    there = "; ".join(known[name] for name in alike if name) or "none is named"
    return InvalidInput(f"{option} {quote(given)}: no statement here has that. There is: {there}.")


def _bounds(text: str, option: str) -> tuple[datetime, datetime]:
    """Return the first and the last moment; those of days, months and years have no zone."""
    first, last = _moments(text, option)
    if parse_issued_at(text).precision is Precision.MINUTE:
        return first, last
    return first.replace(tzinfo=None), last.replace(tzinfo=None)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moments(text: str, option: str) -> tuple[datetime, datetime]:
    """Return the first and the last moment of a minute, a day, a month or a year."""
    try:
        found = period(parse_issued_at(text))
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"{option} {text}: there is no such date ({error}).") from error
    if found is None:
        raise InvalidInput(
            f"{option} {text}: write a date such as 2025, 2025-06, 2025-06-19 or 2025-06-19T14:00."
        )
    return found
