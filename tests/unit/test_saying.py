from __future__ import annotations

import pytest

from checker.ingest.drafts import Draft
from checker.ingest.saying import said
from checker.issued import parse_issued_at
from checker.records import Attribution, Source, Statement


def read(text, **fields):
    """Return who says what in a text, and the reasons why parts of it were left out."""
    drafts, skipped = said(Draft(Statement("", text, **fields)), "page")
    return [draft.statement for draft in drafts], [entry.reason for entry in skipped]


ARTICLE = """Office denies closing

VIKA: Road Office Spokesperson Ana Lind said on Thursday that 3,000 drivers had used the bridge. \
“The bridge is safe. It stays open,” she added.

Critics said 30,000 drivers were turned away. Per Holm, a baker in Vika, told reporters that nobody came.

The bridge was built in 1962.

“There was no request to close it,” said Transport Minister Erik Berg on Friday. “None at all.”

According to the health minister, Eva Dahl, nobody was hurt. Berg said repairs begin in May.
"""


def test_an_article_gives_what_officials_said():
    """Each stretch of an official is a statement with speaker, office and whether it is a quotation."""
    statements, _ = read(ARTICLE)
    assert [(s.speaker, s.office, s.attribution.value) for s in statements] == [
        ("Ana Lind", "Road Office Spokesperson", "reported"),
        ("Ana Lind", "Road Office Spokesperson", "direct"),
        ("Erik Berg", "Transport Minister", "direct"),
        ("Eva Dahl", "Health minister", "reported"),
        ("Erik Berg", "Transport Minister", "reported"),
    ]
    assert statements[0].issuer == "Road Office"


def test_the_words_of_statements_are_verbatim():
    """Each statement is a piece of the article, quotation marks included."""
    statements, _ = read(ARTICLE)
    assert all(statement.text in ARTICLE for statement in statements)
    assert statements[2].text.startswith("“There was no request to close it,”")
    assert statements[2].text.endswith("“None at all.”")


def test_others_and_the_reporter_are_left_out_with_a_reason():
    """Critics, a baker and the reporter's own sentences give no statement; the summary names them."""
    statements, reasons = read(ARTICLE)
    words = " ".join(statement.text for statement in statements)
    assert not any(part in words for part in ("30,000", "nobody came", "1962", "denies closing"))
    assert any("'Critics'" in reason for reason in reasons)
    assert any("a baker in Vika" in reason for reason in reasons)
    assert any("no official is said to have said" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("text", "speaker", "office", "issuer"),
    [
        (
            "Lind, the Road Office spokesperson, was quoted as saying so.",
            "Lind",
            "Road Office spokesperson",
            "Road Office",
        ),
        ("The Ministry of Health said on Monday that ten clinics are open.", "", "", "Ministry of Health"),
        ("Norway’s Foreign Ministry denied that there was a request.", "", "", "Norway’s Foreign Ministry"),
        ('"We closed it," the mayor, Ana Lind, said.', "Ana Lind", "Mayor", ""),
        ("Prime Minister Eva Dahl has said so. The premier added more.", "Eva Dahl", "Prime Minister", ""),
        ("President of Norland Eva Dahl told a crowd.", "Eva Dahl", "President of Norland", ""),
    ],
)
def test_speakers_are_recognised(text, speaker, office, issuer):
    """Office and name are told apart wherever they stand, and a second mention means the same person."""
    statements, reasons = read(text)
    assert [(s.speaker, s.office, s.issuer) for s in statements] == [(speaker, office, issuer)]
    assert reasons == []


def test_a_sentence_of_two_speakers_is_cut_between_them():
    """What the opposition said in the same sentence is not credited to the minister."""
    statements, reasons = read("The minister said nobody died, while the opposition leader said 40 had died.")
    assert [statement.text for statement in statements] == ["The minister said nobody died"]
    assert "opposition leader" in reasons[0]


def test_a_name_without_an_office_is_to_be_confirmed():
    """Somebody whose office is not given may be no official: it is marked, not guessed."""
    drafts, _ = said(Draft(Statement("", "Per Holm said the bridge is closed.")), "page")
    assert drafts[0].statement.office == ""
    assert [doubt.field for doubt in drafts[0].doubts] == ["office"]


def test_an_institutions_release_is_one_statement():
    """A release is its institution's own words, with all that it quotes."""
    text = "Three clinics opened. “We are glad,” Minister Eva Dahl said."
    statements, reasons = read("Ministry of Health\nPress Release\n\n" + text)
    assert [(s.issuer, s.attribution, s.text) for s in statements] == [
        ("Ministry of Health", Attribution.DIRECT, text)
    ]
    assert reasons == []


def test_a_page_of_a_government_is_a_release():
    """What stands on a government's own site is not taken apart."""
    statements, _ = read(
        "The bridge is open.", source=Source(url="https://roads.gov.example/1", publisher="Road Ministry")
    )
    assert [(s.issuer, s.text) for s in statements] == [("Road Ministry", "The bridge is open.")]


def test_a_record_is_taken_at_its_word():
    """A record with an id of its own stays whole, whatever its text looks like."""
    draft = Draft(Statement("7", ARTICLE))
    assert said(draft, "rows.jsonl") == ((draft,), ())


BRIEFING = """Press briefing by Road Office Spokesperson Ana Lind
Vika, 19 June 2025

MS. LIND: Good morning. Three thousand used the bridge on Monday.

MODERATOR: First question, please.

QUESTION: Is it true that 30,000 drivers were turned away?

MS. LIND: No. That number is wrong.

Nobody was turned away.

Q: When will the tunnel open?

MS. LIND: In May.

MINISTER BERG: The tunnel needs new lights.

# # #
"""


def test_a_briefing_is_cut_by_speaker():
    """Each answer is a statement of who gave it, named in full where the head of the briefing does so."""
    statements, _ = read(BRIEFING)
    assert [(s.speaker, s.office, s.text) for s in statements] == [
        ("Ana Lind", "Road Office Spokesperson", "Good morning. Three thousand used the bridge on Monday."),
        ("Ana Lind", "Road Office Spokesperson", "No. That number is wrong.\n\nNobody was turned away."),
        ("Berg", "Minister", "The tunnel needs new lights."),
    ]
    assert {statement.attribution for statement in statements} == {Attribution.DIRECT}


def test_a_question_is_never_a_statement():
    """What journalists and the moderator say is left out, and the summary counts it."""
    statements, reasons = read(BRIEFING)
    assert not any("30,000" in s.text or "question" in s.text for s in statements)
    assert any(reason.startswith("2 questions of journalists") for reason in reasons)
    assert any("host" in reason for reason in reasons)


def test_an_answer_of_nobody_is_to_be_confirmed():
    """Where a transcript only says "A", who speaks is left open and marked."""
    drafts, _ = said(Draft(Statement("", "Q: Is it open?\nA: The bridge is open.")), "page")
    assert [draft.statement.speaker for draft in drafts] == [""]
    assert [doubt.field for doubt in drafts[0].doubts] == ["speaker"]


@pytest.mark.parametrize(
    "text", ["", "“", '"', "said said said", "Q:", "A: \n" * 40, "“" * 500, "He said " * 200]
)
def test_odd_texts_do_no_harm(text):
    """A text that is no prose gives statements or none, but no error."""
    statements, _ = read(text)
    assert all(statement.text in text for statement in statements)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Mayor Ana Lind said on 19 June 2025 that the bridge is open.", "19 June 2025"),
        ("Mayor Ana Lind told reporters in Vika on June 19, 2025 that it is open.", "June 19, 2025"),
        ("“It is open,” Mayor Ana Lind said on Thursday.", "Thursday"),
        ("Mayor Ana Lind said that on 19 June 2025 the bridge fell.", ""),
    ],
)
def test_the_date_of_a_saying_is_read_where_it_stands(text, date):
    """A date beside the verb dates the statement; a date after "that" is what it is about."""
    statements, _ = read(text)
    assert [statement.issued_at.text for statement in statements] == [date]


def test_the_date_of_the_source_comes_first():
    """Where the source is dated, "on Thursday" does not take the date away."""
    date = parse_issued_at("2025-06-19")
    statements, _ = read("Mayor Ana Lind said on Thursday that it is open.", issued_at=date)
    assert statements[0].issued_at == date


def test_whom_an_article_names_by_trade_is_no_official():
    """A fisherman with a full name is left out, in the sentence that names him and in the next."""
    text = "Mayor Ana Lind said it is open. Fisherman Per Holm told us it is not. “No boat came,” he said."
    statements, reasons = read(text)
    assert [statement.text for statement in statements] == ["Mayor Ana Lind said it is open."]
    assert "Fisherman Per Holm" in reasons[0]


def test_a_name_with_a_colon_before_a_quotation_is_a_speaker():
    """A quotation after "Navy spokesman Per Holm:" is his."""
    statements, _ = read("Navy spokesman Per Holm: “No ship was lost.”")
    assert [(s.speaker, s.office, s.issuer, s.attribution.value) for s in statements] == [
        ("Per Holm", "Navy spokesman", "Navy", "direct")
    ]


def test_a_release_says_in_its_title_whose_it_is():
    """The office stops where the topic begins."""
    statements, _ = read("Forty houses fell.", title="Statement by the Mayor of Vika on the flood in May")
    assert [statement.office for statement in statements] == ["Mayor of Vika"]


def test_the_head_of_a_briefing_names_the_institution_and_who_answers():
    """Answers are of the only other speaker, whatever people the opening words speak of."""
    text = (
        "Road Ministry\nOpening remarks\nHello. The Deputy Prime Minister went to Norvik on Monday.\n"
        "Spokesperson: The bridge is open.\nQuestion: And the tunnel?\nAnswer: The tunnel is closed."
    )
    statements, _ = read(text)
    assert [(s.issuer, s.office, s.text) for s in statements[1:]] == [
        ("Road Ministry", "Spokesperson", "The bridge is open."),
        ("Road Ministry", "Spokesperson", "The tunnel is closed."),
    ]


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
