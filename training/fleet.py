"""Teachers and a student of the network of stance, for a quarter of an hour of a large GPU.

    python -m training.packing --out build/stance                     # on any machine: what there is to read
    python -m training.fleet teacher own    --start build/stance/start.npz --seconds 80
    python -m training.fleet teacher public --start build/stance/start.npz --seconds 80
    python -m training.fleet teacher fresh  --start build/stance/encoder.npz --seconds 150
    python -m training.fleet student        --start build/stance/start.npz --seconds 200

Several networks of the same size that read other mixtures and begin elsewhere are wrong on other pairs; what
they say together is better than what each says, and one network can learn it (Hinton et al. 2015, "Distilling
the knowledge in a neural network"). Nothing here needs the product or transformers, since such a machine
has neither, but torch and tokenizers. Rates follow the clock, not the steps: a run ends when it was told to.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from training.gpu_network import WORDS, Network, descend, mean, read_weights, write_weights
from training.packed import Deck, Numbers, Packed
from training.rows import batches, by_length
from training.shares import SHARES, SMALL
from training.terms import SMOOTHING, answered

DROPOUT, EMA_DECAY = 0.1, 0.998
QUESTION_EVERY, QUESTIONS, ANSWERS = 3, 160, 4  # the last of each question, its own and others
PREFIXED, TYPED = 0.7, 0.4  # shares of pairs that say who speaks, and whose claim is as it may be typed
HARD = 0.4  # what the labels weigh beside what the teachers say


@dataclass(frozen=True)
class Run:
    """How one network is trained; shares are how often an epoch takes a pair of each kind."""

    rate: float
    shares: Mapping[str, float]  # ``public`` and ``small`` for sets that are not ours
    batch: int = 1_024
    words: bool = False
    questions: bool = True
    dropout: float = DROPOUT


_OWN = {"authored": 1.0, "new": 2.0, "briefing": 0.6, "numbers": 0.5, "verbatim": 0.6, "framed": 0.3}
RUNS = {
    "own": Run(2.5e-4, {**_OWN, "mismatched": 0.5, "public": 0.5, "small": 0.15, "edited": 0.1}),
    "public": Run(
        2.5e-4,
        {**_OWN, "authored": 0.6, "new": 1.0, "mismatched": 0.4, "public": 1.2, "small": 0.4, "edited": 0.25},
    ),
    "fresh": Run(
        4e-4,
        {**_OWN, "mismatched": 0.5, "public": 0.8, "small": 0.3, "edited": 0.2},
        words=True,
        questions=False,
    ),
    "student": Run(2.5e-4, {**_OWN, "mismatched": 0.6, "public": 0.8, "small": 0.3, "edited": 0.15}),
}


def shares(packed: Packed, run: Run) -> np.ndarray:
    """Return how often an epoch of ``run`` takes each pair, of shape (pairs,)."""
    by_name = []
    for name in packed.names:
        kind = "edited" if name.startswith("counterfactual") else str(name)
        if kind not in run.shares:
            kind = "small" if kind in SMALL else "public"
        by_name.append(run.shares[kind] * SHARES.get(str(name), 1.0))
    return np.array(by_name)[packed.origins]


class Reading:
    """Endless batches of pairs, in the mixture of a run."""

    def __init__(self, deck: Deck, run: Run, seed: int) -> None:
        self.deck, self._run = deck, run
        self._shares = shares(deck.packed, run)
        self._rng = np.random.default_rng(seed)

    def batches(self) -> Iterator[tuple[Numbers, Numbers, Numbers, Numbers]]:
        """Yield numbers of pairs, and of the texts of each: prefix, evidence and claim."""
        packed, rng, size = self.deck.packed, self._rng, self._run.batch
        while True:
            taken = np.repeat(
                np.arange(len(packed.labels)),
                np.floor(self._shares + rng.random(len(packed.labels))).astype(int),
            )
            rng.shuffle(taken)
            prefix, claims = drawn(packed, taken, rng)
            lengths = self.deck.reach(prefix, packed.evidence[taken], claims)
            for chosen in batches(np.arange(len(taken)), lengths, size, rng):
                if len(chosen) == size:
                    rows = taken[chosen]
                    yield rows, prefix[chosen], packed.evidence[rows], claims[chosen]

    def questions(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return texts of questions by chance, four rows of each: the answer first."""
        packed = self.deck.packed
        asked = packed.asked[self._rng.integers(0, len(packed.asked), QUESTIONS)]
        passages = asked[:, 2:].reshape(-1)
        return np.zeros_like(passages), passages, np.repeat(asked[:, 0], ANSWERS)


def drawn(packed: Packed, pool: np.ndarray, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Return the prefix and the claim of each pair, as they are read this time."""
    way = rng.integers(0, packed.prefix.shape[1], len(pool))
    said = rng.random(len(pool)) < PREFIXED
    prefix = np.where(said, packed.prefix[pool, way], 0)
    return prefix, packed.claims[pool, (rng.random(len(pool)) < TYPED).astype(int)]


def train(
    network: Network, reading: Reading, run: Run, seconds: float, taught: torch.Tensor | None = None
) -> None:
    """Train ``network`` in place for so long; its weights are the averages over the last steps.

    ``taught`` is what the teachers say of each pair: log-probabilities of shape (pairs, 3).
    """
    deck, endless = reading.deck, reading.batches()
    device = network.weights[WORDS].device
    labels = torch.from_numpy(deck.packed.labels).to(device).long()

    def learn(done: int) -> torch.Tensor:
        rows, *texts = next(endless)
        chosen = torch.from_numpy(rows).to(device)
        logits = network.stance(deck.rows(*texts), run.dropout)
        loss = functional.cross_entropy(logits, labels[chosen], label_smoothing=SMOOTHING)
        if taught is not None:
            said = taught[chosen]
            soft = functional.kl_div(logits.log_softmax(-1), said, reduction="batchmean", log_target=True)
            loss = HARD * loss + (1 - HARD) * soft
        loss.backward()
        if run.questions and done % QUESTION_EVERY == 0:
            asked = network.relevance(deck.rows(*reading.questions()), run.dropout)
            answered(asked.view(-1, ANSWERS)).backward()
        return loss.detach()

    trained = {name: w for name, w in network.weights.items() if run.words or name != WORDS}
    descend(trained, learn, run.rate, seconds=seconds, decay=EMA_DECAY)


@torch.no_grad()
def said_of(network: Network, deck: Deck, readings: int = 1, batch: int = 4_096) -> torch.Tensor:
    """Return logits for every pair, of shape (pairs, 3): means over ``readings``, the first one plain."""
    packed, rng = deck.packed, np.random.default_rng(0)
    everything = np.arange(len(packed.labels))
    device = next(iter(network.weights.values())).device
    total = torch.zeros(len(everything), 3, device=device)
    for number in range(readings):
        prefix, claims = drawn(packed, everything, rng)
        if number == 0:
            prefix, claims = packed.prefix[:, 0], packed.claims[:, 0]
        lengths = deck.reach(prefix, packed.evidence, claims)
        for chosen in by_length(lengths, batch):
            logits = network.stance(deck.rows(prefix[chosen], packed.evidence[chosen], claims[chosen]))
            total[torch.from_numpy(chosen).to(device)] += logits.float() / readings
    return total


def scores(logits: torch.Tensor, packed: Packed) -> dict[str, float]:
    """Return macro-F1 of the likeliest label for each set."""
    found, gold = logits.argmax(1).cpu().numpy(), packed.labels
    by_set = {}
    for number, name in enumerate(packed.names):
        of_set = packed.origins == number
        f1 = []
        for label in np.unique(gold[of_set]):
            both = ((found == label) & (gold == label) & of_set).sum()
            either = ((found == label) & of_set).sum() + ((gold == label) & of_set).sum()
            f1.append(2 * both / max(1, either))
        by_set[str(name)] = round(float(np.mean(f1)), 4) if f1 else math.nan
    return by_set


def main() -> None:
    """Train a teacher, or the student of all that were trained."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=("teacher", "student"))
    parser.add_argument("run", nargs="?", choices=RUNS, default="student")
    parser.add_argument("--packed", type=Path, default=Path("build/stance/packed.xz"))
    parser.add_argument("--dev", type=Path, default=Path("build/stance/dev.xz"))
    parser.add_argument("--start", type=Path, required=True, action="append", help="of several, their mean")
    parser.add_argument("--out", type=Path, default=Path("build/stance/fleet"))
    parser.add_argument("--seconds", type=float, default=80.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_float32_matmul_precision("high")
    args.out.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    deck, dev = Deck(Packed.load(args.packed), device), Deck(Packed.load(args.dev), device)
    network = Network(mean([read_weights(path) for path in args.start]), device)
    name = args.run if args.kind == "teacher" else f"student-{args.seed}"
    print(f"{name}: {len(deck.packed.labels)} pairs, read in {time.monotonic() - begun:.0f} s", flush=True)
    taught = None
    if args.kind == "student":
        logits = [torch.from_numpy(np.load(path)).to(device) for path in sorted(args.out.glob("*.said.npy"))]
        print(f"{len(logits)} teachers", flush=True)
        taught = torch.stack([one.float().softmax(-1) for one in logits]).mean(0).clamp(1e-6).log()
    torch.manual_seed(args.seed)
    run = RUNS[args.run]
    train(network, Reading(deck, run, args.seed), run, args.seconds, taught)
    found = said_of(network, dev)
    np.save(args.out / f"{name}.dev.npy", found.cpu().numpy().astype(np.float16))
    (args.out / f"{name}.json").write_text(json.dumps(scores(found, dev.packed), indent=1))
    print(name, json.dumps(scores(found, dev.packed)), flush=True)
    write_weights(network.weights, args.out / f"{name}.npz", words=run.words)
    if args.kind == "teacher":
        said = said_of(network, deck, readings=2)
        np.save(args.out / f"{name}.said.npy", said.cpu().numpy().astype(np.float16))
    print(f"{name} after {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
