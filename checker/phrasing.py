"""The words of a claim as the models read them: no question form, no shouting, no "they".

Each function takes cleaned text and returns cleaned text; where a rule does not fit for sure,
the text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.clauses import is_statement, lacks_subject, starts_with_verb, subject
from checker.lexicon import (
    ARTICLES,
    AUXILIARIES,
    BASE_VERBS,
    DETERMINERS,
    DID_SO,
    FUNCTION_WORDS,
    LEANING,
    PREPOSITIONS,
    RELATIVES,
    REPORTING,
    is_participle,
    is_plural,
    is_sure_verb,
    is_verb,
    vocabulary,
)
from checker.polarity import as_claimed
from checker.run_together import KNOWN, english

# These words open a sentence that goes on from the one before.
_GOES_ON = re.compile(
    r"(?:and|but|so|also|plus|additionally|moreover|furthermore|meanwhile|however|besides)\b", re.IGNORECASE
)
_POINTING = frozenset(("it", "this", "that", "so", "them", "him", "her"))
_CLEFT = re.compile(
    r"it(?:['’]?s| is| was| has been| isn['’]?t| wasn['’]?t)\b.*\b(?:that|who|which|when|where)\b",
    re.IGNORECASE,
)
# "Egypt closed its border. So did Sudan.", "Nor has Iran."
_SAME_OF = re.compile(
    rf"(?:and )?(?:so|neither|nor) {DID_SO} (?P<other>[^,;:?]{{2,60}}?)[.!]*",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"[\w,.%-]+(?: \w+)? of (?:them|these|those)\b", re.IGNORECASE)
# Who is nobody in particular is not spoken of again as "they".
_NOBODY = RELATIVES | vocabulary("no none nobody noone neither few hardly scarcely nothing")
_OTHER = 4  # words of whoever did the same
_PARALLEL = re.compile(r"\b(?:also|too|even|further|additionally|as well|then|later)\b", re.IGNORECASE)
_ADVERBS = vocabulary(
    "really actually just truly formally officially already ever now still even secretly also not never"
)
_NEVER_SUBJECT = vocabulary(
    "you u we i anyone anybody someone somebody everyone everybody this that it he she they these "
    "those your my our y'all"
)
_NOT_NAMED = _NEVER_SUBJECT | _NOBODY | {"there"}
_WH = re.compile(r"(?:who|what|when|where|why|how|which|whose|whom|wen|wat)\b", re.IGNORECASE)
# "Why did Oman close it?" takes for granted that it did, "why would it" does not.
_REASON = re.compile(
    r"(?:(?:and|but|so|then|ok|please) )*(?:why|(?P<come>how come))(?: (?:on earth|the hell|exactly|then))?"
    r"(?: is it that)? ",
    re.IGNORECASE,
)
_ASKED_MARKS = ("?", "؟", "？")
_ENDS = (".", "!", "…", *_ASKED_MARKS)
_WANT_BASE = vocabulary("did do does will can could would should may might must")
_DID = vocabulary("did do does")  # without it what is asked is nearly said: "(Did) police tear-gas them"
_HAPPENED = _DID | vocabulary("is are was were has have had")
_HAVING = vocabulary("has have had")
_ASKING = frozenset(
    w for w in AUXILIARIES if "'" not in w and not w.endswith("nt") and w not in {"been", "be", "am", "gonna"}
)
_IRREGULAR_NOT = {"won't": "will", "wont": "will", "can't": "can", "cant": "can"}
# "Wasn't he fired?" asks whether he was.
_ASKED_NOT = {
    **{word + not_: word for word in _ASKING - {"will", "can", "cannot"} for not_ in ("n't", "nt")},
    **_IRREGULAR_NOT,
}
# What a question says of its subject with no verb: "is the border open?".
_STATES = vocabulary(
    "open shut free empty full ready safe dead alive available legal illegal responsible aware silent quiet "
    "missing absent stuck stranded back up down off over gone"
)
# "Is Oman at war?", not "is Bank of England closing?".
_WHERE = vocabulary("at in on under behind against near")
_AFTER_SUBJECT = 8  # words behind the first within which what is said of the subject begins
_SHOUTING_SHARE, _SHOUTED_WORDS, _FEW = 0.7, 4, 3
_AROUND = ".,;:!?\"'“”()"
_LONGEST_ACRONYM = 3  # letters, of one that is told by being no common word
_COMMON = 10_000  # words of English
_DAY = re.compile(r"(?:[1-9]|[12]\d|3[01])(?:ST|ND|RD|TH)?[.,;:!?]?")
_BEFORE_MONTHS = vocabulary(
    "in of by from since until till before after during through to for between early late"
)
_ACRONYMS = vocabulary(
    "UN US USA UK EU UAE IMF WHO NATO IAEA ICC ICJ IDF IRGC ISI ISPR FBI CIA NSA CDC NHS FDA GDP PM MP "
    "MPS CEO HIV AIDS TV UNSC OIC BBC CNN NGO UNICEF UNHCR WFP OPEC ASEAN BRICS SAARC USD"
)
_PERSON_HINTS = vocabulary(
    "president minister spokesperson spokesman spokeswoman chief general marshal ambassador secretary "
    "governor king queen prince officer director commander senator judge mayor premier chancellor envoy "
    "leader man woman mr mrs ms dr"
)
_PERSONS = frozenset({"he", "she"})
_NOUN_PHRASE = 3  # words behind a determiner
_OF_PEOPLE = re.compile(
    r"(?:er|or|ist|ant|ee|man|woman|boy|girl|guy|victim|suspect|friend|wife|husband|son|mother)$"
)
_OF_THINGS = vocabulary(
    "border order power number water paper matter tower river summer winter quarter offer letter weather "
    "corridor sector factor error centre center door floor computer newspaper committee fee coffee"
)
_ORGANISATION_HINTS = vocabulary(
    "ministry office army government council bank party agency police navy force forces department "
    "embassy committee union parliament commission group company board court assembly"
)


def is_question(text: str) -> bool:
    """Whether ``text`` asks for something that it does not itself claim: "What is next?", "Can you help?".

    Who asks for the reason of something claims it: "Why did Oman close the port?".
    """
    words = _plain(text)
    if not text.rstrip("\"'”’)!").endswith(_ASKED_MARKS) or not words:
        return False
    if _WH.match(text.lstrip("\"'“‘(")):
        return not _taken_for_granted(text.rstrip("?! "))
    asking = words[0] in _ASKING or words[0] in _ASKED_NOT
    return asking and (len(words) < _FEW or words[1] in _NEVER_SUBJECT)


def ended(text: str) -> str:
    """Return a sentence with the mark that an emoji or the end of a line stands for: "Did Oman agree 🤔"."""
    if text.rstrip("\"'”’)»").endswith(_ENDS):
        return text
    return text + ("?" if set(_plain(text)[:1]) & _ASKING else ".")


def declarative(text: str) -> str:
    """Return what a question asks, or asks the reason of, as a sentence; anything else without its "?"."""
    if not text.endswith("?"):
        return text
    bare = text.rstrip("?! ")
    if granted := _taken_for_granted(bare):
        return granted
    words = bare.split()
    first, _ = _auxiliary(words)
    if first not in _ASKING or len(words) < _FEW:
        return bare
    at = _predicate(words, want_base=first in _WANT_BASE)
    if not at:
        return as_claimed(bare.partition(" ")[2]) if first in _DID and len(words) > _FEW else bare
    end = at + 1 if words[at].lower() == "not" else at
    rest = [w for w in words[end:] if w.lower() not in {"really", "actually", "truly"}]
    return as_claimed(" ".join([*words[1:at], first, *rest]))


def _taken_for_granted(asked: str) -> str:
    """Return what somebody who asks for its reason holds for true, or "" where that is not clear.

    "Why hasn't Oman closed it" holds that Oman has not closed it.
    """
    why = _REASON.match(asked)
    words = asked[why.end() :].split() if why else []
    if not why or len(words) < _FEW:
        return ""
    if why["come"]:
        return " ".join(words) if is_statement(" ".join(words)) and words[0].lower() not in _NOT_NAMED else ""
    asking, denied = _auxiliary(words)
    at = _predicate(words, want_base=asking in _WANT_BASE)
    if asking not in _HAPPENED or not at or words[1].lower() in _NOT_NAMED:
        return ""
    return " ".join([*words[1:at], asking, *(["not"] if denied else []), *words[at:]])


def _auxiliary(words: list[str]) -> tuple[str, bool]:
    """Return the word with which a question begins, and whether it denies: "has" of "Hasn't"."""
    first = words[0].lower().replace("’", "'") if words else ""
    return _ASKED_NOT.get(first, first), first in _ASKED_NOT


def _predicate(words: list[str], *, want_base: bool) -> int:
    """Return where the subject of an inverted question ends, or 0 where that is not clear."""
    if words[1].lower() == "there" or (len(words) == _FEW and words[2].islower()):  # "Is Ecuador bankrupt?"
        return 2
    shouted = all(word.isupper() for word in words)
    named = len(words) > _FEW and not shouted and words[1][:1].isupper() and not want_base
    if named and (words[2] in _WHERE or words[2].endswith("ing")):
        return 2
    alone = words[1][:1].isupper() and not words[1].endswith(("'s", "’s"))
    if want_base and alone and words[2].islower() and _has_forms(words[2]):
        return 2
    for n, word in enumerate(words[2 : _AFTER_SUBJECT + 1], start=2):
        low, before = word.lower(), words[n - 1].lower()
        if low in _ADVERBS:
            return n
        if before in DETERMINERS | PREPOSITIONS or before.endswith(("'s", "’s")):
            continue  # "the proposed law", "of growing crops"
        if low in BASE_VERBS if want_base else (shouted or word.islower()) and _says_of(low, before):
            return n
    return _behind_name(words) if words[0].lower() in _HAVING else 0


def _behind_name(words: list[str]) -> int:
    """Return where a name that a question begins with ends, if words in small letters follow it.

    "Has Masinga Dam burst?", of a verb that is not known.
    """
    lower = [n for n, word in enumerate(words) if n and not word[:1].isupper()]
    plain = lower and lower[0] > 1 and words[lower[0]].lower() not in FUNCTION_WORDS
    return lower[0] if plain else 0


def _says_of(word: str, before: str) -> bool:
    """Whether a word may begin what is said of a subject behind "is" or "has", and is none of its nouns."""
    if word == "being":
        return before != "human"
    return is_sure_verb(word) or is_participle(word) or word in _STATES or word in ARTICLES


def _has_forms(word: str) -> bool:
    """Whether a word has the forms of a regular verb: "ration", "rationed", "rationing"."""
    stem = word.removesuffix("e")
    return all(form in english(KNOWN) for form in (f"{stem}ed", f"{stem}ing"))


def softened(text: str) -> str:
    """Return shouted text in title case, acronyms kept; other text as it is."""
    letters = [c for c in text if c.isalpha()]
    long_words = [w for w in text.split() if len(w) > 1 and w.isupper()]
    if len(long_words) < _SHOUTED_WORDS or sum(c.isupper() for c in letters) < _SHOUTING_SHARE * len(letters):
        return text
    words = text.split()
    return " ".join(_softened(words, n) for n in range(len(words)))


def _softened(words: Sequence[str], n: int) -> str:
    word = words[n]
    bare = word.strip(_AROUND).removesuffix("'S").removesuffix("’S")
    if "." in bare or any(c.isdigit() for c in bare) or _is_acronym(bare, words[n + 1 : n + 2]):
        return word
    low = word.lower().replace("i\u0307", "i")
    month = low.strip(_AROUND) == "may" and _is_dated(words[n - 1 : n], words[n + 1 : n + 2])
    if low.strip(_AROUND) in FUNCTION_WORDS and n and not month:
        return low
    return low[:1].upper() + low[1:] if low[:1].isalpha() else low


def _is_acronym(word: str, behind: Sequence[str]) -> bool:
    """Whether a shouted word is said letter by letter: "FO", "PTI", and IT before "minister"."""
    low = word.lower()
    if word == "IT" and behind:
        return behind[0].lower().strip(_AROUND) in _PERSON_HINTS | _ORGANISATION_HINTS
    short = len(low) <= _LONGEST_ACRONYM and low.isascii() and low.isalpha() and word.isupper()
    uncommon = short and low not in english(_COMMON) and low not in BASE_VERBS | FUNCTION_WORDS
    return word in _ACRONYMS or not set(word) & set("AEIOUY") or uncommon


def _is_dated(before: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether MAY between two words is the month: "IN MAY", "5 MAY", "MAY 5"."""
    follows = [word.lower().strip(_AROUND) for word in behind]
    if not (BASE_VERBS | {"be", "not"}).isdisjoint(follows):
        return False
    days = any(_DAY.fullmatch(word) for word in (*before, *behind))
    return days or not _BEFORE_MONTHS.isdisjoint(word.lower() for word in before)


def leans(text: str, raw: str) -> bool:
    """Whether a sentence needs the one before it; ``raw`` is the sentence with its chatter."""
    words = _plain(text)
    if not words or text.startswith("IT "):  # who shouts is softened before: this is the trade
        return False
    second = words[1] if len(words) > 1 else ""
    demonstrative = words[0] in {"this", "that", "these", "those", "such"}
    if _SAME_OF.fullmatch(text) or _OF_THEM.match(text) or (words[0] == "both" and is_verb(second)):
        return True
    pronoun = words[0] in LEANING and (not demonstrative or is_verb(second) or second not in FUNCTION_WORDS)
    return (
        pronoun
        or words[-1] in _POINTING
        or bool(_GOES_ON.match(raw))
        or starts_with_verb(text)
        or lacks_subject(text)
    )


def resolved(text: str, raw: str, previous: str, *, goes_on: bool = False) -> str:
    """Return ``text`` with its leading pronoun, or its missing subject, taken from the sentence before.

    Only where that sentence has one plain subject and no rival for it; otherwise ``text``. What ``goes_on``
    with the same sentence and has no subject has that of its first half, whoever else is named there.
    """
    words = text.split()
    named = subject(previous)
    if not named or not words or named.lower() in LEANING | {"i", "we", "you"}:
        return text
    if did_so := _SAME_OF.fullmatch(text):
        other = did_so["other"].split()
        one = len(other) <= _OTHER and not any(map(is_sure_verb, other))
        return did_so["other"] + previous.removeprefix(named) if one else text
    if named.split()[0].lower() in _NOBODY:
        return text
    rest, pronoun = previous.removeprefix(named), words[0].lower()
    subjectless = starts_with_verb(text) or (lacks_subject(text) and is_plural(named.split()[-1]))
    parallel = _PARALLEL.search(raw) and pronoun not in _PERSONS
    same = subjectless and goes_on
    several = pronoun == "they" and _has_several(named, rest)
    rival = not same and not parallel and (several or _has_name(rest) or _has_rival(pronoun, rest))
    if rival or _CLEFT.match(text) or not (subjectless or _fits(pronoun, named)):
        return text
    return f"{named} {text if subjectless else ' '.join(words[1:])}"


def _fits(pronoun: str, named: str) -> bool:
    """Whether ``pronoun`` can stand for the noun phrase ``named``."""
    words = named.split()
    low = {w.lower().strip(".,'’") for w in words}
    plural = words[-1].lower().endswith(("s", "men", "people", "children", "police"))
    if pronoun == "they":
        named_so = words[0].lower() not in DETERMINERS or plural or bool(low & _ORGANISATION_HINTS)
        return named_so and not low & _PERSON_HINTS
    if pronoun == "it":
        return (
            not (plural and words[0].lower() in DETERMINERS)
            and words[0][:1].isupper()
            and not low & _PERSON_HINTS
            and not any(c.isdigit() for c in named)
        )
    return pronoun in _PERSONS and bool(low & _PERSON_HINTS) and not low & _ORGANISATION_HINTS


def _has_rival(pronoun: str, text: str) -> bool:
    """Whether a text has, in small letters, somebody or something that a pronoun may as well stand for.

    "President Ruto fired the minister. He had stolen 40 million": who?
    """
    words = [word.strip(".,;:!?\"'“”()").lower() for word in text.split()]
    behind = [words[n + 1 : n + 1 + _NOUN_PHRASE] for n, word in enumerate(words) if word in DETERMINERS]
    if pronoun == "it":
        return bool(behind)
    things = [word for phrase in behind for word in phrase]
    people = (
        word in _PERSON_HINTS or (_OF_PEOPLE.search(word) and word not in _OF_THINGS) for word in things
    )
    return pronoun in _PERSONS and any(people)


def _has_several(named: str, text: str) -> bool:
    """Whether what is said of ``named`` has others, of whom "they" may be said as well.

    "The ministry says teachers are lazy. They were dismissed", "The ministry closed 30 schools. They ...";
    not "The police found the drugs. They ...".
    """
    words = text.split()
    tells = bool(words) and words[0].lower() in REPORTING
    return (tells or not any(map(is_plural, named.split()))) and any(map(is_plural, words[1:]))


def _has_name(text: str) -> bool:
    return any(w[:1].isupper() and w.lower() not in DETERMINERS for w in text.split())


def _plain(text: str) -> list[str]:
    return [w for w in (w.strip(".,;:!?\"'“”‘’()…").lower().replace("’", "'") for w in text.split()) if w]
