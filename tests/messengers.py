"""A server that speaks what the bots need of Telegram and of Slack, over real HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

TOKEN = "123:abc"
SECRET = "the-signing-secret-of-the-tests"


@dataclass
class Messengers:
    """What people wrote, and what bots said; a WSGI application."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # of the next messages

    def forward(self, chat: int, text: str, **more: Any) -> None:
        """Let somebody forward a post to the Telegram bot."""
        origin = {"type": "hidden_user", "sender_user_name": "A", "date": 1_750_341_600}
        self.write(chat, text, forward_origin=origin, **more)

    def write(self, chat: int, text: str, **more: Any) -> None:
        """Let somebody write to the Telegram bot."""
        number = len(self.updates) + 1
        chats = {"id": chat, "type": "private"}
        message = {"message_id": number, "date": int(time.time()), "chat": chats, "text": text} | more
        self.updates.append({"update_id": 1_000 + number, "message": message})

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        asked = json.loads(environ["wsgi.input"].read(length))
        headers = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
        status, answer = self.answer(environ["PATH_INFO"], asked, headers)
        pause = answer.get("parameters", {}).get("retry_after", 2)
        named = [("Content-Type", "application/json"), ("Retry-After", str(pause))]
        start(f"{status} -", named)
        return [json.dumps(answer).encode()]

    def answer(self, path: str, asked: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer as the messenger would."""
        if path == f"/bot{TOKEN}/getUpdates":
            new = [one for one in self.updates if one["update_id"] >= asked["offset"]]
            return 200, {"ok": True, "result": new}
        if path == f"/bot{TOKEN}/sendMessage":
            return self._sent(asked)
        if path != "/api/chat.postMessage":
            return 404, {"ok": False, "error_code": 404, "description": "Not Found"}
        if headers.get("HTTP_AUTHORIZATION") != f"Bearer {TOKEN}":
            return 200, {"ok": False, "error": "invalid_auth"}
        return self._sent(asked)

    def _sent(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.refusals:
            return self.refusals.pop(0)
        self.said.append(asked)
        return 200, {"ok": True, "result": {}}


def event(text: str, *, number: int = 1, channel: str = "C1", **more: Any) -> bytes:
    """Return what Slack posts when somebody shares a message."""
    shared = {"is_share": True, "text": text, "ts": "1750341600.000100", "from_url": "https://x.example/1"}
    message = {"type": "message", "channel": channel, "user": "U1", "text": "", "ts": f"{number}.0001"}
    inner = {**message, "attachments": [shared], **more}
    told = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}", "event": inner}
    return json.dumps(told).encode()


def signed(body: bytes, *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    """Return the headers by which Slack shows that it wrote a body."""
    at = str(int(time.time()) - age)
    made = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={made}"}
