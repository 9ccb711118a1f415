"""What a post says around its claims, and where one ends and the next begins, as a network tells it.

People put anything around what they pass on: how angry it makes them, who told them, that one should share
it, or that it is a lie. ``training/reading.py`` teaches a network which words of a post are such remarks, and
which are claimed or called false. Only what stands before and behind a claim is taken away, where that is
sure. Several claims are said in one breath ("A, and B", or with no mark at all in what somebody dictated):
the network tells as well where another one begins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from checker.lexicon import ARTICLES, AUXILIARIES, DETERMINERS, PREPOSITIONS, SUBJECT_PRONOUNS, is_verb
from checker.negation import BARE_NOT, DENYING, FALSE, says_no

LONGEST = 100  # words that are read together: what is longer is read in parts
LEAST = 3  # words that are left of a claim
TWO = 2  # claims, which a short clause is read better with together
FALSE_SHARE = 0.8  # share of a claim's words, as far as they are claimed, that are called false where it is
# Words from which a clause may make two claims, and from which it may with no mark or joint between them.
ONE_BREATH, DICTATED = 18, 30
ANOTHER = 0.0  # log-odds from which a word begins another claim
SURE = 0.8  # how likely words are remarks that are taken away, on average (geometric mean)
ENOUGH = 5.0  # and their log-odds together: one word must be surer than five
_NEGATED = says_no(DENYING, BARE_NOT)
# Words that have the claim for their subject or object, and not only stand beside it.
_OF_CLAIM_BEFORE = re.compile(
    r"(?:\b(?:that|how|claim(?:s|ed|ing)?|say(?:s|ing)?|said|insist(?:s|ed|ing)?|(?:tell(?:s|ing)?|told) \w+)"
    r"|:)[\s\"“'‘]*$",
    re.IGNORECASE,
)
_OPEN = DETERMINERS | PREPOSITIONS
_POINTING = frozenset({"this", "that", "these", "those", "there", "anyone", "anybody", "everyone"})
# What goes with the word before it: "how many", "how few".
_MEASURES = frozenset({"many", "much", "few", "little", "long", "often", "far", "soon", "old", "big"})
_QUOTES = ('"', "“", "‘", "«")
_DENYING_WORDS = frozenset({"no", "not", "never", "hardly", "neither"})
# What follows is nobody's claim: "I hope that X", "Imagine if X".
_IN_MIND = re.compile(
    r"(?:(?:and|but|so|oh|man|god|bro|honestly|please),? )*"
    r"(?:(?:i|we)(?: (?:really|just|so|do|only))? (?:hope|wish|pray)"
    r"|(?:hoping|wishing|praying|imagine|suppose|pretend|what if|if only))(?: (?:that|if))?",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|unless)$", re.IGNORECASE)
# Behind these "if" is "whether".
_ASKING_IF = re.compile(
    r"\b(?:know|knows|ask\w*|wonder\w*|see|check\w*|tell|told|sure|confirm\w*|clear|verif\w*|hear|heard|say|says"
    r"|certain|matters?|doubt|true|question|idk|care|as)\b(?: \w+){0,3} if$",
    re.IGNORECASE,
)
_FRONT = 8  # words that lead into a claim
_STOP = re.compile(r"[.!?:;,]\s")
_LEADS_IN = re.compile(
    r"\b(?:(?<!about )(?<!of )(?<!with )that|say|saying|says|whether|if|rumou?rs?|reports?|claims?|true)$",
    re.IGNORECASE,
)
_SURE_ALL_THE_SAME = re.compile(
    r"\b(?:no (?:doubt|question|denying|secret|cap|joke|wonder|surprise|sense)"
    r"|not (?:just|only|fake|surpris\w+|kidding|news|right|fair|ok(?:ay)?|normal|funny)"
    r"|no(?:body|[ -]?one) (?:is|was|['’]s|seems to be|wants to be) \w+ing"
    r"|is no(?:body|[ -]?one) \w+ing"
    r"|never (?:forget|mind|thought)|(?:\w+n['’]t|not|cannot|never|nobody) (?:(?:even|really|just|being) )?"
    r"(?:believe|forget|know|deny|denying|care|stop|get over|thought|expect\w*|surprised?|lie|talks?|talking"
    r"|tell\w*|told|mention\w*|want\w*|say\w* it))\b",
    re.IGNORECASE,
)
_CALLED_FALSE = re.compile(
    rf"\b(?:is|are|was|were) (?:\w+ly )?(?:an? )?(?:{FALSE}|misleading)\b"
    r"|^it(?: is|['’]?s) (?:wrong|false)\b",
    re.IGNORECASE,
)
# What joins two claims belongs to neither.
_JOINT = re.compile(
    r"(?:[\s,;:–—&-]|\b(?:and|but|while|whereas|yet|plus|also|then|so|even|because|though|although)\b)+$",
    re.IGNORECASE,
)
_OF_CLAIM_BEHIND = re.compile(
    r"(?:,[^,]{1,40},)?[\s\"”'’)]*(?:is|was|are|were|isn['’]?t|wasn['’]?t|=|<)(?!\w)", re.IGNORECASE
)


class Mark(IntEnum):
    """What a word of a post is: the columns of what ``Marks`` returns."""

    REMARK = 0
    TOLD = 1
    FALSE = 2


STARTS = len(Mark)  # the column behind the marks
Word = Sequence[float]  # log-probabilities of the marks, and the log-odds that another claim begins here
Marks = Callable[[str], Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a clause or a part of one claims: its words without remarks, and whether they are called false."""

    text: str
    false: bool = False
    remark: bool = False  # whether there is nothing in it but a remark
    words: tuple[int, int] | None = None  # from where to where in the clause; nothing for all of it


def as_it_is(clauses: Sequence[str]) -> list[list[Heard]]:
    """Return clauses of which nothing is known."""
    return [[Heard(clause)] for clause in clauses]


def heard(clauses: Sequence[str], marks: Marks) -> list[list[Heard]]:
    """Return what is claimed in each clause of a post, in several parts where it makes several claims.

    ``marks`` returns a ``Word`` for each word of a text, or of its first words.
    """
    found: list[list[Heard]] = []
    for part in _parts(clauses):
        read = marks(" ".join(part))
        at = 0
        for clause in part:
            words = clause.split()
            found.append(_parted(clause, words, read[at : at + len(words)]))
            at += len(words)
    return found


def _parted(clause: str, words: Sequence[str], read: Sequence[Word]) -> list[Heard]:
    starts = _starts(words, read)
    if len(starts) == 1 or clause.rstrip().endswith(("?", "؟")):  # its parts would ask nothing
        return [_heard(clause, words, read)]
    found = []
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        text = " ".join(words[start:end])
        text = _JOINT.sub("", text) if end < len(words) else text
        size = len(text.split())
        told = _heard(text, text.split(), read[start : start + size])
        found.append(replace(told, words=(start, start + size)))
    return found


def _starts(words: Sequence[str], read: Sequence[Word]) -> list[int]:
    """Return where the claims of a clause begin: the first with it, the others where the network says so."""
    found = [0]
    for place, word in enumerate(read):
        long_enough = min(place - found[-1], len(words) - place) >= LEAST
        if long_enough and word[STARTS] > ANOTHER and _may_end(words[:place], len(words)):
            found.append(place)
    return found if len(words) >= ONE_BREATH or len(found) > TWO else [0]


def _may_end(words: Sequence[str], size: int) -> bool:
    """Whether a claim may end behind words of a clause: at a mark or a joint, if that is no dictation."""
    text = " ".join(words)
    joined = size >= DICTATED or not text[-1].isalnum() or _JOINT.search(f" {words[-1]}")
    return bool(joined) and words[-1].lower() not in _OPEN and _closed(text)


def _closed(text: str) -> bool:
    """Whether no quotation and no bracket is open at the end of a text."""
    pairs = (("“", "”"), ("(", ")"), ("«", "»"))
    return text.count('"') % 2 == 0 and all(text.count(a) <= text.count(b) for a, b in pairs)


def _parts(clauses: Sequence[str]) -> Iterator[list[str]]:
    """Yield clauses that are read together."""
    part: list[str] = []
    for clause in clauses:
        if part and sum(len(one.split()) for one in (*part, clause)) > LONGEST:
            yield part
            part = []
        part.append(clause)
    if part:
        yield part


def _heard(clause: str, words: Sequence[str], read: Sequence[Word]) -> Heard:
    if len(read) < len(words):  # the end was not read
        return Heard(clause)
    start, end = _best([_odds(word) for word in read])
    if end - start < LEAST:
        return Heard(clause, remark=_are_remarks(read))
    told, false = (sum(math.exp(word[mark]) for word in read[start:end]) for mark in (Mark.TOLD, Mark.FALSE))
    denied = false > FALSE_SHARE * (false + told)
    start -= _denying(words[:start], words[start])
    if not _are_remarks(read[:start]) or _belongs(words[:start], words[start:end], denied=denied):
        start = 0
    if end < len(words) and _unfinished(words[end - 1], words[end]):
        end = len(words)
    end = end if _are_remarks(read[end:]) and (denied or not _goes_on(words[end:])) else len(words)
    text = " ".join(words[start:end])
    if denied and says_it_is_false(text):
        return Heard(clause)  # it says so itself
    called = calls_it_false(" ".join(words[:start]), text, " ".join(words[end:]))
    return Heard(text, false=called and denied)


def _denying(before: Sequence[str], first: str) -> int:
    """Return how many words that stand before a claim deny it: "they say | no banks closed", not "no the".

    A network takes them for one more cry.
    """
    calls = before[-1:] == ["no"] and first.lower() in DETERMINERS | SUBJECT_PRONOUNS | _POINTING
    return 0 if calls or not before or before[-1].lower() not in _DENYING_WORDS else 1


def _belongs(before: Sequence[str], claim: Sequence[str], *, denied: bool) -> bool:
    """Whether words before a claim belong to it: of one phrase, a wish, or a doubt not heard anyway."""
    front = " ".join(before)
    cut = bool(before) and claim[0][:1] not in _QUOTES and _is_cut(before, claim)
    in_mind = _IN_MIND.fullmatch(front) or _is_condition(front)
    return cut or bool(in_mind) or (not denied and _doubted(front))


def _is_cut(before: Sequence[str], claim: Sequence[str]) -> bool:
    """Whether a claim begins within a phrase: "the | port", "a WhatsApp | group of", "how | many"."""
    last, first = before[-1].lower(), claim[0].lower()
    how_many = "how" in {last, "".join(before[-2:-1]).lower()} and not _MEASURES.isdisjoint({first, last})
    of_noun = not ARTICLES.isdisjoint(word.lower() for word in before[-2:]) and claim[1].lower() == "of"
    whole = last[-1].isalnum()
    return last in ARTICLES or first == "of" or (whole and (how_many or of_noun))


def _is_condition(front: str) -> bool:
    """Whether words make what follows them a condition: "I'm leaving if", not "does anyone know if"."""
    return bool(_IF.search(front)) and not _ASKING_IF.search(front)


def _doubted(front: str) -> bool:
    """Whether what leads into a claim says that it may not be so: "I can't confirm that", not "no doubt"."""
    last = " ".join(_STOP.split(front)[-1].split()[-_FRONT:])
    return bool(_LEADS_IN.search(last) and _NEGATED.search(_SURE_ALL_THE_SAME.sub(" ", last)))


def _unfinished(last: str, following: str) -> bool:
    """Whether a sentence cannot end between two words: "says that it isn't | a fact", "say it | regrets"."""
    low = last.lower().replace("’", "'")
    return low in AUXILIARIES | ARTICLES or (low in SUBJECT_PRONOUNS and is_verb(following))


def _goes_on(words: Sequence[str]) -> bool:
    """Whether words are the rest of a sentence: "(they say something) isn't a fact", not "is that so"."""
    first, second = (*(word.lower().replace("’", "'") for word in words[:2]), "", "")[:2]
    return first in AUXILIARIES and second not in SUBJECT_PRONOUNS | _POINTING


def calls_it_false(before: str, claim: str, behind: str) -> bool:
    """Whether remarks that call something false mean this claim: not in "they did not meet, fake news"."""
    if not is_negated(claim) or claim[:1] in _QUOTES:
        return True
    return bool(_OF_CLAIM_BEFORE.search(before) or _OF_CLAIM_BEHIND.match(behind))


def says_it_is_false(text: str) -> bool:
    """Whether a text calls false what it names: "The video of a shark is fake"."""
    return bool(_CALLED_FALSE.search(text))


def is_negated(text: str) -> bool:
    """Whether there is a negation or a denial in a text."""
    return bool(_NEGATED.search(text))


def _odds(word: Word) -> float:
    """Return the log-odds that a word is claimed, be it told or called false."""
    other, likelier = sorted((word[Mark.TOLD], word[Mark.FALSE]))
    return likelier + math.log1p(math.exp(other - likelier)) - word[Mark.REMARK]


def _are_remarks(read: Sequence[Word]) -> bool:
    likely = sum(word[Mark.REMARK] for word in read) > len(read) * math.log(SURE)
    return bool(read) and likely and -sum(map(_odds, read)) > ENOUGH


def _best(worth: Sequence[float]) -> tuple[int, int]:
    """Return where the words begin and end that are worth most together (Kadane's algorithm)."""
    best, found, total, start = 0.0, (0, 0), 0.0, 0
    for place, one in enumerate(worth):
        if total <= 0:
            total, start = 0.0, place
        total += one
        if total > best:
            best, found = total, (start, place + 1)
    return found
