from __future__ import annotations

import csv
import io
import re

import pytest

from checker.batch_pages import is_table
from checker.key_records import Limits, Scope
from checker.key_store import NewKey
from tests.service import Service

HOSTILE = "<script>alert(1)</script> \"'"


@pytest.fixture
def service(tmp_path):
    service = Service(tmp_path, max_batch_bytes=8_192, max_batch_posts=250)
    yield service
    service.app.extensions["batches"].close()


def paste(service, text, **more):
    return service.client.post("/checks", data={"mode": "many", "text": text, **more})


def batch_at(service, answer):
    return service.app.extensions["batches"].get(answer.headers["Location"].rsplit("/", 1)[1])


def texts(service, batch):
    kept = service.app.extensions["batches"]
    return [one.check.post.text for one in kept.results(batch, 0, batch.total)]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("text\nA post", True),
        ("\n id ; Text \n1;A post", True),
        ("url\ttext\n", True),
        ('"text","url"\n', True),
        ("id,Tweet\n1,A post", True),
        ("Page Name;Post Created;Message\na;b;c", True),
        ("id,words,link\n1,A post,https://example.org\n", True),
        ("nr\tbeitrag\n1\tHäfen sind zu\n2\tHäfen sind offen\n", True),
        ('id,said\n1,"A post, with\ntwo lines"\n', True),
        ("This is the text of a post\nAnother", False),
        ("A post, with text, and commas", False),
        ("The ferries are late, says the ministry\nThe trains are late, says nobody", False),
        ("30,000 Pakistanis have been repatriated from Iran\n5,000 are in Egypt", False),
        ("Rain today, roads closed\nTwo ferries sank off Accra, Tema and Lome", False),
        ("Ports, roads, rails\n", False),
        ('id,said\n1,"never closed', False),
        ("one\ntwo", False),
        ("one\rtwo, text", False),
        ("text\rA post, another", True),
        ("text, " + "x" * 200_000, False),
        ("", False),
    ],
)
def test_what_counts_as_a_table(text, table):
    """A table names its columns in the first line, and all its rows have them; else each line is a post."""
    assert is_table({"text": text}) is table
    assert is_table({"text": text, "table": "1"})
    assert not is_table({"text": text, "table": "1", "lines": "1"})


class TestPaste:
    def test_a_post_on_each_line(self, service):
        """Each line is a post, in order; empty lines are none."""
        answer = paste(service, 'one post\r\n\r\n  another, "quoted"\r\n')
        assert answer.status_code == 303
        assert texts(service, batch_at(service, answer)) == ["one post", 'another, "quoted"']

    def test_a_table(self, service):
        """A table brings the posts of its column, and what it has beside them that can be used."""
        answer = paste(service, 'id,text,posted_at\n7,"a post, with\na second line",2025-06-19\n8,another,\n')
        batch = batch_at(service, answer)
        assert texts(service, batch) == ["a post, with\na second line", "another"]

    @pytest.mark.parametrize("head", ["id,Tweet", "id,full text,", "ID;Post", "nr\tMESSAGE", "id,body"])
    def test_a_table_of_another_tool(self, service, head):
        """The column of the posts is known by the names that exports give it."""
        by = next(sign for sign in ",;\t" if sign in head)
        answer = paste(service, f"{head}\n1{by}500 ferries are back\n")
        assert texts(service, batch_at(service, answer)) == ["500 ferries are back"]

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("id,said,link\n1,500 ferries are back,https://example.org\n", "id, said, link"),
            ("post,message\n1,500 ferries are back\n", "post, message"),
        ],
    )
    def test_a_table_that_names_no_posts_is_asked_about(self, service, text, named):
        """Nothing is made of all its columns together, unless it is said that each line is a post."""
        answer = paste(service, text)
        assert answer.status_code == 422
        assert f"holds the posts: {named}" in answer.text
        assert 'name="lines"' in answer.text
        assert "There is none yet" in service.client.get("/batches").text
        answer = paste(service, text, lines="1")
        assert texts(service, batch_at(service, answer)) == text.strip().split("\n")

    def test_the_file_of_a_spreadsheet_is_a_table(self, service):
        """Also where its first line is none that could be taken for names."""
        rows = "1,The ferries of Accra are all at sea today\n2,The ports are shut\n"
        assert paste(service, rows).status_code == 303
        answer = paste(service, rows, table="1")
        assert answer.status_code == 422
        assert 'name="table" value="1"' in answer.text

    def test_faulty_lines_are_named(self, service):
        """Nothing is taken while a line cannot be; the box keeps all of it, and says which and why."""
        long = "x" * 1_001
        answer = paste(service, f"fine\n{long}")
        assert answer.status_code == 422
        assert "Line 2: " in answer.text
        assert "1,001 characters" in answer.text
        assert "have them left out" in answer.text
        assert long in answer.text
        assert re.search(r'value="many" checked', answer.text)
        assert "There is none yet" in service.client.get("/batches").text

    def test_faulty_lines_are_left_out(self, service):
        """If asked for, the others are taken, and the page says what was left out."""
        answer = paste(service, f"fine\n{'x' * 1_001}\n", skip="1")
        assert texts(service, batch_at(service, answer)) == ["fine"]
        assert "1 line was left out" in service.client.get(answer.headers["Location"]).text

    @pytest.mark.parametrize("text", ["", "\n \n", "text\n", "x\n" * 251])
    def test_none_or_too_many(self, service, text):
        """No post at all is refused in words, and so are more than a batch may have."""
        answer = paste(service, text)
        assert answer.status_code == 422
        assert "Not sent" in answer.text

    def test_larger_than_a_post_may_be(self, service):
        """Many posts may be larger together than the form of one post."""
        answer = paste(service, "\n".join(f"post number {n} on ferries and trains" for n in range(200)))
        assert batch_at(service, answer).total == 200


class TestPage:
    def test_list_and_pages(self, service):
        """The page lists a hundred posts at a time, and leads to the others."""
        answer = paste(service, "\n".join(f"post number {n}" for n in range(1, 131)))
        first = service.client.get(answer.headers["Location"]).text
        second = service.client.get(answer.headers["Location"], query_string={"page": "2"}).text
        assert ("post number 100<" in first, "post number 101<" in first) == (True, False)
        assert ("post number 101<" in second, "Page 2 of 2" in second) == (True, True)
        assert "130 posts" in service.client.get("/batches").text
        for odd in ("0", "-1", "x", "99999"):
            page = service.client.get(answer.headers["Location"], query_string={"page": odd})
            assert page.status_code == 200

    def test_hostile(self, service):
        """Markup in a post is shown, never run."""
        page = service.client.get(paste(service, HOSTILE).headers["Location"]).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_stop(self, service):
        """A batch that is stopped says so and looks no more."""
        address = paste(service, "one\ntwo").headers["Location"]
        assert 'http-equiv="refresh"' in service.client.get(address).text
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert service.client.post(f"{address}/cancel", headers=form).status_code == 303
        page = service.client.get(address).text
        assert "Cancelled" in page
        assert 'http-equiv="refresh"' not in page

    def test_files(self, service):
        """What has ended can be had as a table and as lines of JSON, under a name."""
        address = paste(service, "=one\ntwo").headers["Location"]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        service.client.post(f"{address}/cancel", headers=form)
        table = service.client.get(f"{address}/results.csv")
        assert "attachment" in table.headers["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(table.text)))
        assert len(rows) == 2
        assert rows[0]["page"].startswith("http://localhost/checks/")
        assert len(service.client.get(f"{address}/results.ndjson").text.splitlines()) == 2

    def test_remove(self, service):
        """A batch can be taken back with all its posts."""
        address = paste(service, "one\ntwo").headers["Location"]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert service.client.post(f"{address}/remove", headers=form).headers["Location"] == "/batches"
        assert service.client.get(address).status_code == 404

    def test_batches_of_others(self, tmp_path):
        """Nobody reads the batch of another."""
        service = Service(tmp_path)
        assert service.client.get("/batches/unknown").status_code == 404


def test_each_pasted_post_counts_as_a_check(service):
    """A form of many costs as many checks of the day as it has posts, and one that has no room costs one."""
    kept = service.app.extensions["desk"].keys.kept
    _, key = kept.create(NewKey("me", [Scope.CHECK], Limits(0, 5)), "tests")
    csrf = re.search(r'name="csrf" value="([^"]+)"', service.client.get("/sign-in").text)[1]
    service.client.post("/sign-in", data={"key": key, "csrf": csrf})
    csrf = re.search(r'name="csrf" value="([^"]+)"', service.client.get("/account").text)[1]
    first = paste(service, "one\ntwo\nthree\nfour", csrf=csrf)
    assert (first.status_code, first.headers["RateLimit-Remaining"]) == (303, "1")
    assert first.headers["RateLimit-Policy"] == "5;w=86400"
    last = paste(service, "five", csrf=csrf)
    assert (last.status_code, last.headers["RateLimit-Remaining"]) == (303, "0")
    assert paste(service, "six", csrf=csrf).status_code == 429
