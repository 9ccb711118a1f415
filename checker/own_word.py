"""What a post says of its claim in fixed words: "I don't believe X", "True: X", "Enough lies! X", or a sign.

Whatever else people say a network hears (``remarks.py``); it takes "I doubt that" for noise and hears the lie
beside a truth in both. These few words are sure, and stand above what it hears, as do answers
(``answering.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.answering import LABELS_FALSE, LONGEST, MOCKS_AND, answered, goes_on_to_answer, is_answer
from checker.clauses import is_statement
from checker.clutter import any_of
from checker.lexicon import BASE_VERBS, OWN_REPORT, SUBJECT_PRONOUNS, is_verb
from checker.negation import FALSE, RUMOUR
from checker.records import Span

_DISBELIEF = re.compile(
    r"(?:i (?:(?:really|just|honestly|simply|still) )?do(?:n['’]?t| not) (?:(?:really|even|actually) )?"
    r"(?:believe|think|buy)(?: for (?:a|one) (?:second|minute|moment))?|i refuse to believe"
    r"|i (?:(?:very much|seriously|strongly|highly|really) )?doubt(?: very much)?"
    r"|(?:(?:please|pls|plz) )?(?:stop|quit) "
    r"(?:saying|claiming|pretending|telling (?:people|everyone|everybody|us))"
    r"|it(?:['’]?s| is| was) not (?:like|as if)|i used to (?:think|believe)"
    r"|it (?:is|['’]?s|would be) (?:wrong|false|untrue|incorrect|a lie) to (?:say|claim)"
    r"|(?:it|that) (?:isn['’]?t|is not|ain['’]?t|wasn['’]?t|can(?:['’]?t|not) be) true"
    r"|(?:please |pls )?(?:do not|don['’]?t) (?:believe|listen to|trust) "
    r"(?:anyone|anybody|those|people|whoever)(?: who)? "
    r"(?:says?|saying|tells? (?:you|us)|telling (?:you|us)|claims?|claiming)"
    r"|(?:please |pls )?(?:do not|don['’]?t|never) believe(?: for (?:a|one) (?:second|minute|moment))?"
    r"(?= that )"
    rf"|(?:there(?:['’]?s| is) )?(?:no|zero) truth (?:in|to) (?:the |these |those |any )?{RUMOUR})(?: that)? "
    r"(?!(?:so|about|of|in|it|that|that['’]s|this|what|if|whether|everything|anything|him|her|them|you|me)\b)",
    re.IGNORECASE,
)
# Before what nobody means: "Yeah right, X", "As if X"; who goes on with a "but" may mean it.
_MOCKED = re.compile(
    r"(?:(?:oh|but|yeah|ok(?:ay)?),? sure(?! enough)|(?:yeah|ya),? right|as if(?!.*,))"
    r"[\s,.!…–—-]+(?=\S+ \S+ \S)(?!.*\bbut\b)",
    re.IGNORECASE,
)
_NO_LIE = "(?:no|not an?|hardly an?|no longer an?) (?:secret|lie|hoax|myth|rumou?r|joke)"
_TRUE = re.compile(
    r"(?:it(?:['’]?s| is| was) (?:(?:actually|indeed|absolutely|very|completely|also) )?"
    rf"(?:true|correct|right|a (?:well[- ]known )?fact|undeniable|undisputed|{_NO_LIE}) that (?=\S+ \S+ \S)"
    r"|it isn['’]?t an? (?:secret|lie|hoax|myth|rumou?r|joke) that (?=\S+ \S+ \S)"
    r"|there(?:['’]?s| is| can be) no (?:doubt|question|denying) that (?=\S+ \S+ \S)"
    r"|not only is it (?:true|correct|right|a fact|the case) that (?=\S+ \S+ \S)"
    r"|(?:two|three|both|all|these|the following)(?: (?:two|three|things|facts|statements|claims)){0,2} "
    r"(?:are|is) (?:both |all )?(?:true|facts?|correct|clear|certain|sure)"
    r"(?: (?:at once|at the same time|here))?\s?[:–—]\s(?=\S+ \S)"
    r"|(?:facts?|truth|true|real),? (?:and )?not (?:an? )?"
    r"(?:fiction|fake(?: news)?|myth|false|rumou?rs?|lies?|hoax)\s?[:–—]\s(?=\S+ \S)"
    r"|(?:(?:actual|the) )?(?:true|right|real|facts?|truth|reality|correct|verified)"
    r"(?:\s?[:–—]{1,3}|\s[|-])\s(?=\S+ \S)"
    rf"|(?:the|this|that) (?:{RUMOUR}|letter|statement) (?:is|was) (?:\w+ly )?"
    r"(?:true|real|correct|accurate|confirmed)\s?[:,]\s+(?=\S+ \S+ \S)"
    r"|(?:but )?(?:the )?(?:truth|fact|reality) (?:is|remains)(?: that|[:,]) (?=\S+ \S+ \S))",
    re.IGNORECASE,
)
_ACCEPTED = re.compile(
    rf"(?:(?:(?:the|a|an|this|viral) ){{0,2}}(?:{RUMOUR}|statement) that (?P<claim>\S+ \S+ .*[^\s,])"
    r"|[\"“](?P<quoted>[^\"“”]{8,300})[\"”])"
    r" (?:(?:is|are|was|were|has been|have been|turned out to be|proved) "
    r"(?:(?!partly|partially)\w+ly |all |now )?"
    r"(?:true|correct|right|accurate|confirmed|not (?:false|fake|a lie)))[.!\s]*",
    re.IGNORECASE,
)
# Behind what somebody vouches for: "Claim 1: X - TRUE".
_CALLED_TRUE = re.compile(
    r"(?<!\b(?:is|as))(?<!\b(?:are|was|not))(?<!\bwere)"
    r"(?:(?:\s[–—-]|:|\s//)\s?|\s*(?P<open>[\[(])\s*)(?:this is )?"
    r"(?:100% |completely |absolutely )?(?:true|correct|confirmed|verified)\s*(?(open)[\])])[.!\s]*$",
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
    r"|(?<!\bor)(?<!\.)\s?(?:\.\.\.?|…|\s[–—-])\s?not[.!]*$"
    rf"|\s*[\[(]\s*(?:this is )?(?:{FALSE})\s*[\])][.!\s]*$"
    rf"|(?:\s[–—-]|:|\s//)\s?(?:this is )?(?:{FALSE})"
    r"(?:,? (?:says?|said|according to) (?:[\w'’-]+ ?){1,6})?[.!\s]*$",
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
    r"(?:(?:the|viral) )?(?:claim|rumou?r|fiction|allegation|gossip)s?(?: #?\d{1,2})?"
    r"(?:\s?:|\s[|–—-])\s(?=\S+ \S)",
    re.IGNORECASE,
)
# Who vouches for the sentence before: "Real quote, not a meme".
_VOUCHED = re.compile(
    r"(?:"
    + any_of(
        "(?:this is |that['’]?s |it['’]?s )?(?:a )?(?:real|actual|true|direct) (?:quote|story|news|words)",
        "(?:(?:this|that|it) is |(?:this|that|it)['’]?s |i['’]?m )?(?:not|no) "
        "(?:(?:a|even a) )?(?:joke|meme|drill|hoax|satire|parody|cap|typo|kidding|joking|exaggeration)",
        r"(?:(?:as|it was|this was) )?(?:confirmed|verified|announced|reported) by(?: [\w'’-]+){1,8}",
        "(?:(?:this is|that['’]?s|it['’]?s) )?(?:100% |completely |absolutely )?"
        "(?:true|correct|confirmed|verified)",
        "(?:i swear|look it up|google it|for real|fr fr|seriously|you can look it up)",
    )
    + r"[\s.,!…–—-]*)+",
    re.IGNORECASE,
)
_CROSSES, _LYING, _TICKS = "❌✖❎✗✘", "🤥🧢", "✅✔☑"
# Who is answered before the answer: "For those who say that A: B".
_ADDRESSED = re.compile(
    r"(?:to|for) (?:all |any )?(?:of )?(?:those|you|people|folks|anyone|anybody|everyone|whoever)(?: of you)?"
    r"(?: who(?: are)?)?(?: (?:still|keep|now))? "
    r"(?:say|says|saying|think|thinks|thinking|claim|claims|claiming|believe|believes"
    r"|believing|insist|insists|insisting|share|sharing|spread|spreading|post|posting|repeat|repeating"
    r"|(?P<asks>ask|asking|wonder|wondering))(?: (?:that|if|whether))? "
    r"(?P<claim>\S+ \S+ [^:—]*?[^\s:,—–-])(?:\s?[:—]|\s[–-])\s*(?P<answer>\S.*)",
    re.IGNORECASE,
)
_ANSWERS = SUBJECT_PRONOUNS | BASE_VERBS  # "it has not", "read the report"
_CORRECTED = re.compile(rf"(?:correction|clarification|sorry|apologies)\W+{OWN_REPORT}", re.IGNORECASE)
# A line that rates what stands before it: "Verdict: False".
_RATED = re.compile(
    r"(?:(?:our|final|the) ){0,2}(?:verdict|rating|ruling|conclusion|status|finding|result)\s?[:–—-]\s*"
    r"(?:this is |it is |it['’]s )?"
    rf"(?:(?P<false>(?:(?:mostly|completely|totally) )?(?:{FALSE}|incorrect|inaccurate|misleading)\b"
    rf"|[{_CROSSES}])"
    r"|(?P<other>(?:(?:mostly|largely|partly|partially|half)[ -])?"
    r"(?:true|correct|accurate|right|confirmed|real|verified|mixed|mixture|un(?:proven|verified|confirmed)"
    rf"|no (?:evidence|proof)|missing context)\b|[{_TICKS}]))(?=\s*(?:$|[.,;:!(–—-]))",
    re.IGNORECASE,
)
SIGNS = re.compile(f"[{_CROSSES}{_LYING}{_TICKS}]")
_LABELS = "(?:fact[ -]?check(?:ed)?|fake(?: news)?|false|not true|hoax|claim|rumou?r|myth|verdict|fact|true)"
_DENYING_TAG = re.compile(
    r"[#＃](?:nottrue|untrue|false|fake|fakenews|fakealert|hoax|debunked)\b", re.IGNORECASE
)
# With a label before or behind it: "FACT CHECK ❌ X", "❌FAKE❌ X".
_SIGN = re.compile(
    rf"[ \t.!]*(?:{_LABELS}[ \t:!.–—-]*)?(?P<sign>{SIGNS.pattern})(?:\ufe0f?[ \t]*(?P=sign))*+\ufe0f?[ \t]*"
    rf"(?:{_LABELS}[ \t]*(?:(?:{SIGNS.pattern}\ufe0f?[ \t]*)++|[:!–—-])[ \t]*)?",
    re.IGNORECASE,
)
# Between signs that warn, "⚠️ FAKE ⚠️ X", or as a tag before a whole sentence, not "#fake Gucci bags".
_WARNING = "(?:[⚠🚨🛑⛔🚫‼❗]\ufe0f?[ \t]*)"
_WARNED = re.compile(
    rf"[ \t]*{_WARNING}{{1,9}}+(?:fake(?: news)?|false|not true|untrue|hoax)[ \t:!.–—-]*{_WARNING}{{1,9}}+"
    rf"|[ \t]*{_DENYING_TAG.pattern}[ \t:!.–—-]{{1,9}}+"
    r"(?=(?-i:The|This|These|All|No"
    r"|[A-Z][\w'’-]{0,30}[ \t](?:has|have|had|is|are|was|were|will|did|does|do))[ \t])",
    re.IGNORECASE,
)
_TAGS = re.compile(r"(?:[#＃]\w{1,100}+[\s,.!]*+){1,20}")


def own_word(text: str, *, answers: bool = False) -> tuple[str, bool | None]:
    """Return a clause without what is said of it, and whether that calls it false, if anything is said.

    Of a clause that ``answers`` a claim a cry of disbelief in front mocks that one: "Yeah right, it sank".
    """
    mocked = MOCKS_AND.match(text) if answers else None
    if mocked and " " in text[mocked.end() :]:
        return text[mocked.end() :], False
    if label := _RUMOURED.match(text):
        return own_word(text[label.end() :])
    if told := _ADDRESSED.fullmatch(text):
        answers_it = is_answer(told["answer"], f"{told['claim']}.")
        first = told["answer"].partition(" ")[0].lower()
        if answers_it or not told["asks"]:  # who asks has not claimed it
            return (told["claim"], True) if answers_it or first in _ANSWERS else (told["answer"], None)
    if true := _held_true(text):
        return true, False
    if false := _held_false(text):
        return false, True
    return answered(text)


def _held_true(text: str) -> str:
    truth = _TRUE.match(text) or _AGAINST.match(text)
    if truth and truth.end() < len(text):
        return text[truth.end() :]
    accepted = _ACCEPTED.fullmatch(text)
    vouched = _CALLED_TRUE.search(text, max(0, len(text) - LONGEST))
    if vouched and is_statement(text[: vouched.start()]):
        return text[: vouched.start()]
    return (accepted["claim"] or accepted["quoted"]) if accepted else ""


def _held_false(text: str) -> str:
    disbelief, quoted = _DISBELIEF.match(text) or _MOCKED.match(text), _QUOTED.match(text)
    turned = _TURNED.search(text, max(0, len(text) - LONGEST))
    told = (
        text[disbelief.end() :] if disbelief else "",
        quoted["claim"] if quoted else "",
        text[: turned.start()] if turned else "",
    )
    return next((one for one in told if one and is_statement(one)), "")


def is_rating(text: str) -> bool:
    """Whether a sentence does nothing but rate what stands before it, or vouch for it: "Verdict: False"."""
    return len(text) < LONGEST and bool(_RATED.match(text) or _VOUCHED.fullmatch(text))


def beside(sentences: Sequence[str]) -> Iterator[bool | None]:
    """Yield for each sentence whether the ones beside it call it false, or true.

    It is false where it is a rumour that the next one sets right ("Claim: A. Fact: B") or asks what that
    says no to ("A? No, B"), or is rated so ("A. Verdict: False"), and true where somebody holds it against
    lies ("Enough lies! A"), sets right with it what he said before, or vouches for it ("A. Not a joke").
    """
    for before, one, behind in zip(["", *sentences], sentences, [*sentences[1:], ""], strict=False):
        cry, rated = _AGAINST.match(before), _RATED.match(behind)
        if rated and not is_rating(one):
            yield rated["false"] is not None
        elif _RUMOURED.match(one) and (_TRUE.match(behind) or LABELS_FALSE.match(behind)):
            yield True
        elif (cry and cry.end() == len(before)) or _CORRECTED.match(before) or _VOUCHED.fullmatch(behind):
            yield False
        else:
            yield goes_on_to_answer(behind, one)


def signed(text: str, start: int, end: int) -> bool | None:
    """Return whether a cross on the line of a sentence calls it false, or a tick true, if there is one.

    It stands before all else of its line, or behind all else; "⚠️ FAKE ⚠️" before it is a cross, and so is a
    tag like #FakeNews before it, or behind it, in a line of its own where nothing else is said.
    """
    line, rest = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    rest = rest if rest >= 0 else len(text)
    for part in (text[line:start], text[end:rest]):
        if len(part) < LONGEST and (sign := _SIGN.fullmatch(part)):
            return sign["sign"] in _CROSSES + _LYING
    warned = _WARNED.match(text, line)
    if warned and warned.end() == start:
        return True
    tags = text[end:rest].strip() if text[:start].strip() else text[end:].strip()
    denied = _TAGS.fullmatch(tags) and _DENYING_TAG.search(tags)
    return True if denied and not is_verb(text[start:end].rsplit(maxsplit=1)[-1]) else None


def behind_sign(text: str, sentence: Span) -> Span:
    """Return a sentence without the label of a sign before it: "FACT CHECK ❌ X", "⚠️ FAKE ⚠️ X"."""
    start, end = sentence.start, sentence.end
    line = text.rfind("\n", 0, start) + 1
    sign = _SIGN.match(text, line, end) or _WARNED.match(text, line, end)
    start = max(start, sign.end()) if sign and sign.end() < end else start
    return Span(start, end)
