"""What people say around a claim: "wow so apparently", "my cousin told me that", "and nobody talks about it".

Whatever changes the meaning of the claim, or says which official said it, is none of it.
"""

from __future__ import annotations

import re

from checker.clutter import any_of
from checker.hearsay import HEARSAY
from checker.lexicon import DID_SO

# Said before a claim, with or without a comma.
_OPENERS = any_of(
    "and|but|wow+|omg|lol|lmao|rofl|smh|wtf|btw|tbh|icymi|fyi|folks|fam|bro|dude|(?:ha){2,}h*|also|plus|additionally|moreover",
    "furthermore|meanwhile|however|apparently|reportedly|supposedly|allegedly|alhamdulillah|mashallah|thankfully",
    "thank god",
    "no(?= (?:there|they|he|she|it|we|this|that) (?!\\w+n['’]?t\\b|\\w+ not\\b))",
    "so+(?! (?:far|many|much|few|long|called))"
    rf"(?! {DID_SO} (?:[^\s?]+ ){{0,3}}[^\s?]+$)",
)
# Said before a claim, but words of the claim when no comma or colon follows: "well over 100", "no troops".
_SEPARATE_OPENERS = any_of(
    "rip|ok|okay|now|well|look|listen|see|damn|psa|hey|hello|hi|guys|friends|yes|yeah|nope|no|oh|ah|again|seriously",
    "honestly|basically|literally|obviously|remember|imagine|unbelievable",
    "historic|confirmed|correction|clarification|shocking|sad|huge",
    "q|question|fact[- ]?check|fact|note|update|reminder",
    "guess what|heads up|(?:good|bad|great|sad) news|fun fact|hot take|true or false|quick reminder",
    "believe it or not|in case you missed it|turns out|for your information",
)
_ASKED = any_of(
    r"(?:(?:does|do|has|have|did) )?(?:any|some)(?:one|body)(?: (?:here|else|out there))? "
    r"(?:know|hear|heard|seen?|confirm)s? (?:that|if|whether) (?=\S+ \S+ \S)",
    r"(?:is|isn['’]?t|was) it (?:really |actually )?(?:true|right|correct|a fact|confirmed)[\s,:]*"
    r"(?:(?:that|if) )?(?=\w)",
    r"did(?:n['’]?t)? (?:you|u|everyone) (?:all |guys )?(?:know|hear|see)[\s,:]*(?:that |about how )?(?=\w)",
    r"have you (?:all )?(?:heard|seen)[\s,:]*(?:that )?(?=\w)",
    "(?:can|could) (?:any|some)?(?:one|body|you|u) (?:please )?(?:confirm|verify|check) (?:that|if|whether) ",
    "any truth (?:to|in) (?:the )?(?:claims?|rumou?rs?|reports?|news) that ",
)
# "Not 300, three thousand people are back": what is corrected is not claimed.
_NUMBER = any_of(
    r"\d[\d,.]{0,15}\w{0,9}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve",
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?",
    "a hundred|hundreds|a thousand|thousands",
)
_CORRECTED = (
    rf"(?:it['’]?s |it is )?not (?:just |only |about )?{_NUMBER}(?: (?:hundred|thousand|million|lakh|crore))?"
    rf"(?:, (?:but |it['’]?s )?| but )(?=(?:about |over |nearly )?{_NUMBER}\b)"
)
_CHATTER = re.compile(
    rf"{_OPENERS}\b[,:;.!…\s–—-]*"
    rf"|{_SEPARATE_OPENERS}\b(?:\s+(?:fam|guys|everyone|all|folks|people|friends)\b)?\s*(?:[,:;!?…–—-]|\.\.)[,:;.!?…\s–—-]*"
    r"|(?:reporter|journalist|interviewer|moderator)\s?:\s*(?=\S)"
    rf"|{HEARSAY}|{_ASKED}|{_CORRECTED}",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"[\s,.!…–—-]{0,9}\b"
    + any_of(
        "lol|lmao|lmfao|rofl|smh|omg|wtf|ffs|tbh|(?-i:imo)|imho|fr|ngl|(?:ha){2,}h*|is (?:it|this) true",
        "alhamdulillah|mashallah|subhanallah|thank god|any truth to this|can anyone confirm",
        "do (?:you|u) agree",
        "what do (?:you|u|y['’]all)(?: all| guys)? think(?: (?:about|of) (?:this|that|it))?",
        "and (?:nobody|no one|noone) (?:is|seems to be) (?:talking|reporting|speaking)"
        "(?: (?:about|on) (?:it|this))?",
        "and they (?:hide|are hiding|hid) it(?: from (?:us|you))?|let that sink in",
    )
    + r"\s{0,9}[?!.…]*$",
    re.IGNORECASE,
)
# These ask for an opinion behind a comma or before a question mark, and elsewhere are words of the claim.
_TRAILING_WORD = re.compile(
    r"(?P<before>\S)(?P<joint>[\s,.!…–—-]{1,9})\b"
    + any_of("right|true|really|true or false|fake or real|is that so|(?:any |your )?(?:thoughts|opinions)")
    + r"\s{0,9}(?P<end>[?!.…]*)$",
    re.IGNORECASE,
)
_CALLED_SO = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|not|\w+n['’]t|it|that|this|so|very|all|her|his|their|its)\W*$",
    re.IGNORECASE,
)
_TAG_QUESTION = re.compile(
    r"\s{0,9},\s{0,9}"
    + any_of(
        "(?:is|are|was|were|has|have|had|did|do|does|will|wo|would|can|could)(?:n['’]?t)?"
        " (?:it|they|s?he|we|you|there)"
    )
    + r"\s{0,9}\?+$",
    re.IGNORECASE,
)
_EDGES = " \t,;:|–—-*_~`•…→»=/\\"
_FEW = 3  # words: of so short a sentence none is taken away at the end


def without_chatter(text: str) -> str:
    """Return ``text`` without what people say around a claim: "wow so apparently", "lol"."""
    while (match := _CHATTER.match(text)) and match.end() < len(text):
        text = text[match.end() :].lstrip(_EDGES)
    if len(text.split()) > _FEW:
        text = _TRAILING_WORD.sub(_without_word, _TRAILING.sub(lambda m: "?" if "?" in m[0] else "", text))
    return _TAG_QUESTION.sub("", text).strip(_EDGES)


def _without_word(match: re.Match[str]) -> str:
    """Return what stays of a sentence and its last word: all, unless that asks whether the rest is so."""
    asked = "?" in match["end"]
    apart = bool(match["joint"].strip()) or (
        asked and not _CALLED_SO.search(match.string[: match.end("before")])
    )
    return match["before"] + ("?" if asked else "") if apart else match[0]
