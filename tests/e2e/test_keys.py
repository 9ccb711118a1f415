from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher

from tests.e2e.conftest import start_server
from tests.services import python_env

pytestmark = [pytest.mark.services, pytest.mark.models, pytest.mark.browser]

KEY = "a-key-for-tests"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="module")
def locked(server, tmp_path_factory):
    """Give a server that asks for a key; the encoder that the other one made is worth keeping."""
    folder = tmp_path_factory.mktemp("locked")
    if (server.data / "models").exists():
        shutil.copytree(server.data / "models", folder / "data" / "models")
    hashes = json.dumps([CHEAP.hash(KEY), CHEAP.hash("another")])
    with start_server(folder, CHECKER_API_KEY_HASHES=hashes) as started:
        yield started


def test_key_opens_the_api(locked):
    """Without a key the API tells nothing; with it, and only with that one, a check can be read."""
    assert locked.post_json({"text": "a"})[0] == 401
    bearer = {"Authorization": f"Bearer {KEY}"}
    _, headers, _ = locked.post_json({"text": "Good morning!"}, Prefer="wait=30", **bearer)
    assert locked.get(headers["Location"], **bearer)[0] == 200
    assert locked.get(headers["Location"], Authorization="Bearer another")[0] == 404
    assert locked.get(headers["Location"])[0] == 401


def test_signing_in_with_a_browser(locked, browser, screenshots):
    """A person signs in with the key, checks a post, and signs out."""
    page = browser.new_page(base_url=locked.url)
    page.goto("/")
    page.screenshot(path=screenshots / "sign-in.png")
    page.get_by_label("API key").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("API key").fill(KEY)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("The post").fill("Good morning!")
    page.get_by_role("button", name="Check this post").click()
    page.get_by_text("Result for this post").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("API key").wait_for()
    page.close()


def test_body_in_chunks(locked):
    """A body that comes in chunks and is too large is refused like any other."""
    head = (
        "POST /api/v1/checks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {KEY}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    address = urlsplit(locked.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(head.encode() + chunk * 10 + b"0\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


def test_somebody_is_added_while_it_runs(locked, browser, screenshots):
    """`checker users add` lets a person in at once; another password, given the same way, signs them out."""

    def users(*words, typed):
        env = python_env(CHECKER_DATA_DIR=str(locked.data))
        command = [sys.executable, "-m", "checker.cli", "users", *words]
        subprocess.run(command, input=typed, env=env, text=True, check=True, timeout=120)

    users("add", "admin-a", "--role", "admin", "--full-name", "Officer A", typed="ferry timetable 120\n")
    page = browser.new_page(base_url=locked.url)
    page.goto("/admin/users")
    page.get_by_label("User name").fill("admin-a")
    page.get_by_label("Password").fill("ferry timetable 120")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="People").wait_for()
    page.screenshot(path=screenshots / "people.png", full_page=True)
    users("password", "admin-a", typed="harbour lights at nine\n")
    page.reload()
    page.get_by_label("User name").wait_for()
    page.close()
