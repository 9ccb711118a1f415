from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checker.config import Settings
from checker.errors import InvalidSettings
from checker.key_records import Scope
from checker.key_store import NewKey
from checker.serve import refuse_open_door
from tests.service import URL, Service

POST = {"text": "They ordered 120 ferries!"}
CORPUS = "/api/v1/corpus"
RETRACT = "/api/v1/corpus/statements/x/retract"


class Keyed(Service):
    """A service whose keys are made in its database; ``bearer`` is the header of a new one."""

    def __init__(self, tmp_path, **named):
        super().__init__(tmp_path, **named)
        self.kept = self.app.extensions["desk"].keys.kept

    def bearer(self, *scopes, **named):
        _, text = self.kept.create(replace(NewKey("a", scopes), **named), "Officer A")
        return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def service(tmp_path):
    return Keyed(tmp_path)


@pytest.mark.parametrize(
    ("scope", "make", "read", "change"),
    [
        (Scope.CHECK, 202, 403, 403),
        (Scope.READ, 403, 200, 403),
        (Scope.REVIEW, 403, 200, 403),
        (Scope.ADMIN, 202, 200, 404),
    ],
)
def test_scope(service, scope, make, read, change):
    """Each scope opens its own part; what a key lacks is 403."""
    bearer = {"headers": service.bearer(scope)}
    assert service.post(POST, **bearer).status_code == make
    assert service.client.get(CORPUS, **bearer).status_code == read
    assert service.client.post(RETRACT, json={"reason": "a"}, **bearer).status_code == change


def test_whose_checks(service):
    """A check is there for the key that made it, for reviewers and admins, and for nobody else."""
    owner = service.bearer(Scope.CHECK)
    path = service.post(POST, headers=owner).headers["Location"]
    others = [service.bearer(scope) for scope in (Scope.CHECK, Scope.READ, Scope.REVIEW, Scope.ADMIN)]
    seen = [service.client.get(path, headers=one).status_code for one in (owner, *others)]
    assert seen == [200, 404, 404, 200, 200]
    assert service.client.get(path).status_code == 401
    assert service.client.delete(path, headers=others[2]).status_code == 403
    assert service.client.delete(path, headers=owner).status_code == 204


def test_keys_that_open_nothing(service):
    """A key that is unknown, expired, revoked or was rotated is 401."""
    bearer = service.bearer(Scope.CHECK)
    key = service.kept.all()[0]
    assert service.client.get(URL, headers=bearer).status_code == 200
    service.kept.rotate(key.key_id)
    assert service.client.get(URL, headers=bearer).status_code == 401
    soon = datetime.now(UTC) + timedelta(hours=1)
    ended = service.bearer(Scope.CHECK, expires_at=soon)
    service.kept._clock = lambda: soon  # the hour is over
    assert service.client.get(URL, headers=ended).status_code == 401
    assert service.client.get(URL, headers={"Authorization": "Bearer ck_0"}).status_code == 401


def test_first_key_closes_the_door(service):
    """A server without keys is open until the first one is made, and not when the last one is revoked."""
    assert service.post(POST).status_code == 202
    service.bearer(Scope.CHECK)
    assert service.post(POST).status_code == 401
    service.kept.revoke(service.kept.all()[0].key_id)
    assert service.post(POST).status_code == 401


def test_server_for_others_needs_a_key_that_works(tmp_path):
    """A server that can be reached from outside starts with a key, and not when that was revoked."""
    service = Keyed(tmp_path)
    outside = Settings(data_dir=tmp_path, host="0.0.0.0")
    with pytest.raises(InvalidSettings):
        refuse_open_door(outside)
    service.bearer(Scope.CHECK)
    refuse_open_door(outside)
    service.kept.revoke(service.kept.all()[0].key_id)
    with pytest.raises(InvalidSettings):
        refuse_open_door(outside)


def test_lists_of_others(service):
    """Reviewers list the checks of a key, or all of them; others only their own."""
    mine, reviewer = service.bearer(Scope.CHECK), service.bearer(Scope.REVIEW)
    service.post(POST, headers=mine)
    key = mine["Authorization"][10:22]

    def listed(who, whose):
        answer = service.client.get(URL, headers=who, query_string={"key": whose} if whose else {})
        return len(answer.get_json()["checks"]) if answer.status_code == 200 else answer.status_code

    assert [listed(mine, whose) for whose in ("", key, "0" * 12, "*")] == [1, 1, 403, 403]
    assert [listed(reviewer, whose) for whose in ("", key, "0" * 12, "*")] == [0, 1, 0, 1]
