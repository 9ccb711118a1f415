"""Following a check while it runs: every step as an event, until it has ended."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from checker.check_events import COMMENT, Listener, Pace, stream
from checker.desk import MAX_WAITING, desk_of
from checker.errors import StoreUnavailable
from checker.key_records import Scope
from checker.key_store import NewKey
from tests.samples import everything
from tests.service import URL, Service

EVENTS = f"{URL}/check-1/events"
STEPS = ["queued", "running", "claims", "passages", "verdicts", "done"]


@pytest.fixture
def service(tmp_path):
    """Give a server with one check, which is queued."""
    made = Service(tmp_path)
    made.post({"text": "Ferries!"})
    return made


def events_in(text):
    """Return number, name and data of each event of a stream."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def follow(service, **headers):
    """Follow the check to the end of the stream."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = service.client.get(EVENTS, headers={"Accept": "text/event-stream", **named})
    assert answer.status_code == 200
    return events_in(answer.text)


def lives(service, *steps):
    """Let something happen each time that the stream waits."""
    left = list(steps)

    def one_more():
        left.pop(0)()

    service.on_wait = one_more


def state(service, name, **told):
    """Return what brings the check one step on."""

    def step():
        service.checks.kept["check-1"].state = name
        service.checks.told["check-1"] = told

    return step


def test_every_step_is_told_as_it_happens(service):
    """Queued, running, claims, passages, verdicts, done: each once, in this order, with what was found."""
    lives(
        service,
        state(service, "queued"),
        state(service, "running"),
        state(service, "running", claims=5),
        state(service, "running", claims=5, passages=24),
        lambda: service.checks.finish("check-1", everything()),
    )
    told = follow(service)
    assert [(number, name) for number, name, _ in told] == list(enumerate(STEPS, 1))
    data = {name: found for _, name, found in told}
    assert data["queued"] == {"id": "check-1", "at": "2026-01-02T03:04:05+00:00"}
    assert (data["claims"], data["passages"]) == ({"count": 5}, {"count": 24})
    assert data["verdicts"]["verdict"] == "REFUTES"
    assert data["verdicts"]["claims"][0] == {"id": "c1", "verdict": "REFUTES", "confidence": 0.9313}
    assert data["done"] == service.client.get(f"{URL}/check-1").json
    assert service.checks.followed == ["check-1"]


def test_a_check_that_has_ended_is_told_at_once(service):
    """All events come, nobody waits, and what nobody counted is null."""
    service.checks.finish("check-1", everything())
    told = follow(service)
    assert [name for _, name, _ in told] == STEPS
    assert {name: found for _, name, found in told}["passages"] == {"count": None}
    assert service.waited == []


def test_a_check_that_fails(service):
    """The last event says why, as the check itself does."""
    lives(service, lambda: service.checks.fail("check-1", "It is too long."))
    _, name, data = follow(service)[-1]
    assert (name, data["error"]["detail"]) == ("failed", "It is too long.")


def test_a_check_that_is_taken_back(service):
    """Whoever follows it hears so, and the stream ends."""
    lives(service, lambda: service.checks.remove("check-1"))
    assert follow(service)[-1] == (6, "removed", {"id": "check-1"})


def test_whoever_comes_again_goes_on_where_it_was(service):
    """With Last-Event-ID only what follows is told; after the last event there is nothing more."""
    service.checks.finish("check-1", everything())
    assert [name for _, name, _ in follow(service, Last_Event_ID="4")] == ["verdicts", "done"]
    assert [name for _, name, _ in follow(service, Last_Event_ID="²; DROP")] == STEPS
    answer = service.client.get(EVENTS, headers={"Last-Event-ID": "6"})
    assert (answer.status_code, answer.data) == (204, b"")


def test_what_the_stream_is(service):
    """It names its kind, is kept by nobody on the way, and tells when to come again."""
    service.checks.finish("check-1", everything())
    answer = service.client.get(EVENTS)
    assert answer.content_type == "text/event-stream; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.text.startswith("retry: 2000\n\nid: 1\nevent: queued\ndata: {")


def test_a_client_that_reads_no_streams(service):
    """Whoever accepts only JSON gets the check as it stands, and when to ask again."""
    plain = {"Accept": "application/json"}
    answer = service.client.get(EVENTS, headers=plain)
    assert (answer.json["state"], answer.headers["Retry-After"]) == ("queued", "1")
    service.checks.finish("check-1", everything())
    answer = service.client.get(EVENTS, headers=plain)
    assert answer.json == service.client.get(f"{URL}/check-1").json
    assert "Retry-After" not in answer.headers


def test_a_check_of_others_is_not_followed(tmp_path):
    """Without its key there is no such check."""
    service = Service(tmp_path, keys=["one", "two"])
    service.post({"text": "a"}, headers={"Authorization": "Bearer one"})
    assert service.client.get(EVENTS).status_code == 401
    other = {"Authorization": "Bearer two"}
    assert service.client.get(EVENTS, headers=other).status_code == 404


@pytest.mark.parametrize("scope", [Scope.CHECK, Scope.REVIEW])
@pytest.mark.parametrize("how", ["revoke", "rotate"])
def test_a_key_that_opens_nothing_any_more(service, scope, how):
    """At the next look the stream ends, and tells nothing of what has happened since."""
    kept = desk_of(service.app).keys.kept
    key, text = kept.create(NewKey("leaver", [scope]), "Officer A")
    service.checks.kept["check-1"].owner = key.key_id if scope is Scope.CHECK else "somebody"

    def leave():
        getattr(kept, how)(key.key_id)
        service.checks.finish("check-1", everything())

    lives(service, state(service, "running"), leave)
    told = follow(service, Authorization=f"Bearer {text}")
    assert [name for _, name, _ in told] == ["queued", "running"]


def test_too_many_who_wait(service):
    """Where no thread may be held any more, the stream tells what there is and ends."""
    places = desk_of(service.app).places
    taken = [places.acquire(blocking=False) for _ in range(MAX_WAITING)]
    assert all(taken)
    assert [name for _, name, _ in follow(service)] == ["queued"]
    assert service.waited == []
    assert not places.acquire(blocking=False)


def free_places(service):
    """Return how many more may wait."""
    places, free = desk_of(service.app).places, 0
    while places.acquire(blocking=False):
        free += 1
    for _ in range(free):
        places.release()
    return free


def test_a_place_is_given_back(service):
    """It is free again when the stream has ended, when its reader goes away, and when nobody reads at all."""
    service.client.get(EVENTS, buffered=False).close()
    desk, check = desk_of(service.app), service.checks.kept["check-1"]
    unread = stream(desk, check, Listener(lambda: check, lambda _: {}))
    unread.close()
    begun = stream(desk, check, Listener(lambda: check, lambda _: {}))
    assert [next(begun)[:5], next(begun)[:5]] == ["retry", "id: 1"]
    assert free_places(service) == MAX_WAITING - 1
    begun.close()
    lives(service, lambda: service.checks.finish("check-1", everything()))
    follow(service)
    assert free_places(service) == MAX_WAITING


def test_silence_is_broken(service):
    """While nothing happens comments keep the connection, and after the longest time the stream ends."""
    desk, check = desk_of(service.app), service.checks.kept["check-1"]
    quiet = stream(
        desk, check, Listener(lambda: check, lambda _: {}), pace=Pace(look=0.0, comment=0.0, longest=0.05)
    )
    lines = list(quiet)
    assert COMMENT in lines
    assert [name for _, name, _ in events_in("".join(lines))] == ["queued"]


def test_the_store_goes_away(service):
    """The stream ends without a word that is not true; whoever comes again is told of it."""

    def away():
        service.checks.away = True
        raise StoreUnavailable("the database does not answer")

    lives(service, away)
    assert [name for _, name, _ in follow(service)] == ["queued"]
    assert service.client.get(EVENTS).status_code == 503


def test_the_wait_is_that_of_the_desk(service):
    """The stream looks again as often as its pace says."""
    desk = replace(desk_of(service.app), wait=lambda _id, seconds: service.wait("check-1", seconds))
    lives(service, lambda: service.checks.finish("check-1", everything()))
    check = service.checks.kept["check-1"]
    listener = Listener(lambda: service.checks.kept["check-1"], lambda _: {})
    list(stream(desk, check, listener, Pace(look=0.25)))
    assert service.waited == [0.25]
