from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from checker.corpus import Corpus
from checker.errors import StoreUnavailable
from checker.events import Event, EventKind
from checker.imports import Ground, Importer
from checker.in_force import settle
from checker.ingest.drafts import Draft, Raw, Reading, Skipped
from checker.ingest.importing import Applying, apply, import_sources
from checker.issued import parse_issued_at
from checker.records import Source, Statement

NOW = datetime(2025, 7, 1, tzinfo=UTC)
BRIDGE = "The bridge at Vika is open to all traffic since this morning, and it is safe."
TUNNEL = "The tunnel at Norvik stays closed until the first of May because of its lights."


@dataclass
class FakeJournal:
    """A journal in memory."""

    events: list = field(default_factory=list)
    meanwhile: list = field(default_factory=list)
    raws: dict = field(default_factory=dict)

    def append(self, events, *, after):
        """Keep the events, unless somebody else was faster."""
        faster, self.meanwhile = self.meanwhile, []
        self.events += faster
        if after != len(self.events):
            raise StoreUnavailable("the journal has moved")
        self.events += events
        return f"version {len(self.events)}"

    def keep(self, raw):
        """Keep a source."""
        self.raws[raw.sha256] = raw

    def head(self):
        """Return the number of events and the version."""
        return len(self.events), self.corpus().version

    def corpus(self):
        """Return the corpus of all events."""
        return Corpus.of(event.statement for event in self.events)


@dataclass
class FakeCopies:
    """Copies in memory."""

    kept: list = field(default_factory=list)

    def keep(self, duplicates, at, actor):
        """Keep the links."""
        self.kept += [(duplicate.of, duplicate.origin, at, actor) for duplicate in duplicates]


def record(key, text=BRIDGE, **fields):
    """Return a draft of a record with an id."""
    date = parse_issued_at(fields.pop("date", "2025-06-19"))
    return Draft(Statement(key, text, issuer="Road Office", issued_at=date, **fields))


def reading(*drafts, origin="rows.jsonl", skipped=()):
    """Return what a source holds."""
    body = origin.encode()
    raw = Raw(hashlib.sha256(body).hexdigest(), "application/x-ndjson", origin, body)
    drafts = tuple(Draft(d.statement, raw.sha256, d.doubts) for d in drafts)
    return Reading(raw, drafts, tuple(skipped))


def plan(*drafts, corpus=(), **more):
    """Return what importing one source of these drafts would do."""
    return import_sources([reading(*drafts, **more)], Corpus.of(corpus), now=NOW)


def ids(plan):
    """Return the ids of what would be added."""
    return [draft.statement.statement_id for draft in plan.added]


def test_new_statements_are_added_under_their_ids():
    """A statement that nobody has yet is added, and its id is kept."""
    assert ids(plan(record("a"), record("b", TUNNEL))) == ["a", "b"]


def test_a_statement_without_an_id_gets_a_stable_one():
    """The same words by the same issuer on the same day get the same readable id, other words another."""
    first, again = ids(plan(record(""))), ids(plan(record("")))
    assert first == again
    assert first[0].startswith("road-office-2025-06-19-")
    assert ids(plan(record("", TUNNEL))) != first


def test_an_import_twice_adds_nothing_the_second_time():
    """What is there already is a duplicate of itself."""
    known = [record("a").statement]
    again = plan(record("a"), corpus=known)
    assert (ids(again), [d.of for d in again.duplicates]) == ([], ["a"])


def test_a_copy_within_one_import_is_found():
    """The same words under two ids in one source are one statement and its copy."""
    found = plan(record("a"), record("b", BRIDGE.upper()))
    assert (ids(found), [(d.of, d.sameness.value) for d in found.duplicates]) == (["a"], [("a", "exact")])


def test_one_id_for_two_statements_is_refused():
    """The second statement of an id is skipped with what to do; the first stays."""
    found = plan(record("a"), record("a", TUNNEL), record("b", TUNNEL))
    assert ids(found) == ["a", "b"]
    assert "the id 'a' is taken" in found.skipped[0].reason


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (record("a", "... !"), "no words"),
        (record("a", date="2031-01-01"), "lies in the future"),
        (record("a" * 300), "its id must have"),
        (record("a\x00b"), "its id must have"),
        (record("a", supersedes=("a",)), "supersedes or retracts itself"),
        (record("a", supersedes=("nowhere",)), "names 'nowhere', which no statement has"),
    ],
)
def test_what_cannot_be_used_is_skipped_and_the_rest_goes_on(draft, reason):
    """Each fault is named in words, and the statement beside it is added."""
    found = plan(draft, record("b", TUNNEL))
    assert ids(found) == ["b"]
    assert reason in found.skipped[0].reason


def test_a_date_of_today_elsewhere_is_no_future_date():
    """East of us it is tomorrow already."""
    assert ids(plan(record("a", date="2025-07-02"))) == ["a"]


def test_a_loop_of_references_is_refused():
    """Two statements that supersede each other are both left out, and what refers to them too."""
    drafts = (
        record("a", supersedes=("b",)),
        record("b", TUNNEL, supersedes=("a",)),
        record("c", "Ferries run every day from six to ten.", retracts=("a",)),
        record("d", "Buses run at night between the two harbours."),
    )
    found = plan(*drafts)
    assert ids(found) == ["d"]
    reasons = [entry.reason for entry in found.skipped]
    assert sum("leads back to the statement itself" in reason for reason in reasons) == 2
    assert sum("names 'a'" in reason for reason in reasons) == 1


def test_references_within_one_import_and_to_copies_hold():
    """A later statement may name an earlier one of the same import, also one that is known by another id."""
    known = [record("old").statement]
    found = plan(record("copy"), record("new", TUNNEL, supersedes=("copy",)), corpus=known)
    assert [draft.statement.supersedes for draft in found.added] == [("old",)]


def test_an_update_is_added_and_marked():
    """Words that differ in a number are no copy: they are added, with the statement that they resemble."""
    text = "2,000 drivers came home from Norvik by ferry, the office said, and all of them are well."
    found = plan(record("a", text), record("b", text.replace("2,000", "3,000")))
    assert ids(found) == ["a", "b"]
    doubt = found.added[1].doubts[0]
    assert doubt.field == "supersedes"
    assert "'a'" in doubt.message
    assert "'3000'" in doubt.message


def test_a_page_that_was_edited_is_added_and_marked():
    """One import says itself what is alike in it; what was read at the address before is named."""
    page = Source(url="https://zoo.example/")
    before = record("a", "The zoo at Tull will close on Monday.", source=page)
    now = record("b", "The zoo at Tull will not close on Monday.", source=page)
    (draft,) = import_sources([reading(now)], Corpus.of([before.statement])).added
    assert [doubt.field for doubt in draft.doubts] == ["supersedes"]
    assert "'a'" in draft.doubts[0].message
    assert not any(draft.doubts for draft in import_sources([reading(before, now)], Corpus.of(())).added)


def test_what_is_not_known_is_marked():
    """A statement without issuer and date is added with a doubt for each."""
    found = import_sources([reading(Draft(Statement("a", BRIDGE)))], Corpus.of([]), now=NOW)
    assert {doubt.field for doubt in found.added[0].doubts} == {"issuer", "issued_at"}


def test_a_plan_changes_nothing_and_keeps_only_used_sources():
    """The raw source is kept where it gives a statement or a copy, and what a reader skipped is told."""
    unusable = reading(origin="scan.pdf", skipped=[Skipped("scan.pdf", "only images")])
    found = import_sources([reading(record("a")), unusable], Corpus.of([]), now=NOW)
    assert [raw.origin for raw in found.raws] == ["rows.jsonl"]
    assert found.skipped == (Skipped("scan.pdf", "only images"),)


def test_applying_writes_one_batch_of_events():
    """All that a plan adds is one append, with who, when, why and the source; copies are linked."""
    journal, copies = FakeJournal(), FakeCopies()
    found = plan(record("a"), record("b", BRIDGE), record("c", TUNNEL))
    done = apply(found, journal, copies, Applying("clerk", "weekly import", now=NOW))
    assert [(e.kind, e.statement_id, e.actor, e.reason, e.at) for e in journal.events] == [
        (EventKind.ADD, key, "clerk", "weekly import", NOW) for key in ("a", "c")
    ]
    assert set(journal.raws) == {event.source for event in journal.events}
    assert copies.kept == [("a", "rows.jsonl, id 'b'", NOW, "clerk")]
    assert (len(done.added), len(done.duplicates), done.corpus_version) == (2, 1, "version 2")


def test_a_plan_is_made_again_when_the_corpus_has_changed():
    """What another import added meanwhile is not added twice."""
    journal, copies = FakeJournal(), FakeCopies()
    first, second = plan(record("a"), record("b", TUNNEL)), plan(record("a"))
    by = Applying("clerk", corpus=journal.corpus, now=NOW)
    apply(second, journal, copies, by)
    done = apply(first, journal, copies, by)
    assert [event.statement_id for event in journal.events] == ["a", "b"]
    assert [duplicate.of for duplicate in done.duplicates] == ["a"]


def test_a_plan_is_made_again_when_somebody_is_faster():
    """An event that comes between the plan and its application costs nothing and is not repeated."""
    statement = record("a").statement
    faster = [Event(1, EventKind.ADD, "a", NOW, "somebody", statement=statement)]
    journal, copies = FakeJournal(meanwhile=faster), FakeCopies()
    by = Applying("clerk", corpus=journal.corpus, now=NOW)
    done = apply(plan(record("a"), record("b", TUNNEL)), journal, copies, by)
    assert [(e.statement_id, e.actor) for e in journal.events] == [("a", "somebody"), ("b", "clerk")]
    assert [duplicate.of for duplicate in done.duplicates] == ["a"]


def test_an_update_that_names_what_it_supersedes_needs_no_question():
    """Words like those of a statement that is superseded by name are marked no more."""
    text = "2,000 drivers came home from Norvik by ferry, the office said, and all of them are well."
    found = plan(record("a", text), record("b", text.replace("2,000", "3,000"), supersedes=("a",)))
    assert found.added[1].doubts == ()


def test_words_that_a_person_corrected_are_known():
    """A source without an id that is imported again is no new statement, whatever was corrected since."""
    (added,) = plan(record("")).added
    corrected = replace(added.statement, text=TUNNEL)
    again = plan(record(""), corpus=[corrected])
    assert [d.of for d in again.duplicates] == [added.statement.statement_id]
    assert (again.added, again.skipped) == ((), ())


@pytest.mark.parametrize("ending", [{"supersedes": ("a",)}, {"retracts": ("a",)}])
def test_words_that_no_longer_held_are_said_anew(ending):
    """The same words after the statement that has them had ended are another statement, with a doubt."""
    drafts = (
        record("a", date="2025-06-01"),
        record("b", TUNNEL, date="2025-06-05", **ending),
        record("c", date="2025-06-05"),
        record("d", date="2025-06-10"),
    )
    found = plan(*drafts)
    assert ids(found) == ["a", "b", "d"]
    assert [d.draft.statement.statement_id for d in found.duplicates] == ["c"]
    (doubt,) = found.added[2].doubts
    assert doubt.field == "issued_at"
    assert "the words of 'a' again (it no longer held since 2025-06-05)" in doubt.message
    known = settle([draft.statement for draft in drafts[:2]])
    assert ids(plan(record("d", date="2025-06-10"), corpus=known)) == ["d"]


def test_words_are_said_anew_when_others_came_between():
    """What an office said, took back and says again is a third statement; a part in an article is a copy."""
    other = BRIDGE.replace("open", "closed")
    known = [record("a", date="2025-06-01").statement, record("b", other, date="2025-06-05").statement]
    (added,) = plan(record("d", date="2025-06-10"), corpus=known).added
    assert "'b' of 2025-06-05 came between" in added.doubts[0].message
    assert ids(plan(record("d", date="2025-06-03"), corpus=known)) == []
    long = f"{BRIDGE} {TUNNEL}"
    known = [record("a", long, date="2025-06-01").statement, record("b", other, date="2025-06-05").statement]
    assert ids(plan(record("", BRIDGE, date="2025-06-10"), corpus=known)) == []


def test_what_follows_an_import_cannot_undo_it():
    """What is to follow hears of what was added; when it fails, the import has happened."""
    heard = []

    def fails(summary):
        heard.append(len(summary.added))
        raise ValueError("no matter")

    journal = FakeJournal()
    importer = Importer(Ground(journal.corpus, journal, FakeCopies(), (fails,)))
    first = importer.add([reading(record("a"))], "clerk")
    again = importer.add([reading(record("a"))], "clerk")
    assert (len(first.added), len(again.added), heard) == (1, 0, [1])


def test_the_words_of_the_corpus_are_known_from_import_to_import():
    """A copy of what an earlier import added is found, and so is one of what was corrected meanwhile."""
    journal = FakeJournal()
    importer = Importer(Ground(journal.corpus, journal, FakeCopies()))
    importer.add([reading(record("a"))], "clerk")
    assert [d.of for d in importer.plan([reading(record("b"))]).duplicates] == ["a"]
    journal.events[0] = replace(journal.events[0], statement=record("a", TUNNEL).statement)
    assert [d.of for d in importer.plan([reading(record("b", TUNNEL))]).duplicates] == ["a"]
    assert ids(importer.plan([reading(record("b"))])) == ["b"]
