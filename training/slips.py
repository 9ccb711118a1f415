"""Claims with slips of the fingers, as people post them, for training and for measuring.

Clean text alone teaches a network that "Foriegn" is no word: one misspelt word in each post took a tenth of
macro-F1 away (docs/adr/0043-misspelt-words.md). Slips are those of Damerau (1964), neighbours on a keyboard
and vowels taken for one another among them.
"""

from __future__ import annotations

import random
import re

from checker.run_together import KNOWN, english

_WORD = re.compile(r"[A-Za-z]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    letter: row[max(0, n - 1) : n] + row[n + 1 : n + 2] for row in _ROWS for n, letter in enumerate(row)
}
_VOWELS = "aeiou"
_MORE = 0.35  # how likely a text with so many slips has another one


def mistyped(text: str, rng: random.Random, count: int = 0) -> str:
    """Return ``text`` with ``count`` words misspelt, with 0 a few by chance; fewer where there are no more.

    Words of less than four letters, numbers and the first letter of a word stay, and no slip makes a word
    that people know.
    """
    wanted = count or _by_chance(rng)
    words = list(_WORD.finditer(text))
    rng.shuffle(words)
    found: list[tuple[int, int, str]] = []
    for word in words:
        typed = _slip(word[0], rng)
        if typed.lower() not in english(KNOWN):
            found.append((*word.span(), typed))
        if len(found) == wanted:
            break
    for start, end, typed in sorted(found, reverse=True):
        text = text[:start] + typed + text[end:]
    return text


def _by_chance(rng: random.Random) -> int:
    count = 1
    while rng.random() < _MORE:
        count += 1
    return count


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    low = letter.lower()
    others = [v for v in _VOWELS if v != low] if low in _VOWELS else list(_BESIDE.get(low, "e"))
    other = rng.choice(others)
    kinds = [
        before + after,
        before + letter + letter + after,
        before + (other.upper() if letter.isupper() else other) + after,
        before + (after[:1] + letter + after[1:] if after else letter + letter),
    ]
    return rng.choice(kinds)
