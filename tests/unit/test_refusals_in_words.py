"""What somebody reads who may not use a page."""

from __future__ import annotations

import pytest

from checker.account_records import Role
from tests.service import Peopled


@pytest.fixture
def reader(tmp_path):
    """Give the browser of somebody who may only read."""
    service = Peopled(tmp_path)
    service.add("reader-a", Role.READER)
    return service.browser("reader-a")


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/queue", "reviewer"),
        ("/history", "checker"),
        ("/batches", "checker"),
        ("/corpus/add", "admin"),
        ("/admin/users", "admin"),
        ("/admin/keys", "admin"),
    ],
)
def test_role_that_is_needed(reader, path, role):
    """A page that is closed names the role that opens it, speaks of no key, and leads to one that is open."""
    answer = reader.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert f"the role “{role}”" in answer.text.replace("&#34;", '"')
    assert "scope" not in answer.text
    assert '<a class="button primary" href="/corpus">' in answer.text
