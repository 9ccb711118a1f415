"""The sentences that people paste as a reply."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.passages import cut
from checker.records import IssuedAt, Reason, Stance, Statement, Verdict
from checker.schema import report_to_wire
from checker.wording import in_context, in_quotation, missing_reason, named_claim, said_then, summarise
from tests import samples

POST = samples.EVERYTHING


def one(make, text):
    return make(samples.claim(POST, text))


def test_a_contradiction_is_quoted_with_speaker_date_number_and_source():
    """The reply to a refuted post names who said it, when, the numbers, the words and the source."""
    line = summarise([one(samples.refuted, "They ordered 120 ferries.")], Verdict.REFUTES)
    for part in (
        "Transport Spokesperson Ana Lind (Ministry of Transport)",
        "19 June 2025",
        "contradicts this",
        "post: 120; statement: 12 ferries",
        "“We have ordered 12 ferries, and not one more.”",
        "https://news.example/ferries",
    ):
        assert part in line


def test_a_conflict_quotes_both_sides():
    """Where officials disagree, both are quoted; an unknown date is given in the source's words."""
    line = summarise([one(samples.disputed, "The port is open!")], Verdict.CONFLICTING)
    assert "“The port stays closed.”" in line
    assert "“The port is open to all ships.”" in line
    assert "(Thursday)" in line


def test_two_spokespersons_are_told_apart_by_their_institutions():
    """Both sides of a conflict say whose spokesperson speaks."""
    sides = (
        ("The border is open.", Stance.REFUTES, "Tahir Andrabi", "Ministry of Foreign Affairs, Pakistan"),
        ("The border is closed.", Stance.SUPPORTS, "Esmaeil Baghaei", "Ministry of Foreign Affairs, Iran"),
    )
    found = tuple(
        samples.evidence(samples.statement(text, office="Spokesman", speaker=who, issuer=issuer), stance)
        for text, stance, who, issuer in sides
    )
    claim = replace(one(samples.disputed, "The port is open!"), evidence=found)
    line = summarise([claim], Verdict.CONFLICTING)
    assert "Spokesman Tahir Andrabi (Ministry of Foreign Affairs, Pakistan)" in line
    assert "Spokesman Esmaeil Baghaei (Ministry of Foreign Affairs, Iran)" in line


def test_a_statement_without_a_date_is_told_by_who_made_it():
    """Where the day is not known, the institution tells which statement was in force."""
    of = samples.statement("The port is open.", issued_at=IssuedAt())
    line = said_then(samples.evidence(of, Stance.SUPPORTS))
    assert "a statement of Transport Spokesperson Ana Lind (Ministry of Transport), whose date is not" in line


def test_further_claims_with_the_same_verdict_are_counted():
    """A second refuted claim is mentioned, since the reply quotes only one."""
    claims = [one(samples.refuted, "They ordered 120 ferries."), one(samples.refuted, "The port is open!")]
    assert "1 more claim in this post" in summarise(claims, Verdict.REFUTES)


@pytest.mark.parametrize(
    ("left", "counted"), [(1, "1 other claim in this post is"), (2, "2 other claims in this post are")]
)
def test_support_of_a_part_names_the_part_and_what_is_left_open(left, counted):
    """Who reads that a post is supported must not take the accusation in it for supported too."""
    supported = one(samples.supported, "The first ferry sails on Monday")
    open_claims = [
        samples.undecided(samples.claim(POST, text), reason)
        for text, reason in (
            ("The captain has a beard.", Reason.NO_STATEMENT),
            ("Tickets cost 3 crowns.", Reason.DETAIL_NOT_STATED),
        )
    ]
    line = summarise([*open_claims[:left], supported], Verdict.SUPPORTS)
    assert "supports this part of the post, “The first ferry sails on Monday”: “The first ferry sails" in line
    assert line.endswith(f" {counted} left without a verdict.")


def test_support_of_all_claims_is_support_of_the_post():
    """Where nothing is left open the line is about the post as a whole."""
    supported = one(samples.supported, "The first ferry sails on Monday")
    line = summarise([supported, supported], Verdict.SUPPORTS)
    assert "supports this: “The first ferry sails on Monday.”" in line
    assert "without a verdict" not in line


def test_a_part_of_a_post_is_named_by_its_first_words():
    """A long claim is cut at a word, a mark at its end goes, and quotation marks within are single ones."""
    claim = samples.claim(POST, "The port is open!")
    assert named_claim(claim) == "“The port is open”"
    assert named_claim(claim, 13) == "“The port is…”"
    assert named_claim(replace(claim, query='He said "no" to it.')) == "“He said ‘no’ to it”"


def test_the_line_on_an_open_post_is_about_the_claim_that_gives_its_reason():
    """Reason and line of a post come from one claim, the one of which most is known."""
    claims = [
        replace(samples.undecided(samples.claim(POST, text), reason), explanation=why)
        for text, reason, why in (
            ("The captain has a beard.", Reason.NO_STATEMENT, "Nothing."),
            ("Tickets cost 3 crowns.", Reason.DETAIL_NOT_STATED, "It may support this."),
        )
    ]
    line = summarise(claims, Verdict.NOT_ENOUGH_INFO)
    wire = report_to_wire(samples.report(POST, *claims), check_id="x")
    assert (line, wire["reason"]) == ("It may support this.", "detail_not_stated")


def test_that_nothing_was_found_is_not_that_nothing_was_said():
    """A search that finds no answer does not know that no statement is about the claim."""
    sentence = missing_reason(Reason.NO_STATEMENT)
    assert sentence == "No official statement was found in this corpus that answers this."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("The port is open.", "“The port is open.”"),
        ("“The port is open.”", "“The port is open.”"),
        ('"The port is open".', "“The port is open.”"),
        ("“The port is open.", "“The port is open.”"),
        ("The port is open.”", "“The port is open.”"),
        ("“It is open,” she said.", "“‘It is open,’ she said.”"),
        ("It is too early to say,” she said.", "“‘It is too early to say,’ she said.”"),
        ("She said: “It is open.", "“She said: ‘It is open.’”"),
        ("“We left,” he said, “and came back.”", "“‘We left,’ he said, ‘and came back.’”"),
        ('the "madness" of it', "“the ‘madness’ of it”"),
        ("The captain's port", "“The captain's port”"),
        ("", "“”"),
        ("”", "“”"),
    ],
)
def test_quotation_marks_pair(text, quoted):
    """One pair stands around the words, those within are single, and none is without the other."""
    assert in_quotation(text) == quoted


@given(st.text(alphabet='ab .,“”"„(', max_size=40))
def test_quotation_marks_pair_in_any_text(text):
    """However the marks of a text stand, the quotation has two double ones, and single ones in pairs."""
    quoted = in_quotation(text)
    assert (quoted[0], quoted[-1]) == ("“", "”")
    assert not set(quoted[1:-1]) & set('“”„"')
    assert quoted.count("‘") == quoted.count("’")


def spoken(text, **changes):
    return cut(Statement("s", text, **changes))


def test_a_passage_that_leans_is_quoted_with_the_sentence_before():
    """Nobody can place "He is in stable condition." by itself."""
    text = "“A soldier was wounded by a stone.\nHe is in stable condition.” No shot was fired."
    hurt, stable, shot = spoken(text, speaker="Ana Lind", office="Minister: Interior")
    assert in_context(stable) == "“A soldier was wounded by a stone. He is in stable condition.”"
    assert in_context(hurt) == hurt.text
    assert in_context(shot) == shot.text
    item = samples.evidence(stable.statement, Stance.SUPPORTS)
    item = replace(item, candidate=replace(item.candidate, passage=stable))
    claim = replace(one(samples.supported, "The port is open!"), evidence=(item,))
    line = summarise([claim], Verdict.SUPPORTS)
    assert "supports this: “A soldier was wounded by a stone. He is in stable condition.”" in line


def test_what_a_chain_is_about_is_quoted_with_what_is_left_out_between():
    """Nobody can place the third "It" beside the second; a question is quoted no more from further up."""
    text = "The line to Sund was approved. It will be 84 km long. It will cost 900 million."
    approved, long, cost = spoken(text)
    assert in_context(long) == "The line to Sund was approved. It will be 84 km long."
    assert in_context(cost) == "The line to Sund was approved. […] It will cost 900 million."
    asked = spoken(f"Will the line be built? {text.removeprefix('The line to Sund was approved. ')}")
    assert "Will the line be built?" in asked[-1].standalone
    assert in_context(asked[-1]) == "It will cost 900 million."
    above = spoken("The line was approved today.\nIt will be 84 km long. It will cost 900 million.")
    assert in_context(above[-1]) == "It will cost 900 million."
    assert in_context(approved) == approved.text


def test_a_question_of_a_reporter_is_not_quoted():
    """An answer is read after its question, but its words are not those of the official."""
    text = "QUESTION: Has the captain fled?\nMR. BERG: No, he is at home.\nQUESTION: Since when?"
    answer, *_ = spoken(f"{text}\nMR. BERG: It is his day off.")
    assert "Has the captain fled?" in answer.standalone
    assert in_context(answer) == "No, he is at home."


def test_a_speaker_is_no_context():
    """The label of a turn stands before its words in the statement as in what models read."""
    text = "Spokesperson: This is the ship.\nJournalist: Where?\nSpokesperson: This is the port, she said."
    assert [in_context(p) for p in spoken(text)] == ["This is the ship.", "This is the port, she said."]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason):
    """Each reason for no verdict is a sentence, and none calls the post false."""
    sentence = missing_reason(reason)
    assert sentence.endswith(".")
    assert "false" not in sentence.lower()


def test_a_post_without_claims_says_so():
    """A post without claims gets a line, not an empty reply."""
    assert "no claim" in summarise([], Verdict.NOT_ENOUGH_INFO)
