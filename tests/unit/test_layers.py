from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"torch", "faiss", "numpy", "onnxruntime", "pandas", "transformers", "sentence_transformers"}


def loaded_by(module: str) -> set[str]:
    """Return the heavy modules that a fresh interpreter holds after importing the module."""
    program = f"import {module}, json, sys; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    return HEAVY & set(json.loads(answer.stdout))


@pytest.mark.parametrize(
    "module",
    ["checker.api", "checker.cli", "checker.web", "checker.serve", "checker.store", "checker.tasks"],
)
def test_edges_load_no_models(module):
    """Importing an edge, the store or the tasks leaves numbers, index and models unloaded."""
    assert loaded_by(module) == set()


def test_heavy_modules_are_seen_when_they_are_loaded():
    """The probe of the test above does find a heavy module that an import brings in."""
    assert loaded_by("faiss") >= {"faiss", "numpy"}


def test_pipeline_needs_no_torch():
    """Joining the default pipeline's parts imports neither torch nor anything that brings it."""
    assert loaded_by("checker.bootstrap") & {"torch", "transformers", "sentence_transformers"} == set()
