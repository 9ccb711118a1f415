"""Units of measure and money: how they are written and what they convert to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from checker.quantities.tokens import Token, glued, word_at

PERCENT = "%"
AGE = "age"
POINTS = "points"
DAYS = "time/d"
SPEED = "speed/kph"
WEIGHT = "mass/t"
DEGREES = "degrees"
GOES_BELOW = frozenset({PERCENT, POINTS, DEGREES})  # and money does
_PARTS = frozenset({"quarter", "half"})
_LONGEST = 3  # words in the longest unit


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: ``name`` is what may be compared, ``factor`` converts to it."""

    name: str = ""  # empty: things are counted
    factor: float = 1.0
    last: int = 0  # the token after it


_CURRENCIES = {
    "usd": "$ usd us$ dollar dollars buck bucks ڈالر डॉलर",
    "aud": "a$ aud",
    "cad": "c$ cad",
    "gbp": "£ gbp sterling pound pounds quid",
    "eur": "€ eur euro euros",
    "jpy": "¥ jpy yen",
    "cny": "cny rmb yuan renminbi",
    "rupee": "₹ ₨ rs re inr pkr lkr npr rupee rupees روپے روپیہ रुपये रुपए",
    "krw": "₩ krw",
    "ngn": "₦ ngn naira",
    "taka": "৳ bdt taka",
    "riyal": "sar riyal riyals rial rials",
    "dirham": "aed dirham dirhams",
    "peso": "₱ peso pesos php",
    "rand": "zar rand",
    "ringgit": "myr ringgit",
    "lira": "₺ lira liras",
    "shilling": "kes ugx tzs shilling shillings",
    "franc": "chf franc francs",
    "rouble": "₽ rub rouble roubles ruble rubles",
    "hryvnia": "₴ uah hryvnia hryvnias",
    "shekel": "₪ ils shekel shekels",
}
_MONEY = {form: name for name, forms in _CURRENCIES.items() for form in forms.split()}
_SIGNS = frozenset(form for form in _MONEY if not form.isalpha() or form in {"rs", "usd", "inr", "pkr", "re"})
_MEASURES = {
    "length/km": "1 km kms kilometre kilometres kilometer kilometers|1.609344 mile miles|"
    ".001 metre metres meter meters|.0003048 feet foot ft|"
    ".00001 cm centimetre centimetres centimeter centimeters",
    "area/ha": "1 hectare hectares ha|.404686 acre acres|"
    "100 sq_km square_kilometres square_kilometers km2 km²",
    WEIGHT: "1 tonne tonnes ton tons mt|.001 kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes|"
    ".000001 gram grams gramme grammes",
    "volume/l": "1 litre litres liter liters|3.78541 gallon gallons",
    "barrels": "1 barrel barrels bbl bpd",
    "power/mw": "1 megawatt megawatts mw|1000 gigawatt gigawatts gw|.001 kilowatt kilowatts kw",
    "energy/mwh": "1 mwh megawatt-hours|.001 kwh|1000 gwh",
    SPEED: "1 kph kmh km_/_h km_per_hour kilometres_per_hour kilometers_per_hour "
    "km_an_hour kilometres_an_hour kilometers_an_hour|1.609344 mph miles_per_hour miles_an_hour",
    DEGREES: "1 degree degrees °",
    DAYS: "1 day days دن दिन|7 week weeks fortnight_|14 fortnights|365/12 month months مہینے महीने|"
    "365 year years yr yrs سال साल|1/24 hour hours hr hrs گھنٹے घंटे|1/1440 minute minutes min mins|"
    "1/86400 second_ seconds secs|3650 decade decades",
    PERCENT: "1 % percent pc per_cent فیصد प्रतिशत فی_صد",
    POINTS: "1 percentage_point percentage_points|.01 basis_point basis_points bps",
}
_MEASURE = {
    form.strip("_"): (name, float(Fraction(group.split()[0])))
    for name, groups in _MEASURES.items()
    for group in groups.split("|")
    for form in group.split()[1:]
}


def is_money(name: str) -> bool:
    """Tell whether a unit is a currency."""
    return name in _CURRENCIES


def currency_before(tokens: Sequence[Token], first: int) -> tuple[str, int]:
    """Return the currency written before a number, as in "Rs 500" or "US$5", and where it starts."""
    at = first - 1
    if word_at(tokens, at) == "." and glued(tokens, at):
        at -= 1
    sign = word_at(tokens, at)
    if sign not in _SIGNS:
        return "", first
    pair = word_at(tokens, at - 1) + sign
    if glued(tokens, at) and pair in _MONEY:
        return _MONEY[pair], at - 1
    return _MONEY[sign], at


def unit_after(tokens: Sequence[Token], last: int) -> Unit:
    """Return the unit written after a number, or that of bare counts."""
    start = last + 1 if word_at(tokens, last) == "-" and glued(tokens, last) else last
    if word_at(tokens, start) in {"year", "years"} and _is_age(tokens, start):
        return Unit(AGE, 1.0, start + 1)
    for length in range(_LONGEST, 0, -1):
        written = "_".join(word_at(tokens, start + i) for i in range(length))
        if written in _MEASURE:
            name, factor = _MEASURE[written]
            return Unit(name, factor, start + length)
        if written == "point" and _is_part(tokens, last):
            return Unit(POINTS, 1.0, start + 1)
        if written in _MONEY and written not in _SIGNS:
            return Unit(_MONEY[written], 1.0, start + length)
    return Unit(last=last)


def _is_part(tokens: Sequence[Token], last: int) -> bool:
    """Recognise "a quarter point", "half-point", "half a point"; not "five-point", "two-and-a-half-point"."""
    part = last - 1 - (word_at(tokens, last - 1) in {"a", "-"})
    return word_at(tokens, part) in _PARTS and word_at(tokens, part - 1) != "-"


def _is_age(tokens: Sequence[Token], at: int) -> bool:
    return word_at(tokens, at + 1) == "old" or (word_at(tokens, at + 1), word_at(tokens, at + 2)) == (
        "-",
        "old",
    )
