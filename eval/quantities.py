"""How often numbers and dates conflict, on pairs whose label is known.

Usage: python eval/quantities.py training/data --public DEV --briefings FOLDER [--half 0|1|all] [--show KIND]

Halves are split by premise. docs/adr/0004-quantities.md says what was tuned on what.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.quantities import conflict, date_conflict, vetoes_support

OWN_DATA = Path(__file__).parent.parent / "training" / "data"
QUICK_PREMISES = 10  # of so many premises of our own a quick run takes one, with all its pairs


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair; ``group`` is what halves are split by."""

    claim: str
    evidence: str
    label: str
    kind: str
    group: str


def main() -> None:
    """Print the table of rates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with authored-1.jsonl.gz")
    parser.add_argument("--public", type=Path, help="folder with vitaminc_dev.jsonl.gz")
    parser.add_argument("--briefings", type=Path, help="folder with docs.jsonl.gz and posts.jsonl.gz")
    parser.add_argument("--half", choices=("0", "1", "all"), default="1")
    parser.add_argument("--show", help="print the conflicts of this kind or label, for tuning")
    options = parser.parse_args()
    authored = [p for p in _read(options.data / "authored-1.jsonl.gz") if _in_half(p, options.half)]
    for kind in ("number", "number_equivalent", "number_unrelated"):
        _row(f"conflict · {kind}", [p for p in authored if p.kind == kind], _conflicts)
    for label in ("supports", "neutral", "contradicts"):
        _row(f"veto · all {label}", [p for p in authored if p.label == label], _vetoes)
    _row("date conflict · date", [p for p in authored if p.kind == "date"], _dates)
    _row("date conflict · all supports", [p for p in authored if p.label == "supports"], _dates)
    if options.public:
        public = [p for p in _read(options.public / "vitaminc_dev.jsonl.gz") if _in_half(p, options.half)]
        for label in ("supports", "neutral", "contradicts"):
            _row(f"veto · vitaminc {label}", [p for p in public if p.label == label], _vetoes)
        authored += public
    if options.briefings:
        posts = list(_briefings(options.briefings))
        _row("veto · briefings, gold of supports", [p for p in posts if p.kind == "gold_supports"], _vetoes)
        _row("veto · briefings, gold of refutes", [p for p in posts if p.kind == "gold_contradicts"], _vetoes)
        _row("veto · briefings, other sentences", [p for p in posts if p.kind == "other_sentence"], _vetoes)
        authored += posts
    if options.show:
        _show([p for p in authored if options.show in {p.kind, p.label}])


def measure(data: Path, *, quick: bool = False, written: Path = OWN_DATA) -> dict[str, dict[str, float]]:
    """Return how often real conflicts are found, and false ones, on the half that tuned nothing.

    ``written`` is the folder of the project's own pairs; ``quick`` takes those of some premises.
    """
    rows = (p for path in sorted(written.glob("authored*.jsonl.gz")) for p in _read(path))
    own = [p for p in rows if _in_half(p, "1") and not (quick and _left_out(p))]
    public = [p for p in _read(data / "stance" / "dev" / "vitaminc_dev.jsonl.gz") if _in_half(p, "1")]
    return {
        "conflict, other number": _rate("found", own, "number", _conflicts),
        "conflict, same number in other words": _rate("false_alarms", own, "number_equivalent", _conflicts),
        "conflict, number of something else": _rate("false_alarms", own, "number_unrelated", _conflicts),
        "conflict, other date": _rate("found", own, "date", _dates),
        "conflict of dates, supports": _rate("false_alarms", own, "supports", _dates),
        "veto, contradicts": _rate("found", own, "contradicts", _vetoes),
        "veto, supports": _rate("false_alarms", own, "supports", _vetoes),
        "veto, contradicts, vitaminc_dev": _rate("found", public, "contradicts", _vetoes),
        "veto, supports, vitaminc_dev": _rate("false_alarms", public, "supports", _vetoes),
    }


def _rate(name: str, pairs: Sequence[Pair], of: str, fires: Callable[[Pair], bool]) -> dict[str, float]:
    fired = [fires(pair) for pair in pairs if of in {pair.kind, pair.label}]
    return {"rows": float(len(fired)), name: sum(fired) / max(1, len(fired))}


def _read(path: Path) -> Iterator[Pair]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            group = row.get("premise_id", row["evidence"])
            yield Pair(row["claim"], row["evidence"], row["label"], row.get("kind", "vitaminc"), group)


def _briefings(folder: Path) -> Iterator[Pair]:
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        docs = {doc["id"]: doc["sentences"] for doc in map(json.loads, lines)}
    with gzip.open(folder / "posts.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            for number, sentence in enumerate(docs[row["doc_id"]], start=1):
                gold = number in row["evidence"]
                kind = f"gold_{row['label']}" if gold else "other_sentence"
                yield Pair(row["post"], sentence, row["label"], kind, row["doc_id"])


def _in_half(pair: Pair, half: str) -> bool:
    return half == "all" or _drawn(pair) % 2 == int(half)


def _left_out(pair: Pair) -> bool:
    return _drawn(pair) // 2 % QUICK_PREMISES != 0


def _drawn(pair: Pair) -> int:
    """Return a number by chance, the same for all pairs of a premise and on every run."""
    return int(hashlib.sha256(pair.group.encode()).hexdigest(), 16)


def _conflicts(pair: Pair) -> bool:
    return conflict(pair.claim, pair.evidence) is not None


def _dates(pair: Pair) -> bool:
    return date_conflict(pair.claim, pair.evidence) is not None


def _vetoes(pair: Pair) -> bool:
    return vetoes_support(pair.claim, pair.evidence)


def _row(name: str, pairs: Sequence[Pair], fires: Callable[[Pair], bool]) -> None:
    count = sum(map(fires, pairs))
    print(f"{name:34} {count:6} of {len(pairs):6}  {100 * count / max(1, len(pairs)):6.2f} %")


def _show(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        found = conflict(pair.claim, pair.evidence) or date_conflict(pair.claim, pair.evidence)
        print("+" if found else "-", found.explanation if found else "")
        print("   claim:   ", pair.claim, f"[{pair.label}]")
        print("   passage: ", pair.evidence)


if __name__ == "__main__":
    main()
