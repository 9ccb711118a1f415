"""Held-out posts in other clothes: what verdicts lose when posts are misspelt, drawn in bold or framed.

The same posts each time, plain ones of middle length, changed by code and checked against all briefings. The
frames are those that were written for this alone, by another hand than those of training
(``training/remarks.py``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from checker.config import load_settings
from checker.remarks import is_negated
from checker.verdict import Thresholds
from eval.end_to_end import gold_found
from eval.measures import Found
from training import mixture
from training.counterfactuals.denial import FLIPPED
from training.remarks import Frame, as_it_is, by_kind, frames, put
from training.slips import mistyped
from training.verdict import gather, scores

POSTS, QUICK_POSTS = 300, 60
CHANGED = 0.1  # of the letters that may be
_PLAIN = re.compile(r"[A-Z][^#@?!:\"“\n]{15,110}")
_ALIKE = str.maketrans("aceopxyi", "асеорхуі")  # as Cyrillic has them
_FIGURES = {"a": "@", "e": "3", "i": "1", "o": "0"}

Change = Callable[[str, random.Random], str]


def _bold(text: str, _rng: random.Random) -> str:
    """Return text in the sans-serif bold of mathematics, which has its letters in two blocks of 26."""
    capital, small = ord("𝗔") - ord("A"), ord("𝗮") - ord("a")
    return "".join(
        chr(ord(c) + (capital if c.isupper() else small)) if c.isascii() and c.isalpha() else c for c in text
    )


def _drawn_out(text: str, rng: random.Random) -> str:
    return re.sub(r"[aeiou](?=[a-z])", lambda m: m[0] * 3 if rng.random() < CHANGED else m[0], text)


def _with_figures(text: str, rng: random.Random) -> str:
    return re.sub(
        r"(?<=[A-Za-z])[aeio](?=[a-z])", lambda m: _FIGURES[m[0]] if rng.random() < CHANGED else m[0], text
    )


def _run_together(text: str, rng: random.Random) -> str:
    blanks = [m.start() for m in re.finditer(r"(?<=[a-z]) (?=[a-z])", text)]
    at = rng.choice(blanks) if blanks else len(text)
    return text[:at] + text[at + 1 :]


def _broken(text: str, rng: random.Random) -> str:
    """Return text with a word broken by the end of a line."""
    return _in_a_long_word(text, rng, lambda word: f"{word[:4]}-\n{word[4:]}")


def _letters_apart(text: str, rng: random.Random) -> str:
    return _in_a_long_word(text, rng, lambda word: " ".join(word.upper()))


def _stars_for_vowels(text: str, rng: random.Random) -> str:
    return _in_a_long_word(text, rng, lambda word: word[0] + re.sub("[aeiou]", "*", word[1:-1]) + word[-1])


def _in_a_long_word(text: str, rng: random.Random, change: Callable[[str], str]) -> str:
    words = list(re.finditer(r"\b[a-z]{7,}\b", text))
    if not words:
        return text
    word = rng.choice(words)
    return text[: word.start()] + change(word[0]) + text[word.end() :]


def _framed(kind: str) -> Change:
    """Return what puts a post into a frame of a kind."""

    def change(text: str, rng: random.Random) -> str:
        return put(rng.choice(_frames()[kind]), as_it_is(text)).text

    return change


@cache
def _frames() -> dict[str, list[Frame]]:
    return by_kind(frames(held_out=True))


FORMS: Mapping[str, Change] = {
    "plain": lambda text, _: text,
    "one_word_misspelt": lambda text, rng: mistyped(text, rng, 1),
    "two_words_misspelt": lambda text, rng: mistyped(text, rng, 2),
    "two_words_without_a_blank": _run_together,
    "letters_drawn_out": _drawn_out,
    "figures_for_letters": _with_figures,
    "word_broken_by_a_line_end": _broken,
    "letters_apart": _letters_apart,
    "stars_for_vowels": _stars_for_vowels,
    "in_bold": _bold,
    "letters_of_another_alphabet": lambda text, _: text.translate(_ALIKE),
    "told": _framed("told"),
    "called_false": _framed("false"),
}


def measure(home: Path, *, quick: bool = False) -> Found:
    """Return the measures of the same posts in each form; those called false should get the other verdict."""
    rng = random.Random(13)
    plain = [post for post in mixture.briefing_posts(held_out=True) if _PLAIN.fullmatch(post.text)]
    posts = rng.sample(plain, QUICK_POSTS if quick else POSTS)
    k = load_settings(data_dir=home).candidates
    found: dict[str, dict[str, float]] = {}
    for name, change in FORMS.items():
        turned = name == "called_false"
        changed = [
            replace(post, text=change(post.text, rng), label=FLIPPED[post.label] if turned else post.label)
            for post in posts
            if not turned
            or not is_negated(post.text)  # "nobody died, fake news": who says that somebody did?
        ]
        cases = gather(changed, k, home)
        measured = scores(cases, [case.verdict(Thresholds()) for case in cases])
        found[name] = {"rows": measured.pop("posts"), **measured, "gold_found": gold_found(cases)}
    return Found(found)
