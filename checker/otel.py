"""Traces with OpenTelemetry. The only module that knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from checker import __version__
from checker.errors import InvalidSettings
from checker.spans import Attributes, Stretch

NANO = 1_000_000_000
_W3C = TraceContextTextMapPropagator()


class OtelTracer:
    """Keeps spans and sends them on in bundles, from a thread of its own."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("checker", __version__)

    @contextmanager
    def span(self, name: str, parent: str, attributes: Attributes) -> Iterator[object]:
        """Keep a span around what is done within, with the error that ends it, if one does."""
        context = _W3C.extract({"traceparent": parent}) if parent else None
        with self._tracer.start_as_current_span(name, context, attributes=dict(attributes)) as inner:
            yield inner

    def record(self, name: str, stretch: Stretch, attributes: Attributes) -> None:
        """Keep a span of something that is over."""
        began, ended = int(stretch.began * NANO), int(stretch.ended * NANO)
        self._tracer.start_span(name, start_time=began, attributes=dict(attributes)).end(ended)

    def note(self, attributes: Attributes) -> None:
        """Say more of the span that is around."""
        trace.get_current_span().set_attributes(dict(attributes))

    def traceparent(self) -> str:
        """Return what is around, as W3C Trace Context writes it."""
        carrier: dict[str, str] = {}
        _W3C.inject(carrier)
        return carrier.get("traceparent", "")

    def close(self) -> None:
        """Send what was kept."""
        self._provider.shutdown()


def open_tracer(environ: Mapping[str, str]) -> OtelTracer:
    """Return what the variables ask for.

    Raises
    ------
    InvalidSettings
        They name an exporter or a protocol that is not known here.
    """
    named = {} if environ.get("OTEL_SERVICE_NAME", "").strip() else {SERVICE_NAME: "checker"}
    provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(_exporter(environ)))
    return OtelTracer(provider)


def _exporter(environ: Mapping[str, str]) -> SpanExporter:
    kind = environ.get("OTEL_TRACES_EXPORTER", "").strip().lower() or "otlp"
    if kind == "console":
        return ConsoleSpanExporter()
    if kind != "otlp":
        raise InvalidSettings(f"OTEL_TRACES_EXPORTER: {kind!r} is not known; use otlp, console or none")
    for name in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        if environ.get(name, "http/protobuf").strip() not in {"", "http/protobuf"}:
            raise InvalidSettings(f"{name}: only http/protobuf is spoken, mostly at port 4318")
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

    return OTLPSpanExporter()
