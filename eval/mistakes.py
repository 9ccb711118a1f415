"""Wrong answers to read, and what was found by reading them: ``python -m eval.mistakes --count 100``.

Writes a seeded sample of wrong answers on held-out data, half posts through the whole product and
half pairs through the stance model, to build/mistakes.jsonl. Who has read them counts the kinds
in ``eval/mistakes.toml``, and the report shows that as "What goes wrong"::

    model = "name of the stance model that made the mistakes"
    [[kind]]
    name = "number of something else"
    count = 7
    description = "The passage has the number, but counts other things."
    post = "40 nurses came home"
    passage = "The minister said that 40 doctors had come home."
    gold = "NOT ENOUGH INFO"
    predicted = "SUPPORTS"

The example of a kind must be the project's own text: public data is not copied.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from checker.config import load_settings
from checker.records import ClaimResult, Evidence
from checker.stance import load_stance
from checker.verdict import Thresholds, gravest, judge
from eval import kinds, stance
from training import mixture
from training.verdict import VERDICTS, Case, gather

HERE = Path(__file__).parent
NOTES = HERE / "mistakes.toml"
BUILD = HERE.parent / "build"
CHUNK = 25  # posts judged between two looks at whether there are enough mistakes


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer, with the passage that it rests on, or else the nearest one."""

    source: str  # "post" or "pair"
    kind: str  # of the pair; of a post the id of its briefing
    text: str
    gold: str
    predicted: str
    passage: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mistake as a reader described it, with one example."""

    name: str
    count: int
    description: str
    post: str
    passage: str
    gold: str
    predicted: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What was found by reading mistakes."""

    model: str
    kinds: tuple[Kind, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sample."""
    options = _options(arguments)
    half = options.count // 2
    found = [*post_mistakes(options.count - half, options.home), *pair_mistakes(half, options.home)]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(mistake), ensure_ascii=False) + "\n" for mistake in found]
    options.out.write_text("".join(lines), "utf-8")
    print(f"{len(found)} mistakes in {options.out}", file=sys.stderr)
    return 0


def post_mistakes(count: int, home: Path) -> list[Mistake]:
    """Return wrong verdicts on held-out posts, all briefings in the corpus; fewer where there are fewer."""
    posts = mixture.briefing_posts(held_out=True)
    posts = random.Random(13).sample(posts, len(posts))
    found: list[Mistake] = []
    for start in range(0, len(posts), CHUNK):
        if len(found) >= count:
            break
        chunk = posts[start : start + CHUNK]
        cases = [c for c in gather(chunk, load_settings(data_dir=home).candidates, home) if c.addressed]
        found += _wrong(chunk, cases)
    return found[:count]


def _wrong(posts: Sequence[mixture.BriefingPost], cases: Sequence[Case]) -> Iterator[Mistake]:
    for post, case in zip(posts, cases, strict=True):
        results = [judge(claim, evidence, Thresholds()) for claim, evidence in case.claims]
        verdict = gravest(r.verdict for r in results)
        if verdict is not case.gold:
            passage = cited([r for r in results if r.verdict is verdict])
            yield Mistake("post", post.doc_id, post.text, case.gold, verdict, passage)


def cited(results: Sequence[ClaimResult]) -> str:
    """Return the first passage of the surest result; nothing where no passage was found."""
    best = max(results, key=lambda r: r.confidence, default=None)
    first: Evidence | None = best.evidence[0] if best and best.evidence else None
    return first.passage.standalone if first else ""


def pair_mistakes(count: int, home: Path) -> list[Mistake]:
    """Return pairs of the development tenth that the stance model judges wrongly, from a seeded order."""
    pairs = list(kinds.held_out())
    model, found = load_stance(load_settings(data_dir=home), alone=True), list[Mistake]()
    pairs = random.Random(13).sample(pairs, len(pairs))
    for start in range(0, len(pairs), CHUNK):
        if len(found) >= count:
            break
        chunk = pairs[start : start + CHUNK]
        chosen = stance.probabilities(model, [pair for _, pair in chunk]).argmax(1)
        for (kind, pair), place in zip(chunk, chosen, strict=True):
            gold, predicted = VERDICTS[pair.label], VERDICTS[stance.NAMES[place]]
            if gold is not predicted:
                found.append(Mistake("pair", kind, pair.claim, gold, predicted, pair.evidence))
    return found[:count]


def read(path: Path = NOTES) -> Notes | None:
    """Return the notes of a reader; None where there are none.

    Raises
    ------
    TypeError
        A kind lacks a field or has one too many.
    """
    if not path.is_file():
        return None
    written = tomllib.loads(path.read_text("utf-8"))
    return Notes(str(written["model"]), tuple(Kind(**kind) for kind in written["kind"]))


def section(notes: Notes | None) -> str:
    """Return the section of the report, the most frequent kinds first; empty without notes."""
    if notes is None:
        return ""
    total = sum(kind.count for kind in notes.kinds)
    intro = (
        f"{total} wrong answers on held-out posts and pairs of our own, drawn by chance and read one by one. "
        f"They were made by {notes.model}. `python -m eval.mistakes` draws such a sample again."
    )
    blocks = [_shown(kind, total) for kind in sorted(notes.kinds, key=lambda k: (-k.count, k.name))]
    return "\n\n".join(["## What goes wrong", intro, *blocks]) + "\n\n"


def _shown(kind: Kind, total: int) -> str:
    return (
        f"**{kind.name}: {kind.count} of {total}.** {kind.description}\n\n"
        f"> Post: {kind.post}<br>\n> Passage: {kind.passage}<br>\n"
        f"> Right: {kind.gold}; given: {kind.predicted}"
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m eval.mistakes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--out", type=Path, default=BUILD / "mistakes.jsonl")
    parser.add_argument("--home", type=Path, default=BUILD / "eval", help="where indexes are kept")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
