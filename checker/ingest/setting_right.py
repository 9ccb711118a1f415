"""An institution's page of myths and facts, cut into statements: one for each fact, none for a myth."""

from __future__ import annotations

from dataclasses import replace

from checker.ingest.drafts import Draft, Skipped
from checker.ingest.transcript import says_something
from checker.myths import parts
from checker.turns import is_sentence


def cut_by_myth(released: Draft, place: str) -> tuple[tuple[Draft, ...], tuple[Skipped, ...]] | None:
    """Return a statement for each part that says what is so; None when the text denies nothing."""
    text = released.statement.text
    found = parts(text)
    if not found:
        return None
    said = [part for part in found if not part.denied]
    drafts = [
        replace(released, statement=replace(released.statement, text=words))
        for part in said
        if says_something(words := text[part.start : part.end].strip(" \t\n*_"))
        # What stands above the first label may be a heading alone.
        and (part.start > 0 or any(map(is_sentence, words.split("\n"))))
    ]
    denied = len(found) - len(said)
    many = "1 rumour that is" if denied == 1 else f"{denied} rumours that are"
    reasons = [f"{many} named to be denied: nobody's statement"]
    return tuple(drafts), tuple(Skipped(place, reason) for reason in reasons)
