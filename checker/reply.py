"""A text that a bot can post under what it was asked about: short, with the source, in officials' words.

It says what was said and by whom, and never calls anything false. Where officials said nothing there
is nothing to reply, and a bot had better be silent.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.records import ClaimResult, Evidence, Precision, Stance, Statement, Verdict
from checker.wording import dated

LIMIT = 280  # code points, all that the strictest of the networks takes
_SHORTEST_QUOTE = 24  # code points; less of a sentence says nothing
_LEAD = {
    Verdict.SUPPORTS: "Officials said so.",
    Verdict.REFUTES: "Officials said otherwise.",
    Verdict.CONFLICTING: "Officials have said both.",
}
_OVERTAKEN = "Officials said so, and have since said otherwise."
_NEVER = "false"  # not our word, and torn from its sentence not one to quote either


def reply_to_claim(result: ClaimResult, *, limit: int = LIMIT) -> str | None:
    """Return at most ``limit`` code points about one claim, or None where officials said nothing."""
    lead = _LEAD.get(result.verdict)
    if lead is None:
        return None
    if result.overtaken:
        return _both(_OVERTAKEN, [result.overtaken.matched, result.overtaken.by], limit)
    if result.verdict is Verdict.CONFLICTING:
        sides = (Stance.REFUTES, Stance.SUPPORTS)
        return _both(lead, [next(e for e in result.evidence if e.stance is s) for s in sides], limit)
    return _fitted(lead, result.evidence[0], limit)


def reply_to_post(claims: Sequence[ClaimResult], verdict: Verdict, *, limit: int = LIMIT) -> str | None:
    """Return the reply to the first claim that has the verdict of the post."""
    return next((reply_to_claim(c, limit=limit) for c in claims if c.verdict is verdict), None)


def _both(lead: str, sides: Sequence[Evidence], limit: int) -> str:
    room = (limit - len(lead) - len(sides)) // len(sides)
    return " ".join([lead, *(_fitted("", side, room) for side in sides)])


def _fitted(lead: str, item: Evidence, limit: int) -> str:
    """Return lead, who, quotation and source; what does not fit goes, the quotation's end first."""
    statement = item.passage.statement
    who, source = _who(statement), _source(statement)
    frame = [part for part in (lead, f"{who}:", source) if part]
    room = limit - sum(len(part) + 1 for part in frame) - len("“”")
    quotation = _cut(item.passage.text.strip(' “”"'), room)
    if quotation:
        return " ".join(filter(None, (lead, f"{who}: “{quotation}”", source)))
    without = " ".join(filter(None, (lead, who, source)))
    return without if len(without) <= limit else _cut(" ".join(filter(None, (lead, who))), limit)


def _who(statement: Statement) -> str:
    """Return who said it and when, as far as the source says."""
    name = " ".join(p for p in (statement.office, statement.speaker) if p) or statement.issuer
    when = dated(statement) if statement.issued_at.precision is not Precision.UNKNOWN else ""
    return ", ".join(p for p in (name or "Official statement", when) if p)


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
