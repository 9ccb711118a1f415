from __future__ import annotations

import gzip
import os
import socket
import threading
import time
import tracemalloc
import zlib

import pytest

from checker.errors import FetchFailed, FetchRefused
from checker.ingest.fetch import Fetcher, Limits, Validators
from checker.ingest.guard import Guard, networks_of
from tests.sites import Site, site

HERE = ("127.0.0.1/32",)
PAGE = b"<!doctype html><title>Press release</title><p>The ministry said so.</p>"


@pytest.fixture
def web():
    with site() as served:
        yield served


def fetcher(*hosts: str, private=HERE, at=None, **limits) -> Fetcher:
    """Return a fetcher that may reach the test's own server, where it is also known by other names."""
    names = at or {}
    guard = Guard(
        hosts or ["*:*"], networks_of(private), resolve=lambda host, _port: names.get(host, ["127.0.0.1"])
    )
    return Fetcher(guard, Limits(**{"max_bytes": 100_000, "seconds": 5, **limits}))


def test_page(web: Site):
    """A page comes with its bytes, its type, where it was found and how to ask for it again."""
    web.put("/news", PAGE, ETag='"1"', Last_Modified="Thu, 01 Jan 2026 00:00:00 GMT")
    got = fetcher().get(web.url("/news#part"))
    assert (got.body, got.media_type, got.url, got.mismatch) == (PAGE, "text/html", web.url("/news"), "")
    assert got.validators == Validators('"1"', "Thu, 01 Jan 2026 00:00:00 GMT")
    assert web.asked[0].headers["host"] == f"127.0.0.1:{web.port}"


def test_not_modified(web: Site):
    """What has not changed since is asked for with its validators, and nothing is sent again."""
    web.put_versioned("/news", PAGE, "text/html", '"7"')
    first = fetcher().get(web.url("/news"))
    second = fetcher().get(web.url("/news"), first.validators)
    assert (first.not_modified, second.not_modified, second.body) == (False, True, b"")
    assert second.validators == first.validators
    assert web.asked[1].headers["if-modified-since"] == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_odd_validators(web: Site):
    """A mark of a version goes back as it came, whatever letters are in it."""
    web.put_versioned("/news", PAGE, "text/html", '"é ü"')
    first = fetcher().get(web.url("/news"))
    assert fetcher().get(web.url("/news"), first.validators).not_modified
    assert not fetcher().get(web.url("/news"), Validators("\N{SNOWMAN}")).not_modified


def test_not_modified_without_being_asked(web: Site):
    """A 304 to a question without a condition is no answer."""
    web.put("/news", status=304)
    with pytest.raises(FetchRefused, match="304"):
        fetcher().get(web.url("/news"))


def test_redirect(web: Site):
    """A redirect is followed, also a relative one, and the final address is told."""
    web.move("/a", "b?x=1")
    web.put("/b?x=1", PAGE)
    assert fetcher().get(web.url("/a")).url == web.url("/b?x=1")


def test_too_many_redirects(web: Site):
    """A circle of redirects ends."""
    web.move("/a", "/b")
    web.move("/b", "/a")
    with pytest.raises(FetchRefused, match="more than 5 redirects"):
        fetcher().get(web.url("/a"))


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/",
        "http://[::1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://inner.example:{port}/",
        "file:///etc/passwd",
        "//user:secret@127.0.0.1:{port}/",
        "http://[",
        "",
    ],
)
def test_redirect_to_where_nobody_may_go(web: Site, target):
    """Each redirect is checked like the first address: inner networks, other schemes, secrets, nonsense."""
    web.move("/a", target.format(port=web.port))
    with pytest.raises(FetchRefused):
        fetcher(at={"inner.example": ["10.0.0.1"]}).get(web.url("/a"))
    assert [request.path for request in web.asked] == ["/a"]


def test_redirect_to_a_host_outside_the_list(web: Site):
    """A redirect to a host that is not on the list is refused in words that name it."""
    web.move("/a", f"http://elsewhere.example:{web.port}/b")
    web.put("/b", PAGE)
    with pytest.raises(FetchRefused, match=r"elsewhere\.example.*CHECKER_FETCH_HOSTS"):
        fetcher(f"127.0.0.1:{web.port}").get(web.url("/a"))


def test_name_that_changes_its_address(web: Site):
    """A name is resolved once for a connection, which goes to the address that was checked and no other."""
    with site("127.0.0.2") as inner:
        inner.put("/", b"<html>secret")
        answers = iter([["127.0.0.1"], ["127.0.0.2"]])
        guard = Guard(["*:*"], networks_of(HERE), resolve=lambda _host, _port: next(answers))
        web.put("/", PAGE)
        client = Fetcher(guard, Limits(seconds=5))
        assert client.get(f"http://press.example:{web.port}/").body == PAGE
        with pytest.raises(FetchRefused, match=r"127\.0\.0\.2"):
            client.get(f"http://press.example:{inner.port}/")
        assert inner.asked == []


def test_second_address_of_a_name(web: Site):
    """Where the first address does not answer, the next is tried."""
    web.put("/", PAGE)
    client = fetcher(private=("127.0.0.0/8",), at={"press.example": ["127.0.0.9", "127.0.0.1"]})
    assert client.get(f"http://press.example:{web.port}/").body == PAGE


def test_proxy_of_the_environment_is_not_used(web: Site):
    """A proxy would connect to what was not checked, so none is used."""
    web.put("/", PAGE)
    before = os.environ.get("HTTP_PROXY")
    os.environ["HTTP_PROXY"] = "http://127.0.0.1:9"
    try:
        assert fetcher().get(web.url("/")).body == PAGE
    finally:
        del os.environ["HTTP_PROXY"]
        if before is not None:
            os.environ["HTTP_PROXY"] = before


def test_page_that_says_it_is_too_large(web: Site):
    """A page of 500 MB that says so is refused before it is sent."""
    web.put("/", Content_Length="500000000")
    with pytest.raises(FetchRefused, match="more than 100,000 bytes"):
        fetcher().get(web.url("/"))


def test_page_that_never_ends(web: Site):
    """A page without a length is cut off at the limit, and the connection with it."""
    cut = threading.Event()

    def endless(_request, link):
        link.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        try:
            while True:
                link.sendall(b"x" * 65_536)
        except OSError:
            cut.set()

    web.put_raw("/", endless)
    with pytest.raises(FetchRefused, match="more than 100,000 bytes"):
        fetcher().get(web.url("/"))
    assert cut.wait(5)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_decompression_bomb(web: Site, coding):
    """A small body that unpacks to a large one is refused without ever being large in memory."""
    pack = gzip.compress if coding == "gzip" else zlib.compress
    web.put("/", pack(b"\0" * 50_000_000), Content_Encoding=coding)
    tracemalloc.start()
    with pytest.raises(FetchRefused, match="more than 100,000 bytes"):
        fetcher().get(web.url("/"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def _raw_deflate(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE * 900)),
        ("x-gzip", gzip.compress(PAGE * 900)),
        ("GZIP", gzip.compress(PAGE * 450) + gzip.compress(PAGE * 450)),
        ("deflate", zlib.compress(PAGE * 900)),
        ("deflate", _raw_deflate(PAGE * 900)),
        ("identity", PAGE * 900),
    ],
)
def test_compressed_page(web: Site, coding, packed):
    """A page that is compressed in a way that we asked for is unpacked in full."""
    web.put("/", packed, Content_Encoding=coding)
    assert fetcher().get(web.url("/")).body == PAGE * 900


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_compression_that_was_not_asked_for(web: Site, coding):
    """Other compressions are refused by name."""
    web.put("/", PAGE, Content_Encoding=coding)
    with pytest.raises(FetchRefused, match="not asked for"):
        fetcher().get(web.url("/"))


# No time of packing in it, and no ids made of it: two processes must collect tests of the same names.
_PACKED = gzip.compress(PAGE, mtime=0)


@pytest.mark.parametrize(
    "packed", [PAGE, _PACKED[:-12], _PACKED[:30]], ids=["plain", "without its sums", "its beginning"]
)
def test_broken_compression(web: Site, packed):
    """A body that is not what its encoding says, or breaks off, is not half a page."""
    web.put("/", packed, Content_Encoding="gzip")
    with pytest.raises(FetchFailed):
        fetcher().get(web.url("/"))


def _drip(parts, stop: threading.Event):
    def answering(_request, link: socket.socket) -> None:
        for part in parts:
            link.sendall(part)
            if stop.wait(0.02):
                return

    return answering


@pytest.mark.parametrize(
    "parts",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *[b"x"] * 500],
        [b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 500],
        [b"H", b"T", b"T", b"P", *[b""] * 500],
        [b"HTTP/1.1 100 Continue\r\n\r\n"] * 500,
    ],
    ids=["body", "headers", "nothing", "interim"],
)
def test_slow_drip(web: Site, parts):
    """Bytes that come one by one do not extend the time, wherever in the answer they come."""
    stop = threading.Event()
    web.put_raw("/", _drip(parts, stop))
    began = time.monotonic()
    with pytest.raises(FetchFailed, match="in time"):
        fetcher(seconds=0.3).get(web.url("/"))
    stop.set()
    assert time.monotonic() - began < 8  # the server would go on for ten seconds


def test_redirects_share_one_limit_of_time(web: Site):
    """A chain of slow redirects has no more time than one address."""
    stop = threading.Event()
    for here, there in (("/a", "/b"), ("/b", "/c"), ("/c", "/a")):
        head = f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n".encode()
        web.put_raw(here, _drip([b""] * 6 + [head], stop))
    with pytest.raises(FetchFailed, match="in time"):
        fetcher(seconds=0.3).get(web.url("/a"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<html>half",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n<html>x",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"b" * 200_000 + b"\r\n\r\n",
    ],
    ids=["nothing", "nonsense", "half", "chunks", "two lengths", "long header"],
)
def test_broken_answer(web: Site, raw):
    """An answer that breaks off or is no HTTP is no page, and may be one later."""
    web.put_raw("/", lambda _request, link: link.sendall(raw))
    with pytest.raises(FetchFailed):
        fetcher().get(web.url("/"))


def test_nobody_listens():
    """Where nothing listens, there may be something later."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(FetchFailed, match="connection failed"):
        fetcher().get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("status", "words"), [(404, "nothing"), (410, "gone"), (401, "password"), (403, "us")]
)
def test_refusals(web: Site, status, words):
    """What a server will not give later either is told apart."""
    web.put("/", status=status)
    with pytest.raises(FetchRefused, match=words):
        fetcher().get(web.url("/"))


@pytest.mark.parametrize(
    ("status", "header", "pause"),
    [
        (503, "120", 120),
        (429, "nonsense", 0),
        (500, "", 0),
        (503, "Thu, 01 Jan 2026 00:00:00 GMT", 0),
        (503, "9" * 500, 86_400),
    ],
)
def test_server_that_cannot_now(web: Site, status, header, pause):
    """A server that is busy or broken is asked again, after the pause that it asks for."""
    web.put("/", status=status, Retry_After=header)
    with pytest.raises(FetchFailed, match=str(status)) as caught:
        fetcher().get(web.url("/"))
    assert caught.value.retry_after == pause


@pytest.mark.parametrize(
    ("promised", "body", "words"),
    [
        ("image/png", b"<html>", "it is image/png"),
        ("video/mp4", b"x", "it is video/mp4"),
        ("application/zip", b"PK\x03\x04", "it is application/zip"),
        ("text/html", b"PK\x03\x04\x14\0\0\0", "it is application/zip, though the server calls it text/html"),
        ("application/pdf", b"\x7fELF\x02\x01\x01\0", "it is application/x-executable"),
        ("text/html", b"\x89PNG\r\n\x1a\n\0\0\0\r", "it is image/png"),
        ("application/octet-stream", os.urandom(64) * 8 + b"\0\1\2\3", "it is "),
    ],
)
def test_types_that_nobody_reads(web: Site, promised, body, words):
    """Archives, pictures and programs are refused, whatever they are called."""
    web.put("/", body, promised)
    with pytest.raises(FetchRefused, match=words):
        fetcher().get(web.url("/"))


def test_type_that_differs_from_the_promise(web: Site):
    """A PDF that is called a page is a PDF, and the difference is told."""
    web.put("/", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "text/html")
    got = fetcher().get(web.url("/"))
    assert (got.media_type, got.mismatch) == (
        "application/pdf",
        "it is application/pdf, not text/html as promised",
    )


def test_post(web: Site):
    """A body is sent to where it may be, and the answer comes back whatever its status is."""
    web.put("/hook", b"thanks", "text/plain", status=202, X_Id="7")
    answer = fetcher().post(web.url("/hook"), b'{"a": 1}', {"Content-Type": "application/json", "X-S": "s"})
    assert (answer.status, answer.headers["x-id"]) == (202, "7")
    assert (web.asked[0].method, web.asked[0].body, web.asked[0].headers["x-s"]) == ("POST", b'{"a": 1}', "s")


@pytest.mark.parametrize(
    "rest",
    [
        "Content-Length: 999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
        "Content-Encoding: br\r\n\r\n",
    ],
)
def test_post_to_one_who_talks(web: Site, rest):
    """What was taken counts as taken, however long, slowly or oddly the receiver goes on to answer."""
    web.put_raw(
        "/hook", lambda _request, link: (link.sendall(f"HTTP/1.1 200 OK\r\n{rest}".encode()), over.wait(9))
    )
    over = threading.Event()
    assert fetcher(max_bytes=10, seconds=2).post(web.url("/hook"), b"x", {}).status == 200
    over.set()


def test_names_of_settings(web: Site):
    """Who sends is told the setting of sending, and not the one of fetching."""
    over = threading.Event()
    web.put_raw("/hook", lambda _request, _link: over.wait(9))
    sending = fetcher(seconds=0.2, seconds_setting="CHECKER_WEBHOOK_SECONDS")
    with pytest.raises(FetchFailed, match="CHECKER_WEBHOOK_SECONDS"):
        sending.post(web.url("/hook"), b"x", {})
    over.set()
    with pytest.raises(FetchRefused, match=r'add "elsewhere.example" to CHECKER_WEBHOOK_HOSTS'):
        Guard(["example.org"], setting="CHECKER_WEBHOOK_HOSTS").check("https://elsewhere.example/")


def test_post_does_not_follow(web: Site):
    """A redirect of a sent body is an answer like any other."""
    web.move("/hook", "http://169.254.169.254/", 307)
    assert fetcher().post(web.url("/hook"), b"", {}).status == 307


def test_post_is_guarded():
    """Nothing is sent to an inner network."""
    with pytest.raises(FetchRefused, match="not an address of the public internet"):
        fetcher(private=()).post("http://127.0.0.1:9/", b"x", {})
