"""A folder of weights that ships with the package: ``model.onnx``, and ``config.json`` that describes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.errors import ModelMissing
from checker.intact import sha256

MODELS = Path(__file__).parent / "models"
ENCODER, CLAIMS, SENTENCES = MODELS / "encoder", MODELS / "stance", MODELS / "worth"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """Weights that are what their description says."""

    weights: Path
    digest: str  # SHA-256 of the weights, hex
    config: dict[str, Any]

    def named(self, part: str) -> str:
        """Return what reports and indexes call these weights, which tells them from any others."""
        return f"checker-minilm-{part}@{self.digest[:12]}"


def opened(folder: Path) -> ModelFolder:
    """Return what is in a folder.

    Raises
    ------
    ModelMissing
        A file is missing or damaged, or the weights are not those that were described.
    """
    weights, described = folder / "model.onnx", folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(described.read_text("utf-8"))
        digest, expected = sha256(weights), config["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder) from error
    if digest != expected:
        raise ModelMissing(f"{weights} is not the file that {described} describes; install checker again")
    return ModelFolder(weights, digest, config)


def damaged(folder: Path) -> ModelMissing:
    """Return the error for a folder that does not hold what it should."""
    return ModelMissing(f"the bundled model in {folder} is missing or damaged; install checker again")
