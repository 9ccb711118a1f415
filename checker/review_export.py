"""What people settled, as data to train and to measure with. Pure: records in, rows out.

A pair has the fields of ``training/data``: claim, evidence, speaker and label, with where it comes
from. Pairs of one statement share a ``premise_id``, so that training never splits them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from checker.records import Stance, Verdict
from checker.review_book import Settled
from checker.review_records import Standing

Wire = Mapping[str, Any]


class Shape(StrEnum):
    """Which rows are wanted."""

    PAIRS = "pairs"  # a claim and a passage with the label: training/ reads them
    CLAIMS = "claims"  # a claim with the machine's verdict and people's: to measure with


LABELS = {Stance.SUPPORTS: "supports", Stance.REFUTES: "contradicts", Stance.NEUTRAL: "neutral"}
_OF_VERDICT = {
    Verdict.SUPPORTS: Stance.SUPPORTS,
    Verdict.REFUTES: Stance.REFUTES,
    Verdict.NOT_ENOUGH_INFO: Stance.NEUTRAL,
}
_ORIGIN = ("statement_id", "passage_id", "source_url", "source_hash", "issued_at", "language")


def rows_of(settled: Iterable[Settled], shape: Shape) -> Iterator[dict[str, Any]]:
    """Yield the rows of what was settled; a pair that occurs twice comes once."""
    seen: set[tuple[str, str, str]] = set()
    for one in settled:
        for row in (claim_row(one),) if shape is Shape.CLAIMS else pairs_of(one):
            key = (row["claim"], row["id"] if shape is Shape.CLAIMS else row["evidence"], row["label"])
            if key not in seen:
                seen.add(key)
                yield row


def pairs_of(one: Settled) -> Iterator[dict[str, Any]]:
    """Yield the pairs that follow from what was settled; none where an answer was only rejected."""
    machine: Wire = one.entries[0].what["machine"]
    if one.judged.standing is Standing.REJECTED:
        return
    for number, (passage, stance) in enumerate(_passages(one), start=1):
        origin = {key: passage.get(key) for key in _ORIGIN}
        yield {
            "id": f"review-{one.entries[0].review_id}-{number}",
            "premise_id": str(passage.get("statement_id") or passage["source_url"]),
            "claim": machine["query"] or machine["text"],
            "evidence": passage["text"],
            "speaker": _speaker(passage),
            "label": LABELS[stance],
            "kind": _kind(one, passage),
            "provenance": _provenance(one) | origin | {"machine_stance": passage.get("stance")},
        }


def claim_row(one: Settled) -> dict[str, Any]:
    """Return a claim with the machine's verdict and people's."""
    machine: Wire = one.entries[0].what["machine"]
    verdict = one.entries[0].verdict
    passages = _unique(entry.what["passages"] for entry in one.entries)
    return {
        "id": f"review-{one.entries[0].review_id}",
        "post": one.post,
        "claim": machine["query"] or machine["text"],
        "label": verdict.value if verdict else "REJECTED",
        "verdict": one.judged.machine.value,
        "confidence": one.judged.confidence,
        "evidence": [{"text": p["text"], **{key: p.get(key) for key in _ORIGIN}} for p in passages],
        "kind": _kind(one, {}),
        "provenance": _provenance(one) | {"url": one.url},
    }


def _passages(one: Settled) -> Iterator[tuple[Wire, Stance]]:
    """Yield each passage with the stance that people gave it."""
    verdict = one.entries[0].verdict
    chosen = _unique(entry.what["passages"] for entry in one.entries)
    quoted = [
        {"text": entry.what["quote"], "source_url": entry.what["source_url"]}
        for entry in one.entries
        if entry.what["quote"]
    ]
    if verdict is Verdict.CONFLICTING:
        for passage in chosen:
            if (stance := Stance(passage["stance"])) is not Stance.NEUTRAL:
                yield passage, stance
    elif verdict is not None:
        nearest = one.entries[0].what["machine"]["passages"] if verdict is Verdict.NOT_ENOUGH_INFO else ()
        for passage in [*chosen, *quoted] or nearest:
            yield passage, _OF_VERDICT[verdict]


def _unique(groups: Iterable[Iterable[Wire]]) -> list[Wire]:
    return list({passage["passage_id"]: passage for group in groups for passage in group}.values())


def _speaker(passage: Wire) -> str:
    return ", ".join(part for key in ("speaker", "office", "issuer") if (part := passage.get(key)))


def _kind(one: Settled, passage: Wire) -> str:
    """Return why people changed the answer, or by what it was decided: for analyses of mistakes."""
    because = next((entry.because for entry in one.entries if entry.because), None)
    return because.value if because else str((passage.get("explanation") or {}).get("kind") or "confirmed")


def _provenance(one: Settled) -> dict[str, Any]:
    machine: Wire = one.entries[0].what["machine"]
    return {
        "check_id": one.judged.check_id,
        "claim_id": one.entries[0].claim,
        "decision": one.entries[0].decision.value,
        "people": len(one.entries),
        "reviewed_at": one.judged.at.isoformat(),
        "machine_verdict": machine["verdict"],
        "machine_confidence": machine["confidence"],
        "corpus_version": machine["corpus_version"],
        "models": machine["models"],
        "claim_language": machine["lang"],
    }
