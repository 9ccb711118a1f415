"""What a feed says of an item that is read elsewhere, put where the page itself states nothing."""

from __future__ import annotations

from dataclasses import replace

from checker.ingest.dating import dated
from checker.ingest.drafts import Draft, Reading, Told


def filled(reading: Reading, told: Told | None) -> Reading:
    """Return what was read at an address with what the feed says of it; a page knows itself better.

    Of an address with several texts the feed speaks as a whole, so none of them is given anything.
    """
    if told is None or len(reading.drafts) != 1:
        return reading
    return replace(reading, drafts=(_filled(reading.drafts[0], told),))


def _filled(draft: Draft, told: Told) -> Draft:
    given, doubts = draft.statement, draft.doubts
    issued = given.issued_at
    date = dated(told.date)
    if issued.value is None and date.issued_at.value:
        issued = date.issued_at
        doubts = tuple(doubt for doubt in doubts if doubt.field != "issued_at")
    source = given.source
    source = replace(source, title=source.title or told.title, publisher=source.publisher or told.publisher)
    statement = replace(given, issued_at=issued, title=given.title or told.title, source=source)
    return replace(draft, statement=statement, doubts=doubts)
