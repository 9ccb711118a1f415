"""Who is said in a claim to have said it, where the corpus holds what they said.

"Pakistan's Foreign Office confirmed that Iran has asked" is settled by what that office says. What Iran's
ministry says of the same matter settles another question, and would make a conflict of a plain answer. And
words that a post quotes a person with are not that person's because somebody else said the like. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from checker.labels import Kind, kind_of
from checker.lexicon import REPORTING, is_verb
from checker.nations import nations
from checker.quantities.vocabulary import words as vocabulary
from checker.records import Claim, Evidence, Stance, Statement

# Forms that are mostly verbs: not "claims", "reports" and "states", which follow a country as nouns.
_SAYING = REPORTING & vocabulary("""
    say says said tell tells told confirm confirms confirmed deny denies denied announce announces announced
    admit admits admitted insist insists insisted clarify clarifies clarified reveal reveals revealed declare
    declares declared assure assures assured claimed reported stated
""")
_VERB = "|".join(sorted(_SAYING))
# "The ministry of Norway has confirmed that ...", and: "..., Norway says", "..., said Norway's minister".
_BEFORE = re.compile(
    rf"\W?(?P<who>\w[^,;:]{{0,80}}?) (?:(?:has|have|had) )?(?:(?:\w+ly|now|also) )?(?:{_VERB})\b(?P<what>.*)",
    re.IGNORECASE | re.DOTALL,
)
# Only "say" may stand before whoever says it: "..., told Norway" and "..., denied Norway" are about Norway.
_AFTER = re.compile(
    rf", ?[\"”]? ?(?:(?:say|says|said) (?P<who>\w[^,]{{0,80}})|(?P<name>\w[^,]{{0,80}}?) (?:{_VERB}))\W?$",
    re.IGNORECASE,
)
_TO = re.compile(r"\baccording to (?P<who>\w[^,;:]{0,80})", re.IGNORECASE)
_QUOTED = re.compile(r"\W?(?P<who>\w[^,;:]{0,80}): ?[\"“]")
# What follows in a name is not who speaks: "Norway's envoy to Sweden", "families in Sweden".
_BESIDE = re.compile(
    r"\b(?:to|on|after|about|with|for|against|before|since|while|when|as|in|from|at|inside|near)\b",
    re.IGNORECASE,
)
_UNOFFICIAL = re.compile(
    r"\b(?:newspapers?|papers?|media|press|channels?|reporters?|journalists?|reports?|sources?|protesters?|residents?"
    r"|families|people|citizens|students|analysts?|experts?|users?|posts?|videos?|rumou?rs?)\b",
    re.IGNORECASE,
)
# Words put into the mouth of a person: «Jane Smith: "..."» and «Jane Smith said: "..."», then «"...," Jane
# Smith said» and «"...," said Jane Smith».
_PUT_BEFORE = re.compile(
    rf"(?![\"“])\W?(?P<who>\w[^,;:\"“]{{0,60}}?)(?: (?:{_VERB})[:,]?|:) ?[\"“].*[\"”]\W?$",
    re.IGNORECASE | re.DOTALL,
)
_PUT_AFTER = re.compile(
    rf"^\W?[\"“].*[\"”] ?,? ?"
    rf"(?:(?:{_VERB}) (?P<who>[^,\"“]{{1,60}})|(?P<name>[^,\"“]{{1,60}}?) (?:{_VERB}))\W?$",
    re.IGNORECASE | re.DOTALL,
)
# Offices and ranks that stand right before a name.
_BEFORE_A_NAME = vocabulary("""
    minister president chancellor premier secretary governor mayor senator ambassador spokesperson spokesman
    spokeswoman king queen prince princess sheikh pope dr mr mrs ms admiral general colonel captain major
    marshal
""")
# Of what a person is called by, that which is no name: these, and institutions.
_CALLED_BY = _BEFORE_A_NAME | vocabulary("""
    ministry vice deputy prime chief head chair chairman chairwoman chairperson spox office
    department embassy envoy consul commissioner commission director emir sultan pm fm sir lord
    lieutenant brigadier army navy force forces police court justice judge bank board council
    committee agency authority association union nations united house palace congress parliament
    senate state states government govt foreign defence defense interior health finance press
    official officials white national international central federal supreme high news party former
    acting the of for and a an in just breaking fact check checked watch live update video exclusive
    report headline
""")
# Bodies that no person is called by.
_BODIES = vocabulary("""
    organization organisation crescent cross rights watch trust group company foundation institute
    university hospital movement front brigade brigades militia jihad doctors
""")
_NAME_WORDS = 2  # a first name and a last one; behind these, a last one
_CLEAR = 0.8  # probability from which a passage of theirs says what they say of it


def by_whom_it_is_said(claim: Claim, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence for a claim that names who said it: where these decide, others leave it open.

    Countries tell them apart. Where no passage of theirs clearly takes a side, all count as before: a denial
    of one office answers what is told of another, as far as it can be answered.
    """
    evidence = _without_words_of_others(claim, evidence)
    asked = said_by(claim.query)
    theirs = [_speaks_for(e.passage.said, asked) for e in evidence]
    if not any(own and _is_clear(e) for own, e in zip(theirs, evidence, strict=True)):
        return evidence
    return [e if own else _open(e) for own, e in zip(theirs, evidence, strict=True)]


def _without_words_of_others(claim: Claim, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence; where a person is told to have said it, what others say supports nothing."""
    person = named_person(claim.query)
    return [
        _open(e) if person and e.stance is Stance.SUPPORTS and not _is_of(person, e) else e for e in evidence
    ]


def named_person(text: str) -> frozenset[str]:
    """Return the name, in folded words, of the person whom a text quotes or tells to have said it.

    None of a newspaper, of an institution, and in a headline that writes all words like names.
    """
    text = " ".join(text.split())
    found = _PUT_BEFORE.match(text) or _PUT_AFTER.match(text)
    if not found and not _like_names(text):
        found = _before(text) or _AFTER.search(text) or _TO.search(text)
    who = _BESIDE.split(_who(found))[0] if found else ""
    if not who or _UNOFFICIAL.search(who) or kind_of(who) is Kind.OUTLET:
        return frozenset()
    written = [re.sub(r"['’]s$", "", word) for word in re.findall(r"[\w'’]+", who)]
    name = [w for w in written if w.casefold() not in _CALLED_BY and not nations(w, shouted=False)]
    titled = bool(name) and _titled(written, name[0])
    if not _BODIES.isdisjoint(word.casefold() for word in written):
        return frozenset()
    if len(name) < (1 if titled else _NAME_WORDS) or not all(word[0].isupper() for word in name):
        return frozenset()
    return frozenset(word.casefold() for word in name)


def _like_names(text: str) -> bool:
    """Whether more words of a text begin with a capital than with a small letter."""
    words: list[str] = re.findall(r"[^\W\d_]+", text)
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _titled(written: Sequence[str], name: str) -> bool:
    """Whether an office stands right before a name: "Prime Minister Tusk", not "Punjab police"."""
    before = written[: written.index(name)]
    return bool(before) and before[-1].casefold() in _BEFORE_A_NAME


def _is_of(name: frozenset[str], item: Evidence) -> bool:
    """Whether a passage is of the named or names them, or nobody is known to have said it."""
    passage = item.passage
    said = passage.said
    words = re.findall(r"\w+", f"{said.spoken_by} {passage.standalone}".casefold())
    return not said.speaker or bool(name.intersection(words))


def _open(item: Evidence) -> Evidence:
    return replace(item, stance=Stance.NEUTRAL, explanation=None, conflict=None)


def said_by(text: str) -> frozenset[str]:
    """Return the countries whose officials a text says to have said or denied it, as far as it tells."""
    text = " ".join(text.split())  # so that blanks match in one way only
    for found in (_TO.search(text), _AFTER.search(text), _QUOTED.match(text), _before(text)):
        if found and (whose := _countries(_who(found))):
            return whose
    return frozenset()


def _who(found: re.Match[str]) -> str:
    """Return who speaks by an expression whose groups begin with that, in one form or another."""
    return next(who for who in found.groups() if who)


def _before(text: str) -> re.Match[str] | None:
    """Return what a text begins with, where that is who said it: a name, a verb, and what was said."""
    found = _BEFORE.match(text)
    if not found or any(map(is_verb, found["who"].casefold().split())):
        return None  # "Norway asked the minister who said": what comes before says something by itself
    told = found["what"].casefold().split()
    # "Norway denied Sweden access", "declared war": that is done, not said.
    return found if "that" in told[:4] or any(map(is_verb, told)) else None


def _countries(who: str) -> frozenset[str]:
    name = _BESIDE.split(who)[0]
    return frozenset() if _UNOFFICIAL.search(name) else nations(name, shouted=False)


def _is_clear(item: Evidence) -> bool:
    p = item.probabilities
    return item.stance is not Stance.NEUTRAL and max(p.supports, p.refutes) >= _CLEAR


def _speaks_for(statement: Statement, asked: frozenset[str]) -> bool:
    return bool(asked & nations(statement.spoken_by))
