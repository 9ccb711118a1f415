"""What a worker checks with, kept up with the corpus while it works.

A thread looks at the corpus and at the pointer of the index every second. When the corpus has
changed, the next generation is built by whichever worker has the writer's turn; when the pointer
has, the new generation is loaded aside and swapped in between two checks. A check that runs keeps
what it began with; no check waits.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from checker.bootstrap import Models, parts_with, pipeline_of, place_of, searched_in
from checker.config import Settings
from checker.errors import CheckerError, IndexBusy, IndexCorrupt, IndexMismatch
from checker.generations import current_generation, held
from checker.living_index import Living, Truth, build_now, open_living, serves, up_to_date
from checker.notices import TellPeople, Topic, nobody
from checker.pipeline import Parts, Pipeline
from checker.writer import who_writes

LOOK_SECONDS = 1.0
LONGEST_PAUSE = 60.0  # between two attempts at what fails again and again
STOP_SECONDS = 5.0
NICENESS = 10  # a build gives way to the checks beside it

_LATER = "the index cannot be built now; the old one serves on, next attempt in %.0f s"
# What /readyz tells everybody: no path and no address.
_FAILED = "the index of the newest corpus is not there yet; the old one serves on, the worker's log says why"
_DAMAGED = "the index is damaged or gone, and is built again"
_HELD = "an earlier corpus is answered from on purpose: see `checker index rollback`"

log = logging.getLogger(__name__)

OnSwap = Callable[[Parts | None, Parts], object]  # what was searched before, and what is now


@dataclass(frozen=True, slots=True)
class Loaded:
    """A generation that checks are made with."""

    living: Living
    parts: Parts
    pipeline: Pipeline


class Live:
    """A pipeline that follows the corpus. Threads may share one."""

    def __init__(self, models: Models, settings: Settings, truth: Truth, tell: TellPeople = nobody) -> None:
        self._models = models
        self._settings = settings
        self._truth = truth
        self._place = place_of(models.encoder, settings)
        self._swapped: list[OnSwap] = []
        self._loaded: Loaded | None = None
        self._built: Living | None = None  # by this process, not yet swapped in
        self._building: threading.Thread | None = None
        self._stopping = threading.Event()
        self._following: threading.Thread | None = None
        self._pause = _Pause()
        self._tell = tell
        self._said = ""  # in the log, of what goes on
        self._failed = ""  # what to tell of the last attempt at building
        self._lost = ""  # the generation whose vectors are gone: none is made of it

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline of now; whoever keeps it keeps the corpus that it was made with."""
        return self._now.pipeline

    @property
    def parts(self) -> Parts:
        """What the pipeline of now is made of."""
        return self._now.parts

    def is_current(self) -> bool:
        """Whether no other generation is current: another worker may have built one that is still loading."""
        return current_generation(self._place.folder).name == self._now.living.name

    @property
    def _now(self) -> Loaded:
        if self._loaded is None:
            self.open()
        assert self._loaded is not None  # noqa: S101  # ``open`` has set it, or raised
        return self._loaded

    def on_swap(self, told: OnSwap) -> None:
        """Call ``told`` after every swap, in the thread that follows; each process calls its own.

        Called at once with ``None`` and what is loaded now, when something is.
        """
        self._swapped.append(told)
        if self._loaded:
            _tell(told, None, self._loaded.parts)

    def open(self) -> None:
        """Load the generation of the corpus as it is now, built if there is none.

        Raises
        ------
        CheckerError
            There is none to be had.
        """
        self._swap(up_to_date(self._place, self._truth))

    def catch_up(self) -> None:
        """Swap in what has been built since the index was loaded, in a worker that was forked long ago."""
        try:
            self._swap_in()
        except CheckerError as error:
            log.warning("the index that was loaded serves on for now: %s", error)

    def start(self) -> None:
        """Follow the corpus from now on."""
        self._following = threading.Thread(target=self._follow, name="follow-corpus", daemon=True)
        self._following.start()

    def stop(self) -> None:
        """Follow no more. A build that runs is left to end with the process: nothing of it is let in half."""
        self._stopping.set()
        if self._following:
            self._following.join(STOP_SECONDS)

    def look(self) -> None:
        """Swap in what has been built, and see that what the corpus says now is built."""
        self._swap_in()
        self._see_that_it_is_there()
        if serves(self._place, self._now.living, self._truth.head()):
            self._failed = ""
            self._pause.reset()
        else:
            self._begin_build()

    def _see_that_it_is_there(self) -> None:
        name = self._now.living.name
        try:
            self._place.keeper.serving(name)
        except IndexCorrupt:
            self._lost = name
            raise

    def _follow(self) -> None:
        while not self._stopping.is_set():
            trouble = self._looked()
            try:
                self._tell(Topic.INDEX, trouble)
            except CheckerError:  # the store is away, as everybody can see
                log.debug("it cannot be told now", exc_info=True)
            self._stopping.wait(LOOK_SECONDS)

    def _looked(self) -> str:
        """Look, and return what a person should know of; nothing when all is well."""
        try:
            self.look()
        except (IndexCorrupt, IndexMismatch) as error:
            self._say("what lies there is not served, and built again: %s", error)
            self._begin_build()
            return self._failed or _DAMAGED
        except CheckerError as error:
            self._say("the corpus cannot be followed now: %s", error)
        except Exception:
            log.exception("the corpus cannot be followed now")
        else:
            self._said = ""
        return self._failed or (_HELD if self._is_held() else "")

    def _say(self, words: str, error: CheckerError) -> None:
        if str(error) != self._said:  # once, not every second
            log.warning(words, error)
        self._said = str(error)

    def _is_held(self) -> bool:
        """Whether somebody went back to an earlier corpus than that of now."""
        kept, living = held(self._place.folder), self._now.living
        return kept is not None and kept.generation == living.name and kept.corpus_version != living.version

    def _swap_in(self) -> None:
        name = current_generation(self._place.folder).name
        if name != self._now.living.name:
            self._swap(self._aside(name))
            self._pause.reset()

    def _aside(self, name: str) -> Living:
        built, self._built = self._built, None
        if built and built.name == name:
            return built
        return open_living(self._place.folder, self._place.embeddings.name, self._place.keeper)

    def _swap(self, living: Living) -> None:
        began, before = time.monotonic(), self._loaded
        parts = parts_with(self._models, searched_in(living))
        self._loaded = Loaded(living, parts, pipeline_of(parts, self._settings))
        seconds = time.monotonic() - began
        log.info("generation %s of %s serves after %.1f s", living.name, living.version, seconds)
        for told in self._swapped:
            _tell(told, before.parts if before else None, parts)

    def _begin_build(self) -> None:
        busy = self._building is not None and self._building.is_alive()
        if busy or not self._pause.is_over() or who_writes(self._place.folder):
            return
        self._building = threading.Thread(target=self._build, name="build-index", daemon=True)
        self._building.start()

    def _build(self) -> None:
        with suppress(AttributeError, OSError):  # threads have a niceness of their own on Linux only
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        now = self._now.living
        try:
            earlier = None if now.name == self._lost else now
            self._built = build_now(self._place, self._truth, wait=False, earlier=earlier)
            self._failed = ""
            self._pause.reset()
        except IndexBusy as error:  # another writer, or a full disk: neither is helped by trying every second
            self._failed = _FAILED
            log.warning("%s: %s", _LATER % self._pause.grow(), error)
        except Exception:
            self._failed = _FAILED
            log.exception(_LATER, self._pause.grow())


class _Pause:
    """Grows while something fails again and again."""

    def __init__(self) -> None:
        self._seconds, self._until = 0.0, 0.0

    def is_over(self) -> bool:
        return time.monotonic() >= self._until

    def grow(self) -> float:
        self._seconds = min(max(2 * self._seconds, LOOK_SECONDS), LONGEST_PAUSE)
        self._until = time.monotonic() + self._seconds
        return self._seconds

    def reset(self) -> None:
        self._seconds, self._until = 0.0, 0.0


def _tell(told: OnSwap, before: Parts | None, now: Parts) -> None:
    try:
        told(before, now)
    except Exception:
        log.exception("a change of the corpus could not be followed up")
