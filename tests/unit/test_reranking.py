"""Searches of people: which passages are read, what a reading moves, and what it never does."""

from __future__ import annotations

import math

import pytest

from checker.bootstrap import Models, build_retriever, load_models, parts_with, searched_over
from checker.checking import PipelineChecking
from checker.config import load_settings
from checker.corpus import Corpus
from checker.hashtags import in_words
from checker.index import VectorIndex
from checker.indexes import open_index
from checker.lexical import LexicalIndex
from checker.network import claim_network
from checker.passages import cut
from checker.pipeline import Pipeline
from checker.records import Statement
from checker.reranking import CHARACTERS, MOST, REACH, WEIGHT, Reranked
from checker.retrieval import BROWSING, NO_FLOOR, Fusion, Retriever
from checker.scope import Scope
from tests.fakes import FakeEncoder, FakeStance, FakeWorth

HARBOURS = [
    Statement(str(n), f"The harbour of town {n} has been closed for {n} days.", issuer=f"Office {n % 2}")
    for n in range(60)
]
QUERY = "the harbour of town 7 has been closed for 7 days"


class Reader:
    """Says what a test wants of a passage, and remembers what it was asked."""

    def __init__(self, odds=lambda _: 0.0) -> None:
        self.odds = odds
        self.asked: list[tuple[str, str]] = []

    def __call__(self, pairs):
        self.asked += pairs
        return [self.odds(passage) for passage, _ in pairs]


@pytest.fixture
def plain(tmp_path):
    """Return a function that makes the search over some statements, with nothing read."""

    def make(statements=HARBOURS) -> Retriever:
        passages = [passage for statement in statements for passage in cut(statement)]
        encoder = FakeEncoder(dimension=512)
        index = VectorIndex.build(tmp_path / "index", passages, encoder, "v1")
        return Retriever(passages, encoder, index, LexicalIndex.build(passages), Fusion(floor=NO_FLOOR))

    return make


def ids(candidates):
    """Return which passages these are."""
    return [candidate.passage.passage_id for candidate in candidates]


def test_what_answers_moves_up_by_what_is_said(plain):
    """A passage gains by its log-odds, and the scores stay in order."""
    search = plain()
    before = search.search([QUERY], 5)[0]
    second = before[1]
    reader = Reader(lambda passage: 3.0 if passage.endswith(second.passage.text) else -3.0)
    found = Reranked(search, reader).search([QUERY], 5)[0]
    (again,) = (c for c in found if c.passage is second.passage)
    assert again.score == pytest.approx(second.score + WEIGHT * (3.0 + REACH))
    assert ids(found).index(second.passage.passage_id) <= 1
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def test_equal_readings_change_no_order(plain):
    """Where the readings say nothing, the sum of vectors and words decides."""
    search = plain()
    assert ids(Reranked(search, Reader()).search([QUERY], 60)[0]) == ids(search.search([QUERY], 60)[0])


@pytest.mark.parametrize("odds", [math.nan, -math.inf, -1e9])
def test_no_reading_is_worse_than_none(plain, odds):
    """What is no number, or says no in the strongest way, leaves a passage before those not read."""
    search = plain()
    found = Reranked(search, Reader(lambda _: odds)).search([QUERY], 60)[0]
    assert ids(found) == ids(search.search([QUERY], 60)[0])
    assert all(math.isfinite(c.score) for c in found)


def test_a_reading_moves_a_passage_only_so_far(plain):
    """However sure the network is, a passage that is far from the query stays behind what is near."""
    search = plain([*HARBOURS[:3], Statement("far", "Exports of rice rose by ten percent.")])
    query = "The harbour of town 1 has been closed for 1 days."
    sure = Reader(lambda passage: 1e9 if "rice" in passage else -1e9)
    found = Reranked(search, sure).search([query], 4)[0]
    assert found[0].passage.statement.statement_id == "1"


def test_all_that_the_search_gives_comes_back_once(plain):
    """Reading reorders: nothing is lost and nothing is added, for few and for many."""
    search = plain()
    reader = Reader(lambda passage: sum(map(ord, passage)) % 9 - 4.0)
    for k in (1, 7, 55, 200):
        assert len(Reranked(search, reader).search([QUERY], k)[0]) == min(k, 60)
    assert sorted(ids(Reranked(search, reader).search([QUERY], 200)[0])) == sorted(
        ids(search.search([QUERY], 200)[0])
    )


def test_a_better_answer_below_the_first_k_is_found(plain):
    """What is read does not depend on how much is asked for, so the first is the same in every list."""
    search = plain()
    third = search.search([QUERY], 3)[0][2]
    reranked = Reranked(search, Reader(lambda passage: 99.0 if third.passage.text in passage else -99.0))
    assert ids(reranked.search([QUERY], 1)[0]) == ids(reranked.search([QUERY], 30)[0])[:1]


def test_the_time_of_a_search_is_bounded(plain):
    """Of many short passages MOST are read; of long ones, or for a long query, fewer."""
    for query, most in ((QUERY, MOST), (QUERY + " and so on" * 50, 25), (QUERY + " and so on" * 5_000, 10)):
        reader = Reader()
        Reranked(plain(), reader).search([query], 20)
        assert 0 < len(reader.asked) <= most
        assert sum(min(sum(map(len, pair)), 1_200) for pair in reader.asked) <= CHARACTERS


def test_queries_in_company_get_what_they_get_alone(plain):
    """Several queries are read in one go, each with its own passages; one of them may have none."""
    reranked = Reranked(plain(), Reader(lambda passage: len(passage) % 5 - 2.0))
    queries = [QUERY, "", "town 12", "🙂🙂"]
    together = reranked.search(queries, 10)
    assert [ids(found) for found in together] == [ids(reranked.search([q], 10)[0]) for q in queries]
    assert together[1] == together[3] == []
    assert reranked.search(queries, 0) == [[], [], [], []]


def test_nothing_found_is_nothing_read(plain):
    """The network is not asked about no passages."""
    reader = Reader()
    assert Reranked(plain(), reader).search([""], 5) == [[]]
    assert reader.asked == []


def test_a_scope_holds(plain):
    """Only statements in scope are read and found."""
    reader = Reader()
    (found,) = Reranked(plain(), reader).search([QUERY], 60, Scope(issuers=("Office 1",)))
    assert {c.passage.statement.issuer for c in found} == {"Office 1"}
    assert all("Office 1" in passage for passage, _ in reader.asked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#ClimateStrike by @GretaThunberg", "Climate Strike by Greta Thunberg"),
        ("@realDonaldTrump, #MAGA_2020!", "real Donald Trump, MAGA 2020!"),
        ("He left — Jane Doe (@janedoe) May 2, 2019", "He left — Jane Doe (@janedoe) May 2, 2019"),
        (
            "press@office.gov, a&#39;b, https://a.b/#Top @ #",
            "press@office.gov, a&#39;b, https://a.b/#Top @ #",
        ),
        ("\ud800 # @", "\ud800 # @"),
        ("#Erdoğan in #Österreich, @MünchenStadt", "Erdoğan in Österreich, München Stadt"),
        ("(#ClimateStrike) #One#TwoThree C#", "(Climate Strike) One Two Three C#"),
    ],
)
def test_tags_and_handles_are_words(text, words):
    """What is written together to be clicked is searched by its words; addresses stay as they are."""
    assert in_words(text) == words


def test_a_handle_finds_the_name(plain):
    """A post names a person by the handle, a statement by the name."""
    rows = [Statement("name", "Greta Thunberg spoke."), Statement("other", "Carl Lindgren spoke.")]
    (found,) = Reranked(plain(rows), Reader()).search(["@CarlLindgren spoke"], 2)
    assert ids(found)[0].startswith("other#")


@pytest.mark.models
def test_the_network_tells_an_answer_from_the_same_topic(plain):
    """The bundled network, asked by a search: the sentence that answers the query gains the most."""
    rows = [
        Statement("topic", "The minister said that the budget of the ministry of transport will be debated."),
        Statement("answer", "The ministry of transport has bought 40 new buses, the minister said."),
    ]
    search = plain(rows)
    query = "The transport ministry bought forty buses."
    before = {c.passage.statement.statement_id: c.score for c in search.search([query], 2)[0]}
    found = Reranked(search, claim_network(1).answers).search([query], 2)[0]
    gains = {
        c.passage.statement.statement_id: c.score - before[c.passage.statement.statement_id] for c in found
    }
    assert gains["answer"] > gains["topic"] >= 0
    assert found[0].passage.statement.statement_id == "answer"


class NamedStance(FakeStance):
    """A stance model with a name."""

    name = "fake-stance@1"


def test_who_looks_around_has_it_read_and_checks_do_not(tmp_path):
    """A search by meaning is read; the search that claims are judged by reads nothing."""
    reader = Reader(lambda passage: 4.0 if "town 8 " in passage else -4.0)
    corpus, settings = Corpus.of(HARBOURS), load_settings(data_dir=tmp_path)
    models = Models(FakeEncoder(), NamedStance({}), FakeWorth(), reader)
    searched = searched_over(corpus, open_index(corpus, models.encoder, settings))
    parts = parts_with(models, searched)
    query = "The harbour of some town has been closed"
    parts.retriever.search([query], 5)
    assert not reader.asked
    near = PipelineChecking(Pipeline(parts), {}).near(query, 3)
    assert near[0].statement.statement_id == "8"
    within = parts.retriever.above(BROWSING).search(["quantum harbour"], 60)[0]
    found = PipelineChecking(Pipeline(parts), {}).near("quantum harbour", 60)
    assert {p.passage_id for p in found} == set(ids(within))


@pytest.mark.models
def test_the_search_of_the_command_line_is_read(tmp_path):
    """Its results are reordered by the network of the package."""
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"id": "a", "text": "The ministry of transport has bought 40 new buses."}\n')
    search = build_retriever(load_settings(data_dir=tmp_path), path)
    assert isinstance(search, Reranked)
    assert [s.statement_id for s in search.statements] == ["a"]
    (found,) = search.search(["The transport ministry bought forty buses."], 5)
    best = found[0]
    assert best.score > Fusion().score(best.cosine, best.lexical, best.coverage)


@pytest.mark.models
def test_whichever_stance_model_is_named_the_bundled_network_reads(tmp_path):
    """A chat model is paid for by the question, and is not asked what a search found."""
    settings = load_settings(data_dir=tmp_path, stance_url="http://127.0.0.1:9/v1", stance_model="some-chat")
    answers = load_models(settings).answers
    assert answers is not None
    assert answers([("The ministry has bought 40 buses.", "The ministry bought forty buses.")])
