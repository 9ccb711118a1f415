"""Fit the weights and cuts of ``checker.verdict`` on development briefings.

    python -m training.verdict            # prints the fitted Thresholds and cross-validated scores
    python -m training.verdict --write    # the same, and writes them into checker/verdict.py
    python -m training.verdict --write --keep   # weights and cut as they are, only the confidence anew

To be run again whenever the stance model, the search or the way passages are read changes. ``--write`` puts
temperature and biases into the ``config.json`` of the stance model first, and fits the verdict with those.

Development posts come from briefings whose posts the stance model never saw. Each post is
judged twice: against all briefings, and against all but its own, where nothing was said
about it. Fitted by maximum likelihood of the right verdict; reported by cross-validation over
briefings. Temperature and biases of the stance model are fitted on development pairs, our own and
those of public sets.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from checker import verdict
from checker.bootstrap import parts_of
from checker.config import BUNDLED, load_settings
from checker.corpus import Corpus
from checker.memory import remembering
from checker.model_folder import CLAIMS
from checker.named_stance import NamedStance
from checker.network import ClaimNetwork, claim_network
from checker.pipeline import all_found, claims_of, evidence_of, near_best
from checker.readings import read
from checker.records import (
    Candidate,
    Claim,
    Evidence,
    Post,
    Reason,
    Statement,
    Verdict,
)
from checker.retrieval import Fusion
from checker.stance import COLUMNS, load_stance, softmax
from checker.verdict import Thresholds, gravest, judge, lean, openness
from training import mixture

VERDICTS = {"supports": Verdict.SUPPORTS, "contradicts": Verdict.REFUTES, "neutral": Verdict.NOT_ENOUGH_INFO}
ORDER = {"supports": "supports", "contradicts": "refutes", "neutral": "neutral"}  # labels as columns
FITTED = ("stance_weight", "cosine_weight", "coverage_weight", "bias")
RULE = Path(verdict.__file__)
# Of claims that nothing addresses. The promise is .02; fitted to .02, it was .023 on briefings left out.
MOST_DECISIVE = 0.017
# What a claim of a post counts that nothing addresses, where the confidence that it is open is fitted.
SILENT_SHARE = 0.3
FOLDS = 5
# English, with three labels, and not written to mislead a network.
PUBLIC = (
    "cad_nli_test",
    "emergent",
    "factcheckgpt",
    "function_words",
    "healthver_dev",
    "infotabs_dev",
    "lingnli_dev",
    "mnli_dev",
    "scifact_dev",
    "vitaminc_dev",
)
PUBLIC_ROWS = 1_000


@dataclass(frozen=True)
class Case:
    """A post with the evidence for each of its claims, and the verdict it should get."""

    doc_id: str
    claims: tuple[tuple[Claim, tuple[Evidence, ...]], ...]
    gold: Verdict
    gold_passages: frozenset[str]
    addressed: bool  # False where the post's own briefing is not in the corpus

    def verdict(self, thresholds: Thresholds) -> Verdict:
        """Return the verdict of the whole post."""
        return gravest(judge(c, e, thresholds).verdict for c, e in self.claims)


def gather(
    posts: Sequence[mixture.BriefingPost],
    k: int,
    data_dir: Path | None = None,
    others: Sequence[Statement] = (),
) -> list[Case]:
    """Return two cases per post: with its briefing in the corpus, and without it.

    ``others`` are statements of other officials that the corpus holds too.
    """
    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    docs = mixture.briefings()
    parts = parts_of(Corpus.of([*(doc.statement for doc in docs.values()), *others]), settings)
    predict = remembering(parts.stance.predict)  # most passages are found with the briefing and without
    cases = []
    for post in posts:
        doc = docs[post.doc_id]
        gold = frozenset(
            p.passage_id for p, n in zip(doc.passages, doc.sentences, strict=True) if n & post.gold
        )
        claims = claims_of(Post(post.text), parts)
        with_doc, without = [], []
        deep = k + len(doc.passages)  # so that k are left when all of the briefing's own are taken out
        for claim, found in zip(claims, all_found(claims, parts.retriever, deep), strict=True):
            for cases_of, near in (
                (with_doc, near_best(found, k)),
                (without, near_best(without_briefing(found, post.doc_id), k)),
            ):
                [judged] = read(predict, [(claim, near)])
                cases_of.append((claim, tuple(evidence_of(claim, near, judged))))
        cases.append(Case(post.doc_id, tuple(with_doc), VERDICTS[post.label], gold, addressed=True))
        cases.append(Case(post.doc_id, tuple(without), Verdict.NOT_ENOUGH_INFO, frozenset(), addressed=False))
    return cases


def without_briefing(found: Sequence[Candidate], doc_id: str) -> list[Candidate]:
    """Return what a search of the corpus without a document finds: BM25 is over the best of the rest."""
    rest = [c for c in found if c.passage.statement.statement_id != doc_id]
    best = max((c.lexical for c in rest), default=0.0) or 1.0
    alone = [replace(c, lexical=c.lexical / best) for c in rest]
    score = Fusion().score
    scored = [replace(c, score=score(c.cosine, c.lexical, c.coverage)) for c in alone]
    return sorted(scored, key=lambda c: -c.score)


def likelihood(cases: Sequence[Case], thresholds: Thresholds) -> float:
    """Return the mean negative log-likelihood of the right verdicts, unaddressed cases at half weight."""
    open_ended = replace(_plain(thresholds), decisive=0.0, conflicting=1.0 - 1e-9)
    total, weight = 0.0, 0.0
    for case in cases:
        share = 1.0 if case.addressed else 0.5
        total += share * -np.log(max(_probability(case, open_ended), 1e-6))
        weight += share
    return float(total / weight)


def _probability(case: Case, thresholds: Thresholds) -> float:
    """Return how probable the right verdict is, taking the claim that decides the post."""
    results = [judge(c, e, thresholds) for c, e in case.claims]
    if not results:
        return 1.0 if case.gold is Verdict.NOT_ENOUGH_INFO else 0.0
    decisive = [r for r in results if r.verdict is not Verdict.NOT_ENOUGH_INFO]
    if case.gold is Verdict.NOT_ENOUGH_INFO:
        return 1.0 - max((r.confidence for r in decisive), default=0.0)
    return max((r.confidence for r in decisive if r.verdict is case.gold), default=0.0)


def fit(cases: Sequence[Case], start: Thresholds) -> Thresholds:
    """Return ``start`` with the fitted weights, and the cut that keeps unaddressed claims open."""

    def loss(values: np.ndarray) -> float:
        return likelihood(cases, replace(start, **dict(zip(FITTED, map(float, values), strict=True))))

    first = np.array([getattr(start, name) for name in FITTED])
    best = minimize(loss, first, method="Nelder-Mead", options={"maxiter": 250, "xatol": 0.01, "fatol": 1e-4})
    fitted = replace(start, **dict(zip(FITTED, map(float, best.x), strict=True)))
    return confident(cases, replace(fitted, decisive=_cut(cases, fitted)))


def confident(cases: Sequence[Case], fitted: Thresholds) -> Thresholds:
    """Return thresholds of the same verdicts, the confidence in which comes true."""
    fitted = replace(fitted, **topic_weights(cases))
    return replace(fitted, **sure(cases, fitted), **open_weights(cases, fitted))


def sure(cases: Sequence[Case], fitted: Thresholds) -> dict[str, float]:
    """Return what makes the confidence of decisive verdicts come true, of posts whose briefing is there."""
    plain = _plain(fitted)
    rows, right = [], []
    for case in cases:
        for claim, evidence in case.claims if case.addressed else ():
            result = judge(claim, evidence, plain)
            if result.verdict is not Verdict.NOT_ENOUGH_INFO:
                odds = np.log(result.confidence / max(1 - result.confidence, 1e-6))
                rows.append([odds, lean(result.evidence[0])])
                right.append(result.verdict is case.gold)
    model = LogisticRegression().fit(rows, right)
    names = ("sureness_scale", "sureness_lean")
    return dict(zip(names, map(float, model.coef_[0]), strict=True)) | {
        "sureness_shift": float(model.intercept_[0])
    }


def _plain(thresholds: Thresholds) -> Thresholds:
    """Return thresholds with which the confidence of a decisive verdict is its share."""
    return replace(thresholds, sureness_scale=1.0, sureness_lean=0.0, sureness_shift=0.0)


def open_weights(cases: Sequence[Case], fitted: Thresholds) -> dict[str, float]:
    """Return what makes the confidence that a claim is open come true.

    What nothing addresses is rightly left open nearly always, and how much of it people paste nobody knows:
    each claim of it counts ``SILENT_SHARE`` of one whose briefing is there.
    """
    rows, right, shares = [], [], []
    for case in cases:
        for claim, evidence in case.claims:
            if judge(claim, evidence, fitted).verdict is Verdict.NOT_ENOUGH_INFO:
                rows.append(openness(evidence, fitted))
                right.append(case.gold is Verdict.NOT_ENOUGH_INFO)
                shares.append(1.0 if case.addressed else SILENT_SHARE)
    model = LogisticRegression(C=10).fit(rows, right, sample_weight=shares)
    names = ("open_share", "open_topic")
    return dict(zip(names, map(float, model.coef_[0]), strict=True)) | {
        "open_bias": float(model.intercept_[0])
    }


def _cut(cases: Sequence[Case], fitted: Thresholds) -> float:
    """Return the lowest probability from .5 up that leaves 98 % of unaddressed posts undecided."""
    silent = [c for c in cases if not c.addressed]
    for cut in np.arange(0.5, 0.95, 0.01):
        trial = replace(fitted, decisive=float(cut))
        decided = sum(c.verdict(trial) is not Verdict.NOT_ENOUGH_INFO for c in silent)
        if decided <= MOST_DECISIVE * len(silent):
            return round(float(cut), 2)
    return 0.95


def topic_weights(cases: Sequence[Case]) -> dict[str, float]:
    """Return the weights that best tell open posts on a covered topic from posts on none.

    A passage speaks for all: the one that covers most of the claim. Both kinds count alike.
    """
    rows, covered = [], []
    for case in cases:
        for _, evidence in case.claims if case.gold is Verdict.NOT_ENOUGH_INFO else ():
            near = max((e.candidate for e in evidence), key=lambda c: c.coverage, default=None)
            rows.append([near.cosine, near.coverage] if near else [0.0, 0.0])
            covered.append(case.addressed)
    model = LogisticRegression(C=10, class_weight="balanced").fit(rows, covered)
    names = ("topic_cosine", "topic_coverage")
    return dict(zip(names, map(float, model.coef_[0]), strict=True)) | {
        "topic_bias": float(model.intercept_[0])
    }


def scores(cases: Sequence[Case], predicted: Sequence[Verdict]) -> dict[str, float]:
    """Return macro-F1, flips, decisive rate on unaddressed posts, and how often a gold passage is cited."""
    known = [(c, p) for c, p in zip(cases, predicted, strict=True) if c.addressed]
    silent = [p for c, p in zip(cases, predicted, strict=True) if not c.addressed]
    opposite = {Verdict.SUPPORTS: Verdict.REFUTES, Verdict.REFUTES: Verdict.SUPPORTS}
    return {
        "posts": len(known),
        "macro_f1": float(
            f1_score(
                [c.gold for c, _ in known],
                [p for _, p in known],
                average="macro",
                labels=list(VERDICTS.values()),
                zero_division=0.0,
            )
        ),
        "flips": sum(opposite.get(c.gold) is p for c, p in known),
        "decisive_of_neutral": float(
            np.mean([p is not Verdict.NOT_ENOUGH_INFO for c, p in known if c.gold is Verdict.NOT_ENOUGH_INFO])
        ),
        "decisive_of_unaddressed": float(np.mean([p is not Verdict.NOT_ENOUGH_INFO for p in silent])),
    }


def citation(cases: Sequence[Case], thresholds: Thresholds) -> float:
    """Return how often the first passage of a right, decisive verdict is a gold one."""
    hits = []
    for case in cases:
        for claim, evidence in case.claims:
            result = judge(claim, evidence, thresholds)
            if case.addressed and result.verdict is case.gold is not Verdict.NOT_ENOUGH_INFO:
                hits.append(result.evidence[0].passage.passage_id in case.gold_passages)
    return float(np.mean(hits)) if hits else 0.0


def cross_validated(cases: Sequence[Case], start: Thresholds) -> dict[str, float]:
    """Return the scores of verdicts whose weights were fitted without the post's briefing."""
    fitted = fitted_without(cases, start)
    return scores(cases, [c.verdict(f) for c, f in zip(cases, fitted, strict=True)])


def fitted_without(cases: Sequence[Case], start: Thresholds) -> list[Thresholds]:
    """Return for each case the thresholds that were fitted without its briefing."""
    docs = sorted({c.doc_id for c in cases})
    random.Random(13).shuffle(docs)
    fitted: dict[str, Thresholds] = {}
    for fold in range(FOLDS):
        out = docs[fold::FOLDS]
        fitted |= dict.fromkeys(out, fit([c for c in cases if c.doc_id not in out], start))
    return [fitted[c.doc_id] for c in cases]


def scaling(
    stance: NamedStance, own: Sequence[Sequence[mixture.Pair]], public: Sequence[Sequence[mixture.Pair]]
) -> dict[str, float]:
    """Return the temperature and the biases that make the stance of development pairs likeliest.

    Bias-corrected temperature scaling (Alexandari et al. 2020): the logits of the probabilities that
    ``stance`` gives now are divided by the temperature, then the biases of two labels are added. Biases are
    those of all files; the temperature is that of ``own`` ones alone, since public ones are harder. Each file
    counts the same, however many pairs it has: the largest are the newest, and easier than those of which
    verdicts are asked.

    Raises
    ------
    RuntimeError
        No best values were found.
    """
    groups = [_logits(stance, files) for files in (own, public) if files]

    def loss(values: np.ndarray) -> float:
        supports, refutes, *scales = values
        added = np.array([supports, refutes, 0.0], np.float32)
        surprises = [
            np.average(
                -np.log(softmax(z / np.float32(np.exp(t)) + added)[range(len(z)), gold] + 1e-9), weights=w
            )
            for t, (z, gold, w) in zip(scales, groups, strict=True)
        ]
        return float(np.mean(surprises))

    count = 2 + len(groups)
    first = np.vstack([np.zeros(count), 0.1 * np.eye(count)])  # steps of that size: from 0 they would be tiny
    options = {"initial_simplex": first, "xatol": 1e-3, "fatol": 1e-7}
    found = minimize(loss, first[0], method="Nelder-Mead", options=options)
    if not found.success:
        raise RuntimeError(f"no temperature and biases fit: {found.message}")
    supports, refutes, scale = map(float, found.x[:3])
    return {"temperature": float(np.exp(scale)), "supports": supports, "contradicts": refutes}


def _logits(
    stance: NamedStance, files: Sequence[Sequence[mixture.Pair]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the logits of all pairs, the columns that are right, and what each pair counts."""
    pairs = [pair for file in files for pair in file]
    gold = np.array([COLUMNS.index(ORDER[p.label]) for p in pairs])
    weights = np.concatenate([np.full(len(file), 1 / len(file)) for file in files])
    read = stance.predict([(p.evidence, p.claim) for p in pairs])
    logits = np.log(np.array([[p.supports, p.refutes, p.neutral] for p in read], np.float32) + 1e-9)
    return logits, gold, weights


def after(fitted: Mapping[str, float], shipped: ClaimNetwork) -> dict[str, float]:
    """Return what to export with, when ``fitted`` is of probabilities that were scaled already."""
    scale, neutral = fitted["temperature"], shipped.biases.get("neutral", 0.0)
    biases = {
        label: (shipped.biases.get(label, 0.0) - neutral) / scale + fitted[label]
        for label in ("supports", "contradicts")
    }
    return {"temperature": shipped.temperature * scale, **biases}


def rescale(found: Mapping[str, float], config: Path) -> None:
    """Put a temperature and biases into the description of the stance model."""
    rounded = {name: round(value, 4) for name, value in found.items()}
    described = json.loads(config.read_text("utf-8"))
    described |= {"temperature": rounded.pop("temperature"), "biases": rounded}
    config.write_text(json.dumps(described, indent=1) + "\n", "utf-8")
    claim_network.cache_clear()


def written(source: str, fitted: Thresholds) -> str:
    """Return the source of ``checker.verdict`` with the fitted numbers as the defaults of its Thresholds.

    Raises
    ------
    ValueError
        A number is not found there.
    """
    for field in fields(fitted):
        value = getattr(fitted, field.name)
        shown = str(value) if isinstance(value, int) else f"{value:.3f}".rstrip("0").ljust(3, "0")
        source, found = re.subn(
            rf"^(    {field.name}: \w+ = )[-\d.]+", rf"\g<1>{shown}", source, count=1, flags=re.MULTILINE
        )
        if not found:
            raise ValueError(f"{RULE} has no default of {field.name}")
    return source


def main() -> None:
    """Print the fitted scaling, the fitted thresholds, and their scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put what is fitted where it is read")
    parser.add_argument("-k", type=int, default=load_settings().candidates)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--keep", action="store_true", help="weights and cut; fit the confidence alone")
    args = parser.parse_args()
    settings = load_settings()
    if settings.stance_model != BUNDLED:
        parser.error("this fits what is bundled: unset CHECKER_STANCE_MODEL")
    files = [mixture.authored_pairs([path], held_out=True) for path in mixture.own_files()]
    public = [mixture.dev_pairs(args.data, name, PUBLIC_ROWS) for name in PUBLIC]
    found = after(scaling(load_stance(settings), files, public), claim_network(settings.threads))
    print("scaling", *(f"{name} {value:.4f}" for name, value in found.items()))
    if args.write:
        rescale(found, CLAIMS / "config.json")
    cases = gather(mixture.briefing_posts(held_out=True), args.k)
    fitted = (confident if args.keep else fit)(cases, Thresholds())
    print(*(f"{f.name} = {getattr(fitted, f.name):.4g}" for f in fields(fitted)), sep="\n")
    print(
        "fitted on all",
        scores(cases, [c.verdict(fitted) for c in cases]),
        f"cited {citation(cases, fitted):.3f}",
    )
    print("as shipped", scores(cases, [c.verdict(Thresholds()) for c in cases]))
    print("cross-validated", cross_validated(cases, Thresholds()))
    reasons = [judge(c, e, fitted).reason for case in cases if not case.addressed for c, e in case.claims]
    print("no_statement on unaddressed", np.mean([r is Reason.NO_STATEMENT for r in reasons]))
    if args.write:
        RULE.write_text(written(RULE.read_text("utf-8"), fitted), "utf-8")


if __name__ == "__main__":
    main()
