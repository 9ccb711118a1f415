"""Claims that mean the same are counted together: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from checker.clustering import Clusters
from checker.same_claims import Likeness
from tests.contract.test_trends import BRIDGES, FERRIES, World, claim
from tests.fakes import FakeEncoder

pytestmark = pytest.mark.services

OTHERWISE, AGAIN = f"{FERRIES} abroad", f"{FERRIES} from abroad"


@dataclass
class FakeMeanings:
    """Near is what shares words; one follows from the other where the test says so."""

    same: tuple[frozenset[str], ...] = ()
    encoder: FakeEncoder = field(default_factory=FakeEncoder)
    name: str = "fake"

    def reads(self, lang: str) -> bool:
        """Return whether it is English."""
        return lang == "en"

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return bags of words."""
        return self.encoder.encode(texts)

    def likeness(self, one: str, others: Sequence[tuple[str, float]]) -> list[Likeness]:
        """Return that those follow from each other which the test names."""
        return [Likeness(0.9, follows=float(frozenset({one, other}) in self.same)) for other, _ in others]


@pytest.fixture
def world(url) -> Iterator[World]:
    """Give an empty world."""
    opened = World(url)
    yield opened
    opened.close()


@pytest.fixture
def clusters(world) -> Iterator[Clusters]:
    """Give the clusters of that world."""
    opened = Clusters(world.url, clock=world.clock)
    yield opened
    opened.close()


MEANINGS = FakeMeanings((frozenset({FERRIES, OTHERWISE}), frozenset({FERRIES, AGAIN})))


def test_what_means_the_same_is_one_trend(world, clusters):
    """Their counts are added up, the wording that was seen most often stands for all, and none is lost."""
    for words in (FERRIES, OTHERWISE, OTHERWISE, BRIDGES):
        world.see(claim(words))
    assert [trend.count for trend in world.top()] == [2, 1, 1]
    assert clusters.look(lambda: MEANINGS) == 3
    ferries, bridges = world.top()
    assert (ferries.words, ferries.count, bridges.words) == (OTHERWISE, 3, BRIDGES)
    assert [(one.words, one.count) for one in ferries.wordings] == [(OTHERWISE, 2), (FERRIES, 1)]
    assert len(ferries.check_ids) == 3
    assert sum(one.count for one in ferries.counts) == 3


def test_a_claim_that_comes_later_joins(world, clusters):
    """A cluster that is there is joined, and a claim is compared only once."""
    world.see(claim(FERRIES))
    assert clusters.look(lambda: MEANINGS) == 1
    world.see(claim(OTHERWISE))
    assert clusters.look(lambda: MEANINGS) == 1
    assert clusters.look(lambda: MEANINGS) == 0
    assert [trend.count for trend in world.top()] == [2]


def test_a_number_makes_another_trend_whatever_models_say(world, clusters):
    """Rules come before models."""
    dozen = FERRIES.replace("120", "12")
    world.see(claim(FERRIES), claim(dozen))
    clusters.look(lambda: FakeMeanings((frozenset({FERRIES, dozen}),)))
    assert [trend.count for trend in world.top()] == [1, 1]


def test_a_language_that_is_not_read_is_counted_by_its_words(world, clusters):
    """What the models do not read is a trend of its own, and waits for nobody."""
    for _ in range(2):
        world.see(claim("Ils ont commandé 120 ferries", lang="fr"))
    assert clusters.look(lambda: MEANINGS) == 1
    assert clusters.look(lambda: MEANINGS) == 0
    assert [trend.count for trend in world.top()] == [2]


def test_a_cluster_outlives_the_claim_that_founded_it(world, clusters):
    """When the checks of the first wording are removed the others stay together, and others still join."""
    first = world.see(claim(FERRIES))
    clusters.look(lambda: MEANINGS)
    world.see(claim(OTHERWISE))
    world.see(claim(AGAIN))
    clusters.look(lambda: MEANINGS)
    assert [trend.count for trend in world.top()] == [3]
    assert world.store.remove(first)
    (trend,) = world.top()
    assert (trend.count, FERRIES in {one.words for one in trend.wordings}) == (2, False)
    world.see(claim(FERRIES))
    clusters.look(lambda: MEANINGS)
    assert [trend.count for trend in world.top()] == [3]


def test_without_models_claims_wait(world, clusters):
    """Where a worker has no models to ask, claims stay as they are until one has."""
    world.see(claim(FERRIES))
    assert clusters.look(lambda: None) == 0
    assert clusters.look(lambda: MEANINGS) == 1
