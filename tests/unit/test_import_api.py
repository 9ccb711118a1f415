from __future__ import annotations

import base64
import io
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checker.desk import desk_of
from checker.errors import FetchRefused, QueueUnavailable, StoreUnavailable, TryLaterError
from checker.handover import Handover
from checker.import_jobs import MAX_ATTEMPTS, PATIENCE, TASK, JobState, open_import_jobs
from checker.import_work import CHANGED, Imports, ImportWork
from checker.imports import open_importer
from checker.ingest.gathering import Means
from checker.ingest.readers import read
from checker.store import open_store
from checker.tallies import Tallies
from checker.worker_signs import open_signs
from tests.service import CHEAP, Service
from tests.services import eventually

URL = "/api/v1/corpus/imports"
RELEASE = "Road Office\nPress Release\n19 June 2025\n\nThe bridge at Vika is open to all traffic again."
ROWS = '{"id": "r1", "text": "The bridge at Vika is open to all traffic.", "issuer": "Road Office"}\n'


class Office:
    """A server and its one worker, over a real database and an empty folder of statements."""

    def __init__(self, tmp_path, **named):
        empty = tmp_path / "statements"
        empty.mkdir()
        self.service = Service(tmp_path, corpus=empty, **named)
        self.client, self.sent, self.away = self.service.client, [], False
        replace(desk_of(self.service.app), send=self.send).serve(self.service.app)
        settings = desk_of(self.service.app).settings
        self.jobs = open_import_jobs(settings)
        self.means = Means(read, None, io.BytesIO())
        self.work = ImportWork(self.jobs, open_importer(settings), self.means)

    def send(self, task, key):
        if self.away:
            raise QueueUnavailable("the broker does not answer")
        self.sent.append((task, key))

    submit = send

    def ask(self, *, key="", **body):
        """Post an import of a release, or of what is given."""
        body = {"sources": [{"name": "release.txt", "text": RELEASE}]} | body
        return self.client.post(URL, json=body, headers={"Authorization": f"Bearer {key}"} if key else {})

    def run(self):
        """Do all that was queued, and return the last import as the API shows it."""
        for _, import_id in self.sent:
            self.work.run(import_id)
        last = self.sent[-1][1]
        self.sent.clear()
        return self.client.get(f"{URL}/{last}").get_json()


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def test_an_import_is_kept_queued_and_followed(office):
    """Asking gives 202 with where to look; the task carries the id alone; the end shows what was done."""
    asked = office.ask(apply=True, reason="new release")
    body = asked.get_json()
    assert (asked.status_code, asked.headers["Location"]) == (202, f"{URL}/{body['id']}")
    assert (body["state"], body["progress"]) == ("queued", {"done": 0, "total": 1})
    assert office.sent == [(TASK, body["id"])]
    done = office.run()
    assert (done["state"], done["progress"], done["error"]) == ("done", {"done": 1, "total": 1}, None)
    result = done["result"]
    assert (result["applied"], result["added"], result["duplicates"], result["skipped"]) == (True, 1, 0, [])
    assert result["statements"][0]["issuer"] == "Road Office"


def test_a_preview_shows_the_words_and_changes_nothing_until_it_is_agreed_to(office):
    """Without apply nothing is added; agreeing to the preview adds just that."""
    office.ask()
    preview = office.run()
    assert "The bridge at Vika is open" in preview["result"]["statements"][0]["text"]
    assert (preview["result"]["applied"], preview["result"]["added"]) == (False, 1)
    agreed = office.client.post(preview["links"]["apply"])
    assert agreed.status_code == 202
    done = office.run()
    assert (done["result"]["applied"], done["result"]["added"]) == (True, 1)
    assert done["result"]["corpus_version"] != preview["result"]["corpus_version"]


def test_what_has_changed_since_the_preview_is_not_added(office):
    """Agreeing to a preview whose words came in another way meanwhile shows the new preview instead."""
    office.ask()
    preview = office.run()
    office.ask(apply=True)
    office.run()
    office.client.post(preview["links"]["apply"])
    done = office.run()
    assert (done["result"]["applied"], done["result"]["refused"]) == (False, CHANGED)


@pytest.mark.parametrize("with_plan", [True, False])
def test_an_answer_to_no_statement_ends_the_import(office, with_plan):
    """A mistyped id is named and nothing is added, whether the preview is named or not."""
    office.ask()
    preview = office.run()["result"]
    key = preview["statements"][0]["id"] + "x"
    plan = {"plan": preview["plan"]} if with_plan else {}
    office.ask(apply=True, answers={key: {"leave_out": True}}, **plan)
    done = office.run()
    assert (done["state"], done["result"], repr(key) in done["error"]) == ("failed", None, True)
    office.ask()
    assert office.run()["result"]["added"] == 1


@pytest.mark.parametrize(
    "body", [b'{"answers": {"a": {"leave_out": true}}}', b'{"bogus": 1}', b"[]", b"\xff"]
)
def test_agreeing_takes_no_body(office, body):
    """What would be passed over is refused, with where answers are sent; an empty object says nothing."""
    office.ask()
    agree = office.run()["links"]["apply"]
    refused = office.client.post(agree, data=body, content_type="application/json")
    assert (refused.status_code, refused.get_json()["field"]) == (422, "body")
    assert "POST /api/v1/corpus/imports" in refused.get_json()["detail"]
    assert office.sent == []
    assert office.client.post(agree, json={}).status_code == 202


def test_only_a_preview_can_be_agreed_to(office):
    """What was applied, or has not ended, cannot be applied."""
    office.ask(apply=True)
    import_id = office.sent[-1][1]
    assert office.client.post(f"{URL}/{import_id}/apply").status_code == 422
    office.run()
    assert office.client.post(f"{URL}/{import_id}/apply").status_code == 422
    assert office.client.post(f"{URL}/nothing/apply").status_code == 404


def test_documents_come_as_text_or_base64(office):
    """A document in the request is read like a file of its name; the same again is a duplicate."""
    sources = [
        {"name": "rows.jsonl", "text": ROWS},
        {"name": "again.jsonl", "base64": base64.b64encode(ROWS.replace("r1", "r2").encode()).decode()},
        {"name": "scan.png", "base64": base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(50)).decode()},
    ]
    office.ask(sources=sources, apply=True)
    result = office.run()["result"]
    assert [entry["id"] for entry in result["statements"]] == ["r1"]
    assert [(entry["id"], entry["of"]) for entry in result["duplicate_of"]] == [("r2", "r1")]
    assert [entry["source"] for entry in result["skipped"]] == ["scan.png"]


@pytest.mark.parametrize(
    "body",
    [
        {"sources": []},
        {"sources": [{"url": "file:///etc/passwd"}]},
        {"sources": [{"url": "https://www.example.org/", "text": "both"}]},
        {"sources": [{"name": "/etc/passwd"}]},
        {"sources": [{"text": "no name"}]},
        {"sources": [{"name": "a.pdf", "base64": "???"}]},
        {"sources": [{"name": "a.txt", "text": 7}]},
        {"sources": [{"name": "a.txt", "text": "x"}] * 101},
        {"sources": "a.txt"},
        {"apply": "yes"},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_imported_is_refused(office, body):
    """A request that cannot be used is refused at once, and nothing is queued."""
    answer = office.ask(**body)
    assert answer.status_code == 422
    assert answer.get_json()["field"]
    assert office.sent == []


def test_a_path_is_never_read(office):
    """A name is what a document is called; the file of that name on the server is not opened."""
    office.ask(sources=[{"name": "/etc/hostname", "text": RELEASE}], apply=True)
    assert office.run()["result"]["added"] == 1


def test_an_import_may_be_larger_than_a_post(tmp_path):
    """The limit of an import is its own; beyond it the answer is 413."""
    office = Office(tmp_path, max_import_bytes=20_000)
    large = [{"name": "a.txt", "text": RELEASE + " More words." * 500}]
    assert office.ask(sources=large).status_code == 202
    assert office.ask(sources=[{"name": "a.txt", "text": "x" * 30_000}]).status_code == 413


def test_only_admins_import(tmp_path):
    """Without a key it is 401, with a key for checks 403; an admin's name stands in the import."""
    office = Office(tmp_path, keys=["reader"], admin_key_hashes=(CHEAP.hash("admin"),))
    assert [office.ask().status_code, office.ask(key="reader").status_code] == [401, 403]
    asked = office.ask(key="admin")
    assert (asked.status_code, asked.get_json()["actor"].startswith("key ")) == (202, True)
    assert office.client.get(asked.headers["Location"]).status_code == 401


def test_an_import_outlives_a_broker_that_is_away(office):
    """What was accepted is kept: workers look for imports that nobody has begun, and do them."""
    office.away = True
    asked = office.ask(apply=True)
    assert asked.status_code == 202
    imports = Imports(desk_of(office.service.app).settings, clock=lambda: datetime.now(UTC) + PATIENCE)
    imports.look("now")
    assert office.client.get(asked.headers["Location"]).get_json()["result"]["added"] == 1


def test_an_import_runs_once(office):
    """A second worker that gets the same message does nothing while the first is at it, or has ended."""
    import_id = office.ask(apply=True).get_json()["id"]
    first = office.jobs.claim(import_id)
    assert first is not None
    assert office.jobs.claim(import_id) is None
    assert office.jobs.finish(first, {"applied": True})
    assert office.jobs.claim(import_id) is None
    assert not office.jobs.fail(first, "too late")
    assert office.jobs.get(import_id).state is JobState.DONE


def test_an_import_that_never_ends_is_given_up(office):
    """After it was begun several times and given back, an import fails in words."""
    import_id = office.ask(apply=True).get_json()["id"]
    for _ in range(MAX_ATTEMPTS):
        assert office.jobs.release(office.jobs.claim(import_id))
    office.work.run(import_id)
    job = office.jobs.get(import_id)
    assert (job.state, "never ended" in job.error) == (JobState.FAILED, True)


def test_a_fault_on_our_side_is_told_and_a_database_that_is_away_is_waited_for(office):
    """An unforeseen error ends the import without its details; one that passes gives it back."""

    class Broken:
        def __init__(self, error):
            self.error = error

        def plan(self, _readings):
            raise self.error

    import_id = office.ask().get_json()["id"]
    away = ImportWork(office.jobs, Broken(StoreUnavailable("away")), office.means)
    with pytest.raises(StoreUnavailable):
        away.run(import_id)
    assert office.jobs.get(import_id).state is JobState.QUEUED
    ImportWork(office.jobs, Broken(ZeroDivisionError("secret")), office.means).run(import_id)
    job = office.jobs.get(import_id)
    assert (job.state, "secret" in job.error) == (JobState.FAILED, False)


def test_a_worker_that_lives_keeps_its_import_and_a_dead_one_loses_it_soon(office):
    """A long import is renewed while its worker is at it; that of a dead worker is begun again in minutes."""
    import_id = office.ask(apply=True).get_json()["id"]
    settings = desk_of(office.service.app).settings
    later = open_import_jobs(settings, clock=lambda: datetime.now(UTC) + timedelta(minutes=3))
    assert office.jobs.claim(import_id), "the worker that dies"
    assert later.overdue() == (import_id,)

    class Slow:
        """Plans until it is seen that its worker lives."""

        def plan(self, _readings):
            since = later.get(import_id).due_at
            eventually(lambda: later.get(import_id).due_at > since, "the worker renews its lease", 10)
            raise FetchRefused("enough")

    ImportWork(later, Slow(), office.means, beat=0.01).run(import_id)
    job = later.get(import_id)
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, 2, "enough")


def test_a_worker_that_is_told_to_stop_hands_its_import_on(office):
    """What it could not end is queued for others at once, though its lease runs on."""
    import_id = office.ask(apply=True).get_json()["id"]
    settings = desk_of(office.service.app).settings
    worker = "host:1:ab_c"

    class Stopping:
        """Is told to stop while it reads."""

        def plan(self, _readings):
            office.sent.clear()
            with closing(open_store(settings)) as store, closing(open_signs(settings)) as signs:
                handover = Handover(worker, store, office.jobs, office, signs, Tallies())
                assert handover.hand_back() == 1
            raise FetchRefused("too late to tell")

    ImportWork(open_import_jobs(settings, worker), Stopping(), office.means).run(import_id)
    assert office.sent == [(TASK, import_id)]
    assert office.run()["result"]["added"] == 1


def test_imports_leave_workers_to_checks(office):
    """While as many imports run as may, the next one is left in the queue and begun later."""
    first, second = (office.ask(apply=True).get_json()["id"] for _ in range(2))
    held = office.jobs.claim(first)
    with pytest.raises(TryLaterError, match="waits"):
        office.work.run(second)
    assert office.jobs.get(second).state is JobState.QUEUED
    assert office.jobs.finish(held, {"applied": True})
    office.work.run(second)
    assert office.jobs.get(second).result["added"] == 1
