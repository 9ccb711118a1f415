"""Batches over HTTP: who may send and read them, what they count as, and results as lines and tables."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier

import pytest

from checker.batch_feed import open_batch_feed
from checker.key_records import Limits, Scope
from checker.key_store import NewKey
from checker.schema import report_to_wire
from checker.store import open_store
from tests.samples import everything
from tests.service import Service

URL = "/api/v1/batches"
POSTS = [{"text": f"They ordered {n} ferries.", "ref": f"r{n}"} for n in range(1, 4)]
MINUTE = timedelta(minutes=1)


class Harbour(Service):
    """An application with real batches, and a worker that ends their checks."""

    def __init__(self, tmp_path, **named):
        super().__init__(tmp_path, **named)
        self.settings = self.app.extensions["desk"].settings
        self.store, self.feed, self.due = open_store(self.settings), open_batch_feed(self.settings), ()

    def send(self, posts=POSTS, query="", **more):
        return self.client.post(URL + query, json={"posts": posts}, **more)

    def table(self, raw, query="", **more):
        return self.client.post(URL + query, data=raw, content_type="text/csv", **more)

    def key(self, name, *scopes, per_day=None):
        kept = self.app.extensions["desk"].keys.kept
        _, secret = kept.create(NewKey(name, scopes, Limits(None, per_day)), "tests")
        return {"Authorization": f"Bearer {secret}"}

    def work(self, made=None):
        """End the checks whose turn it is, and see whose is next."""
        for check_id in self.due or self.feed.next():
            report = report_to_wire(made or everything(), check_id=check_id)
            self.store.finish(self.store.claim_for_run(check_id, MINUTE), report)
        self.due = self.feed.next()

    def close(self):
        self.store.close()
        self.feed.close()
        self.app.extensions["batches"].close()


@pytest.fixture
def harbour(tmp_path):
    with closing(Harbour(tmp_path)) as made:
        yield made


def test_a_batch_from_beginning_to_end(harbour):
    """It is accepted with its address, counted while it runs, listed, and has a result for each post."""
    sent = harbour.send()
    made = sent.get_json()
    assert (sent.status_code, sent.headers["Location"]) == (202, made["links"]["self"])
    assert (made["state"], made["progress"]["states"]["queued"]) == ("running", 3)
    waiting = harbour.client.get(made["links"]["results"])
    assert (waiting.text, waiting.headers["Next-Cursor"], waiting.headers["Retry-After"]) == ("", "0", "1")
    harbour.work()
    shown = harbour.client.get(made["links"]["self"]).get_json()
    assert (shown["state"], shown["progress"]["ended"]) == ("done", 3)
    assert sum(shown["progress"]["verdicts"].values()) == 3
    assert [one["id"] for one in harbour.client.get(URL).get_json()["batches"]] == [made["id"]]
    answer = harbour.client.get(made["links"]["results"])
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.mimetype == "application/x-ndjson"
    assert [(one["number"], one["ref"], one["state"]) for one in lines] == [
        (1, "r1", "done"),
        (2, "r2", "done"),
        (3, "r3", "done"),
    ]
    assert all(one["report"]["id"] == one["id"] for one in lines)
    assert "Next-Cursor" not in answer.headers


def test_going_on_misses_nothing_and_repeats_nothing(harbour):
    """Following the link of each answer brings every post once, in order."""
    made, seen = harbour.send().get_json(), []
    harbour.work()
    address = f"{made['links']['results']}?limit=2"
    while address:
        answer = harbour.client.get(address)
        seen.append([json.loads(line)["number"] for line in answer.text.splitlines()])
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert seen == [[1, 2], [3]]


def test_no_cell_of_the_table_is_a_formula(harbour):
    """What posts and their senders write arrives as text, whatever program opens it."""
    evil = ['=HYPERLINK("https://evil.example";"x")', "+1+1", "-2", "@SUM(A1)", "\tx", " =1"]
    made = harbour.send([{"text": words, "ref": words} for words in evil]).get_json()
    harbour.work()
    answer = harbour.client.get(made["links"]["results"], headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    assert answer.mimetype == "text/csv"
    assert [row["post"] for row in rows] == [f"'{words}" for words in evil]
    assert [row["ref"] for row in rows] == [f"'{words}" for words in evil]
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_faults_are_refused_or_skipped(harbour):
    """Nothing is taken of a batch with faults, unless they may be skipped; then they are named."""
    refused = harbour.table("text\nA post\n\x00\n")
    assert (refused.status_code, refused.get_json()["lines"][0]["line"]) == (422, 3)
    assert harbour.client.get(URL).get_json()["batches"] == []
    taken = harbour.table("text,likes\nA post,7\n\x00,8\n", "?on_error=skip&other_columns=ignore").get_json()
    assert (taken["total"], taken["skipped"][0]["line"]) == (1, 3)


def test_the_same_request_makes_one_batch(harbour):
    """With an Idempotency-Key a request may be sent again; another body under the same key is refused."""
    named = {"headers": {"Idempotency-Key": "k1"}}
    first, again = harbour.send(**named), harbour.send(**named)
    assert (again.status_code, first.get_json()["id"]) == (202, again.get_json()["id"])
    assert harbour.send(POSTS[:1], **named).status_code == 422
    assert harbour.post({"text": "A post"}, **named).status_code == 202  # that is kept elsewhere here


def test_a_batch_may_be_larger_than_a_post(tmp_path):
    """Its body has a limit of its own."""
    with closing(Harbour(tmp_path, max_batch_bytes=20_000)) as harbour:
        assert harbour.send([{"text": "x" * 900}] * 15).status_code == 202
        refused = harbour.send([{"text": "x" * 900}] * 30)
        assert (refused.status_code, "at most 20,000 bytes" in refused.get_json()["detail"]) == (413, True)


def test_other_kinds_are_refused(harbour):
    """What is announced as none of the three forms is 415, and says which there are."""
    answer = harbour.client.post(URL, data="text\na\n", content_type="text/plain")
    assert (answer.status_code, "text/csv" in answer.get_json()["detail"]) == (415, True)
    latin = harbour.client.post(URL, data="text\na\n", content_type="text/csv; charset=latin-1")
    assert latin.status_code == 415


@pytest.mark.parametrize(
    "address",
    [
        f"{URL}?limit=0",
        f"{URL}?limit=201",
        f"{URL}?state=finished",
        f"{URL}?cursor=x",
        f"{URL}?owner=a",
        "{results}?format=xml",
        "{results}?cursor=-1",
        "{results}?limit=0",
        "{results}?page=2",
    ],
)
def test_parameters_that_cannot_be_used_are_named(harbour, address):
    """A mistyped parameter does not change what is answered without a word."""
    made = harbour.send().get_json()
    assert harbour.client.get(address.format(**made["links"])).status_code == 422


def test_cancelling_and_taking_back(harbour):
    """A cancelled batch keeps its ids, which say what happened; one that is taken back is gone."""
    made = harbour.send().get_json()
    cancelled = harbour.client.post(made["links"]["cancel"]).get_json()
    assert (cancelled["state"], cancelled["progress"]["states"]["cancelled"]) == ("cancelled", 3)
    lines = harbour.client.get(made["links"]["results"]).text.splitlines()
    assert {json.loads(line)["state"] for line in lines} == {"cancelled"}
    assert json.loads(lines[0])["error"]["type"] == "Cancelled"
    assert harbour.client.delete(made["links"]["self"]).status_code == 204
    assert harbour.client.get(made["links"]["self"]).status_code == 404
    assert harbour.client.delete(made["links"]["self"]).status_code == 404


def test_a_batch_is_its_senders(harbour):
    """Another key finds nothing, one that reviews reads it and cannot touch it, one that reads makes none."""
    mine, other = harbour.key("mine", Scope.CHECK), harbour.key("other", Scope.CHECK)
    reviewer, reader = harbour.key("desk", Scope.REVIEW, Scope.CHECK), harbour.key("reader", Scope.READ)
    links = harbour.send(headers=mine).get_json()["links"]
    assert [harbour.client.get(links[name], headers=mine).status_code for name in ("self", "results")] == [
        200
    ] * 2
    assert [harbour.client.get(links[name], headers=other).status_code for name in ("self", "results")] == [
        404
    ] * 2
    assert [
        harbour.client.get(links[name], headers=reviewer).status_code for name in ("self", "results")
    ] == [200] * 2
    assert harbour.client.post(links["cancel"], headers=reviewer).status_code == 404
    assert harbour.client.delete(links["self"], headers=other).status_code == 404
    assert harbour.send(headers=reader).status_code == 403
    assert harbour.client.get(URL, headers=other).get_json()["batches"] == []
    assert len(harbour.client.get(f"{URL}?key=*", headers=reviewer).get_json()["batches"]) == 1
    assert harbour.client.get(f"{URL}?key=*", headers=other).status_code == 403


def test_batches_at_once_share_what_is_left_of_the_day(harbour, monkeypatch):
    """Of those that all find room, no more are taken than have it; what the others wanted is left."""
    key, posts = harbour.key("bot", Scope.CHECK, per_day=25), [{"text": "They ordered ferries."}] * 10
    limiter, looked = harbour.app.extensions["rates"].limiter, Barrier(4)
    look = limiter.test

    def look_together(limit, *args, **more):
        found = look(limit, *args, **more)
        if limit.amount == 25:
            looked.wait(30)
        return found

    with monkeypatch.context() as patched, ThreadPoolExecutor(4) as pool:
        patched.setattr(limiter, "test", look_together)
        sent = [
            pool.submit(harbour.app.test_client().post, URL, json={"posts": posts}, headers=key)
            for _ in range(4)
        ]
        assert sorted(one.result().status_code for one in sent) == [202, 202, 429, 429]
    assert harbour.send(posts[:6], headers=key).status_code == 429
    assert harbour.send(posts[:5], headers=key).status_code == 202


def test_each_post_counts_as_a_check(harbour):
    """The quota of a day is charged for all posts or refuses all; a batch that no day has room for is 422."""
    key = harbour.key("bot", Scope.CHECK, per_day=5)
    first = harbour.send(headers=key)
    assert (first.status_code, first.headers["RateLimit-Remaining"]) == (202, "2")
    refused = harbour.send(headers=key)
    assert (refused.status_code, refused.headers["RateLimit-Limit"]) == (429, "5")
    assert int(refused.headers["Retry-After"]) > 3_600
    assert harbour.send(POSTS * 2, headers=key).status_code == 422
    assert harbour.send(POSTS[:2], headers=key).headers["RateLimit-Remaining"] == "0"
    assert harbour.post({"text": "one more"}, headers=key).status_code == 429
    assert len(harbour.client.get(URL, headers=key).get_json()["batches"]) == 2
