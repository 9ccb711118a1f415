"""From the text of a source to statements: whose words each of its parts is."""

from __future__ import annotations

from checker.ingest.drafts import Draft, Skipped


def said(draft: Draft, place: str) -> tuple[tuple[Draft, ...], tuple[Skipped, ...]]:
    """Return the statements that a draft holds, and what in it no official said."""
    del place
    return (draft,), ()
