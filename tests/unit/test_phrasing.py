"""What a sentence leans on, filled in."""

from __future__ import annotations

import pytest

from checker.phrasing import resolved, softened


@pytest.mark.parametrize(
    ("previous", "text", "expected"),
    [
        (
            "The police say nobody was killed at the march.",
            "They arrested 14 people.",
            "The police arrested 14 people.",
        ),
        ("The army fired on the crowd.", "They killed 30 people.", "The army killed 30 people."),
        ("Kenyan officials seized the trucks.", "They sold the oil.", "Kenyan officials sold the oil."),
    ],
)
def test_a_pronoun_is_filled_with_the_subject(previous, text, expected):
    """The words before the first verb, and no more."""
    assert resolved(text, text, previous) == expected


@pytest.mark.parametrize("text", ["says no rice was sent", "Says No Rice Was Sent"])
def test_what_goes_on_has_the_subject_of_its_first_half(text):
    """Whoever else is named there, and however the headline writes its words."""
    assert resolved(text, text, "Oman confirms a loan to Kenya.", goes_on=True) == f"Oman {text}"


@pytest.mark.parametrize(
    ("previous", "text"),
    [
        ("The ministry says teachers are lazy.", "They were dismissed."),
        ("The ministry closed 30 schools.", "They will open in May."),
        ("Witnesses say three ships sank.", "They saw a missile."),
        ("Unions say 40 schools are closed.", "They want higher pay."),
        ("Teachers need higher pay and the strike goes on.", "They lied to us."),
        ("Oman asked Kenya for rice.", "denied by the army"),
        ("Oman asked Kenya for rice.", "says who"),
        ("Oman asked Kenya for rice.", "had a lot to do with it"),
    ],
)
def test_a_pronoun_stays_where_another_may_be_meant(previous, text):
    """Several who are told of, whom "they" fits as well; and what lacks no subject gets none."""
    assert resolved(text, text, previous) == text


@pytest.mark.parametrize(
    ("shouted", "expected"),
    [
        ("PTI SAYS FO REJECTED THE NEW RULES", "PTI Says FO Rejected the New Rules"),
        ("IT MINISTER SAYS SCHOOLS OPEN IN MAY", "IT Minister Says Schools Open in May"),
        ("IT WAS OPENED BEFORE MAY IN OMAN", "It was Opened before May in Oman"),
        ("SCHOOLS OF OMAN REOPEN ON 5 MAY", "Schools of Oman Reopen on 5 May"),
        ("THE MEN INSIDE MAY LEAVE ON MONDAY", "The Men inside may Leave on Monday"),
        ("THE PORT MAY CLOSE ON MONDAY", "The Port may Close on Monday"),
        ("UP TO 14 MAY HAVE DIED IN FLOODS", "Up to 14 may have Died in Floods"),
        ("THE LAW OF 2020 MAY RESULT IN LOSSES", "The Law of 2020 may Result in Losses"),
        ("UP TO 40 MAY FACE TRIAL IN OMAN", "Up to 40 may Face Trial in Oman"),
        ("BY MAY 31 SCHOOLS WILL OPEN IN OMAN", "By May 31 Schools will Open in Oman"),
        ("ARMY SAYS THE WAR DID COST OIL AND GAS", "Army Says the War did Cost Oil and Gas"),
    ],
)
def test_acronyms_and_may_keep_their_capitals(shouted, expected):
    """Short words that English hardly has are acronyms; MAY behind a preposition or by a day is the month."""
    assert softened(shouted) == expected
