"""Generations whose vectors lie in PostgreSQL: what is kept, what goes, and what is refused."""

from __future__ import annotations

import json
import shutil

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql

from checker.bootstrap import Models, place_of
from checker.config import load_settings
from checker.corpus import Corpus
from checker.errors import IndexBusy, IndexCorrupt, InvalidSettings
from checker.index_cli import index
from checker.live import Live
from checker.living_index import build_now, open_living, up_to_date
from checker.pgvectors import PgKeeper
from checker.records import Post, Statement
from tests.fakes import FakeEncoder, FakeStance, FakeTruth, FakeWorth
from tests.services import eventually

pytestmark = pytest.mark.services


class NamedStance(FakeStance):
    """A stance model with a name."""

    name = "fake-stance@1"


@pytest.fixture
def truth():
    """Give a corpus of one statement."""
    return FakeTruth(Corpus.of([Statement("a", "The port of Vika had 7 ships.")]))


@pytest.fixture
def place(tmp_path, postgres_url):
    """Give an empty place for generations, whose vectors lie in an empty database."""
    found = place_of(FakeEncoder(), load_settings(data_dir=tmp_path, index_keep=2, index_url=postgres_url))
    yield found
    found.keeper.close()


def tables(url: str) -> set[str]:
    """Return the names of the tables that hold vectors."""
    with psycopg.connect(url) as connection:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'vectors\\_%'"
        return {name for (name,) in connection.execute(asked).fetchall()}


def forget(url: str) -> None:
    """Have all generations last been served two hours ago."""
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE vector_generations SET seen_at = now() - interval '2 hours'")


def grown(truth: FakeTruth, place, count: int) -> list[str]:
    """Return the names of as many generations, each of another corpus."""
    names = []
    for number in range(count):
        truth.becomes(Statement("a", f"The port of Vika had {number} ships."))
        names.append(build_now(place, truth).name)
    return names


def test_a_generation_is_found_and_searched_in_the_database(place, truth):
    """No file of vectors lies in the folder, and a passage is its own nearest."""
    up_to_date(place, truth)
    living = open_living(place.folder, place.embeddings.name, place.keeper)
    vector = FakeEncoder().encode([living.passages[0].text])
    (scores,), (positions,) = living.index.search(vector, 3)
    assert list(positions) == [0]
    assert scores[0] == pytest.approx(1, abs=1e-5)
    assert not list(place.folder.glob("*/vectors.*"))


def test_what_nobody_serves_goes_and_the_newest_stay(place, truth, postgres_url):
    """An old one that a slow host still answers from is left to it."""
    names = grown(truth, place, 4)
    assert len(tables(postgres_url)) == 8  # a table and its one part each: all were served just now
    forget(postgres_url)
    names += grown(truth, place, 1)
    kept = {f"vectors_{name.lower().replace('-', '_')}" for name in names[-2:]}
    assert {table for table in tables(postgres_url) if not table.endswith("_0")} == kept


def test_vectors_that_are_gone_are_made_again(place, truth, postgres_url):
    """The corpus is the truth, and the database of the vectors is as disposable as a file."""
    first = up_to_date(place, truth)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DELETE FROM vector_generations")
    with pytest.raises(IndexCorrupt, match="not in the database"):
        open_living(place.folder, place.embeddings.name, place.keeper)
    assert up_to_date(place, truth).name != first.name


def emptied(url: str) -> None:
    """Do to the database of the vectors what a new one in its place would."""
    with psycopg.connect(url) as connection:
        for name in tables(url):
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute("DELETE FROM vector_generations")


def registry_dropped(url: str) -> None:
    """Drop the list of generations too."""
    emptied(url)
    with psycopg.connect(url) as connection:
        connection.execute("DROP TABLE vector_generations")


def vectors_deleted(url: str) -> None:
    """Leave tables without rows."""
    with psycopg.connect(url) as connection:
        for name in tables(url):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


@pytest.mark.parametrize("harm", [emptied, registry_dropped, vectors_deleted])
def test_vectors_that_go_while_a_worker_serves_are_made_again(tmp_path, postgres_url, truth, harm):
    """It sees that within seconds, tells people, and serves on from a new generation."""
    settings = load_settings(data_dir=tmp_path, index_keep=2, index_url=postgres_url)
    told: list[str] = []
    models = Models(FakeEncoder(), NamedStance({"ships": "supports"}), FakeWorth())
    live = Live(models, settings, truth, lambda _, words: told.append(words))
    live.open()
    post = Post("The port of Vika had 7 ships.")
    before = live.pipeline
    assert before.check_post(post).claims[0].evidence
    live.start()
    harm(postgres_url)
    eventually(lambda: live.pipeline is not before, "they are made again", 40)
    assert live.pipeline.check_post(post).claims[0].evidence
    eventually(lambda: told[-1] == "", "it is over")
    assert any("built again" in words for words in told)
    live.stop()
    live._place.keeper.close()


def test_the_index_is_described_also_with_its_vectors_elsewhere(tmp_path, postgres_url, monkeypatch):
    """What `checker index build` made, `checker index info` knows."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("---\nid: a\nissuer: Port Office\n---\nThe port of Vika had 7 ships.\n")
    monkeypatch.setenv("CHECKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CHECKER_CORPUS", str(corpus))
    monkeypatch.setenv("CHECKER_INDEX_URL", postgres_url)
    made = [CliRunner().invoke(index, [command]) for command in ("build", "info")]
    assert [one.exit_code for one in made] == [0, 0], made[-1].output
    built, described = (json.loads(one.output) for one in made)
    assert (described["generation"], described["behind"]) == (built["generation"], False)


def test_a_database_that_is_away_is_busy_and_nothing_is_let_in(place, truth, postgres):
    """The old generation is still the current one when it is back."""
    first = up_to_date(place, truth)
    postgres.stop()
    truth.becomes(Statement("b", "The ferry came late."))
    with pytest.raises(IndexBusy, match="does not do it"):
        build_now(place, truth)
    postgres.start()
    assert open_living(place.folder, place.embeddings.name, place.keeper).name == first.name


def test_each_keeper_refuses_what_lies_elsewhere(place, truth, tmp_path):
    """Files are built when the setting changes; when it is taken back, what was kept serves again."""
    first = up_to_date(place, truth)
    files = place_of(FakeEncoder(), load_settings(data_dir=tmp_path, index_keep=2))
    assert files.folder == place.folder
    second = up_to_date(files, truth)
    assert second.name != first.name
    assert up_to_date(place, truth).name == first.name
    shutil.rmtree(place.folder)


@pytest.mark.parametrize("url", ["sqlite:///x.db", "nonsense", "mysql://a/b"])
def test_only_postgresql_will_do(url):
    """The message names the setting."""
    with pytest.raises(InvalidSettings, match="CHECKER_INDEX_URL"):
        PgKeeper(url, 3)
