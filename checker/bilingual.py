"""A sentence of a post that says it in two languages, parted: "Egypt has closed the canal / Ägypten hat ...".

One of the two is English, and says all of it; a name or a slogan in another language stays where it is.
"""

from __future__ import annotations

import re
from itertools import islice

from checker.clauses import subject
from checker.language import ENGLISH, UNDETERMINED, detect
from checker.lexicon import AUXILIARIES, FUNCTION_WORDS, REPORTING, is_verb
from checker.noise import trimmed
from checker.records import Span
from checker.run_together import KNOWN, english

_OTHER = "[\u0370-\u1dff\u2e80-\ud7ff\ufb1d-\ufefc]"  # letters of no Latin script
_JOINT = re.compile(
    r"(?<=\S)[^\S\n]*+\n\s*+"
    rf"|(?<=\S)\s++(?:[/|–—-]{{1,2}}\s++|(?=\()|(?={_OTHER}))"
    rf"|(?:(?<={_OTHER})|(?<={_OTHER}[.!?]))\s++(?=[A-Za-z])"
)
# Thai, Lao, Myanmar, Khmer, Japanese and Chinese put no blanks between words.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LETTER, _OTHER_LETTER = re.compile(r"[^\W\d_]"), re.compile(_OTHER)
_SMALL = re.compile(r"(?<!\S)[^\W\d_A-Z][^\W\d_]*")
_LEAST_WORDS, _LEAST_LETTERS, _LEAST_UNKNOWN = 4, 8, 3
_LONGEST, _MOST_JOINTS = 1_000, 12  # of a sentence that is looked through
_MOSTLY = 4  # of so many letters one may be of another script
_OPENS = tuple("\"“«‘'")


def parted(mask: str, sentence: Span) -> list[Span]:
    """Return the two parts of a sentence that says it in English and in another language, or the sentence."""
    text = mask[sentence.start : sentence.end]
    for joint in islice(_JOINT.finditer(text), _MOST_JOINTS) if len(text) <= _LONGEST else ():
        left, right = text[: joint.start()], text[joint.end() :]
        if _is_aside(right) or _leads(left, right):
            continue
        if any(_are_apart(one, other) for one, other in ((left, right), (right, left))):
            middle = sentence.start + joint.start(), sentence.start + joint.end()
            parts = trimmed(mask, sentence.start, middle[0]), trimmed(mask, middle[1], sentence.end)
            return [part for part in parts if part]
    return [sentence]


def _is_aside(right: str) -> bool:
    """Whether a bracket opens with which the sentence does not end."""
    ended = right.rstrip(" .!?")
    return right.startswith("(") and ended.find(")") != len(ended) - 1


def _leads(left: str, right: str) -> bool:
    """Whether words go on to what is said or named in another language: "they shouted", "its name is"."""
    words = left.lower().split()
    if right.startswith(_OPENS) or not words or words[-1] in FUNCTION_WORDS | REPORTING:
        return True
    return words[-1][-1] in ",:" or (is_verb(words[-1]) and AUXILIARIES.isdisjoint(words))


def _are_apart(one: str, other: str) -> bool:
    """Whether one part is English and another is not, and no mere name of something beside it."""
    size = len(_LETTER.findall(other)) // 2 if UNSPACED.search(other) else len(other.split())
    return 2 * size >= len(one.split()) and _is_english(one) and _is_foreign(other)


def _is_english(text: str) -> bool:
    words = text.strip("() ").split()
    whole = len(words) >= _LEAST_WORDS and bool(subject(" ".join(words)))
    return whole and not _OTHER_LETTER.search(text) and detect(text) == ENGLISH


def _is_foreign(text: str) -> bool:
    """Whether words are surely no English: the list of its words is asked before the guess of a language."""
    letters, others = len(_LETTER.findall(text)), len(_OTHER_LETTER.findall(text))
    if letters < _LEAST_LETTERS:
        return False
    if others:
        mostly = _MOSTLY * (letters - others) <= letters
    else:
        words = {word.casefold() for word in _SMALL.findall(text)}
        known = english(KNOWN)
        mostly = sum(word not in known for word in words) >= _LEAST_UNKNOWN
    return mostly and detect(text) not in {ENGLISH, UNDETERMINED}
