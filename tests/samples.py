"""Reports built by hand, one claim of each outcome, for tests of the edges."""

from __future__ import annotations

from datetime import UTC, datetime

from checker.records import (
    Attribution,
    Candidate,
    Claim,
    ClaimResult,
    Conflict,
    Deciding,
    Evidence,
    Explanation,
    IssuedAt,
    Passage,
    Post,
    Precision,
    Probabilities,
    Reason,
    Report,
    Source,
    Span,
    Stance,
    Statement,
    Verdict,
    Versions,
)

VERSIONS = Versions(
    corpus="sha256:0a1b2c3d4e5f", encoder="encoder@1", stance="stance@1", worth="worth@1", code="0.1.0"
)
SHARES = {
    Stance.SUPPORTS: Probabilities(0.91, 0.02, 0.07),
    Stance.REFUTES: Probabilities(0.03, 0.92, 0.05),
    Stance.NEUTRAL: Probabilities(0.1, 0.15, 0.75),
}


def statement(text: str, number: int = 1, **changes: object) -> Statement:
    """Return an official statement on ferries of a country that does not exist."""
    fields: dict[str, object] = {
        "statement_id": f"ferries-{number}",
        "text": text,
        "issuer": "Ministry of Transport",
        "speaker": "Ana Lind",
        "office": "Transport Spokesperson",
        "issued_at": IssuedAt("19 June 2025", datetime(2025, 6, 19, tzinfo=UTC), Precision.DAY),
        "venue": "press briefing",
        "source": Source(
            "Ferries: what we know", "The Harbour Times", "https://news.example/ferries?a=1&b=2"
        ),
        "attribution": Attribution.DIRECT,
    }
    return Statement(**{**fields, **changes})  # type: ignore[arg-type]


def passage(of: Statement, number: int = 1) -> Passage:
    """Return a whole statement as one passage."""
    return Passage(
        passage_id=f"{of.statement_id}#{number}",
        statement=of,
        text=of.text,
        start=0,
        end=len(of.text),
        standalone=f"{of.speaker}: {of.text}",
        source_hash="ab" * 32,
        said=of,
    )


def evidence(of: Statement, stance: Stance, **more: object) -> Evidence:
    """Return a statement as evidence with a stance."""
    candidate = Candidate(passage(of), score=0.812345678, cosine=0.71, lexical=1.0)
    return Evidence(candidate, stance, SHARES[stance], **more)  # type: ignore[arg-type]


def claim(post: str, text: str, number: int = 1) -> Claim:
    """Return the part ``text`` of ``post`` as a claim."""
    start = post.index(text)
    return Claim(f"c{number}", text, start, start + len(text), query=text)


def refuted(made: Claim) -> ClaimResult:
    """Return a claim that a number in a statement contradicts."""
    words = "We have ordered 12 ferries, and not one more."
    at = words.index("12 ferries")
    conflict = Conflict(
        claim_text="120",
        passage_text="12 ferries",
        stated="12 ferries ordered (10 times as many)",
        claim_span=Span(0, 3),
        passage_span=Span(at, at + len("12 ferries")),
    )
    number = max(0, made.text.find("120"))
    why = Explanation(
        Deciding.NUMBER,
        claim_spans=(Span(number, number + 3),),
        passage_spans=(conflict.passage_span,),
        sentence="The post says “120” (10 times as many); the statement says “12 ferries”.",
        post_spans=(Span(made.start + number, made.start + number + 3),),
    )
    against = evidence(statement(words), Stance.REFUTES, conflict=conflict, explanation=why)
    beside = evidence(statement("The yard is in Norhavn.", 2, source=Source()), Stance.NEUTRAL)
    return ClaimResult(made, Verdict.REFUTES, 0.93129, (against, beside), explanation=why.sentence)


def supported(made: Claim) -> ClaimResult:
    """Return a claim that a statement matches."""
    words = "The first ferry sails on Monday."
    behind = evidence(statement(words, 3), Stance.SUPPORTS, highlights=(Span(4, 15),))
    return ClaimResult(made, Verdict.SUPPORTS, 0.88, (behind,), explanation="The spokesperson says the same.")


def disputed(made: Claim) -> ClaimResult:
    """Return a claim on which officials disagree."""
    behind = evidence(statement("The port is open to all ships.", 4), Stance.SUPPORTS)
    thursday = IssuedAt("Thursday")
    against = evidence(
        statement(
            "The port stays closed.", 5, speaker="", office="", issuer="Harbour Board", issued_at=thursday
        ),
        Stance.REFUTES,
    )
    explanation = "Officials disagree on this."
    return ClaimResult(made, Verdict.CONFLICTING, 0.7, (against, behind), explanation=explanation)


def undecided(made: Claim, reason: Reason = Reason.DETAIL_NOT_STATED) -> ClaimResult:
    """Return a claim that statements leave open."""
    near = evidence(statement("Fares will be announced in due course.", 6), Stance.NEUTRAL)
    kept = (near,) if reason is Reason.DETAIL_NOT_STATED else ()
    return ClaimResult(made, Verdict.NOT_ENOUGH_INFO, 0.8 if kept else 0.0, kept, reason, "It stays open.")


def report(post: str, *claims: ClaimResult, verdict: Verdict | None = None) -> Report:
    """Return a report; its verdict is that of the first claim unless said otherwise."""
    found = verdict or (claims[0].verdict if claims else Verdict.NOT_ENOUGH_INFO)
    return Report(Post(post), found, "A line to paste: “word for word”.", claims, VERSIONS)


EVERYTHING = (
    "They ordered 120 ferries. The first ferry sails on Monday 🚢 The port is open!\n"
    "Tickets cost 3 crowns. The captain has a beard."
)


def everything() -> Report:
    """Return a report in which claims come out in every way that a page shows apart."""
    return report(
        EVERYTHING,
        refuted(claim(EVERYTHING, "They ordered 120 ferries.", 1)),
        supported(claim(EVERYTHING, "The first ferry sails on Monday", 2)),
        disputed(claim(EVERYTHING, "The port is open!", 3)),
        undecided(claim(EVERYTHING, "Tickets cost 3 crowns.", 4)),
        undecided(claim(EVERYTHING, "The captain has a beard.", 5), Reason.NO_STATEMENT),
    )
