"""Where the sentences of a social-media post begin and end.

Spans are ranges of the mask that ``noise.py`` makes; it is as long as the post, so they are
ranges of the post too. Splitting too little costs less than splitting too much: half a
sentence is a claim that nobody made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from checker.clauses import is_statement, subject
from checker.lexicon import FUNCTION_WORDS, RELATIVES, REPORTING, SUBJECT_PRONOUNS, is_verb
from checker.noise import trimmed
from checker.records import Span

_TERMINAL = re.compile(
    r"(?<![.!?…‼⁇⁈⁉۔؟])(?P<stop>[.!?…۔؟।॥。！？‼⁇⁈⁉][.!?…‼⁇⁈⁉۔؟]*+)(?P<close>[\"'”’»)\]*_]*+)"
    r"(?=\s|$|\ue000|(?<=[!?…۔؟।॥。！？])[^\W\d_]|(?<=[a-z]{3}\.)[A-Z\"“]|(?<=[!?])[\"“])"
)
_NEWLINES = re.compile(r"(?<![ \t])[ \t]*+[\n\r\u0085\u2028\u2029][\s\ue001]*")
_PICTURES = re.compile(r"(?<![ \t\ue001])[ \t\ue001]*+\ue000[\ue000 \t\ue001]*")
# A line that says what it is does not go on from the one before: "fact: ...".
_LABELLED = re.compile(
    r"(?:[-•*] )?(?:claim|fact|myth|rumou?r|true|false|truth|reality|fiction|verdict|rating|correction|update"
    r"|source|what|who|when|where|why|how)s?(?: #?\d{1,2})?:\s",
    re.IGNORECASE,
)
# What tickers have between their lines. Blanks with no bar behind them are taken too, as a group of nothing:
# else a long run of them would be read to its end from each of its places.
_BARS = re.compile(r"(?<=\S)[ \t\ue000\ue001]++(?:(?<=[ \t])(?:\|{1,3}|/{2,3}|[•●▪►~]|&&)[ \t]++(?=\S)|())")
_LINE_WORDS = 5  # of a ticker; a shorter one needs a verb
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"“/-]|(?<!\w)['‘’])(?:mr|mrs|ms|dr|prof|gen|lt|col|maj|capt|cmdr|sgt|brig|adm|gov|sen|rep|pres|amb|hon|rev|st|"
    r"mt|ft|jr|sr|vs|etc|vol|fig|art|sec|dept|govt|min|approx|acc|incl|excl|resp|adv|engr|asst|assoc|addl|dy|sh|ch|retd|bcz|bcoz|est|bln|mln|mio|ppl|pct|hrs?|sq|dist|bldg|blvd|regt|inc|ltd|co|corp|bros|rs|jan|feb|mar|apr|jun|jul|"
    r"aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|a\.m|p\.m|e\.g|i\.e|al|cf|[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_])\.$",
    re.IGNORECASE,
)
# Short for a word only where a number follows.
_OF_NUMBER = re.compile(r"\b(?:nos?|mag|pop|temp|res|max|avg|para|pp|ch|ext|ca)\.$", re.IGNORECASE)
_NUMBER = re.compile(r" ?\d[\d.,/]*")
_WITHOUT_VOWEL = re.compile(r"(?<!\w)[b-df-hj-np-tv-xz]{2,5}\.$", re.IGNORECASE)
_BRACKET = 120  # characters of a bracket that stands within a sentence, at most
_MAY_END = re.compile(
    r"(?:\b(?:etc|inc|ltd|co|corp|jr|sr|a\.m|p\.m|govt)|\b(?:[A-Za-z]\.)+[A-Za-z]|[a-z] [a-z])\.$",
    re.IGNORECASE,
)
# "Neither do I.", not "I. Khan".
_MYSELF = re.compile(
    r"\b(?:am|do|did|have|had|can|could|will|would|should|must|may|might|than)(?: not)? i\.$", re.IGNORECASE
)
_NEW_SENTENCE = re.compile(
    r"\s*[\"“'‘(]?(?:The|It|He|She|They|We|I|In|On|But|And|This|That|These|There|Now|Also|Meanwhile|However|So|No|Not|If|"
    r"When|A|An|Is|Are|Did|What|Why|Who)\b(?!\.)"
)
_NEAR = 300
_WRAPPED = 45  # characters of a line from which it may have been broken for its length
_CLOSED = re.compile(r"(?:[!?…\n]|\.(?!\d))++\s*+")
# What begins with these does not go on from a claim before it: an appeal, a cry or a question.
_CRY = re.compile(
    r"(?:please|pls|plz|do not|don['’]?t|never|stop|stay|wake up|beware|avoid|boycott|share|spread|forward|rt"
    r"|retweet|look|watch|listen|remember|imagine|pray|protect|keep|tell|ask|trust|believe|vote|follow|read|check|let['’]?s"
    r"|shame|thank|wtf|omg|lol|lmao|smh|why|how|what|anyone|anybody|so (?:sad|much|many|this|that)"
    r"|no (?:one|more|wonder|way)"
    r"|god|may (?:god|allah)|good (?:luck|news)|be (?:careful|safe|aware|ready))\b",
    re.IGNORECASE,
)
_OPEN_ENDS = (",", ":", '"', "”", "»")  # who is quoted may follow
_GOING_ON = RELATIVES - {"what", "how", "why"}
# Who tells goes on to what is told: "Pakistan warns India / it will respond".
_TELLING = REPORTING | {"warns", "warned", "promised", "promises", "swore", "asked", "asks", "ruled", "rules"}
_POINTING = SUBJECT_PRONOUNS | {"this", "that", "these", "those", "there", "nobody", "everyone", "everybody"}


def sentences(mask: str) -> list[Span]:
    """Return the sentences of a mask in order, without the blanks around them."""
    cuts = sorted({0, len(mask), *_stops(mask), *_lines(mask)})
    lines = (line for start, end in pairwise(cuts) for line in _cut(mask, Span(start, end), _BARS, _is_line))
    return [span for line in lines for span in _cut(mask, line, _PICTURES, is_statement)]


def _stops(mask: str) -> Iterator[int]:
    for match in _TERMINAL.finditer(mask):
        if _ends_sentence(mask, match):
            yield match.end()


def _ends_sentence(mask: str, match: re.Match[str]) -> bool:
    before, after = mask[max(0, match.start() - 20) : match.start() + 1], mask[match.end() : match.end() + 30]
    following = after.lstrip(" \t\ue000\ue001\"“'‘(")
    quoted = any(c in "\"”’»'" for c in match["close"])
    if quoted and following[:1].islower():
        return False
    if match["stop"] == ".":
        if _ABBREVIATION.search(before) and not _MYSELF.search(before):
            return bool(_MAY_END.search(before) and _NEW_SENTENCE.match(after)) or "\n" in after[:2]
        number = _OF_NUMBER.search(before) and _NUMBER.match(after)
        short = _WITHOUT_VOWEL.search(before) and following[:1].islower()
        return not (number or short or following.startswith("& ") or _in_bracket(mask, match.start()))
    if match["stop"] in {"..", "...", "…", "....", "……"}:
        return not following[:1].islower() or _begins_anew(*_beside(mask, match))
    return True


def _in_bracket(mask: str, at: int) -> bool:
    """Whether a full stop stands within a bracket that opens and closes within a sentence."""
    start, end = mask.rfind("(", max(0, at - _BRACKET), at), mask.find(")", at, at + _BRACKET)
    if start < 0 or end <= at + 1:
        return False
    before = mask[:start].rstrip(" \t")
    inside = mask[start + 1 : end]
    return bool(before) and before[-1] not in ".!?…\n" and not set("()\n") & set(inside)


def _lines(mask: str) -> Iterator[int]:
    """Yield the line breaks that end something: not those inside a wrapped sentence."""
    for match in _NEWLINES.finditer(mask):
        before, after = (
            mask[max(0, match.start() - 40) : match.start()].split(),
            mask[match.end() : match.end() + 1],
        )
        labelled = _LABELLED.match(mask, match.end())
        goes_on = before and (before[-1].lower() in FUNCTION_WORDS or before[-1].endswith(","))
        wrapped = "\n" not in match[0].strip(" \t")[1:] and ((after.islower() and not labelled) or goes_on)
        if not wrapped or (not goes_on and _begins_anew(*_beside(mask, match))):
            yield match.end()


def _cut(mask: str, sentence: Span, joints: re.Pattern[str], is_one: Callable[[str], bool]) -> list[Span]:
    """Cut at emoji or bars between two parts that could each be a sentence."""
    found, at = [], sentence.start
    for match in joints.finditer(mask, sentence.start, sentence.end):
        if match.lastindex:
            continue
        left = mask[max(at, match.start() - _NEAR) : match.start()]
        right = mask[match.end() : min(match.end() + _NEAR, sentence.end)]
        opens = _opens(right) and is_one(right)
        if is_one(left) and (opens or _begins_anew(left, right)):
            found.append((at, match.start()))
            at = match.end()
    spans = (trimmed(mask, a, b) for a, b in [*found, (at, sentence.end)])
    return [span for span in spans if span]


def _is_line(text: str) -> bool:
    return is_statement(text) or len(text.split()) >= _LINE_WORDS


def _beside(mask: str, match: re.Match[str]) -> tuple[str, str]:
    """Return what stands near before and behind a joint: all of a long post is not copied for each line."""
    return mask[max(0, match.start() - _NEAR) : match.start()], mask[match.end() : match.end() + _NEAR]


def _begins_anew(before: str, after: str) -> bool:
    """Whether words in small letters behind a claim are no part of it: an appeal, or another claim."""
    left, right = _CLOSED.split(before)[-1], _CLOSED.split(after.strip())[0]
    said = left.lower().split()
    last = said[-1] if said else ""
    if not is_statement(left) or last in FUNCTION_WORDS | REPORTING or last.endswith(_OPEN_ENDS):
        return False
    first = (right.split(maxsplit=1) or [""])[0].lower()
    if (first in _GOING_ON and not right.startswith("that is ")) or right.startswith("so that"):
        return False
    telling = not _TELLING.isdisjoint(said)
    if telling and (first in SUBJECT_PRONOUNS or first in {"why", "how", "what"}):
        return False
    if _CRY.match(right):
        return True
    named = subject(right)
    pointing = named.lower() in _POINTING or first in _POINTING
    return bool(named) and (pointing or len(left) < _WRAPPED) and any(map(is_verb, right.split()))


def _opens(text: str) -> bool:
    first = text.lstrip("\"“'‘(")[:1]
    return first.isupper() or first.isdigit()
