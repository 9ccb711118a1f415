"""The page of what is going round: claims, counts, verdicts and charts, and only checks that one may read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from checker.change_tables import CheckClaim
from checker.database import Database, open_engine
from checker.desk import desk_of
from checker.sightings import claim_key
from checker.trend_tables import ClaimCount, ClaimSighting, SeenClaim
from checker.trends_page import look_of
from tests.service import Service

NOW = datetime(2025, 6, 20, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> Pakistan closes its airspace"


class Square:
    """The page at noon of a day, over claims that the test counts."""

    def __init__(self, tmp_path, **named):
        self.service = Service(tmp_path, **named)
        desk = desk_of(self.service.app)
        replace(desk, clock=lambda: NOW).serve(self.service.app)
        self.database = Database(open_engine(desk.settings.store_url()))

    def count(self, key, words, verdict="REFUTES", hours=(1,), **more):
        """Have a claim seen so many times, so many hours before noon."""
        seen = [NOW - timedelta(hours=h) for h in hours]
        times, lang, cluster = more.get("times", 3), more.get("lang", "en"), more.get("cluster", key)
        row = {"claim_key": key, "words": words, "lang": lang, "verdict": verdict, "reason": ""}
        times_seen = {
            "answered_at": more.get("answered_at", NOW),
            "first_seen": min(seen),
            "last_seen": max(seen),
        }
        with self.database.transaction() as connection:
            whole = {"times": times * len(hours), "cluster": cluster, "vector": None, "model": None}
            connection.execute(insert(SeenClaim).values(**row, **times_seen, **whole))
            rows = [{"bucket": at, "claim_key": key, "count": times} for at in seen]
            connection.execute(insert(ClaimCount), rows)
            sightings = [
                {"check_id": f"{check}-{key}", "claim_key": key, "owner": owner, "at": max(seen)}
                for check, owner in (("check", "somebody"), ("other", "somebody else"))
            ]
            connection.execute(insert(ClaimSighting), sightings)

    def get(self, query=""):
        answer = self.service.client.get(f"/trends{query}")
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture
def square(tmp_path):
    found = Square(tmp_path)
    yield found
    found.database.close()


def claims(page):
    return re.findall(r'<h2 dir="auto" lang="\w+">([^<]*)</h2>', page)


def test_the_most_frequent_come_first_with_verdict_and_chart(square):
    """Each claim has its count, its verdict in words, its chart in words too, and its checks."""
    square.count("a", "Ferries are late", hours=(1,))
    square.count("b", "Ports are shut", "SUPPORTS", hours=(2, 3, 4), times=500)
    page = square.get()
    assert claims(page) == ["Ports are shut", "Ferries are late"]
    assert "1,500" in page
    assert "Matches an official statement" in page
    assert 'href="/checks/check-b"' in page
    spoken = re.findall(r'role="img" aria-label="([^"]*)"', page)[0]
    assert spoken.startswith("Seen 1500 times from 19 June 2025, 12:00")
    assert "500 times, from 20 June 2025, 08:00" in spoken
    assert len(re.findall("<rect x=", page.partition("Ferries")[0])) == 3


def test_the_chart_in_words_ends_now(square):
    """The last of its steps may not be over yet."""
    desk = desk_of(square.service.app)
    replace(desk, clock=lambda: NOW + timedelta(minutes=5)).serve(square.service.app)
    square.count("a", "Ferries are late")
    (spoken,) = re.findall(r'role="img" aria-label="([^"]*)"', square.get())
    assert "12:00\u00a0UTC to 20 June 2025, 12:05" in spoken


def test_what_was_not_judged_stands_apart(square):
    """The sentence that a claim leans on is shown as what it is, and so is an answer under conditions."""
    key = claim_key("They refused", HOSTILE)
    square.count(key, "They refused", answered_at=datetime(1900, 1, 1, tzinfo=UTC))
    with square.database.transaction() as connection:
        row = {"check_id": f"other-{key}", "number": 1, "query": "They refused", "context": HOSTILE}
        connection.execute(insert(CheckClaim).values(**row))
    page = square.get()
    assert claims(page) == ["They refused"]
    assert "not judged here" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "Asked only with conditions" in page
    (trend,) = square.service.client.get("/api/v1/trends?window=30d&until=2025-06-21").json["trends"]
    assert (trend["claim"], trend["context"], trend["conditional"]) == ("They refused", HOSTILE, True)


def test_wordings_of_one_meaning_are_one_trend(square):
    """They are counted together, and each is shown with how often it was put so."""
    square.count("a", "Ferries are late", times=7)
    square.count("b", "The ferry comes late", times=2, cluster="a")
    page = square.get()
    assert claims(page) == ["Ferries are late"]
    assert re.findall(r'class="times">(\d+)', page) == ["7", "2"]
    assert re.search(r'class="count">9<', page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["new", "urdu"]),
        ("?window=7d", ["new", "urdu", "old"]),
        ("?window=&verdict=&language=", ["new", "urdu"]),
        ("?verdict=SUPPORTS", ["urdu"]),
        ("?language=ur", ["urdu"]),
        ("?window=6h", ["new"]),
        ("?language=+UR+", ["urdu"]),
    ],
)
def test_filters(square, query, expected):
    """Time, verdict and language narrow; an empty field does not, and case means nothing in a language."""
    square.count("a", "new", hours=(1,), times=9)
    square.count("b", "urdu", "SUPPORTS", hours=(20,), lang="ur", times=8)
    square.count("c", "old", hours=(60,), times=2)
    assert claims(square.get(query)) == expected


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?window=nonsense", "Choose one of the times"),
        ("?verdict=nonsense", "Choose one of the verdicts"),
        ("?language=%00%27%3B--", "such as en or ur"),
        ("?language=english+please", "such as en or ur"),
    ],
)
def test_filters_that_cannot_be_are_refused_in_words(square, query, words):
    """What nobody can have asked for is not answered with everything, nor with nothing."""
    square.count("a", "new")
    answer = square.service.client.get(f"/trends{query}")
    assert (answer.status_code, claims(answer.text)) == (422, [])
    assert words in answer.text
    assert "Nothing was sent in" not in answer.text


@pytest.mark.parametrize(("lang", "status", "found"), [("UR", 200, 1), ("fr", 200, 0), ("%3B--", 422, 0)])
def test_programs_ask_for_a_language_too(square, lang, status, found):
    """In any case of letters; what is no language tag is refused and not answered with nothing."""
    square.count("b", "urdu", lang="ur")
    answer = square.service.client.get(f"/api/v1/trends?lang={lang}")
    assert answer.status_code == status
    assert len(answer.json.get("trends", ())) == found
    assert status == 200 or answer.json["field"] == "lang"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ((1,), "not seen in the time before"),
        ((1, 2, 30), "2 times as often"),
        ((1, 30, 31), "less than in the time before: 6"),
        ((1, 30), "about as often as in the time before: 3"),
    ],
)
def test_it_is_compared_with_the_time_before(square, hours, words):
    """Whether it rises is said in words, against as long a time before."""
    square.count("a", "Ferries are late", hours=hours)
    assert words in square.get()


def test_posts_are_shown_and_never_run(square):
    """What people sent is escaped."""
    square.count("a", HOSTILE)
    page = square.get()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_nothing_is_said_to_be_nothing(square):
    """A window without a claim says so, with what to do."""
    assert "Nothing was sent in that fits" in square.get()


def test_checks_of_others_are_not_linked(tmp_path):
    """Whoever may only read their own checks sees the claim, and no link to somebody else's check."""
    square = Square(tmp_path, keys=("first",))
    square.count("a", "Ferries are late")
    client = square.service.client
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/sign-in").text)[1]
    client.post("/sign-in", data={"key": "first", "csrf": csrf})
    page = square.get()
    assert claims(page) == ["Ferries are late"]
    assert "/checks/check-a" not in page
    square.database.close()


def test_strangers_sign_in_first(tmp_path):
    """Where keys are set, the page asks for one."""
    answer = Service(tmp_path, keys=("first",)).client.get("/trends?window=7d")
    assert answer.headers["Location"] == "/sign-in?next=/trends?window%3D7d"


@pytest.mark.parametrize(
    ("verdict", "reason", "kind"),
    [
        ("REFUTES", "", "refutes"),
        ("NOT ENOUGH INFO", "detail_not_stated", "detail"),
        ("NOT ENOUGH INFO", "of a later version", "none"),
        ("of a later version", "", "none"),
    ],
)
def test_every_verdict_has_a_look(verdict, reason, kind):
    """Also one that another version of the checker wrote."""
    assert look_of(verdict, reason).kind == kind
