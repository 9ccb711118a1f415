from __future__ import annotations

import pytest

from checker.turns import Role, turns


def roles(text):
    """Return label and role of each turn."""
    return [(turn.label, turn.role.value) for turn in turns(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "MR PRICE: Good afternoon.\nQUESTION: Were 500 killed?\nMR PRICE: I cannot confirm that.",
            [("MR PRICE", "speaks"), ("QUESTION", "asks"), ("MR PRICE", "speaks")],
        ),
        (
            "Q: Is the bridge closed?\nA: No, it is open.",
            [("Q", "asks"), ("A", "speaks")],
        ),
        (
            "Q  Is the bridge closed?\nMS. LIND:  No, it is open.",
            [("Q", "asks"), ("MS. LIND", "speaks")],
        ),
        (
            "Q. Is the bridge closed?\nA. No, it is open.\nQ. And the tunnel?\nA. Since Monday.",
            [("Q", "asks"), ("A", "speaks"), ("Q", "asks"), ("A", "speaks")],
        ),
        (
            "Spokesperson: 3,000 came back.\nJournalist (Reuters): Were 30,000 left?\nSpokesperson: No.",
            [("Spokesperson", "speaks"), ("Journalist (Reuters)", "asks"), ("Spokesperson", "speaks")],
        ),
        (
            "Question 1\nHow many came back?\n\nAnswer\nThree thousand came back.",
            [("Question 1", "asks"), ("Answer", "speaks")],
        ),
        (
            "**Ana Lind**\nThe bridge is open.\n**Reporter**\nAnd the tunnel?\n**Ana Lind**\nIt is not.",
            [("Ana Lind", "speaks"), ("Reporter", "asks"), ("Ana Lind", "speaks")],
        ),
        (
            "**Spokesperson:** It is open.\n**Journalist:** When will it close?\n",
            [("Spokesperson", "speaks"), ("Journalist", "asks")],
        ),
        (
            "Reuters: Any talks?\nAna Lind: No talks are planned.\nThe Harbour: Why?\nAna Lind: Ask them.",
            [("Reuters", "asks"), ("Ana Lind", "speaks"), ("The Harbour", "asks"), ("Ana Lind", "speaks")],
        ),
        (
            "MODERATOR: Next, please.\nQUESTION: Is it open?\nMINISTER BERG: It is open.",
            [("MODERATOR", "hosts"), ("QUESTION", "asks"), ("MINISTER BERG", "speaks")],
        ),
        ("سوال: کیا پل بند ہے؟\nجواب: نہیں، پل کھلا ہے۔", [("سوال", "asks"), ("جواب", "speaks")]),
        ("路透社记者：桥关了吗？\n林安娜：桥是开的。", [("路透社记者", "asks"), ("林安娜", "speaks")]),
    ],
)
def test_turns_are_told_by_their_labels(text, expected):
    """Each usual way to write a transcript gives its turns, and who asks in it."""
    assert roles(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "VESSEL NAME: Anna\nVESSEL FLAG: Panama\nVESSEL TYPE: Tanker",
        "PRESS RELEASE\nDate: 19 June 2025\nContact: Ana Lind\nThe bridge is open.\nNote: the tunnel is not.",
        "DOHA: The ministry said so.\nKABUL: Nothing was said.",
        "Let me say this: it is open.\nThe bottom line is this: it stays open.",
        "A bridge was opened.\nA tunnel was closed.",
        "",
    ],
)
def test_labels_alone_make_no_transcript(text):
    """Forms, datelines and sentences with a colon are no transcripts."""
    assert turns(text) == ()


def test_a_turn_covers_its_words_up_to_the_next_label():
    """The offsets of a turn cut out all its paragraphs, without labels."""
    text = "MR BERG: First.\n\nSecond.\nQUESTION: Third?\n"
    first, second = turns(text)
    assert text[first.start : first.end].strip() == "First.\n\nSecond."
    assert text[second.start : second.end].strip() == "Third?"


def test_a_question_with_a_colon_keeps_its_label():
    """In "Q On the bridge: is it open?" the label is Q alone."""
    text = "Q On the bridge: is it open?\nMS. LIND: It is open.\nQ Thanks.\nMS. LIND: Sure."
    assert [turn.label for turn in turns(text) if turn.role is Role.ASKS] == ["Q", "Q"]


BRIEFED = "Spokesperson: Talks go on.\n{other}\nSpokesperson: No base was offered.\n"


@pytest.mark.parametrize(
    "label",
    [
        "Ms. Eva Dahl (Harbour News)",
        "Jane Roe (Chief Correspondent, Dawn)",
    ],
)
def test_who_has_an_employer_in_brackets_asks(label):
    """Beside a spokesperson, a name with a paper behind it is a journalist's, though nothing is asked."""
    text = BRIEFED.format(other=f"{label}: Three bases were offered this week.")
    assert roles(text) == [("Spokesperson", "speaks"), (label, "asks"), ("Spokesperson", "speaks")]


@pytest.mark.parametrize(
    "words",
    [
        "Three bases were offered this week. Is that so?",
        "You told us that three bases were offered.",
        "Thank you, Minister. Three bases were offered this week.",
    ],
)
@pytest.mark.parametrize("label", ["John Smith (The Economist)", "Naveed Siddiqui (Dawn)"])
def test_what_may_be_a_paper_in_brackets_asks_where_the_words_do(label, words):
    """Nothing tells "(Dawn)" from "(Gavi)" but what is said."""
    text = BRIEFED.format(other=f"{label}: {words}")
    assert roles(text)[1] == (label, "asks")


@pytest.mark.parametrize(
    "label",
    [
        "Mr. Berg (Director General)",
        "Dr Maria Kerk (Technical Lead)",
        "Dr Maria Kerk (Epidemiologist)",
        "Karl Berg (Head of Operations)",
        "Karl Berg (Gavi)",
        "Mr Holm (Vika)",
        "Dr. Eva Dahl (Ministry of Health)",
        "Dr. Eva Dahl (WHO)",
        "Mr. Holm (Norway)",
        "Ana Lind (via interpreter)",
        "Mr. Saleem",
    ],
)
def test_who_may_be_an_official_does_not_ask(label):
    """An office, a body, a country and a manner of speaking in brackets are no newspaper."""
    text = BRIEFED.format(other=f"{label}: Three bases were offered this week.")
    assert (label, "speaks") in roles(text)


def test_a_form_of_address_alone_is_no_office():
    """Journalists are called "Dr." as well: who only asks is one, where another holds an office."""
    text = BRIEFED.format(other="Dr. Shabbir: Three bases were offered, is that so?")
    assert roles(text)[1] == ("Dr. Shabbir", "asks")


def test_who_says_where_from_asks():
    """Who is "Raza from the Hindustan Times" is a journalist, whatever follows."""
    text = BRIEFED.format(other="Raza: Raza from the Hindustan Times. I was wondering about China.")
    text += "Raza: Three bases, we hear.\nSpokesperson: No.\n"
    assert {role for label, role in roles(text) if label == "Raza"} == {"asks"}


@pytest.mark.parametrize(
    "words",
    [
        "Thousands of Norwegians use it. It is open.",
        "Residents of Vika need not worry. Who would? We are there.",
        "Members of NATO have sent 12 ships.",
        "People from Gaza need food. Is that acceptable? We need 12 trucks.",
        "Refugees from Gaza, 40 of them, arrived.",
    ],
)
def test_who_speaks_of_people_from_somewhere_does_not_ask(words):
    """A sentence that begins like an introduction makes nobody a journalist."""
    text = f"Spokesperson: Good morning.\nAna Lind: {words}\nJournalist: And then?\n"
    text += "Ana Lind: It opens again on Monday.\n"
    assert {role for label, role in roles(text) if label == "Ana Lind"} == {"speaks"}


def test_two_ministers_behind_a_sentence_speak_by_turns():
    """What each says is prose: no list of appointments."""
    text = "The ministers met today.\n\nMinister Lind: We send 200 men.\n\nMinister Holm: We send 300 men."
    assert roles(text) == [("Minister Lind", "speaks"), ("Minister Holm", "speaks")]


def test_a_name_between_two_turns_of_an_official_is_a_turn():
    """The official's label comes again because somebody else spoke: those words are not the official's."""
    text = "MR. BERG: Talks go on.\nJane Roe: Three bases were offered.\nMR. BERG: None was.\nQ: Why?\n"
    assert [label for label, _ in roles(text)] == ["MR. BERG", "Jane Roe", "MR. BERG", "Q"]


def test_a_list_in_an_answer_is_no_turn():
    """What stands between an answer and a question is part of the answer."""
    text = "MR. BERG: These are the figures.\nLower Saxony: 14\nQ: Why?\nMR. BERG: The rain.\n"
    assert [label for label, _ in roles(text)] == ["MR. BERG", "Q", "MR. BERG"]


@pytest.mark.parametrize(
    "text",
    [
        "This was decided now.\nPolice Chief: Maria Stahl, who comes from Berg\nFire Chief: Tom Ek, of Holm",
        "Minister: Ana Lind\nSpokesperson: Karl Berg, +47 20 27\n\nThe curfew was lifted on Monday.",
        "MYTH: It has a chip.\nFACT: It has none.\nMYTH: It is new.\nFACT: It is old.",
        "Minister Ana Lind met the mayor on Monday.\nPhoto: Ana Lind\nRead more: The visit of the minister",
    ],
)
def test_offices_in_a_release_make_no_transcript(text):
    """Appointments, contacts, captions, myths and facts have labels, and nobody speaks by turns."""
    assert turns(text) == ()
