"""Who, by the grammar of an English sentence, says something in it, and how much of it is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SUBJECT_WORDS = 14

_SAYING = (
    "said|says|saying|told|tells|added|adds|stated|states|announced|announces|confirmed|confirms|denied|denies|"
    "stressed|stresses|noted|notes|declared|declares|reiterated|reaffirmed|clarified|explained|emphasi[sz]ed|"
    "underlined|underscored|warned|warns|insisted|insists|maintained|replied|responded|answered|remarked|"
    "commented|revealed|disclosed|claimed|claims|asserted|acknowledged|admitted|alleged|alleges|tweeted|wrote|argued|continued|"
    "concluded|informed|pointed out|refuted|assured|recalled"
)
# Only of somebody who is known to speak: nearly anything can be rejected, called or expressed.
_ACTING = (
    "rejected|rejects|condemned|condemns|called|calls|urged|urges|dismissed|welcomed|expressed|described|termed|"
    "vowed|pledged|promised|demanded|appealed|hailed|praised|regretted|declined|cited|accused|accuses|blamed|"
    "blames|criticised|criticized|questioned"
)
_VERB = re.compile(rf"\b(?:(?P<saying>{_SAYING})|(?P<acting>{_ACTING}))\b", re.IGNORECASE)
CAPITAL = r"[^\W\d_a-z][\w.’'-]*"
_ACCORDING = re.compile(
    rf"\b[Aa]ccording to (?P<who>[^,.;\0]{{2,80}}(?:, {CAPITAL}(?: {CAPITAL}){{0,3}}(?=,))?)"
)
_QUOTED = re.compile(r"[“«„][^”»“]*[”»“]|\"[^\"]*\"|(?<!\w)[‘'][^‘’'\n]{12,}[’'](?!\w)")
# What breaks a name in two: "Lt. Gen. (retd) Imre F. Holt".
_BROKEN = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Lt|Gen|Col|Maj|Brig|Capt|Adm|Amb|Sen|Rep|Gov)\.(?=\s)|\b[A-Z]\.(?=\s[A-Z])|"
    r"\([^()\0]{1,60}\)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"[“«„][^”»]*$")
_ADVERB = re.compile(
    r"(?:^|\s)(?:also|further|then|again|later|earlier|has|have|had|is|was|were|been|quoted as|publicly|"
    r"repeatedly|categorically|clearly|officially|strongly|explicitly|today|yesterday|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in a statement|in a post|in a tweet)$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:(?-i:[a-z]+(?:ing|ly))|asked|meanwhile|however|though|too|for|in|on|at|during|while|citing|addressing|responding|after|before|when|who|which|whose)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:and|but|while|meanwhile|later|however|as|when|after|before|that|so|yet|today|separately|earlier|still|"
    r"also|in response|in a statement|in turn|for (?:his|her|its) part)[,\s]+",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\s+(?P<who>(?:the |a |an )?[^\s,.;\0][^,.;\0]*?(?:, (?:the |a |an )?[^,.;\0]{3,60}(?=[,.]))?)"
    r"(?=[,.;\0]|$|\s(?:on|in|at|during|while|to|after|before|that|when|as|earlier|later|last|this)\s)"
)
# "said in Vika on 19 June 2025"; after "that" a date is what the words are about.
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WHEN = re.compile(
    r"\s(?:(?:reporters|journalists|a news conference|a briefing)\s)?"
    r"(?:(?:in|at)\s[^\s,.;\0]+(?:\s[^\s,.;\0]+)?\s)?"
    rf"on\s(?P<date>\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}}|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_LABEL = re.compile(r"(?P<who>[^\0.;:\n]{3,100}):\s?(?=\0)")  # "Mayor Lind: “It is open.”"
_INVERTED = re.compile(rf"(?:{_SAYING}) (?P<who>(?:the )?[^\0.;:,\n]{{3,100}}):\s?(?=\0)", re.IGNORECASE)
_UNSAID = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|"
    r"not|never|yet to|(?:declined|refused|failed) to)|n[’']t)(?:\s(?:yet|publicly))?\s+$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r".*\bthat\s(?=\S)|,?\s(?:who|which|whose)\s.*")
_JOINT = re.compile(r"[,;]?\s(?:while|but|and|whereas|although|though|as)\s+$")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who says something in a sentence."""

    words: str
    start: int
    acting: bool  # the verb may mean something else than speaking


def is_open(piece: str) -> bool:
    """Whether a quotation begins in a piece of text and does not end there."""
    return _OPEN.search(piece) is not None or piece.count('"') % 2 == 1


def masked(piece: str) -> tuple[str, float]:
    """Return the piece with NUL for each character of its quotations, and the share of quoted words.

    Words that only name the speaker do not count: they do not make a report of a quotation.
    """
    whole = piece
    if is_open(piece):
        whole += "”" if _OPEN.search(piece) else '"'
    quoted = sum(len(match.group().split()) for match in _QUOTED.finditer(whole))
    hidden = _QUOTED.sub(lambda match: "\0" * len(match.group()), whole)[: len(piece)]
    hidden = _BROKEN.sub(
        lambda match: re.sub(r"\(.*|\.", lambda it: " " * len(it.group()), match.group()), hidden
    )
    around = len(re.findall(r"[^\s\0]+", hidden))
    named = sum(len(subject.words.split()) + 1 for subject in subjects(hidden))
    return hidden, quoted / max(1, quoted + max(0, around - named))


def subjects(hidden: str) -> Iterator[Subject]:
    """Yield the subject of each verb of saying outside of quotations, in order."""
    found = [
        Subject(" ".join(match["who"].split()), match.start(), acting=False)
        for match in _ACCORDING.finditer(hidden)
    ]
    label = _LABEL.match(hidden)
    inverted = _INVERTED.match(hidden)  # Tweeted the embassy: “It is open.”
    if inverted:
        found.append(Subject(" ".join(inverted["who"].split()), 0, acting=False))
    elif label and not _VERB.search(label["who"]):
        found.append(Subject(" ".join(label["who"].split()), 0, acting=False))
    for verb in _VERB.finditer(hidden):
        if (verb.group()[0].isupper() and not hidden.isupper()) or _UNSAID.search(hidden[: verb.start()]):
            continue  # a man called Said; "has not commented"
        words = _before(hidden[: verb.start()]) or _after(hidden, verb)
        if words:
            start = hidden.rfind(words.split(", ", maxsplit=1)[0], 0, verb.start())
            found.append(Subject(words, max(0, start), acting=verb["saying"] is None))
    yield from sorted(found, key=lambda subject: subject.start)


def said_on(hidden: str) -> str:
    """Return the date of a saying, as the sentence gives it; empty when it gives none."""
    found = (_WHEN.match(hidden, verb.end()) for verb in _VERB.finditer(hidden) if verb["saying"])
    return next((when["date"] for when in found if when), "")


def joint(hidden: str, start: int) -> int | None:
    """Return where the clause before a subject ends, when a word such as "while" joins the two."""
    found = _JOINT.search(hidden[:start])
    return found.start() if found else None


def _before(left: str) -> str:
    left = left.rstrip()
    while found := _ADVERB.search(left):
        left = left[: found.start()].rstrip()
    parts = [part.strip() for part in re.split(r"[\0;:—–(]", left)[-1].split(",")]
    inserted = not parts[-1]  # "Khan, the spokesperson, said"
    named = [part for part in parts if part and not _ASIDE.match(part)]
    words = ", ".join(named[-2:]) if inserted else parts[-1]
    words = _CLAUSE.sub("", words)
    while found := _LEAD.match(words + " "):
        words = words[found.end() :].strip()
    return " ".join(words.split()) if len(words.split()) <= MAX_SUBJECT_WORDS else ""


def _after(hidden: str, verb: re.Match[str]) -> str:
    """Return who follows the verb, where that follows a quotation: “...,” said Foreign Minister Lind."""
    before = hidden[: verb.start()].rstrip(" ,")
    if verb["saying"] is None or not before.endswith("\0"):
        return ""
    found = _FOLLOWS.match(hidden, verb.end())
    return _CLAUSE.sub("", " ".join(found["who"].split())) if found else ""
