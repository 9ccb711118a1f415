from __future__ import annotations

import pytest

from checker.key_records import Limits, Scope
from checker.key_store import NewKey
from tests.service import URL, Service

pytestmark = pytest.mark.services


def test_servers_count_together(tmp_path, redis_server):
    """Two servers with one Redis share what a key has left; while it is away each counts on its own."""
    one, other = (Service(tmp_path, redis_url=redis_server.url) for _ in range(2))
    kept = one.app.extensions["desk"].keys.kept
    _, text = kept.create(NewKey("a", [Scope.CHECK], Limits(2)), "Officer A")
    bearer = {"Authorization": f"Bearer {text}"}
    codes = [service.client.get(URL, headers=bearer).status_code for service in (one, other, one, other)]
    assert codes == [200, 200, 429, 429]
    redis_server.stop()
    alone = [one.client.get(URL, headers=bearer) for _ in range(3)]
    assert [answer.status_code for answer in alone] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in alone] == ["1", "0", "0"]
