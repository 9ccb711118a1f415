"""Where this machine may connect to on behalf of others: named hosts, at public addresses."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from checker.errors import FetchFailed, FetchRefused
from checker.ingest.addresses import Network, address_of, is_in, is_public

if TYPE_CHECKING:
    import httpx2

MAX_URL_CHARS = 2_000
MAX_ADDRESSES = 4
ANY = "*"
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?|[0-9a-f:.]+", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x20\\\x7f]")

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Says which URLs may be asked.

    Parameters
    ----------
    hosts
        "example.org" is that host, "*.example.org" every one below it, "*" every one; on the ports
        80 and 443, or on the one that follows a colon ("*" for any). IPv6 addresses stand in brackets.
    private
        Networks that may be reached though they are not public.
    setting
        Where an operator would add a host.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        private: Iterable[Network] = (),
        *,
        resolve: Resolve = resolve,
        setting: str = "CHECKER_FETCH_HOSTS",
    ) -> None:
        self._hosts = tuple(host.strip().lower() for host in hosts)
        self._private = tuple(private)
        self._resolve = resolve
        self._setting = setting

    def check(self, url: str) -> httpx2.URL:
        """Return the URL, parsed; its addresses are checked when it is connected to.

        Raises
        ------
        FetchRefused
            It is not one that may be asked.
        """
        parsed = _parsed(url)
        host, port = parsed.raw_host.decode("ascii"), parsed.port or _PORTS[parsed.scheme]
        if address_of(host) is not None:
            self._admit(host, [host])
        if not any(_matches(pattern, host.removesuffix("."), port) for pattern in self._hosts):
            name = f"[{host}]" if ":" in host else host
            name = name if port in _PORTS.values() else f"{name}:{port}"
            raise FetchRefused(
                f"{url}: {name} is not among the hosts that may be asked; "
                f'if it should be, add "{name}" to {self._setting}',
            )
        return parsed

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """Return where ``host`` is, every address of it checked.

        Raises
        ------
        FetchRefused
            One of them is closed: a name that is both inside and outside is a trick or a mistake.
        FetchFailed
            The name is not known, or not in time.
        """
        found = [host] if address_of(host) else _in_time(self._resolve, host, port, seconds)
        if not found:
            raise FetchFailed(f"{host}: no address is known for this name", outside=_outside(host))
        self._admit(host, found)
        return list(found[:MAX_ADDRESSES])

    def _admit(self, host: str, found: Sequence[str]) -> None:
        for text in found:
            address = address_of(text)
            if address is None or not (is_public(address) or is_in(address, self._private)):
                where = text if text == host else f"{host} is at {text}, which"
                raise FetchRefused(
                    f"{where} is not an address of the public internet; if this server should reach it, "
                    "name its network in CHECKER_FETCH_PRIVATE",
                    outside="" if text == host else _outside(host),
                )


def _outside(host: str) -> str:
    """Return what is told of a name that leads nowhere: the same whether it is unknown or one of ours."""
    return f"{host}: this name has no address that may be reached from here; the log says more"


def _parsed(url: str) -> httpx2.URL:
    if len(url) > MAX_URL_CHARS:
        raise FetchRefused(f"the address has more than {MAX_URL_CHARS:,} characters")
    if _UNSAFE.search(url):
        raise FetchRefused(f"{url[:200]!r} has a space, a backslash or a control character in it")
    import httpx2  # noqa: PLC0415  # a server that is asked for no address goes without its 4 MB

    try:
        parsed = httpx2.URL(url)
        host = parsed.raw_host.decode("ascii")
    except (httpx2.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise FetchRefused(f"{url[:200]!r} is not an address: {error}") from error
    if parsed.scheme not in _PORTS:
        raise FetchRefused(f"{url}: only http:// and https:// are fetched")
    if parsed.userinfo:
        raise FetchRefused(f"{parsed.host}: leave name and password out of the address")
    if not _HOST.fullmatch(host.removesuffix(".")):
        raise FetchRefused(f"{url}: {host!r} is not the name of a host")
    if parsed.port is not None and not 0 < parsed.port <= 65_535:  # noqa: PLR2004
        raise FetchRefused(f"{url}: {parsed.port} is not a port")
    return parsed


def _matches(pattern: str, host: str, port: int) -> bool:
    name, port_wanted = _split(pattern)
    if port_wanted != ANY and (port not in _PORTS.values() if not port_wanted else str(port) != port_wanted):
        return False
    if name.startswith("*."):
        return host.endswith(name[1:]) and len(host) > len(name) - 1
    return name in {ANY, host}


def _split(pattern: str) -> tuple[str, str]:
    """Return the host of an entry, as a URL writes it, and its port."""
    if pattern.startswith("["):
        name, _, port = pattern[1:].partition("]")
        return name, port.removeprefix(":")
    name, _, port = pattern.partition(":")
    return _ascii(name.removesuffix(".")), port


def _ascii(name: str) -> str:
    if name.isascii():
        return name
    import httpx2  # noqa: PLC0415  # as above

    stem = name.removeprefix("*.")
    return ("*." if stem != name else "") + httpx2.URL(f"http://{stem}/").raw_host.decode("ascii")


def networks_of(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return networks in their usual notation; a single address is a network of one.

    Raises
    ------
    ValueError
        One is not a network.
    """
    return tuple(ipaddress.ip_network(text.strip()) for text in texts)


def _in_time(resolve: Resolve, host: str, port: int, seconds: float) -> Sequence[str]:
    """Return what ``resolve`` finds; the system's resolver itself knows no limit of time."""
    found: list[Sequence[str]] = []
    faults: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found.append(resolve(host, port))
        except (OSError, UnicodeError) as error:
            faults.append(error)

    asking = threading.Thread(target=ask, name="resolve", daemon=True)
    asking.start()
    asking.join(max(0.0, seconds))
    if faults:
        words = f"{host}: no address is known for this name ({faults[0]})"
        raise FetchFailed(words, outside=_outside(host)) from faults[0]
    if not found:
        raise FetchFailed(f"{host}: its address was not found in time")
    return found[0]
