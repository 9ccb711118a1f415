"""Webhooks arrive at a real server, signed; what fails is tried again, and given up in the open."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import delete

from checker.account_records import Role
from checker.account_store import NewAccount
from checker.config import Settings
from checker.courier import Courier, Patience, open_courier, webhook_fetcher
from checker.database import make_tables, open_engine, transaction
from checker.entrance import open_entrance
from checker.errors import FetchRefused, InvalidInput, NotFound
from checker.ingest.fetch import Fetcher, Limits
from checker.ingest.guard import Guard
from checker.key_records import Scope
from checker.key_store import Keys, NewKey
from checker.keys import ApiKeys
from checker.outbox import DeliveryState, tell
from checker.signing import is_genuine, new_secret
from checker.webhook_events import News, Told
from checker.webhook_tables import WebhookMaker
from checker.webhooks import FURTHEST, MAX_ENDPOINTS, Maker, Tried, Webhooks
from tests.fakes import FakeClock
from tests.service import CHEAP
from tests.sites import Site, site, whole

pytestmark = pytest.mark.services


@pytest.fixture
def clock():
    """Give a clock that stands still."""
    return FakeClock()


@pytest.fixture
def webhooks(url, clock):
    """Give webhooks, none there yet."""
    with closing(Webhooks(url, clock=clock)) as opened:
        yield opened


@pytest.fixture
def receiver():
    """Give a server that takes what is sent to /hook."""
    with site() as served:
        served.put("/hook", b"thanks", status=204)
        yield served


@pytest.fixture
def happens(url, clock):
    """Give what writes news into the outbox."""
    engine = open_engine(url)
    make_tables(engine)

    def write(number=1, kind=Told.STATEMENT_ADDED, **named):
        at = named.pop("at", clock.now)
        news = News(kind, at, {"number": number}, event_id=f"evt_{number}", **named)
        with transaction(engine) as connection:
            return tell(connection, news, clock.now)

    yield write
    engine.dispose()


@pytest.fixture
def courier(webhooks, receiver, tmp_path):
    """Give a courier that may reach loopback, and gives up after three attempts."""
    hosts = (f"127.0.0.1:{receiver.port}",)
    settings = Settings(
        data_dir=tmp_path, webhook_hosts=hosts, fetch_private=("127.0.0.0/8",), webhook_seconds=1
    )
    return Courier(webhooks, webhook_fetcher(settings), Patience(3, 10.0, spread=lambda: 1.0))


@dataclass
class Worker:
    """What delivers to the receiver, with the keys of its settings."""

    settings: Settings
    webhooks: Webhooks
    receiver: Site

    def hook(self, owner="*", *maker):
        """Return a new webhook of the receiver that hears of everything."""
        return self.webhooks.add(self.receiver.url("/hook"), ["*"], owner, "", Maker(*maker))

    def serve(self, endpoint, **keys):
        """Return how much arrived."""
        settings = self.settings.model_copy(update=keys)
        return open_courier(settings, self.webhooks).serve(endpoint.endpoint_id)


@pytest.fixture
def worker(url, webhooks, receiver, tmp_path):
    """Give a worker that may reach the receiver."""
    hosts, private = (f"127.0.0.1:{receiver.port}",), ("127.0.0.0/8",)
    settings = Settings(data_dir=tmp_path, database_url=url, webhook_hosts=hosts, fetch_private=private)
    return Worker(settings, webhooks, receiver)


@pytest.fixture
def keys(url, clock):
    """Give the keys of the same database."""
    with closing(Keys(url, clock=clock, hasher=CHEAP)) as kept:
        yield kept


def states(webhooks):
    """Return the state of every delivery, oldest first."""
    return [one.state for one in reversed(webhooks.deliveries())]


def test_an_event_arrives_signed(webhooks, receiver, courier, happens):
    """The receiver gets one POST of JSON, and the secret shows that it is ours and of now."""
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    happens()
    assert courier.serve(endpoint.endpoint_id) == 1
    (request,) = receiver.asked
    told = json.loads(request.body)
    assert (request.method, request.headers["content-type"]) == ("POST", "application/json")
    assert (told["id"], told["type"], told["data"]) == ("evt_1", "statement.added", {"number": 1})
    headers, now = dict(request.headers), int(time.time())
    assert is_genuine(endpoint.secret, headers, request.body, now)
    assert not is_genuine(new_secret(), headers, request.body, now)
    assert not is_genuine(endpoint.secret, headers, request.body + b" ", now)
    assert not is_genuine(endpoint.secret, headers, request.body, now + 3_600)
    assert not is_genuine(endpoint.secret, headers | {"webhook-id": "evt_2"}, request.body, now)
    assert states(webhooks) == [DeliveryState.DELIVERED]


def test_events_arrive_in_order_and_once(webhooks, receiver, courier, happens):
    """What happened first is told first; serving twice tells nothing twice."""
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    for number in range(3):
        happens(number)
        happens(number)
    courier.serve(endpoint.endpoint_id)
    courier.serve(endpoint.endpoint_id)
    assert [json.loads(one.body)["data"]["number"] for one in receiver.asked] == [0, 1, 2]


def test_only_what_is_wanted_is_told(webhooks, happens, clock):
    """An endpoint hears its kinds of events, its owner's checks, and nothing from before it was there."""
    happens(1)
    clock.move(seconds=1)
    mine = webhooks.add("https://a.example/", ["check.*"], "me")
    clock.move(seconds=1)
    assert happens(2) == 0
    assert happens(3, Told.CHECK_COMPLETED, owner="them") == 0
    assert happens(4, Told.CHECK_COMPLETED, owner="me") == 1
    assert [one.event_id for one in webhooks.deliveries("me", endpoint_id=mine.endpoint_id)] == ["evt_4"]


def test_a_failure_is_tried_again_later_and_later(webhooks, receiver, courier, happens, clock):
    """The pause doubles; an endpoint at rest is not due, and one success makes it well."""
    receiver.put("/hook", status=500)
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    happens()
    assert webhooks.due() == (endpoint.endpoint_id,)
    courier.serve(endpoint.endpoint_id)
    (failed,) = webhooks.deliveries()
    assert (failed.state, failed.status, failed.attempts) == (DeliveryState.PENDING, 500, 1)
    assert webhooks.due() == ()
    clock.move(seconds=11)
    courier.serve(endpoint.endpoint_id)
    clock.move(seconds=11)
    assert webhooks.due() == ()
    receiver.put("/hook", status=200)
    clock.move(seconds=10)
    assert courier.serve(endpoint.endpoint_id) == 1
    assert webhooks.get(endpoint.endpoint_id).failures == 0
    assert len(receiver.asked) == 3


def test_what_is_given_up_stays_listed_and_can_be_sent_again(webhooks, receiver, courier, happens, clock):
    """After the last attempt the delivery is dead, says why, and arrives when a person sends it again."""
    receiver.put("/hook", status=503)
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    happens()
    for _ in range(4):
        courier.serve(endpoint.endpoint_id)
        clock.move(hours=1)
    (dead,) = webhooks.deliveries(state="dead")
    assert (dead.attempts, dead.status) == (3, 503)
    assert "given up after 3 attempts" in dead.error
    receiver.put("/hook", status=200)
    again = webhooks.redeliver(dead.delivery_id)
    assert (again.state, again.attempts) == (DeliveryState.PENDING, 0)
    assert courier.serve(endpoint.endpoint_id) == 1
    assert states(webhooks) == [DeliveryState.DELIVERED]


def test_the_receiver_is_heard(webhooks, receiver, courier, happens, clock):
    """Retry-After is waited for, and 410 means that this is not wanted any more."""
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    receiver.put("/hook", status=429, Retry_After="120")
    happens()
    courier.serve(endpoint.endpoint_id)
    assert webhooks.deliveries()[0].due_at == clock.now + timedelta(seconds=120)
    clock.move(seconds=121)
    receiver.put("/hook", status=410)
    courier.serve(endpoint.endpoint_id)
    assert states(webhooks) == [DeliveryState.DEAD]


def test_an_event_that_is_refused_holds_no_other_up(webhooks, receiver, courier, happens):
    """A status that is about one event only leaves the endpoint well; the next one is told at once."""
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")

    def picky(request, connection):
        connection.sendall(whole(b"", status=400 if b"evt_1" in request.body else 200))

    receiver.put_raw("/hook", picky)
    happens(1)
    happens(2)
    assert courier.serve(endpoint.endpoint_id) == 1
    assert states(webhooks) == [DeliveryState.PENDING, DeliveryState.DELIVERED]


def test_a_redirect_is_not_followed(webhooks, receiver, courier, happens):
    """What is signed for one address goes to no other."""
    receiver.move("/hook", "/elsewhere", status=307)
    receiver.put("/elsewhere", status=200)
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    happens()
    assert courier.serve(endpoint.endpoint_id) == 0
    assert [one.path for one in receiver.asked] == ["/hook"]


def test_a_receiver_that_hangs_is_left(webhooks, receiver, courier, happens):
    """No answer in time is a failure like any other."""
    receiver.put_raw("/hook", lambda _request, connection: connection.recv(1))
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    happens()
    assert courier.serve(endpoint.endpoint_id) == 0
    assert "in time" in webhooks.deliveries()[0].error


def test_no_address_of_the_house_is_told(webhooks, receiver, happens, tmp_path):
    """A receiver on loopback is refused where no setting opens it, also when it was kept before."""
    fetcher = webhook_fetcher(Settings(data_dir=tmp_path, webhook_hosts=("*:*",)))
    with pytest.raises(FetchRefused):
        fetcher.check(receiver.url("/hook"))
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    happens()
    Courier(webhooks, fetcher, Patience(3, 10.0)).serve(endpoint.endpoint_id)
    assert receiver.asked == []
    assert "not an address of the public internet" in webhooks.deliveries()[0].error


def test_a_delivery_does_not_tell_where_a_name_of_the_house_leads(webhooks, happens, caplog):
    """Its owner reads that the name leads nowhere; the log has the address."""
    caplog.set_level("INFO")
    guard = Guard(["*:*"], resolve=lambda _host, _port: ["10.1.2.3"])
    endpoint = webhooks.add("http://db.internal/hook", ["*"], "*")
    happens()
    Courier(webhooks, Fetcher(guard, Limits()), Patience(3, 10.0)).serve(endpoint.endpoint_id)
    error = webhooks.deliveries()[0].error
    assert "no address that may be reached from here" in error
    assert "10.1.2.3" not in error
    assert "db.internal is at 10.1.2.3" in caplog.text


def test_one_courier_serves_an_endpoint_at_a_time(webhooks, happens, clock):
    """A turn that was lost can note nothing; one that is not ended runs out."""
    endpoint = webhooks.add("https://a.example/", ["*"], "*")
    happens()
    first = webhooks.claim(endpoint.endpoint_id)
    assert webhooks.claim(endpoint.endpoint_id) is None
    assert webhooks.due() == ()
    clock.move(minutes=3)
    second = webhooks.claim(endpoint.endpoint_id)
    delivery = webhooks.next(second)
    assert not webhooks.note(first, delivery, Tried(DeliveryState.DEAD))
    assert webhooks.note(second, delivery, Tried(DeliveryState.DELIVERED, 200))


def test_what_arrived_long_ago_is_forgotten(webhooks, receiver, courier, happens, clock):
    """After a month a delivery that arrived is dropped with its event; one that did not stays."""
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    happens(1)
    courier.serve(endpoint.endpoint_id)
    clock.move(days=31)
    happens(2)
    assert webhooks.forget_delivered() == 1
    assert [one.event_id for one in webhooks.deliveries()] == ["evt_2"]
    assert (webhooks.body("evt_1"), webhooks.body("evt_2")["data"]) == ({}, {"number": 2})


def test_a_removed_endpoint_hears_nothing(webhooks, happens, courier):
    """Its deliveries go with it, and serving it is no error."""
    endpoint = webhooks.add("https://a.example/", ["*"], "*")
    happens()
    webhooks.remove(endpoint.endpoint_id)
    assert (webhooks.deliveries(), webhooks.due()) == ((), ())
    assert courier.serve(endpoint.endpoint_id) == 0


def test_what_belongs_to_others_is_not_there(webhooks, happens):
    """Another owner neither sees nor removes an endpoint, and sends nothing of it again."""
    endpoint = webhooks.add("https://a.example/", ["*"], "me")
    happens()
    (delivery,) = webhooks.deliveries("me")
    assert (webhooks.all("them"), webhooks.deliveries("them")) == ((), ())
    for ask in (
        lambda: webhooks.get(endpoint.endpoint_id, "them"),
        lambda: webhooks.remove(endpoint.endpoint_id, "them"),
        lambda: webhooks.redeliver(delivery.delivery_id, "them"),
    ):
        with pytest.raises(NotFound):
            ask()


@pytest.mark.parametrize(
    ("events", "secret", "field"),
    [
        (["nothing"], "", "events"),
        ([], "", "events"),
        (["*"], "short", "secret"),
        (["*"], "whsec_!", "secret"),
    ],
)
def test_what_cannot_be_used_is_refused(webhooks, events, secret, field):
    """An unknown event, or a secret that protects nothing, is named."""
    with pytest.raises(InvalidInput) as refused:
        webhooks.add("https://a.example/", events, "*", secret)
    assert refused.value.field == field


def test_endpoints_are_not_without_end(webhooks):
    """One owner cannot make every event cost more and more."""
    for number in range(MAX_ENDPOINTS):
        webhooks.add(f"https://a.example/{number}", ["*"], "me")
    with pytest.raises(InvalidInput, match="remove one"):
        webhooks.add("https://a.example/more", ["*"], "me")
    assert webhooks.add("https://a.example/", ["*"], "them")


def test_endpoints_are_not_without_end_where_many_are_added_at_once(webhooks):
    """Each is counted by the next."""
    for number in range(MAX_ENDPOINTS - 3):
        webhooks.add(f"https://a.example/{number}", ["*"], "me")

    def add(number):
        try:
            webhooks.add(f"https://b.example/{number}", ["*"], "me")
        except InvalidInput:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(16))) == 3
    assert len(webhooks.all("me")) == MAX_ENDPOINTS


def test_a_webhook_hears_as_long_as_its_key_is_good(webhooks, worker, keys, happens, clock):
    """Nothing more is put out once it is revoked, and what was on its way arrives nowhere."""
    admin, _ = keys.create(NewKey("desk", [Scope.ADMIN]), "Officer A")
    bot, _ = keys.create(NewKey("bot", [Scope.CHECK], expires_at=clock.now + timedelta(days=1)), "Officer A")
    all_checks = worker.hook("*", admin.key_id, "key desk")
    own = worker.hook(bot.key_id, bot.key_id, "key bot")
    assert happens(1) == 2
    assert worker.serve(all_checks) == 1
    assert happens(2, Told.CHECK_COMPLETED, owner=bot.key_id) == 2
    keys.revoke(admin.key_id)
    clock.move(hours=1)
    assert happens(3, Told.CHECK_COMPLETED, owner=bot.key_id) == 1
    clock.move(days=1)
    assert happens(4) == 0
    assert worker.serve(all_checks) == 0
    dead = webhooks.deliveries(endpoint_id=all_checks.endpoint_id, state="dead")
    assert [(one.event_id, one.error) for one in dead] == [
        ("evt_2", "whoever made this webhook may not hear that any more")
    ]
    assert len(worker.receiver.asked) == 1
    assert [webhooks.get(one.endpoint_id).made_by for one in (all_checks, own)] == ["key desk", "key bot"]


def test_a_rotated_key_is_the_same_key(webhooks, keys, happens):
    """Another secret changes nothing for what the key made."""
    admin, _ = keys.create(NewKey("desk", [Scope.ADMIN]), "Officer A")
    webhooks.add("https://a.example/", ["*"], "*", maker=Maker(admin.key_id, "key desk"))
    keys.rotate(admin.key_id)
    assert happens(1) == 1


def test_an_account_that_may_do_less_hears_less(webhooks, worker, happens):
    """Who was an admin hears of everybody's checks no more; who is disabled hears nothing."""
    with closing(open_entrance(worker.settings)) as entrance:
        people = entrance.accounts
        amna = people.add(NewAccount("amna", "some long words for amna", Role.ADMIN), "Officer A")
        maker = Maker(amna.account_id, amna.actor)
        webhooks.add("https://a.example/", ["*"], "*", maker=maker)
        webhooks.add("https://a.example/", ["*"], amna.account_id, maker=maker)
        assert happens(1, Told.CHECK_COMPLETED, owner=amna.account_id) == 2
        people.set_role(amna, Role.CHECKER)
        assert happens(2, Told.CHECK_COMPLETED, owner=amna.account_id) == 1
        people.disable(amna)
        assert happens(3, Told.CHECK_COMPLETED, owner=amna.account_id) == 0
        people.enable(amna)
        assert happens(4, Told.CHECK_COMPLETED, owner=amna.account_id) == 1


@pytest.mark.parametrize(
    ("api", "arrive"),
    [((), 1), (("mine",), 1), (("theirs",), 0)],
    ids=["a worker without keys", "the same keys", "the key was taken out"],
)
def test_a_key_of_the_settings(worker, happens, api, arrive):
    """It is known where keys are set; a worker that has none of them takes it for good."""
    hashes = {name: CHEAP.hash(name) for name in ("mine", "theirs")}
    owner = ApiKeys([hashes["mine"]]).owner_of("mine")
    endpoint = worker.hook(owner, owner, "key of the settings")
    assert happens(1) == 1
    assert worker.serve(endpoint, api_key_hashes=tuple(hashes[name] for name in api)) == arrive
    assert len(worker.receiver.asked) == arrive


def test_what_nobody_is_known_to_have_made_stays(url, webhooks, worker, happens):
    """A webhook from before, from the command line or from an open server goes on."""
    before, shell, open_server = worker.hook(), worker.hook(), worker.hook("*", "", "api")
    engine = open_engine(url)
    with transaction(engine) as connection:
        connection.execute(delete(WebhookMaker).where(WebhookMaker.endpoint_id == before.endpoint_id))
    assert happens(1) == 3
    assert [worker.serve(one) for one in (before, shell, open_server)] == [1, 1, 1]
    assert sorted(one.made_by for one in webhooks.all()) == ["", "", "api"]


def test_no_owner_keeps_others_waiting(webhooks, happens, clock):
    """Of many that are due, those come first whose owner was served longest ago; who is out is counted."""
    slow = [webhooks.add(f"https://a.example/{number}", ["*"], "me") for number in range(3)]
    clock.move(seconds=1)
    other = webhooks.add("https://b.example/", ["*"], "them")
    happens()
    clock.move(seconds=1)
    turn = webhooks.claim(webhooks.due()[0])
    assert (turn.endpoint.owner, webhooks.served_now()) == ("me", 1)
    webhooks.note(turn, webhooks.next(turn), Tried(DeliveryState.DELIVERED, 200))
    webhooks.give_back(turn)
    assert webhooks.served_now() == 0
    left = [one.endpoint_id for one in slow if one.endpoint_id != turn.endpoint.endpoint_id]
    first, *others = webhooks.due()
    assert (first, set(others)) == (other.endpoint_id, set(left))


def test_a_clock_that_ran_ahead_for_a_while_silences_no_webhook(worker, happens, clock):
    """What was told or written meanwhile holds nothing back, nor does a courier that died with the turn."""
    told, left = (worker.hook(owner) for owner in ("me", "them"))
    clock.move(days=3)
    happens(1)
    assert worker.serve(told) == 1
    happens(2)
    assert worker.webhooks.claim(left.endpoint_id)
    clock.move(days=-3)
    happens(3)
    assert worker.webhooks.served_now() == 0
    assert set(worker.webhooks.due()) == {told.endpoint_id, left.endpoint_id}
    assert [worker.serve(one) for one in (told, left)] == [2, 3]


def test_a_host_whose_clock_is_behind_takes_no_turn_of_others(worker, happens, clock):
    """Neither an endpoint that a courier is with nor one that rests after a failure is asked by it."""
    held, failed = worker.hook("me"), worker.hook("them")
    happens(1)
    worker.receiver.put("/hook", status=500)
    worker.serve(failed)
    worker.webhooks.claim(held.endpoint_id)
    clock.move(hours=-12)
    assert worker.webhooks.due() == ()
    assert worker.webhooks.claim(held.endpoint_id) is worker.webhooks.claim(failed.endpoint_id) is None
    assert worker.webhooks.served_now() == 1


def test_a_webhook_that_was_made_by_a_clock_that_ran_ahead_hears(webhooks, happens, clock):
    """What happens once that was set right is of after it was made; else nothing from before is told."""
    clock.move(days=3)
    webhooks.add("https://a.example/", ["*"], "*")
    clock.move(days=-3)
    webhooks.add("https://b.example/", ["*"], "*")
    assert happens(1) == 2
    clock.move(days=4)
    webhooks.add("https://c.example/", ["*"], "*")
    clock.move(seconds=-1)
    before = clock.now
    clock.move(seconds=2)
    assert happens(2, at=before) == 2


def test_what_failed_under_a_clock_that_ran_ahead_is_tried_again(webhooks, receiver, courier, happens, clock):
    """An endpoint that was resting is asked once the clock was set right, and not before its rest is over."""
    endpoint = webhooks.add(receiver.url("/hook"), ["*"], "*")
    receiver.put("/hook", status=500)
    clock.move(days=3)
    happens(1)
    assert courier.serve(endpoint.endpoint_id) == 0
    assert webhooks.due() == ()
    clock.move(days=-3)
    assert webhooks.due() == (endpoint.endpoint_id,)


def test_no_pause_is_longer_than_what_counts_as_one():
    """Else a delivery that failed often would be tried at once again."""
    longest = Patience(99, 31_536_000.0, spread=lambda: 1 + 0.2).pause(99)
    assert longest < FURTHEST
