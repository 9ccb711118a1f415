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
