"""What an import would do or did, in its wire form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from checker.ingest.drafts import Draft, Skipped
from checker.ingest.importing import Duplicate, ImportPlan, Summary


def plan_to_wire(plan: ImportPlan) -> dict[str, Any]:
    """Return what an import would do, with the words of each statement that it would add."""
    return _outcome(plan, applied=False, version=plan.base) | {
        "statements": [_draft(draft) | {"text": draft.statement.text} for draft in plan.added]
    }


def summary_to_wire(summary: Summary) -> dict[str, Any]:
    """Return what an import did."""
    return _outcome(summary, applied=True, version=summary.corpus_version) | {
        "statements": [_draft(draft) for draft in summary.added]
    }


def plan_digest(plan: ImportPlan) -> str:
    """Return the hash of what a plan would add, by which a preview is agreed to."""
    total = hashlib.sha256()
    for draft in plan.added:
        total.update(repr(draft.statement).encode("utf-8", "replace") + b"\0")
    return f"sha256:{total.hexdigest()[:16]}"


def _outcome(outcome: ImportPlan | Summary, *, applied: bool, version: str) -> dict[str, Any]:
    return {
        "applied": applied,
        "added": len(outcome.added),
        "duplicates": len(outcome.duplicates),
        "skipped": [_skipped(entry) for entry in outcome.skipped],
        "corpus_version": version,
        "duplicate_of": [_duplicate(entry) for entry in outcome.duplicates],
        "to_confirm": sum(bool(draft.doubts) for draft in outcome.added),
    }


def _draft(draft: Draft) -> dict[str, Any]:
    statement = draft.statement
    return {
        "id": statement.statement_id,
        "title": statement.title,
        "issuer": statement.issuer,
        "speaker": statement.speaker,
        "office": statement.office,
        "attribution": statement.attribution.value,
        "issued_at": _date(draft),
        "language": statement.language,
        "source": {"title": statement.source.title, "publisher": statement.source.publisher}
        | {"url": statement.source.url, "sha256": draft.raw},
        "doubts": [{"field": doubt.field, "message": doubt.message} for doubt in draft.doubts],
    }


def _date(draft: Draft) -> Mapping[str, Any]:
    date = draft.statement.issued_at
    return {
        "text": date.text,
        "value": date.value.isoformat() if date.value else None,
        "precision": date.precision.value,
    }


def _duplicate(duplicate: Duplicate) -> dict[str, str]:
    return {
        "source": duplicate.origin,
        "id": duplicate.draft.statement.statement_id,
        "of": duplicate.of,
        "how": duplicate.sameness.value,
    }


def _skipped(entry: Skipped) -> dict[str, str]:
    return {"source": entry.origin, "reason": entry.reason}


def readable_outcome(wire: Mapping[str, Any]) -> Iterable[str]:
    """Yield the lines in which a person reads what an import would do or did."""
    applied = wire["applied"]
    for statement in wire["statements"]:
        who = ", ".join(filter(None, (statement["speaker"], statement["office"], statement["issuer"])))
        when = statement["issued_at"]["text"] or "no date"
        yield f"{'+' if applied else '?'} {statement['id']}"
        yield f"    {who or 'nobody named'}; {when}; {statement['attribution']}"
        if "text" in statement:
            yield f"    {_shortened(statement['text'])}"
        yield from (f"    to confirm: {doubt['field']}: {doubt['message']}" for doubt in statement["doubts"])
    for duplicate in wire["duplicate_of"]:
        yield f"= {duplicate['source']}: {duplicate['how']} copy of {duplicate['of']}"
    for skipped in wire["skipped"]:
        yield f"- {skipped['source']}: {skipped['reason']}"
    done = "added" if applied else "to add"
    yield (
        f"{wire['added']} {done} ({wire['to_confirm']} with something to confirm), "
        f"{wire['duplicates']} already there, {len(wire['skipped'])} skipped; corpus {wire['corpus_version']}"
    )


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 160 else plain[:157].rstrip() + "..."  # noqa: PLR2004
