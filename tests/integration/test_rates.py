from __future__ import annotations

import pytest

from checker.key_records import Limits, Scope
from checker.key_store import NewKey
from checker.rates import charge, holder_by_head
from tests.service import URL, Service

pytestmark = pytest.mark.services

LEFT = "RateLimit-Remaining"


def key_of(service, *limits):
    """Return the header of a new key."""
    kept = service.app.extensions["desk"].keys.kept
    return {
        "Authorization": f"Bearer {kept.create(NewKey('a', [Scope.CHECK], Limits(*limits)), 'Officer A')[1]}"
    }


def test_servers_count_together(tmp_path, redis_server):
    """Two servers with one Redis share what a key has left; while it is away each counts on its own."""
    one, other = (Service(tmp_path, redis_url=redis_server.url) for _ in range(2))
    bearer = key_of(one, 2)
    codes = [service.client.get(URL, headers=bearer).status_code for service in (one, other, one, other)]
    assert codes == [200, 200, 429, 429]
    redis_server.stop()
    alone = [one.client.get(URL, headers=bearer) for _ in range(3)]
    assert [answer.status_code for answer in alone] == [200, 200, 429]
    assert [answer.headers[LEFT] for answer in alone] == ["1", "0", "0"]


def test_redis_dies_in_the_middle_of_a_request(tmp_path, redis_server):
    """What was kept is answered as ever, without numbers; the next request is counted in this process."""
    service = Service(tmp_path, redis_url=redis_server.url)
    bearer = key_of(service, 5)
    service.on_wait = redis_server.stop
    answers = [service.post({"text": "a ferry"}, headers=bearer | {"Prefer": "wait=1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert [answer.headers.get(LEFT) for answer in answers] == [None, "4"]
    assert len(service.checks.kept) == 2


def test_redis_dies_before_many_checks_are_charged(tmp_path, redis_server):
    """They are let through: nobody can tell how many are left."""
    service = Service(tmp_path, redis_url=redis_server.url)
    bearer = key_of(service, 0, 5)

    @service.app.before_request
    def many():
        redis_server.stop()
        charge(4)

    answer = service.client.get(URL, headers=bearer)
    assert (answer.status_code, answer.headers.get(LEFT)) == (200, None)


def test_redis_is_away_when_a_key_is_looked_at_by_the_head(tmp_path, redis_server):
    """A guess that cannot be counted is refused like another one."""
    service = Service(tmp_path, redis_url=redis_server.url)
    key_of(service, 5)
    redis_server.stop()
    with service.app.test_request_context(URL, headers={"Authorization": "Bearer guess"}):
        assert holder_by_head() is None
