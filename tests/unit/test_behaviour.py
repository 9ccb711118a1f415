from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from checker.passages import cut
from checker.records import Stance, Verdict
from eval.behaviour.capabilities import Capability, load_suite
from eval.behaviour.cases import Case, cases, corpus, framed
from eval.behaviour.judging import Judged, all_cases, of_pairs, of_posts, rates
from eval.behaviour.slots import slots
from eval.behaviour.style import STYLES
from eval.behaviour.topics import load_topics
from tests.draws import seeded
from tests.fakes import FakeStance

SUITE, TOPICS = load_suite(), load_topics()
CASES = all_cases(SUITE, TOPICS)
SUPPORTS, REFUTES, NEUTRAL = Stance.SUPPORTS, Stance.REFUTES, Stance.NEUTRAL
POST = "3,472 Kenyan nationals have been evacuated from Port Sudan because the harbour was hit."


def number(text: str) -> float:
    return float(text.replace(",", "").replace(" ", ""))


def case(name: str, expected: set[Stance], post: str = "a post", plain: str = "") -> Case:
    return Case(name, post, None, frozenset(expected), plain)


def said(one: Case) -> str:
    return one.statement.text if one.statement else ""


class FakePipeline:
    """Gives the verdict that is set for a post."""

    def __init__(self, verdicts):
        self._verdicts = verdicts

    def check_posts(self, posts):
        return [SimpleNamespace(verdict=self._verdicts[post.text]) for post in posts]


def test_the_suite_is_large_and_every_capability_has_its_cases():
    """At least 60 capabilities with names of their own, at least 20 different cases of each."""
    names = [capability.name for capability in SUITE.capabilities]
    assert len(set(names)) == len(names) >= 60
    assert len({topic.id for topic in TOPICS}) == len(TOPICS) >= 25
    different = {name: set() for name in names}
    for one in CASES:
        different[one.capability].add((said(one), one.post))
    assert {name: len(found) for name, found in different.items() if len(found) < 20} == {}


def test_the_same_cases_are_made_every_time():
    """Nothing but the files decides what the cases are."""
    assert all_cases(load_suite(), load_topics()) == CASES


def test_a_sample_holds_some_cases_of_each_capability():
    """A limit takes so many cases of every capability, and not the same topics of all."""
    found = all_cases(SUITE, TOPICS, 2)
    assert len(found) == 2 * len(SUITE.capabilities)
    assert set(found) <= set(CASES)
    assert len({one.statement.speaker for one in found if one.statement}) > len(TOPICS) / 2


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_the_fields_of_a_topic_fit_the_forms(topic):
    """Verbs begin as the forms need them, counts grow, and no field brings a full stop with it."""
    assert topic.done.startswith("have been ")
    assert (topic.does.startswith("has "), topic.does.count("…")) == (True, 1)
    assert topic.alike.startswith("have ")
    assert topic.low < topic.high
    assert all(post.endswith(".") for post in topic.unsaid)
    pairs = ["us other", "things others", "where elsewhere", "agent agent2", "cause cause2"]
    for one, two in (pair.split() for pair in [*pairs, "currency currency2", "asked acronym"]):
        assert getattr(topic, one) != getattr(topic, two)


def test_topics_are_none_of_the_shipped_statements():
    """Nothing of the suite is about the countries that the statements in corpus/ are about."""
    told = " ".join(f"{one.post} {said(one)}" for one in CASES)
    assert re.findall(r"\b(?:Pakistan\w*|Iran\w*|Islamabad|Tehran|Israel\w*)\b", told) == []


def test_cases_are_whole_sentences():
    """No slot is left open, and no blank, stop or word is doubled."""
    texts = [text for one in CASES for text in (one.plain or one.post, *filter(None, [said(one)]))]
    assert [text for text in texts if re.search(r"[{}…]|  |,,|\.\.|\b(\w+) \1\b", text)] == []


def test_a_statement_of_its_own_is_one_passage():
    """A statement that a case brings is one whole sentence, so that its only passage is judged."""
    statements = [one.statement for one in CASES if one.statement]
    assert [s.text for s in statements if len(cut(s)) != 1 or s.text[-1] not in ".”"] == []


@pytest.mark.parametrize("salt", range(40))
def test_drawn_numbers_make_labels_certain(salt):
    """What is said to be rounded, within or beyond is so for every draw."""
    found = slots(TOPICS[0], str(salt))
    n = {name: number(found[name]) for name in "m m_plain m_spaced m10 near swapped tenth round".split()}
    bound = {name: number(found[name]) for name in "t000 ceiling high_floor higher low_ceiling".split()}
    assert n["m"] == n["m_plain"] == n["m_spaced"] == n["m10"] / 10
    assert round(n["m"], -2) == n["round"] > n["m"]
    assert sorted(n["swapped"] % 10**4 // 10**k % 10 for k in range(4)) == sorted(
        n["m"] // 10**k % 10 for k in range(4)
    )
    assert len({n["m"], n["near"], n["swapped"]}) == 3
    assert bound["low_ceiling"] < bound["t000"] < n["m"] < n["round"] < bound["ceiling"]
    assert bound["ceiling"] < bound["high_floor"] < bound["higher"]
    assert number(found["far_round"]) > 1.2 * n["m"]
    assert n["tenth"] < bound["low_ceiling"] / 2


@pytest.mark.parametrize("salt", range(40))
def test_drawn_amounts_and_dates_make_labels_certain(salt):
    """Crore, lakh, billion, years and dates say the same as the amount, or another one where they must."""
    found = slots(TOPICS[0], str(salt))
    million = number(found["cost"])
    assert number(found["crore"]) * 10 == number(found["lakh"]) / 10 == million
    assert number(found["billion"]) * 1_000 == million
    assert (
        number(found["years_digits"].split()[0]) * 12
        == number(found["months"])
        < number(found["many_months"])
    )
    assert int(found["day"]) < int(found["day2"]) <= 28
    assert found["month"] != found["month2"]
    assert found["month"].startswith(found["mon"])
    assert found["year"] != found["year2"]
    assert found["fraction"] != found["wrong_fraction"]


def test_every_slot_has_a_form_for_the_start_of_a_sentence():
    """With a capital first letter in its name a slot has one in its text."""
    found = slots(TOPICS[2], "")
    assert (found["us"], found["Us"]) == ("the Bank of Ghana", "The Bank of Ghana")
    assert framed("{us} has asked", found, "So {s}.") == "So the Bank of Ghana has asked."
    assert framed("{us} has asked.", found, "So {s}.") == "The Bank of Ghana has asked."


def test_whole_posts_are_checked_against_one_statement_per_topic():
    """A statement of the corpus holds the number that posts on its topic repeat."""
    statements = {s.statement_id: s.text for s in corpus(SUITE, TOPICS)}
    assert len(statements) == len(TOPICS)
    same = Capability("same", ("{M} {things} {done} {where}.",), expected=frozenset({SUPPORTS}))
    for topic, one in zip(TOPICS, cases(same, TOPICS), strict=True):
        assert one.post.rstrip(".") in statements[topic.id]


@pytest.mark.parametrize("style", STYLES)
def test_a_style_changes_the_text_and_no_number(style):
    """A restyled post is another text with the same number in it, and the same one for the same seed."""
    restyled = STYLES[style](POST, seeded(1))
    assert restyled != POST
    assert re.findall(r"\d[\d,]*", restyled.split("http")[0]) == ["3,472"]
    assert restyled == STYLES[style](POST, seeded(1))


def test_typos_spare_names():
    """Only words in lower case are misspelt."""
    for seed in range(20):
        restyled = STYLES["typos"](POST, seeded(seed))
        assert {"Kenyan", "Port", "Sudan"} <= set(re.findall(r"[A-Z]\w+", restyled))


def test_a_capability_needs_answers_or_a_style():
    """One that expects nothing, or that names no known style, is refused."""
    with pytest.raises(ValueError, match="give either"):
        Capability("empty", ("a",))
    with pytest.raises(ValueError, match="give either"):
        Capability("odd", ("a",), style="upside down")
    with pytest.raises(ValueError, match="give either"):
        Capability("both", ("a",), expected=frozenset({SUPPORTS}), style="typos")


def test_a_pair_is_judged_by_the_model_and_the_rules_of_the_product():
    """A supporting answer of the model counts, unless a rule of the pipeline withdraws it."""
    told = TOPICS[0].statement("3,472 nationals have been evacuated from Port Sudan.", "s")
    right = Case("over", "nationals evacuated, over 3,000", told, frozenset({SUPPORTS}))
    other = Case("other", "nationals of Peru evacuated", told, frozenset({NEUTRAL}))
    found = of_pairs(FakeStance({"nationals": "supports"}), [right, other])
    assert [(one.answer, one.failed) for one in found] == [(SUPPORTS, False), (NEUTRAL, False)]


def test_a_restyled_post_is_held_against_its_plain_form():
    """The answer to the plain post is the right one, whatever it is; conflicting answers never are."""
    verdicts = {"plain": Verdict.NOT_ENOUGH_INFO, "PLAIN": Verdict.SUPPORTS, "both": Verdict.CONFLICTING}
    asked = [
        case("style", set(), "PLAIN", "plain"),
        case("style", set(), "plain", "plain"),
        case("post", {SUPPORTS, REFUTES}, "both"),
    ]
    assert [one.failed for one in of_posts(FakePipeline(verdicts), asked)] == [True, False, True]


def test_rates_put_the_worst_first():
    """All cases together come first, then the capabilities by falling failure rate."""
    good, bad = case("good", {NEUTRAL, REFUTES}), case("bad", {REFUTES})
    answers = [(good, REFUTES), (good, NEUTRAL), (bad, SUPPORTS), (bad, NEUTRAL)]
    found = rates([Judged(one, answer, one.expected) for one, answer in answers])
    assert list(found) == ["all cases", "bad", "good"]
    assert found["all cases"] == {"rows": 4, "failure_rate": 0.5, "flip_rate": 0.25, "wrong_support": 0.25}
    assert found["bad"] == {"rows": 2, "failure_rate": 1.0, "flip_rate": 0.5, "wrong_support": 0.5}


def test_support_where_two_answers_are_right_is_no_flip():
    """A flip is support for a certain contradiction or the reverse, not for what may be left open."""
    both = frozenset({NEUTRAL, REFUTES})
    assert Judged(case("a", set(both)), SUPPORTS, both).failed
    assert not Judged(case("a", set(both)), SUPPORTS, both).flipped
    assert Judged(case("b", {SUPPORTS}), REFUTES, frozenset({SUPPORTS})).flipped


def test_support_is_wrong_wherever_it_is_not_expected():
    """A role swapped that is taken for support shows as wrong support, though it is no flip."""
    swapped = case("roles swapped", {NEUTRAL, REFUTES})
    answers = [SUPPORTS, SUPPORTS, REFUTES, None]
    found = rates([Judged(swapped, answer, swapped.expected) for answer in answers])["roles swapped"]
    assert (found["failure_rate"], found["flip_rate"], found["wrong_support"]) == (0.75, 0.0, 0.5)


@pytest.mark.parametrize(
    ("right", "wrong"), [({SUPPORTS}, False), ({SUPPORTS, REFUTES}, False), ({None}, True)]
)
def test_support_that_is_expected_is_not_wrong(right, wrong):
    """Support is never wrong where it is among the right answers, and is where nothing is right."""
    assert Judged(case("a", set()), SUPPORTS, frozenset(right)).wrongly_supported is wrong
