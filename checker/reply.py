"""A text that a bot can post under what it was asked about: short, with the source, in officials' words.

It says what was said and by whom, and calls nothing false: only an official may, in quotation marks. Where
officials said nothing there is nothing to reply, and a bot had better be silent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from checker.excerpts import excerpt
from checker.officials import who_said
from checker.questioned import question_before
from checker.records import Claim, ClaimResult, Evidence, Precision, Span, Stance, Statement, Verdict
from checker.sentences import sentences
from checker.wording import dated, in_context, in_quotation, named_claim, unanswered

LIMIT = 280  # code points, all that the strictest of the networks takes
_SHORTEST_QUOTE = 24  # code points; less of a sentence says nothing
_LEAD = {
    Verdict.SUPPORTS: "Officials said so.",
    Verdict.REFUTES: "Officials said otherwise.",
    Verdict.CONFLICTING: "Officials have said both.",
}
_OVERTAKEN = "Officials said so, and have since said otherwise."
_IN_PART = "Officials said so of {part}; {others} left open."
_NAMED = (48, 28)  # code points of a post by which a part of it is named, at most
_TITLE = 60  # code points of a title, where more would leave out words of the official
_IN_MARKS = re.compile(r"“([^“”]+)”")
_NEVER = "false"  # no word of ours, nor of a post that we name


def reply_to_claim(result: ClaimResult, *, limit: int = LIMIT) -> str | None:
    """Return at most ``limit`` code points about one claim, or None where officials said nothing."""
    lead = _LEAD.get(result.verdict)
    if lead is None:
        return None
    if result.overtaken:
        return _both(_OVERTAKEN, result.overtaken.matched, result.overtaken.by, limit)
    if result.verdict is Verdict.CONFLICTING:
        against = next(e for e in result.evidence if e.stance is Stance.REFUTES)
        behind = next(e for e in result.evidence if e.stance is Stance.SUPPORTS)
        return _both(lead, against, behind, limit)
    return _fitted(lead, result.evidence[0], limit)


def reply_to_post(claims: Sequence[ClaimResult], verdict: Verdict, *, limit: int = LIMIT) -> str | None:
    """Return the reply to the first claim that has the verdict of the post.

    Where other claims are left open it says to which it is the answer: nobody must take it for theirs.
    """
    first = next((c for c in claims if c.verdict is verdict), None)
    left = unanswered(claims, verdict)
    if first is None or not left:
        return reply_to_claim(first, limit=limit) if first else None
    item, others = first.evidence[0], "other parts are" if left > 1 else "another part is"
    named = [_IN_PART.format(part=part, others=others) for part in _named(first.claim)]
    unnamed = _IN_PART.format(part="a part of this", others=others)
    quoting = _quoting(named, item, limit, whole=True) or _quoting(named, item, limit)
    return quoting or _fitted(unnamed, item, limit)


def _named(claim: Claim) -> list[str]:
    """Return how a part of a post is named, from the fullest to the shortest."""
    if _NEVER in claim.query.casefold():
        return []
    return list(dict.fromkeys(named_claim(claim, most) for most in _NAMED))


def _both(lead: str, one: Evidence, other: Evidence, limit: int) -> str:
    """Return both sides; what one leaves of its half of the room is the other's."""
    room = limit - len(lead) - 2  # and a space before each
    second = _fitted("", other, room - len(_fitted("", one, room // 2)))
    return " ".join([lead, _fitted("", one, room - len(second)), second])


def _fitted(lead: str, item: Evidence, limit: int) -> str:
    """Return lead, who, quotation and source; what does not fit goes, the words that decide last."""
    if quoting := _quoting([lead], item, limit):
        return quoting
    statement = item.passage.said
    sources, names = _sources(statement), _names(statement)
    without = [_told(lead, who, source) for source, who in product(sources, names)]
    return next((text for text in without if len(text) <= limit), without[-1][:limit].rstrip())


def _told(lead: str, who: str, source: str) -> str:
    return " ".join(filter(None, (lead, who, source)))


def _quoting(leads: Sequence[str], item: Evidence, limit: int, *, whole: bool = False) -> str:
    """Return the same with words of the statement, all if ``whole``; empty where there is no room for them.

    All of them come first, if need be without the source, then a part of them that may stand alone. Of who
    spoke the speaker's name goes before the office, and the institution last.
    """
    statement = item.passage.said
    sources, names, said = _sources(statement), _names(statement), _said(item)
    if whole:
        sources = sources[:1]
    for cut in (False,) if whole else (False, True):
        for source, lead, (asked, words), who in product(sources, leads, said, names):
            speaks = f"{who}, asked {asked}:" if asked else f"{who}:"
            room = limit - sum(len(part) + 1 for part in (lead, speaks, source) if part)
            if cut and words != item.passage.text:
                continue
            if quotation := _cut(words, _deciding(item), room) if cut else _uncut(words, room):
                return _told(lead, f"{speaks} {quotation}", source)
    return ""


def _said(item: Evidence) -> list[tuple[str, str]]:
    """Return in which ways the words may stand there, the fullest first, each after what was asked.

    A passage that leans on the sentence before has it with it where both are short enough to stand there
    whole. "No, there is no such plan." says nothing without the question, which is nobody's statement; half a
    question may ask the reverse.
    """
    text, asked = item.passage.text, question_before(item.passage)
    if not asked:
        return [("", words) for words in dict.fromkeys((in_context(item.passage), text))]
    last = sentences(asked)[-1]
    return [
        (in_quotation(question), text) for question in dict.fromkeys((asked, asked[last.start : last.end]))
    ]


def _deciding(item: Evidence) -> list[Span]:
    """Return the words of a passage by which it decides a claim, else those that its explanation quotes."""
    found = [item.conflict.passage_span] if item.conflict else []
    if item.explanation is None:
        return found
    if spans := [*item.explanation.passage_spans, *found]:
        return spans
    quoted = _IN_MARKS.findall(item.explanation.sentence)
    at = item.passage.text.find(quoted[-1]) if quoted else -1
    return [Span(at, at + len(quoted[-1]))] if at >= 0 else []


def _uncut(words: str, room: int) -> str:
    """Return all the words in quotation marks, or nothing."""
    quotation = in_quotation(words)
    return quotation if len(quotation) <= room else ""


def _cut(words: str, deciding: Sequence[Span], room: int) -> str:
    """Return the words in quotation marks, cut to what may stand alone; empty where that is too much."""
    for spare in range(len("“”"), len("“‘’”") + 1):
        if room - spare < _SHORTEST_QUOTE:
            return ""
        part = excerpt(words, deciding, room - spare)
        if part and len(quotation := in_quotation(part)) <= room:
            return quotation
    return ""


def _names(statement: Statement) -> list[str]:
    """Return who said it and when, as far as the source says, from the fullest to the shortest."""
    when = dated(statement) if statement.issued_at.precision is not Precision.UNKNOWN else ""
    names = [who_said(statement), who_said(statement, with_speaker=False), statement.issuer]
    known = [name for name in dict.fromkeys(names) if name] or ["Official statement"]
    return [", ".join(part for part in (name, when) if part) for name in known]


def _sources(statement: Statement) -> list[str]:
    """Return how the source is told, from the fullest to none; an address is whole or not there."""
    title = " ".join((statement.source.title or statement.title).split())
    short = title if len(title) <= _TITLE else f"{title[:_TITLE].rpartition(' ')[0] or title[:_TITLE]}…"
    named = [f"({name})" for name in (title, short, statement.source.publisher) if name]
    return [*dict.fromkeys(filter(None, (statement.source.url, *named))), ""]
