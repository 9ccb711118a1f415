"""Whether two reports on one post give different answers, claim by claim."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from checker.records import Stance, Verdict

Wire = Mapping[str, Any]

_DECIDING = {
    Verdict.SUPPORTS: (Stance.SUPPORTS,),
    Verdict.REFUTES: (Stance.REFUTES,),
    Verdict.CONFLICTING: (Stance.SUPPORTS, Stance.REFUTES),
    Verdict.NOT_ENOUGH_INFO: (),
}
_TOLD_OF_PASSAGE = (
    *("statement_id", "passage_id", "text", "stance", "speaker", "office", "issuer"),
    *("issued_at", "issued_at_text", "source_url", "standing"),
)
_QUOTED = ("text", "stance", "issued_at", "speaker", "office", "issuer")
# How the record tells of words without being a part of them: a correction of it changes no answer.
_BESIDE = (
    *("venue", "issued_at_text", "issued_at_precision", "source_url", "source_title", "publisher"),
    *("attribution", "language"),
)
_ONCE_QUOTED = (*_QUOTED, "source_url", "source_title")  # in marks that were kept earlier


class ChangeKind(StrEnum):
    """What is different."""

    VERDICT = "verdict"  # another verdict, now or then, or another reason for having none
    EVIDENCE = "evidence"  # the same verdict, but words that it rested on, or whose they are, were changed


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """One claim whose answer is another one now."""

    kind: ChangeKind
    before: Wire | None  # None: the claim was not found then
    after: Wire | None

    def to_wire(self) -> dict[str, Any]:
        """Return it as histories and webhooks show it."""
        claim = self.after or self.before or {}
        return {
            "id": claim.get("id"),
            "text": claim.get("text"),
            "kind": self.kind.value,
            "before": _answer(self.before) if self.before else None,
            "after": _answer(self.after) if self.after else None,
        }


def compare(before: Wire, after: Wire, changed: Collection[str] = ()) -> tuple[ClaimChange, ...]:
    """Return the claims that are answered differently, in the order of the post.

    ``changed`` are statements that are not as they were. Which passages stand beside those that a verdict
    rests on is chance, but of a changed statement nobody must go on reading what it was.
    """
    earlier = {_place(claim): claim for claim in before["claims"]}
    later = {_place(claim): claim for claim in after["claims"]}
    changes = []
    for place in sorted(earlier.keys() | later.keys()):
        kind = _kind(earlier.get(place), later.get(place), changed)
        if kind:
            changes.append(ClaimChange(kind, earlier.get(place), later.get(place)))
    return tuple(changes)


def kind_of(changes: Iterable[ClaimChange]) -> ChangeKind:
    """Return the graver of the kinds."""
    return ChangeKind.VERDICT if any(c.kind is ChangeKind.VERDICT for c in changes) else ChangeKind.EVIDENCE


def cited(report: Wire) -> frozenset[str]:
    """Return the ids of the statements that a report shows."""
    return frozenset(passage["statement_id"] for claim in report["claims"] for passage in claim["passages"])


def answer_mark(claim: Wire) -> str:
    """Return what tells an answer to a claim from every other: its verdicts, and what it rests on."""
    return _mark(claim, _QUOTED)


def answer_marks(claim: Wire) -> tuple[str, str]:
    """Return the mark of an answer, and the one that it was given when the source was a part of the words."""
    return _mark(claim, _QUOTED), _mark(claim, _ONCE_QUOTED)


def _mark(claim: Wire, quoted: Sequence[str]) -> str:
    rests_on = [[passage["passage_id"], *_words(passage, quoted)] for passage in leading(claim)]
    said = json.dumps([claim["text"], *_verdicts(claim), rests_on], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def retold(before: Wire, after: Wire, changed: Collection[str]) -> Wire:
    """Return a report whose answer stays with what the records of ``changed`` statements tell of them now.

    That is where, in which source and whose wording it was, in the passages and in what is made to be pasted;
    all else stays as it was answered.
    """
    if not cited(before) & frozenset(changed):
        return before
    later = {_place(claim): claim for claim in after["claims"]}
    pairs = [(claim, later.get(_place(claim))) for claim in before["claims"]]
    claims = [_retold(claim, other, changed) if other else claim for claim, other in pairs]
    return {**before, **_pasted(after, ("summary", "reply"), pairs), "claims": claims}


def _retold(claim: Wire, other: Wire, changed: Collection[str]) -> Wire:
    now = {passage["passage_id"]: passage for passage in other["passages"]}
    passages = [
        {**passage, **_beside(now.get(passage["passage_id"], {}))}
        if passage["statement_id"] in changed
        else passage
        for passage in claim["passages"]
    ]
    return {**claim, **_pasted(other, ("reply",), [(claim, other)]), "passages": passages}


def _pasted(now: Wire, keys: Sequence[str], answers: Iterable[tuple[Wire, Wire | None]]) -> Wire:
    """Return what is made to be pasted of answers that rest on the same words as before, or nothing."""
    same = all(other and answer_mark(one) == answer_mark(other) for one, other in answers)
    return {key: now[key] for key in keys if same and key in now}


def _beside(passage: Wire) -> Wire:
    return {key: passage[key] for key in _BESIDE if key in passage}


def _place(claim: Wire) -> tuple[int, int, str]:
    return int(claim["start"]), int(claim["end"]), str(claim["text"])


def _kind(before: Wire | None, after: Wire | None, changed: Collection[str]) -> ChangeKind | None:
    if before is None or after is None or _verdicts(before) != _verdicts(after):
        return ChangeKind.VERDICT
    now = {passage["passage_id"]: _words(passage) for passage in after["passages"]}
    read = [p for p in before["passages"] if p["stance"] != Stance.NEUTRAL and p["statement_id"] in changed]
    kept = all(now.get(passage["passage_id"]) == _words(passage) for passage in (*leading(before), *read))
    return None if kept else ChangeKind.EVIDENCE


def _verdicts(claim: Wire) -> tuple[object, ...]:
    """Return what an answer says, without the words in which it says it."""
    open_reason = claim["reason"] if Verdict(claim["verdict"]) is Verdict.NOT_ENOUGH_INFO else None
    overtaken = claim.get("overtaken") or {}
    parts = (_statement(overtaken.get(side)) for side in ("matched", "by"))
    # Where nothing has ended, what held then and what holds now are not told apart.
    then, now = ((claim.get(side) or claim)["verdict"] for side in ("then", "now"))
    return (claim["verdict"], open_reason, then, now, *parts)


def _statement(part: object) -> object:
    return part.get("statement_id") if isinstance(part, Mapping) else part


def leading(claim: Wire) -> list[Wire]:
    """Return the passages that a verdict rests on before all others: the first of each side."""
    sides = _DECIDING[Verdict(claim["verdict"])]
    firsts = (next((p for p in claim["passages"] if p["stance"] == side.value), None) for side in sides)
    return [passage for passage in firsts if passage is not None]


def _words(passage: Wire, quoted: Sequence[str] = _QUOTED) -> tuple[object, ...]:
    """Return what was said, by whom, and whether it holds."""
    standing = passage.get("standing") or {}
    ending = standing.get("ending") if isinstance(standing, Mapping) else standing
    return *(passage.get(key) or "" for key in quoted), ending


def _answer(claim: Wire) -> dict[str, Any]:
    lead = leading(claim)
    passage = lead[0] if lead else None
    told = {
        "verdict": claim["verdict"],
        "reason": claim["reason"],
        "explanation": claim["explanation"],
        "confidence": claim["confidence"],
        "passage": {key: passage.get(key) for key in _TOLD_OF_PASSAGE if key in passage} if passage else None,
    }
    return told | {key: claim[key] for key in ("then", "now", "overtaken") if claim.get(key)}
