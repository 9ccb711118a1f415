"""What people decide of answers, in SQLite and PostgreSQL alike."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update

from checker.answer_changes import answer_marks, compare
from checker.answer_history import Replacement, replace_report
from checker.database import open_engine, transaction
from checker.errors import InvalidInput, NotAllowed, NotFound
from checker.records import Post, Reason, Verdict
from checker.review_book import ReviewBook
from checker.review_records import Asked, Because, Decision, Person, Standing
from checker.review_tables import ReviewEntry, ReviewStanding, ReviewVote
from checker.reviews import Reviews, Wished
from checker.schema import report_to_wire
from checker.sharing_tables import COPY, CheckShare
from checker.store import Store, find_check
from checker.webhook_events import EVERYBODY
from checker.webhook_tables import WebhookEvent
from checker.webhooks import Webhooks
from tests.fakes import FakeClock
from tests.samples import everything

pytestmark = pytest.mark.services

LEASE = timedelta(seconds=30)
ONE, TWO, THREE = Person("p1", "Person one"), Person("p2", "Person two"), Person("p3", "Person three")
WIRE = report_to_wire(everything(), check_id="x")
REFUTED = next(claim for claim in WIRE["claims"] if claim["verdict"] == "REFUTES")
CLAIM, PASSAGE = REFUTED["id"], REFUTED["passages"][0]["passage_id"]
YES = Asked(CLAIM, Decision.CONFIRM)
NO = Asked(CLAIM, Decision.REJECT, because=Because.MISREAD)
OTHER = Asked(CLAIM, Decision.CHANGE, Verdict.SUPPORTS, because=Because.NUMBER, passages=(PASSAGE,))


@pytest.fixture
def clock():
    """Give a clock that stands still."""
    return FakeClock()


@pytest.fixture
def store(url, clock):
    """Give an empty store."""
    with closing(Store(url, clock=clock)) as opened:
        yield opened


@pytest.fixture
def engine(url):
    """Give a way to look into the tables."""
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def reviews(url, clock):
    """Give reviews that one person settles."""
    with closing(Reviews(url, clock=clock)) as opened:
        yield opened


@pytest.fixture
def pair(url, clock):
    """Give reviews that two people settle."""
    with closing(Reviews(url, needed=2, clock=clock)) as opened:
        yield opened


@pytest.fixture
def check(store):
    """Give the id of a check with an answer of every kind."""
    return answered(store)


def answered(store):
    """Return the id of a check that is done."""
    check_id = store.add_check(Post(WIRE["post"], url="https://x.example/1"), owner="desk").check_id
    store.finish(store.claim_for_run(check_id, LEASE), {**WIRE, "id": check_id})
    return check_id


def of_claim(found, claim=CLAIM):
    """Return how a claim stands."""
    return found.of_claim(claim).standing


def changed(clock, engine, check_id, **other):
    """Put another answer to the claim in the place of the one there is."""
    claims = [{**c, **other} if c["id"] == CLAIM else c for c in WIRE["claims"]]
    report = {**WIRE, "claims": claims}
    with transaction(engine) as connection:
        was = find_check(connection, check_id)
        new = Replacement(report, "v2", compare(was.report, report), since="v1")
        replace_report(connection, was, new, clock.now)


def test_nobody_has_decided(reviews, check):
    """Before anybody decides, every claim is open."""
    found = reviews.of_check(check)
    assert {one.standing for one in found.claims} == {Standing.UNREVIEWED}
    assert found.standing is Standing.UNREVIEWED


def test_a_confirmation_keeps_the_machines_verdict(reviews, check, clock):
    """One person confirms: the verdict is the machine's, the passages are those that it rests on."""
    one = reviews.add(check, YES, ONE).of_claim(CLAIM)
    assert (one.standing, one.verdict) == (Standing.CONFIRMED, Verdict.REFUTES)
    entry = one.history[0]
    assert (entry.by, entry.at, entry.decision) == ("Person one", clock.now, Decision.CONFIRM)
    assert entry.what["machine"]["verdict"] == "REFUTES"
    assert [p["passage_id"] for p in entry.what["passages"]] == [PASSAGE]


def test_a_change_stands_beside_the_machines_answer(reviews, check, store):
    """Another verdict is people's: the report stays as the machine made it."""
    one = reviews.add(check, OTHER, ONE).of_claim(CLAIM)
    assert (one.standing, one.verdict) == (Standing.CHANGED, Verdict.SUPPORTS)
    assert store.get(check).report["claims"] == WIRE["claims"]


def test_two_people_are_needed(pair, check):
    """Where two must agree, one is not enough, and the same one twice is still one."""
    assert of_claim(pair.add(check, YES, ONE)) is Standing.WAITING
    assert of_claim(pair.add(check, YES, ONE)) is Standing.WAITING
    assert len(pair.of_check(check).of_claim(CLAIM).history) == 1
    assert of_claim(pair.add(check, YES, TWO)) is Standing.CONFIRMED


@pytest.mark.parametrize("second", [NO, OTHER])
def test_disagreement_is_shown(reviews, check, second):
    """Two people who decide differently dispute the claim, though one would be enough."""
    reviews.add(check, YES, ONE)
    assert of_claim(reviews.add(check, second, TWO)) is Standing.DISPUTED


def test_people_may_change_their_minds(reviews, check):
    """The newest decision of a person counts, and the history keeps those before."""
    reviews.add(check, YES, ONE)
    reviews.add(check, NO, TWO)
    one = reviews.add(check, YES, TWO).of_claim(CLAIM)
    assert one.standing is Standing.CONFIRMED
    assert [entry.decision for entry in one.history] == [Decision.CONFIRM, Decision.REJECT, Decision.CONFIRM]


def test_a_decision_is_withdrawn(reviews, check):
    """One's own decision is taken back: it no longer counts, and the history keeps both."""
    made = reviews.add(check, NO, ONE).of_claim(CLAIM).votes[0]
    one = reviews.withdraw(check, made.review_id, ONE).of_claim(CLAIM)
    assert one.standing is Standing.UNREVIEWED
    assert [entry.decision for entry in one.history] == [Decision.REJECT, Decision.WITHDRAW]
    with pytest.raises(NotFound):
        reviews.withdraw(check, made.review_id, ONE)


def test_others_decisions_are_theirs(reviews, check):
    """Somebody else's decision is withdrawn by an admin alone, and the history says who did it."""
    made = reviews.add(check, NO, ONE).of_claim(CLAIM).votes[0]
    with pytest.raises(NotAllowed):
        reviews.withdraw(check, made.review_id, TWO)
    one = reviews.withdraw(check, made.review_id, TWO, others=True).of_claim(CLAIM)
    assert (one.history[1].person, one.history[1].by) == ("p1", "Person two")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked("c99", Decision.CONFIRM), "claim"),
        (Asked(CLAIM, Decision.CONFIRM, answer="of-another-day"), "answer"),
        (Asked(CLAIM, Decision.CONFIRM, Verdict.SUPPORTS), "verdict"),
        (Asked(CLAIM, Decision.REJECT), "because"),
        (Asked(CLAIM, Decision.REJECT, Verdict.SUPPORTS, because=Because.NUMBER), "verdict"),
        (Asked(CLAIM, Decision.REJECT, because=Because.OTHER, note="  "), "note"),
        (Asked(CLAIM, Decision.CHANGE, because=Because.NUMBER), "verdict"),
        (Asked(CLAIM, Decision.CHANGE, Verdict.SUPPORTS, because=Because.NUMBER), "passages"),
        (
            Asked(CLAIM, Decision.CHANGE, Verdict.REFUTES, because=Because.NUMBER, passages=(PASSAGE,)),
            "verdict",
        ),
        (
            Asked(CLAIM, Decision.CHANGE, Verdict.CONFLICTING, because=Because.NUMBER, passages=(PASSAGE,)),
            "passages",
        ),
        (Asked(CLAIM, Decision.CONFIRM, passages=("elsewhere#1",)), "passages"),
        (Asked(CLAIM, Decision.CONFIRM, note="x" * 2_001), "note"),
        (Asked(CLAIM, Decision.CONFIRM, quote="It was said"), "source_url"),
        (Asked(CLAIM, Decision.CONFIRM, source_url="javascript:alert(1)", quote="x"), "source_url"),
        (
            Asked(
                CLAIM,
                Decision.CHANGE,
                Verdict.NOT_ENOUGH_INFO,
                open_reason=Reason.NO_CLAIM,
                because=Because.MISREAD,
            ),
            "open_reason",
        ),
    ],
)
def test_decisions_that_cannot_be(reviews, check, asked, field):
    """What does not say enough, or does not fit together, is refused by the field at fault."""
    with pytest.raises(InvalidInput) as refused:
        reviews.add(check, asked, ONE)
    assert refused.value.field == field
    assert reviews.of_check(check).standing is Standing.UNREVIEWED


def test_words_that_were_not_shown(reviews, check):
    """A decisive verdict may rest on words that the machine did not find, with where they are read."""
    asked = Asked(
        CLAIM,
        Decision.CHANGE,
        Verdict.SUPPORTS,
        because=Because.MISSING_STATEMENT,
        quote="Ferries run",
        source_url="https://ministry.example/ferries",
    )
    assert reviews.add(check, asked, ONE).of_claim(CLAIM).verdict is Verdict.SUPPORTS


def test_a_new_answer_makes_reviews_stale(reviews, check, clock, engine):
    """When the machine comes to another answer, what was decided on the old one no longer counts."""
    reviews.add(check, YES, ONE)
    before = reviews.of_check(check).of_claim(CLAIM).answer
    changed(
        clock, engine, check, verdict="SUPPORTS", passages=[{**REFUTED["passages"][0], "stance": "SUPPORTS"}]
    )
    one = reviews.of_check(check).of_claim(CLAIM)
    assert (one.standing, one.votes, len(one.history)) == (Standing.STALE, (), 1)
    assert reviews.counting(one.history) == frozenset()
    assert reviews.standings_of([check]) == {check: Standing.STALE}
    with pytest.raises(InvalidInput):
        reviews.add(check, Asked(CLAIM, Decision.CONFIRM, answer=before), ONE)
    assert reviews.add(check, YES, TWO).of_claim(CLAIM).verdict is Verdict.SUPPORTS


def test_other_claims_stay_reviewed(reviews, check, clock, engine):
    """An answer to one claim that changes leaves the reviews of the other claims as they are."""
    open_claim = next(claim["id"] for claim in WIRE["claims"] if claim["id"] != CLAIM)
    reviews.add(check, Asked(open_claim, Decision.CONFIRM), ONE)
    changed(clock, engine, check, verdict="NOT ENOUGH INFO", reason="no_statement", passages=[])
    assert of_claim(reviews.of_check(check), open_claim) is Standing.CONFIRMED


def test_a_check_adds_up(reviews, check):
    """A check is partly reviewed until each claim is settled; then the gravest decision names it."""
    ids = [claim["id"] for claim in WIRE["claims"]]
    for claim in ids[:-1]:
        assert reviews.add(check, Asked(claim, Decision.CONFIRM), ONE).standing is Standing.PARTLY
    last = Asked(ids[-1], Decision.REJECT, because=Because.NOT_A_CLAIM)
    assert reviews.add(check, last, ONE).standing is Standing.REJECTED
    assert reviews.standings_of([check, "none"]) == {check: Standing.REJECTED, "none": Standing.UNREVIEWED}


def test_other_numbers_of_people(reviews, pair, check):
    """When two people are needed from now on, what one decided waits for a second, in lists too."""
    for claim in WIRE["claims"]:
        reviews.add(check, Asked(claim["id"], Decision.CONFIRM), ONE)
    assert reviews.standings_of([check])[check] is Standing.CONFIRMED
    assert pair.catch_up() == 1
    assert pair.standings_of([check])[check] is Standing.WAITING
    assert pair.catch_up() == 0


def test_decisions_at_the_same_moment(pair, check, url, clock):
    """People who decide at once all count, each once."""
    start = threading.Barrier(6)

    def decide(number):
        with closing(Reviews(url, needed=2, clock=clock)) as mine:
            start.wait()
            mine.add(check, YES if number % 2 else NO, Person(f"p{number % 3}", "somebody"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(decide, range(6)))
    assert len(pair.of_check(check).of_claim(CLAIM).votes) == 3


def test_history_of_all(reviews, store, check, clock):
    """All decisions are listed, the newest first, and narrowed by person, kind and time."""
    second = answered(store)
    reviews.add(check, YES, ONE)
    clock.move(hours=1)
    reviews.add(second, NO, TWO)
    assert [entry.check_id for entry in reviews.history(Wished())] == [second, check]
    assert [entry.by for entry in reviews.history(Wished(person="p1"))] == ["Person one"]
    assert [entry.check_id for entry in reviews.history(Wished(decision=Decision.REJECT))] == [second]
    assert [entry.check_id for entry in reviews.history(Wished(until=clock.now))] == [check]
    newest = reviews.history(Wished(limit=1))[0]
    assert [entry.check_id for entry in reviews.history(Wished(before=newest.review_id))] == [check]


def test_the_book_reads_whole_answers(reviews, check, url, clock):
    """An answer that somebody decided on lately comes with what others decided long before."""
    reviews.add(check, YES, ONE)
    clock.move(days=90)
    reviews.add(check, NO, TWO)
    reviews.add(check, Asked(WIRE["claims"][1]["id"], Decision.CONFIRM), ONE)
    with closing(ReviewBook(url)) as book:
        lately = book.judged(since=clock.now)
        assert sorted((one.standing, len(one.votes)) for one in lately) == [
            (Standing.CONFIRMED, 1),
            (Standing.DISPUTED, 2),
        ]
        assert book.judged(until=clock.now) == ()
        assert [one.post for one in book.settled()] == [WIRE["post"]]
        assert not list(book.settled(clock.now + timedelta(days=1)))


def test_a_decision_is_told(reviews, url, check, clock, engine):
    """Who listens to the owner's checks hears of a decision, and of nothing when it is said twice."""
    with closing(Webhooks(url, clock=clock)) as webhooks:
        webhooks.add("https://desk.example/hook", ["check.reviewed"], "desk", "")
        webhooks.add("https://other.example/hook", ["*"], "other", "")
    reviews.add(check, YES, ONE)
    reviews.add(check, YES, ONE)
    with transaction(engine, writes=False) as connection:
        body = connection.scalars(select(WebhookEvent.body)).one()
    assert body["type"] == "check.reviewed"
    told = body["data"]
    assert (told["id"], told["claim"]["standing"], told["review"]["by"]) == (check, "confirmed", "Person one")
    assert told["claim"]["standing_before"] == "unreviewed"


def test_nothing_is_left_of_a_removed_check(url, store, check, clock, engine):
    """A check that is taken back takes its reviews and what was told of them along."""
    with closing(Webhooks(url, clock=clock)) as webhooks:
        webhooks.add("https://desk.example/hook", ["*"], EVERYBODY, "")
    clock.move(hours=1)
    with closing(Reviews(url, clock=clock)) as reviews:
        reviews.add(check, YES, ONE)
    store.remove(check)
    with transaction(engine, writes=False) as connection:
        for table in (ReviewEntry, ReviewVote, ReviewStanding, WebhookEvent):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_no_answer_yet(reviews, store):
    """What has no answer yet cannot be reviewed."""
    check_id = store.add_check(Post("Ferries")).check_id
    with pytest.raises(InvalidInput, match="no answer yet"):
        reviews.add(check_id, YES, ONE)


def copied(engine, store, first_id, owner="desk", **other):
    """Return the id of another check that has the answer of a first one, with its claims in other words."""
    check_id = store.add_check(Post(f"copy {WIRE['post']}"), owner=owner).check_id
    claims = [
        {**c, "text": c["text"].upper(), "start": c["start"] + 5, "end": c["end"] + 5} for c in WIRE["claims"]
    ]
    claims = [{**c, **other} if c["id"] == CLAIM else c for c in claims]
    store.finish(store.claim_for_run(check_id, LEASE), {**WIRE, "id": check_id, "claims": claims})
    with transaction(engine) as connection:
        connection.execute(delete(CheckShare).where(CheckShare.check_id == check_id))
        share = {"check_id": check_id, "role": COPY, "other_id": first_id}
        connection.execute(insert(CheckShare).values(**share))
    return check_id


def test_what_was_decided_on_the_first_holds_for_its_copies(reviews, engine, store, check):
    """A copy asks nobody: a decision on the first is read there, and where it was made is told."""
    copy = copied(engine, store, check)
    assert reviews.standings_of([copy]) == {copy: Standing.UNREVIEWED}
    entry = reviews.add(check, NO, ONE).of_claim(CLAIM).votes[0]
    one = reviews.of_check(copy).of_claim(CLAIM)
    assert (one.standing, one.votes, one.votes[0].check_id) == (Standing.REJECTED, (entry,), check)
    assert one.claim["text"] == REFUTED["text"].upper()
    assert reviews.standings_of([copy, check]) == dict.fromkeys([copy, check], Standing.PARTLY)
    reviews.withdraw(check, entry.review_id, ONE)
    assert reviews.standings_of([copy]) == {copy: Standing.UNREVIEWED}
    assert of_claim(reviews.of_check(copy)) is Standing.UNREVIEWED


def test_a_decision_on_a_copy_is_its_own(reviews, engine, store, check):
    """Whoever decides on the copy itself decides there alone."""
    copy = copied(engine, store, check)
    reviews.add(check, NO, ONE)
    assert of_claim(reviews.add(copy, YES, TWO)) is Standing.CONFIRMED
    assert of_claim(reviews.of_check(copy)) is Standing.CONFIRMED
    assert of_claim(reviews.of_check(check)) is Standing.REJECTED


def test_a_decision_on_one_claim_of_a_copy_leaves_the_others(reviews, engine, store, check):
    """What was decided of another claim on the first still holds for it."""
    other = next(claim["id"] for claim in WIRE["claims"] if claim["id"] != CLAIM)
    copy = copied(engine, store, check)
    reviews.add(check, NO, ONE)
    reviews.add(copy, Asked(other, Decision.CONFIRM), TWO)
    found = reviews.of_check(copy)
    assert (of_claim(found), of_claim(found, other)) == (Standing.REJECTED, Standing.CONFIRMED)
    assert of_claim(reviews.of_check(check), other) is Standing.UNREVIEWED


@pytest.mark.parametrize("other", [{"owner": "another"}, {"verdict": "SUPPORTS"}, {"query": "Another claim"}])
def test_what_is_another_answer_or_anothers_check_is_not_decided(reviews, engine, store, check, other):
    """A note is for readers of the check that it stands on, and a decision is on one answer."""
    copy = copied(engine, store, check, **other)
    reviews.add(check, NO, ONE)
    assert of_claim(reviews.of_check(copy)) is Standing.UNREVIEWED
    assert reviews.standings_of([copy]) == {copy: Standing.UNREVIEWED}


def test_decisions_marked_when_the_source_was_a_part_of_the_words_count(pair, engine, check):
    """They count together with a new one, whose mark is theirs."""
    pair.add(check, YES, ONE)
    once = {"answer": answer_marks(REFUTED)[1]}
    with transaction(engine) as connection:
        for table in (ReviewEntry, ReviewVote):
            connection.execute(update(table).values(**once))
    assert of_claim(pair.of_check(check)) is Standing.WAITING
    assert of_claim(pair.add(check, YES, TWO)) is Standing.CONFIRMED


@pytest.mark.parametrize("first", [0, 1])
def test_decisions_with_either_mark_count_together(pair, engine, check, first):
    """Two who agree settle a claim, though one decided before the marks were made otherwise."""
    pair.add(check, YES, ONE)
    pair.add(check, YES, TWO)
    marks = answer_marks(REFUTED)
    with transaction(engine) as connection:
        for table in (ReviewEntry, ReviewVote):
            for person, mark in ((ONE, marks[first]), (TWO, marks[1 - first])):
                connection.execute(update(table).where(table.person == person.person).values(answer=mark))
    one = pair.of_check(check).of_claim(CLAIM)
    assert (one.standing, len(one.votes)) == (Standing.CONFIRMED, 2)
    assert pair.counting(one.history) == {entry.review_id for entry in one.history}
