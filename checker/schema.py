"""The wire: the form in which reports leave. Dicts live here and nowhere else.

A report on the wire is stable; keys may be added, none is renamed or dropped. Scores are rounded
here, once. Offsets count Unicode code points, as in ``records``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from checker.checks import Check
from checker.intake import CheckRequest, parse_posted_at
from checker.permalinks import permalink
from checker.records import (
    Candidate,
    ClaimResult,
    Conflict,
    Evidence,
    Explanation,
    IssuedAt,
    Judgement,
    Overtaken,
    Precision,
    Reason,
    Report,
    Span,
    Standing,
    Statement,
    Verdict,
)
from checker.reply import reply_to_claim, reply_to_post
from checker.surrogates import wire_text
from checker.wording import most_telling

__all__ = [
    "CheckRequest",
    "PartState",
    "candidates_to_wire",
    "check_to_wire",
    "dump_json",
    "iso",
    "issued_at_to_wire",
    "parse_posted_at",
    "report_to_wire",
    "said_to_wire",
    "standing_to_wire",
]

DIGITS = 4
_ISO_CHARS = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}


@dataclass(frozen=True, slots=True)
class PartState:
    """Whether one part of the service can do its work, and what it is made of."""

    ready: bool
    detail: str = ""
    facts: dict[str, str] = field(default_factory=dict)  # manifest, versions

    def to_wire(self) -> dict[str, object]:
        """Return the part as ``/readyz`` shows it."""
        return {"ready": self.ready, "detail": self.detail, **({"facts": self.facts} if self.facts else {})}


def report_to_wire(report: Report, *, check_id: str) -> dict[str, Any]:
    """Return the report in its stable wire form, safe to encode as UTF-8 JSON."""
    wire = {
        "id": check_id,
        "post": report.post.text,
        "posted_at": iso(report.post.posted_at),
        "url": report.post.url,
        "issuers": list(report.post.issuers),
        "languages": list(report.post.languages),
        "min_confidence": report.post.min_confidence or None,
        "max_passages": report.post.max_passages or None,
        "verdict": report.verdict.value,
        "reason": _post_reason(report),
        "search_degraded": any(result.degraded for result in report.claims),
        "summary": report.summary,
        "reply": reply_to_post(report.claims, report.verdict),
        "claims": [_claim(result) for result in report.claims],
        "corpus_version": report.versions.corpus,
        "statements_searched": report.searched or None,
        "models": report.versions.as_models(),
    }
    return {key: _wire_safe(value) for key, value in wire.items()}


def check_to_wire(check: Check) -> dict[str, Any]:
    """Return a check with the report it came to, or the reason why it came to none."""
    wire: dict[str, Any] = {
        "id": check.check_id,
        "state": check.state,
        "created_at": iso(check.created_at),
        "finished_at": iso(check.finished_at),
        "cached": check.cached,
        "first_check_id": check.first_check_id,
    }
    if check.report is not None:
        wire["report"] = dict(check.report)
    if check.error:
        wire["error"] = {"type": check.error_type or "CheckerError", "detail": wire_text(check.error)}
    return wire


def candidates_to_wire(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Return what a search found, in its stable wire form."""
    return [
        _wire_safe(
            {
                "statement_id": found.passage.statement.statement_id,
                "passage_id": found.passage.passage_id,
                "text": found.passage.text,
                "score": _score(found.score),
            }
        )
        for found in candidates
    ]


def dump_json(value: object, *, indent: int | None = None) -> str:
    """Return ``value`` as JSON that any reader of UTF-8 accepts."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return wire_text(text)
    return text


def _post_reason(report: Report) -> str | None:
    if report.verdict is not Verdict.NOT_ENOUGH_INFO:
        return None
    told = most_telling(report.claims)
    return (told.reason if told and told.reason else Reason.NO_CLAIM).value


def _claim(result: ClaimResult) -> dict[str, Any]:
    return {
        "id": result.claim.claim_id,
        "text": result.claim.text,
        "start": result.claim.start,
        "end": result.claim.end,
        "query": result.claim.query,
        "context": result.claim.context,
        "lang": result.claim.lang,
        "checkworthiness": _score(result.claim.checkworthiness),
        "verdict": result.verdict.value,
        "reason": result.reason.value if result.reason else result.explanation,
        "explanation": result.explanation,
        "confidence": _score(result.confidence),
        "reply": reply_to_claim(result),
        "degraded": result.degraded,
        "then": _judgement(result.then) if result.then else None,
        "now": _judgement(result.now) if result.now else None,
        "overtaken": _overtaken(result.overtaken) if result.overtaken else None,
        "passages": [_passage(evidence) for evidence in result.evidence],
    }


def _judgement(one: Judgement) -> dict[str, Any]:
    return {
        "verdict": one.verdict.value,
        "confidence": _score(one.confidence),
        "passage_id": one.passage_id or None,
    }


def _overtaken(one: Overtaken) -> dict[str, Any]:
    return {
        "matched": _side(one.matched, one.matched_words),
        "by": _side(one.by, one.by_words),
        "on": iso(one.on),
    }


def _side(evidence: Evidence, words: str) -> dict[str, Any]:
    issued = evidence.passage.statement.issued_at
    return {
        "statement_id": evidence.passage.statement.statement_id,
        "passage_id": evidence.passage.passage_id,
        "issued_at": issued_at_to_wire(issued),
        "issued_at_text": issued.text,
        "words": words,
    }


def standing_to_wire(standing: Standing) -> dict[str, Any]:
    """Return whether a statement holds, and what ended it."""
    return {
        "in_force": not standing.ended,
        "ending": standing.ending.value if standing.ending else None,
        "until": iso(standing.until),
        "by": standing.by or None,
        "reason": standing.reason,
    }


def _passage(evidence: Evidence) -> dict[str, Any]:
    passage, statement = evidence.passage, evidence.passage.statement
    return {
        "statement_id": statement.statement_id,
        "passage_id": passage.passage_id,
        "text": passage.text,
        "offsets": {"start": passage.start, "end": passage.end},
        "permalink": permalink(passage),
        "source_hash": passage.source_hash,
        "stance": evidence.stance.value,
        "score": _score(evidence.candidate.score),
        "cosine": _score(evidence.candidate.cosine),
        "lexical": _score(evidence.candidate.lexical),
        "probabilities": {
            "supports": _score(evidence.probabilities.supports),
            "refutes": _score(evidence.probabilities.refutes),
            "neutral": _score(evidence.probabilities.neutral),
        },
        "highlights": [_span(span) for span in evidence.highlights],
        "conflict": _conflict(evidence.conflict) if evidence.conflict else None,
        "explanation": _explanation(evidence.explanation) if evidence.explanation else None,
        **said_to_wire(passage.said),
        "standing": standing_to_wire(statement.standing),
    }


def said_to_wire(statement: Statement) -> dict[str, str]:
    """Return who said it, when and where, as every passage of a statement shows it."""
    return {
        "speaker": statement.speaker,
        "office": statement.office,
        "issuer": statement.issuer,
        "venue": statement.venue,
        "issued_at": issued_at_to_wire(statement.issued_at),
        "issued_at_text": statement.issued_at.text,
        "issued_at_precision": statement.issued_at.precision.value,
        "source_url": statement.source.url,
        "source_title": statement.source.title,
        "publisher": statement.source.publisher,
        "attribution": statement.attribution.value,
        "language": statement.language,
    }


def issued_at_to_wire(issued: IssuedAt) -> str:
    """Return the ISO date as far as it is known, else the source's own words ("Thursday")."""
    if issued.value is None or issued.precision is Precision.UNKNOWN:
        return issued.text
    if issued.precision is Precision.MINUTE:
        return issued.value.isoformat(timespec="minutes")
    return issued.value.isoformat()[: _ISO_CHARS[issued.precision]]


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "claim_text": conflict.claim_text,
        "passage_text": conflict.passage_text,
        "explanation": conflict.explanation,
        "claim_span": _span(conflict.claim_span),
        "passage_span": _span(conflict.passage_span),
    }


def _explanation(why: Explanation) -> dict[str, Any]:
    return {
        "kind": why.kind.value,
        "text": why.sentence,
        "claim_spans": [_span(span) for span in why.claim_spans],
        "post_spans": [_span(span) for span in why.post_spans],
        "passage_spans": [_span(span) for span in why.passage_spans],
    }


def _span(span: Span) -> dict[str, int]:
    return {"start": int(span.start), "end": int(span.end)}


def _score(value: float) -> float | None:
    """Round for people; what is not a number has no place in JSON."""
    return round(float(value), DIGITS) if math.isfinite(value) else None


def iso(moment: datetime | None) -> str | None:
    """Return a time in ISO 8601."""
    return moment.isoformat() if moment else None


def _wire_safe(value: Any) -> Any:
    if isinstance(value, str):
        return wire_text(value)
    if isinstance(value, dict):
        return {key: _wire_safe(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_wire_safe(item) for item in value]
    return value
