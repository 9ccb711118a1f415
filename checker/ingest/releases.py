"""Whose own words a whole text is: an institution's release, a speech, a letter, or an article's of none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from checker.ingest.drafts import Doubt, Draft
from checker.ingest.heads import (
    body_in,
    is_letterhead,
    is_name_of_body,
    lowered,
    realm_in,
    without_surroundings,
)
from checker.ingest.letters import letter_in
from checker.ingest.people import (
    Person,
    institution_of,
    introductions,
    is_body,
    is_office,
    is_outlet,
    is_private,
    is_seat,
    parted,
)
from checker.ingest.quotations import hidden
from checker.nations import nations
from checker.records import Attribution, Statement

_MOST_ROWS = 4  # above the words of a release, in which it says whose they are
_OFFICIAL_HOST = re.compile(
    r"(?:^|\.)(?:(?:gov|govt|gob|gouv|gub|mil|go|gc|gv|gov\.uk|admin)(?:\.[a-z]{2})?|europa\.eu|un\.org|nato\.int|"
    r"who\.int|int)$",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"(?:for immediate release|press (?:release|statement|note|communiqu[eé])|official statement|"
    r"media (?:release|note|statement)|statement (?:by|from|of|on)\b|readout\b|communiqu[eé]|"
    r"(?:the )?(?:below|following) is attributable to)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:statement|readout|remarks|speech|address|message|comments?|testimony|attributable)\b[^\n]{0,40}?"
    r"\b(?:by|of|from|to) (?P<who>(?:the )?[^\n,:;–—(]{3,80})(?P<name>, [^\n,:;–—(]{3,60})?",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"\s(?:on|about|regarding|following|during|after|at|in|before|to)\s", re.IGNORECASE)
# A heading of somebody's own words, which a report about them has too.
_SPEECH = re.compile(
    r"\b(?:remarks|speech|address|statement|keynote|lecture|testimony|message|sermon|eulogy)\b", re.IGNORECASE
)
_OF_ONESELF = re.compile(r"\b(?:I|I[’'](?:m|ve|ll|d)|[Ww]e|[Mm]y|[Oo]ur|me|us)\b")
_FEWEST_OF_ONESELF = 3
_MOST_WORDS_BETWEEN = 60  # from one "I" or "we" to the next, on average
_BYLINE = re.compile(r"(?:by|reporting by|written by|from our correspondent)\b", re.IGNORECASE)
_AGENCY = re.compile(r"\([A-Z][\w .-]{1,30}\)\s?[-–—]")  # "VIKA, June 19 (Newswire) -"
_MOST_DATELINE = 120  # characters
_FEWEST_NAMING, _MOST_NAMING = 2, 8  # words
# "Thread by @RoadOffice (Road Office, Vika)", of posts that are counted: "1/6", "2/6".
_THREAD = re.compile(
    r"(?:thread|tweets?|posts?) (?:by|from) @?\w{1,50} \((?P<who>[^()]{3,100})\)", re.IGNORECASE
)
_COUNTED = re.compile(r"^(\d{1,2})/(?P<of>\d{1,2})[.:)]? ", re.MULTILINE)
# What public bodies do, and neither storms nor newspapers.
_ACTS = (
    r",?(?: \(\w{2,10}\),?)?\s(?:(?:today|also|further|therefore|has|have|had|will|now|hereby)\s){0,3}"
    r"(?:decided|decides?|met|announced|announces|adopted|approved|projects|issued|agreed|resolved|advises|advised|"
    r"reminds|recommends|recommended|regrets|welcomes|condemns|confirms|rejects|denies|clarifies|urges|ordered|reviewed|assessed|examined|"
    r"did not|does not)\b"
)
_NOUN = re.compile(
    r"Bank|Board|Institute|Federation|Council|Commission|Committee|Fund|Service|Authority|Office|Cent(?:re|er)|"
    r"University|Court|Ministry|Department|Directorate|Inspectorate|Embassy"
)
_LONGEST_ASKING = 20  # characters
# "told The Courier", "an interview with The Courier": whoever asked is no source of the words.
_ASKED = re.compile(r"\b(?:told|tells|to|with|by|for|from)(?:\s[Tt]he)?\s$")


@dataclass(frozen=True, slots=True)
class Own:
    """Whose words a text is, as its head tells; ``doubts`` say what of that is uncertain."""

    issuer: str = ""
    person: Person = field(default_factory=Person)
    doubts: tuple[Doubt, ...] = ()


def institution_at_head(statement: Statement) -> str:
    """Return the institution whose release or briefing a text is; empty when none is sure."""
    own = _released_by(statement)
    return own.issuer if own and not own.doubts else ""


def released(draft: Draft) -> Draft | None:
    """Return a draft that is somebody's own words, with who that is; None when it may be an article."""
    given = draft.statement
    letter = letter_in(given.text)
    if letter:
        above = _released_by(given) or Own()
        doubts = (*above.doubts, *_unsigned(letter.signer))
        return _of(_untitled(draft), Own(above.issuer, letter.signer, doubts), letter.text)
    thread = _THREAD.fullmatch(given.title.strip())
    if thread and is_name_of_body(thread["who"]):
        whole = without_surroundings(given.text, given.title)
        return _of(draft, Own(thread["who"]), _uncounted(whole))
    own = _released_by(given, own_page=draft.own_page) or _spoken(given)
    return _of(draft, own, without_surroundings(given.text, given.title, own.issuer)) if own else None


def _uncounted(text: str) -> str:
    """Return the posts of a thread without their numbers, where these all count to the same."""
    totals = {found["of"] for found in _COUNTED.finditer(text)}
    return _COUNTED.sub("", text) if len(totals) == 1 else text


def _untitled(draft: Draft) -> Draft:
    """Return a letter without a title that is a row of its addresses."""
    given = draft.statement
    if given.title not in given.text.split("\n"):
        return draft
    return replace(draft, statement=replace(given, title="", source=replace(given.source, title="")))


def _of(draft: Draft, own: Own, text: str) -> Draft | None:
    given, person = draft.statement, own.person
    if is_private(person.office):
        return None  # a critic's letter is no official's, whoever has published it
    issuer = own.issuer or institution_of(person.office)
    statement = replace(
        given,
        text=text,
        issuer=issuer,
        speaker=person.name,
        office=person.office,
        attribution=Attribution.DIRECT,
    )
    return replace(draft, statement=statement, doubts=(*draft.doubts, *own.doubts, *_of_many(issuer)))


def _of_many(issuer: str) -> Iterator[Doubt]:
    """Yield a doubt where every country has an institution of that name."""
    if is_seat(issuer) and not nations(issuer):
        yield Doubt("issuer", f"the text says only {issuer!r}; name whose it is")


def _unsigned(signer: Person) -> Iterator[Doubt]:
    if not signer.name:
        yield Doubt("speaker", "it is a letter, and who signed it is not read; name the person")
    elif not signer.office:
        yield Doubt(
            "office", f"the letter does not say in which office {signer.name!r} signs; is it an official?"
        )


def _released_by(statement: Statement, *, own_page: bool = False) -> Own | None:
    """Return whose release a text is, with no issuer when it is one of an unnamed body."""
    head = [line.strip() for line in statement.text.strip().split("\n", _MOST_ROWS)[:_MOST_ROWS]]
    publisher = statement.source.publisher
    person = _named(f"{statement.title}\n{statement.text[:400]}")
    if is_name_of_body(publisher) or (own_page and publisher):
        return Own(publisher, person)
    names = [name for line in head if is_name_of_body(line) and (name := _name_in(line))]
    is_release = any(_RELEASE.match(line) for line in (statement.title, *head))
    host = urlsplit(statement.source.url).hostname or ""
    first = next((row for row in head if not realm_in(row)), "")
    if is_name_of_body(first) or _OFFICIAL_HOST.search(host) or (is_release and names):
        return Own(_in_realm((names or [publisher])[0], head), person)
    acting = _acting(statement, [publisher, *(head if is_release else ()), statement.title * is_release])
    if acting:
        doubt = Doubt("issuer", f"these seem to be {acting!r}'s own words; is it a public body?")
        return Own(acting, person, (doubt,))
    return Own(publisher, person) if is_release else None


def _in_realm(issuer: str, head: Iterable[str]) -> str:
    """Return "Ministry of Health, Republic of Samarro" where a row of the head names the country."""
    realm = next(filter(None, map(realm_in, head)), "")
    return f"{issuer}, {realm}" if issuer and realm and realm.casefold() not in issuer.casefold() else issuer


def _name_in(line: str) -> str:
    """Return the body that a line names; "Department Press Briefing" names none."""
    return body_in([line]) or (lowered(line) if is_body(lowered(line)) else "")


def _acting(statement: Statement, lines: Iterable[str]) -> str:
    """Return which of these is the name of who acts itself in a text that no reporter has written."""
    text, _ = hidden(statement.text)
    rows = [row.strip() for row in text.split("\n", _MOST_ROWS)[:_MOST_ROWS]]
    if any(_BYLINE.match(row) for row in rows) or _AGENCY.search(text[:_MOST_DATELINE]):
        return ""
    for name in (part.strip() for line in lines for part in line.split("|")):
        if _FEWEST_NAMING <= len(name.split()) <= _MOST_NAMING and not is_outlet(name) and _acts(name, text):
            return name
    return ""


def _acts(name: str, text: str) -> bool:
    """Whether a text tells what somebody of that name has done: "the Bank of Norland has decided"."""
    plain = re.sub(r"^the ", "", name, flags=re.IGNORECASE)
    if not plain[:1].isupper():
        return False
    # "The Bank" of the Bank of Norland, or of the Norland Bank.
    short = [
        f"The {noun}"
        for noun in dict.fromkeys((plain.split()[0], plain.split()[-1]))
        if _NOUN.fullmatch(noun)
    ]
    return any(
        not _ASKED.search(text[max(0, match.start() - _LONGEST_ASKING) : match.start()])
        for called in (plain, *short)
        for match in re.finditer(rf"(?<!\w){re.escape(called)}{_ACTS}", text)
    )


def _named(head: str) -> Person:
    """Return the official whose words a heading says that these are."""
    by = _BY.search(head)
    who = _by_whom(by) if by else ""
    return next((person for _, person in introductions(who)), parted(who)) if is_office(who) else Person()


def _by_whom(by: re.Match[str]) -> str:
    """Return "the Minister, Ishaq Dar" of a heading; a place behind the comma is no name."""
    who = lowered(_TOPIC.split(by["who"])[0].strip())
    name = lowered(_TOPIC.split(by["name"] or "")[0].strip(" ,"))
    whole = f"{who}, {name}"
    return whole if name and parted(whole).in_full and not nations(name) else who


def _spoken(statement: Statement) -> Own | None:
    """Return whose speech a text is: its head names an official, and it goes on with "I" and "we"."""
    head = [statement.title, *statement.text.strip().split("\n", _MOST_ROWS)[:_MOST_ROWS]]
    rows = [lowered(row.strip()) for row in head if _SPEECH.search(row) and len(row) <= 300]  # noqa: PLR2004
    if not rows or not _is_of_oneself(statement.text):
        return None
    named = dict.fromkeys(person for row in rows for _, person in introductions(row))
    if len(named) == 1:
        return Own(person=next(iter(named)))
    if named:
        doubt = Doubt("speaker", "its head names several; say whose words these are")
        return Own(doubts=(doubt,))
    person = _named("\n".join(rows))
    return Own(person=person) if person.name or person.office else None


def _is_of_oneself(text: str) -> bool:
    """Whether somebody speaks of himself outside of quotations, as no reporter does."""
    plain, _ = hidden(text)
    words = [row for row in plain.split("\n") if not is_letterhead(row)]
    found = sum(len(_OF_ONESELF.findall(row)) for row in words)
    size = sum(len(row.split()) for row in words)
    return found >= _FEWEST_OF_ONESELF and found * _MOST_WORDS_BETWEEN >= size
