"""The use case with fakes for everything that needs a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checker.accepting import versions_of
from checker.pipeline import (
    MAX_CLAIMS,
    Parts,
    Pipeline,
    candidates_in_time,
    candidates_of,
    claims_of,
    evidence_of,
    near_best,
    weighed,
)
from checker.records import (
    Candidate,
    Claim,
    Ending,
    IssuedAt,
    Post,
    Precision,
    Probabilities,
    Reason,
    Stance,
    Standing,
    Verdict,
)
from checker.repeats import may_be_repeated
from checker.schema import report_to_wire
from checker.scope import Scope
from checker.stages import Stage
from tests.fakes import FakeStance, FakeWorth
from tests.samples import VERSIONS, passage, statement

FERRIES = statement("The ministry confirmed that 12 ferries have been ordered from the yard in Norhavn.")


class OnePassage:
    """A retriever that brings the same passage for every query and remembers what was asked."""

    def __init__(self, said=FERRIES) -> None:
        self.asked: list[str] = []
        self.scopes: list[Scope | None] = []
        self._candidate = Candidate(passage(said), 0.9, 0.8, 1.0)

    def search(self, queries: Sequence[str], k: int, scope: Scope | None = None) -> list[list[Candidate]]:
        self.asked += queries
        self.scopes.append(scope)
        return [[self._candidate][:k] for _ in queries]


def pipeline(stance: FakeStance, retriever: OnePassage | None = None) -> Pipeline:
    return Pipeline(Parts(FakeWorth(), retriever or OnePassage(), stance, VERSIONS))


def test_other_settings_are_other_facts():
    """An answer that was made with other languages or fewer passages is not that of a copy."""
    parts = Parts(FakeWorth(), OnePassage(), FakeStance({}), VERSIONS)
    made = [Pipeline(parts, k=k, languages=languages) for k in (5, 6) for languages in (["en"], ["ur", "en"])]
    assert len({versions_of(one.facts) for one in made}) == 4
    assert Pipeline(parts, languages=["en", "ur"]).facts == Pipeline(parts, languages=["ur", "en"]).facts


def test_a_claim_that_leans_on_the_one_before_is_searched_alone_and_with_it():
    """Both searches count, and a passage that both bring is judged once."""
    retriever = OnePassage()
    leaning = Claim("c1", "It sank.", 0, 8, "It sank", context="The ferry left Norhavn")
    found = candidates_of([leaning, _claim("Fog closed the harbour")], retriever, 8)
    assert retriever.asked == ["It sank.", "The ferry left Norhavn It sank.", "Fog closed the harbour."]
    assert [len(candidates) for candidates in found] == [1, 1]


def test_misspelt_words_are_searched_and_judged_as_they_were_meant():
    """As the passages spell them or as people do; what the post says stays word for word."""
    retriever, stance = OnePassage(), FakeStance({})
    parts = Parts(FakeWorth(), retriever, stance, VERSIONS, has={"norhavn"}.__contains__)
    text = "12 feries have been ordred from the yard in Norhhavn."
    (result,) = Pipeline(parts).check_post(Post(text)).claims
    assert retriever.asked == ["12 ferries have been ordered from the yard in Norhavn."]
    assert result.claim.query == retriever.asked[0]
    assert result.claim.text == text


def test_other_languages_are_spelt_as_they_are():
    """The list of words is one of English."""
    text = "Der Aussenminister hat die Foriegn nicht gesehen und bestätigt das nicht."
    (claim,) = claims_of(Post(text), Parts(FakeWorth(), OnePassage(), FakeStance({}), VERSIONS))
    assert claim.lang == "de"
    assert "Foriegn" in claim.query


def test_of_two_searches_the_better_score_of_a_passage_counts():
    """The best come first, no more than are wanted."""

    class Two:
        def search(self, _queries: Sequence[str], _k: int, _scope: object = None) -> list[list[Candidate]]:
            near = Candidate(passage(FERRIES), 0.5, 0.5, 1.0)
            other = Candidate(passage(statement("The harbour was closed.", 2)), 0.7, 0.7, 1.0)
            return [[near], [other, replace(near, score=0.9)]]

    leaning = Claim("c1", "It sank.", 0, 8, "It sank", context="The ferry left Norhavn")
    assert [c.score for c in candidates_of([leaning], Two(), 8)[0]] == [0.9, 0.7]
    assert [c.score for c in candidates_of([leaning], Two(), 1)[0]] == [0.9]


def test_what_scores_far_less_than_the_best_is_not_read():
    """The first two are read in any case, and of the others those that score nearly as much as the first."""
    scores = [0.9, 0.6, 0.71, 0.69]
    found = [Candidate(passage(statement(f"Said {n}.", n)), s, s, 1.0) for n, s in enumerate(scores, 1)]
    assert near_best(found, 8) == found[:3]
    assert near_best(found, 2) == found[:2]
    assert near_best(found[:1], 8) == found[:1]
    assert near_best([], 8) == []


def test_of_what_is_all_far_away_two_are_read():
    """Passages of a large corpus score alike although none is near: they are not all read for that."""
    found = [Candidate(passage(statement(f"Said {n}.", n)), 0.55, 0.55, 0.0) for n in range(5)]
    assert near_best(found, 8) == found[:2]
    covered = [replace(c, coverage=c.cosine) for c in found]
    assert near_best(covered, 8) == covered


def test_each_claim_of_a_post_is_judged():
    """Two sentences that say different things are two claims, each with its own verdict."""
    post = Post(
        "The ministry has ordered 12 ferries from Norhavn. The harbour was closed on Monday by the mayor."
    )
    report = pipeline(FakeStance({"ferries": "supports", "harbour": "neutral"})).check_post(post)
    assert [c.verdict for c in report.claims] == [Verdict.SUPPORTS, Verdict.NOT_ENOUGH_INFO]
    assert report.verdict is Verdict.SUPPORTS
    assert report.versions == VERSIONS
    for result in report.claims:
        assert post.text[result.claim.start : result.claim.end] == result.claim.text


def test_many_posts_keep_their_order():
    """A batch gives each post its own report, in the order given, as one by one would."""
    posts = [
        Post("Ferries were ordered by the ministry."),
        Post(""),
        Post("The harbour was closed by the mayor."),
    ]
    machine = pipeline(FakeStance({"ferries": "refutes", "harbour": "supports"}))
    reports = machine.check_posts(posts)
    assert [r.verdict for r in reports] == [Verdict.REFUTES, Verdict.NOT_ENOUGH_INFO, Verdict.SUPPORTS]
    assert reports == [machine.check_post(post) for post in posts]


@pytest.mark.parametrize("text", ["", "   ", "🔥🔥🔥", "https://example.org/a?b=c", "@someone #news"])
def test_a_post_without_claims_is_answered(text):
    """Nothing to check is an answer of its own and costs no search."""
    retriever = OnePassage()
    report = pipeline(FakeStance({}), retriever).check_post(Post(text))
    assert (report.verdict, report.claims, retriever.asked) == (Verdict.NOT_ENOUGH_INFO, (), [])


def test_a_language_that_the_models_do_not_read_is_not_judged():
    """A claim in another language gets an honest abstention, and is not searched."""
    retriever = OnePassage()
    post = Post("پاکستان نے ایران سے تین ہزار شہریوں کو واپس بلا لیا ہے۔")
    report = pipeline(FakeStance({"": "supports"}), retriever).check_post(post)
    assert [c.reason for c in report.claims] == [Reason.LANGUAGE_NOT_COVERED]
    assert retriever.asked == []


def _orders(numbers: Iterable[int]) -> Post:
    return Post(" ".join(f"The ministry ordered ferry number {n} from the yard in Norhavn." for n in numbers))


def test_a_very_long_post_says_what_was_not_checked():
    """Claims beyond the limit are listed with a reason of their own, never dropped; nothing was down."""
    report = pipeline(FakeStance({"ferry": "supports"})).check_post(_orders(range(MAX_CLAIMS + 5)))
    assert len(report.claims) == MAX_CLAIMS + 5
    beyond = report.claims[MAX_CLAIMS:]
    assert {c.reason for c in beyond} == {Reason.TOO_MANY_CLAIMS}
    assert str(MAX_CLAIMS) in beyond[0].explanation
    wire = report_to_wire(report, check_id="x")
    assert not wire["search_degraded"]
    assert not any(claim["degraded"] for claim in wire["claims"])
    assert may_be_repeated(wire)


def test_what_a_post_says_again_is_judged_once():
    """However often it comes, it has its answer where it stands, and takes no place from other claims."""
    retriever = OnePassage()
    times = MAX_CLAIMS + 5
    text = f"{_orders([7] * times).text} The harbour was closed on Monday by the mayor."
    stance = FakeStance({"ferry": "supports", "harbour": "neutral"})
    report = pipeline(stance, retriever).check_post(Post(text))
    assert len(retriever.asked) == 2
    assert [c.verdict for c in report.claims] == [Verdict.SUPPORTS] * times + [Verdict.NOT_ENOUGH_INFO]
    assert report.claims[-1].reason is Reason.NO_STATEMENT
    assert [c.claim.claim_id for c in report.claims] == [f"c{n + 1}" for n in range(times + 1)]
    assert "more claim" not in report.summary
    first = report.claims[0]
    assert first.evidence[0].explanation
    for result in report.claims[:times]:
        why, moved = result.evidence[0].explanation, result.claim.start - first.claim.start
        assert text[result.claim.start : result.claim.end] == result.claim.text
        marks = [(s.start - moved, s.end - moved) for s in why.post_spans]
        assert marks == [(s.start, s.end) for s in first.evidence[0].explanation.post_spans] != []


def _claim(query: str) -> Claim:
    return Claim("c1", query, 0, len(query), query)


SUPPORT, REFUTE = Probabilities(0.9, 0.05, 0.05), Probabilities(0.05, 0.9, 0.05)
UNSURE = Probabilities(0.1, 0.6, 0.3)
CANDIDATE = Candidate(passage(FERRIES), 0.9, 0.8, 1.0)


def test_a_passage_that_says_the_same_with_another_number_contradicts():
    """What the model takes for support is a contradiction when the numbers cannot both hold."""
    found = weighed(_claim("The ministry confirmed that 120 ferries have been ordered."), CANDIDATE, SUPPORT)
    assert found.stance is Stance.REFUTES
    assert (found.probabilities.refutes, found.probabilities.supports) == (0.9, 0.05)
    assert found.conflict is not None


def test_a_number_explains_a_contradiction():
    """A contradiction of the model is explained by the numbers where they differ."""
    found = weighed(_claim("The ministry confirmed that 120 ferries have been ordered."), CANDIDATE, REFUTE)
    assert found.stance is Stance.REFUTES
    assert found.conflict is not None
    assert found.conflict.explanation.startswith("post: 120; statement: 12 ferries")


def test_a_number_never_decides_alone():
    """Conflicting numbers without a contradiction of the model make none."""
    neutral = Probabilities(0.1, 0.1, 0.8)
    found = weighed(_claim("The ministry confirmed that 120 ferries have been ordered."), CANDIDATE, neutral)
    assert (found.stance, found.conflict) == (Stance.NEUTRAL, None)


def test_the_same_two_the_other_way_round_are_no_support():
    """They may have asked each other on other days, so it is no contradiction either."""
    asked = Candidate(passage(statement("Norway has asked Sweden for ferries.", 3)), 0.9, 0.8, 1.0)
    assert weighed(_claim("Sweden has asked Norway for ferries."), asked, SUPPORT).stance is Stance.NEUTRAL
    assert weighed(_claim("Sweden has asked Norway for ferries."), asked, REFUTE).stance is Stance.REFUTES
    assert weighed(_claim("Norway has asked Sweden for ferries."), asked, SUPPORT).stance is Stance.SUPPORTS


def test_a_denial_of_the_other_way_round_leaves_it_open():
    """That Norway has not asked Sweden says nothing of what Sweden has asked."""
    denied = Candidate(passage(statement("Norway has not asked Sweden for ferries.", 3)), 0.9, 0.8, 1.0)
    assert weighed(_claim("Sweden has asked Norway for ferries."), denied, REFUTE).stance is Stance.NEUTRAL
    assert weighed(_claim("Norway has asked Sweden for ferries."), denied, REFUTE).stance is Stance.REFUTES


def test_another_country_in_the_place_of_one_is_no_support():
    """That Norway's minister asked is not that Sweden's did, though the statement names both."""
    said = statement("Norway's minister asked for ferries.", 3, issuer="Foreign Ministry, Sweden")
    asked = Candidate(passage(said), 0.9, 0.8, 1.0)
    assert weighed(_claim("Sweden's minister asked for ferries."), asked, SUPPORT).stance is Stance.NEUTRAL
    assert weighed(_claim("Norway's minister asked for ferries."), asked, SUPPORT).stance is Stance.SUPPORTS


def test_another_place_is_no_support():
    """What was handed over in one town was not in another; a contradiction stays one."""
    given = Candidate(
        passage(statement("They have given 40 new flats to tenants in Norhavn.", 3)), 0.9, 0.8, 1.0
    )
    assert weighed(_claim("They have given 40 new flats to tenants in Westby."), given, SUPPORT).stance is (
        Stance.NEUTRAL
    )
    there = _claim("They have given 40 new flats to tenants in Norhavn.")
    assert weighed(there, given, SUPPORT).stance is Stance.SUPPORTS
    other = _claim("They have given 40 new flats to tenants in Westby.")
    assert weighed(other, given, REFUTE).stance is Stance.REFUTES


def test_the_other_end_of_a_period_is_no_support():
    """A strike that begins on a day is not over on it."""
    told = Candidate(passage(statement("The ferry strike runs from 8 July to 22 October.", 3)), 0.9, 0.8, 1.0)
    assert weighed(_claim("The ferry strike ends on 8 July."), told, SUPPORT).stance is Stance.NEUTRAL
    assert weighed(_claim("The ferry strike ends on 22 October."), told, SUPPORT).stance is Stance.SUPPORTS


def test_who_is_set_apart_is_spoken_of():
    """A post with "Chile, not Norway" may be contradicted by what is said of Norway, but not borne out."""
    asked = Candidate(passage(statement("Norway has asked Sweden for ferries.", 3)), 0.9, 0.8, 1.0)
    claim = _claim("Chile, not Norway, has asked for ferries.")
    assert weighed(claim, asked, REFUTE).stance is Stance.REFUTES
    assert weighed(claim, asked, SUPPORT).stance is Stance.NEUTRAL
    assert weighed(_claim("Chile has asked for ferries."), asked, UNSURE).stance is Stance.NEUTRAL


def test_what_the_model_is_sure_of_stays():
    """Of other countries, and of what both deny, it knows more than rules that see names and negations."""
    backed = Candidate(passage(statement("We stand with Norway, our oldest friend.", 3)), 0.9, 0.8, 1.0)
    claim = _claim("The ministry is on Chile's side against Norway.")
    assert weighed(claim, backed, REFUTE).stance is Stance.REFUTES
    assert weighed(claim, backed, UNSURE).stance is Stance.NEUTRAL
    told = Candidate(passage(statement("No free meals are planned in May.", 3)), 0.9, 0.8, 1.0)
    denial = _claim("No free meals are planned.")
    assert weighed(denial, told, UNSURE).stance is Stance.NEUTRAL
    assert weighed(denial, told, REFUTE).stance is Stance.REFUTES


def test_what_an_office_is_said_to_have_said_is_settled_by_it():
    """Norway's word on it leaves open what Sweden confirmed."""
    found = [
        Candidate(passage(statement("Norway asked.", n, issuer=f"Foreign Ministry, {who}")), 0.9, 0.8, 1.0)
        for n, who in ((3, "Norway"), (4, "Sweden"))
    ]
    claim = _claim("Sweden has confirmed that Norway asked.")
    assert [e.stance for e in evidence_of(claim, found, [SUPPORT, REFUTE])] == [
        Stance.NEUTRAL,
        Stance.REFUTES,
    ]


@pytest.mark.parametrize("probabilities", [SUPPORT, REFUTE])
def test_what_decides_is_explained(probabilities):
    """A passage that takes a side comes with a sentence, which is the one of its claim's verdict."""
    stance = FakeStance({"ferries": "supports" if probabilities is SUPPORT else "refutes"})
    [result] = pipeline(stance).check_post(Post("The ministry ordered ferries from Norhavn.")).claims
    why = result.evidence[0].explanation
    assert why is not None
    assert result.explanation == why.sentence
    assert [result.claim.query[s.start : s.end] for s in why.claim_spans]


def test_what_settles_nothing_is_not_explained():
    """A passage that leaves the claim open has no explanation."""
    neutral = Probabilities(0.1, 0.1, 0.8)
    assert weighed(_claim("The ministry ordered ferries."), CANDIDATE, neutral).explanation is None


def test_of_equal_stances_contradiction_comes_first_and_support_last():
    """A tie is never settled as support."""
    assert weighed(_claim("x"), CANDIDATE, Probabilities(0.5, 0.5, 0.0)).stance is Stance.REFUTES
    assert weighed(_claim("x"), CANDIDATE, Probabilities(0.5, 0.0, 0.5)).stance is Stance.NEUTRAL


def test_the_stages_of_a_check_are_told_in_their_order():
    """Whoever listens hears how many claims were found, then how many passages are to be judged."""
    heard = []
    machine = pipeline(FakeStance({}))
    post = Post("The ministry has ordered 12 ferries from Norhavn. The harbour was closed on Monday.")
    assert machine.check_post(post, lambda *told: heard.append(told)) == machine.check_post(post)
    assert heard == [(Stage.CLAIMS, 2), (Stage.PASSAGES, 2)]


def test_a_post_is_held_against_the_statements_that_it_names():
    """Posts of a batch that name some are searched apart, come back in order, and say so."""
    retriever = OnePassage()
    plain = Post("The ministry has ordered 12 ferries.")
    named = replace(plain, issuers=("Ministry of Transport",), languages=("en", "ur"))
    reports = pipeline(FakeStance({}), retriever).check_posts([plain, named, plain])
    assert [r.post for r in reports] == [plain, named, plain]
    assert retriever.scopes == [Scope(), Scope(issuers=("Ministry of Transport",), languages=("en", "ur"))]
    only = "Only statements of Ministry of Transport in en or ur were searched."
    assert [only in r.summary for r in reports] == [False, True, False]


def test_what_no_longer_holds_takes_no_place_from_what_does():
    """With room for one passage, the statement in force now and that of when it was posted are judged too."""
    days = [datetime(2025, 6, day, tzinfo=UTC) for day in (17, 18, 19)]
    ends = [Standing(Ending.SUPERSEDED, days[1]), Standing(Ending.SUPERSEDED, days[2]), Standing()]
    said = [
        passage(
            statement(f"{n}00 ferries.", n, issued_at=IssuedAt("", day, Precision.DAY), standing=standing)
        )
        for n, (day, standing) in enumerate(zip(days, ends, strict=True), 1)
    ]

    class Best:
        def search(self, queries: Sequence[str], k: int, scope: Scope | None = None) -> list[list[Candidate]]:
            admitted = [p for p in said if scope is None or scope.admits(p.statement)]
            return [[Candidate(p, 1.0, 1.0, 1.0) for p in admitted[:k]] for _ in queries]

    claim = _claim("100 ferries.")
    (now,) = candidates_in_time([(claim, None)], Best(), 1, Scope())
    (then,) = candidates_in_time([(claim, days[1])], Best(), 1, Scope())
    assert [c.passage for c in now] == [said[0], said[2]]
    assert {c.passage.passage_id for c in then} == {p.passage_id for p in said}


def test_how_much_was_searched():
    """A report says how many statements there were to search."""
    statements = (statement("The port is open."), statement("Fares rise.", 2))
    parts = Parts(FakeWorth(), OnePassage(), FakeStance({}), VERSIONS, statements=statements)
    assert Pipeline(parts).check_post(Post("The port is open today.")).searched == 2
