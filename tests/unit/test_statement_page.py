"""Permalinks: a passage is found for good, within the statement that it was cut out of."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from checker.corpus_desk import Why
from checker.events import Event, EventKind
from checker.passages import cut
from checker.permalinks import permalink
from checker.records import Source, Statement
from tests.service import Service

AT = datetime(2025, 6, 20, tzinfo=UTC)
ODD = "https://news.example//a b?c=%2F&d=é#e"
WORDS = 'The ferry was late. <b>"12 came back"</b> & more 🚢 are expected. The port is open.'
WHY = Why("Officer A", "misheard")


def put(service, *statements):
    """Put statements into the corpus of a service."""
    desk = service.app.extensions["corpus"]
    desk.journal.append([Event(0, EventKind.ADD, s.statement_id, AT, "A", "import", s) for s in statements])
    return desk


@pytest.fixture
def service(tmp_path):
    """Give a server without statements."""
    return Service(tmp_path)


def page(service, address):
    """Return the page at an address."""
    answer = service.client.get(address.partition("#")[0])
    assert answer.status_code == 200, answer.text
    return answer.text


def marked(text):
    """Return what is marked on a page, with the place to which the address leads."""
    return re.findall(r'<mark class="decisive" id="passage">(.*?)</mark>', text)


@pytest.mark.parametrize("key", ["ferries-1", ODD, "a/b", "وزارت", "a%2Fb", "a?b", "a#b"])
def test_every_passage_is_found_by_its_permalink(service, key):
    """Whatever the id looks like, the page shows the whole statement with the passage marked."""
    statement = Statement(key, WORDS, issuer="Ferry Office")
    put(service, statement)
    for passage in cut(statement):
        [found] = marked(page(service, permalink(passage)))
        assert re.sub('&#?[a-z0-9]+;|[<>"&]', "", found) == re.sub('[<>"&]', "", passage.text)


def test_a_permalink_is_an_address():
    """It has the id, which record the offsets count in, the offsets, and the place on the page."""
    passage = cut(Statement("a b/c", "The port is open."))[0]
    assert re.fullmatch(r"/statements/a%20b%2Fc\?of=[0-9a-f]{16}&start=0&end=17#passage", permalink(passage))


def test_who_said_it_when_and_where(service):
    """The page has speaker, office, date and source, and a source that is no web address is no link."""
    source = Source("What we know", "The Times", "javascript:alert(1)")
    put(service, Statement("a", WORDS, issuer="Ferry Office", speaker="Ana Lind", source=source))
    text = page(service, "/statements/a")
    assert all(words in text for words in ("Ana Lind", "Ferry Office", "Date not given", "What we know"))
    assert "javascript:" not in text
    assert "<b>" not in text


def test_a_permalink_survives_a_correction(service):
    """It shows the words that were quoted, says that they were corrected, and leads to those of now."""
    before = Statement("a", "12 came back.", issuer="Ferry Office")
    desk = put(service, before)
    old = permalink(cut(before)[0])
    desk.correct("a", WHY, {"text": "Twenty came back."})
    text = page(service, old)
    assert marked(text) == ["12 came back."]
    assert "corrected later" in text
    now = page(service, "/statements/a")
    assert "Twenty came back." in now
    assert "corrected later" not in now
    assert 'href="/statements/a"' in text


def test_a_permalink_survives_the_end_of_a_statement(service):
    """What was withdrawn or taken out is still shown, and said to be that."""
    one, two = Statement("a", "12 came back."), Statement("b", "The port is open.")
    desk = put(service, one, two)
    desk.retract("a", WHY)
    desk.remove("b", WHY)
    assert "No longer in force: Withdrawn" in page(service, permalink(cut(one)[0]))
    gone = page(service, permalink(cut(two)[0]))
    assert "no part of the corpus any more" in gone
    assert marked(gone) == ["The port is open."]


@pytest.mark.parametrize(
    "query", ["?start=5&end=5", "?start=0&end=999", "?start=-1&end=3", "?start=²&end=3", "?start=0", "?end=a"]
)
def test_offsets_that_are_none_mark_nothing(service, query):
    """The statement is shown without a mark, never with a wrong one."""
    put(service, Statement("a", "The port is open."))
    text = page(service, f"/statements/a{query}")
    assert "The port is open." in text
    assert marked(text) == []


@pytest.mark.parametrize("address", ["/statements/nope", "/statements/a?of=0000", "/statements/%00"])
def test_what_was_never_said_is_not_there(service, address):
    """An unknown id, and words that the statement never had, are not found."""
    put(service, Statement("a", "The port is open."))
    assert service.client.get(address).status_code == 404


def test_where_keys_are_set_strangers_sign_in_first(tmp_path):
    """The page is for those who may read reports, and the way back to the passage is kept."""
    service = Service(tmp_path, keys=["one"])
    answer = service.client.get("/statements/a?of=ab&start=0&end=3")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/statements/a?of%3Dab%26start%3D0%26end%3D3"


@pytest.mark.parametrize("key", ["ferries-1", ODD])
def test_it_leads_to_all_that_is_known(service, key):
    """From the words of a passage it is one step to the records and the history of the statement."""
    put(service, Statement(key, WORDS))
    known = page(service, permalink(cut(Statement(key, WORDS))[0]))
    (address,) = re.findall(r'href="(/corpus/[^"]+)"', known)
    assert "What happened to it" in page(service, address)
