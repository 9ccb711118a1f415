"""Labelled pairs as posts and statements: the whole product on sets that were made for pairs.

The evidence of a sampled pair becomes a statement of one corpus, together with the evidence of
all other sampled pairs and passages of real official statements; its claim becomes a post. Of
every fourth claim the evidence is left out, so that nothing answers it. A pair is only taken where
its set does not say that something else in the corpus settles its claim another way; what nobody
labelled may still do so, in sets whose claims turn on few topics above all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from checker.bootstrap import parts_of, pipeline_of
from checker.config import load_settings
from checker.corpus import Corpus
from checker.pipeline import Pipeline, Search, queries_of
from checker.records import Candidate, ClaimResult, Post, Report, Statement, Verdict
from checker.scope import Scope
from eval import confidence
from eval.end_to_end import DISTRACTORS, counted, first_passages, of_counts
from eval.measures import Found
from training import mixture
from training.verdict import VERDICTS

SETS = ("vitaminc_dev", "scifact_dev", "healthver_dev")  # factcheckgpt: retpool_factcheckgpt has all of it
OWN = "own_pairs"
CLAIMS, QUICK_CLAIMS = 400, 60  # of each set
SILENT = 4  # of every so many claims, one has its evidence left out


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled pair. Of a family, such as the revisions of one page, one evidence is taken."""

    claim: str
    evidence: str
    label: str
    family: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim as a post, the verdict it should get, and the statements that give it."""

    text: str
    gold: Verdict
    statements: frozenset[str]
    addressed: bool


@dataclass
class Watched:
    """A search that remembers what it found, by query."""

    search_of: Search
    found: dict[str, list[Candidate]] = field(default_factory=dict)

    def search(self, queries: Sequence[str], k: int, scope: Scope | None = None) -> list[list[Candidate]]:
        """Return what the watched search returns."""
        found = self.search_of.search(queries, k, scope)
        self.found.update(zip(queries, found, strict=True))
        return found


def measure(data: Path, home: Path, *, quick: bool = False, distractors: int = DISTRACTORS) -> Found:
    """Return the measures of every set, all in one corpus with ``distractors`` passages of others."""
    size = QUICK_CLAIMS if quick else CLAIMS
    sets = {name: sampled(rows, size, name) for name, rows in all_rows(data).items()}
    others = first_passages(data / "statements" / "state.jsonl.gz", distractors)
    corpus = Corpus.of([*others, *(s for _, statements in sets.values() for s in statements)])
    pipeline, watched = build(corpus, home)
    elsewhere, _ = build(Corpus.of(others), home)
    measures, plots = {}, {}
    for name, (asked, _) in sets.items():
        reports = pipeline.check_posts([Post(a.text) for a in asked])
        answers = answers_of(asked, reports)
        counts = counted([a.gold for a in answers], [a.verdict for a in answers])
        measures[name] = {
            **of_counts(counts),
            **beyond_counts(asked, reports, watched),
            "decisive_among_others": _decisive(elsewhere, [a.text for a in asked if not a.addressed]),
            **confidence.calibration(answers),
        }
        plots[name] = {"confusion": counts.tolist(), "reliability": confidence.points(answers)}
    return Found(measures, plots)


def all_rows(data: Path) -> dict[str, list[Row]]:
    """Return the labelled pairs of every set."""
    folder = data / "stance" / "dev"
    return {**{name: list(_dev(folder / f"{name}.jsonl.gz", name)) for name in SETS}, OWN: list(_own())}


def _dev(path: Path, name: str) -> Iterator[Row]:
    for row in mixture.read_rows(path):
        # the number after the last underscore tells the pairs of one VitaminC page apart
        family = str(row["id"]).rsplit("_", 1)[0] if name.startswith("vitaminc") else str(row["evidence"])
        yield Row(str(row["claim"]), str(row["evidence"]), str(row["label"]), family)


def _own() -> Iterator[Row]:
    for row in mixture.authored_rows(mixture.own_files(), held_out=True):
        claim, evidence, label, family, speaker = (
            str(row[key]) for key in ("claim", "evidence", "label", "premise_id", "speaker")
        )
        yield Row(claim, evidence, label, family, speaker)


def sampled(rows: Sequence[Row], count: int, name: str) -> tuple[list[Asked], list[Statement]]:
    """Return at most ``count`` claims, each once, and the statements that their evidence makes."""
    sample = _Sample(rows)
    for row in random.Random(13).sample(rows, len(rows)):
        if len(sample.claims) < count:
            sample.take(row, silent=len(sample.claims) % SILENT == SILENT - 1)
    ids = {evidence: f"{name}-{n}" for n, evidence in enumerate(sample.corpus, 1)}
    asked = [sample.asked(row, ids) for row in sample.claims.values()]
    return asked, [_statement(ids[e], row) for e, row in sample.corpus.items()]


def _statement(statement_id: str, row: Row) -> Statement:
    return Statement(statement_id=statement_id, text=row.evidence, office=row.speaker)


class _Sample:
    """Claims and evidence chosen so far; none of the evidence is known to mislead on any claim."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._known: dict[str, dict[str, str]] = {}
        for row in rows:
            self._known.setdefault(row.claim, {})[row.evidence] = row.label
        self.claims: dict[str, Row] = {}
        self.corpus: dict[str, Row] = {}  # by evidence
        self._wanted: dict[str, str] = {}  # the label that what is in the corpus gives a claim
        self._families: dict[str, str] = {}  # the evidence taken of each; nothing where it is left out

    def take(self, row: Row, *, silent: bool) -> None:
        """Take the pair, its evidence into the corpus unless ``silent``, if that misleads on no claim."""
        kept = "" if silent else row.evidence
        wanted = "neutral" if silent else row.label
        if row.claim in self.claims or self._families.get(row.family, kept) != kept:
            return
        wants = (
            {**self._wanted, row.claim: wanted} if kept and kept not in self.corpus else {row.claim: wanted}
        )
        evidence = [*self.corpus, kept] if kept else list(self.corpus)
        if (silent and row.evidence in self.corpus) or not self._agree(wants, kept, evidence, row.claim):
            return
        self.claims[row.claim], self._wanted[row.claim] = row, wanted
        self._families[row.family] = kept
        if kept:
            self.corpus.setdefault(kept, row)

    def _agree(self, wants: dict[str, str], kept: str, evidence: Sequence[str], claim: str) -> bool:
        """Return whether the new evidence misleads no claim, and no evidence the new claim."""
        return all(self._label(c, kept) in {"neutral", w} for c, w in wants.items()) and all(
            self._label(claim, e) in {"neutral", wants[claim]} for e in evidence
        )

    def _label(self, claim: str, evidence: str) -> str:
        return self._known[claim].get(evidence, "neutral")

    def asked(self, row: Row, ids: dict[str, str]) -> Asked:
        """Return the claim as a post, with all statements that settle it."""
        wanted = self._wanted[row.claim]
        settles = {i for e, i in ids.items() if wanted != "neutral" and self._label(row.claim, e) == wanted}
        addressed = bool(self._families[row.family])
        return Asked(row.claim, VERDICTS[wanted], frozenset(settles), addressed)


def build(corpus: Corpus, home: Path) -> tuple[Pipeline, Watched]:
    """Return the product over a corpus, its index kept under ``home``, and its search."""
    settings = load_settings(data_dir=home)
    parts = parts_of(corpus, settings)
    watched = Watched(parts.retriever)
    return pipeline_of(replace(parts, retriever=watched), settings), watched


def answers_of(asked: Sequence[Asked], reports: Sequence[Report]) -> list[confidence.Answer]:
    """Return the answers to the claims whose evidence is in the corpus."""
    pairs = zip(asked, reports, strict=True)
    return [confidence.answer(report.claims, a.gold) for a, report in pairs if a.addressed]


def _decisive(pipeline: Pipeline, texts: Sequence[str]) -> float:
    """Return the share of claims that get a verdict from a corpus that says nothing of them."""
    reports = pipeline.check_posts([Post(text) for text in texts])
    return sum(r.verdict is not Verdict.NOT_ENOUGH_INFO for r in reports) / max(1, len(reports))


def beyond_counts(asked: Sequence[Asked], reports: Sequence[Report], watched: Watched) -> dict[str, float]:
    """Return what a confusion matrix does not hold: silence, the search, and the passages cited."""
    judged = list(zip(asked, reports, strict=True))
    silent = [r.verdict is not Verdict.NOT_ENOUGH_INFO for a, r in judged if not a.addressed]
    sought = [_seen(a, r, watched) for a, r in judged if a.statements]
    cited = [_cites(a, r.claims) for a, r in judged if r.verdict is a.gold is not Verdict.NOT_ENOUGH_INFO]
    shares = {"decisive_of_unaddressed": silent, "gold_found": sought, "citation_precision": cited}
    found = {name: float(np.mean(hits)) for name, hits in shares.items() if hits}
    return {"unaddressed": float(len(silent)), **found}


def _seen(asked: Asked, report: Report, watched: Watched) -> bool:
    queries = [query for result in report.claims for query in queries_of(result.claim)]
    found = (c.passage.statement.statement_id for q in queries for c in watched.found.get(q, ()))
    return not asked.statements.isdisjoint(found)


def _cites(asked: Asked, results: Sequence[ClaimResult]) -> bool:
    first = (r.evidence[0].passage.statement.statement_id for r in results if r.verdict is asked.gold)
    return not asked.statements.isdisjoint(first)
