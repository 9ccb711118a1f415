"""Both clients with batches, before the real application: sent, waited for, read as they come, taken back."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from checker.batch_records import BatchState
from checker.client import BatchNotFinished, Client, ClientOptions, Missing, OddAnswer, Refused, Unsendable
from tests.served import saying, served
from tests.unit.test_batches_api import Harbour
from tests.unit.test_client import Awaited

AWAY = "503 SERVICE UNAVAILABLE"


class AwaitedBatches(Awaited):
    """An ``AsyncClient`` whose results are read like a ``Client``'s."""

    def results(self, batch_id, **named):
        async def collect():
            return [one async for one in self._client.results(batch_id, **named)]

        return self._run(collect())


@pytest.fixture
def harbour(tmp_path):
    with closing(Harbour(tmp_path)) as made:
        yield made


@pytest.fixture
def gate(harbour):
    with served(harbour.app) as made:
        yield made


@pytest.fixture(params=[Client, AwaitedBatches], ids=["blocking", "awaited"])
def client(request, harbour, gate):
    """Give a client of each kind; whenever it sleeps, a worker does what is due."""
    made = request.param(gate.url, options=ClientOptions(), sleep=lambda _seconds: harbour.work())
    yield made
    made.close()


def test_a_batch_is_waited_for(client):
    """Texts and posts with fields go in, and the batch comes back when all have ended."""
    posts = ["They ordered 12 ferries.", {"text": "A post", "ref": "r2", "posted_at": date(2025, 6, 19)}]
    found = client.batch(posts, wait=60)
    assert (found.state, found.total, found.progress.states["done"]) == (BatchState.DONE, 2, 2)
    assert [one.ref for one in client.results(found.id)] == [None, "r2"]
    assert client.list_batches(state=BatchState.DONE).batches[0].id == found.id


def test_results_are_read_while_the_batch_runs(client):
    """Every result comes once and in order, however many answers that takes."""
    made = client.submit_batch([f"They ordered {n} ferries." for n in range(20)])
    assert made.state is BatchState.RUNNING
    found = list(client.results(made.id))
    assert [one.number for one in found] == list(range(1, 21))
    assert {one.report.id for one in found} == {one.id for one in found}
    assert [one.number for one in client.results(made.id, after=18)] == [19, 20]


def test_a_batch_that_takes_longer_is_named(client):
    """Whoever waits for too short a time learns the id."""
    with pytest.raises(BatchNotFinished) as error:
        client.batch(["A post"], wait=0)
    with pytest.raises(BatchNotFinished):
        list(client.results(error.value.batch_id, wait=0))
    assert client.get_batch(error.value.batch_id).total == 1


def test_a_batch_that_was_accepted_is_not_lost(client, gate):
    """Where the service is away after it took the posts, the caller has the id."""
    gate.instead = [None, *[saying(AWAY)] * 5]
    with pytest.raises(BatchNotFinished) as error:
        client.batch(["A post"], wait=60)
    assert client.get_batch(error.value.batch_id).total == 1


def test_what_cannot_be_sent_is_told(client, gate):
    """A post that no request can have is named, and nothing is sent."""
    with pytest.raises(Unsendable, match=r"posts\.1\.text"):
        client.submit_batch(["A post", "a post that was cut \ud83d"])
    assert gate.asked == []


@pytest.mark.parametrize(
    "posts", ["A post", b"A post", {"text": "A post"}, [None], ["A post", 7], [["A post"]]]
)
def test_what_is_no_list_of_posts_is_told(client, gate, posts):
    """A text alone would be sent letter by letter, and a post alone by the names of its fields."""
    with pytest.raises(Unsendable, match="posts"):
        client.submit_batch(posts)
    assert gate.asked == []


def test_somebody_else_is_noticed(client, gate):
    """A cursor that is none means that something else answers."""
    gate.instead = [saying("200 OK", Next_Cursor="abc")]
    with pytest.raises(OddAnswer, match="address"):
        list(client.results("x"))


def test_a_lost_answer_makes_no_second_batch(client, gate):
    """The attempts of a call have one key."""
    gate.instead = [gate.lose, saying(AWAY)]
    client.submit_batch(["A post"])
    assert len(gate.keys) == 3
    assert len(set(gate.keys)) == 1
    assert len(client.list_batches().batches) == 1


def test_faulty_posts_are_named(client):
    """A refusal has every faulty post; with ``skip_faulty`` the batch has them."""
    posts = ["A post", "", {"text": "A post", "lang": "?"}]
    with pytest.raises(Refused) as error:
        client.submit_batch(posts)
    assert [(one.line, one.field) for one in error.value.problem.lines] == [(2, "text"), (3, "lang")]
    assert [one.line for one in client.submit_batch(posts, skip_faulty=True).skipped] == [2, 3]


def test_a_batch_is_cancelled_and_taken_back(client, gate):
    """What was cancelled says so; what was taken back is gone, also when that answer was lost."""
    made = client.submit_batch(["A post"] * 3)
    assert client.cancel_batch(made.id).state is BatchState.CANCELLED
    assert {one.state for one in client.results(made.id)} == {"cancelled"}
    gate.instead = [gate.lose]
    client.delete_batch(made.id)
    with pytest.raises(Missing):
        client.delete_batch(made.id)
