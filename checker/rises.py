"""A figure beside the earlier one: which of them is more, said in words, and told from today. Pure.

The network does not compare "41 minutes, against 24 a year ago", and takes "was lower a year ago than it is
now" for a fall.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.negation import says_no

OTHER_END = {
    one: other
    for pair in """
    higher/lower larger/smaller bigger/smaller longer/shorter older/younger faster/slower heavier/lighter
    warmer/colder hotter/cooler taller/shorter stronger/weaker wider/narrower deeper/shallower better/worse
    earlier/later richer/poorer cheaper/dearer louder/quieter more/fewer
    """.split()
    for one, other in (pair.split("/"), reversed(pair.split("/")))
} | {"less": "more", "smaller": "larger", "shorter": "longer", "fewer": "more", "cooler": "warmer"}

_SPAN = "(?:year|month|week|quarter|decade|season|day)"
_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_THEN = (
    rf"(?:{_COUNT} {_SPAN}s? (?:ago|earlier|before)|(?:this time )?last {_SPAN}|the {_SPAN} before"
    rf"|(?:in )?the (?:previous|preceding) {_SPAN}"
    rf"|in (?:the same \w+ of )?(?:{_MONTH} )?(?:of )?(?:19|20)\d\d"
    rf"|in {_MONTH}(?:(?: of)? last year)?|in the {_SPAN} before)"
)
_NO_UNIT = r"(?:as|against|compared|versus|up|down|in|this|now|today|at|on|by|last|the)\b"
_NUMBER = r"\d+(?:[.,]\d+)*"
_UNIT = rf"(?: ?%| ?°C?|(?: (?!{_NO_UNIT})[a-z][a-z-]*){{1,5}})?"
_FIGURES = re.compile(
    rf"(?<![\w.,–−-])(?P<now>{_NUMBER})(?P<unit>{_UNIT})"
    rf"(?P<when> (?:now|today|this {_SPAN}|in (?:19|20)\d\d))?,? "
    r"(?P<word>up from|down from|(?:as )?against|compared (?:with|to)|versus) "
    rf"(?P<money>[$€£])?(?P<before>{_NUMBER})(?P<old_unit>{_UNIT}?) (?P<then>{_THEN})\b(?![/–’'-])"
    r"(?P<end> (?=(?:and|but|while)\b)|[^\w\s]|$)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?")
# Right before a figure that is what something is, and not a bound, a rank, a vote or how much it changed.
_IS_NOW = re.compile(
    r"\b(?:(?:is|are|was|were)(?: now| currently| only)?|stands? at|stood at|reached|totall?ed|averag\w+) $",
    re.IGNORECASE,
)
# In the same clause it is less than nothing, how far it is from something, a result, or not so.
_NO_FIGURE = says_no(
    r"below|behind|under|less|lower|fewer|early|earlier|late|later|short|negative|loss|minus|down|away|if|fail\w*"
    r"|would|expect\w*|target\w*|forecast\w*|false\w*|rank\w*|places?|table|index|grade|category|version|votes?"
    r"|score|won|lost|between|yen|roubles?|dollar|pound|rupee|lira|peso|\d[\d.,]*"
)
_CLAUSE_ENDS = re.compile(r"[.,;:!?“”\"\n](?!\d)|\band\b|\bbut\b")
_FURTHEST = 10  # times as much: beyond that the two figures are hardly of one kind
_YEAR = re.compile(r"(?:19|20)\d\d")
_WHOLE = 1_000  # a number from here on is written out
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_ADJECTIVE = "|".join(word for word in OTHER_END if word not in {"more", "less", "fewer"})
_NOW = r"(?:now|today|at present|currently|at the moment|this (?:year|month|week))(?=$|[.!?,;)])"
_WAS = re.compile(
    rf"(?P<be>was|were) (?P<word>{_ADJECTIVE}) (?P<then>{_THEN}) than "
    rf"(?:(?:it|they|there) (?:is|are) )?{_NOW}",
    re.IGNORECASE,
)
_IS = re.compile(
    rf"(?P<be>is|are) (?P<word>{_ADJECTIVE}) (?:now|today) than "
    rf"(?:it|they|there) (?:was|were) (?P<then>{_THEN})\b",
    re.IGNORECASE,
)
_NOBODY = says_no("few", "I was", "I am")  # "no prices are lower now" turns round with its subject
_COMPARING = re.compile(
    rf"\b(?:{_ADJECTIVE}|r[io]se[ns]?|rising|f[ae]ll(?:en|s|ing)?|gr[eo]w\w*|increas\w+|decreas\w+|declin\w+"
    r"|dropp?\w*|up|down|climb\w*|soar\w*|jump\w*|plung\w*|shr[aiu]nk\w*|doubl\w+|halv\w+|than|cut|gained?)\b",
    re.IGNORECASE,
)
_PRESENT = {"was": "is", "were": "are"}


def with_directions(text: str, claim: str) -> str:
    """Return a text in which a figure beside an earlier one is said to be higher or lower than that.

    For a claim that compares; beside others the text stays as it is.
    """
    return _FIGURES.sub(_compared, text) if _COMPARING.search(claim) else text


def seen_from_today(text: str) -> str:
    """Return "was lower a year ago than now" as "is higher than a year ago", and all else as it was."""
    if _NOBODY.search(text):
        return text
    text = _WAS.sub(
        lambda m: f"{_PRESENT[m['be'].lower()]} {OTHER_END[m['word'].lower()]} than {m['then']}", text
    )
    return _IS.sub(lambda m: f"{m['be']} {m['word']} than {m['then']}", text)


def _compared(match: re.Match[str]) -> str:
    unit, old_unit = (match["unit"] or "").split(), (match["old_unit"] or "").split()
    now, before = _value(match["now"], unit), _value(match["before"], old_unit)
    if before and before < _WHOLE and not old_unit:
        before = _value(match["before"], unit)  # "5.6 million, against 4.1"
    alike = (
        old_unit in ([], unit, unit[-1:])
        and (unit or not _YEAR.fullmatch(match["now"]))
        and _is_figure(match)
    )
    if not now or not before or not alike or not 1 < max(now, before) / min(now, before) <= _FURTHEST:
        return match[0]
    word = "higher" if now > before else "lower"
    if match["word"].lower().startswith("down" if now > before else "up"):
        return match[0]
    old = f"{match['money'] or ''}{match['before']}{match['old_unit'] or ''}"
    end = f",{match['end']}" if match["end"] == " " else match["end"]
    figure = f"{match['now']}{match['unit'] or ''}{match['when'] or ''}"
    return f"{figure}, {word} than {match['then']}, when it was {old}{end}"


def _is_figure(match: re.Match[str]) -> bool:
    """Whether both numbers are of one currency, and the first is what something is now."""
    led = match.string[: match.start()]
    money = led[-1:] if led[-1:] in tuple("$€£") else ""
    clause = _CLAUSE_ENDS.split(led.removesuffix(money))[-1]
    apart = match["word"].lower().endswith(("from", "to", "with")) or "," in match[0] or "%" in match[0]
    return (
        match["money"] in {None, money}
        and apart
        and _IS_NOW.search(clause) is not None
        and not _NO_FIGURE.search(clause)
        and not _NO_FIGURE.search(match["unit"] or "")
    )


def _value(written: str, unit: Sequence[str]) -> float | None:
    """Return the number that stands in figures before its unit; ``None`` where it cannot be told."""
    if not _THOUSANDS.fullmatch(written):
        return None
    scale = next((_SCALES[word] for word in unit if word in _SCALES), 1.0)
    return float(written.replace(",", "")) * scale
