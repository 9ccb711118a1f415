"""What Prometheus is told: the state of the whole service, the same whichever process is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from checker import __version__
from checker.corpus_watch import CorpusNow
from checker.kept_checks import Kept
from checker.notices import Topic
from checker.schema import PartState
from checker.tallies import EDGES, INFINITE, SUM, TOTAL, Metric, Series
from checker.waiting import Lane, Line
from checker.worker_signs import Sign

WORDS: Mapping[Metric, str] = {
    Metric.CHECKS_ENDED: "Checks that have ended, also those that were removed since.",
    Metric.CHECK_SECONDS: "How long a run of a check took.",
    Metric.WAIT_SECONDS: "How long a check waited before its first run.",
    Metric.STAGE_SECONDS: "How long each stage of a run took.",
    Metric.CACHE_HITS: "Checks that were answered from the report on a copy of the post.",
    Metric.REQUEUED: "Unfinished checks that were overdue and queued again.",
    Metric.HANDED_BACK: "Checks that workers gave back when they were told to stop.",
    Metric.REFUSED: "New work that was refused because the queue was too old.",
    Metric.HTTP_SECONDS: "How long requests took, by route, method and status.",
}

_FROM_ZERO = frozenset({Metric.REQUEUED, Metric.HANDED_BACK, Metric.REFUSED})  # shown before they happen

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Now:
    """The service at one moment."""

    parts: Mapping[str, PartState]
    kept: Kept
    lines: Mapping[Lane, Line]
    signs: tuple[Sign, ...]
    tallies: Mapping[Series, float]
    corpus: CorpusNow


@dataclass(frozen=True, slots=True)
class ServiceCollector(Collector):
    """Tells of one moment, asked for when it is collected; None where the store is away."""

    ask: Callable[[], Now | None]
    parts: Callable[[], Mapping[str, PartState]]
    alive: Callable[[Sign], bool]

    def collect(self) -> Iterator[Family]:
        """Return every metric."""
        yield _gauge("checker_build_info", "The version of this process.", {(("version", __version__),): 1})
        now = self.ask()
        yield _ready(now.parts if now else self.parts())
        if now is not None:
            yield from _checks(now)
            yield from _workers(now.signs, self.alive)
            yield from _corpus(now.corpus)
            yield from _tallied(now.tallies)


def _gauge(name: str, words: str, values: Mapping[Labels, float]) -> Family:
    names = sorted({key for labels in values for key, _ in labels})
    family = GaugeMetricFamily(name, words, labels=names)
    for labels, value in values.items():
        family.add_metric([dict(labels).get(key, "") for key in names], value)
    return family


def _ready(parts: Mapping[str, PartState]) -> Family:
    ready: dict[Labels, float] = {(("part", name),): float(part.ready) for name, part in parts.items()}
    return _gauge("checker_part_ready", "Whether a part can do its work.", ready)


def _checks(now: Now) -> Iterator[Family]:
    kept: dict[Labels, float] = {(("state", s), ("verdict", v)): float(n) for (s, v), n in now.kept.items()}
    yield _gauge("checker_checks", "Checks that are kept.", kept)
    shown: dict[str, tuple[str, Callable[[Line], float]]] = {
        "checker_queue_depth": ("Checks that wait.", lambda line: line.waiting + line.put_back),
        "checker_queue_running": ("Checks that run.", lambda line: line.running),
        "checker_queue_oldest_seconds": (
            "How long the oldest check that was never begun has waited.",
            lambda line: line.oldest.total_seconds(),
        ),
    }
    for name, (words, of) in shown.items():
        yield _gauge(name, words, {(("queue", lane),): of(line) for lane, line in now.lines.items()})


def _workers(signs: Iterable[Sign], alive: Callable[[Sign], bool]) -> Iterator[Family]:
    signs = tuple(signs)
    living = [sign for sign in signs if alive(sign)]
    yield _gauge("checker_workers", "Workers that have given a sign of life in time.", {(): len(living)})
    yield _gauge(
        "checker_worker_slots", "Checks that these can run at once.", {(): sum(s.slots for s in living)}
    )
    silence: dict[Labels, float] = {
        (("worker", sign.worker),): sign.silence.total_seconds() for sign in signs
    }
    yield _gauge("checker_worker_silence_seconds", "Time since the last sign of a worker.", silence)
    serving: defaultdict[Labels, float] = defaultdict(float)
    for sign in living:
        serving[tuple(sorted((_label(k), str(v)) for k, v in sign.facts.items()))] += 1
    yield _gauge(
        "checker_serving_info", "With which corpus and models workers make reports, and how many do.", serving
    )


def _corpus(now: CorpusNow) -> Iterator[Family]:
    words = "Living workers that answer from an earlier corpus than that of now."
    yield _gauge("checker_workers_behind", words, {(): now.behind})
    told: defaultdict[Labels, float] = defaultdict(float, {(("topic", topic.value),): 0.0 for topic in Topic})
    for one in now.notices:
        told[("topic", one.topic.value),] += 1
    words = "Hosts that have something to be mended, by what it is about."
    yield _gauge("checker_hosts_with_notices", words, told)
    words = "Faults in statement files, which are left out until they are mended."
    yield _gauge("checker_statement_file_faults", words, {(): len(now.faults)})


def _label(fact: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in fact)


def _tallied(tallies: Mapping[Series, float]) -> Iterator[Family]:
    parts: defaultdict[str, defaultdict[Labels, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for series, value in tallies.items():
        parts[series.name][series.labels][series.part] = value
    for metric, words in WORDS.items():
        found = parts[metric] or ({(): {TOTAL: 0.0}} if metric in _FROM_ZERO else {})
        names = sorted({key for labels in found for key, _ in labels})
        counts = all(set(values) == {TOTAL} for values in found.values())
        if not found:
            continue
        family: Any = (CounterMetricFamily if counts else HistogramMetricFamily)(metric, words, labels=names)
        for labels, values in sorted(found.items()):
            shown = [dict(labels).get(key, "") for key in names]
            if counts:
                family.add_metric(shown, values[TOTAL])
            else:
                family.add_metric(shown, _cumulative(values), values.get(SUM, 0.0))
        yield family


def _cumulative(values: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return how many were at most as long as each edge; kept is how many lie between two edges."""
    total, buckets = 0.0, []
    for edge in (*map(str, EDGES), INFINITE):
        total += values.get(edge, 0.0)
        buckets.append((edge, total))
    return buckets
