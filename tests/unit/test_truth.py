"""Hearing what the corpus says while people edit its files."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest

from checker.config import load_settings
from checker.errors import InvalidCorpus
from checker.events import Event, EventKind
from checker.records import Statement
from checker.truth import FollowedCorpus, open_truth

STATEMENT = "---\nid: {0}\nissuer: Harbour Office\n---\nThe harbour office ordered {1} boats for Vika.\n"


@pytest.fixture
def folder(tmp_path):
    """Give a folder with one statement."""
    path = tmp_path / "statements"
    path.mkdir()
    (path / "one.md").write_text(STATEMENT.format("one", 12))
    return path


@pytest.fixture
def living(folder, tmp_path):
    """Give the corpus of a fresh data folder."""
    with closing(open_truth(load_settings(data_dir=tmp_path / "data", corpus=folder))) as opened:
        yield opened


def test_a_file_that_changes_is_heard_of(living, folder):
    """Head and content change together, and the number of the last event grows."""
    followed = FollowedCorpus(living)
    before, (corpus, seq) = followed.head(), followed.read()
    assert corpus.version == before
    (folder / "one.md").write_text(STATEMENT.format("one", 15))
    after = followed.head()
    corpus, later = followed.read()
    assert corpus.version == after != before
    assert later > seq
    assert "15 boats" in corpus.statements[0].text


def test_a_broken_file_at_the_start_is_an_error(living, folder):
    """Whoever starts a worker is told what to mend."""
    (folder / "one.md").write_text("---\nid: [\n---\n")
    with pytest.raises(InvalidCorpus, match=r"one\.md"):
        FollowedCorpus(living).head()


def test_a_file_that_is_broken_later_holds_nobody_up(living, folder, caplog):
    """It is said once, and what others add goes in all the same; mended, it is heard of again."""
    followed = FollowedCorpus(living)
    before = followed.head()
    (folder / "one.md").write_text("---\nid: [\n---\n")
    assert [followed.head() for _ in range(3)] == [before] * 3
    assert caplog.text.count("goes on without its folder") == 1
    added = Statement("two", "The ferry to Vika leaves at noon.")
    living.journal.append([Event(0, EventKind.ADD, "two", datetime.now(UTC), "officer", statement=added)])
    corpus, _ = followed.read()
    assert corpus.version == followed.head() != before
    assert [s.statement_id for s in corpus.statements] == ["one", "two"]
    (folder / "one.md").write_text(STATEMENT.format("one", 15))
    followed.head()
    assert "15 boats" in followed.read()[0].statements[0].text
