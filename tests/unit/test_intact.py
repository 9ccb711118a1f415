"""Files that are taken at their note's word, and those that are read."""

from __future__ import annotations

import json
import os
import time

import pytest

from checker import intact
from checker.intact import NOTED, is_intact, sha256

WORDS = b"The port of Vika is open."


@pytest.fixture
def file(tmp_path):
    """Give a file that was written a while ago, as far as anybody can tell."""
    path = tmp_path / "vectors.bin"
    path.write_bytes(WORDS)
    return path


@pytest.fixture
def later(monkeypatch):
    """Have the file be older than what was changed just now."""
    monkeypatch.setattr(intact, "SETTLED", -1.0)


@pytest.fixture
def read(monkeypatch):
    """Give the files that were read to the end, in order."""
    seen = []

    def reading(path):
        seen.append(path.name)
        return sha256(path)

    monkeypatch.setattr(intact, "sha256", reading)
    return seen


@pytest.mark.usefixtures("later")
def test_a_large_file_is_read_once(file, read):
    """The second time its note is believed; a file that is not large is read each time."""
    expected = sha256(file)
    assert is_intact(file, expected, large=1)
    assert is_intact(file, expected, large=1)
    assert read == [file.name]
    assert is_intact(file, expected)
    assert is_intact(file, expected)
    assert len(read) == 3


def rewritten(file):
    """Change one byte, and set the time of the change back."""
    before = file.stat()
    file.write_bytes(WORDS.replace(b"open", b"shut"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(file):
    """Put another file of the same length and time in its place."""
    before = file.stat()
    other = file.with_name("other")
    other.write_bytes(WORDS[::-1])
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("damage", [rewritten, replaced])
def test_damage_is_found_in_spite_of_the_note(file, damage):
    """Neither the size nor the time of what was written needs to differ."""
    expected = sha256(file)
    assert is_intact(file, expected, large=1)
    damage(file)
    assert not is_intact(file, expected, large=1)


@pytest.mark.usefixtures("later")
def test_another_checksum_is_not_the_noted_one(file):
    """What was found intact as one generation's file is not intact as another's."""
    assert is_intact(file, sha256(file), large=1)
    assert not is_intact(file, "0" * 64, large=1)
    assert not is_intact(file, None, large=1)


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("age", [intact.TRUSTED + 1, -60])
def test_a_note_is_believed_for_a_day(file, read, age):
    """An older one, and one from the future, is worth nothing."""
    expected = sha256(file)
    assert is_intact(file, expected, large=1)
    notes = json.loads(file.with_name(NOTED).read_text())
    notes[file.name][0] = time.time() - age
    file.with_name(NOTED).write_text(json.dumps(notes))
    assert is_intact(file, expected, large=1)
    assert len(read) == 2


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("at", ["now", None])
def test_a_note_without_a_time_is_no_note(file, read, at):
    """As little as one that is too old."""
    assert is_intact(file, sha256(file), large=1)
    notes = json.loads(file.with_name(NOTED).read_text())
    notes[file.name][0] = at
    file.with_name(NOTED).write_text(json.dumps(notes))
    assert is_intact(file, sha256(file), large=1)
    assert len(read) == 2


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("noted", ["", "[]", "{", '{"vectors.bin": 1}', '{"vectors.bin": []}', "\x00"])
def test_a_damaged_note_is_no_note(file, read, noted):
    """It is written anew."""
    file.with_name(NOTED).write_text(noted)
    for _ in range(2):
        assert is_intact(file, sha256(file), large=1)
    assert len(read) == 1


def test_what_was_changed_just_now_is_not_noted(file, read):
    """A second change within the same tick of the clock would look like none."""
    for _ in range(2):
        assert is_intact(file, sha256(file), large=1)
    assert len(read) == 2
    assert not file.with_name(NOTED).exists()


def test_a_missing_file_cannot_be_read(tmp_path):
    """Whoever asks says what to do about it."""
    with pytest.raises(FileNotFoundError):
        is_intact(tmp_path / "none", "0")
