from __future__ import annotations

import threading

import pytest

from checker.errors import FetchFailed, FetchRefused
from checker.ingest.addresses import address_of, is_public
from checker.ingest.guard import Guard, networks_of

CLOSED = """
127.0.0.1 127.9.9.9 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 169.254.0.1
100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.5
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 192.88.99.1
::1 :: fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 ff0e::1 2001:db8::1 100::1 4000::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2001::1
2606:4700::5efe:7f00:1
""".split()
OPEN = "8.8.8.8 1.1.1.1 172.32.0.1 2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808".split()


def guard(*hosts: str, private: tuple[str, ...] = (), at: str = "8.8.8.8") -> Guard:
    return Guard(hosts, networks_of(private), resolve=lambda _host, _port: [at])


@pytest.mark.parametrize("text", CLOSED)
def test_closed_addresses(text):
    """Addresses of this machine, of inner networks and of metadata services are closed, in every form."""
    assert not is_public(address_of(text))
    with pytest.raises(FetchRefused, match="not an address of the public internet"):
        guard("*", at=text).addresses("example.org", 80, 1)


@pytest.mark.parametrize("text", OPEN)
def test_open_addresses(text):
    """Addresses of the public internet are open, also when written as IPv6."""
    assert guard("*", at=text).addresses("example.org", 80, 1) == [text]


def test_zone_of_an_address():
    """An address with a zone is none that a name may resolve to."""
    with pytest.raises(FetchRefused):
        guard("*", at="fe80::1%eth0").addresses("example.org", 80, 1)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://example.org:70/_x",
        "data:text/html,x",
        "javascript:alert(1)",
        "//example.org/x",
        "example.org",
        "",
        "http://",
        "http:///x",
        "http://user:secret@example.org/",
        "http://example.org@evil.example/",
        "http://example.org\\@evil.example/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: evil.example",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://exa%20mple.org/",
        "http://[fe80::1%25eth0]/",
        "http://[::1",
        "http://example.org/" + "a" * 2_000,
    ],
)
def test_addresses_that_are_none(url):
    """Whatever is no plain http address of a host is refused, even where every host may be fetched."""
    with pytest.raises(FetchRefused):
        guard("*").check(url)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/"],
)
def test_closed_address_in_the_url(url):
    """An address of an inner network is refused before anything is asked, and so when it is added."""
    with pytest.raises(FetchRefused, match="not an address of the public internet"):
        guard("*").check(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127。0。0。1"])
def test_disguised_loopback(host):
    """Loopback written as a number, in octal, short or with other dots is found out when it is resolved."""
    real = Guard(["*"])
    with pytest.raises((FetchRefused, FetchFailed)):
        real.addresses(real.check(f"http://{host}/").raw_host.decode(), 80, 5)


@pytest.mark.parametrize(
    ("pattern", "url", "allowed"),
    [
        ("example.org", "https://example.org/x", True),
        ("example.org", "https://EXAMPLE.org./x", True),
        ("Example.ORG", "http://example.org/x", True),
        ("example.org", "https://www.example.org/x", False),
        ("example.org", "https://example.org.evil.example/", False),
        ("example.org", "https://evilexample.org/", False),
        ("*.example.org", "https://www.example.org/", True),
        ("*.example.org", "https://a.b.example.org/", True),
        ("*.example.org", "https://example.org/", False),
        ("*.example.org", "https://evilexample.org/", False),
        ("example.org", "http://example.org:8080/", False),
        ("example.org", "http://example.org:443/", True),
        ("example.org:8080", "http://example.org:8080/", True),
        ("example.org:8080", "http://example.org/", False),
        ("example.org:*", "http://example.org:22/", True),
        ("*", "http://example.org:22/", False),
        ("münchen.example", "https://münchen.example/", True),
        ("*.münchen.example", "https://rathaus.xn--mnchen-3ya.example/", True),
        ("[2606:4700::1111]", "http://[2606:4700::1111]/", True),
        ("8.8.8.8", "http://8.8.8.8/", True),
        ("8.8.8.8", "http://8.8.4.4/", False),
    ],
)
def test_list_of_hosts(pattern, url, allowed):
    """A host is allowed by its name, its domain or all, on the usual ports or the one that is named."""
    if allowed:
        assert guard(pattern).check(url).scheme in url
    else:
        with pytest.raises(FetchRefused, match="CHECKER_FETCH_HOSTS"):
            guard(pattern).check(url)


def test_no_host_is_allowed_by_default():
    """With an empty list nothing is fetched, and the message has the entry to add."""
    with pytest.raises(FetchRefused, match=r'add "www\.example\.org" to CHECKER_FETCH_HOSTS'):
        guard().check("https://www.example.org/news")


def test_one_closed_address_among_open_ones():
    """A name that is at an open and at a closed address is refused, whichever comes first."""
    both = Guard(["*"], resolve=lambda _host, _port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(FetchRefused, match=r"10\.0\.0\.1"):
        both.addresses("example.org", 80, 1)


def test_private_network_that_is_named():
    """A network that the settings name may be reached, in either form of the address; its neighbour not."""
    there = guard("*", private=("10.0.3.0/24",), at="10.0.3.7")
    assert there.addresses("press.example", 80, 1) == ["10.0.3.7"]
    mapped = guard("*", private=("10.0.3.0/24",), at="::ffff:10.0.3.7")
    assert mapped.addresses("press.example", 80, 1) == ["::ffff:10.0.3.7"]
    with pytest.raises(FetchRefused):
        guard("*", private=("10.0.3.0/24",), at="10.0.4.7").addresses("press.example", 80, 1)


def test_unknown_name():
    """A name that nobody knows may be known later."""
    with pytest.raises(FetchFailed, match="no address is known"):
        Guard(["*"], resolve=_unknown).addresses("no-such-host.example", 80, 1)


def _unknown(host, _port):
    raise OSError(f"{host} is not known")


def test_resolver_that_hangs():
    """A resolver that does not answer is left behind when the time is over."""
    never = threading.Event()
    hanging = Guard(["*"], resolve=lambda _host, _port: never.wait() and [])
    with pytest.raises(FetchFailed, match="not found in time"):
        hanging.addresses("example.org", 80, 0.05)
    never.set()


def _unknown(_host, _port):
    raise OSError("the name server 10.0.0.53 does not know it")


@pytest.mark.parametrize(
    "resolve",
    [lambda _host, _port: ["10.1.2.3"], _unknown, lambda _host, _port: []],
    ids=["ours", "?", "none"],
)
def test_what_is_told_of_a_name_that_leads_nowhere(resolve):
    """Whoever may not know it does not learn whether a name is one of this network, nor where it leads."""
    with pytest.raises((FetchRefused, FetchFailed)) as caught:
        Guard(["*"], resolve=resolve).addresses("db.internal", 80, 5)
    assert caught.value.outside == (
        "db.internal: this name has no address that may be reached from here; the log says more"
    )
    assert str(caught.value) != caught.value.outside
