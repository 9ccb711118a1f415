from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = {"torch", "faiss", "numpy", "onnxruntime", "pandas", "transformers", "sentence_transformers"}
# What a server loads when somebody asks for it: pages of the web, the contract, emoji, metrics.
LATER = {"httpx2", "httpcore2", "emoji", "prometheus_client", "checker.contract", "checker.quantities"}
LATER |= {"sqlalchemy.dialects.postgresql", "checker.ingest.readers", "checker.ingest.importing"}


def loaded_by(module: str, of: set[str] = HEAVY) -> set[str]:
    """Return which of these modules a fresh interpreter holds after importing the module."""
    program = f"import {module}, json, sys; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    return of & set(json.loads(answer.stdout))


@pytest.mark.parametrize(
    "module",
    ["checker.api", "checker.cli", "checker.web", "checker.serve", "checker.store", "checker.tasks"],
)
def test_edges_load_no_models(module):
    """Importing an edge, the store or the tasks leaves numbers, index and models unloaded."""
    assert loaded_by(module) == set()


def test_a_server_begins_small():
    """Importing the server leaves to its first use what most servers are never asked for."""
    assert loaded_by("checker.serve", LATER) == set()


def test_heavy_modules_are_seen_when_they_are_loaded():
    """The probe of the test above does find a heavy module that an import brings in."""
    assert loaded_by("faiss") >= {"faiss", "numpy"}


def test_pipeline_needs_no_torch():
    """Joining the default pipeline's parts imports neither torch nor anything that brings it."""
    assert loaded_by("checker.bootstrap") & {"torch", "transformers", "sentence_transformers"} == set()


def test_no_model_runtime_reports_home(tmp_path):
    """ONNX Runtime neither makes an id of this machine nor keeps events that it would send."""
    program = "import checker, onnxruntime; print(open('/proc/self/maps').read())"
    home = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    home.pop("ORT_DISABLE_TELEMETRY", None)
    answer = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True, env=home
    )
    assert "onnxruntime.db" not in answer.stdout
    assert [path for path in tmp_path.rglob("*") if "onnxruntime" in path.name] == []
