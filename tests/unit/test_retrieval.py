"""Fusion, floor and order of candidates."""

from __future__ import annotations

import pytest

from checker.index import VectorIndex
from checker.lexical import LexicalIndex
from checker.passages import cut
from checker.records import Statement
from checker.retrieval import Fusion, Retriever
from checker.scope import Scope
from tests.fakes import FakeEncoder

TEXTS = (
    "Iran has not asked us for any military support.",
    "Three thousand citizens came home from Iran last week.",
    "Three  thousand citizens came home from IRAN last week.",
    "The minister opened a new dam on the river.",
    "Exports of rice rose by ten percent.",
)
PASSAGES = tuple(p for n, text in enumerate(TEXTS) for p in cut(Statement(str(n), text)))


@pytest.fixture
def retriever(tmp_path):
    """Return a function that makes a retriever over the texts."""

    def make(fusion: Fusion | None = None, passages=PASSAGES) -> Retriever:
        encoder = FakeEncoder(dimension=512)
        index = VectorIndex.build(tmp_path, passages, encoder, "v1")
        return Retriever(passages, encoder, index, LexicalIndex.build(passages), fusion)

    return make


def test_the_passage_about_the_claim_comes_first(retriever):
    """Words and vectors together put the right passage on top, with the parts of its score."""
    (found,) = retriever().search(["Iran asked for military support"], 3)
    best = found[0]
    assert best.passage is PASSAGES[0]
    assert best.lexical == pytest.approx(1)
    words = Fusion().lexical_weight * best.lexical + Fusion().coverage_weight * best.coverage
    assert best.coverage > 0
    assert best.score == pytest.approx(best.cosine + words)


def test_an_unrelated_claim_gets_no_candidates(retriever):
    """Nothing was said about it, so nothing is shown."""
    assert retriever().search(["My football club won again yesterday evening"], 5) == [[]]


@pytest.mark.parametrize("query", ["", "  ", "`", "🙂🙂", "\ud800", "the", "Iran", "of the from"])
def test_queries_that_say_too_little_get_no_candidates(retriever, query):
    """Blank text, marks and a single word are not matched with confidence."""
    assert retriever().search([query], 5) == [[]]


def test_a_search_above_another_floor_leaves_the_first_as_it_is(retriever):
    """Whoever looks around sees more, and claims are still held to theirs."""
    claims = retriever(Fusion(floor=9.0))
    (found,) = claims.above(-1.0).search(["rice exports"], 10)
    assert found
    assert claims.search(["rice exports"], 10) == [[]]


def test_without_a_floor_everything_in_reach_is_ranked(retriever):
    """The floor is a choice of whoever measures."""
    (found,) = retriever(Fusion(floor=-1.0)).search(["rice exports"], 10)
    assert len(found) == len(PASSAGES) - 1
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def test_the_same_words_twice_are_one_candidate(retriever):
    """A sentence that two statements share is one piece of evidence, from the earlier one."""
    (found,) = retriever().search(["three thousand citizens came home from Iran last week"], 5)
    assert [c.passage.passage_id for c in found].count("1#1") == 1
    assert "2#1" not in [c.passage.passage_id for c in found]


def test_the_same_words_of_another_institution_are_evidence_too(retriever):
    """Who says it, and of whom, makes two pieces of one sentence: neither hides the other."""
    cuts = "We will cut the fuel tax by ten percent this year."
    made = [
        Statement("one", cuts, speaker="Ana Lind", issuer="Treasury"),
        Statement("two", cuts, speaker="Bo Berg", issuer="Road Office"),
        Statement("three", cuts, speaker="Ana Lind", issuer="Treasury"),
        Statement("ill", "The minister was taken to hospital. He is in a stable condition."),
        Statement("well", "The singer was taken to hospital. He is in a stable condition."),
    ]
    found = retriever(passages=tuple(p for one in made for p in cut(one))).search(
        ["cut the fuel tax by ten percent", "he is in a stable condition in hospital"], 9
    )
    of = [[c.passage.passage_id for c in candidates] for candidates in found]
    assert {"one#1", "two#1"} <= set(of[0])
    assert "three#1" not in of[0]
    assert {"ill#2", "well#2"} <= set(of[1])


def test_at_most_k_candidates_come_back(retriever):
    """Each list has at most k, and nothing is asked for k below one."""
    search = retriever(Fusion(floor=-1.0)).search
    assert [len(found) for found in search(["rice", "dam"], 2)] == [2, 2]
    assert search(["rice exports rose"], 0) == [[]]


def test_no_query_is_no_answer(retriever):
    """An empty batch gives an empty list."""
    assert retriever().search([], 5) == []


def test_a_query_has_the_same_answer_alone_and_in_company(retriever):
    """A batch changes nothing about any of its queries."""
    queries = ["Iran asked for military support", "a dam on the river", "rice exports rose"] * 20
    together = retriever().search(queries, 3)
    assert together == [retriever().search([q], 3)[0] for q in queries]


def test_an_empty_corpus_answers_nothing(retriever):
    """With no passages every query has an empty list."""
    assert retriever(passages=()).search(["Iran asked for military support"], 5) == [[]]


def test_a_scope_reaches_what_hundreds_of_nearer_passages_would_hide(retriever):
    """The one statement of another office is found though 400 of the first are nearer to the query."""
    hiding = tuple(
        p
        for n in range(400)
        for p in cut(Statement(f"a{n}", f"Iran asked for military support {n}.", issuer="Army"))
    )
    meant = cut(Statement("b", "The court has heard of support for a harbour in Iran.", issuer="Court"))
    search = retriever(passages=(*hiding, *meant)).search
    query = ["Iran asked for military support"]
    assert {c.passage.statement.issuer for c in search(query, 300)[0]} == {"Army"}
    (found,) = search(query, 300, Scope(issuers=("court",)))
    assert [c.passage for c in found] == list(meant)
    assert found[0].lexical == 1


def test_a_scope_that_admits_everything_changes_nothing(retriever):
    """Ids, order and scores are those of a search without a scope."""
    search = retriever().search
    queries = ["Iran asked for military support", "a dam on the river"]
    assert search(queries, 5, Scope(languages=("en",))) == search(queries, 5, Scope()) == search(queries, 5)


def test_a_scope_in_which_nothing_lies_has_no_candidates(retriever):
    """Nothing is taken from outside it."""
    scope = Scope(issuers=("nobody",))
    assert retriever(Fusion(floor=-9)).search(["Iran asked for military support"], 5, scope) == [[]]


def test_a_post_that_repeats_a_headline_finds_the_sentence_that_says_it(retriever):
    """The title stands before every sentence, and makes none of them the nearer."""
    lead = (
        "The Ministry of Education announced on Tuesday that all public and private schools in Karsa and the "
        "districts around it will be closed on 12 May, so that the campaign against measles can be completed."
    )
    short = ("Report it on the line 8118.", "Nobody pays for this.", "Trains run as usual.", "Parents agree.")
    text = " ".join((*short, lead))
    said = Statement("1", text, issuer="Ministry of Education", title="Schools in Karsa to close on 12 May")
    (found,) = retriever(passages=cut(said)).search(["Schools in Karsa to close on 12 May"], 2)
    assert found[0].passage.text == lead
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
