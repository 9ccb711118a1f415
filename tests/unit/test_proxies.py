"""The server's own reading of what reverse proxies say, from the header to the session."""

from __future__ import annotations

import re

import pytest
from waitress.server import create_server
from werkzeug.test import Client

from checker.account_records import Role
from checker.serve import _behind
from tests.service import STRONG, Peopled

FORWARDED = {"X-Forwarded-For": "198.51.100.9, 203.0.113.5", "X-Forwarded-Proto": "https"}
PROXY = {"REMOTE_ADDR": "127.0.0.1", "REMOTE_HOST": "127.0.0.1", "REMOTE_PORT": "4711"}


@pytest.mark.parametrize(
    ("proxies", "address", "secure"),
    [(0, "127.0.0.1", False), (1, "203.0.113.5", True), (2, "198.51.100.9", True)],
)
def test_who_comes_through_proxies(tmp_path, proxies, address, secure):
    """What proxies say of a visitor is believed of as many as are named, and of none where none is."""
    service = Peopled(tmp_path)
    person = service.add("admin-a", Role.ADMIN)
    server = create_server(service.app, host="127.0.0.1", port=0, _start=False, **_behind(proxies))
    try:
        client = Client(server.application)
        page = client.get("/sign-in", headers=FORWARDED, environ_overrides=PROXY)
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
        form = {"csrf": csrf, "name": "admin-a", "password": STRONG}
        # The test client keeps no cookie of TLS for an address without.
        cookie = {"Cookie": page.headers["Set-Cookie"].partition(";")[0]}
        answer = client.post("/sign-in", data=form, headers=FORWARDED | cookie, environ_overrides=PROXY)
    finally:
        server.close()
    assert answer.status_code == 303
    assert service.sessions.of_owner(person.account_id)[0].address == address
    assert ("Secure" in answer.headers["Set-Cookie"]) == secure
