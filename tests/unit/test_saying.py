from __future__ import annotations

import pytest

from checker.ingest.drafts import Draft
from checker.ingest.quotations import is_open
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
        ("Mayor Ana Lind said on 31 June 2025 that the bridge is open.", "31 June 2025"),
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


def test_words_whose_speaker_is_unknown_come_without_headline_and_date():
    """A text kept whole for want of a speaker begins with its words, as a release does."""
    statements, _ = read(
        "Ferries run again\n\n23 June 2025\n\nThe ferries run again from Monday.", title="Ferries run again"
    )
    assert [s.text for s in statements] == ["The ferries run again from Monday."]


JOINT = """Secretary Ana J. Lind and {guest} at a Joint Press Availability
Remarks

State Department of Norland
21 January 2022

SECRETARY LIND: We came to follow up on the talks.

FOREIGN MINISTER BERG: We have no plans to close the border.

QUESTION: Will you?

MR HOLM: We will turn to questions now.

SECRETARY LIND: We have been clear.
"""


@pytest.mark.parametrize("guest", ["Danish Foreign Minister Karl Berg", "Foreign Minister Karl Berg"])
def test_a_guest_does_not_speak_for_the_host(guest):
    """The institution at the head is that of who is named first; for whom the others speak is asked."""
    drafts, _ = said(Draft(Statement("", JOINT.format(guest=guest))), "page")
    found = [(d.statement.speaker, d.statement.issuer, {doubt.field for doubt in d.doubts}) for d in drafts]
    assert found == [
        ("Ana J. Lind", "State Department of Norland", set()),
        ("Karl Berg", "", {"issuer"}),
        ("Holm", "", {"office", "issuer"}),
        ("Ana J. Lind", "State Department of Norland", set()),
    ]
    assert drafts[1].statement.office == guest.removesuffix(" Karl Berg")


def test_a_short_label_means_who_was_named_in_full():
    """The labels "Minister Yusuf" and "Dr. Odhiambo" are of those whom labels before name in full."""
    statements, _ = read(
        "**Minister Amina Yusuf:** We have 214 cases in all.\n\n"
        "**Dr. Paul Odhiambo (WHO):** We sent 900 doses.\n\n**Q:** Is that so?\n\n"
        "**Dr. Odhiambo:** I confirm that it is.\n\n**Minister Yusuf:** So it is, yes."
    )
    names = ["Amina Yusuf", "Paul Odhiambo"]
    assert [s.speaker for s in statements] == [*names, *reversed(names)]


def test_short_sentences_before_the_first_speaker_are_kept():
    """All that is said at the opening is one statement; a line that may be a heading is named."""
    drafts, skipped = said(
        Draft(
            Statement(
                "",
                "Ministry of Foreign Affairs\n19 June 2025\n\nwhat we have decided upon today\n\n"
                "No base was given away.\n\nThe minister is in Norvik for talks.\n\nNobody is stranded.\n\n"
                "Question: Is it closed?\nSpokesperson: The border is open.",
            )
        ),
        "page",
    )
    assert drafts[0].statement.text.startswith("No base was given away.")
    assert drafts[0].statement.text.endswith("Nobody is stranded.")
    assert [doubt.field for doubt in drafts[0].doubts] == ["speaker"]
    assert any("what we have decided" in entry.reason for entry in skipped)


def test_a_caption_below_the_last_answer_is_no_word_of_it():
    """A line such as "Photo: ..." has no speaker, and was not said by the last one."""
    statements, _ = read(
        "Minister Lind: There is no curfew.\n\nQ: Why?\n\nMinister Lind: It is safe in Vika.\n\n"
        "Photo: Minister Lind in Vika"
    )
    assert [s.text for s in statements] == ["There is no curfew.", "It is safe in Vika."]


def test_a_briefing_of_a_department_is_that_of_the_ministry_named_below():
    """A department without a name, as in "Department Press Briefing", is no body."""
    statements, _ = read(
        "Department Press Briefing\n19 June 2025\nMinistry of Defence\n\n"
        "MR. HOLM: Four submarines are at sea.\n\nQUESTION: All of them?\n\nMR. HOLM: All four are at sea."
    )
    assert {s.issuer for s in statements} == {"Ministry of Defence"}


@pytest.mark.parametrize(
    ("title", "speaker", "office"),
    [
        ("Statement by the Minister, Ishaq Dar", "Ishaq Dar", "Minister"),
        (
            "Statement by the Minister of Health, Dr. Amina Yusuf, on cholera",
            "Amina Yusuf",
            "Minister of Health",
        ),
        ("Statement by the Minister, New Delhi", "", "Minister"),
    ],
)
def test_a_name_behind_the_office_in_a_heading_is_read(title, speaker, office):
    """A comma parts office and name, where no place stands behind it."""
    statements, _ = read("No request was received from anybody.", title=title)
    assert [(s.speaker, s.office) for s in statements] == [(speaker, office)]


MYTHS = """Ministry of Health
Myths and facts about the vaccine
19 June 2025

MYTH: The vaccine was made from the blood of apes.
FACT: It is made of salts, sugar and lipids.

Rumour: Most children fell ill. False: It was tested on 12,000 volunteers.

Claim: 400 children have died of it.
Truth: Not a single child has died of it.
"""


def test_what_a_ministry_names_to_deny_it_is_not_its_word():
    """Each fact is a statement of the ministry, none of the myths is, and no label is a speaker."""
    statements, reasons = read(MYTHS)
    assert [(s.issuer, s.speaker, s.text) for s in statements] == [
        ("Ministry of Health", "", "It is made of salts, sugar and lipids."),
        ("Ministry of Health", "", "It was tested on 12,000 volunteers."),
        ("Ministry of Health", "", "Not a single child has died of it."),
    ]
    assert any(reason.startswith("3 rumours") for reason in reasons)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The Road Office on Friday rejected the report.", ["Friday"]),
        (
            "Mayor Ana Lind on Monday denied it. “It is open,” Lind said. She added that it is safe.",
            ["Monday"] * 3,
        ),
        ("Mayor Ana Lind said on Monday it is open. Minister Karl Berg said it is not.", ["Monday", ""]),
        ("A driver arrested on Friday said it leaks. Mayor Ana Lind denied it.", [""]),
    ],
)
def test_the_weekday_before_the_verb_and_of_the_same_speech_is_read(text, days):
    """A weekday beside the verb holds for what the same person goes on to say, and for nobody else."""
    statements, _ = read(text)
    assert [s.issued_at.text for s in statements] == days


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("It is safe.", False),
        ("He said: “It is safe", True),
        ("He said: “It is safe.”", False),
        ("He said: “It is safe.” Then: «It is", True),
        ("He said: »It is« safe", True),
        ('He said: "It is', True),
        ("is safe.” “", True),
    ],
)
def test_a_quotation_is_open_until_it_is_closed(piece, expected):
    """The last mark says whether a quotation goes on."""
    assert is_open(piece) is expected
