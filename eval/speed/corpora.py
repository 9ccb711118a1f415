"""Corpora of any size to measure over: our briefings, then statements of governments, then variants of them.

The variants take the place of statements that we do not have: their words are those of real ones with
the names exchanged, and their vectors are drawn around real ones, since embedding a million passages
takes half an hour and says nothing new. Only where the corpus is larger than the data are there any.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from checker.config import Settings
from checker.corpus import load_corpus
from checker.embeddings import Embeddings, Progress
from checker.encoder import load_encoder
from checker.living_index import Place, build_now
from checker.passages import cut
from checker.records import Statement
from checker.truth import open_truth
from training import mixture

PORTION = 1_000  # statements in a file
FILES = ("state", "whitehouse")
MARK = "of the copy"  # in the title of a variant, and so in front of its passages
NOISE = 0.35  # length of what is added to a vector of length one: neighbours, but no doubles
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")

Floats = npt.NDArray[np.float32]


def written(folder: Path, size: int, data: Path) -> int:
    """Write statements with at least ``size`` passages as JSONL, and return how many they have."""
    folder.mkdir(parents=True, exist_ok=True)
    passages = 0
    for number, statements in enumerate(_portions(_statements(data))):
        with (folder / f"{number:03}.jsonl").open("w", encoding="utf-8") as stream:
            for statement in statements:
                if passages >= size:
                    return passages
                passages += len(cut(statement))
                stream.write(json.dumps(_row(statement)) + "\n")
    return passages


def of_statements(folder: Path, statements: Sequence[Statement]) -> None:
    """Write these statements as a corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(_row(statement)) + "\n" for statement in statements]
    (folder / "000.jsonl").write_text("".join(lines), "utf-8")


def _portions(statements: Iterator[Statement]) -> Iterator[list[Statement]]:
    while portion := list(islice(statements, PORTION)):
        yield portion


def indexed(settings: Settings, memory: Path) -> None:
    """Build the index that is served with these settings; vectors of real passages stay in ``memory``."""
    encoder = load_encoder(settings)
    place = Place.of(encoder, settings)
    drawn = Drawn(Embeddings(memory, encoder))
    build_now(replace(place, embeddings=drawn), open_truth(settings))


class Drawn(Embeddings):
    """Embeds real passages, and draws the vectors of variants around theirs."""

    def __init__(self, real: Embeddings) -> None:
        self._real = real

    @property
    def name(self) -> str:
        """Which weights made the vectors."""
        return self._real.name

    def encode(self, texts: Sequence[str], progress: Progress = lambda *_: None) -> Floats:
        """Return one row per text."""
        variants = np.array([MARK in text for text in texts], np.bool_)
        made = self._real.encode([text for text in texts if MARK not in text], progress)
        if not variants.any():
            return made
        vectors = np.empty((len(texts), made.shape[1]), np.float32)
        vectors[~variants] = made
        for row in np.flatnonzero(variants):
            seed = int.from_bytes(hashlib.blake2b(texts[row].encode(), digest_size=8).digest(), "big")
            random = np.random.default_rng(seed)
            noise = random.standard_normal(made.shape[1], np.float32) * (NOISE / made.shape[1] ** 0.5)
            vector = made[random.integers(len(made))] + noise
            vectors[row] = vector / np.linalg.norm(vector)
        return vectors


def real_statements(data: Path) -> list[Statement]:
    """Return our briefings and the statements of the data."""
    briefings = [briefing.statement for briefing in mixture.briefings(training=True).values()]
    return briefings + _of_governments(data)


def _of_governments(data: Path) -> list[Statement]:
    files = (data / "statements" / f"{name}.jsonl.gz" for name in FILES)
    return [statement for file in files for statement in load_corpus(file).statements]


def _statements(data: Path) -> Iterator[Statement]:
    yield from real_statements(data)
    real = _of_governments(data)
    names = sorted(set(_NAME.findall(" ".join(one.text for one in real[:400]))))
    for turn in count(1):
        for statement in real:
            yield _variant(statement, turn, names)


def _variant(statement: Statement, turn: int, names: Sequence[str]) -> Statement:
    def other(found: re.Match[str]) -> str:
        digest = hashlib.blake2b(f"{turn} {found[0]}".encode(), digest_size=4).digest()
        return names[int.from_bytes(digest, "big") % len(names)]

    return replace(
        statement,
        statement_id=f"{statement.statement_id}-{turn}",
        text=_NAME.sub(other, statement.text),
        title=f"Number {turn} {MARK}",
    )


def _row(statement: Statement) -> dict[str, object]:
    """Return a statement as a line of a corpus file."""
    named = {
        "title": statement.title,
        "speaker": statement.speaker,
        "office": statement.office,
        "issuer": statement.issuer,
        "date": statement.issued_at.text,
        "language": statement.language,
    }
    said = {name: value for name, value in named.items() if value}
    url = statement.source.url or f"https://example.org/{statement.statement_id}"
    return {"id": statement.statement_id, "text": statement.text, "url": url, **said}
