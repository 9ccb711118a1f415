"""The words of a text, as claim and passage are laid side by side."""

from __future__ import annotations

import pytest

from checker.alignment import words


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("They thanked the US, the U.S. and us", {"US": "america", "U.S.": "america"}),
        ("The u.s. fleet and US's allies", {"u.s.": "america", "US's": "america"}),
        (
            "the UK, the U.K. and the United Kingdom",
            dict.fromkeys(["UK", "U.K.", "United Kingdom"], "britain"),
        ),
        ("New Zealanders in saudi arabia", {"New Zealanders": "new zealand", "saudi arabia": "saudi"}),
        ("Sri Lanka's tea, South African tea", {"Sri Lanka's": "sri", "South African": "south africa"}),
        ("the United Arab Emirates' tea", {"United Arab Emirates": "emirat"}),
        ("THEY TOLD US NOTHING", {}),
        ("US$5, US $6 and USD 7 of the U.S.S.R.", {}),
        ("the new, united and southern states", {}),
    ],
)
def test_countries_are_one_word_however_they_are_written(text, countries):
    """A country of two words, or with stops, is found where it stands; "us" and "US$" are none."""
    assert {text[w.start : w.end]: w.country for w in words(text) if w.country} == countries


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("South Koreans", "Seoul", True),
        ("North Korea", "Pyongyang's", True),
        ("the US", "Americans", True),
        ("South Korea", "North Korea", False),
        ("South Sudan", "Sudan", False),
    ],
)
def test_a_country_has_one_key_and_no_other_has_it(one, other, same):
    """Two countries by one name are two."""
    assert (words(one)[-1].key == words(other)[-1].key) is same


def test_a_text_is_read_once():
    """Each rule asks for the words of the same few texts."""
    assert words("Ferries were ordered.") is words("Ferries were ordered.")
