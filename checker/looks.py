"""How a report reads on the page: the words, the icon and the colour of each verdict.

The page says what officials said. It never calls a post untrue, and never uses colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from checker import citations
from checker.actors import actor_words
from checker.citations import issuer
from checker.claims import normalise
from checker.comparing import compared
from checker.marking import Mark, Segment, mark
from checker.records import Reason, Stance, Verdict
from checker.timeline import timeline
from checker.wording import in_quotation


@dataclass(frozen=True, slots=True)
class Look:
    """One way a claim can come out."""

    kind: str  # CSS class and icon
    words: LazyString
    short: LazyString  # beside the claim in the post
    meaning: LazyString


REFUTES = Look(
    "refutes",
    lazy_gettext("An official statement says otherwise"),
    lazy_gettext("Says otherwise"),
    lazy_gettext("What an official said goes against this claim. Officials can be wrong: read it."),
)
SUPPORTS = Look(
    "supports",
    lazy_gettext("Matches an official statement"),
    lazy_gettext("Matches"),
    lazy_gettext("An official said the same. That makes it official, not proven."),
)
CONFLICTING = Look(
    "conflicting",
    lazy_gettext("Officials disagree"),
    lazy_gettext("Disagree"),
    lazy_gettext("One official statement says this and another says otherwise. Both are shown."),
)
OVERTAKEN = Look(
    "conflicting",
    lazy_gettext("Was said, and has been overtaken"),
    lazy_gettext("Overtaken"),
    lazy_gettext("It matched what an official said, until a later statement said otherwise. Both are shown."),
)
OPEN = {
    Reason.NO_STATEMENT: Look(
        "none",
        lazy_gettext("No official statement found"),
        lazy_gettext("No statement"),
        lazy_gettext("Finding nothing says nothing about whether it happened."),
    ),
    Reason.DETAIL_NOT_STATED: Look(
        "detail",
        lazy_gettext("The topic is covered, this detail is not stated"),
        lazy_gettext("Detail not stated"),
        lazy_gettext("What was said leaves this claim open: nothing in it surely matches or contradicts it."),
    ),
    Reason.SEARCH_DEGRADED: Look(
        "degraded",
        lazy_gettext("Not searched in full"),
        lazy_gettext("Not searched"),
        lazy_gettext("Check the post again later."),
    ),
    Reason.LANGUAGE_NOT_COVERED: Look(
        "none",
        lazy_gettext("This language is not covered"),
        lazy_gettext("Language not covered"),
        lazy_gettext("That is a limit of this checker and says nothing about the post."),
    ),
    Reason.NO_CLAIM: Look(
        "none",
        lazy_gettext("Nothing here to check"),
        lazy_gettext("Nothing to check"),
        lazy_gettext(
            "Greetings, questions, opinions, links and emoji make no claim that a statement could answer."
        ),
    ),
    Reason.WITHDRAWN: Look(
        "detail",
        lazy_gettext("Only a statement that no longer holds speaks to this"),
        lazy_gettext("No longer holds"),
        lazy_gettext("It was withdrawn or superseded, and what is in force now leaves this claim open."),
    ),
    Reason.BELOW_MIN_CONFIDENCE: Look(
        "detail",
        lazy_gettext("Not sure enough to say"),
        lazy_gettext("Not sure enough"),
        lazy_gettext("Whoever had this checked asked for verdicts of a higher confidence only."),
    ),
    Reason.TOO_MANY_CLAIMS: Look(
        "none",
        lazy_gettext("Not checked: the post makes too many claims"),
        lazy_gettext("Not checked"),
        lazy_gettext("That is a limit of this checker and says nothing about the post."),
    ),
}
_DECISIVE = {Verdict.REFUTES: REFUTES, Verdict.SUPPORTS: SUPPORTS, Verdict.CONFLICTING: CONFLICTING}
_IN_TIME = {
    Verdict.REFUTES: lazy_gettext("an official statement says otherwise"),
    Verdict.SUPPORTS: lazy_gettext("matches an official statement"),
    Verdict.CONFLICTING: lazy_gettext("officials disagree"),
}
_WANTED = {
    Verdict.REFUTES: (Stance.REFUTES,),
    Verdict.SUPPORTS: (Stance.SUPPORTS,),
    Verdict.CONFLICTING: (Stance.SUPPORTS, Stance.REFUTES),
}
_SHOWN_OPEN = {Reason.DETAIL_NOT_STATED.value, Reason.WITHDRAWN.value, Reason.BELOW_MIN_CONFIDENCE.value}
STANCE_WORDS = {
    Stance.SUPPORTS: lazy_gettext("Says the same"),
    Stance.REFUTES: lazy_gettext("Says otherwise"),
    Stance.NEUTRAL: lazy_gettext("Leaves it open"),
}
VERDICT_WORDS = {
    Verdict.REFUTES: REFUTES.short,
    Verdict.SUPPORTS: SUPPORTS.short,
    Verdict.CONFLICTING: CONFLICTING.short,
    Verdict.NOT_ENOUGH_INFO: lazy_gettext("Left open"),
}
SURE, FAIRLY_SURE = 0.85, 0.65


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


def look_in_time(judgement: Mapping[str, Any]) -> str:
    """Return in words a verdict by what was in force at one moment."""
    found = _IN_TIME.get(Verdict(judgement["verdict"]))
    return str(found) if found else gettext("left open")


def headline(claim: Mapping[str, Any]) -> str:
    """Return the verdict on a claim in words that name who spoke: "The Foreign Office said otherwise"."""
    one, named = look(claim), [name for name in map(issuer, leading(claim)) if name]
    if one is REFUTES and named:
        return str(gettext("%(who)s said otherwise", who=named[0]))
    if one is SUPPORTS and named:
        return str(gettext("%(who)s said the same", who=named[0]))
    if one is OVERTAKEN and named and len(set(named)) == 1:
        return str(gettext("%(who)s said so, and has since said otherwise", who=named[0]))
    return str(one.words)


def overall(report: Mapping[str, Any]) -> str:
    """Return the verdict on a post in words: that of its gravest claims, who are named where it is one.

    Where officials said the same of one claim and nothing was found on another, they said a part of the post.
    """
    one = look(report)
    if one is SUPPORTS and any(c["verdict"] == Verdict.NOT_ENOUGH_INFO for c in report["claims"]):
        who = {name for c in report["claims"] if look(c) is one for name in map(issuer, leading(c)) if name}
        return str(
            gettext("%(who)s said a part of this", who=who.pop())
            if len(who) == 1
            else gettext("Officials said a part of this")
        )
    said = {headline(claim) for claim in report["claims"] if look(claim) is one}
    if len(said) == 1:
        return said.pop()
    several = {REFUTES: gettext("Officials said otherwise"), SUPPORTS: gettext("Officials said the same")}
    return several[one] if said and one in several else str(one.words)


def gravest(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the first claim that has the verdict of the post; None of a post without claims."""
    one = look(report)
    found: Mapping[str, Any] | None = next((c for c in report["claims"] if look(c) is one), None)
    return found


def sureness(share: float) -> str:
    """Return in a word how sure a verdict is."""
    if share >= SURE:
        return str(gettext("High"))
    return str(gettext("Fair") if share >= FAIRLY_SURE else gettext("Low: read the passages yourself"))


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


def read_as(claim: Mapping[str, Any]) -> str:
    """Return what was searched and read for a claim, where that has other words than the post."""
    return "" if normalise(claim["text"]) == normalise(claim["query"]) else str(claim["query"])


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


def counted(claims: Sequence[Mapping[str, Any]]) -> list[tuple[Look, int]]:
    """Return how many claims came out each way, in the order of the post."""
    looks = [look(claim) for claim in claims]
    return [(one, looks.count(one)) for one in dict.fromkeys(looks)]


def stance_words(passage: Mapping[str, Any]) -> str:
    """Return in words what a passage says of its claim."""
    return str(STANCE_WORDS[Stance(passage["stance"])])


def verdict_words(verdict: str) -> str:
    """Return in a word or two what a verdict is."""
    return str(VERDICT_WORDS[Verdict(verdict)])


def percent(share: float) -> str:
    """Return a probability as people read it; never certainty."""
    return f"{min(99, max(1, round(share * 100)))}\u00a0%"


FILTERS = {
    f.__name__: f
    for f in (
        actor_words,
        citations.attribution_words,
        citations.citation,
        in_quotation,
        citations.ended,
        citations.iso_day,
        citations.link,
        citations.roles,
        citations.when,
        citations.who,
        compared,
        counted,
        explained,
        gravest,
        headline,
        leading,
        look,
        look_in_time,
        marked_claim,
        marked_passage,
        marked_post,
        others,
        overall,
        percent,
        read_as,
        stance_words,
        sureness,
        timeline,
        verdict_words,
    )
}
