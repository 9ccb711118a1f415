from __future__ import annotations

import inspect
import logging

import pytest

from checker import errors, problems
from checker.errors import CheckerError, NeverError, TryLaterError
from tests.service import Service


def every_error() -> list[type[CheckerError]]:
    return [
        found
        for module in (errors, problems)
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, CheckerError)
    ]


@pytest.mark.parametrize("kind", every_error())
def test_every_error_has_a_status(kind):
    """Each class of checker.errors stands in the table itself, so that a new one is thought about."""
    assert kind in problems.STATUS


@pytest.mark.parametrize("kind", every_error())
def test_later_means_503(kind):
    """What may succeed in a while answers 503, and nothing else does."""
    assert (problems.STATUS[kind] == 503) is issubclass(kind, TryLaterError)


def test_class_without_an_entry():
    """A class that is not in the table has the status of the nearest class above it."""

    class Odd(NeverError):
        """A new error."""

    assert problems.status_of(Odd) == problems.STATUS[NeverError]


@pytest.mark.parametrize(("path", "json"), [("/api/v1/checks", True), ("/checks", False)])
def test_where_the_database_is_stays_in_the_log(tmp_path, caplog, path, json):
    """Whoever sends a post hears that it does not answer, and neither host nor user of it."""
    service = Service(tmp_path)
    away = errors.StoreUnavailable("the database does not answer: postgresql://checker:***@db7:5432/x")

    def add(*_: object, **__: object) -> None:
        raise away

    service.checks.accept = add
    body = {"json": {"text": "The port is open."}} if json else {"data": {"text": "The port is open."}}
    with caplog.at_level(logging.WARNING):
        answer = service.client.post(path, **body)
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert "db7" not in answer.text
    assert "db7" in caplog.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1//checks"),
        ("POST", "/api/v1/batches/..%2f/cancel"),
        ("GET", "/api//v1/corpus/log"),
    ],
)
def test_an_address_of_the_api_is_taken_exactly(tmp_path, method, path):
    """Programs are told that there is nothing, and are sent to no page that says where to go."""
    answer = Service(tmp_path).client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
