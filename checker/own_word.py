"""What a post says of its claim in fixed words: "I don't believe X", "X? Nope.", "True: X", or by a cross.

Whatever else people say a network hears (``remarks.py``); it takes "I doubt that" for noise and hears the lie
beside a truth in both. These few words are sure, and stand above what it hears.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from checker.clauses import is_statement
from checker.clutter import any_of
from checker.lexicon import REPORTING
from checker.negation import FALSE, says_no

_DISBELIEF = re.compile(
    r"(?:i (?:(?:really|just|honestly|simply|still) )?do(?:n['’]?t| not) (?:(?:really|even|actually) )?"
    r"(?:believe|think|buy)(?: for (?:a|one) (?:second|minute|moment))?|i refuse to believe"
    r"|i (?:(?:very much|seriously|strongly|highly|really) )?doubt(?: very much)?)(?: that)? "
    r"(?!(?:so|about|of|in|it|that|that['’]s|this|what|if|whether|everything|anything|him|her|them|you|me)\b)",
    re.IGNORECASE,
)
_TRUE = re.compile(
    r"(?:it(?:['’]?s| is| was) (?:(?:actually|indeed|absolutely|very|completely|also) )?"
    r"(?:true|correct|right|a fact) that (?=\S+ \S+ \S)"
    r"|(?:(?:actual|the) )?(?:true|real|facts?|truth|reality|correct|verified)\s?[:–—]{1,3}\s(?=\S+ \S))",
    re.IGNORECASE,
)
_RUMOURED = re.compile(
    r"(?:(?:the|viral) )?(?:claim|rumou?r|fiction|allegation|gossip)s?(?: #?\d{1,2})?\s?:\s(?=\S+ \S)",
    re.IGNORECASE,
)
_SUBJECT = "(?:it|this|that|they|he|she|we|there)"
_DOES = "(?:is|are|was|were|do|does|did|has|have|had|would|could|should)"
# Says no again after a sentence that says no: "Nobody came. They didn't."
_ECHO = re.compile(
    any_of(
        f"{_SUBJECT} (?:{_DOES}(?:n['’]?t| not)|(?:wo|ca)n['’]?t|cannot|will not|can not)",
        "(?:it|that)['’]s not|they['’]re not",
        "no|nope|nah|never|not at all|no way|of course not|absolutely not",
    ),
    re.IGNORECASE,
)
_CALLED = re.compile(
    any_of(
        "(?:(?:it['’]?s|it is|that['’]?s|that is|this is) )?(?:(?:a|an|all|just|simply|totally) ){0,2}"
        f"(?:{FALSE})",
        "(?:(?:it|that|this) )?(?:never happened|didn['’]?t happen|did not happen)|debunked|not even close",
        "(?:(?:there['’]?s|there is) )?(?:no|zero) (?:evidence|proof)(?: (?:for|of) (?:that|it|this))?",
    ),
    re.IGNORECASE,
)
_YES = re.compile(
    any_of(f"yes|yep|yeah|yup|true|correct|indeed|absolutely|of course|{_SUBJECT} (?:{_DOES}|will|can)"),
    re.IGNORECASE,
)
_ASIDE = re.compile(r"^(?:lol|haha|um|well)\b[\s,]*", re.IGNORECASE)
_NOT = says_no()
_AHEAD = re.compile(
    r"\b(?:will|would|should|may|might|going to|promis\w+|warn\w*|vow\w*|plan\w*|expect\w*|suppos\w+"
    r"|threaten\w*)\b",
    re.IGNORECASE,
)
_ENDS = ".?!…"
_LONGEST = 60  # characters of an answer
_CROSSES, _TICKS = "❌✖", "✅✔☑"
SIGNS = re.compile(f"[{_CROSSES}{_TICKS}]")
_SIGN = re.compile(f"[ \\t.!]*(?P<sign>{SIGNS.pattern})\ufe0f?[ \\t]*")


def is_answer(text: str, asked: str) -> bool:
    """Whether a sentence is nothing but yes or no to the one before; to one that asks nothing, no alone."""
    if not asked.rstrip("\"'”’)»").endswith(tuple(_ENDS)):
        return False
    return _no(text) or (asked.endswith("?") and _all(text, _YES))


def _no(text: str) -> bool:
    return _all(text, _ECHO, _CALLED)


def _all(text: str, *patterns: re.Pattern[str]) -> bool:
    """Whether a text is nothing but words of some patterns: "No. It isn't!"."""
    if len(text) > _LONGEST:
        return False
    said = [_ASIDE.sub("", part.strip()) for part in re.split(r"[.,!?…;]", text) if part.strip()]
    return bool(said) and all(any(one.fullmatch(part) for one in patterns) for part in said)


def own_word(text: str) -> tuple[str, bool | None]:
    """Return a clause without what is said of it, and whether that calls it false, if anything is said."""
    if label := _RUMOURED.match(text):
        return text[label.end() :], None
    if truth := _TRUE.match(text):
        return text[truth.end() :], False
    disbelief = _DISBELIEF.match(text)
    if disbelief and is_statement(text[disbelief.end() :]):
        return text[disbelief.end() :], True
    return _answered(text)


def _answered(text: str) -> tuple[str, bool | None]:
    """Return a sentence without the answer behind it, and whether that says it is false."""
    ends = (at for at in range(max(1, len(text) - _LONGEST), len(text) - 1) if text[at - 1] in _ENDS)
    for end in ends:
        asked, answer = text[:end], text[end:].lstrip(" \"'”’)»")
        if answer and is_answer(answer, asked):
            return asked, _denies(asked, answer)
    return text, None


def _denies(asked: str, answer: str) -> bool | None:
    if not _no(answer):
        return False
    if asked.endswith("?"):
        return True
    # What somebody said or meant to do is not untrue for that.
    if _AHEAD.search(asked) or any(word.lower() in REPORTING for word in asked.split()):
        return None
    return None if _all(answer, _ECHO) and denies(asked) else True


def denies(text: str) -> bool:
    """Whether a sentence says that something is not so: a cross beside it says so once more."""
    return bool(_NOT.search(text))


def signed(text: str, start: int, end: int) -> bool | None:
    """Return whether a cross on the line of a sentence calls it false, or a tick true, if there is one.

    It stands before all else of its line, or behind all else.
    """
    line, rest = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    for beside in (text[line:start], text[end : rest if rest >= 0 else len(text)]):
        if len(beside) < _LONGEST and (sign := _SIGN.fullmatch(beside)):
            return sign["sign"] in _CROSSES
    return None


def set_right(sentences: Sequence[str]) -> Iterator[bool]:
    """Yield for each sentence whether it is a rumour that the next one sets right: "Claim: A. Fact: B"."""
    for one, other in pairwise([*sentences, ""]):
        yield bool(_RUMOURED.match(one) and _TRUE.match(other))
