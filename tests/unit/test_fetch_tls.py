from __future__ import annotations

import ssl
import subprocess

import pytest

from checker.errors import FetchFailed, FetchRefused
from checker.ingest.fetch import Fetcher, Limits
from checker.ingest.guard import Guard, networks_of
from tests.sites import site

NAME, OTHER = "press.example", "other.example"
PAGE = b"<!doctype html><p>The ministry said so.</p>"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Give a certificate for one name, and its key, made for this run."""
    folder = tmp_path_factory.mktemp("tls")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={NAME}",
    ]
    command += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", folder / "key", "-out", folder / "cert"]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "cert", folder / "key"


@pytest.fixture
def web(certificate):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    with site(tls=server) as served:
        served.put("/", PAGE)
        yield served


def fetcher(trusted: str | None = None) -> Fetcher:
    guard = Guard(["*:*"], networks_of(["127.0.0.1/32"]), resolve=lambda _host, _port: ["127.0.0.1"])
    tls = ssl.create_default_context(cafile=trusted) if trusted else None
    return Fetcher(guard, Limits(seconds=5), tls=tls)


def test_name_is_asked_for(web, certificate):
    """Though the connection goes to an address, the certificate must be for the name."""
    trusting = fetcher(str(certificate[0]))
    assert trusting.get(f"https://{NAME}:{web.port}/").body == PAGE
    with pytest.raises(FetchFailed, match="certificate"):
        trusting.get(f"https://{OTHER}:{web.port}/")


def test_unknown_certificate(web):
    """A certificate that nobody vouches for ends the connection."""
    with pytest.raises(FetchFailed, match="certificate"):
        fetcher().get(f"https://{NAME}:{web.port}/")


def test_encryption_is_not_given_up(web, certificate):
    """A redirect from https to http is refused."""
    web.move("/old", f"http://{NAME}:{web.port}/")
    with pytest.raises(FetchRefused, match="without encryption"):
        fetcher(str(certificate[0])).get(f"https://{NAME}:{web.port}/old")
