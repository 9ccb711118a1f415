"""Everything that is measured of speed, in one run on one machine: ``python -m eval.speed``.

Prints a table, and writes JSON with the ``ratios`` that docs/speed.md is about. Wall time on a busy
machine says little; the ratios compare what was measured minutes apart, over the same posts.
``--compare`` shows the ratios beside those that were recorded, and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from checker import __version__
from checker.config import load_settings
from checker.passages import cut
from checker.records import Statement
from eval.end_to_end import first_passages
from eval.measures import aligned, digits, rounded
from eval.results import machine
from eval.retrieval import rows
from eval.speed import beside, corpora
from eval.speed.served import cpu_seconds, paced, service, together
from training import mixture

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
HOME = ROOT / "build" / "speed"
DEFAULT_DATA = ROOT.parent / "shared" / "data"
BASELINE = HERE / "baseline.json"
SIZES = (1_000, 100_000)
SEQUENTIAL, REPEATED, LOADED = 120, 300, 240
CLIENTS = 8
PACE = 0.7  # of what the service can do
PEER_PASSAGES = 3_000
SECONDS_OF_BARE = 1_800
MILLION = 1_000_000


def main() -> None:
    """Measure and write, or compare."""
    options = _options()
    if options.compare:
        _compare(options.out)
        return
    HOME.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    sizes = {size: of_size(size, options.data) for size in options.sizes}
    peers = {} if options.no_peers else of_peers(options.data)
    found = {
        "date": datetime.now(UTC).date().isoformat(),
        "checker": __version__,
        "machine": machine(),
        "ratios": ratios(sizes, peers),
        "sizes": {str(size): measured for size, measured in sizes.items()},
        "beside": peers,
        "seconds": round(time.monotonic() - began),
    }
    options.out.write_text(json.dumps(rounded(found), indent=1) + "\n", "utf-8")
    print(table(found))


def of_size(size: int, data: Path) -> dict[str, float]:
    """Return what is measured over a corpus of so many passages."""
    home = (HOME / str(size)).absolute()
    home.mkdir(parents=True, exist_ok=True)
    corpus = home / "corpus"
    if not corpus.exists():
        corpora.written(corpus, size, data)
    began = time.perf_counter()
    corpora.indexed(load_settings(data_dir=home, corpus=corpus), HOME / "embeddings.sqlite3")
    found = {"index_seconds": time.perf_counter() - began}
    posts = _posts(data)
    asked, loaded = posts[:SEQUENTIAL], posts[SEQUENTIAL:]
    before = _bare(home, corpus, asked)
    found |= _one_at_a_time(home, corpus, asked)
    after = _bare(home, corpus, asked)
    bare = np.median([*before["took"], *after["took"]])
    found |= {"bare_ms": 1000 * float(bare), "bare_batched_ms": 500 * (before["batched"] + after["batched"])}
    found |= {name: before[name] for name in ("sentences_per_post", "texts_per_post", "pairs_per_post")}
    found |= _under_load(home, corpus, loaded)
    _say(size, found)
    return found


def _one_at_a_time(home: Path, corpus: Path, posts: Sequence[str]) -> dict[str, float]:
    """Return what one caller waits for, with one process that uses all cores."""
    with service(home, corpus, processes=1) as served:
        fresh = [served.check(post, fresh=True)[0] for post in posts][5:]
        served.check(posts[0])
        repeated = [served.check(posts[0])[0] for _ in range(REPEATED)]
        server = cpu_seconds(served.server)
        for _ in range(REPEATED):
            served.check(posts[0])
        repeated_cpu = (cpu_seconds(served.server) - server) / REPEATED
        server = cpu_seconds(served.server) + cpu_seconds(served.worker)
        for post in posts:
            served.check(post, fresh=True)
        fresh_cpu = (cpu_seconds(served.server) + cpu_seconds(served.worker) - server) / len(posts)
        return {
            "cold_start_s": served.cold_start,
            **served.memory(),
            **_quantiles("fresh", fresh),
            **_quantiles("repeated", repeated),
            "fresh_cpu_ms": 1000 * fresh_cpu,
            "repeated_cpu_ms": 1000 * repeated_cpu,
        }


def _under_load(home: Path, corpus: Path, posts: Sequence[str]) -> dict[str, float]:
    """Return what many callers get, with a process for each core."""
    with service(home, corpus, processes=2) as served:
        together(served.port, posts[:20], CLIENTS, fresh=True)
        seconds, _ = together(served.port, posts[:LOADED], CLIENTS, fresh=True)
        capacity = LOADED / seconds
        waits = paced(served.port, posts[LOADED : 2 * LOADED], PACE * capacity, 4 * CLIENTS)
        again = [posts[0]] * (4 * REPEATED)
        seconds, _ = together(served.port, again, CLIENTS, fresh=False)
        return {
            "unique_posts_per_s": capacity,
            "repeated_posts_per_s": len(again) / seconds,
            **_quantiles("at_70", waits),
        }


def of_peers(data: Path) -> dict[str, dict[str, float]]:
    """Return posts per second and quality of checker and of each peer, over the same passages and posts."""
    docs = [briefing.statement for briefing in mixture.briefings().values()]
    cut_short = max(0, PEER_PASSAGES - sum(len(cut(one)) for one in docs))
    statements = [*docs, *first_passages(data / "statements" / "state.jsonl.gz", cut_short)]
    asked = beside.posts(data)
    found: dict[str, dict[str, float]] = {"checker": _ours(statements, asked)}
    for name in beside.PEERS:
        try:
            found[name] = beside.of_peer(name, statements, asked, HOME)
        except subprocess.SubprocessError as error:
            print(f"{name}: {error}", file=sys.stderr, flush=True)
    return found


def _ours(statements: Sequence[Statement], asked: Sequence[beside.Asked]) -> dict[str, float]:
    """Return the same of checker, over HTTP: one post after the other, then many at once."""
    home = HOME / "beside"
    home.mkdir(parents=True, exist_ok=True)
    folder = home / "corpus"
    corpora.of_statements(folder, statements)
    texts = [one.text for one in asked]
    with service(home, folder, processes=1) as served:
        for text in texts[:5]:
            served.check(text, fresh=True)
        began = time.perf_counter()
        reports = [served.check(text, fresh=True)[1] for text in texts]
        alone = len(texts) / (time.perf_counter() - began)
        memory = served.memory()
    with service(home, folder, processes=2) as served:
        together(served.port, texts[:20], CLIENTS, fresh=True)
        seconds, _ = together(served.port, texts, CLIENTS, fresh=True)
    answers = [beside.Verdict(str(report["verdict"])) for report in reports]
    return {
        "posts_per_s": len(texts) / seconds,
        "posts_per_s_alone": alone,
        "mib": memory["worker_mib"],
        **beside.quality(asked, answers),
    }


def ratios(
    sizes: Mapping[int, Mapping[str, float]], peers: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """Return the ratios that say how good this is; those that were not measured are left out."""
    largest_usual = sizes.get(100_000) or sizes[max(sizes)]
    found = {
        "fresh_check_over_bare_model": largest_usual["fresh_p50_ms"] / largest_usual["bare_ms"],
        "fresh_over_repeated": largest_usual["fresh_cpu_ms"] / largest_usual["repeated_cpu_ms"],
        "fresh_over_repeated_wait": largest_usual["fresh_p50_ms"] / largest_usual["repeated_p50_ms"],
        "p99_over_p50_at_70": largest_usual["at_70_p99_ms"] / largest_usual["at_70_p50_ms"],
    }
    if len(sizes) > 1:
        few, many = min(sizes), max(sizes)
        found[f"cost_{_short(many)}_over_{_short(few)}"] = (
            sizes[many]["fresh_cpu_ms"] / sizes[few]["fresh_cpu_ms"]
        )
    others = {name: found for name, found in peers.items() if name != "checker"}
    if others:
        best = max(others, key=lambda name: others[name]["posts_per_s"])
        found["unique_posts_over_best_peer"] = peers["checker"]["posts_per_s"] / others[best]["posts_per_s"]
        good = max(one["macro_f1"] for one in others.values())
        found["macro_f1_over_best_peer"] = peers["checker"]["macro_f1"] / good
    return found


def table(found: Mapping[str, Any]) -> str:
    """Return the ratios, the sizes and the peers as text."""
    parts = [[["ratio", ""], *([name, digits(value)] for name, value in found["ratios"].items())]]
    sizes = found["sizes"]
    names = list(next(iter(sizes.values())))
    parts.append([["", *sizes], *([name, *(digits(sizes[size][name]) for size in sizes)] for name in names)])
    peers = found["beside"]
    if peers:
        names = list(dict.fromkeys(name for one in peers.values() for name in one))
        body = [[name, *(digits(peers[p].get(name, float("nan"))) for p in peers)] for name in names]
        parts.append([["", *peers], *body])
    return "\n\n".join(aligned(part) for part in parts)


def _compare(path: Path) -> None:
    now, before = (json.loads(one.read_text("utf-8"))["ratios"] for one in (path, BASELINE))
    body = [
        [
            name,
            digits(value),
            digits(before.get(name, float("nan"))),
            digits(value / before.get(name, float("nan"))),
        ]
        for name, value in now.items()
    ]
    print(aligned([["ratio", "now", "recorded", "now / recorded"], *body]))


def _bare(home: Path, corpus: Path, posts: Sequence[str]) -> dict[str, Any]:
    asked = home / "posts.json"
    asked.write_text(json.dumps(list(posts)), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "eval.speed.bare", home, corpus, asked],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=SECONDS_OF_BARE,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _posts(data: Path) -> list[str]:
    """Return posts that differ, half of them about briefings in the corpus, the others as people write."""
    ours = [post.text for post in mixture.briefing_posts(held_out=True)]
    others = [str(row["text"]) for row in rows(data / "retrieval" / "ct22_task2a" / "queries.jsonl.gz")]
    found = [*dict.fromkeys([*ours, *others])]
    random.Random(beside.ORDER).shuffle(found)
    return found


def _quantiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    return {f"{name}_p{part}_ms": 1000 * float(np.quantile(seconds, part / 100)) for part in (50, 95, 99)}


def _say(size: int, found: Mapping[str, float]) -> None:
    print(size, json.dumps(rounded(found)), file=sys.stderr, flush=True)


def _short(size: int) -> str:
    return f"{size // MILLION}m" if size >= MILLION else f"{size // 1_000}k"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m eval.speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of data sets")
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=SIZES)
    parser.add_argument("--no-peers", action="store_true", help="leave out what others do")
    parser.add_argument("--out", type=Path, default=HERE / "speed.json")
    parser.add_argument("--compare", action="store_true", help="show the last run beside the recorded one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
