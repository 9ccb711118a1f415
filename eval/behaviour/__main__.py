"""The cases of the behavioural suite, for people: ``python -m eval.behaviour [CAPABILITY …]``.

Prints the cases that fail; with ``--cases`` all of them, and nothing is judged.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from eval.behaviour.capabilities import load_suite
from eval.behaviour.cases import Case
from eval.behaviour.judging import all_cases, judged
from eval.behaviour.topics import load_topics

HOME = Path(__file__).parents[2] / "build" / "eval"


def main() -> None:
    """Print cases, with what was answered where they were judged."""
    options = _options()
    wanted = set(options.capability)
    found = [
        c
        for c in all_cases(load_suite(), load_topics(), options.limit)
        if not wanted or c.capability in wanted
    ]
    if options.cases:
        for case in found:
            print(_described(case))
        return
    for one in judged(HOME, found):
        if one.failed:
            print(f"{_described(one.case)}\n   answered: {one.answer}")


def _described(case: Case) -> str:
    right = " or ".join(sorted(case.expected)) or f"as to: {case.plain}"
    said = f"\n  statement: {case.statement.text}" if case.statement else ""
    return f"\n[{case.capability}] {right}{said}\n       post: {case.post}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m eval.behaviour", description=__doc__)
    parser.add_argument("capability", nargs="*", help="by name; all where none is given")
    parser.add_argument("--cases", action="store_true", help="print every case, judge none")
    parser.add_argument("--limit", type=int, help="at most so many cases of each capability")
    return parser.parse_args()


if __name__ == "__main__":
    main()
