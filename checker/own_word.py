"""What a post says of its claim in fixed words: "I don't believe X", "True: X", "Enough lies! X", or a sign.

Whatever else people say a network hears (``remarks.py``); it takes "I doubt that" for noise and hears the lie
beside a truth in both. These few words are sure, and stand above what it hears, as do answers
(``answering.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.answering import LONGEST, answered, goes_on_to_answer
from checker.clauses import is_statement
from checker.clutter import any_of
from checker.negation import FALSE, RUMOUR

_DISBELIEF = re.compile(
    r"(?:i (?:(?:really|just|honestly|simply|still) )?do(?:n['’]?t| not) (?:(?:really|even|actually) )?"
    r"(?:believe|think|buy)(?: for (?:a|one) (?:second|minute|moment))?|i refuse to believe"
    r"|i (?:(?:very much|seriously|strongly|highly|really) )?doubt(?: very much)?"
    r"|(?:(?:please|pls|plz) )?(?:stop|quit) "
    r"(?:saying|claiming|pretending|telling (?:people|everyone|everybody|us))"
    r"|it(?:['’]?s| is| was) not (?:like|as if)|i used to (?:think|believe)"
    r"|it would be (?:wrong|false|a lie) to say"
    rf"|there(?:['’]?s| is) (?:no|zero) truth (?:in|to) (?:the |these |those |any )?{RUMOUR})(?: that)? "
    r"(?!(?:so|about|of|in|it|that|that['’]s|this|what|if|whether|everything|anything|him|her|them|you|me)\b)",
    re.IGNORECASE,
)
_TRUE = re.compile(
    r"(?:it(?:['’]?s| is| was) (?:(?:actually|indeed|absolutely|very|completely|also) )?"
    r"(?:true|correct|right|a fact) that (?=\S+ \S+ \S)"
    r"|(?:(?:actual|the) )?(?:true|real|facts?|truth|reality|correct|verified)\s?[:–—]{1,3}\s(?=\S+ \S)"
    r"|(?:but )?(?:the )?(?:truth|fact|reality) (?:is|remains)(?: that|[:,]) (?=\S+ \S+ \S))",
    re.IGNORECASE,
)
# Before what somebody holds against lies: "Stop spreading fake news, X", not "stop the lie that X".
_LIES = (
    "(?:fake news|lies|lying|lie|liars|propaganda|(?:false )?rumou?rs?|fake (?:posts|stories|videos)|gossip"
    "|myths?|(?:mis|dis)information|fear[- ]?mongering)"
)
_ALL_THE = "(?: (?:the|this|these|those|all|some|your|such|any|it)){0,2}"
_AGAINST = re.compile(
    r"(?:(?:please|pls|plz|guys|people|everyone|so|i['’]?m|we['’]re) )*"
    + any_of(
        r"(?:stop|quit|enough|no more|tired|sick|fed up|ignore|forget|beware)(?: (?:\w+ing|of|with|up)){0,2}"
        f"{_ALL_THE} {_LIES}",
        f"(?:do not|don['’]?t) (?:believe|fall for|trust|listen to|spread|share){_ALL_THE} {_LIES}",
        f"(?:correcting|countering|against|despite|contrary to){_ALL_THE} {_LIES}",
        "(?:they|you|(?:the|our) (?:media|press|papers|tv)) (?:all )?(?:lied|lie|keep lying|are lying)"
        "(?: to (?:us|you|everyone))?",
        "(?:you|we)(?:['’]ve| have| were|['’]re| are) (?:all )?(?:been |being )?lied to",
    )
    + r"(?: (?:please|pls|plz|now|everyone|guys|people|already|again|online|around|on social media))*"
    r"(?:[\s.,!:;…–—]*$|[.,!:;…–—]+\s+(?=\S+ \S))",
    re.IGNORECASE,
)
# Behind what nobody means: "X, said no one ever", "X [FALSE]".
_TURNED = re.compile(
    r"[\s,.…-]+(?:/s|said no ?(?:one|body) ever|in (?:your|his|her|their) dreams|my (?:foot|arse|ass)|as if)"
    r"[.!…\s]*$"
    rf"|\s*[\[(]\s*(?:this is )?(?:{FALSE})\s*[\])][.!\s]*$"
    rf"|\s[–—-]\s?(?:this is )?(?:{FALSE})[.!\s]*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"[\"“](?P<claim>[^\"“”]{8,300})[\"”]\s*[–—-]{1,2}\s*"
    + any_of(
        f"no|nope|nah|never|{FALSE}",
        f"(?:that['’]?s|that is|this is|it['’]?s) (?:a |an |just |all )?(?:{FALSE})",
    )
    + r"(?![^\W\d_])",
    re.IGNORECASE,
)
_RUMOURED = re.compile(
    r"(?:(?:the|viral) )?(?:claim|rumou?r|fiction|allegation|gossip)s?(?: #?\d{1,2})?\s?:\s(?=\S+ \S)",
    re.IGNORECASE,
)
_CROSSES, _TICKS = "❌✖🤥🧢", "✅✔☑"
SIGNS = re.compile(f"[{_CROSSES}{_TICKS}]")
_SIGN = re.compile(f"[ \\t.!]*(?P<sign>{SIGNS.pattern})\ufe0f?[ \\t]*")


def own_word(text: str) -> tuple[str, bool | None]:
    """Return a clause without what is said of it, and whether that calls it false, if anything is said."""
    if label := _RUMOURED.match(text):
        return text[label.end() :], None
    truth = _TRUE.match(text) or _AGAINST.match(text)
    if truth and truth.end() < len(text):
        return text[truth.end() :], False
    disbelief = _DISBELIEF.match(text)
    if disbelief and is_statement(text[disbelief.end() :]):
        return text[disbelief.end() :], True
    quoted = _QUOTED.match(text)
    if quoted and is_statement(quoted["claim"]):
        return quoted["claim"], True
    turned = _TURNED.search(text, max(0, len(text) - LONGEST))
    if turned and is_statement(text[: turned.start()]):
        return text[: turned.start()], True
    return answered(text)


def beside(sentences: Sequence[str]) -> Iterator[bool | None]:
    """Yield for each sentence whether the ones beside it call it false, or true.

    It is false where it is a rumour that the next one sets right ("Claim: A. Fact: B") or asks what that
    says no to ("A? No, B"), and true where somebody holds it against lies ("Enough lies! A").
    """
    for before, one, behind in zip(["", *sentences], sentences, [*sentences[1:], ""], strict=False):
        cry = _AGAINST.match(before)
        if _RUMOURED.match(one) and _TRUE.match(behind):
            yield True
        elif cry and cry.end() == len(before):
            yield False
        else:
            yield goes_on_to_answer(behind, one)


def signed(text: str, start: int, end: int) -> bool | None:
    """Return whether a cross on the line of a sentence calls it false, or a tick true, if there is one.

    It stands before all else of its line, or behind all else.
    """
    line, rest = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    for part in (text[line:start], text[end : rest if rest >= 0 else len(text)]):
        if len(part) < LONGEST and (sign := _SIGN.fullmatch(part)):
            return sign["sign"] in _CROSSES
    return None
