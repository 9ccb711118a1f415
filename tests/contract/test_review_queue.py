"""What waits for a person, and who is at it: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from checker.answer_changes import compare
from checker.answer_history import Replacement, replace_report
from checker.batch_tables import BatchPost
from checker.check_records import CheckState
from checker.database import open_engine, transaction
from checker.ending import note_end
from checker.errors import NotFound
from checker.filing import ISSUER, LANGUAGE
from checker.key_records import Holder, Scope
from checker.queue_reasons import Why, whys
from checker.records import Post
from checker.review_queue import HOLD, ReviewQueue
from checker.review_records import Asked, Because, Decision, Person
from checker.reviews import Reviews
from checker.schema import report_to_wire
from checker.shelf import Place, Wanted
from checker.store import Store
from tests.fakes import FakeClock
from tests.samples import claim, disputed, refuted, report, supported, undecided

pytestmark = pytest.mark.services

LEASE = timedelta(seconds=30)
BELOW = 0.6
POST = "The first ferry sails on Monday"
ONE, OTHER = (Holder(who, frozenset({Scope.REVIEW}), who, name=f"{who} desk") for who in ("one", "two"))


class Room:
    """A store, the queue over it, and a clock that both look at."""

    def __init__(self, url: str) -> None:
        self.clock = FakeClock()
        self.store = Store(url, clock=self.clock)
        self.queue = ReviewQueue(url, clock=self.clock)
        self.reviews = Reviews(url, needed=2, clock=self.clock)
        self.engine = open_engine(url)
        self.url = url

    def add(self, words=POST, owner="desk", **post):
        """Add a check, a second after the one before."""
        self.clock.move(seconds=1)
        return self.store.add_check(Post(words, **post), owner=owner).check_id

    def done(self, *made, words=POST, **more):
        """Add a check and bring it to an end with these claims."""
        check_id = self.add(words, **more)
        wire = report_to_wire(report(words, *made), check_id=check_id)
        return self.end(check_id, wire)

    def sure(self, confidence, **more):
        """Add a check that ended with a claim of this confidence."""
        check_id = self.add(**more)
        wire = report_to_wire(report(POST, refuted(claim(POST, POST))), check_id=check_id)
        wire["claims"][0]["confidence"] = confidence
        return self.end(check_id, wire)

    def copy(self, first):
        """Add a check that has the answer of another one."""
        check_id = self.add()
        wire = {**self.store.get(first).report, "id": check_id}
        assert self.store.finish(
            self.store.claim_for_run(check_id, LEASE), wire, versions="{}", first_id=first
        )
        return check_id

    def end(self, check_id, wire):
        """Bring a check to its end, with all that a worker does then."""
        assert self.store.finish(self.store.claim_for_run(check_id, LEASE), wire, versions="{}")
        with transaction(self.engine) as connection:
            assert note_end(connection, check_id, self.clock())
        return check_id

    def two_claims(self):
        """Add a check on whose two claims officials disagree."""
        first, second = "The first ferry sails", "the harbour is closed"
        words = f"{first}, {second}"
        return self.done(disputed(claim(words, first)), disputed(claim(words, second, 2)), words=words)

    def ids(self, **wanted):
        """Return the ids of a list."""
        return [one.check_id for one in self.queue.page(Wanted(None, **wanted))]

    def waiting(self):
        """Return the ids of the queue, which must be those that have a reason to be there."""
        found = self.ids(needs_review=True, waiting_first=True, below=BELOW)
        everything = self.queue.page(Wanted(None))
        assert {one.check_id for one in everything if whys(one.facts, BELOW)} == set(found)
        assert set(self.ids(needs_review=False, below=BELOW)) | set(found) == {c.check_id for c in everything}
        assert self.queue.count(BELOW) == len(found)
        return found

    def whys(self, check_id):
        """Return why a check waits."""
        return whys(self.queue.listed([check_id])[0].facts, BELOW)

    def decide(self, check_id, who, decision=Decision.CONFIRM, of="c1"):
        """Have a person decide on a claim of a check, the only one if none is named."""
        because = Because.MISREAD if decision is Decision.REJECT else None
        asked = Asked(of, decision, because=because)
        self.reviews.add(check_id, asked, Person(who, f"{who} desk"))

    def change(self, check_id, *made):
        """Put another report in the place of the one that was given."""
        self.clock.move(seconds=1)
        check = self.store.get(check_id)
        new = report_to_wire(report(POST, *made), check_id=check_id)
        with transaction(self.engine) as connection:
            replacement = Replacement(new, "{}", compare(check.report, new), "v0")
            replace_report(connection, check, replacement, self.clock())

    def close(self):
        for part in (self.store, self.queue, self.reviews):
            part.close()
        self.engine.dispose()


@pytest.fixture
def room(url) -> Iterator[Room]:
    """Give an empty store with its queue."""
    with closing(Room(url)) as opened:
        yield opened


def test_what_is_sure_or_open_does_not_wait(room):
    """Neither a confident verdict nor an honest abstention calls for a person, nor what has not ended."""
    room.sure(0.9)
    room.done(undecided(claim(POST, POST)))
    room.done()
    room.add()
    assert room.waiting() == []


def test_a_low_confidence_waits(room):
    """What was decided below the threshold waits, what was decided at it does not."""
    room.sure(BELOW)
    low = room.sure(BELOW - 0.01)
    assert room.waiting() == [low]
    assert room.whys(low) == (Why.LOW_CONFIDENCE,)


def test_what_officials_disagree_on_waits(room):
    """A conflicting claim calls for a person, however sure the checker is."""
    check_id = room.done(disputed(claim(POST, POST)))
    assert room.waiting() == [check_id]
    assert Why.CONFLICTING in room.whys(check_id)


def test_what_a_statement_changed_waits(room):
    """An answer that the corpus changed waits from that moment on, also after it was taken out before."""
    check_id = room.sure(0.9)
    later = room.sure(0.1)
    room.change(check_id, undecided(claim(POST, POST)))
    assert room.waiting() == [check_id, later]
    assert room.whys(check_id) == (Why.CHANGED,)
    assert room.queue.dismiss(check_id, ONE)
    room.change(check_id, supported(claim(POST, POST)))
    assert room.waiting() == [check_id, later]


def test_of_many_copies_one_waits_when_a_statement_changes_them(room):
    """The first of them, whichever ran again before it; one whose answer is another one waits too."""
    first = room.sure(0.9)
    copies = [room.copy(first) for _ in range(3)]
    assert room.waiting() == []
    for copy in copies[:2]:
        room.change(copy, undecided(claim(POST, POST)))
        assert room.waiting() == copies[:1]
    room.change(first, undecided(claim(POST, POST)))
    room.change(copies[2], undecided(claim(POST, POST)))
    assert room.waiting() == [first]
    room.change(copies[1], supported(claim(POST, POST)))
    assert room.waiting() == [copies[1], first]
    assert room.whys(copies[1]) == (Why.CHANGED,)
    room.change(copies[1], undecided(claim(POST, POST)))
    assert room.waiting() == [first]


def test_copies_of_a_check_that_is_gone_wait_for_themselves(room):
    """Nobody else stands for them, and no copy of another post does."""
    gone = [room.sure(0.9) for _ in range(2)]
    copies = [room.copy(one) for one in gone]
    for one in gone:
        room.store.remove(one)
    for one in copies:
        room.change(one, undecided(claim(POST, POST)))
    assert room.waiting() == copies[::-1]


def test_a_copy_that_a_worker_answered_does_not_wait(room):
    """A post of a batch has the answer of the first of its kind, and that one waits."""
    first = room.sure(0.1)
    check_id = room.add()
    wire = {**room.store.get(first).report, "id": check_id}
    assert room.store.finish(room.store.claim_for_run(check_id, LEASE), wire, first_id=first)
    assert room.waiting() == [first]


def test_a_degraded_search_waits(room):
    """What was not searched in full is no answer yet."""
    check_id = room.add()
    wire = report_to_wire(report(POST, undecided(claim(POST, POST))), check_id=check_id)
    room.store.finish(room.store.claim_for_run(check_id, LEASE), {**wire, "search_degraded": True})
    assert room.whys(check_id) == (Why.DEGRADED,)
    assert room.waiting() == [check_id]


def test_reviews_settle_what_waits(room):
    """One of two needed people leaves a check waiting for the second; when both agree it is settled."""
    check_id = room.sure(0.1)
    room.decide(check_id, "one")
    assert room.whys(check_id) == (Why.LOW_CONFIDENCE, Why.SECOND_PERSON)
    room.decide(check_id, "two")
    assert room.waiting() == []


def test_people_who_disagree_bring_a_check_into_the_queue(room):
    """A confident answer that reviewers dispute needs another look."""
    check_id = room.sure(0.99)
    room.decide(check_id, "one")
    room.decide(check_id, "two", Decision.REJECT)
    assert room.whys(check_id) == (Why.DISPUTED,)
    assert room.waiting() == [check_id]


def test_taken_out_and_put_back(room):
    """What a person takes out is gone from the queue, says who did it, and can be put back."""
    check_id = room.sure(0.1)
    assert room.queue.dismiss(check_id, ONE)
    assert not room.queue.dismiss(check_id, ONE)
    assert room.waiting() == []
    assert room.queue.listed([check_id])[0].facts.dismissed_by == "one desk"
    assert room.queue.put_back(check_id)
    assert not room.queue.put_back(check_id)
    assert room.waiting() == [check_id]


def test_two_people_are_not_at_the_same_check(room):
    """Whoever takes a check has it for a while; another may take it anyway, or when that is over."""
    check_id = room.sure(0.1)
    assert room.queue.take(check_id, ONE).holder == "one"
    assert room.queue.take(check_id, OTHER).name == "one desk"
    assert room.queue.take(check_id, OTHER, anyway=True).holder == "two"
    assert room.queue.take(check_id, ONE).holder == "two"
    room.clock.move(seconds=HOLD.total_seconds())
    assert room.queue.take(check_id, ONE).holder == "one"
    assert not room.queue.let_go(check_id, OTHER)
    assert room.queue.let_go(check_id, ONE)
    assert room.queue.take(check_id, OTHER).holder == "two"


def test_next_gives_each_person_another_check(room):
    """However many ask at once, each gets the check that waited longest of those that are free."""
    first = [room.sure(0.1) for _ in range(4)]
    people = [Holder(f"p{n}", frozenset(), f"p{n}") for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(lambda who: room.queue.take_next(BELOW, who), people))
    assert sorted(found for found in taken if found) == sorted(first)
    assert taken.count(None) == 2


def test_next_goes_on_with_ones_own(room):
    """A person who asks again without having decided gets the same check."""
    first, second = room.sure(0.1), room.sure(0.1)
    assert room.queue.take_next(BELOW, ONE) == first
    assert room.queue.take_next(BELOW, ONE) == first
    assert room.queue.take_next(BELOW, OTHER) == second


def test_next_gives_the_second_person_what_the_first_has_done(room):
    """Whoever has decided gets another check, and the second person finds the first one free at once."""
    first, second = room.sure(0.1), room.sure(0.1)
    assert room.queue.take_next(BELOW, ONE) == first
    room.decide(first, "one")
    assert room.queue.take_next(BELOW, OTHER) == first
    assert room.queue.take_next(BELOW, ONE) == second
    room.decide(second, "one")
    assert room.queue.take_next(BELOW, ONE) is None
    room.decide(first, "two")
    assert room.queue.take_next(BELOW, OTHER) == second
    assert room.waiting() == [second]


def test_next_goes_on_until_every_claim_is_decided(room):
    """Who decided on one claim of two is still at the check, and whoever decided on either gets it again."""
    check_id = room.two_claims()
    assert room.queue.take_next(BELOW, ONE) == check_id
    room.decide(check_id, "one", of="c1")
    assert room.queue.take_next(BELOW, OTHER) is None
    assert room.queue.take_next(BELOW, ONE) == check_id
    assert room.queue.let_go(check_id, ONE)
    room.decide(check_id, "two", of="c2")
    assert room.queue.take_next(BELOW, OTHER) == check_id
    room.decide(check_id, "two", of="c1")
    assert room.queue.take_next(BELOW, OTHER) is None
    assert room.queue.take_next(BELOW, ONE) == check_id


def test_next_asks_again_when_the_answer_has_changed(room):
    """A decision on an earlier answer is none on this one, though others have decided on it since."""
    check_id = room.sure(0.1)
    room.decide(check_id, "one")
    assert room.queue.take_next(BELOW, ONE) is None
    room.change(check_id, undecided(claim(POST, POST)))
    assert room.queue.take_next(BELOW, ONE) == check_id
    assert room.queue.let_go(check_id, ONE)
    room.decide(check_id, "two")
    assert room.queue.take_next(BELOW, OTHER) is None
    assert room.queue.take_next(BELOW, ONE) == check_id


def test_what_is_disputed_is_given_to_those_who_disagree(room):
    """Where people disagree nobody is done: one of them has to decide otherwise, or withdraw."""
    check_id = room.sure(0.1)
    room.decide(check_id, "one")
    room.decide(check_id, "two", Decision.REJECT)
    assert room.queue.take_next(BELOW, ONE) == check_id


def test_whoever_passes_over_a_check_gets_the_one_after_it(room):
    """What is passed over is free for others, and comes again after the last."""
    first, second, third = (room.sure(0.1) for _ in range(3))
    assert room.queue.take_next(BELOW, ONE) == first
    assert room.queue.take_next(BELOW, ONE, past=first) == second
    assert room.queue.take_next(BELOW, OTHER) == first
    assert room.queue.take_next(BELOW, ONE, past=second) == third
    assert room.queue.take_next(BELOW, ONE, past=third) == second
    room.queue.dismiss(third, OTHER)
    assert room.queue.take_next(BELOW, ONE, past=second) is None


def test_one_reason_at_a_time(room):
    """The queue can be asked for what waits for one reason only."""
    low, torn = room.sure(0.1), room.done(disputed(claim(POST, POST)))
    assert room.ids(why=Why.LOW_CONFIDENCE, below=BELOW) == [low]
    assert torn in room.ids(why=Why.CONFLICTING, below=BELOW)
    assert room.ids(why=Why.CHANGED, below=BELOW) == []


def test_a_check_that_is_gone_cannot_be_taken(room):
    """There is nothing to hold, and nothing is left behind."""
    check_id = room.sure(0.1)
    room.queue.take(check_id, ONE)
    room.store.remove(check_id)
    with pytest.raises(NotFound):
        room.queue.take(check_id, ONE)
    assert room.queue.take_next(BELOW, ONE) is None


def test_words_of_a_post(room):
    """All words must be there, in any order and as parts; case, accents and digits make no difference."""
    ferry = room.add("The FERRY to Café Müller\nleaves at ٣٠,٠٠٠ knots", url="https://social.example/a_b")
    train = room.add("The train leaves 100% on time \\ or not")
    urdu = room.add("پاکستان كى حکومت")
    assert room.ids(text="leaves") == [train, ferry]
    assert room.ids(text="muller ferr") == [ferry]
    assert room.ids(text="30,000") == [ferry]
    assert room.ids(text='"leaves at"') == [ferry]
    assert room.ids(text='"ferry leaves"') == []
    assert room.ids(text="social.example/a_b") == [ferry]
    assert room.ids(text="a%b") == []
    assert room.ids(text="100%") == [train]
    assert room.ids(text="حكومت کی") == [urdu]
    assert room.ids(text="\u200b ") == [urdu, train, ferry]


def test_tags_of_an_answer(room):
    """A check is found by the language of its claims and by whose words it rests on."""
    found = room.done(refuted(claim(POST, POST)))
    room.done(words=POST)
    (listed,) = room.queue.listed([found])
    (issuer,), (lang,) = listed.facts.issuers, listed.facts.languages
    assert room.ids(issuer=f"  {issuer.upper()} ") == [found]
    assert room.ids(issuer="nobody") == []
    assert room.ids(lang=lang.upper()) == [found]
    assert room.queue.names(ISSUER, None) == (issuer,)
    assert room.queue.names(ISSUER, "somebody else") == ()
    assert room.queue.names(LANGUAGE, "desk") == (lang,)


def test_filters_that_lie_elsewhere(room):
    """State, batch and reviewer are asked of the check, of its batch and of its reviews."""
    queued, running, one = room.add(), room.add(), room.sure(0.9)
    room.store.claim_for_run(running, LEASE)
    room.decide(one, "one")
    with transaction(room.engine) as connection:
        row = {"batch_id": "b1", "number": 1, "check_id": one, "ref": "", "line": 1}
        connection.execute(insert(BatchPost).values(**row))
    assert room.ids(state=CheckState.QUEUED) == [queued]
    assert room.ids(state=CheckState.RUNNING) == [running]
    assert room.ids(state=CheckState.DONE) == [one]
    assert room.ids(batch="b1") == [one]
    assert room.ids(reviewer="one") == [one]
    assert room.ids(reviewer="two") == []
    assert dict(room.queue.reviewers()) == {"one": "one desk"}


def test_pages_of_the_queue(room):
    """Whoever goes on from each page sees all that wait once, the last to come first."""
    found = [room.sure(0.1) for _ in range(5)]
    seen, place = [], None
    while page := room.queue.page(Wanted(None, needs_review=True, waiting_first=True, after=place, limit=2)):
        seen += [one.check_id for one in page]
        place = Place.of_cursor(page[-1].place_in_queue.cursor())
    assert seen == found[::-1]


def test_checks_of_an_earlier_version_are_filed(room):
    """A database without these tables is filled once, with answers, words and reasons."""
    low, queued = room.sure(0.1), room.add("A harbour opens")
    with transaction(room.engine) as connection:
        for table in ("filed_checks", "filed_texts", "filed_tags"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE meta SET value = '3' WHERE key = 'schema'"))
    with closing(Room(room.url)) as again:
        assert again.ids() == [queued, low]
        assert again.ids(text="harbour") == [queued]
        assert again.waiting() == [low]


def test_what_came_of_an_action_is_ones_own(room):
    """Whoever did something to many checks can read what came of it, and nobody else."""
    outcome_id = room.queue.keep_outcome(ONE, "dismiss", {"done": 2})
    assert room.queue.outcome(outcome_id, ONE).what == {"done": 2}
    with pytest.raises(NotFound):
        room.queue.outcome(outcome_id, OTHER)
