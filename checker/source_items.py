"""What a source has shown already, so that only what is new in it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from checker.database import Database
from checker.ingest.drafts import Told
from checker.source_tables import CorpusFeedItem, CorpusFeedTold

MAX_TRIES = 3


class ShownItems:
    """Remembers texts by their hash, and links with what became of them."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def unseen(self, source_id: str, keys: Iterable[str]) -> set[str]:
        """Return which keys a source has not shown before."""
        asked = select(CorpusFeedItem.key).where(CorpusFeedItem.source_id == source_id)
        with self._database.transaction(writes=False) as connection:
            return set(keys) - set(connection.scalars(asked))

    def note_texts(self, source_id: str, keys: Iterable[str]) -> None:
        """Remember texts that were taken from the source itself."""
        self._note(source_id, dict.fromkeys(keys, ""), done=True)

    def note_links(
        self, source_id: str, links: Sequence[str], told: Mapping[str, Told] | None = None
    ) -> None:
        """Remember links whose texts are still to be fetched; those that are known stay as they are.

        ``told`` is what the source says of the texts; it is remembered for as long as the link is open.
        """
        new = self._note(source_id, {key_of(link): link for link in links}, done=False)
        said = {key_of(link): asdict(told[link]) for link in links if told and link in told}
        rows = [{"source_id": source_id, "key": key, "told": said[key]} for key in new if key in said]
        if rows:
            with self._database.transaction() as connection:
                connection.execute(insert(CorpusFeedTold), rows)

    def told(self, source_id: str, links: Sequence[str]) -> dict[str, Told]:
        """Return what the source says of the texts that these links lead to, by link."""
        mine = (
            CorpusFeedTold.source_id == source_id,
            CorpusFeedTold.key.in_([key_of(link) for link in links]),
        )
        asked = select(CorpusFeedTold.key, CorpusFeedTold.told).where(*mine)
        with self._database.transaction(writes=False) as connection:
            found = {key: Told(**told) for key, told in connection.execute(asked)}
        return {link: found[key_of(link)] for link in links if key_of(link) in found}

    def open_links(self, source_id: str) -> tuple[str, ...]:
        """Return the links whose texts are still to be fetched, the least tried first."""
        mine = (
            CorpusFeedItem.source_id == source_id,
            CorpusFeedItem.done.is_(False),
            CorpusFeedItem.tries < MAX_TRIES,
        )
        asked = select(CorpusFeedItem.link).where(*mine)
        with self._database.transaction(writes=False) as connection:
            return tuple(connection.scalars(asked.order_by(CorpusFeedItem.tries, CorpusFeedItem.seen_at)))

    def end_links(self, source_id: str, errors: Mapping[str, str]) -> None:
        """Note for each link the error that fetching it came to, or that it is done (empty)."""
        with self._database.transaction() as connection:
            for link, error in errors.items():
                mine = (CorpusFeedItem.source_id == source_id, CorpusFeedItem.key == key_of(link))
                values = {"done": not error, "error": error[:2_000], "tries": CorpusFeedItem.tries + 1}
                connection.execute(update(CorpusFeedItem).where(*mine).values(**values))
                if not error:
                    said = (CorpusFeedTold.source_id == source_id, CorpusFeedTold.key == key_of(link))
                    connection.execute(delete(CorpusFeedTold).where(*said))

    def _note(self, source_id: str, items: Mapping[str, str], *, done: bool) -> set[str]:
        """Remember what is new, and return the keys of that."""
        new, now = self.unseen(source_id, items), self._clock()
        rows = [
            {"source_id": source_id, "key": key, "link": link, "seen_at": now}
            | {"done": done, "tries": 0, "error": ""}
            for key, link in items.items()
            if key in new
        ]
        if rows:
            with self._database.transaction() as connection:
                connection.execute(insert(CorpusFeedItem), rows)
        return new

    def forget(self, source_id: str) -> None:
        """Remember nothing of a source."""
        with self._database.transaction() as connection:
            for table in (CorpusFeedItem, CorpusFeedTold):
                connection.execute(delete(table).where(table.source_id == source_id))


def key_of(text: str) -> str:
    """Return a short name for any text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
