"""Retrieval quality on public sets, by fusion weight: ``python eval/retrieval.py DATA``.

With ``--read`` each weight is measured as people search too: hashtags and handles as words, and the
first passages read by the bundled network.

DATA is a folder with one folder per set, each with docs.jsonl.gz (id, text, title?),
queries.jsonl.gz (id, text) and qrels.tsv (qid, docid, rel, split). The floor is off here, so
that rankings are compared and nothing else. Every document is one passage, uncut. With
``--halves`` each set is reported as two halves of its queries: choose on one, confirm on the other.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import math
import random
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from checker.config import load_settings
from checker.encoder import Encoder, load_encoder
from checker.index import VectorIndex
from checker.lexical import LexicalIndex
from checker.network import claim_network
from checker.records import Passage, Statement
from checker.reranking import Reranked
from checker.retrieval import Fusion, Retriever

SETS = ("ct22_task2a", "claim2transcript", "scifact")
DEPTH = 20
QUICK_QUERIES, QUICK_PASSAGES = 100, 1_000
Qrels = Mapping[str, Mapping[str, int]]


class CachedEncoder:
    """An encoder that keeps its vectors in a folder, so that a second run is quick."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder
        self.name = encoder.name
        self.dimension = encoder.dimension

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors of ``texts``, from the folder where it has them."""
        key = hashlib.sha256("\0".join([self.name, *texts]).encode("utf-8", "replace")).hexdigest()[:32]
        path = self._folder / f"{key}.npy"
        if path.exists():
            kept: npt.NDArray[np.float32] = np.load(path, allow_pickle=False)
            return kept
        vectors = self._encoder.encode(texts)
        self._folder.mkdir(parents=True, exist_ok=True)
        np.save(path, vectors)
        return vectors


def main() -> None:
    """Print one line of measures per set, half and weight."""
    options = _options()
    encoder: Encoder = load_encoder(load_settings(threads=options.threads))
    if options.cache:
        encoder = CachedEncoder(encoder, options.cache)
    print("set                 half  weight  read  MAP@5    R@1    R@5   R@20  nDCG@10  queries")
    for name in options.sets:
        _measure(options, name, encoder)


def measure(data: Path, encoder: Encoder, *, quick: bool = False) -> dict[str, dict[str, float]]:
    """Return the mean measures of each set, for checks and for people; ``quick`` is a small sample."""
    found: dict[str, dict[str, float]] = {}
    for name in SETS:
        for_checks, for_people = _shipped(data / "retrieval" / name, encoder, quick=quick)
        found |= {name: for_checks, f"{name}, as people search": for_people}
    return found


def _shipped(folder: Path, encoder: Encoder, *, quick: bool) -> list[dict[str, float]]:
    passages, gold = _passages(folder / "docs.jsonl.gz", titles=True), qrels(folder / "qrels.tsv")
    queries = [(str(r["id"]), str(r["text"])) for r in rows(folder / "queries.jsonl.gz")]
    queries = [query for query in queries if query[0] in gold]
    if quick:
        queries, passages = _sample(queries, passages, gold)
    with tempfile.TemporaryDirectory() as temporary:
        index = VectorIndex.build(Path(temporary), passages, encoder, folder.name)
        retriever = Retriever(passages, encoder, index, LexicalIndex.build(passages), Fusion(floor=-1.0))
        texts = [text for _, text in queries]
        found = [search.search(texts, DEPTH) for search in (retriever, _read(retriever))]
    measured = []
    for each in found:
        ranked = [[c.passage.statement.statement_id for c in candidates] for candidates in each]
        rated = [scores(r, gold[q]) for r, (q, _) in zip(ranked, queries, strict=True)]
        means = {measure: float(np.mean([s[measure] for s in rated])) for measure in rated[0]}
        measured.append({"rows": float(len(queries)), "passages": float(len(passages)), **means})
    return measured


def _read(retriever: Retriever, threads: int = 0) -> Reranked:
    return Reranked(retriever, claim_network(threads).answers)


def _sample(
    queries: Sequence[tuple[str, str]], passages: Sequence[Passage], gold: Qrels
) -> tuple[list[tuple[str, str]], list[Passage]]:
    """Return some queries, and their documents among as many others as make the sample size."""
    chosen = random.Random(13).sample(queries, min(QUICK_QUERIES, len(queries)))
    needed = {doc for query, _ in chosen for doc in gold[query]}
    others = [p for p in passages if p.statement.statement_id not in needed]
    others = random.Random(13).sample(others, min(QUICK_PASSAGES, len(others)))
    return chosen, [p for p in passages if p.statement.statement_id in needed] + others


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder with one folder per set")
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--weights", nargs="+", type=float, default=[0.0, Fusion().lexical_weight, 100.0])
    parser.add_argument("--titles", action="store_true", help="put the title in front of the text")
    parser.add_argument("--read", action="store_true", help="as people search too")
    parser.add_argument("--halves", action="store_true", help="report two halves of the queries apart")
    parser.add_argument("--cache", type=Path, help="folder to keep vectors in")
    parser.add_argument("--threads", type=int, default=0)
    return parser.parse_args()


def _measure(options: argparse.Namespace, name: str, encoder: Encoder) -> None:
    passages = _passages(options.data / name / "docs.jsonl.gz", titles=options.titles)
    gold = qrels(options.data / name / "qrels.tsv")
    queries = {str(r["id"]): str(r["text"]) for r in rows(options.data / name / "queries.jsonl.gz")}
    asked = [q for q in queries if q in gold]
    lexical = LexicalIndex.build(passages)
    with tempfile.TemporaryDirectory() as folder:
        index = VectorIndex.build(Path(folder), passages, encoder, name)
    for weight in options.weights:
        retriever = Retriever(passages, encoder, index, lexical, Fusion(lexical_weight=weight, floor=-1.0))
        searches: dict[str, Retriever | Reranked] = {"no": retriever}
        if options.read:
            searches["yes"] = _read(retriever, options.threads)
        for read, search in searches.items():
            found = search.search([queries[q] for q in asked], DEPTH)
            ranked = {
                q: [c.passage.statement.statement_id for c in f] for q, f in zip(asked, found, strict=True)
            }
            for half, ids in _halves(asked, split=options.halves):
                _report(
                    f"{name:19} {half:>4} {weight:7.2f}  {read:>4}", [scores(ranked[q], gold[q]) for q in ids]
                )


def _halves(ids: Sequence[str], *, split: bool) -> Iterator[tuple[str, list[str]]]:
    if not split:
        yield "all", list(ids)
        return
    for half in (0, 1):
        yield "ab"[half], [i for i in ids if zlib.crc32(i.encode()) % 2 == half]


def _report(row: str, scores: Sequence[Mapping[str, float]]) -> None:
    mean = {key: sum(s[key] for s in scores) / len(scores) for key in scores[0]}
    columns = "  ".join(f"{mean[key]:.3f}" for key in ("map5", "r1", "r5", "r20", "ndcg10"))
    print(f"{row}  {columns}    {len(scores)}", flush=True)


def scores(ranked: Sequence[str], gold: Mapping[str, int]) -> dict[str, float]:
    """Return the measures of one query, whose relevant documents are the keys of ``gold``."""
    hits = [doc in gold for doc in ranked]
    precision = [sum(hits[: i + 1]) / (i + 1) for i in range(min(5, len(hits))) if hits[i]]
    gains = [gold.get(doc, 0) / math.log2(i + 2) for i, doc in enumerate(ranked[:10])]
    best = [rel / math.log2(i + 2) for i, rel in enumerate(sorted(gold.values(), reverse=True)[:10])]
    recall = {f"r{k}": sum(hits[:k]) / len(gold) for k in (1, 5, 20)}
    return {"map5": sum(precision) / min(5, len(gold)), "ndcg10": sum(gains) / sum(best), **recall}


def _passages(path: Path, *, titles: bool) -> list[Passage]:
    made = []
    for row in rows(path):
        text = f"{row.get('title') or ''} {row['text']}".strip() if titles else str(row["text"])
        statement = Statement(str(row["id"]), text)
        made.append(Passage(f"{row['id']}#1", statement, text, 0, len(text), text, "", statement))
    return made


def qrels(path: Path) -> Qrels:
    """Return the relevance of documents by query, those of relevance 0 left out."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if int(row["rel"]) > 0:
                found[row["qid"]][row["docid"]] = int(row["rel"])
    return found


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


if __name__ == "__main__":
    main()
