"""What a post says of its claim in fixed words: "I don't believe X", "X? Nope.", "True: X", or by a cross.

Whatever else people say a network hears (``remarks.py``); it takes "I doubt that" for noise and hears the lie
beside a truth in both. These few words are sure, and stand above what it hears.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from checker.clutter import any_of
from checker.remarks import is_negated

_MORE = r"(?=\S+ \S+ \S)"
_DISBELIEF = re.compile(
    r"(?:i (?:(?:really|just|honestly|simply|still) )?do(?:n['’]?t| not) (?:(?:really|even|actually) )?"
    r"(?:believe|think|buy)(?: for (?:a|one) (?:second|minute|moment))?|i refuse to believe"
    r"|i (?:(?:very much|seriously|strongly|highly|really) )?doubt(?: very much)?)"
    rf"(?: that)? (?!(?:so|about|of|in|him|her|them|you|me|a|this|what|if|whether)\b){_MORE}",
    re.IGNORECASE,
)
_TRUE = re.compile(
    r"(?:it(?:['’]?s| is| was) (?:(?:actually|indeed|absolutely|very|completely|also) )?"
    rf"(?:true|correct|right|a fact) that {_MORE}"
    r"|(?:(?:actual|the) )?(?:true|real|facts?|truth|reality|correct|verified)\s?[:–—]+\s(?=\S+ \S))",
    re.IGNORECASE,
)
_RUMOURED = re.compile(
    r"(?:(?:the|viral) )?(?:claim|rumou?r|fiction|allegation|gossip|lie|fake)s?"
    r"(?: #?\d{1,2})?\s?:\s(?=\S+ \S)",
    re.IGNORECASE,
)
_DOES = (
    "(?:it|this|that|they|he|she|we|there) (?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)"
)
_A_LIE = (
    "(?:lies?|hoax|fake|fake news|false|wrong|untrue|not true|nonsense|rubbish|bullshit|made up|fabricated)"
)
_NO = any_of(
    f"no|nope|nah|never|not at all|no way|of course not|absolutely not|not even close|{_A_LIE}|debunked|not",
    "(?:it['’]?s|it is|that['’]?s|that is|this is) (?:(?:a|an|all|just|simply|totally|completely) ){0,2}"
    f"{_A_LIE}",
    "(?:(?:it|that|this) )?(?:never happened|didn['’]?t happen|did not happen)",
    "(?:(?:there['’]?s|there is) )?(?:no|zero) (?:evidence|proof)(?: (?:for|of) (?:that|it|this))?",
    f"{_DOES}(?:n['’]?t| not)|(?:it|that)['’]?s not|they['’]?re not",
)
_YES = any_of(f"yes|yep|yeah|yup|true|correct|indeed|absolutely|of course|{_DOES}")
_ALL_NO, _ALL_YES = (rf"(?:(?:lol|haha|um|well,?)?\s*{said}[\s,.!]*)+" for said in (_NO, _YES))
_ANSWER = re.compile(rf"(?P<no>{_ALL_NO})|{_ALL_YES}", re.IGNORECASE)
_ANSWERED = re.compile(
    rf"(?:(?<=[.?!…\"”»])[\s\"”')]*(?P<no>{_ALL_NO})|(?<=\?)[\s\"”')]*{_ALL_YES})$", re.IGNORECASE
)
_CROSS, _TICK = re.compile("[❌✖]\ufe0f?\\s*$"), re.compile("[✅✔☑]\ufe0f?\\s*$")
SIGNS = re.compile("[❌✖✅✔☑]")


def is_answer(text: str, asked: str) -> bool:
    """Whether a sentence is nothing but yes or no to the one before; to one that asks nothing, no alone."""
    answer = _ANSWER.fullmatch(text)
    return bool(answer and (answer["no"] or asked.endswith("?")))


def own_word(text: str) -> tuple[str, bool | None]:
    """Return a clause without what is said of it, and whether that calls it false, if anything is said."""
    if label := _RUMOURED.match(text):
        return text[label.end() :], None
    if truth := _TRUE.match(text):
        return text[truth.end() :], False
    if disbelief := _DISBELIEF.match(text):
        return text[disbelief.end() :], True
    if answer := _ANSWERED.search(text):
        asked = text[: answer.start()]
        # "Nobody came. They didn't." denies once.
        return asked, bool(answer["no"]) and (asked.endswith("?") or not is_negated(asked))
    return text, None


def signed(before: str) -> bool | None:
    """Return whether a cross before a clause calls it false, or a tick true; nothing without either."""
    if _CROSS.search(before):
        return True
    return False if _TICK.search(before) else None


def set_right(clauses: Sequence[str]) -> Iterator[bool]:
    """Yield for each clause whether it is a rumour that the next one sets right: "Claim: A. Fact: B"."""
    for one, other in pairwise([*clauses, ""]):
        yield bool(_RUMOURED.match(one) and _TRUE.match(other))
