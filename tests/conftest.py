"""Fixtures that several kinds of tests share: real servers, each started once, and a fresh place in them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.config import BUNDLED, load_settings
from checker.encoder import Encoder, load_encoder
from tests.services import PostgresServer, RedisServer

# No test reaches the network: a model that is not on this machine is missing, at once.
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def _postgres() -> Iterator[PostgresServer]:
    # Not pytest's own folder: that is closed to all other users, and root starts PostgreSQL as nobody.
    folder = Path(tempfile.mkdtemp(prefix="checker-postgres-"))
    server = PostgresServer(folder)
    server.create()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def postgres(_postgres: PostgresServer) -> PostgresServer:
    """Give a running PostgreSQL; a test that stops it need not start it again."""
    try:
        _postgres.execute("SELECT 1")
    except Exception:  # noqa: BLE001  # the test before left it in whatever state
        _postgres.start()
    return _postgres


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Give the URL of an empty database, to which nobody may be connected when the test is over."""
    postgres.empty()
    yield postgres.url
    postgres.wait_until_left()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database, once of each kind that the store supports."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'checker.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """Give a running, empty Redis."""
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def bundled_encoder() -> Encoder:
    """Give the real encoder."""
    return load_encoder(load_settings(encoder=BUNDLED))
