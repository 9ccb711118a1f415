"""Cutting any text whatever."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checker.passages import cut, digest
from checker.prose import MAX_WORDS, lines, sentences
from checker.records import Statement

PIECES = st.sampled_from(
    [
        *(
            "Mr.",
            "U.S.",
            "No.",
            "5",
            "3.5",
            "said",
            "“Yes.”",
            "Khan",
            "It",
            "…",
            "?",
            "!",
            "۔",
            ",",
            ";",
            "A.",
        ),
        *("\n", "\r\n", "\u2028", "- ", "Q  ", "MR. X:", "QUESTION:", "We", "🙂", "\ud800", "(", ")"),
        *("Thank you.", "was asked whether"),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join))


@given(TEXTS)
def test_offsets_cut_the_passage_out_of_the_statement(text):
    """Every passage is verbatim, in order, without overlap, and none is blank."""
    passages = cut(Statement("s", text, speaker="Ana Lind", issuer="Road Office"))
    assert all(text[p.start : p.end] == p.text and p.text.strip() == p.text != "" for p in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    assert [p.passage_id for p in passages] == [f"s#{n}" for n in range(1, len(passages) + 1)]


@given(TEXTS)
def test_what_the_models_read_ends_with_the_passage(text):
    """Context and speaker only ever stand in front."""
    assert all(p.standalone.endswith(p.text) for p in cut(Statement("s", text, office="Director")))


@given(TEXTS)
def test_sentences_leave_out_nothing_but_space(text):
    """The sentences of a line hold all its characters that are not space."""
    for line in lines(text):
        spans = list(sentences(text, line))
        joined = "".join(text[s.start : s.end] for s in spans)
        assert "".join(joined.split()) == "".join(text[line.start : line.end].split())
        assert all(len(text[s.start : s.end].split()) <= MAX_WORDS for s in spans)


@given(TEXTS)
def test_a_statement_with_a_letter_has_a_passage(text):
    """Nothing that says something is lost altogether."""
    passages = cut(Statement("s", f"The port is open.\n{text}"))
    assert passages
    assert len(digest(passages)) == 64
