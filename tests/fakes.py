"""Small stand-ins for what needs a model, a database or a network. Deterministic, no patching."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from checker.check_records import CheckState
from checker.corpus import Corpus
from checker.errors import InvalidInput, NotFound, NotReady, StoreUnavailable
from checker.filing import folded
from checker.new_checks import LEFT_TO_CALLER, Running
from checker.once import Once
from checker.passages import cut
from checker.queue_reasons import whys
from checker.records import Passage, Post, Probabilities, Report, Statement
from checker.schema import report_to_wire
from checker.scope import Scope
from checker.shelf import Listed, Wanted
from checker.sieve import terms
from checker.stages import Stage, Tell, nobody

FIRST = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)  # when the first check is accepted


@dataclass
class FakeCheck:
    """A check in memory."""

    check_id: str
    post: Post
    owner: str
    state: str = "queued"
    created_at: datetime = FIRST
    finished_at: datetime | None = None
    report: dict[str, Any] | None = None
    error: str | None = None
    error_type: str | None = None
    request_id: str = ""
    cached: bool = False
    first_check_id: str | None = None


@dataclass
class FakeAccepted:
    """A check that was accepted; it is always to be run."""

    check: FakeCheck
    to_run: bool = True


def _listed(check: FakeCheck) -> Listed:
    return Listed(
        check.check_id,
        CheckState(check.state),
        check.created_at,
        check.finished_at,
        check.post.text,
        check.post.url,
        str(check.report["verdict"]) if check.report else None,
    )


@dataclass
class FakeChecks:
    """A store in memory, and the worker that finishes its checks when told to."""

    kept: dict[str, FakeCheck] = field(default_factory=dict)
    away: bool = False
    once: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    told: dict[str, dict[str, int]] = field(default_factory=dict)
    followed: list[str] = field(default_factory=list)

    def add_check(self, post: Post, *, owner: str = "", once: Once | None = None) -> FakeCheck:
        """Keep a new check, or find the one that the same request made."""
        if self.away:
            raise StoreUnavailable("the database does not answer")
        if once and (known := self.answered(owner, once)):
            return known
        number = len(self.kept) + 1
        check = FakeCheck(f"check-{number}", post, owner, created_at=FIRST + timedelta(seconds=number - 1))
        self.kept[check.check_id] = check
        if once:
            self.once[owner, once.key] = once.body, check.check_id
        return check

    def accept(
        self,
        post: Post,
        *,
        owner: str = "",
        once: Once | None = None,
        fresh: bool = False,
        running: Running = LEFT_TO_CALLER,
    ) -> FakeAccepted:
        """Keep a new check; no answer is ever shared."""
        del fresh
        running.room()
        check = self.add_check(post, owner=owner, once=once)
        running.queue(check.check_id)
        return FakeAccepted(check)

    def share_out(self, check_id: str) -> tuple[str, ...]:
        """Return nothing: nobody waits for others."""
        del check_id
        return ()

    def answered(self, owner: str, once: Once) -> FakeCheck | None:
        """Return the check that the same request made."""
        if (owner, once.key) not in self.once:
            return None
        body, check_id = self.once[owner, once.key]
        if body != once.body:
            raise InvalidInput("Idempotency-Key came with another body", field="Idempotency-Key")
        return self.kept[check_id]

    def list_checks(self, wanted: Wanted) -> tuple[Listed, ...]:
        """Return a page of checks."""
        found = sorted(map(_listed, self.kept.values()), key=lambda c: (c.created_at, c.check_id))
        return tuple(c for c in found[::-1] if self._is_wanted(c, wanted))[: wanted.limit]

    def _is_wanted(self, one: Listed, wanted: Wanted) -> bool:
        after, place = wanted.after, (one.created_at, one.check_id)
        return (
            wanted.owner in {None, self.kept[one.check_id].owner}
            and wanted.state in {None, one.state}
            and (wanted.verdict is None or one.verdict == wanted.verdict.value)
            and all(term in folded(f"{one.text} {one.url or ''}") for term in terms(wanted.text))
            and wanted.needs_review in {None, bool(whys(one.facts, wanted.below))}
            and (wanted.since is None or one.created_at >= wanted.since)
            and (wanted.until is None or one.created_at < wanted.until)
            and (after is None or place < (after.created_at, after.check_id))
        )

    def remove(self, check_id: str) -> bool:
        """Remove a check."""
        self.once = {key: made for key, made in self.once.items() if made[1] != check_id}
        return self.kept.pop(check_id, None) is not None

    def follow(self, check_id: str) -> None:
        """Keep who is followed."""
        self.get(check_id)
        self.followed.append(check_id)

    def stages(self, check_id: str) -> dict[str, int]:
        """Return what the test says."""
        return self.told.get(check_id, {})

    def get(self, check_id: str) -> FakeCheck:
        """Return a check."""
        if self.away:
            raise StoreUnavailable("the database does not answer")
        if check_id not in self.kept:
            raise NotFound(f"no check {check_id}")
        return self.kept[check_id]

    def finish(self, check_id: str, report: Report) -> None:
        """Answer a check as a worker would."""
        check = self.kept[check_id]
        check.state, check.report = "done", report_to_wire(report, check_id=check_id)
        check.finished_at = check.created_at

    def fail(self, check_id: str, words: str) -> None:
        """Give a check up as a worker would."""
        self.kept[check_id].state, self.kept[check_id].error = "failed", words


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass
class FakeChecking:
    """Makes reports without a model: the words of a post say what happens to it."""

    facts: dict[str, str] = field(default_factory=lambda: {"corpus": "fake"})
    made: list[str] = field(default_factory=list)
    told: Callable[[Mapping[str, str]], object] | None = None
    closed: bool = False
    current: bool = True
    corpus: tuple[Statement, ...] = ()
    searched: list[str] = field(default_factory=list)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # reports by the text of their posts
    meanings: Any = None

    def report(self, post: Post, check_id: str, told: Tell = nobody) -> dict[str, Any]:
        """Return a report, or do what the post asks for."""
        word, _, rest = post.text.partition(" ")
        told(Stage.CLAIMS, 2)
        if word == "invalid":
            raise InvalidInput(rest)
        if word == "broken":
            raise ZeroDivisionError(rest)
        if word == "later":
            raise NotReady(rest)
        if word == "hold":
            _hold(Path(rest))
        told(Stage.PASSAGES, 5)
        self.made.append(check_id)
        if post.text in self.known:
            return {**self.known[post.text], "id": check_id}
        return {"id": check_id, "post": post.text, "verdict": "NOT ENOUGH INFO", "claims": [], "summary": ""}

    def is_current(self) -> bool:
        """Return whether the test says so."""
        return self.current

    def statements(self) -> tuple[Statement, ...]:
        """Return the statements of the test."""
        return self.corpus

    def near(self, words: str, most: int) -> list[Passage]:
        """Return the passages that share a word with what is asked for."""
        wanted = set(words.casefold().split())
        passages = [passage for statement in self.corpus for passage in cut(statement)]
        return [p for p in passages if wanted & set(p.text.casefold().rstrip(".").split())][:most]

    def concerned(self, queries: Sequence[str], statement_ids: frozenset[str], scope: Scope) -> list[bool]:
        """Return whether a query shares a word with a statement that is in scope."""
        self.searched += queries
        told = [s.text for s in self.corpus if s.statement_id in statement_ids and scope.admits(s)]
        words = {word for text in told for word in text.casefold().split()}
        return [bool(words & set(query.casefold().split())) for query in queries]

    def pinned(self) -> FakeChecking:
        """Return itself as it is now."""
        return replace(self)

    def follow(self, told: Callable[[Mapping[str, str]], object]) -> None:
        """Keep whom to tell, and tell what is so now."""
        self.told = told
        told(self.facts)

    def close(self) -> None:
        """Be closed."""
        self.closed = True


def _hold(path: Path) -> None:
    """Tell that the check has begun, and go on when the test lets it."""
    path.with_suffix(".begun").touch()
    while not path.with_suffix(".go").exists():
        time.sleep(0.02)


@dataclass
class FakeEncoder:
    """A bag of hashed words at length one: texts that share words are near, others are at right angles."""

    name: str = "fake-bag-of-words@1"
    dimension: int = 64
    asked: list[str] = field(default_factory=list)  # every text that was encoded, in order

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one row per text; a text without words has a direction of its own."""
        self.asked += texts
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()) or [""]:
                row[zlib.crc32(word.encode("utf-8", "replace")) % self.dimension] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


class FakeWorth:
    """Holds every sentence to be worth checking."""

    name = "all@1"

    def __call__(self, texts: Sequence[str]) -> list[float]:
        """Return 1 for each text."""
        return [1.0] * len(texts)


class FakeStance:
    """Takes the stance that is given for a word of the claim; neutral where no word matches."""

    def __init__(self, stances: dict[str, str]) -> None:
        self._stances = stances

    def predict(self, pairs: Sequence[tuple[str, str]]) -> list[Probabilities]:
        """Return sure probabilities for each pair."""
        return [self._of(claim) for _, claim in pairs]

    def _of(self, claim: str) -> Probabilities:
        words = claim.casefold()
        stance = next((s for word, s in self._stances.items() if word in words), "neutral")
        names = ("supports", "refutes", "neutral")
        return Probabilities(**{name: 0.96 if name == stance else 0.02 for name in names})


@dataclass
class FakeTruth:
    """A living corpus in memory: what a journal adds up to."""

    corpus: Corpus
    seq: int = 1
    reads: int = 0
    broken: Exception | None = None  # what the next questions end with
    versions: set[str] = field(default_factory=set)  # of all that it was before

    def had(self, version: str) -> bool:
        """Whether it ever had a version."""
        return version in self.versions | {self.corpus.version}

    def head(self) -> str:
        """Return the version of the corpus now."""
        if self.broken:
            raise self.broken
        return self.corpus.version

    def read(self) -> tuple[Corpus, int]:
        """Return the corpus now, and the number of its last event."""
        self.reads += 1
        return self.corpus, self.seq

    def becomes(self, *statements: Statement) -> None:
        """Change the corpus."""
        self.versions.add(self.corpus.version)
        self.corpus, self.seq = Corpus.of(statements), self.seq + 1
