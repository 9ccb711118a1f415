"""What workers make reports with: the models, over the living corpus or over one that never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.config import Settings
from checker.records import Passage, Post, Statement
from checker.scope import Scope
from checker.stages import Tell, nobody

if TYPE_CHECKING:
    from checker.clustering import Meanings
    from checker.live import Live
    from checker.nearby import Memory
    from checker.pipeline import Pipeline

CLAIM_DAYS = 30  # a claim that no check makes any more is not asked for, and forgotten after them


@dataclass(frozen=True, slots=True)
class PipelineChecking:
    """Makes reports with a pipeline."""

    pipeline: Pipeline
    facts: Mapping[str, str]
    memory: Memory | None = None
    meanings: Meanings | None = None

    def report(self, post: Post, check_id: str, told: Tell = nobody) -> Mapping[str, Any]:
        """Return the report in its wire form; ``told`` hears of each stage on the way."""
        from checker.schema import report_to_wire  # noqa: PLC0415  # with the pipeline, not before

        return report_to_wire(self.pipeline.check_post(post, told), check_id=check_id)

    def is_current(self) -> bool:
        """Return that it is: there is no other."""
        return True

    def statements(self) -> Iterable[Statement]:
        """Return what reports quote, each once."""
        return self.pipeline.parts.statements

    def concerned(self, queries: Sequence[str], statement_ids: frozenset[str], scope: Scope) -> list[bool]:
        """Return for each query whether one of these statements may be judged for it."""
        from checker.nearby import concerned  # noqa: PLC0415  # with the pipeline, not before

        return concerned(queries, statement_ids, scope, self.pipeline, self.memory)

    def near(self, words: str, most: int) -> Sequence[Passage]:
        """Return the passages that mean most nearly what is asked for, the nearest first."""
        parts = self.pipeline.parts
        search = parts.browsing or parts.retriever
        return [candidate.passage for candidate in search.search([words], most)[0]]

    def pinned(self) -> PipelineChecking:
        """Return this: it never changes."""
        return self

    def follow(self, told: Callable[[Mapping[str, str]], object]) -> None:
        """Tell with what reports are made: there is no more to hear."""
        told(self.facts)

    def close(self) -> None:
        """Do nothing: nothing is followed."""


@dataclass(frozen=True, slots=True)
class LiveChecking:
    """Makes reports with the corpus as it is now."""

    live: Live
    memory: Memory | None = None  # of claims that are searched again and again
    meanings: Meanings | None = None

    @property
    def facts(self) -> Mapping[str, str]:
        """What reports are made with now."""
        return self.live.pipeline.facts

    def report(self, post: Post, check_id: str, told: Tell = nobody) -> Mapping[str, Any]:
        """Return the report in its wire form; ``told`` hears of each stage on the way."""
        return self.pinned().report(post, check_id, told)

    def is_current(self) -> bool:
        """Whether nothing newer waits to be loaded."""
        return self.live.is_current()

    def statements(self) -> Iterable[Statement]:
        """Return what reports quote now."""
        return self.pinned().statements()

    def concerned(self, queries: Sequence[str], statement_ids: frozenset[str], scope: Scope) -> list[bool]:
        """Return for each query whether one of these statements may be judged for it now."""
        return self.pinned().concerned(queries, statement_ids, scope)

    def near(self, words: str, most: int) -> Sequence[Passage]:
        """Return the passages that mean most nearly what is asked for, the nearest first."""
        return self.pinned().near(words, most)

    def pinned(self) -> PipelineChecking:
        """Return the pipeline of now."""
        pipeline = self.live.pipeline
        return PipelineChecking(pipeline, pipeline.facts, self.memory, self.meanings)

    def follow(self, told: Callable[[Mapping[str, str]], object]) -> None:
        """Swap every new generation in, and tell with what reports are made now and from then on."""
        self.live.catch_up()
        self.live.on_swap(lambda _, __: told(self.facts))
        self.live.start()

    def close(self) -> None:
        """Follow no more."""
        self.live.stop()


def load_checking(settings: Settings) -> LiveChecking:
    """Return what makes the reports, with the models that the settings name and the living corpus."""
    # Models are imported where they are loaded: a server whose workers are elsewhere has none.
    from checker.bootstrap import load_models  # noqa: PLC0415
    from checker.embeddings import Embeddings  # noqa: PLC0415
    from checker.live import Live  # noqa: PLC0415
    from checker.meaning import ModelMeanings  # noqa: PLC0415
    from checker.notices import open_notices  # noqa: PLC0415
    from checker.truth import FollowedCorpus, open_truth  # noqa: PLC0415

    models = load_models(settings)
    tell = open_notices(settings).tell
    live = Live(models, settings, FollowedCorpus(open_truth(settings), tell), tell)
    live.open()
    memory = Embeddings(settings.data_dir / "claims.sqlite3", models.encoder, days=CLAIM_DAYS)
    # A chat model is paid for by the word: what is near enough is left to rules then.
    stance = None if settings.stance_url else models.stance
    meanings = ModelMeanings(memory.name, memory, frozenset(settings.languages), stance)
    return LiveChecking(live, memory, meanings)
