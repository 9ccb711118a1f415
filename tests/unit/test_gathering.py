from __future__ import annotations

import gzip
import io
import os
from dataclasses import dataclass

import pytest

from checker.errors import FetchFailed
from checker.ingest.dating import dated
from checker.ingest.drafts import Doubt, Draft, Reading, Told
from checker.ingest.gathering import MAX_FILE_BYTES, MAX_LINKS, Means, expanded, opened, readings
from checker.ingest.told import filled
from checker.records import Source, Statement


@dataclass
class FakePage:
    """What a fake web has at an address."""

    url: str
    body: bytes
    promised: str = "text/plain"


def read(body, origin, media_type=None):
    """Read anything as one statement; a feed points to addresses, one a line."""
    text = body.decode()
    links = tuple(text.split()) if "feed" in origin else ()
    return Reading(None, (Draft(Statement(f"{origin} as {media_type}", text)),), links=links)


def fetch(url):
    """Return the address itself as its page."""
    if "down" in url:
        raise FetchFailed(f"{url}: the connection failed")
    return FakePage(url, b"page")


def means(stdin=b""):
    """Return the means over fakes."""
    return Means(read, fetch, io.BytesIO(stdin))


def texts(reading):
    """Return the texts of a reading."""
    return [draft.statement.text for draft in reading.drafts]


def test_folders_and_patterns_are_expanded(tmp_path):
    """A folder is all its files but hidden ones and its read-me; a pattern is what it matches; each once."""
    for name in ("b.txt", "a.txt", "sub/c.md", ".hidden/d.txt", "README.md", ".e"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    found, skipped = expanded([str(tmp_path), f"{tmp_path}/*.txt", "-", "https://www.example.org/a?b=*"])
    names = [name.removeprefix(f"{tmp_path}/") for name in found]
    assert (names, skipped) == (["a.txt", "b.txt", "sub/c.md", "-", "https://www.example.org/a?b=*"], ())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing.txt", "there is no such file"),
        ("*.pdf", "no file matches"),
        ("empty", "holds no file"),
        ("a\0b", "there is no such file"),
        ("x" * 5_000, "cannot be read"),
    ],
)
def test_what_stands_for_nothing_is_told(tmp_path, name, reason):
    """A path that leads nowhere is skipped with a reason."""
    (tmp_path / "empty").mkdir()
    found, skipped = expanded([f"{tmp_path}/{name}"])
    assert found == ()
    assert reason in skipped[0].reason


def test_files_packed_or_not_stdin_and_addresses_are_read(tmp_path):
    """Each kind of source gives its words; a packed file goes by its name without .gz."""
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"packed words"))
    assert texts(opened(f"{tmp_path}/a.txt", means())) == ["words"]
    packed = opened(f"{tmp_path}/b.txt.gz", means()).drafts[0].statement
    assert (packed.text, packed.statement_id) == ("packed words", f"{tmp_path}/b.txt as None")
    assert texts(opened("-", means(b"typed words"))) == ["typed words"]
    assert texts(opened("https://www.example.org/", means())) == ["page"]


def test_a_file_that_cannot_be_used_says_why(tmp_path):
    """Empty, damaged, never-ending and unreadable sources are skipped in words, and raise nothing."""
    (tmp_path / "empty.txt").write_bytes(b" \n")
    (tmp_path / "damaged.gz").write_bytes(gzip.compress(b"words" * 1_000)[:40])
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(MAX_FILE_BYTES + 2), compresslevel=1))
    os.mkfifo(tmp_path / "pipe")
    reasons = {
        name: opened(source, means()).skipped[0].reason
        for name, source in {
            "empty": f"{tmp_path}/empty.txt",
            "damaged": f"{tmp_path}/damaged.gz",
            "bomb": f"{tmp_path}/bomb.gz",
            "pipe": f"{tmp_path}/pipe",
            "gone": f"{tmp_path}/gone.txt",
            "down": "https://down.example.org/",
        }.items()
    }
    words = {"empty": "empty", "damaged": "damaged", "bomb": "split it", "pipe": "no regular file"}
    words |= {"gone": "No such file", "down": "connection failed"}
    assert all(said in reasons[name] for name, said in words.items()), reasons


def drafted(date="", title="", publisher="", doubts=()):
    """Return what was read of a page that states this much of itself."""
    source = Source(title, publisher, "https://www.example.org/a")
    return Draft(
        Statement("", "It is open.", issued_at=dated(date).issued_at, source=source, title=title), "", doubts
    )


def test_what_a_feed_says_is_taken_where_the_page_is_silent():
    """Day, title and publisher of the item stand in for what its page does not state, and no more."""
    told = Told("Bridge open", "Road Office", "Thu, 19 Jun 2025 14:30:00 +0500")
    silent = drafted(doubts=(Doubt("issued_at", "no date"), Doubt("text", "cut")))
    (draft,) = filled(Reading(None, (silent,)), told).drafts
    statement = draft.statement
    assert statement.issued_at == dated(told.date).issued_at
    assert (statement.title, statement.source.title, statement.source.publisher) == (
        told.title,
        told.title,
        "Road Office",
    )
    assert draft.doubts == (Doubt("text", "cut"),)
    own = Reading(None, (drafted("18 June 2025", "Open at last", "The Times"),))
    assert filled(own, told) == own
    unclear = Reading(None, (drafted("03/04/2025"),))
    assert filled(unclear, told).drafts[0].statement.issued_at == dated(told.date).issued_at
    several = Reading(None, (silent, silent))
    assert (filled(several, told), filled(own, None)) == (several, own)


def test_what_a_feed_points_to_is_fetched_once_and_no_further():
    """Links of a feed are read after it, up to a limit; links of what they lead to are not."""
    links = [f"https://www.example.org/feed{n}" for n in range(MAX_LINKS + 5)]
    feeding = Means(
        lambda _body, origin, media: read(" ".join(links).encode(), origin, media), fetch, io.BytesIO()
    )
    found = list(readings("https://www.example.org/feed", feeding))
    assert len(found) == 1 + MAX_LINKS + 1
    assert all(reading.links == () for reading in found[1:])
    assert "the first 100" in found[-1].skipped[0].reason
