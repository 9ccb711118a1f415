from __future__ import annotations

import pytest
from flask import Flask

from checker import citations, tongues
from checker.schema import report_to_wire
from tests import samples


@pytest.fixture(params=["en"])
def lang(request):
    return request.param


@pytest.fixture(autouse=True)
def reader(lang):
    """Read in a language, as a page is."""
    app = Flask(__name__)
    tongues.register(app)
    with app.test_request_context(f"/?lang={lang}"):
        yield


@pytest.fixture
def passage():
    return report_to_wire(samples.everything(), check_id="x")["claims"][0]["passages"][0]


@pytest.mark.parametrize(
    ("said", "iso", "precision", "shown"),
    [
        ("Thursday", "Thursday", "unknown", "Thursday"),
        ("", "", "unknown", ""),
        ("19 June", "2025-06-19", "day", "19 June 2025"),
        ("2025-06-19", "2025-06-19", "day", "19 June 2025"),
        ("2025-06", "2025-06", "month", "June 2025"),
        ("", "2025-06-09", "day", "9 June 2025"),
        ("", "2025-06", "month", "June 2025"),
        ("", "2025", "year", "2025"),
        ("", "2025-06-09T19:05+05:00", "minute", "9 June 2025, 14:05\u00a0UTC"),
    ],
)
def test_when(said, iso, precision, shown):
    """A date is written in one way, as far as it is known; what is no date stays in its source's words."""
    passage = {"issued_at_text": said, "issued_at": iso, "issued_at_precision": precision}
    assert citations.when(passage) == shown


@pytest.mark.parametrize(
    ("speaker", "office", "issuer", "who", "roles"),
    [
        ("Ana Lind", "Spokesperson", "Ministry", "Ana Lind", "Spokesperson, Ministry"),
        ("", "Spokesperson", "Ministry", "Spokesperson", "Ministry"),
        ("", "", "Ministry", "Ministry", ""),
        ("", "", "", "An official", ""),
    ],
)
def test_who(speaker, office, issuer, who, roles):
    """Whoever is named first is not named twice."""
    passage = {"speaker": speaker, "office": office, "issuer": issuer}
    assert (citations.who(passage), citations.roles(passage)) == (who, roles)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Ministry of Transport", "The Ministry of Transport"),
        ("Harbour Board", "The Harbour Board"),
        ("The Harbour Board", "The Harbour Board"),
        ("Norland's Foreign Office", "Norland's Foreign Office"),
        ("Ana Lind", "Ana Lind"),
        ("", ""),
    ],
)
def test_issuer(name, subject):
    """An institution gets the article that English wants, and a person or an owned name none."""
    assert citations.issuer({"issuer": name, "office": "", "speaker": ""}) == subject


@pytest.mark.parametrize("lang", ["ur"], indirect=True)
def test_issuer_in_a_sentence_from_right_to_left():
    """In Urdu a name keeps its own direction, and gets no English article."""
    named = {"issuer": "Ministry of Transport", "office": "", "speaker": ""}
    assert citations.issuer(named) == "\u2068Ministry of Transport\u2069"


def test_citation(passage):
    """What is copied for an article has the words, who said them, when and where."""
    assert citations.citation(passage) == (
        "“We have ordered 12 ferries, and not one more.”\n"
        "— Ana Lind, Transport Spokesperson, Ministry of Transport, 19 June 2025\n"
        "Ferries: what we know, The Harbour Times\n"
        "https://news.example/ferries?a=1&b=2"
    )


def test_citation_without_a_source(passage):
    """What a source does not tell is left out, and no address that is none is passed on."""
    bare = {"source_title": "", "publisher": "", "source_url": "javascript:alert(1)", "office": ""}
    assert citations.citation(passage | bare).splitlines()[1:] == [
        "— Ana Lind, Ministry of Transport, 19 June 2025"
    ]


def test_citation_of_what_no_longer_holds(passage):
    """Whoever pastes it tells that it was withdrawn or overtaken, and when."""
    gone = {"ending": "retracted", "until": "2025-06-21T00:00:00+00:00"}
    assert citations.citation(passage | {"standing": gone}).splitlines()[-1] == (
        "No longer in force: Withdrawn, 21 June 2025."
    )


def test_ended(passage):
    """A statement that ended says how and when; one that holds says nothing."""
    gone = {"ending": "superseded", "until": "2025-06-21T00:00:00+00:00"}
    assert citations.ended(passage) == ""
    assert citations.ended(passage | {"standing": gone}) == "Superseded, 21 June 2025"
    assert citations.ended(passage | {"standing": gone | {"until": None}}) == "Superseded, date not known"
