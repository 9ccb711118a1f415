"""Which clauses of a sentence stand alone as claims of their own. English only.

Splitting too little costs less than splitting too much: half a sentence is a claim that
nobody made. So both halves need a subject and a finite verb, and the second must not point
back ("and they sold it").
"""

from __future__ import annotations

import re

from checker.lexicon import (
    AUXILIARIES,
    BASE_VERBS,
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    RELATIVES,
    REPORTING,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_sure_verb,
    is_verb,
)
from checker.noise import trimmed
from checker.records import Span

_COORDINATOR = re.compile(
    r"(?P<cut>\s*[;；]\s+|,?\s+(?:and|but|while|whereas|plus|&|yet)\s+(?:also\s+|that\s+)?|\s*,\s+(?:also|plus)\s+)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s\ue000-\ue002]+")
_SUBJECT_WORDS, _LEAST_WHILE, _LONGEST = 9, 4, 2_000


def clauses(mask: str, sentence: Span) -> list[Span]:
    """Return the clauses of a sentence that each have their own subject and verb, or the sentence."""
    text = mask[sentence.start : sentence.end]
    if len(text) > _LONGEST:
        return [sentence]
    at, found = 0, []
    for cut in _COORDINATOR.finditer(text):
        if cut.start() >= at and _divides(
            text[at : cut.start()], cut["cut"], text[cut.end() :], text[: cut.start()]
        ):
            found.append((at, cut.start()))
            at = cut.end() - (len("that ") if cut["cut"].lower().endswith("that ") else 0)
    spans = (trimmed(mask, sentence.start + a, sentence.start + b) for a, b in [*found, (at, len(text))])
    return [span for span in spans if span]


def subject(text: str) -> str:
    """Return the words before the first finite verb, or nothing where they are no plain noun phrase."""
    words = text.split()
    for count, word in enumerate(words[: _SUBJECT_WORDS + 1]):
        if count and is_verb(word) and (is_sure_verb(word) or not _likely_noun(words, count)):
            tells = any(one.lower() == "that" for one in words[1:count])  # "Rumours that he left are ..."
            return " ".join(words[:count]) if _is_noun_phrase(words[:count]) and not tells else ""
    return ""


def starts_with_verb(text: str) -> bool:
    """Whether a sentence has lost its subject: "Also sent 50 tanks" without "Also"."""
    words = text.split()
    return len(words) > 1 and is_sure_verb(words[0]) and words[0].lower().replace("’", "'") not in _ASKING


_ASKING = AUXILIARIES - {"has", "had", "was", "were", "will"}


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text)


def _divides(left: str, joint: str, right: str, before: str) -> bool:
    """Whether ``left`` and ``right`` are two claims rather than two parts of one."""
    if not _balanced(before) or not is_statement(left):
        return False
    head = right[:200]
    joint = joint.lower().strip(" ,")
    if joint in {";", "；"}:
        return is_statement(head) and not _POINTS_BACK.match(head)
    if not _stands_alone(head) or _PAIR.search(left):
        return False
    if joint.endswith(" that"):
        return _has_clause(_tokens(head)) and " that " in left.lower()
    temporal = joint == "while" and min(len(_tokens(left)), len(_tokens(right))) < _LEAST_WHILE
    return not temporal and _has_clause(_tokens(head)) and not _awaits_subject(_tokens(left))


# "between Oman and", "both Oman and": the pair is not complete yet.
_PAIR = re.compile(r"\b(?:between|both|either|neither)\b(?!.*\b(?:and|or|nor)\b)", re.IGNORECASE | re.DOTALL)
_POINTS_BACK = re.compile(
    r"^(?:its|their|his|her|another|others|so|same)\b"
    r"|\b(?:it|they|them|he|him|she|this(?! (?:year|month|week|morning|evening|season|summer|winter)\b)|these"
    r"|those|any|one|ones|another|others|so|same)\b",
    re.IGNORECASE,
)


def _stands_alone(text: str) -> bool:
    """Whether ``text`` names or counts something itself and does not point back."""
    named = any(word[:1].isupper() or any(c.isdigit() for c in word) for word in _tokens(text))
    return named and not _POINTS_BACK.search(text)


def _balanced(text: str) -> bool:
    """Whether no quotation or bracket is open at the end of ``text``."""
    straight = text.count('"') % 2 == 0
    return straight and text.count("“") <= text.count("”") and text.count("(") <= text.count(")")


def is_statement(text: str) -> bool:
    """Whether ``text`` has a main verb with something before it and is no bare condition."""
    words = _tokens(text)
    if not words or words[0].lower() in SUBORDINATORS or " ".join(words[:3]).lower() in _DOUBT:
        return False
    return any(
        is_verb(word)
        and words[n - 1].lower() not in RELATIVES | DETERMINERS | PREPOSITIONS
        and not _likely_noun(words, n)
        for n, word in enumerate(words)
        if n
    )


_DOUBT = frozenset(
    {
        "is it true",
        "it is false",
        "it is not",
        "it's not true",
        "it's false that",
        "did you know",
        "not true that",
    }
)


def _has_clause(words: list[str]) -> bool:
    """Whether ``words`` begin with a subject of their own and go on to its verb and something more."""
    if (
        not words
        or is_verb(words[0])
        or words[0].lower() in PREPOSITIONS | RELATIVES - DETERMINERS | BASE_VERBS
    ):
        return False
    for n, word in enumerate(words[: _SUBJECT_WORDS + 1]):
        if n and (word.lower() in RELATIVES or words[n - 1].endswith((",", ";", ":"))):
            return False
        if n and is_sure_verb(word) and words[n - 1].lower() not in DETERMINERS | PREPOSITIONS:
            return _is_noun_phrase(words[:n]) and len(words) > n + 1
    return False


def _awaits_subject(words: list[str]) -> bool:
    """Whether the last verb reports and what it reports has no verb yet: "Iran says Israel" and then.

    So has a clause that only begins: "a part of what Oman" and then.
    """
    for n in range(len(words) - 1, 0, -1):
        if words[n].lower() in _BEGINNING:
            return True
        if words[n].lower().strip(",:") in REPORTING and not _likely_noun(words, n):
            return (
                n + 1 == len(words) or words[n].lower() not in _TAKES_OBJECT or words[n + 1].lower() == "that"
            )
        if is_verb(words[n]) and not _likely_noun(words, n):
            return False
    return True


_BEGINNING = frozenset({"what", "which", "who", "whom", "whose", "where", "when", "how", "why"})
_TAKES_OBJECT = frozenset(
    {
        "denied",
        "denies",
        "announced",
        "announces",
        "confirmed",
        "confirms",
        "told",
        "warned",
        "admitted",
        "promised",
        "promises",
    }
)


def _likely_noun(words: list[str], n: int) -> bool:
    """Whether the verb-like word at ``n`` is a noun or participle here: "peace talks", "the wounded"."""
    before = words[n - 1].lower() if n else ""
    if words[n].lower() in AUXILIARIES:
        return False
    return before in DETERMINERS | PREPOSITIONS or (
        not is_sure_verb(words[n]) and n + 1 < len(words) and is_verb(words[n + 1])
    )


def _is_noun_phrase(words: list[str]) -> bool:
    """Whether ``words`` could be a subject: no preposition in front, no verb, no comma inside."""
    first = words[0].lower()
    if first in SUBJECT_PRONOUNS:
        return len(words) <= 2  # noqa: PLR2004 - "they also"
    if first in PREPOSITIONS - {"about", "around", "over", "under"} or any(
        w.endswith((",", ":", ";")) for w in words[:-1]
    ):
        return False
    return len(words) == 1 or not all(w.lower() in FUNCTION_WORDS for w in words)
