"""Statements cut into passages: one sentence each, with what lets it stand alone.

What people are shown is the verbatim span. What the models read is ``standalone``: who
speaks, the sentence before where the passage leans on it, and the passage.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from checker.credited import credited
from checker.labels import Kind, kind_of, sets_right, unbracketed
from checker.myths import parts
from checker.officials import may_be_called
from checker.prose import lines, sentences
from checker.records import Passage, Span, Statement
from checker.turns import Role, Turn
from checker.turns import turns as turns_of

CUTTING = 6  # raise when the cutting changes: indexes made of other passages are not reused
MIN_WORDS = 3  # a shorter sentence ("Not one.") belongs to the one before it
MAX_COURTESY_WORDS = 6
MAX_TITLE_WORDS = 16  # longer ones say too much to stand in front of every sentence
MAX_CONTEXT_WORDS = 45  # a longer sentence before would bury the passage itself
MAX_CHAIN = 6  # of sentences that lean, each on the one before: what is further up was about something else

_OPEN = "\"'“‘«([ "
_COURTESY = re.compile(
    r"\W{0,9}(?:thank you|thanks|good (?:morning|afternoon|evening)|hello|hi|okay|ok|all right|go ahead|"
    r"next question|applause|laughter|crosstalk|inaudible)\b(?! to\b)\D{0,60}$",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"(?P<name>[A-Z][A-Z.’'\- ]{0,60}[A-Z.])(?:\s\([^)\n]{1,40}\))?:\s+|(?P<question>Q)\s{1,6}(?=\S)"
)
_ASKING = frozenset({"Q", "QUESTION", "QUESTIONS", "REPORTER", "PARTICIPANT", "PRESS", "AUDIENCE MEMBER"})
_LEANS = re.compile(
    r"(?:(?:but|and|or|so|yet|nor|also|however|moreover|instead|therefore|meanwhile|indeed|then),?\s+)?"
    r"(?:it|its|they|them|their|theirs|this|that|these|those|such|both|neither|either|he|his|she|her|"
    r"the (?:former|latter|same|two|three|others?)|yes|no(?=[,.;:!—–]|\s[—–-]\s)|"
    # "No child was hurt" and "Not one child was hurt" stand alone; "No, ..." and "Not that I know of" answer.
    r"not(?! (?:one|an?|all|any|each|every\w*|only|many|much|even|more|less|fewer|the)\b))\b(?!\.\s?\d)",
    re.IGNORECASE,
)
_THE_SPEAKER = re.compile(
    r"s?he (?:also |further |then |later |again )?(?:said|says|told|added|stressed|confirmed|denied|noted|"
    r"stated|reiterated|reaffirmed|called|described|rejected|condemned|emphasi[sz]ed|urged|warned|announced|"
    r"clarified|expressed|explained|insisted|maintained|declined|pointed|went)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?:(?P<it>it|its)|(?P<they>they|their|them)|(?P<he>he|his|him)|(?P<she>she|her))\b", re.IGNORECASE
)
_REPORTED_QUESTION = re.compile(
    r"(?:\b(?:was|were) asked|"
    r"\b(?:reporter|correspondent|journalist)s?\b[^,.]{0,40}?\b(?:asked|wanted to know|enquired|inquired)) "
    r"(?:whether|if|why|how|when|what|which|who|where|about)\b",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:said|says|replied|responded|answered|told|added|denied|confirmed|stated)\b", re.IGNORECASE
)
# "..., she told [reporters who asked about the fire]", "..., he replied when he [was asked whether ...]".
_ANSWERED_FIRST = re.compile(
    r"\b(?:said|says|replied|responded|answered|told|added)\b"
    r"(?:[^.;]*?[\s,](?:when|after|as|once)(?:\s+\w+){0,3}|(?:\s+(?:an?|the|some|several))?)\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    speaker: str  # of the turn in a transcript; empty outside one
    asked: bool  # inside the turn of someone who asks the official, or a rumour that is named to be denied
    line: int
    denied: bool = False  # a rumour: it is no context either, as a question is


def cut(statement: Statement) -> tuple[Passage, ...]:
    """Return the passages of a statement, in order; none when nothing is said in it.

    Questions, courtesies and the turns of reporters in a transcript are no passages, since
    none of them is what an official said. A fragment ("No comment.") is one where it is all there is.
    """
    found = _merge(statement.text, list(_sentences(statement.text)))
    answers = [s for s in found if not s.asked and not _is_question(_piece(statement.text, s))]
    kept = [s for s in answers if not _is_fragment(_piece(statement.text, s))] or answers
    before = _leant_on(statement.text, found)
    words_hash = source_hash(statement)
    return tuple(
        Passage(
            passage_id=f"{statement.statement_id}#{number}",
            statement=statement,
            text=statement.text[s.span.start : s.span.end],
            start=s.span.start,
            end=s.span.end,
            standalone=_standalone(statement, s, before.get(s.span.start)),
            source_hash=words_hash,
            said=credited(statement, s.speaker),
        )
        for number, s in enumerate(kept, start=1)
    )


def said_in(statement: Statement, standalone: str) -> Statement:
    """Return the statement with whose words a passage of it is, known by what stands alone."""
    named = _named_by_record(statement)
    if named and standalone.startswith(said_by(named, "")):
        return statement
    who = standalone.partition(": ")[0]
    return credited(statement, who) if who in _speaking(statement.text) else statement


@lru_cache(maxsize=64)
def _speaking(text: str) -> frozenset[str]:
    """Return the names of those who speak in a transcript."""
    return frozenset(sentence.speaker for sentence in _sentences(text)) - {""}


def source_hash(statement: Statement) -> str:
    """Return the SHA-256 of a statement's words, hex: offsets of passages count in exactly these."""
    return hashlib.sha256(statement.text.encode("utf-8", "surrogatepass")).hexdigest()


def search_text(passage: Passage) -> str:
    """Return what is searched, by vectors and by words alike: issuer, title, then ``standalone``.

    Posts name a country or a topic that a sentence of a statement often takes for granted.
    """
    return searched_text(passage.statement, passage.standalone)


def searched_text(statement: Statement, standalone: str) -> str:
    """Return the same for a passage of which no more is known than what stands alone."""
    short = statement.title if len(statement.title.split()) <= MAX_TITLE_WORDS else ""
    named = [part for part in (statement.issuer, short) if part and part not in standalone]
    return ". ".join([*named, standalone])


def context_of(passage: Passage) -> str:
    """Return the sentence that a passage leans on, as it is read with it; empty where it stands alone."""
    lead = passage.standalone.removesuffix(passage.text).strip()
    who, colon, rest = lead.partition(":")
    return rest.strip() if colon and _may_speak(who, passage.statement) else lead


def with_context(passage: Passage) -> str:
    """Return the words of a passage behind the sentence that it leans on."""
    return f"{context_of(passage)} {passage.text}".lstrip()


def _may_speak(who: str, statement: Statement) -> bool:
    return who == _named_by_record(statement) or who in _speaking(statement.text)


def said_by(who: str, words: str) -> str:
    """Return the words with who says them in front: "Ministry of Health, Kenya: We have ..."."""
    return f"{who}: {words}" if who else words


def digest(passages: Iterable[Passage]) -> str:
    """Return the SHA-256 of the searched texts in order: an index belongs to exactly these."""
    total = hashlib.sha256(str(CUTTING).encode())
    for passage in passages:
        total.update(search_text(passage).encode("utf-8", "surrogatepass") + b"\0")
    return total.hexdigest()


def _sentences(text: str) -> Iterator[_Sentence]:
    speaker, asked = "", False
    found = list(lines(text))
    turns = [_turn(text, line) for line in found]
    transcript = _are_speakers([turn["question"] or turn["name"].strip() for turn in turns if turn])
    others = _other_turns(text)
    set_right = parts(text)
    past, said_from = 0, 0  # parts that ended before the line; where the turn began
    for number, (line, turn) in enumerate(zip(found, turns, strict=True)):
        rest = line
        other = others.popleft() if others and others[0].begin < line.end else None
        if transcript and turn and turn.end() < line.end:
            label = turn["question"] or turn["name"].strip()
            speaker, asked = _person(label), label.rstrip(".") in _ASKING
            rest, said_from = Span(turn.end(), line.end), line.start
        elif other:
            speaker, asked = _named(other), other.role is Role.ASKS
            rest, said_from = Span(min(other.start, line.end), line.end), line.start
        if not set_right:
            for span in sentences(text, rest):
                yield _Sentence(span, speaker, asked, number)
            continue
        while past < len(set_right) and set_right[past].end <= line.start:
            past += 1
        # Without the labels, which stand between the parts. A rumour ends with the turn in which it is named.
        for part in islice(set_right, past, None):
            if part.start >= line.end:
                break
            denied = part.denied and part.start >= said_from
            for span in sentences(text, Span(max(rest.start, part.start), min(rest.end, part.end))):
                yield _Sentence(span, speaker, asked or denied, number, denied)


def _turn(text: str, line: Span) -> re.Match[str] | None:
    """Return the label in capitals with which a line begins; none of a page of rumours: "MYTH:"."""
    found = _TURN.match(text, line.start, line.end)
    return None if found and found["name"] and sets_right(found["name"].strip()) else found


def _are_speakers(labels: Sequence[str]) -> bool:
    """Whether labels in capitals are speakers: one asks, has an office, or comes again; not "PUNJAB:"."""
    known = {label for label in labels if label.rstrip(".") in _ASKING}
    named = {label for label in labels if kind_of(label) in {Kind.TITLED, Kind.ADDRESSED, Kind.HOSTS}}
    return len(labels) > 1 and (bool(known or named) or len(set(labels)) < len(labels))


def _other_turns(text: str) -> deque[Turn]:
    """Return the turns of a transcript in which somebody asks, in order.

    Labels in capitals are known without that; "Spokesperson:" is only one where a journalist has another.
    """
    found = turns_of(text)
    return deque(found if any(turn.role is Role.ASKS for turn in found) else ())


def _named(turn: Turn) -> str:
    """Return who speaks, where the label says more than that somebody answers."""
    if turn.role is Role.ASKS or kind_of(turn.label) is Kind.ANSWERS:
        return ""
    plain = unbracketed(turn.label)[0]
    return _person(plain) if plain.isupper() else plain


def _person(label: str) -> str:
    """Return "Mr. Price" for "MR. PRICE"; short all-caps words stay as they are."""
    return " ".join(w if len(w.strip(".")) <= 1 else w.title() for w in label.split())


def _merge(text: str, found: Sequence[_Sentence]) -> list[_Sentence]:
    """Join a fragment to the sentence before it on its line, or to the one after where none is before.

    A question is not joined to what was said before it: "No ship was lost. Eva?" would be no answer then.
    """
    merged: list[_Sentence] = []
    for sentence in found:
        piece = _piece(text, sentence)
        if not re.search(r"\w", piece) or _is_courtesy(piece):
            continue
        last = merged[-1] if merged else None
        together = last and last.line == sentence.line and last.denied is sentence.denied
        if last and _is_question(piece) and not _is_question(_piece(text, last)):
            together = False
        if last and together and (_is_fragment(piece) or _is_short(text, last)):
            span = Span(last.span.start, sentence.span.end)
            merged[-1] = _Sentence(span, last.speaker, last.asked, last.line, last.denied)
        else:
            merged.append(sentence)
    return merged


def _is_short(text: str, sentence: _Sentence) -> bool:
    return _is_fragment(_piece(text, sentence))


def _piece(text: str, sentence: _Sentence) -> str:
    return text[sentence.span.start : sentence.span.end]


def _is_courtesy(piece: str) -> bool:
    return len(piece.split()) <= MAX_COURTESY_WORDS and _COURTESY.match(piece) is not None


def _is_fragment(piece: str) -> bool:
    return len(piece.split()) < MIN_WORDS


def _is_question(piece: str) -> bool:
    """Whether a sentence asks, or only reports what a reporter asked."""
    if piece.rstrip("\"'”’»)] ").endswith(("?", "؟", "？")):
        return True
    reported = _REPORTED_QUESTION.search(piece)
    if reported is None:
        return False
    return not (_ANSWERED_FIRST.search(piece[: reported.start()]) or _ANSWERED.search(piece, reported.end()))


def _standalone(statement: Statement, sentence: _Sentence, before: _Sentence | None) -> str:
    piece = _piece(statement.text, sentence)
    who = _who(statement, sentence)
    context = _context(statement.text, sentence, before, named=bool(who))
    return said_by(who, f"{context} {piece}" if context else piece)


def _who(statement: Statement, sentence: _Sentence) -> str:
    """Return "speaker, office, issuer": a claim names the country that a briefing takes for granted.

    A label in a transcript says less than the record of whom it calls: "MS. CORVIN:".
    """
    named = _named_by_record(statement)
    if not sentence.speaker or (named and may_be_called(sentence.speaker, statement)):
        return named
    return sentence.speaker


def _named_by_record(statement: Statement) -> str:
    parts = (statement.speaker, statement.office, statement.issuer)
    named: list[str] = []
    for part in filter(None, (" ".join(p.split()) for p in parts)):
        if not any(part.casefold() in other.casefold() for other in named):
            named.append(part)
    return ", ".join(named)


def _leant_on(text: str, found: Sequence[_Sentence]) -> dict[int, _Sentence]:
    """Return for where a sentence begins what it may lean on: the one before it, or the first of a chain.

    "The line will be 84 km long. It will cost 900 million. It will open in 2031.": the second does not say
    what "it" is. Another pronoun may mean something that the sentence before has just named.
    """
    leant: dict[int, _Sentence] = {}
    links = 0
    for earlier, sentence in pairwise(found):
        first = leant.get(earlier.span.start)
        goes_on = first and links < MAX_CHAIN and _goes_on(_piece(text, earlier), _piece(text, sentence))
        links = links + 1 if goes_on else 0
        if not earlier.denied:
            leant[sentence.span.start] = first if first and goes_on else earlier
    return leant


def _goes_on(earlier: str, later: str) -> bool:
    """Whether two sentences begin with one pronoun, which does not point at the speaker."""
    one, other = (_PRONOUN.match(piece.lstrip(_OPEN)) for piece in (earlier, later))
    return bool(one and other and one.lastgroup == other.lastgroup) and not _THE_SPEAKER.match(earlier)


def _context(text: str, sentence: _Sentence, before: _Sentence | None, *, named: bool) -> str:
    """Return the sentence before when this one leans on it, else nothing."""
    piece = _piece(text, sentence).lstrip(_OPEN)
    if before is None or not _LEANS.match(piece) or (named and _THE_SPEAKER.match(piece)):
        return ""
    earlier = " ".join(text[before.span.start : before.span.end].split())
    return earlier if len(earlier.split()) <= MAX_CONTEXT_WORDS else ""
