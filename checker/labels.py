"""What a label in a transcript stands for: someone who asks, the host, an answer, an official, a name."""

from __future__ import annotations

import re
from enum import StrEnum

MAX_WORDS = 12

_COUNT = r"(?:\s*(?:no\.?\s*)?#?\d{1,3})?"
_ASKING = re.compile(
    r"q(?:uestions?)?|questioner|(?:q|questions?) (?:from|by) .{2,80}|"
    r"(?:[\w’'-]+\s){0,3}(?:reporters?|journalists?|correspondents?)|press|media|"
    r"media ?person|(?:[\w’'-]+\s)?participants?|audience|audience members?|"
    r"member of (?:the )?(?:audience|press|media)|interviewer|follow[- ]?up(?: question)?|query|student|"
    r"attendee|pregunta|periodista|frage|journaliste|вопрос|журналист|корреспондент|سوال|سؤال|صحافی|صحفي|"
    r"प्रश्न|问|問|.{0,12}记者|.{0,12}記者",
    re.IGNORECASE,
)
_HOSTING = re.compile(
    r"(?:[^:]*[\s,])?(?:moderator|operator|host|interpreter|translator|emcee|facilitator|aide|staff|presenter|anchor)",
    re.IGNORECASE,
)
_ANSWERING = re.compile(
    r"a(?:nswers?)?|reply|response|respuesta|antwort|réponse|ответ|جواب|उत्तर|答", re.IGNORECASE
)
_OUTLET = re.compile(
    r"\b(?:reuters|afp|agence france-presse|associated press|ap|bloomberg|bbc|cnn|nbc|cbs|abc|npr|cctv|cgtn|"
    r"xinhua|tass|ria novosti|interfax|kyodo|nhk|yonhap|pti|ani|ndtv|app|geo|ary|al jazeera|al arabiya|"
    r"anadolu|dpa|efe|ansa|news|times|post|daily|tribune|herald|guardian|journal|press|broadcasting|television|tv|radio|"
    r"media|newspaper|gazette|telegraph|the paper|agency)\b",
    re.IGNORECASE,
)
# A form of address is no office: journalists have one too.
_ADDRESSED = re.compile(r"(?:mr|mrs|ms|miss|dr|sir|lord|lady|prof|professor)\b", re.IGNORECASE)
_TITLED = re.compile(
    r"\b(?:president|minister|secretary|ambassador|"
    r"spokes(?:person|man|woman)|general|admiral|colonel|major|captain|senator|governor|chancellor|premier|"
    r"director|commissioner|administrator|representative|envoy|chair|chairman|chairwoman|chairperson|king|queen|"
    r"prince|official|officials|officer|mayor|chief|ministry|foreign office|inspector|sheriff|superintendent|"
    r"justice|registrar|ombudsman|comptroller|adviser|advisor|first lady)\b",
    re.IGNORECASE,
)
# In brackets behind a name: for whom somebody speaks, unlike "(Dawn)".
_BODY = re.compile(
    r"\b(?:ministry|office|department|embassy|consulate|government|parliament|council|commission|authority|"
    r"army|navy|air force|military|police|court|bank|united nations|european union|organi[sz]ation|fund|"
    r"programme|bureau|university|institute|hospital|party|minister|spokes\w+)\b",
    re.IGNORECASE,
)
# Offices too, but only behind a name: "Team Europe" and "Lead" are labels of other things.
_TITLED_BEHIND = re.compile(
    r"\b(?:head|lead|manager|epidemiologist|expert|specialist|team|co-?ordinator)\b", re.IGNORECASE
)
_ABBREVIATION = re.compile(
    r"[A-Z][A-Z.]{1,7}"
)  # "(WHO)", "(KBC)": a body or a station, the letters do not say
_REPORTS = re.compile(
    r"\b(?:correspondent|reporter|journalist|editor|bureau chief|columnist)\b", re.IGNORECASE
)
# How something is said, and by whom it was translated, is no employer.
_MANNER = re.compile(
    r"(?:via|in|through|off|on|by|speaking|continuing|translated|laugh\w*|inaudible)\b", re.IGNORECASE
)
_MAX_EMPLOYER_WORDS = 5
# The labels of a page that sets something right, which no speaker has.
RUMOUR = re.compile(
    rf"(?:(?:the|a|common|popular|another|viral|false)\s)?(?:myths?|rumou?rs?|fiction|mis-?information|dis-?information|"
    rf"misconceptions?|claims?|allegations?|propaganda|mito|mythos){_COUNT}",
    re.IGNORECASE,
)
# In front of a rumour, or of why it is one.
CALLED_FALSE = re.compile(
    rf"(?:false|fake(?: news)?|hoax|falsehood|lie|not true|untrue|wrong|incorrect|misleading){_COUNT}",
    re.IGNORECASE,
)
# Courts, insurers and patents have claims too, and letters have responses.
CLAIMED = re.compile(
    rf"(?:\w+\s)?(?:(?:claim|allegation){_COUNT}|(?:claims|allegations)(?P<many>{_COUNT}))", re.IGNORECASE
)
ANSWERED = re.compile(rf"(?:(?:the|our)\s)?(?:response|answer|reply){_COUNT}", re.IGNORECASE)
SET_RIGHT = re.compile(
    r"(?:(?:the|our|a)\s)?(?:facts?|truth|true|reality|fact[- ]?check|verdict|correct|rebuttal|realidad|"
    rf"verdad|fakt){_COUNT}",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:photos?|pictures?|images?|videos?|captions?|credits?|pictured|read more|read also|also read|"
    r"see also|related|watch|listen|share|vessel|subject|dates?|time|to|from|cc|re|contacts?|phone|tel|"
    r"telephone|fax|e-?mail|location|place|venue|notes?|sentence|offen[sc]e|commutation|begin|end|text|title|source|url|link|links|summary|"
    r"background|address|ref|reference|issued|updated|published|attachments?|annex|file|total|number|no|where|when|who|what|"
    r"why|how|details?|for immediate|embargo\w*|press release|category|categories|tags?|authors?|editors?|by|"
    r"part|section|chapter|article|item|agenda|step|phase|day|week|month|year|deaths|cases|tests|website|"
    r"nominations|topics?|speakers?|transcript|language|status|version|key|"
    r"facts?|media contacts?|press contacts?)\b",
    re.IGNORECASE,
)
_SMALL = frozenset("of the and for to on de da del der den van von bin bint ibn al el la le du".split())
# Words that begin a clause, not a name: "First, to Prime Minister Berg:", "On Russia:".
_OPENS_CLAUSE = frozenset(
    "on back first second third next finally also and but or so in at for with to from as if here there this "
    "that these those now then again let our my your his her its dear well yes no not today remember".split()
)
_BRACKETED = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]*)[)\]]\s*")


class Kind(StrEnum):
    """What a label stands for."""

    ASKS = "asks"
    OUTLET = "outlet"  # a newspaper or agency: it asks in a transcript, and is one of many in a list
    HOSTS = "hosts"
    ANSWERS = "answers"  # "A", "Answer": an official who is named elsewhere
    TITLED = "titled"  # an office, with a name or without
    ADDRESSED = "addressed"  # a name with a form of address
    REPORTER = "reporter"  # a name with a newspaper or agency in brackets
    GUEST = "guest"  # a name with something else in brackets, which may be a newspaper
    CAPITALS = "capitals"  # "PRICE"
    NAME = "name"  # words with capitals, which may be a name
    OTHER = "other"  # no label of a speaker


def kind_of(label: str) -> Kind:
    """Return what a label stands for."""
    plain, inside = unbracketed(label)
    plain = re.sub(rf"(?<=\w){_COUNT}$", "", re.sub(r"^\d{1,3}[.)]\s*", "", plain)).strip(" .")
    if not plain or len(plain.split()) > MAX_WORDS:
        return Kind.OTHER
    if _ASKING.fullmatch(plain):
        return Kind.ASKS
    if _HOSTING.fullmatch(plain):
        return Kind.HOSTS
    if _ANSWERING.fullmatch(plain):
        return Kind.ANSWERS
    if sets_right(plain):
        return Kind.OTHER
    return _named(plain, inside.strip())


def sets_right(label: str) -> bool:
    """Whether a label is one of a page that sets something right: "MYTH", "Fact 2"."""
    return any(shape.fullmatch(label) for shape in (RUMOUR, CALLED_FALSE, SET_RIGHT))


def _named(plain: str, inside: str) -> Kind:
    if not _is_name(plain):
        return Kind.OTHER
    if _TITLED.search(plain):
        return Kind.TITLED
    if _OUTLET.search(plain):
        return Kind.OUTLET
    return _employed(inside) or _nameless(plain)


def _nameless(plain: str) -> Kind:
    """Return what words are that name neither an office nor a newspaper."""
    if _FIELD.match(plain):
        return Kind.OTHER
    if _ADDRESSED.match(plain):
        return Kind.ADDRESSED
    return Kind.CAPITALS if plain.isupper() else Kind.NAME


def _employed(inside: str) -> Kind | None:
    """Return what the words in brackets make of a name; None where they tell nothing."""
    if _REPORTS.search(inside):
        return Kind.REPORTER
    if _TITLED.search(inside) or _TITLED_BEHIND.search(inside):
        return Kind.TITLED
    if _BODY.search(inside):
        return None
    if _OUTLET.search(inside) or _ASKING.fullmatch(inside):
        return Kind.REPORTER
    unknown = inside[:1].isupper() and not _ABBREVIATION.fullmatch(inside) and not _MANNER.match(inside)
    return Kind.GUEST if unknown and len(inside.split()) <= _MAX_EMPLOYER_WORDS else None


def unbracketed(label: str) -> tuple[str, str]:
    """Return a label without what stands in brackets, and that; one all in brackets is the label itself."""
    found = _BRACKETED.search(label)
    if found is None:
        return label, ""
    plain = _BRACKETED.sub(" ", label).strip()
    return (plain, found["inside"]) if plain else (found["inside"], "")


def _is_name(plain: str) -> bool:
    """Whether the words look like a name or an office: capitals, but for small words between them."""
    words = [word.strip(".,'’\"()") for word in plain.split()]
    first = words[0] if words else ""
    if first.casefold() in _OPENS_CLAUSE:
        return False
    if not first or (first[0].isascii() and not first[0].isupper()):
        return False
    return all(not word or word[0].isupper() or word in _SMALL or not word[0].isascii() for word in words)
