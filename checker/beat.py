"""Celery beat, as a thread of each server or worker: what has to be looked at every few seconds.

Several may beat at once, since whatever they start is claimed in the database by one of them. So no
process of its own is needed, and none can be forgotten.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from celery import Celery
from celery.beat import EmbeddedService, Scheduler
from celery.schedules import schedule

from checker.clock import utc_now
from checker.lanes import CHORES

NOW = "now"  # the key of a job that looks for its work itself
STOP_SECONDS = 2.0
_KEPT_SECONDS = 10.0  # a worker may be at a long post just then


class Beat:
    """Sends jobs at intervals until it is stopped; a job that finds no worker in time is dropped."""

    def __init__(self, app: Celery, every: Mapping[str, float]) -> None:
        now, lane = _steady(), f"{app.conf.task_default_queue}{CHORES}"
        app.conf.beat_schedule = {
            task: {
                "task": task,
                "schedule": schedule(seconds, nowfun=now, app=app),
                "args": (NOW,),
                "options": {"expires": max(_KEPT_SECONDS, seconds), "queue": lane},
            }
            for task, seconds in every.items()
        }
        logging.getLogger("celery.beat").setLevel(logging.WARNING)
        # The plain scheduler keeps its times in memory: several on one machine share no file.
        self._service = EmbeddedService(app, thread=True, scheduler_cls=Scheduler, remote_control=False)

    def start(self) -> None:
        """Begin."""
        self._service.start()

    def stop(self) -> None:
        """Send no more; one that waits for a broker that is away is left behind."""
        self._service.service.stop(wait=False)
        self._service.join(STOP_SECONDS)


def _steady() -> Callable[[], datetime]:
    """Return a clock that nobody sets: with one that was set back, nothing would be sent for as long."""
    began, ticks = utc_now(), time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - ticks)
