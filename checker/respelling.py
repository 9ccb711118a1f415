"""Misspelt words of English, as they were meant. Pure.

A network reads "Foriegn" as three pieces that mean nothing, and a search by words finds nobody who has it:
one such word in each post took a tenth of macro-F1 away (docs/adr/0043-misspelt-words.md). A word is only
taken for another that is one slip of the fingers away (Damerau 1964): two letters exchanged, one typed
twice or once instead of twice, or, in a longer word that hardly anybody writes, one too many, too few or
another one, or no blank between two words. So it is where a letter is drawn out ("nooo") or a figure stands
for one ("k1lled"), or a star ("k*lled"). Best is a word that the passages have, next a common one. First and
last letters stay, since endings say who and when. Words that people know are what they are: "quiet" is not
"quite", "Hondurans" are not Honduras; and so are their regular forms, which a list of words leaves out more
often than the words themselves: who "deports" somebody does not depart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product

from checker.plain_letters import without_accents
from checker.run_together import KNOWN, english

# Letters, and what stands for one between them. Not in a handle, a hashtag or an address.
_WORD = re.compile(r"(?<![\w@#./])[^\W\d_]+(?:[0-9@$*]+[^\W\d_]+)*(?![\w@/]|\.\w)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_RUN = re.compile(r"(.)\1*")
_DRAWN_OUT = 3  # times the same letter in a row, or more
_STANDS_FOR = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "*": "aeiou"}
_MOST_SIGNS = 4  # in a word: a star stands for any vowel
_SHORTEST, _LONGER = 5, 6  # letters: of short words too many are one slip from another
# What looking at nonsense may take: letters of a word, and words of a text that nobody knows.
_LONGEST, _MOST = 24, 20
# Places in the list of English words, the commonest first. Further down than the second hardly anything
# stands but misspellings and names.
_COMMON, _MET = 1_000, 150_000
_LONG_PART = 4  # letters of a word that is run together with another; shorter ones must be common
_STEM = 4  # letters of a word of which there may be other forms
_PREFIX = re.compile("^(?:un|re|de|dis|mis|over|out|co)")
# Regular endings, and what stands in their place in the word itself.
_ENDINGS = (
    (re.compile("(?:(?<=[sxzo])|(?<=[cs]h))es$"), ("",)),
    (re.compile("(?<![siu])s$"), ("",)),
    (re.compile("(?<=[^aeiou])i(?:es|ed)$"), ("y",)),
    (re.compile("(?:ed|ing|ers?)$"), ("", "e")),
    (re.compile(r"(?<=([bdgklmnprt]))\1(?:ed|ing|ers?)$"), ("",)),
)

Has = Callable[[str], bool]


def ready() -> None:
    """Read the list of words now, not with the first post that has one of which this must be asked."""
    english(KNOWN)


def respelled(text: str, has: Has) -> str:
    """Return ``text`` with its misspelt words as they were meant.

    Parameters
    ----------
    has
        Whether the passages have a word, given in small letters without accents.
    """
    unknown = 0

    def spelt(match: re.Match[str]) -> str:
        nonlocal unknown
        word, typed = match[0], _plain(match[0])
        if len(typed) > _LONGEST or not _is_plain(word) or has(typed) or typed in english(KNOWN):
            return word
        unknown += 1
        meant = _meant(typed, has, name=not word.islower()) if unknown <= _MOST else None
        if meant is None:
            return word
        return meant.upper() if word.isupper() else meant.capitalize() if word[0].isupper() else meant

    return _WORD.sub(spelt, text)


def _is_plain(word: str) -> bool:
    """Whether a word has capitals where words have them, and not FoxNews."""
    return word.islower() or word.isupper() or word[1:].islower()


def _meant(typed: str, has: Has, *, name: bool) -> str | None:
    """Return what was meant by a word that neither the passages nor people know."""
    if not typed.isalpha():
        return _best(_with_letters(typed), has)
    if drawn_out := _best(_drawn_in(typed), has):
        return drawn_out
    if len(typed) < _SHORTEST:
        return None
    meant = _best(_exchanged_or_doubled(typed), has)
    if meant or len(typed) < _LONGER or typed in english(_MET) or _is_form(typed, has):
        return meant
    if name:  # another letter makes another name, unless only that one is spoken of: Smeech is no speech
        return _best(_another_letter(typed), has, common=False)
    two = _two_words(typed, has)
    sure = two and all(word in english(_COMMON) for word in two.split())
    return two if sure else _best(_another_letter(typed), has) or two


def _best(near: Iterable[str], has: Has, *, common: bool = True) -> str | None:
    """Return the best of some words: one that the passages have, or else, if wanted, the commonest."""
    words, known = {*near}, english(KNOWN)
    found = [word for word in words if has(word)] or [word for word in words if common and word in known]
    return min(found, key=lambda word: (known.of(word), word), default=None)


def _with_letters(typed: str) -> Iterator[str]:
    """Yield a word with letters for the figures and signs in it; nothing where one stands for none."""
    letters = [_STANDS_FOR.get(c, "" if not c.isalpha() else c) for c in typed]
    short = "*" in typed and len(typed) < _SHORTEST
    if short or sum(not c.isalpha() for c in typed) > _MOST_SIGNS:
        return iter(())
    return ("".join(chosen) for chosen in product(*letters))


def _drawn_in(typed: str) -> Iterator[str]:
    """Yield a word with each letter that is drawn out once or twice; nothing where none is."""
    runs = [match[0] for match in _RUN.finditer(typed)]
    if any(len(run) >= _DRAWN_OUT for run in runs):
        parts = [(run[0], run[:2]) if len(run) >= _DRAWN_OUT else (run,) for run in runs]
        yield from map("".join, product(*parts))


def _exchanged_or_doubled(word: str) -> Iterator[str]:
    for n in range(1, len(word) - 1):
        if n < len(word) - 2 and word[n] != word[n + 1]:
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


def _is_form(word: str, has: Has) -> bool:
    """Whether a word is a regular form of one that is known: "evacuates", "unblocked"."""
    bare = {word, _PREFIX.sub("", word)}
    stems = {stem for one in bare for stem in (one, *_stems(one))} - {word}
    return any(len(stem) >= _STEM and (stem in english(KNOWN) or has(stem)) for stem in stems)


def _stems(word: str) -> Iterator[str]:
    """Yield what a word would be without a regular ending."""
    for ending, instead in _ENDINGS:
        if match := ending.search(word):
            yield from (word[: match.start()] + letter for letter in instead)


def _two_words(typed: str, has: Has) -> str | None:
    """Return the commonest two words that stand there without a blank between them."""
    known, common = english(KNOWN), english(_COMMON)

    def is_word(part: str) -> bool:
        return part in common or (len(part) >= _LONG_PART and (part in known or has(part)))

    parts = ((typed[:n], typed[n:]) for n in range(2, len(typed) - 1))
    found = [pair for pair in parts if all(map(is_word, pair))]
    return " ".join(min(found, key=lambda pair: sum(map(known.of, pair)))) if found else None


def _plain(word: str) -> str:
    """Return a word in small letters without accents."""
    if word.isascii():
        return word.lower()
    return without_accents(word.casefold()) or word
