"""What others say within somebody's own words is not that somebody's."""

from __future__ import annotations

import pytest

from checker.ingest.beside import parted_from_others
from checker.ingest.drafts import Draft
from checker.ingest.saying import said
from checker.records import Statement

MINISTRY = "Ministry of Fisheries"


def own(text, **fields):
    """Return the words that stay the speaker's."""
    return parted_from_others(Statement("", text, **({"issuer": MINISTRY} | fields))).text


@pytest.mark.parametrize(
    "others",
    [
        "Activist Ole Bru called the quota a disgrace.",
        "“The quota will ruin us,” said fisherman Lund. “Forty boats stay in port.” He added he will sue.",
        "The chairman of the Boat Owners' Union, Per Lund, said that 40 boats had been sold.",
        "The director of the aid group MedAction, Ann Petit, said the ministry was hiding deaths.",
        "Delmar Lithium's chief executive, Greta Holm, said 300 jobs would be lost.",
        "Opponents say that the stock is falling.",
    ],
)
def test_critics_in_a_release_are_not_its_issuer(others):
    """What they say is left out, with the quotations and the pronouns that go on with it."""
    assert own(f"The quota is 12,000 tonnes.\n\n{others}\n\nIt holds until May.").split() == (
        "The quota is 12,000 tonnes. It holds until May.".split()
    )


@pytest.mark.parametrize(
    "words",
    [
        "“We follow the science,” said Fisheries Minister Kari Moe. “The stock is growing.”",
        "The Permanent Secretary, Joseph Banda, said that 62 boats were at sea.",
        "The law says that quotas are set in May. The report shows that the stock has doubled.",
        "Some critics claim that nobody was asked. That is not true.",
        "The ministry dismissed what activists said.",
        "In this year we built three ports, and people say that it helps.",
    ],
)
def test_what_is_the_issuers_stays(words):
    """Its own officials, papers, denials with what they deny, and sentences that tell more than that."""
    text = f"The quota is 12,000 tonnes. {words} It holds."
    assert own(text) == text


@pytest.mark.parametrize(
    ("issuer", "speaker", "own"),
    [
        ("Ministry of Foreign Affairs", "Foreign Office spokesperson Ana Lind", True),
        ("Ministry of the Interior of Norland", "Interior Ministry spokesperson Ana Lind", True),
        ("Westmoor Police", "police spokesperson Ana Lind", True),
        ("Ministry of Health", "Road Office spokesperson Ana Lind", False),
    ],
)
def test_a_body_quoted_in_a_release_is_its_own_by_any_name(issuer, speaker, own):
    """Another public body's words are that body's."""
    text = f"{issuer}\nPress release\n\nAll is well. “Nothing is closed today,” said {speaker}."
    drafts, _ = said(Draft(Statement("", text)), "page")
    assert len(drafts) == (1 if own else 2)


def test_what_a_release_left_out_is_named():
    """The summary says whose words they were."""
    _, skipped = said(
        Draft(Statement("", f"{MINISTRY}\nPress release\n\nAll is well.\nActivist Ole Bru said it is not.")),
        "page",
    )
    assert any("Activist Ole Bru" in entry.reason for entry in skipped)


BRIEFING = """Ministry of Trade
Press briefing, 19 June 2025

Spokesperson Mira Kolar: The port is open. {told} No ship was lost.

Question: Is the road closed?

Spokesperson Mira Kolar: The road is not closed at all.
"""


@pytest.mark.parametrize(
    ("told", "speaker", "office"),
    [
        (
            "As the Defence Minister, Ivan Petrov, told parliament, “We have lost three soldiers.”",
            "Ivan Petrov",
            "Defence Minister",
        ),
        ("President Adler told us, “I never asked for it.”", "Adler", "President"),
    ],
)
def test_the_words_of_another_official_in_an_answer_are_that_officials(told, speaker, office):
    """They are a statement of their own, with the doubt whether they were said like this."""
    drafts, _ = said(Draft(Statement("", BRIEFING.format(told=told))), "page")
    own, theirs = drafts[0], drafts[1]
    assert own.statement.text.split() == "The port is open. No ship was lost.".split()
    assert (theirs.statement.speaker, theirs.statement.office) == (speaker, office)
    assert ("speaker", True) in [(d.field, "Mira Kolar" in d.message) for d in theirs.doubts]


def test_an_answer_of_an_office_without_a_name_is_no_prime_ministers():
    """Who speaks is known by office alone, which the one who is quoted does not hold."""
    text = BRIEFING.replace("Spokesperson Mira Kolar", "Spokesperson")
    text = text.format(told="Prime Minister Berg said, “They called us.” I reject this.")
    drafts, _ = said(Draft(Statement("", text)), "page")
    assert [d.statement.office for d in drafts] == ["Spokesperson", "Prime Minister", "Spokesperson"]
    assert "called" not in drafts[0].statement.text
    assert [
        doubt.message.partition(" are told")[0] for doubt in drafts[1].doubts if doubt.field == "speaker"
    ] == ["the words of 'Prime Minister Berg'"]


def test_a_quotation_that_is_denied_stays_with_its_denial_and_is_marked():
    """Without it "That is wrong." would deny something else."""
    told = "Professor Olav Tun said, “There are 1,200 cases.” That is wrong."
    drafts, _ = said(Draft(Statement("", BRIEFING.format(told=told))), "page")
    assert told in drafts[0].statement.text
    assert [doubt.field for doubt in drafts[0].doubts] == ["text"]


@pytest.mark.parametrize(
    ("label", "issuer", "office", "asked"),
    [
        (
            "Dr. Samuel Oye, Medical Director, Vika Ambulance Service",
            "Vika Ambulance Service",
            "Medical Director",
            0,
        ),
        ("Ambassador John Hale, US Embassy", "US Embassy", "Ambassador", 0),
        ("Ola Moen, Director, Norland Pharma", "Norland Pharma", "Director", 1),
        ("Dr. Per Krag, Director of Tarn Clinic", "", "Director of Tarn Clinic", 1),
        ("Nina Lo, Deputy Director", "Ministry of Trade", "Deputy Director", 0),
        ("Nina Lo, Director of Operations", "Ministry of Trade", "Director of Operations", 0),
    ],
)
def test_a_guest_of_a_briefing_is_of_the_body_that_the_label_names(label, issuer, office, asked):
    """The host's staff is the host's; where another body may be meant, a person is asked."""
    text = BRIEFING.format(told="") + f"\n{label}: We have sent 14 lorries so far.\n"
    drafts, _ = said(Draft(Statement("", text)), "page")
    guest = drafts[-1]
    assert (guest.statement.issuer, guest.statement.office) == (issuer, office)
    assert sum(doubt.field == "issuer" for doubt in guest.doubts) == asked


HEAD = """The White House
March 12, 2024

PRESS BRIEFING BY PRESS SECRETARY DANA WHITFIELD
AND NATIONAL SECURITY ADVISOR PAUL REYES

MS. WHITFIELD: The President will travel to Ohio.

MR. REYES: We are not at war.

MS. WHITFIELD: Okay. Steve, go ahead.

Q Is it true?

MS. WHITFIELD: Those reports are false.
"""


def test_a_head_in_capitals_names_people_and_offices():
    """Neither the occasion nor the capitals belong to them, and giving the floor is no statement."""
    drafts, _ = said(Draft(Statement("", HEAD)), "page")
    assert [(d.statement.speaker, d.statement.office) for d in drafts] == [
        ("Dana Whitfield", "Press Secretary"),
        ("Paul Reyes", "National Security Advisor"),
        ("Dana Whitfield", "Press Secretary"),
    ]


RELEASE = """Samarro Ministry of Health
Press release

All clinics are open today, as we said before. {}

The vaccines arrive in May and all are safe.
"""


@pytest.mark.parametrize(
    ("who", "others", "doubted"),
    [
        ("Samarro Ministry of Finance spokesperson Ana Lind", True, False),
        ("Prime Minister Jon Berg", True, False),
        ("the prime minister", True, False),
        ("President Jon Berg of Westmoor", True, False),
        ("Director Jon Berg of Blue Line Shipping", True, False),
        ("Transport Minister Jon Berg", True, False),
        ("the Mayor of Vika, Jon Berg", True, False),
        ("Jon Berg", False, True),
        ("Director General Jon Berg", False, True),
        ("Jon Berg, head of the vaccine programme", False, True),
        ("World Health Organization Director-General Jon Berg", True, False),
        ("Dr Jon Berg, Director of Immunization", False, True),
        ("Health Minister Jon Berg", False, False),
        ("Minister Jon Berg", False, False),
        ("Ministry spokesperson Jon Berg", False, False),
        ("the minister", False, False),
        ("the Samarro health ministry", False, False),
    ],
)
def test_who_is_quoted_in_a_release_is_another_its_own_or_asked_for(who, others, doubted):
    """An office of another body is another's, one of the issuer's is its own, and any other is a doubt."""
    drafts, _ = said(
        Draft(Statement("", RELEASE.format(f"“The fee will rise by 5 percent in June,” said {who}."))), "page"
    )
    assert ("fee" in drafts[0].statement.text) is not others
    assert len(drafts) == (2 if others else 1)
    assert [doubt.field for doubt in drafts[0].doubts] == (["text"] if doubted else [])


@pytest.mark.parametrize(
    ("who", "stays"), [("Health Ministry spokesperson", True), ("Finance Ministry spokesperson", False)]
)
def test_a_body_without_a_name_in_somebodys_speech(who, stays):
    """It is the body of who speaks, by any of its names."""
    speech = {"issuer": "Samarro Ministry of Health", "speaker": "Jon Berg", "office": "Minister"}
    text = f"All is well. “The fee will rise by 5 percent in June,” a {who} said. It holds."
    assert ("fee" in own(text, **speech)) is stays


def test_a_bank_has_a_president_of_its_own():
    """The president who is quoted there may be its own or the country's."""
    text = "National Bank of Norland\nPress release\n\nRates stay. “They hold,” said President Jon Berg."
    drafts, _ = said(Draft(Statement("", text)), "page")
    assert [[doubt.field for doubt in draft.doubts] for draft in drafts] == [["text"]]


@pytest.mark.parametrize(
    "words",
    [
        "People said to be infected number 300 in Vika.",
        "Patients admitted to hospital number 40.",
        "Residents told to leave number 4,000.",
        "Workers urged by the inspectors to leave number 20.",
    ],
)
def test_people_of_whom_is_spoken_say_nothing(words):
    """A participle is no verb of saying."""
    assert words in own(f"All is well. {words} It holds.")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (
            "Residents say that the dam leaks, and the ministry confirmed that 300 homes were flooded.",
            "the ministry confirmed that 300 homes were flooded.",
        ),
        (
            "Critics say that the quota is unfair, but the ministry said that stocks have doubled.",
            "the ministry said that stocks have doubled.",
        ),
    ],
)
def test_what_is_left_of_a_cut_sentence_begins_with_its_clause_and_is_doubted(words, left):
    """Neither a comma nor a conjunction is left in front, and a person is asked."""
    drafts, _ = said(Draft(Statement("", RELEASE.format(words))), "page")
    assert left in drafts[0].statement.text.split("\n")
    assert [doubt.field for doubt in drafts[0].doubts] == ["text"]


def test_a_whole_sentence_that_is_left_out_leaves_no_doubt():
    """In a list neither, where a sign stands before it."""
    text = RELEASE.format("\n- Critics say that the quota is unfair.\n- Boats are safe.")
    drafts, _ = said(Draft(Statement("", text)), "page")
    assert "Critics" not in drafts[0].statement.text
    assert drafts[0].doubts == ()


def test_what_is_left_and_says_nothing_is_named():
    """A release that only tells of others gives no statement, and does not vanish."""
    text = f"{MINISTRY}\nPress release\n\nThank you.\n\nCritics say that the stock is falling."
    drafts, skipped = said(Draft(Statement("", text)), "page")
    assert not drafts
    assert any("“Thank you.”" in entry.reason for entry in skipped)
