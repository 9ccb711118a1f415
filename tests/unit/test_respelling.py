"""Which words are taken for others, and which are left as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.respelling import respelled
from tests.draws import seeded
from training.slips import mistyped


def _nothing(_word: str) -> bool:
    return False


def _having(*words: str):
    return set(words).__contains__


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("foriegn", "foreign"),  # two letters exchanged
        ("miltary", "military"),  # one too few
        ("evacuuated", "evacuated"),  # one too many
        ("parlaament", "parliament"),  # another one
        ("ambasador", "ambassador"),  # once instead of twice
        ("recieved", "received"),  # so common that it stands in lists of words
        ("theministry", "the ministry"),  # no blank
        ("thisis", "this is"),  # though "thesis" is one slip away
        ("forcast", "forecast"),  # and not two words
        ("sooo", "so"),  # drawn out
        ("refuuuugeeees", "refugees"),
        ("k1lled", "killed"),  # figures and signs for letters
        ("m*rd*red", "murdered"),
        ("sh*t", "sh*t"),  # of a short word there are too many
        ("m*rd*r*rs*s*s", "m*rd*r*rs*s*s"),
        ("c@lm", "calm"),
        ("FORIEGN", "FOREIGN"),
        ("Foriegn", "Foreign"),
    ],
)
def test_one_slip_is_put_right(typed, meant):
    """Whatever kind it is, in capitals as in small letters."""
    text = f"The {typed} office said so on Thursday"
    assert respelled(text, _nothing) == text.replace(typed, meant)


@pytest.mark.parametrize(
    "word",
    [
        "quiet",
        "Hondurans",
        "Emiratis",
        "Chiba",
        "Khomeini",
        "Podlasie",
        "trail",
        "evacuees",
        "won't",
        "3,000",
    ],
)
def test_words_that_people_know_stay(word):
    """Also where another word is one letter away, and passages have that one."""
    others = _having("quite", "honduras", "emirates", "china", "khamenei", "trial", "evacuee")
    assert respelled(f"so {word} it is", others) == f"so {word} it is"


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("evacuates", "evaluates"),
        ("evicts", "edicts"),
        ("deports", "departs"),
        ("unblocks", "unlocks"),
        ("demotes", "denotes"),
        ("bulker", "bunker"),
        ("stonewalls", "stone walls"),
        ("martialled", "martial led"),
    ],
)
def test_forms_of_words_that_people_know_stay(typed, other):
    """A list of words leaves out forms; another word that has them is not meant."""
    assert respelled(f"Oman {typed} them", _having(*other.split())) == f"Oman {typed} them"


def test_a_misspelt_form_is_no_form_of_a_word():
    """A regular ending does not make a word of what is none."""
    assert respelled("Oman condems it", _having("condemns")) == "Oman condemns it"


def test_words_of_the_passages_come_first():
    """A name that no list has is known where the passages have it, as it is and misspelt."""
    assert respelled("Chikwawa has flooded", _having("chikwawa")) == "Chikwawa has flooded"
    assert respelled("Chikwwawa has flooded", _having("chikwawa")) == "Chikwawa has flooded"
    assert respelled("Chikwwawa has flooded", _nothing) == "Chikwwawa has flooded"
    assert respelled("the fotbal was lost", _having("fotbaal")) == "the fotbaal was lost"


def test_short_words_and_ends_of_words_stay():
    """Of short words too many are one slip apart, and an ending says who or when."""
    assert respelled("teh evacuatex militarz", _nothing) == "teh evacuatex militarz"


@pytest.mark.parametrize(
    "word", ["Smeech", "Burkman", "FoxNnews", "@nevws", "#miltary", "miltary.example", "www.miltary"]
)
def test_names_and_addresses_stay(word):
    """Another letter makes another name; handles, tags and addresses are no words."""
    assert respelled(f"so {word} it is", _having("burkman", "foxnews", "news")) == f"so {word} it is"


def test_a_name_that_passages_have_is_meant():
    """Where they have no other that is spelt so."""
    assert respelled("Burklman was freed", _having("burkman")) == "Burkman was freed"
    assert respelled("burklman was freed", _having("burkman")) == "burkman was freed"
    assert respelled("Burkman was freed", _having("burkman", "burman")) == "Burkman was freed"


def test_accents_do_not_make_another_word():
    """Passages are asked in small letters without accents."""
    assert respelled("in Balıkesir and Orbán", _having("orban")) == "in Balıkesir and Orbán"


def test_most_slips_are_found_again():
    """Of words misspelt by chance, those that are longer come back as they were."""
    said = "The spokesperson confirmed that no request for military support had been received by us"
    words, rng = said.lower().split(), seeded(4)
    typed = [mistyped(said, rng, 1) for _ in range(200)]
    found = sum(respelled(text, set(words).__contains__) == said for text in typed)
    assert found > 120
    assert all(text != said for text in typed)


def test_nonsense_costs_little():
    """No word is looked at that is longer than words are, and no more than some of a text."""
    asked: list[str] = []

    def has(word: str) -> bool:
        asked.append(word)
        return False

    long = "ab" * 5_000
    assert respelled(long, has) == long
    assert not asked
    respelled(" ".join(f"qx{a}{b}zvwk" for a in "abcdefghij" for b in "klmnopqrst"), has)
    assert len(asked) < 20_000


@given(st.text(max_size=80))
def test_what_was_put_right_is_right(text):
    """A second time finds nothing more, and nothing raises."""
    found = respelled(text, _nothing)
    assert respelled(found, _nothing) == found


@given(st.text(alphabet=st.characters(exclude_categories=["L"]), max_size=80))
def test_what_is_no_word_stays(text):
    """Only words are misspelt."""
    assert respelled(text, _nothing) == text
