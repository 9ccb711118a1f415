"""A letter: what stands between its greeting and its signature, and who signed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checker.ingest.people import Person, is_institution, is_office, parted
from checker.turns import is_sentence

_MOST_ABOVE = 25  # rows: both addresses, the date, a reference
_MOST_SIGNING = 4  # rows
_MOST_WORDS = 12  # of a row that greets or signs
_GREETING = re.compile(
    r"(?:my )?dear (?-i:[A-Z])[^.!?]{1,80}[,:]?|(?:dear )?(?:sir|madam|sirs|sir or madam|sir/madam)[,:]|"
    r"to whom it may concern[,:.]?|(?:your )?excellenc(?:y|ies)[,:]",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:yours|very|most|and|remain|with|best|kind|warm|warmest|kindest|high|esteem) ){0,3}"
    r"(?:sincerely|faithfully|truly|respectfully|cordially|regards|wishes|respect|esteem|yours)"
    r"(?: yours| submitted)?[,.]?",
    re.IGNORECASE,
)
_COPIES = re.compile(
    r"(?:cc|copies|copy(?: to)?|enc(?:l(?:osures?)?)?|attachments?)\b\s?[:.(].*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a letter, and who signed it; empty where no signature is read."""

    text: str
    signer: Person


def letter_in(text: str) -> Letter | None:
    """Return the letter that a text is; None when it greets nobody, or something is said above that."""
    rows = text.split("\n")
    begin = next((at for at, row in enumerate(rows[:_MOST_ABOVE]) if _is(_GREETING, row)), None)
    if begin is None or any(map(is_sentence, rows[:begin])):
        return None
    end = next((at for at in range(begin + 1, len(rows)) if _is(_CLOSING, rows[at])), None)
    if end is None:
        return None
    below = [row.strip() for row in rows[end + 1 :] if row.strip()]
    # What is added below the signature is said as well: "P.S. The bridge stays open."
    more = [row for row in below if is_sentence(row)]
    return Letter("\n".join([*rows[begin + 1 : end], *more]).strip(), _signer(below))


def _is(shape: re.Pattern[str], row: str) -> bool:
    return len(row.split()) <= _MOST_WORDS and shape.fullmatch(row.strip()) is not None


def _signer(below: Sequence[str]) -> Person:
    """Return who signed: a name with the office behind or below it, as far as one is read."""
    rows = []
    for row in below[:_MOST_SIGNING]:
        if _COPIES.fullmatch(row) or is_sentence(row):
            break
        rows.append(row.strip("_ ()"))
    for number, row in enumerate(rows):
        office = next((under for under in rows[number + 1 :] if is_office(under)), "")
        if is_office(row) or is_institution(row):
            person = parted(row)
        elif office:
            person = parted(f"{row}, {office}")
            # An office below a name without a comma is read whole: "Minister of Water and Irrigation".
            person = person if person.name and person.office else Person(parted(row).name, office)
        else:
            person = parted(row)
        if person.name:
            return person
    return Person()
