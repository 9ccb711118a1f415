"""Which decisions can be: what each must say, and what it says without being told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checker.answer_changes import leading
from checker.errors import InvalidInput
from checker.intake import is_web_address
from checker.records import Reason, Verdict
from checker.review_records import OPEN_REASONS, Asked, Because, Decision

MOST_CHARS = 2_000
Wire = Mapping[str, Any]

_CARRIED_BY = {Verdict.SUPPORTS: 1, Verdict.REFUTES: 1, Verdict.CONFLICTING: 2, Verdict.NOT_ENOUGH_INFO: 0}


def complete(asked: Asked, claim: Wire) -> Asked:
    """Return the decision on the machine's answer to a claim with all that follows from it filled in.

    Raises
    ------
    InvalidInput
        Something is missing, or does not fit together.
    """
    _bounded(asked)
    _shown(asked, claim)
    if asked.decision is Decision.CONFIRM:
        return _confirmed(asked, claim)
    if asked.because is None:
        raise InvalidInput(f"say why: because is one of {', '.join(Because)}", field="because")
    if asked.because is Because.OTHER and not asked.note.strip():
        raise InvalidInput("say in the note what the other reason is", field="note")
    return _changed(asked, claim) if asked.decision is Decision.CHANGE else _rejected(asked)


def verdict_of(claim: Wire) -> tuple[Verdict, Reason | None]:
    """Return the machine's verdict on a claim, and why it has none."""
    verdict = Verdict(claim["verdict"])
    return verdict, Reason(claim["reason"]) if verdict is Verdict.NOT_ENOUGH_INFO else None


def _bounded(asked: Asked) -> None:
    for name in ("note", "quote", "source_url"):
        if len(getattr(asked, name)) > MOST_CHARS:
            raise InvalidInput(f"{name} is longer than {MOST_CHARS:,} characters", field=name)
    if asked.source_url and not is_web_address(asked.source_url):
        raise InvalidInput("source_url must be an http or https address", field="source_url")
    if bool(asked.quote.strip()) is not bool(asked.source_url):
        missing = "source_url" if asked.quote.strip() else "quote"
        raise InvalidInput(
            "give words and where they can be read together: quote and source_url", field=missing
        )


def _shown(asked: Asked, claim: Wire) -> None:
    known = {passage["passage_id"] for passage in claim["passages"]}
    if unknown := next((one for one in asked.passages if one not in known), None):
        raise InvalidInput(f"the answer shows no passage {unknown[:80]!r}", field="passages")


def _confirmed(asked: Asked, claim: Wire) -> Asked:
    verdict, reason = verdict_of(claim)
    if asked.verdict not in {None, verdict}:
        raise InvalidInput("to give another verdict, change it instead of confirming", field="verdict")
    passages = asked.passages or tuple(passage["passage_id"] for passage in leading(claim))
    return replace(asked, verdict=verdict, open_reason=reason, because=None, passages=passages)


def _changed(asked: Asked, claim: Wire) -> Asked:
    if asked.verdict is None:
        raise InvalidInput(f"say to which verdict: one of {', '.join(Verdict)}", field="verdict")
    whole = replace(asked, open_reason=_open_reason(asked))
    if (whole.verdict, whole.open_reason) == verdict_of(claim):
        raise InvalidInput("that is what the machine says too: confirm it instead", field="verdict")
    needed = _CARRIED_BY[asked.verdict]
    if len(set(asked.passages)) + bool(asked.quote) < needed:
        many = "two passages that disagree" if needed > 1 else "the passage that decides"
        raise InvalidInput(
            f"a verdict {asked.verdict} rests on words: choose {many}, or give quote and source_url",
            field="passages",
        )
    return whole


def _open_reason(asked: Asked) -> Reason | None:
    if asked.verdict is not Verdict.NOT_ENOUGH_INFO:
        return None
    reason = asked.open_reason or Reason.DETAIL_NOT_STATED
    if reason not in OPEN_REASONS:
        raise InvalidInput(f"open_reason must be one of {', '.join(OPEN_REASONS)}", field="open_reason")
    return reason


def _rejected(asked: Asked) -> Asked:
    if asked.verdict is not None:
        raise InvalidInput("to give another verdict, change it instead of rejecting", field="verdict")
    return replace(asked, open_reason=None, passages=())
