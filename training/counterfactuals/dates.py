"""The date of an event moved, said otherwise, or left out of the claim."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from training.counterfactuals.words import MONTHS, NEGATIVE, WEEKDAYS
from training.mixture import Pair

_DATE = re.compile(
    r",? \b(?P<before>on|in) (?:(?P<weekday>" + "|".join(WEEKDAYS) + r")(?:, )?)?"
    r"(?:(?P<month>"
    + "|".join(MONTHS)
    + r")(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?)?)?(?:,? ?(?P<year>(?:19|20)\d\d))?(?=[,. ]|$)"
)
# Something that happens once; of a state ("had 300 members in 2019") another date says nothing.
_EVENT = re.compile(
    r"\b(?:born|died|signed|released|met|elected|founded|opened|launched|travel(?:l)?ed|convened|took place|"
    r"spoke|"
    r"announced|published|adopted|ratified|arrived|established|appointed|nominated|resigned|premiered|"
    r"debuted|"
    r"hosted|killed|arrested|approved|enacted|declared|concluded|will (?:travel|visit|host|meet|hold|speak|"
    r"participate)|"
    r"entered into force|defeated|acquired|retired|crashed|designated|inaugurated|confirmed|issued)\b"
)
_UNFIT = re.compile(
    r"\b(?:since|until|till|before|after|by|every|each|annual\w*|weekly|again|between|from|both|early|late|"
    r"mid|"
    r"starting|beginning|as of|first|second|later|or|than|often|re-?released|re-?elected|several|some|"
    r"many)\b|\d\d\d0s"
)
_MENTION = re.compile(r"\b(?:" + "|".join([*MONTHS, *WEEKDAYS]) + r"|(?:1[5-9]|20)\d\d)\b")


def moved_date(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield a supported claim with its date moved, rewritten and dropped."""
    if (
        pair.label != "supports"
        or NEGATIVE.search(f"{pair.claim} {pair.evidence}")
        or _UNFIT.search(pair.claim)
    ):
        return
    found = [m for m in _DATE.finditer(pair.claim) if m["weekday"] or m["month"] or m["year"]]
    if len(found) != 1 or not _EVENT.search(pair.claim) or len(re.findall(r"\d+", pair.claim)) > 2:
        return
    parts = {k: v for k, v in found[0].groupdict().items() if v and k != "before"}
    stated = _MENTION.findall(pair.evidence)
    if any(v not in pair.evidence for v in parts.values()) or len(stated) > len(set(parts) - {"day"}) + 1:
        return
    moved = _moved(parts, stated, rng)
    yield _put(pair, found[0], moved, "contradicts")
    yield _put(pair, found[0], _vaguer(parts, rng), "supports")
    yield _put(pair, found[0], {}, "supports")


def _moved(parts: dict[str, str], stated: list[str], rng: random.Random) -> dict[str, str]:
    key = rng.choice(sorted(parts))
    others = {
        "weekday": WEEKDAYS,
        "month": MONTHS,
        "day": [str(n) for n in range(1, 29)],
        "year": [str(int(parts.get("year", "2000")) + n) for n in (-9, -6, -4, -3, -2, -1, 1, 2, 3, 4)],
    }[key]
    value = rng.choice([o for o in others if o != parts[key] and o not in stated])
    kept = {k: v for k, v in parts.items() if k == key or rng.random() < 0.8}
    if "day" in kept and "month" not in kept:
        del kept["day"]
    return kept | {key: value} | ({"month": parts["month"]} if key == "day" else {})


def _vaguer(parts: dict[str, str], rng: random.Random) -> dict[str, str]:
    kept = {k: v for k, v in parts.items() if k == "month" or rng.random() < 0.6}
    return kept if "month" in kept or "year" in kept or "weekday" in kept else parts


def _put(pair: Pair, match: re.Match[str], parts: dict[str, str], label: str) -> Pair:
    date = _written(parts) if parts else ""
    claim = pair.claim[: match.start()] + date + pair.claim[match.end() :]
    claim = re.sub(r"^,? ", "", claim)
    return replace(pair, claim=claim[:1].upper() + claim[1:], label=label, origin="counterfactual:date")


def _written(parts: dict[str, str]) -> str:
    before = "on" if "day" in parts or "weekday" in parts else "in"
    month = " ".join(p for p in (parts.get("month", ""), parts.get("day", "")) if p)
    days = ", ".join(p for p in (parts.get("weekday", ""), month) if p)
    joint = ", " if "day" in parts or (days and "month" not in parts) else " "
    return f" {before} " + joint.join(p for p in (days, parts.get("year", "")) if p)
