"""Where workers and commands hear what the corpus says now."""

from __future__ import annotations

import logging

from checker.config import Settings
from checker.corpus import Corpus
from checker.errors import InvalidCorpus
from checker.living import LivingCorpus, open_living
from checker.notices import TellPeople, Topic, nobody

log = logging.getLogger(__name__)


def open_truth(settings: Settings) -> LivingCorpus:
    """Return the corpus that the settings name."""
    return open_living(settings)


class FollowedCorpus:
    """The living corpus of a process that serves on when a statement file is broken later.

    At the start a fault is an error, which somebody sees. After that it is logged once and told to people,
    and what other files say, or others add over the API or by an import, goes in all the same.
    """

    def __init__(self, living: LivingCorpus, tell: TellPeople = nobody) -> None:
        self._living = living
        self._tell = tell
        self._followed = False
        self._said = ""

    def head(self) -> str:
        """Return the version of the corpus now."""
        self._sync()
        return self._living.journal.head()[1]

    def read(self) -> tuple[Corpus, int]:
        """Return the corpus now, and the number of the last event in it."""
        if not self._followed:
            return self._living.read()
        self._sync()
        state = self._living.journal.state()
        return state.corpus(), state.seq

    def _sync(self) -> None:
        try:
            self._living.sync()
        except InvalidCorpus as error:
            if not self._followed:
                raise
            if str(error) != self._said:
                log.warning("the corpus goes on without its folder: %s", error)
            self._said = str(error)
        else:
            self._followed, self._said = True, ""
        self._tell(Topic.FILES, "\n".join(self._living.faults))
        self._tell(Topic.FOLDER, "\n".join(self._living.outdated))
