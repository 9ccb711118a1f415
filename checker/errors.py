"""Every error that checker raises on purpose.

    CheckerError
    ├── NeverError              the same call would fail again: change something first
    │   ├── InvalidInput        the caller's text or field
    │   │   ├── FetchRefused    an address that must not be fetched, or gives what cannot be used
    │   │   └── InvalidLines    many posts at once, of which some cannot be used; names each
    │   ├── InvalidCorpus       a statement file; names file, line and what to change
    │   ├── InvalidSettings     an environment variable or option
    │   ├── ModelMissing        a model that is named is not on this machine
    │   ├── IndexMismatch       the index was made by other models or another corpus
    │   ├── IndexCorrupt        an index file is damaged or half-written
    │   ├── NotFound            no such check
    │   └── NotAllowed          this caller may not
    └── TryLaterError           the same call may succeed in a while
        ├── StoreUnavailable    the database is away
        ├── QueueUnavailable    the broker is away
        ├── FetchFailed         an address gave no answer, or not in time
        ├── Overloaded          more waits than can be done in time
        ├── NotReady            the models or the index are still loading
        └── IndexBusy           the index cannot be written now: another writer is at it, or the disk is full

Tasks retry only ``TryLaterError``. The core raises; the API chooses the status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class CheckerError(Exception):
    """Anything that checker raises on purpose; the message says what to change or await."""


class NeverError(CheckerError):
    """The same call would fail again."""


class TryLaterError(CheckerError):
    """The same call may succeed in a while."""


class InvalidInput(NeverError):
    """The caller's input cannot be used; ``field`` names the part."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """Keep which field is at fault, for the problem details of the API."""
        super().__init__(message)
        self.field = field


class FetchRefused(InvalidInput):
    """An address must not be fetched, or what it gives cannot be used.

    ``outside`` is what may be told to whoever may not learn where names of this network lead.
    """

    def __init__(self, message: str, *, outside: str = "") -> None:
        """Name the field that is at fault wherever an address is given."""
        super().__init__(message, field="url")
        self.outside = outside or message


class InvalidLines(InvalidInput):
    """Some of many lines cannot be used; ``lines`` has each of them in its wire form."""

    def __init__(self, message: str, lines: Sequence[Mapping[str, object]], *, field: str) -> None:
        """Keep them for the problem details of the API."""
        super().__init__(message, field=field)
        self.lines = lines


class InvalidCorpus(NeverError):
    """A statement file cannot be read; the message names file, line and what to change."""


class InvalidSettings(NeverError):
    """A setting has a value that cannot be used."""


class ModelMissing(NeverError):
    """A model that is named is not on this machine and cannot be had offline."""


class IndexMismatch(NeverError):
    """An index was made by another model, format or corpus than the one that is loaded."""


class IndexCorrupt(NeverError):
    """An index file is missing, damaged or half-written."""


class NotFound(NeverError):
    """There is no such check."""


class NotAllowed(NeverError):
    """The caller may not do that."""


class StoreUnavailable(TryLaterError):
    """The database does not answer; where it is, is told to the log and to whoever runs commands."""

    outside = "the database does not answer; try again in a moment"


class StoreOutgrown(StoreUnavailable):
    """Another release of the checker has changed the tables; this process can do nothing until it ends."""


class QueueUnavailable(TryLaterError):
    """The broker does not answer."""


class FetchFailed(TryLaterError):
    """An address gave no answer, or not in time; ``retry_after`` is the pause that it asked for, if any.

    ``outside`` is what may be told to whoever may not learn where names of this network lead.
    """

    def __init__(self, message: str, *, retry_after: float = 0.0, outside: str = "") -> None:
        """Keep the pause in seconds."""
        super().__init__(message)
        self.retry_after = retry_after
        self.outside = outside or message


class Overloaded(TryLaterError):
    """More waits than can be done in time; after ``retry_after`` seconds there may be room again."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        """Keep the pause in seconds."""
        super().__init__(message)
        self.retry_after = retry_after


class NotReady(TryLaterError):
    """The models or the index are still loading."""


class IndexBusy(TryLaterError):
    """An index cannot be written now: another writer is at it, or the disk is full."""
