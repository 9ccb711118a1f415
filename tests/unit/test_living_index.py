"""Generations that carry what they were made of: which one serves, and going back."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime

import pytest

from checker.config import load_settings
from checker.corpus import Corpus
from checker.errors import IndexBusy, IndexCorrupt, InvalidInput
from checker.generations import generations, held
from checker.living_index import Place, build_now, open_living, roll_back, serves, up_to_date
from checker.passage_table import KEPT
from checker.records import (
    Attribution,
    Ending,
    IssuedAt,
    Precision,
    Source,
    Standing,
    Statement,
)
from checker.statement_rows import statement_from_row, statement_to_row
from checker.writer import writing
from tests.fakes import FakeEncoder, FakeTruth

MORNING = Statement("a", "2,000 people came home by bus. No request came from Vika.")
EVENING = Statement("b", "3,000 people came home by bus.", supersedes=("a",))
FULL = Statement(
    "full",
    "The “port” of Évora\u2028is open.\nزبان",
    issuer="Harbour Office",
    speaker="Officer A",
    office="Spokesperson",
    issued_at=IssuedAt("19 June 2025", datetime(2025, 6, 19, tzinfo=UTC), Precision.DAY),
    venue="Vika",
    source=Source("title", "publisher", "https://example.org/1"),
    language="pt",
    attribution=Attribution.DIRECT,
    supersedes=("a",),
    retracts=("b",),
    title="Port",
    standing=Standing(Ending.RETRACTED, datetime(2025, 6, 20, 9, 30, tzinfo=UTC), "c", "withdrawn"),
)


def says(living):
    """Return the corpus that a generation carries."""
    return Corpus(tuple(living.passages.statements), living.version)


@pytest.fixture
def encoder():
    """Give an encoder that notes what it was asked."""
    return FakeEncoder()


@pytest.fixture
def place(tmp_path, encoder):
    """Give an empty place for generations."""
    return Place.of(encoder, load_settings(data_dir=tmp_path, index_keep=3))


@pytest.fixture
def truth():
    """Give a corpus of one statement."""
    return FakeTruth(Corpus.of([MORNING]))


def test_a_statement_comes_back_as_it_was():
    """Nothing that a statement says is lost in a row of JSON."""
    for statement in (MORNING, EVENING, FULL, dataclasses.replace(MORNING, text="\ud800")):
        row = json.loads(json.dumps(statement_to_row(statement)))
        assert statement_from_row(row) == statement


def test_a_generation_needs_no_journal(place, truth):
    """What is quoted lies beside what is searched."""
    truth.becomes(FULL, MORNING)
    up_to_date(place, truth)
    found = open_living(place.folder, place.embeddings.name)
    assert says(found) == truth.corpus
    assert (found.manifest.statements, found.manifest.seq) == (2, 2)
    assert len(found.index) == len(truth.corpus.passages())


def test_a_corpus_that_has_not_changed_is_not_built_again(place, truth):
    """The generation that is there serves."""
    first = up_to_date(place, truth)
    assert up_to_date(place, truth).name == first.name
    assert truth.reads == 1


def test_only_new_passages_go_through_the_encoder(place, truth, encoder):
    """An addition costs what it adds."""
    up_to_date(place, truth)
    before = list(encoder.asked)
    truth.becomes(MORNING, EVENING)
    up_to_date(place, truth)
    assert encoder.asked == [*before, EVENING.text]


def test_a_statement_that_ended_is_not_embedded_again_and_says_so(place, truth, encoder):
    """Passages that are reused carry the standing of now."""
    first = up_to_date(place, truth)
    ended = dataclasses.replace(MORNING, standing=Standing(Ending.SUPERSEDED, by="b"))
    truth.becomes(ended)
    second = up_to_date(place, truth, first)
    assert [p.statement.standing.ended for p in second.passages] == [True, True]
    assert [p.statement.standing.ended for p in first.passages] == [False, False]
    assert len(encoder.asked) == 2


def test_reused_passages_are_those_that_cutting_gives(truth):
    """Whatever changed: text, issuer, order, or nothing."""
    earlier = truth.corpus
    for statements in (
        [EVENING, MORNING],
        [dataclasses.replace(MORNING, issuer="Harbour Office")],
        [dataclasses.replace(MORNING, text="Nothing of it is left.")],
        [dataclasses.replace(MORNING, standing=Standing(Ending.RETRACTED))],
        [FULL],
        [],
    ):
        again, fresh = Corpus.of(statements), Corpus.of(statements)
        again.reuse(earlier.passages())
        assert again.passages() == fresh.passages()


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "vectors.faiss",
        "statements.jsonl",
        "statements.jsonl.ends.npy",
        "heads.jsonl",
        "passages.npy",
        "passages.txt",
        "words.txt",
        "words.weights.npy",
    ],
)
@pytest.mark.parametrize("spoil", [lambda raw: raw[:-7], lambda raw: b"x" + raw[1:], lambda _: b""])
def test_a_damaged_generation_is_built_again(place, truth, name, spoil):
    """One wrong byte in any file, and it is not served."""
    first = up_to_date(place, truth)
    path = place.folder / first.name / name
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(IndexCorrupt):
        open_living(place.folder, place.embeddings.name)
    assert up_to_date(place, truth).name != first.name


def test_passages_come_back_as_they_were_cut(place, truth):
    """Each by itself, in any order, and those of a slice; beyond the last there is none."""
    truth.becomes(FULL, MORNING, dataclasses.replace(EVENING, text="Half of a pair \ud800 came."))
    up_to_date(place, truth)
    found = open_living(place.folder, place.embeddings.name).passages
    cut = truth.corpus.passages()
    assert len(found) == len(cut) == 4
    assert [found[place] for place in reversed(range(len(cut)))] == list(reversed(cut))
    assert tuple(found) == cut
    assert found[-2:] == cut[-2:]
    assert [found.heads[number].statement_id for number in found.statement_numbers] == [
        passage.statement.statement_id for passage in cut
    ]
    assert [head.text for head in found.heads] == [""] * 3
    with pytest.raises(IndexError):
        found[len(cut)]


def test_more_statements_than_are_kept_in_memory_can_be_read(place, truth):
    """Those that were read first are read again."""
    truth.becomes(*(Statement(f"s{n:04}", f"The port had {n} ships.") for n in range(KEPT + 3)))
    found = up_to_date(place, truth).passages
    for number in (0, *range(len(found)), 0):
        assert found[number].text == f"The port had {number} ships."
        assert found[number].passage_id == f"s{number:04}#1"


def test_the_newest_generations_are_kept(place, truth):
    """As many as the settings say, the current one among them."""
    names = []
    for number in range(5):
        truth.becomes(Statement("a", f"The port of Vika had {number} ships."))
        names.append(up_to_date(place, truth).name)
    assert [path.name for path in generations(place.folder)] == names[-3:]
    assert names == sorted(names)


def test_a_change_that_is_taken_back_leads_to_the_generation_before(place, truth, encoder):
    """What is kept of that version of the corpus serves again: nothing is built, and nothing pushed out."""
    first = up_to_date(place, truth)
    truth.becomes(MORNING, EVENING)
    second = up_to_date(place, truth)
    truth.becomes(MORNING)
    assert up_to_date(place, truth, second).name == first.name
    assert open_living(place.folder, encoder.name).name == first.name
    truth.becomes(EVENING)
    third = up_to_date(place, truth)
    roll_back(place, first.name, truth.head(), truth.had)
    truth.becomes(MORNING, EVENING)
    assert up_to_date(place, truth).name == second.name
    assert held(place.folder) is None
    assert [path.name for path in generations(place.folder)] == [first.name, second.name, third.name]


def test_a_damaged_generation_is_not_gone_over_to(place, truth):
    """It is built again instead."""
    first = up_to_date(place, truth)
    truth.becomes(EVENING)
    up_to_date(place, truth)
    (place.folder / first.name / "vectors.faiss").write_bytes(b"")
    truth.becomes(MORNING)
    third = up_to_date(place, truth)
    assert third.name != first.name
    assert says(third) == truth.corpus


def test_going_back_serves_the_one_before_until_the_corpus_changes(place, truth):
    """It is held against the corpus of now; the next change is built as ever."""
    first = up_to_date(place, truth)
    truth.becomes(MORNING, EVENING)
    second = up_to_date(place, truth)
    assert roll_back(place, None, truth.head(), truth.had).name == first.name
    assert up_to_date(place, truth).name == first.name
    assert serves(place, first, truth.head())
    truth.becomes(EVENING)
    third = up_to_date(place, truth)
    assert third.name not in {first.name, second.name}
    assert says(third) == truth.corpus
    assert held(place.folder) is None


def test_going_back_twice_goes_two_generations_back(place, truth):
    """And beyond the oldest there is nothing, in words."""
    names = []
    for number in range(3):
        truth.becomes(Statement("a", f"The port of Vika had {number} ships."))
        names.append(up_to_date(place, truth).name)
    assert [roll_back(place, None, truth.head(), truth.had).name for _ in range(2)] == names[1::-1]
    with pytest.raises(InvalidInput, match="no generation of this corpus before"):
        roll_back(place, None, truth.head(), truth.had)


def test_a_generation_can_be_named(place, truth):
    """In full, or by as much of its name as is needed; also to go forward again."""
    first = up_to_date(place, truth)
    truth.becomes(EVENING)
    second = up_to_date(place, truth)
    roll_back(place, first.name, truth.head(), truth.had)
    assert roll_back(place, second.name[:-4], truth.head(), truth.had).name == second.name


@pytest.mark.parametrize("name", ["20990101", "..", "../../etc", "current", "20", ""])
def test_a_name_that_is_none_is_refused_with_those_that_are(place, truth, name):
    """Neither a path nor a name that several share leads anywhere."""
    first = up_to_date(place, truth)
    truth.becomes(EVENING)
    up_to_date(place, truth)
    with pytest.raises(InvalidInput, match=first.name):
        roll_back(place, name, truth.head(), truth.had)


def test_a_generation_of_another_history_is_not_gone_back_to(place, truth):
    """Its statements have no record: the database was put back to a time before them."""
    first = up_to_date(place, truth)
    truth.becomes(MORNING, EVENING)
    foreign = up_to_date(place, truth)
    truth.versions.clear()
    truth.corpus = Corpus.of([MORNING])
    truth.becomes(FULL)
    current = up_to_date(place, truth)
    with pytest.raises(InvalidInput, match=f"never had its version, {foreign.version}"):
        roll_back(place, foreign.name, truth.head(), truth.had)
    assert up_to_date(place, truth).name == current.name
    assert roll_back(place, None, truth.head(), truth.had).name == first.name


def test_a_damaged_generation_is_not_gone_back_to(place, truth):
    """The current one stays."""
    first = up_to_date(place, truth)
    truth.becomes(EVENING)
    second = up_to_date(place, truth)
    (place.folder / first.name / "vectors.faiss").write_bytes(b"")
    with pytest.raises(IndexCorrupt):
        roll_back(place, None, truth.head(), truth.had)
    assert up_to_date(place, truth).name == second.name


def test_building_anew_ends_a_rollback(place, truth):
    """`checker index build` makes the newest again."""
    up_to_date(place, truth)
    truth.becomes(EVENING)
    up_to_date(place, truth)
    roll_back(place, None, truth.head(), truth.had)
    assert says(build_now(place, truth, anew=True)) == truth.corpus
    assert held(place.folder) is None


def test_going_back_stops_a_build_that_runs(place, truth):
    """It would undo what somebody just decided."""
    first = up_to_date(place, truth)
    truth.becomes(EVENING)
    up_to_date(place, truth)
    with writing(place.folder) as writer:
        roll_back(place, None, truth.head(), truth.had)
        with pytest.raises(IndexBusy, match="taken over"):
            writer.renew()
    assert up_to_date(place, truth).name == first.name


def test_a_second_build_is_refused_or_finds_what_the_first_made(place, truth):
    """Nothing is lost, and nothing is made twice."""
    with writing(place.folder), pytest.raises(IndexBusy):
        build_now(place, truth, wait=False)
    first = build_now(place, truth)
    assert build_now(place, truth).name == first.name
