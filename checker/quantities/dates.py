"""Calendar dates that a text states outright, and when two of them exclude each other.

Nothing relative ("last week") and nothing ambiguous (03/04/2025) becomes a date; such spans are
still reported by ``date_offsets``, so that their digits are not taken for counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.quantities.tokens import TokenKind, fold, tokenise
from checker.quantities.vocabulary import FUNCTION_WORDS, REFERENCES, RELATIVE_DAYS
from checker.quantities.wordforms import nation, stems
from checker.records import Conflict, Span

_MONTH_NAMES = """january jan जनवरी جنوری,february feb फरवरी فروری,march mar मार्च مارچ,april apr अप्रैल اپریل,
    may मई مئی,june jun जून جون,july jul जुलाई جولائی,august aug अगस्त اگست,september sept sep सितंबर ستمبر,
    october oct अक्टूबर اکتوبر,november nov नवंबर نومبر,december dec दिसंबर دسمبر"""
_NAMES_OF = [names.split() for names in _MONTH_NAMES.split(",")]
MONTHS = {name: month for month, names in enumerate(_NAMES_OF, start=1) for name in names}
FULL_NAMES = [names[0].capitalize() for names in _NAMES_OF]
SHORT_NAMES = sorted((n for names in _NAMES_OF for n in names[1:] if n.isascii()), key=len, reverse=True)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[5-9]|20)\d\d"
_RANGE = rf"(?:{_DAY}(?:st|nd|rd|th)?(?:\s?-\s?|\s(?:and|to|or)\s))?"
_NOT_JOINED = r"(?<![\w.,/:-])"
_END = r"(?!\w|[.,]\d)"
# "Those under 18 may vote" has no date.
_NO_AGE = r"(?:(?<!under )(?<!over )(?<!above )(?<!below )(?<!aged )(?<!than )|(?!\d\d?\smay\b))"
_DAY_MONTH = (
    rf"{_NOT_JOINED}{_NO_AGE}(?P<r1>{_RANGE})(?P<d1>{_DAY})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<m1>{_MONTH})\b\.?"
    rf"(?:(?:,?\s|-)(?P<y1>{_YEAR}){_END})?"
)
_MONTH_DAY = (
    rf"\b(?P<m2>{_MONTH})\b\.?[\s-](?P<r2>{_RANGE})(?P<d2>{_DAY})(?:st|nd|rd|th)?{_END}"
    rf"(?:,?\s(?P<y2>{_YEAR}){_END})?"
)
_MONTH_YEAR = rf"\b(?P<m3>{_MONTH})\b\.?(?:,?\s(?:of\s)?|-)(?P<y3>{_YEAR}){_END}"
_ISO = rf"{_NOT_JOINED}(?P<y4>{_YEAR})[-/.](?P<m4>0?[1-9]|1[0-2])[-/.](?P<d4>{_DAY}){_END}"
_DOUBTFUL = rf"{_NOT_JOINED}(?P<a5>\d\d?)(?P<s5>[-/.])(?P<b5>\d\d?)[-/.](?P<y5>{_YEAR}|\d\d){_END}"
# Without a year only what can be nothing else: "20/09", "on 14/6", but no score and no time of the day.
_LATE_DAY = r"(?:1[3-9]|2\d|3[01])"  # no month
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_LED = r"(?:(?<=\bon )|(?<=\buntil )|(?<=\btill )|(?<=\bsince )|(?<=\bbefore )|(?<=\bafter )|(?<=\bfrom ))"
_SHORT_END = r"(?!\w|[.,/-]\d|\s?%)"
_SHORT = "|".join(
    (
        rf"{_NOT_JOINED}(?P<d8>{_LATE_DAY})/(?P<m8>0[1-9]){_SHORT_END}",
        rf"{_NOT_JOINED}(?P<m9>0[1-9])/(?P<d9>{_LATE_DAY}){_SHORT_END}",
        rf"{_LED}(?!24/7)(?P<dA>{_LATE_DAY})/(?P<mA>{_MONTH_NUMBER}){_SHORT_END}",
        rf"{_LED}(?<!from )(?P<mB>{_MONTH_NUMBER})/(?P<dB>{_LATE_DAY}){_SHORT_END}",
        rf"(?<=\bon )(?P<dC>{_LATE_DAY})\.(?P<mC>0[1-9]|1[0-2]){_SHORT_END}",
    )
)
_LED_YEAR = (
    r"\b(?:in|since|of|by|during|from|until|till|before|after|year|early|late|mid|fy|fiscal\syear)[\s-]?"
    rf"(?P<y6>{_YEAR}){_END}(?!\s?(?:%|people|persons))"
)
_WEEKDAY = rf"\b(?P<w7>{'|'.join(WEEKDAYS)})\b"
_FORMS = (_DAY_MONTH, _MONTH_DAY, _MONTH_YEAR, _ISO, _DOUBTFUL, _SHORT, _LED_YEAR, _WEEKDAY)
_DATE = re.compile("|".join(_FORMS))
_BOUNDS = frozenset(["since", "until", "till", "by", "before", "after", "from", "through", "between", "to"])
_PREPOSITION = re.compile(r"([a-z]+)\s+(?:the\s+)?$")
_REFERENCE = re.compile(rf"\b(?:{'|'.join(sorted(REFERENCES))})\.?\s*$")  # "case no. 14/06"
_LOOK_BACK = 24
_BEFORE_A_DAY = frozenset(["on", "until", "till", "since", "before", "after", "from", "by", "to", *WEEKDAYS])
_WORD_BEFORE = re.compile(r"(?P<word>[\w/]+)[ \u00a0]$")
_WORD_BEHIND = re.compile(r"[ \u00a0](?P<word>\w+)")
_ENOUGH_SHARED = 0.6
_ENOUGH_WORDS = 3
MOST_DATES = 32  # more make a calendar
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Date:
    """A date as precisely as it is stated; ``text[start:end]`` are its words."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0
    bound: str = ""  # "since", "until", …: the date limits a period

    def meets(self, other: Date) -> bool:
        """Tell whether both state a year, a month or a weekday, so that they can be compared."""
        return any(None not in pair for pair in self._pairs(other))

    def excludes(self, other: Date) -> bool:
        """Tell whether no day is both; unknown parts agree with anything."""
        return any(None not in {a, b} and a != b for a, b in self._pairs(other))

    def _pairs(self, other: Date) -> list[tuple[int | None, int | None]]:
        pairs = [(self.year, other.year), (self.month, other.month), (self.weekday, other.weekday)]
        return pairs if None in pairs[1] else [*pairs, (self.day, other.day)]


def find_dates(text: str) -> tuple[Date, ...]:
    """Return the dates that ``text`` states without doubt, in order."""
    folded = fold(text)
    read = (_read(match, folded) for match in _DATE.finditer(folded))
    return tuple(date for date in read if date is not None)


def date_offsets(text: str) -> frozenset[int]:
    """Return the offsets that dates take up, doubtful ones too."""
    return frozenset(at for match in _DATE.finditer(fold(text)) for at in range(*match.span()))


def date_conflict(claim: str, passage: str) -> Conflict | None:
    """Return a conflict when all dates of ``claim`` and of ``passage`` exclude each other, on one event."""
    stated = [date for date in find_dates(passage) if not date.bound][:MOST_DATES]
    dates = find_dates(claim)[:MOST_DATES]
    pairs = [(date, other) for date in dates for other in stated if date.meets(other)]
    if any(not date.excludes(other) for date, other in pairs) or not _same_event(claim, passage):
        return None
    words = {token.text for text in (claim, passage) for token in tokenise(text)}
    years = {token.text for token in tokenise(passage)}
    if words & RELATIVE_DAYS or any(str(date.year) in years for date in dates):
        return None
    return next((_conflict(claim, passage, *pair) for pair in pairs if not pair[0].bound), None)


def _read(match: re.Match[str], folded: str) -> Date | None:
    groups = {name[0]: value for name, value in match.groupdict().items() if value}
    start, end = match.span()
    if _is_other(match, folded):
        return None
    end -= match.group().endswith(".")
    start += len(groups.get("r", "")) if match.group("r1") else 0
    if "a" in groups:
        day_month = _day_and_month(groups)
        if day_month is None:
            return None
        groups |= dict(zip("dm", day_month, strict=True))
    month = groups.get("m", "")
    preposition = _PREPOSITION.search(folded[max(0, start - _LOOK_BACK) : start])
    bound = preposition.group(1) if preposition and preposition.group(1) in _BOUNDS else ""
    if match.group("y6"):
        word = match.group().split()[0].rstrip("0123456789-")
        bound = word if word in _BOUNDS else ""
        start = match.start("y6")
    return Date(
        start,
        end,
        int(groups["y"]) if "y" in groups else None,
        MONTHS.get(month) or (int(month) if month else None),
        int(groups["d"]) if "d" in groups and not groups.get("r") else None,
        WEEKDAYS.index(groups["w"]) if "w" in groups else None,
        bound,
    )


def _is_other(match: re.Match[str], folded: str) -> bool:
    """Tell whether what looks like a date in digits is a reference, a fraction or a quantity."""
    start, end = match.span()
    led = folded[max(0, start - _LOOK_BACK) : start]
    if any(match[group] for group in ("m4", "a5", "m8", "m9")) and _REFERENCE.search(led):
        return True
    if match["m8"] or match["m9"]:  # "A/RES 15/06", "the 14/08 model"
        before = _WORD_BEFORE.search(led)
        return before is not None and before["word"] not in _BEFORE_A_DAY
    if match["mB"] or match["mC"]:  # "on 9/15 members", "on 13.10 million pupils"
        behind = _WORD_BEHIND.match(folded, end)
        return behind is not None and behind["word"] not in FUNCTION_WORDS
    return False


def _day_and_month(groups: dict[str, str]) -> tuple[str, str] | None:
    """Return day and month of a date in digits where they cannot be taken for each other, or have points."""
    one, two, most = groups["a"], groups["b"], len(FULL_NAMES)
    if len(groups["y"]) < len("2025") or max(int(one), int(two)) > _MOST_DAYS:
        return None
    if int(one) > most >= int(two) > 0 or (groups["s"] == "." and 0 < int(two) <= most and int(one)):
        return one, two
    return (two, one) if int(two) > most >= int(one) > 0 else None


def content(text: str, beside: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the stems of the words of a text that stand in no date, without those of ``beside``."""
    dated = date_offsets(text)
    tokens = (t for t in tokenise(text) if t.kind is TokenKind.WORD and t.start not in dated)
    words = [t.text for t in tokens if t.text not in beside]
    return stems(nation(word) or word for word in words)


def _same_event(claim: str, passage: str) -> bool:
    """Tell whether nearly all that the claim says, its date apart, is in the passage too."""
    said, stated = content(claim), content(passage)
    shared = len(said & stated)
    return shared >= _ENOUGH_WORDS and shared >= _ENOUGH_SHARED * len(said)


def _conflict(claim: str, passage: str, date: Date, other: Date) -> Conflict:
    ours, theirs = claim[date.start : date.end], passage[other.start : other.end]
    return Conflict(
        claim_text=ours,
        passage_text=theirs,
        stated=theirs,
        claim_span=Span(date.start, date.end),
        passage_span=Span(other.start, other.end),
    )
