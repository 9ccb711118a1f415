from __future__ import annotations

import pytest

from checker.claims import extract_claims
from checker.clauses import is_statement, subject
from checker.records import Post


def queries(text):
    found = extract_claims(Post(text), lambda texts: [1.0] * len(texts))
    return [claim.query.rstrip(".!") for claim in found]


@pytest.mark.parametrize(
    ("post", "second"),
    [
        (
            "Oman confirms the loan of 30 million to Kenya; says no request for rice",
            "Oman says no request for rice",
        ),
        ("Ministry orders 120 ferries; denies toll on weekends", "Ministry denies toll on weekends"),
        ("The union accepts the offer; condemns the blockade", "The union condemns the blockade"),
        ("Kenya stands with Oman but says Oman broke the treaty", "Kenya says Oman broke the treaty"),
        ("The bank raised its rate but kept its target", "The bank kept its target"),
        ("Kenya has sent 40 jets but denies a war with Oman", "Kenya denies a war with Oman"),
        (
            "Ministry closed all schools, says no teacher was dismissed",
            "Ministry says no teacher was dismissed",
        ),
    ],
)
def test_a_verb_alone_goes_on_with_the_subject_of_the_sentence(post, second):
    """Both halves are claims, and the second has the subject that it lacks, whoever else is named."""
    assert queries(post)[1:] == [second]


@pytest.mark.parametrize(
    "post", ["City police arrest 40; deny shots were fired", "Doctors open a ward; say it was full"]
)
def test_so_does_the_verb_of_a_plural(post):
    """It has the form of an order."""
    assert not queries(post)[-1].lower().startswith(("deny", "say"))


@pytest.mark.parametrize(
    "post",
    [
        "All schools are closed, says the health ministry",
        "All schools are closed, says a man who was arrested and then died",
        "The bridge collapsed, says engineer hired by the city",
        "The ministry says Oman closed its port but opened two roads",
        "Nobody asked for tanks but got ten planes",
        "14 men were arrested but released without charge",
        "The museum is open but closed on Sundays",
        "Kenya has received no request but says it is ready",
        "Kenya asked for tanks and got ten planes",
    ],
)
def test_where_another_may_be_the_subject_the_sentence_stays_whole(post):
    """Who told it, somebody in what is told, nobody, or what a passive leaves out."""
    assert queries(post) == [post]


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (
            "While conscription will be brought back, the train to Vesk was cancelled because of floods",
            ["Conscription will be brought back", "The train to Vesk was cancelled because of floods"],
        ),
        (
            "Although Kenya closed schools, ports and airports, Oman has opened its borders",
            ["Kenya closed schools, ports and airports", "Oman has opened its borders"],
        ),
        (
            "Water bills will go up 6 percent even though the minister has promised lower prices",
            ["Water bills will go up 6 percent", "The minister has promised lower prices"],
        ),
        (
            "Mobile phones are banned in schools — the night train was cancelled because of floods",
            ["Mobile phones are banned in schools", "The night train was cancelled because of floods"],
        ),
    ],
)
def test_what_is_conceded_or_stands_behind_a_dash_is_claimed_too(post, expected):
    """It needs no name or number, but a subject, a verb, and nothing that points back."""
    assert queries(post) == expected


@pytest.mark.parametrize(
    "post",
    [
        "While visiting Oman, the minister was arrested",
        "While it was raining, the dam of Oman was opened",
        "While the minister was in Oman, his house was burned",
        "Even though rates are up in Oman, and most of us are waiting, prices will fall",
        "Kenya said that although ports are open in Oman, ships will not sail",
        "The port of Oman is closed — the ministry has denied the report",
        "The port of Oman is closed - the story is fake",
        "The port of Oman is closed - it was hit by a storm",
        "The port of Oman is closed - officials said on Monday",
        "The prime minister said on Monday — Kenya opened the dam",
        "We have a good relationship together — a lot different than the last time I was here",
        "Four vaccines were allowed in Oman - positive for Kenya & will assist us in the coming months",
        "Kenya - the country of the lakes - has closed its port",
        "If Oman is attacked - the strait will be closed",
        "The strait will be closed - unless Oman is paid",
        "Once the strike is over - the port will be opened",
        "Provided rain is falling - the harvest will be saved",
    ],
)
def test_asides_and_what_is_said_of_the_rest_are_no_claims(post):
    """A sentence of which one part is about the other is one claim."""
    assert len(queries(post)) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The police say nobody was killed", "The police"),
        ("Experts say no vaccine works", "Experts"),
        ("Officials claim nothing closed 30 schools", "Officials"),
        ("Schools open on 1 September", "Schools"),
        ("Taxes rise by 5%", "Taxes"),
        ("Police report 40 dead", "Police"),
        ("Police report on the crash was sold", ""),  # a report, or who reports
        ("Teachers need higher pay and won it", ""),
    ],
)
def test_the_verb_of_a_plural_ends_its_subject(text, named):
    """It is told from a noun by what follows; where that is not sure there is no subject."""
    assert subject(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "Arms deal with Oman",
        "Arms deal this week",
        "Prisoners exchange with Kenya",
        "Sanctions deal 2026",
        "Taxes rise",
    ],
)
def test_nouns_behind_a_plural_are_no_verbs(text):
    """What may be a noun is one, unless something follows that no noun takes."""
    assert not is_statement(text)
