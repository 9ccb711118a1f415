"""What anyone would do: the whole post against the nearest passages, and the surest of them is believed.

The yardstick for claims, floor and verdict: the same search and the same stance model, and nothing of
what follows. As the peers of ``eval/speed`` do it, but also on posts that nothing addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checker.bootstrap import parts_of
from checker.config import load_settings
from checker.corpus import Corpus
from checker.memory import remembering
from checker.records import Probabilities, Verdict
from checker.retrieval import NO_FLOOR, Retriever
from training import mixture
from training.verdict import VERDICTS, Case, scores, without_briefing

PASSAGES = 8
SURE = 0.5


def measure(posts: Sequence[mixture.BriefingPost], home: Path) -> dict[str, float]:
    """Return the scores of the rule on posts, each also with its briefing out of the corpus."""
    docs = mixture.briefings()
    parts = parts_of(Corpus.of(doc.statement for doc in docs.values()), load_settings(data_dir=home))
    search, predict = parts.retriever, remembering(parts.stance.predict)
    if isinstance(search, Retriever):
        search = search.above(NO_FLOOR)
    cases, verdicts = [], []
    for post in posts:
        [found] = search.search([post.text], PASSAGES + len(docs[post.doc_id].passages))
        for addressed in (True, False):
            near = found if addressed else without_briefing(found, post.doc_id)
            pairs = [(c.passage.standalone, post.text) for c in near[:PASSAGES]]
            gold = VERDICTS[post.label] if addressed else Verdict.NOT_ENOUGH_INFO
            cases.append(Case(post.doc_id, (), gold, frozenset(), addressed))
            verdicts.append(surest(predict(pairs)))
    return scores(cases, verdicts)


def surest(found: Sequence[Probabilities]) -> Verdict:
    """Return what the passage says that is surest of one of the two sides; support of equals."""
    best = max(found, key=lambda p: max(p.supports, p.refutes), default=None)
    if best is None or max(best.supports, best.refutes) < SURE:
        return Verdict.NOT_ENOUGH_INFO
    return Verdict.SUPPORTS if best.supports >= best.refutes else Verdict.REFUTES
