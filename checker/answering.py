"""Sentences that are a yes or no to the one before: "X? Nope.", "X? No, says the army", "X. That's a lie".

Sure words alone. A sentence that reports what somebody said or meant to do is not untrue for a no behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.clutter import any_of
from checker.hearsay import HEARSAY
from checker.lexicon import (
    AUXILIARIES,
    BASE_VERBS,
    DETERMINERS,
    FUNCTION_WORDS,
    MONTH,
    OWN_REPORT,
    REPORTING,
    SUBJECT_PRONOUNS,
    WEEKDAY,
    is_participle,
    is_plural,
    is_verb,
)
from checker.negation import FALSE, NOT_BEHIND, says_no

_ENDS = ".?!…"
LONGEST = 60  # characters of an answer
_SUBJECT = "(?:it|this|that|they|he|she|we|there)"
_DOES = "(?:is|are|was|were|do|does|did|has|have|had|would|could|should)"
# Says no again after a sentence that says no: "Nobody came. They didn't."
_ECHO = re.compile(
    any_of(
        f"(?:no(?:pe)? )?{_SUBJECT} (?:{_DOES}(?:n['’]?t| not)|(?:wo|ca)n['’]?t|cannot|will not|can not)",
        "(?:it|that)['’]s not|they['’]re not",
        "hardly|(?:hell |oh )?no+|nope|nah|never|not at all|no way|of course not|absolutely not",
        "not (?:yet|really|exactly|quite)|none|nothing of the sort|(?:the )?(?:short )?answer is no",
        "i do(?:n['’]?t| not) (?:think|believe) (?:so|it)",
        f"{_SUBJECT} did (?:no such thing|nothing of the sort)",
    ),
    re.IGNORECASE,
)
_CALLED = re.compile(
    any_of(
        "(?:(?:it['’]?s|that['’]?s|(?:it|that|this) (?:is|was)) )?(?:(?:a|an|all|just|simply|totally) ){0,2}"
        f"(?:{FALSE})",
        "(?:it|that|this)(?:['’]s not| is not| isn['’]?t| wasn['’]?t| was not) "
        "(?:the case|so|right|correct|accurate|true)",
        "(?:(?:it|that|this) )?(?:never happened|didn['’]?t happen|did not happen)|debunked|not even close",
        "(?:(?:there['’]?s|there is) )?(?:no|zero) (?:evidence|proof)(?: (?:for|of) (?:that|it|this))?",
        "(?:which (?:was|is) )?(?:(?:flatly|firmly|officially|promptly|strongly|since) )?"
        r"(?:denied|refuted|debunked) by(?: [\w'’-]+){1,8}",
        rf"(?:{FALSE})(?:,? (?:according to|says?|said)(?: [\w'’-]+){{1,6}})",
    ),
    re.IGNORECASE,
)
_YES = re.compile(
    any_of(f"yes|yep|yeah|yup|true|correct|indeed|absolutely|of course|{_SUBJECT} (?:{_DOES}|will|can)"),
    re.IGNORECASE,
)
# Who answers, beside the answer: "No, says the Foreign Office", "According to the army, no".
_SAYS = "(?:says?|said|answers?|answered|replies|replied|insists?|confirms?|confirmed|clarifie[sd])"
_WHO = r"(?:(?:the|a|its|their|our) )?[^\W\d_][\w'’-]*(?: [\w'’-]+){0,4}"
_ANSWERER = re.compile(any_of(f"{_SAYS} {_WHO}", f"{_WHO} {_SAYS}", f"according to {_WHO}"), re.IGNORECASE)
_IT_IS = "(?:that )?(?:it|that|this)(?:['’]s| is| was)"
_SAYS_NO = re.compile(
    any_of(
        rf"{_WHO} {_SAYS} (?:no|{_IT_IS} (?:an? )?(?:{FALSE}))",
        f"{_WHO} (?:denies|denied|deny|(?:has|have) denied)(?: it| this| that)?",
    ),
    re.IGNORECASE,
)
_MOCKED = re.compile(
    any_of("as if|yeah,? right|in your dreams|dream on|good joke|you must be joking"), re.IGNORECASE
)
# What announces an answer: "Short answer: no".
_ANNOUNCED = re.compile(r"^(?:(?:the )?(?:short )?answer|a|fact[- ]?check)\s?[:–—]\s*", re.IGNORECASE)
# Who answers a question, as transcripts have it: "Minister: no, it did not".
_SPEAKER = re.compile(r"^(?:[A-Z]|the )[\w.'’-]*(?: [\w.'’-]+){0,4}\s?:\s+")
_ASKED_NOT = re.compile(rf"^\s*\w+{NOT_BEHIND}", re.IGNORECASE)  # "Hasn't Oman closed it?"
_SAYS_YES = re.compile(rf"{_WHO} {_SAYS} (?:yes|{_IT_IS} (?:true|correct|so))", re.IGNORECASE)
_ASIDE = re.compile(r"^(?:lol|haha|um|well|actually|sorry|er)\b[\s,]*", re.IGNORECASE)
# An answer that goes on: "No, Iran did."
_GOES_ON = r"(?:[,.!;:–—]+\s|\s[–—-]\s|\s(?=(?:it|they|he|she|we|there|that|this|but|because|only)\b))"
_NO_AND = re.compile(rf"(?:no|nope|nah|not at all|not yet){_GOES_ON}", re.IGNORECASE)
_WRONG = "(?:wrong|false|not true|untrue|rubbish|nonsense|lies|bullshit|fake(?: news)?)"
_FALSE_AND = re.compile(rf"{_WRONG}[,.!;:–—]+\s", re.IGNORECASE)
# Behind what is no question "False: B" calls B false.
LABELS_FALSE = re.compile(rf"{_WRONG}\s?[:–—]", re.IGNORECASE)
# Of "False: B" behind A either may be meant, of "Wrong: B" only A if B is A with another number or day.
_SETS_RIGHT = re.compile(r"(?:wrong|incorrect|not true|untrue|nonsense|rubbish)\s?[:–—]\s", re.IGNORECASE)
_ONE_VALUE = re.compile(rf"\W?\d.*|{WEEKDAY}|today|tomorrow|noon|midnight|{MONTH}", re.IGNORECASE)
MOCKS_AND = re.compile(r"(?:yeah|ya),? (?:right|sure)[\s,.!…–—-]+", re.IGNORECASE)
# Behind a sentence that asks nothing: "No he didn't, he stays". A bare "No, B" may say no to anything.
_DENIED_AND = re.compile(
    rf"(?:no,? )?{_SUBJECT} (?:{_DOES}(?:n['’]?t| not)|(?:wo|ca)n['’]?t)[,;:–—]+\s"
    r"(?![^,;:–—]{1,30}[,;:–—]\s)",  # an aside: "It didn't, as feared, flood the town"
    re.IGNORECASE,
)
# Says how many it was and nothing else: "More like 30", "The real number is 140", "In truth 140 were".
_RIGHT_FIGURE = re.compile(
    r"(?:(?:but|no|nope|well|sorry)[,:!–—]? ){0,2}"
    rf"(?:(?:(?:{_WRONG}|actually|in (?:truth|reality|fact)|really)[,.!:–—]? (?:it (?:was|is)|there were)?"
    r"|more like|try|make (?:that|it)|closer to"
    r"|(?:the )?(?:real|actual|true|correct) (?:number|figure|count|total|toll|sum|price) (?:is|was))\s?)"
    r"(?:(?:only|just|closer to|more like) ){0,2}",
    re.IGNORECASE,
)
_OF_THOSE = re.compile(r"(?: (?:were|was|did|have|has|are|is))?[.!…\s]*", re.IGNORECASE)
_TWO_CLAIMS = re.compile(r"[;；]|\b(?:and|but|while|whereas|though|although)\b", re.IGNORECASE)
_NUMBER_OR_SCALE = re.compile(r"\d[\d.,]*|[^\W\d_-]+")
_REPORTS_THAT = re.compile(
    r"[^,;:]{1,60}?\b(?:says?|said|claims?|claimed|reports?|reported)(?: that)? ", re.IGNORECASE
)
_YES_AND = re.compile(r"(?:yes|yep|yeah|yup|true|correct|indeed)[,.!;:–—]+\s", re.IGNORECASE)
_NOT = says_no()
_AHEAD = re.compile(
    r"\b(?:will|would|should|(?-i:may)|might|going to|promis\w+|warn\w*|vow\w*|plan\w*|expect\w*|suppos\w+"
    r"|threaten\w*)\b",
    re.IGNORECASE,
)
_OWN_REPORT = re.compile(OWN_REPORT, re.IGNORECASE)
_HEARSAY = re.compile(HEARSAY, re.IGNORECASE)
_QUOTES = " \"'“”‘’«»"
# What asks how many or who, and what leads into it: "Guess how many", "Do you know who".
_LEADS = (
    r"(?:(?:[\w'’-]+[,:]? ){1,5}?(?:know|knows|remember|heard|guess|idea|tell me|q:|question:) "
    r"|(?:guess|and|but|so|q|question)[,:]? )?"
)
_HOW_MANY = re.compile(rf"{_LEADS}how (?:many|much) (?P<rest>\S+ [^?]*?\S)\?+", re.IGNORECASE)
# "How much is petrol", not "How much is left".
_ASKS_A_PRICE = re.compile(
    rf"{_LEADS}how much (?:is|was|are|were) (?!(?:still|there|in|at|on|left)\b|\w+(?:ed|en)\b)[^?]*\?+",
    re.IGNORECASE,
)
_WHO_DID = re.compile(
    rf"{_LEADS}(?:whom?|which (?:country|state|nation)) (?P<rest>\S+ [^?]*?\S)\?+", re.IGNORECASE
)
_SHORT_ANSWER = re.compile(
    r"(?P<answer>(?:[^,;:?]|,(?=\d)){1,40}?)"
    r"(?P<by>(?:,| -) ?(?:says?|said|according to) [^,;:?]{1,60}?)?[.!…\s]*",
    re.IGNORECASE,
)
_NO_ONE = frozenset({"none", "zero", "nobody", "no one", "noone", "not one", "not a single one"})
_NAMED = re.compile(r"(?:[Tt]he )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3}")
_SHORT_NAMES = frozenset("UN EU NATO Nato IMF IAEA OPEC US USA UK UAE Taliban Hamas Hezbollah".split())
# Words of cries and of what announces something: "Thank God", "Breaking News", "Oh Yes".
_NO_NAMES = FUNCTION_WORDS | frozenset(
    "yes no not oh wow omg thank god good great nice right wrong sorry shame breaking news question idea"
    " guess thread exactly sure dear well true false fake real big shocking exclusive video live"
    " here there".split()
)
_NOT_SURELY = frozenset("not maybe perhaps probably possibly".split())
_BE = frozenset({"is", "was", "are", "were"})
_AS_MUCH = frozenset({"longer", "further", "farther", "later", "earlier", "sooner", "faster"})
_POINTING = frozenset({"this", "that", "it"})
_DO = frozenset({"do", "does", "did"})
_MODAL = frozenset({"will", "would", "can", "could", "should", "must", "may", "might"})
_LEAST_OF_QUESTION = 3  # words: "did Oman lose"
_LEAD_OF_FIGURE = re.compile(
    r"(?:(?:only|just|a mere|barely|some|about|around|exactly|it was|there were|i think) )*", re.IGNORECASE
)
_NOUN_WORDS = 5  # of what is counted


def is_answer(text: str, asked: str) -> bool:
    """Whether a sentence is nothing but yes or no to the one before; to one that asks nothing, no alone."""
    if not asked.rstrip("\"'”’)»").endswith(tuple(_ENDS)):
        return False
    text = _announced(text, asked)
    return _no(text, asked) or (asked.endswith("?") and _all(text, _YES, _SAYS_YES))


def denies(text: str) -> bool:
    """Whether a sentence says that something is not so: a cross beside it says so once more."""
    return bool(_NOT.search(text))


def answered(text: str) -> tuple[str, bool | None]:
    """Return a sentence without the answer behind it, and whether that says it is false."""
    ends = (at for at in range(max(1, len(text) - LONGEST), len(text) - 1) if text[at - 1] in _ENDS)
    for end in ends:
        asked, answer = text[:end], text[end:].lstrip(" \"'”’)»")
        if answer and is_answer(answer, asked):
            return asked, _denied(asked, answer)
    return text, None


def goes_on_to_answer(text: str, asked: str) -> bool | None:
    """Return whether a sentence that says more than yes or no says no to the one before, or yes: "No, B"."""
    answer = _ASIDE.sub("", _announced(text, asked))
    if not asked.endswith("?"):
        if sets_right(answer, asked):
            return None if _is_of_others(asked) else True
        false = None if LABELS_FALSE.match(answer) else _FALSE_AND.match(answer)
        # "Wrong, he left" says what is so; "Wrong, immoral and illegal" judges it.
        says_more = false and any(map(is_verb, answer[false.end() :].split()[1:]))
        mocks = MOCKS_AND.match(answer) and any(map(is_verb, asked.split()))
        counted = with_figure(asked, right_figure(text))
        said_no = says_more or mocks or counted or (_DENIED_AND.match(answer) and not denies(asked))
        return True if said_no and not _is_of_others(asked) and not _AHEAD.search(asked) else None
    if _FALSE_AND.match(answer) or with_figure(asked, right_figure(text)):
        return True
    if denies(_ASKED_NOT.sub("", asked)):
        return None  # no to what is denied may be either
    if _NO_AND.match(answer):
        return True
    return False if _YES_AND.match(answer) else None


def sets_right(text: str, told: str) -> bool:
    """Whether a sentence says the one before it again with another number or day: "Wrong: it opens at 9"."""
    label = _SETS_RIGHT.match(text)
    if not label:
        return False
    said, again = told.lower().split(), text[label.end() :].lower().split()
    bare = [(a.rstrip(_ENDS + ",;"), b.rstrip(_ENDS + ",;")) for a, b in zip(said, again, strict=False)]
    changed = [pair for pair in bare if pair[0] != pair[1]]
    return len(said) == len(again) and len(changed) == 1 and all(map(_ONE_VALUE.fullmatch, changed[0]))


def right_figure(text: str) -> str:
    """Return the figure of a sentence that only says how many it was: "More like 30", "In truth 140 were"."""
    lead = _RIGHT_FIGURE.match(text) if len(text) <= LONGEST else None
    if not lead:
        return ""
    from checker.quantities import parse  # noqa: PLC0415  # many patterns, for few posts; a server begins small

    figure = text[lead.end() :]
    numbers = parse(figure)
    if len(numbers) != 1 or numbers[0].spoken_start or not _OF_THOSE.fullmatch(figure, numbers[0].end):
        return ""
    return figure[: numbers[0].end]


def with_figure(told: str, figure: str) -> str:
    """Return what was told with its one quantity put right, or nothing where it has none or several.

    A flight, an article, an age or a day is none, and a figure takes no place of another unit or scale.
    """
    if not figure:
        return ""
    from checker.quantities import parse  # noqa: PLC0415  # as above

    reported = _REPORTS_THAT.match(told)
    told = told[reported.end() :] if reported else told
    numbers, right = parse(told), parse(figure)
    if len(numbers) != 1 or len(right) != 1 or _TWO_CLAIMS.search(told):
        return ""
    [number], [other] = numbers, right
    bare = not (number.counted or number.unit) or number.limit
    scaled = len(_parts_of(told[number.start : number.end])) > len(_parts_of(figure))
    if bare or number.unit != other.unit or scaled:
        return ""
    put = f"{told[: number.spoken_start]}{figure}{told[number.end :]}"
    return put[:1].upper() + put[1:]


def asks_for_more(text: str) -> bool:
    """Whether a sentence asks how many or who, whatever leads into it: "Guess how many came back?"."""
    return bool(_HOW_MANY.fullmatch(text) or _WHO_DID.fullmatch(text))


def told_in_answer(asked: str, answer: str) -> str:
    """Return what a short answer to "how many" or "who" tells, as a sentence or a yes-or-no question, or "".

    "How many came back? 200, says the ministry" is "200 came back, says the ministry".
    """
    found = _SHORT_ANSWER.fullmatch(_announced(answer, asked).strip(_QUOTES))
    many, who = _HOW_MANY.fullmatch(asked), _WHO_DID.fullmatch(asked)
    if not found or not (many or who):
        return ""
    said, by = found["answer"], found["by"] or ""
    if many and not _ASKS_A_PRICE.fullmatch(asked):
        told = _counted(many["rest"].split(), f"{said[:1].lower()}{said[1:]}")
    else:
        told = _named(who["rest"].split(), said) if who else ""
    return f"{told[:1].upper()}{told[1:]}{by}" if told and not (by and told.endswith("?")) else ""


def _counted(rest: Sequence[str], said: str) -> str:
    """Return "40 ships sank" of "(how many) ships sank" and "40", "did Oman lose 40 ships?" of the like."""
    from checker.quantities import parse  # noqa: PLC0415  # as above

    figure = "no" if said.lower() in _NO_ONE else said
    numbers = parse(said)
    whole = len(numbers) == 1 and _LEAD_OF_FIGURE.fullmatch(said, 0, numbers[0].spoken_start)
    if figure == said and not (whole and numbers[0].end == len(said)):
        return ""
    verb = next((n for n, word in enumerate(rest[: _NOUN_WORDS + 1]) if is_verb(word)), None)
    if verb is None:
        return ""
    noun = " ".join([figure, *rest[:verb]])
    if place := _object_place(rest[verb:]):
        behind = rest[verb:]
        return " ".join([*behind[:place], noun, *behind[place:]]) + "?"
    return " ".join([noun, *rest[verb:]]) if _counts_the_subject(rest, verb) else ""


def _counts_the_subject(rest: Sequence[str], verb: int) -> bool:
    """Whether what is counted is the subject: not of "(how much) longer will schools close"."""
    low = [word.lower() for word in rest]
    behind = [*low[verb:], "it"][1]
    if behind in SUBJECT_PRONOUNS | _POINTING or low[verb] in _DO or not _AS_MUCH.isdisjoint(low[:verb]):
        return False
    if low[verb] not in _BE | _MODAL or len(rest) == verb + 1:
        return True
    named = behind in DETERMINERS or rest[verb + 1][:1].isupper()
    return not named and not (low[verb] in _MODAL and is_plural(behind))


def _named(rest: Sequence[str], said: str) -> str:
    """Return "Oman asked for it" of "(who) asked for it" and "Oman", "does Oman back Iran?" of the like."""
    no_one = said.lower() in _NO_ONE
    if not (no_one or _is_a_name(said)) or not is_verb(rest[0]):
        return ""
    if rest[1].lower() not in _POINTING and _object_place(rest):
        return "" if no_one else " ".join([*rest, said]) + "?"
    same = rest[1][:1].isupper() or rest[1].lower() in SUBJECT_PRONOUNS | _POINTING  # "Who is she? Ana Lind"
    equals = rest[0].lower() in _BE and same
    return "" if equals else " ".join([said, *rest])


def _is_a_name(said: str) -> bool:
    """Whether an answer names a country, a body or a person with two names: not "Yes", "Wow", "Thread"."""
    from checker.quantities.wordforms import nation  # noqa: PLC0415  # as above

    if not _NAMED.fullmatch(said):
        return False
    words = [word for word in said.split() if word.lower() != "the"]
    if not words or words[0].lower() in _NOT_SURELY:
        return False
    two = len(words) > 1 and _NO_NAMES.isdisjoint(word.lower() for word in words) and not is_verb(words[0])
    return two or " ".join(words) in _SHORT_NAMES or any(nation(word.casefold()) for word in words)


def _object_place(words: Sequence[str]) -> int:
    """Return behind which word of a question the object stands: 3 of "did Oman lose in May"; 0 of no such."""
    asking = words[0].lower()
    if asking not in AUXILIARIES or len(words) < _LEAST_OF_QUESTION:
        return 0
    subject = words[1][:1].isupper() or words[1].lower() in DETERMINERS | SUBJECT_PRONOUNS
    if not (subject or asking in _DO):
        return 0
    base = asking in _DO or asking in _MODAL
    for n, word in enumerate(words[2:], start=2):
        low = word.lower()
        if (low in BASE_VERBS) if base else (is_participle(low) or (is_verb(low) and low not in AUXILIARIES)):
            return n + 1
    return 0


def _parts_of(figure: str) -> list[str]:
    """Return the number and the scale of a figure: "3", "million"."""
    return _NUMBER_OR_SCALE.findall(figure)


def _denied(asked: str, answer: str) -> bool | None:
    if not _no(_announced(answer, asked), asked):
        return False
    if asked.endswith("?"):
        return True
    if _is_of_others(asked) or _AHEAD.search(asked):
        return None
    return None if _all(answer, _ECHO) and denies(asked) else True


def _announced(text: str, asked: str) -> str:
    """Return an answer without what announces it, or who gives it."""
    bare = _ANNOUNCED.sub("", text)
    return _SPEAKER.sub("", bare) if asked.endswith("?") else bare


def _is_of_others(text: str) -> bool:
    """Whether a sentence reports what somebody says who can be held to it."""
    hearsay = _HEARSAY.match(text)
    told = text[hearsay.end() :] if hearsay else text
    return any(word.lower() in REPORTING for word in told.split()) and not _OWN_REPORT.match(text)


def _no(text: str, asked: str) -> bool:
    return _all(text, _ECHO, _CALLED, _MOCKED, *([_SAYS_NO] if asked.endswith("?") else ()))


def _all(text: str, *patterns: re.Pattern[str]) -> bool:
    """Whether a text is nothing but words of some patterns, and who says so: "No. It isn't!"."""
    if len(text) > LONGEST:
        return False
    parts = (_ASIDE.sub("", part.strip(_QUOTES)) for part in re.split(r"[.,!?…;]", text))
    said = [part for part in parts if part]
    others = [part for part in said if not any(one.fullmatch(part) for one in patterns)]
    return len(others) < min(len(said), 2) and all(map(_ANSWERER.fullmatch, others))
