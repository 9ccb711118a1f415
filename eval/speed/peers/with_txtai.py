"""txtai: a hybrid index (BM25 and vectors), and its Labels pipeline over pairs of passage and post."""

from __future__ import annotations

from peer import PASSAGES, Job, Judge, run, verdict
from txtai import Embeddings
from txtai.pipeline import Labels


def build(job: Job) -> Judge:
    """Return the judge of a post."""
    index = Embeddings(path=job.encoder, hybrid=True, content=False, gpu=False)
    index.index(job.passages)
    stance = Labels(job.stance, gpu=False, dynamic=False)

    def judge(post: str) -> str:
        found = [int(number) for number, _ in index.search(post, PASSAGES)]
        pairs = [{"text": job.passages[number], "text_pair": post} for number in found]
        names = stance.labels()
        return verdict([{names[label]: p for label, p in one} for one in stance(pairs)] if pairs else [])

    return judge


run(build)
