from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from checker.tongues import LANGUAGES
from scripts import translations

TEMPLATES = sorted((translations.PACKAGE / "templates").rglob("*.html"))
# Names, file formats and the like: the same in every language. The API's own page is in English.
SAME_EVERYWHERE = set(
    "checker JSON CSV UTC API Ctrl Enter Esc ClaimReview NDJSON j k x a n t ? / kB MB https".split()
)
IN_ENGLISH = {"docs.html"}
SPOKEN = ("placeholder", "title", "aria-label", "alt", "label", "data-label")


@pytest.fixture(scope="module")
def template():
    """Give every string that is to be translated."""
    return translations.extracted()


def test_every_language_has_a_catalogue():
    """Each language that pages offer, but English, has translations, and no other has."""
    assert translations.languages() == sorted(set(LANGUAGES) - {"en"})


@pytest.mark.parametrize("lang", translations.languages())
def test_catalogue_is_up_to_date(lang, template):
    """The .po file has the strings of the code and the templates, and the .mo file is made from it."""
    po = translations.as_po(translations.updated(lang, template))
    stale = f"run `make translations` and translate what is new in {lang}"
    assert translations.path_of(lang).read_bytes() == po, stale
    mo = translations.as_mo(read_po(io.BytesIO(po), locale=lang))
    assert translations.path_of(lang, "mo").read_bytes() == mo, stale


@pytest.mark.parametrize("lang", translations.languages())
def test_everything_is_translated(lang, template):
    """No string is without a translation, and each translation has the places of its string."""
    assert list(translations.untranslated(translations.updated(lang, template))) == []


def spoken(html: str) -> list[str]:
    """Return what a reader sees or hears of a template beside what comes from its expressions."""
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "\x00", html, flags=re.DOTALL)
    attributes = re.findall(rf'\s(?:{"|".join(SPOKEN)})="([^"]*)"', bare)
    texts = re.sub(r"<(?:svg|code)\b.*?</(?:svg|code)>|<[^>]*>", "\x00", bare, flags=re.DOTALL).split("\x00")
    return [*attributes, *texts]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES[0].parents[1])))
def test_templates_speak_through_gettext(path: Path):
    """A template has no words of its own: each goes through gettext, so that it can be translated."""
    if path.name in IN_ENGLISH:
        return
    words = (word for text in spoken(path.read_text()) for word in re.findall(r"[^\W\d_]+", text))
    assert [word for word in words if word not in SAME_EVERYWHERE] == []


def test_words_of_templates_are_seen():
    """The test above sees text, and attributes that are read out; what is in expressions it leaves alone."""
    html = '<p title="Said" class="x">{{ _("Fine") }} Bare{% if x %}</p><svg><path d="M"/></svg>'
    assert [text.strip() for text in spoken(html) if text.strip("\x00 ")] == ["Said", "Bare"]


@pytest.mark.parametrize("lang", translations.languages())
def test_words_may_stand_in_attributes(lang, template):
    """No words hold what ends an attribute or begins a tag: templates write them unescaped."""
    said = [message for message in translations.updated(lang, template) if message.id]
    words = [part for one in said for part in (*_parts(one.id), *_parts(one.string))]
    assert [part for part in words if set(part) & set('"<>')] == []


def _parts(words):
    return words if isinstance(words, tuple | list) else (words,)
