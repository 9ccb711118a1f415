"""Haystack: BM25 and vectors in memory, joined, and a transformers classifier behind them in one pipeline."""

from __future__ import annotations

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from peer import PASSAGES, Job, Judge, probabilities, run, verdict
from sentence_transformers import CrossEncoder


@component
class Stance:
    """Judges each document that was found against the post."""

    def __init__(self, model: str) -> None:
        self._model = CrossEncoder(model)

    @component.output_types(verdict=str)
    def run(self, post: str, documents: list[Document]) -> dict[str, str]:
        """Return the verdict on the post."""
        pairs = [(document.content, post) for document in documents]
        judged = self._model.predict(pairs, apply_softmax=True) if pairs else []
        return {"verdict": verdict(probabilities(self._model.model.config.id2label, judged))}


def build(job: Job) -> Judge:
    """Return the judge of a post."""
    store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
    embedder = SentenceTransformersDocumentEmbedder(
        model=job.encoder, progress_bar=False, normalize_embeddings=True
    )
    numbered = [Document(id=str(number), content=text) for number, text in enumerate(job.passages)]
    store.write_documents(embedder.run(numbered)["documents"])
    pipeline = Pipeline()
    query = SentenceTransformersTextEmbedder(model=job.encoder, progress_bar=False, normalize_embeddings=True)
    pipeline.add_component("query", query)
    pipeline.add_component("near", InMemoryEmbeddingRetriever(store, top_k=PASSAGES))
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=PASSAGES))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=PASSAGES))
    pipeline.add_component("stance", Stance(job.stance))
    pipeline.connect("query.embedding", "near.query_embedding")
    pipeline.connect("near", "joined")
    pipeline.connect("words", "joined")
    pipeline.connect("joined.documents", "stance.documents")

    def judge(post: str) -> str:
        asked = {"query": {"text": post}, "words": {"query": post}, "stance": {"post": post}}
        return str(pipeline.run(asked)["stance"]["verdict"])

    return judge


run(build)
