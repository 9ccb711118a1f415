"""A server that is asked without a pause while its corpus changes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest

from tests.e2e.conftest import start_server
from tests.services import eventually, python_env

pytestmark = pytest.mark.models

POST = "The harbour office ordered 15 boats for Vika."
STATEMENT = "---\nid: {0}\nissuer: Harbour Office\n---\nThe harbour office ordered {1} boats for Vika.\n"


@pytest.fixture
def folder(tmp_path):
    """Give a folder with one statement."""
    path = tmp_path / "statements"
    path.mkdir()
    (path / "one.md").write_text(STATEMENT.format("one", 12))
    return path


def quoted(server):
    """Check the post; return what is quoted and from which corpus."""
    status, _, check = server.post_json({"text": POST}, Prefer="wait=30")
    assert status in {200, 201, 202}
    report = check.get("report") or server.finished(f"/api/v1/checks/{check['id']}")["report"]
    words = {passage["text"] for claim in report["claims"] for passage in claim["passages"]}
    return words, report["corpus_version"]


def test_a_server_follows_the_corpus_without_dropping_a_check(folder, tmp_path):
    """What is added is quoted within seconds, what is gone back to too, and every check gets its report."""
    seen, failed, stop = [], [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                seen.append(quoted(server))
            except Exception as error:  # noqa: BLE001  # whatever it is, a check was dropped
                failed.append(error)

    with start_server(tmp_path, CHECKER_CORPUS=str(folder)) as server:
        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            eventually(lambda: seen or failed, "a check is answered")
            assert not failed
            before = seen[-1][1]
            (folder / "one.md").write_text(STATEMENT.format("one", 15))
            eventually(lambda: {words for words in seen[-1][0] if "15 boats" in words}, "it is quoted")
            after = seen[-1][1]
            assert before != after
            command = [sys.executable, "-m", "checker.cli", "index", "rollback"]
            env = python_env(CHECKER_DATA_DIR=str(server.data), CHECKER_CORPUS=str(folder))
            went = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            assert went.returncode == 0, went.stderr
            assert json.loads(went.stdout)["corpus_version"] == before
            eventually(lambda: seen[-1][1] == before, "the rollback is followed")
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        facts = json.loads(server.get("/readyz")[2])
    assert not failed
    assert {version for _, version in seen} == {before, after}
    assert before in json.dumps(facts)
