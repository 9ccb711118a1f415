from __future__ import annotations

import pytest

from checker import doors
from tests.service import URL, Service, token


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path)


@pytest.mark.parametrize("path", ["/", "/healthz", "/nope", URL, "/static/checker.css"])
def test_headers(service, path):
    """Every answer carries the security headers, errors and files too."""
    with service.client.get(path) as response:
        assert {name: response.headers.get(name) for name in doors.HEADERS} == doors.HEADERS


def test_policy_allows_nothing_inline():
    """The content security policy has no word that lets code in a page run or be fetched elsewhere."""
    assert "unsafe" not in doors.CONTENT_SECURITY_POLICY
    assert "http" not in doors.CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in doors.CONTENT_SECURITY_POLICY


def test_caching(service):
    """Pages and data are never stored; files, whose address changes with them, are."""
    assert service.client.get("/").headers["Cache-Control"] == "no-store"
    assert service.client.get(f"{URL}/x").headers["Cache-Control"] == "no-store"
    with service.client.get("/static/checker.css") as file:
        assert "max-age" in file.headers["Cache-Control"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:5", "LOCALHOST", "[::1]:8000"])
def test_loopback_names(service, host):
    """A server without keys answers to the names of loopback."""
    assert service.client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[::2]", "0.0.0.0"]
)
def test_rebound_names(service, host):
    """A server without keys answers to no other name: that is how DNS rebinding shows."""
    response = service.client.get("/", headers={"Host": host})
    assert response.status_code == 421
    assert "checker users add" in response.get_json()["detail"]


def test_other_names_with_keys(tmp_path):
    """A server with keys may be reached under any name."""
    client = Service(tmp_path, keys=("first",)).client
    assert client.get("/healthz", headers={"Host": "checker.example"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "welcome"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://localhost"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Origin": "http://localhost:3000"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://["}, False),
    ],
)
def test_other_sites(service, headers, welcome):
    """A page of another site, or of another port here, cannot make a browser send a post."""
    form = service.client.post("/checks", data={"text": "a"}, headers=headers)
    api = service.post({"text": "a"}, headers=headers)
    assert (form.status_code, api.status_code) == ((303, 202) if welcome else (403, 403))


def test_forms_over_plain_http(tmp_path):
    """In a local network a browser has only the origin to tell with, and our pages have it do so."""
    client = Service(tmp_path, keys=("first",)).client
    page = client.get("/sign-in", base_url="http://newsroom.lan:8000")
    assert page.headers["Referrer-Policy"] == "same-origin"
    fields = {"key": "first", "csrf": token(page.text)}
    for origin, status in (("http://evil.lan", 403), ("null", 403), ("http://newsroom.lan:8000", 303)):
        headers = {"Origin": origin}
        sent = client.post("/sign-in", base_url="http://newsroom.lan:8000", data=fields, headers=headers)
        assert sent.status_code == status


def test_other_sites_may_link_here(service):
    """A link from another site leads to the form."""
    assert service.client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_packed_body_is_refused_in_words(service):
    """It would be read as a post of noise; one that says it is not packed is read."""
    packed = service.raw(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    assert packed.status_code == 415
    assert "Content-Encoding" in packed.json["detail"]
    plain = service.post({"text": "The port is open."}, headers={"Content-Encoding": "identity"})
    assert plain.status_code == 202
