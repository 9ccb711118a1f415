"""How often claims are seen, and which are going round: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from checker.answers import Answers
from checker.database import open_engine, transaction
from checker.records import Post
from checker.sightings import keys_of, note_verdicts
from checker.store import Store
from checker.trend_tables import ClaimCount, ClaimSighting, SeenClaim
from checker.trends import Trends, Window
from tests.fakes import FakeClock

pytestmark = pytest.mark.services

LEASE = timedelta(seconds=30)
FERRIES, BRIDGES = "They ordered 120 ferries", "Three bridges are closed"
NOTHING_OF_IT, FERRIES_OF = "India destroyed Islamabad!", "Ghana ordered 120 ferries"


def claim(query: str, verdict: str = "REFUTES", **more: object) -> dict:
    """Return a claim of a report, as far as it is counted."""
    return {
        "query": query,
        "text": query,
        "verdict": verdict,
        "reason": None,
        "lang": "en",
        "passages": [],
        **more,
    }


class World:
    """A store, what follows the ends of checks, and what is read of it."""

    def __init__(self, url: str) -> None:
        self.clock = FakeClock()
        self.url = url
        self.store, self.answers, self.trends = (
            Store(url, clock=self.clock),
            Answers(url, clock=self.clock),
            Trends(url),
        )

    def close(self) -> None:
        """Give every connection back."""
        for one in (self.store, self.answers, self.trends):
            one.close()

    def see(self, *claims: dict, owner: str = "bot", **asked: object) -> str:
        """Have a check end with these claims, and return its id."""
        check = self.store.add_check(Post("a", **asked), owner=owner)
        lease = self.store.claim_for_run(check.check_id, LEASE)
        self.store.finish(lease, {"verdict": "REFUTES", "corpus_version": "v1", "claims": list(claims)})
        assert self.answers.note(check.check_id)
        return check.check_id

    def top(self, hours: float = 24, **wanted: object):
        """Return what went round in the last hours."""
        return self.trends.top(
            Window(self.clock.now - timedelta(hours=hours), self.clock.now + timedelta(minutes=1), **wanted)
        )

    def rows(self, table: type) -> list:
        """Return all rows of a table."""
        engine = open_engine(self.url)
        with transaction(engine, writes=False) as connection:
            found = list(connection.execute(select(table.__table__)))
        engine.dispose()
        return found


@pytest.fixture
def world(url) -> Iterator[World]:
    """Give an empty world."""
    opened = World(url)
    yield opened
    opened.close()


def test_the_claim_that_was_seen_most_often_comes_first(world):
    """Claims are counted whatever case and punctuation they are in, and shown with when they were seen."""
    first = world.clock.now
    world.see(claim(BRIDGES))
    for words in (FERRIES, FERRIES.upper() + "!", FERRIES):
        world.see(claim(words))
        world.clock.move(minutes=20)
    ferries, bridges = world.top()
    assert (ferries.words, ferries.count, ferries.verdict, bridges.count) == (FERRIES, 3, "REFUTES", 1)
    assert (ferries.first_seen, ferries.last_seen) == (first, first + timedelta(minutes=40))
    assert len(ferries.check_ids) == 3


def test_what_a_post_says_stands_before_what_it_was_read_as(world):
    """A question is told as it was asked; of words that the post has nothing else is told."""
    asked = "Did they order 120 ferries?"
    world.see(claim("They did order 120 ferries", text=asked), claim(BRIDGES))
    assert {trend.words: trend.put for trend in world.top()} == {
        "They did order 120 ferries": asked,
        BRIDGES: "",
    }
    assert {wording.put for trend in world.top() for wording in trend.wordings} == {asked, ""}


def test_what_was_never_judged_is_no_trend(world):
    """Those claims of a post that are beyond the limit say nothing of what goes round."""
    left = [claim(f"Ferry {n} sank", "NOT ENOUGH INFO", reason="too_many_claims") for n in range(30)]
    world.see(claim(FERRIES), *left)
    assert [trend.words for trend in world.top()] == [FERRIES]
    world.see(claim("Ferry 1 sank"))
    assert {trend.words for trend in world.top()} == {FERRIES, "Ferry 1 sank"}


def test_another_number_is_another_claim(world):
    """Numbers and negations are counted apart."""
    for words in (FERRIES, FERRIES.replace("120", "12"), "They never ordered 120 ferries"):
        world.see(claim(words))
    assert [trend.count for trend in world.top()] == [1, 1, 1]


def test_a_check_counts_once(world):
    """A claim that one post makes twice, and a check whose end is noted twice, count once."""
    check_id = world.see(claim(FERRIES), claim(FERRIES + "!"))
    assert not world.answers.note(check_id)
    assert [trend.count for trend in world.top()] == [1]


def test_counts_go_into_the_step_in_which_a_post_came(world):
    """Each step of a window has its count, the empty ones too, and the steps add up to the whole."""
    world.see(claim(FERRIES))
    world.clock.move(hours=3)
    world.see(claim(FERRIES))
    world.see(claim(FERRIES))
    (trend,) = world.top(hours=5)
    assert sum(one.count for one in trend.counts) == trend.count == 3
    assert len(trend.counts) >= 5 * 6
    assert {one.count for one in trend.counts} == {0, 1, 2}
    steps = {b.at - a.at for a, b in zip(trend.counts, trend.counts[1:], strict=False)}
    assert steps == {timedelta(minutes=10)}


def test_a_window_leaves_out_what_came_before(world):
    """What was seen before a window counts as before, and what was not seen in it is no trend of it."""
    for _ in range(3):
        world.see(claim(FERRIES))
    world.see(claim(BRIDGES))
    world.clock.move(hours=30)
    world.see(claim(FERRIES))
    (trend,) = world.top(hours=24)
    assert (trend.words, trend.count, trend.before) == (FERRIES, 1, 3)


def test_the_latest_verdict_is_shown(world):
    """A later answer takes the place of an earlier one; one that was asked with conditions does not."""
    world.see(claim(FERRIES))
    world.clock.move(minutes=1)
    world.see(claim(FERRIES, "SUPPORTS"))
    world.clock.move(minutes=1)
    world.see(claim(FERRIES, "NOT ENOUGH INFO", reason="no_statement"), issuers=("One ministry",))
    for unsearched in ("search_degraded", "too_many_claims"):
        world.see(claim(FERRIES, "NOT ENOUGH INFO", reason=unsearched))
    (trend,) = world.top()
    assert (trend.verdict, trend.reason, trend.count) == ("SUPPORTS", "", 5)


def test_trends_are_filtered(world):
    """By verdict and by language; the limit leaves the most frequent."""
    world.see(claim(FERRIES), claim(BRIDGES, "SUPPORTS"))
    world.see(claim(BRIDGES, "SUPPORTS"))
    world.see(claim("Seulement des mots", "NOT ENOUGH INFO", lang="fr", reason="language_not_covered"))
    assert [t.words for t in world.top(verdict="SUPPORTS")] == [BRIDGES]
    for tag in ("fr", "FR"):
        assert [(t.lang, t.reason) for t in world.top(lang=tag)] == [("fr", "language_not_covered")]
    assert [t.words for t in world.top(limit=1)] == [BRIDGES]


def test_what_one_key_sent_is_shown_to_no_other_until_another_sent_it_too(world):
    """However often: a claim is shown to those who sent it and to reviewers, then to all."""
    mine = world.see(claim(FERRIES), owner="bot")
    assert [t.check_ids for t in world.top(owner="bot")] == [(mine,)]
    assert world.top(owner="stranger") == ()
    assert [t.check_ids for t in world.top(owner=None)] == [(mine,)]
    world.see(claim(FERRIES), owner="bot")
    assert world.top(owner="stranger") == ()
    other = world.see(claim(FERRIES), owner="another")
    assert [(t.count, t.check_ids) for t in world.top(owner="stranger")] == [(3, ())]
    world.store.remove(other)
    assert world.top(owner="stranger") == ()


def test_a_removed_check_leaves_no_words(world):
    """With the only check of a claim all of the claim goes; where others sent it, their words stay."""
    shouted = world.see(claim(FERRIES.upper()))
    quiet = world.see(claim(FERRIES))
    alone = world.see(claim(BRIDGES))
    assert world.store.remove(shouted)
    assert world.store.remove(alone)
    (trend,) = world.top()
    assert (trend.words, trend.check_ids) == (FERRIES, (quiet,))
    assert world.store.remove(quiet)
    assert world.top() == ()
    assert [world.rows(table) for table in (SeenClaim, ClaimCount, ClaimSighting)] == [[], [], []]


@pytest.fixture
def kept_before(world):
    """Give a check that was counted as all were earlier: by the words before a claim, kept with its own."""
    made = claim(FERRIES_OF, context=NOTHING_OF_IT)
    ids = world.see(made), world.see(made, owner="another")
    (row,) = world.rows(SeenClaim)
    with closing(open_engine(world.url).connect()) as connection, connection.begin():
        (earlier,) = set(keys_of(FERRIES_OF, NOTHING_OF_IT)) - {row.claim_key}
        for table in (SeenClaim, ClaimCount, ClaimSighting):
            connection.execute(update(table).values(claim_key=earlier))
        connection.execute(update(SeenClaim).values(words=f"{NOTHING_OF_IT} {FERRIES_OF}"))
    return ids


def test_what_stands_before_a_claim_is_no_part_of_it(world):
    """A verdict is shown with the words that it was given for, however the post began."""
    for context in (NOTHING_OF_IT, "Three bridges are closed.", ""):
        world.see(claim(FERRIES_OF, "SUPPORTS", context=context))
    (trend,) = world.top()
    assert (trend.words, trend.context, trend.count, trend.verdict) == (FERRIES_OF, "", 3, "SUPPORTS")
    assert len(trend.check_ids) == 3


def test_a_claim_that_leans_is_another_one_behind_other_words(world):
    """What "they" did is told by the sentence before, which is shown as what it is."""
    for context in ("Oman asked for help.", "Chad closed its border.", "Chad closed its border."):
        world.see(claim("They refused", context=context))
    assert [(t.words, t.context, t.count) for t in world.top()] == [
        ("They refused", "Chad closed its border.", 2),
        ("They refused", "Oman asked for help.", 1),
    ]
    assert [one.context for t in world.top() for one in t.wordings] == [t.context for t in world.top()]
    assert {row.cluster == row.claim_key for row in world.rows(SeenClaim)} == {True}


def test_what_was_counted_with_the_words_before_it_is_told_without(world, kept_before):
    """Of a database of before too nothing is called true or false that was not judged."""
    (trend,) = world.top()
    assert (trend.words, trend.context, trend.count) == (FERRIES_OF, "", 2)
    assert set(trend.check_ids) == set(kept_before)


def test_another_answer_to_what_was_counted_before_is_shown(world, kept_before):
    """It finds the claim under the key by which it was counted, and counts nothing again."""
    world.clock.move(minutes=1)
    first = world.store.get(kept_before[0])
    report = {**first.report, "claims": [claim(FERRIES_OF, "SUPPORTS", context=NOTHING_OF_IT)]}
    with closing(open_engine(world.url).connect()) as connection, connection.begin():
        note_verdicts(connection, replace(first, report=report), world.clock.now)
    (trend,) = world.top()
    assert (trend.verdict, trend.count) == ("SUPPORTS", 2)
    assert [row.times for row in world.rows(SeenClaim)] == [2]


def test_a_removed_check_leaves_no_words_of_before(world, kept_before):
    """What was kept with the words before a claim is told in those of a check that is still there."""
    assert world.store.remove(kept_before[0])
    assert [row.words for row in world.rows(SeenClaim)] == [FERRIES_OF]
    assert world.store.remove(kept_before[1])
    assert [world.rows(table) for table in (SeenClaim, ClaimCount, ClaimSighting)] == [[], [], []]


def test_a_verdict_that_all_asked_for_with_conditions_says_so(world):
    """It is not the answer of the corpus; the first that is asked without takes its place."""
    world.see(claim(FERRIES, "NOT ENOUGH INFO", reason="no_statement"), issuers=("One ministry",))
    world.see(claim(BRIDGES, "NOT ENOUGH INFO", reason="search_degraded"))
    assert {t.words: t.conditional for t in world.top()} == {FERRIES: True, BRIDGES: False}
    world.see(claim(FERRIES))
    assert [(t.verdict, t.conditional) for t in world.top(limit=1)] == [("REFUTES", False)]
