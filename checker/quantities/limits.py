"""Bounds that tell who or what is meant, and not how many: "children under 12", "cars above 120 km/h".

A count may be "over 60" and "over 65" at once. Whoever is entitled from 65 is not the same as from 60: there
the bound itself is the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from checker.quantities.comparators import BOUNDS, Comparator, Meant
from checker.quantities.numerals import Numeral
from checker.quantities.phrases import is_verbal
from checker.quantities.tokens import Token, TokenKind, glued, kind_at, word_at
from checker.quantities.units import AGE, DAYS, SPEED, WEIGHT, is_money
from checker.quantities.vocabulary import CLAUSE_ENDS, FUNCTION_WORDS, MODALS, PERSONS, words

_OLDEST = 120
_DAYS_OF_A_YEAR = 365.0
_LINKS = 6  # words between those meant and the bound
_EACH = words(
    "one everyone everybody anyone anybody nobody person child adult pensioner pupil woman man girl boy"
)
_THOSE = PERSONS - words("lives souls") | words("""
    those adults kids teenagers pensioners seniors pupils girls boys babies infants minors drivers motorists
    tourists visitors guests farmers teachers employees members graduates athletes players parents mothers
""")
_WHO = _EACH | _THOSE
_VEHICLES = words("vehicle vehicles car cars lorry lorries truck trucks van vans boats ships")
_HOLDERS = (
    _WHO
    | _VEHICLES
    | words("""
    household households family families couples earners taxpayers firms companies businesses employers
    owners
""")
)
_WEIGHING = words("weighing that weigh of with a weight")
_AGES = words("aged age ages")
_AGED = _AGES | words("the of is are who")
_OF_NO_TIME = words("under below above")  # "over 5 years" and "within 5 years" may be a span of time
_AGE_TRAILERS = words("over above older under younger")
_DETERMINERS = words("a any every each all the only")
_SAYING = words("said says")
_EARNING = words("earning making earn incomes income salaries salary savings turnover")
_OWN = _EARNING | words("who that which with an a annual yearly monthly household of on")
_PLURAL_INCOMES = words("incomes salaries earnings savings")
_SINGULAR_VERBS = words("is was has does")
_RULING = MODALS | words("is are")


def years(unit: str) -> float:
    """Return what of a unit makes a year of age; nothing of one that is no age."""
    return {"": 1.0, AGE: 1.0, DAYS: _DAYS_OF_A_YEAR}.get(unit, 0.0)


def limited(tokens: Sequence[Token], meant: Meant, unit: str, value: float, after: int) -> bool:
    """Tell whether a bound, of which ``after`` is the token behind it, says who or what is meant."""
    if meant.comparator not in BOUNDS:
        return False
    before = tokens[max(0, meant.start - _LINKS) : meant.start][::-1]
    if is_money(unit):
        return _is_income(before)
    if unit == WEIGHT:
        return next((t.text for t in before if t.text not in _WEIGHING), "") in _VEHICLES
    if unit == SPEED:
        return _is_speed(tokens, meant.start)
    return 0 < value <= _OLDEST * years(unit) and _is_age(tokens, meant.start, unit, after)


def age_end(tokens: Sequence[Token], after: int) -> int:
    """Step over "old" and "of age" behind a bound."""
    old = after + (word_at(tokens, after) == "-")
    if word_at(tokens, old) == "old":
        return old + 1
    return after + 2 * (word_at(tokens, after) == "of" and word_at(tokens, after + 1) == "age")


def age_group(tokens: Sequence[Token], numeral: Numeral) -> Meant | None:
    """Read "over-65s" and "under 12s", who are meant by their age."""
    if not (glued(tokens, numeral.last) and word_at(tokens, numeral.last) == "s" and numeral.high <= _OLDEST):
        return None
    at = numeral.first - 1
    at -= word_at(tokens, at) == "-" and glued(tokens, numeral.first)
    comparator = {"over": Comparator.OVER, "under": Comparator.UNDER}.get(word_at(tokens, at))
    return Meant(comparator, at, strict=True, limit=True) if comparator else None


def _is_age(tokens: Sequence[Token], start: int, unit: str, after: int) -> bool:
    before = tokens[max(0, start - _LINKS) : start][::-1]
    links = [token.text for token in takewhile(lambda token: token.text in _AGED, before)]
    holder = word_at(before, len(links))
    if holder not in _WHO:
        return False
    if unit == AGE or age_end(tokens, after) > after or _AGES.intersection(links):
        return True
    if links:  # "who are over 60", but not "the wait of patients is over 60 days"
        return "who" in links and links[0] in {"is", "are"}
    if unit:
        return _is_no_time(tokens, start, after)
    following = word_at(tokens, after)
    # "gave refugees over 60 tents", but "everyone over 60 travels".
    counted = following.endswith("s") and following not in FUNCTION_WORDS | _SINGULAR_VERBS
    return holder in _EACH or not counted


def _is_no_time(tokens: Sequence[Token], start: int, after: int) -> bool:
    """Tell "people over 60 years must pay" from "trained women over 5 years", which took so long."""
    if word_at(tokens, start) in _OF_NO_TIME or word_at(tokens, after - 1) in _AGE_TRAILERS:
        return True
    leading = start - 2 - (word_at(tokens, start - 2) in _DETERMINERS)
    opens = leading < 0 or word_at(tokens, leading) in CLAUSE_ENDS | _SAYING
    return opens and word_at(tokens, after) in _RULING


def _is_income(before: Sequence[Token]) -> bool:
    """Recognise "households earning", "families with an income of", "incomes" before a sum of money."""
    links = [token.text for token in takewhile(lambda token: token.text in _OWN, before)]
    if word_at(before, word_at(before, 0) == "of") in _PLURAL_INCOMES:
        return True
    if not _EARNING.intersection(links) or word_at(before, len(links)) not in _HOLDERS:
        return False
    return "earn" not in links or bool({"who", "that", "which"}.intersection(links))


def _is_speed(tokens: Sequence[Token], start: int) -> bool:
    """Recognise "drivers lose their licence above", but not "cars reached over"."""
    clause = takewhile(lambda token: token.text not in CLAUSE_ENDS, reversed(tokens[:start]))
    leading = word_at(tokens, start - 1)
    if kind_at(tokens, start - 1) is not TokenKind.WORD or leading in FUNCTION_WORDS or is_verbal(leading):
        return False
    return any(token.text in _HOLDERS for token in clause)
