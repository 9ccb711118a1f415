"""Which statements a search is about: whose, in which language, from when, in force when.

A search looks at nothing else (``retrieval.py``): what is outside is not thrown away afterwards,
it never takes a place among the best.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta
from functools import cached_property

from checker.records import IssuedAt, Post, Precision, Standing, Statement


@dataclass(frozen=True)
class Scope:
    """What every statement that is searched has in common; an empty one leaves nothing out."""

    issuers: tuple[str, ...] = ()  # any of them; case and spaces do not count
    languages: tuple[str, ...] = ()  # BCP 47: "en" admits "en-GB" too
    # Without a zone they are days as statements are cited, each in its own zone.
    issued_from: datetime | None = None
    issued_to: datetime | None = None  # the last moment that counts
    in_force_at: datetime | None = None

    @classmethod
    def of_post(cls, post: Post) -> Scope:
        """Return what whoever sent the post wants it held against."""
        return cls(issuers=post.issuers, languages=post.languages)

    @property
    def limits(self) -> bool:
        """Whether anything may be left out."""
        return self != _EVERYTHING

    def admits(self, statement: Statement) -> bool:
        """Whether a statement is searched.

        A date of which only the month is known may be any day of that month, and an unknown one
        lies in no span of time. In force is what had been said by then and not yet ended; of an end
        that nobody can date, that is not known, so what has ended so is not in force.
        """
        return (
            (not self.issuers or plain_name(statement.issuer) in self._names)
            and (not self.languages or self._reads(statement.language))
            and self._in_time(statement.issued_at)
            and (self.in_force_at is None or in_force(statement, self.in_force_at))
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(plain_name(name) for name in self.issuers)

    def _reads(self, language: str) -> bool:
        tag = language.casefold() + "-"
        return any(tag.startswith(wanted.casefold() + "-") for wanted in self.languages)

    def _in_time(self, issued: IssuedAt) -> bool:
        if self.issued_from is None and self.issued_to is None:
            return True
        known = period(issued)
        if known is None:
            return False
        return (self.issued_from is None or seen_from(self.issued_from, known[1]) >= self.issued_from) and (
            self.issued_to is None or seen_from(self.issued_to, known[0]) <= self.issued_to
        )


_EVERYTHING = Scope()


def in_force(statement: Statement, at: datetime) -> bool:
    """Whether a statement had been made by then, as far as is known, and had not ended yet."""
    known = period(statement.issued_at)
    return (known is None or known[0] <= at) and not _ended(statement.standing, at)


def _ended(standing: Standing, at: datetime) -> bool:
    return standing.ended and (standing.until is None or _aware(standing.until) <= at)


def period(issued: IssuedAt) -> tuple[datetime, datetime] | None:
    """Return the first and the last moment at which a statement may have been made; None if unknown."""
    if issued.value is None or issued.precision is Precision.UNKNOWN:
        return None
    start = _aware(issued.value)
    return start, _last_moment(start, issued.precision)


def seen_from(bound: datetime, moment: datetime) -> datetime:
    """Return a moment of a statement to hold against ``bound``: without its zone where that has none."""
    return moment if bound.tzinfo else moment.replace(tzinfo=None)


def _last_moment(start: datetime, precision: Precision) -> datetime:
    """Return the end of the minute, day, month or year that begins at ``start``."""
    if start.year == MAXYEAR:
        return datetime.max.replace(tzinfo=UTC)
    if precision is Precision.MINUTE:
        return start + timedelta(minutes=1) - _TICK
    if precision is Precision.DAY:
        return start + timedelta(days=1) - _TICK
    if precision is Precision.MONTH:
        return (start + timedelta(days=32)).replace(day=1) - _TICK
    return start.replace(month=12, day=31) + timedelta(days=1) - _TICK


_TICK = timedelta(microseconds=1)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_TYPED = "'"
_PRINTED = "’"
_SIGNS = str.maketrans(dict.fromkeys("’‘ʼ＇`´", _TYPED) | dict.fromkeys("‐‑–—", "-"))


def plain_name(name: str) -> str:
    """Return the name of an institution as it is compared: no case, no doubled spaces, typed apostrophes."""
    return " ".join(unicodedata.normalize("NFKC", name.translate(_SIGNS)).casefold().split())


def filed_names(name: str) -> tuple[str, ...]:
    """Return under what an institution is filed, also since before apostrophes were all one."""
    plain = plain_name(name)
    return (plain, plain.replace(_TYPED, _PRINTED)) if _TYPED in plain else (plain,)
