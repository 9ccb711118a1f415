"""One check for many copies of a post: answered at once, or when the one that is under way ends."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from checker.accepting import versions_of
from checker.answers import Answers
from checker.check_records import CheckState
from checker.claims import said_in
from checker.database import open_engine, transaction
from checker.errors import NotFound
from checker.filing_tables import FiledCheck
from checker.once import Once
from checker.records import IssuedAt, Post, Precision
from checker.store import Store
from checker.webhooks import Webhooks
from tests.fakes import FakeClock
from tests.samples import statement

pytestmark = pytest.mark.services

LEASE = timedelta(seconds=30)
TEXT = "They ordered 120 ferries for the coast"
COPY = "\U0001f6a8 BREAKING: They ordered 120 FERRIES for the coast!!! https://t.co/x #ferries"
FACTS = {"corpus": "v1", "stance": "m"}


@pytest.fixture
def clock():
    """Give a clock that stands still."""
    return FakeClock()


@pytest.fixture
def store(url, clock) -> Iterator[Store]:
    """Give an empty store that a worker has told what it makes reports with."""
    opened = Store(url, clock=clock)
    opened.note_worker(FACTS)
    yield opened
    opened.close()


def run(store: Store, check_id: str, facts: dict[str, str] = FACTS) -> None:
    """Answer a check as a worker would."""
    lease = store.claim_for_run(check_id, LEASE)
    assert lease
    post = lease.check.post
    at = said_in(post.text)[0].span
    claim = {"id": "c1", "text": post.text[at.start : at.end], "start": at.start, "end": at.end}
    claim |= {"query": TEXT, "lang": "en"}
    claim |= {"verdict": "REFUTES", "reason": None, "passages": []}
    report = {"id": check_id, "post": post.text, "verdict": "REFUTES", "corpus_version": facts["corpus"]}
    key = store.question_of(post, facts["corpus"])
    report |= {"claims": [claim], "url": None, "posted_at": None}
    assert store.finish(lease, report, cache_key=key, versions=versions_of(facts))


def fail(store: Store, check_id: str) -> None:
    """Give a check up as a worker would."""
    lease = store.claim_for_run(check_id, LEASE)
    assert lease
    assert store.fail(lease, "TooSlow", "It took too long.")


def answered(store: Store) -> str:
    """Have the post answered, and return the id of its check."""
    accepted = store.accept(Post(TEXT), owner="one")
    assert accepted.to_run
    run(store, accepted.check.check_id)
    return accepted.check.check_id


def test_a_copy_is_answered_when_it_comes(store):
    """It has the report of the first under its own id, text and offsets, and says whose answer that is."""
    first = answered(store)
    accepted = store.accept(Post(COPY, url="https://x.example/2"), owner="two")
    check = accepted.check
    assert not accepted.to_run
    assert (check.state, check.cached, check.first_check_id) == (CheckState.DONE, True, first)
    assert (check.report["id"], check.report["post"], check.report["url"]) == (
        check.check_id,
        COPY,
        "https://x.example/2",
    )
    (claim,) = check.report["claims"]
    assert COPY[claim["start"] : claim["end"]] == claim["text"]
    assert "120 FERRIES" in claim["text"]
    assert not store.get(first).cached


def test_an_end_is_told_as_it_is_kept(store):
    """With a report, without one, and with that of another check; whoever waits for it is known."""
    ways = (
        lambda lease: store.finish(lease, {"verdict": "REFUTES", "claims": []}, cache_key="k", versions="v"),
        lambda lease: store.fail(lease, "TooSlow", "It took too long."),
        lambda lease: store.finish(lease, {"verdict": "REFUTES", "claims": []}, first_id="another"),
    )
    for number, way in enumerate(ways):
        check = store.accept(Post(f"{number} {TEXT}"), owner="one").check
        ended = way(store.claim_for_run(check.check_id, LEASE))
        assert ended.check == store.get(check.check_id)
        assert not ended.of_batch
    leader, _ = (store.accept(Post(text)).check for text in (TEXT, COPY))
    ended = store.finish(store.claim_for_run(leader.check_id, LEASE), {"verdict": "", "claims": []})
    assert ended.waited_for
    alone = store.accept(Post(COPY), fresh=True).check
    assert not store.finish(
        store.claim_for_run(alone.check_id, LEASE), {"verdict": "", "claims": []}
    ).waited_for


def test_an_end_that_was_just_told_counts_once(store, url, clock):
    """Whether it is taken into account as it ended, or found later by its id; one that is gone never is."""
    answers = Answers(url, clock=clock)
    for remove in (False, True):
        check = store.accept(Post(TEXT), fresh=True).check
        ended = store.finish(store.claim_for_run(check.check_id, LEASE), {"verdict": "", "claims": []})
        if remove:
            store.remove(check.check_id)
        assert answers.note_ended(ended.check) is not remove
        assert not answers.note_ended(ended.check)
        assert not answers.note(check.check_id)
    answers.close()


def test_copies_do_not_fill_the_queue(store, url):
    """Only the first of many copies waits for a person."""
    first = answered(store)
    store.accept(Post(COPY))
    engine = open_engine(url)
    with transaction(engine, writes=False) as connection:
        waiting = connection.scalars(select(FiledCheck.check_id).where(FiledCheck.waits_since.is_not(None)))
        assert list(waiting) == [first]
    engine.dispose()


def test_an_answer_at_once_is_told_like_any_other(store, url, clock):
    """Webhooks hear of a check that was answered when it came; it is followed up when the corpus changes."""
    webhooks, answers = Webhooks(url, clock=clock), Answers(url, clock=clock)
    webhooks.add("https://desk.example/hook", ["check.completed"], "two", "")
    answers.note(answered(store))
    check = store.accept(Post(COPY), owner="two").check
    assert len(webhooks.deliveries("two")) == 1
    assert not answers.note(check.check_id)
    assert check.check_id in {one.check_id for one in answers.standing_on("v1")}
    webhooks.close()
    answers.close()


@pytest.mark.parametrize(
    "other",
    [
        Post(TEXT.replace("120", "12")),
        Post(TEXT.replace("They", "They never")),
        Post(TEXT, lang="ur"),
        Post(TEXT, issuers=("One ministry",)),
        Post(TEXT, languages=("en",)),
        Post(TEXT, min_confidence=0.9),
        Post(TEXT, max_passages=1),
        Post(TEXT, posted_at=datetime(2025, 6, 19, tzinfo=UTC)),
    ],
)
def test_another_question_is_run(store, other):
    """Another number, a negation or another option makes another question."""
    answered(store)
    accepted = store.accept(other)
    assert accepted.to_run
    assert not accepted.check.cached


def test_an_answer_dies_with_the_corpus(store):
    """As soon as a worker makes reports with another version, old answers are given to nobody."""
    answered(store)
    store.note_worker({**FACTS, "corpus": "v2"})
    second = store.accept(Post(COPY))
    assert second.to_run
    run(store, second.check.check_id, {**FACTS, "corpus": "v2"})
    assert store.accept(Post(TEXT)).check.first_check_id == second.check.check_id


def test_another_model_gives_another_answer(store):
    """An answer that another model gave is not given again."""
    answered(store)
    store.note_worker({**FACTS, "stance": "other"})
    assert store.accept(Post(COPY)).to_run


def test_an_answer_goes_with_its_check(store):
    """When the first check is removed the next copy is run, and those that had its answer do not name it."""
    first = answered(store)
    copy = store.accept(Post(COPY)).check.check_id
    assert store.remove(first)
    kept = store.get(copy)
    assert (kept.state, kept.cached, kept.first_check_id) == (CheckState.DONE, True, None)
    assert store.accept(Post(COPY)).to_run


def test_a_fresh_check_is_run(store):
    """Whoever wants a new answer gets a run of its own, whose answer later copies get."""
    answered(store)
    fresh = store.accept(Post(COPY), fresh=True)
    assert fresh.to_run
    assert fresh.check.fresh
    assert not fresh.check.cached


def test_copies_wait_for_the_one_under_way(store, clock):
    """They are not run, not even when overdue, and get the answer of the first with its end."""
    leader = store.accept(Post(TEXT), owner="one")
    copies = [store.accept(Post(COPY), owner=owner) for owner in ("two", "three")]
    assert [one.to_run for one in (leader, *copies)] == [True, False, False]
    ids = [one.check.check_id for one in copies]
    clock.move(hours=9)
    assert store.take_overdue() == (leader.check.check_id,)
    assert store.claim_for_run(ids[0], LEASE) is None
    assert store.share_out(leader.check.check_id) == ()
    assert store.get(ids[0]).state is CheckState.QUEUED
    run(store, leader.check.check_id)
    assert store.share_out(leader.check.check_id) == ()
    for check in map(store.get, ids):
        assert (check.state, check.first_check_id) == (CheckState.DONE, leader.check.check_id)
        assert check.report["post"] == COPY
    assert store.stranded() == ()


def test_a_thousand_copies_at_once_cost_one_run(store):
    """However many come at the same moment, one of them is run, and all get its answer."""
    with ThreadPoolExecutor(8) as threads:
        accepted = list(threads.map(lambda n: store.accept(Post(f"{TEXT} #{n % 3}tag")), range(120)))
    (leader,) = [one.check.check_id for one in accepted if one.to_run]
    run(store, leader)
    assert store.share_out(leader) == ()
    checks = [store.get(one.check.check_id) for one in accepted]
    assert {check.state for check in checks} == {CheckState.DONE}
    assert sum(check.cached for check in checks) == len(accepted) - 1


def test_two_who_share_an_answer_at_once_share_it_once(store, url, clock):
    """The worker that ran a check, and one that finds those who still wait for it, do not collide."""
    ids = [store.accept(Post(TEXT)).check.check_id for _ in range(130)]
    run(store, ids[0])
    stores = [Store(url, clock=clock) for _ in range(4)]
    together = Barrier(len(stores))

    def share(one: Store) -> tuple[str, ...]:
        together.wait()
        return one.share_out(ids[0])

    with ThreadPoolExecutor(len(stores)) as threads:
        assert list(threads.map(share, stores)) == [()] * len(stores)
    checks = [store.get(check_id) for check_id in ids[1:]]
    assert {(check.state, check.first_check_id) for check in checks} == {(CheckState.DONE, ids[0])}
    assert store.stranded() == ()
    for one in stores:
        one.close()


def in_turn(store: Store, clock: FakeClock, count: int) -> list[str]:
    """Accept copies one after the other, and return their ids."""
    found = []
    for _ in range(count):
        clock.move(seconds=1)
        found.append(store.accept(Post(TEXT)).check.check_id)
    return found


def test_one_that_waits_takes_the_place_of_one_that_is_removed(store, clock):
    """The copy that came first is run, and the others wait for it."""
    leader, second, third = in_turn(store, clock, 3)
    assert store.remove(leader)
    assert store.stranded() == (leader,)
    assert store.share_out(leader) == (second,)
    assert store.share_out(leader) == ()
    assert not store.accept(Post(TEXT)).to_run
    run(store, second)
    store.share_out(second)
    assert store.get(third).first_check_id == second
    with pytest.raises(NotFound):
        store.get(leader)


def test_one_that_waits_takes_the_place_of_one_that_fails(store, clock):
    """A failure may be of one run only; when it happens again and again, those who wait fail like it."""
    ids = in_turn(store, clock, 5)
    fail(store, ids[0])
    assert store.share_out(ids[0]) == (ids[1],)
    fail(store, ids[1])
    assert store.share_out(ids[1]) == (ids[2],)
    fail(store, ids[2])
    assert store.share_out(ids[2]) == ()
    checks = [store.get(check_id) for check_id in ids]
    assert {check.state for check in checks} == {CheckState.FAILED}
    assert {check.error for check in checks} == {"It took too long."}
    assert store.accept(Post(TEXT)).to_run


def test_nobody_waits_for_one_that_ended_unheard(store):
    """Where a worker died before it shared its answer, that is found and done later."""
    leader = store.accept(Post(TEXT)).check.check_id
    waiting = store.accept(Post(COPY)).check.check_id
    run(store, leader)
    assert store.stranded() == (leader,)
    store.share_out(leader)
    assert store.get(waiting).state is CheckState.DONE
    assert store.stranded() == ()


def test_a_leader_that_died_is_run_again(store, clock):
    """Its lease runs out, it is queued again, and those who wait go on waiting for it."""
    leader = store.accept(Post(TEXT)).check.check_id
    waiting = store.accept(Post(COPY)).check.check_id
    assert store.claim_for_run(leader, LEASE)
    clock.move(hours=1)
    assert store.take_overdue() == (leader,)
    assert store.free_all() == 1
    run(store, leader)
    store.share_out(leader)
    assert store.get(waiting).cached


def test_one_that_waits_can_be_removed(store):
    """A copy that is taken back while it waits is gone, and the others get their answer."""
    leader = store.accept(Post(TEXT)).check.check_id
    gone, stays = (store.accept(Post(COPY)).check.check_id for _ in range(2))
    assert store.remove(gone)
    run(store, leader)
    assert store.share_out(leader) == ()
    assert store.get(stays).state is CheckState.DONE


def test_a_request_that_comes_again_gets_its_check(store):
    """Idempotency keys hold for answers from before, and for those that wait."""
    once = Once.of("key", {"text": TEXT})
    leader = store.accept(Post(TEXT), once=Once.of("first", {}))
    waiting = store.accept(Post(TEXT), once=once)
    again = store.accept(Post(TEXT), once=once)
    assert again.check.check_id == waiting.check.check_id != leader.check.check_id
    assert not again.to_run


def test_posts_of_one_era_share_an_answer(store):
    """Between two statements nothing changes: when exactly a post was written does not matter then."""
    days = [datetime(2025, 6, day, tzinfo=UTC) for day in (10, 18, 20, 22)]
    said = statement(
        "s1", "x", issued_at=IssuedAt("19 June", datetime(2025, 6, 19, tzinfo=UTC), Precision.DAY)
    )
    store.keep_moments("v1", lambda: [said])
    for day in days[1:3]:
        run(store, store.accept(Post(TEXT, posted_at=day)).check.check_id)
    found = [store.accept(Post(COPY, posted_at=day)).check for day in days]
    assert [check.cached for check in found] == [True] * 4
    assert found[0].first_check_id == found[1].first_check_id != found[2].first_check_id
    assert found[2].first_check_id == found[3].first_check_id
    assert [check.report["posted_at"] for check in found] == [day.isoformat() for day in days]
