"""A client of the HTTP API: ``Client`` blocks, ``AsyncClient`` is awaited; both speak the same protocol."""

from __future__ import annotations

from checker.client.asynchronous import AsyncClient
from checker.client.blocking import Client
from checker.client.faults import (
    BatchNotFinished,
    Busy,
    ClientError,
    Missing,
    NotAdmitted,
    NotFinished,
    OddAnswer,
    Refused,
    Unanswered,
    Unsendable,
)
from checker.client.settings import BatchFilters, BatchPost, ClientOptions, ListFilters, PostOptions
from checker.contract.batch_routes import BatchAnswer, BatchList, BatchResultAnswer
from checker.contract.checks import AcceptedAnswer, CheckAnswer, CheckList, ListedCheck

__all__ = [
    "AcceptedAnswer",
    "AsyncClient",
    "BatchAnswer",
    "BatchFilters",
    "BatchList",
    "BatchNotFinished",
    "BatchPost",
    "BatchResultAnswer",
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
    "Unsendable",
]
