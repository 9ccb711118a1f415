"""Answers that were given follow the corpus, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from checker.answers import Answers
from checker.digests import digests_of
from checker.errors import NotFound, NotReady
from checker.events import Event, EventKind
from checker.journal_store import JournalStore
from checker.outbox import DeliveryState
from checker.recheck import MAX_ATTEMPTS, Recheck
from checker.records import Post, Source, Statement
from checker.stages import Tell, nobody
from checker.store import Store
from checker.webhook_events import Told
from checker.webhooks import Webhooks
from tests.fakes import FakeChecking, FakeClock

pytestmark = pytest.mark.services

LEASE = timedelta(minutes=5)
MORNING = Statement("morning", "2,000 people came home")
EVENING = Statement("evening", "3,000 people are home")
FERRIES = Statement("ferries", "twelve ferries ordered")


@dataclass
class Answering(FakeChecking):
    """Supports what a statement says word for word, and cites every statement that shares a word."""

    degraded: bool = False
    error: Exception | None = None

    def becomes(self, *statements: Statement) -> None:
        """Change the corpus."""
        self.corpus = statements
        self.facts = {"corpus": "sha256:" + "-".join(sorted(digests_of(statements).values()))}

    def pinned(self):
        """Return itself: these tests change nothing while a check runs."""
        return self

    def report(self, post: Post, check_id: str, told: Tell = nobody):  # noqa: ARG002
        """Return a report with one claim, the whole post."""
        if self.error:
            raise self.error
        self.made.append(check_id)
        words = set(post.text.split())
        shown = [s for s in self.corpus if words & set(s.text.split())]
        verdict = "SUPPORTS" if any(s.text == post.text for s in shown) else "NOT ENOUGH INFO"
        claim = {
            "id": "c1",
            "text": post.text,
            "start": 0,
            "end": len(post.text),
            "query": post.text,
            "verdict": verdict,
            "reason": "detail_not_stated" if shown else "no_statement",
            "explanation": "",
            "confidence": 0.5,
            "passages": [passage_of(s, post) for s in shown],
        }
        return {
            "id": check_id,
            "post": post.text,
            "url": post.url,
            "verdict": verdict,
            "reason": None,
            "summary": "",
            "search_degraded": self.degraded,
            "claims": [claim],
            "corpus_version": self.facts["corpus"],
        }


def passage_of(said: Statement, post: Post):
    """Return a statement as a passage on the wire."""
    return {
        "statement_id": said.statement_id,
        "passage_id": f"{said.statement_id}#1",
        "text": said.text,
        "stance": "SUPPORTS" if said.text == post.text else "NEUTRAL",
        "issued_at": "",
        "source_url": said.source.url,
        "source_title": said.source.title,
    }


@dataclass
class World:
    """A store with checks, the corpus they are made with, and what follows from changes."""

    store: Store
    answers: Answers
    webhooks: Webhooks
    clock: FakeClock
    checking: Answering = field(default_factory=Answering)

    def __post_init__(self) -> None:
        self.checking.becomes(MORNING)
        self.recheck = Recheck(self.answers, self.store, self.checking)

    def check(self, text: str, owner: str = "desk") -> str:
        """Let a post be checked to its end."""
        check_id = self.store.add_check(Post(text), owner=owner).check_id
        lease = self.store.claim_for_run(check_id, LEASE)
        self.store.finish(lease, self.checking.report(lease.check.post, check_id))
        self.answers.note(check_id)
        return check_id

    def follow(self) -> list[str]:
        """Sweep, run what is due, and return which checks ran again."""
        self.checking.made.clear()
        self.recheck.sweep()
        for check_id in self.answers.take_due(100, LEASE):
            self.recheck.run(check_id)
        return self.checking.made

    def verdict(self, check_id: str) -> str:
        """Return the answer of now."""
        return self.store.get(check_id).report["verdict"]


@pytest.fixture
def world(url):
    """Give a world in which nothing was checked yet."""
    clock = FakeClock()
    with (
        closing(Store(url, clock=clock)) as store,
        closing(Answers(url, clock=clock)) as answers,
        closing(Webhooks(url, clock=clock)) as webhooks,
    ):
        world = World(store, answers, webhooks, clock)
        world.recheck.sweep()
        yield world


def test_an_added_statement_changes_an_answer(world):
    """The new report is the answer, the old one is kept, and the change says which statement did it."""
    check_id = world.check(EVENING.text)
    before = world.store.get(check_id).report
    world.checking.becomes(MORNING, EVENING)
    assert world.follow() == [check_id]
    assert world.verdict(check_id) == "SUPPORTS"
    (change,) = world.answers.history(check_id)
    now, changes = world.answers.with_history(check_id)
    assert (now.report["verdict"], changes) == ("SUPPORTS", (change,))
    assert world.answers.report(check_id, change.number) == before
    assert (change.what["kind"], change.what["before"]["verdict"], change.what["after"]["verdict"]) == (
        "verdict",
        "NOT ENOUGH INFO",
        "SUPPORTS",
    )
    assert change.what["because"] == [{"statement_id": "evening", "change": "added"}]
    assert [c["after"]["passage"]["statement_id"] for c in change.what["claims"]] == ["evening"]


def test_checks_that_a_change_does_not_touch_are_not_run(world):
    """Only the check whose claim finds the new statement runs; the others move on as they are."""
    people, ferries = world.check("people where"), world.check("ferries where")
    world.checking.becomes(MORNING, FERRIES)
    assert world.follow() == [ferries]
    assert people not in world.checking.made
    assert world.answers.with_history(people) == (None, ())
    assert world.follow() == []
    assert world.answers.behind(world.checking.facts["corpus"]) == ()


@pytest.mark.parametrize("after", [(), (Statement("morning", "5 buses left", title="Corrected"),)])
def test_a_statement_that_is_gone_or_corrected_takes_its_answers_along(world, after):
    """Whoever was shown its words gets a new answer, though nothing new is near the claim."""
    check_id = world.check(MORNING.text)
    world.checking.becomes(FERRIES, *after)
    assert check_id in world.follow()
    assert world.verdict(check_id) == "NOT ENOUGH INFO"
    assert len(world.answers.history(check_id)) == 1


def test_each_claim_is_searched_once(world):
    """A hundred copies of a post cost one search."""
    for _ in range(20):
        world.check("ferries where")
    world.checking.becomes(MORNING, EVENING)
    world.follow()
    assert world.checking.searched == ["ferries where"]


def test_an_answer_that_stays_leaves_no_trace(world):
    """A check that ran again with the same answer keeps its report and has no history."""
    check_id = world.check("people where")
    before = world.store.get(check_id)
    world.checking.becomes(MORNING, EVENING)
    assert world.follow() == [check_id]
    assert world.store.get(check_id) == before
    assert world.answers.history(check_id) == ()


def test_what_a_record_tells_beside_the_words_reaches_answers_quietly(world):
    """A title and an address that were corrected are shown; the answer is the same, and nobody is told."""
    check_id = world.check(MORNING.text)
    before = world.store.get(check_id).report
    moved = replace(MORNING, source=Source("The people are home", "", "https://office.example/"))
    world.checking.becomes(moved)
    assert world.follow() == [check_id]
    [passage] = world.store.get(check_id).report["claims"][0]["passages"]
    assert (passage["source_url"], passage["source_title"]) == ("https://office.example/", moved.source.title)
    assert world.answers.history(check_id) == ()
    [earlier] = before["claims"][0]["passages"]
    assert earlier == passage | {"source_url": "", "source_title": ""}
    assert world.follow() == []


def test_a_second_passage_that_is_withdrawn_is_taken_out_of_the_answer(world):
    """Words that stood beside the decisive ones are not left there as if they held."""
    again = replace(MORNING, statement_id="noon")
    world.checking.becomes(MORNING, again)
    check_id = world.check(MORNING.text)
    world.recheck.sweep()
    world.checking.becomes(MORNING)
    world.follow()
    [change] = world.answers.history(check_id)
    assert change.what["kind"] == "evidence"
    assert change.what["because"] == [{"statement_id": "noon", "change": "removed"}]
    [claim] = world.store.get(check_id).report["claims"]
    assert [passage["statement_id"] for passage in claim["passages"]] == ["morning"]


def test_changes_add_up_in_the_history(world):
    """Each answer that was ever given can still be read, in its order."""
    check_id = world.check(EVENING.text)
    for corpus in ((MORNING, EVENING), (MORNING,), (MORNING, EVENING)):
        world.checking.becomes(*corpus)
        world.clock.move(minutes=1)
        world.follow()
    history = world.answers.history(check_id)
    assert [change.what["after"]["verdict"] for change in history] == [
        "SUPPORTS",
        "NOT ENOUGH INFO",
        "SUPPORTS",
    ]
    kept = [world.answers.report(check_id, number)["verdict"] for number in (1, 2, 3)]
    assert kept == ["NOT ENOUGH INFO", "SUPPORTS", "NOT ENOUGH INFO"]
    with pytest.raises(NotFound):
        world.answers.report(check_id, 4)


def test_a_check_that_ends_after_the_sweep_is_not_missed(world):
    """It was made with the corpus of before, so the next sweep looks at it."""
    slow = world.store.add_check(Post(EVENING.text))
    lease = world.store.claim_for_run(slow.check_id, LEASE)
    report = world.checking.report(lease.check.post, slow.check_id)
    world.checking.becomes(MORNING, EVENING)
    world.follow()
    world.store.finish(lease, report)
    world.answers.note(slow.check_id)
    assert world.follow() == [slow.check_id]
    assert world.verdict(slow.check_id) == "SUPPORTS"


def test_checks_that_nobody_noted_are_found(world):
    """A process that died between the end of a check and noting it loses nothing."""
    check = world.store.add_check(Post("people"))
    assert world.answers.unnoted() == ()
    lease = world.store.claim_for_run(check.check_id, LEASE)
    world.store.finish(lease, world.checking.report(check.post, check.check_id))
    assert world.answers.unnoted() == (check.check_id,)
    assert world.answers.note(check.check_id)
    assert not world.answers.note(check.check_id)
    assert world.answers.unnoted() == ()


def test_a_worker_that_is_behind_decides_nothing(world):
    """While a newer corpus loads, this worker neither sweeps nor runs checks again."""
    check_id = world.check(EVENING.text)
    world.checking.becomes(MORNING, EVENING)
    world.checking.current = False
    assert world.recheck.sweep() == 0
    with pytest.raises(NotReady):
        world.recheck.run(check_id)
    world.checking.current = True
    assert world.follow() == [check_id]


def test_a_worse_answer_does_not_replace_a_good_one(world):
    """While a part is down the check waits, and is run again later."""
    check_id = world.check(EVENING.text)
    world.checking.becomes(MORNING, EVENING)
    world.checking.degraded = True
    world.follow()
    assert world.verdict(check_id) == "NOT ENOUGH INFO"
    world.checking.degraded = False
    assert world.follow() == []
    world.clock.move(minutes=1)
    assert world.follow() == [check_id]
    assert world.verdict(check_id) == "SUPPORTS"


def test_a_check_that_never_ends_is_given_up(world):
    """It keeps its answer, and does not come again for the same corpus."""
    check_id = world.check(EVENING.text)
    world.checking.becomes(MORNING, EVENING)
    world.checking.error = ZeroDivisionError("whatever")
    for _ in range(MAX_ATTEMPTS + 1):
        world.follow()
        world.clock.move(minutes=1)
    world.checking.error = None
    assert world.follow() == []
    assert world.verdict(check_id) == "NOT ENOUGH INFO"


def test_one_worker_runs_a_check_again_at_a_time(world):
    """A second claim finds nothing, until the first has run out."""
    check_id = world.check(EVENING.text)
    world.checking.becomes(MORNING, EVENING)
    world.recheck.sweep()
    first = world.answers.claim(check_id, LEASE)
    assert world.answers.claim(check_id, LEASE) is None
    world.clock.move(minutes=6)
    second = world.answers.claim(check_id, LEASE)
    assert not world.answers.keep(first, "sha256:late")
    assert world.answers.keep(second, "sha256:mine")


def test_one_process_sweeps_at_a_time(world):
    """It is one's turn until that ends or has run out."""
    with world.answers.turn("sweep", LEASE) as mine, world.answers.turn("sweep", LEASE) as others:
        assert (mine, others) == (True, False)
        world.clock.move(minutes=6)
        with world.answers.turn("sweep", LEASE) as later:
            assert later
    with world.answers.turn("sweep", LEASE) as again:
        assert again


def test_a_clock_that_ran_ahead_for_a_while_holds_nothing_up(world):
    """What it wrote is neither on its way nor put off for days once it is set right."""
    sent, claimed, swept = (world.check(f"{EVENING.text} {number}") for number in range(3))
    world.clock.move(days=3)
    world.checking.becomes(MORNING, EVENING)
    world.recheck.sweep()
    assert len(world.answers.take_due(1, LEASE)) == 1
    assert world.answers.claim(claimed)
    with world.answers.turn("sweep", LEASE):  # a process that dies in it
        world.clock.move(days=-3)
        assert world.answers.on_the_way() == 0
        with world.answers.turn("sweep", LEASE) as mine:
            assert mine
    assert sorted(world.follow()) == sorted([sent, claimed, swept])
    assert world.answers.on_the_way() == 0


def test_a_host_whose_clock_is_behind_takes_nothing_over(world):
    """What others run again, and the turn of another, are theirs by its clock too."""
    sent, claimed = (world.check(f"{EVENING.text} {number}") for number in range(2))
    world.checking.becomes(MORNING, EVENING)
    world.recheck.sweep()
    assert set(world.answers.take_due(2, LEASE)) == {sent, claimed}
    assert world.answers.claim(claimed)
    with world.answers.turn("sweep", LEASE):
        world.clock.move(hours=-12)
        assert world.answers.take_due(2, LEASE) == ()
        assert world.answers.claim(claimed) is None
        assert world.answers.on_the_way() == 2
        with world.answers.turn("sweep", LEASE) as mine:
            assert not mine


def test_changes_are_listed_by_owner(world):
    """A key sees the changed answers of its own checks, the newest first; who operates this sees all."""
    mine, theirs = world.check(EVENING.text, "me"), world.check(EVENING.text, "them")
    world.checking.becomes(MORNING, EVENING)
    world.follow()
    assert [change.check_id for change in world.answers.changes("me")] == [mine]
    everything = world.answers.changes(None)
    assert {change.check_id for change in everything} == {mine, theirs}
    assert world.answers.changes(None, before=everything[0].change_id) == everything[1:]


def test_a_changed_answer_is_announced(world):
    """The event is written with the change, for the endpoints of its owner and those that hear all."""
    mine = world.webhooks.add("https://a.example/", ["check.changed"], "me")
    world.webhooks.add("https://b.example/", ["*"], "them")
    every = world.webhooks.add("https://c.example/", ["check.*"], "*")
    check_id = world.check(EVENING.text, "me")
    world.checking.becomes(MORNING, EVENING)
    world.follow()
    told = {(one.endpoint_id, one.kind, one.state) for one in world.webhooks.deliveries()}
    assert told == {
        (mine.endpoint_id, Told.CHECK_CHANGED, DeliveryState.PENDING),
        (every.endpoint_id, Told.CHECK_CHANGED, DeliveryState.PENDING),
        (every.endpoint_id, Told.CHECK_COMPLETED, DeliveryState.PENDING),
    }
    (changed,) = world.webhooks.deliveries("me")
    body = world.webhooks.body(changed.event_id)
    assert (body["type"], body["data"]["id"], body["data"]["after"]["verdict"]) == (
        "check.changed",
        check_id,
        "SUPPORTS",
    )


@pytest.fixture
def journal(url, world):
    """Give the journal of the same database."""
    with closing(JournalStore(url, clock=world.clock)) as opened:
        yield opened


def now_in(journal: JournalStore, clock: FakeClock, kind: EventKind, said: Statement) -> str:
    """Let something happen to a statement, and return the version of the corpus afterwards."""
    statement = said if kind is EventKind.ADD else None
    return journal.append([Event(0, kind, said.statement_id, clock(), "Officer A", "a test", statement)])


def serving(world: World, version: str, *statements: Statement) -> Recheck:
    """Return what follows answers on a host that serves some version."""
    checking = Answering()
    checking.becomes(*statements)
    checking.facts = {"corpus": version}
    return Recheck(world.answers, world.store, checking)


def test_a_host_with_an_earlier_corpus_turns_no_answer_back(world, journal):
    """Whether it lags or somebody went back there: answers go forward only, however often each host looks."""
    first = now_in(journal, world.clock, EventKind.ADD, MORNING)
    second = now_in(journal, world.clock, EventKind.ADD, EVENING)
    behind, ahead = serving(world, first, MORNING), serving(world, second, MORNING, EVENING)
    world.checking.facts = {"corpus": first}
    check_id = world.check(EVENING.text)
    for _ in range(3):
        for host in (behind, ahead, behind):
            host.sweep()
        with pytest.raises(NotReady):
            behind.run(check_id)
        for due in world.answers.take_due(100, LEASE):
            ahead.run(due)
    assert world.verdict(check_id) == "SUPPORTS"
    assert len(world.answers.history(check_id)) == 1
    assert behind.sweep() == 0
    assert world.answers.behind(first) == ()


def test_a_change_that_was_taken_back_brings_answers_forward_once(world, journal):
    """The corpus says what it said before, which is its newest version; what lies between is earlier."""
    now_in(journal, world.clock, EventKind.ADD, MORNING)
    both = now_in(journal, world.clock, EventKind.ADD, EVENING)
    without = now_in(journal, world.clock, EventKind.RETRACT, EVENING)
    between = serving(world, without, MORNING)
    world.checking.facts = {"corpus": both}
    check_id = world.check(EVENING.text)  # of a host that was slow to hear of the retraction
    between.sweep()
    (due,) = world.answers.take_due(100, LEASE)
    between.run(due)
    assert now_in(journal, world.clock, EventKind.RESTORE, EVENING) == both
    again = serving(world, both, MORNING, EVENING)
    assert between.sweep() == 0
    again.sweep()
    (due,) = world.answers.take_due(100, LEASE)
    again.run(due)
    assert world.verdict(check_id) == "SUPPORTS"
    assert between.sweep() == again.sweep() == 0


def test_what_a_host_serves_that_the_journal_never_had_turns_nothing(world, journal):
    """As after a backup was put in place: the index is older than nothing and newer than nothing."""
    check_id = world.check(EVENING.text)
    now_in(journal, world.clock, EventKind.ADD, MORNING)
    stranger = serving(world, "sha256:of-no-journal", MORNING, EVENING)
    assert stranger.sweep() == 0
    with pytest.raises(NotReady):
        stranger.run(check_id)
