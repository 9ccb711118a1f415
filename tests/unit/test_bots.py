from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx2
import pytest

from checker.client import Busy, Client, ClientOptions
from examples.answering import Answerer, Memory, MemoryAway, Misset, same_words
from examples.sending import NotSentNow
from examples.slack_bot import Slack, SlackBot, plain, server
from examples.telegram_bot import Telegram, TelegramAway, TelegramBot
from tests.messengers import SECRET, TOKEN, Messengers, event, signed
from tests.samples import claim, refuted, report, supported, undecided
from tests.served import saying, served
from tests.service import Service

FERRIES = "They ordered 120 ferries."
SAILS = "The first ferry sails on Monday"
BEARD = "The captain has a beard."
AGREED = {FERRIES: refuted, SAILS: supported, BEARD: undecided}
SLOW = ({"ok": False, "error_code": 429, "parameters": {"retry_after": 7}},)


def checked(text):
    """Return the report on a post made of the sentences above."""
    found = [make(claim(text, words, 1)) for words, make in AGREED.items() if words in text]
    return report(text, *found)


class Desk(Service):
    """A service whose workers are done with any post as soon as somebody waits for it."""

    def wait(self, check_id, seconds):
        super().wait(check_id, seconds)
        self.checks.finish(check_id, checked(self.checks.kept[check_id].post.text))


class Room:
    """Bots, the messengers they live on and the service they ask."""

    def __init__(self, folder, desk, service, messengers, stub):
        self.desk, self.service, self.messengers, self.stub = desk, service, messengers, stub
        self.folder, self.slept, self.open, self.now = folder, [], [], 1_000.0
        self.client = Client(service.url, options=ClientOptions(retries=1), sleep=self.slept.append)

    def answerer(self):
        return Answerer(self.client, Memory(self.folder / "bot.sqlite"), clock=lambda: self.now)

    def telegram(self):
        """Return the bot as it is after a start."""
        self.open.append(Telegram(self.stub.url, TOKEN, sleep=self.slept.append))
        return TelegramBot(self.open[-1], self.answerer())

    def slack(self):
        """Return the bot as it is after a start."""
        self.open.append(Slack(f"{self.stub.url}/api", TOKEN, sleep=self.slept.append))
        return SlackBot(self.open[-1], self.answerer(), SECRET)

    @property
    def said(self):
        return [one["text"] for one in self.messengers.said]


@pytest.fixture
def room(tmp_path):
    """Give the stub of the messengers and the real application, both on ports of their own."""
    desk, messengers = Desk(tmp_path), Messengers()
    with served(desk.app) as service, served(messengers) as stub:
        made = Room(tmp_path, desk, service, messengers, stub)
        yield made
        for one in (made.client, *made.open):
            one.close()


@contextmanager
def door(bot):
    """Give the address at which a Slack bot takes events."""
    made = server(bot, 0)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}/slack/events"
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


def deliver(bot, *bodies):
    """Have events taken over HTTP and handled; return the statuses."""
    with door(bot) as url:
        statuses = [httpx2.post(url, content=body, headers=signed(body)).status_code for body in bodies]
    while bot.turn():
        pass
    return statuses


def test_telegram_answers_a_forwarded_post(room):
    """Whoever forwards a post gets its reply, under the message, for the day of the post."""
    room.messengers.forward(7, FERRIES)
    assert room.telegram().turn(0) == 1
    [said] = room.messengers.said
    assert said["chat_id"] == 7
    assert said["reply_parameters"] == {"message_id": 1, "allow_sending_without_reply": True}
    assert "12 ferries" in said["text"]
    assert len(said["text"]) <= 280
    assert room.desk.checks.kept["check-1"].post.posted_at == datetime(2025, 6, 19, 14, tzinfo=UTC)


def test_telegram_is_silent_where_there_is_nothing_to_say(room):
    """A null reply, and a message that was not forwarded, get no answer; the latter is not even checked."""
    room.messengers.forward(7, BEARD)
    room.messengers.write(7, FERRIES)
    assert room.telegram().turn(0) == 2
    assert room.said == []
    assert [kept.post.text for kept in room.desk.checks.kept.values()] == [BEARD]


def test_a_chat_is_answered_once_for_a_claim(room):
    """Another post with the same claim is met with silence, after a restart too; another chat is answered."""
    room.messengers.forward(7, FERRIES)
    room.telegram().turn(0)
    room.messengers.forward(7, f"LOOK: {FERRIES} !!!")
    room.messengers.forward(8, FERRIES)
    room.telegram().turn(0)
    assert [one["chat_id"] for one in room.messengers.said] == [7, 8]


def test_a_claim_that_is_new_to_the_chat_is_answered(room):
    """Of a post whose first claim was answered already, the next one is."""
    room.messengers.forward(7, FERRIES)
    room.messengers.forward(7, f"{FERRIES} {SAILS}")
    room.messengers.forward(7, f"{FERRIES} {SAILS}")
    room.telegram().turn(0)
    assert len(room.said) == 2
    assert "The first ferry sails on Monday." in room.said[1]


def test_what_was_handled_is_not_read_again(room):
    """A bot that starts anew goes on where it was."""
    room.messengers.forward(7, FERRIES)
    assert [room.telegram().turn(0) for _ in range(2)] == [1, 0]


def test_a_service_that_is_away_is_asked_later(room):
    """The message stays unread until the service is back, and is then one check and one answer."""
    room.messengers.forward(7, FERRIES)
    room.desk.checks.away = True
    with pytest.raises(Busy):
        room.telegram().turn(0)
    room.desk.checks.away = False
    room.telegram().turn(0)
    assert (len(room.said), len(room.desk.checks.kept), len(set(room.service.keys))) == (1, 1, 1)


def test_a_post_that_is_refused_holds_nobody_up(room):
    """What the service will never take is passed over."""
    room.messengers.forward(7, "x" * 1_001)
    room.messengers.forward(7, FERRIES)
    assert room.telegram().turn(0) == 2
    assert len(room.said) == 1


def test_half_a_letter_holds_nobody_up(room):
    """A post that was cut inside of an emoji cannot be sent to the service; the next one is answered."""
    room.messengers.forward(7, "a post that was cut \ud83d")
    room.messengers.forward(7, FERRIES)
    assert room.telegram().turn(0) == 2
    deliver(room.slack(), event("a post that was cut \ud83d"), event(FERRIES, number=2))
    assert len(room.said) == 2


def test_what_nobody_foresaw_holds_nobody_up(room, monkeypatch):
    """Whatever goes wrong with one message, the next one is answered, and the first not met again."""
    usual = Answerer.answer

    def stumbling(self, post, message, send):
        if "odd" in post.text:
            raise ZeroDivisionError
        return usual(self, post, message, send)

    monkeypatch.setattr(Answerer, "answer", stumbling)
    room.messengers.forward(7, "An odd post")
    room.messengers.forward(7, FERRIES)
    assert [room.telegram().turn(0) for _ in range(2)] == [2, 0]
    deliver(room.slack(), event("An odd post"), event(FERRIES, number=2))
    assert (len(room.said), room.slack().turn()) == (2, False)


def test_a_memory_that_is_away_is_waited_for(room):
    """While the file cannot be used no message is passed over, and Slack is asked to come again."""
    room.messengers.forward(7, FERRIES)
    telegram, slack = room.telegram(), room.slack()
    file = room.folder / "bot.sqlite"
    file.rename(room.folder / "away")
    file.mkdir()
    with pytest.raises(MemoryAway):
        telegram.turn(0)
    body = event(FERRIES)
    with door(slack) as url:
        assert httpx2.post(url, content=body, headers=signed(body)).status_code == 503
    file.rmdir()
    (room.folder / "away").rename(file)
    assert telegram.turn(0) == 1


def test_telegram_is_given_the_pause_it_asks_for(room):
    """A message that came too fast is sent again after the pause that Telegram names."""
    room.messengers.refusals = [(429, *SLOW)]
    room.messengers.forward(7, FERRIES)
    room.telegram().turn(0)
    assert (room.slept, len(room.said)) == ([7.0], 1)


def telegram_says(room):
    """Let a post be forwarded, and return what has the bot go on."""
    room.messengers.forward(7, FERRIES)
    return lambda: room.telegram().turn(0)


def slack_says(room):
    """Do the same with Slack."""
    deliver(room.slack(), event(FERRIES))
    return lambda: deliver(room.slack())


BOTS = pytest.mark.parametrize("told", [telegram_says, slack_says], ids=["telegram", "slack"])
PAGE = saying("502 BAD GATEWAY", b"<html>")


def turned_down(room, told, *answers):
    """Let a messenger meet an answer of a bot with these; return what lets the bot go on."""
    asks = [None] if told is telegram_says else []  # what is asked for before anything is said
    room.stub.instead = [*asks, *answers]
    go_on = told(room)
    if told is telegram_says:
        go_on()
    assert (room.said, room.stub.instead) == ([], [])
    return go_on


def odd(code, **told):
    """Return an answer of JSON with this status."""
    return saying(f"{code} -", json.dumps(told).encode())


@BOTS
@pytest.mark.parametrize(
    "answers",
    [
        [PAGE],
        [saying("500 INTERNAL SERVER ERROR", b'{"ok": false, "error_code": 500, "error": "x"}')],
        [saying("503 SERVICE UNAVAILABLE")],
        [saying("200 OK", b"<html>a proxy</html>")],
        [odd(401, ok=False, error_code=401, error="invalid_auth")],
        [saying("404 NOT FOUND", b"<html>")],
        [saying("429 TOO MANY REQUESTS")] * 5,
    ],
    ids=["502", "500", "503", "no JSON", "token", "address", "429 without JSON"],
)
def test_what_could_not_be_sent_is_sent_later(room, told, answers):
    """What a messenger certainly did not take is said once as soon as it does, after a restart too."""
    go_on = turned_down(room, told, *answers)
    go_on()
    assert room.said == []  # not at once
    room.now += 5
    for _ in range(3):
        go_on()
    assert len(room.said) == 1


@pytest.mark.parametrize(
    ("error", "later"),
    [
        ("service_unavailable", 1),
        ("ratelimited", 1),
        ("token_expired", 1),
        ("internal_error", 0),
        ("fatal_error", 0),
        ("channel_not_found", 0),
    ],
)
def test_slack_tells_in_words(room, error, later):
    """Slack says with 200 too that it took nothing; what it may have taken is not said again."""
    times = 5 if error == "ratelimited" else 1
    go_on = turned_down(room, slack_says, *[odd(200, ok=False, error=error)] * times)
    room.now += 5
    go_on()
    assert len(room.said) == later


@BOTS
def test_what_a_gateway_did_not_wait_for_is_not_sent_twice(room, told):
    """The message may have arrived behind it."""
    go_on = turned_down(room, told, saying("504 GATEWAY TIMEOUT", b"<html>"))
    room.now += 5
    go_on()
    assert room.said == []


def test_a_message_that_always_fails_holds_nobody_up(room):
    """Others are answered meanwhile; it is tried less and less often, and given up after a day."""
    room.messengers.forward(7, FERRIES)
    room.messengers.forward(8, FERRIES)
    broken = (500, {"ok": False, "error_code": 500, "description": "x"})
    room.messengers.refusals = [broken]
    room.telegram().turn(0)
    assert [one["chat_id"] for one in room.messengers.said] == [8]
    tries, answerer = [], room.answerer()

    def fail(_message):
        tries.append(room.now)
        raise NotSentNow

    for _ in range(87_000 // 300):
        room.now += 300
        answerer.catch_up("telegram", fail)
    assert 100 < len(tries) < 200
    assert tries[-1] < 1_000 + 86_400 + 1_200
    assert answerer.memory.is_first("telegram:7", same_words(FERRIES))  # nothing was said of it


def test_bots_that_share_a_file_send_their_own(room):
    """An answer that is kept for Slack is none for Telegram."""
    turned_down(room, slack_says, PAGE)
    room.now += 5
    room.telegram().turn(0)
    assert room.said == []
    room.slack().turn()
    assert [one["channel"] for one in room.messengers.said] == ["C1"]


def test_a_group_that_moved_is_answered_where_it_is(room):
    """Telegram names the group that it has become; messages have other numbers there."""
    moved = {"ok": False, "error_code": 400, "parameters": {"migrate_to_chat_id": -1007}}
    room.messengers.refusals = [(400, moved)]
    room.messengers.forward(-7, FERRIES)
    room.telegram().turn(0)
    [said] = room.messengers.said
    assert (said["chat_id"], "reply_parameters" in said) == (-1007, False)


OPERATORS = pytest.mark.parametrize(
    "fault",
    [
        saying(
            "401 UNAUTHORIZED",
            b'{"type": "x", "title": "", "status": 401, "detail": "no key", "request_id": "r"}',
        ),
        saying(
            "404 NOT FOUND", b'{"type": "x", "title": "", "status": 404, "detail": "", "request_id": "r"}'
        ),
        saying("200 OK", b"<h1>Another service</h1>"),
    ],
    ids=["key", "path", "address"],
)


@OPERATORS
def test_a_fault_of_the_operator_loses_nothing(room, fault):
    """A key or an address that is wrong is no fault of the messages; all are answered once it is mended."""
    room.messengers.forward(7, FERRIES)
    room.messengers.forward(8, FERRIES)
    room.service.instead = [fault]
    with pytest.raises(Misset, match="BOT_SERVICE_KEY"):
        room.telegram().turn(0)
    assert room.telegram().turn(0) == 2
    body, slack = event(FERRIES), room.slack()
    with door(slack) as url:
        assert httpx2.post(url, content=body, headers=signed(body)).status_code == 200
    room.service.instead = [fault]
    with pytest.raises(Misset, match="BOT_SERVICE_URL"):
        slack.turn()
    assert room.slack().turn()
    assert len(room.said) == 3


def test_a_post_that_is_too_long_for_a_proxy_holds_nobody_up(room):
    """A proxy before the service refuses this body only."""
    room.service.instead = [saying("413 CONTENT TOO LARGE", b"<html>")]
    room.messengers.forward(7, BEARD)
    room.messengers.forward(7, FERRIES)
    assert room.telegram().turn(0) == 2
    assert len(room.said) == 1


def test_what_may_have_arrived_is_not_sent_twice(room):
    """An answer of Telegram that is lost on its way does not bring the reply a second time."""
    room.stub.instead = [None, room.stub.lose]
    room.messengers.forward(7, FERRIES)
    room.messengers.forward(7, FERRIES)
    room.telegram().turn(0)
    assert len(room.said) == 1


def test_a_chat_that_refuses_is_passed_over(room):
    """Whoever blocked the bot keeps no other chat from its answer, and may come back."""
    room.messengers.refusals = [(403, {"ok": False, "error_code": 403, "description": "blocked by the user"})]
    for chat in (7, 8, 7):
        room.messengers.forward(chat, FERRIES)
    room.telegram().turn(0)
    assert [one["chat_id"] for one in room.messengers.said] == [8, 7]


def test_telegram_that_is_away_is_an_error_to_wait_out(room):
    """An answer that is no JSON means later, and leaves nothing read."""
    room.messengers.forward(7, FERRIES)
    room.stub.instead = [saying("502 BAD GATEWAY", b"<html>")]
    bot = room.telegram()
    with pytest.raises(TelegramAway, match="502"):
        bot.turn(0)
    assert bot.turn(0) == 1


def test_slack_answers_a_shared_message(room):
    """Whoever shares a message gets its reply in a thread, escaped as Slack wants it."""
    assert deliver(room.slack(), event(FERRIES)) == [200]
    [said] = room.messengers.said
    assert (said["channel"], said["thread_ts"]) == ("C1", "1.0001")
    assert "12 ferries" in said["text"]
    assert "a=1&amp;b=2" in said["text"]
    assert room.desk.checks.kept["check-1"].post.posted_at.date().isoformat() == "2025-06-19"


@pytest.mark.parametrize("more", [{}, {"subtype": "thread_broadcast"}])
def test_slack_answers_in_the_thread_of_a_message(room, more):
    """A message of a thread is answered in that thread, shown to the channel or not."""
    deliver(room.slack(), event(FERRIES, number=3, thread_ts="0.5", **more))
    assert [one["thread_ts"] for one in room.messengers.said] == ["0.5"]


def test_slack_is_silent_where_there_is_nothing_to_say(room):
    """A null reply, a bot's words and a message that shares nothing get no answer."""
    bodies = [
        event(BEARD, number=1),
        event(FERRIES, number=2, bot_id="B1"),
        event(FERRIES, number=3, attachments=[]),
        event(FERRIES, number=4, attachments="odd"),
        event(FERRIES, number=5, type="reaction_added"),
        event(FERRIES, number=6, subtype="message_changed"),
    ]
    assert deliver(room.slack(), *bodies) == [200] * 6
    assert room.said == []
    assert len(room.desk.checks.kept) == 1


def test_slack_may_send_an_event_again(room):
    """An event that comes again is not handled again, and the same claim not answered again in a channel."""
    deliver(room.slack(), event(FERRIES), event(FERRIES))
    bot = room.slack()
    deliver(bot, event(FERRIES), event(FERRIES, number=2), event(FERRIES, number=3, channel="C2"))
    assert [one["channel"] for one in room.messengers.said] == ["C1", "C2"]
    assert len(room.desk.checks.kept) == 3


def test_an_event_outlives_the_process(room):
    """What was taken with 200 is answered by the next process, and what fails for the moment as well."""
    body = event(FERRIES)
    with door(room.slack()) as url:
        assert httpx2.post(url, content=body, headers=signed(body)).status_code == 200
    room.desk.checks.away = True
    with pytest.raises(Busy):
        room.slack().turn()
    room.desk.checks.away = False
    assert room.slack().turn()
    assert len(room.said) == 1


@pytest.mark.parametrize("headers", [{}, {"secret": "another"}, {"age": 330}, {"age": -330}])
def test_only_slack_is_believed(room, headers):
    """No signature, another's, and one that is too old or from the future are turned away."""
    body, bot = event(FERRIES), room.slack()
    shown = signed(body, **headers) if headers else {}
    with door(bot) as url:
        assert httpx2.post(url, content=body, headers=shown).status_code == 401
    assert bot.turn() is False


def test_slack_sees_that_the_address_is_ours(room):
    """The challenge comes back; what is no event, or goes elsewhere, does not pass for one."""
    challenge = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
    with door(room.slack()) as url:
        assert httpx2.post(url, content=challenge, headers=signed(challenge)).text == "3eZbrw1a"
        for body in (b"[]", b"{", b"\xff", b"{}"):
            assert httpx2.post(url, content=body, headers=signed(body)).status_code == 400
        assert httpx2.post(f"{url}/more", content=challenge, headers=signed(challenge)).status_code == 404


def test_slack_is_given_the_pause_it_asks_for(room):
    """Too many messages, and a channel that refuses, are told apart."""
    room.messengers.refusals = [(429, {}), (200, {"ok": False, "error": "not_in_channel"})]
    deliver(room.slack(), event(FERRIES), event(FERRIES, number=2))
    assert (room.slept, len(room.said)) == ([2.0], 1)


def test_slack_text_is_read_as_people_do():
    """Links stand as their label, and the three signs that Slack escapes as themselves."""
    assert plain("See <https://a.example/x|the page>, <https://b.example>: 3 &lt; 5 &amp; so") == (
        "See the page, https://b.example: 3 < 5 & so"
    )


def test_the_same_claim_is_known_again():
    """Case, spaces and punctuation make no other claim; numbers do."""
    assert same_words("They  ordered 120 FERRIES!!") == same_words("they ordered 120 ferries")
    assert same_words("It is 1.5 km") != same_words("It is 15 km")


def started(module, room, **named):
    """Start a bot as the documents say."""
    places = {"BOT_SERVICE_URL": room.service.url, "BOT_MEMORY": str(room.folder / "process.sqlite")}
    return subprocess.Popen(
        [sys.executable, "-m", module], env=os.environ | places | named, stderr=subprocess.PIPE, text=True
    )


def ended_at_once(module, folder, **named):
    """Return how a bot ended that cannot be started with this environment."""
    return subprocess.run(
        [sys.executable, "-m", f"examples.{module}"],
        env=os.environ | {"BOT_MEMORY": str(folder / "bot.sqlite")} | named,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def awaited(condition):
    """Return when it holds; the test fails where it does not within a minute."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def stopped(process):
    """Stop a bot and return what it logged."""
    process.terminate()
    return process.communicate()[1]


def test_telegram_bot_runs(room):
    """Started as a process with the environment of its document, it answers, and never logs its token."""
    room.messengers.forward(7, FERRIES)
    process = started("examples.telegram_bot", room, TELEGRAM_URL=room.stub.url, TELEGRAM_TOKEN=TOKEN)
    try:
        awaited(lambda: room.said)
    finally:
        logged = stopped(process)
    assert TOKEN not in logged


def test_slack_bot_runs(room):
    """Started as a process with the environment of its document, it takes an event and answers."""
    named = {"SLACK_URL": f"{room.stub.url}/api", "SLACK_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET}
    process = started("examples.slack_bot", room, PORT="0", **named)
    try:
        url = re.search(r"listening on (\S+)", process.stderr.readline())[1]
        body = event(FERRIES)
        assert httpx2.post(url, content=body, headers=signed(body)).status_code == 200
        awaited(lambda: room.said)
    finally:
        stopped(process)


def test_a_key_that_opens_nothing_is_told_loudly(room, tmp_path):
    """The bot names the variable in a line that stands out, and goes on with the message unread."""
    room.messengers.forward(7, FERRIES)
    named = {"TELEGRAM_URL": room.stub.url, "TELEGRAM_TOKEN": TOKEN, "BOT_SERVICE_KEY": "wrong"}
    with served(Service(tmp_path, keys=("right",)).app) as locked:
        process = started("examples.telegram_bot", room, BOT_SERVICE_URL=locked.url, **named)
        try:
            line = process.stderr.readline()
        finally:
            stopped(process)
    assert line.startswith("CRITICAL:telegram_bot:")
    assert "BOT_SERVICE_KEY" in line
    assert Memory(room.folder / "process.sqlite").mark("telegram offset") == 0


@pytest.mark.parametrize(
    ("module", "given", "missing"),
    [
        ("telegram_bot", {}, "TELEGRAM_TOKEN"),
        ("slack_bot", {}, "SLACK_TOKEN"),
        ("slack_bot", {"SLACK_TOKEN": "x"}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_a_bot_without_its_token_names_the_variable(tmp_path, module, given, missing):
    """It ends at once, with one line."""
    named = {"TELEGRAM_TOKEN", "SLACK_TOKEN", "SLACK_SIGNING_SECRET"}
    env = {name: value for name, value in os.environ.items() if name not in named}
    done = subprocess.run(
        [sys.executable, "-m", f"examples.{module}"],
        env={**env, **given, "BOT_MEMORY": str(tmp_path / "bot.sqlite")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"{missing} is not set")


@pytest.mark.parametrize(
    "given",
    [
        {"BOT_SERVICE_KEY": "secret-1\n"},
        {"BOT_SERVICE_URL": "127.0.0.1:8000"},
        {"HTTP_PROXY": "ftp://a:secret-1@b", "http_proxy": "ftp://a:secret-1@b"},
        {"SSL_CERT_FILE": "/none/such.pem"},
        {"SSL_CERT_FILE": __file__},
    ],
    ids=["key", "address", "proxy", "no certificates", "odd certificates"],
)
@pytest.mark.parametrize("module", ["telegram_bot", "slack_bot"])
def test_a_bot_that_can_reach_nothing_says_so(tmp_path, module, given):
    """A key, an address or a proxy that no request can have ends it at once, with one line that hides it."""
    named = {"TELEGRAM_TOKEN": TOKEN, "SLACK_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET}
    done = ended_at_once(module, tmp_path, **named, **given)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("BOT_SERVICE_URL or BOT_SERVICE_KEY cannot be used")
    assert not any(secret in done.stderr for secret in ("secret-1", TOKEN))


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        ("telegram_bot", "TELEGRAM_URL", "api.example.org"),
        ("telegram_bot", "TELEGRAM_URL", "https://secret-1.example.org\n"),
        ("telegram_bot", "TELEGRAM_TOKEN", "secret-1\n"),
        ("telegram_bot", "TELEGRAM_TOKEN", "secret-1\udc80"),
        ("telegram_bot", "BOT_MEMORY", "none/such.sqlite"),
        ("telegram_bot", "BOT_MEMORY", __file__),
        ("slack_bot", "SLACK_URL", "ftp://secret-1.example.org"),
        ("slack_bot", "SLACK_TOKEN", "secret-1é"),
        ("slack_bot", "SLACK_SIGNING_SECRET", "secret-1 é"),
        ("slack_bot", "PORT", "http"),
        ("slack_bot", "PORT", "70000"),
        ("slack_bot", "PORT", "-1"),
        ("slack_bot", "PORT", "²"),
        ("slack_bot", "PORT", "9" * 5000),
    ],
)
def test_a_bot_that_is_misset_names_the_variable(tmp_path, module, name, value):
    """It ends at once with one line, which shows no secret."""
    named = {"TELEGRAM_TOKEN": TOKEN, "SLACK_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET}
    done = ended_at_once(module, tmp_path, **(named | {name: value}))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"{name} cannot be used")
    assert "secret-1" not in done.stderr


def test_a_port_that_is_taken_is_named(tmp_path):
    """The bot ends at once, with one line."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        named = {"SLACK_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "PORT": str(number)}
        done = ended_at_once("slack_bot", tmp_path, **named)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"PORT cannot be used: {number} ")
