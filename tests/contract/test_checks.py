from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checker.errors import NotFound
from checker.records import Post
from checker.store import Store
from tests.fakes import FakeChecks

POST = Post("a\n🚢 ", datetime(2025, 6, 19, tzinfo=UTC), "https://x.example/1", "en")


@pytest.fixture(params=["fake", "store"])
def checks(request, tmp_path):
    """Give what keeps checks: the fake that the tests of the edges use, then the real one."""
    if request.param == "fake":
        yield FakeChecks()
        return
    store = Store(f"sqlite:///{tmp_path / 'checks.sqlite3'}")
    yield store
    store.close()


def test_new_check(checks):
    """A new check is queued, belongs to whoever asked, and holds the post as it came."""
    check = checks.add_check(POST, owner="somebody")
    assert (check.state, check.owner, check.post) == ("queued", "somebody", POST)
    assert (check.report, check.error, check.error_type, check.finished_at) == (None, None, None, None)
    assert check.created_at.tzinfo is not None


def test_what_a_post_is_held_against_is_kept(checks):
    """Issuers and languages come back in their order, whatever characters they have."""
    scope = {"issuers": ("Court", "وزارت 🚢\0\ud83d"), "languages": ("en", "ur")}
    post = replace(POST, **scope, min_confidence=0.875, max_passages=3)
    assert checks.get(checks.add_check(post).check_id).post == post


def test_found_again(checks):
    """A check is found under its id, and each has its own."""
    first, second = checks.add_check(POST), checks.add_check(POST)
    assert first.check_id != second.check_id
    assert checks.get(first.check_id) == first
    assert first.owner == ""


@pytest.mark.parametrize("check_id", ["nope", "", "a" * 10_000])
def test_not_there(checks, check_id):
    """An id that was never given out is not found."""
    with pytest.raises(NotFound):
        checks.get(check_id)
