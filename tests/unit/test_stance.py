"""Stance scores: label order, temperature, order of rows, odd input."""

from __future__ import annotations

import json
import string
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from checker.bootstrap import build_pipeline
from checker.config import load_settings
from checker.errors import InvalidSettings, ModelMissing
from checker.records import Post, Probabilities
from checker.stance import StanceModel, column_order, load_stance, softmax


class FakeScorer:
    """Scores by the first letters of the claim: S supports, R refutes, everything else neutral."""

    name = "fake@1"

    def __init__(self, temperature: float = 1.0, biases: Sequence[float] = (0.0, 0.0, 0.0)) -> None:
        self.temperature, self.biases = temperature, np.array(biases, np.float32)

    def logits(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        rows = [[4.0 * c.startswith("S"), 4.0 * c.startswith("R"), 1.0] for _, c in pairs]
        return np.array(rows, np.float32)


def test_each_pair_keeps_its_row():
    """Probabilities come in the order of the pairs and sum to one."""
    found = StanceModel(FakeScorer()).predict([("p", "R"), ("p", "S"), ("p", "x")])
    assert [max(("supports", "refutes", "neutral"), key=lambda n, p=p: getattr(p, n)) for p in found] == [
        "refutes",
        "supports",
        "neutral",
    ]
    assert all(abs(p.supports + p.refutes + p.neutral - 1) < 1e-6 for p in found)


def test_a_higher_temperature_is_less_sure():
    """Temperature softens the probabilities and keeps their order."""
    sharp, soft = (StanceModel(FakeScorer(t)).predict([("p", "S")])[0] for t in (1.0, 3.0))
    assert sharp.supports > soft.supports > soft.refutes


def test_biases_come_after_the_temperature():
    """What is said too seldom is said more often, by the same factor however sure the scorer is."""
    plain = StanceModel(FakeScorer(2.0)).predict([("p", "R"), ("p", "x")])
    moved = StanceModel(FakeScorer(2.0, (0.5, 0.0, -0.25))).predict([("p", "R"), ("p", "x")])
    for before, after in zip(plain, moved, strict=True):
        odds = (
            [p.supports / p.refutes for p in (before, after)],
            [p.neutral / p.refutes for p in (before, after)],
        )
        assert [new / old for old, new in odds] == pytest.approx(np.exp([0.5, -0.25]), rel=1e-5)


def test_no_pairs_give_no_rows():
    """An empty list is answered without asking the scorer."""
    assert StanceModel(FakeScorer()).predict([]) == []


def test_softmax_does_not_overflow():
    """Logits far beyond exp()'s range still give probabilities."""
    assert softmax(np.array([[1000.0, 0.0, -1000.0]], np.float32)).tolist() == [[1.0, 0.0, 0.0]]


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        ({0: "contradiction", 1: "entailment", 2: "neutral"}, [1, 0, 2]),
        ({0: "ENTAILMENT", 1: "NEUTRAL", 2: "CONTRADICTION"}, [0, 2, 1]),
        ({0: "SUPPORTS", 1: "REFUTES", 2: "NOT_ENOUGH_INFO"}, [0, 1, 2]),
    ],
)
def test_the_label_order_is_the_model_s_own(labels, order):
    """Which column means what is read from the model's config, in any order and usual naming."""
    assert column_order(labels) == order


@pytest.mark.parametrize(
    "labels", [{0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}, {0: "entailment", 1: "not_entailment"}]
)
def test_labels_that_cannot_be_told_apart_are_refused(labels):
    """A model whose labels do not name the three stances is refused with what to do."""
    with pytest.raises(InvalidSettings, match="CHECKER_STANCE_MODEL"):
        column_order(labels)


def test_a_model_that_is_not_there_is_named(tmp_path):
    """A missing model is an error that names it and says how to go on."""
    settings = load_settings(stance_model=str(tmp_path / "nowhere"), data_dir=tmp_path)
    with pytest.raises(ModelMissing, match="nowhere"):
        load_stance(settings)


def save_classifier(folder: Path, labels: Sequence[str]) -> None:
    """Write a tiny BERT with these labels that reads letters; the last layer says only what its bias says."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer  # noqa: PLC0415

    letters = [*string.ascii_lowercase, *(f"##{letter}" for letter in string.ascii_lowercase)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
        label2id={label: n for n, label in enumerate(labels)},
    )
    torch.manual_seed(1)
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([3.0, 0.0, 1.0]))
    model.save_pretrained(folder)
    (folder / "words.txt").write_text("\n".join(words))
    BertTokenizer(vocab=str(folder / "words.txt")).save_pretrained(folder)


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    """Give the folder of a model whose first label is contradiction, then neutral, then entailment."""
    folder = tmp_path_factory.mktemp("classifier")
    save_classifier(folder, ["CONTRADICTION", "neutral", "Entailment"])
    return folder


def test_any_cross_encoder_is_read_by_its_own_labels(classifier, tmp_path):
    """A classifier that ships with nothing of ours is loaded, and its columns mean what its config says."""
    model = load_stance(load_settings(stance_model=str(classifier), data_dir=tmp_path))
    pairs = [(f"passage {'long ' * n}", f"claim {n}") for n in range(70)]  # several batches, of any length
    found = model.predict(pairs)
    assert model.name == str(classifier)
    assert all(p.refutes > p.supports > p.neutral for p in found)
    assert found[3].refutes == pytest.approx(model.predict(pairs[3:4])[0].refutes, abs=1e-5)


@pytest.mark.models
def test_a_check_is_judged_by_the_cross_encoder_that_is_named(classifier, tmp_path):
    """The report names it, and the stances are its own."""
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text('{"id": "a", "text": "The ministry of transport has bought 40 new buses."}\n')
    settings = load_settings(stance_model=str(classifier), data_dir=tmp_path)
    report = build_pipeline(settings, corpus).check_post(
        Post("The ministry of transport has bought new buses.")
    )
    assert report.versions.stance == str(classifier)
    (evidence,) = report.claims[0].evidence
    assert _likeliest(evidence.probabilities) == "refutes"  # the bundled model finds support


def _likeliest(p: Probabilities) -> str:
    return max(("supports", "refutes", "neutral"), key=lambda name: getattr(p, name))


def unusable(folder: Path) -> str:
    """Return what is said of a model that cannot be loaded."""
    with pytest.raises(ModelMissing) as told:
        load_stance(load_settings(stance_model=str(folder), data_dir=folder))
    return str(told.value)


def test_a_model_of_an_unknown_kind_is_told_by_its_cause(tmp_path):
    """What transformers does not know is named, and not called missing."""
    (tmp_path / "config.json").write_text('{"model_type": "wondrous"}')
    said = unusable(tmp_path)
    assert "`wondrous`" in said
    assert "save_pretrained" in said
    assert "no such folder" not in said


def test_damaged_weights_are_told_by_their_cause(classifier, tmp_path):
    """Weights that cannot be read are no missing model either."""
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((classifier / name).read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"cut off" * 10)
    assert "header" in unusable(tmp_path)


@pytest.mark.skipif(find_spec("sentencepiece") is not None, reason="sentencepiece is installed here")
@pytest.mark.parametrize(
    ("kind", "vocabulary"), [("SiglipTokenizer", "spiece.model"), ("DebertaV2Tokenizer", "spm.model")]
)
def test_a_tokenizer_s_missing_library_is_named_with_how_to_get_it(classifier, tmp_path, kind, vocabulary):
    """Whether transformers raises an ImportError or a ValueError, what to install is said."""
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_bytes((classifier / name).read_bytes())
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": kind}))
    (tmp_path / vocabulary).write_bytes(b"pieces")
    said = unusable(tmp_path)
    assert "pip install sentencepiece" in said
    assert "save_pretrained" not in said


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    return load_stance(load_settings(data_dir=tmp_path_factory.mktemp("stance")))


PAIRS = [
    ("The minister said that 40 buses have been bought.", "The ministry bought forty buses."),
    ("The minister said that 40 buses have been bought.", "The minister said no bus has been bought."),
    ("The minister said that 40 buses have been bought.", "It rained in the capital on Tuesday."),
]


@pytest.mark.models
def test_the_bundled_model_tells_the_three_apart(bundled):
    """Plain examples of support, contradiction and neither get their stances."""
    found = bundled.predict(PAIRS)
    names = ("supports", "refutes", "neutral")
    assert [max(names, key=lambda n, p=p: getattr(p, n)) for p in found] == list(names)


@pytest.mark.models
def test_a_pair_has_the_same_numbers_alone_and_in_company(bundled):
    """Batching changes no number, so a check can be replayed."""
    together = bundled.predict(PAIRS * 3)
    assert together[:3] == together[3:6] == [bundled.predict([pair])[0] for pair in PAIRS]


@pytest.mark.models
@pytest.mark.parametrize("text", ["", "\ud800", "\x00\x01", "٣٬٠٠٠", "x" * 100_000, "🔥" * 500])
def test_odd_text_is_scored(bundled, text):
    """Any text gets three probabilities, as passage and as claim."""
    for found in bundled.predict([(text, "A claim."), ("A passage.", text)]):
        assert abs(found.supports + found.refutes + found.neutral - 1) < 1e-5
