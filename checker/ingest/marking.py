"""What is uncertain about a whole source is uncertain about everything that was read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.ingest.documents import Finding
from checker.ingest.drafts import Doubt


def marked(finding: Finding, doubts: Sequence[Doubt]) -> Finding:
    """Return the finding with these doubts on each draft."""
    if not doubts:
        return finding
    drafts = tuple(replace(draft, doubts=(*doubts, *draft.doubts)) for draft in finding.drafts)
    return replace(finding, drafts=drafts)
