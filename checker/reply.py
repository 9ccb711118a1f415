"""A text that a bot can post under what it was asked about: short, with the source, in officials' words.

It says what was said and by whom, and never calls anything false. Where officials said nothing there
is nothing to reply, and a bot had better be silent.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.officials import who_said
from checker.records import Claim, ClaimResult, Evidence, Precision, Stance, Statement, Verdict
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
_NEVER = "false"  # not our word, and torn from its sentence not one to quote either


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
    quoting = [_quoting(lead, item, limit, whole=True) for lead in named]
    quoting += [_quoting(lead, item, limit) for lead in named]
    return next(filter(None, quoting), _fitted(unnamed, item, limit))


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
    """Return lead, who, quotation and source; what does not fit goes, the quotation's end first."""
    if quoting := _quoting(lead, item, limit):
        return quoting
    statement = item.passage.said
    names, source = _names(statement), _source(statement)
    without = [" ".join(filter(None, (lead, who, source))) for who in names]
    without += [" ".join(filter(None, (lead, who))) for who in names]
    return next((text for text in without if len(text) <= limit), _cut(without[-1], limit))


def _quoting(lead: str, item: Evidence, limit: int, *, whole: bool = False) -> str:
    """Return the same with words of the statement, all if ``whole``; empty where there is no room for them.

    Of who spoke the speaker's name goes before the office, and the institution last. A passage that leans on
    the sentence before has it with it where both are short enough to stand there whole.
    """
    statement, text = item.passage.said, item.passage.text
    source = _source(statement)
    for words in dict.fromkeys((in_context(item.passage), text)):
        for who in _names(statement):
            frame = [part for part in (lead, f"{who}:", source) if part]
            quotation = _quotation(words, limit - sum(len(part) + 1 for part in frame))
            cut = quotation != in_quotation(words)
            if quotation and not (cut and (whole or words != text)):
                return " ".join(filter(None, (lead, f"{who}: {quotation}", source)))
    return ""


def _quotation(words: str, room: int) -> str:
    """Return the words in quotation marks, cut where they are too long; empty where too little is left."""
    for spare in range(len("“”"), len("“‘’”") + 1):
        quotation = in_quotation(cut) if (cut := _cut(words.strip(), room - spare)) else ""
        if len(quotation) <= room:
            return quotation
    return ""


def _names(statement: Statement) -> list[str]:
    """Return who said it and when, as far as the source says, from the fullest to the shortest."""
    when = dated(statement) if statement.issued_at.precision is not Precision.UNKNOWN else ""
    names = [who_said(statement), who_said(statement, with_speaker=False), statement.issuer]
    known = [name for name in dict.fromkeys(names) if name] or ["Official statement"]
    return [", ".join(part for part in (name, when) if part) for name in known]


def _source(statement: Statement) -> str:
    source = statement.source.url or statement.source.title or statement.title
    return source if statement.source.url else f"({source})" if source else ""


def _cut(text: str, room: int) -> str:
    """Return the whole text, or its first words and an ellipsis; nothing where that says too little."""
    if _NEVER in text.casefold() or room < _SHORTEST_QUOTE:
        return ""
    if len(text) <= room:
        return text
    return text[: room - 1].rsplit(None, 1)[0].rstrip(" ,;:–-") + "…"
