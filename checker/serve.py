"""The server: the web form and the API, and with no broker named, the workers too."""

from __future__ import annotations

import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask

from checker.afterwards import open_afterwards
from checker.allocator import keep_little
from checker.api import create_app
from checker.config import LOOPBACK, Settings
from checker.corpus_watch import open_corpus_watch
from checker.desk import desk_of
from checker.errors import InvalidSettings
from checker.keyring import Keyring
from checker.listening import Server
from checker.logs import set_up_logs
from checker.pressure import open_gate
from checker.readiness import Readiness
from checker.relay import Relay
from checker.requeue import Requeuer
from checker.store import BELL, Store, open_store
from checker.tallies import tallies_of
from checker.tally_store import Flusher
from checker.tasks import WORKER_THREAD, CheckQueue, make_celery
from checker.tracing import set_up_tracing
from checker.uploads import Uploads, gate_of, largest_body
from checker.work import Build

log = logging.getLogger(__name__)

# Most of these wait for a check to end and cost nothing meanwhile.
HTTP_THREADS = 32

# Where checks go; whether the workers of this process live, and what signs for them, if it has any.
Workers = tuple[CheckQueue, Callable[[], bool] | None, Callable[[], None] | None]


def serve(settings: Settings, build: Build | None = None) -> None:
    """Serve until told to stop.

    Raises
    ------
    InvalidSettings
        The address needs API keys, or cannot be bound.
    CheckerError
        The embedded workers cannot start.
    """
    refuse_open_door(settings)
    set_up_logs(settings)
    if not settings.embedded:  # models would share the arena
        keep_little()
    with service(settings, build) as app, _listen(settings) as listening:
        server = Server(
            Uploads(app),
            listening,
            gate_of(settings),
            most_of_one=0 if settings.proxies else settings.connections_per_address,
            threads=HTTP_THREADS,
            ident="checker",
            max_request_body_size=largest_body(settings),
            **_behind(settings.proxies),
        )
        signal.signal(signal.SIGTERM, lambda *_: server.stop())
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
            signal.signal(signal.SIGHUP, lambda *_: server.stop())
        _tell_where(settings, _address(listening))
        server.run_until_stopped(settings.stop_seconds, desk_of(app).stopping.set)
    _end_with_what_hangs()


def _end_with_what_hangs() -> None:
    """End the process if its workers still have a check: that was handed back, and nobody waits for it.

    Python itself would wait for their threads, daemons or not.
    """
    if any(thread.name == WORKER_THREAD for thread in threading.enumerate()):
        logging.shutdown()
        os._exit(0)


def _behind(proxies: int) -> dict[str, Any]:
    """Return what makes the server believe so many proxies on who a request comes from."""
    if not proxies:
        return {}
    told = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": "*", "trusted_proxy_count": proxies, "trusted_proxy_headers": told}


def refuse_open_door(settings: Settings) -> None:
    """Return if only this machine can come in, or whoever comes in must say who they are.

    Raises
    ------
    InvalidSettings
        Neither is so.
    """
    if not _is_loopback(settings.host) and not Keyring(settings).works():
        raise InvalidSettings(
            f"CHECKER_API_KEY_HASHES: {settings.host or 'every address'} can be reached from outside, so "
            "accounts or API keys are needed; add a user with `checker users add`, make a key with "
            "`checker keys create`, set argon2 hashes of keys, or serve on 127.0.0.1"
        )


@contextmanager
def service(settings: Settings, build: Build | None = None) -> Iterator[Flask]:
    """Yield the web application with all that works behind it, and stop that on leaving."""
    with ExitStack() as stack:
        stack.callback(set_up_tracing())
        afterwards = open_afterwards(settings)
        store = open_store(settings, afterwards.add)
        stack.callback(store.close)
        afterwards.start()
        stack.callback(afterwards.stop)
        queue, alive, beat = _workers(settings, store, build, stack)
        if not settings.embedded:
            relay = Relay(settings.redis_url, BELL)
            relay.hear()
            stack.callback(relay.stop)
        requeuer = Requeuer(store, queue, settings.requeue_seconds, beat=beat, tallies=tallies_of(settings))
        flusher = Flusher(settings)
        flusher.start()
        stack.callback(flusher.stop)
        requeuer.start()
        stack.callback(requeuer.stop)
        watch = open_corpus_watch(settings)
        stack.callback(watch.close)
        app = create_app(
            settings,
            store=store,
            submit=queue.submit,
            wait=store.wait_for,
            readiness=Readiness(settings, store, queue, alive).watching(watch),
        )
        gate = open_gate(settings)
        stack.callback(gate.close)
        desk = replace(desk_of(app), send=queue.send, room=gate.ask)
        replace(desk, wait=lambda one, seconds: store.wait_for(one, seconds, desk.stopping.is_set)).serve(app)
        yield app


def _workers(settings: Settings, store: Store, build: Build | None, stack: ExitStack) -> Workers:
    if not settings.embedded:
        return CheckQueue(make_celery(settings)), None, None
    # A server whose workers are elsewhere loads nothing of what they are made of.
    from checker.embedded import start_inside  # noqa: PLC0415

    inside = start_inside(settings, store, build, stack)
    return inside.queue, inside.alive, inside.sign


def _is_loopback(host: str) -> bool:
    try:
        return host in LOOPBACK or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise InvalidSettings(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror})"
        ) from error


def _tell_where(settings: Settings, address: str) -> None:
    """Tell whoever started this where to go, whatever is logged; where the log is JSON, as a line of that."""
    if settings.log_format == "json":
        said = log.makeRecord(log.name, logging.INFO, __file__, 0, "Listening on %s", (address,), None)
        log.handle(said)  # past the level
        return
    sys.stderr.write(f"Listening on {address}\n")
    sys.stderr.flush()


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
