"""Reading a pasted link in a worker: the page is fetched, its words found, and a check made of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded

from checker.clock import utc_now
from checker.config import Settings
from checker.errors import (
    FetchFailed,
    FetchRefused,
    InvalidInput,
    QueueUnavailable,
    TryLaterError,
)
from checker.ingest.drafts import Reading
from checker.ingest.fetch import Fetched
from checker.intake import CheckRequest
from checker.links import MAX_ATTEMPTS, TASK, Link, Links, open_links
from checker.once import Once
from checker.records import IssuedAt, Post, Precision
from checker.store import Store
from checker.tasks import CheckQueue, Job, Jobs, make_celery
from checker.work import Work

log = logging.getLogger(__name__)

LOOK = "checker.look_for_links"
LOOK_SECONDS = 10.0
MARGIN_SECONDS = 60.0  # for all but the fetching
MOST_KEPT = 200_000  # characters of a text that is too long, for a person to shorten
_DATED = frozenset({Precision.DAY, Precision.MINUTE})
_SEVERAL = "the page holds several texts; open the one that is meant and paste its link or its words"
_TOO_LONG = "reading the page took too long and was stopped; paste its words"


@dataclass(frozen=True, slots=True)
class Means:
    """What a link is read with."""

    get: Callable[[str], Fetched]
    read: Callable[[bytes, str, str | None], Reading]


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says, and when it was published if it tells the day."""

    text: str
    issued: IssuedAt


class LinkWork:
    """Reads links and has their words checked."""

    def __init__(
        self, settings: Settings, links: Links, store: Store, queue: CheckQueue, means: Means
    ) -> None:
        self._settings = settings
        self._links = links
        self._store = store
        self._queue = queue
        self._means = means

    def run(self, link_id: str) -> None:
        """Read a link, unless that was done; whoever waits for it hears of a check or of a reason."""
        link = self._links.begin(link_id)
        if link is None:
            return
        if link.attempts > MAX_ATTEMPTS:
            self._links.fail(link, f"reading it was begun {MAX_ATTEMPTS} times and never ended")
            return
        try:
            words = words_of(self._means.get(link.url), self._means.read)
        except (FetchRefused, FetchFailed) as error:
            log.info("link %s: %s", link.link_id, error)
            self._links.fail(link, error.outside)
        except SoftTimeLimitExceeded:  # it would take as long again
            log.warning("link %s: reading it took too long", link.link_id)
            self._links.fail(link, _TOO_LONG)
        else:
            self._check(link, words)

    def _check(self, link: Link, words: Words) -> None:
        try:
            post = self._post(link, words)
        except InvalidInput as error:
            log.info("link %s: %s", link.link_id, error)
            self._links.fail(link, str(error), text=words.text[:MOST_KEPT])
            return
        accepted = self._store.accept(post, owner=link.owner, once=Once.of(f"link-{link.link_id}", {}))
        check = accepted.check
        if not self._links.lead(link, check.check_id) or not accepted.to_run:
            return
        try:
            self._queue.submit(check.check_id)
        except QueueUnavailable:
            log.warning("check %s is kept but not queued: the broker is away", check.check_id)

    def _post(self, link: Link, words: Words) -> Post:
        asked: dict[str, Any] = {**link.asked, "text": words.text}
        if "posted_at" not in asked and words.issued.precision in _DATED and words.issued.value:
            when = words.issued.value
            day = words.issued.precision is Precision.DAY
            dated = asked | {"posted_at": when.date().isoformat() if day else when.isoformat()}
            try:
                return CheckRequest.read(dated, self._settings, now=utc_now()).as_post()
            except InvalidInput:
                log.info("link %s: its page has an impossible date", link.link_id)
        return CheckRequest.read(asked, self._settings, now=utc_now()).as_post()


def words_of(fetched: Fetched, read: Callable[[bytes, str, str | None], Reading]) -> Words:
    """Return what a page says, with its heading.

    Raises
    ------
    FetchRefused
        Nothing in it can be read as one text; the message says why.
    """
    reading = read(fetched.body, fetched.url, fetched.promised or fetched.media_type)
    if len(reading.drafts) > 1:
        raise FetchRefused(f"{fetched.url}: {_SEVERAL}")
    if not reading.drafts:
        reason = reading.skipped[0].reason if reading.skipped else _SEVERAL
        raise FetchRefused(f"{fetched.url}: {reason}")
    statement = reading.drafts[0].statement
    title, text = statement.title.strip(), statement.text.strip()
    whole = text if not title or title.casefold() in text.casefold() else f"{title}\n\n{text}"
    return Words(whole, statement.issued_at)


class LinkJobs:
    """Reads the links of one process. Nothing is opened before the first one, so it may be forked."""

    def __init__(self, settings: Settings, work: Work) -> None:
        self._settings = settings
        self._work = work
        self._lock = threading.Lock()
        self._opened: LinkWork | None = None
        self._links: Links | None = None

    def run(self, link_id: str) -> None:
        """Read a link."""
        with self._lock:
            self._opened = self._opened or self._open()
        self._opened.run(link_id)

    def look(self, key: str) -> None:
        """Read what was asked for and lost on the way: its message, or the worker that had it."""
        del key
        with self._lock:
            self._links = self._links or open_links(self._settings)
        for link_id in self._links.overdue():
            try:
                self.run(link_id)
            except TryLaterError as error:
                log.info("left until the next look: %s", error)
                return

    def _open(self) -> LinkWork:
        # The readers bring libraries that the server does without until something is read.
        from checker.ingest.fetch import open_fetcher  # noqa: PLC0415
        from checker.ingest.readers import read  # noqa: PLC0415

        store, _ = self._work.load()
        within = partial(read, most=self._settings.fetch_max_bytes)
        means = Means(open_fetcher(self._settings).get, within)
        queue = CheckQueue(make_celery(self._settings))
        return LinkWork(self._settings, open_links(self._settings), store, queue, means)


def link_jobs(settings: Settings, work: Work) -> Jobs:
    """Return the jobs for workers; the second one is sent every ``LOOK_SECONDS``."""
    links, seconds = LinkJobs(settings, work), settings.fetch_seconds + MARGIN_SECONDS
    return {TASK: Job(links.run, seconds), LOOK: Job(links.look, seconds)}
