"""A briefing cut into statements: one for each answer, none for a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from checker.ingest.datelines import is_date_line
from checker.ingest.drafts import Doubt, Draft, Skipped
from checker.ingest.heads import is_letterhead, lowered
from checker.ingest.identity import distinct, matching
from checker.ingest.people import (
    Person,
    institution_of,
    introductions,
    is_body_itself,
    is_department,
    is_institution,
    is_office,
    parted,
)
from checker.labels import Kind, kind_of, unbracketed
from checker.nations import nations
from checker.prose import lines, sentences
from checker.records import Attribution, Statement
from checker.turns import Role, Turn, is_sentence, turns

MIN_WORDS = 3
MIN_PROSE_WORDS = 8
MIN_SMALL_WORDS = 3
SHOWN = 60

_COURTESY = re.compile(
    r"\W{0,9}(?:[A-Z][\w’'-]{1,20}, go ahead|thank you|thanks|good (?:morning|afternoon|evening)|hello|hi|"
    r"okay|ok|all right|go ahead|next question|(?:yes|no),? (?:please|sir|ma[’']?am)|welcome)\b(?! to\b)",
    re.IGNORECASE,
)
_MAX_COURTESY_WORDS = 8
# Who holds one of these has an institution, and speaks for no host: "MINISTER BERG" at the Road Office.
OWN_INSTITUTION = re.compile(
    r"\b(?:(?:prime |chief )?minister|(?<!press )secretary|(?:vice )?president|premier|chancellor|governor|"
    r"mayor|ambassador|commissioner|king|queen|prince|emir|sultan|leader|chief justice|attorney general|"
    r"senator|high representative|pm|fm|cm)\b",
    re.IGNORECASE,
)
OF_WHOM = re.compile(r"\b(?:of|at|for) (?:the )?(?P<whom>[A-ZÀ-Þ].*)$")
_CLOSING = re.compile(
    r"(?:\s*\n[ \t]*(?:\#[ \t#]*|\*[ \t*]*|-{2,}|end|"
    r"(?:(?:END|End)[ \t]+)?\d{1,2}[:.]\d{2}\s?[AP]\.?M\.?.{0,20}|"
    r"(?i:photos?|pictures?|images?|videos?|credits?|read more|also read|see also|related):[^\n]{0,200}|"
    r"\((?:[A-Z][^()\n]{0,60})\)|[A-Z][A-Z/’' \-]{2,60}))+\s*\Z"
)


def cut_by_speaker(draft: Draft, place: str) -> tuple[tuple[Draft, ...], tuple[Skipped, ...]] | None:
    """Return a statement for each answer of a transcript and what was left out; None when it is none."""
    text = draft.statement.text
    found = turns(text)
    if not found:
        return None
    preamble = text[: found[0].begin]
    heading = _people(draft.statement, preamble)
    named = _with_labels(found, heading)
    answering = _answering(found)
    turned = [replace(turn, label=answering.get(turn.label, turn.label)) for turn in found]
    people = {turn.label: _person(turn.label, draft.statement, named) for turn in turned}
    host = _host([people[turn.label] for turn in turned if turn.role is Role.SPEAKS], heading)
    drafts = [_answer(draft, turn, people[turn.label], host) for turn in turned if _says(text, turn)]
    opening, above = _opening(draft, preamble)
    return (*opening, *drafts), (*_above(above, place), *_left_out(text, found, place))


def _host(speaking: Sequence[Person], heading: Sequence[Person]) -> Person:
    """Return whose institution the head of a transcript names: who of those who speak is named first."""
    invited = [person for person in heading if person in speaking]
    return next(iter((*invited, *speaking)), Person())


def _answering(found: Sequence[Turn]) -> dict[str, str]:
    """Return who "Answer" is, where the transcript names one other speaker only."""
    labels = dict.fromkeys(turn.label for turn in found if turn.role is Role.SPEAKS)
    others = [label for label in labels if kind_of(label) is not Kind.ANSWERS]
    return {label: others[0] for label in labels if label not in others} if len(others) == 1 else {}


def _says(text: str, turn: Turn) -> bool:
    """Whether a turn is an official's, and says something that stands on its own."""
    return turn.role is Role.SPEAKS and says_something(text[turn.start : turn.end])


def says_something(text: str) -> bool:
    """Whether one of the sentences stands on its own: no question, no courtesy, no "No."."""
    return any(_stands(piece) for piece in _sentences(text))


def _sentences(text: str) -> Iterable[str]:
    return (text[span.start : span.end] for line in lines(text) for span in sentences(text, line))


def _stands(piece: str) -> bool:
    words = len(piece.split())
    # Chinese and Japanese have no spaces: there the characters count.
    long_enough = words >= MIN_WORDS or (not piece.isascii() and len(piece) >= 3 * MIN_WORDS)
    courtesy = words <= _MAX_COURTESY_WORDS and _COURTESY.match(piece) is not None
    return long_enough and not courtesy and not piece.rstrip("\"'”’»)] ").endswith(("?", "؟", "？"))


def _body_named(office: str) -> tuple[str, str]:
    """Return an office and the body that a label names behind it: "Medical Director, Vika Hospital"."""
    rest, comma, body = office.rpartition(", ")
    named = comma and body[:1].isupper() and is_office(rest) and (is_institution(body) or not is_office(body))
    return (rest, body) if named else (office, "")


def is_staff(office: str, issuer: str) -> bool:
    """Whether an office may be one of the host's: it names no other body, as "Director of Blue Line" does."""
    behind = OF_WHOM.search(office)
    if behind is None or is_department(behind["whom"]):
        return True
    return behind["whom"].casefold() in issuer.casefold() or bool(nations(behind["whom"]) & nations(issuer))


def _answer(draft: Draft, turn: Turn, person: Person, host: Person) -> Draft:
    given = draft.statement
    body = _CLOSING.sub("", given.text[turn.start : turn.end]).strip()
    office, named = _body_named(person.office)
    staff = office != "" and not OWN_INSTITUTION.search(office) and is_staff(office, given.issuer)
    at_home = (person in (host, Person()) or staff) and not is_of_another_country(office, given.issuer)
    body_itself = is_body_itself(office)
    statement = replace(
        given,
        text=body,
        speaker=person.name,
        office="" if body_itself else office,
        issuer=named
        or (office if body_itself else institution_of(office))
        or (given.issuer if at_home else ""),
        attribution=Attribution.DIRECT,
    )
    doubts = [*_still(draft), *_unknown(turn.label, person)]
    if named and not is_institution(named):
        doubts.append(
            Doubt("issuer", f"the transcript says that {turn.label!r} is of {named!r}; is it public?")
        )
    if given.issuer and not statement.issuer:  # a guest, whose words are not the host's
        doubts.append(
            Doubt("issuer", f"the transcript does not say for which institution {turn.label!r} speaks")
        )
    return replace(draft, statement=statement, doubts=tuple(doubts))


def is_of_another_country(office: str, issuer: str) -> bool:
    """Whether an office is of one country and an institution of another."""
    own, host = nations(office), nations(issuer)
    return bool(own and host) and not own & host


def _still(draft: Draft) -> tuple[Doubt, ...]:
    """Return the doubts that remain when it is known who speaks."""
    return tuple(doubt for doubt in draft.doubts if doubt.field not in {"speaker", "office", "issuer"})


def _unknown(label: str, person: Person) -> Iterable[Doubt]:
    if not person.name:
        yield Doubt("speaker", f"the transcript says only {label!r}; name the person if you know")
    elif not person.office:
        yield Doubt("office", f"the transcript does not say in which office {person.name} speaks")


def _people(statement: Statement, preamble: str) -> tuple[Person, ...]:
    """Return the officials that the head of a transcript names."""
    given = ", ".join(part for part in (statement.speaker, statement.office) if part)
    names = [row for row in preamble[:4_000].split("\n") if not _is_prose(row)]
    rows = (given, statement.title, statement.source.title, *names, statement.venue)
    head = "\n".join(dict.fromkeys(map(lowered, rows)))
    found = distinct(person for _, person in introductions(head))
    if statement.speaker and not any(person.name in statement.speaker for person in found):
        return Person(statement.speaker, statement.office), *found
    return found


def _with_labels(found: Sequence[Turn], named: Sequence[Person]) -> tuple[Person, ...]:
    """Return whom the head names, and whom a label introduces: "Karin Holm, Press Secretary:"."""
    labels = dict.fromkeys(turn.label for turn in found if turn.role is Role.SPEAKS)
    introduced = map(_labelled, labels)
    full = [person for person in introduced if person.in_full or (person.name and person.office)]
    return distinct((*named, *full))


def _person(label: str, statement: Statement, named: Sequence[Person]) -> Person:
    """Return whom a label means, with the full name and office that the head of the transcript gives."""
    if kind_of(label) is Kind.ANSWERS:
        return _only(statement, named)
    person = _labelled(label)
    known = matching(person, named)
    if known is None:
        return person
    return Person(known.name, known.office or person.office)


def _labelled(label: str) -> Person:
    """Return whom a label names by itself: "Ms. Dahl (Spokesperson)", "Spokesperson (Ana Lind)"."""
    plain, inside = unbracketed(label)
    person = parted(lowered(plain))
    if person.office and not person.name and inside:
        return Person(parted(lowered(inside)).name, person.office)
    if person.name and not person.office and is_office(inside):
        return Person(person.name, inside)
    return person


def _only(statement: Statement, named: Sequence[Person]) -> Person:
    """Return the one person who can be meant by "Answer"."""
    if statement.speaker or statement.office:
        return Person(statement.speaker, statement.office)
    return named[0] if len(named) == 1 else Person()


def _opening(draft: Draft, preamble: str) -> tuple[tuple[Draft, ...], Sequence[str]]:
    """Return what is said before the first label, if anything is, and the lines that this leaves out."""
    title = draft.statement.title
    rows = [(line, preamble[line.start : line.end]) for line in lines(preamble)]
    rows = [(at, row) for at, row in rows if not (row == title or is_letterhead(row) or is_date_line(row))]
    said = [number for number, (_, row) in enumerate(rows) if is_sentence(row)]
    if not said:
        return (), [row for _, row in rows if _may_be_said(row)]
    first, last = said[0], said[-1]
    text = preamble[rows[first][0].start : rows[last][0].end]
    doubt = Doubt("speaker", "these words stand before the first speaker's name; say whose they are")
    opening = replace(draft, statement=replace(draft.statement, text=text), doubts=(*draft.doubts, doubt))
    return (opening,), [row for _, row in (*rows[:first], *rows[last + 1 :]) if _may_be_said(row)]


def _may_be_said(row: str) -> bool:
    """Whether a line without a stop may be more than a heading, where most words have capitals."""
    small = [word for word in row.split() if word[0].islower()]
    if is_office(row) or is_institution(row):
        return False
    return len(small) >= MIN_SMALL_WORDS and len(small) > len(row.split()) / 2


def _is_prose(line: str) -> bool:
    return len(line.split()) >= MIN_PROSE_WORDS and line.rstrip("\"'”’»)] ").endswith((".", "!", "…"))


def _above(rows: Sequence[str], place: str) -> Iterable[Skipped]:
    if rows:
        shown = rows[0] if len(rows[0]) <= SHOWN else rows[0][:SHOWN].rstrip() + "…"
        many = "1 line" if len(rows) == 1 else f"{len(rows)} lines"
        yield Skipped(place, f"{many} above the first speaker that may be a heading, from “{shown}”")


def _left_out(text: str, found: Sequence[Turn], place: str) -> Iterable[Skipped]:
    asked = sum(turn.role is Role.ASKS for turn in found)
    hosted = sum(turn.role is Role.HOSTS for turn in found)
    brief = sum(turn.role is Role.SPEAKS and not _says(text, turn) for turn in found)
    if asked:
        yield Skipped(place, f"{_count(asked, 'question')} of journalists: no official statement")
    if hosted:
        yield Skipped(place, f"{_count(hosted, 'turn')} of the host of the briefing: no official statement")
    if brief:
        yield Skipped(place, f"{_count(brief, 'short answer')} that nothing can be compared with")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
