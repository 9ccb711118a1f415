"""Lists of checks as pages show them: what an address asks for, and how each check reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

from flask import g, request
from flask_babel import LazyString, gettext, ngettext

from checker import looks
from checker.bulk import mark_of
from checker.desk import current_desk
from checker.errors import InvalidInput
from checker.filing import ISSUER, LANGUAGE
from checker.filters import PAGE, read_wanted
from checker.key_records import Holder, Scope
from checker.list_words import STANDING_WORDS, STATE_WORDS, VERDICT_LOOKS, WHY_WORDS, spoken_name
from checker.looks import Look
from checker.queue_reasons import Why, whys
from checker.records import Reason
from checker.review_queue import ReviewQueue
from checker.review_records import Standing
from checker.shelf import Listed, Wanted

EXCERPT = 280  # characters of a post
FIELDS = ("text", "verdict", "state", "issuer", "language", "from", "to", "reviewer", "key", "batch", "why")


@dataclass(frozen=True)
class Row:
    """A check of a list."""

    check: Listed
    below: float
    who: Holder
    now: datetime

    @property
    def look(self) -> Look | None:
        """How its answer looks; None where there is none."""
        if not self.check.verdict:
            return None
        facts = self.check.facts
        named = {"verdict": self.check.verdict, "reason": facts.reason or Reason.NO_CLAIM.value}
        return looks.look({**named, "overtaken": facts.outdated})

    @property
    def state(self) -> LazyString:
        """How far it is, in words."""
        return STATE_WORDS[self.check.state]

    @cached_property
    def whys(self) -> Sequence[Why]:
        """Why it waits for a person."""
        return whys(self.check.facts, self.below)

    @property
    def standing(self) -> LazyString | str:
        """What people decided, in words."""
        given = self.check.facts.standing
        return STANDING_WORDS.get(Standing(given), "") if given else ""

    @property
    def excerpt(self) -> str:
        """The beginning of the post."""
        text = " ".join(self.check.text.split())
        return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1].rstrip()}…"

    @property
    def name(self) -> str:
        """A few words by which people know which check it is."""
        return f"{self.excerpt[:60]}…" if len(self.excerpt) > 60 else self.excerpt  # noqa: PLR2004

    @property
    def mark(self) -> str:
        """What its answer is known by."""
        return mark_of(self.check)

    @property
    def is_held(self) -> bool:
        """Whether somebody is at it now."""
        return self.check.facts.held_until is not None and self.check.facts.held_until > self.now

    @property
    def is_mine(self) -> bool:
        """Whether whoever looks is at it now."""
        return self.is_held and self.check.facts.held_by == self.who.owner

    @property
    def languages(self) -> str:
        """In which languages its claims are."""
        return ", ".join(spoken_name(code) for code in self.check.facts.languages)

    @property
    def tally(self) -> str:
        """How many claims it has, in words."""
        count = sum(self.check.facts.tally.values())
        return str(ngettext("%(num)d claim", "%(num)d claims", count))


@dataclass(frozen=True)
class ListPage:
    """A page of a list, with what was asked for."""

    rows: Sequence[Row]
    asked: Mapping[str, str]  # the filters that are set
    following: str  # cursor of the next page; empty on the last one
    error: str = ""

    def query(self, **changed: str) -> str:
        """Return the query of an address that asks for the same, but for what is changed; "" drops one."""
        kept = {**self.asked, **changed}
        return urlencode({name: value for name, value in kept.items() if value})


def asked_for() -> dict[str, str]:
    """Return the filters of the address that are set."""
    found = {name: request.args.get(name, "").strip() for name in FIELDS}
    return {name: value for name, value in found.items() if value}


def everybodys(who: Holder) -> bool:
    """Return whether somebody may read the checks of all."""
    return Scope.REVIEW in who.scopes


def read_page(queue: ReviewQueue, *, waiting: bool) -> ListPage:
    """Return the page that the address asks for: of what waits for a person, or of all that one may see."""
    asked = asked_for()
    try:
        wanted = wanted_of({**asked, "cursor": request.args.get("cursor", "")}, g.holder)
    except InvalidInput as error:
        return ListPage((), asked, "", _fault(error))
    if waiting:
        wanted = replace(wanted, needs_review=True, waiting_first=True)
    found = queue.page(wanted)
    page = found[:PAGE]
    last = page[-1] if len(found) > PAGE else None
    place = (last.place_in_queue if waiting else last.place) if last else None
    return ListPage(rows_of(page), asked, place.cursor() if place else "")


def _fault(error: InvalidInput) -> str:
    """Return which field of the form cannot be used, and what may stand in it."""
    day = gettext("write a day such as 2025-06-19")
    chosen = gettext("choose one of the list")
    words = {
        "since": f"{gettext('Checked from')}: {day}",
        "until": f"{gettext('Checked until')}: {day}",
        "verdict": f"{gettext('Verdict')}: {chosen}",
        "state": f"{gettext('State')}: {chosen}",
        "why": f"{gettext('Why it waits')}: {chosen}",
        "cursor": gettext("this page of the list is not there any more; begin at its first page"),
    }
    return str(gettext("This filter cannot be used: %(why)s.", why=words.get(error.field or "", str(error))))


def rows_of(checks: Sequence[Listed]) -> list[Row]:
    """Return checks as pages show them."""
    desk = current_desk()
    now = desk.clock()
    return [Row(one, desk.settings.review_below, g.holder, now) for one in checks]


def wanted_of(asked: Mapping[str, str], who: Holder) -> Wanted:
    """Return what the filters of a page ask for.

    Raises
    ------
    InvalidInput
        A filter has a value that it cannot have.
    """
    owner = asked.get("key") or None if everybodys(who) else who.owner
    named = {
        **{name: asked.get(name, "") for name in ("text", "verdict", "state", "issuer", "batch", "cursor")},
        "lang": asked.get("language", ""),
        "since": asked.get("from", ""),
        "until": asked.get("to", ""),
    }
    wanted = read_wanted(named, owner, current_desk().settings.review_below)
    until = _end_of_day(wanted.until) if wanted.until and _is_day(named["until"]) else wanted.until
    return replace(wanted, until=until, reviewer=asked.get("reviewer", ""), why=_why(asked.get("why", "")))


def _is_day(given: str) -> bool:
    """Return whether a time is a day: whoever asks for checks until then means those of that day too."""
    return len(given.strip()) <= len("2025-06-19")


def _end_of_day(start: datetime) -> datetime:
    try:
        return start + timedelta(days=1)
    except OverflowError:
        return start  # the last day of the calendar


def _why(given: str) -> Why | None:
    try:
        return Why(given) if given else None
    except ValueError as error:
        raise InvalidInput(f"why must be one of {', '.join(Why)}", field="why") from error


def choices(queue: ReviewQueue, who: Holder) -> dict[str, object]:
    """Return what the form of the filters offers."""
    everything = everybodys(who)
    owner = None if everything else who.owner
    return {
        "verdicts": VERDICT_LOOKS,
        "states": STATE_WORDS,
        "why_words": WHY_WORDS,
        "issuers": queue.names(ISSUER, owner),
        "spoken": {code: spoken_name(code) for code in queue.names(LANGUAGE, owner)},
        "reviewers": queue.reviewers() if everything else {},
        "owners": named_owners(queue.owners()) if everything else {},
        "today": datetime.now(UTC).date().isoformat(),
    }


def named_owners(owners: Sequence[str]) -> dict[str, str]:
    """Return the names under which people know those who had posts checked."""
    keys = current_desk().keys
    known = {key.key_id: key.name for key in keys.kept.all()}
    known |= {one.account_id: one.shown for one in keys.entrance.accounts.all()}
    return {one: known.get(one) or (one[:12] or gettext("nobody in particular")) for one in owners}
