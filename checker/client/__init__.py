"""A client of the HTTP API: ``Client`` blocks, ``AsyncClient`` is awaited; both speak the same protocol.

The API has no batches yet, so neither has the client.
"""

from __future__ import annotations

from checker.client.asynchronous import AsyncClient
from checker.client.blocking import Client
from checker.client.faults import (
    Busy,
    ClientError,
    Missing,
    NotAdmitted,
    NotFinished,
    OddAnswer,
    Refused,
    Unanswered,
)
from checker.client.settings import ClientOptions, ListFilters, PostOptions
from checker.contract.checks import AcceptedAnswer, CheckAnswer, CheckList, ListedCheck

__all__ = [
    "AcceptedAnswer",
    "AsyncClient",
    "Busy",
    "CheckAnswer",
    "CheckList",
    "Client",
    "ClientError",
    "ClientOptions",
    "ListFilters",
    "ListedCheck",
    "Missing",
    "NotAdmitted",
    "NotFinished",
    "OddAnswer",
    "PostOptions",
    "Refused",
    "Unanswered",
]
