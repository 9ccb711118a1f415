"""How the log is written: a line of text or a JSON object for each thing, with its request and check."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

from checker.config import Settings
from checker.log_context import facts

# What libraries say at each request or task and we say ourselves, with more in it.
_QUIET = (
    *("celery.app.trace", "celery.worker.strategy", "httpx2", "httpcore2", "waitress.queue"),
    "checker.database.Pool",  # SQLAlchemy's: it names its loggers by the class
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "data"}


def set_up_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Write the log of this process as the settings say; JSON has the warnings of libraries in it."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    handler.addFilter(add_facts)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    if settings.log_format == "json":
        logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def add_facts(record: logging.LogRecord) -> bool:
    """Note on a record for which request and check it was made: at once, in the thread that made it."""
    record.facts = dict(facts())
    return True


class TextLines(logging.Formatter):
    """One line for people: when, how grave, who, what, and for which request and check."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name that logging calls
        """Return the line."""
        said = {**getattr(record, "facts", {}), **_more(record)}
        tail = "".join(f" {name}={value}" for name, value in said.items())
        return _one_line(f"{_at(record)} {record.levelname} {record.name}: {record.message}{tail}")


class JsonLines(logging.Formatter):
    """One JSON object on a line: ``at``, ``level``, ``logger``, ``message``, and whatever else is known."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        line: dict[str, object] = {
            "at": _at(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
            **_more(record),
            "process": record.process,
            "thread": record.threadName,
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


def _one_line(text: str) -> str:
    """Return text without what ends a line or moves the cursor: much of it was sent by strangers."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _more(record: logging.LogRecord) -> dict[str, object]:
    """Return what whoever logged gave beside the message."""
    return {name: value for name, value in vars(record).items() if name not in _OWN and name != "facts"}
