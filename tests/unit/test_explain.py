"""By which words a passage is said to decide a claim, of what kind that is, and in what sentence."""

from __future__ import annotations

import pytest

from checker import quantities
from checker.contrasts import key, opposite
from checker.explain import explain
from checker.records import Claim, Deciding, Explanation, Stance


def claim(query: str, text: str = "", start: int = 0) -> Claim:
    written = text or query
    return Claim("c1", written, start, start + len(written), query)


def why(query: str, passage: str, stance: Stance = Stance.REFUTES) -> Explanation:
    return explain(claim(query), passage, stance, quantities.conflict(query, passage))


def cut(text: str, spans) -> list[str]:
    return [text[s.start : s.end] for s in spans]


@pytest.mark.parametrize(
    ("query", "passage", "kind", "said", "stated"),
    [
        (
            "120 ferries were ordered",
            "The minister confirmed that 12 ferries were ordered.",
            Deciding.NUMBER,
            "120",
            "12 ferries",
        ),
        (
            "The bridge opened on 3 May",
            "The bridge was opened on 9 May, the mayor said.",
            Deciding.DATE,
            "3 May",
            "9 May",
        ),
        (
            "Norway asked Denmark for ferries",
            "Denmark has received no request for ferries from Norway.",
            Deciding.NEGATION,
            "Norway asked Denmark",
            "no request",
        ),
        (
            "The council did not close the harbour",
            "The council closed the harbour on Monday.",
            Deciding.NEGATION,
            "not close",
            "closed",
        ),
        (
            "Two Danes were arrested",
            "The police arrested two Norwegians.",
            Deciding.ACTOR,
            "Danes",
            "Norwegians",
        ),
        (
            "Norway invited Denmark to the talks",
            "Denmark invited Norway to the talks.",
            Deciding.ACTOR,
            "Norway",
            "Denmark",
        ),
        (
            "The summit will be held in Oslo",
            "The summit will be held in Bergen.",
            Deciding.PLACE,
            "Oslo",
            "Bergen",
        ),
        (
            "The fare for pupils will change",
            "The fare for pupils may change.",
            Deciding.MODALITY,
            "will",
            "may",
        ),
        ("Fares rose in winter", "Fares fell in winter.", Deciding.OPPOSITE, "rose", "fell"),
        ("The yard is a museum", "The yard is a prison.", Deciding.OTHER, "museum", "prison"),
    ],
)
def test_a_contradiction_has_its_kind_and_its_words(query, passage, kind, said, stated):
    """Each kind of conflict is told by its kind, and the words of both sides are marked and named."""
    found = why(query, passage)
    assert found.kind is kind
    assert any(said in span for span in cut(query, found.claim_spans)), found
    assert any(stated in span for span in cut(passage, found.passage_spans)), found
    assert stated in found.sentence


@pytest.mark.parametrize(
    ("query", "passage", "kind"),
    [
        ("Twelve ferries were ordered", "An order for 12 ferries was placed.", Deciding.SAME_NUMBER),
        ("Oslo never asked for ferries", "Oslo has not asked for any ferries.", Deciding.SAME_DENIAL),
        ("The harbour is closed", "The harbour was closed on Monday.", Deciding.SAME_WORDS),
    ],
)
def test_a_support_says_in_what_it_agrees(query, passage, kind):
    """Support comes by the same number written otherwise, the same denial, or the same words."""
    found = why(query, passage, Stance.SUPPORTS)
    assert found.kind is kind
    assert found.claim_spans
    assert found.passage_spans


def test_the_sentence_names_both_numbers_and_how_far_they_are_apart():
    """Of numbers the sentence gives both, what is counted, and the ratio."""
    found = why("120 ferries were ordered", "The minister confirmed that 12 ferries were ordered.")
    assert found.sentence.startswith("The post says 120; the statement says 12 ferries")
    assert found.sentence.endswith("(10 times as many).")


def test_a_number_in_brief_is_the_number():
    """What differs is told, not the first digit of "3k", which is one word and the same as 3,000."""
    found = why("3k ferries were sold", "The minister said that 3,000 ferries were bought.")
    assert found.sentence == "The post says “sold”; the statement says “bought”."


def test_a_denial_is_quoted():
    """The sentence on a denial quotes the words that deny, as they stand in the passage."""
    passage = "Denmark has not received any request for ferries from Norway."
    found = why("Norway requested ferries from Denmark", passage)
    assert found.sentence == f"The statement denies this: “{passage.removesuffix('.')}”."


@pytest.mark.parametrize(
    ("stance", "begins"),
    [
        (Stance.SUPPORTS, "The post calls this untrue, and so the statement has it: “"),
        (Stance.REFUTES, "The post calls untrue what the statement says: “"),
    ],
)
def test_of_what_is_called_untrue_it_says_so(stance, begins):
    """Neither "the same" nor "otherwise" would tell what stands against what."""
    found = why("It is not true that Norway bought 30 ferries", "Norway has bought 12 ferries.", stance)
    assert found.sentence.startswith(begins)


def test_peoples_are_named_plainly():
    """Where one nation stands for another, the sentence says who is named and who is spoken of."""
    found = why("Two Danes were arrested", "The police arrested two Norwegians.")
    assert found.sentence == "The post names Danes; the statement speaks of Norwegians."


def test_words_of_another_sort_are_not_set_against_each_other():
    """A country and a person, or words that differ in nothing nameable: the clause is quoted instead."""
    found = why("Norway had a bitter row", "Harbour chief Ada Holm called the talks warm, and left early.")
    assert found.sentence == "The statement says otherwise: “Harbour chief Ada Holm called the talks warm”."
    found = why("Tourists ditched Norhavn", "We have never had as many guests in Norhavn as in this year.")
    assert found.sentence.startswith("The statement")
    assert "“We have never had as many guests in Norhavn as in this year”" in found.sentence


def test_whoever_speaks_is_not_set_against_those_it_speaks_of():
    """What Norway is said to think is not set against the Danes of whom its own minister speaks."""
    query, passage = "Norway says the raid was fine", "The raid on the Danes was a disgrace."
    assert why(query, passage).sentence == "The post names Norway; the statement speaks of Danes."
    spoken = explain(claim(query), passage, Stance.REFUTES, None, "Foreign Ministry, Norway")
    assert spoken.sentence == "The statement says otherwise: “The raid on the Danes was a disgrace”."


@pytest.mark.parametrize(
    ("query", "passage", "quoted"),
    [
        (
            "It has a right to defend itself",
            "Norway has a right to self-defence under the charter.",
            "Norway has a right to self-defence under the charter",
        ),
        (
            "They want an end to the madness",
            'She called for an end to the "madness" of the siege.',
            "She called for an end to the ‘madness’ of the siege",
        ),
        (
            "The raid broke the law, she said",
            'The raid broke the law," she said of the raid.',
            "The raid broke the law,’ she said of the raid",
        ),
    ],
)
def test_quotations_are_whole(query, passage, quoted):
    """No word is cut at its hyphen, no clause begins in its middle, and marks within are single ones."""
    assert f"“{quoted}”" in why(query, passage, Stance.SUPPORTS).sentence


def test_words_of_the_query_are_found_in_the_post():
    """Spans in the post survive links, emoji and marks that cleaning took out of the query."""
    text = "BREAKING 🚢 they ordered   120 @x ferries!!"
    post = "Hello. " + text
    found = explain(
        claim("they ordered 120 ferries", text, len("Hello. ")), "We ordered 12 ferries.", Stance.REFUTES
    )
    assert cut(post, found.post_spans) == ["120"]


def test_words_that_are_not_in_the_post_have_no_place_there():
    """A word that cleaning made, such as an opened hashtag, is marked in the query only."""
    found = explain(claim("Fares rose in winter", "#FaresRose in winter"), "Fares fell.", Stance.REFUTES)
    assert found.claim_spans
    assert found.post_spans == ()


def test_a_long_quotation_is_cut():
    """A quotation in a sentence has an end, however long the passage is."""
    passage = "The port was not closed by " + "very " * 500 + "angry captains."
    sentence = why("The port was closed by captains", passage).sentence
    assert len(sentence) < 200
    assert "…" in sentence


@pytest.mark.parametrize("stance", [Stance.REFUTES, Stance.SUPPORTS])
@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ("", ""),
        ("a", "b"),
        ("not", "not not not"),
        ("not " * 3000, "never " * 3000),
        ("Iran asked Iraq " * 500, "Iraq asked Iran " * 500),
        ("1 2 3 " * 900, "4 5 6 " * 900),
        ("<script>\x00\u202e", "”“\"'\n\n\ud800"),
        ("İİİ ﬁnd ß ① ٣٠٠٠", "ẞ ﬁnds İ 3000 ½"),
    ],
)
def test_odd_texts_are_explained_too(query, passage, stance):
    """Empty, huge, repetitive and broken texts get an explanation with a sentence, and no error."""
    found = why(query, passage, stance)
    assert found.sentence.endswith(".")
    assert len(found.sentence) < 400


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("rose", "fell", True),
        ("legal", "illegal", True),
        ("closed", "opening", True),
        ("rose", "rises", False),
        ("in", "inside", False),
        ("ferry", "harbour", False),
    ],
)
def test_opposites_are_told_in_every_form(one, other, are):
    """Opposites are known in their forms and either way round; other words are none."""
    assert opposite(one, other) is are
    assert opposite(other, one) is are


@pytest.mark.parametrize(
    ("one", "other"), [("built", "build"), ("diplomatically", "diplomatic"), ("ferries", "ferry")]
)
def test_forms_of_a_word_are_one(one, other):
    """Irregular verbs, adverbs and plurals meet their plain form."""
    assert key(one) == key(other)
