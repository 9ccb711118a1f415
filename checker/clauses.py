"""Which clauses of a sentence stand alone as claims of their own. English only.

Splitting too little costs less than splitting too much: half a sentence is a claim that
nobody made. So both halves need a subject and a finite verb, and the second must not point
back ("and they sold it").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.lexicon import (
    AUXILIARIES,
    BASE_VERBS,
    DENYING,
    DETERMINERS,
    FUNCTION_WORDS,
    LEANING,
    MONTH,
    PREPOSITIONS,
    RELATIVES,
    REPORTING,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    WEEKDAY,
    is_participle,
    is_plural,
    is_present,
    is_sure_verb,
    is_verb,
    vocabulary,
)
from checker.noise import trimmed
from checker.records import Span

_COORDINATOR = re.compile(
    r"(?P<cut>\s*[;；]\s+"
    r"|,?\s+and\s+(?:also\s+)?(?:add|say|said|note|state|confirm|stress|insist|clarif|explain)(?:s|d|ed|ies|ied)?"
    r"\s+that\s+"
    r"|,?\s+(?:and|but|while|whereas|plus|&|yet)\s+(?:also\s+|that\s+)?|\s*,\s+(?:also|plus)\s+"
    r"|,?\s+(?:even though|although|though)\s+"
    r"|,\s+(?=(?:say|deny|confirm|insist|admit|warn|[a-z]{2,20}s)\s))",
    re.IGNORECASE,
)
# What is conceded is claimed as well: "While Egypt opened the dam, Sudan closed its schools".
_CONCEDED = re.compile(r"(?:(?:even )?though|although|whereas|while)\s+", re.IGNORECASE)
_CONCEDING = frozenset({"even though", "although", "though"})
_BEFORE_VERBS = frozenset({"", ";", "；", "but", "and"})  # of which the subject stands before them
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
    if len(words) < 2 or words[0].lower().replace("’", "'") in _ASKING:  # noqa: PLR2004
        return False
    return is_sure_verb(words[0]) or _takes_object(words)


def _takes_object(words: list[str]) -> bool:
    """Whether the first word, which may be a noun, is the verb: "backs Oman", "offers 30 jets"."""
    if not is_verb(words[0]) or not words[0].lower().endswith("s") or any(map(is_verb, words[1:])):
        return False
    after = words[1].strip(_MARKS)
    name = after[:1].isupper() and after.lower() not in BASE_VERBS and not _DAY_OR_MONTH.fullmatch(after)
    number = after[:1].isdigit() and not _YEAR.fullmatch(after)
    return name or number or after.lower() in DETERMINERS - RELATIVES


_MARKS = ".,;:!?\"'“”()"
_DAY_OR_MONTH = re.compile(rf"{WEEKDAY}|{MONTH}", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
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
    if joint == "and" and _may_be_one_subject(_tokens(left), _tokens(head)):
        return False
    temporal = joint == "while" and min(len(_tokens(left)), len(_tokens(right))) < _LEAST_WHILE
    return not temporal and _has_clause(_tokens(head)) and not _awaits_subject(_tokens(left))


def _may_be_one_subject(left: list[str], right: list[str]) -> bool:
    """Whether "and" may join two nouns: "Regional issues and trade are", "Talks in Oman and Kenya failed".

    The verb behind them is none of a singular, and what may be the verb before "and" is as well a noun.
    """
    verb = next((word for n, word in enumerate(right) if n and is_sure_verb(word)), "")
    nouns = not any(
        is_present(left, n)
        or (is_verb(word) and not _likely_noun(left, n) and (is_sure_verb(word) or _has_object(left[n:])))
        for n, word in enumerate(left)
        if n
    )
    return nouns and not verb.lower().endswith("s")


def _has_object(words: list[str]) -> bool:
    return len(words) > 1 and _takes_object(words)


def lacks_subject(text: str) -> bool:
    """Whether what goes on with a sentence begins with its verb: "denies a toll", "deny shots were fired"."""
    words = text.split()
    tells = bool(words) and words[0].lower() in _NEVER_ORDERED and is_statement(" ".join(words[1:]))
    written_small = text[:1].islower() or _is_headline(words)
    return written_small and (starts_with_verb(text) or tells)


def _is_headline(words: Sequence[str]) -> bool:
    """Whether all words have capitals, as in a headline: "Backs Oman in the UN"."""
    return not any(word[:1].islower() and word not in FUNCTION_WORDS for word in words)


def _subject_carries(left: str, right: str, joint: str) -> bool:
    """Whether ``right`` is a claim with the subject of ``left``, which it lacks.

    Not where what is told in ``left`` has a subject too, which may be meant as well: "The ministry says Oman
    closed its port but opened a road". Behind a comma it may be who told it: ", says a man who was there".
    """
    named, words = subject(left), right.split()
    first, names, told = words[0].lower(), named.lower().split(), left.removeprefix(named).split()
    plural = bool(names) and is_plural(names[-1])
    somebody = bool(names) and names[0] not in _NOBODY and "there" not in names
    if not somebody or _POINTS_BACK.search(right) or _is_base(first, plural=plural) or _GREETS.match(first):
        return False
    if joint == "and" and first in REPORTING and words[1].lower() == "that":
        return _denies_too(told, words)
    if not first.endswith("s") and not _BEING.isdisjoint(map(str.lower, told)):
        return False  # "The men were arrested but released" - were released
    one_clause = not any(
        (_tells_of(told, n) and told[n - 1].lower() not in AUXILIARIES | {"not"}) or is_present(told, n)
        for n in range(1, len(told))
    )
    if joint == "and":
        return one_clause and _MODAL.isdisjoint(left.lower().split()) and _adds(told, words)
    if joint == "":
        return one_clause and _goes_on(told, words, plural=plural)
    return one_clause or (first in REPORTING and joint != "but")


def _is_base(verb: str, *, plural: bool) -> bool:
    """Whether a verb has no form of its own for its subject, or is only a helping one."""
    return verb in AUXILIARIES or (verb in BASE_VERBS and not plural)


def _denies_too(told: Sequence[str], words: list[str]) -> bool:
    """Whether who said that one thing is so denies another: "... and denied that Oman has sent doctors"."""
    return words[0].lower() in DENYING and told[0].lower() in REPORTING and _has_clause(words[2:])


def _goes_on(told: Sequence[str], words: list[str], *, plural: bool) -> bool:
    """Whether a sentence goes on behind a comma: "denies a war, backs Oman", and not ", says the mayor"."""
    first = words[0].lower()
    if first in _CREDITS:
        return False  # "denies a deal, writes Le Monde"
    if first not in REPORTING or first in DENYING:
        return told[0].endswith("s") and told[0].lower() not in AUXILIARIES and _speaks(told, words)
    own = next((word for word in words[2:] if is_sure_verb(word)), "").lower() in AUXILIARIES
    return own and _has_clause(words[1:]) and plural == (first in BASE_VERBS)


def _tells_of(words: Sequence[str], n: int) -> bool:
    """Whether the word at ``n`` is a verb behind the first; "rejected the rules" tells of none."""
    return is_sure_verb(words[n]) or (is_verb(words[n]) and words[0].lower() in REPORTING)


def _adds(told: Sequence[str], words: Sequence[str]) -> bool:
    """Whether "and" goes on with a claim of its own: "rejected the rules and condemned the attack".

    Not "arrested and charged two", of which both have one object, nor a part of a passive, nor a second
    object: "denied child labour and forced labour".
    """
    passive = "by" in {word.lower() for word in (*told[1:2], *words[1:2])}
    whole = min(len(told), len(words)) >= _LEAST_TOLD
    alone = not any(_tells_of(words, n) for n in range(1, len(words)))
    return whole and alone and not passive and not _may_describe(words) and _speaks(told, words)


def _may_describe(words: Sequence[str]) -> bool:
    """Whether the first word may be a participle that describes the next: "forced labour", "accused men"."""
    first, after = words[0].lower(), words[1]
    has_object = (
        after.lower() in DETERMINERS or after[:1].isdigit() or (first in _JUDGES and after[:1].isupper())
    )
    participle = first.endswith("ed") or is_participle(first)
    return participle and first not in DENYING and not has_object


def _speaks(told: Sequence[str], words: Sequence[str]) -> bool:
    """Whether one of two verbs denies, or the second tells what an official holds of something.

    Of other acts one is told by the other: "asked for 40 and got 12", "caught fire and sank".
    """
    first, second = told[0].lower(), words[0].lower()
    return not _DENIES.isdisjoint({first, second}) or second in _JUDGES


_NOBODY = (
    RELATIVES
    | SUBJECT_PRONOUNS
    | LEANING
    | {"no", "none", "nobody", "nothing", "neither", "few", "hardly", "barely", "scarcely", "not", "there"}
)
_DENIES = DENYING | {"rejects", "rejected", "refuses", "refused"}
_JUDGES = vocabulary(
    "accuses accused blames blamed condemns condemned criticises criticised criticizes criticized hails "
    "hailed praises praised stresses stressed thanks thanked welcomes welcomed"
)
# Behind a comma these name who told it: ", finds Sky News".
_CREDITS = vocabulary(
    "writes wrote finds found learns learned learnt tweets tweeted posts posted asks asked quotes cites "
    "concludes asserts alleges observes remarks replies quips jokes reckons recalls predicts complains boasts"
)
_GREETS = re.compile(r"thanks?\b|congrat")  # a sentence that opens so is taken for a greeting
_LEAST_TOLD = 2  # words, the verb and what it is of
_MODAL = vocabulary("would could may might must should shall will can never")
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
