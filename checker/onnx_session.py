"""How models are opened: the same numbers from every processor, on one thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime


def session_of(model: Path | bytes) -> onnxruntime.InferenceSession:
    """Return a session that reads a model, from its file or its bytes, with one thread of its own.

    x86 processors without VNNI add products of eight bits up in sixteen, which overflow: logits were off by a
    tenth and more, and answers with them. There ONNX Runtime is told to take wider sums (``kOrtSessionOptions
    Avx2PrecisionMode``), a third slower; elsewhere this changes nothing.
    """
    import onnxruntime  # noqa: PLC0415  # loading it takes longer than all of the API

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
