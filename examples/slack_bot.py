"""A Slack bot: whoever shares a message in a channel where it is reads what officials said.

    SLACK_TOKEN=xoxb-… SLACK_SIGNING_SECRET=… BOT_SERVICE_KEY=… python -m examples.slack_bot

It takes the Events API on ``/slack/events`` (https://docs.slack.dev/apis/events-api) and answers in a thread
with ``chat.postMessage``.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

from checker.client import PostOptions
from checker.errors import NeverError, TryLaterError
from examples.answering import Answerer, Forwarded, Memory, Message, Misset
from examples.environment import address, answerer, ended, needed, port
from examples.sending import AWAY, LATE, NOT_ADMITTED, TOO_MANY, Sender, Told

log = logging.getLogger("slack_bot")
_LONGEST_BODY = 1_000_000
_FRESH_SECONDS = 300  # an older signature may be a recording
_WRITTEN = frozenset({None, "", "thread_broadcast"})  # subtypes of what a person writes
_LINK = re.compile(r"<([^|>]+)(?:\|([^>]*))?>")
_CATCH_UP_SECONDS = 5
_CODES = {
    "ratelimited": TOO_MANY,
    "rate_limited": TOO_MANY,
    "service_unavailable": AWAY,
    "request_timeout": AWAY,  # what was sent did not arrive whole
    "team_added_to_org": AWAY,  # Slack moves the workspace
    "internal_error": LATE,  # Slack says of both that a part may have been done
    "fatal_error": LATE,
    "not_authed": NOT_ADMITTED,
    "invalid_auth": NOT_ADMITTED,
    "token_expired": NOT_ADMITTED,
    "token_revoked": NOT_ADMITTED,
    "account_inactive": NOT_ADMITTED,
    "missing_scope": NOT_ADMITTED,
}


class Slack:
    """The one method of the Web API that is needed."""

    def __init__(self, url: str, token: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx2.Client(base_url=f"{url.rstrip('/')}/", headers=headers, timeout=20)
        self._sender = Sender(self._http, _told, sleep)

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def send(self, message: Message) -> None:
        """Answer in a thread."""
        self._sender.send("chat.postMessage", message)


def _told(response: httpx2.Response) -> Told:
    """Return what Slack says of a message; what is none of its answers comes from elsewhere."""
    given = response.headers.get("Retry-After", "")
    pause = float(given) if given.isascii() and given.isdigit() else 1.0
    code = response.status_code
    try:
        answer = response.json()
        fault = "" if answer["ok"] else str(answer.get("error"))
    except (ValueError, KeyError, TypeError):
        return Told(code if response.is_error else AWAY, f"status {code}", pause)
    return Told(_CODES.get(fault, code), fault, pause)


class SlackBot:
    """Keeps events as they come, and answers them one after the other."""

    def __init__(self, slack: Slack, answerer: Answerer, secret: str) -> None:
        self._slack, self._answerer, self._secret = slack, answerer, secret
        self.arrived = threading.Event()

    @property
    def memory(self) -> Memory:
        """Where events are kept until they are answered."""
        return self._answerer.memory

    def take(self, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        """Return status and text for what Slack posts; an event is kept before Slack hears that it is."""
        if not is_signed(self._secret, headers, body):
            return 401, "the signature does not fit"
        try:
            told = json.loads(body)
            if told["type"] == "url_verification":
                return 200, str(told["challenge"])
            if told["type"] == "event_callback":
                self.memory.receive(str(told["event_id"]), body.decode())
                self.arrived.set()
        except (ValueError, KeyError, TypeError):
            return 400, "this is no event"
        except TryLaterError as error:
            log.warning("an event cannot be kept; Slack sends it again: %s", error)
            return 503, "not now"
        return 200, ""

    def turn(self) -> bool:
        """Handle the oldest event that waits; False where none does."""
        self._answerer.catch_up("slack", self._slack.send)
        waiting = self.memory.waiting()
        if waiting is None:
            return False
        event_id, body = waiting
        try:
            self._handle(json.loads(body))
        except TryLaterError:
            raise
        except Exception:  # one event must not keep all others from their answers
            log.exception("event %s is passed over", event_id)
        self.memory.handled(event_id)
        return True

    def work(self) -> None:
        """Handle events for ever; what fails for the moment is tried again."""
        while True:
            self.arrived.clear()
            try:
                if not self.turn():
                    self.arrived.wait(_CATCH_UP_SECONDS)
            except Misset as error:
                log.critical("again in a minute: %s", error)
                time.sleep(60)
            except TryLaterError as error:
                log.warning("again in 5 s: %s", error)
                time.sleep(5)
            except Exception:  # without this loop nothing is answered any more
                log.exception("again in 5 s")
                time.sleep(5)

    def _handle(self, told: Mapping[str, Any]) -> None:
        post = shared(told)
        if post is None:
            return
        event = told["event"]
        channel, ts = event["channel"], event["ts"]
        thread = event.get("thread_ts") or ts  # a thread is named by its first message only

        def reply(text: str) -> Message:
            escaped = html.escape(text, quote=False)
            return {"channel": channel, "text": escaped, "thread_ts": thread, "mrkdwn": False}

        try:
            said = self._answerer.answer(post, reply, self._slack.send)
            log.info("message %s of %s: %s", ts, channel, "answered" if said else "nothing to say")
        except NeverError as error:
            log.warning("message %s of %s: %s", ts, channel, error)


def is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Return whether Slack signed this, and did so just now; names of headers are in lower case."""
    at, given = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (at.isascii() and at.isdigit()) or abs(time.time() - int(at)) > _FRESH_SECONDS:
        return False
    made = hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={made}".encode(), given.encode())


def shared(told: Mapping[str, Any]) -> Forwarded | None:
    """Return the post of a message that shares another one; None for anything else, and for bots."""
    event = told.get("event") or {}
    if event.get("type") != "message" or event.get("bot_id") or event.get("subtype") not in _WRITTEN:
        return None
    found = [part for part in event.get("attachments") or () if part.get("is_share") and part.get("text")]
    if not found:
        return None
    chat = f"slack:{told.get('team_id', '')}:{event['channel']}"
    options = PostOptions()
    if ts := found[0].get("ts"):
        options["posted_at"] = datetime.fromtimestamp(float(ts), UTC)
    return Forwarded(chat, f"{chat}:{event['ts']}", plain(found[0]["text"]), options)


def plain(text: str) -> str:
    """Return text of Slack as people read it: links by their label, three signs unescaped."""
    return html.unescape(_LINK.sub(lambda link: link[2] or link[1], text))


def server(bot: SlackBot, port: int) -> ThreadingHTTPServer:
    """Return the server that Slack posts to; put a proxy with TLS before it."""

    class Door(BaseHTTPRequestHandler):
        timeout = 10  # a sender that stalls is let go

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != "/slack/events" or not length.isdigit() or int(length) > _LONGEST_BODY:
                self._answer(404, "")
                return
            named = {name.lower(): value for name, value in self.headers.items()}
            self._answer(*bot.take(named, self.rfile.read(int(length))))

        def _answer(self, status: int, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            log.debug(format, *args)

    return ThreadingHTTPServer(("127.0.0.1", port), Door)


def main() -> None:
    """Answer until stopped."""
    logging.basicConfig(level=logging.INFO)
    url, free = address("SLACK_URL", "https://slack.com/api"), port("PORT", 3000)
    token, secret, made = needed("SLACK_TOKEN"), needed("SLACK_SIGNING_SECRET"), answerer()
    bot = SlackBot(Slack(url, token), made, secret)
    try:
        door = server(bot, free)
    except OSError as error:
        ended(f"PORT cannot be used: {free} of 127.0.0.1 cannot be listened on: {error.strerror}.")
    threading.Thread(target=bot.work, daemon=True).start()
    log.info("listening on http://127.0.0.1:%d/slack/events", door.server_port)
    door.serve_forever()


if __name__ == "__main__":
    main()
