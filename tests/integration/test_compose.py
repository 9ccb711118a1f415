"""docker-compose.yml, started without Docker: its API and its worker, a real Redis and a real PostgreSQL."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from argon2 import PasswordHasher

from checker.config import Settings
from checker.uploads import gate_of
from tests.integration.compose import MissingVariable, Service, load_compose
from tests.services import (
    PG_PASSWORD,
    ROOT,
    PostgresServer,
    Process,
    RedisServer,
    eventually,
    free_port,
    http,
    python_env,
)

COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
KEY = "made-up-key-for-this-test"
POST = "Iran has formally asked Pakistan for military help!"
# The first start exports the encoder, which takes its time on a busy machine.
START_SECONDS = 240


def variables() -> dict[str, str]:
    """Return what the operator writes into `.env`."""
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return {"POSTGRES_PASSWORD": PG_PASSWORD, "CHECKER_API_KEY_HASHES": json.dumps([weak.hash(KEY)])}


@pytest.fixture
def services() -> dict[str, Service]:
    return load_compose(COMPOSE, variables())


class Stack:
    """The API and the worker of the file, each on its own data folder, joined by the real servers."""

    def __init__(self, services: dict[str, Service], folder: Path, moved: dict[str, str]) -> None:
        self._services = services
        self._folder = folder
        self._moved = moved  # address of a real server, by host:port in the file
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def here(self, text: str) -> str:
        """Return a text of the file with its addresses as they are on this machine."""
        for there, here in {**self._moved, "127.0.0.1:8000": f"127.0.0.1:{self.port}"}.items():
            text = text.replace(there, here)
        return text

    def command(self, name: str) -> list[str]:
        """Return the command of a service, with the port as it is on this machine."""
        return [str(self.port) if part == "8000" else part for part in self._services[name].command]

    def env(self, name: str) -> dict[str, str]:
        """Return the environment of a service, with its volumes as folders of this machine."""
        service = self._services[name]
        named = {variable: self.here(value) for variable, value in service.environment.items()}
        for volume, inside in service.volumes.items():
            for variable, value in named.items():
                if value == inside:
                    named[variable] = str(self._folder / volume)
        return python_env(**named)

    def start(self, name: str) -> Process:
        log = self._folder / f"{name}.log"
        return Process(self.command(name), log, self.env(name), cwd=ROOT, start_new_session=True)

    def healthy(self, name: str) -> bool:
        """Run the health check of a service as Docker does."""
        check = [self.here(part) for part in self._services[name].healthcheck]
        ran = subprocess.run(check, env=self.env(name), cwd=ROOT, capture_output=True, check=False)
        return ran.returncode == 0


@pytest.fixture
def stack(services, redis_server: RedisServer, postgres: PostgresServer, tmp_path) -> Iterator[Stack]:
    postgres.execute("DROP DATABASE IF EXISTS checker")
    postgres.execute("CREATE DATABASE checker")
    moved = {
        "redis:6379": f"127.0.0.1:{redis_server.port}",
        "@postgres:5432": f"@127.0.0.1:{postgres.port}",
    }
    started = Stack(services, tmp_path, moved)
    with ExitStack() as cleanup:
        for name, ready in (("api", "Listening on"), ("worker", "ready.")):
            process = started.start(name)
            cleanup.callback(process.stop)
            process.wait_for_output(ready, START_SECONDS)
        yield started


@pytest.mark.services
@pytest.mark.models
def test_a_post_is_checked_through_the_services_of_the_file(stack):
    """A post goes in over HTTP with a key, and comes back with a verdict from the worker."""
    body = json.dumps({"text": POST}).encode()
    address = f"{stack.url}/api/v1/checks"
    assert http("POST", address, body, Content_Type="application/json")[0] == 401
    named = {"Content_Type": "application/json", "Authorization": f"Bearer {KEY}"}
    status, headers, _ = http("POST", address, body, **named)
    assert status == 202

    def ended() -> dict | None:
        check = json.loads(http("GET", f"{stack.url}{urlsplit(headers['Location']).path}", **named)[2])
        return check if check["state"] in {"done", "failed"} else None

    check = eventually(ended, "the check ends")
    assert check["state"] == "done", check
    assert check["report"]["post"] == POST
    assert check["report"]["claims"][0]["passages"]
    status, _, content = http("GET", f"{stack.url}/readyz")
    assert (status, json.loads(content)["parts"]["worker"]["facts"]["corpus"]) == (
        200,
        check["report"]["corpus_version"],
    )
    assert stack.healthy("api")
    assert stack.healthy("worker")


@pytest.mark.parametrize("name", ["POSTGRES_PASSWORD", "CHECKER_API_KEY_HASHES"])
def test_secrets_have_no_default(name):
    """Without a password or keys nothing starts, and what is missing is named."""
    given = variables()
    del given[name]
    with pytest.raises(MissingVariable, match=name):
        load_compose(COMPOSE, given)


def test_every_setting_reaches_both_services():
    """Whatever is written into `.env`; but not what the file itself says, such as where the data lies."""
    given = {f"CHECKER_{field.upper()}": "set" for field in Settings.model_fields}
    services = load_compose(COMPOSE, variables() | given)
    fixed = {
        "CHECKER_DATABASE_URL": f"postgresql://checker:{PG_PASSWORD}@postgres:5432/checker",
        "CHECKER_REDIS_URL": "redis://redis:6379/0",
        "CHECKER_DATA_DIR": "/data",
    }
    for name in ("api", "worker"):
        found = services[name].environment
        assert {setting: found[setting] for setting in given} == given | fixed
    assert services["api"].command[-4:] == ["--host", "0.0.0.0", "--port", "8000"]
    assert not services["redis"].environment


def test_what_is_on_its_way_has_room(services):
    """The folder for it is memory, and has an end; the bodies that may come at once fit in."""
    for name in ("api", "worker"):
        ((folder, _, size),) = (one.partition(":size=") for one in services[name].rest["tmpfs"])
        assert (folder, size[-1]) == ("/tmp", "m")  # noqa: S108  # in the container
        assert int(size[:-1]) * 2**20 >= 2 * gate_of(Settings()).most


def test_no_secret_is_in_the_file():
    """Whatever looks like a password or key is a variable."""
    for service in yaml.safe_load(COMPOSE.read_text("utf-8"))["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|KEY|SECRET", name):
                assert str(value).startswith("${"), name


def test_only_this_machine_reaches_a_port(services):
    """Every published port is one of loopback, and neither broker nor database publishes any."""
    published = {name: service.ports for name, service in services.items() if service.ports}
    assert list(published) == ["api"]
    assert all(port.startswith("127.0.0.1:") for port in published["api"])


def test_every_service_is_watched_and_restarted(services):
    """Each service has a health check, and comes back when its process dies."""
    assert set(services) == {"api", "worker", "redis", "postgres"}
    assert all(service.healthcheck for service in services.values())
    assert {service.rest["restart"] for service in services.values()} == {"unless-stopped"}


def test_api_and_worker_are_one_image_without_rights(services):
    """Both run the same image, read-only and without capabilities; what they write is a volume."""
    ours = [services["api"], services["worker"]]
    assert len({service.rest["image"] for service in ours}) == 1
    for service in ours:
        assert service.rest["read_only"] is True
        assert service.rest["cap_drop"] == ["ALL"]
        assert service.environment["CHECKER_DATA_DIR"] in service.volumes.values()


def test_the_database_outlives_its_container(services):
    """What was accepted lies in a volume; the broker needs none."""
    assert services["postgres"].volumes == {"postgres": "/var/lib/postgresql/data"}
    assert services["redis"].volumes == {}


def stages() -> list[list[str]]:
    """Return the instructions of each stage of the Dockerfile."""
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    starts = [n for n, line in enumerate(lines) if line.startswith("FROM ")]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def test_the_image_runs_as_nobody_in_particular():
    """The last stage ends as a user that is not root, with a health check."""
    last = stages()[-1]
    users = [line.split()[1] for line in last if line.startswith("USER ")]
    assert users
    assert users[-1] not in {"root", "0"}
    assert any(line.startswith("HEALTHCHECK ") for line in last)
    assert not any("apt-get" in line or "pip install" in line for line in last)


def test_what_the_image_copies_is_there_and_not_ignored():
    """Every path that the Dockerfile copies exists and is let through by .dockerignore."""
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    }
    copies = [shlex.split(line)[1:-1] for stage in stages() for line in stage if line.startswith("COPY ")]
    sources = {source.rstrip("/") for copy in copies for source in copy if not copy[0].startswith("--from")}
    assert {"checker", "corpus", "worker.py", "requirements.lock"} <= sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(source == path or source.startswith(f"{path}/") for path in let_in), source


def test_the_image_starts_what_the_file_starts(services):
    """The image's own command is the one of the API."""
    (command,) = (line[4:] for line in stages()[-1] if line.startswith("CMD "))
    assert json.loads(command) == services["api"].command
