"""Export a trained stance model to the ONNX int8 file that ships in ``checker/models/stance``.

    python -m training.export build/stance/refine [--temperature 1.3]

The graph returns logits for one pair or a batch. Weights become int8 with one scale per output
channel, word vectors too; activations are quantised as they come. ``config.json`` beside the
model names the labels, the temperature (``training/verdict.py``) and the file's SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification

TARGET = Path(__file__).parent.parent / "checker" / "models" / "stance"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class _Logits(torch.nn.Module):
    """The model with positional inputs and nothing but logits as its output."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        return self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits


def export(source: Path, target: Path, temperature: float) -> None:
    """Write ``model.onnx`` and ``config.json`` to the folder ``target``."""
    model = AutoModelForSequenceClassification.from_pretrained(source, attn_implementation="eager")
    model.eval()
    target.mkdir(parents=True, exist_ok=True)
    example = torch.ones((2, 16), dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder, "exact.onnx")
        torch.onnx.export(
            _Logits(model),
            (example, example, torch.zeros_like(example)),
            exact,
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes={name: {0: "pairs", 1: "tokens"} for name in INPUTS} | {"logits": {0: "pairs"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            exact,
            target / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    describe(target, model.config.id2label, temperature)


def describe(target: Path, labels: dict[int, str], temperature: float) -> None:
    """Write ``config.json`` for the model that lies in ``target``."""
    weights = (target / "model.onnx").read_bytes()
    config = {
        "id2label": {str(i): label for i, label in labels.items()},
        "temperature": round(temperature, 4),
        "sha256": hashlib.sha256(weights).hexdigest(),
    }
    (target / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


def main() -> None:
    """Export, or only set the temperature of what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, nargs="?", default=Path("build/stance/refine"))
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--temperature", type=float, default=1.0)
    args = parser.parse_args()
    export(args.source, args.target, args.temperature)
    print(f"{args.target / 'model.onnx'}: {(args.target / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
