"""By what guesses are counted."""

from __future__ import annotations

import pytest

from checker.household import household


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::7", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::", "2001:0db8:0001:0002"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_an_address_of_ipv6_is_its_network(address, counted):
    """What is no address is counted as it is written."""
    assert household(address) == counted
