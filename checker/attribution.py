"""Who is said in a claim to have said it, where the corpus holds what they said.

"Pakistan's Foreign Office confirmed that Iran has asked" is settled by what that office says. What Iran's
ministry says of the same matter settles another question, and would make a conflict of a plain answer. And
words that a post puts into somebody's mouth are not theirs because somebody else said the like. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import takewhile

from checker.labels import Kind, kind_of
from checker.lexicon import (
    FUNCTION_WORDS,
    PREPOSITIONS,
    RELATIVES,
    REPORTING,
    SUBJECT_PRONOUNS,
    WEEKDAY,
    is_plural,
    is_verb,
)
from checker.nations import nations
from checker.officials import may_be_one
from checker.quantities.vocabulary import words as vocabulary
from checker.records import Claim, Evidence, Passage, Span, Stance, Statement

# Forms that are mostly verbs: not "claims", "reports" and "states", which follow a country as nouns.
_SAYING = REPORTING & vocabulary("""
    say says said tell tells told confirm confirms confirmed deny denies denied announce announces announced
    admit admits admitted insist insists insisted clarify clarifies clarified reveal reveals revealed declare
    declares declared assure assures assured claimed reported stated
""")
_VERB = "|".join(sorted(_SAYING))
# What is done in words, with no "that" behind it: "Norway condemned the strike", "told Sweden to stop".
ACTING = vocabulary("""
    accuses accused acknowledges acknowledged blames blamed called calls condemns condemned criticised
    criticises criticized criticizes demanded denounced denounces dismissed dismisses emphasised emphasises
    emphasized emphasizes hailed pledged pledges praised praises promised promises reaffirmed reaffirms
    reiterated reiterates rejected rejects stressed stresses tells thanked told underlined underlines urged
    urges voiced voices vowed vows warned warns welcomed welcomes
""")
_ACT = "|".join(sorted(ACTING))
# "The ministry of Norway has confirmed that ...", and: "..., Norway says", "..., said Norway's minister".
_BEFORE = re.compile(
    r"\W?(?P<who>\w[^,;:]{0,80}?)(?:, [^,;:]{1,80},)? "
    rf"(?:(?:has|have|had) )?(?:(?:\w+ly|now|also) )?(?:{_VERB})\b(?P<what>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ACTS = re.compile(
    r"\W?(?P<who>\w[^,;:]{0,80}?)(?:, [^,;:]{1,80},)? "
    rf"(?:(?:has|have|had) )?(?:(?:\w+ly|now|also) )?(?:{_ACT})\b",
    re.IGNORECASE,
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
    r"|families|people|citizens|students|analysts?|experts?|users?|posts?|videos?|rumou?rs?"
    r"|insiders?|witness(?:es)?|diplomats?|dawn|samaa|haaretz|politico|axios|newsweek|wikipedia)\b",
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
    marshal pm fm cm spox envoy chief judge justice
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
    report headline ex field presidency kingdom empire nation cabinet regime leader leadership opposition
    sahib saab sb begum madam taliban hamas hezbollah labour unicef unesco interpol opec frontex
""")
# Words before a name that are none: "Yesterday Lund said", "Even Lund said".
_NO_NAMES = (
    FUNCTION_WORDS
    | RELATIVES
    | SUBJECT_PRONOUNS
    | vocabulary("""
        yesterday today tonight now then later earlier meanwhile still again finally even also only just so
        well yes no not once when while hence however moreover asked nobody somebody someone everybody
        everyone anybody anyone noone nothing something everything none
    """)
)
# Bodies that no person is called by.
_BODIES = vocabulary("""
    organization organisation crescent cross rights watch trust group company foundation institute
    university hospital movement front brigade brigades militia jihad doctors
""")
# By whom a government is meant.
_SEATS = {
    "white house": "US",
    "pentagon": "US",
    "state department": "US",
    "downing street": "UK",
    "whitehall": "UK",
}
_SEAT = re.compile(rf"\b(?:{'|'.join(_SEATS)})\b(?! of\b)", re.IGNORECASE)
# Bodies of many countries, whom no official of one country speaks for.
_OF_MANY = re.compile(
    r"\b(?:UN|EU|NATO|Nato|IAEA|IMF|OIC|WTO|(?:United Nations|European (?:Union|Commission)|African Union"
    r"|Arab League|World (?:Bank|Health Organi[sz]ation)|Red Cross))(?!\w)"
)
_WRITTEN = re.compile(r"(?:\w\.){2,9}|[\w'’]+")  # "U.S.", and words
_ONE_NAME = re.compile(r"[^\W\d_][^\W\d_A-Z]+")
_OWNING = re.compile(r"['’]s$")
_NAMES = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*+")
_MENTION = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*+")
_ABBREVIATED = 2  # letters of a shouted word from which it is no name beside others: "FO", not "S"
# Words that an institution is shortened from, and how many letters each gives: "Nadra".
_LEAST_SHORTENED, _MOST_SHORTENED, _LETTERS_OF_EACH = 3, 12, 2
_ALIKE, _LONG_NAME = 0.8, 5  # how much of a name of so many letters two spellings share
# Words behind a name within which its verb stands.
_BEHIND = re.compile(r"(?:['’]s)?(?: [\w'’-]+){1,3}")
# What a body says of itself: "Tesla said it will". Of a person the like may be told, and is left open.
_OF_A_BODY = re.compile(rf"\b(?:{_VERB}) (?:that )?(?:it|they)\b", re.IGNORECASE)
_CLEAR = 0.8  # probability from which a passage of theirs says what they say of it


def by_whom_it_is_said(claim: Claim, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence for a claim that names who said it: where these decide, others leave it open.

    Countries tell them apart. Where no passage of theirs clearly takes a side, the denials of others count as
    before: what one office denies answers what is told of another, as far as it can be answered. What others
    say supports nothing that somebody is told to have said.
    """
    evidence = list(evidence)
    decided = any(e.stance is not Stance.NEUTRAL for e in evidence)
    if decided and (found := _credit(claim.query)):
        name = named_person(claim.query)
        evidence = [_open(e) if _is_of_others(e, found, name) else e for e in evidence]
    asked = said_by(claim.query)
    theirs = [_speaks_for(e.passage.said, asked) for e in evidence]
    if not any(own and _is_clear(e) for own, e in zip(theirs, evidence, strict=True)):
        return evidence
    return [e if own else _open(e) for own, e in zip(theirs, evidence, strict=True)]


def _is_of_others(item: Evidence, found: re.Match[str], name: frozenset[str]) -> bool:
    """Whether a passage takes a side in nothing but what somebody else says than the claim names."""
    if item.stance is Stance.NEUTRAL:
        return False
    if item.stance is Stance.REFUTES and not _is_by_who_speaks(item, found):
        return False
    if name:
        return not _is_of(name, item)
    said_it = _SAYING if found.re is not _ACTS else frozenset()
    return _is_of_another_country(_who(found), item.passage, said_it)


def _is_by_who_speaks(item: Evidence, found: re.Match[str]) -> bool:
    """Whether a contradiction is explained by who speaks, and by nothing of what is said."""
    spans = item.explanation.claim_spans if item.explanation else ()
    who = next(Span(*found.span(n)) for n in range(1, len(found.groups()) + 1) if found[n])
    return bool(spans) and all(who.start <= span.start and span.end <= who.end for span in spans)


def _is_of_another_country(who: str, passage: Passage, said_it: frozenset[str]) -> bool:
    """Whether others speak in a passage than a country or a body that is named, and tell nothing of it.

    ``said_it`` are the verbs by which a passage would tell that; none are any.
    """
    speaking = nations(_with_seats(passage.said.spoken_by), shouted=False)
    named = _BESIDE.split(who)[0]
    asked = _countries(who)
    if _UNOFFICIAL.search(named) or not speaking.isdisjoint(nations(_with_seats(who), shouted=False)):
        return False
    if not asked and _OF_MANY.search(named):
        own = _OF_MANY.search(passage.said.spoken_by) is not None
        return bool(speaking) and not own and not _tells_of(passage.text, _OF_MANY, bool, said_it)

    def of_asked(word: str) -> bool:
        return bool(asked & nations(word, shouted=False))

    return bool(asked and speaking) and not _tells_of(_with_seats(passage.text), _MENTION, of_asked, said_it)


def _tells_of(text: str, shape: re.Pattern[str], means: Callable[[str], bool], verbs: frozenset[str]) -> bool:
    """Whether a verb follows somebody in a text, one of ``verbs`` if there are any."""
    behind = (_BEHIND.match(text, found.end()) for found in shape.finditer(text) if means(found[0]))
    near = (one[0].casefold().split() for one in behind if one)
    said = (takewhile(lambda word: word not in PREPOSITIONS, words) for words in near)
    return any(word in verbs if verbs else is_verb(word) for words in said for word in words)


def _credit(text: str) -> re.Match[str] | None:
    """Return who is said to have said or done in words what a text tells, with the verb or a quotation."""
    found = _PUT_BEFORE.match(text) or _PUT_AFTER.match(text)
    if found or _is_headline(text):
        return found
    acts = _ACTS.match(text)
    if acts and _tells(acts["who"]):
        acts = None
    return _before(text) or _after(text) or _TO.search(text) or acts


def named_person(text: str) -> frozenset[str]:
    """Return the name, in folded words, of the person whom a text quotes or tells to have said it.

    None of a newspaper, of an institution, of several, and in a headline that writes all words like names.
    """
    text = " ".join(text.split())
    found = _credit(text)
    who = _BESIDE.split(_who(found))[0] if found else ""
    several = "and" in who.casefold().split()
    if not who or several or _UNOFFICIAL.search(who) or kind_of(who) is Kind.OUTLET:
        return frozenset()
    written = _without_owners(_WRITTEN.findall(_SEAT.sub(" ", who)))
    if not _BODIES.isdisjoint(word.casefold() for word in written):
        return frozenset()
    written = [word for word in written if not _stands_before_names(word)]
    name = _name_in(written)
    alone = len(written) == 1 and bool(_ONE_NAME.fullmatch(written[0])) and not is_plural(written[0])
    alone = alone and not _OF_A_BODY.search(text)
    named = len(name) > 1 or (bool(name) and (alone or _titled(written, name[0])))
    if not named or not all(word[:1].isupper() for word in name):
        return frozenset()
    return frozenset(word.casefold() for word in name)


def _without_owners(words: Sequence[str]) -> list[str]:
    """Return words without those to whom the last one belongs: "Lund's envoy Smith" is Smith."""
    others = [word for word in words[:-1] if not _OWNING.search(word)]
    last = [_OWNING.sub("", word) for word in words[-1:]]
    return [word for word in [*others, *last] if word]


def _stands_before_names(word: str) -> bool:
    return word.casefold() in _NO_NAMES - {"and"} or bool(re.fullmatch(WEEKDAY, word, re.IGNORECASE))


def _name_in(words: Sequence[str]) -> list[str]:
    """Return which of the words that somebody is called by are the name."""
    bare = [w for w in words if w.casefold() not in _CALLED_BY and not nations(w, shouted=False)]
    written = [w for w in bare if len(w) < _ABBREVIATED or not w.isupper()]
    return written or bare


def _is_headline(text: str) -> bool:
    """Whether a text writes its verbs with capitals, as headlines write all words."""
    return not any(word[:1].islower() and is_verb(word) for word in text.split())


def _titled(written: Sequence[str], name: str) -> bool:
    """Whether an office stands right before a name: "Prime Minister Tusk", not "Punjab police"."""
    before = written[: written.index(name)]
    return bool(before) and before[-1].casefold() in _BEFORE_A_NAME


def _is_of(name: frozenset[str], item: Evidence) -> bool:
    """Whether a passage is of the named or names them, or nobody is known to have said it.

    "Khan" in the words of Ali Khan is he himself, and no other of that name.
    """
    said = item.passage.said
    if not said.speaker or _may_be(name, said.speaker) or _is_institution_of(name, said):
        return True
    found = (_without_owners(run.split()) for run in _NAMES.findall(item.passage.standalone))
    others = (" ".join(_name_in(words)) for words in found)
    return any(_may_be(name, other) for other in others if not may_be_one(other, said.speaker))


def _is_institution_of(name: frozenset[str], said: Statement) -> bool:
    """Whether a name is of the institution that speaks, or short for it: "Tesla", "Nasa"."""
    parts = [part.casefold() for part in (*said.issuer.split(","), said.office)]
    words = [[_OWNING.sub("", word) for word in _WRITTEN.findall(part)] for part in parts]
    short = next(iter(name)) if len(name) == 1 else ""
    return any(name <= set(part) or (bool(short) and _is_short_for(short, part)) for part in words)


def _is_short_for(word: str, words: Sequence[str]) -> bool:
    """Whether a word is made of the beginnings of two words or more, with or without "of" and "and"."""
    told = [one for one in words if one not in FUNCTION_WORDS | PREPOSITIONS]
    if len(told) < _LEAST_SHORTENED or len(words) > _MOST_SHORTENED:
        return False
    ends = {0}  # how much of the word the words so far may have given
    for one in words:
        given = {
            at + n
            for at in ends
            for n in range(1, min(len(one), _LETTERS_OF_EACH) + 1)
            if word.startswith(one[:n], at)
        }
        ends = given if one in told else ends | given
    return len(word) in ends


def _may_be(name: frozenset[str], other: str) -> bool:
    """Whether a name is that of somebody, or a part of it, be it spelt in another way."""
    words = other.casefold().split()
    return may_be_one(" ".join(_as_spelt(word, words) for word in name), other)


def _as_spelt(word: str, others: Sequence[str]) -> str:
    """Return the one of some words that is a name in another spelling, or the name: "Hassan" as "Hasan"."""
    return next((other for other in others if _are_alike(word, other)), word)


def _are_alike(one: str, other: str) -> bool:
    """Whether two spellings may be of one name; short ones may have two letters exchanged."""
    if min(len(one), len(other)) < _LONG_NAME:
        return sorted(one) == sorted(other)
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _open(item: Evidence) -> Evidence:
    return replace(item, stance=Stance.NEUTRAL, explanation=None, conflict=None)


def said_by(text: str) -> frozenset[str]:
    """Return the countries whose officials a text says to have said or denied it, as far as it tells."""
    text = " ".join(text.split())  # so that blanks match in one way only
    for found in (_TO.search(text), _after(text), _QUOTED.match(text), _before(text)):
        if found and (whose := _countries(_who(found))):
            return whose
    return frozenset()


def _who(found: re.Match[str]) -> str:
    """Return who speaks by an expression whose groups begin with that, in one form or another."""
    return next(who for who in found.groups() if who)


def _after(text: str) -> re.Match[str] | None:
    """Return what a text ends with, where that is who said it: not ", said that Norway asked"."""
    found = _AFTER.search(text)
    return found if found and not _tells(_BESIDE.split(_who(found))[0]) else None


def _before(text: str) -> re.Match[str] | None:
    """Return what a text begins with, where that is who said it: a name, a verb, and what was said."""
    found = _BEFORE.match(text)
    if not found or _tells(found["who"]):
        return None  # "Norway asked the minister who said": what comes before says something by itself
    told = found["what"].casefold().split()
    # "Norway denied Sweden access", "declared war": that is done, not said.
    return found if "that" in told[:4] or any(map(is_verb, told)) else None


def _tells(who: str) -> bool:
    """Whether there is a verb in a text, and not only the United Nations."""
    return any(is_verb(word) for word in who.casefold().split() if word != "united")


def _countries(who: str) -> frozenset[str]:
    name = _BESIDE.split(who)[0]
    return frozenset() if _UNOFFICIAL.search(name) else nations(_with_seats(name), shouted=False)


def _with_seats(text: str) -> str:
    """Return a text with the country for the place that its government is called by."""
    return _SEAT.sub(lambda found: _SEATS[found[0].casefold()], text)


def _is_clear(item: Evidence) -> bool:
    p = item.probabilities
    return item.stance is not Stance.NEUTRAL and max(p.supports, p.refutes) >= _CLEAR


def _speaks_for(statement: Statement, asked: frozenset[str]) -> bool:
    return bool(asked & nations(_with_seats(statement.spoken_by)))
