"""The frozen records that travel between the stages.

Dicts exist only at the wire (``schema.py``); a stage returns new records and changes none.
Scores are raw here and rounded only when they are shown. Offsets count Unicode code points,
as Python's ``str`` does, and are half-open: ``text[start:end]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    """How much of a date is known. What is unknown stays unknown; it is never filled in."""

    UNKNOWN = "unknown"  # no date at all, or only a weekday
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


class Attribution(StrEnum):
    """How the source carries the official's words."""

    DIRECT = "direct"  # inside quotation marks: the official's own words
    REPORTED = "reported"  # the reporter's words for what the official said


class Stance(StrEnum):
    """What one passage says of one claim."""

    SUPPORTS = "SUPPORTS"  # a careful reader of the passage must accept the claim
    REFUTES = "REFUTES"  # passage and claim cannot both be accurate
    NEUTRAL = "NEUTRAL"  # the passage leaves the claim open


class Verdict(StrEnum):
    """What all evidence together says of a claim (FEVER's words; AVeriTeC's for conflict)."""

    SUPPORTS = "SUPPORTS"
    REFUTES = "REFUTES"
    CONFLICTING = "CONFLICTING"  # officials disagree with each other, both passages are shown
    NOT_ENOUGH_INFO = "NOT ENOUGH INFO"


class Reason(StrEnum):
    """Why a verdict is NOT ENOUGH INFO."""

    NO_STATEMENT = "no_statement"  # nothing was found in the corpus that answers this
    DETAIL_NOT_STATED = "detail_not_stated"  # the topic is covered, this detail is not
    SEARCH_DEGRADED = "search_degraded"  # a part was down: absence proves nothing
    LANGUAGE_NOT_COVERED = "language_not_covered"  # the loaded models do not read it
    NO_CLAIM = "no_claim"  # greetings, questions, opinions: nothing to check
    WITHDRAWN = "withdrawn"  # decided only by statements that were withdrawn or superseded
    BELOW_MIN_CONFIDENCE = "below_min_confidence"  # decided, but less surely than the caller asked for
    TOO_MANY_CLAIMS = "too_many_claims"  # the post makes so many that this one was not judged


@dataclass(frozen=True, slots=True)
class Post:
    """Text as it was received, with when it was posted if that is known."""

    text: str
    posted_at: datetime | None = None
    url: str | None = None
    lang: str | None = None  # BCP 47, as the caller says; detected when None
    issuers: tuple[str, ...] = ()  # hold it only against what these have said; empty means everybody
    languages: tuple[str, ...] = ()  # and only against statements in these languages, BCP 47
    min_confidence: float = 0.0  # a verdict that is less sure than this is not given
    max_passages: int = 0  # shown per claim; 0 means all


@dataclass(frozen=True, slots=True)
class Claim:
    """A part of a post worth checking. ``post.text[start:end] == text`` always holds."""

    claim_id: str  # "c1", "c2", … in the order of the post
    text: str  # verbatim
    start: int
    end: int
    query: str  # cleaned (no links, emoji, shouting) and able to stand alone: searched and judged
    context: str = ""  # the cleaned sentence before, when this one leans on it
    checkworthiness: float = 1.0  # probability, 0..1
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class IssuedAt:
    """When a statement was made, as precisely as its source says."""

    text: str = ""  # as the source says it: "Thursday", "19 June 2025"
    value: datetime | None = None  # start of the known period; None when precision is UNKNOWN
    precision: Precision = Precision.UNKNOWN


@dataclass(frozen=True, slots=True)
class Source:
    """Where the words can be read."""

    title: str = ""
    publisher: str = ""
    url: str = ""


class Ending(StrEnum):
    """How a statement stopped being in force."""

    SUPERSEDED = "superseded"  # a later statement says what holds now
    RETRACTED = "retracted"  # withdrawn, with or without another in its place


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a statement still holds, and what ended it; the default is in force."""

    ending: Ending | None = None
    until: datetime | None = None  # from when on it no longer held; None when that is not known
    by: str = ""  # id of the statement that ended it; empty when a person did
    reason: str = ""

    @property
    def ended(self) -> bool:
        """Whether it no longer holds now."""
        return self.ending is not None


@dataclass(frozen=True, slots=True)
class Statement:
    """An official statement; the corpus of them is the truth that an index is made from."""

    statement_id: str
    text: str  # verbatim; passages are spans of it
    issuer: str = ""  # the institution: "Ministry of Foreign Affairs of Pakistan"
    speaker: str = ""  # the person, where named
    office: str = ""  # the speaker's: "Foreign Office Spokesperson"
    issued_at: IssuedAt = field(default_factory=IssuedAt)
    venue: str = ""
    source: Source = field(default_factory=Source)
    language: str = "en"
    attribution: Attribution = Attribution.REPORTED
    supersedes: tuple[str, ...] = ()
    retracts: tuple[str, ...] = ()
    title: str = ""
    standing: Standing = field(default_factory=Standing)  # worked out from all statements

    @property
    def spoken_by(self) -> str:
        """Whose words it is: institution, office and person, as far as they are named."""
        return " ".join(part for part in (self.issuer, self.office, self.speaker) if part)


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a statement. ``statement.text[start:end] == text`` always holds."""

    passage_id: str  # "<statement_id>#<number from 1>"
    statement: Statement
    text: str  # verbatim span, the only thing shown as a quotation
    start: int
    end: int
    standalone: str  # speaker, office and context before it: what the models read
    source_hash: str  # SHA-256 of the statement's text, hex
    said: Statement  # the statement with whose words these are, where somebody else speaks in a turn of it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that retrieval holds to be about a claim. Higher scores are better."""

    passage: Passage
    score: float  # fused
    cosine: float  # -1..1
    lexical: float  # BM25 over the best of this query, 0..1
    coverage: float = 0.0  # share of the query that the passage has words for, by weight, 0..1


@dataclass(frozen=True, slots=True)
class Probabilities:
    """What the stance model says of a (passage, claim) pair; the three sum to 1."""

    supports: float
    refutes: float
    neutral: float
    stand_in: bool = False  # the model that the settings name did not answer; the bundled one did


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two quantities of the same thing that cannot both hold."""

    claim_text: str  # "30,000"
    passage_text: str  # "3,000 Pakistanis"
    stated: str  # "3,000 Pakistanis repatriated (10 times as many)"
    claim_span: Span  # in the claim's query
    passage_span: Span  # in the passage's text

    @property
    def explanation(self) -> str:
        """Both in one line: "post: 30,000; statement: 3,000 Pakistanis repatriated (10 times as many)"."""
        return f"post: {self.claim_text}; statement: {self.stated}"


class Deciding(StrEnum):
    """By what a passage decides a claim: the kind of conflict, or of agreement."""

    NUMBER = "number"
    DATE = "date"
    NEGATION = "negation"  # one denies what the other says
    ACTOR = "actor"  # who did it, or to whom
    PLACE = "place"
    MODALITY = "modality"  # asked, may, will, agreed, refused
    OPPOSITE = "opposite"  # rose, fell
    OTHER = "other"
    SAME_WORDS = "same_words"
    SAME_NUMBER = "same_number"  # though it is written otherwise
    SAME_DENIAL = "same_denial"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words by which a passage supports or contradicts a claim, and a sentence that names them."""

    kind: Deciding
    claim_spans: tuple[Span, ...]  # in the claim's query; in order and apart, as all of these
    passage_spans: tuple[Span, ...]  # in the passage's text
    sentence: str
    post_spans: tuple[Span, ...] = ()  # in the post, those of ``claim_spans`` that are found there


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate with its stance towards the claim."""

    candidate: Candidate
    stance: Stance
    probabilities: Probabilities
    conflict: Conflict | None = None
    highlights: tuple[Span, ...] = ()  # in passage.text
    explanation: Explanation | None = None  # set where the stance is not NEUTRAL

    @property
    def passage(self) -> Passage:
        """The passage that takes the stance."""
        return self.candidate.passage


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict as the statements in force at one moment give it."""

    verdict: Verdict
    confidence: float
    passage_id: str = ""  # of the passage that decides; empty where none does


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A claim that matched a statement which no longer holds, and which a later one contradicts."""

    matched: Evidence  # of the earlier statement
    by: Evidence  # of the later one
    matched_words: str = ""  # those that decide: "2,000"; empty where they are no few words
    by_words: str = ""

    @property
    def on(self) -> datetime | None:
        """From when on the earlier statement no longer held; None when that is not known."""
        return self.matched.passage.statement.standing.until


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """The verdict on one claim, with the passages it rests on, decisive ones first."""

    claim: Claim
    verdict: Verdict
    confidence: float  # calibrated probability that the verdict is right, 0..1
    evidence: tuple[Evidence, ...] = ()
    reason: Reason | None = None  # set exactly when the verdict is NOT ENOUGH INFO
    explanation: str = ""  # one plain sentence
    degraded: bool = False  # a part was down: a stand-in judged, or not all was searched
    then: Judgement | None = None  # by what was in force when it was posted; None where that is not known
    now: Judgement | None = None  # by what is in force now; None where it was not judged
    overtaken: Overtaken | None = None

    def __post_init__(self) -> None:
        """Refuse a decisive verdict that no passage carries."""
        stances = {e.stance for e in self.evidence}
        needed = {
            Verdict.SUPPORTS: {Stance.SUPPORTS},
            Verdict.REFUTES: {Stance.REFUTES},
            Verdict.CONFLICTING: {Stance.SUPPORTS, Stance.REFUTES},
            Verdict.NOT_ENOUGH_INFO: set[Stance](),
        }[self.verdict]
        if not needed <= stances:
            message = f"a {self.verdict} verdict needs evidence that {' and '.join(sorted(needed))}"
            raise ValueError(message)
        if (self.reason is None) is (self.verdict is Verdict.NOT_ENOUGH_INFO):
            message = "a reason is given exactly when the verdict is NOT ENOUGH INFO"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a report; with the same versions the same post gives the same report."""

    corpus: str
    encoder: str
    stance: str
    worth: str
    code: str

    def as_models(self) -> dict[str, str]:
        """Return the model part, as the wire names it."""
        return {
            "encoder": self.encoder,
            "stance": self.stance,
            "worth": self.worth,
            "checker": self.code,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one check."""

    post: Post
    verdict: Verdict  # of the gravest claim
    summary: str  # one line in plain words that can be pasted as a reply
    claims: tuple[ClaimResult, ...]
    versions: Versions
    searched: int = 0  # statements that there were to search; 0 where nobody says
