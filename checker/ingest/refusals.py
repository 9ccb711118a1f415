"""What it means that an address gave nothing: whether it may later, and in which words it is told."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from checker.errors import FetchFailed, FetchRefused

_PASSING = frozenset({408, 421, 423, 425, 429})
_SERVER_FAULT = 500
_LONGEST_PAUSE = 86_400.0


@contextmanager
def translated(url: str, seconds_setting: str) -> Iterator[None]:
    """Turn what goes wrong inside into our errors, which name the address."""
    import httpcore2  # noqa: PLC0415  # only where something is fetched

    try:
        yield
    except httpcore2.TimeoutException as error:
        raise FetchFailed(f"{url}: no complete answer in time; {seconds_setting} sets the limit") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, ssl.SSLError) as error:
        raise FetchFailed(f"{url}: the connection failed ({error})") from error
    except httpcore2.UnsupportedProtocol as error:
        raise FetchRefused(f"{url}: {error}") from error
    except (FetchRefused, FetchFailed) as error:
        if url in str(error):
            raise
        raise _named(url, error) from error


def _named(url: str, error: FetchRefused | FetchFailed) -> FetchRefused | FetchFailed:
    if isinstance(error, FetchRefused):
        return FetchRefused(f"{url}: {error}", outside=f"{url}: {error.outside}")
    return FetchFailed(f"{url}: {error}", retry_after=error.retry_after, outside=f"{url}: {error.outside}")


def refusal(url: str, status: int, headers: Mapping[str, str]) -> FetchRefused | FetchFailed:
    """Return what a status means that is no success."""
    if status in _PASSING or status >= _SERVER_FAULT:
        pause = _pause(headers.get("retry-after", ""))
        return FetchFailed(f"{url}: the server cannot answer now (status {status})", retry_after=pause)
    known = {401: "it asks for a password", 403: "it refuses us", 404: "there is nothing", 410: "it is gone"}
    return FetchRefused(f"{url}: {known.get(status, 'it gives nothing that can be read')} (status {status})")


def _pause(retry_after: str) -> float:
    """Return the seconds that a server asks us to wait, however it writes that."""
    if retry_after.isdecimal():
        return min(float(retry_after[:9]), _LONGEST_PAUSE)
    try:
        when = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), _LONGEST_PAUSE)
