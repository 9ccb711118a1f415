"""What a step of ``training/stance.py`` makes small: one loss for each head of the network.

A pair may be read twice. With dropout the two answers differ, and how far they are apart is part of the
loss (Liang et al. 2021, "R-Drop: Regularized dropout for neural networks"). Or the second reading is of words
whose vectors are moved a little in the direction that raises the loss most (Miyato et al. 2017, "Adversarial
training methods for semi-supervised text classification").
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from training import mined
from training.examples import Examples
from training.lean import Lean
from training.model import ClaimModel
from training.rows import Places, Rows
from training.terms import SMOOTHING, answered

Reader = ClaimModel | Lean


def stance(network: Reader, found: Examples, chosen: Places, of_step: int) -> torch.Tensor:
    """Return the share that these pairs have in the mean over all ``of_step`` pairs of a step."""
    logits = network(**found.pairs.batch(chosen)).stance.float()
    return _wrong(logits, _gold(found, chosen)) / of_step


def stance_twice(
    network: Reader, found: Examples, chosen: Places, of_step: int, agreement: float
) -> torch.Tensor:
    """Return the same for pairs read twice; how far the two answers are apart counts ``agreement`` times."""
    batch = {name: rows.repeat(2, 1) for name, rows in found.pairs.batch(chosen).items()}
    logits = network(**batch).stance.float()
    first, second = logits.chunk(2)
    wrong = _wrong(logits, _gold(found, chosen).repeat(2)) / 2
    return (wrong + agreement * (_apart(first, second) + _apart(second, first)) / 2) / of_step


def stance_disturbed(  # noqa: PLR0917  # the first four are those of ``stance``
    network: ClaimModel, found: Examples, chosen: Places, of_step: int, agreement: float, shift: float
) -> torch.Tensor:
    """Return the same where the second reading is of words moved by ``shift``, the length over all of a pair.

    Gradients of the first reading are added to those of the step here: the direction is found from them.
    """
    batch, gold = found.pairs.batch(chosen), _gold(found, chosen)
    words = network.bert.embeddings.word_embeddings(batch["input_ids"])
    words.requires_grad_() if words.is_leaf else words.retain_grad()
    logits = network(**batch, words=words).stance.float()
    first = _wrong(logits, gold) / 2 / of_step
    first.backward()
    steepest = words.grad / (words.grad.norm(dim=(1, 2), keepdim=True) + 1e-12)
    moved = network.bert.embeddings.word_embeddings(batch["input_ids"]) + shift * steepest
    again = network(**batch, words=moved).stance.float()
    apart = agreement * _apart(logits.detach(), again)
    return (_wrong(again, gold) / 2 + apart) / of_step + first.detach()


def relevance(network: Reader, questions: Rows, count: int, rng: np.random.Generator) -> torch.Tensor:
    """Return how far the answers are from the first of four places, and from yes where the others are no."""
    size = mined.NEGATIVES + 1
    asked = rng.integers(0, len(questions.lengths) // size, count)
    rows = (asked[:, None] * size + np.arange(size)).reshape(-1)
    logits = network(**questions.batch(rows)).relevance.float().view(-1, size)
    return answered(logits)


def _gold(found: Examples, chosen: Places) -> torch.Tensor:
    return found.labels[torch.as_tensor(chosen % len(found.weights), device=found.labels.device)]


def _wrong(logits: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    return functional.cross_entropy(logits, gold, label_smoothing=SMOOTHING, reduction="sum")


def _apart(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Return the divergence of ``other`` from ``one`` (Kullback and Leibler), summed over rows."""
    return functional.kl_div(other.log_softmax(-1), one.log_softmax(-1), reduction="sum", log_target=True)
