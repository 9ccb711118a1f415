"""Posts in, verdicts out: the whole product on the project's held-out briefings and on pooled passages.

The stance model never saw the posts of these briefings. The weights of the verdict were fitted
on them, though, so ``cross_validated`` stands beside the shipped weights: there the weights
that judge a post come from other briefings, and so does their confidence. Each post is judged
twice, the second time with its briefing taken out of the corpus: nothing that is left answers it.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from checker.bootstrap import build_pipeline
from checker.config import load_settings
from checker.corpus import load_corpus
from checker.passages import cut
from checker.records import Post, Reason, Statement, Verdict
from checker.verdict import Thresholds, judge
from eval import confidence, plain_rule
from eval.measures import Floats, Found, confusion, interval, macro_f1
from eval.retrieval import qrels, rows
from training import mixture
from training.verdict import Case, citation, fitted_without, gather, scores

LABELS = (Verdict.SUPPORTS, Verdict.REFUTES, Verdict.NOT_ENOUGH_INFO)
ANSWERS = (*LABELS, Verdict.CONFLICTING)
POOL_VERDICTS = {
    "true": Verdict.SUPPORTS,
    "false": Verdict.REFUTES,
    "not_enough_evidence": Verdict.NOT_ENOUGH_INFO,
}
DISTRACTORS = 2_000  # passages of other officials
QUICK_POSTS, QUICK_CLAIMS = 150, 80


def measure(data: Path, home: Path, *, quick: bool = False) -> Found:
    """Return the verdicts on briefings, alone and among other statements, and on the pool."""
    posts = mixture.briefing_posts(held_out=True)
    if quick:
        posts = random.Random(13).sample(posts, QUICK_POSTS)
    others = first_passages(data / "statements" / "state.jsonl.gz", DISTRACTORS)
    k = load_settings(data_dir=home).candidates
    measures: dict[str, dict[str, float]] = {}
    plots: dict[str, dict[str, list[list[float]]]] = {}
    for name, corpus in (("briefings", ()), (f"briefings_among_{DISTRACTORS}", others)):
        cases = gather(posts, k, home, corpus)
        shipped = [Thresholds()] * len(cases)
        answers = confidence.of_cases(cases, shipped)
        measures[name] = {
            **of_cases(cases, Thresholds()),
            **confidence.calibration_of_cases(cases, shipped),
        }
        counts = _matrices(cases, Thresholds()).sum(0)
        plots[name] = {"confusion": counts.tolist(), "reliability": confidence.points(answers)}
        if not quick and not corpus:
            measures["cross_validated"], plots["cross_validated"] = _cross_validated(cases)
    measures["whole_post_surest_passage"] = _named(plain_rule.measure(posts, home))
    measures["retpool_factcheckgpt"], plots["retpool_factcheckgpt"] = _pool(data, home, quick=quick)
    return Found(measures, plots)


def _cross_validated(cases: Sequence[Case]) -> tuple[dict[str, float], dict[str, list[list[float]]]]:
    fitted = fitted_without(cases, Thresholds())
    found = scores(cases, [c.verdict(f) for c, f in zip(cases, fitted, strict=True)])
    answers = confidence.of_cases(cases, fitted)
    measures = {**_named(found), **reasons(cases, fitted), **confidence.calibration_of_cases(cases, fitted)}
    return measures, {"reliability": confidence.points(answers)}


def first_passages(path: Path, count: int) -> list[Statement]:
    """Return the first statements of a JSONL file that together have at least ``count`` passages."""
    kept, passages = [], 0
    for statement in load_corpus(path).statements:
        if passages >= count:
            break
        kept.append(statement)
        passages += len(cut(statement))
    return kept


def of_cases(cases: Sequence[Case], thresholds: Thresholds) -> dict[str, float]:
    """Return the measures of judged posts, with the interval of macro-F1 over briefings."""
    matrices = _matrices(cases, thresholds)
    low, high = interval(matrices)
    return {
        **of_counts(matrices.sum(0)),
        "macro_f1_low": low,
        "macro_f1_high": high,
        **_named(scores(cases, [c.verdict(thresholds) for c in cases])),
        **reasons(cases, [thresholds] * len(cases)),
        "gold_found": gold_found(cases),
        "citation_precision": citation(cases, thresholds),
    }


def gold_found(cases: Sequence[Case]) -> float:
    """Return the share of addressed posts of which a passage that settles them was read."""
    known = [c for c in cases if c.addressed and c.gold_passages]
    found = [any(e.passage.passage_id in c.gold_passages for _, ev in c.claims for e in ev) for c in known]
    return float(np.mean(found)) if found else 0.0


def reasons(cases: Sequence[Case], thresholds: Sequence[Thresholds]) -> dict[str, float]:
    """Return how often claims that are rightly left open get the right reason, one ``Thresholds`` per case.

    Of those that nothing addresses: ``no_statement``; of those that their briefing leaves open, with it in
    the corpus: ``detail_not_stated``. Claims that got a verdict have no reason and are not counted.
    """
    given: dict[bool, list[Reason | None]] = {True: [], False: []}  # by whether the briefing is there
    for case, chosen in zip(cases, thresholds, strict=True):
        if case.gold is Verdict.NOT_ENOUGH_INFO:
            results = [judge(claim, evidence, chosen) for claim, evidence in case.claims]
            given[case.addressed] += [r.reason for r in results if r.verdict is Verdict.NOT_ENOUGH_INFO]
    shares = {
        "no_statement_of_unaddressed": [r is Reason.NO_STATEMENT for r in given[False]],
        "detail_not_stated_of_neutral": [r is Reason.DETAIL_NOT_STATED for r in given[True]],
    }
    return {name: float(np.mean(right)) for name, right in shares.items() if right}


def _named(found: dict[str, float]) -> dict[str, float]:
    rest = {name: value for name, value in found.items() if name != "posts"}
    return {"rows": found["posts"], **rest, "flip_rate": found["flips"] / max(1, found["posts"])}


def _matrices(cases: Sequence[Case], thresholds: Thresholds) -> Floats:
    """Return one confusion matrix per briefing, of the posts whose briefing is in the corpus."""
    by_doc: dict[str, list[Case]] = {}
    for case in cases:
        if case.addressed:
            by_doc.setdefault(case.doc_id, []).append(case)
    return np.stack(
        [
            counted([c.gold for c in found], [c.verdict(thresholds) for c in found])
            for found in by_doc.values()
        ]
    )


def counted(gold: Sequence[Verdict], answers: Sequence[Verdict]) -> Floats:
    """Return the confusion matrix of ``LABELS`` by ``ANSWERS``."""
    places = [LABELS.index(g) for g in gold], [ANSWERS.index(a) for a in answers]
    return confusion(*places, (len(LABELS), len(ANSWERS)))


def _pool(data: Path, home: Path, *, quick: bool) -> tuple[dict[str, float], dict[str, list[list[float]]]]:
    """Judge claims against passages that a web search had brought for them, all in one corpus."""
    folder = data / "retrieval" / "retpool_factcheckgpt"
    claims = [r for r in rows(folder / "queries.jsonl.gz") if r["verdict"] in POOL_VERDICTS]
    kept = None
    if quick:
        claims = random.Random(13).sample(claims, QUICK_CLAIMS)
        pooled = qrels(folder / "qrels.tsv")
        kept = {doc for claim in claims for doc in pooled[claim["id"]]}
    with tempfile.TemporaryDirectory() as temporary:
        corpus = _cut_down(folder / "docs.jsonl.gz", kept, Path(temporary))
        pipeline = build_pipeline(load_settings(data_dir=home), corpus)
    reports = pipeline.check_posts([Post(str(claim["text"])) for claim in claims])
    gold = [POOL_VERDICTS[claim["verdict"]] for claim in claims]
    answers = [confidence.answer(r.claims, g) for r, g in zip(reports, gold, strict=True)]
    counts = counted(gold, [r.verdict for r in reports])
    measures = {**of_counts(counts), **confidence.calibration(answers)}
    return measures, {"confusion": counts.tolist(), "reliability": confidence.points(answers)}


def _cut_down(docs: Path, kept: set[str] | None, folder: Path) -> Path:
    if kept is None:
        return docs
    path = folder / "docs.jsonl"
    lines = [json.dumps(row) for row in rows(docs) if row["id"] in kept]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def of_counts(counts: Floats) -> dict[str, float]:
    """Return the measures of a confusion matrix of ``LABELS`` by ``ANSWERS``."""
    total, decisive = counts.sum(), counts[:, :2].sum()
    flips = counts[0, 1] + counts[1, 0]
    return {
        "rows": float(total),
        "macro_f1": float(macro_f1(counts)),
        "flips": float(flips),
        "decisive_of_neutral": float((counts[2, :2].sum() + counts[2, 3]) / max(1, counts[2].sum())),
        "flip_rate": float(flips / max(1, total)),
        "decisive_precision": float((counts[0, 0] + counts[1, 1]) / max(1, decisive)),
        "answered": float(decisive / max(1, total)),
    }
