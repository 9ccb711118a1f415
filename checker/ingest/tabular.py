"""CSV: one statement a row, under a line that names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from checker.csv_cells import csv_rows
from checker.ingest.decoding import decoded
from checker.ingest.documents import Document, Finding, nothing
from checker.ingest.drafts import Draft, Skipped
from checker.ingest.marking import marked
from checker.ingest.rows import NAMES, draft_of

MAX_FAULTS = 1_000
_DELIMITERS = ",;\t|"
_KNOWN = frozenset(name for names in NAMES.values() for name in names)


def is_table(first_line: str) -> bool:
    """Whether a line names the columns of a table of statements."""
    return _delimiter(first_line) is not None


def read_csv(document: Document) -> Finding:
    """Return a draft for each row; a row that cannot be used is left out and says why."""
    found = decoded(document.body)
    text = found.text.replace("\x00", "")
    if text[:4].lower() == "sep=":  # spreadsheets write this line for each other
        text = text.partition("\n")[2]
    text = text.lstrip()
    delimiter = _delimiter(text.partition("\n")[0])
    if delimiter is None:
        columns = text.partition("\n")[0].strip()[:200]
        reason = (
            f"no column is named text; the first line is {columns!r} and must name the columns: {_needed()}"
        )
        return nothing(document, reason)
    return marked(_rows(text, delimiter, document), found.doubts)


def _needed() -> str:
    return "text, and where known id, title, issuer, speaker, office, date, url"


def _delimiter(header: str) -> str | None:
    """Return by what the columns are parted: the mark under which most names are known."""
    best, most = None, 0
    for delimiter in _DELIMITERS:
        names = {_plain(name) for name in header.split(delimiter)}
        known = len(names & _KNOWN)
        if names & set(NAMES["text"]) and known > most and (len(names) > 1 or "text" in names):
            best, most = delimiter, known
    return best


def _plain(name: str) -> str:
    return name.strip().strip("\"'").strip().lower().replace(" ", "_").replace("-", "_")


def _rows(text: str, delimiter: str, document: Document) -> Finding:
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    for line, outcome in _outcomes(text, delimiter, document):
        if isinstance(outcome, Draft):
            drafts.append(outcome)
            continue
        skipped.append(Skipped(document.at(f"line {line}"), outcome))
        if len(skipped) >= MAX_FAULTS:
            skipped.append(
                Skipped(document.origin, f"more than {MAX_FAULTS:,} faults; the rest was not read")
            )
            break
    if not drafts and not skipped:
        return nothing(document, "there is no row under the names of the columns")
    return Finding(tuple(drafts), tuple(skipped))


def _outcomes(text: str, delimiter: str, document: Document) -> Iterator[tuple[int, Draft | str]]:
    reader = csv_rows(text, delimiter)
    try:
        names = [_plain(name) for name in next(reader)]
    except csv.Error as error:
        yield 1, f"the names of the columns cannot be read ({error}); is a quotation mark not closed?"
        return
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"the row cannot be read ({error}); is a quotation mark not closed or not doubled?"
            continue
        if any(cell.strip() for cell in row):
            yield line, _outcome(names, row, document)


def _outcome(names: Sequence[str], row: Sequence[str], document: Document) -> Draft | str:
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        return f"it has {len(row)} cells and the first line names {len(names)}; put texts in quotation marks"
    return draft_of(dict(zip(names, row, strict=False)), document)
