"""The network read in bf16 and in few steps: the same answers and the same gradients, but for rounding."""

from __future__ import annotations

import pytest
import torch
from transformers import BertConfig

from tests.unit.test_training_model import CONFIG, inputs
from training import model
from training.lean import Lean, Masks

TOKENS = 8


def tiny(seed):
    """Return a network of two layers, one read as a whole and the last, on whose answers attention tells."""
    torch.manual_seed(seed)
    return model.ClaimModel(
        BertConfig.from_dict({**CONFIG.to_dict(), "num_hidden_layers": 2, "initializer_range": 0.1})
    )


def padded():
    """Return rows of which the last is shorter than the others."""
    rows = inputs(tokens=TOKENS)
    rows["attention_mask"][-1, TOKENS // 2 :] = 0
    rows["token_type_ids"][:, 2:] = 1
    return rows


def test_it_answers_as_the_network_does():
    """Padding is not seen, the second text is told from the first, and every head is asked."""
    network = tiny(1).eval()
    network.classifier.weight.data.mul_(100)
    plain, lean = network(**padded()), Lean(network, 0.0).eval()(**padded())
    for head in ("stance", "relevance"):
        assert torch.allclose(getattr(plain, head), getattr(lean, head), atol=0.05), head
    assert (plain.stance[0] - plain.stance[-1]).abs().max() > 0.3


def test_what_is_learned_through_it_is_learned_by_the_network():
    """Gradients of the layers are those of the plain reading; vectors of words get none."""
    network = tiny(1).eval()
    network(**padded()).stance.square().sum().backward()
    plain = {name: p.grad.clone() for name, p in network.named_parameters() if p.grad is not None}
    network.zero_grad(set_to_none=True)
    Lean(network, 0.0).eval()(**padded()).stance.square().sum().backward()
    lean = {name: p.grad for name, p in network.named_parameters() if p.grad is not None}
    assert plain.keys() - lean.keys() == {name for name in plain if "embeddings" in name}
    for name, found in lean.items():
        assert torch.allclose(plain[name], found, atol=0.02 * float(plain[name].abs().max()) + 1e-4), name


def test_dropout_is_for_training_only():
    """Two readings differ in training and are the same outside."""
    lean = Lean(tiny(1), 0.5)
    with torch.inference_mode():
        first, second = (lean.train()(**inputs()).stance for _ in range(2))
        third, fourth = (lean.eval()(**inputs()).stance for _ in range(2))
    assert not torch.equal(first, second)
    assert torch.equal(third, fourth)


def test_masks_leave_out_their_share():
    """A share of what a mask is multiplied with is zeroed, and the mean stays what it was."""
    torch.manual_seed(1)
    masks = Masks(0.25, drawn=100_000)
    found = masks(torch.Size((300, 300))).float()
    assert found.unique().tolist() == pytest.approx([0.0, 4 / 3], rel=0.01)
    assert found.mean() == pytest.approx(1.0, abs=0.02)
    assert not torch.equal(found, masks(torch.Size((300, 300))).float())
