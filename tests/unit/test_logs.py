"""The log, and the request that everything in it was done for."""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing

import pytest

from checker.api import create_app
from checker.config import load_settings
from checker.log_context import bound, facts
from checker.logs import set_up_logs
from checker.records import Post
from checker.store import open_store
from checker.work import Work
from tests.fakes import FakeChecking


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Give where the log is written, and put the log of the tests back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield io.StringIO()
    logging.captureWarnings(capture=False)
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def settings(tmp_path):
    return load_settings(
        data_dir=tmp_path / "data", database_url="", redis_url="", api_key_hashes=(), log_format="json"
    )


def lines(written: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def app_of(settings, store):
    return create_app(settings, store=store, submit=lambda _: None, wait=store.wait_for, readiness=dict)


def test_a_request_is_followed_into_the_worker(settings, written):
    """What the API and the worker say of a check has the X-Request-ID of the request that made it."""
    set_up_logs(settings, written)
    with closing(open_store(settings)) as store, closing(Work(settings, lambda _: FakeChecking())) as work:
        client = app_of(settings, store).test_client()
        made = client.post(
            "/api/v1/checks", json={"text": "broken by a post"}, headers={"X-Request-ID": "from-the-bot.7"}
        )
        client.get("/healthz", headers={"X-Request-ID": "another"})
        work.run(made.json["id"])
        shown = client.get(made.json["links"]["self"]).json
    assert made.headers["X-Request-ID"] == shown["request_id"] == "from-the-bot.7"
    ours = [line for line in lines(written) if line.get("request_id") == "from-the-bot.7"]
    answered, *run = ours
    assert {key: answered[key] for key in ("message", "method", "path", "status", "level")} == {
        "message": "request answered",
        "method": "POST",
        "path": "/api/v1/checks",
        "status": 202,
        "level": "info",
    }
    assert answered["seconds"] >= 0
    assert {line["logger"] for line in run} == {"checker.work"}
    assert {line["check_id"] for line in run} == {made.json["id"]}
    failed = next(line for line in run if line["level"] == "error")
    assert failed["error"] == "ZeroDivisionError"
    assert "Traceback" in failed["traceback"]
    assert not [line for line in lines(written) if line.get("path") == "/healthz"]


def test_every_request_has_an_id(settings, written):
    """Without a sound X-Request-ID of the caller one is made, and it is on the check and in the log."""
    set_up_logs(settings, written)
    with closing(open_store(settings)) as store:
        client = app_of(settings, store).test_client()
        made = client.post(
            "/api/v1/checks", json={"text": "a"}, headers={"X-Request-ID": "not sound; drop table"}
        )
        shown = client.get(made.json["links"]["self"]).json
    assert len(shown["request_id"]) == 32
    assert [line["status"] for line in lines(written) if line.get("request_id") == shown["request_id"]] == [
        202
    ]


def test_a_check_that_no_request_made(settings):
    """A check that came in another way has no request id, and that is no fault."""
    with closing(open_store(settings)) as store:
        check = store.add_check(Post("a"))
        shown = app_of(settings, store).test_client().get(f"/api/v1/checks/{check.check_id}").json
    assert shown["request_id"] is None


def test_a_check_that_is_removed_leaves_no_request_id(settings):
    """What is removed is removed with the request that made it."""
    with closing(open_store(settings)) as store:
        with bound(request_id="r-1"):
            check = store.add_check(Post("a"))
        assert store.get(check.check_id).request_id == "r-1"
        store.remove(check.check_id)
        with store._read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM check_origins").scalar() == 0


def test_one_line_is_one_thing(settings, written):
    """Nobody can write lines of their own into the log by what they send."""
    set_up_logs(settings.model_copy(update={"log_format": "text"}), written)
    with bound(request_id="r-1", check_id=""):
        logging.getLogger("checker.test").warning("post %s", "a\n2026 INFO forged: line\r\nmore")
    assert facts() == {}
    (line,) = written.getvalue().splitlines()
    assert line.endswith(r"WARNING checker.test: post a\n2026 INFO forged: line\r\nmore request_id=r-1")


def test_an_address_is_on_the_line_of_its_request(settings, written):
    """Line ends and codes for terminals in the address that somebody asked for are shown, not written."""
    set_up_logs(settings.model_copy(update={"log_format": "text"}), written)
    with closing(open_store(settings)) as store:
        app_of(settings, store).test_client().get("/nothing%0A2026%20INFO%20forged%1B%5B2J%E2%80%A8more")
    (line,) = [line for line in written.getvalue().splitlines() if "request answered" in line]
    assert r"path=/nothing\n2026 INFO forged\x1b[2J\u2028more status=404" in line


def test_the_traceback_of_an_error_is_kept(settings, written):
    """In text a traceback follows its line; in JSON it stays on the line."""
    for log_format, count in (("json", 1), ("text", 4)):
        set_up_logs(settings.model_copy(update={"log_format": log_format}), written)
        written.seek(0)
        written.truncate()
        try:
            int("سلام")
        except ValueError:
            logging.getLogger("checker.test").exception("failed")
        assert len(written.getvalue().splitlines()) >= count
        assert "ValueError" in written.getvalue()
    assert sys.exc_info() == (None, None, None)


def test_a_warning_of_a_library_is_a_line_too(settings, written):
    """Where each line is an object, nothing else is written between them."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        set_up_logs(settings, written)
        warnings.warn("old\nand slow", stacklevel=1)
    (line,) = lines(written)
    assert (line["level"], line["logger"]) == ("warning", "py.warnings")
    assert "old\nand slow" in line["message"]


def test_the_level_is_set(settings, written):
    """Below CHECKER_LOG_LEVEL nothing is written."""
    set_up_logs(settings.model_copy(update={"log_level": "WARNING"}), written)
    logging.getLogger("checker.test").info("quiet")
    logging.getLogger("checker.test").warning("loud")
    assert [line["message"] for line in lines(written)] == ["loud"]


def test_what_the_pool_of_connections_does_is_not_in_the_log(written, settings):
    """That each store gives its connections back at the end is no news; what fails is."""
    set_up_logs(settings, written)
    open_store(settings).close()
    assert "Pool" not in written.getvalue()
    logging.getLogger("checker.database.Pool").error("lost")
    assert "lost" in written.getvalue()
