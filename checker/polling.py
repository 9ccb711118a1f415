"""Looking at one source: what is new in it becomes part of the corpus, and how it went is kept."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol

from checker.errors import CheckerError, FetchFailed, FetchRefused, StoreUnavailable
from checker.ingest.drafts import NO_ITEMS, Draft, Reading, Skipped
from checker.ingest.fetch import Fetched, Fetcher, Validators
from checker.ingest.media import ATOM, RSS, XML
from checker.ingest.told import filled
from checker.source_items import key_of
from checker.source_records import Claim, Polled, Source, SourceKind
from checker.sources import SourceStore

log = logging.getLogger(__name__)

MOST_SECONDS = timedelta(days=1).total_seconds()
# One poll is given so long; the links that are left come next time, which is at once.
POLL_SECONDS = 90.0
# So many texts are held in memory at once before they are added.
BATCH = 10
MOST_LINKS = 200  # a feed has its newest first
_SPREAD = 0.1  # not all sources that were added together are polled together for ever


class Added(Protocol):
    """What became of readings."""

    @property
    def added(self) -> Sequence[object]:
        """What is new in the corpus."""
        ...

    @property
    def duplicates(self) -> Sequence[object]:
        """What was there already."""
        ...

    @property
    def skipped(self) -> Sequence[Skipped]:
        """What cannot be used, and why."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a poll works with."""

    fetcher: Fetcher
    read: Callable[[bytes, str, str | None], Reading]
    add: Callable[[Sequence[Reading], str], Added]  # the second is who adds: the address of the source
    every: float  # seconds between polls of a source that has no interval of its own
    spread: Callable[[], float] = lambda: random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311
    budget: float = POLL_SECONDS


@dataclass(slots=True)
class _Tally:
    found: int = 0
    added: int = 0
    duplicates: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def take(self, readings: Sequence[Reading], became: Added) -> None:
        self.found += sum(len(reading.drafts) for reading in readings)
        self.added += len(became.added)
        self.duplicates += len(became.duplicates)
        self.skipped += became.skipped


class Poller:
    """Polls sources. Several may poll the same ones: each source is polled by one at a time."""

    def __init__(self, sources: SourceStore, means: Means) -> None:
        self._sources = sources
        self._means = means

    def poll(self, source_id: str, *, early: bool = False) -> Source | None:
        """Poll a source and return how it stands; None when it is not due, or polled by another now.

        Whatever goes wrong with the source is kept as its state and raised nowhere.

        Raises
        ------
        StoreUnavailable
            The database is away.
        """
        claim = self._sources.claim(source_id, early=early)
        if claim is None:
            return None
        try:
            self._look(claim)
        except StoreUnavailable:
            raise
        except CheckerError as error:
            log.info("source %s: %s", claim.source.url, error)
            self._sources.fail(claim, str(error), self._after_failure(claim.source, error))
        except Exception as error:
            log.exception("source %s cannot be polled", claim.source.url)
            words = f"something went wrong on our side ({type(error).__name__}); the log has it"
            self._sources.fail(claim, words, self._after_failure(claim.source, error))
        return self._sources.get(source_id)

    def _look(self, claim: Claim) -> None:
        source, deadline = claim.source, time.monotonic() + self._means.budget
        tally = _Tally()
        known = Validators(source.etag, source.last_modified) if source.body_sha256 else Validators()
        page = self._means.fetcher.get(source.url, known)
        sha256, note = source.body_sha256, str(source.notes.get("note", ""))
        if not page.not_modified:
            note = page.mismatch
            if _body_key(page) != sha256:
                sha256 = _body_key(page)
                self._take_body(source, page, tally)
        finished = self._follow(source, deadline, tally)
        polled = Polled(
            etag=page.validators.etag or (source.etag if page.not_modified else ""),
            last_modified=page.validators.last_modified
            or (source.last_modified if page.not_modified else ""),
            body_sha256=sha256,
            found=tally.found,
            added=tally.added,
            duplicates=tally.duplicates,
            skipped=tuple((skipped.origin, skipped.reason) for skipped in tally.skipped),
            note=note,
        )
        wait = self._wait(source) if finished or not tally.found else 0.0
        self._sources.succeed(claim, polled, timedelta(seconds=wait))

    def _take_body(self, source: Source, page: Fetched, tally: _Tally) -> None:
        if source.kind is SourceKind.FEED and page.media_type not in {RSS, ATOM, XML}:
            raise FetchRefused(f"{source.url}: it is no feed but {page.media_type}; add it as a page instead")
        reading = self._means.read(page.body, page.url, page.promised or None)
        if not reading.drafts and not reading.links and reading.skipped:
            reason = reading.skipped[0].reason
            if reason == NO_ITEMS:
                return
            raise FetchRefused(f"{source.url}: {reason}")
        keys = {_key(draft): draft for draft in reading.drafts}
        new = self._sources.items.unseen(source.source_id, keys)
        fresh = replace(reading, drafts=tuple(draft for key, draft in keys.items() if key in new))
        if fresh.drafts or fresh.skipped:
            tally.take([fresh], self._means.add([fresh], source.url))
        self._sources.items.note_texts(source.source_id, new)
        if source.kind is not SourceKind.PAGE:
            self._sources.items.note_links(source.source_id, reading.links[:MOST_LINKS], reading.told)

    def _follow(self, source: Source, deadline: float, tally: _Tally) -> bool:
        """Fetch what the source points to; False when the time was over before the last of it."""
        ahead = self._sources.items.open_links(source.source_id)
        for start in range(0, len(ahead), BATCH):
            links = ahead[start : start + BATCH]
            outcomes = list(self._fetched(links, deadline))
            told = self._sources.items.told(source.source_id, links)
            readings = [filled(reading, told.get(link)) for link, reading, _ in outcomes]
            if readings:
                tally.take(readings, self._means.add(readings, source.url))
            self._sources.items.end_links(source.source_id, {link: error for link, _, error in outcomes})
            if len(outcomes) < len(links):
                return False
        return True

    def _fetched(self, links: Sequence[str], deadline: float) -> Iterator[tuple[str, Reading, str]]:
        for link in links:
            if time.monotonic() > deadline:
                return
            try:
                page = self._means.fetcher.get(link)
                yield link, self._means.read(page.body, page.url, page.promised or None), ""
            except (FetchRefused, FetchFailed) as error:
                yield (
                    link,
                    Reading(None, skipped=(Skipped(link, str(error).removeprefix(f"{link}: ")),)),
                    str(error),
                )

    def _wait(self, source: Source) -> float:
        return (source.every or self._means.every) * self._means.spread()

    def _after_failure(self, source: Source, error: Exception) -> timedelta:
        """Return the pause after a failure: twice as long each time, or longer if the server asks for it."""
        doubled = (source.every or self._means.every) * 2.0 ** min(source.failures, 20)
        asked = error.retry_after if isinstance(error, FetchFailed) else 0.0
        pause = max(min(doubled, MOST_SECONDS), asked) * self._means.spread()
        return timedelta(seconds=max(pause, asked))


def _body_key(page: Fetched) -> str:
    """Return the hash of what came, to tell whether it has changed where a server does not."""
    return key_of(page.body.decode("latin-1"))


def _key(draft: Draft) -> str:
    said = draft.statement
    return key_of(f"{said.source.url}\0{said.title}\0{said.issued_at.text}\0{said.text}")
