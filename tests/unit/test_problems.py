from __future__ import annotations

import inspect

import pytest

from checker import errors, problems
from checker.errors import CheckerError, NeverError, TryLaterError


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
