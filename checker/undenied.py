"""Denials of denials in plain words: "it is not true that they have not paid" is read as "they have". Pure.

The network takes two negations for one, and a claim that repeats the denied words for what was said.
"""

from __future__ import annotations

import re

from checker.alignment import words
from checker.negation import DENYING, RUMOUR, says_no
from checker.polarity import as_claimed

_BE = r"(?:is|was|would be|['’]s)"
_NOT_TRUE = "(?:not (?:true|correct|the case)|untrue|false|incorrect|a lie|a myth)"
# "It is wrong that they have not paid" regrets it: these reject only what is said, thought or claimed.
_NOT_TO_SAY = "(?:wrong|inaccurate|misleading|unfair|mistaken|a mistake|not (?:right|accurate|fair))"
_SAY = "(?:say|claim|suggest|assert|allege|argue|think|believe|assume|imply)"
_FRAME = (
    rf"it ?{_BE} (?:\w+ly |just |also )?{_NOT_TRUE}(?: to {_SAY})? that"
    rf"|it ?{_BE} (?:\w+ly |just |also )?{_NOT_TO_SAY} to {_SAY} that"
    r"|it (?:isn|wasn)['’]t (?:true|correct|the case)(?: to \w+)? that"
    rf"|there (?:is|was) no truth (?:in|to) (?:the |any |these |those )?{RUMOUR} that"
)
_VERB = (
    r"(?P<verb>has|have|had|is|are|was|were|will|would|can|could|did|does|do)(?: not| never|n['’]t)"
    r"|(?P<short>won|can)['’]t|(?P<joined>can)not"
)
_PART = r"[^,;:.!?“”\"()\n]"
_DENIED = re.compile(
    rf"\b(?:(?P<frame>{_FRAME})|(?P<denied>den(?:y|ies|ied)|reject(?:s|ed)?|dismiss(?:es|ed)?)"
    rf"(?: (?:the |any |all |as false )?{RUMOUR})? that) "
    rf"(?P<subject>{_PART}{{2,90}}?) (?:{_VERB}) (?P<rest>{_PART}{{3,}})",
    re.IGNORECASE,
)
# With these the clause without its negation would say more than that it is so, or less, or two things.
_SCOPE = says_no(
    DENYING,
    r"fail\w*|lack\w*|stop\w*|all|every\w*|each|both|longer|anymore|yet|until|till|unless|because|since|so"
    r"|enough|only|even|just|merely|always|often|either|and|or|but|if|when|while|although|though|who|which"
    r"|that|much|many|most|few|at least|more than|as",
)
# A frame that is itself denied, asked or supposed rejects nothing.
_BEFORE = says_no(r"if|whether|unless|suppose|supposing|n['’]t|fail\w*|refus\w*|did|does|do")
_ENOUGH = 0.6  # of the words of content of what is denied, which a claim about it has
_SAID = {"ed": "said", "es": "says", "ts": "says", "ny": "say", "ct": "say", "ss": "say"}
_NEAR = 30  # letters before a frame in which one of these would be


def undenied(text: str, claim: str) -> str:
    """Return a text in which what it denies to be not so is said to be so, if the claim is about that.

    Other denials stay as they are, and so does all else.
    """
    return _DENIED.sub(lambda match: _plain(match, claim), text)


def _plain(match: re.Match[str], claim: str) -> str:
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    clause = before[max(before.rfind(mark) for mark in ".;!?\n") + 1 :]
    if _SCOPE.search(match["subject"]) or _SCOPE.search(match["rest"]) or _BEFORE.search(clause):
        return match[0]
    told_of = _content(f"{match['subject']} {match['rest']}")
    if len(told_of & _content(claim)) < _ENOUGH * len(told_of):
        return match[0]
    verb = match["verb"] or ("will" if match["short"] == "won" else "can")
    told = f"{match['subject']} {verb} {as_claimed(match['rest'])}"
    if match["denied"]:
        return f"{_SAID[match['denied'][-2:].lower()]} that {told}"
    return told[0].upper() + told[1:] if match[0][0].isupper() else told


def _content(text: str) -> frozenset[str]:
    return frozenset(word.key for word in words(text) if word.content)
