from __future__ import annotations

import asyncio
import inspect
import json
import math
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from checker.check_records import CheckState
from checker.client import (
    AsyncClient,
    Busy,
    Client,
    ClientOptions,
    Missing,
    NotAdmitted,
    NotFinished,
    OddAnswer,
    Refused,
    Unanswered,
    Unsendable,
)
from checker.client.protocol import Lost, Pause, Protocol, Received, Send, retry_after
from checker.records import Verdict
from tests.samples import everything
from tests.served import saying, served
from tests.service import Service

POST = "They ordered 120 ferries."
AWAY = "503 SERVICE UNAVAILABLE"
LINKS = ("self", "page", "events")
HALF = "a post that was cut \ud83d"


class Awaited:
    """An ``AsyncClient`` that is called like a ``Client``.

    Its loop has a thread of its own: in that of the tests Playwright's may be running.
    """

    def __init__(self, url, key="", *, options=None, sleep):
        async def rest(seconds):
            sleep(seconds)

        self._thread, self._runner = ThreadPoolExecutor(1), asyncio.Runner()
        self._client = AsyncClient(url, key, options=options, sleep=rest)

    def __getattr__(self, name):
        method = getattr(self._client, name)
        return lambda *given, **named: self._run(method(*given, **named))

    def each(self, **filters):
        async def collect():
            return [one async for one in self._client.each(**filters)]

        return self._run(collect())

    def let_go(self):
        self._run(self._client.close())

    def close(self):
        self.let_go()
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def _run(self, talk):
        return self._thread.submit(self._runner.run, talk).result()


class Bench:
    """A client, the service it speaks with, and how long it slept."""

    def __init__(self, kind, service, gate):
        self.kind, self.service, self.gate = kind, service, gate
        self.slept, self.on_sleep, self.made = [], lambda: None, []
        self.client = self.another()

    def another(self, url=None, key="", **options):
        made = self.kind(
            self.gate.url if url is None else url, key, options=ClientOptions(**options), sleep=self.sleep
        )
        self.made.append(made)
        return made

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.on_sleep()

    def finish(self):
        for check_id, check in self.service.checks.kept.items():
            if check.state != "done":
                self.service.checks.finish(check_id, everything())


@pytest.fixture(params=[Client, Awaited], ids=["blocking", "awaited"])
def bench(request, tmp_path):
    """Give a client of each kind before the real application."""
    service = Service(tmp_path)
    with served(service.app) as gate:
        made = Bench(request.param, service, gate)
        yield made
        for client in made.made:
            client.close()


def test_check_is_one_round_trip_where_it_ends_in_time(bench):
    """The wait is asked of the server, and the report comes with the answer."""
    bench.service.finishes = everything()
    check = bench.client.check(POST, wait=5)
    assert (check.state, check.report.verdict) == (CheckState.DONE, Verdict.REFUTES)
    assert [claim.verdict for claim in check.report.claims][:2] == [Verdict.REFUTES, Verdict.SUPPORTS]
    assert bench.service.waited == [5]
    assert len(bench.gate.asked) == 1


def test_check_goes_on_asking_as_often_as_the_server_says(bench):
    """After a 202 the client asks again at the pace of Retry-After until the check has ended."""
    bench.on_sleep = lambda: len(bench.slept) == 3 and bench.finish()
    assert bench.client.check(POST, wait=30).state is CheckState.DONE
    assert bench.slept == [1.0, 1.0, 1.0]
    assert [method for method, _, _ in bench.gate.asked] == ["POST", "GET", "GET", "GET"]


def test_a_check_that_takes_longer_is_named(bench):
    """When the time is up the caller gets the id, and finds the check under it later."""
    with pytest.raises(NotFinished) as raised:
        bench.client.check(POST, wait=0)
    bench.finish()
    assert bench.client.wait(raised.value.check_id).state is CheckState.DONE


def test_options_of_a_post_arrive(bench):
    """What a caller says of a post is what the service keeps."""
    at = datetime(2025, 6, 19, 14, tzinfo=UTC)
    bench.client.submit(POST, posted_at=at, lang="en", issuers=("Ministry of Transport",), max_passages=2)
    kept = bench.service.checks.kept["check-1"].post
    assert (kept.text, kept.posted_at, kept.lang) == (POST, at, "en")
    assert (kept.issuers, kept.max_passages) == (("Ministry of Transport",), 2)


def test_a_lost_answer_makes_no_second_check(bench):
    """Where the line is cut after the check was made, the next attempt finds that very check."""
    bench.gate.instead = [bench.gate.lose, bench.gate.lose]
    accepted = bench.client.submit(POST)
    assert accepted.id == "check-1"
    assert list(bench.service.checks.kept) == ["check-1"]
    assert (len(bench.gate.keys), len(set(bench.gate.keys))) == (3, 1)


def test_two_calls_are_two_checks(bench):
    """Each call has a key of its own, unless the caller gives one."""
    ids = [bench.client.submit(POST).id for _ in range(2)]
    ids += [bench.client.submit(POST, idempotency_key="mine").id for _ in range(2)]
    assert ids == ["check-1", "check-2", "check-3", "check-3"]


@pytest.mark.parametrize("status", ["429 TOO MANY REQUESTS", AWAY, "502 BAD GATEWAY"])
def test_passing_trouble_is_waited_out(bench, status):
    """A service that is busy, or a proxy that finds none, is asked again, never before it says."""
    bench.gate.instead = [saying(status, Retry_After="3"), saying(status)]
    assert bench.client.submit(POST).id == "check-1"
    assert 3.25 <= bench.slept[0] <= 3.5
    assert 0.5 <= bench.slept[1] <= 1.0


def test_trouble_that_stays_is_told(bench):
    """After the last attempt the caller gets the problem and the pause that the server asks for."""
    bench.service.checks.away = True
    client = bench.another(retries=2)
    with pytest.raises(Busy, match="database") as raised:
        client.get("check-1")
    assert raised.value.problem.status == 503
    assert raised.value.retry_after > 0
    assert len(bench.gate.asked) == 3


def test_a_pause_that_is_too_long_is_left_to_the_caller(bench):
    """A client does not sit out a day's quota; it says at once how long that takes."""
    bench.gate.instead = [saying("429 TOO MANY REQUESTS", Retry_After="86400")]
    with pytest.raises(Busy) as raised:
        bench.client.submit(POST)
    assert (raised.value.retry_after, bench.slept) == (86_400, [])


def test_nobody_there_is_told(bench):
    """A service that cannot be reached is tried again, and then named as such, cause kept."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unanswered, match="ConnectError") as raised:
        bench.another(f"http://127.0.0.1:{port}", retries=1).submit(POST)
    assert raised.value.__cause__ is not None
    assert len(bench.slept) == 1


def test_refusals_say_what_to_change(bench):
    """What can never succeed is sent once, and the error has detail and field."""
    with pytest.raises(Refused, match="empty") as raised:
        bench.client.submit(" ")
    assert (raised.value.problem.status, raised.value.problem.field) == (422, "text")
    with pytest.raises(Missing):
        bench.client.get("nothing/here?")
    assert bench.slept == []


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda c: c.submit(HALF), "text"),
        (lambda c: c.check(POST, issuers=("Port", HALF)), "issuers.1"),
        (lambda c: c.check(POST, min_confidence=math.nan), "min_confidence"),
        (lambda c: c.check(POST, posted_at=object()), "posted_at"),
        (lambda c: c.check(POST, wait=math.nan), "wait"),
        (lambda c: c.submit(POST, idempotency_key="ключ"), "idempotency_key"),
        (lambda c: c.submit(POST, idempotency_key="a\nb"), "idempotency_key"),
        (lambda c: c.get(HALF), "id"),
        (lambda c: c.delete(HALF), "id"),
        (lambda c: c.wait("check-1", math.nan), "wait"),
        (lambda c: c.list(text=HALF), "text"),
    ],
)
def test_what_cannot_be_sent_is_told(bench, call, named):
    """What no request can have is an error of the client's that names it, and nothing is sent."""
    with pytest.raises(Unsendable, match=named):
        call(bench.client)
    assert bench.gate.asked == []


def test_waiting_for_ever_is_waiting(bench):
    """Without an end to the wait the server is asked for what it can give, and then again."""
    bench.on_sleep = lambda: len(bench.slept) == 2 and bench.finish()
    assert bench.client.check(POST, wait=math.inf).state is CheckState.DONE
    assert len(bench.service.waited) == 1


@pytest.mark.parametrize("key", ["secret-1\n", " secret-1", "secret-1\r\nX: y", "schlüssel-1"])
def test_a_key_that_no_request_can_have_is_refused_at_once(bench, key):
    """It says what to change, and never shows the key."""
    with pytest.raises(Unsendable, match="line break") as raised:
        bench.another(key=key)
    assert key.strip()[:6] not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "localhost:8000", "", "http://", "ck_1_secret", "http://a\n"]
)
def test_an_address_that_is_none_is_refused_at_once(bench, url):
    """It says what to change; what was given in its place may be a key, and is not shown."""
    with pytest.raises(Unsendable, match="address of the service") as raised:
        bench.another(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("proxy", ["ftp://a:secret@b", "http://[::1", "socks5://a:secret@b:1"])
def test_a_proxy_that_cannot_be_used_is_told(bench, monkeypatch, proxy):
    """It says what to change, and never shows the address, which may have a password."""
    monkeypatch.setenv("http_proxy", proxy)
    if proxy.startswith("socks5"):
        monkeypatch.setitem(sys.modules, "socksio", None)  # what speaks it is not installed
    with pytest.raises(Unsendable, match="proxy") as raised:
        bench.another()
    assert "secret" not in str(raised.value)


def test_a_client_that_was_closed_says_so(bench):
    """Nothing is sent any more."""
    client = bench.another()
    client.submit(POST)
    client.close() if isinstance(client, Client) else client.let_go()
    for call in (lambda: client.submit(POST), lambda: client.get("check-1")):
        with pytest.raises(Unsendable, match="closed"):
            call()


class Kept(BaseHTTPRequestHandler):
    """Accepts every post, and keeps the line for the next one."""

    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"id": "x", "state": "queued", "links": dict.fromkeys(LINKS, "/")}).encode()
        self.send_response(202)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.asked += 1

    def log_message(self, format, *args):  # noqa: A002 - its name there
        pass


class Quiet(ThreadingHTTPServer):
    """A server whose callers may vanish."""

    asked = 0

    def handle_error(self, request, client_address):
        pass


IN_THREE_LOOPS = """
import asyncio, sys
from checker.client import AsyncClient

async def ask(client):
    await asyncio.gather(*[client.submit("Norway asked for ferries") for _ in range(8)])

async def rest(seconds):
    sys.exit("a pause")

client = AsyncClient(sys.argv[1], sleep=rest)
for _ in range(3):
    asyncio.run(ask(client))
asyncio.run(client.close())
"""


def test_loops_that_follow_one_another_may_share_a_client():
    """Connections of a loop that has ended do not keep the next one from its answers."""
    with Quiet(("127.0.0.1", 0), Kept) as server, ThreadPoolExecutor(1) as threads:
        serving = threads.submit(server.serve_forever, 0.02)
        # In a process of its own: nobody can close the lines of a loop that has ended.
        url = f"http://127.0.0.1:{server.server_port}"
        subprocess.run([sys.executable, "-c", IN_THREE_LOOPS, url], check=True)
        server.shutdown()
        serving.result()
    assert server.asked == 24


def test_no_pause_is_longer_than_promised():
    """What is left to chance comes on top of what the server asks for, as long as both fit."""
    protocol = Protocol(ClientOptions(first_pause=2, longest_pause=30), chance=lambda: 1.0)
    talk = protocol.get("x")
    talk.send(None)
    for asked, expected in (("30", 30.0), ("25", 29.0), ("25", 30.0)):
        step = talk.send(Received(503, {"retry-after": asked}, b""))
        assert step == Pause(expected)
        talk.send(None)


def test_a_wait_ends_when_it_was_to_end(bench):
    """No pause leads beyond the seconds that the caller gave."""
    bench.gate.instead = [saying(AWAY, Retry_After="20")]
    with pytest.raises(Busy):
        bench.client.wait("check-1", 2)
    assert bench.slept == []


def test_a_check_that_was_accepted_is_not_lost(bench):
    """Where the service is away after it took the post, the caller has the id."""
    bench.gate.instead = [None, *[saying(AWAY)] * 5]
    with pytest.raises(NotFinished) as raised:
        bench.client.check(POST, wait=60)
    assert raised.value.check_id == "check-1"
    assert isinstance(raised.value.__cause__, Busy)


def test_a_slip_of_the_service_is_passed_over(bench):
    """A request that failed inside is sent again; what fails each time is told as it is."""
    problem = json.dumps(
        {"type": "x", "title": "", "status": 500, "detail": "Something went wrong", "request_id": "r"}
    ).encode()
    broken = saying("500 INTERNAL SERVER ERROR", problem)
    bench.gate.instead = [broken]
    assert bench.client.submit(POST).id == "check-1"
    bench.gate.instead = [broken] * 5
    with pytest.raises(Refused, match="went wrong") as raised:
        bench.client.submit(POST)
    assert (raised.value.problem.status, bench.gate.instead) == (500, [])


def test_the_key_is_shown(bench, tmp_path):
    """A right key opens; a wrong one is an error of its own."""
    with served(Service(tmp_path, keys=("right",)).app) as gate:
        assert bench.another(gate.url, "right").submit(POST).state is CheckState.QUEUED
        with pytest.raises(NotAdmitted):
            bench.another(gate.url, "wrong").submit(POST)


def test_lists_are_read_page_by_page(bench):
    """Every page is followed, and filters hold on all of them."""
    for number in range(5):
        bench.client.submit(f"{POST} {number}")
    bench.service.checks.finish("check-2", everything())
    assert [one.id for one in bench.client.list(limit=2).checks] == ["check-5", "check-4"]
    assert [one.id for one in bench.client.each(limit=2)] == [f"check-{n}" for n in (5, 4, 3, 2, 1)]
    found = bench.client.list(state=CheckState.DONE, verdict=Verdict.REFUTES, since=date(2020, 1, 1))
    assert [one.id for one in found.checks] == ["check-2"]
    assert bench.client.list(text="words no post has").checks == []
    assert bench.client.list(needs_review=True).checks == []
    assert len(bench.client.list(needs_review=False).checks) == 5


def test_what_was_taken_back_is_gone(bench):
    """A check that was deleted is not there, and to delete it again is refused."""
    check_id = bench.client.submit(POST).id
    assert bench.client.delete(check_id) is None
    with pytest.raises(Missing):
        bench.client.get(check_id)
    with pytest.raises(Missing):
        bench.client.delete(check_id)


def test_a_lost_removal_is_done(bench):
    """Where the answer to a deletion was lost, that there is nothing to delete means success."""
    check_id = bench.client.submit(POST).id
    bench.gate.instead = [bench.gate.lose]
    assert bench.client.delete(check_id) is None
    assert bench.service.checks.kept == {}


def test_a_removal_behind_a_gateway_is_done(bench):
    """Where a gateway gave up, the removal may have been done; where nothing was done, it is refused."""
    check_id = bench.client.submit(POST).id
    bench.service.checks.remove(check_id)
    bench.gate.instead = [saying("504 GATEWAY TIMEOUT")]
    assert bench.client.delete(check_id) is None
    bench.gate.instead = [saying("429 TOO MANY REQUESTS")]
    with pytest.raises(Missing):
        bench.client.delete(check_id)


@pytest.mark.parametrize("status", ["200 OK", "302 FOUND", "404 NOT FOUND"])
def test_somebody_else_is_noticed(bench, status):
    """A page that is no answer of this API is told apart from a refusal."""
    bench.gate.instead = [saying(status, b"<h1>Sign in to the network</h1>", Content_Type="text/html")]
    with pytest.raises(OddAnswer, match="address"):
        bench.client.get("check-1")


def test_a_body_that_a_proxy_refuses_is_refused(bench):
    """It is the post that is too large, not the address that is wrong."""
    bench.gate.instead = [saying("413 CONTENT TOO LARGE", b"<html>")]
    with pytest.raises(Refused, match="size"):
        bench.client.submit(POST)


def test_keys_of_later_versions_are_read_over(bench):
    """An answer that says more than this version knows is read all the same."""
    links = {"self": "/a", "page": "/b", "events": "/c", "video": "/d"}
    body = json.dumps({"id": "x", "state": "queued", "links": links, "mood": "calm"}).encode()
    bench.gate.instead = [saying("202 ACCEPTED", body, Content_Type="application/json")]
    assert bench.client.submit(POST).id == "x"


def test_pauses_grow_and_differ():
    """Pauses double up to the longest, and a part of each is left to chance."""
    for chance, expected in ((0.0, [0.5, 1.0, 2.0, 2.0]), (1.0, [1.0, 2.0, 4.0, 4.0])):
        protocol = Protocol(ClientOptions(first_pause=1, longest_pause=4), chance=lambda c=chance: c)
        talk = protocol.get("x")
        pauses = []
        assert isinstance(talk.send(None), Send)
        for _ in range(4):
            step = talk.send(Lost(OSError("cut")))
            assert isinstance(step, Pause)
            pauses.append(step.seconds)
            assert isinstance(talk.send(None), Send)
        with pytest.raises(Unanswered):
            talk.send(Lost(OSError("cut")))
        assert pauses == expected


def test_a_pause_may_be_a_date():
    """Retry-After is understood in both of its forms, and what is neither is left alone."""
    at = format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)
    assert 100 < retry_after(Received(503, {"retry-after": at}, b"")) <= 120
    assert retry_after(Received(503, {"retry-after": "soon"}, b"")) is None
    assert retry_after(Received(503, {}, b"")) is None


def test_both_clients_offer_the_same():
    """Whatever one client can do, with whatever arguments, the other can."""
    names = [name for name in vars(Client) if not name.startswith("_")]
    assert names == [name for name in vars(AsyncClient) if not name.startswith("_")]
    for name in names:
        ours, theirs = (inspect.signature(getattr(kind, name)).parameters for kind in (Client, AsyncClient))
        assert ours == theirs


def test_the_client_is_light():
    """Importing the client loads neither a model library nor the server."""
    heavy = "{'torch', 'faiss', 'onnxruntime', 'transformers', 'sentence_transformers', 'flask', 'celery'}"
    program = f"import sys, checker.client; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"
