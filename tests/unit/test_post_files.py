"""The posts of a file on the command line: the same tables, lines and refusals as over HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from checker.config import Settings
from checker.errors import InvalidInput
from checker.post_files import posts_of

SETTINGS = Settings(max_post_chars=100)


@pytest.fixture
def read(tmp_path):
    """Give the posts of a file with that name and these bytes."""

    def posts(name, raw):
        path = tmp_path / name
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return posts_of(path, SETTINGS)

    return posts


def texts(found):
    return [(key, post.text) for key, post in found]


@pytest.mark.parametrize(
    ("name", "raw", "keys"),
    [
        ("posts.txt", "\ufeffa, b\r\n\nc\u2028d\n", ["1", "3"]),
        ("posts.csv", '\ufeffid,text\r\nx,"a, b"\r\n\r\n,c\u2028d\r\n', ["x", "2"]),
        ("posts.jsonl", '\ufeff{"id": 7, "text": "a, b"}\n\n{"text": "c\u2028d", "likes": 3}\n', [7, "3"]),
    ],
)
def test_all_files_say_the_same(read, name, raw, keys):
    """Lines, a table and JSON lines of the same posts give the same posts, each under its id or number."""
    assert texts(read(name, raw)) == list(zip(keys, ["a, b", "c\u2028d"], strict=True))


@pytest.mark.parametrize("key", [1, 1.5, "1", True, False, "", ["a"], {"a": 1}])
def test_what_a_line_is_called_comes_back_as_it_was_sent(read, key):
    """Whoever joins results by it finds it again, whatever JSON it is."""
    line = json.dumps({"id": key, "text": "a"})
    [(found, _)] = read("posts.jsonl", line)
    assert (found, type(found)) == (key, type(key))


@pytest.mark.parametrize(
    ("name", "raw", "keys"),
    [
        ("posts.csv", "text,ref\na,r-1\nb,\n", ["r-1", "2"]),
        ("posts.csv", "id,text,ref\nx,a,r-1\n,b,r-2\n", ["x", "r-2"]),
        ("posts.jsonl", '{"text": "a", "ref": "r-1"}\n{"text": "b", "id": null}', ["r-1", "2"]),
        ("posts.jsonl", '{"text": "a", "ref": "r-1", "id": "x"}\n{"text": "b", "ref": null}', ["x", "2"]),
    ],
)
def test_a_batch_keeps_its_names(read, name, raw, keys):
    """What batches call "ref" names a post here too; an id goes before it, and nothing is no name."""
    assert texts(read(name, raw)) == list(zip(keys, "ab", strict=True))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_of_all_countries_are_read(read, mark):
    """Cells may be parted as batches have them, and names of columns may be written freely."""
    raw = mark.join(("ID", " Text ", "Posted At")) + "\n" + mark.join(("q", '"a, b; c"', "2025-06-19T14:00Z"))
    [(key, post)] = read("posts.csv", raw)
    assert (key, post.text) == ("q", "a, b; c")
    assert post.posted_at == datetime(2025, 6, 19, 14, tzinfo=UTC)


def test_a_post_may_say_more(read):
    """The fields of a batch are read from a table and from lines; empty ones say nothing."""
    table = "text,issuers,min_confidence,url\na,Court; Port,0.5,\n"
    line = '{"text": "a", "issuers": ["Court", "Port"], "min_confidence": 0.5, "url": ""}'
    [(_, of_table)], [(_, of_line)] = read("posts.csv", table), read("posts.jsonl", line)
    assert of_table == of_line
    assert (of_line.issuers, of_line.min_confidence, of_line.url) == (("Court", "Port"), 0.5, None)


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("p.csv", 'text,id\nA,a\n"B,b\nC,c\n', "p.csv: the table cannot be read from line 3 on"),
        ("p.csv", "text,text\nA,a\n", "p.csv: the column text is there twice"),
        ("p.csv", "words\nA\n", "p.csv: text is missing: the first line must name the columns"),
        ("p.csv", "id,words\n1,A\n", "that of the posts text; it says id, words"),
        ("p.csv", "post,tweet\n1,A\n", "it is not clear which of the columns post, tweet holds the posts"),
        ("p.csv", b"text\na\n\xff\n", "p.csv: the table is not UTF-8: a byte of line 3"),
        ("p.csv", 'text\n"a\nb"\nc,d\n', "p.csv, line 4: has 2 cells for 1 columns"),
        ("p.csv", "text,min_confidence\na,\nb,much\n", "p.csv, line 3: min_confidence must be a number"),
        ("p.csv", "text,id\na,1\n,2\n", "p.csv, line 3: text is empty"),
        ("p.txt", f"a\n{'b' * 101}\n", "p.txt, line 2: A post has 101 characters; at most 100"),
        ("p.txt", "a\n\nb\0c\n", "p.txt, line 3: text has a NUL character"),
        ("p.txt", b"caf\xe9", "p.txt: byte 3 is not UTF-8"),
        ("p.jsonl", '{"text": "a"}\n{"text": ""}\n', "p.jsonl, line 2: text is empty"),
        ("p.jsonl", '{"id": 1}', "p.jsonl, line 1: text must be a string"),
        ("p.jsonl", '{"id": NaN, "text": "a"}', "p.jsonl, line 1: NaN is not JSON"),
        ("p.jsonl", b'{"text": "a"}\n{"text": "\xff"}', "p.jsonl, line 2: the line is not UTF-8"),
        ("p.jsonl", '{"text": "a", "posted_at": "soon"}', "p.jsonl, line 1: posted_at is not an ISO 8601"),
        ("p.docx", "a", r"p.docx: use a \.txt, \.csv or \.jsonl file"),
    ],
)
def test_what_cannot_be_checked_is_named(read, name, raw, words):
    """Nothing is checked then: the message has the file, the line where there is one, and what to change."""
    with pytest.raises(InvalidInput, match=words):
        read(name, raw)


def test_a_file_that_is_not_there_is_named(tmp_path):
    """The message has its path, once."""
    for ending in ("txt", "csv", "jsonl"):
        gone = tmp_path / f"gone.{ending}"
        with pytest.raises(InvalidInput) as caught:
            posts_of(gone, SETTINGS)
        assert str(caught.value).count(str(gone)) == 1
        assert "cannot be read" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("posts.csv", "text,min_confidence,issuers\na,0,\nb,,Road Office\nc,0.0,\nd,0.9,\n"),
        (
            "posts.jsonl",
            """\
{"text": "a", "min_confidence": 0}
{"text": "b", "min_confidence": null, "issuers": ["Road Office"]}
{"text": "c", "min_confidence": 0.0}
{"text": "d", "min_confidence": 0.9}
""",
        ),
    ],
)
def test_what_a_post_says_goes_before_what_is_said_of_all(tmp_path, name, raw):
    """Also where it says 0; what it does not say, or leaves empty, is taken from there."""
    (tmp_path / name).write_text(raw)
    of_all = {"min_confidence": 0.8, "issuers": ("Harbour Office",)}
    found = [post for _, post in posts_of(tmp_path / name, SETTINGS, of_all)]
    assert [post.min_confidence for post in found] == [0, 0.8, 0, 0.9]
    assert [post.issuers for post in found] == [
        ("Harbour Office",),
        ("Road Office",),
        ("Harbour Office",),
        ("Harbour Office",),
    ]
