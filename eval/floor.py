"""The floor on whole briefings: what it keeps and what it lets through.

    python eval/floor.py BRIEFINGS --unrelated POSTS.jsonl.gz [POSTS.jsonl.gz ...]

BRIEFINGS holds docs.jsonl.gz (id, issuer, speaker, office, title, sentences) and posts.jsonl.gz
(post, doc_id, evidence: numbers from 1 of the sentences that settle it). All briefings together
are the corpus. Posts of the other files (``text``) are about something else. Prints recall of the
gold sentences without a floor, then, for each floor, how many posts keep a gold sentence and how
many unrelated posts get any candidate; with and without issuer, speaker and title in the corpus.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from retrieval import CachedEncoder, rows

from checker.config import load_settings
from checker.corpus import Corpus
from checker.encoder import Encoder, load_encoder
from checker.index import VectorIndex
from checker.lexical import LexicalIndex
from checker.records import Candidate, Statement
from checker.retrieval import Fusion, Retriever

KS = (1, 5, 8)
Post = tuple[str, frozenset[str]]  # what was posted, and the gold sentences


def main() -> None:
    """Print the tables for a corpus with all fields and for one of bare text."""
    options = _options()
    encoder: Encoder = load_encoder(load_settings(threads=options.threads))
    if options.cache:
        encoder = CachedEncoder(encoder, options.cache)
    docs = list(rows(options.briefings / "docs.jsonl.gz"))
    posts = _posts(docs, list(rows(options.briefings / "posts.jsonl.gz")))
    unrelated = [str(r["text"]) for path in options.unrelated for r in islice(rows(path), options.limit)]
    print(f"{len(docs)} briefings, {len(posts)} posts with gold sentences, {len(unrelated)} unrelated posts")
    for label, bare in (("all fields", False), ("bare text", True)):
        corpus = Corpus.of(_statement(doc, bare=bare) for doc in docs)
        with tempfile.TemporaryDirectory() as folder:
            index = VectorIndex.build(Path(folder), corpus.passages(), encoder, corpus.version)
        print(f"\n{label}: {len(corpus.passages())} passages")
        parts = (corpus.passages(), encoder, index, LexicalIndex.build(corpus.passages()))
        _recall(Retriever(*parts, Fusion(floor=-1.0)), posts)
        for floor in options.floors:
            _kept(Retriever(*parts, replace(Fusion(), floor=floor)), floor, posts, unrelated)


def _statement(doc: dict[str, Any], *, bare: bool) -> Statement:
    text = " ".join(doc["sentences"])
    if bare:
        return Statement(doc["id"], text)
    named = {name: doc[name] for name in ("issuer", "speaker", "office", "title")}
    return Statement(doc["id"], text, **named)


def _posts(docs: Sequence[dict[str, Any]], posts: Sequence[dict[str, Any]]) -> list[Post]:
    sentences = {doc["id"]: doc["sentences"] for doc in docs}
    return [
        (p["post"], frozenset(sentences[p["doc_id"]][n - 1] for n in p["evidence"]))
        for p in posts
        if p["evidence"]
    ]


def _recall(retriever: Retriever, posts: Sequence[Post]) -> None:
    found = retriever.search([text for text, _ in posts], max(KS))
    for k in KS:
        shares = [len(gold & _texts(f[:k])) / len(gold) for f, (_, gold) in zip(found, posts, strict=True)]
        any_gold = [bool(gold & _texts(f[:k])) for f, (_, gold) in zip(found, posts, strict=True)]
        print(f"  recall@{k} {_mean(shares):.3f}   any gold sentence {_mean(any_gold):.3f}")


def _kept(retriever: Retriever, floor: float, posts: Sequence[Post], unrelated: Sequence[str]) -> None:
    found = retriever.search([text for text, _ in posts], max(KS))
    kept = _mean([bool(gold & _texts(f)) for f, (_, gold) in zip(found, posts, strict=True)])
    through = _mean([bool(f) for f in retriever.search(unrelated, 1)])
    sizes = _mean([len(f) for f in found])
    print(f"  floor {floor:.2f}: {kept:.3f} keep gold, {sizes:.1f} candidates each", end="; ")
    print(f"unrelated with any {through:.3f}")


def _texts(found: Sequence[Candidate]) -> set[str]:
    return {c.passage.text for c in found}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("briefings", type=Path)
    parser.add_argument("--unrelated", type=Path, nargs="+", required=True)
    parser.add_argument(
        "--floors", type=float, nargs="+", default=[0.36, 0.39, Fusion().floor, 0.45, 0.5, 0.55]
    )
    parser.add_argument("--limit", type=int, default=1_000, help="unrelated posts per file at most")
    parser.add_argument("--cache", type=Path, help="folder to keep vectors in")
    parser.add_argument("--threads", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
