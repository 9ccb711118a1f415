"""Who, by the grammar of an English sentence, says something in it, and how much of it is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.ingest import quotations
from checker.ingest.papers import speaking
from checker.ingest.people import is_institution, is_office, is_private
from checker.ingest.verbs import MOST_BEFORE, SAYING, VERB

MAX_SUBJECT_WORDS = 14

CAPITAL = r"[^\W\d_a-z][\w.’'-]*"
_ACCORDING = re.compile(
    rf"\b[Aa]ccording to (?P<who>[^,.;\0]{{2,80}}(?:, {CAPITAL}(?: {CAPITAL}){{0,3}}(?=,))?)"
)
# What breaks a name in two: "Lt. Gen. (retd) Imre F. Holt".
_BROKEN = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Lt|Gen|Col|Maj|Brig|Capt|Adm|Amb|Sen|Rep|Gov)\.(?=\s)|\b[A-Z]\.(?=\s[A-Z])|"
    r"\([^()\0]{1,60}\)",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"(?:^|\s)(?:(?-i:(?!family|assembly|ally|reply|supply)[a-z]{3,}ly)|also|further|then|again|later|earlier|"
    r"has|have|had|is|was|were|been|quoted as|today|yesterday|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in a statement|in a post|in a tweet)$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:(?-i:[a-z]+(?:ing|ly))|asked|meanwhile|however|though|too|for|in|on|at|during|while|citing|addressing|"
    r"responding|after|before|when|(?-i:who|whom|which|whose)|through|"
    r"(?-i:[a-z]+(?:ed|en)|run|led|seen|known) (?:by|in|as|from|to|with|on|the|a|an|his|her|its))\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:that|this|so) (?:is|was) (?:what|how)|if|whether|unless|and|but|while|meanwhile|later|however|as|"
    r"when|after|before|that|so|yet|today|separately|earlier|still|also|in response|in a statement|"
    r"in turn|for (?:his|her|its) part)[,\s]+",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\s+(?P<who>(?:the |a |an )?[^\s,.;\0][^,.;\0]*?(?P<age>, \d{1,3}(?=[,.]))?"
    r"(?P<more>, (?:the |a |an )?[^,.;\0]{3,60}(?=[,.]))?)"
    r"(?=[,.;\0]|$|\s(?:on|in|at|during|while|to|after|before|that|when|as|earlier|later|last|this)\s)"
)
_DATELINE = re.compile(
    r"^(?:[A-Z]{3,}\s+){0,3}(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]{2,8})\s+(?=[A-Z])"
)
_LABEL = re.compile(r"(?P<who>[^\0.;:\n]{3,100}):\s?(?=\0)")  # "Mayor Lind: “It is open.”"
_READS = re.compile(r"\s(?:reads?|runs|goes|went|continues)$")
_INVERTED = re.compile(rf"(?:{SAYING}) (?P<who>(?:the )?[^\0.;:,\n]{{3,100}}):\s?(?=\0)", re.IGNORECASE)
_UNSAID = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|not|never|reportedly|allegedly|yet to|"
    r"(?:declined|refused|failed) to)|n[’']t)(?:\s(?:yet|publicly))?\s+$",
    re.IGNORECASE,
)
# Somebody of whom is spoken: "people said to be infected", "residents told to leave".
_SPOKEN_OF = re.compile(
    r"(?!claim|admit)\w+\sto (?:be|have)\b|admitted to (?:the )?(?:hospital|intensive care|clinic|ward)|"
    r"(?:told|urged|warned|assured|informed)\s(?:by\b|to (?!the\b|reporters|journalists|media|press))",
    re.IGNORECASE,
)
# Somebody is said to have said it, or might: "Reports that the minister said", "If the minister said".
_UNREAL = re.compile(
    r"\b(?:if|whether|unless|(?:reports?|claims?|rumou?rs?|allegations?|suggestions?|posts?|stories|many|some|"
    r"people) (?:\w+ ){0,3}?that)\s+$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\A.*\bthat\s(?=\S)|,?\s(?:who|whom|which|whose)\s.*")
_RELATIVE = re.compile(r"(?:[Ww]ho|[Ww]hom|[Ww]hich|[Ww]hose|[Ww]hat)\b")  # WHO is none
_CLAUSE_VERB = re.compile(
    r"\b(?:had|has|have|is|are|was|were|will|would|could|can|did|does)\b", re.IGNORECASE
)
# "Critics say", but neither "can say" nor "they say", which is what is going round.
_NO_SAY = re.compile(
    r"\b(?:to|can|could|cannot|would|will|must|should|may|might|did|do|does|they|I|we|you|us|a|the|no|their|his|her|"
    r"our|any|who|that|which|some|many|most|others|few|several)(?:\s(?:also|only|just|still|now))?\s+$",
    re.IGNORECASE,
)
# Whose words are told by another: "Khan quoted the Indian minister as saying".
_QUOTING = re.compile(
    r"(?P<teller>.+?)\s(?:has |had |have )?(?:also )?(?:quot|cit)(?:ed|es|ing|e) (?P<who>.+) as$",
    re.IGNORECASE,
)
_QUOTED_AS = re.compile(r"\s[^\0.;:]{2,80}\sas (?:saying|telling|stating)\b")
_AN_OFFICE = re.compile(r"(?:The|the)(?:\s[\w-]+){1,6}$")
_OCCASION = re.compile(
    r"\s(?:in|at|during|on)\s(?:(?:an?|the|his|her|its|their)\s)?(?:[\w-]+\s){0,3}?(?:briefing|conference|statement|"
    r"interview|message|post|tweet|address|speech|meeting|session|letter|rally|programme|show)\b.*"
)
_PREDICATE = re.compile(r"\s(?:[a-z]{2,}ed|met|held|took|made|gave|left|went|came|led|sent|spoke|hit|paid)\s")
_JOINT = re.compile(r"[,;]?\s(?:while|but|and|whereas|although|though|as)\s+$")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who says something in a sentence."""

    words: str
    start: int
    acting: bool  # the verb may mean something else than speaking
    told_by: str = ""  # who quotes these words: "Khan quoted the Indian minister as saying"


def masked(piece: str) -> tuple[str, float]:
    """Return the piece with NUL for each character of its quotations, and the share of quoted words.

    Words that only name the speaker do not count: they do not make a report of a quotation.
    """
    hidden, quoted = quotations.hidden(piece)
    hidden = _BROKEN.sub(
        lambda match: re.sub(r"\(.*|\.", lambda it: " " * len(it.group()), match.group()), hidden
    )
    around = len(re.findall(r"[^\s\0]+", hidden))
    named = sum(len(subject.words.split()) + 1 for subject in subjects(hidden))
    return hidden, quoted / max(1, quoted + max(0, around - named))


def subjects(hidden: str) -> Iterator[Subject]:
    """Yield the subject of each verb of saying outside of quotations, in order."""
    found = [
        Subject(speaking(" ".join(match["who"].split())), match.start(), acting=False)
        for match in _ACCORDING.finditer(hidden)
    ]
    label = _LABEL.match(hidden)
    inverted = _INVERTED.match(hidden)  # Tweeted the embassy: “It is open.”
    if inverted:
        found.append(Subject(" ".join(inverted["who"].split()), 0, acting=False))
    elif label and not VERB.search(label["who"]):
        found.append(Subject(speaking(_READS.sub("", " ".join(label["who"].split()))), 0, acting=False))
    found += filter(None, (_subject(hidden, verb) for verb in VERB.finditer(hidden)))
    yield from sorted(found, key=lambda subject: subject.start)


def _subject(hidden: str, verb: re.Match[str]) -> Subject | None:
    """Return who says something by a verb; None where nobody does."""
    left = hidden[max(0, verb.start() - MOST_BEFORE) : verb.start()]
    if (verb.group()[0].isupper() and not hidden.isupper()) or _UNSAID.search(left):
        return None  # a man called Said; "has not commented"
    if _SPOKEN_OF.match(hidden, verb.start()):
        return None
    if verb.group().casefold() == "say" and _NO_SAY.search(left):
        return None
    acting = verb["saying"] is None
    if acting and _QUOTED_AS.match(hidden, verb.end()):
        return None
    words = _inserted(hidden, left, verb) or _before(left) or _after(hidden, verb)
    quoting = _QUOTING.fullmatch(words)
    teller, words = (quoting["teller"], quoting["who"]) if quoting else ("", words)
    start = max(0, hidden.rfind(words.split(", ", maxsplit=1)[0], 0, verb.start()))
    if not words or _RELATIVE.match(words) or _UNREAL.search(hidden[max(0, start - MOST_BEFORE) : start]):
        return None
    return Subject(speaking(words), start, acting, teller)


def joint(hidden: str, start: int) -> int | None:
    """Return where the clause before a subject ends, when a word such as "while" joins the two."""
    found = _JOINT.search(hidden[:start])
    return found.start() if found else None


def _before(left: str) -> str:
    left = left.rstrip()
    while found := _ADVERB.search(left):
        left = left[: found.start()].rstrip()
    parts = _parts(left)
    inserted = not parts[-1]  # "Khan, the spokesperson, said"
    named = [part for part in parts if part and not _ASIDE.match(part) and not part.isdigit()]
    # "The minister of transport, Ana Lind has denied": the second comma is often left out.
    in_office = (
        len(parts) > 1 and _AN_OFFICE.match(parts[-2]) and is_office(parts[-2]) and parts[-1][:1].isupper()
    )
    words = ", ".join(named[-2:]) if inserted or in_office else parts[-1]
    words = _headed(_CLAUSE.sub("", words))
    while found := _LEAD.match(words + " "):
        words = words[found.end() :].strip()
    if len(words.split()) > MAX_SUBJECT_WORDS or _CLAUSE_VERB.search(words):
        return ""
    return " ".join(words.split())


def _headed(words: str) -> str:
    """Return who a predicate is about: "Khan" of "Khan rejected the report and"."""
    if _QUOTING.fullmatch(words):
        return words
    words = _OCCASION.sub("", words)
    found = _PREDICATE.search(words)
    head = words[: found.start()] if found else ""
    return (
        head if head and (head.split()[-1][0].isupper() or is_office(head) or is_institution(head)) else words
    )


def _parts(left: str) -> list[str]:
    """Return what stands between commas before a verb, back to what ends a clause: a dash, a dateline."""
    parts = [part.strip() for part in re.split(r"[\0;:—–(]|\s--?\s", left)[-1].split(",")]
    return [_DATELINE.sub("", part) for part in parts]


def _inserted(hidden: str, left: str, verb: re.Match[str]) -> str:
    """Return Mayor Lind for "The bridge, said Mayor Lind, is open", where the verb stands in what is said.

    Between "Khan, the spokesperson," and its verb there are two commas; one alone parts what is said from who
    says it.
    """
    parts = _parts(left.rstrip())
    alone = len([part for part in parts if part]) == 1 or (len(parts) > 1 and _CLAUSE_VERB.search(parts[-2]))
    if verb["saying"] is None or parts[-1] or not alone or _ASIDE.match(parts[-2] if len(parts) > 1 else ""):
        return ""
    words = _following(hidden, verb)
    is_somebody = words[:1].isupper() or is_office(words) or is_institution(words) or is_private(words)
    return words if is_somebody and not _CLAUSE_VERB.search(words) else ""


def _after(hidden: str, verb: re.Match[str]) -> str:
    """Return who follows the verb, where that follows a quotation: “...,” said Foreign Minister Lind."""
    before = hidden[: verb.start()].rstrip(" ,")
    return _following(hidden, verb) if verb["saying"] and before.endswith("\0") else ""


def _following(hidden: str, verb: re.Match[str]) -> str:
    found = _FOLLOWS.match(hidden, verb.end())
    if found is None:
        return ""
    words, more = str(found["who"]), found["more"] or ""
    if more and _CLAUSE_VERB.search(more):  # "said Dahl, had known it since March"
        words = words.removesuffix(more)
    words = words.replace(found["age"] or "\0", "")
    return _CLAUSE.sub("", " ".join(words.split()))
