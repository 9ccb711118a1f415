"""What eight bits cost: macro-F1 of a trained stance network in int8 and in fp32, on each public set.

    python -m eval.int8 build/stance/later [--data DIR] [--rows 500]

SOURCE is what ``training.stance`` wrote. Both forms are exported from it into a temporary folder as
``training.export`` does it, with the temperature and the biases of what ships; nothing that ships is touched.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from checker.config import load_settings
from checker.model_folder import CLAIMS
from checker.network import ClaimNetwork
from checker.stance import BundledScorer, StanceModel
from eval.measures import Measures, aligned, grid
from eval.stance import probabilities, public_sets, sampled, scores
from training.export import export_exact, export_stance
from training.mixture import Pair

DEFAULT_DATA = Path(__file__).parents[2] / "shared" / "data"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line per set, and the set that loses most."""
    options = _options(arguments)
    sets = sampled(options.sets, options.rows)
    with tempfile.TemporaryDirectory() as folder:
        found = compared(*both(options.source, Path(folder)), sets)
    print(aligned(grid(found)))
    worst = max(found, key=lambda name: found[name]["fp32_ahead"])
    print(f"\nint8 loses most on {worst}: {found[worst]['fp32_ahead']:.4f}")


def both(source: Path, folder: Path) -> tuple[StanceModel, StanceModel]:
    """Return a trained network in int8 and in fp32, both kept under ``folder``."""
    shipped = json.loads((CLAIMS / "config.json").read_text("utf-8"))
    biases = {label: bias for label, bias in shipped["biases"].items() if label != "neutral"}
    export_stance(source, folder / "int8", shipped["temperature"], **biases)
    described = json.loads((folder / "int8" / "config.json").read_text("utf-8"))
    export_exact(source, folder / "fp32", described)
    threads = load_settings().threads
    eight, exact = (
        StanceModel(BundledScorer(ClaimNetwork(folder / form, threads))) for form in ("int8", "fp32")
    )
    return eight, exact


def compared(eight: StanceModel, exact: StanceModel, sets: Mapping[str, Sequence[Pair]]) -> Measures:
    """Return macro-F1 of both on each set, by how much the exact one is ahead, and how many labels differ."""
    found = {}
    for name, pairs in sets.items():
        gold = [pair.label for pair in pairs]
        rounded, plain = probabilities(eight, pairs), probabilities(exact, pairs)
        in8, in32 = scores(gold, rounded)["macro_f1"], scores(gold, plain)["macro_f1"]
        found[name] = {
            "rows": float(len(pairs)),
            "macro_f1_int8": in8,
            "macro_f1_fp32": in32,
            "fp32_ahead": in32 - in8,
            "labels_changed": float((rounded.argmax(1) != plain.argmax(1)).mean()),
        }
    return found


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m eval.int8", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, help="folder of a trained network")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of data sets")
    parser.add_argument("--rows", type=int, help="at most so many of each set, drawn by seed")
    options = parser.parse_args(arguments)
    options.sets = public_sets(options.data)
    if not options.sets:
        parser.error(f"{options.data} has no stance/dev/*.jsonl.gz: name the folder of data sets with --data")
    return options


if __name__ == "__main__":
    main()
