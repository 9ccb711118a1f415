"""Traces, where the ``OTEL_`` variables ask for them; nothing of OpenTelemetry is loaded otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Protocol

from checker.errors import InvalidSettings
from checker.spans import Attributes, Stretch

NO_ATTRIBUTES: Attributes = {}
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Tracer(Protocol):
    """Keeps spans and sends them on."""

    def span(self, name: str, parent: str, attributes: Attributes) -> AbstractContextManager[object]:
        """Keep a span around what is done; ``parent`` is a traceparent, or empty for what is around."""
        ...

    def record(self, name: str, stretch: Stretch, attributes: Attributes) -> None:
        """Keep a span of something that is over, within what is around."""
        ...

    def note(self, attributes: Attributes) -> None:
        """Say more of the span that is around."""
        ...

    def traceparent(self) -> str:
        """Return what is around, as W3C Trace Context writes it."""
        ...

    def close(self) -> None:
        """Send what was kept."""
        ...


_tracers: list[Tracer] = []  # at most one: of this process


def asked(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the variables ask for traces."""
    exporter = environ.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true" or exporter == "none":
        return False
    return bool(exporter) or any(environ.get(name, "").strip() for name in _ENDPOINTS)


def set_up_tracing(environ: Mapping[str, str] = os.environ) -> Callable[[], None]:
    """Trace from now on what this process does, if the variables ask for it; return how that ends.

    Raises
    ------
    InvalidSettings
        They ask for it, and what it takes is not installed or not known.
    """
    if not asked(environ):
        return lambda: None
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        raise InvalidSettings("OTEL_EXPORTER_OTLP_ENDPOINT: traces need more: pip install 'checker[otel]'")
    from checker.otel import open_tracer  # noqa: PLC0415  # heavy, and only loaded where it is asked for

    tracer = open_tracer(environ)
    _tracers[:] = [tracer]

    def end() -> None:
        _tracers.clear()
        tracer.close()

    return end


def span(
    name: str, parent: str = "", attributes: Attributes = NO_ATTRIBUTES
) -> AbstractContextManager[object]:
    """Trace what is done within."""
    return _tracers[0].span(name, parent, attributes) if _tracers else nullcontext()


def record(name: str, stretch: Stretch, attributes: Attributes = NO_ATTRIBUTES) -> None:
    """Trace something that is over."""
    for tracer in _tracers:
        tracer.record(name, stretch, attributes)


def note(attributes: Attributes) -> None:
    """Say more of what is done now."""
    for tracer in _tracers:
        tracer.note(attributes)


def traceparent() -> str:
    """Return where this is in its trace, as W3C Trace Context writes it; empty where nothing is traced."""
    return _tracers[0].traceparent() if _tracers else ""
