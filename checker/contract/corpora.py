"""The corpus: its statements, what happened to them, sources, imports and proposals."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from checker.contract.reports import StandingAnswer
from checker.contract.wire import Answer, CorpusVersion, Moment, Self, words
from checker.events import EventKind
from checker.import_jobs import JobState
from checker.ingest.duplicates import Sameness
from checker.journal import ChangeKind
from checker.proposal_store import Stage
from checker.records import Attribution, Precision
from checker.source_records import SourceKind, SourceState


class IssuedAnswer(Answer):
    """When a statement was made, as far as its source says."""

    text: Annotated[str, words("as the source says it", example="19 June 2025")]
    value: Annotated[str | None, words("ISO 8601, the start of what is known")]
    precision: Precision


class OriginAnswer(Answer):
    """Where the words can be read."""

    title: str
    publisher: str
    url: str


class RecordAnswer(Answer):
    """A statement as it was recorded."""

    id: str
    title: str
    text: Annotated[str, words("verbatim")]
    issuer: str
    speaker: str
    office: str
    issued_at: IssuedAnswer
    venue: str
    source: OriginAnswer
    language: str
    attribution: Attribution
    supersedes: list[str]
    retracts: list[str]


class StatementAnswer(RecordAnswer):
    """An official statement, and whether it holds."""

    standing: StandingAnswer


class DoubtAnswer(Answer):
    """A field that a person should confirm."""

    field: str
    message: str


class EventAnswer(Answer):
    """Something that happened to a statement."""

    seq: Annotated[int, Field(ge=1)]
    kind: EventKind
    statement_id: str
    at: Moment
    actor: str
    reason: str
    by: str | None
    effective: Moment | None
    source: Annotated[str | None, words("SHA-256 of the source as it was received")]
    doubts: list[DoubtAnswer]
    corpus_version: CorpusVersion


class VersionAnswer(Answer):
    """One record of a statement."""

    seq: int
    kind: EventKind
    at: Moment
    actor: str
    reason: str
    source: str | None
    doubts: list[DoubtAnswer]
    statement: RecordAnswer


class CopyAnswer(Answer):
    """Where else the words of a statement were published."""

    source: str
    title: str
    publisher: str
    url: str
    how: Sameness
    sha256: str
    at: Moment
    actor: str


class CorpusAnswer(Answer):
    """The corpus, and how much is in it."""

    corpus_version: CorpusVersion
    seq: Annotated[int, words("number of the last event")]
    statements: int
    in_force: int


class StatementList(Answer):
    """A page of statements, sorted by id."""

    statements: list[StatementAnswer]
    next: Annotated[str | None, words("after of the next page; null on the last one")]
    corpus_version: CorpusVersion


class ShownStatement(Answer):
    """A statement with all that is known of it."""

    statement: Annotated[StatementAnswer | None, words("null when it is no part of the corpus")]
    versions: list[VersionAnswer]
    events: list[EventAnswer]
    ends: Annotated[list[EventAnswer], words("by which it ended others")]
    copies: list[CopyAnswer]
    seq: int
    corpus_version: CorpusVersion


class EventList(Answer):
    """A page of events, the newest first."""

    events: list[EventAnswer]
    next: Annotated[int | None, words("before of the next page; null on the last one")]


class PointAnswer(Answer):
    """The corpus at one moment."""

    seq: int
    corpus_version: CorpusVersion


class DifferenceAnswer(Answer):
    """One statement that differs between two versions of the corpus."""

    kind: Annotated[ChangeKind, WithJsonSchema({"type": "string", "enum": list(ChangeKind)})]
    statement_id: str
    fields: list[str]
    before: StatementAnswer | None
    after: StatementAnswer | None


class DiffAnswer(Answer):
    """What changed between two versions of the corpus."""

    before: Annotated[PointAnswer, Field(alias="from")]
    after: Annotated[PointAnswer, Field(alias="to")]
    changes: list[DifferenceAnswer]


class DoneAnswer(Answer):
    """A change that was made."""

    event: EventAnswer
    statement: Annotated[StatementAnswer | None, words("as it stands now; null when it was removed")]
    corpus_version: CorpusVersion


class ProposedSide(Answer):
    """One of the two statements of a proposal."""

    statement_id: str
    sentence: str
    text: str | None
    issuer: str | None
    issued_at: str | None


class ProposalAnswer(Answer):
    """A statement that another one may have superseded."""

    id: str
    state: Stage
    kind: str
    why: str
    earlier: ProposedSide
    later: ProposedSide
    proposed_at: Moment
    decided_at: Moment | None
    decided_by: str | None
    reason: str | None


class ProposalList(Answer):
    """Proposals, the newest first."""

    proposals: list[ProposalAnswer]


class AcceptedProposal(DoneAnswer):
    """The change that was made, and the proposal that it came of."""

    proposal: ProposalAnswer


class RejectedProposal(Answer):
    """The proposal that was put away."""

    proposal: ProposalAnswer


class CountsAnswer(Answer):
    """Of all polls together."""

    found: int
    added: int
    duplicates: int
    skipped: int


class SourceAnswer(Answer):
    """A page or feed that is polled."""

    id: str
    url: str
    kind: SourceKind
    every_seconds: Annotated[float | None, words("null where the setting holds")]
    state: SourceState
    error: str | None
    failures: Annotated[int, words("in a row")]
    added_at: Moment
    added_by: str
    polled_at: Moment | None
    succeeded_at: Moment | None
    changed_at: Moment | None
    due_at: Moment | None
    counts: CountsAnswer
    note: str | None
    skipped: list[dict[str, str]]
    links: Self


class SourceList(Answer):
    """Every source."""

    sources: list[SourceAnswer]


class ImportProgress(Answer):
    """How many sources were read."""

    done: int
    total: int


class ImportLinks(Answer):
    """Where an import is, and where a preview is carried out."""

    self: str
    apply: str | None = None


class ImportAnswer(Answer):
    """An import as it stands."""

    id: str
    state: JobState
    apply: bool
    actor: str
    progress: ImportProgress
    created_at: Moment
    finished_at: Moment | None
    result: ImportResult | None
    error: str | None
    links: ImportLinks


class SkippedAnswer(Answer):
    """What gives no statement."""

    source: str
    reason: str


class DuplicateAnswer(Answer):
    """A statement whose words are there already."""

    source: str
    id: str
    of: str
    how: Sameness


class ImportResult(Answer):
    """What an import would do, or did."""

    applied: bool
    added: int
    duplicates: int
    skipped: list[SkippedAnswer]
    corpus_version: CorpusVersion
    duplicate_of: list[DuplicateAnswer]
    to_confirm: Annotated[int, words("how many of the new ones have doubts")]
    statements: Annotated[list[dict[str, Any]], words("the new ones, in a preview with their text")]
    plan: Annotated[str | None, words("by which a preview is agreed to")] = None
    refused: str | None = None


ImportAnswer.model_rebuild()
