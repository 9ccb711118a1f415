"""All measures of quality: ``python -m eval [--quick] [--data DIR]``.

Prints tables, writes the results as JSON and compares them with the recorded baseline.
``--quick`` takes small samples; what it writes goes below build/. With ``--only`` the parts are
added to the last results of the same models, or else written below build/ as well. The data folder
holds public sets that are not part of this repository (docs/quality.md names them). Exit code 1:
something dropped, with --strict; 2: the call or the data folder must be changed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from checker.config import load_settings
from eval import parts, report, results
from eval.end_to_end import DISTRACTORS
from eval.measures import Parts, aligned, described, drops, grid

HERE = Path(__file__).parent
ROOT = HERE.parent
BASELINE = HERE / "baseline.json"
RESULTS = HERE / "results.json"  # of the last full run, and docs/quality.md shows them
HOME = ROOT / "build" / "eval"  # indexes, vectors, and the results of quick runs: git ignores it
PART = HOME / "part.json"
DEFAULT_DATA = ROOT.parent / "shared" / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the evaluation and return its exit code."""
    options = _options(arguments)
    recorded = HOME / "results.json" if options.quick else RESULTS
    out = options.out or recorded
    lacking = [] if options.reuse else parts.missing(options.data)
    if lacking:
        _say(f"eval: {options.data} lacks {', '.join(lacking)}.")
        _say("Name the folder of data sets: make eval DATA=... or python -m eval --data DIR")
        return 2
    if options.reuse and not out.is_file():
        _say(f"eval: {out} is not there; run without --reuse first")
        return 2
    if options.reuse:
        found = results.read(out)
    else:
        found, out = _begun(options, out)
        found = _measured(found, options, out)
    before = results.read_baseline(options.baseline, found.mode)
    if options.record:
        results.record(found, options.baseline)
        _say(f"recorded as the baseline of {found.mode} runs in {options.baseline}")
    if options.report:
        docs = ROOT / "docs" if out == RESULTS else out.parent / "docs"
        report.write(found, docs)
        _say(f"wrote {docs / 'quality.md'}")
    return _compared(found, before, strict=options.strict)


def _begun(options: argparse.Namespace, out: Path) -> tuple[results.Results, Path]:
    """Return the results to add to, and where they go: a few parts never stand for a whole run."""
    begun = results.begin(load_settings(data_dir=HOME), quick=options.quick)
    return joined(begun, out, PART) if options.only and not options.out else (begun, out)


def joined(begun: results.Results, whole: Path, apart: Path) -> tuple[results.Results, Path]:
    """Return ``begun`` with the parts in ``whole`` if the same models made them; else it goes ``apart``."""
    kept = results.read(whole) if whole.is_file() else None
    if kept is None or not results.same_models(kept, begun):
        _say(f"{whole} is of other models, or not there: these parts go to {apart}")
        return begun, apart
    return replace(begun, parts=kept.parts, plots=kept.plots, seconds=kept.seconds), whole


def _measured(found: results.Results, options: argparse.Namespace, out: Path) -> results.Results:
    run = parts.Run(options.data, HOME, options.quick, options.distractors)
    for name in options.only or parts.PARTS:
        begun = time.monotonic()
        _say(f"{name} …")
        found = found.with_part(name, parts.PARTS[name](run), time.monotonic() - begun)
        print(f"\n{name} ({found.seconds[name]:.0f} s)\n{aligned(grid(found.parts[name]))}", flush=True)
        results.write(found, out)
    _say(f"wrote {out}")
    return found


def _compared(found: results.Results, before: Parts, *, strict: bool) -> int:
    if not before:
        print(f"\nno baseline of {found.mode} runs is recorded (--record)")
        return 0
    worse = drops(before, found.parts)
    print(f"\n{len(worse)} measures dropped from the baseline" + (":" if worse else ""))
    for change in worse:
        print(f"  {described(change)}")
    return 1 if worse and strict else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m eval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small samples, a few minutes")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of data sets")
    parser.add_argument("--only", nargs="+", choices=list(parts.PARTS), metavar="PART", help="these parts")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a measure dropped")
    parser.add_argument("--record", action="store_true", help="make this run the baseline")
    parser.add_argument("--report", action="store_true", help="write docs/quality.md and its figures")
    parser.add_argument(
        "--distractors",
        type=int,
        default=DISTRACTORS,
        metavar="N",
        help="passages of others beside the sets made of pairs",
    )
    parser.add_argument("--reuse", action="store_true", help="take the results of the last run")
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    parser.add_argument("--out", type=Path, help="where the results go")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
