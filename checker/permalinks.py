"""Addresses under which a passage is found for good, also when its statement is corrected later."""

from __future__ import annotations

from urllib.parse import quote

from checker.records import Passage

HASH_CHARS = 16  # enough to tell the records of one statement apart


def permalink(passage: Passage) -> str:
    """Return the address, on this server, of the page that shows the passage within its statement.

    The hash says in which record of the statement the offsets count.
    """
    name = quote(passage.statement.statement_id, safe="", errors="replace")
    where = f"of={passage.source_hash[:HASH_CHARS]}&start={passage.start}&end={passage.end}"
    return f"/statements/{name}?{where}#passage"
