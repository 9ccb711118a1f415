"""The floor: the arithmetic of the models alone, for the same claims and the same pairs.

``python -m eval.speed.bare HOME CORPUS POSTS`` prints JSON; a process of its own, so that nothing is warm
but what is measured.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from checker.bootstrap import Models, load_models, parts_with, pipeline_of, searched_in
from checker.checkworthy import CheckWorthiness
from checker.config import load_settings
from checker.encoder import load_encoder
from checker.living_index import Place, open_living
from checker.network import sentence_network
from checker.recent import RecentSentences
from checker.records import Post
from eval.probes import Judging, Listening, Reading

WARM = 5


def main() -> None:
    """Measure and print."""
    home, corpus = Path(sys.argv[1]), Path(sys.argv[2])
    posts = json.loads(Path(sys.argv[3]).read_text("utf-8"))
    settings = load_settings(data_dir=home, corpus=corpus)
    models, encoder = load_models(settings), load_encoder(settings)
    network = sentence_network(settings.threads)
    texts, pairs, sentences = Listening(models.encoder), Judging(models.stance), Reading(network)
    worth = CheckWorthiness(RecentSentences(sentences))
    listened = Models(texts, pairs, worth, marks=worth.marks)
    living = open_living(Place.of(models.encoder, settings).folder, models.encoder.name)
    pipeline = pipeline_of(parts_with(listened, searched_in(living)), settings)
    took: list[float] = []
    all_texts: list[str] = []
    all_pairs: list[tuple[str, str]] = []
    all_sentences: list[str] = []
    for number, post in enumerate(posts):
        texts.heard.clear()
        pairs.heard.clear()
        sentences.heard.clear()
        pipeline.check_post(Post(post))
        once = [_unseen(asked, texts.heard[:place]) for place, asked in enumerate(texts.heard)]
        began = time.perf_counter()
        for weighed in sentences.heard:
            network.read(weighed)
        for asked in once:
            encoder.encode(asked)
        for judged in pairs.heard:
            models.stance.predict(judged)
        if number >= WARM:
            took.append(time.perf_counter() - began)
            all_texts += [text for asked in once for text in asked]
            all_pairs += [pair for judged in pairs.heard for pair in judged]
            all_sentences += [sentence for weighed in sentences.heard for sentence in weighed]
    began = time.perf_counter()
    network.read(all_sentences)
    encoder.encode(all_texts)
    models.stance.predict(all_pairs)
    whole = time.perf_counter() - began
    print(
        json.dumps(
            {
                "took": took,
                "batched": whole / max(1, len(took)),
                "texts_per_post": len(all_texts) / max(1, len(took)),
                "pairs_per_post": len(all_pairs) / max(1, len(took)),
                "sentences_per_post": len(all_sentences) / max(1, len(took)),
            }
        )
    )


def _unseen(asked: Sequence[str], before: Sequence[Sequence[str]]) -> list[str]:
    """Return the texts that were not asked for before: no text need go through a model twice."""
    known = {text for texts in before for text in texts}
    return [text for text in dict.fromkeys(asked) if text not in known]


if __name__ == "__main__":
    main()
