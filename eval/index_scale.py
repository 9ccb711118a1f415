"""Measure kinds of index at several sizes: recall, latency, memory, build time.

    python -m eval.index_scale --statements FILE [--sizes 10000 100000 1000000] [--out FILE]

The vectors are drawn around those of real sentences: one of them, moved by a part of the difference
between two others, so that they spread as real ones do. The queries are real sentences that nothing
was drawn around. Every build and every search runs in a process of its own, so that its peak memory
is its own. A row is written as soon as it is known. Times are processor time, so that whatever else
runs on the machine changes them little; a search uses one core, a build as many as there are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

HOME = Path(__file__).parents[1] / "build" / "eval"
SIZES = (10_000, 100_000, 1_000_000)
KINDS = ("flat", "ivf-sq8", "hnsw32-sq8")
SETTINGS: dict[str, tuple[float, ...]] = {  # what is tried at search time; 0 is what was built
    "flat": (0,),
    "ivf-sq8": (0.01, 0.03, 0.06, 0.12),  # share of the lists
    "hnsw32-sq8": (232, 464),  # efSearch; fewer than are asked for finds fewer
}
SHARES = (0.5, 0.1, 0.01)  # of the vectors in scope
REAL, QUERIES, MASKED, K, POOL = 12_000, 200, 50, 10, 200
BLOCK = 50_000
MIB = 1_048_576

Floats = npt.NDArray[np.float32]


def main() -> int:
    """Run a phase in this process, or all of them in processes of their own."""
    options = _options()
    if options.phase:
        print(json.dumps(_build(options) if options.phase == "build" else _search(options)))
        return 0
    real = _real(options.statements, options.real)
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="index-scale-") as folder:
            _prepare(Path(folder), size, real)
            for kind in options.kinds:
                for row in _rows(Path(folder), size, kind, options.longest):
                    print(json.dumps(row), flush=True)
                    with options.out.open("a", encoding="utf-8") as out:
                        out.write(json.dumps(row) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--statements", type=Path, help="a folder or a JSONL file of real statements")
    parser.add_argument("--real", type=int, default=REAL, help="how many of their sentences")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--longest", type=float, default=1800, help="seconds that a build may take")
    parser.add_argument("--out", type=Path, default=HOME / "index_scale.jsonl")
    parser.add_argument("--phase", choices=("build", "search"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--setting", type=float, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def _real(path: Path, count: int) -> Floats:
    """Return the vectors of ``count`` sentences spread over the statements; kept for the next run."""
    kept = HOME / f"index_scale_{path.stem}_{count}.npy"
    if not kept.exists():
        from checker.config import load_settings  # noqa: PLC0415  # the phases need no model
        from checker.corpus import load_corpus  # noqa: PLC0415
        from checker.encoder import load_encoder  # noqa: PLC0415
        from checker.passages import search_text  # noqa: PLC0415

        passages = load_corpus(path).passages()
        chosen = np.linspace(0, len(passages) - 1, min(count, len(passages)), dtype=np.int64)
        texts = [search_text(passages[i]) for i in chosen]
        HOME.mkdir(parents=True, exist_ok=True)
        np.save(kept, load_encoder(load_settings()).encode(texts))
    found: Floats = np.load(kept)
    return found


def _prepare(folder: Path, size: int, real: Floats) -> None:
    """Write the vectors, the queries, and what brute force finds for them."""
    random = np.random.default_rng(size)
    order = random.permutation(len(real))
    queries, centres = real[order[:QUERIES]], real[order[QUERIES:]]
    shape = (size, real.shape[1])
    vectors = np.lib.format.open_memmap(folder / "drawn.npy", mode="w+", dtype=np.float32, shape=shape)
    for start in range(0, size, BLOCK):
        rows = slice(start, min(size, start + BLOCK))
        vectors[rows] = _drawn(centres, rows.stop - start, random)
    vectors.flush()
    np.save(folder / "queries.npy", queries)
    np.save(folder / "truth.npy", _truth(vectors, queries))
    for share in SHARES:
        among = random.random(size) < share
        np.save(folder / f"among-{share}.npy", among)
        np.save(folder / f"truth-{share}.npy", _truth(vectors, queries[:MASKED], among))


def _drawn(centres: Floats, count: int, random: np.random.Generator) -> Floats:
    one, two, three = random.integers(0, len(centres), (3, count))
    step = random.uniform(0.2, 0.8, (count, 1)).astype(np.float32)
    moved = centres[one] + step * (centres[two] - centres[three])
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9), np.float32)


def _truth(vectors: Floats, queries: Floats, among: npt.NDArray[np.bool_] | None = None) -> Floats:
    """Return the K best scores of each query, in order: what has an equal score is as good."""
    best = np.full((len(queries), K), -np.inf, np.float32)
    for start in range(0, len(vectors), BLOCK):
        scores = queries @ vectors[start : start + BLOCK].T
        if among is not None:
            scores[:, ~among[start : start + BLOCK]] = -np.inf
        both = np.concatenate([best, scores], axis=1)
        best = -np.sort(-np.partition(both, -K, axis=1)[:, -K:], axis=1)
    return best


def _rows(folder: Path, size: int, kind: str, longest: float) -> Iterator[dict[str, Any]]:
    built = _phase("build", folder, kind, 0, longest)
    if "failed" in built:
        yield {"size": size, "kind": kind, **built}
        return
    for setting in SETTINGS[kind]:
        found = _phase("search", folder, kind, setting, longest)
        yield {"size": size, "kind": kind, "setting": setting, **built, **found}


def _phase(phase: str, folder: Path, kind: str, setting: float, longest: float) -> dict[str, Any]:
    named = {"--phase": phase, "--folder": folder, "--kinds": kind, "--setting": setting}
    command = [sys.executable, "-m", "eval.index_scale", *(str(x) for pair in named.items() for x in pair)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=longest, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"the {phase} took more than {longest:.0f} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]}
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def _build(options: argparse.Namespace) -> dict[str, Any]:
    from checker.vectors import write_vectors  # noqa: PLC0415

    (kind,) = options.kinds
    vectors = np.load(options.folder / "drawn.npy")
    folder = options.folder / kind
    folder.mkdir()
    began, worked = time.monotonic(), time.process_time()
    if kind == "hnsw32-sq8":
        _write_graph(folder, vectors)
    else:
        write_vectors(folder, _kind(kind), vectors)
    took, work = time.monotonic() - began, time.process_time() - worked
    disk = sum(path.stat().st_size for path in folder.iterdir())
    seconds = {"build_s": round(took, 1), "build_cpu_s": round(work, 1)}
    return {**seconds, "build_peak_mib": _status("VmHWM"), "disk_mib": disk // MIB}


def _write_graph(folder: Path, vectors: Floats) -> None:
    """Write what the product would, were this one of its kinds."""
    import faiss  # noqa: PLC0415

    faiss.omp_set_num_threads(os.cpu_count() or 1)
    index = faiss.index_factory(vectors.shape[1], "HNSW32_SQ8", faiss.METRIC_INNER_PRODUCT)
    index.train(vectors[:: max(1, len(vectors) // 100_000)])
    index.add(vectors)
    np.save(folder / "vectors.npy", vectors)
    faiss.write_index(index, str(folder / "vectors.faiss"))


def _search(options: argparse.Namespace) -> dict[str, Any]:
    from checker.index_kinds import read_faiss  # noqa: PLC0415
    from checker.vectors import MAPPED_BYTES, Vectors  # noqa: PLC0415

    (kind,) = options.kinds
    folder, path = options.folder, options.folder / kind / "vectors.faiss"
    before = _status("VmRSS")
    index = read_faiss(path, mapped=path.stat().st_size >= MAPPED_BYTES)
    if kind == "ivf-sq8":
        index.nprobe = max(1, round(index.nlist * options.setting))
    if kind == "hnsw32-sq8":
        index.hnsw.efSearch = int(options.setting)
    exact = None if kind == "flat" else np.load(folder / kind / "vectors.npy", mmap_mode="r")
    vectors = Vectors(index, exact)
    queries = np.load(folder / "queries.npy")
    vectors.nearest(queries[:20], POOL + 16, None)  # what is mapped is read once
    recall, times = _asked(vectors, queries, np.load(folder / "truth.npy"), None)
    row: dict[str, Any] = {"recall": recall, "p50_ms": _at(times, 50), "p95_ms": _at(times, 95)}
    row["memory_mib"] = _status("VmRSS") - before
    for share in SHARES:
        among, truth = np.load(folder / f"among-{share}.npy"), np.load(folder / f"truth-{share}.npy")
        recall, times = _asked(vectors, queries[:MASKED], truth, among)
        row[f"scope_{share}"] = {"recall": recall, "p50_ms": _at(times, 50)}
    return row


def _asked(
    vectors: Any, queries: Floats, truth: Floats, among: npt.NDArray[np.bool_] | None
) -> tuple[float, list[float]]:
    """Return recall among the best K of a pool as retrieval asks for it, and the milliseconds of each."""
    times, found = [], 0
    count = POOL + 16 if among is None else min(POOL + 16, int(among.sum()))
    for row, best in zip(queries, truth, strict=True):
        began = time.thread_time()
        ((scores, _),) = vectors.nearest(row[np.newaxis], count, among)
        times.append((time.thread_time() - began) * 1e3)
        found += int((scores[:K] >= best[min(K, len(best)) - 1] - 1e-5).sum())
    return round(found / truth.size, 4), times


def _kind(name: str) -> Any:
    from checker.index_kinds import kind_called  # noqa: PLC0415

    return kind_called(name)


def _at(times: Sequence[float], share: int) -> float:
    return round(float(np.percentile(times, share)), 2)


def _status(name: str) -> int:
    """Return a figure of this process, in MiB."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    sys.exit(main())
