"""Several hosts, each with its own data folder, on one PostgreSQL and Redis: ``python -m eval.speed.hosts``.

Shows what adding hosts does to throughput, that a host which is killed under load loses nothing, and
that statements and models are changed under load without a request that fails. The hosts are processes
of one machine, so what they gain is bounded by its cores: CPU time per check is told beside it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.measures import aligned
from eval.speed import corpora
from eval.speed.served import ask, cpu_seconds, together
from eval.speed.torch_stance import write_torch_stance
from tests.services import PostgresServer, RedisServer, eventually, free_port, python_env
from tests.services import http as request
from training import mixture

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DEFAULT_DATA = ROOT.parent / "shared" / "data"
PASSAGES = 1_000
POSTS = 120
CLIENTS = 8
SECONDS = 180
NEW = "The Harbour Office of Vika said on Monday that 41 ferries had been repaired."


@dataclass
class Cluster:
    """A server, and workers on hosts."""

    home: Path
    environment: dict[str, str]
    port: int
    stack: ExitStack
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str, **settings: str) -> None:
        """Start a process of checker on a host of this name."""
        folder = self.home / name
        folder.mkdir(exist_ok=True)
        log = self.stack.enter_context((self.home / f"{name}.log").open("ab"))
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", "checker.cli", *command],
            env={**self.environment, "CHECKER_DATA_DIR": str(folder), **settings},
            stdout=log,
            stderr=log,
            cwd=ROOT,
            start_new_session=True,
        )

    def stop(self, name: str, how: int = signal.SIGTERM) -> None:
        """End a process and all that it started."""
        process = self.processes.pop(name)
        if how == signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        process.wait(60)

    def cpu(self) -> float:
        """Return the CPU time that all processes took."""
        return sum(cpu_seconds(process.pid) for process in self.processes.values())

    def workers(self) -> int:
        """Return how many workers have given a sign of life."""
        _, _, body = request("GET", f"http://127.0.0.1:{self.port}/metrics")
        lines = body.decode().splitlines()
        return next((int(float(line.split()[1])) for line in lines if line.startswith("checker_workers ")), 0)


def main() -> None:
    """Show all of it, print and write."""
    options = _options()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="checker-hosts-")))
        home.chmod(0o755)
        cluster = _cluster(home, stack, options.data)
        posts = [post.text for post in mixture.briefing_posts(held_out=True)]
        found = {
            "throughput": _throughput(cluster, posts),
            "killed": _killed(cluster, posts[4 * POSTS : 5 * POSTS]),
            "corpus": _corpus_changes(cluster, posts[5 * POSTS :]),
            "model": _model_changes(cluster, posts[6 * POSTS :]),
        }
    options.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    rows = [[name, *(f"{value:.2f}" for value in row.values())] for name, row in found["throughput"].items()]
    print(aligned([["workers", *next(iter(found["throughput"].values()))], *rows]))
    print(json.dumps({name: found[name] for name in ("killed", "corpus", "model")}, indent=1))


def _cluster(home: Path, stack: ExitStack, data: Path) -> Cluster:
    folder = Path(tempfile.mkdtemp(prefix="checker-hosts-postgres-"))
    stack.callback(shutil.rmtree, folder)
    postgres, redis = PostgresServer(folder), RedisServer(home)
    postgres.create()
    for server in (postgres, redis):
        server.start()
        stack.callback(server.stop)
    corpora.written(home / "corpus", PASSAGES, data)
    environment = python_env(
        CHECKER_DATABASE_URL=postgres.url,
        CHECKER_REDIS_URL=redis.url,
        CHECKER_CORPUS=str(home / "corpus"),
        CHECKER_INDEX_SHARE=f"file://{home / 'share'}",
        CHECKER_PORT=str(free_port()),
        CHECKER_WORKER_THREADS="1",
        CHECKER_THREADS="1",
        CHECKER_CHECK_SECONDS="20",
        CHECKER_REQUEUE_SECONDS="2",
        CHECKER_KEY_REQUESTS_PER_MINUTE="0",
    )
    cluster = Cluster(home, environment, int(environment["CHECKER_PORT"]), stack)
    stack.callback(_end, cluster)
    cluster.start("server", "serve")
    eventually(lambda: _ready(cluster.port), "the server answers", SECONDS)
    return cluster


def _throughput(cluster: Cluster, posts: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return posts per second and CPU seconds per check with 1, 2 and 4 hosts."""
    found = {}
    for number, count in enumerate((1, 2, 4)):
        while sum(name.startswith("host") for name in cluster.processes) < count:
            name = f"host{len(cluster.processes)}"
            cluster.start(name, "worker")
        eventually(lambda count=count: cluster.workers() >= count, "the workers work", SECONDS)
        together(cluster.port, posts[:CLIENTS], CLIENTS, fresh=True)
        before = cluster.cpu()
        seconds, _ = together(cluster.port, posts[number * POSTS : (number + 1) * POSTS], CLIENTS, fresh=True)
        spent = cluster.cpu() - before
        found[str(count)] = {"posts_per_s": POSTS / seconds, "cpu_s_per_check": spent / POSTS}
    return found


def _killed(cluster: Cluster, posts: Sequence[str]) -> dict[str, int]:
    """Return what became of posts that were accepted when a host was killed in the midst of them."""
    ids = [_submit(cluster.port, post) for post in posts[: len(posts) // 2]]
    cluster.stop("host1", signal.SIGKILL)
    ids += [_submit(cluster.port, post) for post in posts[len(posts) // 2 :]]
    end = time.monotonic() + SECONDS
    states: Counter[str] = Counter()
    while time.monotonic() < end:
        states = Counter(_state(cluster.port, one) for one in ids)
        if not states["queued"] + states["running"]:
            break
        time.sleep(0.5)
    lost = len(ids) - states["done"] - states["failed"]
    return {"accepted": len(ids), "done": states["done"], "failed": states["failed"], "lost": lost}


def _corpus_changes(cluster: Cluster, posts: Sequence[str]) -> dict[str, Any]:
    """Return what callers saw while a statement was added: which versions, and how many requests failed."""

    def change() -> None:
        path = cluster.home / "new.txt"
        path.write_text(NEW, "utf-8")
        subprocess.run(
            [sys.executable, "-m", "checker.cli", "corpus", "import", str(path), "--yes", "--json"],
            env={**cluster.environment, "CHECKER_DATA_DIR": str(cluster.home / "server")},
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        eventually(lambda: _finds(cluster.port), "the new statement is found", SECONDS)

    return _under_load(cluster, posts, change, lambda report: str(report["corpus_version"]))


def _model_changes(cluster: Cluster, posts: Sequence[str]) -> dict[str, Any]:
    """Return what callers saw while the hosts went over to another stance model, one after the other."""
    model = write_torch_stance(cluster.home / "other-stance")

    def change() -> None:
        for name in sorted(name for name in cluster.processes if name.startswith("host")):
            before = cluster.workers()
            cluster.stop(name)
            cluster.start(name, "worker", CHECKER_STANCE_MODEL=str(model))
            eventually(lambda before=before: cluster.workers() >= before, "the next host works", SECONDS)

    return _under_load(cluster, posts, change, lambda report: str(report["models"]["stance"]))


def _under_load(cluster: Cluster, posts: Sequence[str], change: Any, version: Any) -> dict[str, Any]:
    seen: Counter[str] = Counter()
    failed: list[str] = []
    over = threading.Event()

    def caller(first: int) -> None:
        for number in range(first, 1_000_000, 3):
            if over.is_set():
                return
            connection = http.client.HTTPConnection("127.0.0.1", cluster.port, timeout=60)
            try:
                _, report = ask(connection, posts[number % len(posts)], fresh=True)
                seen[version(report)] += 1
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                failed.append(str(error))
            finally:
                connection.close()

    callers = [threading.Thread(target=caller, args=(first,)) for first in range(3)]
    for one in callers:
        one.start()
    try:
        change()
        time.sleep(2)
    finally:
        over.set()
        for one in callers:
            one.join()
    return {"answered": sum(seen.values()), "versions": len(seen), "failed": len(failed), "first": failed[:1]}


def _submit(port: int, post: str) -> str:
    body = json.dumps({"text": post}).encode()
    headers = {"Content_Type": "application/json", "Cache_Control": "no-cache"}
    _, _, answer = request("POST", f"http://127.0.0.1:{port}/api/v1/checks", body, **headers)
    return str(json.loads(answer)["id"])


def _state(port: int, check_id: str) -> str:
    status, _, answer = request("GET", f"http://127.0.0.1:{port}/api/v1/checks/{check_id}")
    return str(json.loads(answer)["state"]) if status < http.client.BAD_REQUEST else "gone"


def _finds(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        _, report = ask(connection, "41 ferries were repaired, says the Harbour Office of Vika", fresh=True)
    finally:
        connection.close()
    return report["verdict"] == "SUPPORTS"


def _ready(port: int) -> bool:
    try:
        return request("GET", f"http://127.0.0.1:{port}/healthz")[0] == http.client.OK
    except OSError:
        return False


def _end(cluster: Cluster) -> None:
    for process in cluster.processes.values():
        process.terminate()
    for process in cluster.processes.values():
        process.wait(60)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m eval.speed.hosts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of data sets")
    parser.add_argument("--out", type=Path, default=HERE / "hosts.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
