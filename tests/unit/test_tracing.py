"""Traces: from the request through the queue to the stages of a run, and only where they are asked for."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from checker.api import create_app
from checker.config import load_settings
from checker.errors import InvalidSettings
from checker.store import open_store
from checker.tracing import asked, set_up_tracing, traceparent
from checker.work import Work
from tests.fakes import FakeChecking

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@contextmanager
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """Give a collector that keeps what it is sent."""
    kept: list[ExportTraceServiceRequest] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_check_is_one_trace(tmp_path, monkeypatch):
    """The request, the wait in the queue, the run and its stages are spans of the trace of the caller."""
    settings = load_settings(data_dir=tmp_path, database_url="", redis_url="", api_key_hashes=())
    with collector() as (url, kept):
        # OpenTelemetry reads its variables itself.
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
        end = set_up_tracing()
        with (
            closing(open_store(settings)) as store,
            closing(Work(settings, lambda _: FakeChecking())) as work,
        ):
            app = create_app(
                settings, store=store, submit=lambda _: None, wait=store.wait_for, readiness=dict
            )
            headers = {"traceparent": PARENT, "X-Request-ID": "r-7"}
            made = app.test_client().post("/api/v1/checks", json={"text": "a"}, headers=headers)
            work.run(made.json["id"])
        end()
    resources = [resource for request in kept for resource in request.resource_spans]
    spans = {span.name: span for r in resources for scope in r.scope_spans for span in scope.spans}
    named = {a.key: a.value.string_value for r in resources for a in r.resource.attributes}
    assert named["service.name"] == "checker"
    assert set(spans) >= {
        *("POST /api/v1/checks", "check", "wait"),
        *("stage claims", "stage passages", "stage verdicts"),
    }
    assert {span.trace_id.hex() for span in spans.values()} == {PARENT.split("-")[1]}
    request, run = spans["POST /api/v1/checks"], spans["check"]
    assert request.parent_span_id.hex() == PARENT.split("-")[2]
    assert run.parent_span_id == request.span_id
    assert {spans[f"stage {name}"].parent_span_id for name in ("claims", "passages", "verdicts")} == {
        run.span_id
    }
    said = {a.key: a.value.string_value or a.value.int_value for a in request.attributes}
    assert (said["checker.request_id"], said["http.response.status_code"]) == ("r-7", 202)
    told = {a.key: a.value.string_value for a in run.attributes}
    assert told == {
        "checker.check_id": made.json["id"],
        "checker.state": "done",
        "checker.verdict": "NOT ENOUGH INFO",
    }
    assert traceparent() == ""


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "x"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "console"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_when_traces_are_asked_for(variables, wanted):
    """The standard variables say whether traces are sent."""
    assert asked(variables) is wanted


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "use otlp, console or none"),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "only http/protobuf"),
    ],
)
def test_what_is_not_spoken_is_said_at_the_start(variables, words):
    """An exporter that is not known stops the process with words that say what to change."""
    with pytest.raises(InvalidSettings, match=words):
        set_up_tracing(variables)


def test_nothing_is_loaded_otherwise():
    """Without the variables, nothing that traces is imported by server or worker.

    The client of Redis looks at the metrics of OpenTelemetry by itself where that is installed.
    """
    program = (
        "NAMES = ('checker.otel', 'opentelemetry.exporter', 'opentelemetry.sdk.trace'); "
        "import sys, checker.serve, checker.workers; from checker.tracing import set_up_tracing; "
        "set_up_tracing({}); print([name for name in sys.modules if name.startswith(NAMES)])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
