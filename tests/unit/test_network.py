"""The bundled networks: damaged files, what each head is asked, the same numbers in any company."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from checker import network
from checker.bootstrap import load_models
from checker.config import load_settings
from checker.errors import ModelMissing
from checker.model_folder import CLAIMS, ENCODER, SENTENCES
from checker.network import (
    ClaimNetwork,
    SentenceNetwork,
    claim_network,
    sentence_network,
)

pytestmark = pytest.mark.models

PAIRS = [
    ("The minister said that 40 buses have been bought.", "The ministry bought forty buses."),
    ("The minister said that 40 buses have been bought. " * 30, "It rained in the capital on Tuesday."),
    ("No bus was bought.", "The ministry bought forty buses."),
]
ODD = ["", "\ud800", "\x00\x01", "٣٬٠٠٠", "x" * 100_000, "word " * 30_000, "🔥" * 500, "[SEP] [CLS] [PAD]"]


KINDS = [(CLAIMS, ClaimNetwork), (SENTENCES, SentenceNetwork)]
SENTENCE = "The ministry bought forty buses."


def worth_of(network, texts):
    """Return the log-odds that texts are worth checking."""
    return [one.worth for one in network.read(texts)]


def copied(source, folder):
    """Return a copy of the files of a network that a test may change."""
    shutil.copytree(source, folder)
    return folder


def rows(read):
    """Return what both heads say, a row for each pair."""
    return np.column_stack([read.stance, read.relevance])


@pytest.fixture(scope="module")
def one():
    return ClaimNetwork(CLAIMS, 2)


@pytest.fixture(scope="module")
def alone():
    return SentenceNetwork(SENTENCES, 2)


@pytest.mark.parametrize(("source", "kind"), KINDS)
def test_changed_weights_are_refused(tmp_path, source, kind):
    """One changed byte in the weights is noticed before the network is used."""
    folder = copied(source, tmp_path / "copy")
    weights = bytearray((folder / "model.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (folder / "model.onnx").write_bytes(weights)
    with pytest.raises(ModelMissing, match="not the file"):
        kind(folder, 1)


@pytest.mark.parametrize(("source", "kind"), KINDS)
@pytest.mark.parametrize("name", ["config.json", "model.onnx"])
def test_a_missing_file_is_refused(tmp_path, source, kind, name):
    """Without its weights, or what describes them, a network is refused with what to do."""
    folder = copied(source, tmp_path / "copy")
    (folder / name).unlink()
    with pytest.raises(ModelMissing, match="install checker again"):
        kind(folder, 1)


@pytest.mark.parametrize(("source", "kind"), KINDS)
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_damaged_description_is_refused(tmp_path, source, kind, content):
    """A config.json that is no JSON, or not what it should be, is refused like one that is missing."""
    folder = copied(source, tmp_path / "copy")
    (folder / "config.json").write_bytes(content)
    with pytest.raises(ModelMissing, match="install checker again"):
        kind(folder, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id2label": ["supports"]},
        {"temperature": 0},
        {"temperature": float("nan")},
        {"biases": None},
        {"biases": {"refutes": 0.1}},
        {"biases": {"supports": float("nan")}},
    ],
)
def test_a_description_that_spoils_the_numbers_is_refused(tmp_path, wrong):
    """What the numbers of stance mean, and how they are scaled, is part of the description."""
    folder = copied(CLAIMS, tmp_path / "copy")
    described = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(described | wrong))
    with pytest.raises(ModelMissing, match="install checker again"):
        ClaimNetwork(folder, 1)


@pytest.mark.parametrize("folder", [CLAIMS, SENTENCES, ENCODER])
def test_the_files_are_small(folder):
    """The shipped weights stay within 30 MB each."""
    assert (folder / "model.onnx").stat().st_size <= 30_000_000


def test_the_labels_are_described():
    """There are three of them."""
    config = json.loads((CLAIMS / "config.json").read_text())
    assert sorted(config["id2label"].values()) == ["contradicts", "neutral", "supports"]


def test_the_name_changes_with_the_weights(one):
    """The name carries a hash of the weights, so that a report tells which made it."""
    config = json.loads((CLAIMS / "config.json").read_text())
    assert one.name.endswith(f"@{config['sha256'][:12]}")


def test_each_input_has_a_row_of_all_heads(one):
    """Shapes are those that ``Read`` promises, for pairs and for nothing."""
    for read, n in [(one.pairs(PAIRS), 3), (one.pairs([]), 0)]:
        assert (read.stance.shape, read.relevance.shape) == ((n, 3), (n,))


def test_numbers_are_the_same_alone_and_in_company(one, alone):
    """Batching changes no number and no order, whatever the lengths, so a check can be replayed."""
    together = rows(one.pairs([*PAIRS, *reversed(PAIRS)]))
    each = np.vstack([rows(one.pairs([pair])) for pair in PAIRS])
    assert np.array_equal(together, np.vstack([each, each[::-1]]))
    texts = [text for pair in PAIRS for text in pair]
    assert worth_of(alone, texts) == [worth_of(alone, [text])[0] for text in texts]
    assert alone.read([]) == []


def test_numbers_do_not_depend_on_the_threads(one):
    """One thread and two give the same, so machines of any size give the same answers."""
    assert np.array_equal(rows(ClaimNetwork(CLAIMS, 1).pairs(PAIRS)), rows(one.pairs(PAIRS)))


def test_threads_may_share_them(one, alone):
    """Callers that ask at the same time get what each would get alone."""
    wanted = rows(one.pairs(PAIRS)), worth_of(alone, [SENTENCE, "Hello all!"])
    with ThreadPoolExecutor(4) as pool:
        pairs = [pool.submit(one.pairs, PAIRS) for _ in range(6)]
        texts = [pool.submit(worth_of, alone, [SENTENCE, "Hello all!"]) for _ in range(6)]
    assert all(np.array_equal(rows(done.result()), wanted[0]) for done in pairs)
    assert all(done.result() == wanted[1] for done in texts)


def test_a_sentence_goes_in_alone(alone):
    """As in training, and not as one half of a pair whose other half is empty."""
    as_pair = float(alone._network.read([(SENTENCE, "")])[0][0])
    assert worth_of(alone, [SENTENCE]) != [as_pair]


def test_which_is_passage_and_which_is_claim_matters(one):
    """The two halves of a pair are told apart."""
    passage, claim = PAIRS[1][0], PAIRS[0][1]
    assert not np.array_equal(rows(one.pairs([(passage, claim)])), rows(one.pairs([(claim, passage)])))


def test_relevance_is_higher_for_a_passage_about_the_claim(one):
    """The passage that speaks of the buses answers the claim about them; one about rain does not."""
    claim = "The ministry bought forty buses."
    about, beside = one.pairs([(PAIRS[0][0], claim), ("It rained in the capital.", claim)]).relevance
    assert about > beside


def test_of_a_long_passage_the_end_is_cut_and_never_the_claim(one):
    """Beyond what it reads a passage may be as long as it likes, while the claim behind it still counts."""
    long, longer = (" ".join(f"Bus {number} was bought." for number in range(n)) for n in (200, 400))
    claim, other = "The ministry bought forty buses.", "It rained in the capital."
    read = rows(one.pairs([(long, claim), (longer, claim), (long, other)]))
    assert np.array_equal(read[0], read[1])
    assert not np.array_equal(read[0], read[2])


@pytest.mark.parametrize("text", ODD)
def test_odd_text_gets_numbers(one, alone, text):
    """Any text is read, alone and in either place of a pair, and every head answers with a number."""
    read = rows(one.pairs([(text, "A claim."), ("A passage.", text)]))
    assert read.shape == (2, 4)
    assert np.isfinite([*read.ravel(), *worth_of(alone, [text])]).all()


def test_each_is_loaded_once_for_all_who_read_with_it(tmp_path, monkeypatch):
    """Stance and the search share a network, and both networks a tokeniser: each is loaded and held once."""
    made, cutting = [], []

    class Counted(network.Network):
        def __init__(self, folder, heads, threads):
            made.append(folder)
            super().__init__(folder, heads, threads)
            cutting.append(self.pieces)

    for cached in (claim_network, sentence_network):
        cached.cache_clear()
    monkeypatch.setattr(network, "Network", Counted)
    models = load_models(load_settings(data_dir=tmp_path, threads=1))
    models.worth([SENTENCE])
    models.stance.predict(PAIRS[:1])
    models.answers(PAIRS[:1])
    assert sorted(made) == [CLAIMS, SENTENCES]
    assert cutting[0] is cutting[1]
    for cached in (claim_network, sentence_network):
        cached.cache_clear()
