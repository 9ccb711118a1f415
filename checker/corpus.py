"""The corpus: every official statement, validated, and the version that names exactly this set.

A corpus is a folder of statement files (docs/corpus.md) or a JSONL file. All faults of a
corpus are reported together, each with its file, its line and what to change.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from checker.errors import InvalidCorpus
from checker.faults import Fault, Located
from checker.in_force import leads_back, settle
from checker.passages import cut, said_in
from checker.records import Passage, Statement
from checker.statement_lines import read_statement_lines

log = logging.getLogger(__name__)

MAX_FAULTS_SHOWN = 20
MAX_UNREAD_SHOWN = 5
_LINE_SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
# What may hold statements and only an import reads. Plain text is left out: notes lie in folders too.
_FOR_IMPORT = (
    *(".csv", ".tsv", ".json", ".jsonld", ".html", ".htm", ".xml", ".rss", ".atom", ".pdf", ".docx"),
    *(".csv.gz", ".tsv.gz", ".json.gz", ".markdown"),
)
_OTHERS = "`checker corpus import` adds what others hold"


@dataclass(frozen=True)
class Corpus:
    """Statements in a fixed order, and the hash of all they say."""

    statements: tuple[Statement, ...]
    version: str  # "sha256:" and 16 hex digits: the same statements give the same version

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Corpus:
        """Return the corpus of these statements, without checking them."""
        kept = tuple(statements)
        return cls(kept, _version(kept))

    def passages(self) -> tuple[Passage, ...]:
        """Return the passages of all statements, in order; cut once."""
        return self._passages

    def reuse(self, earlier: Iterable[Passage]) -> None:
        """Take the passages of statements that another corpus had too from there: cutting takes time."""
        known: dict[str, list[Passage]] = {}
        for passage in earlier:
            known.setdefault(passage.statement.statement_id, []).append(passage)
        self.__dict__["_passages"] = tuple(
            passage
            for statement in self.statements
            for passage in _again(statement, known.get(statement.statement_id, ())) or cut(statement)
        )

    @cached_property
    def _passages(self) -> tuple[Passage, ...]:
        return tuple(passage for statement in self.statements for passage in cut(statement))


def load_corpus(path: Path) -> Corpus:
    """Return the corpus that a folder of ``*.md`` files or a JSONL file holds, with what still holds in it.

    Raises
    ------
    InvalidCorpus
        With every fault found: file, line, and what to change.
    """
    path = Path(path)
    statements = read_statements(path)
    if not statements:
        what = "statement in a .md or .jsonl file" if path.is_dir() else "statement"
        raise InvalidCorpus(f"{path}: holds no {what}; see docs/corpus.md for how to write one")
    return Corpus.of(settle(statements))


def read_statements(path: Path, known: Iterable[str] = ()) -> tuple[Statement, ...]:
    """Return what the statement files at ``path`` say; they may refer to the ids that are ``known`` too.

    Raises
    ------
    InvalidCorpus
        With every fault found: file, line, and what to change.
    """
    located, faults = _read(path)
    faults += _ids(located) + _references(located, frozenset(known))
    if faults:
        raise InvalidCorpus(described(faults))
    return tuple(entry.statement for entry in located)


@dataclass(frozen=True, slots=True)
class Usable:
    """What the statement files at a place say, as far as they can be used."""

    statements: tuple[Statement, ...]
    faults: tuple[Fault, ...]  # of the other files, of which nothing is among the statements


def read_usable(path: Path, known: Iterable[str] = ()) -> Usable:
    """Return what the files at ``path`` say that have no fault and need none that has one.

    Raises
    ------
    InvalidCorpus
        There is no such file or folder, or the name of the file is of no kind that is read.
    """
    left, faults = _read(path)
    elsewhere = frozenset(known)
    while True:  # what refers to a file that was left out may have to be left out too
        faults += _ids(left) + _references(left, elsewhere)
        bad = {fault.file for fault in faults} | _of_one_id(left)
        kept = [entry for entry in left if entry.file not in bad]
        if len(kept) == len(left):
            return Usable(tuple(entry.statement for entry in kept), tuple(faults))
        left = kept


def _of_one_id(located: Sequence[Located]) -> set[Path]:
    """Return the files of which two have one id: nobody can tell which of them is meant."""
    files: dict[str, list[Path]] = {}
    for entry in located:
        files.setdefault(entry.statement.statement_id, []).append(entry.file)
    return {file for of_one in files.values() if len(of_one) > 1 for file in of_one}


def described(faults: Sequence[Fault | str]) -> str:
    """Return a line for each fault, as an editor understands it; of very many the first ones."""
    shown = [str(fault) for fault in faults[:MAX_FAULTS_SHOWN]]
    if len(faults) > MAX_FAULTS_SHOWN:
        shown.append(f"and {len(faults) - MAX_FAULTS_SHOWN} more")
    return "\n".join(shown)


def _again(statement: Statement, before: Sequence[Passage]) -> Sequence[Passage]:
    """Return the passages of a statement that says what it said before, whether it still holds or not."""
    if not before or replace(before[0].statement, standing=statement.standing) != statement:
        return ()
    if before[0].statement == statement:
        return before
    return [replace(p, statement=statement, said=said_in(statement, p.standalone)) for p in before]


def _read(path: Path) -> tuple[list[Located], list[Fault]]:
    try:
        if not path.exists():
            raise InvalidCorpus(f"{path}: there is no such file or folder")
        files = _files_of(path) if path.is_dir() else [path]
    except OSError as error:
        raise InvalidCorpus(f"{path}: cannot be read: {error.strerror or error}") from error
    located: list[Located] = []
    faults: list[Fault] = []
    for file in files:
        try:
            statements, found = _read_file(file)
        except OSError as error:
            statements, found = [], [Fault(file, 1, f"cannot be read: {error.strerror or error}")]
        located += statements
        faults += found
    return located, faults


def _files_of(folder: Path) -> list[Path]:
    seen = sorted(p for p in folder.rglob("*") if _is_seen(p.relative_to(folder)) and p.is_file())
    _tell_unread([p for p in seen if p.name.lower().endswith(_FOR_IMPORT)])
    return [p for p in seen if _is_statement(p.name.lower())]


def _is_seen(relative: Path) -> bool:
    return not any(part.startswith(".") for part in relative.parts)


def _is_statement(name: str) -> bool:
    return name != "readme.md" and name.endswith((".md", *_LINE_SUFFIXES))


def _tell_unread(files: Sequence[Path]) -> None:
    """Say which files of a folder look like statements and are not read from there."""
    if files:
        shown = [str(file) for file in files[:MAX_UNREAD_SHOWN]]
        more = [f"and {len(files) - MAX_UNREAD_SHOWN} more"] if len(files) > MAX_UNREAD_SHOWN else []
        names = ", ".join((*shown, *more))
        log.warning("not read: %s; a folder gives its .md and .jsonl files, %s", names, _OTHERS)


def _read_file(path: Path) -> tuple[list[Located], list[Fault]]:
    name = path.name.lower()
    if name.endswith(_LINE_SUFFIXES):
        return read_statement_lines(path)
    if name.endswith(".md"):
        from checker.statement_files import read_statement_file  # noqa: PLC0415  # YAML is read of these alone

        statement, faults = read_statement_file(path)
        return [statement] if statement else [], faults
    names = ", ".join(_LINE_SUFFIXES)
    raise InvalidCorpus(f"{path}: give a folder of .md files, or a file that ends in {names}")


def _ids(located: Sequence[Located]) -> list[Fault]:
    """Return a fault for every id that an earlier statement has already taken."""
    first: dict[str, Located] = {}
    faults = []
    for entry in located:
        earlier = first.setdefault(entry.statement.statement_id, entry)
        if earlier is not entry:
            message = (
                f"id {entry.statement.statement_id!r} is already taken by {earlier.place}; ids must differ"
            )
            faults.append(Fault(entry.file, entry.line_of("id"), message))
    return faults


def _references(located: Sequence[Located], elsewhere: frozenset[str]) -> list[Fault]:
    """Return a fault for every reference to an unknown id, and for every loop."""
    known = {entry.statement.statement_id: entry.statement for entry in located}
    faults = [
        entry.fault(field, f"{field} names {target!r}, which no statement has as its id")
        for entry in located
        for field in ("supersedes", "retracts")
        for target in getattr(entry.statement, field)
        if target not in known and target not in elsewhere
    ]
    message = "this leads back to the statement itself; only the later of two names the earlier"
    faults += [
        entry.fault("supersedes" if entry.statement.supersedes else "retracts", message)
        for entry in located
        if leads_back(entry.statement.statement_id, known)
    ]
    return faults


def version_of(fingerprints: Iterable[tuple[str, bytes]]) -> str:
    """Return the version of a corpus from ids and fingerprints of its statements: order plays no part."""
    total = hashlib.sha256()
    for _, found in sorted(fingerprints):
        total.update(found)
    return f"sha256:{total.hexdigest()[:16]}"


def fingerprint(statement: Statement) -> bytes:
    """Return a hash of all that a statement says, and of whether it holds."""
    links = {name: sorted(set(getattr(statement, name))) for name in ("supersedes", "retracts")}
    line = json.dumps(asdict(statement) | links, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(line.encode()).digest()


def _version(statements: Sequence[Statement]) -> str:
    return version_of((statement.statement_id, fingerprint(statement)) for statement in statements)
