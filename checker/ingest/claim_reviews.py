"""ClaimReview: what fact-checkers published about claims, and which of these an official made.

Neither a claim that is going round nor the fact-checker's finding is an official statement. What an
official is named as having claimed is one: reported, in the fact-checker's words, and marked so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checker.ingest.dating import Dated, dated
from checker.ingest.documents import Document, Facts, Finding, cleaned, drafted, one_line
from checker.ingest.drafts import Doubt, Draft, Skipped
from checker.ingest.people import institution_of, is_institution, is_office, is_private, parted
from checker.ingest.structured import Node, objects, types, word
from checker.records import Attribution

_SHOWN = 80
_MOST_NAME = 200
_CROWD = re.compile(
    r"\b(?:multiple|various|several|many|social media|"
    r"facebook|twitter|whatsapp|tiktok|instagram|youtube|viral|"
    r"unknown|anonymous|users?|posts?|"
    r"netizens?|internet|people|websites?|bloggers?|sources)\b|^x$",
    re.IGNORECASE,
)
_BODIES = {
    "GovernmentOrganization",
    "GovernmentOffice",
    "GovernmentService",
    "Embassy",
    "LegislativeBuilding",
}


@dataclass(frozen=True, slots=True)
class _Claimant:
    """Who made a claim; nobody official where all is empty."""

    speaker: str = ""
    office: str = ""
    issuer: str = ""


def is_review(node: Node) -> bool:
    """Whether an object is what a fact-checker found."""
    return "ClaimReview" in types(node)


def read_reviews(nodes: Sequence[Node], document: Document) -> Finding:
    """Return a draft for each reviewed claim that an official made; the others say why not."""
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    reviews = [node for node in nodes if is_review(node)]
    for number, node in enumerate(reviews, 1):
        outcome = _outcome(node, document)
        if isinstance(outcome, Draft):
            drafts.append(outcome)
        else:
            skipped.append(Skipped(document.at(f"claim review {number}"), outcome))
    return Finding(tuple(drafts), tuple(skipped))


def _outcome(review: Node, document: Document) -> Draft | str:
    text = cleaned(word(review, "claimReviewed")).strip()
    if not text:
        return "it does not say which claim was reviewed (claimReviewed is missing)"
    shown = f"“{one_line(text)[:_SHOWN]}”"
    claims = objects(review, "itemReviewed")
    authors = [author for claim in claims for author in objects(claim, "author", "creator")]
    authors += [{"@type": "Person", "name": word(claim, "author")} for claim in claims if not authors]
    names = [name for name in (word(author, "name") for author in authors) if name]
    if not names:
        return f"nobody is named as having made the claim {shown}; what goes round is no official statement"
    claimant = next(filter(None, map(_claimant, authors)), None)
    if claimant is None:
        who = one_line(", ".join(names))[:_SHOWN]
        return (
            f"the claim {shown} was made by {who!r}, in no office that is named: no official statement. "
            "If it is an official, add the statement itself"
        )
    return _drafted(review, claims, text, claimant, document)


def _claimant(author: Node) -> _Claimant | None:
    """Return the official or public body that a claim is attributed to; None when it is neither."""
    name, office = _short(word(author, "name")), _short(word(author, "jobTitle"))
    employer = _short(word(author, "worksFor", "affiliation", "memberOf"))
    if not name or _CROWD.search(name):
        return None
    if types(author) & _BODIES or (is_institution(name) and not is_office(name)):
        return None if is_private(name) else _Claimant(issuer=name)
    if office and not is_private(office) and (is_office(office) or is_institution(employer)):
        return _Claimant(
            name, office, institution_of(office) or (employer if is_institution(employer) else "")
        )
    person = parted(name)
    if person.office and is_office(person.office) and not is_private(name):
        return _Claimant(person.name, person.office, institution_of(person.office))
    return None


def _short(text: str) -> str:
    return one_line(text[:_MOST_NAME])


def _drafted(review: Node, claims: Sequence[Node], text: str, by: _Claimant, document: Document) -> Draft:
    said_on = _date(review, claims)
    facts = Facts(
        publisher=_place_name(claims),
        url=_place(claims) or word(review, "url") or document.url,
        dated=said_on,
        language=word(review, "inLanguage"),
        doubts=tuple(_doubts(review, claims)),
    )
    draft = drafted(document, text, facts)
    statement = replace(
        draft.statement,
        speaker=by.speaker,
        office=by.office,
        issuer=by.issuer,
        attribution=Attribution.REPORTED,
    )
    return replace(draft, statement=statement)


def _date(review: Node, claims: Sequence[Node]) -> Dated:
    given = next(filter(None, (word(claim, "datePublished", "dateCreated") for claim in claims)), "")
    if given:
        return dated(given)
    reviewed = word(review, "datePublished")
    until = f"; it was before {reviewed[:10]}, when the review came out" if reviewed else ""
    return Dated(doubts=(Doubt("issued_at", f"the review does not say when the claim was made{until}"),))


def _doubts(review: Node, claims: Sequence[Node]) -> Iterable[Doubt]:
    checker = one_line(word(review, "author", "publisher")) or "the fact-checker"
    yield Doubt(
        "text", f"the words are those of {checker}, who reviewed the claim; compare with what was said"
    )
    rating = next(
        (one_line(word(node, "alternateName", "name")) for node in objects(review, "reviewRating")), ""
    )
    if rating:
        yield Doubt(
            "attribution", f"{checker} rated it {rating[:_SHOWN]!r}; was it said, and said like this?"
        )
    if not _place(claims):
        yield Doubt("source", "the review does not say where the claim can be read; its own address is given")


def _place(claims: Sequence[Node]) -> str:
    for claim in claims:
        given = word(claim, "firstAppearance", "appearance", "url")
        inner = objects(claim, "firstAppearance", "appearance")
        address = next(filter(None, (word(node, "url") for node in inner)), "") or given
        if address.startswith(("http://", "https://")):
            return address
    return ""


def _place_name(claims: Sequence[Node]) -> str:
    inner = (node for claim in claims for node in objects(claim, "firstAppearance", "appearance"))
    return next(filter(None, (word(node, "publisher", "isPartOf") for node in inner)), "")
