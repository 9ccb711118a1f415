"""Denials of denials in plain words: "it is not true that they have not paid" is read as "they have". Pure.

The network takes two negations for one, and a claim that repeats the denied words for what was said. Only
plain cases are read so: one definite subject, one negation right behind it, and nothing else that it denies.
"""

from __future__ import annotations

import re

from checker.alignment import content
from checker.lexicon import BASE_VERBS, PREPOSITIONS, SUBJECT_PRONOUNS, is_sure_verb
from checker.negation import DENYING, says_no
from checker.polarity import as_claimed

_NOT_TRUE = (
    "(?:not (?:true|correct|the case)|untrue|false|incorrect|an? (?:complete |outright )?(?:lie|myth))"
)
# "It is wrong that they have not paid" regrets it: these reject only what is said, thought or claimed.
_NOT_TO_SAY = "(?:wrong|inaccurate|misleading|unfair|mistaken|a mistake|not (?:right|accurate|fair|true))"
_SAY = "(?:say|claim|suggest|assert|allege|argue|imply)"
# Others take something back: "partly false", "hardly false".
_SURELY = (
    "(?:(?:simply|completely|absolutely|totally|utterly|clearly|categorically|equally|entirely|plainly|just"
    "|also) )?"
)
_RUMOURS = "(?:reports|claims|rumou?rs|allegations|suggestions|stories)"
_FRAME = (
    rf"it(?: is| was|['’]s) {_SURELY}{_NOT_TRUE} that"
    rf"|(?P<saying>it(?: is| was| would be|['’]s) {_SURELY}(?:{_NOT_TO_SAY}|{_NOT_TRUE}) to {_SAY} that)"
    rf"|it {_SURELY}(?:isn|wasn)['’]t (?:true|correct|the case) that"
    rf"|there(?: is| was|['’]s) (?:absolutely )?no truth (?:in|to) (?:the |any |these |those )?"
    r"(?:reports?|claims?|rumou?rs?|allegations?|suggestions?|stor(?:y|ies)|idea) that"
)
# "Never late" is not always late.
_VERB = (
    r"(?P<done>has|have|had|did|does|do)(?: not| never|n['’]t)"
    r"|(?P<being>is|are|was|were|will|can)(?: not|n['’]t)|(?P<short>won|can)['’]t|cannot"
)
_PART = r"[^,;:.!?“”\"()\n]"
_DENIED = re.compile(
    rf"\b(?:(?:{_FRAME})"
    rf"|(?<=[^\W_] )(?P<denied>den(?:y|ies|ied))(?: (?:the |any |all )?{_RUMOURS})? that) "
    rf"(?P<subject>{_PART}{{2,80}}?) (?:{_VERB}) (?P<rest>{_PART}{{3,}})",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"(?!(?i:an?|any)\b)(?:(?i:the|this|that|these|those|our|their|his|her|its|my|your|he|she|they|it|we|i|you)\b|[A-Z])"
)
# With these the clause without its negation would say more than that it is so, or less, or two things.
_SCOPE = says_no(
    DENYING,
    r"fail\w*|lack\w*|stop\w*|all|every\w*|each|both|longer|anymore|yet|until|till|unless|because|since|so"
    r"|enough|only|even|just|merely|always|often|either|and|or|but|if|when|while|although|though|who|which"
    r"|that|much|many|most|few|fewer|less|more|least|majority|half|third|quarter|some|several|one|two|as|had"
    r"|single|cent|penny|word|inch|finger|slightest|ever|still|except|other than|necessarily|exactly"
    r"|solely|exclusively|mainly|primarily|simply|purely|quite|alone|deliberately|really"
    r"|(?:for|in) (?:\w+ ){0,2}(?:years?|months?|weeks?|days?|decades?|hours?|minutes?|ages)"
    r"|due|owing|thanks|account|out of|fear|protest|reasons?|grounds?|order|over|by|choice|mistake|purpose"
    r"|intentionally|instead|rather|apart|despite|before|after|than|bulk|rest|share|thousands|hundreds|millions"
    r"|any(?:time|where|way|how)|any (?:event|price|cost|rate|time|\w+er)|whatsoever|bar|save|besides|beyond"
    r"|outside|dime|euro|muscle|hand|damn|hoot|eyelid|clue|faintest|ounce|shred|wink|drop|stick|soul",
)
_PURPOSE = re.compile(r"\bto (?P<verb>\w+)", re.IGNORECASE)
# A frame that is itself denied, doubted, asked or supposed rejects nothing.
_BEFORE = says_no(
    r"if|whether|unless|is|are|was|were|been|it|suppos\w+|fail\w*|refus\w*|declin\w*|unable|avoid\w*|did"
    r"|does|do|to|few|hardly|barely|seldom|rarely|only|would|could|might|may|impossible|absurd"
)
# Behind what is denied the sentence ends, or says who denies it: more may tell that it was not so after all.
_ENDS = re.compile(r"[”\"']?(?:[.!;]|$|,[”\"']? (?:\w+ ){1,6}(?:said|says)\b|, and (?:said|gave|added)\b)")
_ANY = re.compile(r"\bany", re.IGNORECASE)
_SAID = {"y": "say", "ies": "says", "ied": "said"}
_MOST_WORDS = 8  # of a subject
_ENOUGH = 0.6  # of the words of content of what is denied, which a claim about it has
_CLAUSE_ENDS = re.compile(r"[.;!?\n]|, (?:and|but|so) ")


def undenied(text: str, claim: str) -> str:
    """Return a text in which what it denies to be not so is said to be so, if the claim is about that.

    Other denials stay as they are, and so does all else.
    """
    return _DENIED.sub(lambda match: _plain(match, claim), text)


def _plain(match: re.Match[str], claim: str) -> str:
    subject, rest = match["subject"], match["rest"]
    if not (_may_stand(match) and _is_plain(subject) and _is_whole(rest) and _is_about(claim, subject, rest)):
        return match[0]
    verb = match["done"] or match["being"] or ("will" if match["short"] == "won" else "can")
    told = f"{subject} {verb} {as_claimed(rest)}"
    if _ANY.search(told):
        return match[0]
    if match["denied"]:
        return f"{_SAID[match['denied'].lower().removeprefix('den')]} that {told}"
    return told[0].upper() + told[1:] if match[0][0].isupper() else told


def _may_stand(match: re.Match[str]) -> bool:
    """Whether the denial is meant and is all, by what stands before and behind it in its sentence."""
    before = _CLAUSE_ENDS.split(match.string[: match.start()])[-1]
    # Who is wrong to say that it will not be need not say that it will.
    plain = not match["saying"] or match["done"]
    return bool(plain and _ENDS.match(match.string, match.end()) and not _BEFORE.search(before))


def _is_plain(subject: str) -> bool:
    """Whether it is one definite thing or person, and no clause of its own."""
    found = subject.split()
    inner = found[1:] if found[0].lower() in SUBJECT_PRONOUNS else found
    return (
        _DEFINITE.match(subject) is not None
        and len(found) <= _MOST_WORDS
        and not _SCOPE.search(subject)
        and not re.search(r"\d|%", subject)
        and not any(is_sure_verb(word.lower()) or word.lower() in SUBJECT_PRONOUNS for word in inner)
    )


def _is_whole(rest: str) -> bool:
    """Whether what was not done is told in full, and the negation says nothing else."""
    found = rest.split()
    purposes = {match["verb"].lower() for match in _PURPOSE.finditer(rest)}
    whole = len(found) > 1 and found[-1].lower() not in PREPOSITIONS and not _SCOPE.search(rest)
    return whole and purposes.isdisjoint(BASE_VERBS)


def _is_about(claim: str, subject: str, rest: str) -> bool:
    told = content(f"{subject} {rest}")
    return len(told & content(claim)) >= _ENOUGH * len(told)
