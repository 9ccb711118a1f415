"""The words of a claim as the models read them: no chatter, no question form, no shouting, no "they".

Each function takes cleaned text and returns cleaned text; where a rule does not fit for sure,
the text stays as it is.
"""

from __future__ import annotations

import re

from checker.clauses import starts_with_verb, subject
from checker.clutter import any_of
from checker.lexicon import (
    AUXILIARIES,
    BASE_VERBS,
    DETERMINERS,
    FUNCTION_WORDS,
    LEANING,
    is_sure_verb,
    is_verb,
    vocabulary,
)

# Said before a claim, with or without a comma.
_OPENERS = any_of(
    "and|but|wow+|omg|lol|lmao|rofl|smh|wtf|btw|tbh|icymi|folks|fam|bro|dude|haha+|also|plus|additionally|moreover",
    "furthermore|meanwhile|however|apparently|reportedly|supposedly|allegedly|alhamdulillah|mashallah|rip|thankfully",
    "thank god",
    "so+(?! (?:far|many|much|few|long|called))",
)
# Said before a claim, but words of the claim when no comma or colon follows: "well over 100", "no troops".
_SEPARATE_OPENERS = any_of(
    "ok|okay|now|well|look|listen|see|damn|fyi|psa|hey|hello|hi|guys|friends|yes|yeah|nope|no|oh|ah|again|seriously",
    "honestly|basically|literally|obviously|remember|imagine|unbelievable|fact|note|update|question|reminder",
    "guess what|heads up|(?:good|bad|great|sad) news|fun fact|hot take|true or false|quick reminder",
    "believe it or not|in case you missed it|turns out|for your information",
)
_HEARSAY = any_of(
    r"(?:it )?turns out (?:that )?",
    r"i (?:just )?(?:heard|read|saw|learned|learnt|think|believe|guess|know|bet|can(?:['’]?t|not) believe)"
    r" (?:on \w+ )?(?:that )?(?=\S+ \S+ \S)",
    "people are saying (?:that )?",
    # "Everyone knows what happened" is the claim itself.
    r"every(?:one|body) (?:is saying|says|knows) (?:that )?(?!(?:who|what|when|where|why|how|which|whose)\b)",
    r"(?:the truth|fact) is(?: that |, )",
    r"(?:i )?heard (?:it )?from (?:an? )?(?:\w+ )?(?:sources?|friends?|contacts?) that (?=\S+ \S+ \S)",
)
_ASKED = any_of(
    r"(?:is|isn['’]?t|was) it (?:really |actually )?(?:true|right|correct|a fact|confirmed)[\s,:]*"
    r"(?:(?:that|if) )?(?=\w)",
    r"did(?:n['’]?t)? (?:you|u|everyone) (?:all |guys )?(?:know|hear|see)[\s,:]*(?:that |about how )?(?=\w)",
    r"have you (?:all )?(?:heard|seen)[\s,:]*(?:that )?(?=\w)",
    "(?:can|could) (?:any|some)?(?:one|body|you|u) (?:please )?(?:confirm|verify|check) (?:that|if|whether) ",
    "any truth (?:to|in) (?:the )?(?:claims?|rumou?rs?|reports?|news) that ",
)
_CHATTER = re.compile(
    rf"{_OPENERS}\b[,:;.!…\s–—-]*"
    rf"|{_SEPARATE_OPENERS}\b(?:\s+(?:fam|guys|everyone|all|folks|people|friends)\b)?\s*(?:[,:;!?…–—-]|\.\.)[,:;.!?…\s–—-]*"
    rf"|{_HEARSAY}|{_ASKED}",
    re.IGNORECASE,
)
# These words open a sentence that goes on from the one before.
_GOES_ON = re.compile(
    r"(?:and|but|so|also|plus|additionally|moreover|furthermore|meanwhile|however|besides)\b", re.IGNORECASE
)
_POINTING = frozenset(("it", "this", "that", "so", "them", "him", "her"))
_PARALLEL = re.compile(r"\b(?:also|too|even|further|additionally|as well|then|later)\b", re.IGNORECASE)
_TRAILING = re.compile(
    r"[\s,.!…–—-]{0,9}\b"
    + any_of(
        "lol|lmao|lmfao|rofl|smh|omg|wtf|ffs|tbh|imo|imho|fr|ngl|haha+|is (?:it|this) true",
        "alhamdulillah|mashallah|subhanallah|thank god|any truth to this|can anyone confirm",
        "do (?:you|u) agree",
        "what do (?:you|u|y['’]all)(?: all| guys)? think(?: (?:about|of) (?:this|that|it))?",
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
_ADVERBS = vocabulary(
    "really actually just truly formally officially already ever now still even secretly also not never"
)
_NEVER_SUBJECT = vocabulary(
    "you u we i anyone anybody someone somebody everyone everybody there this that it he she they these "
    "those your my our y'all"
)
_WH = re.compile(r"(?:who|what|when|where|why|how|which|whose|whom|wen|wat)\b", re.IGNORECASE)
_ASKING = frozenset(
    w for w in AUXILIARIES if "'" not in w and not w.endswith("nt") and w not in {"been", "be", "am", "gonna"}
)
_SHOUTING_SHARE, _SHOUTED_WORDS, _FEW = 0.7, 4, 3
_ACRONYMS = vocabulary(
    "UN US USA UK EU UAE IMF WHO NATO IAEA ICC ICJ IDF IRGC ISI ISPR FBI CIA NSA CDC NHS FDA GDP PM MP "
    "MPS CEO HIV AIDS TV UNSC OIC BBC CNN NGO UNICEF UNHCR WFP OPEC ASEAN BRICS SAARC USD"
)
_PERSON_HINTS = vocabulary(
    "president minister spokesperson spokesman spokeswoman chief general marshal ambassador secretary "
    "governor king queen prince officer director commander senator judge mayor premier chancellor envoy "
    "leader man woman mr mrs ms dr"
)
_ORGANISATION_HINTS = vocabulary(
    "ministry office army government council bank party agency police navy force forces department "
    "embassy committee union parliament commission group company board court assembly"
)


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


def is_question(text: str) -> bool:
    """Whether ``text`` asks for something that it does not itself claim: "What is next?", "Can you help?"."""
    words = _plain(text)
    if not text.rstrip("\"'”’)!").endswith(("?", "؟", "？")) or not words:
        return False
    if _WH.match(text.lstrip("\"'“‘(")):
        return True
    return words[0] in _ASKING and (len(words) < _FEW or words[1] in _NEVER_SUBJECT)


def declarative(text: str) -> str:
    """Return a yes/no question as the sentence it asks about; anything else without its "?"."""
    if not text.endswith("?"):
        return text
    bare = text.rstrip("?! ")
    words = bare.split()
    if not words or words[0].lower() not in _ASKING:
        return bare
    at = _predicate(words)
    if not at:
        return bare
    rest = [w for w in words[at:] if w.lower() not in {"really", "actually", "truly"}]
    return " ".join([*words[1:at], words[0].lower(), *rest])


def _predicate(words: list[str]) -> int:
    """Return where the subject of an inverted question ends, or 0 where that is not clear."""
    wants_base = words[0].lower() in {
        "did",
        "do",
        "does",
        "will",
        "can",
        "could",
        "would",
        "should",
        "may",
        "might",
        "must",
    }
    for n, word in enumerate(words[2:9], start=2):
        low = word.lower()
        verb = low in BASE_VERBS if wants_base else is_sure_verb(low) or low.endswith(("ing", "en"))
        if low in _ADVERBS or verb:
            return n
    return 0


def softened(text: str) -> str:
    """Return shouted text in title case, acronyms kept; other text as it is."""
    letters = [c for c in text if c.isalpha()]
    long_words = [w for w in text.split() if len(w) > 1 and w.isupper()]
    if len(long_words) < _SHOUTED_WORDS or sum(c.isupper() for c in letters) < _SHOUTING_SHARE * len(letters):
        return text
    return " ".join(_softened(word, first=not n) for n, word in enumerate(text.split()))


def _softened(word: str, *, first: bool) -> str:
    bare = word.strip(".,;:!?\"'“”()").removesuffix("'S").removesuffix("’S")
    if "." in bare or bare in _ACRONYMS or not set(bare) & set("AEIOUY") or any(c.isdigit() for c in bare):
        return word
    low = word.lower().replace("i\u0307", "i")
    if low.strip(".,;:!?\"'“”()") in FUNCTION_WORDS and not first:
        return low
    return low[:1].upper() + low[1:] if low[:1].isalpha() else low


def leans(text: str, raw: str) -> bool:
    """Whether a sentence needs the one before it; ``raw`` is the sentence with its chatter."""
    words = _plain(text)
    if not words:
        return False
    second = words[1] if len(words) > 1 else ""
    demonstrative = words[0] in {"this", "that", "these", "those", "such"}
    pronoun = words[0] in LEANING and (not demonstrative or is_verb(second) or second not in FUNCTION_WORDS)
    return pronoun or words[-1] in _POINTING or bool(_GOES_ON.match(raw)) or starts_with_verb(text)


def resolved(text: str, raw: str, previous: str) -> str:
    """Return ``text`` with its leading pronoun, or its missing subject, taken from the sentence before.

    Only where that sentence has one plain subject and no rival for it; otherwise ``text``.
    """
    words = text.split()
    named = subject(previous)
    if not named or not words or named.lower() in LEANING | {"i", "we", "you"}:
        return text
    rival = _has_name(previous.removeprefix(named)) and not _PARALLEL.search(raw)
    if rival or (not starts_with_verb(text) and not _fits(words[0].lower(), named)):
        return text
    return f"{named} {text if starts_with_verb(text) else ' '.join(words[1:])}"


def _fits(pronoun: str, named: str) -> bool:
    """Whether ``pronoun`` can stand for the noun phrase ``named``."""
    words = named.split()
    low = {w.lower().strip(".,'’") for w in words}
    if pronoun == "they":
        return not low & _PERSON_HINTS
    if pronoun == "it":
        return words[0][:1].isupper() and not low & _PERSON_HINTS and not any(c.isdigit() for c in named)
    return pronoun in {"he", "she"} and bool(low & _PERSON_HINTS) and not low & _ORGANISATION_HINTS


def _has_name(text: str) -> bool:
    return any(w[:1].isupper() and w.lower() not in DETERMINERS for w in text.split())


def _plain(text: str) -> list[str]:
    return [w for w in (w.strip(".,;:!?\"'“”‘’()…").lower().replace("’", "'") for w in text.split()) if w]
