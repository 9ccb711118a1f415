"""A sum in another currency, and the same sum with its currency written otherwise."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from training.mixture import Pair

_SIGNS = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₦": "naira", "₹": "rupees"}
_NAMES = (
    *_SIGNS.values(),
    *"francs crowns pesos lira shillings yuan rand dirhams riyals dinars reais zlotys forints".split(),
)
_AMOUNT = r"(?P<amount>\d[\d,.]*\d|\d)(?P<size> (?:thousand|million|billion|trillion)|(?:[kKmM]|bn)\b)?"
_SUM = re.compile(
    rf"(?P<sign>[{''.join(_SIGNS)}]) ?{_AMOUNT}(?! ?[\w-]*(?:dollar|euro|pound))"
    rf"|{_AMOUNT.replace('amount', 'amount_').replace('size', 'size_')} (?P<name>{'|'.join(_NAMES)})\b"
)


def other_currency(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield a supported claim with its sum in another currency, and with the same one written otherwise.

    Nothing is made where the passage names two currencies, as where it gives a sum in both.
    """
    if pair.label != "supports":
        return
    found, said = list(_SUM.finditer(pair.claim)), {_currency(m) for m in _SUM.finditer(pair.evidence)}
    if len(found) != 1 or said != {_currency(found[0])}:
        return
    name = _currency(found[0])
    other = rng.choice([n for n in _NAMES if n != name])
    for currency, label in ((name, "supports"), (other, "contradicts")):
        for written in _written(found[0], currency):
            claim = pair.claim[: found[0].start()] + written + pair.claim[found[0].end() :]
            if written != found[0][0]:
                yield replace(pair, claim=claim, label=label, origin="counterfactual:currency")


def _currency(found: re.Match[str]) -> str:
    return found["name"] or _SIGNS[found["sign"]]


def _written(found: re.Match[str], currency: str) -> Iterator[str]:
    """Yield the sum in a currency: with its name, and with its sign if it has one."""
    amount, size = found["amount"] or found["amount_"], found["size"] or found["size_"] or ""
    yield f"{amount}{size} {currency}"
    for sign, name in _SIGNS.items():
        if name == currency:
            yield f"{sign}{amount}{size}"
