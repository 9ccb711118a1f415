"""When a text was said, as far as it states that: on a line of its own, in its dateline, in its title.

A date in the middle of a sentence is what the text is about. So is the day of a deadline, of the next
briefing or of a change: it is mentioned, and never taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from checker.ingest.dating import DAY, DAY_OF_NO_YEAR, MONTH, TIME, WEEKDAY, Dated, dated
from checker.ingest.drafts import Doubt
from checker.records import IssuedAt

_HEAD, _TAIL = 10, 5
_LONGEST_LINE = 100
_LONGEST_TITLE = 300
_PARTING = frozenset(":|•·–—-")
_MOST_NAMING = 4  # words that name a day: "Applications accepted until:"

_CAPITAL = r"[^\W\d_a-z][\w.’'-]*"
_PLACE = rf"{_CAPITAL}(?: (?:(?:of|and|the|de|del|la|le|el|al|am|an|der) )?{_CAPITAL}){{0,4}}"
_PLACES = rf"{_PLACE}(?:, ?{_PLACE})?"
_IN_CAPITALS = r"[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]*){0,4}"
_AGENCY = rf"\({_CAPITAL}[^()]{{0,40}}\)"
_OCCASION = (
    r"(?:(?:press|media|news|regular|daily|weekly) (?:conference|briefing|availability|release|statement)"
    r"|briefing|transcript|press note|communiqu[eé]|readout|interview|q ?& ?a|press call|remarks)"
)
# Of a post: "4:12 PM · May 18, 2024 · 212.4K Views".
_CLOCK = r"\d{1,2}:\d{2}(?: ?(?i:[ap]\.?m\.?))?"
_LABEL = (
    r"(?:(?:date(?: of (?:the )?(?:issue|release|publication|statement|briefing))?|dated|published|issued|"
    r"posted|released|(?:release|publication|issue) date)(?:[ _](?:on|at))? ?:?|"
    r"(?:for )?immediate release(?: ?[:,|–—-])?)"
)
# Whose words follow: "Statement by the Minister, 19 June 2025".
_SAID = (
    r"(?:(?:(?:joint|oral|written|opening|closing|ministerial|public) )?"
    r"(?:statement|remarks|speech|address|message|letter|answers?|repl(?:y|ies)|questions|testimony|declaration)"
    r"(?: (?:by|from|of|to|with) [^:;!?]{1,80})?)"
)
_CHANGE = r"(?:last |page )*(?:updated?|modified|changed|revised|reviewed)\b"

_ON = re.compile(rf"(?<!\w)(?P<day>{DAY})(?P<time>{TIME})(?!\w)", re.IGNORECASE)
# What stands before the day of a text on its line, and what may stand behind it.
_BEFORE = re.compile(
    rf"(?i:(?:{_LABEL} )?)(?:{_PLACES}, ?)?|(?i:{_OCCASION}) ?(?:[:,|•·–—-]|of|on)? ?|"
    rf"{_CLOCK} ?[·|•] ?|{_IN_CAPITALS}(?: ?:| [-–—]) ?|(?i:by) {_PLACES}(?:, ?| ?[|•·–—-] ?)|(?i:{_SAID}), ?"
)
# Behind the day of a briefing: "Saturday 7 June 2025, 16:30, Town Hall"; of an event as well.
_AT_PLACE = re.compile(rf", ?{_PLACES}[.,]?")
# Only at the head: "Karachi: 5 September 2022" at the foot of a text is more often "Hearings: ...".
_PLACE_AT_HEAD = re.compile(rf"{_PLACES} ?: ?")
_BEHIND = re.compile(
    rf"(?: ?[·|•] ?(?:[\d.,]+ ?[KMB]? (?i:views?|reposts?|likes?)|Twitter \w[\w ]{{2,20}})|"
    rf" ?[|·•–—-] ?(?i:{_OCCASION}(?: no\.? ?[\w/-]+)?)| by {_PLACE}|"
    rf"[ ,;|·•–—(-]{{1,3}}(?i:{_CHANGE}).{{0,60}})?"
    r"[.,:]?(?: ?[-–—])?"
)
_OF_CHANGE = re.compile(rf"{_CHANGE}(?: on| at)? ?:? ?", re.IGNORECASE)
# What the day of something else is called: "Next briefing, 26 June 2025", "Deadline: 30 June 2025".
_OTHER = re.compile(
    # "By 19 June 2025" is a deadline, "By Jane Roe, 19 June 2025" names who wrote it.
    rf"^(?:on|in|at|by(?! (?-i:{_CAPITAL}))|from|after|before|for(?! immediate release)|as)\b|"
    r"\b(?:updated?|modified|changed|revised|reviewed|corrected|correction|deadlines?|until|till|due|next|upcoming|"
    r"coming|following|previous|born|died|birth|death|embargo\w*|valid|expires?|expiry|effective|since|"
    r"(?:start|begin|open|clos|end)(?:s|es|ing|ning)?|launch\w*|hearings?|sessions?|meetings?|elections?|votes?|"
    r"applications?|registrations?|events?|accessed|retrieved|archived|when|day|time)\b",
    re.IGNORECASE,
)
# A dateline, as "VIKA, June 19, 2025 (AFP) -" or "Vika (19 June 2025):", before and behind its day.
_OPENS = re.compile(rf"{_PLACES}(?:,? ?\(|, ?| [-–—] )|{_IN_CAPITALS}:? ")
_OPENED = re.compile(rf"\)?(?: ?{_AGENCY})? ?[-–—:]")
# One such as "VIKA, June 19 (Reuters) -" or "New Delhi, Mar 3 (PTI) The minister".
_YEARLESS = re.compile(
    rf"{_PLACES},? ?\(?(?P<date>(?i:{DAY_OF_NO_YEAR}))\)?(?: ?{_AGENCY}(?: ?[-–—:]| )| ?[-–—:])"
)
_IN_TITLE = re.compile(
    rf"(?:\bon|\bof|[-–—,:(|]|\b(?:briefing|conference|release|statement|availability)) ?(?P<date>{DAY})\)?$",
    re.IGNORECASE,
)
_IS_OCCASION = re.compile(rf"\b{_OCCASION}\b", re.IGNORECASE)
_MONTH_ALONE = re.compile(rf"(?i:(?:{_LABEL} )?)(?:{_PLACES}, ?)?(?P<date>(?i:{MONTH}))[.,]?")
_LESS_ALONE = re.compile(rf"{WEEKDAY}|(?:{WEEKDAY}\.?,? )?(?:{DAY_OF_NO_YEAR})", re.IGNORECASE)
_STOP = re.compile(r"[.!?]['\"”’)\]]*$")
_ARTICLE = re.compile(r"^(?:the|this) ", re.IGNORECASE)
_ZONE = re.compile(r"(?:UTC|GMT|Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


def date_in(text: str) -> Dated:
    """Return the date that stands alone on a line near the beginning or end, or in the dateline."""
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    edges = (*rows[:_HEAD], *rows[max(_HEAD, len(rows) - _TAIL) :])
    above = sum(1 for _ in takewhile(_is_above, rows[:_HEAD]))
    alone = (_alone(row, at_head=number < above) for number, row in enumerate(edges))
    found = _one_of([*filter(None, alone), *filter(None, map(_opening, rows[:_HEAD]))])
    if found == Dated():
        found = _one_of([match["date"] for match in map(_MONTH_ALONE.fullmatch, edges) if match])
    return found if found != Dated() else _without_year(rows[:_HEAD])


def date_of(title: str, text: str) -> Dated:
    """Return the date of a text, else that of the briefing or release that its title names."""
    found = date_in(text)
    if found != Dated():
        return found
    named = _IN_TITLE.search(title[:_LONGEST_TITLE])
    if named and _IS_OCCASION.search(title):
        return dated(named["date"])
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    held = _held(title, rows[:_HEAD])
    if held:
        return dated(held)
    other = next(filter(_is_of_other, (*rows[:_HEAD], *rows[max(_HEAD, len(rows) - _TAIL) :])), "")
    message = f"no date of issue stands in it, only {other!r}; write the date"
    return Dated(doubts=(Doubt("issued_at", message),)) if other else found


def _held(title: str, rows: Sequence[str]) -> str:
    """Return the day beside the place of a briefing, where the head says that it is one; empty elsewhere."""
    head = [title[:_LONGEST_TITLE], *takewhile(_is_above, rows)]
    parts = [found for found in map(_split, head) if found and not found[0] and _AT_PLACE.fullmatch(found[2])]
    is_one = any(_IS_OCCASION.search(row) for row in head)
    return parts[0][1] if is_one and len(parts) == 1 and not _OTHER.search(parts[0][2]) else ""


def is_date_line(row: str) -> bool:
    """Whether a row at the head of a text is a date and nothing else: that of the text, or of a change."""
    row = row.strip()
    if _alone(row, at_head=True) or _MONTH_ALONE.fullmatch(row) or _LESS_ALONE.fullmatch(row):
        return True
    parts = _split(row)
    return parts is not None and _OF_CHANGE.fullmatch(parts[0]) is not None and not parts[2].strip(" .)")


def _is_above(row: str) -> bool:
    """Whether a row may belong to the head: it is no sentence."""
    return _STOP.search(row) is None or _split(row) is not None


def _one_of(dates: Sequence[str]) -> Dated:
    """Return the date that all of these are; where they differ, what they are."""
    found = {words: dated(words) for words in dict.fromkeys(dates)}
    readable = [date for date in found.values() if date.issued_at.value]
    if len({date.issued_at.value for date in readable}) > 1:
        shown = " or ".join(map(repr, found))
        return Dated(doubts=(Doubt("issued_at", f"it bears more than one date: {shown}; say which it is"),))
    return next(iter((*readable, *found.values())), Dated())


def _alone(row: str, *, at_head: bool) -> str:
    """Return the date of a row that is one and nothing else; empty when it is not."""
    parts = _split(row)
    if parts is None:
        return ""
    before, date, behind = parts
    placed = _BEFORE.fullmatch(before) or (at_head and _PLACE_AT_HEAD.fullmatch(before))
    return date if placed and not _OTHER.search(before) and _BEHIND.fullmatch(behind) else ""


def _split(row: str) -> tuple[str, str, str] | None:
    """Return a short row in three: what stands before its first date, the date, and what stands behind."""
    found = _ON.search(row) if len(row) <= _LONGEST_LINE else None
    if found is None:
        return None
    before, behind = row[: found.start()], row[found.end() :]
    # A time of no known zone says nothing of the day.
    date = found.group() if _ZONE.search(found["time"]) else found["day"]
    date = _ARTICLE.sub("", date)
    in_brackets = before.endswith("(") and behind.startswith(")")
    return (before[:-1], date, behind[1:]) if in_brackets else (before, date, behind)


def _opening(row: str) -> str:
    """Return the date of the dateline that a row begins with; empty when it has none."""
    found = _ON.search(row[:_LONGEST_LINE])
    if found is None:
        return ""
    before = row[: found.start()]
    is_dateline = _OPENS.fullmatch(before) and not _OTHER.search(before) and _OPENED.match(row, found.end())
    return found["day"] if is_dateline else ""


def _without_year(rows: Sequence[str]) -> Dated:
    """Return the day of which the dateline gives no year, or the one that stands on a line alone."""
    for row in rows:
        opening = _YEARLESS.match(row)
        if opening and not _OTHER.search(row[: opening.start("date")]):
            words = opening["date"]
            return Dated(IssuedAt(words), (Doubt("issued_at", f"the dateline says {words!r} and no year"),))
    alone = list(islice(filter(_LESS_ALONE.fullmatch, rows), 2))
    return dated(alone[0]) if len(alone) == 1 else Dated()


def _is_of_other(row: str) -> bool:
    """Whether a row names the day of something: "Next briefing: 26 June 2025"."""
    parts = _split(row)
    if parts is None or not _BEHIND.fullmatch(parts[2]):
        return False
    before = parts[0].rstrip()
    is_short = 0 < len(before.split()) <= _MOST_NAMING
    return is_short and (before[-1] in _PARTING or _OTHER.search(before) is not None)
