"""Teachers and a student of the network of stance, for a quarter of an hour of a large GPU.

    python -m training.packing --out build/stance                     # on any machine: what there is to read
    python -m training.fleet teacher own    --start build/stance/start.npz --seconds 80
    python -m training.fleet teacher public --start build/stance/start.npz --seconds 80
    python -m training.fleet teacher fresh  --start build/stance/encoder.npz --seconds 150
    python -m training.fleet student        --start build/stance/start.npz --seconds 200

Several networks of the same size that read other mixtures and begin elsewhere are wrong on other pairs; what
they say together is better than what each says, and one network can learn it (Hinton et al. 2015, "Distilling
the knowledge in a neural network"). Nothing here needs the product or transformers, since such a machine
has neither. Rates follow the clock, not the steps: a run ends when it was told to.
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

from training.gpu_network import BETAS, WORDS, Network, groups, mean, read_weights, write_weights
from training.packed import Deck, Numbers, Packed
from training.schedule import Average, slope

SMOOTHING, DROPOUT, EMA_DECAY, CLIP = 0.03, 0.1, 0.998, 1.0
QUESTION_EVERY, AUXILIARY, QUESTIONS = 3, 0.5, 160
POOLED = 60  # batches that are sorted by length together
PREFIXED, TYPED = 0.7, 0.4  # shares of pairs that say who speaks, and whose claim is as it may be typed
HARD = 0.4  # what the labels weigh beside what the teachers say
OWN = ("authored", "briefing", "numbers", "verbatim", "framed", "mismatched")
SMALL = ("mpe", "covidfact", "monli", "tracie", "semfrag", "seminli_wiki")
SHARES = {"infotabs": 0.5, "scone": 0.6, "snli": 0.7, "covidfact": 0.5, "semfrag": 0.5}


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
            for start in range(0, len(taken), size * POOLED):
                pool = taken[start : start + size * POOLED]
                prefix, claims = drawn(packed, pool, rng)
                order = np.argsort(self.deck.reach(prefix, packed.evidence[pool], claims), kind="stable")
                cut = [order[i : i + size] for i in range(0, len(order) - size + 1, size)]
                for place in rng.permutation(len(cut)):
                    chosen = cut[place]
                    rows = pool[chosen]
                    yield rows, prefix[chosen], packed.evidence[rows], claims[chosen]

    def questions(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return texts of questions by chance, four rows of each: the answer first."""
        packed = self.deck.packed
        asked = packed.asked[self._rng.integers(0, len(packed.asked), QUESTIONS)]
        passages = asked[:, 2:].reshape(-1)
        return np.zeros_like(passages), passages, np.repeat(asked[:, 0], 4)


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
    device = next(iter(network.weights.values())).device
    deck = reading.deck
    labels = torch.from_numpy(deck.packed.labels).to(device).long()
    trained = {name: w for name, w in network.weights.items() if run.words or name != WORDS}
    for weight in trained.values():
        weight.requires_grad_()
    optimizer = torch.optim.AdamW(groups(trained), lr=run.rate, betas=BETAS, fused=True)
    average = Average(list(trained.values()), EMA_DECAY)
    _compiled(network, reading, run)
    begun, told = time.monotonic(), 0.0
    for done, (rows, *texts) in enumerate(reading.batches(), 1):
        past = (time.monotonic() - begun) / seconds
        if past >= 1:
            break
        gold = labels[torch.from_numpy(rows).to(device)]
        logits = network.stance(deck.rows(*texts), run.dropout)
        loss = functional.cross_entropy(logits, gold, label_smoothing=SMOOTHING)
        if taught is not None:
            said = taught[torch.from_numpy(rows).to(device)]
            soft = functional.kl_div(logits.log_softmax(-1), said, reduction="batchmean", log_target=True)
            loss = HARD * loss + (1 - HARD) * soft
        loss.backward()
        if run.questions and done % QUESTION_EVERY == 0:
            _relevance_loss(network, reading, run.dropout).backward()
        torch.nn.utils.clip_grad_norm_([w for n, w in trained.items() if n != WORDS], CLIP)
        for group in optimizer.param_groups:
            group["lr"] = run.rate * group["share"] * slope(past)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.follow(done)
        if time.monotonic() - begun > told:
            pace = done * run.batch / (time.monotonic() - begun)
            print(f"{past:.2f} step {done} loss {loss.item():.3f} {pace:.0f} pairs/s", flush=True)
            told += max(5.0, seconds / 8)
    average.put_in_place()
    for weight in trained.values():
        weight.requires_grad_(requires_grad=False)


def _compiled(network: Network, reading: Reading, run: Run) -> None:
    """Read two batches for nothing: the first ones wait for kernels, and the clock should not."""
    for _, (_, *texts) in zip(range(2), reading.batches(), strict=False):
        loss = network.stance(reading.deck.rows(*texts), run.dropout).sum()
        if run.questions:
            loss = loss + _relevance_loss(network, reading, run.dropout)
        loss.backward()
    for weight in network.weights.values():
        weight.grad = None


def _relevance_loss(network: Network, reading: Reading, dropout: float) -> torch.Tensor:
    logits = network.relevance(reading.deck.rows(*reading.questions()), dropout).view(-1, 4)
    first = torch.zeros(len(logits), dtype=torch.long, device=logits.device)
    among = functional.cross_entropy(logits, first)
    right = functional.one_hot(first, 4).float()
    return AUXILIARY * (among + 0.5 * functional.binary_cross_entropy_with_logits(logits, right))


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
        order = np.argsort(deck.reach(prefix, packed.evidence, claims))
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
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
