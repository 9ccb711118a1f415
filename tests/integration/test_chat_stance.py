"""A chat model as the stance model, against a real HTTP server that speaks the protocol."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from checker.bootstrap import build_pipeline
from checker.chat import ChatClient, ChatOptions, ChatUnavailable
from checker.chat_stance import ChatStance, load_chat_stance
from checker.config import Settings, load_settings
from checker.errors import InvalidSettings
from checker.records import Post, Reason, Stance, Verdict
from checker.schema import report_to_wire
from checker.spending import OutOfTokens, Spending
from checker.stance import load_stance
from checker.text import readable
from eval import results
from eval.stance import NAMES, probabilities
from tests.fakes import FakeStance
from training.mixture import Pair

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


def completion(content: str | None, tokens: int | None = 50, ending: str = "stop") -> Reply:
    """Return what an endpoint answers when all is well."""
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": ending}
    reply = {"choices": [choice], "usage": tokens and {"total_tokens": tokens}}
    return 200, {}, json.dumps(reply).encode()


def judging(stance: str, confidence: float = 0.9, tokens: int = 50) -> Answer:
    """Answer with one stance for the first passage and neutral for the others."""

    def answer(body: dict[str, Any]) -> Reply:
        passages = json.loads(body["messages"][1]["content"])["passages"]
        judgements = [
            {"passage": n, "stance": stance if n == 1 else "neutral", "confidence": confidence}
            for n, _ in enumerate(passages, 1)
        ]
        return completion(json.dumps({"judgements": judgements}), tokens)

    return answer


def failing(status: int, **headers: str) -> Answer:
    """Answer with an error."""
    return lambda _: (status, headers, b"no")


def saying(content: str) -> Answer:
    """Answer with a text, whatever was asked."""
    return lambda _: completion(content)


NO_LIMIT = Spending(Path("nowhere"), 0)


def model(
    endpoint: Endpoint,
    clock: Callable[[], float] = lambda: 0.0,
    spending: Spending = NO_LIMIT,
    thinking: int = 0,
    **options: Any,
) -> ChatStance:
    """Return a chat stance model at the endpoint whose stand-in refutes everything."""
    chat = ChatOptions(endpoint.url, "some-model", **{"seconds": 5.0, **options})
    stand_in = FakeStance({"request": "refutes"})
    stand_in.name = "stand-in"  # type: ignore[attr-defined]
    client = ChatClient(chat, spending, sleep=lambda _: None)
    return ChatStance(client, "some-model", stand_in, thinking=thinking, clock=clock)  # type: ignore[arg-type]


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
        failing(501),
        failing(524),
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


@pytest.fixture
def count(tmp_path) -> Path:
    return tmp_path / "tokens.sqlite3"


def left(count: Path, per_day: int) -> int:
    """Return how many tokens of the limit are not spent, by what may still be taken."""
    low, high = 0, per_day
    while low < high:
        middle = (low + high + 1) // 2
        try:
            with Spending(count, per_day).reserved(middle) as bill:
                bill.used = 0
            low = middle
        except OutOfTokens:
            high = middle - 1
    return low


def test_an_answer_may_be_as_long_as_its_passages_need(endpoint):
    """Each passage has room for its judgement, and a model that thinks first has more."""
    endpoint.answers = [judging("supports")]
    model(endpoint).predict(PAIRS)
    model(endpoint).predict(PAIRS[:1])
    model(endpoint, thinking=2_000).predict(PAIRS)
    two, one, thinking = (body["max_tokens"] for body in endpoint.asked)
    assert 30 <= two - one <= 60
    assert thinking == two + 2_000


def unwritten(_: dict[str, Any]) -> Reply:
    """Answer with a message that has no content at all."""
    choice = {"message": {"role": "assistant"}, "finish_reason": "length"}
    return 200, {}, json.dumps({"choices": [choice]}).encode()


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: completion('{"judgements": [{"passage": 1, "sta', ending="length"),
        lambda _: completion("", ending="length"),
        lambda _: completion(None, ending="length"),
        unwritten,
    ],
)
def test_an_answer_that_was_cut_off_is_not_paid_for_again(endpoint, caplog, answer):
    """The model would write as much again: the stand-in judges, and the log says what to set."""
    endpoint.answers = [answer]
    assert model(endpoint).predict(PAIRS)[0].stand_in
    assert len(endpoint.asked) == 1
    assert "CHECKER_STANCE_THINKING_TOKENS" in caplog.text


def test_an_answer_that_was_whole_before_it_was_cut_off_counts(endpoint):
    """A model that fills what it may write with blanks has answered all the same."""

    def padded(body: dict[str, Any]) -> Reply:
        content = json.loads(judging("supports")(body)[2])["choices"][0]["message"]["content"]
        return completion(content + "\n" * 200, ending="length")

    endpoint.answers = [padded]
    found = model(endpoint).predict(PAIRS)
    assert found[0].supports > 0.8
    assert not found[0].stand_in
    assert len(endpoint.asked) == 1


def test_the_limit_of_the_day_is_kept(endpoint, count):
    """What the endpoint reports counts; a request that could go over the limit is not sent."""
    endpoint.answers = [judging("supports")]
    stance = model(endpoint, spending=Spending(count, 10_000))
    assert not stance.predict(PAIRS)[0].stand_in
    assert not stance.predict(PAIRS)[0].stand_in
    assert left(count, 10_000) == 10_000 - 2 * 50
    assert model(endpoint, spending=Spending(count, 1_000)).predict(PAIRS)[0].stand_in
    assert len(endpoint.asked) == 2


def test_what_is_set_aside_covers_prompt_and_answer(endpoint, count):
    """While a request is under way, no other gets what it may cost: a token a byte, and an answer."""
    during = []

    def answer(body: dict[str, Any]) -> Reply:
        during.append(left(count, 50_000))
        return judging("supports")(body)

    endpoint.answers = [answer]
    model(endpoint, spending=Spending(count, 50_000)).predict(PAIRS)
    (body,) = endpoint.asked
    prompt = sum(len(m["content"].encode()) for m in body["messages"])
    assert 50_000 - during[0] >= prompt + body["max_tokens"]


def unheard(body: dict[str, Any]) -> Reply:
    """Answer well, without saying what it took."""
    content = json.loads(judging("supports")(body)[2])["choices"][0]["message"]["content"]
    return completion(content, tokens=None)


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        (failing(429), False),
        (failing(401), False),
        (failing(400), False),
        (failing(503), False),
        *((failing(status), True) for status in (302, 408, 500, 501, 502, 504, 520, 524)),
        (lambda _: (200, {}, b"<html>gateway</html>"), True),
        (unheard, True),
        (judging("supports", tokens=10**20), True),
        (judging("supports", tokens=2**53 + 1), True),
        (judging("supports", tokens=True), True),
    ],
)
def test_what_may_have_been_written_counts_whole_and_what_was_refused_nothing(endpoint, count, answer, whole):
    """Without a report of the endpoint, the worst is assumed, unless it surely wrote nothing."""
    endpoint.answers = [answer]
    model(endpoint, spending=Spending(count, 50_000), retries=0).predict(PAIRS)
    spent = 50_000 - left(count, 50_000)
    assert spent > 1_000 if whole else spent == 0


def test_a_server_that_is_not_there_costs_nothing(count):
    """While it is down the tokens of the day are not used up."""
    with socket.socket() as taken:  # a port that nobody listens on
        taken.bind(("127.0.0.1", 0))
        nobody = Endpoint(f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        assert model(nobody, spending=Spending(count, 50_000), retries=0).predict(PAIRS)[0].stand_in
    assert left(count, 50_000) == 50_000


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
    # Of a passage that is near: where none is, no model is asked, and none was missing.
    left_open = pipeline.check_post(Post("The 3,000 Pakistanis repatriated from Iran were students"))
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
        load_chat_stance(Settings(data_dir=tmp_path, stance_url=url, stance_model=name), None)


@pytest.mark.parametrize("name", ["stance_tokens_per_day", "stance_thinking_tokens"])
def test_more_tokens_than_can_be_counted_are_refused_at_the_start(tmp_path, name):
    """A number that no file can add to is named before anything is asked."""
    with pytest.raises(InvalidSettings, match=f"CHECKER_{name.upper()}"):
        load_settings(data_dir=tmp_path, **{name: 10**20})


def test_the_one_loader_asks_the_chat_model(endpoint, tmp_path):
    """Where an address is set, whoever loads the stance model gets the one there."""
    endpoint.answers = [judging("refutes", 0.9)]
    stance = load_stance(settings(tmp_path, endpoint.url))
    assert stance.name.startswith("some-model at 127.0.0.1:")
    assert stance.predict(PAIRS)[0].refutes == pytest.approx(0.9)


def test_a_model_that_is_measured_has_no_stand_in(endpoint, tmp_path):
    """What is measured is the chat model alone: where it fails, so does the measurement."""
    endpoint.answers = [judging("refutes"), failing(500)]
    stance = load_stance(settings(tmp_path, endpoint.url, stance_retries=0), alone=True)
    assert "stand-in" not in stance.name
    begun = results.begin(settings(tmp_path, endpoint.url), quick=True)
    assert begun.versions["stance"] == stance.name
    (found,) = probabilities(stance, [Pair(CLAIM, PAIRS[0][0], "contradicts", "some set")])
    assert NAMES[found.argmax()] == "contradicts"
    with pytest.raises(ChatUnavailable, match="status 500"):
        stance.predict([("It rained.", f"Claim {n}") for n in range(50)])
    assert len(endpoint.asked) <= 1 + 4 + 4  # what had begun by then: the others are not asked in vain


def test_two_commands_share_the_limit_and_their_lines_say_who_judged(endpoint, tmp_path):
    """Two processes of one data folder have one limit; past it the bundled model's lines are marked."""
    endpoint.answers = [judging("refutes", tokens=9_000)]
    line = json.dumps({"id": 1, "claim": CLAIM, "evidence": PAIRS[0][0]})
    env = {
        **os.environ,
        "CHECKER_DATA_DIR": str(tmp_path),
        "CHECKER_STANCE_URL": endpoint.url,
        "CHECKER_STANCE_MODEL": "some-model",
        "CHECKER_STANCE_TOKENS_PER_DAY": "10000",
    }
    command = [sys.executable, "-m", "checker.cli", "stance"]
    told = [
        subprocess.run(command, input=line, env=env, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    first, second = map(json.loads, told)
    assert first == {"id": 1, "label": "contradicts", "supports": 0.05, "contradicts": 0.9, "neutral": 0.05}
    assert second["stand_in"] is True
    assert len(endpoint.asked) == 1
