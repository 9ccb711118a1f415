"""Cases through the product's own code, and how often each capability fails.

A case with a statement of its own is one passage and one claim: the stance model, then the rules
of the pipeline. All others are posts for the whole pipeline, over one corpus of all topics.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from checker.bootstrap import parts_of, pipeline_of
from checker.config import load_settings
from checker.corpus import Corpus
from checker.named_stance import StanceOf
from checker.passages import cut
from checker.pipeline import Pipeline, weighed
from checker.readings import read
from checker.records import Candidate, Claim, Post, Stance, Statement, Verdict
from checker.stance import load_stance
from eval.behaviour.capabilities import Suite, load_suite
from eval.behaviour.cases import Case, cases, corpus
from eval.behaviour.topics import Topic, load_topics

QUICK_CASES = 4  # of each capability
DECISIVE = frozenset({Stance.SUPPORTS, Stance.REFUTES})
# A conflicting verdict is no answer that a case expects: the statements do not disagree.
TAKEN = {
    Verdict.SUPPORTS: Stance.SUPPORTS,
    Verdict.REFUTES: Stance.REFUTES,
    Verdict.NOT_ENOUGH_INFO: Stance.NEUTRAL,
    Verdict.CONFLICTING: None,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what was answered, and which answers were right."""

    case: Case
    answer: Stance | None
    right: frozenset[Stance | None]

    @property
    def failed(self) -> bool:
        """Whether the answer is none of the right ones."""
        return self.answer not in self.right

    @property
    def flipped(self) -> bool:
        """Whether support was given for contradiction or the reverse: the worst kind of failure."""
        return self.answer in DECISIVE and self.right == DECISIVE - {self.answer}

    @property
    def wrongly_supported(self) -> bool:
        """Whether support was given where it is not right, also where more than one other answer is."""
        return self.answer is Stance.SUPPORTS and self.failed


def measure(home: Path, *, quick: bool = False) -> dict[str, dict[str, float]]:
    """Return the failure rates of all capabilities, the worst first, after that of all cases."""
    return rates(judged(home, all_cases(load_suite(), load_topics(), QUICK_CASES if quick else None)))


def all_cases(suite: Suite, topics: Sequence[Topic], limit: int | None = None) -> list[Case]:
    """Return the cases of all capabilities, at most ``limit`` of each, drawn by seed."""
    found = [list(cases(capability, topics)) for capability in suite.capabilities]
    if limit is not None:
        found = [random.Random(some[0].capability).sample(some, min(limit, len(some))) for some in found]
    return list(chain.from_iterable(found))


def judged(home: Path, found: Sequence[Case]) -> list[Judged]:
    """Return the answer to each case; ``home`` keeps the index from run to run."""
    return [
        *of_pairs(load_stance(load_settings(data_dir=home), alone=True), [c for c in found if c.statement]),
        *of_posts(_pipeline(home), [c for c in found if not c.statement]),
    ]


def of_pairs(model: StanceOf, found: Sequence[Case]) -> list[Judged]:
    """Return what the product makes of each case's own passage and claim."""
    asked = [(_claim(case.post), _candidate(case.statement)) for case in found if case.statement]
    given = read(model.predict, [(claim, [candidate]) for claim, candidate in asked])
    stances = [
        weighed(claim, candidate, p).stance for (claim, candidate), [p] in zip(asked, given, strict=True)
    ]
    return [Judged(c, stance, frozenset(c.expected)) for c, stance in zip(found, stances, strict=True)]


def of_posts(pipeline: Pipeline, found: Sequence[Case]) -> list[Judged]:
    """Return the verdicts on whole posts; a restyled one is held against its plain form."""
    texts = list(dict.fromkeys(text for c in found for text in (c.post, c.plain) if text))
    reports = pipeline.check_posts([Post(text) for text in texts])
    answers = {text: TAKEN[report.verdict] for text, report in zip(texts, reports, strict=True)}
    return [
        Judged(c, answers[c.post], frozenset({answers[c.plain]} if c.plain else c.expected)) for c in found
    ]


def rates(found: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Return rows and the rates of failures by capability, the worst first."""
    by_name: dict[str, list[Judged]] = {}
    for one in found:
        by_name.setdefault(one.case.capability, []).append(one)
    measured = {name: _rates(some) for name, some in by_name.items()}
    ordered = sorted(measured, key=lambda n: (-measured[n]["failure_rate"], -measured[n]["flip_rate"], n))
    return {"all cases": _rates(found), **{name: measured[name] for name in ordered}}


def _rates(found: Sequence[Judged]) -> dict[str, float]:
    rows = len(found)
    return {
        "rows": float(rows),
        "failure_rate": sum(one.failed for one in found) / max(1, rows),
        "flip_rate": sum(one.flipped for one in found) / max(1, rows),
        "wrong_support": sum(one.wrongly_supported for one in found) / max(1, rows),
    }


def _claim(text: str) -> Claim:
    return Claim("c1", text, 0, len(text), text)


def _candidate(statement: Statement) -> Candidate:
    return Candidate(cut(statement)[0], 1.0, 1.0, 1.0)


def _pipeline(home: Path) -> Pipeline:
    settings = load_settings(data_dir=home)
    return pipeline_of(parts_of(Corpus.of(corpus(load_suite(), load_topics())), settings), settings)
