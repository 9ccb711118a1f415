"""Tells what officials said about each claim of a viral post, word for word."""

import os

__version__ = "0.1.0"

# ONNX Runtime sends events to Microsoft unless this is set before it is loaded.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
