"""Asking the web on behalf of others: guarded, bounded in size and time, and told what came.

Nothing here trusts what a server says: not its redirects, nor how long, how compressed or of what
type its answer is. ``CHECKER_FETCH_...`` in docs/configuration.md are the limits.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from checker import __version__
from checker.config import Settings
from checker.errors import FetchRefused
from checker.ingest import media, unpacking
from checker.ingest.guard import Guard, networks_of
from checker.ingest.refusals import refusal, translated

if TYPE_CHECKING:
    import httpcore2
    import httpx2

USER_AGENT = f"checker/{__version__} (looks up official statements)"
MAX_REDIRECTS = 5
_READABLE = "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, "
ACCEPT = _READABLE + "application/json, application/xml;q=0.9, text/*;q=0.9, */*;q=0.1"
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_OK = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost."""

    max_bytes: int = 20_971_520  # of the body, before and after it is unpacked
    seconds: float = 30.0  # for everything: names, redirects, the last byte
    seconds_setting: str = "CHECKER_FETCH_SECONDS"  # what an operator is told to change


@dataclass(frozen=True, slots=True)
class Validators:
    """How a server recognises that what we have is still what it has."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return what makes a request conditional."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    url: str  # where it was found in the end
    body: bytes
    media_type: str  # what the bytes are, "" when nothing came
    promised: str = ""  # the Content-Type as the server sent it, with its charset
    validators: Validators = field(default_factory=Validators)
    not_modified: bool = False

    @property
    def mismatch(self) -> str:
        """How the bytes differ from what was promised; empty when they do not."""
        return media.mismatch(self.media_type, self.promised)


@dataclass(frozen=True, slots=True)
class Answer:
    """How an answer began; what it means is for the caller to say."""

    status: int
    headers: Mapping[str, str]  # names in lower case


class Fetcher:
    """Asks guarded addresses. Threads may share it; no connection is kept between two questions."""

    def __init__(
        self, guard: Guard, limits: Limits | None = None, *, tls: ssl.SSLContext | None = None
    ) -> None:
        self._guard = guard
        self._limits = limits or Limits()
        self._tls = tls

    def check(self, url: str) -> str:
        """Return the address in its usual form, if it may be fetched as far as its name tells.

        Raises
        ------
        FetchRefused
            It may not.
        """
        return str(self._guard.check(url).copy_with(fragment=None))

    def get(self, url: str, validators: Validators | None = None) -> Fetched:
        """Return what is at ``url``, or that it is what ``validators`` came with.

        Raises
        ------
        FetchRefused
            The address or a redirect is not allowed, or what it gives cannot be used.
        FetchFailed
            There was no answer, or not in time, or the server says that it cannot now.
        """
        deadline = time.monotonic() + self._limits.seconds
        asked = (validators or Validators()).headers()
        target = self._guard.check(url)
        for _ in range(1 + MAX_REDIRECTS):
            with self._ask("GET", target, {"Accept": ACCEPT, **asked}, b"", deadline) as response:
                if response.status not in _MOVED:
                    return self._fetched(target, response, conditional=bool(asked))
                target = self._onward(target, _headers(response).get("location", ""))
        raise FetchRefused(f"{url}: more than {MAX_REDIRECTS} redirects")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send ``body`` and return how the answer begins; a redirect is not followed.

        What else the receiver says is not waited for: it has the body, however long it talks.

        Raises
        ------
        FetchRefused
            The address is not allowed.
        FetchFailed
            There was no answer, or not in time.
        """
        target = self._guard.check(url)
        deadline = time.monotonic() + self._limits.seconds
        with self._ask("POST", target, headers, body, deadline) as response:
            return Answer(response.status, _headers(response))

    @contextmanager
    def _ask(
        self, method: str, url: httpx2.URL, headers: Mapping[str, str], body: bytes, deadline: float
    ) -> Iterator[httpcore2.Response]:
        import httpcore2  # noqa: PLC0415  # every server can fetch, and few are asked to

        from checker.ingest.pinned import PinnedBackend  # noqa: PLC0415  # made of it

        sent = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": USER_AGENT,
            "Accept-Encoding": unpacking.ACCEPTED,
            "Connection": "close",
            **headers,
            **({"Content-Length": str(len(body))} if method == "POST" else {}),
        }
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/"
        )
        tls = (self._tls or _default_tls()) if url.scheme == "https" else None
        with (
            translated(str(url), self._limits.seconds_setting),
            httpcore2.ConnectionPool(
                tls, network_backend=PinnedBackend(self._guard, deadline), max_keepalive_connections=0
            ) as pool,
            pool.stream(method, target, headers=_sent(sent), content=body or None) as response,
        ):
            yield response

    def _onward(self, came_from: httpx2.URL, location: str) -> httpx2.URL:
        if not location:
            raise FetchRefused(f"{came_from}: redirects to nowhere")
        import httpx2  # noqa: PLC0415  # the guard has loaded it

        try:
            joined = came_from.join(location)
        except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchRefused(f"{came_from}: redirects to {location[:200]!r}, no address") from error
        if came_from.scheme == "https" and joined.scheme == "http":
            raise FetchRefused(f"{came_from}: redirects to {joined}, without encryption")
        try:
            return self._guard.check(str(joined))
        except FetchRefused as error:
            raise FetchRefused(f"{came_from}: redirects elsewhere: {error}") from error

    def _fetched(self, url: httpx2.URL, response: httpcore2.Response, *, conditional: bool) -> Fetched:
        headers = _headers(response)
        validators = Validators(headers.get("etag", "")[:1_000], headers.get("last-modified", "")[:100])
        where = str(url.copy_with(fragment=None))
        if response.status == _NOT_MODIFIED and conditional:
            return Fetched(where, b"", "", validators=validators, not_modified=True)
        if response.status != _OK:
            raise refusal(where, response.status, headers)
        promised = headers.get("content-type", "")[:200]
        media.refuse_promise(where, promised)
        body = self._body(response, headers)
        media_type = media.sniff(body, promised)
        media.refuse_found(where, media_type, promised)
        return Fetched(where, body, media_type, promised, validators)

    def _body(self, response: httpcore2.Response, headers: Mapping[str, str]) -> bytes:
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self._limits.max_bytes:
            raise unpacking.too_large(self._limits.max_bytes)
        return unpacking.unpacked(
            response.iter_stream(), headers.get("content-encoding", ""), self._limits.max_bytes
        )


def open_fetcher(settings: Settings) -> Fetcher:
    """Return what asks the addresses that the settings allow."""
    guard = Guard(settings.fetch_hosts, networks_of(settings.fetch_private))
    return Fetcher(guard, Limits(settings.fetch_max_bytes, settings.fetch_seconds))


@lru_cache(maxsize=1)
def _default_tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _sent(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return the headers as bytes; an ETag goes back as it came, whatever is in it."""
    return [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in headers.items()]


def _headers(response: httpcore2.Response) -> dict[str, str]:
    """Return the headers; of one that came twice, the first."""
    given = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers]
    return dict(reversed(given))
