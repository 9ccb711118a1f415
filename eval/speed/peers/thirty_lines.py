"""What anyone would write: sentence-transformers for vectors, FAISS, a CrossEncoder for stance."""

from __future__ import annotations

import faiss
from peer import PASSAGES, Job, Judge, probabilities, run, verdict
from sentence_transformers import CrossEncoder, SentenceTransformer


def build(job: Job) -> Judge:
    """Return the judge of a post."""
    encoder, stance = SentenceTransformer(job.encoder), CrossEncoder(job.stance)
    index = faiss.IndexFlatIP(encoder.get_embedding_dimension())
    index.add(encoder.encode(job.passages, normalize_embeddings=True, batch_size=64))

    def judge(post: str) -> str:
        _, (found,) = index.search(encoder.encode([post], normalize_embeddings=True), PASSAGES)
        pairs = [(job.passages[number], post) for number in found]
        judged = stance.predict(pairs, apply_softmax=True)
        return verdict(probabilities(stance.model.config.id2label, judged))

    return judge


run(build)
