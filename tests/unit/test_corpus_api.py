"""The corpus over HTTP."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from checker.events import Doubt, Event, EventKind
from checker.ingest.drafts import Raw
from checker.journal_store import open_journal
from checker.records import IssuedAt, Precision, Statement
from tests.service import CHEAP, Service

URL = "/api/v1/corpus"
AT = datetime(2025, 6, 20, tzinfo=UTC)
ODD = "https://news.example//a b?c=%2F"


def dated(day: int) -> IssuedAt:
    return IssuedAt(f"2025-06-{day}", datetime(2025, 6, day, tzinfo=UTC), Precision.DAY)


@pytest.fixture
def service(tmp_path):
    made = Service(tmp_path)
    statements = (
        Statement("a", "2,000 came back.", issuer="Ferry Office", issued_at=dated(18)),
        Statement("b", "3,000 came back.", issuer="Ferry Office", issued_at=dated(19)),
        Statement(ODD, "The road is shut.", issuer="Road Office"),
    )
    journal = open_journal(made.app.extensions["desk"].settings)
    doubts = (Doubt("speaker", "nobody is named"),)
    journal.append(
        [
            Event(0, EventKind.ADD, s.statement_id, AT, "Officer A", "import", s, doubts=doubts)
            for s in statements
        ]
    )
    journal.close()
    return made


def get(service, path, **more):
    answer = service.client.get(f"{URL}{path}", **more)
    return answer.status_code, answer.get_json()


def change(service, key, what, **body):
    answer = service.client.post(f"{URL}/statements/{quote(key, safe='')}/{what}", json=body)
    return answer.status_code, answer.get_json()


def test_the_corpus_says_what_it_is(service):
    """Version, last event and how many statements hold are there at a glance."""
    before = get(service, "")[1]
    change(service, "a", "retract", reason="withdrawn")
    after = get(service, "")[1]
    assert (before["seq"], before["statements"], before["in_force"]) == (3, 3, 3)
    assert (after["seq"], after["statements"], after["in_force"]) == (4, 3, 2)
    assert before["corpus_version"] != after["corpus_version"]


def test_statements_come_in_pages_and_by_what_is_asked(service):
    """A page goes on after the last id of the one before; issuer and standing narrow it down."""
    first = get(service, "/statements?limit=2")[1]
    assert ([s["id"] for s in first["statements"]], first["next"]) == (["a", "b"], "b")
    second = get(service, "/statements?limit=2&after=b")[1]
    assert ([s["id"] for s in second["statements"]], second["next"]) == ([ODD], None)
    change(service, "a", "retract", reason="withdrawn")
    for name in ("ferry", "%20Ferry%20%20office%20"):  # as a person types or pastes it
        found = get(service, f"/statements?issuer={name}&in_force=true")[1]["statements"]
        assert [s["id"] for s in found] == ["b"]
    assert [s["id"] for s in get(service, "/statements?in_force=false")[1]["statements"]] == ["a"]
    assert [s["id"] for s in get(service, "/statements?at=3&in_force=false")[1]["statements"]] == []


def test_superseding_is_shown_on_both_statements(service):
    """The earlier one says by what and since when, the later one what it ended; who and why are kept."""
    status, done = change(service, "a", "supersede", by="b", reason="a new number")
    assert status == 200
    assert done["statement"]["standing"] == {
        "in_force": False,
        "ending": "superseded",
        "until": "2025-06-19T00:00:00+00:00",
        "by": "b",
        "reason": "a new number",
    }
    event = done["event"]
    assert (event["seq"], event["kind"], event["actor"], event["reason"]) == (
        4,
        "supersede",
        "api",
        "a new number",
    )
    later = get(service, "/statements/b")[1]
    assert [(e["kind"], e["statement_id"]) for e in later["ends"]] == [("supersede", "a")]
    assert later["statement"]["supersedes"] == ["a"]


def test_a_correction_keeps_the_record_before_readable(service):
    """Every record of a statement is shown, and the corpus as it was can be asked for."""
    fields = {"text": "2,500 came back.", "issued_at": "2025-06-17"}
    assert change(service, "a", "correct", reason="misheard", fields=fields)[0] == 200
    shown = get(service, "/statements/a")[1]
    assert [v["statement"]["text"] for v in shown["versions"]] == ["2,000 came back.", "2,500 came back."]
    assert shown["versions"][0]["doubts"] == [{"field": "speaker", "message": "nobody is named"}]
    assert shown["statement"]["issued_at"]["precision"] == "day"
    assert get(service, "/statements/a?at=3")[1]["statement"]["text"] == "2,000 came back."


def test_the_last_name_may_be_another_one(service):
    """The issuer may go where an office comes, and what came without a name may be corrected without one."""
    assert change(service, "a", "correct", reason="x", fields={"issuer": "", "office": "Director"})[0] == 200
    journal = open_journal(service.app.extensions["desk"].settings)
    journal.append([Event(0, EventKind.ADD, "n", AT, "Officer A", "import", Statement("n", "It holds."))])
    journal.close()
    assert change(service, "n", "correct", reason="x", fields={"title": "Dam", "issuer": ""})[0] == 200


def test_restoring_and_removing(service):
    """A mistaken retraction is undone; what is no statement goes, and stays readable."""
    change(service, "a", "retract", reason="withdrawn", effective="2025-06-19T10:00Z")
    assert change(service, "a", "restore", reason="a mistake")[1]["statement"]["standing"]["in_force"]
    assert change(service, "a", "remove", reason="an advertisement")[1]["statement"] is None
    shown = get(service, "/statements/a")[1]
    assert shown["statement"] is None
    assert [e["kind"] for e in shown["events"]] == ["add", "retract", "restore", "remove"]
    assert change(service, "a", "retract", reason="again")[0] == 404


def test_an_id_may_be_an_address(service):
    """Slashes, two in a row too, blanks and percent signs are part of an id."""
    assert get(service, f"/statements/{quote(ODD, safe='')}")[1]["statement"]["id"] == ODD
    assert change(service, ODD, "retract", reason="withdrawn")[0] == 200


def test_the_log_has_the_newest_first_in_pages(service):
    """A page ends where the next begins; one statement's own events can be asked for."""
    change(service, "a", "retract", reason="withdrawn")
    first = get(service, "/log?limit=2")[1]
    assert ([e["seq"] for e in first["events"]], first["next"]) == ([4, 3], 3)
    second = get(service, "/log?limit=2&before=3")[1]
    assert ([e["seq"] for e in second["events"]], second["next"]) == ([2, 1], None)
    assert [e["kind"] for e in get(service, "/log?statement=a")[1]["events"]] == ["retract", "add"]


def test_two_versions_are_compared(service):
    """Versions may be hashes, the start of one, or numbers of events; without an end it is now."""
    version = get(service, "")[1]["corpus_version"]
    change(service, "a", "correct", reason="misheard", fields={"venue": "briefing"})
    for start in (version, version[:12], version[7:15], "3"):
        found = get(service, f"/diff?from={start}")[1]
        assert [(c["kind"], c["statement_id"], c["fields"]) for c in found["changes"]] == [
            ("corrected", "a", ["venue"])
        ]
    assert get(service, "/diff?from=3&to=3")[1]["changes"] == []


def test_a_source_is_handed_out_as_a_file(service):
    """The bytes are those that were received, and no browser takes them for a page of this server."""
    body = b"<script>alert(1)</script>"
    journal = open_journal(service.app.extensions["desk"].settings)
    journal.keep(Raw(hashlib.sha256(body).hexdigest(), "text/html", "https://news.example", body))
    answer = service.client.get(f"{URL}/raw/{hashlib.sha256(body).hexdigest()}")
    assert answer.data == body
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("retract", {}, "reason"),
        ("retract", {"reason": " "}, "reason"),
        ("retract", {"reason": 3}, "reason"),
        ("retract", {"reason": "x", "why": "x"}, "why"),
        ("retract", {"reason": "x", "effective": "soon"}, "effective"),
        ("retract", {"reason": "x", "effective": "2025-02-30"}, "effective"),
        ("retract", {"reason": "x", "effective": "2999-01-01"}, "statement_id"),
        ("supersede", {"reason": "x"}, "statement_id"),
        ("supersede", {"reason": "x", "by": "nowhere"}, "statement_id"),
        ("supersede", {"reason": "x", "by": "a"}, "statement_id"),
        ("correct", {"reason": "x", "fields": {}}, None),
        ("correct", {"reason": "x", "fields": {"id": "z"}}, "id"),
        ("correct", {"reason": "x", "fields": {"text": " "}}, "text"),
        ("correct", {"reason": "x", "fields": {"attribution": "overheard"}}, "attribution"),
        ("correct", {"reason": "x", "fields": {"source_url": "javascript:alert(1)"}}, "source_url"),
        ("correct", {"reason": "x", "fields": {"issued_at": "2025-13-01"}}, "issued_at"),
        ("correct", {"reason": "x", "fields": {"language": "?"}}, "language"),
        ("correct", {"reason": "x", "fields": {"title": 3}}, "fields.title"),
        ("correct", {"reason": "x", "fields": {"issuer": "", "speaker": " ", "office": ""}}, "issuer"),
        ("correct", {"reason": "x", "fields": {"issuer": ""}}, "issuer"),
        ("restore", {"reason": "x"}, "statement_id"),
    ],
)
def test_a_change_that_cannot_be_is_refused(service, what, body, field):
    """422 names the field, and nothing has happened."""
    status, problem = change(service, "a", what, **body)
    assert (status, problem.get("field")) == (422, field)
    assert get(service, "")[1]["seq"] == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/statements/nowhere", 404),
        ("/statements/a?at=99", 404),
        ("/statements/a?at=sha256:zz", 404),
        ("/log?statement=nowhere", 404),
        ("/diff", 422),
        ("/diff?from=nothing", 404),
        ("/log?limit=0", 422),
        ("/log?limit=1e3", 422),
        ("/log?before=99999999999", 422),
        ("/statements?in_force=yes", 422),
        ("/raw/" + "0" * 64, 404),
    ],
)
def test_what_cannot_be_shown_is_a_problem(service, path, status):
    """Unknown things are 404, what makes no sense is 422."""
    assert get(service, path)[0] == status


def test_every_key_reads_and_an_admin_key_changes(tmp_path):
    """A key for checks may look at the corpus, but not change it and not fetch its sources."""
    service = Service(tmp_path, keys=["reader"], admin_key_hashes=(CHEAP.hash("chief"),))

    def statuses(key):
        headers = {"Authorization": f"Bearer {key}"}
        body = {"reason": "x"}
        return (
            service.client.get(f"{URL}/log", headers=headers).status_code,
            service.client.get(f"{URL}/raw/x", headers=headers).status_code,
            service.client.post(f"{URL}/statements/a/retract", json=body, headers=headers).status_code,
        )

    assert statuses("reader") == (200, 403, 403)
    assert statuses("chief") == (200, 404, 404)
    assert statuses("stranger") == (401, 401, 401)


def test_who_may_get_may_ask_for_the_head(tmp_path):
    """A monitor that asks with HEAD is answered as GET is, without a body."""
    service = Service(tmp_path, keys=["reader"], admin_key_hashes=(CHEAP.hash("chief"),))
    for path in ("", "/statements", "/log", "/proposals", "/raw/x"):
        ways = (service.client.get, service.client.head)
        answers = [way(f"{URL}{path}", headers={"Authorization": "Bearer reader"}) for way in ways]
        assert answers[0].status_code == answers[1].status_code == (403 if "raw" in path else 200)
        assert answers[1].data == b""


def test_a_page_of_another_site_changes_nothing(service):
    """A browser that visits another site retracts nothing here."""
    answer = service.client.post(
        f"{URL}/statements/a/retract", json={"reason": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
