"""Train the sentence encoder as ``training/encoder.py`` does, with all questions at once on a large GPU.

    python -m training.packing --out build/stance
    python -m training.fleet_encoder --start build/stance/encoder.npz --out build/stance/fleet --seconds 60

A step has a thousand claims; the passages of all are wrong for each but its own, and so are two that a search
brings up for it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from training.gpu_network import WORDS, Network, descend, read_weights, write_weights
from training.packed import Deck, Packed

TOKENS = 96
TEMPERATURE, BACKWARDS = 0.05, 0.3  # as in training/encoder.py
BATCH, OTHERS, TYPED, DROPOUT, EMA_DECAY = 1_024, 2, 0.5, 0.1, 0.99
RATE = 1.5e-4


def train(network: Network, deck: Deck, seconds: float, rate: float, seed: int) -> None:
    """Train ``network`` in place for so long; vectors of words stay as they are."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    trained = {
        name: weight
        for name, weight in network.weights.items()
        if name != WORDS and not name.startswith(("classifier", "relevance", "bert.pooler"))
    }
    order = np.zeros(0, np.int64)

    def learn(_done: int) -> torch.Tensor:
        nonlocal order
        if len(order) < BATCH:
            order = rng.permutation(len(deck.packed.asked))
        chosen, order = order[:BATCH], order[BATCH:]
        loss = wrong(network, deck, deck.packed.asked[chosen], rng)
        loss.backward()
        return loss.detach()

    descend(trained, learn, rate, seconds=seconds, decay=EMA_DECAY)


def wrong(network: Network, deck: Deck, asked: np.ndarray, rng: np.random.Generator) -> torch.Tensor:
    """Return how far each claim is from its answer among all passages, and the answers from the claims."""
    typed = (rng.random(len(asked)) < TYPED).astype(int)
    claims, answers = asked[np.arange(len(asked)), typed], asked[:, 2]
    beside = rng.permuted(asked[:, 3:], axis=1)[:, :OTHERS].T.reshape(-1)
    passages = np.concatenate([answers, beside])
    near = network.vectors(deck.alone(claims, TOKENS), DROPOUT) @ (
        network.vectors(deck.alone(passages, TOKENS), DROPOUT).T
    )
    # One passage may answer several claims of a step: it is not wrong for the others.
    same = torch.from_numpy(passages[None] == answers[:, None]).to(near.device)
    own = torch.arange(len(asked), device=near.device)
    same[own, own] = False
    near = (near / TEMPERATURE).masked_fill(same, -1e4)
    return functional.cross_entropy(near, own) + BACKWARDS * functional.cross_entropy(
        near[:, : len(asked)].T, own
    )


def main() -> None:
    """Train, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packed", type=Path, default=Path("build/stance/packed.xz"))
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("build/stance/fleet"))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    args.out.mkdir(parents=True, exist_ok=True)
    deck = Deck(Packed.load(args.packed), device)
    network = Network(read_weights(args.start), device)
    train(network, deck, args.seconds, args.rate, args.seed)
    write_weights(network.weights, args.out / f"encoder-{args.seed}.npz", words=False)


if __name__ == "__main__":
    main()
