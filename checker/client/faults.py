"""Every error that the client raises.

    ClientError
    ├── Unsendable           something of the call cannot be sent: change it first
    ├── Refused              the same call would be refused again: change something first
    │   ├── NotAdmitted      401, 403: the key opens nothing, or not this
    │   └── Missing          404: there is no such check, or it is another key's
    ├── Busy                 429, 503: the service said so on every attempt
    ├── Unanswered           no attempt brought a whole answer
    ├── OddAnswer            what answered does not speak this API; look at the address
    ├── NotFinished          the check goes on; ask for ``check_id`` later
    └── BatchNotFinished     the batch goes on; ask for ``batch_id`` later

``Busy``, ``Unanswered`` and those that are not finished are ``TryLaterError``; the others are ``NeverError``.
"""

from __future__ import annotations

from checker.contract.wire import Problem
from checker.errors import CheckerError, NeverError, TryLaterError


class ClientError(CheckerError):
    """A call brought no result."""


class Unsendable(ClientError, NeverError):
    """The call, address, key or proxy cannot be used, or the client was closed; nothing was sent."""


class Refused(ClientError, NeverError):
    """The service will not do this; the message is its ``detail``, and ``problem`` the whole of it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class NotAdmitted(Refused):
    """The key opens nothing, or not this."""


class Missing(Refused):
    """There is no such check, or it is another key's."""


class Busy(ClientError, TryLaterError):
    """The service cannot do this now; ``retry_after`` is in seconds, None where it did not say."""

    def __init__(self, problem: Problem, retry_after: float | None) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.retry_after = retry_after


class Unanswered(ClientError, TryLaterError):
    """The service could not be reached, or broke off."""


class OddAnswer(ClientError, NeverError):
    """The answer is none that this API gives."""


class NotFinished(ClientError, TryLaterError):
    """The check was accepted and goes on."""

    def __init__(self, check_id: str, seconds: float) -> None:
        super().__init__(f"the check {check_id} has not ended in {seconds:g} s; ask for it later")
        self.check_id = check_id


class BatchNotFinished(ClientError, TryLaterError):
    """The batch was accepted and goes on."""

    def __init__(self, batch_id: str, seconds: float) -> None:
        super().__init__(f"the batch {batch_id} has not ended in {seconds:g} s; ask for it later")
        self.batch_id = batch_id
