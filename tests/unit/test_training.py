"""What the stance model is trained on besides the rows that people wrote."""

from __future__ import annotations

import inspect
import json
import random
import re
from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from checker import verdict
from checker.memory import remembering
from checker.records import Candidate, Passage, Probabilities, Statement
from checker.stance import StanceModel
from checker.verdict import Thresholds
from training.mixture import Pair
from training.number_variants import number_pairs, spoken
from training.verdict import after, rescale, scaling, without_briefing, written
from training.verdict import main as verdict_main


def pair(claim: str, evidence: str) -> Pair:
    """Return a supported pair."""
    return Pair(claim, evidence, "supports", "authored")


FERRIES = pair(
    "Greece moved 412 passengers to the mainland", "The ministry said 412 passengers were moved by night."
)

BOUND = re.compile(r"(?:[Oo]ver|(?<!no )more than|[Aa]t least|upwards of) ([\d,]+)")


def variants(*pairs: Pair, seed: int = 1) -> list[Pair]:
    """Return everything that can be made of the pairs."""
    return number_pairs(pairs, random.Random(seed), 100)  # noqa: S311  # seeded, no secret


def test_a_counted_number_is_said_otherwise_rightly_wrongly_and_taken_out():
    """Each label comes from the same claim: another bound or number, or a passage without the number."""
    made = variants(FERRIES)
    assert {p.label for p in made} == {"supports", "contradicts", "neutral"}
    bare = next(p for p in made if p.label == "neutral")
    assert bare.evidence == "The ministry said passengers were moved by night."
    assert bare.claim == FERRIES.claim


@pytest.mark.parametrize("seed", range(40))
def test_a_lower_bound_supports_below_the_number_and_contradicts_above(seed):
    """Whatever is drawn, "over" and "at least" stand on the right side of the true number."""
    for made in variants(FERRIES, seed=seed):
        if bound := BOUND.search(made.claim):
            value = int(bound[1].replace(",", ""))
            assert (value <= 412) is (made.label == "supports"), made


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("State Route 412 passes Kent", "State Route 412 passes Kent."),  # a name
        ("It opened in 1912 houses", "It opened in 1912 houses."),  # looks like a year
        ("No 412 passengers were moved", "It is not true that 412 passengers were moved."),  # a denial
        ("Over 412 passengers were moved", "The ministry said 412 passengers were moved."),  # bounded already
        ("412 passengers and 50 crews left", "412 passengers and 50 crews left."),  # which of the two?
        ("on 12 May seamen left", "Seamen left on 12 May seamen."),  # a date
        ("Some passengers left", "Some passengers left."),
    ],
)
def test_what_is_no_plain_count_is_left_alone(claim, evidence):
    """Names, years, dates, bounds and denials have no variant whose label is certain."""
    assert variants(pair(claim, evidence)) == []


def test_a_percentage_becomes_a_fraction():
    """A quarter is 25 per cent; another fraction is not."""
    made = variants(pair("25 per cent of schools are shut", "The minister said 25% of schools are shut."))
    assert next(p for p in made if p.label == "supports").claim == "A quarter of schools are shut"
    assert "quarter" not in next(p for p in made if p.label == "contradicts").claim.replace("quarters", "")


def test_numbers_in_words():
    """Short numbers have words; the others have none, or thousands."""
    assert [spoken(n) for n in (8, 21, 300, 3000, 300_000, 5600, 1234)] == [
        *("eight", "twenty-one", "three hundred", "three thousand", "three lakh"),
        *("fifty-six hundred", ""),
    ]


def test_a_search_without_a_document_scores_the_rest_among_themselves():
    """The best of what is left is best by words, as it would be had the document never been there."""

    def found(doc: str, cosine: float, lexical: float) -> Candidate:
        statement = Statement(doc, "x")
        passage = Passage(f"{doc}#1", statement, "x", 0, 1, "x", "", statement)
        return Candidate(passage, cosine, cosine, lexical)

    rest = without_briefing([found("own", 0.9, 1.0), found("a", 0.3, 0.1), found("b", 0.2, 0.4)], "own")
    assert [(c.passage.statement.statement_id, c.lexical) for c in rest] == [("b", 1.0), ("a", 0.25)]


def test_fitted_numbers_become_the_defaults():
    """All of them, to three digits, and nothing else of the source changes."""
    source = inspect.getsource(verdict)
    fitted = Thresholds(stance_weight=0.12345, bias=-1.0, decisive=0.7, shown_misses=4)
    changed = written(source, fitted)
    names: dict[str, object] = {"__name__": verdict.__name__}
    exec(compile(changed, "verdict", "exec"), names)  # noqa: S102  # our own module
    defaults = names["Thresholds"]()  # type: ignore[operator]
    assert (defaults.stance_weight, defaults.bias, defaults.decisive) == (0.123, -1.0, 0.7)
    assert defaults.shown_misses == 4
    assert written(changed, Thresholds()) == written(source, Thresholds())


def test_a_number_that_is_not_there_is_not_passed_over():
    """A renamed default must not be left at its old value in silence."""
    with pytest.raises(ValueError, match="stance_weight"):
        written("decisive: float = 0.6", Thresholds())


def test_a_pair_is_judged_once():
    """Passages that are found with the briefing and without it cost one reading, in the order asked."""
    calls: list[list[tuple[str, str]]] = []

    def predict(pairs):
        calls.append(list(pairs))
        return [Probabilities(len(a) / 10, 0.0, 1 - len(a) / 10) for a, _ in pairs]

    asked = remembering(predict)
    assert [p.supports for p in asked([("a", "x"), ("bb", "x"), ("a", "x")])] == [0.1, 0.2, 0.1]
    assert [p.supports for p in asked([("bb", "x"), ("ccc", "x")])] == [0.2, 0.3]
    assert calls == [[("a", "x"), ("bb", "x")], [("ccc", "x")]]


class Sayer:
    """A pair scorer that says what the claim says, always as sure, and may favour a label."""

    name, temperature = "sayer", 1.0

    def __init__(self, favour: Sequence[float] = (0.0, 0.0, 0.0)) -> None:
        self.biases = np.array(favour, np.float32)

    def logits(self, pairs):
        rows = [[3.0 * (claim == label) for label in LABELS_AS_COLUMNS] for _, claim in pairs]
        return np.array(rows, np.float32)


LABELS_AS_COLUMNS = ("supports", "contradicts", "neutral")


def said(right: int, wrong: int) -> list[Pair]:
    """Return pairs of which each label is said rightly so often, and so often in the place of each other."""
    return [
        Pair(label, "passage", gold, "authored")
        for label in LABELS_AS_COLUMNS
        for gold in LABELS_AS_COLUMNS
        for _ in range(right if gold == label else wrong)
    ]


def test_a_small_file_counts_as_much_as_a_large_one_for_the_temperature():
    """The likeliest temperature is that of all files with the same weight, not of their rows together."""
    easy, hard = said(38, 1), said(6, 2)
    found = {
        name: scaling(StanceModel(Sayer()), files, [])["temperature"]
        for name, files in {
            "large": [easy * 50, hard],
            "both": [easy, hard],
            "easy": [easy],
            "hard": [hard],
        }.items()
    }
    assert found["large"] == pytest.approx(found["both"], abs=1e-2)
    assert found["easy"] < found["both"] < found["hard"]
    # .95 and .6 are .775 on average, which logits (x, 0, 0) give at x = ln(2 * .775 / .225).
    assert found["both"] == pytest.approx(3.0 / np.log(2 * 0.775 / 0.225), abs=1e-2)


def test_a_label_that_is_said_too_often_is_said_less():
    """Biases undo what the scorer favours, also where that is little."""
    for favour in ([0.0, 0.05, 0.0], [-0.3, 0.4, 0.0]):
        found = scaling(StanceModel(Sayer(favour)), [said(6, 2)], [])
        plain = scaling(StanceModel(Sayer()), [said(6, 2)], [])
        scale = plain["temperature"]
        assert found["temperature"] == pytest.approx(scale, abs=0.01)
        assert found["supports"] == pytest.approx(-favour[0] / scale, abs=0.01)
        assert found["contradicts"] == pytest.approx(-favour[1] / scale, abs=0.01)


def test_public_sets_move_biases_and_not_the_temperature():
    """How sure it is of our own pairs is not asked of harder ones; what it says too often is."""
    own, hard = [said(38, 1)], [said(6, 4)]
    alone = scaling(StanceModel(Sayer()), own, [])
    both = scaling(StanceModel(Sayer()), own, hard)
    assert both["temperature"] == pytest.approx(alone["temperature"], abs=0.01)
    favoured = [[pair for pair in hard[0] if pair.label != "supports"]]
    assert scaling(StanceModel(Sayer()), own, favoured)["supports"] < both["supports"] - 0.1


def test_what_was_fitted_and_exported_is_fitted_no_further():
    """Temperature and biases of what ships are taken into what to export with."""
    shipped = SimpleNamespace(temperature=1.5, biases={"contradicts": 0.5, "supports": -0.2, "neutral": 0.1})
    scorer = Sayer((-0.3, 0.4, 0.0))
    scorer.temperature = 1.5
    again = Sayer()
    found = after(scaling(StanceModel(scorer), [said(6, 2)], []), shipped)
    again.temperature = found["temperature"]
    again.biases = np.array([found["supports"], found["contradicts"], 0.0], np.float32)
    left = scaling(StanceModel(again), [said(6, 2)], [])
    assert left == pytest.approx({"temperature": 1.0, "supports": 0.0, "contradicts": 0.0}, abs=0.01)


def test_what_was_fitted_is_read_at_once(tmp_path):
    """Temperature and biases come into the description, and nothing else there changes."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"sha256": "1", "temperature": 1.0, "biases": {"supports": 3.0}}))
    rescale({"temperature": 0.94271, "supports": 0.3, "contradicts": -0.1}, config)
    biases = {"supports": 0.3, "contradicts": -0.1}
    assert json.loads(config.read_text()) == {"sha256": "1", "temperature": 0.9427, "biases": biases}


def test_what_users_name_is_not_fitted(monkeypatch, capsys):
    """The numbers are of the bundled network, so another one in the settings stops it."""
    monkeypatch.setenv("CHECKER_STANCE_MODEL", "some/other")
    monkeypatch.setattr("sys.argv", ["verdict"])
    with pytest.raises(SystemExit):
        verdict_main()
    assert "unset CHECKER_STANCE_MODEL" in capsys.readouterr().err
