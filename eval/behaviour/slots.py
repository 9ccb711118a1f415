"""What the forms of ``capabilities.toml`` are filled with: a topic's words, and numbers drawn by seed.

The draw keeps labels certain: 3,472 rounds to 3,500 and lies between 3,000 and 4,000 for every
seed, and what must be wrong is out of reach of any rounding.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict

from eval.behaviour.topics import Topic

MONTHS = "January February March April May June July August September October November December".split()
DIGITS = "zero one two three four five six seven eight nine ten eleven twelve".split()
# Per cent, the same as a fraction, the same as one in so many, and a fraction that it is not.
SHARES = (
    (10, "a tenth", "one in ten", "half"),
    (20, "a fifth", "one in five", "two thirds"),
    (25, "a quarter", "one in four", "three quarters"),
    (50, "half", "one in two", "a tenth"),
    (75, "three quarters", "three in four", "a quarter"),
)
# Months, the same in years, and the same in years with digits.
SPANS = (
    (18, "a year and a half", "1.5 years"),
    (24, "two years", "2 years"),
    (30, "two and a half years", "2.5 years"),
    (36, "three years", "3 years"),
)
COSTS = (120, 240, 350, 460, 780)  # million


def slots(topic: Topic, salt: str) -> Mapping[str, str]:
    """Return every slot of a topic, and each once more with its first letter as a capital one.

    The same topic and salt give the same numbers.
    """
    chance = random.Random(f"{topic.id} {salt}")
    found = {
        **{name: str(value) for name, value in asdict(topic).items() if name != "unsaid"},
        "unsaid1": topic.unsaid[0],
        "unsaid2": topic.unsaid[1],
        "acronym_bare": topic.acronym.removeprefix("the "),
        **_counts(chance),
        **_money_and_time(chance),
    }
    found |= _verbs(topic, found)
    return {**found, **{name[0].upper() + name[1:]: capital(value) for name, value in found.items()}}


def capital(text: str) -> str:
    """Return a text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def _counts(chance: random.Random) -> dict[str, str]:
    thousands = chance.choice((3, 5, 6, 7, 8))
    count = 1_000 * thousands + chance.choice([n for n in range(461, 490) if n % 10])
    digits = str(count)
    return {
        "m": f"{count:,}",
        "m_plain": digits,
        "m_spaced": f"{count:,}".replace(",", " "),
        "m10": f"{10 * count:,}",
        "near": f"{count + chance.choice((-200, -120, 110, 230)):,}",
        "swapped": f"{int(digits[1] + digits[0] + digits[2:]):,}",
        "tenth": str(count // 10),
        "round": f"{1_000 * thousands + 500:,}",
        "far_round": f"{1_000 * thousands + 2_500:,}",
        "t": str(thousands),
        "u": str(thousands + 2),
        "t_words": DIGITS[thousands],
        "u_words": DIGITS[thousands + 2],
        "t000": f"{1_000 * thousands:,}",
        "u000": f"{1_000 * (thousands + 2):,}",
        "ceiling": f"{1_000 * (thousands + 1):,}",
        "high_floor": f"{1_000 * (thousands + 2):,}",
        "higher": f"{1_000 * (thousands + 4):,}",
        "low_ceiling": f"{1_000 * (thousands - 1):,}",
    }


def _money_and_time(chance: random.Random) -> dict[str, str]:
    cost, (percent, fraction, one_in, wrong) = chance.choice(COSTS), chance.choice(SHARES)
    months, years, years_digits = chance.choice(SPANS)
    day, month, year = chance.randint(3, 9), chance.randrange(12), chance.randint(2027, 2031)
    return {
        "cost": str(cost),
        "crore": f"{cost // 10}",
        "lakh": f"{10 * cost:,}",
        "billion": f"{cost / 1_000:g}",
        "percent": str(percent),
        "fraction": fraction,
        "one_in": one_in,
        "wrong_fraction": wrong,
        "months": str(months),
        "many_months": str(2 * months + 3),
        "years": years,
        "years_digits": years_digits,
        "day": str(day),
        "nth": f"{day}{'rd' if day == 3 else 'th'}",  # noqa: PLR2004  # the third
        "day2": str(day + chance.choice((12, 14, 18))),
        "month": MONTHS[month],
        "mon": MONTHS[month][:3],
        "month2": MONTHS[(month + chance.choice((2, 3, 5))) % 12],
        "year": str(year),
        "year2": str(year + 2),
    }


def _verbs(topic: Topic, numbers: Mapping[str, str]) -> dict[str, str]:
    counted = {name: f"{numbers[name]} {topic.things}" for name in ("m", "t000")}
    return {
        "notdone": topic.done.replace("have been", "have not been", 1),
        "havent": topic.done.replace("have been", "haven't been", 1),
        "done_one": topic.done.replace("have been", "has been", 1),
        "does_m": topic.does.replace("…", counted["m"]),
        "does_t": topic.does.replace("…", counted["t000"]),
        "we_m": topic.does.replace("…", counted["m"]).replace("has ", "have ", 1),
    }
