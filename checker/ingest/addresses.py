"""Which network addresses lie on the public internet, whatever form hides another one."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Not public, though Python's ``is_global`` may say so (what it says differs between its releases).
_CLOSED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers; has the metadata service of one cloud
        "168.63.129.16/32",  # the metadata service of another, at a public address
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo among others
        "2001:db8::/32",
        "2002::/16",  # 6to4: leads to the IPv4 address inside, by relays that nobody runs any more
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
    )
)
# Where only IPv6 is spoken, the IPv4 address in the last four bytes is reached through this prefix.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# A tunnel to the IPv4 address in the last four bytes.
_ISATAP = {0x00005EFE, 0x02005EFE}


def address_of(text: str) -> Address | None:
    """Return the address that ``text`` is, or None: a zone ("fe80::1%eth0") is no part of an address."""
    try:
        return ipaddress.ip_address(text) if "%" not in text else None
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Return whether the address is one of the public internet, and leads to no other that is not."""
    plain = _plain(address)
    return (
        plain.is_global
        and not (plain.is_multicast or plain.is_reserved or plain.is_unspecified or plain.is_loopback)
        and not any(plain in network for network in _CLOSED)
        and not (plain.version == 6 and (int(plain) >> 32) & 0xFFFFFFFF in _ISATAP)  # noqa: PLR2004
    )


def is_in(address: Address, networks: Iterable[Network]) -> bool:
    """Return whether the address, or the IPv4 address that it stands for, is in one of the networks."""
    plain = _plain(address)
    return any(plain in network or address in network for network in networks)


def _plain(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address is another form of, else the address itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
