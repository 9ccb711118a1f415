"""Who did it to whom turned round, and another country put in place of the one that is named."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from training.counterfactuals.sources import AUTHORED, STATEMENT
from training.counterfactuals.words import COUNTRIES, NEGATIVE, PAST
from training.mixture import Pair

_NAME = r"(?:the )?[A-Z][\w.’'-]+(?: (?:of (?:the )?)?[A-Z][\w.’'-]+){0,4}"
# The reverse of these at the same occasion cannot be.
_ONE_WAY = (
    "defeated beat acquired bought replaced succeeded appointed nominated hired arrested killed founded"
).split()
_ACTIVE = re.compile(
    rf"^(?P<one>{_NAME}) (?P<verb>{'|'.join(_ONE_WAY)}) (?P<other>{_NAME})(?P<rest>(?:,| in| on| at| for|"
    rf" to| during| by)\b.*|)$"
)
_PASSIVE = re.compile(
    rf"^(?P<one>{_NAME}) (?P<aux>is|was) (?P<verb>defeated|acquired|bought|replaced|succeeded|appointed|"
    rf"nominated|hired|arrested|killed|"
    rf"founded|written|directed|composed|produced|created|designed|published|developed|preceded|"
    rf"owned) by (?P<other>{_NAME})(?P<rest>(?:,| in| on| at| for| to| during)\b.*|)$"
)
_RELATED = re.compile(
    rf"^(?P<one>{_NAME}) (?P<aux>is|was) (?P<verb>the (?:son|daughter|father|mother|capital|successor|"
    rf"predecessor|author|director|creator|founder|sequel) "
    rf"(?:of|to)|part of|north of|south of|east of|west of|older than|younger than|larger than|smaller than|"
    rf"taller than|located in|"
    rf"a (?:city|town|village|suburb|district|province|member) (?:in|of)) (?P<other>{_NAME})(?P<rest>\.?)$"
)
_GIFT = re.compile(
    rf"^(?P<one>(?:The |the )?[A-Z][\w. ]*?) (?P<verb>(?:has |will |have )?(?:provided?|donated?|delivered?|"
    rf"gave|given|give|sent|sold|committed|supplied|supply|"
    rf"allocated|pledged?|"
    rf"shipped?)) (?P<gift>[^A-Z]*?\$?\d[^A-Z]*?)(?P<mid> to (?:help )?)"
    rf"(?P<other>(?:the )?(?:{'|'.join(COUNTRIES)}|United Nations|World Food Program))"
    rf"(?P<rest>.*)$"
)
_JOINED = re.compile(r"^(?:,| and\b| or\b|,? along)")
_PEOPLE = {adjective: country for country, adjective in COUNTRIES.items()}
_COUNTRY = re.compile(
    r"\b(?P<name>" + "|".join(sorted([*COUNTRIES, *_PEOPLE], key=len, reverse=True)) + r")(?=s?\b)"
)
_BEFORE = re.compile(
    r"(?:\b(?:to|for|with|against|from|of|help|helped|helping|support|in|supports?|and|assist|"
    r"the people of)|^(?:The )?)\s?$"
)
_TITLED = re.compile(
    r"^(?:['’]s?)? (?:[A-Z]|(?:[a-z]+ )?(?:president|prime|foreign|minister|ambassador|leader|border|"
    r"language|embassy|capital)\b|and [A-Z])|^-|^, [A-Z]"
)
# One occasion has one place; and where a statement speaks of all or one only, others are excluded.
_OCCASION = re.compile(
    r"\b(?:meeting|met|summit|visit\w*|travel\w*|held|host\w*|conference|born|located|ceremony|only|alone|"
    r"sole\w*|exclusive\w*|"
    r"all countries|every country|each|invasion|war|capital|world|global|largest|first|most|Independence|"
    r"National|Day|trip|"
    r"text|all other|detained|killed|arrested|found|abducted|kidnapp\w+|"
    r"Prime|President|Minister|Ambassador|between|home|bilateral|anniversary|strait|South|North|New|"
    r"Republic|Kingdom)\b",
)


_LASTING = re.compile(r"\b(?:will|has|have|continues?|is|are|remains?)\b(?!.*\b(?:ago|was|were|took)\b)")


def role_swap(pair: Pair, _rng: random.Random) -> Iterator[Pair]:
    """Yield a supported claim with doer and done-to exchanged, and the same told from the other side."""
    if pair.label != "supports" or NEGATIVE.search(f"{pair.claim} {pair.evidence}"):
        return
    for pattern in (_ACTIVE, _PASSIVE, _RELATED, _GIFT):
        match = pattern.match(pair.claim.rstrip("."))
        if match and not _JOINED.match(match["rest"]) and match["one"].lower() != match["other"].lower():
            yield from _swapped(pair, match)
            return


def _swapped(pair: Pair, match: re.Match[str]) -> Iterator[Pair]:
    one, other, parts = _inner(match["one"]), match["other"], match.groupdict()
    verb = " ".join(p for p in (parts.get("aux"), match["verb"]) if p)
    object_ = (parts.get("gift") or "") + (parts.get("mid") or "")
    by = " by" if match.re is _PASSIVE else ""
    between = f"{verb}{by} {object_}" if object_ else f"{verb}{by} "
    first = other[:1].upper() + other[1:]
    yield replace(
        pair,
        claim=f"{first} {between}{one}{match['rest']}",
        label="contradicts",
        origin="counterfactual:roles",
    )
    yield replace(pair, origin="counterfactual:roles")
    told = _other_side(match, one, first)
    if told:
        yield replace(pair, claim=told, origin="counterfactual:roles")
        wrong = _other_side(match, _inner(other), match["one"])
        yield replace(pair, claim=wrong, label="contradicts", origin="counterfactual:roles")


def _other_side(match: re.Match[str], one: str, other: str) -> str:
    if match.re is _ACTIVE:
        participle = "beaten" if match["verb"] == "beat" else match["verb"]
        return f"{other} was {participle} by {one}{match['rest']}"
    if match.re is _PASSIVE and match["aux"] == "was" and match["verb"] in PAST and len(match["rest"]) <= 1:
        return f"{other} {match['verb']} {one}{match['rest']}"
    return ""


def _inner(name: str) -> str:
    return "the " + name[4:] if name.startswith("The ") else name


def other_country(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield the pair with another country in its claim, which leaves it open, and as it was."""
    if pair.origin not in {STATEMENT, AUTHORED} or pair.label != "supports":
        return
    if pair.origin == AUTHORED and NEGATIVE.search(f"{pair.claim} {pair.evidence}"):
        return
    found = list(_COUNTRY.finditer(pair.claim))
    if (
        len(found) != 1
        or found[0]["name"] not in pair.evidence
        or _OCCASION.search(pair.claim + " " + pair.evidence)
    ):
        return
    match = found[0]
    before, after = pair.claim[: match.start()], pair.claim[match.end() :]
    if _TITLED.match(after) or not _fits(before, after, match["name"]) or _happened(before, after, pair):
        return
    other = _another(match["name"], pair.evidence, rng, plural=after.startswith("s"))
    yield replace(pair, claim=before + other + after, label="neutral", origin="counterfactual:place")
    yield replace(pair, origin="counterfactual:place")


def _happened(before: str, after: str, pair: Pair) -> bool:
    """Return whether it happened once, in that country, or the passage tells all nations one by one."""
    told = {_PEOPLE.get(m["name"], m["name"]) for m in _COUNTRY.finditer(pair.evidence)}
    once = re.search(r" in(?: the)? ?$", before) and not _LASTING.search(pair.claim)
    return bool(once) or (after.startswith("s") and len(told) > 1)


def _fits(before: str, after: str, name: str) -> bool:
    if name in _PEOPLE and after.startswith("s"):
        return name.endswith(("n", "i"))
    if name in _PEOPLE:
        return bool(re.match(r"^ [a-z]+s\b", after)) or not after.strip(" .")
    return bool(_BEFORE.search(before))


def _another(name: str, evidence: str, rng: random.Random, *, plural: bool) -> str:
    people = name in _PEOPLE
    said = {_PEOPLE.get(m["name"], m["name"]) for m in _COUNTRY.finditer(evidence)}
    country = rng.choice(
        [c for c, p in COUNTRIES.items() if c not in said and (not plural or p.endswith(("n", "i")))]
    )
    return COUNTRIES[country] if people else country
