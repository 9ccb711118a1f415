"""Batches in real databases: kept whole, handed on in turn, cancelled, removed, and told of."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy.exc import StatementError

from checker.batch_feed import BatchFeed, Share, turns
from checker.batch_records import BatchEntry, BatchFault, BatchState, NewBatch
from checker.batches import Batches, WantedBatches
from checker.check_records import CheckState
from checker.errors import InvalidInput, NotFound
from checker.once import Once
from checker.records import Post
from checker.shelf import Place, Wanted
from checker.store import Store
from checker.webhooks import Webhooks
from tests.fakes import FakeClock

MINUTE = timedelta(minutes=1)
REPORT = {"verdict": "REFUTES", "claims": []}


class Room:
    """The stores of one database, and a worker that ends checks when told to."""

    def __init__(self, url, at_once=4):
        self.clock = FakeClock()
        self.store = Store(url, clock=self.clock)
        self.batches = Batches(url, clock=self.clock)
        self.feed = BatchFeed(url, at_once, MINUTE, clock=self.clock)
        self.hooks = Webhooks(url, clock=self.clock)

    def close(self):
        for kept in (self.store, self.batches, self.feed, self.hooks):
            kept.close()

    def add(self, count, owner="a", **more):
        entries = [BatchEntry(Post(f"{owner} says {n}"), f"ref {n}", n) for n in range(1, count + 1)]
        return self.batches.add(NewBatch(owner, entries), **more)

    def next(self):
        """Return the words of the posts whose turn it is."""
        self.ids = self.feed.next()
        return [self.store.get(check_id).post.text for check_id in self.ids]

    def end(self, *check_ids):
        for check_id in check_ids:
            assert self.store.finish(self.store.claim_for_run(check_id, MINUTE), REPORT)

    def states(self, batch):
        found = self.batches.progress(self.batches.get(batch.batch_id))
        return {state: count for state, count in found.states.items() if count}

    def told(self):
        return [self.hooks.body(one.event_id) for one in self.hooks.deliveries()]


@pytest.fixture
def room(url):
    with closing(Room(url)) as made:
        yield made


def test_a_batch_makes_ordinary_checks_that_wait_outside_the_queue(room):
    """Each post is a check of its sender, listed by batch, and none is overdue however long it waits."""
    batch = room.add(1_200)
    room.store.add_check(Post("of nobody else"), owner="a")
    room.clock.move(days=1)
    assert len(room.store.take_overdue()) == 1
    listed = room.store.list_checks(Wanted("a", batch=batch.batch_id, limit=3))
    assert [one.text for one in listed] == ["a says 1200", "a says 1199", "a says 1198"]
    assert room.store.list_checks(Wanted("b", batch=batch.batch_id)) == ()
    assert (batch.state, room.states(batch)) == (BatchState.RUNNING, {"queued": 1_200})


def test_a_batch_is_kept_whole_or_not_at_all(room):
    """A post that the store cannot keep leaves nothing of its batch behind."""
    entries = [BatchEntry(Post(f"post {n}"), "", n) for n in range(700)]
    with pytest.raises(StatementError):
        room.batches.add(NewBatch("a", [*entries, BatchEntry(Post("bad", url=object()), "", 701)]))
    assert room.batches.list(WantedBatches("a")) == ()
    assert room.store.list_checks(Wanted("a")) == ()


def test_the_same_request_makes_one_batch(room):
    """With a key that came before, the batch of that time is the answer; another body is refused."""
    first = room.add(2, once=Once.of("key", "body"))
    assert room.add(2, once=Once.of("key", "body")).batch_id == first.batch_id
    assert room.batches.answered("a", Once.of("key", "body")).batch_id == first.batch_id
    assert room.add(2, owner="b", once=Once.of("key", "body")).batch_id != first.batch_id
    with pytest.raises(InvalidInput):
        room.add(2, once=Once.of("key", "another"))
    room.batches.remove(first.batch_id)
    assert room.batches.answered("a", Once.of("key", "body")) is None


def test_only_a_few_posts_are_with_the_workers(room):
    """So many go out as there are places; more follow when half of the places are free."""
    room.add(10)
    assert room.next() == ["a says 1", "a says 2", "a says 3", "a says 4"]
    out = room.ids
    assert room.next() == []
    room.end(out[1])
    assert room.next() == []
    room.end(out[2])
    assert room.next() == ["a says 5", "a says 6"]


def test_callers_take_turns_whoever_sent_more(room):
    """A small batch does not wait for the large one of another caller to end."""
    room.add(1_000, "a")
    room.add(1_000, "a")
    room.next()
    room.add(3, "b")
    room.end(*room.ids)
    assert Counter(text[0] for text in room.next()) == {"a": 2, "b": 2}
    room.end(*room.ids)
    assert Counter(text[0] for text in room.next()) == {"a": 3, "b": 1}


def test_turns_make_up_for_what_a_caller_has_already(room):
    """Whoever has the fewest posts with the workers comes first; batches of one caller share."""
    large, small, other = room.add(50, "a"), room.add(50, "a"), room.add(50, "b")
    shares = [Share(large, 3), Share(small, 0), Share(other, 1)]
    names = {large.batch_id: "large", small.batch_id: "small", other.batch_id: "other"}
    order = [names[one] for one in turns(shares, 6)]
    assert order == ["other", "other", "small", "other", "small", "other"]


def test_two_lookers_hand_no_post_on_twice(room, url):
    """What one process takes, another one that looked at the same time does not."""
    room.add(8)
    with closing(BatchFeed(url, 4, MINUTE, clock=room.clock)) as other:
        taken = [*room.feed.next(), *other.next()]
    assert len(taken) == len(set(taken)) == 4


def test_what_was_handed_on_and_lost_is_queued_again(room):
    """A check whose message was lost is overdue after a while, and known to be of a batch."""
    room.add(10)
    room.next()
    room.clock.move(seconds=61)
    overdue = room.store.take_overdue()
    assert set(overdue) == set(room.ids)
    assert room.store.of_batches(overdue) == set(overdue)


def test_a_restart_leaves_those_that_wait_where_they_are(room):
    """Only checks that were handed on are queued again at once."""
    room.add(10)
    room.next()
    assert room.store.free_all() == 4
    assert set(room.store.take_overdue()) == set(room.ids)


def test_the_end_is_told_once_with_its_counts(room):
    """When the last post has ended the batch is done, and whoever listens hears of it once."""
    room.hooks.add("https://desk.example/hook", ["batch.completed"], "a")
    batch = room.add(3)
    room.next()
    lease = room.store.claim_for_run(room.ids[0], MINUTE)
    room.store.fail(lease, "TooSlow", "It took too long.")
    room.end(*room.ids[1:])
    assert room.batches.get(batch.batch_id).state is BatchState.RUNNING
    room.feed.next()
    room.feed.next()
    found = room.batches.get(batch.batch_id)
    assert (found.state, found.finished_at) == (BatchState.DONE, room.clock())
    (told,) = room.told()
    assert told["data"] == {
        "id": batch.batch_id,
        "state": "done",
        "total": 3,
        "skipped": 0,
        "states": {"queued": 0, "running": 0, "done": 2, "failed": 1, "cancelled": 0, "removed": 0},
        "verdicts": {"REFUTES": 2},
    }


def test_results_come_in_order_as_far_as_all_before_have_ended(room):
    """A post that takes longer holds the later ones back, so that going on from the last one misses none."""
    batch = room.add(4)
    room.next()
    room.end(room.ids[0], room.ids[2])
    assert room.batches.ended_to(batch, 0) == 1
    room.end(room.ids[1])
    assert room.batches.ended_to(batch, 1) == 3
    found = list(room.batches.results(batch, 1, 3))
    assert [(one.number, one.ref, one.state) for one in found] == [(2, "ref 2", "done"), (3, "ref 3", "done")]
    assert found[0].check.report == REPORT


def test_cancelling_stops_what_has_not_begun(room):
    """What runs is brought to its end and kept; the others fail in words, and only the batch is told of."""
    room.hooks.add("https://desk.example/hook", ["batch.*", "check.*"], "a")
    batch = room.add(10)
    room.next()
    room.end(room.ids[0])
    running = room.store.claim_for_run(room.ids[1], MINUTE)
    assert room.batches.cancel(batch.batch_id).state is BatchState.CANCELLED
    assert room.states(batch) == {"done": 1, "running": 1, "cancelled": 8}
    assert room.store.claim_for_run(room.ids[2], MINUTE) is None
    assert room.next() == []
    assert room.batches.get(batch.batch_id).finished_at is None
    room.store.finish(running, REPORT)
    room.feed.next()
    assert room.batches.get(batch.batch_id).finished_at is not None
    assert [told["data"]["state"] for told in room.told()] == ["cancelled"]
    last = next(room.batches.results(batch, 9, 10))
    assert (last.state, last.check.state, last.check.error_type) == (
        "cancelled",
        CheckState.FAILED,
        "Cancelled",
    )
    assert room.batches.cancel(batch.batch_id).cancelled_at == room.clock()


def test_a_batch_that_is_done_is_not_cancelled(room):
    """Cancelling afterwards changes nothing."""
    batch = room.add(1)
    room.next()
    room.end(*room.ids)
    room.feed.next()
    assert room.batches.cancel(batch.batch_id).state is BatchState.DONE


def test_a_batch_that_is_taken_back_is_gone(room):
    """Its checks are gone too, those that run as well, and nobody is told; others' are untouched."""
    room.hooks.add("https://desk.example/hook", ["batch.*"], "a")
    batch, other = room.add(600), room.add(2)
    room.next()
    running = room.store.claim_for_run(room.ids[0], MINUTE)
    assert room.batches.remove(batch.batch_id)
    assert not room.store.finish(running, REPORT)
    with pytest.raises(NotFound):
        room.batches.get(batch.batch_id)
    assert not room.batches.remove(batch.batch_id)
    assert len(room.store.list_checks(Wanted("a"))) == 2
    assert (room.states(other), room.told()) == ({"queued": 2}, [])


def test_a_post_that_is_taken_back_is_not_waited_for(room):
    """A batch ends without the checks that were removed, wherever they stood, and counts them."""
    batch = room.add(6)
    checks = room.store.list_checks(Wanted("a", batch=batch.batch_id))
    for one in (checks[0], checks[-1]):
        room.store.remove(one.check_id)
    assert room.next() == ["a says 2", "a says 3", "a says 4", "a says 5"]
    room.end(*room.ids)
    assert room.next() == []
    room.feed.next()
    assert room.batches.get(batch.batch_id).state is BatchState.DONE
    assert room.states(batch) == {"done": 4, "removed": 2}
    assert [one.number for one in room.batches.results(batch, 0, 6)] == [2, 3, 4, 5]


def test_batches_are_listed_a_page_at_a_time(room):
    """The newest comes first, filtered by state and by whose it is."""
    made = []
    for owner in "aab":
        made.append(room.add(1, owner).batch_id)
        room.clock.move(seconds=1)
    room.batches.cancel(made[0])
    first = room.batches.list(WantedBatches(None, limit=2))
    assert [one.batch_id for one in first] == made[:0:-1]
    after = Place(first[-1].created_at, first[-1].batch_id)
    assert [one.batch_id for one in room.batches.list(WantedBatches(None, after=after))] == made[:1]
    listed = room.batches.list(WantedBatches("a", BatchState.RUNNING))
    assert [one.batch_id for one in listed] == [made[1]]
    assert [one.batch_id for one in room.batches.list(WantedBatches("a", BatchState.CANCELLED))] == [made[0]]


def test_what_was_skipped_is_kept(room):
    """The lines that were no posts are told of whenever the batch is shown."""
    faults = [BatchFault(3, "text", "text is empty")]
    made = room.batches.add(NewBatch("a", [BatchEntry(Post("a"), "", 1)], faults))
    assert room.batches.get(made.batch_id).skipped == tuple(faults)
