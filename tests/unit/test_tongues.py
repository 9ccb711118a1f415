from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask_babel import lazy_gettext

from checker import navigation, tongues
from checker.key_records import Holder, Scope
from tests.service import Service

WHEN = datetime(2026, 3, 5, 14, 7, tzinfo=UTC)


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path)


def page_in(service, path="/", **headers):
    return service.client.get(path, headers=headers)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("no such user", "no such user."),
        ("صارف zed موجود نہیں", "صارف zed موجود نہیں۔"),
        ("کھاتہ (عارضی)", "کھاتہ (عارضی)۔"),
        ('یہ نہیں: since is not "2025Z"', 'یہ نہیں: since is not "2025Z".'),
        ("", "."),
    ],
)
def test_a_sentence_ends_as_its_script_does(words, sentence):
    """By the last letter: errors end with words of users too."""
    assert tongues.sentence(words) == sentence


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("ur", "ur"),
        ("ur-PK,ur;q=0.9,en;q=0.5", "ur"),
        ("en-GB,en;q=0.9,ur;q=0.1", "en"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_language_of_the_browser(service, accept, lang):
    """A page comes in the language that the browser asks for, as far as it is spoken here."""
    answer = page_in(service, Accept_Language=accept)
    assert f'lang="{lang}" dir="{"rtl" if lang == "ur" else "ltr"}"' in answer.text
    assert answer.headers["Content-Language"] == lang
    assert {"accept-language", "cookie"} <= {one.lower() for one in answer.vary}


def test_language_is_kept(service):
    """A language that the address names goes before the browser's, and is kept for the pages after it."""
    assert 'dir="rtl"' in page_in(service, "/?lang=ur", Accept_Language="en").text
    assert 'dir="rtl"' in page_in(service, "/", Accept_Language="en").text
    assert 'dir="ltr"' in page_in(service, "/?lang=en").text
    assert 'dir="ltr"' in page_in(service, "/").text


@pytest.mark.parametrize("lang", ["xx", "", "ur\x00", "../en", "UR"])
def test_unknown_language(service, lang):
    """A language that is not spoken here changes nothing and is not kept."""
    answer = service.client.get("/", query_string={"lang": lang})
    assert 'dir="ltr"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_switch_stays_on_the_page(service):
    """The link to the other language leads to the same address with all that it asked for, escaped."""
    page = service.client.get("/", query_string={"text": '"><b>&x'}).text
    assert 'href="/?text=%22%3E%3Cb%3E%26x&amp;lang=ur"' in page
    assert '"><b>' not in page


def test_switch_after_a_form(service):
    """An answer to a form leads to a page that can be asked for."""
    page = service.client.post("/checks", data={"text": ""}).text
    assert 'href="/?lang=ur"' in page


def test_programs_get_english(service):
    """What the API says does not depend on the languages of whoever asks."""
    answer = service.client.get("/api/v1/checks/x?lang=ur", headers={"Accept-Language": "ur"})
    assert answer.get_json()["detail"] == "there is no such check"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("lang", "day", "moment"),
    [
        ("en", "5 March 2026", "5 March 2026, 14:07\u00a0UTC"),
        ("ur", "5 مارچ، 2026", "5 مارچ، 2026، 14:07\u00a0UTC"),
    ],
)
def test_dates(service, lang, day, moment):
    """Days and times are written as the readers of the page write them."""
    with service.app.test_request_context("/", query_string={"lang": lang}):
        assert (tongues.day(WHEN), tongues.moment(WHEN)) == (day, moment)


def test_navigation_shows_what_is_open(service):
    """Each visitor sees the areas that their scopes open, in order; strangers see none."""
    app = service.app
    app.extensions[navigation.EXTENSION] = []
    navigation.add(app, lazy_gettext("Second"), "keys_page.page", 20, (Scope.ADMIN,))
    navigation.add(app, lazy_gettext("First"), "web.form", 10, (Scope.CHECK, Scope.READ))
    with app.test_request_context("/admin/keys"):
        reader = Holder("a", frozenset({Scope.READ}), "a")
        admin = Holder("a", frozenset(Scope), "a")
        assert [link.label for link in navigation.links_for(reader)] == ["First"]
        assert [link.label for link in navigation.links_for(admin)] == ["First", "Second"]
        assert [link.current for link in navigation.links_for(admin)] == [False, True]
        assert navigation.links_for(None) == []


def test_demo_mode_says_so(service, tmp_path):
    """Where there are no accounts and no keys, every page says that everybody may do everything."""
    words = "Everybody on this machine may do everything"
    assert words in service.client.get("/").text
    assert words in service.client.get("/nowhere", headers={"Accept": "text/html"}).text
    assert words not in Service(tmp_path / "b", keys=("k",)).client.get("/sign-in").text
