"""The application over fakes, as the tests of the edges use it."""

from __future__ import annotations

import re
from dataclasses import replace

from argon2 import PasswordHasher

from checker.account_records import Role
from checker.account_store import Accounts, NewAccount
from checker.api import create_app
from checker.config import Settings
from checker.errors import QueueUnavailable
from checker.passwords import Passwords
from checker.schema import PartState
from tests.contract_guard import hold_to_contract
from tests.fakes import FakeChecks

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
READY = {"store": PartState(ready=True), "index": PartState(ready=True, facts={"corpus": "sha256:1"})}
URL = "/api/v1/checks"
STRONG = "ferry timetable 120"  # a password


class Service:
    """An application over fakes; ``finishes`` is the report that a wait brings."""

    def __init__(self, tmp_path, *, finishes=None, parts=READY, keys=(), queue_away=False, **named):
        self.checks, self.queued, self.waited = FakeChecks(), [], []
        self.finishes, self.queue_away, self.on_wait = finishes, queue_away, lambda: None
        hashes = tuple(CHEAP.hash(key) for key in keys)
        settings = Settings(
            data_dir=tmp_path,
            api_key_hashes=hashes,
            max_body_bytes=4_096,
            max_post_chars=1_000,
            max_wait_seconds=9.5,
            **named,
        )
        self.app = create_app(
            settings, store=self.checks, submit=self.submit, wait=self.wait, readiness=lambda: parts
        )
        hold_to_contract(self.app, self.fault)
        self.client = self.app.test_client()

    def fault(self, words):
        """Fail the test whose answer the contract does not describe."""
        raise AssertionError(words)

    def submit(self, check_id):
        if self.queue_away:
            raise QueueUnavailable("the broker does not answer")
        self.queued.append(check_id)

    def wait(self, check_id, seconds):
        self.waited.append(seconds)
        self.on_wait()
        if self.finishes:
            self.checks.finish(check_id, self.finishes)

    def post(self, body, **more):
        return self.client.post(URL, json=body, **more)

    def raw(self, data, content_type="application/json", **more):
        return self.client.post(URL, data=data, content_type=content_type, **more)


class Peopled(Service):
    """A service to which people are added, whose passwords take no time to hash."""

    def __init__(self, tmp_path, **named):
        super().__init__(tmp_path, **named)
        keys = self.app.extensions["desk"].keys
        accounts = Accounts(keys.entrance.accounts._database, passwords=Passwords(CHEAP))
        keys.entrance = replace(keys.entrance, accounts=accounts)
        self.accounts, self.sessions = accounts, keys.entrance.sessions

    def add(self, name, role=Role.CHECKER, full_name=""):
        return self.accounts.add(NewAccount(name, STRONG, role, full_name), "shell")

    def browser(self, name="", password=STRONG):
        """Return a browser in which somebody is signed in."""
        client = self.app.test_client()
        assert not name or sign_in(client, name, password).status_code == 303
        return client


def token(page):
    """Return the token of a form."""
    return re.search(r'name="csrf" value="([^"]+)"', page)[1]


def sign_in(client, name, password=STRONG, **more):
    """Fill the sign-in form in and send it."""
    csrf = token(client.get("/sign-in").text)
    return client.post("/sign-in", data={"name": name, "password": password, "csrf": csrf, **more})
