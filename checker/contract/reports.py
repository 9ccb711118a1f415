"""The report: what came out of a check. Keys that came later are absent from reports of earlier versions."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from checker.contract.wire import Answer, CorpusVersion, Moment, Offsets, PartDate, Share, words
from checker.records import Attribution, Deciding, Precision, Reason, Stance, Verdict

Score = Annotated[float | None, words("rounded to four digits")]


class StandingAnswer(Answer):
    """Whether a statement holds, and what ended it."""

    in_force: bool
    ending: Annotated[str | None, words("superseded or retracted; null while it holds")]
    until: Annotated[str | None, words("when it ended; null when that is not known")]
    by: Annotated[str | None, words("the statement that ended it; null when a person recorded it")]
    reason: str


class ProbabilitiesAnswer(Answer):
    """What the stance model says; the three sum to 1."""

    supports: Score
    refutes: Score
    neutral: Score


class ConflictAnswer(Answer):
    """Two quantities of the same thing that cannot both hold."""

    claim_text: str
    passage_text: str
    explanation: str
    claim_span: Annotated[Offsets, words("in the claim's query")]
    passage_span: Annotated[Offsets, words("in the passage's text")]


class ExplanationAnswer(Answer):
    """The words by which a passage supports or contradicts a claim."""

    kind: Deciding
    text: Annotated[str, words("a sentence that names them")]
    claim_spans: Annotated[list[Offsets], words("in the claim's query")]
    post_spans: Annotated[list[Offsets], words("in the post")]
    passage_spans: Annotated[list[Offsets], words("in the passage's text")]


class PassageAnswer(Answer):
    """A verbatim sentence of an official statement, and what it says of the claim."""

    statement_id: str
    passage_id: str
    text: Annotated[str, words("verbatim")]
    offsets: Annotated[Offsets, words("of the passage in its statement")]
    source_hash: Annotated[str, words("SHA-256 of the statement's text")]
    stance: Stance
    score: Score
    cosine: Score
    lexical: Score
    probabilities: ProbabilitiesAnswer
    highlights: list[Offsets]
    conflict: ConflictAnswer | None
    explanation: ExplanationAnswer | None = None
    speaker: str
    office: str
    issuer: str
    venue: str
    issued_at: PartDate
    issued_at_text: Annotated[str, words("as the source says it")]
    issued_at_precision: Precision
    source_url: str
    source_title: str
    publisher: str
    attribution: Attribution
    language: str
    standing: StandingAnswer | None = None
    permalink: Annotated[str | None, words("where it can be read, with all that happened to it")] = None


class JudgementAnswer(Answer):
    """The verdict by what was in force at one moment."""

    verdict: Verdict
    confidence: Share | None
    passage_id: str | None


class SideAnswer(Answer):
    """One of the two statements of a claim that was overtaken."""

    statement_id: str
    passage_id: str
    issued_at: PartDate
    issued_at_text: str
    words: Annotated[str, words("those that decide; empty where they are no few words")]


class OvertakenAnswer(Answer):
    """The claim matched a statement that no longer holds, and a later one contradicts it."""

    matched: SideAnswer
    by: SideAnswer
    on: Annotated[str | None, words("when the earlier statement ended")]


class ClaimAnswer(Answer):
    """A part of the post that can be checked, and what officials said of it."""

    id: Annotated[str, words("in the order of the post", example="c1")]
    text: Annotated[str, words("verbatim: post[start:end]")]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    query: Annotated[str, words("cleaned, able to stand alone: what was searched and judged")]
    context: str
    lang: str
    checkworthiness: Share | None
    verdict: Verdict
    reason: Annotated[str, words("the sentence that explains a verdict; a code where there is none")]
    explanation: str
    confidence: Annotated[Share | None, words("how often verdicts like this one were right")]
    reply: Annotated[str | None, words("at most 280 characters to post; null: be silent")] = None
    degraded: bool = False
    then: Annotated[JudgementAnswer | None, words("by what was in force when it was posted")] = None
    now: Annotated[JudgementAnswer | None, words("by what is in force now")] = None
    overtaken: OvertakenAnswer | None = None
    passages: Annotated[list[PassageAnswer], words("decisive ones first")]


class ModelsAnswer(Answer):
    """The versions of what made a report."""

    encoder: str
    stance: str
    worth: str | None = None  # what reports of before do not name
    checker: str


class ReportAnswer(Answer):
    """What officials said about each claim of a post."""

    id: str
    post: str
    posted_at: Moment | None
    url: str | None
    issuers: list[str] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=list)
    min_confidence: Annotated[Share | None, words("the least confidence that was asked for")] = None
    max_passages: Annotated[int | None, words("how many passages of a claim were asked for")] = None
    verdict: Annotated[Verdict, words("that of the gravest claim")]
    reason: Annotated[Reason | None, words("why there is no verdict; null where there is one")]
    search_degraded: Annotated[bool, words("a part was down: that nothing was found proves nothing")] = False
    summary: str
    reply: Annotated[str | None, words("at most 280 characters to post; null: be silent")] = None
    claims: list[ClaimAnswer]
    corpus_version: CorpusVersion
    statements_searched: Annotated[int | None, words("how many statements the corpus had")] = None
    models: ModelsAnswer
