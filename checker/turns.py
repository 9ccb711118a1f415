"""A transcript cut into turns, and which of them belong to those who ask.

Line starts such as ``MR PRICE:``, ``Q:``, ``Question 2``, ``Journalist (Reuters):`` and ``**Ana Lind**``
are labels. Two labels alone make no transcript: forms and lists of facts have them too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise, zip_longest

from checker.labels import Kind, kind_of, unbracketed

MIN_TURNS_OF_NAMES = 4
MAX_WORDS_ALONE = 6
MAX_WORDS_OF_THANKS = 4  # "Thank you, Minister."
MAX_WORDS_OF_QUESTION = 150
MAX_WORDS_OF_FIELD = 8  # "Spokesperson: Karl Berg, +47 20 27 17"

_NAMED_KINDS = frozenset({Kind.TITLED, Kind.ADDRESSED})
MIN_WORDS_OF_PROSE = 3
_SENTENCE_END = re.compile(r"\w{2}[.!…][\"'”’»)\]]*\s*$")

_STAMP = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?[ \t]+)?"
# A colon after the name, inside or outside of bold marks: **Ana Lind**: or [Reporter]:
_NAMED = re.compile(
    rf"^[ \t>#]*{_STAMP}(?P<bold>\*\*|__|)(?P<label>[\[(]?[^\W_][^\n:：*_?!]{{0,100}}?[)\]]?)[ \t]*"
    r"(?:[:：](?P=bold)|(?P=bold)[ \t]*[:：])(?:[ \t]+|(?=\n)|(?<=：)|\Z)",
    re.MULTILINE,
)
_BOLD = re.compile(r"^[ \t>#]*\*\*(?P<label>[^\W_][^\n:*?!.]{0,60})\*\*(?:[ \t]+|(?=\n))", re.MULTILINE)
_LETTER = re.compile(
    r"^[ \t>]*\*{0,2}(?P<label>Q\d{0,3}|A\d{0,3}(?=\*{0,2}[.)]))\*{0,2}(?:[.)][ \t]+|[ \t]{1,6}(?=\S))",
    re.MULTILINE,
)
# Alone on its line, or with a stop or a dash before the words.
_NUMBERED = re.compile(
    r"^[ \t>#]*\*{0,2}(?P<label>(?:Question|Answer)(?:[ \t]?(?:No\.?[ \t]?)?\d{1,3})?)\*{0,2}"
    r"(?:[ \t]*[.)]?[ \t]*(?=\n)|[ \t]*[-–—)][ \t]+|(?<=\d)\.[ \t]+)",
    re.MULTILINE | re.IGNORECASE,
)

# On a line of its own, with neither colon nor bold marks.
_ALONE = re.compile(r"^[ \t>]*(?P<label>[^\W\d_][^\n:.?!*]{1,60})[ \t]*(?=\n[ \t]*\n?[ \t]*\S)", re.MULTILINE)
# What only somebody says who asks, with or without a question mark: "You told us that 20 ships had left."
_TO_YOU = re.compile(
    r"\b(?:(?:you (?:told|said|say|mentioned|announced|claimed|stated|promised)|"
    r"(?:can|could|would|will|did|do) you)\b|"
    r"your (?:comment|reaction|response|view|government|country|ministry|office)\b|"
    r"I (?:want(?:ed)?|would like|[’']d like) to (?:know|ask)\b|I have a (?:follow[- ]?up|question)\b|"
    r"I (?:was|am) wondering\b|I[’']m wondering\b|a follow[- ]?up\b|"
    r"please (?:confirm|comment|clarify|explain)\b)",
    re.IGNORECASE,
)


_THANKS = re.compile(r"\W*(?:thanks|thank you)\b", re.IGNORECASE)
# "Sir, I am Sahil from ANI.", "Raza from the Hindustan Times."; but "People from Gaza need food."
_INTRODUCES = re.compile(
    r"\W*(?:(?:hi|hello|thanks?|thank you|good \w+|yes|sir|ma[’']?am|madam|mr minister)\b[,.!]? ?)*"
    r"(?P<i_am>(?:this is|I am|I[’']m|my name is|it[’']s)\s)?"
    r"(?-i:[A-Z])[\w.]*(?:\s(?-i:[A-Z])[\w.]*){0,3},?\s"
    r"(?(i_am)(?:from|with)\s(?:the\s)?(?-i:[A-Z])|"
    r"from\s(?:the\s)?(?-i:[A-Z])[\w’'-]*(?:\s(?-i:[A-Z])[\w’'-]*){0,4}[,.])",
    re.IGNORECASE,
)


class Role(StrEnum):
    """Whose turn it is."""

    ASKS = "asks"  # a journalist, or somebody in the audience: never an official statement
    HOSTS = "hosts"  # moderator, operator, interpreter
    SPEAKS = "speaks"  # everybody else: an official


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says without a break. ``text[start:end]`` are the words, without the label."""

    label: str  # as it stands there, without colon and bold marks
    role: Role
    begin: int  # where the label starts
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Label:
    words: str
    begin: int
    start: int


def turns(text: str) -> tuple[Turn, ...]:
    """Return the turns of a transcript in order; nothing when the text is none."""
    labels = _labels(text)
    roles = _roles(text, labels)
    kept = [label for label in labels if label.words in roles]
    return tuple(
        Turn(label.words, roles[label.words], label.begin, label.start, end)
        for label, end in _ended(text, kept)
    )


def _ended(text: str, labels: Sequence[_Label]) -> Iterable[tuple[_Label, int]]:
    """Yield each label with where its turn ends: at the next label, or with the text."""
    for label, later in zip_longest(labels, labels[1:]):
        yield label, later.begin if later else len(text)


def _labels(text: str) -> list[_Label]:
    """Return what looks like a label, in order."""
    found: dict[int, _Label] = {}
    # "Q On the bridge: ..." is a Q and its words, no label of four words; so the letters come last.
    for shape in (_BOLD, _NUMBERED, _NAMED, _LETTER):
        for match in shape.finditer(text):
            found[match.start()] = _Label(match["label"].strip(), match.start(), match.end())
    if not found:
        found = {label.begin: label for label in _alone(text)}
    return [found[begin] for begin in sorted(found)]


def _alone(text: str) -> Sequence[_Label]:
    """Return the lines that are names, where those of who asks and who answers come by turns."""
    lines = [match for match in _ALONE.finditer(text) if len(match["label"].split()) <= MAX_WORDS_ALONE]
    kinds = {match["label"]: kind_of(match["label"].strip()) for match in lines}
    asks, says = {Kind.ASKS, Kind.OUTLET, Kind.REPORTER}, {*_NAMED_KINDS, Kind.ANSWERS}
    found = [match for match in lines if kinds[match["label"]] in asks | says]
    order = [kinds[match["label"]] in says for match in found]
    by_turns = sum(one is not other for one, other in pairwise(order))
    if by_turns < MIN_TURNS_OF_NAMES - 1:
        return []
    return [_Label(match["label"].strip(), match.start(), match.end()) for match in found]


def _roles(text: str, labels: Sequence[_Label]) -> Mapping[str, Role]:
    """Return the role of each label that names a speaker; nothing when the text is no transcript."""
    kinds = {label.words: kind_of(label.words) for label in labels}
    kinds = {words: kind for words, kind in kinds.items() if kind is not Kind.OTHER}
    order = [label for label in labels if label.words in kinds]
    bodies = _bodies(text, order)
    kinds = _settled(kinds, bodies)
    asks = any(_asks(kind, bodies[words]) for words, kind in kinds.items()) or _is_interview(labels, kinds)
    between = _between(order, kinds)
    if any(w.isupper() and kind in _NAMED_KINDS | {Kind.CAPITALS} for w, kind in kinds.items()):
        # "Colorado: more than half" in an answer of MS. LIND is no speaker.
        kinds = {w: k for w, k in kinds.items() if k is not Kind.NAME or len(bodies[w]) > 1 or w in between}
    if not asks:
        kinds = {w: k for w, k in kinds.items() if _stands_alone(k, bodies[w]) or w in between}
    before = text[: order[0].begin] if order else ""
    if not _is_transcript(kinds, bodies, asks=asks, begun=any(map(is_sentence, before.split("\n")))):
        return {}
    return {words: _role(kind, bodies[words], kinds) for words, kind in kinds.items()}


def _settled(kinds: Mapping[str, Kind], bodies: Mapping[str, Sequence[str]]) -> dict[str, Kind]:
    """Return the kinds with those that have something in brackets told apart by who else speaks.

    Beside an official who speaks again and again, any "Jane Roe (Reuters)" is one who asks; "John Smith
    (The Economist)" is one where the words ask too, for "(Gavi)" looks the same; of a country, "(Norway)",
    nobody asks.
    """
    answers = any(kind is Kind.ANSWERS for kind in kinds.values())
    official = answers or any(
        kind in _NAMED_KINDS and len(bodies[words]) > 1 for words, kind in kinds.items()
    )
    settled = {}
    for words, kind in kinds.items():
        if kind is Kind.REPORTER:
            settled[words] = Kind.ASKS if official else Kind.OUTLET
        elif kind is Kind.GUEST:
            asks = official and _may_ask(bodies[words]) and not _is_country(unbracketed(words)[1])
            settled[words] = Kind.ASKS if asks else Kind.ADDRESSED if official else Kind.NAME
        else:
            settled[words] = kind
    return settled


def _is_country(words: str) -> bool:
    from checker.nations import nations  # noqa: PLC0415  # few texts need it, and it loads the quantities

    return bool(nations(words))


def _speaks_long(bodies: Sequence[str]) -> bool:
    return any(len(body.split()) > MAX_WORDS_OF_QUESTION for body in bodies)


def _may_ask(bodies: Sequence[str]) -> bool:
    """Whether all is short, and something in it asks, is said to "you", or thanks."""
    return not _speaks_long(bodies) and any(_is_asked(body) or _THANKS.match(body) for body in bodies)


def _is_asked(body: str) -> bool:
    return "?" in body or "？" in body or _TO_YOU.search(body) is not None


def _introduces(bodies: Sequence[str]) -> bool:
    """Whether somebody who asks says for which newspaper."""
    return any(map(_INTRODUCES.match, bodies)) and not _speaks_long(bodies) and any(map(_is_asked, bodies))


def _between(order: Sequence[_Label], kinds: Mapping[str, Kind]) -> set[str]:
    """Return the names that stand between the turns of two officials, or two turns of one.

    An official's label stands only where somebody else has spoken before: "Jane Roe" between two
    "Spokesperson" did, as "Colorado" in an answer did not.
    """
    found: set[str] = set()
    since: list[str] = []
    officials = _NAMED_KINDS | {Kind.ANSWERS}
    after_official = False
    for label in order:
        kind = kinds[label.words]
        if kind is Kind.NAME and len(label.words.split()) > 1:
            since.append(label.words)
            continue
        if after_official and kind in officials:
            found.update(since)
        after_official, since = kind in officials, []
    return found


def _bodies(text: str, labels: Sequence[_Label]) -> Mapping[str, list[str]]:
    bodies: dict[str, list[str]] = defaultdict(list)
    for label, end in _ended(text, labels):
        bodies[label.words].append(text[label.start : end].strip())
    return bodies


def _asks(kind: Kind, bodies: Sequence[str]) -> bool:
    return kind is Kind.ASKS or (kind is Kind.OUTLET and all("?" in body for body in bodies))


def _is_interview(labels: Sequence[_Label], kinds: Mapping[str, Kind]) -> bool:
    """Whether the name of a newspaper and that of one person take turns: "Harbour Times:", "Eva Dahl:"."""
    order = [label.words for label in labels if label.words in kinds]
    pairs = [(one, other) for one, other in pairwise(order) if kinds[one] is Kind.OUTLET]
    return (
        len(pairs) > 1 and len({other for _, other in pairs}) == 1 and kinds[pairs[0][1]] is not Kind.OUTLET
    )


def is_sentence(row: str) -> bool:
    """Whether a line is no heading: it has words, and ends as a sentence does."""
    return len(row.split()) >= MIN_WORDS_OF_PROSE and _SENTENCE_END.search(row[-40:]) is not None


def _is_prose(body: str) -> bool:
    """Whether a turn begins with a sentence, which may go on in the lines below."""
    row = body.split("\n", maxsplit=1)[0]
    return is_sentence(row) or (
        len(row.split()) > MAX_WORDS_OF_FIELD and is_sentence(body.split("\n\n", maxsplit=1)[0])
    )


def _stands_alone(kind: Kind, bodies: Sequence[str]) -> bool:
    """Whether a label tells of a speaker where nobody is labelled as asking."""
    if len(bodies) > 1:
        return True
    return kind in {*_NAMED_KINDS, Kind.HOSTS, Kind.ANSWERS} and not _is_field(bodies[0])


def _is_field(body: str) -> bool:
    """Whether what stands behind a label only names somebody: "Press officer: Eva Holm, +254 20 271"."""
    row = body.split("\n", maxsplit=1)[0].strip()
    words = [word.strip("()+,;/-–") for word in row.split()]
    named = all(not word or word[0].isupper() or word[0].isdigit() or "@" in word for word in words)
    return 1 < len(words) <= MAX_WORDS_OF_FIELD and named and row[-1] not in ".!?…"


def _is_transcript(
    kinds: Mapping[str, Kind], bodies: Mapping[str, list[str]], *, asks: bool, begun: bool
) -> bool:
    """Whether the labels are those of speakers.

    Two offices with a name or a word behind each, and no sentence, are a list, where the text had ``begun``
    before.
    """
    speaking = [words for words, kind in kinds.items() if kind not in {Kind.ASKS, Kind.OUTLET}]
    if asks:
        return bool(speaking) or any(len(bodies[words]) > 1 for words in kinds)
    turns_in_all = sum(len(bodies[words]) for words in speaking)
    if any(kinds[words] in _NAMED_KINDS for words in speaking):
        again = any(len(bodies[words]) > 1 for words in speaking)
        says = all(map(_is_prose, (body for words in speaking for body in bodies[words])))
        return turns_in_all > 1 and (again or says or not begun)
    return len(speaking) > 1 and turns_in_all >= MIN_TURNS_OF_NAMES


def _role(kind: Kind, bodies: Sequence[str], kinds: Mapping[str, Kind]) -> Role:
    if kind in {Kind.ASKS, Kind.OUTLET}:
        return Role.ASKS
    if kind is Kind.HOSTS:
        return Role.HOSTS
    # "Mao Ning" answers, "The Harbour" asks: an unknown name that only ever asks is a journalist's.
    others = len(kinds) > 1
    said = [body for body in bodies if len(body.split()) > MAX_WORDS_OF_THANKS] or bodies
    only_asks = all("?" in body[-200:] or "？" in body[-200:] or _TO_YOU.search(body) for body in said)
    if kind is Kind.NAME and others and _introduces(bodies):
        return Role.ASKS
    official = any(other is Kind.TITLED or other is Kind.ANSWERS for other in kinds.values())
    unknown = kind is Kind.NAME or (kind is Kind.ADDRESSED and official)
    return Role.ASKS if unknown and others and only_asks else Role.SPEAKS
