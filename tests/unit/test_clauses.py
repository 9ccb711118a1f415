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
    ("post", "expected"),
    [
        ("Oman denies military role, backs Kenya in the UN", "Oman backs Kenya in the UN"),
        ("Oman Denies Military Role, Backs Kenya Politically", "Oman Backs Kenya Politically"),
        ("Kenya rejects the loan, accepts 30 million from Oman", "Kenya accepts 30 million from Oman"),
        ("Oman backs Kenya, denies a military role", "Oman denies a military role"),
        ("Oman denies military role and backs Kenya in the UN", "Oman backs Kenya in the UN"),
        ("The mayor rejected the new rules and condemned the strike", "The mayor condemned the strike"),
        ("The mayor met two unions and blamed the strike", "The mayor blamed the strike"),
        (
            "The ministry said that 40 people died and added that Oman has sent doctors",
            "The ministry said that Oman has sent doctors",
        ),
        (
            "Reuters said that Oman closed its port and added that Kenya attacked first",
            "Kenya attacked first",
        ),
        (
            "The ministry confirmed that 40 people died and denied that Oman has sent doctors",
            "The ministry denied that Oman has sent doctors",
        ),
    ],
)
def test_a_second_verb_of_one_subject_is_a_claim_of_its_own(post, expected):
    """Behind "and", or behind the comma of a headline."""
    assert queries(post)[1:] == [expected]


@pytest.mark.parametrize(
    "post",
    [
        "Regional issues and security are part of what Oman is working on with Kenya",
        "Peace talks in Oman and Kenya will be postponed",
        "Peace talks in Oman and Kenya failed",
        "Tax cuts and Brexit are to blame",
        "Oil exports and Kenya's tea are taxed",
    ],
)
def test_nouns_that_could_be_verbs_are_no_claims(post):
    """What "and" joins with them may be the other half of the subject."""
    assert queries(post) == [post]


@pytest.mark.parametrize(
    "post", ["The strike ends on Monday and Oman opens its port", "Kenya backs Oman and Egypt will pay"]
)
def test_a_verb_that_could_be_a_noun_is_one_before_a_singular_or_with_an_object(post):
    """Then both halves are claims."""
    assert len(queries(post)) > 1


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
        "Kenya bought 30 jets and lost 2",
        "The city built 900 flats for nurses and closed two car parks",
        "The blaze started in the kitchen and took an hour to contain",
        "Kenya closes its port, opens two roads",
        "Kenya blames Oman for the war and asks Egypt to open its ports",
        "Police arrested and charged two men in Oman",
        "Kenya would have closed its port and opened a road",
        "Kenya never closed its port and reopened its border",
        "The bill passed by the senate and signed by the president will cut taxes",
        "The court heard that Oman closed its port and opened a road",
        "14 men were arrested and released without charge",
        "The minister who closed the port and opened a road resigned",
        "Kenya opened its port and said that Oman may use it",
        "The bridge collapsed, needs repairs",
        "Kenya imports cars, buses and trucks",
        "Kenya ends its war, talks collapse",
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


@pytest.mark.parametrize(
    "post",
    [
        "Kenya denies the loan, writes Vika Post",
        "Kenya denies fraud, finds Vika News",
        "Oman denies the toll, asks Vika Radio",
        "The firm denied using children and forced labour",
        "The firm denied child labour and forced labour",
        "The mayor met victims and accused officers",
        "The bank denied hiding debts and inflated profits",
        "Not one bank denied the loss and blamed the traders",
        "Kenya backs the truce, thanks Oman for help in Vika",
    ],
)
def test_who_told_it_a_second_object_and_a_greeting_do_not_go_on(post):
    """None has the subject of the sentence for sure, and what opens like a greeting would be lost."""
    assert queries(post) == [post]


@pytest.mark.parametrize(
    ("post", "second"),
    [
        (
            "The army denied killing civilians and destroyed the bridge in Oman",
            "The army destroyed the bridge in Oman",
        ),
        ("The bank denied fraud and fired 40 people", "The bank fired 40 people"),
        ("The mayor denied the loan and blamed Oman", "The mayor blamed Oman"),
        ("Vika denies losses and welcomes the audit", "Vika welcomes the audit"),
    ],
)
def test_a_verb_with_its_own_object_goes_on(post, second):
    """An article, a number or a name stands behind no adjective."""
    assert queries(post)[1:] == [second]
