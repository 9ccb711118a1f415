"""What every line of the log says while something is done: for which request, and on which check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from types import MappingProxyType

REQUEST_ID, CHECK_ID = "request_id", "check_id"

_BOUND: ContextVar[Mapping[str, str]] = ContextVar("checker_log", default=MappingProxyType({}))


def facts() -> Mapping[str, str]:
    """Return what is said now."""
    return _BOUND.get()


def bind(**more: str) -> Token[Mapping[str, str]]:
    """Say more from now on, until ``unbind``; what is empty is not said."""
    return _BOUND.set({**facts(), **{name: value for name, value in more.items() if value}})


def unbind(token: Token[Mapping[str, str]]) -> None:
    """Say what was said before."""
    _BOUND.reset(token)


@contextmanager
def bound(**more: str) -> Iterator[None]:
    """Say more within."""
    token = bind(**more)
    try:
        yield
    finally:
        unbind(token)
