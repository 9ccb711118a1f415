"""Results as a file: what was measured, on what machine, by which versions."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from checker import __version__
from checker.config import Settings
from checker.cores import available_cores
from checker.encoder import load_encoder
from checker.network import sentence_network
from checker.stance import load_stance
from eval.measures import DIGITS, Found, Measures, Parts, Plots

LIBRARIES = ("numpy", "onnxruntime", "faiss-cpu", "bm25s")


@dataclass(frozen=True, slots=True)
class Results:
    """One run of the evaluation."""

    mode: str  # "full" or "quick"
    date: str
    machine: Mapping[str, str | int]
    versions: Mapping[str, str]
    parts: Parts = field(default_factory=dict)
    plots: Mapping[str, Plots] = field(default_factory=dict)  # by part
    seconds: Mapping[str, float] = field(default_factory=dict)  # by part

    def with_part(self, name: str, found: Found, seconds: float) -> Results:
        """Return these results and one more part."""
        return Results(
            self.mode,
            self.date,
            self.machine,
            self.versions,
            {**self.parts, name: found.measures},
            {**self.plots, name: found.plots} if found.plots else self.plots,
            {**self.seconds, name: round(seconds, 1)},
        )


def begin(settings: Settings, *, quick: bool) -> Results:
    """Return results without any part, with what is going to make them."""
    versions = {
        "checker": __version__,
        "commit": _commit(),
        "encoder": load_encoder(settings).name,
        "stance": load_stance(settings, alone=True).name,
        "worth": sentence_network(settings.threads).name,
        **{name: version(name) for name in LIBRARIES},
    }
    today = datetime.now(UTC).date().isoformat()
    return Results("quick" if quick else "full", today, machine(), versions)


def machine() -> dict[str, str | int]:
    """Return what figures of speed depend on; nothing that names the machine."""
    return {
        "cores": available_cores(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0]) if hasattr(os, "getloadavg") else 0,
    }


def _commit() -> str:
    """Return the commit of the working tree, marked where files differ from it; unknown without git."""
    root = Path(__file__).parent.parent
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def write(results: Results, path: Path) -> None:
    """Write results as JSON, numbers rounded."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_rounded(asdict(results)), indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(path: Path) -> Results:
    """Return the results of a file that :func:`write` made."""
    return Results(**json.loads(path.read_text("utf-8")))


def same_models(one: Results, other: Results) -> bool:
    """Return whether two runs are of the same size and by the same models: their parts go together."""
    names = ("encoder", "stance", "worth")
    return one.mode == other.mode and all(one.versions.get(n) == other.versions.get(n) for n in names)


def read_baseline(path: Path, mode: str) -> Parts:
    """Return the recorded measures of a mode, by part; empty where none are recorded."""
    recorded: dict[str, Parts] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return recorded.get(mode, {})


def record(results: Results, path: Path) -> None:
    """Make these results the baseline of their mode; parts that were not measured keep theirs."""
    kept: dict[str, dict[str, Measures]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept[results.mode] = {**kept.get(results.mode, {}), **_rounded(results.parts)}
    path.write_text(json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(entry) for entry in value]
    return value
