"""A real server process on a fresh data folder, and a real browser that reaches nothing else."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.services import ROOT, Process, eventually, http, python_env

# The first start in a data folder makes the encoder of the fast path, on a machine that may be busy.
FIRST_START_SECONDS = 300
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Server:
    """Where the server answers, and where it keeps things."""

    url: str
    data: Path

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return http("GET", f"{self.url}{path}", **headers)

    def post_json(self, body: object, **headers: str) -> tuple[int, dict[str, str], dict[str, Any]]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {"Content_Type": "application/json", **headers}
        status, answered, content = http("POST", f"{self.url}/api/v1/checks", raw, **named)
        return status, answered, json.loads(content)

    def finished(self, path: str) -> dict[str, Any]:
        """Return the check at ``path`` once it has ended."""

        def ended() -> dict[str, Any] | None:
            check = json.loads(self.get(path)[2])
            return check if check["state"] in {"done", "failed"} else None

        return eventually(ended, f"{path} ends")


@contextmanager
def start_server(folder: Path, **variables: str) -> Iterator[Server]:
    """Start `checker serve` as people do, with nothing set but the data folder and what is named."""
    command = [sys.executable, "-m", "checker.cli", "serve", "--port", "0"]
    env = python_env(CHECKER_DATA_DIR=str(folder / "data"), **variables)
    process = Process(command, folder / "log", env=env)
    try:
        process.wait_for_output("Listening on", FIRST_START_SECONDS)
        found = re.search(r"Listening on (http://\S+)", process.output())
        assert found
        yield Server(found[1], folder / "data")
    finally:
        process.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server with nothing set."""
    with start_server(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium of this machine; `make test` sees to it that there is one."""
    binary = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert binary, "no Chromium on the PATH: run scripts/find_browser.sh"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=binary, args=BROWSER_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Give the folder where pictures of the pages are kept for people to look at."""
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
