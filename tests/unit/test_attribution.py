"""Who is said to have said it: where the corpus holds their words, these decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.attribution import by_whom_it_is_said, named_person, said_by
from checker.records import Claim, Deciding, Explanation, Probabilities, Span, Stance
from tests.samples import evidence, statement

NORWAY = statement("We have asked Sweden for ferries.", 1, issuer="Foreign Ministry, Norway")
SWEDEN = statement("No request for ferries has reached us.", 2, issuer="Foreign Ministry, Sweden")


def claim(text: str) -> Claim:
    return Claim("c1", text, 0, len(text), text)


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("The Norwegian foreign ministry said Sweden received no request", {"norw"}),
        ("Sweden's Foreign Office has confirmed that Norway asked", {"swed"}),
        ("Norway has asked Sweden for ferries, Stockholm says", {"swed"}),
        ("Norway has asked Sweden, said the spokesperson of Norway", {"norw"}),
        ("According to Oslo, nothing was asked of Sweden", {"norw"}),
        ("Stockholm: “We got nothing from Norway”", {"swed"}),
        ("Norway asked Sweden for ferries", set()),
        ("Norway asked Sweden, which said no", set()),
        ("The minister, a friend of Denmark, said that Norway asked", set()),
        ("The minister was there, said Norway had asked", set()),
        ("Norway attacked those who told Sweden", set()),
        ("Norway's Foreign Office said, according to reports, that Sweden asked", {"norw"}),
        ("Norway said Sweden asked for talks, Reuters reported", {"norw"}),
        ("Norway has categorically denied that Sweden asked", {"norw"}),
        ("Norway's envoy to Sweden said that nothing was asked", {"norw"}),
        ("Oil fell according to Norway after Sweden denied it", {"norw"}),
        ("Britain confirmed that it had asked", {"brit"}),
        ("US says that Norway asked", {"america"}),
        ("Norway asked Sweden, US says", {"america"}),
        ("Norway condemns the strike, assures Sweden of support", set()),
        ("Norway backs Denmark, told Sweden to stop", set()),
        ("Sources in Sweden say that Norway has asked", set()),
        ("Protesters in Norway said that Sweden asked", set()),
        ("A Swedish newspaper reported that Norway has asked", set()),
        ("Norway denied Sweden access to its harbours", set()),
        ("Norway declared war on Sweden", set()),
        ("Norwegian claims on Sweden were rejected by Denmark", set()),
        ("Norway condemned it, as did Sweden and the Baltic states", set()),
        ("Norway rejects Danish, Swedish claims", set()),
        ("The minister said that Norway asked", set()),
        ("", set()),
    ],
)
def test_who_is_said_to_have_said_it(text, whose):
    """Before, after, in quotation, and not whoever else is named."""
    found = said_by(text)
    assert len(found) == len(whose)
    assert all(any(name.startswith(stem) for name in found) for stem in whose)


@pytest.mark.parametrize("text", [" " * 10_000, "," + " " * 10_000, ", said" * 2_000, "Norway " * 1_500])
def test_long_texts_end(text):
    """No expression tries the same blanks in many ways: with one that did this would not end."""
    assert said_by(text) == frozenset()


def test_what_another_office_says_leaves_it_open():
    """Sweden confirmed nothing of the kind, whatever Norway says of itself."""
    both = [evidence(NORWAY, Stance.SUPPORTS), evidence(SWEDEN, Stance.REFUTES)]
    found = by_whom_it_is_said(
        claim("Sweden's Foreign Office confirmed that Norway asked it for ferries"), both
    )
    assert [e.stance for e in found] == [Stance.NEUTRAL, Stance.REFUTES]
    assert found[1] == both[1]


@pytest.mark.parametrize(
    "text",
    [
        "Norway asked Sweden for ferries",
        "They say that Norway asked",
        "The minister says that Norway asked",
        "Sources in Denmark say that Norway asked",
        "Dawn says that Norway asked",
    ],
)
def test_otherwise_all_count(text):
    """Where nobody is named who can be held to it."""
    both = [evidence(NORWAY, Stance.SUPPORTS), evidence(SWEDEN, Stance.REFUTES)]
    assert by_whom_it_is_said(claim(text), both) == both


@pytest.mark.parametrize(
    "text",
    [
        "Denmark says that Norway asked Sweden",
        "Denmark's foreign ministry confirmed that Norway asked Sweden",
        "The White House confirmed that Norway asked Sweden",
        "The United Nations says that Norway asked Sweden",
        "Denmark stressed that Norway asked Sweden",
    ],
)
def test_what_one_country_says_is_not_said_by_another(text):
    """It supports nothing that others are told to have said; a denial answers it all the same."""
    both = [evidence(NORWAY, Stance.SUPPORTS), evidence(SWEDEN, Stance.REFUTES)]
    found = by_whom_it_is_said(claim(text), both)
    assert [e.stance for e in found] == [Stance.NEUTRAL, Stance.REFUTES]


@pytest.mark.parametrize(
    ("text", "words", "stance"),
    [
        ("Denmark condemned the strike on Norway", "We condemn the strike.", Stance.NEUTRAL),
        ("Denmark condemned the strike on Norway", "Denmark has condemned it too.", Stance.SUPPORTS),
        ("Denmark said that it asked", "Denmark has told us that it asked.", Stance.SUPPORTS),
        ("Denmark said that it asked", "Denmark has asked.", Stance.NEUTRAL),
        ("Norway rejected the plan of Denmark", "We rejected it.", Stance.SUPPORTS),
        ("Norway's police condemned the strike", "We condemn the strike.", Stance.SUPPORTS),
        ("The army condemned the strike", "We condemn the strike.", Stance.SUPPORTS),
        ("Denmark far off in its own world Norway's office said that it asked", "We asked.", Stance.SUPPORTS),
        ("Denmark sent ferries to Norway", "Ferries have come to us.", Stance.SUPPORTS),
    ],
)
def test_what_a_country_does_in_words(text, words, stance):
    """A passage of others that tells of it is one for it, and so is what is not done in words."""
    of_norway = statement(words, 4, issuer="Foreign Ministry, Norway", speaker="")
    [found] = by_whom_it_is_said(claim(text), [evidence(of_norway, Stance.SUPPORTS)])
    assert found.stance is stance


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("Lund", True),
        ("Per Anders Lund", True),
        ("Per Lund", True),
        ("P. A. Lund", True),
        ("Minister Lund", True),
        ("PM Lund", True),
        ("FO spokesman Lund", True),
        ("Yesterday Lund", True),
        ("Mr Lund, the new spokesman,", True),
        ("Mr Berg, our man in Oslo,", False),
        ("Norway's Lund", True),
        ("Andres Lund", True),
        ("Per Anders Lnud", True),
        ("Jane Lund", False),
        ("PM Berg", False),
        ("Berg", False),
        ("Per Berg", False),
        ("Norway's envoy Berg", False),
        ("The spokesman", True),
        ("Lund and Berg", True),
        ("Experts", True),
        ("They", True),
    ],
)
@pytest.mark.parametrize("said", ["said that nobody asked", "condemned the strike", "has rejected it"])
def test_a_surname_is_whose_it_is_and_no_others(name, theirs, said):
    """Officials are called by their last name; who shares it with another first name is somebody else."""
    of_lund = statement("Nobody asked us.", 3, speaker="Per Anders Lund", issuer="Foreign Ministry, Norway")
    [found] = by_whom_it_is_said(claim(f"{name} {said}"), [evidence(of_lund, Stance.SUPPORTS)])
    assert (found.stance is Stance.SUPPORTS) is theirs


def test_that_somebody_else_speaks_is_no_contradiction():
    """Unless what is said differs as well."""
    of_lund = statement("Lund rejected the plan.", 3, speaker="Per Lund", issuer="Foreign Ministry, Norway")
    text = "Berg rejected the plan"

    def explained(*words: Span) -> Stance:
        why = Explanation(Deciding.OTHER, words, (), "")
        refuted = evidence(of_lund, Stance.REFUTES, explanation=why)
        return by_whom_it_is_said(claim(text), [refuted])[0].stance

    assert explained(Span(0, 4)) is Stance.NEUTRAL
    assert explained(Span(0, 4), Span(18, 22)) is Stance.REFUTES


def test_a_passage_that_hardly_takes_a_side_does_not_silence_the_other():
    """A denial of .97 is not set aside for something near of the office that is named."""
    near = replace(evidence(NORWAY, Stance.SUPPORTS), probabilities=Probabilities(0.45, 0.35, 0.2))
    both = [near, evidence(SWEDEN, Stance.REFUTES)]
    assert by_whom_it_is_said(claim("Norway says that it asked Sweden"), both) == both


def test_an_office_that_takes_no_side_does_not_silence_the_other():
    """Norway's silence on what it is said to have said leaves Sweden's denial as the answer."""
    both = [evidence(NORWAY, Stance.NEUTRAL), evidence(SWEDEN, Stance.REFUTES)]
    assert by_whom_it_is_said(claim("Norway says that it asked Sweden"), both) == both


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Jane Smith: "Nobody asked us"', {"jane", "smith"}),
        ("Foreign Minister Jane Smith said: “Nobody asked us”", {"jane", "smith"}),
        ('"Nobody asked us," Jane Smith said', {"jane", "smith"}),
        ("“Nobody asked us,” said Secretary-General Jane Smith.", {"jane", "smith"}),
        ('Sheikh Hamad Al-Thani: "Nobody asked us"', {"hamad", "al", "thani"}),
        ('State Department: "Nobody asked us"', set()),
        ('Norwegian Foreign Ministry: "Nobody asked us"', set()),
        ('JUST IN: "Nobody asked us"', set()),
        ("Jane Smith said that nobody asked", {"jane", "smith"}),
        ("Nobody asked us, Jane Smith said", {"jane", "smith"}),
        ("According to Jane Smith, nobody asked us", {"jane", "smith"}),
        ("Harbour Times said that nobody asked", set()),
        ("Human Rights Watch said that nobody asked", set()),
        ("Doctors Without Borders said that nobody asked", set()),
        ("The World Health Organization said that nobody asked", set()),
        ("Flood Victims Say Nobody Has Asked Them", set()),
        ("My cousin Jane Smith said that nobody asked", set()),
        ('Jane Smith said "no" to Norway', set()),
        ('Jane Smith, "the minister"', set()),
        ('"Nobody asked us," Smith said', {"smith"}),
        ("Smith said that nobody asked", {"smith"}),
        ("Trump's envoy Smith said that nobody asked", {"smith"}),
        ("Harbour police said that nobody asked", set()),
        ("HMS said that nobody asked", set()),
        ("Jane Smith Condemns Norway", set()),
        ("“Nobody asked us,” the minister told Jane Smith", set()),
        ("", set()),
    ],
)
def test_who_is_said_by_name_to_have_said_it(text, name):
    """First and last name of who is quoted or told to have said it; offices and newspapers are no persons."""
    assert named_person(text) == name


def test_what_somebody_else_said_is_not_in_the_mouth_of_who_is_quoted():
    """The words are right, the person is not: that supports nothing, and contradicts nothing either."""
    ministers = statement("Nobody asked us.", 3, speaker="Per Lund", issuer="Foreign Ministry, Norway")
    asked = claim('Jane Smith: "Nobody asked us"')
    [found] = by_whom_it_is_said(asked, [evidence(ministers, Stance.SUPPORTS)])
    assert found.stance is Stance.NEUTRAL
    assert found.explanation is None
    [kept] = by_whom_it_is_said(asked, [evidence(ministers, Stance.REFUTES)])
    assert kept.stance is Stance.REFUTES


@pytest.mark.parametrize(
    "of_whom",
    [
        {"speaker": "Jane Smith", "text": "Nobody asked us."},
        {"speaker": "J. Smith", "text": "Nobody asked us."},
        {"speaker": "Per Lund", "text": "Nobody asked us, as Jane Smith said."},
        {"speaker": "", "text": "Nobody asked us."},
    ],
)
def test_support_for_a_quotation_stays(of_whom):
    """What the quoted said, what is told of them, and what nobody is named for."""
    said = statement(of_whom["text"], 3, speaker=of_whom["speaker"], issuer="Foreign Ministry, Norway")
    [found] = by_whom_it_is_said(claim('Jane Smith: "Nobody asked us"'), [evidence(said, Stance.SUPPORTS)])
    assert found.stance is Stance.SUPPORTS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Prime Minister Tusk: "There is no plan"', {"tusk"}),
        ('Health Minister Lund said: "Nobody asked us"', {"lund"}),
        ('Oslo police: "Nobody asked us"', frozenset()),
        ('Foreign Office: "Nobody asked us"', frozenset()),
    ],
)
def test_a_last_name_behind_an_office_is_a_name(text, name):
    """It says who is quoted as surely as both names."""
    assert named_person(text) == name


@pytest.mark.parametrize("text", ["The minister 's said that nobody asked", "’s said that nobody asked"])
def test_an_owner_without_a_name_is_nobody(text):
    """Posts are written in haste."""
    assert named_person(text) == frozenset()


@pytest.mark.parametrize(
    ("who", "issuer"),
    [
        ("Pentagon", "Department of Defense, United States"),
        ("The Pentagon", "Department of Defense, United States"),
        ("Downing Street", "Government, United Kingdom"),
        ("Nasa", "National Aeronautics and Space Administration"),
        ("Nadra", "National Database and Registration Authority, Pakistan"),
        ("Wapda", "Water and Power Development Authority"),
        ("Taliban", "Islamic Emirate of Afghanistan"),
        ("Harbora", "Harbora, Norway"),
    ],
)
def test_what_an_institution_is_called_by_is_no_person(who, issuer):
    """Whoever speaks for it has a name of his own."""
    said = statement("Nobody asked us.", 3, speaker="Per Lund", issuer=issuer, office="spokesman")
    [found] = by_whom_it_is_said(claim(f"{who} said that nobody asked"), [evidence(said, Stance.SUPPORTS)])
    assert found.stance is Stance.SUPPORTS


def test_who_is_spoken_of_as_a_thing_is_no_person():
    """A firm says what it will do."""
    assert named_person("Harbora said it will sell the port") == frozenset()
    assert named_person("Taliban spokesman Lind said that it will rain") == {"lind"}
    assert named_person("White House spokeswoman Ana Lind said it will rain") == {"ana", "lind"}
    assert named_person("Ana Lind said it will rain") == {"ana", "lind"}
