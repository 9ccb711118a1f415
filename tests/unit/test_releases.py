"""Whose own words a whole text is: a release, a speech, a letter, an institution's page, or nobody's."""

from __future__ import annotations

import pytest

from checker.ingest.drafts import Draft
from checker.ingest.letters import letter_in
from checker.ingest.people import Person, institution_of, is_private, parted
from checker.ingest.readers import read as read_source
from checker.ingest.saying import said
from checker.records import Source, Statement


def drafts(text, **fields):
    """Return the drafts of a text, and the reasons why parts of it were left out."""
    found, skipped = said(Draft(Statement("", text, **fields)), "page")
    return found, [entry.reason for entry in skipped]


def who(draft):
    """Return whose a draft is."""
    return draft.statement.issuer, draft.statement.speaker, draft.statement.office


@pytest.mark.parametrize(
    ("office", "institution"),
    [
        ("Office of the President", "Office of the President"),
        ("Executive Office of the Governor of Karsa", "Executive Office of the Governor of Karsa"),
        ("Spokesperson for the Office of the Prime Minister", "Office of the Prime Minister"),
        (
            "Office of the United Nations High Commissioner for Refugees",
            "Office of the United Nations High Commissioner for Refugees",
        ),
        ("Office of the Spokesperson", ""),
        ("Foreign Office Spokesperson", "Foreign Office"),
        ("Road Office Director", "Road Office"),
        ("Ambassador, US Embassy", "US Embassy"),
    ],
)
def test_the_office_of_an_official_is_a_body_of_that_name(office, institution):
    """The name goes on to whose office it is; what speaks for others is only a part of a body."""
    assert institution_of(office) == institution


@pytest.mark.parametrize("head", ["OFFICE OF THE PRESIDENT", "Office of the Prime Minister"])
def test_an_office_that_every_country_has_is_to_be_confirmed(head):
    """Which president's it is, a person is asked; not so where the head names the country."""
    (draft,), _ = drafts(f"{head}\nPress release\n\nThe visit has not been cancelled.")
    assert draft.statement.issuer.casefold() == head.casefold()
    assert [doubt.field for doubt in draft.doubts] == ["issuer"]
    (draft,), _ = drafts(f"{head}\nRepublic of Norland\nPress release\n\nThe visit has not been cancelled.")
    assert draft.statement.issuer.endswith(", Republic of Norland")


def test_the_country_in_the_head_is_no_headline():
    """It belongs to the name of the ministry; a state of emergency is no country."""
    body = (
        "REPUBLIC OF NORLAND\nMINISTRY OF HEALTH\n19 June 2025\n\nThree clinics are open.\nNone has closed."
    )
    (draft,) = read_source(body.encode(), "a.txt").drafts
    (made,), _ = drafts(draft.statement.text, title=draft.statement.title)
    assert who(made)[0] == "Ministry of Health, Republic of Norland"
    assert draft.statement.title == ""
    news = read_source(b"State of Emergency\n\nThe mayor has left.\nNobody knows why.", "b.txt")
    assert news.drafts[0].statement.title == "State of Emergency"


PAGE = (
    "The {board} has decided to recall 30,000 chargers.\n“They can burn,” Director Kim Lee said.\n"
    "Two people were hurt by them."
)


def test_a_page_whose_publisher_acts_in_it_is_taken_whole_and_to_be_confirmed():
    """Nothing calls it a press release; that it may be no public body's is asked."""
    text = PAGE.format(board="Safety Board of Norland")
    (draft,), reasons = drafts(text, source=Source(publisher="Safety Board of Norland"))
    assert (draft.statement.text, reasons) == (text, [])
    assert who(draft)[0] == "Safety Board of Norland"
    # Nor does it say of what Kim Lee is the director.
    assert [doubt.field for doubt in draft.doubts] == ["issuer", "text"]


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        (PAGE.format(board="Safety Board"), "The Vika Courier"),
        (PAGE.format(board="Safety Board"), "Vika Weekly Notes"),
        ("By Ann Roe\n" + PAGE.format(board="Safety Board"), "Safety Board"),
        ("VIKA (Newswire) - " + PAGE.format(board="Safety Board"), "Safety Board"),
        ("Director Kim Lee told Vika Life has decided nothing.\nNobody was hurt.", "Vika Life"),
    ],
)
def test_a_newspapers_page_stays_an_article(text, publisher):
    """Its name, a byline, an agency, or that it is others who act tell that a reporter wrote it."""
    found, _ = drafts(text, source=Source(publisher=publisher))
    assert all(draft.statement.issuer != publisher for draft in found)
    assert not any("hurt" in draft.statement.text for draft in found)


@pytest.mark.parametrize(("kind", "sure"), [("GovernmentOrganization", True), ("Organization", False)])
def test_a_publisher_that_says_it_is_a_public_body_is_believed(kind, sure):
    """The types of schema.org tell a government's body from any other."""
    page = (
        '<html><head><title>Notice</title><script type="application/ld+json">{"@type": "NewsArticle", '
        f'"publisher": {{"@type": "{kind}", "name": "Krona House"}}}}</script></head><body><article>'
        "<h1>Rates stay as they are</h1><p>Rates stay at 3 per cent until the end of May.</p>"
        "<p>“Prices are falling,” said Governor Lars Lind.</p></article></body></html>"
    )
    (read,) = read_source(page.encode(), "page.html").drafts
    found, _ = said(read, "page")
    assert any("3 per cent" in draft.statement.text for draft in found) is sure
    assert [draft.statement.issuer for draft in found] == ["Krona House" if sure else ""]


SPEECH = (
    "We have hired 400 teachers, and I am proud of them.\nOur schools are open. No school will close.\n"
    "As Mayor Jon Berg told me this morning, “Every school in Vika has heating.”\nWe will build three more."
)


@pytest.mark.parametrize(
    "title",
    [
        "Remarks by Education Minister Ana Sol at the opening of the school year",
        "Speech of Education Minister Ana Sol",
        "ADDRESS BY EDUCATION MINISTER ANA SOL",
    ],
)
def test_a_speech_is_the_speakers_own(title):
    """It is taken whole; what another official said in it is that one's, and to be confirmed."""
    (own, told), _ = drafts(SPEECH, title=title)
    assert who(own)[1:] == ("Ana Sol", "Education Minister")
    assert "No school will close." in own.statement.text
    assert "heating" not in own.statement.text
    assert (who(told)[1:], [doubt.field for doubt in told.doubts]) == (("Jon Berg", "Mayor"), ["speaker"])


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Speech by Prime Minister Ana Sol angers farmers", "Farmers protested. Nobody was hurt on the way."),
        ("Remarks by opposition leader Ana Sol", SPEECH),
        ("Our schools", SPEECH),
    ],
)
def test_a_report_of_a_speech_and_a_critics_are_no_officials(title, text):
    """A reporter does not say "I" and "we"; and a critic may, but holds no office."""
    found, _ = drafts(text, title=title)
    assert not any(draft.statement.speaker == "Ana Sol" for draft in found)


LETTER = """{head}
19 June 2025

The Honourable Per Dahl
Minister of Finance

Dear Minister Dahl:

The harbour has not been closed. I have asked for two ferries.

Yours sincerely,

Ana Lind
{office}

cc: Mayor Jon Berg
"""


def test_a_letter_is_of_who_signed_it():
    """Neither addresses nor greeting, signature and copies are said."""
    (draft,), _ = drafts(LETTER.format(head="Office of the Governor\nState of Karsa", office="Governor"))
    assert who(draft) == ("Office of the Governor, State of Karsa", "Ana Lind", "Governor")
    assert draft.statement.text == "The harbour has not been closed. I have asked for two ferries."


def test_a_letter_without_a_letterhead_is_read_too():
    """Who signed it says whose it is; where no office stands, a person is asked."""
    (draft,), _ = drafts(LETTER.format(head="Vika", office="Director of the Road Office"))
    assert who(draft) == ("Road Office", "Ana Lind", "Director of the Road Office")
    (draft,), _ = drafts(LETTER.format(head="Vika", office=""))
    assert [doubt.field for doubt in draft.doubts] == ["office"]


def test_the_letter_of_a_critic_is_no_statement():
    """It has a greeting and a signature as well."""
    found, _ = drafts(LETTER.format(head="Vika", office="Chairwoman, Vika Traders' Association"))
    assert not any(draft.statement.speaker or draft.statement.office for draft in found)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said so.\n\nDear readers,\n\nthat is all.\n\nSincerely,\n\nAnn Roe",
        "Dear readers,\n\nthe harbour is open.",
        "The harbour is open.\n\nSincerely,\n\nAnn Roe",
    ],
)
def test_what_only_has_parts_of_a_letter_is_none(text):
    """Nothing that is said above a greeting is dropped, and a greeting alone makes no letter."""
    assert letter_in(text) is None


def test_what_is_added_below_a_signature_is_said():
    """A postscript belongs to the letter."""
    letter = letter_in(
        "Dear Sir,\n\nIt is open.\n\nSincerely,\nAna Lind, Mayor\n\nP.S. The ferry runs as well."
    )
    assert letter is not None
    assert letter.text.split("\n")[-1] == "P.S. The ferry runs as well."
    assert letter.signer == Person("Ana Lind", "Mayor")


def test_a_thread_is_of_whom_its_head_names_in_brackets():
    """The posts are not counted in the words; a person's own account is no institution."""
    text = "1/2 The airport is open.\n\n2/2 No student has been hurt."
    (draft,), _ = drafts(text, title="Thread by @NorEmb (Embassy of Norland, Vika)")
    assert who(draft)[0] == "Embassy of Norland, Vika"
    assert draft.statement.text == "The airport is open.\n\nNo student has been hurt."
    (draft,), _ = drafts(text, title="Thread by @ann (Ann Roe)")
    assert draft.statement.issuer == ""


@pytest.mark.parametrize(
    ("phrase", "private"),
    [
        ("Delmar Lithium's chief executive, Greta Holm", True),
        ("Air Norland CEO Per Berg", True),
        ("the chief executive of Blue Line", True),
        ("its managing director", True),
        ("the chief executive of the Road Office", False),
        ("Chief Executive John Lee", False),
        ("Hong Kong's Chief Executive John Lee", False),
        ("the council's chief executive, Ann Lee", False),
    ],
)
def test_who_runs_a_company_is_no_official(phrase, private):
    """Unless what is run is a public body, or nothing is named."""
    assert is_private(phrase) is private


@pytest.mark.parametrize(
    ("phrase", "person"),
    [
        ("court spokesperson Judge Elena Vargas", Person("Elena Vargas", "Court spokesperson")),
        ("coast guard commander Lt. Ida Voss", Person("Ida Voss", "Coast guard commander")),
        ("Ambassador John Hale, US Embassy", Person("John Hale", "Ambassador, US Embassy")),
    ],
)
def test_an_office_with_small_letters_or_a_body_behind_it_is_parted(phrase, person):
    """The name is told from the office wherever that begins."""
    assert parted(phrase) == person


def test_one_person_has_one_name_in_an_article():
    """The second sentence means whom the first introduced, in the same office."""
    found, _ = drafts(
        "“It is legal,” court spokesperson Judge Elena Vargas told reporters. Vargas said that nobody left."
    )
    assert {who(draft) for draft in found} == {("Court", "Elena Vargas", "Court spokesperson")}
