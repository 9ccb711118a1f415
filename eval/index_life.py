"""Measure the life of an index: a full build, a build from kept vectors, and one statement more.

    python -m eval.index_life STATEMENTS [--limit N] [--out FILE]

STATEMENTS is a folder or a JSONL file as `--corpus` takes it. Each phase runs in a process of its
own, so that its peak memory is its own. All run in a fresh data folder, which is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from checker.bootstrap import Models
from checker.config import load_settings
from checker.corpus import Corpus, load_corpus
from checker.encoder import load_encoder
from checker.live import Live
from checker.living_index import Place, build_now, open_living
from checker.records import Probabilities, Statement

PHASES = ("full", "again", "more", "swap")
MIB = 1_048_576
NEW = Statement(
    "eval-one-more",
    "The harbour office ordered 15 boats for Vika. They are expected in spring. "
    "No request for more boats came from the islands, the office said. The old boats will be sold.",
    issuer="Harbour Office",
)


class Grown:
    """The statements of a file, and one more when told to."""

    def __init__(self, path: Path, limit: int, *, grown: bool) -> None:
        statements = list(load_corpus(path).statements[:limit])
        self._small = Corpus.of(statements)
        self._grown = Corpus.of([*statements, NEW])
        self.grown = grown

    def head(self) -> str:
        """Return the version of the corpus now."""
        return self.read()[0].version

    def read(self) -> tuple[Corpus, int]:
        """Return the corpus now; there are no events to number."""
        return (self._grown if self.grown else self._small), 0


class NoWorth:
    """Takes the place of check-worthiness: everything is worth checking."""

    name = "none"

    def __call__(self, texts: list[str]) -> list[float]:
        """Return 1 for each text."""
        return [1.0] * len(texts)


class NoStance:
    """Takes the place of a stance model, which no part of this needs."""

    name = "none"

    def predict(self, pairs: list[tuple[str, str]]) -> list[Probabilities]:
        """Leave every claim open."""
        return [Probabilities(0.0, 0.0, 1.0) for _ in pairs]


def main() -> None:
    """Run all phases, or one of them inside a process of its own."""
    options = _options()
    if options.phase:
        print(json.dumps(_run(options)))
        return
    with tempfile.TemporaryDirectory() as home:
        load_encoder(load_settings(data_dir=home))  # exported once, and not measured here
        results = {phase: _apart(options, home, phase) for phase in PHASES}
        results["disk_mib"] = {
            "generation": _size(next(Path(home).glob("indexes/live-*/20*"))),
            "kept_vectors": _size(Path(home) / "embeddings.sqlite3"),
        }
    text = json.dumps(results, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("statements", type=Path)
    parser.add_argument("--limit", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--phase", choices=PHASES, help=argparse.SUPPRESS)
    return parser.parse_args()


def _apart(options: argparse.Namespace, home: str, phase: str) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "eval.index_life",
        str(options.statements),
        "--limit",
        str(options.limit),
    ]
    done = subprocess.run(
        [*command, "--home", home, "--phase", phase], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    sys.stderr.write(f"{phase}: {found}\n")
    return found


def _run(options: argparse.Namespace) -> dict[str, Any]:
    settings = load_settings(data_dir=options.home)
    encoder = load_encoder(settings)
    truth = Grown(options.statements, options.limit, grown=options.phase == "more")
    place, seconds = Place.of(encoder, settings), dict[str, float]()
    if options.phase == "swap":
        _swap(encoder, truth, options.home, seconds)
    else:
        with _timed(seconds, "build"):
            living = build_now(place, truth, anew=True)
        seconds["passages_per_second"] = len(living.index) / seconds["build"]
    manifest = open_living(place.folder, encoder.name).manifest
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "statements": manifest.statements,
        "words": sum(len(s.text.split()) for s in truth.read()[0].statements),
        "passages": manifest.count,
        "kind": manifest.kind,
        "peak_rss_mib": round(peak),
        **{name: round(value, 2) for name, value in seconds.items()},
    }


def _swap(encoder: Any, truth: Grown, home: Path, seconds: dict[str, float]) -> None:
    """Time a worker that starts, and one that follows a statement more: from the change to its answers."""
    live = Live(Models(encoder, NoStance(), NoWorth()), load_settings(data_dir=home), truth)
    with _timed(seconds, "start_with_a_build"):
        live.open()
    truth.grown = True
    with _timed(seconds, "from_change_to_answers"):
        live.start()
        while live.parts.versions.corpus != truth.head():
            time.sleep(0.05)
    live.stop()


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Any:
    began = time.monotonic()
    yield
    seconds[name] = time.monotonic() - began


def _size(path: Path) -> float:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return round(sum(p.stat().st_size for p in files) / MIB, 1)


if __name__ == "__main__":
    main()
