"""Following up as jobs of the workers: answers when the corpus changes, webhooks when something happened."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial

from checker.answers import Answers, open_answers
from checker.check_records import Ended
from checker.config import Settings
from checker.courier import GO_ON_SECONDS, Courier, open_courier
from checker.recheck import Recheck
from checker.reviews import Reviews, open_reviews
from checker.statement_news import StatementNews, open_statement_news
from checker.store import Store
from checker.tasks import CheckQueue, Job, Jobs, make_celery
from checker.webhooks import Webhooks, open_webhooks
from checker.work import Work

FOLLOW_ANSWERS = "checker.follow_answers"
RECHECK = "checker.recheck"
SEND_WEBHOOKS = "checker.send_webhooks"
DELIVER = "checker.deliver"
FOLLOW_SECONDS = 2.0
LOOK_BACK_SECONDS = 60.0  # how often it is looked for checks whose end nobody heard of
MOST_ON_THE_WAY = 20  # checks that run again at once: people who wait come first
SEND_AGAIN_SECONDS = 10.0  # a job that waits in the queue for longer is sent a second time
_SWEEP = "sweep"
_SWEEP_LEASE = timedelta(minutes=1)  # three times what a sweep takes before it stops
_SENT = timedelta(minutes=1)  # a job that nobody has begun by then is sent again
_SECONDS = 120.0


class Following:
    """What follows from checks and from the corpus. Nothing is opened early, so it may be forked."""

    def __init__(self, settings: Settings, work: Work) -> None:
        self._settings = settings
        self._work = work
        self._lock = threading.Lock()
        self._looked_back = float("-inf")

    def note(self, ended: Ended) -> None:
        """Take a check that has ended into account."""
        self._opened.answers.note_ended(ended.check)

    def share_end(self, ended: Ended) -> None:
        """Give the answer of a check that has just ended to those who wait for it."""
        if ended.waited_for:
            self.share(ended.check.check_id)

    def share(self, check_id: str) -> None:
        """Give the answer of a check that has ended to those who wait for it."""
        opened = self._opened
        for again in opened.store.share_out(check_id):
            opened.queue.submit(again)

    def follow(self, key: str) -> None:
        """Bring answers up to the corpus of now, and have those run again that it touches.

        Raises
        ------
        TryLaterError
            Database or broker is away.
        """
        del key
        self._look_back()
        opened = self._opened
        for check_id in opened.store.stranded():
            self.share(check_id)
        with opened.answers.turn(_SWEEP, _SWEEP_LEASE) as mine:
            if mine:
                opened.recheck.sweep()
        room = MOST_ON_THE_WAY - opened.answers.on_the_way()
        if room > 0:
            for check_id in opened.answers.take_due(room, _SENT):
                opened.queue.send(RECHECK, check_id)

    def recheck(self, check_id: str) -> None:
        """Run a check again."""
        self._opened.recheck.run(check_id)

    def send(self, key: str) -> None:
        """Turn what happened to statements into news, and have all that is due delivered.

        Raises
        ------
        TryLaterError
            Database or broker is away.
        """
        del key
        self._opened.news.follow()
        self._opened.rounds.begin()

    def deliver(self, endpoint_id: str) -> None:
        """Deliver what is due to an endpoint, and to others while there is time."""
        self._opened.rounds.go(endpoint_id)

    def _look_back(self) -> None:
        """Take every check into account that ended while nobody heard, and forget what arrived long ago."""
        if time.monotonic() < self._looked_back + LOOK_BACK_SECONDS:
            return
        while missed := self._opened.answers.unnoted():
            if not sum(self._opened.answers.note(check_id) for check_id in missed):
                break
        self._opened.webhooks.forget_delivered()
        if math.isinf(self._looked_back):  # once: how many people must agree is a setting
            self._opened.reviews.catch_up()
        self._looked_back = time.monotonic()

    @cached_property
    def _tools(self) -> _Opened:
        return _Opened.of(self._settings, self._work)

    @property
    def _opened(self) -> _Opened:
        with self._lock:
            return self._tools


class Rounds:
    """Couriers on their way: a few at a time, all workers together, and behind checks that people wait for.

    A receiver may be slow, and whoever delivers to it holds a worker: checks must find others free.
    """

    def __init__(
        self, webhooks: Webhooks, courier: Courier, send: Callable[[str], object], most: int
    ) -> None:
        self._webhooks = webhooks
        self._courier = courier
        self._send = send  # queues a round that begins with an endpoint
        self._most = most
        self._sent: dict[str, float] = {}

    def begin(self) -> None:
        """Queue as many rounds as there is room for, if something is due."""
        now = time.monotonic()
        again = now - SEND_AGAIN_SECONDS
        due = [one for one in self._webhooks.due() if self._sent.get(one, float("-inf")) < again]
        for endpoint_id in due[: max(0, self._most - self._webhooks.served_now())]:
            self._sent[endpoint_id] = now
            self._send(endpoint_id)

    def go(self, first: str) -> None:
        """Serve an endpoint, and then what is due while there is time, unless enough couriers are out."""
        self._sent.pop(first, None)
        deadline = time.monotonic() + GO_ON_SECONDS
        for endpoint_id in (first, *self._webhooks.due()):
            left = deadline - time.monotonic()
            if left <= 0 or self._webhooks.served_now() >= self._most:
                return
            self._courier.serve(endpoint_id, left)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What following up works with."""

    store: Store
    answers: Answers
    recheck: Recheck
    news: StatementNews
    webhooks: Webhooks
    reviews: Reviews
    rounds: Rounds
    queue: CheckQueue

    @classmethod
    def of(cls, settings: Settings, work: Work) -> _Opened:
        store, checking = work.load()
        answers, webhooks = open_answers(settings), open_webhooks(settings)
        queue, courier = CheckQueue(make_celery(settings)), open_courier(settings, webhooks)
        send = partial(queue.send, DELIVER, of_batch=True)
        return cls(
            store=store,
            answers=answers,
            recheck=Recheck(answers, store, checking),
            news=open_statement_news(settings),
            webhooks=webhooks,
            reviews=open_reviews(settings),
            rounds=Rounds(webhooks, courier, send, max(1, settings.worker_threads // 2)),
            queue=queue,
        )


def follow_jobs(settings: Settings, work: Work) -> Jobs:
    """Return the jobs for workers; ``FOLLOW_ANSWERS`` and ``SEND_WEBHOOKS`` are sent every few seconds."""
    following = Following(settings, work)
    work.on_end(following.note)
    work.on_end(following.share_end)
    return {
        FOLLOW_ANSWERS: Job(following.follow, _SECONDS),
        RECHECK: Job(following.recheck, settings.check_seconds),
        SEND_WEBHOOKS: Job(following.send, _SECONDS),
        DELIVER: Job(following.deliver, _SECONDS),
    }
