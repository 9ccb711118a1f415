"""A briefing cut into statements: one for each answer, none for a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from checker.ingest.drafts import Doubt, Draft, Skipped
from checker.ingest.people import Person, institution_of, is_institution, is_office, matching, parted, people
from checker.labels import Kind, kind_of, unbracketed
from checker.prose import lines, sentences
from checker.records import Attribution, Statement
from checker.turns import Role, Turn, turns

MIN_WORDS = 3
MIN_PROSE_WORDS = 8

_COURTESY = re.compile(
    r"\W{0,9}(?:thank you|thanks|good (?:morning|afternoon|evening)|hello|hi|okay|ok|all right|go ahead|"
    r"next question|(?:yes|no),? (?:please|sir|ma[’']?am)|welcome)\b(?! to\b)",
    re.IGNORECASE,
)
_MAX_COURTESY_WORDS = 8
_CLOSING = re.compile(
    r"(?:\s*\n[ \t]*(?:\#[ \t#]*|\*[ \t*]*|-{2,}|end|"
    r"(?:(?:END|End)[ \t]+)?\d{1,2}[:.]\d{2}\s?[AP]\.?M\.?.{0,20}|"
    r"\((?:[A-Z][^()\n]{0,60})\)|[A-Z][A-Z/’' \-]{2,60}))+\s*\Z"
)


def cut_by_speaker(draft: Draft, place: str) -> tuple[tuple[Draft, ...], tuple[Skipped, ...]] | None:
    """Return a statement for each answer of a transcript and what was left out; None when it is none."""
    text = draft.statement.text
    found = turns(text)
    if not found:
        return None
    named = _with_labels(found, _people(draft.statement, text[: found[0].begin]))
    answering = _answering(found)
    drafts = [
        _answer(draft, replace(turn, label=answering.get(turn.label, turn.label)), named)
        for turn in found
        if _says(text, turn)
    ]
    opening = _opening(draft, text[: found[0].begin])
    return (*opening, *drafts), tuple(_left_out(text, found, place))


def _answering(found: Sequence[Turn]) -> dict[str, str]:
    """Return who "Answer" is, where the transcript names one other speaker only."""
    labels = dict.fromkeys(turn.label for turn in found if turn.role is Role.SPEAKS)
    others = [label for label in labels if kind_of(label) is not Kind.ANSWERS]
    return {label: others[0] for label in labels if label not in others} if len(others) == 1 else {}


def _says(text: str, turn: Turn) -> bool:
    """Whether a turn is an official's, and says something that stands on its own."""
    body = text[turn.start : turn.end]
    return turn.role is Role.SPEAKS and any(_stands(piece) for piece in _sentences(body))


def _sentences(text: str) -> Iterable[str]:
    return (text[span.start : span.end] for line in lines(text) for span in sentences(text, line))


def _stands(piece: str) -> bool:
    words = len(piece.split())
    # Chinese and Japanese have no spaces: there the characters count.
    long_enough = words >= MIN_WORDS or (not piece.isascii() and len(piece) >= 3 * MIN_WORDS)
    courtesy = words <= _MAX_COURTESY_WORDS and _COURTESY.match(piece) is not None
    return long_enough and not courtesy and not piece.rstrip("\"'”’»)] ").endswith(("?", "؟", "？"))


def _answer(draft: Draft, turn: Turn, named: Sequence[Person]) -> Draft:
    given = draft.statement
    body = _CLOSING.sub("", given.text[turn.start : turn.end]).strip()
    person = _person(turn.label, given, named)
    body_itself = is_institution(person.office) and not is_office(person.office)
    statement = replace(
        given,
        text=body,
        speaker=person.name,
        office="" if body_itself else person.office,
        issuer=(person.office if body_itself else institution_of(person.office)) or given.issuer,
        attribution=Attribution.DIRECT,
    )
    return replace(draft, statement=statement, doubts=(*_still(draft), *_unknown(turn.label, person)))


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
    head = "\n".join(dict.fromkeys((given, statement.title, statement.source.title, *names, statement.venue)))
    found = people(head)
    if statement.speaker and not any(person.name in statement.speaker for person in found):
        return Person(statement.speaker, statement.office), *found
    return found


def _with_labels(found: Sequence[Turn], named: Sequence[Person]) -> tuple[Person, ...]:
    """Return whom the head names, and whom a label introduces: "Karin Holm, Press Secretary:"."""
    labels = dict.fromkeys(turn.label for turn in found if turn.role is Role.SPEAKS)
    introduced = map(_labelled, labels)
    full = [person for person in introduced if person.name and person.office]
    return (*named, *(person for person in full if matching(person, named) is None))


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
    person = parted(_lowered(plain))
    if person.office and not person.name and inside:
        return Person(parted(_lowered(inside)).name, person.office)
    if person.name and not person.office and is_office(inside):
        return Person(person.name, inside)
    return person


def _only(statement: Statement, named: Sequence[Person]) -> Person:
    """Return the one person who can be meant by "Answer"."""
    if statement.speaker or statement.office:
        return Person(statement.speaker, statement.office)
    return named[0] if len(named) == 1 else Person()


def _lowered(label: str) -> str:
    """Return "Secretary Blinken" for "SECRETARY BLINKEN"; initials stay as they are."""
    if not label.isupper():
        return label
    small = {"Of", "The", "And", "For"}
    words = [word if "." in word.strip(".") else word.title() for word in label.split()]
    return " ".join(word.lower() if word in small else word for word in words)


def _opening(draft: Draft, preamble: str) -> tuple[Draft, ...]:
    """Return what stands before the first label, when it is more than names and places."""
    prose = [line for line in lines(preamble) if _is_prose(preamble[line.start : line.end])]
    if not prose:
        return ()
    text = preamble[prose[0].start : prose[-1].end]
    doubt = Doubt("speaker", "these words stand before the first speaker's name; say whose they are")
    return (replace(draft, statement=replace(draft.statement, text=text), doubts=(*draft.doubts, doubt)),)


def _is_prose(line: str) -> bool:
    return len(line.split()) >= MIN_PROSE_WORDS and line.rstrip("\"'”’»)] ").endswith((".", "!", "…"))


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
