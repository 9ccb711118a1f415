"""Who speaks, in texts that make it hard to tell: critics, ranks, silence, headlines, unusual briefings."""

from __future__ import annotations

import pytest

from checker.ingest.drafts import Draft
from checker.ingest.saying import said
from checker.records import Source, Statement


def read(text, **fields):
    """Return who says what in a text, and the reasons why parts of it were left out."""
    drafts, skipped = said(Draft(Statement("", text, **fields)), "page")
    return [draft.statement for draft in drafts], [entry.reason for entry in skipped]


def test_what_critics_say_is_no_word_of_the_minister_who_spoke_before():
    """After "the opposition leader accused him", "she said" is hers, though a minister was quoted above."""
    statements, _ = read(
        "Energy Minister Karl Voss said on Saturday that the dam had not failed.\n"
        'The opposition leader, Mira Stahl, accused the government. "They knew about the crack," she said.\n'
        'Union leader Per Gran blamed the ministry. "Two workers died," he said.\n'
        "Former mayor Ola Nord said that ten had died."
    )
    assert [(s.speaker, "knew" in s.text or "died" in s.text) for s in statements] == [("Karl Voss", False)]


@pytest.mark.parametrize(
    "second",
    [
        "“It leaks,” he said.",  # of a man who was named in between
        "“It leaks,” she said.",  # of a woman, where the minister was "he"
    ],
)
def test_a_pronoun_that_may_mean_somebody_else_is_to_be_confirmed(second):
    """Who "he" or "she" is, is not guessed when another person or gender came in between."""
    drafts, _ = said(
        Draft(
            Statement(
                "",
                "Energy Minister Karl Voss said the dam was safe. He added that nobody was hurt.\n"
                f"Ola Nord runs a café below the dam.\n{second}",
            )
        ),
        "page",
    )
    asked = [doubt.field for draft in drafts for doubt in draft.doubts if "It leaks" in draft.statement.text]
    assert asked
    assert set(asked) <= {"speaker", "office"}


@pytest.mark.parametrize(
    ("text", "speaker", "office"),
    [
        (
            "Relief Authority Chairman Lt. Gen. (retd) Imre F. Holt said 40 bridges were safe.",
            "Imre F. Holt",
            "Relief Authority Chairman",
        ),
        (
            "“It is safe,” said Lt. Gen. (retd) Imre Holt, the chief of the Road Authority.",
            "Imre Holt",
            "Chief of the Road Authority",
        ),
        ("Chief Medical Officer Dr Per Sand said all was well.", "Per Sand", "Chief Medical Officer"),
        (
            "Director General Health Services Dr Eva Dahl said all was well.",
            "Eva Dahl",
            "Director General Health Services",
        ),
    ],
)
def test_ranks_and_long_offices_leave_the_name_whole(text, speaker, office):
    """Points, "(retd)" and words of the office are no part of the name, and do not hide who speaks."""
    (statement,), _ = read(text)
    assert (statement.speaker, statement.office) == (speaker, office)


def test_a_release_is_its_words_without_letterhead_and_contacts():
    """Number, date, headline and what follows "ENDS" are no words of the statement."""
    (statement,), _ = read(
        "FOR IMMEDIATE RELEASE\nMinistry of Transport of Norlandia\nPress Release No. 114/2025\n"
        "14 March 2025\nHighway closed\nThe ministry has closed the highway. It denies that anyone died.\n"
        "ENDS\nMedia contact: press@transport.example\nNotes to editors: It was opened in 1974.",
        title="Highway closed",
    )
    assert statement.issuer == "Ministry of Transport of Norlandia"
    assert statement.text == "The ministry has closed the highway. It denies that anyone died."


def test_a_release_in_capitals_names_its_ministry():
    """A heading in capitals is read like any other: no person is called "SPOKESPERSON"."""
    (statement,), _ = read(
        "No case of cholera has been confirmed.",
        title="STATEMENT BY THE SPOKESPERSON OF THE MINISTRY OF HEALTH",
    )
    assert (statement.speaker, statement.office) == ("", "Spokesperson of the Ministry of Health")
    assert statement.issuer == "Ministry of Health"


BRIEFED = """Regular press briefing by the Spokesperson of the Ministry of Foreign Affairs

Journalist (Reuters): Has a request been received?

Spokesperson: We have received no such request.

Jane Roe: You told us last week that 20 ships had left. I want to know where they went.

Spokesperson: I said that 12 ships had left.
"""


def test_the_heading_of_a_briefing_names_the_body_and_nobody_called_affairs():
    """The institution is what the spokesperson is of; the last word of its name is no surname."""
    statements, _ = read(BRIEFED)
    assert {(s.speaker, s.office, s.issuer) for s in statements} == {
        ("", "Spokesperson", "Ministry of Foreign Affairs")
    }


def test_a_journalist_who_asks_without_a_question_mark_is_no_official():
    """Who says "you told us" asks, whatever the sentence ends with."""
    statements, reasons = read(BRIEFED)
    assert not any("20 ships" in statement.text for statement in statements)
    assert any(reason.startswith("2 questions") for reason in reasons)


def test_an_interview_is_cut_though_the_newspaper_only_claims():
    """A newspaper and a minister who take turns are an interview: what the newspaper says is no statement."""
    statements, _ = read(
        "Interview with the Minister of Education, Eva Dahl\n\n"
        "Harbour Times: Minister, 200 schools will be closed.\n\nEva Dahl: Not one school will be closed.\n\n"
        "Harbour Times: Teachers were not paid in April.\n\nEva Dahl: All teachers were paid on 28 April."
    )
    assert [s.text for s in statements] == [
        "Not one school will be closed.",
        "All teachers were paid on 28 April.",
    ]
    assert {(s.speaker, s.office) for s in statements} == {("Eva Dahl", "Minister of Education")}


def test_an_office_given_with_the_first_answer_holds_for_the_later_ones():
    """A label such as "Karin Holm, Press Secretary:" introduces her; later only the name stands there."""
    statements, _ = read(
        "**Karin Holm, Press Secretary:** The act was signed.\n\n**Reporter:** Was there a veto?\n\n"
        "**Karin Holm:** There was no veto at all."
    )
    assert [s.office for s in statements] == ["Press Secretary", "Press Secretary"]


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("FOREIGN OFFICE SPOKESPERSON REJECTS REPORTS", ""),
        ("Ministry of Health Opens Three Clinics", ""),
        ("Visas go on", "Sund News Agency"),
        ("Visas go on", "The Police Gazette"),
    ],
)
def test_a_headline_and_a_newspaper_make_no_release(title, publisher):
    """An article is cut by speaker, also when its headline or newspaper sounds like an office."""
    statements, _ = read(
        f"{title}\nThe Foreign Office on Monday said visas went on. A bishop, Jo Roe, said that they do not.",
        title=title,
        source=Source("", publisher),
    )
    assert [(s.issuer, "they do not" in s.text) for s in statements] == [("Foreign Office", False)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Interior Minister Mohsin Raza, talking to journalists outside, said it was open.", "Mohsin Raza"),
        ("In response to media queries, the road minister said: “It is open.”", "Road minister"),
        ("Tweeted the Road Office: “It is open.”", "Road Office"),
    ],
)
def test_who_speaks_is_found_around_what_is_put_between(text, who):
    """Where and to whom somebody spoke is no part of the name."""
    (statement,), _ = read(text)
    assert who in (statement.speaker, statement.office, statement.issuer)


@pytest.mark.parametrize(
    "text",
    [
        "President Omar Beg has not commented.",
        "The Road Office has yet to respond.",
        "The dockers’ union said the roof fell. Its chairman, Jon Aas, said: “We saw it.”",
        "A spokesperson for Tunnel Corp, which runs the tunnel, said it was not told.",
        "Former road minister Eva Dahl said it fell.",
    ],
)
def test_silence_and_companies_give_no_statement(text):
    """Who has not commented said nothing; the chairman of a union or company speaks for no public body."""
    assert not any(s.speaker or s.office or s.issuer for s in read(text)[0])


def test_a_rank_between_office_and_name_and_a_man_called_said():
    """A rank written out is no office of its own; a name is no verb."""
    statements, _ = read(
        "Army spokesperson Brigadier Hana Aziz said 24 were hurt.\n"
        "Mayor Karim Said, meanwhile, told a radio station that 40 were hurt."
    )
    assert [(s.speaker, s.office) for s in statements] == [
        ("Hana Aziz", "Army spokesperson"),
        ("Karim Said", "Mayor"),
    ]


def test_a_spokesperson_of_nobody_named_is_to_be_confirmed():
    """Companies have spokespeople too: where the text does not say whose one is, a person says it."""
    drafts, _ = said(Draft(Statement("", "Spokesman Per Ode said that 12 engineers came.")), "page")
    assert [doubt.field for draft in drafts for doubt in draft.doubts] == ["issuer"]


@pytest.mark.parametrize(
    "text",
    [
        (
            "Ms. Dahl (Spokesperson): We have begun.\n\nQuestion from John Roe, Reuters: Forty were hit\n\n"
            "Ms. Dahl: No ship was hit at all."
        ),
        (
            "Briefing of Spokesperson Eva Dahl\n\nReuters\nForty ships were hit. Why?\n\n"
            "Spokesperson\nWe have begun.\n\nAFP\nForty ships were hit on Monday.\n\n"
            "Spokesperson\nNo ship was hit at all."
        ),
    ],
)
def test_questions_in_other_layouts_are_no_statements(text):
    """Labels such as "Question from ..." and names on lines of their own part who asks from who answers."""
    statements, _ = read(text)
    assert [s.text for s in statements] == ["We have begun.", "No ship was hit at all."]
    assert {s.office for s in statements} == {"Spokesperson"}


def test_the_last_answer_ends_before_the_hour():
    """A line such as "END 2:31 P.M. EST" is none of the official's words."""
    statements, _ = read(
        "MS. HOLM: We have begun.\n\nQ: Why?\n\nMS. HOLM: Nobody lost a job.\n\nEND 2:31 P.M. EST"
    )
    assert statements[-1].text == "Nobody lost a job."


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“It fell,” said a man who lives near the Ministry of Defence.", None),
        ("“It fell,” recalled retired general Ivo Kern.", None),
        ("The Harbour Journal reported that the White House said 40 planes came.", "White House"),
        ("Prime Minister Lena Roth (pictured) told parliament that no truck was stopped.", "Lena Roth"),
    ],
)
def test_only_the_subject_itself_speaks(text, who):
    """A body in a relative clause, a caption in brackets and a newspaper that reports are not who speaks."""
    statements, _ = read(text)
    assert [s.speaker or s.issuer for s in statements] == ([who] if who else [])


def test_a_name_below_a_quotation_is_its_speaker():
    """A quotation over "— Lea Ode, opposition deputy" is not the minister's who spoke before."""
    statements, _ = read(
        "Interior Minister Mohsin Raza said that the border was open.\n“It was closed for three hours.”\n"
        "— Lea Ode, opposition deputy\n“We opened a second lane.”\n— Customs Director Vik Ode"
    )
    assert [(s.speaker, s.text) for s in statements] == [
        ("Mohsin Raza", "Interior Minister Mohsin Raza said that the border was open."),
        ("Vik Ode", "“We opened a second lane.”"),
    ]


def test_a_quotation_after_somebody_else_was_named_is_not_the_ministers():
    """Who is quoted after "Lea Ode sees it differently" is not guessed to be who spoke before."""
    statements, _ = read(
        "Interior Minister Mohsin Raza said that the border was open. Lea Ode sees it differently. "
        "“It was closed for three hours.”"
    )
    assert not any("three hours" in statement.text for statement in statements)


def test_a_journalist_who_also_thanks_is_still_one_who_asks():
    """A word of thanks makes no official of somebody who otherwise asks."""
    statements, _ = read(
        "Briefing by Spokesperson Eva Dahl\n\nEva Dahl: We have begun.\n\n"
        "Jane Roe: Forty ships were hit. Is that so?\n\n"
        "Eva Dahl: No ship was hit at all.\n\nJane Roe: Thank you.\n\nEva Dahl: The briefing is over."
    )
    assert {s.speaker for s in statements} == {"Eva Dahl"}


def test_who_a_release_is_attributed_to_is_no_word_of_it():
    """The line that says whose words follow is left out, and read for who that is."""
    (statement,), _ = read(
        "The following is attributable to Spokesperson Lena Marsh:\n\nThe reports of two deaths are false."
    )
    assert (statement.speaker, statement.text) == ("Lena Marsh", "The reports of two deaths are false.")


def test_what_was_announced_is_said_by_nobody():
    """A passive verb has no speaker: "an exercise that was announced in May"."""
    _, reasons = read(
        "The Road Office said all was well. 300 men take part in an exercise that was announced in May."
    )
    assert not any("speaks for no public body" in reason for reason in reasons)


def drafted(text):
    """Return each statement of a text as speaker, office, issuer, and the fields of its doubts."""
    drafts, _ = said(Draft(Statement("", text)), "page")
    return [
        (d.statement.speaker, d.statement.office, d.statement.issuer, {doubt.field for doubt in d.doubts})
        for d in drafts
    ]


FERRY = "Foreign Office spokesperson Shafqat Ali Khan said no ship had left Karachi."


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (
            "A spokesperson of the Norwegian embassy said that two had left.",
            ("", "Spokesperson of the Norwegian embassy", "Norwegian embassy", set()),
        ),
        ("A Norwegian spokesman said two had left.", ("", "Norwegian spokesman", "", {"issuer"})),
        ("The Norwegian spokesman said two had left.", ("", "Norwegian spokesman", "", {"issuer"})),
        ("Another spokesperson said two had left.", ("", "Spokesperson", "", {"issuer"})),
        ("The deputy spokesperson said two had left.", ("", "Deputy spokesperson", "", {"issuer"})),
        ("Party Chairman Gohar Ali Khan said two had left.", ("Gohar Ali Khan", "Party Chairman", "", None)),
        ("Finance Minister Ana Khan said two had left.", ("Ana Khan", "Finance Minister", "", set())),
    ],
)
def test_another_in_such_an_office_or_of_such_a_name_is_somebody_else(second, expected):
    """Half of an office, or the last name alone, make nobody else's words those of the one who was named."""
    first, *others = drafted(f"{FERRY}\n\n{second}")
    assert first == ("Shafqat Ali Khan", "Foreign Office spokesperson", "Foreign Office", set())
    speaker, office, issuer, doubts = expected
    if doubts is None:  # the chairman of a party is no official at all
        assert others == []
    else:
        assert others == [(speaker, office, issuer, doubts)]


@pytest.mark.parametrize(
    "second",
    [
        "The spokesperson said all were in port.",
        "The spokesman of the FO said all were in port.",
        "The Foreign Office’s spokesperson said all were in port.",
        "“They are in port,” Khan said.",
        "“They are in port,” he said. “All of them.”",
        "Shafqat Khan slammed the report and said all were in port.",
        "FO Spokesperson Khan in a briefing on Friday said all were in port.",
    ],
)
def test_an_ordinary_report_goes_on_without_doubts(second):
    """Whoever was named goes on by last name, by office or as "he"."""
    found = drafted(f"{FERRY}\n\n{second}")
    assert {entry[:3] for entry in found} == {
        ("Shafqat Ali Khan", "Foreign Office spokesperson", "Foreign Office")
    }
    assert not any(entry[3] for entry in found)


def test_a_last_name_of_two_is_to_be_confirmed():
    """After a second Khan, "Khan said" is nobody's until a person says whose; before, it is the one's."""
    found = drafted(
        f"{FERRY} Khan said all were in port.\n\nOpposition leader Omar Khan said two had left.\n\n"
        "“Two have left,” Khan said."
    )
    assert [(entry[0], entry[3]) for entry in found] == [("Shafqat Ali Khan", set()), ("Khan", {"speaker"})]


def test_an_office_that_two_hold_is_to_be_confirmed():
    """Where two prime ministers are named, "the prime minister" is not guessed."""
    found = drafted(
        "Danish Prime Minister Mette Ek said help had come. Prime Minister Jonas Dahl said it was welcome. "
        "The prime minister said 40 engineers had come. The Danish prime minister said it was nothing."
    )
    assert [(entry[0], entry[3]) for entry in found] == [
        ("Mette Ek", set()),
        ("Jonas Dahl", set()),
        ("", {"speaker"}),
        ("Mette Ek", set()),
    ]


def test_a_private_person_goes_on_by_rank_and_name():
    """What a retired general and a union leader said is left out in the sentences that follow, too."""
    text = (
        "Retired General Imre Holt said the army had asked for 40. “It asked for 40,” the general said.\n\n"
        "The minister was criticised by union leader Per Dahl.\n\n“The drones do not fly,” Dahl told a paper."
    )
    assert drafted(text) == []


@pytest.mark.parametrize(
    "second",
    [
        "“It is a death trap.” That is how Leif Ås, who crosses it every day, sees it.",
        "“He is lying.” Leif Ås of the drivers’ club was angry yesterday.",
        "“Berg must go.”\n\nSo it says on a banner at the bridge.",
        "The bridge was built in 1962.\n\n“Nobody is safe on it any more.”",
    ],
)
def test_a_quotation_of_its_own_is_not_the_last_officials_without_a_doubt(second):
    """A paragraph that does not go on with a quotation is listed with its words, or asked about."""
    drafts, skipped = said(
        Draft(Statement("", f"Minister Karl Berg said the bridge was safe.\n\n{second}")), "p"
    )
    quotation = second[second.index("“") :].split("”")[0]
    sure = [d.statement.text for d in drafts if not d.doubts]
    assert not any(quotation in text for text in sure)
    asked = any(quotation in d.statement.text for d in drafts)
    assert asked or any(quotation[:20] in entry.reason for entry in skipped)


@pytest.mark.parametrize(
    "text",
    [
        "“We need it,” Minister Karl Berg said. “It is safe.\n\n“Nobody was hurt.”",
        "“We need it,” Minister Karl Berg said.\n\n“It is safe. Nobody was hurt.”",
        "“Nobody was hurt, and nobody will be.” That is what Minister Karl Berg said on Tuesday.",
        "“Nobody was hurt, and nobody will be hurt.” Minister Karl Berg said in response to a question.",
        '“Nobody was hurt." Minister Karl Berg said.',
        "“Nobody was hurt.” – Karl Berg, Minister",
    ],
)
def test_a_quotation_that_goes_on_or_is_signed_is_its_speakers(text):
    """An open quotation, a quotation after a quotation, and one with its speaker behind need no question."""
    found, _ = read(text)
    assert {(s.speaker, s.attribution.value) for s in found} == {("Karl Berg", "direct")}
    assert any("Nobody was hurt" in s.text for s in found)


@pytest.mark.parametrize(
    "text",
    [
        "Minister Berg, said Ås, had known it since March.",
        "The minister had known it since March, said Tove Ås, a farmer.",
        "“I was told to go home,” said Tove Ås, 43, a shopkeeper.",
        "Tove Ås, 43, a shopkeeper, said the minister knew it.",
        "Tove Ås, a farmer, said it leaks.\n\n“It must be closed,” she said.",
        "Reports that the minister said so are false.",
        "If the minister said so, people would laugh.",
        "Many say that the minister said too little.",
        "They say the dam will burst.",
        "The minister reportedly said so.",
    ],
)
def test_what_others_say_of_an_official_is_not_the_officials(text):
    """A verb of saying beside a minister is not yet one whose subject is the minister."""
    found = drafted(f"Minister Karl Berg said the dam was safe.\n\n{text}")
    assert [entry for entry in found[1:] if entry[0] != "Ås"] == []
    assert all(entry[3] for entry in found[1:])


def test_whom_an_official_quotes_is_heard_through_the_official():
    """Words that the minister read out are those of the other, and a person is asked."""
    found = drafted(
        "Minister Karl Berg said the dam was safe. Berg quoted the Danish minister as saying “we will help”."
    )
    assert found[1] == ("", "Danish minister", "", {"speaker", "issuer"})


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("A statement by the Ministry of Finance reads: “It costs 4 billion.”", "Ministry of Finance"),
        ("The Road Office's statement said that it was open.", "Road Office"),
        ("A letter from the Road Office, seen by this paper, warned of cracks.", "Road Office"),
        ("The Gaza health ministry, run by Hamas, said so.", "Gaza health ministry"),
        ("WHO said three clinics were hit.", "WHO"),
    ],
)
def test_the_words_of_a_paper_are_those_of_who_wrote_it(text, issuer):
    """Neither the paper, nor its verb, nor what is said beside it is part of the institution's name."""
    assert [entry[:3] for entry in drafted(text)] == [("", "", issuer)]


@pytest.mark.parametrize("text", ["The minister's office said so.", "His office told this paper."])
def test_the_office_around_a_minister_is_not_the_minister(text):
    """What an office says is asked about, not credited to the person it works for."""
    found = drafted(f"Minister Karl Berg said the dam was safe.\n\n{text}")
    assert [(entry[0], entry[3]) for entry in found[1:]] == [("", {"issuer"})]


@pytest.mark.parametrize(
    ("text", "speaker", "office"),
    [
        ("DG ISPR Lt Gen Ahmed Sharif Chaudhry said so.", "Ahmed Sharif Chaudhry", "DG ISPR"),
        ("Punjab police IG Usman Anwar said so.", "Usman Anwar", "Punjab police IG"),
        ("Governor State Bank Jameel Ahmad said so.", "Jameel Ahmad", "Governor State Bank"),
        ("Deputy Commissioner Quetta Saad bin Asad said so.", "Saad bin Asad", "Deputy Commissioner Quetta"),
        ("PM Shehbaz Sharif on Thursday said so.", "Shehbaz Sharif", "PM"),
        ("Foreign Office (FO) spokesperson Ana Khan said so.", "Ana Khan", "Foreign Office spokesperson"),
        ("The UN's Volker Türk said so.", "Volker Türk", ""),
        ("The minister of transport, Rotimi Obi has denied it.", "Rotimi Obi", "Minister of transport"),
        (
            "In Oslo, the Minister of Health, Eva Dahl, rejected it, saying, “No.”",
            "Eva Dahl",
            "Minister of Health",
        ),
        ("The bridge opened in June. Finance Minister Karl Berg said so.", "Karl Berg", "Finance Minister"),
    ],
)
def test_offices_as_they_are_written_elsewhere(text, speaker, office):
    """Abbreviations, places behind the office and titles without a comma leave the name whole."""
    assert [entry[:2] for entry in drafted(text)] == [(speaker, office)]


def test_who_a_clause_before_names_is_he():
    """In "While Kirby would not say, he said", he is Kirby, though another spoke before."""
    found = drafted(
        "Adviser John Kirby said so.\n\nPresident Vera Sand said 40 had come.\n\n"
        "While Kirby would not estimate it, he said it was much."
    )
    assert [entry[0] for entry in found] == ["John Kirby", "Vera Sand", "John Kirby"]


@pytest.mark.parametrize(
    ("who", "named"),
    [
        ("Minister for Pensioners Eva Dahl", "Eva Dahl"),
        ("Minister of Youth and Students Karl Berg", "Karl Berg"),
        ("The National Patient Safety Agency", "National Patient Safety Agency"),
        ("The Electronic Media Regulatory Authority", "Electronic Media Regulatory Authority"),
        ("The European Union", "European Union"),
        ("The African Union", "African Union"),
        (
            "The military's media wing, Inter-Services Public Relations (ISPR),",
            "Military's media wing, Inter-Services Public Relations",
        ),
    ],
)
def test_whom_a_body_is_for_makes_no_private_one_of_it(who, named):
    """Pensioners in the name of an office, and a union of states, speak for the public body."""
    statements, _ = read(f"{who} said that 12 people fell ill.")
    assert [s.speaker or s.office or s.issuer for s in statements] == [named]


@pytest.mark.parametrize(
    "who",
    [
        "Former Minister for Pensioners Eva Dahl",
        "Driver Karl Berg of the Vika Police Department",
        "The secretary of the Farmers' Association",
        "The group's media office",
        "The family of the Minister for Justice",
        "A patient of the Health Department",
    ],
)
def test_who_stands_beside_a_body_stays_private(who):
    """A driver of the police, a former minister or a farmers' association speaks for no public body."""
    assert read(f"{who} said that 12 people fell ill.")[0] == []
