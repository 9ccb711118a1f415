"""Posts that say of a claim that it is false. Pure.

"FAKE: X" and "The rumour that X has been debunked" claim the opposite of X, and are read as X by a network
that takes the frame for an ornament. Each becomes "It is not true that X"; of that X alone is searched and
read, and what supports it contradicts the claim.
"""

from __future__ import annotations

import re
from itertools import pairwise

from checker.answering import denies
from checker.clauses import is_statement
from checker.clutter import any_of
from checker.lexicon import (
    BASE_VERBS,
    DETERMINERS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_plural,
    is_sure_verb,
    is_verb,
)
from checker.negation import DENIED, FALSE, RUMOUR
from checker.polarity import as_claimed

_FALSE_LABEL = any_of(
    "(?:fake|false)(?: news| claim| story| alert| rumou?r| information)*",
    "hoax(?: alert)?|debunked|retracted|untrue|not true|wrong|incorrect|(?:mis|dis)information",
    "rumou?r alert|myth|lie",
)
# In round brackets it stands before a sentence: "(fake) watches were sold" leaves a word to choose.
_LABEL = re.compile(
    r"(?:(?:(?:this|that) is |(?:this|that)['’]s )?(?:100% |totally |completely )?"
    rf"{_FALSE_LABEL}(?: #?\d{{1,2}})?\s{{0,3}}[:!–—-]+"
    rf"|\[{_FALSE_LABEL}\]|\({_FALSE_LABEL}\)(?=\W{{0,9}}(?-i:[A-Z]|\d)))"
    r"[:!–—-]{0,3}\s{0,3}(?=\S+ \S+ \S)",
    re.IGNORECASE,
)
_MYTH = (
    "(?:lie|hoax|fabrication|myth|misconception|fallacy|falsehood|untruth|misunderstanding|urban legend"
    "|(?:false|baseless|fake) (?:rumou?r|claim|story))"
)
_FALSE = rf"(?:{FALSE}|(?:an?|one|another) (?:\w+ ){{0,2}}{_MYTH})"
_WHO_SAYS = "(?:,? (?:says?|said|according to) [^,]{2,60}|, [^,]{2,40} (?:says?|said))?"
_REJECTED = re.compile(
    rf"(?P<rumour>(?:(?:the|all|any|those|these|viral|[^\W\d_][\w-]*['’]s?) ){{0,2}}{RUMOUR} )?that "
    r"(?P<claim>\S+ \S+ .*[^\s,])"
    r"(?:, [^,]{1,40},)? "
    rf"(?:is|are|was|were|has been|have been) (?:\w+ly |all |just |now ){{0,2}}{_FALSE}{_WHO_SAYS}[.!\s]*",
    re.IGNORECASE,
)
_LIAR = re.compile(
    r"(?:whoever|anyone|anybody|everyone|those|people)(?: who)? "
    r"(?:says?|said|saying|claims?|claimed|claiming|thinks?)(?: that)? "
    r"(?P<claim>(?!(?:they|he|she|i)\b)\S+ \S+ .*\S) "
    + any_of(
        r"(?:is|are|must be) (?:\w+ly |all |just )?(?:lying|liars?|a liar|wrong|mistaken)",
        r"(?:was|were|is|are)(?:n['’]?t| not) (?:listening|paying attention|reading|watching)(?: .*)?",
        r"(?:did|do|does|has|have)(?:n['’]?t| not) "
        r"(?:read|heard?|listen(?:ed|ing)?|watch(?:ed|ing)?|pa(?:id|y|ying) attention)(?: .*)?",
        r"(?:should|ought to|needs? to|must|may want to) (?:read|listen|look at|check the|hear)(?: .*)?",
    )
    + r"[.!\s]*",
    re.IGNORECASE,
)
# What is called false is what these tell: "the letter where they beg Rwanda for drones".
_TOLD = f"(?:{RUMOUR}|tales?|myths?|theor(?:y|ies)|headlines?|lines?|nonsense|rubbish|lies?|hoax)"
_SHOWN = any_of(
    "letters?|videos?|clips?|forwards?|messages?|screenshots?|documents?|memos?|tweets?|audios?|voice notes?"
)
_SAYING = any_of("where|in which|saying(?: that)?|claiming(?: that)?|about how|how")
_HEADED = re.compile(
    r"(?:(?:the|a|an|this|that|those|these|all|any|your|their) )(?:\S+ ){0,2}?"
    rf"(?:{_SHOWN}(?: (?:going|doing|making) (?:a)?round\w*| on \w+)? {_SAYING}"
    rf"|{_TOLD}(?: (?:going|doing|making) (?:a)?round\w*| on \w+)? (?:that|{_SAYING})) (?=\S+ \S+ \S)",
    re.IGNORECASE,
)
_FOUND = "(?:there(?: is|['’]?s| was| has been)|we (?:have|had|found))"
_ERRING = "(?:wrongly|falsely|mistakenly|incorrectly|erroneously|misleadingly)"
_CLAIM = "(?:think|believe|claim|say|state|report|assume|allege)"
_CLAIMED = "(?:thought|believed|claimed|said|stated|reported|assumed|alleged)"
_CLAIMING = "(?:thinking|believing|claiming|saying|stating|reporting|assuming|alleging)"
_WRONG_THAT = re.compile(
    r"(?:(?:it['’]?s|it is|it was|that['’]?s|there['’]?s|there is) (?:\w+ly |all |just ){0,2}"
    rf"(?:{_FALSE}|no truth in it) that"
    "|(?:not true|untrue|false|fake) that"
    f"|(?:(?P<bare>no|zero)|{_FOUND} (?:absolutely |still )?(?:no|zero)) (?:evidence|proof)"
    "(?: at all| whatsoever)? that"
    rf"|(?:an?|one|another|the) (?:\w+ ){{0,2}}{_MYTH}(?: (?:online|today|here))? (?:is|was) that"
    f"|(?:(?:it (?:is|was|has been|is being) )?{_ERRING} {_CLAIMED} that"
    rf"|(?P<who>(?:[^\s,:;]+ ){{1,5}}?)(?:{_ERRING} (?:{_CLAIM}s?|{_CLAIMED})"
    f"|(?:is|are|was|were|keeps?) {_ERRING} {_CLAIMING}) that"
    f"|(?:people|many|some|they|users|posts|we) (?:people |users )?{_ERRING} {_CLAIM}"
    f"|(?:they|we) {_ERRING} {_CLAIMED})"
    r"(?! (?:they|he|she|it|we|i)\b))"
    r" (?=\S+ \S+ \S)",
    re.IGNORECASE,
)
_OTHER_SCRIPTS = "\u0530"  # behind Latin, Greek and Cyrillic letters
_SMALL = {word.capitalize() for word in DETERMINERS | SUBJECT_PRONOUNS if word != "i"}


def as_denial(text: str) -> str:
    """Return a claim that something is false as "It is not true that ..."; any other as it is."""
    told = called_false(text)
    if told:
        return denied(told)
    label = _LABEL.match(text)
    return text[label.end() :] if label and _warns(label, text) else text


def called_false(text: str) -> str:
    """Return what a sentence calls false: "FAKE: X", "Myth 2: X", "That X is a lie"; or nothing."""
    rejected = _REJECTED.fullmatch(text) or _LIAR.fullmatch(text)
    called = _LABEL.match(text) or _WRONG_THAT.match(text)
    if not rejected and called and called.re is _WRONG_THAT and not _is_all_of_it(called):
        return ""
    told = rejected["claim"] if rejected else text[called.end() :] if called else ""
    if rejected and rejected.re is _REJECTED and not rejected["rumour"] and not is_statement(told):
        return ""  # "That circular about fees is fake"
    return told if told and _is_told(told) and not (called and _warns(called, text)) else ""


def _warns(label: re.Match[str], text: str) -> bool:
    """Whether a truth is held against a hoax: "Hoax alert: the king has not abdicated"."""
    return "alert" in label[0].lower() and denies(text[label.end() :])


def _is_all_of_it(called: re.Match[str]) -> bool:
    """Whether a sentence says nothing but that something is false, and who errs is no part of more.

    Not "Police arrested a man who falsely claimed that X", "No evidence that the dam leaks has been hidden".
    """
    who = called["who"].lower().split() if called["who"] else []
    ends = pairwise(called.string[called.end() :].split())
    goes_on = called["bare"] and any(is_plural(word) and verb in _SINGULAR for word, verb in ends)
    return not (goes_on or any(map(is_sure_verb, who)) or not _NO_CLAIMANT.isdisjoint(who))


_SINGULAR = frozenset({"has", "is", "was"})
_NO_CLAIMANT = (
    RELATIVES
    | SUBORDINATORS
    | {"no", "not", "never", "nobody", "none", "nor", "neither", "few", "hardly", "to"}
)


def _is_told(text: str) -> bool:
    """Whether a text could be a claim: "posts that attack the army are wrong" does not tell what is."""
    first = text.partition(" ")[0].lower()
    return not (is_verb(first) or first in BASE_VERBS or first in RELATIVES)


def is_denial(query: str) -> bool:
    """Whether a claim says that something is not true."""
    return query.startswith(DENIED)


def what_is_told(query: str) -> str:
    """Return what a claim is about, what it calls untrue or all of it, as networks read it."""
    return closed(as_claimed(query.removeprefix(DENIED)) if is_denial(query) else query)


def closed(text: str) -> str:
    """Return a sentence with a full stop, whatever else it ended with: networks read other ends otherwise."""
    bare = text.rstrip(" .!…")
    return f"{bare}." if bare[-1:].isalnum() and bare[-1] < _OTHER_SCRIPTS else text


def denied(claim: str) -> str:
    """Return a claim that is called false as "It is not true that ...", and a denial as it is."""
    if is_denial(claim):
        return claim
    headed = _HEADED.match(claim)
    if headed and _is_told(claim[headed.end() :]):
        claim = claim[headed.end() :]
    first, blank, rest = claim.partition(" ")
    return f"{DENIED}{first.lower() if first in _SMALL else first}{blank}{rest}"
