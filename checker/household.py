"""Who an address stands for where something is counted by it. Pure."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

_NETWORK = len("2001:0db8:0000:0000")  # /64: what one household has, with more addresses than can be counted


def household(address: str) -> str:
    """Return an address, or of IPv6 the network that one household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or found.exploded[:_NETWORK])
