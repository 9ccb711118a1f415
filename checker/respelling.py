"""Misspelt words of English, as they were meant. Pure.

A network reads "Foriegn" as three pieces that mean nothing, and a search by words finds nobody who has it:
one such word in each post took a tenth of macro-F1 away (docs/adr/0043-misspelt-words.md). A word is only
taken for another that is one slip of the fingers away (Damerau 1964): two letters exchanged, one typed
twice or once instead of twice, or, in a longer word that hardly anybody writes, one too many, too few or
another one. Best is a word that the passages have, next a common one. First and last letters stay, since
endings say who and when. Words that people know are what they are: "quiet" is not "quite", "Hondurans" are
not Honduras.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from checker.run_together import english

# Not in a handle, a hashtag or an address.
_WORD = re.compile(r"(?<![\w@#./])[^\W\d_]+(?![\w@/]|\.\w)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST, _LONGER = 5, 6  # letters: of short words too many are one slip from another
# Places in the list of English words, the commonest first. Further down than the first stand misspellings
# that are common ("recieved", 54,814) beside names of places and people; further than the second hardly
# anything else.
_KNOWN, _MET = 50_000, 150_000


def ready() -> None:
    """Read the list of words now, not with the first post that has one of which this must be asked."""
    english(_KNOWN)


def respelled(text: str, has: Callable[[str], bool]) -> str:
    """Return ``text`` with its misspelt words as they were meant.

    Parameters
    ----------
    has
        Whether the passages have a word, given in small letters without accents.
    """
    return _WORD.sub(lambda match: _respelled(match[0], has), text)


def _respelled(word: str, has: Callable[[str], bool]) -> str:
    typed = _plain(word)
    if len(typed) < _SHORTEST or not _is_plain(word) or has(typed) or typed in english(_KNOWN):
        return word
    meant = _meant(typed, _exchanged_or_doubled(typed), has)
    if meant is None and len(typed) >= _LONGER and typed not in english(_MET):
        # A name is another name with another letter, unless only that one is spoken of: Smeech is no speech.
        meant = _meant(typed, _another_letter(typed), has, common=word.islower())
    if meant is None:
        return word
    return meant.upper() if word.isupper() else meant.capitalize() if word[0].isupper() else meant


def _is_plain(word: str) -> bool:
    """Whether a word has capitals where words have them, and not FoxNews."""
    return word.islower() or word.isupper() or word[1:].islower()


def _meant(typed: str, near: Iterator[str], has: Callable[[str], bool], *, common: bool = True) -> str | None:
    """Return the word that was meant: one that the passages have, or else, if wanted, the commonest."""
    words, known = {*near} - {typed}, english(_KNOWN)
    found = [word for word in words if has(word)] or [word for word in words if common and word in known]
    return min(found, key=lambda word: (known.of(word), word), default=None)


def _exchanged_or_doubled(word: str) -> Iterator[str]:
    for n in range(1, len(word) - 1):
        if n < len(word) - 2:
            yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]
        yield word[: n + 1] + word[n:]
        if word[n] == word[n - 1]:
            yield word[:n] + word[n + 1 :]


def _another_letter(word: str) -> Iterator[str]:
    for n in range(1, len(word)):
        for letter in _LETTERS:
            yield word[:n] + letter + word[n:]
            if n < len(word) - 1:
                yield word[:n] + letter + word[n + 1 :]
        if n < len(word) - 1:
            yield word[:n] + word[n + 1 :]


def _plain(word: str) -> str:
    """Return a word in small letters without accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)) or word
