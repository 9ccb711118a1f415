"""Stems, synonym classes and nations: enough to tell whether two numbers count alike.

A word that is in a class stands for the class, so "repatriated" and "back home" meet. What is
in none is compared by its stem.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from checker.quantities.vocabulary import COUNTRIES, NATION_ENDINGS, PERSONS, STOPWORDS, SYNONYMS

_SUFFIXES = (
    *("ations", "ation", "ating", "ated", "ates", "ate", "ments", "ment", "ions", "ion", "ings", "ing"),
    *("ied", "ies", "ed", "es", "s", "e", "ly", "y"),
)
_NATIONS = {form: country.split("=", 1)[0] for country in COUNTRIES for form in country.split("=")}
_SHORTEST_STEM = 3


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the class of a folded word, or what is left without its usual English endings."""
    word = word.removesuffix("'s").removesuffix("’s")
    if word in SYNONYMS:
        return SYNONYMS[word]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            word = word.removesuffix(suffix)
            break
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == word[-2] else word


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of the words that carry content."""
    return frozenset(stem(word) for word in words if word not in STOPWORDS and len(word) > 1)


@lru_cache(maxsize=8192)
def nation(word: str) -> str:
    """Return the country that a folded word names or is derived from, or nothing."""
    for length in range(len(word), _SHORTEST_STEM - 1, -1):
        found = _NATIONS.get(word[:length])
        if found and word[length:] in NATION_ENDINGS:
            return found
    return ""


def is_person(word: str) -> bool:
    """Tell whether a folded word means people, by nature or by nation."""
    return word in PERSONS or bool(nation(word))
