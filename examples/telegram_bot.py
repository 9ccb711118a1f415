"""A Telegram bot: whoever forwards a post to it reads what officials said.

    TELEGRAM_TOKEN=123:abc BOT_SERVICE_KEY=… python -m examples.telegram_bot

It speaks https://core.telegram.org/bots/api: ``getUpdates`` with long polling, and ``sendMessage``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2

from checker.client import PostOptions
from checker.errors import NeverError, TryLaterError
from examples.answering import Answerer, Forwarded, Message, Misset
from examples.environment import address, answerer, needed
from examples.sending import AWAY, Sender, Told, Unwanted

log = logging.getLogger("telegram_bot")
_POLL_SECONDS = 25
_OFFSET = "telegram offset"


class TelegramAway(TryLaterError):
    """Telegram could not be reached, or answers with nothing that can be used."""


class Moved(Unwanted):
    """The group has become another one, with an id of its own."""

    def __init__(self, chat: int) -> None:
        super().__init__(f"the group has become {chat}")
        self.chat = chat


class Telegram:
    """The two methods of the Bot API that are needed."""

    def __init__(self, url: str, token: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._http = httpx2.Client(base_url=f"{url.rstrip('/')}/bot{token}/", timeout=_POLL_SECONDS + 10)
        self._sleep = sleep
        self._sender = Sender(self._http, _told, sleep)

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def updates(self, offset: int, seconds: int = _POLL_SECONDS) -> list[dict[str, Any]]:
        """Return what has come since ``offset``, waiting up to ``seconds`` for something."""
        asked = {"offset": offset, "timeout": seconds, "allowed_updates": ["message"]}
        try:
            answer = _read(self._http.post("getUpdates", json=asked))
        except httpx2.RequestError as error:
            raise TelegramAway(type(error).__name__) from error
        if not answer.get("ok"):
            self._sleep(_asked_pause(answer))
            raise TelegramAway(str(answer.get("description")))
        found: list[dict[str, Any]] = answer["result"]
        return found

    def send(self, message: Message) -> None:
        """Send a reply; in a group that has become another one its messages have other numbers."""
        try:
            self._sender.send("sendMessage", message)
        except Moved as moved:
            self._sender.send("sendMessage", {"chat_id": moved.chat, "text": message["text"]})


class TelegramBot:
    """Answers what is forwarded to it."""

    def __init__(self, telegram: Telegram, answerer: Answerer) -> None:
        self._telegram, self._answerer = telegram, answerer

    def turn(self, seconds: int = _POLL_SECONDS) -> int:
        """Handle what has come, and return how much that was.

        An update is left behind only when it is handled, so what fails for the moment comes again. What
        fails otherwise is passed over: it must not keep all others from their answers.
        """
        memory = self._answerer.memory
        self._answerer.catch_up("telegram", self._telegram.send)
        updates = self._telegram.updates(memory.mark(_OFFSET), seconds)
        for update in updates:
            try:
                self._handle(update.get("message") or {})
            except TryLaterError:
                raise
            except Exception:
                log.exception("update %s is passed over", update["update_id"])
            memory.set_mark(_OFFSET, int(update["update_id"]) + 1)
        return len(updates)

    def _handle(self, message: Mapping[str, Any]) -> None:
        post = forwarded(message)
        if post is None:
            return
        chat, number = message["chat"]["id"], message["message_id"]

        def reply(text: str) -> Message:
            under = {"message_id": number, "allow_sending_without_reply": True}
            return {"chat_id": chat, "text": text, "reply_parameters": under}

        try:
            said = self._answerer.answer(post, reply, self._telegram.send)
            log.info("message %s of chat %s: %s", number, chat, "answered" if said else "nothing to say")
        except NeverError as error:
            log.warning("message %s of chat %s: %s", number, chat, error)


def forwarded(message: Mapping[str, Any]) -> Forwarded | None:
    """Return the post of a forwarded message; None for any other one."""
    origin = message.get("forward_origin")
    text = message.get("text") or message.get("caption")
    if not origin or not text:
        return None
    chat = str(message["chat"]["id"])
    options = PostOptions(posted_at=datetime.fromtimestamp(origin["date"], UTC))
    return Forwarded(f"telegram:{chat}", f"telegram:{chat}:{message['message_id']}", text, options)


def _read(response: httpx2.Response) -> dict[str, Any]:
    """Return the answer; what is no JSON counts as one that says no."""
    try:
        read = response.json()
    except ValueError:
        read = None
    return read if isinstance(read, dict) else {"ok": False, "description": f"status {response.status_code}"}


def _told(response: httpx2.Response) -> Told:
    """Return what Telegram says of a message; what is no JSON comes from elsewhere."""
    answer = _read(response)
    if answer.get("ok"):
        return Told(response.status_code)
    if moved := (answer.get("parameters") or {}).get("migrate_to_chat_id"):
        raise Moved(int(moved))
    code = response.status_code if response.is_error else AWAY
    return Told(answer.get("error_code", code), str(answer.get("description")), _asked_pause(answer))


def _asked_pause(answer: Mapping[str, Any]) -> float:
    return float((answer.get("parameters") or {}).get("retry_after", 1))


def main() -> None:
    """Answer until stopped."""
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # its lines have the address, which has the token
    url = address("TELEGRAM_URL", "https://api.telegram.org")
    token, made = needed("TELEGRAM_TOKEN"), answerer()
    bot = TelegramBot(Telegram(url, token), made)
    while True:
        try:
            bot.turn()
        except Misset as error:
            log.critical("again in a minute: %s", error)
            time.sleep(60)
        except TryLaterError as error:
            log.warning("again in 5 s: %s", error)
            time.sleep(5)
        except Exception:  # without this loop nothing is answered any more
            log.exception("again in 5 s")
            time.sleep(5)


if __name__ == "__main__":
    main()
