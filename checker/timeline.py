"""What was said and when, where official statements on a claim changed over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext

from checker.citations import ending_words, issuer, when
from checker.records import Precision, Stance
from checker.tongues import day

_EVER = date.min
_AT_ONCE = 0  # of the same day, a statement comes before its end, and both before the post


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened; ``passage`` is what was said, or what ended."""

    on: date  # what it is sorted by
    order: int
    when: str  # in words
    kind: str  # said, ended or posted
    words: str
    passage: Mapping[str, Any] | None = None
    stance: str = ""


def timeline(claim: Mapping[str, Any], posted_at: str | None) -> list[Moment]:
    """Return what happened in order, where a statement on this claim ended or officials disagree.

    A statement whose day is not known comes first and says so.
    """
    told = [p for p in _once(claim["passages"]) if p["stance"] != Stance.NEUTRAL or _has_ended(p)]
    if len(told) < 2 and not any(map(_has_ended, told)):  # noqa: PLR2004  # one statement is no history
        return []
    if not any(map(_has_ended, told)) and len({p["issued_at"] for p in told}) < 2:  # noqa: PLR2004
        return []
    found = [moment for passage in told for moment in _of(passage)]
    if posted_at:
        posted = datetime.fromisoformat(posted_at)
        found.append(Moment(posted.date(), 2, day(posted), "posted", gettext("The post was made")))
    return sorted(found, key=lambda one: (one.on, one.order))


def _of(passage: Mapping[str, Any]) -> Iterator[Moment]:
    stance = str(passage["stance"]).lower()
    name = issuer(passage) or gettext("An official")
    said = gettext("%(who)s said", who=name)
    known = when(passage)
    shown = known or gettext("Date not given")
    yield Moment(_day_of(passage), _AT_ONCE, shown, "said", said, passage, stance)
    standing = passage.get("standing") or {}
    if standing.get("ending"):
        until = datetime.fromisoformat(standing["until"]) if standing["until"] else None
        on = until.astimezone(UTC).date() if until else _day_of(passage)
        ending = ending_words(standing["ending"])
        of_then = gettext("%(ending)s: the statement of %(when)s", ending=ending, when=known)
        words = of_then if known else gettext("%(ending)s: an earlier statement", ending=ending)
        yield Moment(on, 1, day(until) if until else gettext("date not known"), "ended", words, passage)


def _day_of(passage: Mapping[str, Any]) -> date:
    iso = str(passage["issued_at"])
    if Precision(passage["issued_at_precision"]) is Precision.UNKNOWN or not iso:
        return _EVER
    return datetime.fromisoformat(iso + "2000-01-01"[len(iso) :]).date()


def _has_ended(passage: Mapping[str, Any]) -> bool:
    return bool((passage.get("standing") or {}).get("ending"))


def _once(passages: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the first passage of each statement."""
    return list({p["statement_id"]: p for p in reversed(passages)}.values())[::-1]
