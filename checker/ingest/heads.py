"""What stands above and below the words of a release or briefing: whose it is, dates, contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checker.ingest.datelines import is_date_line
from checker.ingest.people import institution_of, is_body, is_institution, is_office

MAX_HEAD_WORDS = 20
MAX_NAME_WORDS = 12
_MIN_BODY_WORDS = 2  # "Police" alone names no body
_MOST_ROWS = 10

_RUN = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'&.-]*(?:\s(?:(?:of|and|for|the)\s)*[A-ZÀ-ÖØ-Þ][\w’'&.-]*)*")
_OCCASION = re.compile(
    r"(?:\s(?:daily|regular|weekly|monthly|noon|special|joint|press|news|media|briefing|conference|release|"
    r"statement|note|transcript|remarks|q&a))+(?:\sno\b.*)?$",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"(?:for immediate release|embargo\w*\b.{0,60}|"
    r"(?:(?:press|media|news) (?:release|statement|note|communiqu[eé])|pr)"
    r"(?:\s(?:no\.?|nr\.?|number|#)\s?[\w/.-]+)?|"
    r"(?:ref|reference|no|nr)\b\.?:?\s?[\w/.-]+|(?:speakers?|participants?|present):.{0,300}|"
    r"(?:from|to|cc|sent|date|subject):.{0,300}|check against delivery|"
    r"(?:the )?(?:below|following) is attributable to .{0,100})[.:]?",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"[-–—*#\s]*(?:ends?|the end)[-–—*#\s]*|[#*]{2,}|-{2,}|"
    r"(?:notes?|information) (?:to|for) (?:the )?editors?\b.*|"
    r"(?:(?:media|press) )?(?:contacts?|enquiries|inquiries)\s?(?::.*|)|"
    r"for (?:further|more|media|press) (?:information|details|enquiries|inquiries)\b.*|"
    r"prepared by .{2,100}|for questions: .{2,100}",
    re.IGNORECASE,
)
# A headline that says nothing: a page may have it below a title of its own.
_NAMES_NOTHING = re.compile(r"(?:official )?(?:statement|announcement|notice|communiqu[eé])", re.IGNORECASE)
# "Republic of Samarro": whose the ministry below it is. There is a state of emergency as well.
_REALM = re.compile(
    r"(?:The )?(?:[A-Z][\w’'-]+ ){0,3}"
    r"(?:Republic|Kingdom|State|States|Commonwealth|Principality|Federation|Emirate|"
    r"Sultanate|Union|Province|Duchy|Government) of (?:the )?"
    r"(?!(?:Emergency|Nation|Play|Affairs|War|Siege|Union|Mourning|Calamity|Disaster|Alert|National)\b)"
    r"[A-ZÀ-Þ][\w’'-]+(?: (?:and |the |of )?[A-ZÀ-Þ][\w’'-]+){0,3}"
)
_CAPITALS = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")  # the S of "MINISTER'S" begins no word
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{1,5})?", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:by|reporting by|written by) (?-i:[A-Z])[^.!?]{2,80}|published:?.{0,40}", re.IGNORECASE
)


def is_name_of_body(line: str) -> bool:
    """Whether a line is the name of a body, and not a headline about one."""
    plain = _OCCASION.sub("", lowered(line.strip()))
    return len(plain.split()) <= MAX_NAME_WORDS and is_body(plain)


def is_letterhead(row: str) -> bool:
    """Whether a row is no part of what is said: "FOR IMMEDIATE RELEASE", the issuer, a byline, an hour."""
    shapes = (_LETTERHEAD, _TIME, _BYLINE)
    return (
        is_name_of_body(row) or bool(realm_in(row)) or any(shape.fullmatch(row.strip()) for shape in shapes)
    )


def realm_in(row: str) -> str:
    """Return the country or province whose name a row is; empty when it is none."""
    plain = lowered(row.strip())
    return plain if _REALM.fullmatch(plain) else ""


def body_in(rows: Iterable[str]) -> str:
    """Return the public body that one of the first rows of a briefing names; empty when none does."""
    for row in rows:
        if len(row.split()) > MAX_HEAD_WORDS:
            continue
        for run in _RUN.findall(lowered(row)):
            named = institution_of(run) if is_office(run) else _OCCASION.sub("", run.rstrip("."))
            if is_institution(named) and len(named.split()) >= _MIN_BODY_WORDS:
                return str(named)
    return ""


def without_surroundings(text: str, title: str, issuer: str = "") -> str:
    """Return the words of a release without letterhead, headline, dates, and what follows "ENDS"."""
    rows = text.split("\n")
    begin = 0
    while begin < min(len(rows), _MOST_ROWS) and _is_above(rows[begin].strip(), title, issuer):
        begin += 1
    end = next((at for at in range(begin + 1, len(rows)) if _FOOT.fullmatch(rows[at].strip())), len(rows))
    while end - 1 > begin and (not rows[end - 1].strip() or is_date_line(rows[end - 1])):
        end -= 1
    return "\n".join(rows[begin:end]).strip() or text


def _is_above(row: str, title: str, issuer: str) -> bool:
    names = row in {title, issuer} or row.startswith(f"{issuer} | ")
    is_named = names or _NAMES_NOTHING.fullmatch(row) is not None
    return not row or is_named or is_letterhead(row) or is_date_line(row)


def lowered(row: str) -> str:
    """Return "Ministry of Health" for "MINISTRY OF HEALTH"; a row with small letters as it is."""
    if not row.isupper():
        return row
    small = {"Of", "The", "And", "For", "By", "On", "At", "In", "To"}
    words = [_CAPITALS.sub(lambda found: found.group().capitalize(), word) for word in row.split()]
    return " ".join(word.lower() if word in small else word for word in words)
