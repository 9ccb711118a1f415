"""Which claims a change may concern, with a real retriever over words."""

from __future__ import annotations

import pytest

from checker.bootstrap import Models, parts_with, searched_over
from checker.config import load_settings
from checker.corpus import Corpus
from checker.embeddings import Embeddings
from checker.indexes import open_index
from checker.nearby import REACH, concerned
from checker.pipeline import Pipeline
from checker.records import Statement
from checker.scope import Scope
from tests.fakes import FakeEncoder, FakeStance, FakeWorth

NEW = Statement("new", "3,000 people came home by ferry from Norhavn.", issuer="Ministry of Ferries")
OLD = [Statement(f"old-{n}", f"The harbour of town {n} has been closed for {n} days.") for n in range(40)]


class NamedStance(FakeStance):
    """A stance model with a name."""

    name = "fake-stance@1"


@pytest.fixture
def pipeline(tmp_path):
    """Give a pipeline that judges two passages per claim."""
    corpus, settings = Corpus.of([*OLD, NEW]), load_settings(data_dir=tmp_path)
    models = Models(FakeEncoder(), NamedStance({}), FakeWorth())
    searched = searched_over(corpus, open_index(corpus, models.encoder, settings))
    return Pipeline(parts_with(models, searched), k=2)


def test_claims_near_the_change_are_found(pipeline):
    """A claim on the same matter is concerned, one on another matter is not."""
    asked = [
        "2,000 people came home by ferry",
        "the minister resigned yesterday",
        "people came home by ferry",
    ]
    assert concerned(asked, frozenset({"new"}), Scope(), pipeline) == [True, False, True]


def test_a_change_that_others_outrank_concerns_nobody(pipeline):
    """A statement that is near, but far behind what is judged, changes no answer."""
    query = "The harbour of town 7 has been closed for 7 days"
    found = [c.passage.statement.statement_id for c in pipeline.parts.retriever.search([query], 40)[0]]
    assert len(found) > 2 * REACH
    first, last = found[0], found[-1]
    assert concerned([query], frozenset({first}), Scope(), pipeline) == [True]
    assert concerned([query], frozenset({last}), Scope(), pipeline) == [False]


def test_a_change_outside_the_scope_concerns_nobody(pipeline):
    """A post that is held against other issuers cannot be answered by this one."""
    asked, changed = ["people came home by ferry"], frozenset({"new"})
    assert concerned(asked, changed, Scope(issuers=("Ministry of Roads",)), pipeline) == [False]
    assert concerned(asked, changed, Scope(issuers=("ministry of ferries",)), pipeline) == [True]


def test_what_is_gone_concerns_nobody(pipeline):
    """A statement that is no longer there cannot be found; nor is there anything to ask without claims."""
    assert concerned(["people came home by ferry"], frozenset({"gone"}), Scope(), pipeline) == [False]
    assert concerned([], frozenset({"new"}), Scope(), pipeline) == []


def test_claims_are_embedded_once(pipeline, tmp_path):
    """At the second change the vectors of the claims are remembered, and the answer is the same."""
    encoder = FakeEncoder()
    memory = Embeddings(tmp_path / "claims.sqlite3", encoder)
    asked, changed = ["people came home by ferry", "the minister resigned"], frozenset({"new"})
    first = concerned(asked, changed, Scope(), pipeline, memory)
    assert first == concerned(asked, changed, Scope(), pipeline, memory)
    assert first == concerned(asked, changed, Scope(), pipeline)
    assert sorted(encoder.asked) == sorted(asked)
