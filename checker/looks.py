"""How a report reads on the page: the words, the icon and the colour of each verdict.

The page says what officials said. It never calls a post untrue, and never uses colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from checker.intake import is_web_address
from checker.marking import Mark, Segment, mark
from checker.records import Attribution, Ending, Precision, Reason, Stance, Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """One way a claim can come out."""

    kind: str  # CSS class and icon
    words: str
    short: str  # beside the claim in the post
    meaning: str


REFUTES = Look(
    "refutes",
    "An official statement says otherwise",
    "Says otherwise",
    "What an official said and this claim cannot both be accurate. Officials can be wrong; read the words.",
)
SUPPORTS = Look(
    "supports",
    "Matches an official statement",
    "Matches",
    "An official said the same. That makes it official, not proven.",
)
CONFLICTING = Look(
    "conflicting",
    "Officials disagree",
    "Disagree",
    "One official statement says this and another says otherwise. Both are shown.",
)
OVERTAKEN = Look(
    "conflicting",
    "Was said, and has been overtaken",
    "Overtaken",
    "It matched what an official said, until a later statement said otherwise. Both are shown.",
)
OPEN = {
    Reason.NO_STATEMENT: Look(
        "none",
        "No official statement on this",
        "No statement",
        "Finding nothing says nothing about whether it happened.",
    ),
    Reason.DETAIL_NOT_STATED: Look(
        "detail",
        "The topic is covered, this detail is not stated",
        "Detail not stated",
        "What was said leaves this claim open: it is neither matched nor contradicted.",
    ),
    Reason.SEARCH_DEGRADED: Look(
        "degraded",
        "Not searched in full",
        "Not searched",
        "Check the post again later.",
    ),
    Reason.LANGUAGE_NOT_COVERED: Look(
        "none",
        "This language is not covered",
        "Language not covered",
        "That is a limit of this checker and says nothing about the post.",
    ),
    Reason.NO_CLAIM: Look(
        "none",
        "Nothing here to check",
        "Nothing to check",
        "Greetings, questions, opinions, links and emoji make no claim that a statement could answer.",
    ),
    Reason.WITHDRAWN: Look(
        "detail",
        "Only a statement that no longer holds speaks to this",
        "No longer holds",
        "It was withdrawn or superseded, and what is in force now leaves this claim open.",
    ),
    Reason.BELOW_MIN_CONFIDENCE: Look(
        "detail",
        "Not sure enough to say",
        "Not sure enough",
        "Whoever had this checked asked for verdicts of a higher confidence only.",
    ),
}
_ENDINGS = {Ending.SUPERSEDED: "Superseded", Ending.RETRACTED: "Withdrawn"}
_DECISIVE = {Verdict.REFUTES: REFUTES, Verdict.SUPPORTS: SUPPORTS, Verdict.CONFLICTING: CONFLICTING}
_WANTED = {
    Verdict.REFUTES: (Stance.REFUTES,),
    Verdict.SUPPORTS: (Stance.SUPPORTS,),
    Verdict.CONFLICTING: (Stance.SUPPORTS, Stance.REFUTES),
}
_SHOWN_OPEN = {Reason.DETAIL_NOT_STATED.value, Reason.WITHDRAWN.value, Reason.BELOW_MIN_CONFIDENCE.value}
STANCE_WORDS = {
    Stance.SUPPORTS: "Says the same",
    Stance.REFUTES: "Says otherwise",
    Stance.NEUTRAL: "Leaves it open",
}
ATTRIBUTION_WORDS = {
    Attribution.DIRECT: "In the official's own words",
    Attribution.REPORTED: "As reported by the source",
}
_FORMS = {
    Precision.YEAR: "%Y",
    Precision.MONTH: "%B %Y",
    Precision.DAY: "%-d %B %Y",
    Precision.MINUTE: "%-d %B %Y, %H:%M",
}


def look(result: Mapping[str, Any]) -> Look:
    """Return how a claim of a wire report, or the report itself, looks."""
    verdict = Verdict(result["verdict"])
    if verdict is Verdict.CONFLICTING and _outdated(result):
        return OVERTAKEN
    return _DECISIVE.get(verdict) or OPEN[Reason(result["reason"])]


def _outdated(result: Mapping[str, Any]) -> bool:
    """Whether a claim was overtaken, or the gravest claims of a report all were; older reports do not say."""
    if "claims" not in result:
        return bool(result.get("overtaken"))
    gravest = [c for c in result["claims"] if c["verdict"] == result["verdict"]]
    return bool(gravest) and all(c.get("overtaken") for c in gravest)


def ended(passage: Mapping[str, Any]) -> str:
    """Return how and when a statement stopped being in force; nothing while it holds."""
    standing = passage.get("standing") or {}
    if not standing.get("ending"):
        return ""
    until = standing["until"]
    when = datetime.fromisoformat(until).strftime("%-d %B %Y") if until else "date not known"
    return f"{_ENDINGS[Ending(standing['ending'])]}, {when}"


def look_in_time(judgement: Mapping[str, Any]) -> str:
    """Return in words a verdict by what was in force at one moment."""
    found = _DECISIVE.get(Verdict(judgement["verdict"]))
    return found.words.lower() if found else "left open"


def marked_post(report: Mapping[str, Any]) -> list[Segment]:
    """Return the post cut into pieces, each with the numbers (from 0) of the claims it belongs to."""
    marks = [Mark(c["start"], c["end"], n) for n, c in enumerate(report["claims"])]
    return mark(report["post"], marks)


def marked_passage(passage: Mapping[str, Any]) -> list[Segment]:
    """Return the passage cut into pieces; those that carry the verdict have a number."""
    why = explained(passage)
    spans = [*(why["passage_spans"] if why else ())] or [*passage["highlights"]]
    if passage["conflict"]:
        spans.append(passage["conflict"]["passage_span"])
    return mark(passage["text"], [Mark(s["start"], s["end"]) for s in spans])


def marked_claim(claim: Mapping[str, Any]) -> list[Segment]:
    """Return the words of the claim cut into pieces; those by which it was decided have a number."""
    whys = [why for why in map(explained, leading(claim)) if why]
    at = claim["start"]
    marks = [Mark(s["start"] - at, s["end"] - at) for why in whys for s in why["post_spans"]]
    return mark(claim["text"], marks)


def explained(passage: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return why a passage decides; nothing where it does not, or in an older report."""
    found: Mapping[str, Any] | None = passage.get("explanation")
    return found


def leading(claim: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the passages to show first: the decisive one, one of each side, or the closest."""
    wanted = _WANTED.get(Verdict(claim["verdict"]))
    if wanted is None:
        return claim["passages"][:1] if claim["reason"] in _SHOWN_OPEN else []
    found = (next((p for p in claim["passages"] if p["stance"] == s.value), None) for s in wanted)
    return [p for p in found if p is not None]


def others(claim: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the passages that are folded away."""
    shown = leading(claim)
    return [p for p in claim["passages"] if p not in shown]


def when(passage: Mapping[str, Any]) -> str:
    """Return the date as the source says it, else as far as it is known, in words."""
    said, iso = str(passage["issued_at_text"]), str(passage["issued_at"])
    form = _FORMS.get(Precision(passage["issued_at_precision"]))
    if said or not iso or not form:
        return said or iso
    # A year or a month alone is no ISO date to Python: fill up, and show only what is known.
    return datetime.fromisoformat(iso + "2000-01-01"[len(iso) :]).strftime(form)


def who(passage: Mapping[str, Any]) -> str:
    """Return the speaker, or who else stands behind the words."""
    return str(passage["speaker"] or passage["office"] or passage["issuer"] or "An official")


def roles(passage: Mapping[str, Any]) -> str:
    """Return office and issuer, as far as they are not already the name."""
    parts = (passage["office"], passage["issuer"])
    return ", ".join(p for p in parts if p and p != who(passage))


def counted(claims: Sequence[Mapping[str, Any]]) -> list[tuple[Look, int]]:
    """Return how many claims came out each way, in the order of the post."""
    looks = [look(claim) for claim in claims]
    return [(one, looks.count(one)) for one in dict.fromkeys(looks)]


def stance_words(passage: Mapping[str, Any]) -> str:
    """Return in words what a passage says of its claim."""
    return STANCE_WORDS[Stance(passage["stance"])]


def attribution_words(passage: Mapping[str, Any]) -> str:
    """Return whether the words are the official's own or a reporter's."""
    return ATTRIBUTION_WORDS[Attribution(passage["attribution"])]


def link(url: str) -> str:
    """Return ``url`` if it may stand in a link, else nothing."""
    return url if is_web_address(url) else ""


def percent(share: float) -> str:
    """Return a probability as people read it; never certainty."""
    return f"{min(99, max(1, round(share * 100)))}\u00a0%"


FILTERS = {
    f.__name__: f
    for f in (
        attribution_words,
        counted,
        ended,
        explained,
        leading,
        link,
        look,
        look_in_time,
        marked_claim,
        marked_passage,
        marked_post,
        others,
        percent,
        roles,
        stance_words,
        when,
        who,
    )
}
