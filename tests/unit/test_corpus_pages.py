"""The pages of the corpus over HTTP: who may do what, what each shows, and what forms are refused for."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checker.corpus_desk import CorpusDesk, Why
from checker.desk import desk_of
from checker.errors import QueueUnavailable
from checker.events import Doubt, Event, EventKind
from checker.import_jobs import open_import_jobs
from checker.import_work import ImportWork
from checker.imports import open_importer
from checker.ingest.gathering import Means
from checker.ingest.readers import read
from checker.key_records import Limits, Scope
from checker.key_store import NewKey
from checker.meaning_work import MeaningWork
from checker.passages import cut
from checker.permalinks import permalink
from checker.records import IssuedAt, Precision, Statement
from checker.work import Work
from tests.fakes import FakeChecking
from tests.service import Service

AT = datetime(2025, 6, 20, tzinfo=UTC)
WHY = Why("Officer A", "misheard")
ODD = "https://x.example//a b?c=%2F&d=é#e"
CORPUS = (
    Statement("a", "The ferry was late.", issuer="Port Office", title="Late ferry"),
    Statement("b", "The bridge is open.", issuer="Road Office", issued_at=IssuedAt("", AT, Precision.DAY)),
    Statement(ODD, "The gate is <b>shut</b>.", issuer="Port Office", language="fr"),
)
FORM = "application/x-www-form-urlencoded"


class Room:
    """The pages over a corpus of three statements, with imports that are done when the test says so."""

    def __init__(self, tmp_path, **named):
        empty = tmp_path / "statements"
        empty.mkdir()
        self.service = Service(tmp_path, corpus=empty, **named)
        self.app, self.client, self.sent = self.service.app, self.service.client, []
        replace(desk_of(self.app), send=lambda _, key: self.sent.append(key)).serve(self.app)
        self.desk: CorpusDesk = self.app.extensions["corpus"]
        self.put(*CORPUS)

    def put(self, *statements, doubts=()):
        events = [
            Event(0, EventKind.ADD, s.statement_id, AT, "A", "weekly", s, doubts=doubts) for s in statements
        ]
        self.desk.journal.append(events)

    def get(self, path, status=200):
        answer = self.client.get(f"/corpus{path}", headers={"Accept": "text/html"})
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path, status=303, **fields):
        answer = self.client.post(
            f"/corpus{path}", data=fields, content_type=FORM, headers={"Accept": "text/html"}
        )
        assert answer.status_code == status, answer.text
        return answer.headers["Location"] if status == 303 else answer.text

    def work(self):
        """Do the imports that were asked for."""
        settings = desk_of(self.app).settings
        work = ImportWork(
            open_import_jobs(settings), open_importer(settings), Means(read, None, io.BytesIO())
        )
        while self.sent:
            work.run(self.sent.pop(0))


@pytest.fixture
def room(tmp_path):
    return Room(tmp_path)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Give a room for tests that change nothing in it."""
    return Room(tmp_path_factory.mktemp("shelf"))


def found(page):
    """Return the headings of what was found, in order."""
    return re.findall(r'<h2><a href="[^"]*" dir="auto">([^<]*)</a>', page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Road Office", "Late ferry", "Port Office"]),
        ("?q=ferry", ["Late ferry"]),
        ("?issuer=Port+Office", ["Late ferry", "Port Office"]),
        ("?language=fr", ["Port Office"]),
        ("?since=2025-06-20&until=2025-06-20", ["Road Office"]),
        ("?force=no", []),
        ("?page=99", ["Road Office", "Late ferry", "Port Office"]),
        ("?page=x&q=%00%EF%BF%BD", ["Road Office", "Late ferry", "Port Office"]),
    ],
)
def test_browsing(shelf, query, expected):
    """What is looked for is found; pages that are not there lead to the last one."""
    assert found(shelf.get(query)) == expected


@pytest.mark.parametrize(
    "query", ["?since=tomorrow", "?until=2025-13-01", "?force=maybe", "?until=9999-12-31"]
)
def test_filters_that_cannot_be_are_refused_in_words(shelf, query):
    """A date that does not exist is said to be none, on the page with the form."""
    text = shelf.get(query, status=422)
    assert 'role="alert"' in text
    assert 'name="since"' in text


def test_many_statements_come_in_pages(room):
    """Twenty-five at a time; the links keep what was looked for."""
    room.put(*(Statement(f"n{n:03}", f"Ferry number {n}.") for n in range(60)))
    first = room.get("?q=ferry")
    (following,) = re.findall(r'rel="next" href="/corpus([^"]+)"', first)
    assert len(found(first)) == 25
    assert following == "?q=ferry&amp;page=2"
    assert len(found(room.get("?q=ferry&page=3"))) == 11


@pytest.mark.parametrize("key", [s.statement_id for s in CORPUS])
def test_every_statement_has_its_page(shelf, key):
    """Whatever the id looks like, the list leads to a page with its words, escaped."""
    addresses = re.findall(r'<h2><a href="/corpus([^"]*)"', shelf.get("").replace("&amp;", "&"))
    texts = [shelf.get(address) for address in addresses]
    assert sum(f'<code dir="ltr">{key.replace("&", "&amp;")}</code>' in text for text in texts) == 1
    assert not any("<b>shut" in text for text in texts)


def test_the_page_has_every_record_and_what_ended_it(room):
    """A correction is shown beside what was recorded before, and an end with its reason and who did it."""
    room.desk.correct("a", WHY, {"text": "The ferry was very late.", "speaker": "Ana Lind"})
    room.desk.supersede("a", Why("Officer B", "newer news"), by="b")
    text = room.get("/statements/a")
    assert "<ins>very </ins>" in text
    assert re.search(r"Speaker</dt><dd[^>]*>.*nothing.*<ins>Ana Lind</ins>", text)
    assert all(
        words in text for words in ("misheard", "newer news", "Officer B", 'href="/corpus/statements/b"')
    )
    assert "Supersedes" in room.get("/statements/b")


def test_a_statement_that_was_taken_out_is_still_read(room):
    """Its words and history stay, it is said to be no part of the corpus, and no form changes it."""
    room.desk.remove("a", WHY)
    text = room.get("/statements/a")
    assert "No part of the corpus any more" in text
    assert "The ferry was late." in text
    assert "<textarea" not in text
    room.get("/statements/zzz", status=404)


def test_doubts_stay_until_they_are_set_right(room):
    """What was uncertain when it was read is shown until somebody corrects that field."""
    room.put(Statement("d", "The dam holds."), doubts=(Doubt("speaker", "nobody is named"),))
    assert "nobody is named" in room.get("/statements/d")
    room.desk.correct("d", WHY, {"speaker": "Ana Lind"})
    assert "nobody is named" not in room.get("/statements/d")


def correction(room, key="a", **changes):
    """Return all fields of the form, as a browser sends them, with some changed."""
    text = room.get(f"/statements/{key}")
    form = text[text.index(f'action="/corpus/statements/{key}/correct"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields["text"] = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", form, re.DOTALL)[1].replace("\n", "\r\n")
    return fields | changes


def test_a_correction_records_what_was_changed_alone(room):
    """Only the fields that were changed are recorded anew; line ends of browsers change nothing."""
    room.put(Statement("l", "One line.\nAnother line.", title="Lines"))
    assert room.post("/statements/l/correct", **correction(room, "l", venue="Hatna", reason="heard again"))
    event = room.desk.show("l").events[-1]
    assert (event.actor, event.reason) == ("api", "heard again")
    assert event.statement == Statement("l", "One line.\nAnother line.", title="Lines", venue="Hatna")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"venue": "Hatna"}, "Say why"),
        ({"reason": "r"}, "Nothing was changed"),
        ({"reason": "r", "issued_at": "2025-02-30"}, "no date that exists"),
        ({"reason": "r", "issued_at": "31 June 2025"}, "no date that exists"),
        ({"reason": "r", "text": "  "}, "must not be empty"),
        ({"reason": "r", "source_url": "javascript:1"}, "must start with https://"),
        ({"reason": "r", "record": "1", "venue": "x"}, "it again, it changes: Place"),
        ({"reason": "r", "record": "²", "venue": "x"}, "it again, it changes: Place"),
    ],
)
def test_corrections_that_are_refused(room, changes, words):
    """It is said beside the form what to change, and what was written stays in it."""
    room.desk.correct("a", WHY, {"speaker": "Ana Lind"})
    text = room.post("/statements/a/correct", status=422, **correction(room, **changes))
    assert words in text
    assert re.search(r'id="correct" open', text)
    assert 'value="Hatna"' in text or "venue" not in changes or changes["venue"] == "x"
    assert len(room.desk.show("a").events) == 2


def test_a_form_of_an_earlier_record_is_filled_in_on_the_newest(room):
    """What was corrected meanwhile stays, what was written is kept, and it can be sent once more."""
    old = correction(room, venue="Hatna", title="A ferry", reason="heard again")
    room.desk.correct("a", WHY, {"speaker": "Ana Lind", "title": "The ferry", "text": "It was very late."})
    refused = room.post("/statements/a/correct", status=422, **old)
    assert "has been corrected since you opened the form" in refused
    assert "If you send it again, it changes: Title, Place." in refused
    assert room.desk.show("a").statement.venue == ""
    form = refused[refused.index('action="/corpus/statements/a/correct"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", form, re.DOTALL)[1]
    assert room.post("/statements/a/correct", **fields, text=text, reason="heard again")
    now = room.desk.show("a").statement
    assert (now.title, now.venue) == ("A ferry", "Hatna")
    assert (now.speaker, now.text) == ("Ana Lind", "It was very late.")


def test_ends_are_recorded_and_taken_back(room):
    """Withdrawn, back in force, superseded by a statement that is named by its address, taken out."""
    room.post("/statements/a/retract", reason="by mistake", effective="2025-06-19")
    assert "Withdrawn, 19 June 2025" in room.get("/statements/a")
    room.post("/statements/a/restore", reason="it holds")
    assert "In force" in room.get("/statements/a")
    room.post("/statements/a/supersede", reason="newer", by="b")
    assert room.desk.show("a").statement.standing.by == "b"
    room.post("/statements/a/remove", reason="no statement")
    assert room.desk.show("a").statement is None


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/corpus/statements/https%3A%2F%2Fx.example%2F%2Fa%20b%3Fc%3D%252F%26d%3D%C3%A9%23e",
        f"https://checker.example{permalink(cut(CORPUS[2])[0])}",
        f"{permalink(cut(CORPUS[2])[0])}",
    ],
)
def test_another_statement_is_named_by_its_address(room, address):
    """By that of its page in the corpus, or by the permalink that reports lead to."""
    room.post("/statements/a/supersede", reason="newer", by=address)
    assert room.desk.show("a").statement.standing.by == ODD


@pytest.mark.parametrize(
    ("what", "fields", "words"),
    [
        ("retract", {}, "Say why"),
        ("retract", {"reason": "r", "effective": "someday"}, "write a day"),
        ("supersede", {"reason": "r"}, "Name the statement"),
        ("supersede", {"reason": "r", "by": "nope"}, "There is no statement nope"),
        (
            "supersede",
            {"reason": "r", "by": "/statements/nope?of=1"},
            "There is no statement /statements/nope",
        ),
        ("supersede", {"reason": "r", "by": "a"}, "itself"),
        ("restore", {"reason": "r"}, "in force"),
    ],
)
def test_ends_that_are_refused(shelf, what, fields, words):
    """What cannot be is said in words, and nothing is recorded."""
    assert words in shelf.post(f"/statements/a/{what}", status=422, **fields)
    assert len(shelf.desk.show("a").events) == 1


PASTED = '"The dam at Hatna holds," Dam Keeper Ana Lind said on 12 June 2025. "Nobody has to leave."'


def asked(room, **fields):
    """Ask for a preview, have it made, and return its address and page."""
    where = room.client.post("/corpus/add", data=fields, content_type="multipart/form-data").headers[
        "Location"
    ]
    room.work()
    return where.removeprefix("/corpus"), room.get(where.removeprefix("/corpus"))


def agreed(room, where, page, status=303, **changes):
    """Send the form of a preview back with some fields changed."""
    fields = dict(re.findall(r'<input[^>]*name="([\w-]+-\d+)" value="([^"]*)"', page))
    fields = {n: v for n, v in fields.items() if not n.startswith(("out-", "sure-"))} | {"reason": "weekly"}
    answer = room.client.post(
        f"/corpus{where}/apply", data=fields | changes, content_type="multipart/form-data"
    )
    assert answer.status_code == status, answer.text
    room.work()
    return answer.text if status != 303 else room.get(answer.headers["Location"].removeprefix("/corpus"))


def test_a_pasted_text_is_previewed_and_added(room):
    """Nothing is added before somebody agrees; then with what was set right, under their name and reason."""
    where, page = asked(room, text=PASTED)
    assert "1 statement would be added" in page
    assert len(room.desk.at("").entries) == 3
    text = agreed(room, where, page, **{"issuer-0": "Dam Office", "issued_at-0": "2025-06-12"})
    assert "1 statement was added" in text
    (event,) = [e for e in room.desk.log() if e.statement_id not in {s.statement_id for s in CORPUS}]
    assert (event.reason, event.statement.issuer) == ("weekly", "Dam Office")
    assert event.statement.issued_at.value == datetime(2025, 6, 12, tzinfo=UTC)
    assert not any(doubt.field in {"issuer", "issued_at"} for doubt in event.doubts)
    assert room.desk.journal.raw(event.source).body == PASTED.encode()


def test_a_file_is_previewed(room):
    """A file that was chosen is read under its own name, wherever it lay."""
    file = (io.BytesIO(PASTED.encode()), "news/june/dam.txt")
    _, page = asked(room, file=file)
    assert "dam.txt" in page
    assert "june" not in page
    assert "holds" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": " "}, "Say why"),
        ({"issued_at-0": "2025-02-30"}, "no date that exists"),
        ({"supersedes-0": "nope"}, "There is no statement nope"),
        ({"out-0": "1"}, "Everything is left out"),
        ({"issuer-0": "", "speaker-0": "", "office-0": ""}, "Keep one of issuer, speaker, office"),
    ],
)
def test_answers_that_are_refused(room, changes, words):
    """What cannot be is said above the form, what was written stays in it, and nothing is added."""
    where, page = asked(room, text=PASTED)
    text = agreed(room, where, page, 422, **({"title-0": "Dam news"} | changes))
    assert words in text
    assert 'value="Dam news"' in text
    assert len(room.desk.at("").entries) == 3


def test_what_was_looked_at_stays_ticked(room):
    """A slip elsewhere in the form does not let a statement be added with doubts that were settled."""
    text = PASTED.replace(" on 12 June 2025", " on Thursday")
    where, page = asked(room, text=text)
    boxes = re.findall(r'name="(sure-[a-z_]+-0)"', page)
    assert {"sure-issued_at-0", "sure-office-0"} <= set(boxes)
    ticked = dict.fromkeys(("sure-issued_at-0", "sure-office-0"), "1")
    again = agreed(room, where, page, 422, **ticked, **{"supersedes-0": "nope"})
    assert set(re.findall(r'name="(sure-[a-z_]+-0)" value="1" checked', again)) == set(ticked)


def test_a_form_that_came_in_part_is_refused(room):
    """Where fields are missing, statements would be added unseen; they are not."""
    where, _ = asked(room, text=PASTED)
    assert "Not all of the form" in room.post(f"{where}/apply", status=422, reason="r")


def test_a_preview_takes_the_place_of_another_statement(room):
    """The statement that is named in the form is superseded by the new one."""
    where, page = asked(room, text=PASTED)
    agreed(room, where, page, **{"supersedes-0": "b", "issued_at-0": "2025-06-25", "issuer-0": "Road Office"})
    assert room.desk.show("b").statement.standing.ended


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Paste a text"),
        ({"text": " \r\n "}, "Paste a text"),
        ({"url": "ftp://a.example"}, "is no address"),
        ({"url": "https://a.example " * 101}, "At most 100"),
    ],
)
def test_nothing_to_add_is_said(shelf, fields, words):
    """A form without anything to read is shown again with what to do."""
    assert words in shelf.post("/add", status=422, **fields)


def test_a_link_is_followed_only_where_that_is_allowed(tmp_path):
    """A host that may not be fetched from is refused in words at once; another one waits for a worker."""
    room = Room(tmp_path, fetch_hosts=("news.example",))
    assert "elsewhere.example" in room.post("/add", status=422, url="https://elsewhere.example/x")
    where = room.post("/add", url="https://news.example/x\r\nhttps://news.example/y").removeprefix("/corpus")
    page = room.get(where)
    assert "0 of 2 sources" in page
    assert "https://news.example/y" in page
    assert room.client.get(f"/corpus{where}/state").get_json() == {"state": "queued", "done": 0, "total": 2}
    assert "waits" in room.get("/add")


def test_an_import_that_fails_says_why(room):
    """Its page says what went wrong and that nothing was added."""
    where = room.post("/add", text=PASTED).removeprefix("/corpus")
    jobs = open_import_jobs(desk_of(room.app).settings)
    jobs.fail(jobs.claim(where.rpartition("/")[2]), "The <b>sources</b> took too long.")
    page = room.get(where)
    assert "The &lt;b&gt;sources&lt;/b&gt; took too long." in page
    assert "Nothing was added" in page


def test_who_has_no_name_has_one_name(room):
    """Where nobody says who they are, the journal, records and imports call them what reviews do."""
    room.post("/statements/a/correct", **correction(room, speaker="Ana Lind", reason="named"))
    asked(room, text=PASTED)
    for page in ("/statements/a", "/journal", "/add"):
        text = room.get(page)
        assert "Somebody on this machine" in text
        assert ">api<" not in text


def test_proposals_are_shown_and_decided(room):
    """Both sentences are marked in their texts; accepting supersedes, rejecting puts away, with a reason."""
    day = [IssuedAt("", datetime(2025, 6, n, tzinfo=UTC), Precision.DAY) for n in (1, 9, 12)]
    words = "The Port Office said that {} passengers came back from the islands by ferry."
    said = [Statement(f"p{n}", words.format(n * 1_000), issuer="P", issued_at=day[n - 1]) for n in (1, 2, 3)]
    room.put(*said)
    made = room.app.extensions["proposals"].look(["p2"])
    text = room.get("/proposals")
    assert "1000 passengers" in re.findall(r'<mark class="decisive">(.*?)</mark>', text)[0]
    assert "Say why" in room.post(f"/proposals/{made[0].proposal_id}/accept", status=422, reason="")
    for one, what in zip(made, ("accept", "reject"), strict=False):
        room.post(f"/proposals/{one.proposal_id}/{what}", reason="looked at both")
        assert "looked at both" in room.get(f"/proposals?state={what}ed")
    assert room.desk.show(made[0].earlier_id).statement.standing.ended


def test_sources_are_added_polled_and_removed(tmp_path):
    """A source that may be fetched is kept and can be polled; one that may not is refused in words."""
    room = Room(tmp_path, fetch_hosts=("news.example",))
    assert "elsewhere.example" in room.post("/sources", status=422, url="https://elsewhere.example/f")
    assert "whole number" in room.post("/sources", status=422, url="https://news.example/f", every="often")
    room.post("/sources", url="https://news.example/f", kind="feed", every="2", unit="hours")
    store = room.app.extensions["sources"][0]
    (source,) = store.all()
    assert (source.every, source.kind.value) == (7_200.0, "feed")
    assert "Not polled yet" in room.get("/sources")
    room.post(f"/sources/{source.source_id}/again")
    room.post(f"/sources/{source.source_id}/remove")
    assert store.all() == ()


def test_a_source_that_cannot_be_keeps_what_was_typed(tmp_path):
    """The form tells what to change in the words of its labels, and has all that was typed in it still."""
    room = Room(tmp_path, fetch_hosts=("news.example",))
    typed = {"url": "https://news.example/f", "kind": "feed", "every": "999", "unit": "days"}
    page = room.post("/sources", status=422, **typed)
    assert "“How often” must be a whole number, from 10 seconds to 30 days." in page
    assert "every_seconds" not in page
    assert all(words in page for words in ('value="https://news.example/f"', 'value="999"'))
    assert all(words in page for words in ('value="feed" selected', 'value="days" selected'))


def test_the_journal_is_read_page_by_page(room):
    """The newest first, with who and why, and a link to what happened before."""
    room.put(*(Statement(f"n{n:03}", f"Ferry number {n}.") for n in range(50)))
    first = room.get("/journal")
    assert 'start="53"' in first
    (following,) = re.findall(r'rel="next" href="/corpus([^"]+)"', first)
    assert 'start="13"' in room.get(following)


def signed_in(room, *scopes):
    """Make a key, sign in with it, and return the token of the forms."""
    _, text = desk_of(room.app).keys.kept.create(NewKey("Officer A", scopes, Limits(), None), "test")
    page = room.client.get("/sign-in").text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    assert room.client.post("/sign-in", data={"key": text, "csrf": csrf}).status_code == 303
    with room.client.session_transaction() as session:
        return session["csrf"]


def test_readers_read_and_change_nothing(room):
    """Who may read sees the statements without forms; adding, sources and every change are closed to them."""
    csrf = signed_in(room, Scope.READ)
    assert '<form method="post" action="/corpus' not in room.get("/statements/a") + room.get("/proposals")
    assert "/corpus/add" not in room.get("")
    for path in ("/add", "/sources", "/imports/x", "/imports/x/state", "/raw/x"):
        room.get(path, status=403)
    for path in ("/add", "/sources", "/statements/a/retract", "/statements/a/correct", "/proposals/x/accept"):
        room.post(path, status=403, csrf=csrf, reason="r")
    assert len(room.desk.show("a").events) == 1


def test_who_may_not_read_sees_nothing(room):
    """A key that is only for checks opens no page of the corpus."""
    signed_in(room, Scope.CHECK)
    room.get("", status=403)
    room.get("/statements/a", status=403)


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data"])
def test_forms_of_other_sites_change_nothing(room, content_type):
    """Without the token of the session no form is taken, however it is encoded."""
    csrf = signed_in(room, Scope.ADMIN)
    for token, status in (("", 403), ("x", 403), (csrf, 303)):
        data = {"csrf": token, "reason": "r"}
        answer = room.client.post("/corpus/statements/a/retract", data=data, content_type=content_type)
        assert answer.status_code == status
    assert len(room.desk.show("a").events) == 2


def test_strangers_sign_in_first(room):
    """Where keys are set, every page asks for one, and leads back afterwards."""
    signed_in(room, Scope.ADMIN)
    answer = room.app.test_client().get("/corpus?q=ferry")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/corpus?q%3Dferry"


def test_documents_of_those_who_may_add_none_are_not_read(room):
    """A stranger is sent to sign in and a reader refused, whatever they send and however much."""
    reader = signed_in(room, Scope.READ)
    for client, csrf, status in ((room.app.test_client(), "", 303), (room.client, reader, 403)):
        data = {"csrf": csrf, "text": b"\xff not UTF-8", "file": (io.BytesIO(b"x"), "a.txt")}
        answer = client.post("/corpus/add", data=data, content_type="multipart/form-data")
        assert answer.status_code == status


def test_a_raw_source_is_a_file_and_never_a_page(room):
    """It is handed out byte for byte, to be kept and not to be shown."""
    asked_for = asked(room, text=f"<script>alert(1)</script> {PASTED}")
    agreed(room, *asked_for)
    digest = next(event.source for event in room.desk.log() if event.source)
    answer = room.client.get(f"/corpus/raw/{digest}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"


def test_more_than_the_server_takes_is_refused_in_words(tmp_path):
    """A file above the limit gets a page that says so."""
    room = Room(tmp_path, max_import_bytes=4_096)
    data = {"file": (io.BytesIO(b"x" * 10_000), "big.txt")}
    answer = room.client.post("/corpus/add", data=data, headers={"Accept": "text/html"})
    assert answer.status_code == 413
    assert "larger than this server" in answer.text


def test_a_search_by_meaning_is_answered_by_a_worker(room):
    """The worker's passages are shown, nearest first, within the filters; what it has otherwise is not."""
    fake = FakeChecking(corpus=(*CORPUS, Statement("gone", "Closed ferry.")))
    work = MeaningWork(desk_of(room.app).settings, Work(desk_of(room.app).settings, lambda _: fake))
    replace(desk_of(room.app), send=lambda _, key: work.run(key)).serve(room.app)
    page = room.get("?q=Closed+bridge+ferry&by=meaning")
    assert found(page) == ["Late ferry", "Road Office"]
    assert '<mark class="decisive">The ferry was late.</mark>' in page
    assert found(room.get("?q=Closed+bridge+ferry&by=meaning&issuer=Road+Office")) == ["Road Office"]
    assert "nearest in meaning first" in page


def test_a_search_by_meaning_that_nobody_answers_is_one_by_words(room):
    """Where the queue is away, what the words find is shown, and it is said why."""

    def away(*_):
        raise QueueUnavailable("the broker does not answer")

    replace(desk_of(room.app), send=away).serve(room.app)
    page = room.get("?q=ferry&by=meaning")
    assert found(page) == ["Late ferry"]
    assert "not answering in time" in page
