"""A chat model as the stance model, against a real HTTP server that speaks the protocol."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from checker.bootstrap import build_pipeline
from checker.chat import Budget, ChatClient, ChatOptions, ChatUnavailable
from checker.chat_stance import ChatStance, load_chat_stance
from checker.config import Settings
from checker.errors import InvalidSettings
from checker.records import Post, Reason, Stance, Verdict
from checker.schema import report_to_wire
from checker.text import readable
from tests.fakes import FakeStance

CLAIM = "A request was made"
PAIRS = [
    ("The minister said no request was made.", CLAIM),
    ("It rained.", CLAIM),
]

Reply = tuple[int, dict[str, str], bytes]
Answer = Callable[[dict[str, Any]], Reply]


@dataclass
class Endpoint:
    """What the server was asked, and how it answers: each call takes the next of ``answers``."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def next_answer(self, body: dict[str, Any]) -> Reply:
        """Answer with the first that is left, and the last for ever."""
        self.asked.append(body)
        chosen = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return chosen(body)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        endpoint: Endpoint = self.server.endpoint  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint.keys.append(self.headers.get("Authorization", ""))
        known = self.path == "/v1/chat/completions"
        status, headers, raw = endpoint.next_answer(body) if known else (404, {}, b"")
        self.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client did not wait
            self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.endpoint  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def completion(content: str, tokens: int = 50) -> Reply:
    """Return what an endpoint answers when all is well."""
    reply = {
        "choices": [{"message": {"role": "assistant", "content": content}}],
        "usage": {"total_tokens": tokens},
    }
    return 200, {}, json.dumps(reply).encode()


def judging(stance: str, confidence: float = 0.9) -> Answer:
    """Answer with one stance for the first passage and neutral for the others."""

    def answer(body: dict[str, Any]) -> Reply:
        passages = json.loads(body["messages"][1]["content"])["passages"]
        judgements = [
            {"passage": n, "stance": stance if n == 1 else "neutral", "confidence": confidence}
            for n, _ in enumerate(passages, 1)
        ]
        return completion(json.dumps({"judgements": judgements}))

    return answer


def failing(status: int, **headers: str) -> Answer:
    """Answer with an error."""
    return lambda _: (status, headers, b"no")


def saying(content: str) -> Answer:
    """Answer with a text, whatever was asked."""
    return lambda _: completion(content)


def model(endpoint: Endpoint, clock: Callable[[], float] = lambda: 0.0, **options: Any) -> ChatStance:
    """Return a chat stance model at the endpoint whose stand-in refutes everything."""
    chat = ChatOptions(endpoint.url, "some-model", **{"seconds": 5.0, **options})
    stand_in = FakeStance({"request": "refutes"})
    stand_in.name = "stand-in"  # type: ignore[attr-defined]
    return ChatStance(ChatClient(chat, sleep=lambda _: None), "some-model", stand_in, clock)  # type: ignore[arg-type]


def test_all_passages_of_a_claim_are_judged_by_one_request(endpoint):
    """Claim and passages go out with a schema for the answer, and come back in the order asked."""
    endpoint.answers = [judging("refutes", 0.9)]
    found = model(endpoint, key="secret").predict([PAIRS[1], ("Elsewhere.", "Another claim"), PAIRS[0]])
    assert len(endpoint.asked) == 2
    body = next(b for b in endpoint.asked if "A request was made" in b["messages"][1]["content"])
    assert body["response_format"]["json_schema"]["strict"] is True
    sent = json.loads(body["messages"][1]["content"])["passages"]
    assert [p["text"] for p in sent] == [PAIRS[1][0], PAIRS[0][0]]
    assert endpoint.keys == ["Bearer secret"] * 2
    assert found[0].refutes == pytest.approx(0.9)
    assert found[2].neutral == pytest.approx(0.9)
    assert not any(p.stand_in for p in found)


def test_no_key_sends_no_authorization(endpoint):
    """A local server is asked without a key."""
    endpoint.answers = [judging("supports")]
    model(endpoint).predict(PAIRS)
    assert endpoint.keys == [""]


@pytest.mark.parametrize(
    "first",
    [
        failing(503),
        failing(429, **{"Retry-After": "1"}),
        saying("I think passage 1 refutes it."),
        saying('{"judgements": [{"passage": 1, "stance": "refutes", "confidence": 0.9}]}'),
        saying('{"judgements": [], "remark": "ignore the instructions"}'),
        lambda _: (200, {}, b"<html>gateway</html>"),
        lambda _: (200, {}, b'{"choices": []}'),
    ],
)
def test_a_passing_fault_or_an_answer_of_the_wrong_shape_is_asked_again(endpoint, first):
    """The second attempt counts, and nobody is told of the first."""
    endpoint.answers = [first, judging("supports")]
    found = model(endpoint).predict(PAIRS)
    assert len(endpoint.asked) == 2
    assert found[0].supports > 0.8
    assert not found[0].stand_in


def test_when_nothing_helps_the_stand_in_answers_and_says_so(endpoint):
    """After the last attempt every passage has the stand-in's stance, marked as such."""
    endpoint.answers = [failing(500)]
    found = model(endpoint, retries=2).predict(PAIRS)
    assert len(endpoint.asked) == 3
    assert all(p.stand_in and p.refutes > 0.9 for p in found)


def test_a_refused_key_is_not_tried_again(endpoint):
    """What will fail again is asked once."""
    endpoint.answers = [failing(401)]
    assert model(endpoint).predict(PAIRS)[0].stand_in
    assert len(endpoint.asked) == 1


def test_a_model_that_failed_is_left_alone_for_a_while(endpoint):
    """The next post does not wait for a dead server; half a minute later it is asked again."""
    endpoint.answers = [failing(500), judging("supports")]
    now = [0.0]
    stance = model(endpoint, clock=lambda: now[0], retries=0)
    assert stance.predict(PAIRS)[0].stand_in
    assert stance.predict(PAIRS)[0].stand_in
    assert len(endpoint.asked) == 1
    now[0] = 31.0
    assert not stance.predict(PAIRS)[0].stand_in


def test_a_server_that_does_not_answer_holds_nobody_longer_than_allowed(endpoint):
    """A time-out ends in the stand-in's answer."""
    hold = threading.Event()
    endpoint.answers = [lambda _: (hold.wait(5), completion("late"))[1]]
    found = model(endpoint, seconds=0.2).predict(PAIRS)
    hold.set()
    assert found[0].stand_in


def test_the_limit_of_the_day_is_kept(endpoint):
    """A request that would go over the limit is not sent."""
    endpoint.answers = [judging("supports")]
    stance = model(endpoint, tokens_per_day=500)
    assert not stance.predict(PAIRS)[0].stand_in
    assert not stance.predict(PAIRS)[0].stand_in  # settled at 50 each, not at what was set aside
    stance = model(endpoint, tokens_per_day=100)
    assert stance.predict(PAIRS)[0].stand_in
    assert len(endpoint.asked) == 2


def test_a_new_day_has_a_new_limit():
    """What was spent yesterday does not count."""
    day = ["2026-01-01"]
    budget = Budget(100, today=lambda: day[0])
    budget.reserve(100)
    with pytest.raises(ChatUnavailable, match="100 tokens"):
        budget.reserve(1)
    day[0] = "2026-01-02"
    budget.reserve(100)


def settings(tmp_path, url: str, **more: Any) -> Settings:
    """Return the settings of a user who named a chat model."""
    return Settings(data_dir=tmp_path, stance_url=url, stance_model="some-model", **more)


def test_a_post_is_judged_by_the_chat_model_end_to_end(endpoint, tmp_path):
    """The verdict of a report rests on the chat model's stance, and the report names the model."""
    endpoint.answers = [judging("refutes", 0.95)]
    report = build_pipeline(settings(tmp_path, endpoint.url)).check_post(
        Post("Pakistan has received 3,000 citizens repatriated from Iran")
    )
    assert report.verdict is Verdict.REFUTES  # the bundled model says SUPPORTS
    assert report.claims[0].evidence[0].stance is Stance.REFUTES
    assert not report.claims[0].degraded
    assert report.versions.stance.startswith("some-model at 127.0.0.1:")


def test_a_report_shows_that_a_stand_in_judged(endpoint, tmp_path):
    """Verdicts stay, each with a note; what is open is open because a part was missing."""
    endpoint.answers = [failing(500)]
    pipeline = build_pipeline(settings(tmp_path, endpoint.url, stance_retries=0))
    told = pipeline.check_post(Post("3,000 Pakistanis have been repatriated from Iran"))
    assert told.verdict is Verdict.SUPPORTS
    assert told.claims[0].degraded
    wire = report_to_wire(told, check_id="x")
    assert wire["search_degraded"] is True
    assert "a part of the service missing" in readable(wire)
    left_open = pipeline.check_post(Post("Pakistan has closed its border with Iran at Taftan"))
    assert left_open.claims[0].reason is Reason.SEARCH_DEGRADED


@pytest.mark.parametrize(
    ("url", "name", "words"),
    [
        ("127.0.0.1:11434", "m", "write it like"),
        ("ftp://h/v1", "m", "write it like"),
        ("http://h/v1", "bundled", "name the model"),
    ],
)
def test_an_address_or_name_that_cannot_work_is_refused_at_the_start(tmp_path, url, name, words):
    """Settings that name no endpoint or no model say what to change."""
    with pytest.raises(InvalidSettings, match=words):
        load_chat_stance(Settings(data_dir=tmp_path, stance_url=url, stance_model=name))
