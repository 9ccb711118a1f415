"""The same post as other people would type it. Every style leaves numbers and names as they are."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

TYPOS = 2  # in a post
_TYPED = re.compile(r"\b[a-z]{5,}\b")
_SLANG = {
    "has not": "hasnt",
    "have not": "havent",
    "have been": "been",
    "has asked": "asked",
    "because": "cuz",
    "people": "ppl",
    "and": "n",
}
_OPENERS = ("ngl ", "yo ", "tbh ", "bruh ")
_CLOSERS = (" lol", " fr fr", " smh", " no cap")
_EMOJI = ("😱", "🔥", "🙏", "👀", "🚨", "🤔")
_TAGS = ("news", "viral", "breaking", "truth", "fyp", "update")
_HYPE = (
    "BREAKING: {}",
    "Just in — {}",
    "🚨 MUST READ 🚨 {}",
    "They don't want you to know this: {}",
    "WOW! {}",
)
_FORWARDS = (
    "Forwarded as received: {} https://example.org/n/{}",
    "FWD: {}\nhttps://example.org/{}\nShare with your family",
    "{} via https://example.org/?p={}",
)


def _lower(text: str, _chance: random.Random) -> str:
    return re.sub(r"(?<!\d)[.,;:!](?!\d)|[.,;:!](?=\s|$)", "", text).lower()


def _capitals(text: str, _chance: random.Random) -> str:
    return text.upper()


def _typos(text: str, chance: random.Random) -> str:
    """Swap, drop or double a letter inside some of the longer words that are no names."""
    words = [match.span() for match in _TYPED.finditer(text)]
    for start, end in sorted(chance.sample(words, min(TYPOS, len(words))), reverse=True):
        at = chance.randrange(start + 1, end - 2)
        one, two = text[at], text[at + 1]
        text = text[:at] + chance.choice((two + one, two, one + one + two)) + text[at + 2 :]
    return text


def _slang(text: str, chance: random.Random) -> str:
    for plain, slang in _SLANG.items():
        text = re.sub(rf"\b{plain}\b", slang, text)
    return chance.choice(_OPENERS) + text.rstrip(".") + chance.choice(_CLOSERS)


def _hashtags(text: str, chance: random.Random) -> str:
    """Make names hashtags where they stand, and add two tags that say nothing."""
    tagged = re.sub(r"(?<=[a-z] )([A-Z][a-z]{3,})\b", r"#\1", text)
    return f"{tagged} #{' #'.join(chance.sample(_TAGS, 2))}"


def _emoji(text: str, chance: random.Random) -> str:
    first, middle, last = chance.choices(_EMOJI, k=3)
    words = text.split(" ")
    half = len(words) // 2
    return " ".join([first, *words[:half], middle, *words[half:], last + last])


def _forwarded(text: str, chance: random.Random) -> str:
    return chance.choice(_FORWARDS).format(text, chance.randrange(10_000, 99_999))


def _hype(text: str, chance: random.Random) -> str:
    return chance.choice(_HYPE).format(text.rstrip(".") + "!!!")


STYLES: Mapping[str, Callable[[str, random.Random], str]] = {
    "lower": _lower,
    "capitals": _capitals,
    "typos": _typos,
    "slang": _slang,
    "hashtags": _hashtags,
    "emoji": _emoji,
    "forwarded": _forwarded,
    "hype": _hype,
}
