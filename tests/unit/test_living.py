"""The folder of statement files, taken into the journal."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.config import load_settings
from checker.corpus import load_corpus
from checker.errors import InvalidCorpus
from checker.events import Event, EventKind
from checker.folder_sync import OtherFolder
from checker.journal import FOLDER, State
from checker.journal_store import JournalMoved, JournalStore
from checker.living import LivingCorpus, open_living
from checker.records import IssuedAt, Post, Precision, Statement
from checker.store import open_store

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)
DATE = "issued_at: 2025-06-{day}\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "statements"
    made.mkdir()
    return made


@pytest.fixture
def journal(tmp_path) -> Iterator[JournalStore]:
    opened = JournalStore(f"sqlite:///{tmp_path / 'checker.sqlite3'}", clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def living(journal, folder) -> LivingCorpus:
    return LivingCorpus(journal, folder, clock=lambda: NOW)


def write(folder: Path, key: str, words: str = "Ferries run.", head: str = "") -> Path:
    """Write a statement file."""
    file = folder / f"{key}.md"
    file.write_text(f"---\nid: {key}\nissuer: Ferry Office\n{head}---\n\n{words}\n")
    return file


def kinds(journal: JournalStore, after: int = 0) -> list[tuple[EventKind, str]]:
    """Return what happened."""
    return [(event.kind, event.statement_id) for event in journal.events(after=after)]


def by_hand(kind: EventKind, key: str, **facts: object) -> Event:
    """Return a change that a person made."""
    return Event(0, kind, key, NOW, "Officer A", "because", **facts)


def test_files_become_events_once(living, journal, folder):
    """Each file is added by the folder, and a second look finds nothing new, in another process too."""
    write(folder, "a")
    write(folder, "b")
    corpus, seq = living.read()
    assert [s.statement_id for s in corpus.statements] == ["a", "b"]
    assert {event.actor for event in journal.events()} == {FOLDER}
    assert living.read()[1] == LivingCorpus(journal, folder).read()[1] == seq == 2


def test_a_folder_that_looks_as_when_it_was_read_last_is_not_read_again(living, journal, folder):
    """A process that starts asks name, size and time of the files; another time is another look."""
    file = write(folder, "a")
    living.sync()
    seen = file.stat()
    file.write_bytes(b"\xff" * seen.st_size)
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert LivingCorpus(journal, folder).head() == living.head()
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))
    with pytest.raises(InvalidCorpus, match="UTF-8"):
        LivingCorpus(journal, folder).sync()


def test_a_folder_that_was_broken_is_read_again_by_the_next_process(living, journal, folder):
    """Only a folder that was read to the end counts as read."""
    file = write(folder, "a")
    good, seen = file.read_bytes(), file.stat()
    file.write_bytes(b"\xff" * len(good))
    with pytest.raises(InvalidCorpus):
        living.sync()
    file.write_bytes(good)
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert LivingCorpus(journal, folder).read()[0].statements[0].text == "Ferries run."


def test_the_version_is_that_of_the_files(living, folder):
    """The same statements have the same version, read through the journal or straight from the folder."""
    write(folder, "a")
    write(folder, "b", head="title: Ferries\n")
    assert living.head() == load_corpus(folder).version


def test_a_change_of_a_file_is_a_correction(living, journal, folder):
    """The old words stay in the log."""
    write(folder, "a", "Feries run.")
    living.sync()
    write(folder, "a", "Ferries run again.")
    assert living.read()[0].statements[0].text == "Ferries run again."
    assert kinds(journal) == [(EventKind.ADD, "a"), (EventKind.CORRECT, "a")]


def test_a_file_that_is_gone_is_a_retraction_and_one_that_is_back_a_restoration(living, journal, folder):
    """A statement without its file stays, and says that it was withdrawn."""
    write(folder, "a")
    file = write(folder, "b")
    before = living.head()
    file.unlink()
    (_, gone) = living.read()[0].statements
    assert (gone.statement_id, gone.standing.ended, gone.standing.reason) == (
        "b",
        True,
        "the file was removed",
    )
    write(folder, "b")
    assert living.head() == before
    assert kinds(journal, after=2) == [(EventKind.RETRACT, "b"), (EventKind.RESTORE, "b")]


def test_a_file_that_is_back_with_other_words_is_restored_and_corrected(living, journal, folder):
    """Both are told."""
    write(folder, "a")
    file = write(folder, "b")
    living.sync()
    file.unlink()
    living.sync()
    write(folder, "b", "Ferries wait.")
    living.sync()
    assert kinds(journal, after=3) == [(EventKind.RESTORE, "b"), (EventKind.CORRECT, "b")]


def office_by_hand(journal: JournalStore, key: str, office: str = "Director") -> None:
    """Let a person correct the office, and nothing else."""
    statement = journal.state().entries[key].statement
    journal.append([by_hand(EventKind.CORRECT, key, statement=replace(statement, office=office))])


@pytest.mark.parametrize("times", [1, 2])
def test_an_unchanged_file_that_comes_back_undoes_no_correction(living, journal, folder, times):
    """What a person corrected stays, however often the file goes, and is no correction of the folder's."""
    write(folder, "a")
    file = write(folder, "b", head="title: Ferries\n")
    living.sync()
    office_by_hand(journal, "b")
    seq = journal.head()[0]
    for _ in range(times):
        file.unlink()
        living.sync()
        write(folder, "b", head="title: Ferries\n")
        living.sync()
    assert [(s.office, s.standing.ended) for s in living.read()[0].statements] == [
        ("", False),
        ("Director", False),
    ]
    assert kinds(journal, after=seq) == [(EventKind.RETRACT, "b"), (EventKind.RESTORE, "b")] * times
    write(folder, "b", head="title: Ferries\noffice: Captain\n")
    assert living.read()[0].statements[1].office == "Captain"


def test_a_correction_while_the_file_is_gone_stays_when_it_comes_back(living, journal, folder):
    """A file that comes back with other words says nothing new of the rest."""
    write(folder, "a")
    file = write(folder, "b")
    living.sync()
    file.unlink()
    living.sync()
    office_by_hand(journal, "b")
    write(folder, "b", "Ferries wait.")
    found = living.read()[0].statements[1]
    assert (found.text, found.office, found.standing.ended) == ("Ferries wait.", "Director", False)
    seq = journal.head()[0]
    LivingCorpus(journal, folder, clock=lambda: NOW).sync()
    assert journal.head()[0] == seq
    (folder / "b.md").unlink()
    assert living.read()[0].statements[1].standing.ended


def test_what_was_taken_out_while_its_file_was_gone_may_be_read_in_again(living, journal, folder):
    """There was no file that a person decided against."""
    write(folder, "a")
    file = write(folder, "b")
    living.sync()
    file.unlink()
    living.sync()
    journal.append([by_hand(EventKind.REMOVE, "b")])
    write(folder, "b")
    assert [s.statement_id for s in living.read()[0].statements] == ["a", "b"]


def test_a_date_to_come_takes_no_correction_away(journal, tmp_path):
    """A changed file has one: the rest of a correction stays, and the date waits for a person."""
    path = tmp_path / "all.jsonl.gz"

    def now(**facts: str) -> Statement:
        row = {"id": "a", "issuer": "Ferry Office", "text": "Ferries run."} | facts
        path.write_bytes(gzip.compress(json.dumps(row).encode()))
        living.sync()
        return journal.state().entries["a"].statement

    living = LivingCorpus(journal, path, clock=lambda: NOW)
    now(date="2025-06-01")
    office_by_hand(journal, "a")
    found = now(date="2031-01-01")
    assert (found.office, found.issued_at) == ("Director", IssuedAt("2031-01-01"))
    assert [doubt.field for doubt in journal.events()[-1].doubts] == ["issued_at"]
    seq = journal.head()[0]
    LivingCorpus(journal, path, clock=lambda: NOW).sync()
    assert journal.head()[0] == seq
    found = now(date="2025-06-02")
    assert (found.office, found.issued_at.text, found.issued_at.precision) == (
        "Director",
        "2025-06-02",
        Precision.DAY,
    )


def test_what_people_did_stays_until_the_file_changes(living, journal, folder):
    """A correction or a retraction by hand is not undone by a file that is as it was."""
    write(folder, "a", "Feries.")
    write(folder, "b")
    living.sync()
    better = Statement("a", "Ferries.", issuer="Ferry Office")
    journal.append([by_hand(EventKind.CORRECT, "a", statement=better), by_hand(EventKind.RETRACT, "b")])
    write(folder, "c")
    statements = living.read()[0].statements
    assert [(s.text, s.standing.ended) for s in statements[:2]] == [
        ("Ferries.", False),
        ("Ferries run.", True),
    ]
    write(folder, "a", "Ferries, all of them.")
    assert living.read()[0].statements[0].text == "Ferries, all of them."


def test_a_file_that_changes_elsewhere_undoes_no_correction(living, journal, folder):
    """Each field counts by itself: what a person corrected stays until the file says something else of it."""
    write(folder, "a", head="speaker: Jan Kole\n")
    living.sync()
    better = Statement("a", "Ferries run.", issuer="Ferry Office", speaker="Ute Brand", office="Director")
    journal.append([by_hand(EventKind.CORRECT, "a", statement=better)])

    def now(head: str) -> tuple[str, str, str]:
        write(folder, "a", head=head)
        [found] = living.read()[0].statements
        return found.title, found.speaker, found.office

    assert now("speaker: Jan Kole\ntitle: Ferries\n") == ("Ferries", "Ute Brand", "Director")
    assert now("speaker: Jan Kole\ntitle: All ferries\n") == ("All ferries", "Ute Brand", "Director")
    last = journal.events()[-1]
    assert (last.kind, last.reason) == (EventKind.CORRECT, "the file says nothing new of speaker, office")
    seq = last.seq
    living.sync()
    assert kinds(journal, after=seq) == []
    assert now("speaker: Ana Lind\ntitle: All ferries\n") == ("All ferries", "Ana Lind", "Director")


def test_what_is_described_otherwise_stays_taken_out(living, journal, folder):
    """Another title makes no official statement of what a person removed; other words might."""
    write(folder, "a")
    write(folder, "b")
    living.sync()
    journal.append([by_hand(EventKind.REMOVE, "b")])
    write(folder, "b", head="title: Ferries\n")
    assert [s.statement_id for s in living.read()[0].statements] == ["a"]
    write(folder, "b", head="title: Ferries\nspeaker: Ana Lind\n")
    assert [s.statement_id for s in living.read()[0].statements] == ["a", "b"]


def test_a_person_may_keep_what_has_no_file_any_more(living, journal, folder):
    """A statement that was restored by hand is not retracted again because its file is still gone."""
    write(folder, "a")
    file = write(folder, "b")
    living.sync()
    file.unlink()
    living.sync()
    journal.append([by_hand(EventKind.RESTORE, "b")])
    write(folder, "c")
    assert not any(s.standing.ended for s in living.read()[0].statements)


def test_what_a_person_took_out_is_not_read_in_again(living, journal, folder):
    """A file whose statement was removed counts no more, until it says something else."""
    write(folder, "a")
    write(folder, "b")
    living.sync()
    journal.append([by_hand(EventKind.REMOVE, "b")])
    assert [s.statement_id for s in LivingCorpus(journal, folder).read()[0].statements] == ["a"]
    write(folder, "b", "Ferries wait.")
    assert [s.statement_id for s in living.read()[0].statements] == ["a", "b"]


def test_links_of_files_are_followed(living, folder):
    """A file that supersedes another ends it on its own date."""
    write(folder, "a", head=DATE.format(day=18))
    write(folder, "b", head=DATE.format(day=19) + "supersedes: a\n")
    standing = living.read()[0].statements[0].standing
    assert (standing.by, standing.until) == ("b", datetime(2025, 6, 19, tzinfo=UTC))


def test_links_have_the_same_version_through_the_journal_and_straight_from_the_folder(living, folder):
    """Whether a statement holds is part of the version, the order of its links is not."""
    write(folder, "a", head=DATE.format(day=18))
    write(folder, "b", head=DATE.format(day=18))
    write(folder, "c", head=DATE.format(day=19) + "supersedes: [b, a]\n")
    assert living.head() == load_corpus(folder).version
    assert (
        load_corpus(folder).statements == living.read()[0].statements[:2] + load_corpus(folder).statements[2:]
    )


def test_a_file_may_supersede_what_was_imported(living, journal, folder):
    """References reach all of the corpus, not the folder alone."""
    journal.append([by_hand(EventKind.ADD, "a", statement=Statement("a", "2,000."))])
    write(folder, "b", "3,000.", head="supersedes: a\n")
    assert [s.standing.by for s in living.read()[0].statements] == ["b", ""]


def test_what_was_imported_stays_when_files_go(living, journal, folder):
    """Only what the folder added is retracted when it is not there."""
    write(folder, "a")
    living.sync()
    journal.append([by_hand(EventKind.ADD, "b", statement=Statement("b", "Imported."))])
    write(folder, "c")
    assert not any(s.standing.ended for s in living.read()[0].statements)


def test_an_id_that_an_import_has_is_refused_for_a_file_with_other_words(living, journal, folder):
    """Neither of the two is overwritten, and the message says what to do."""
    journal.append([by_hand(EventKind.ADD, "a", statement=Statement("a", "Imported."))])
    write(folder, "a", "Other words.")
    with pytest.raises(InvalidCorpus, match="'a' is taken by another statement, which Officer A added"):
        living.sync()


def test_a_file_that_cannot_be_used_changes_nothing_and_is_named_each_time(living, journal, folder):
    """The corpus stays as it was until the file is mended."""
    write(folder, "a")
    living.sync()
    (folder / "b.md").write_text("no front matter")
    for _ in range(2):
        with pytest.raises(InvalidCorpus, match=r"b\.md:1"):
            living.head()
    assert journal.head()[0] == 1
    write(folder, "b")
    assert living.read()[1] == 2


def test_a_folder_that_is_gone_or_emptied_retracts_nothing(living, journal, folder):
    """A disk that is not there is no withdrawal of all statements."""
    file = write(folder, "a")
    living.sync()
    file.unlink()
    with pytest.raises(InvalidCorpus, match="holds no statement any more"):
        living.sync()
    folder.rmdir()
    with pytest.raises(InvalidCorpus, match="no such file or folder"):
        living.sync()
    assert kinds(journal) == [(EventKind.ADD, "a")]


def another(tmp_path: Path, name: str = "other") -> Path:
    """Return an empty folder that nobody has read."""
    made = tmp_path / name
    made.mkdir()
    return made


def test_another_folder_changes_nothing_by_being_named(living, journal, folder, tmp_path):
    """A command in a terminal with other settings is refused, and says which folder is followed."""
    write(folder, "a")
    living.sync()
    other = another(tmp_path)
    for key in ("", "b"):  # an empty one is another one too
        if key:
            write(other, key)
        with pytest.raises(InvalidCorpus, match=rf"this database follows {folder}.*`checker corpus follow`"):
            LivingCorpus(journal, other).read()
    assert kinds(journal) == [(EventKind.ADD, "a")]
    assert living.read()[1] == LivingCorpus(journal, folder).read()[1] == 1


def test_a_folder_beside_imports_is_followed_though_it_is_empty(living, journal, tmp_path):
    """Nothing came from it, and nothing comes from another one either."""
    living.sync()
    journal.append([by_hand(EventKind.ADD, "i", statement=Statement("i", "Imported."))])
    other = another(tmp_path)
    write(other, "a")
    with pytest.raises(InvalidCorpus, match="this database follows"):
        LivingCorpus(journal, other).read()
    assert living.read()[1] == 1


def test_while_there_is_nothing_at_all_any_folder_may_be_the_first(living, journal, tmp_path):
    """Who named an empty or a missing folder by mistake names the right one next."""
    living.sync()
    with pytest.raises(InvalidCorpus, match="no such file or folder"):
        LivingCorpus(journal, tmp_path / "missing").sync()
    other = another(tmp_path)
    write(other, "a")
    assert LivingCorpus(journal, other).read()[1] == 1
    assert journal.folder() == str(other)


def test_a_folder_that_says_the_same_serves_and_is_not_followed(living, journal, folder, tmp_path, caplog):
    """A folder that moved, or a copy on another host: it goes on, and it is said what is to be done."""
    write(folder, "a")
    file = write(folder, "b")
    living.sync()
    file.unlink()
    living.sync()
    other = another(tmp_path)
    write(other, "a")
    copied = LivingCorpus(journal, other)
    assert copied.read()[1] == 3
    assert "`checker corpus follow`" in caplog.text
    write(other, "c")
    with pytest.raises(InvalidCorpus, match="this database follows"):
        copied.sync()
    assert (journal.folder(), journal.head()[0]) == (str(folder), 3)
    there = LivingCorpus(journal, other)
    there.move(there.plan_move())
    copied.sync()  # a process that runs hears of it


def test_one_folder_may_have_two_names(living, journal, folder, tmp_path):
    """A link, or a path that goes up and down, names the same files."""
    write(folder, "a")
    living.sync()
    (tmp_path / "link").symlink_to(folder)
    write(folder, "b")
    for name in (tmp_path / "link", folder / ".." / folder.name):
        assert LivingCorpus(journal, name).read()[1] == 2


def test_another_folder_that_is_followed_on_purpose_removes_what_came_from_the_one_before(
    living, journal, folder, tmp_path
):
    """Nobody withdrew it, it is only no part of this corpus; what both have stays untouched."""
    write(folder, "a")
    write(folder, "b")
    living.sync()
    journal.append([by_hand(EventKind.ADD, "i", statement=Statement("i", "Imported."))])
    other = another(tmp_path)
    write(other, "b")
    write(other, "c")
    moved = LivingCorpus(journal, other)
    with pytest.raises(InvalidCorpus):
        moved.sync()
    plan = moved.plan_move()
    assert kinds(journal, after=3) == []
    moved.move(plan)
    assert [s.statement_id for s in moved.read()[0].statements] == ["b", "c", "i"]
    assert kinds(journal, after=3) == [(EventKind.REMOVE, "a"), (EventKind.ADD, "c")]
    write(folder, "d")
    with pytest.raises(InvalidCorpus, match=f"this database follows {other}"):
        living.sync()


def test_a_folder_that_moved_with_its_files_takes_its_history_along(living, journal, folder, tmp_path):
    """What was withdrawn before stays withdrawn, as it would had the folder stayed where it was."""
    write(folder, "a")
    file = write(folder, "b")
    living.sync()
    file.unlink()
    version = living.head()
    moved = LivingCorpus(journal, folder.rename(tmp_path / "elsewhere"))
    moved.move(moved.plan_move())
    assert (moved.head(), journal.folder()) == (version, str(tmp_path / "elsewhere"))
    write(tmp_path / "elsewhere", "c")
    assert kinds(journal, after=3) == []
    assert moved.read()[1] == 4


def test_a_move_is_planned_again_when_the_corpus_has_changed_since(living, journal, folder, tmp_path):
    """What a person agreed to is what happens, or nothing."""
    write(folder, "a")
    living.sync()
    other = another(tmp_path)
    write(other, "b")
    moved = LivingCorpus(journal, other)
    plan = moved.plan_move()
    journal.append([by_hand(EventKind.ADD, "i", statement=Statement("i", "Imported."))])
    with pytest.raises(JournalMoved):
        moved.move(plan)
    assert journal.folder() == str(folder)


def test_what_changes_between_plan_and_move_is_taken_in_by_the_next_look(living, journal, folder, tmp_path):
    """A person agreed to what was found then; what the files say since is a change like any other."""
    write(folder, "a")
    living.sync()
    other = another(tmp_path)
    write(other, "a", "Ferries rest.")
    moved = LivingCorpus(journal, other)
    plan = moved.plan_move()
    write(other, "a", "Ferries wait for the tide.")
    write(other, "b")
    moved.move(plan)
    assert in_force(journal) == {"a": "Ferries rest."}
    LivingCorpus(journal, other).sync()
    assert in_force(journal) == {"a": "Ferries wait for the tide.", "b": "Ferries run."}


def test_an_empty_folder_is_well_beside_imported_statements(living, journal):
    """With nothing at all the corpus is refused, with one imported statement it is not."""
    with pytest.raises(InvalidCorpus, match="the corpus is empty"):
        living.read()
    journal.append([by_hand(EventKind.ADD, "a", statement=Statement("a", "Imported."))])
    assert living.read()[1] == 1


def test_a_date_to_come_in_a_file_of_lines_is_taken_with_a_doubt(journal, tmp_path):
    """Such files come from elsewhere: one odd date does not keep the rest out, and it is marked."""
    path = tmp_path / "all.jsonl.gz"
    rows = [{"id": "a", "text": "Ferries run.", "date": "2031-01-01"}, {"id": "b", "text": "They wait."}]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    LivingCorpus(journal, path, clock=lambda: NOW).sync()
    assert [[doubt.field for doubt in event.doubts] for event in journal.events()] == [["issued_at"], []]


def test_two_that_take_the_same_folder_in_at_once_do_it_once(journal, folder, tmp_path):
    """Whoever comes second finds it done."""
    write(folder, "a")
    other = JournalStore(f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    first, second = LivingCorpus(journal, folder), LivingCorpus(other, folder)
    other.head()
    first.sync()
    second.sync()
    assert kinds(other) == [(EventKind.ADD, "a")]
    second.close()


def test_on_a_laptop_another_folder_takes_its_place_while_only_files_spoke(tmp_path):
    """What people recorded is never lost by it; see the tests of folders that are refused."""
    settings = [load_settings(data_dir=tmp_path / "data", corpus=tmp_path / name) for name in ("one", "two")]
    for number, one in enumerate(settings):
        one.corpus.mkdir()
        file = one.corpus / "a.md"
        file.write_text(f"---\nid: s{number}\nissuer: Office\n---\nThe port has {number + 7} ships.\n")
    for number in (0, 1, 0):
        with closing(open_living(settings[number])) as living:
            assert set(living.now().entries) == {f"s{number}"}
    with closing(open_living(settings[0])) as living:
        living.journal.append(
            [Event(0, EventKind.RETRACT, "s0", NOW, "Officer A", "a mistake")],
            after=living.journal.state().seq,
        )
    with closing(open_living(settings[1])) as living, pytest.raises(OtherFolder):
        living.now()


def test_on_a_laptop_no_folder_takes_the_place_of_one_that_was_answered_from(tmp_path):
    """Somebody's answers rest on it: they would turn because of a variable in another shell."""
    one, two = (load_settings(data_dir=tmp_path / "data", corpus=tmp_path / name) for name in ("one", "two"))
    for settings in (one, two):
        settings.corpus.mkdir()
    write(one.corpus, "a")
    with closing(open_living(one)) as living:
        living.sync()
    with closing(open_living(two)) as living, pytest.raises(OtherFolder):
        living.sync()  # an empty one never does
    with closing(open_store(one)) as store:
        store.add_check(Post("The port has 7 ships."))
    write(two.corpus, "b")
    with closing(open_living(two)) as living, pytest.raises(OtherFolder):
        living.sync()
    with closing(open_living(one)) as living:
        assert set(living.now().entries) == {"a"}


class Host:
    """A machine with its own copy of the statement folder at the path that all hosts name."""

    def __init__(self, journal: JournalStore, path: Path, copies: Path, name: str) -> None:
        self.copy, self.name = copies / name, name
        self.copy.mkdir(parents=True)
        self._journal, self._path = journal, path

    def is_here(self) -> None:
        """Let the path lead to the copy of this host."""
        self._path.unlink(missing_ok=True)
        self._path.symlink_to(self.copy)

    def looks(self, *, expect: str = "") -> LivingCorpus:
        """Let a fresh process of this host take its copy in."""
        self.is_here()
        living = LivingCorpus(self._journal, self._path, clock=lambda: NOW, host=self.name)
        if expect:
            with pytest.raises(InvalidCorpus, match=expect):
                living.sync()
        else:
            living.sync()
        return living


@pytest.fixture
def hosts(journal, tmp_path) -> tuple[Host, Host]:
    """Give two hosts, each with a copy that has the statement a."""
    pair = tuple(Host(journal, tmp_path / "corpus", tmp_path / "copies", name) for name in ("one", "two"))
    for host in pair:
        write(host.copy, "a")
        host.looks()
    return pair


def in_force(journal: JournalStore) -> dict[str, str]:
    """Return the words that hold."""
    return {s.statement_id: s.text for s in journal.state().corpus().statements if not s.standing.ended}


def test_an_older_copy_takes_nothing_back_that_a_newer_one_brought(hosts, journal):
    """A host that restarts with the image of before neither withdraws what is new nor undoes a correction."""
    one, two = hosts
    write(one.copy, "a", "Ferries run at noon.")
    write(one.copy, "b")
    one.looks()
    seq = journal.head()[0]
    for _ in range(2):
        os.utime(two.copy / "a.md", ns=(0, 0))
        assert two.looks().outdated == ("a", "b")
        one.looks()
    assert kinds(journal, after=seq) == []
    assert in_force(journal) == {"a": "Ferries run at noon.", "b": "Ferries run."}


def test_an_older_copy_brings_nothing_back_that_a_newer_one_withdrew(hosts, journal):
    """The file that lies there still is not one that is back."""
    one, two = hosts
    for host in hosts:
        write(host.copy, "b")
        host.looks()
    (one.copy / "b.md").unlink()
    one.looks()
    os.utime(two.copy / "b.md", ns=(0, 0))
    assert two.looks().outdated == ("b",)
    assert in_force(journal) == {"a": "Ferries run."}
    (two.copy / "b.md").unlink()
    assert two.looks().outdated == ()
    write(two.copy, "b")
    two.looks()  # this host saw it go, and come back
    assert set(in_force(journal)) == {"a", "b"}


def test_a_host_that_is_new_removes_nothing_and_brings_what_nobody_had(hosts, journal, tmp_path):
    """It has an old image and one file of its own; of what it lacks it says so."""
    one, _ = hosts
    write(one.copy, "b")
    one.looks()
    three = Host(journal, tmp_path / "corpus", tmp_path / "copies", "three")
    write(three.copy, "c", "Trams wait.")
    assert three.looks().outdated == ("a", "b")
    assert set(in_force(journal)) == {"a", "b", "c"}
    (three.copy / "c.md").unlink()
    write(three.copy, "a")
    three.looks()
    assert set(in_force(journal)) == {"a", "b"}


def test_a_new_image_is_taken_in_whichever_host_gets_it_first(hosts, journal, tmp_path):
    """New words of a file that others have otherwise are news, also of a host that nobody knows."""
    three = Host(journal, tmp_path / "corpus", tmp_path / "copies", "three")
    write(three.copy, "a", "Ferries rest.")
    assert three.looks().outdated == ()
    assert in_force(journal) == {"a": "Ferries rest."}
    one, _ = hosts
    write(one.copy, "a", "Ferries rest.")
    seq = journal.head()[0]
    one.looks()
    assert kinds(journal, after=seq) == []


def test_a_host_that_catches_up_half_way_takes_nothing_back(hosts, journal):
    """It skipped a wording, and the one that it has now is not the newest either."""
    one, two = hosts
    for words in ("Second.", "Third."):
        write(one.copy, "a", words)
        one.looks()
    write(two.copy, "a", "Second.")
    assert two.looks().outdated == ("a",)
    assert in_force(journal) == {"a": "Third."}
    write(two.copy, "a", "Third.")
    assert two.looks().outdated == ()
    write(two.copy, "a", "Second.")  # on purpose: it had the newest before
    assert two.looks().outdated == ()
    assert in_force(journal) == {"a": "Second."}


def test_one_folder_that_hosts_share_works_as_one(hosts, journal):
    """Whoever sees a change first takes it in, and the others find it done, also when a file goes."""
    one, two = hosts
    write(one.copy, "b")
    for file in two.copy.iterdir():
        file.unlink()
    two.copy.rmdir()
    two.copy.symlink_to(one.copy)
    for host in (two, one):
        host.looks()
    (one.copy / "b.md").unlink()
    for host in (two, one, two):
        assert host.looks().outdated == ()
    assert kinds(journal, after=1) == [(EventKind.ADD, "b"), (EventKind.RETRACT, "b")]


def test_a_restarted_process_says_again_that_its_copy_is_older(hosts):
    """It does not read the files again for that."""
    one, two = hosts
    write(one.copy, "b")
    one.looks()
    os.utime(two.copy / "a.md", ns=(0, 0))
    assert two.looks().outdated == ("b",)
    assert two.looks().outdated == ("b",)
    write(two.copy, "b")
    assert two.looks().outdated == ()


def test_what_a_copy_says_counts_when_somebody_says_so(hosts, journal):
    """`checker corpus follow` makes the corpus what this copy says."""
    one, two = hosts
    write(one.copy, "a", "Ferries rest.")
    write(one.copy, "b")
    one.looks()
    os.utime(two.copy / "a.md", ns=(0, 0))
    living = two.looks()
    living.move(living.plan_move())
    assert in_force(journal) == {"a": "Ferries run."}
    assert two.looks().outdated == ()


def test_a_process_that_runs_on_hears_that_its_copy_is_older(hosts, journal, tmp_path):
    """At once, and also when it is the one that counts again; its own files have not changed."""
    one, two = hosts
    runs = two.looks()
    write(one.copy, "a", "Ferries rest.")
    write(one.copy, "b")
    one.looks()
    two.is_here()
    journal.append([by_hand(EventKind.ADD, "i", statement=Statement("i", "Imported."))])
    runs.sync()
    assert runs.outdated == ("a", "b")
    runs.sync()
    assert runs.outdated == ("a", "b")
    decides = LivingCorpus(journal, tmp_path / "corpus", clock=lambda: NOW, host="two")
    decides.move(decides.plan_move())
    runs.sync()
    assert runs.outdated == ()


@pytest.mark.parametrize("kind", [EventKind.RETRACT, EventKind.REMOVE])
def test_a_copy_is_not_older_for_lacking_what_a_person_ended(hosts, journal, kind):
    """Whatever becomes of such a file changes nothing in the corpus, so there is nothing to be mended."""
    one, two = hosts
    for host in hosts:
        write(host.copy, "b")
        host.looks()
    journal.append([by_hand(kind, "b")])
    (two.copy / "b.md").unlink()
    for _ in range(2):
        assert two.looks().outdated == ()
    write(two.copy, "a", "Ferries rest.")
    assert (two.looks().outdated, one.looks().outdated) == ((), ("a",))
    assert in_force(journal) == {"a": "Ferries rest."}


def test_an_older_copy_of_what_a_person_took_out_needs_no_mending(hosts, journal):
    """Its title is one of before, and it would stay out with either."""
    one, two = hosts
    for host in hosts:
        write(host.copy, "b")
        host.looks()
    write(one.copy, "b", head="title: Ferries\n")
    one.looks()
    os.utime(two.copy / "b.md", ns=(0, 0))
    assert two.looks().outdated == ("b",)
    journal.append([by_hand(EventKind.REMOVE, "b")])
    assert two.looks().outdated == ()
    assert set(in_force(journal)) == {"a"}


class Watched(JournalStore):
    """A journal in which something happens right after its state was asked for."""

    happens = staticmethod(lambda: None)

    def state(self, until: int | None = None) -> State:
        """Return the state, and let that happen."""
        found, happens = super().state(until), self.happens
        self.happens = lambda: None
        happens()
        return found


def test_two_processes_of_one_host_make_no_copy_older(journal, folder, tmp_path):
    """One takes a change in while the other has begun to."""
    for key in "ab":
        write(folder, key)
    with closing(Watched(f"sqlite:///{tmp_path / 'checker.sqlite3'}", clock=lambda: NOW)) as watched:
        one, two = (LivingCorpus(kept, folder, clock=lambda: NOW, host="one") for kept in (journal, watched))
        one.sync()
        two.sync()
        (folder / "b.md").unlink()
        watched.happens = one.sync
        two.sync()
        assert two.outdated == ()
    assert in_force(journal) == {"a": "Ferries run."}


def test_what_the_journal_refuses_holds_up_no_other_file(living, journal, folder):
    """What a person recorded and a file says exclude each other: that one file waits, and is named."""
    for key in "abcg":
        write(folder, key)
    living.sync()
    journal.append([by_hand(EventKind.SUPERSEDE, "a", by="b")])
    write(folder, "a", head="supersedes: b\n")
    write(folder, "c", "Ferries wait.")
    write(folder, "d", head="supersedes: e\n")
    write(folder, "e", head="supersedes: f\n")
    write(folder, "f")
    write(folder, "x", head="supersedes: a\n")
    (folder / "g.md").unlink()
    for _ in range(2):
        with pytest.raises(InvalidCorpus, match="leads back to it"):
            living.sync()
    [fault] = living.faults
    assert ": 'a' is left out: a: supersedes or retracts leads back to it" in fault
    assert set(in_force(journal)) == {"b", "c", "d", "g", "x"}
    assert in_force(journal)["c"] == "Ferries wait."
    write(folder, "a", "Ferries rest.")
    living.sync()
    assert (living.faults, set(in_force(journal))) == ((), {"b", "c", "d", "x"})
    assert journal.state().entries["a"].statement.text == "Ferries rest."


def test_links_by_hand_and_in_files_that_make_a_circle_hold_up_no_other_file(living, journal, folder):
    """A person has recorded that a supersedes b; now both files change, and that of b says the opposite."""
    for key in "abc":
        write(folder, key)
    living.sync()
    linked = replace(journal.state().entries["a"].statement, supersedes=("b",))
    journal.append([by_hand(EventKind.CORRECT, "a", statement=linked)])
    write(folder, "a", head="title: Ferries\n")
    write(folder, "b", head="supersedes: a\n")
    write(folder, "c", "Ferries wait.")
    with pytest.raises(InvalidCorpus, match="is left out"):
        living.sync()
    assert len(living.faults) == 1
    assert in_force(journal)["c"] == "Ferries wait."
    write(folder, "b", "Ferries rest.")
    living.sync()
    assert living.faults == ()
    assert {key: entry.statement.text for key, entry in journal.state().entries.items()} == {
        "a": "Ferries run.",
        "b": "Ferries rest.",
        "c": "Ferries wait.",
    }


def test_a_folder_that_is_gone_is_told_as_a_fault(living, folder):
    """It is what people see of it while all else goes on."""
    write(folder, "a")
    living.sync()
    moved = folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(InvalidCorpus):
        living.sync()
    assert len(living.faults) == 1
    folder.mkdir()
    with pytest.raises(InvalidCorpus):
        living.sync()
    assert "holds no statement any more" in living.faults[0]
    folder.rmdir()
    moved.rename(folder)
    living.sync()
    assert living.faults == ()


def test_a_correction_by_a_person_is_no_change_of_a_copy(hosts, journal):
    """Files that are as they were leave it, on every host."""
    office_by_hand(journal, "a")
    seq = journal.head()[0]
    for host in hosts:
        os.utime(host.copy / "a.md", ns=(0, 0))
        assert host.looks().outdated == ()
    assert kinds(journal, after=seq) == []


def test_a_file_with_a_fault_holds_up_no_other(living, journal, folder):
    """What was read from it stays; new and changed files are taken in, and the fault is named each time."""
    write(folder, "a")
    write(folder, "b")
    living.sync()
    (folder / "a.md").write_text("no front matter")
    write(folder, "b", "Ferries wait.")
    write(folder, "c")
    for _ in range(2):
        with pytest.raises(InvalidCorpus, match=r"a\.md:1"):
            living.sync()
    assert living.faults == ("a.md:1: the first line must be ---, then the fields, then ---, then the words",)
    assert in_force(journal) == {"a": "Ferries run.", "b": "Ferries wait.", "c": "Ferries run."}
    write(folder, "a", "Ferries rest.")
    living.sync()
    assert (living.faults, in_force(journal)["a"]) == ((), "Ferries rest.")


def test_while_a_file_has_a_fault_none_counts_as_removed(living, journal, folder):
    """It may have been renamed and be the one that cannot be read; mended, what is gone is gone."""
    for key in "abc":
        write(folder, key)
    living.sync()
    (folder / "b.md").rename(folder / "renamed.md")
    (folder / "renamed.md").write_text("---\nid: [\n---\n")
    (folder / "c.md").unlink()
    with pytest.raises(InvalidCorpus, match=r"renamed\.md"):
        living.sync()
    assert set(in_force(journal)) == {"a", "b", "c"}
    write(folder, "b").rename(folder / "renamed.md")
    living.sync()
    assert set(in_force(journal)) == {"a", "b"}


def test_what_needs_a_file_with_a_fault_waits_for_it(living, journal, folder):
    """Two files with one id wait too, and so does whoever supersedes what is not there."""
    write(folder, "a")
    living.sync()
    write(folder, "b", head="supersedes: c\n")
    (folder / "c.md").write_text("---\nid: c\nissuerr: Ferry Office\n---\nFerries wait.\n")
    (folder / "copy.md").write_text((folder / "a.md").read_text().replace("run", "rest"))
    write(folder, "d", head="supersedes: a\n")
    with pytest.raises(InvalidCorpus) as caught:
        living.sync()
    assert all(words in str(caught.value) for words in ("unknown field", "'a' is already taken", "names 'c'"))
    assert set(in_force(journal)) == {"d"}
    assert journal.state().entries["a"].statement.text == "Ferries run."
    write(folder, "c")
    (folder / "copy.md").unlink()
    living.sync()
    assert set(in_force(journal)) == {"b", "d"}


def test_an_id_that_an_import_has_holds_up_no_other_file(living, journal, folder):
    """The file that takes it is left out, and named."""
    write(folder, "a")
    living.sync()
    journal.append([by_hand(EventKind.ADD, "i", statement=Statement("i", "Imported."))])
    write(folder, "i", "Other words.")
    write(folder, "b")
    with pytest.raises(InvalidCorpus, match="'i' is taken by another statement"):
        living.sync()
    assert in_force(journal) == {"a": "Ferries run.", "b": "Ferries run.", "i": "Imported."}


def test_a_fault_on_one_host_makes_no_other_copy_older(hosts, journal):
    """What that host had in the file before still counts as what it saw last."""
    one, two = hosts
    (two.copy / "a.md").write_text("half")
    assert two.looks(expect=r"a\.md:1").outdated == ()
    write(two.copy, "a", "Ferries rest.")
    two.looks()
    write(two.copy, "a", "Ferries run.")
    two.looks()
    assert in_force(journal) == {"a": "Ferries run."}
    os.utime(one.copy / "a.md", ns=(0, 0))
    assert one.looks().outdated == ()
