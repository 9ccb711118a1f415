"""The application over real stores, with one of everything in them."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from checker.answer_changes import compare
from checker.answer_history import Replacement, replace_report
from checker.api import create_app
from checker.batch_records import BatchEntry, NewBatch
from checker.batches import open_batches
from checker.config import Settings
from checker.database import open_engine, transaction
from checker.events import Event, EventKind
from checker.import_jobs import open_import_jobs
from checker.ingest.drafts import Raw
from checker.journal_store import open_journal
from checker.key_records import Scope
from checker.key_store import NewKey
from checker.proposal_desk import open_proposals
from checker.records import IssuedAt, Post, Precision, Verdict
from checker.review_records import Asked, Because, Decision, Person
from checker.reviews import open_reviews
from checker.schema import PartState, report_to_wire
from checker.source_records import SourceKind
from checker.sources import open_sources
from checker.store import open_store
from checker.webhooks import open_webhooks
from tests.contract_guard import hold_to_contract
from tests.samples import claim, everything, report, statement, supported
from tests.service import CHEAP

KEY = "the-key-of-the-tests"
BEARER = {"Authorization": f"Bearer {KEY}"}
AT = datetime(2025, 6, 20, tzinfo=UTC)
LEASE = timedelta(minutes=5)
FERRY = "The first ferry sails on Monday"
PLAN = {
    "applied": False,
    "added": 0,
    "duplicates": 1,
    "skipped": [{"source": "b.txt", "reason": "it is empty"}],
    "corpus_version": "sha256:0a1b2c3d4e5f6071",
    "duplicate_of": [{"source": "a.txt", "id": "x", "of": "ferries-1", "how": "exact"}],
    "to_confirm": 0,
    "statements": [],
    "plan": "sha256:0a1b2c3d4e5f6071",
}


def day(number):
    """Return a day of June 2025 as a statement tells it."""
    return IssuedAt(f"{number} June 2025", datetime(2025, 6, number, tzinfo=UTC), Precision.DAY)


class RealApp:
    """An application whose one key may do everything; ``ids`` are those of what is there."""

    def __init__(self, folder):
        hashed = CHEAP.hash(KEY)
        self.settings = Settings(
            data_dir=folder,
            api_key_hashes=(hashed,),
            admin_key_hashes=(hashed,),
            fetch_hosts=("www.example.org", "office.example"),
            max_wait_seconds=1,
            key_guesses_per_minute=0,
        )
        self.store = open_store(self.settings)
        self.store.prepare()
        self.app = create_app(
            self.settings,
            store=self.store,
            submit=lambda _check_id: None,
            wait=self.finish,
            readiness=lambda: {
                "store": PartState(ready=True),
                "worker": PartState(ready=True, facts={"a": "b"}),
            },
        )
        self.faults = []
        hold_to_contract(self.app, self.faults.append)
        self.client = self.app.test_client()
        self.owner = self.app.extensions["desk"].keys.holder_of(KEY).owner
        self.ids: dict[str, list[str]] = {}
        self._fill()

    def finish(self, check_id, _seconds=0.0, made=None):
        """Bring a check to its end, as a worker would."""
        lease = self.store.claim_for_run(check_id, LEASE)
        if lease is None:  # it has ended, or waits for the answer of an equal one
            return
        found = made or everything()
        assert self.store.finish(lease, report_to_wire(found, check_id=check_id), versions="{}")

    def close(self):
        self.store.close()

    def _fill(self):
        self.ids["statement_id"] = self._corpus()
        self.ids["webhook_id"], self.ids["delivery_id"] = self._webhooks()
        self.ids["check_id"] = self._checks()
        self.ids["batch_id"] = self._batches()
        with closing(open_sources(self.settings)) as sources:
            made = sources.add("https://www.example.org/feed.xml", SourceKind.FEED, 600.0, "Officer A")
        self.ids["source_id"] = [made.source_id]
        self.ids["import_id"] = self._imports()
        self.ids["key_id"] = self._keys()
        self.ids["number"] = ["1"]
        self.ids["delivery_id"] = self._deliveries()

    def _corpus(self):
        said = [
            statement(
                f"The office has brought home {number},000 islanders so far.",
                number,
                issued_at=day(16 + number),
            )
            for number in (1, 2, 3)
        ]
        body = b"The office has brought home 1,000 islanders so far."
        raw = Raw(sha256(body).hexdigest(), "text/plain", "a.txt", body)
        with closing(open_journal(self.settings)) as journal:
            add = [Event(0, EventKind.ADD, one.statement_id, AT, "Officer A", "new", one) for one in said]
            journal.append(add)
            journal.keep(raw)
            proposals = open_proposals(self.settings, journal)
            self.ids["proposal_id"] = [kept.proposal_id for kept in proposals.look()]
            proposals.close()
        self.ids["digest"] = [raw.sha256]
        return [one.statement_id for one in said]

    def _webhooks(self):
        hooks = open_webhooks(self.settings)
        made = [hooks.add("https://desk.example/hook", ["*"], owner) for owner in (self.owner, "*")]
        return [one.endpoint_id for one in made], []

    def _deliveries(self):
        return [one.delivery_id for one in open_webhooks(self.settings).deliveries()]

    def _batches(self):
        new = [
            NewBatch(self.owner, [BatchEntry(Post(f"{FERRY}, {words}"), words, 1)])
            for words in ("one", "two")
        ]
        with closing(open_batches(self.settings)) as batches:
            first, second = (batches.add(one) for one in new)
            batches.cancel(first.batch_id)
        return [first.batch_id, second.batch_id]

    def _checks(self):
        done, failed, queued = (
            self.store.add_check(Post(words), owner=self.owner).check_id for words in (FERRY, "two", "three")
        )
        before = report(FERRY, supported(claim(FERRY, FERRY)))
        self.finish(done, made=before)
        self._reviews(done, Asked("c1", Decision.CONFIRM))
        self._change(done, before)
        lease = self.store.claim_for_run(failed, LEASE)
        self.store.fail(lease, "TooSlow", "The check took too long and was stopped.")
        return [done, failed, queued, self._reviewed()]

    def _reviewed(self):
        check_id = self.store.add_check(Post("four", url="https://x.example/4"), owner=self.owner).check_id
        self.finish(check_id)
        open_claim = {"verdict": Verdict.NOT_ENOUGH_INFO, "because": Because.OTHER, "note": "as asked"}
        made = (Asked("c1", Decision.CONFIRM), Asked("c2", Decision.CHANGE, **open_claim))
        self._reviews(check_id, *made, Asked("c3", Decision.REJECT, because=Because.NOT_A_CLAIM))
        return check_id

    def _reviews(self, check_id, *asked):
        with closing(open_reviews(self.settings)) as reviews:
            for one in asked:
                reviews.add(check_id, one, Person(self.owner, "Officer A"))
        self.ids["review_id"] = ["1"]

    def _change(self, check_id, before):
        after = report(FERRY)
        one, other = (report_to_wire(made, check_id=check_id) for made in (before, after))
        engine = open_engine(self.settings.store_url())
        with transaction(engine) as connection:
            new = Replacement(other, "{}", compare(one, other), "sha256:0")
            replace_report(connection, self.store.get(check_id), new, datetime.now(UTC))
        engine.dispose()

    def _keys(self):
        kept = self.app.extensions["desk"].keys.kept
        return [kept.create(NewKey(name, [Scope.CHECK]), "Officer A")[0].key_id for name in ("one", "two")]

    def _imports(self):
        jobs = open_import_jobs(self.settings)
        asked = {"sources": [{"name": "a.txt", "text": "x"}], "apply": False, "reason": ""}
        previewed, waiting = (jobs.add(asked, actor="Officer A", total=1) for _ in range(2))
        jobs.finish(jobs.claim(previewed.import_id), PLAN)
        return [previewed.import_id, waiting.import_id]
