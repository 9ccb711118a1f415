"""Words for numbers in English, Urdu and Hindi, and the scales that multiply what stands before."""

from __future__ import annotations

from collections.abc import Iterable


def _numbered(lists: Iterable[tuple[int, str]]) -> dict[str, int]:
    return {word: value for value, forms in lists for word in forms.split()}


_SMALL_WORDS = """zero,one ایک एक,two دو दो,three تین तीन,four چار चार,five پانچ पांच पाँच,six چھ چھے छह छः,
    seven سات सात,eight آٹھ आठ,nine نو नौ,ten دس दस,eleven گیارہ,twelve بارہ बारह,thirteen تیرہ,fourteen چودہ,
    fifteen پندرہ पंद्रह,sixteen سولہ,seventeen سترہ,eighteen اٹھارہ,nineteen انیس"""
_TENS_WORDS = """twenty بیس बीस,thirty تیس तीस,forty fourty چالیس चालीस,fifty پچاس पचास,sixty ساٹھ साठ,
    seventy ستر सत्तर,eighty اسی,ninety نوے"""
SMALL = _numbered(enumerate(_SMALL_WORDS.split(",")))
TENS = _numbered((10 * tens, forms) for tens, forms in enumerate(_TENS_WORDS.split(","), start=2))
TENS |= {"پچیس": 25, "पच्चीस": 25}
SCALES = _numbered(
    {
        12: "dozen درجن दर्जन",
        100: "hundred سو सौ",
        1_000: "thousand ہزار हजार हज़ार hazar hazaar",
        100_000: "lakh lac lakhs lacs لاکھ लाख",
        1_000_000: "million mn mln mio ملین",
        10_000_000: "crore crores karor کروڑ करोड़ करोड",
        1_000_000_000: "billion bn bln ارب अरब",
        1_000_000_000_000: "trillion tn trn",
    }.items()
)
GLUED = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000, "cr": 10_000_000}
PLURALS = {
    "dozens": 12,
    "hundreds": 100,
    "thousands": 1_000,
    "millions": 1_000_000,
    "billions": 1_000_000_000,
    "ہزاروں": 1_000,
    "لاکھوں": 100_000,
    "हजारों": 1_000,
    "लाखों": 100_000,
}
FEW = frozenset({"several", "few", "many", "کئی", "कई"})
