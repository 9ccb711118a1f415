"""Whatever a transcript looks like, a question is no statement."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.drafts import Draft
from checker.ingest.saying import said
from checker.passages import cut
from checker.records import Statement

ASKING = st.sampled_from(
    [
        "QUESTION:",
        "Q:",
        "Q",
        "Question 3:",
        "Journalist (Reuters):",
        "**Reporter:**",
        "Reporter 2:",
        "[Reporter]:",
    ]
)
ANSWERING = st.sampled_from(
    ["MS. LIND:", "MINISTER BERG:", "**Spokesperson:**", "Mayor Ana Lind:", "Answer:"]
)
WORDS = st.lists(
    st.sampled_from(["bridge", "harbour", "opened", "three", "ferries", "never"]), min_size=2, max_size=9
)
ENDS = st.sampled_from([".", "?", "", "!", ".\n\nAnd more of it."])


@st.composite
def transcripts(draw):
    """Draw a transcript; each sentence of a journalist has the word "rumour", and no other has."""
    turns = []
    for asks in draw(st.lists(st.booleans(), min_size=1, max_size=8)):
        words = " ".join(draw(WORDS))
        if asks:
            turns.append(f"{draw(ASKING)} A rumour says {words}{draw(ENDS).replace('And', 'A rumour')}")
        else:
            turns.append(f"{draw(ANSWERING)} It is said that {words}{draw(ENDS)}")
    first = "QUESTION: A rumour says so?\nMS. LIND: It is not so at all.\n"
    return first + draw(st.sampled_from(["\n", "\n\n"])).join(turns)


@given(transcripts())
def test_a_question_is_never_a_statement(text):
    """No statement that is cut from a transcript holds a word of a journalist, and each is verbatim."""
    drafts, _ = said(Draft(Statement("", text)), "page")
    assert drafts
    assert not any("rumour" in draft.statement.text for draft in drafts)
    assert all(draft.statement.text in text for draft in drafts)


@given(transcripts())
def test_a_question_is_never_a_passage(text):
    """Nor does a passage of a transcript that was kept whole."""
    assert not any("rumour" in passage.text for passage in cut(Statement("7", text)))


@given(st.text(max_size=400))
def test_any_text_is_read(text):
    """Statements of any text are pieces of it, and the same each time."""
    drafts, skipped = said(Draft(Statement("", text)), "page")
    assert all(draft.statement.text in text for draft in drafts)
    assert said(Draft(Statement("", text)), "page") == (drafts, skipped)
