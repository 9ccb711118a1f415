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
    LEANING,
    PREPOSITIONS,
    RELATIVES,
    REPORTING,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_plural,
    is_present,
    is_sure_verb,
    is_verb,
    vocabulary,
)
from checker.noise import trimmed
from checker.records import Span

_COORDINATOR = re.compile(
    r"(?P<cut>\s*[;；]\s+|,?\s+(?:and|but|while|whereas|plus|&|yet)\s+(?:also\s+|that\s+)?|\s*,\s+(?:also|plus)\s+"
    r"|,?\s+(?:even though|although|though)\s+"
    r"|,\s+(?=(?:says?|den(?:y|ies)|confirms?|insists?|admits?|warns?)\s))",
    re.IGNORECASE,
)
# What is conceded is claimed as well: "While Egypt opened the dam, Sudan closed its schools".
_CONCEDED = re.compile(r"(?:(?:even )?though|although|whereas|while)\s+", re.IGNORECASE)
_CONCEDING = frozenset({"even though", "although", "though"})
_BEFORE_VERBS = frozenset({"", ";", "；", "but"})  # of which the subject stands before them
_DASH = re.compile(r"\s[-–—]{1,2}\s+")
# What stands behind a dash may be about what stands before it: "the port is closed - the report is fake".
_ABOUT = REPORTING | vocabulary(
    "that there report reports rumour rumours rumor rumors story stories news post posts video videos "
    "photo photos message messages fake false true untrue hoax lie lies lying wrong myth nonsense fact "
    "facts correct incorrect misleading"
)
_SAID_OF_THE_REST = PREPOSITIONS - {"of", "to", "in", "from", "at"} | SUBJECT_PRONOUNS | {"&"}
_SUPPOSING = frozenset({"provided", "providing", "assuming", "supposing", "suppose", "only", "even"})
_COORDINATING = frozenset({"and", "or", "but", "nor", "so", "yet"})
_COMMA = re.compile(r",\s+")
_WORD = re.compile(r"[^\s\ue000-\ue002]+")
_SUBJECT_WORDS, _LEAST_WHILE, _LONGEST = 9, 4, 2_000


def clauses(mask: str, sentence: Span) -> list[Span]:
    """Return the clauses of a sentence that each have their own subject and verb, or the sentence."""
    text = mask[sentence.start : sentence.end]
    if len(text) > _LONGEST:
        return [sentence]
    if dashed := _dashed(text):
        parts = (Span(sentence.start + a, sentence.start + b) for a, b in dashed)
        return [clause for part in parts for clause in clauses(mask, part)]
    at, found = _conceded(text)
    for cut in _COORDINATOR.finditer(text):
        if cut.start() >= at and _divides(
            text[at : cut.start()], cut["cut"], text[cut.end() :], text[: cut.start()]
        ):
            found.append((at, cut.start()))
            at = cut.end() - (len("that ") if cut["cut"].lower().endswith("that ") else 0)
    spans = (trimmed(mask, sentence.start + a, sentence.start + b) for a, b in [*found, (at, len(text))])
    return [span for span in spans if span]


def _conceded(text: str) -> tuple[int, list[tuple[int, int]]]:
    """Return where the main clause begins and where the one conceded before it stands, if there is one."""
    opening = _CONCEDED.match(text)
    start = opening.end() if opening else len(text)
    for comma in _COMMA.finditer(text, start):
        left, right = text[start : comma.start()], text[comma.end() :]
        if _balanced(left) and _is_whole(left) and _is_whole(right):
            return comma.end(), [(start, comma.start())]
    return 0, []


def _dashed(text: str) -> list[tuple[int, int]]:
    """Return what stands between dashes, if each is a claim of its own and tells nothing of another."""
    dashes = list(_DASH.finditer(text))
    starts, ends = [0, *(dash.end() for dash in dashes)], [*(dash.start() for dash in dashes), len(text)]
    parts = list(zip(starts, ends, strict=True))
    apart = all(_is_apart(text[start:end]) for start, end in parts)
    return parts if dashes and apart and _balanced(text[: ends[0]]) else []


def _is_apart(text: str) -> bool:
    """Whether what a dash parts from the rest is about nothing else, and its verb no participle."""
    words = [word.lower().strip('.,;:!?"”’') for word in _tokens(text)]
    verb = next((n for n, word in enumerate(words) if word in AUXILIARIES), 0)
    plain = (_SAID_OF_THE_REST | SUBORDINATORS | _SUPPOSING).isdisjoint(words[:verb])
    return bool(verb) and plain and _is_whole(text) and _ABOUT.isdisjoint(words)


def _is_whole(text: str) -> bool:
    """Whether a clause has its own subject and verb, is no aside of a few words, and does not point back."""
    words = _tokens(text[:200])
    goes_on = bool(words) and words[0].lower() in _COORDINATING
    return (
        len(words) >= _LEAST_WHILE
        and not goes_on
        and _has_clause(words)
        and not _POINTS_BACK.search(text[:200])
    )


def subject(text: str) -> str:
    """Return the words before the first finite verb, or nothing where they are no plain noun phrase."""
    words = text.split()
    for count, word in enumerate(words[: _SUBJECT_WORDS + 1]):
        finite = is_verb(word) and (is_sure_verb(word) or not _likely_noun(words, count))
        if count and (finite or is_present(words, count)):
            tells = any(one.lower() == "that" for one in words[1:count])  # "Rumours that he left are ..."
            return " ".join(words[:count]) if _is_noun_phrase(words[:count]) and not tells else ""
        if count and word.lower() in BASE_VERBS and is_plural(words[count - 1]):
            return ""  # "teachers strike" may be all of it, or not
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
    joint = " ".join(joint.lower().strip(" ,").split())
    if joint in _BEFORE_VERBS and lacks_subject(head) and _subject_carries(left, head, joint):
        return True
    if joint in {";", "；"}:
        return is_statement(head) and not _POINTS_BACK.match(head)
    if joint in _CONCEDING:
        return _is_whole(head) and _is_whole(left) and not _awaits_subject(_tokens(left))
    return bool(joint) and _coordinates(left, joint, right)


def _coordinates(left: str, joint: str, right: str) -> bool:
    """Whether "and", "but" or "while" stands between two claims."""
    head = right[:200]
    if not _stands_alone(head) or _PAIR.search(left):
        return False
    if joint.endswith(" that"):
        return _has_clause(_tokens(head)) and " that " in left.lower()
    temporal = joint == "while" and min(len(_tokens(left)), len(_tokens(right))) < _LEAST_WHILE
    return not temporal and _has_clause(_tokens(head)) and not _awaits_subject(_tokens(left))


def lacks_subject(text: str) -> bool:
    """Whether what goes on with a sentence begins with its verb: "denies a toll", "deny shots were fired"."""
    words = text.split()
    tells = bool(words) and words[0].lower() in _NEVER_ORDERED and is_statement(" ".join(words[1:]))
    return text[:1].islower() and (starts_with_verb(text) or tells)


def _subject_carries(left: str, right: str, joint: str) -> bool:
    """Whether ``right`` is a claim with the subject of ``left``, which it lacks.

    Not where what is told in ``left`` has a subject too, which may be meant as well: "The ministry says Oman
    closed its port but opened a road". Behind a comma it may be who told it: ", says a man who was there".
    """
    named, words = subject(left), right.split()
    first, reports = words[0].lower(), words[0].lower() in REPORTING
    told = left.removeprefix(named).split()
    if not named or named.split()[0].lower() in _NOBODY or _POINTS_BACK.search(right):
        return False
    plural = is_plural(named.split()[-1])
    if first in AUXILIARIES or (first in BASE_VERBS and not plural):
        return False
    one_clause = not any(
        (is_verb(word) and told[n - 1].lower() not in AUXILIARIES | {"not"}) or is_present(told, n)
        for n, word in enumerate(told)
        if n
    )
    if not first.endswith("s") and not _BEING.isdisjoint(map(str.lower, told)):
        return False  # "The men were arrested but released" - were released
    if joint == "":
        own = next((word for word in words[2:] if is_sure_verb(word)), "").lower() in AUXILIARIES
        return one_clause and own and _has_clause(words[1:]) and plural == (first in BASE_VERBS)
    return one_clause or (reports and joint != "but")


_NOBODY = (
    RELATIVES
    | SUBJECT_PRONOUNS
    | LEANING
    | {"no", "none", "nobody", "nothing", "neither", "few", "hardly", "there"}
)
_BEING = frozenset(
    {"is", "are", "was", "were", "be", "been", "being", "isn't", "aren't", "wasn't", "weren't"}
)
# Bare, they open no order: not "say", "know" or "show".
_NEVER_ORDERED = frozenset(
    {"say", "deny", "confirm", "insist", "admit", "claim", "argue", "announce", "declare", "warn"}
)


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
        is_present(words, n)
        or (
            is_verb(word)
            and words[n - 1].lower() not in RELATIVES | DETERMINERS | PREPOSITIONS
            and not _likely_noun(words, n)
        )
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
