"""One statement per Markdown file: YAML front matter, then the words, verbatim."""

from __future__ import annotations

import difflib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from checker.faults import Fault, Located
from checker.issued import parse_issued_at
from checker.records import Attribution, IssuedAt, Precision, Source, Statement

MAX_FILE_BYTES = 1_048_576
FIELDS = (
    "id",
    "issuer",
    "speaker",
    "office",
    "issued_at",
    "precision",
    "venue",
    "title",
    "source_title",
    "source_publisher",
    "source_url",
    "language",
    "attribution",
    "supersedes",
    "retracts",
)
LISTS = frozenset({"supersedes", "retracts"})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_FENCE = "---"


class _Reader:
    """Reads one file and collects its faults."""

    def __init__(self, path: Path, *, complete: bool = True) -> None:
        self.path = path
        self.complete = complete
        self.faults: list[Fault] = []
        self.values: dict[str, str] = {}
        self.lists: dict[str, tuple[str, ...]] = {}
        self.lines: dict[str, int] = {}

    def fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.path, line, message))

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def field_fault(self, name: str, message: str) -> None:
        self.fault(self.lines.get(name, 1), f"{name}: {message}")


def read_statement_file(path: Path) -> tuple[Located | None, list[Fault]]:
    """Return the statement of a file, or None and everything that is wrong with it."""
    reader = _Reader(path)
    return _read(reader, _decoded(reader))


def read_statement_text(text: str, path: Path) -> tuple[Located | None, list[Fault]]:
    """Return the statement of a text with front matter; it may lack an id, and who made it.

    ``path`` only names it in the faults.
    """
    return _read(_Reader(path, complete=False), text)


def _read(reader: _Reader, text: str | None) -> tuple[Located | None, list[Fault]]:
    parts = _parts(reader, text) if text is not None else None
    if parts is None:
        return None, reader.faults
    head, body, body_line = parts
    fields = _fields(reader, head)
    words = _unwrapped(body)
    if not words:
        reader.fault(body_line, "there is no text after the front matter; put the official words there")
    if fields is None:
        return None, reader.faults
    for key, value in fields:
        _read_field(reader, key, value)
    statement = _statement(reader, words)
    return (None if reader.faults else Located(statement, reader.path, reader.lines)), reader.faults


def _decoded(reader: _Reader) -> str | None:
    size = reader.path.stat().st_size
    if size > MAX_FILE_BYTES:
        reader.fault(1, f"the file has {size:,} bytes; at most {MAX_FILE_BYTES:,} are read, so split it")
        return None
    raw = reader.path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reader.fault(line, f"byte {raw[error.start]:#04x} is not UTF-8; save the file as UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        reader.fault(line, f"control character {ord(control.group()):#04x}; remove it")
        return None
    return text


def _parts(reader: _Reader, text: str) -> tuple[str, str, int] | None:
    """Return front matter, body and the body's first line."""
    rows = text.split("\n")
    if rows[0].rstrip() != _FENCE:
        reader.fault(1, f"the first line must be {_FENCE}, then the fields, then {_FENCE}, then the words")
        return None
    for number, row in enumerate(rows[1:], start=2):
        if row.rstrip() == _FENCE:
            return "\n".join(rows[1 : number - 1]), "\n".join(rows[number:]), number + 1
    reader.fault(len(rows), f"the front matter is not closed; put {_FENCE} on a line after the fields")
    return None


def _unwrapped(body: str) -> str:
    """Return the body with one line per paragraph: a file may wrap its lines anywhere."""
    paragraphs = re.split(r"\n[ \t]*\n", body)
    return "\n".join(filter(None, (" ".join(p.split()) for p in paragraphs)))


def _fields(reader: _Reader, head: str) -> list[tuple[yaml.Node, yaml.Node]] | None:
    """Return the fields as they are written, or None where it cannot be told which there are."""
    try:
        node = yaml.compose(head, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        message = f"the YAML cannot be read: {error.problem or error}; {_cure(error, head)}"
        reader.fault(mark.line + 2 if mark else 1, message)
        return None
    except (yaml.YAMLError, RecursionError) as error:
        reader.fault(1, f"the YAML cannot be read: {str(error).splitlines()[0]}")
        return None
    if not isinstance(node, yaml.MappingNode):
        reader.fault(2, "the front matter must be lines of 'field: value'")
        return None
    return list(node.value)


def _cure(error: yaml.MarkedYAMLError, head: str) -> str:
    """Return what mends YAML that cannot be read, as far as that can be told."""
    if "quoted scalar" in (error.context or ""):
        return "close the quotation mark"
    line = error.problem_mark.line if error.problem_mark else 0
    row = "".join(head.split("\n")[line : line + 1])
    if row.startswith((" ", "\t")) and not row.lstrip().startswith("-"):
        return "begin each field at the start of its line"
    return "put the value into quotation marks"


def _read_field(reader: _Reader, key: yaml.Node, value: yaml.Node) -> None:
    line = key.start_mark.line + 2  # counted from 0, after the fence
    name = str(key.value)
    if name not in FIELDS:
        reader.fault(line, f"unknown field {name!r}{_suggestion(name)}")
    elif name in reader.lines:
        reader.fault(line, f"{name} is given twice; keep one")
    else:
        reader.lines[name] = line
        _read_value(reader, name, value)


def _suggestion(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; the fields are {', '.join(FIELDS)}"


def _read_value(reader: _Reader, name: str, node: yaml.Node) -> None:
    """Keep a value as it is written: a plain ``no`` or ``2025-06`` stays text."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if (isinstance(node, yaml.SequenceNode) and name not in LISTS) or not all(
        isinstance(item, yaml.ScalarNode) for item in items
    ):
        kind = "an id or a list of ids" if name in LISTS else "one line of text"
        reader.field_fault(name, f"must be {kind}")
        return
    texts = tuple("" if n.tag.endswith(":null") else " ".join(str(n.value).split()) for n in items)
    if name in LISTS:
        reader.lists[name] = tuple(filter(None, texts))
    else:
        reader.values[name] = texts[0]


def _statement(reader: _Reader, words: str) -> Statement:
    _check_required(reader)
    url = reader.value("source_url")
    if url and not re.match(r"https?://[^\s/]+", url):
        reader.field_fault("source_url", "must start with https:// or http://, or be empty")
    language = reader.value("language") or "en"
    if not _LANGUAGE.fullmatch(language):
        reader.field_fault("language", f"{language!r} is no language tag such as en, ur or pt-BR")
    return Statement(
        statement_id=reader.value("id"),
        text=words,
        issuer=reader.value("issuer"),
        speaker=reader.value("speaker"),
        office=reader.value("office"),
        issued_at=_issued_at(reader),
        venue=reader.value("venue"),
        source=Source(reader.value("source_title"), reader.value("source_publisher"), url),
        language=language,
        attribution=_attribution(reader),
        supersedes=reader.lists.get("supersedes", ()),
        retracts=reader.lists.get("retracts", ()),
        title=reader.value("title"),
    )


def _check_required(reader: _Reader) -> None:
    identifier = reader.value("id")
    if not identifier and not reader.complete:
        return
    if not identifier:
        reader.field_fault(
            "id", "is missing; give the statement a name of its own, such as mofa-2025-06-19-aid"
        )
    elif not _ID.fullmatch(identifier):
        reader.field_fault("id", "use up to 100 letters, digits, dots, hyphens and underscores, no spaces")
    if reader.complete and not any(reader.value(name) for name in ("issuer", "speaker", "office")):
        reader.field_fault("issuer", "is missing; say which institution made the statement")


def _attribution(reader: _Reader) -> Attribution:
    given = reader.value("attribution").lower() or Attribution.REPORTED
    try:
        return Attribution(given)
    except ValueError:
        reader.field_fault("attribution", f"{given!r} must be direct (a quotation) or reported")
        return Attribution.REPORTED


def _issued_at(reader: _Reader) -> IssuedAt:
    text = reader.value("issued_at")
    try:
        issued = parse_issued_at(text)
    except ValueError:
        reader.field_fault("issued_at", f"{text!r} is no date that exists; write 2025-06-19, 2025-06 or 2025")
        return IssuedAt(text)
    if issued.value and issued.value > datetime.now(UTC) + timedelta(days=1):
        reader.field_fault("issued_at", f"{text!r} lies in the future")
    given = reader.value("precision").lower()
    if given and given not in set(Precision):
        reader.field_fault("precision", f"{given!r} must be one of {', '.join(Precision)}")
    elif given and given != issued.precision:
        reader.field_fault(
            "precision", f"issued_at {text!r} is known to: {issued.precision}; it says {given}"
        )
    return issued
