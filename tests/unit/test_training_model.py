"""The network that is trained: its heads and its files."""

from __future__ import annotations

import pytest
import torch
from transformers import BertConfig

from training import model

CONFIG = BertConfig(
    vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
)


def tiny(seed: int, dropout: float = 0.0) -> model.ClaimModel:
    """Return a network small enough for a test."""
    torch.manual_seed(seed)
    return model.ClaimModel(CONFIG, dropout)


def inputs(rows: int = 3, tokens: int = 8) -> dict[str, torch.Tensor]:
    """Return rows of different words."""
    ids = torch.arange(rows * tokens).view(rows, tokens) + 1
    return {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids),
        "token_type_ids": torch.zeros_like(ids),
    }


def test_each_head_answers_each_row():
    """Three labels for stance, one number for relevance and for whether a sentence is worth checking."""
    heads = tiny(1)(**inputs())
    worth = model.SentenceModel(CONFIG)(**inputs())
    assert [tuple(head.shape) for head in (heads.stance, heads.relevance, worth)] == [(3, 3), (3,), (3,)]


def test_what_was_saved_answers_alike(tmp_path):
    """Loading gives the same numbers."""
    network = tiny(1).eval()
    model.save(network, tmp_path / "one")
    again = model.load(model.ClaimModel, tmp_path / "one").eval()
    with torch.inference_mode():
        assert torch.allclose(network(**inputs()).stance, again(**inputs()).stance, atol=1e-5)


def test_dropout_is_for_training_only(tmp_path):
    """A network that is loaded with dropout answers differently each time in training, and alike outside."""
    model.save(tiny(1), tmp_path / "one")
    network = model.load(model.ClaimModel, tmp_path / "one", dropout=0.5)
    with torch.inference_mode():
        first, second = (network.train()(**inputs()).stance for _ in range(2))
        third, fourth = (network.eval()(**inputs()).stance for _ in range(2))
    assert not torch.equal(first, second)
    assert torch.equal(third, fourth)


def test_a_folder_without_the_encoder_is_refused(tmp_path):
    """Weights of something else are not taken for the encoder with most of it left at random."""
    network = tiny(1)
    model.save(network, tmp_path)
    with pytest.raises(ValueError, match="holds no BERT"):
        model.fresh(model.ClaimModel, tmp_path, 0.0)
