from __future__ import annotations

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.errors import FetchFailed, FetchRefused
from checker.ingest import media
from checker.ingest.addresses import address_of, is_public
from checker.ingest.fetch import Fetcher, Limits
from checker.ingest.guard import Guard, networks_of
from checker.ingest.unpacking import unpacked
from tests.sites import site

HOSTS = st.one_of(
    st.text(max_size=30),
    st.ip_addresses().map(str),
    st.sampled_from(["[", "]", "xn--", "xn--a", "a..b", "%41"]),
)
PARTS = st.tuples(
    st.sampled_from(["http://", "https://", "HTTP://", "//", "ftp://", ""]),
    HOSTS,
    st.one_of(st.just(""), st.integers().map(lambda port: f":{port}"), st.text(max_size=5)),
    st.text(max_size=30),
)


@settings(deadline=None)
@given(PARTS)
@example(("http://", "xn--", "", "/"))
@example(("http://", "\ud800", "", "/"))
@example(("http://", "a" * 300, "", "/"))
def test_any_address_is_checked_or_refused(parts):
    """Whatever is given as an address, it is either one of http with a host, or refused in words."""
    url = "".join(parts)
    guard = Guard(["*:*"], resolve=lambda _host, _port: ["8.8.8.8"])
    try:
        parsed = guard.check(url)
    except FetchRefused:
        return
    assert parsed.scheme in {"http", "https"}
    assert parsed.host
    assert not parsed.userinfo


@settings(deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_another_host_is_never_let_in(allowed, suffix):
    """A list with one host lets no address of another host in, whatever is written around its name."""
    guard = Guard(["example.org"])
    for url in (
        f"http://example.org{suffix}",
        f"http://{allowed}example.org/",
        f"http://{allowed}.example.org/",
    ):
        try:
            parsed = guard.check(url)
        except FetchRefused:
            continue
        assert parsed.raw_host.decode().rstrip(".").lower() == "example.org"


@given(st.ip_addresses(v=4))
def test_an_address_in_another_form_is_as_open_as_itself(address):
    """An IPv4 address that is mapped or translated is public if and only if it is public itself."""
    for form in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(address_of(form)) == is_public(address)


@given(st.binary(max_size=5_000), st.text(max_size=40))
def test_any_bytes_have_a_type(body, promised):
    """Whatever bytes come and whatever they are called, they have one type."""
    kind = media.sniff(body, promised)
    assert "/" in kind
    assert isinstance(media.mismatch(kind, promised), str)


@settings(deadline=None)
@given(st.binary(max_size=5_000), st.sampled_from(["gzip", "deflate", ""]), st.integers(1, 700))
def test_what_is_packed_is_unpacked(body, coding, size):
    """A body comes out as it went in, however it is cut on the way, and is refused beyond the limit."""
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "": bytes}[coding](body)
    chunks = [packed[i : i + size] for i in range(0, len(packed), size)]
    most = max(len(packed), len(body))
    assert unpacked(chunks, coding, most) == body
    if len(body) > 1:
        with pytest.raises(FetchRefused):
            unpacked(chunks, coding, len(body) - 1)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate"]))
def test_hostile_compression(body, coding):
    """Bytes that only claim to be compressed give a body or an error of ours."""
    with suppress(FetchRefused, FetchFailed):
        assert isinstance(unpacked([body], coding, 10_000), bytes)


@pytest.fixture(scope="module")
def web():
    with site() as served:
        yield served


STARTS = st.sampled_from(
    [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\nLocation: ", b"HTTP/1.1 200 OK\r\n\r\n"]
)


@settings(deadline=None, max_examples=60)
@given(STARTS, st.binary(max_size=300))
def test_hostile_server(web, start, rest):
    """Whatever bytes a server answers, a page comes or an error of ours."""
    web.put_raw("/", lambda _request, link: link.sendall(start + rest))
    guard = Guard([f"127.0.0.1:{web.port}"], networks_of(["127.0.0.1/32"]))
    with suppress(FetchRefused, FetchFailed):
        assert Fetcher(guard, Limits(seconds=2)).get(web.url("/")).media_type
