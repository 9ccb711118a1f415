"""The words of lists of checks: why one waits, how far it is, what people decided, and names of languages."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError
from flask_babel import LazyString, get_locale, lazy_gettext

from checker import looks
from checker.check_records import CheckState
from checker.looks import Look
from checker.queue_reasons import Why
from checker.records import Reason, Verdict
from checker.review_records import Standing

WHY_WORDS: Mapping[Why, LazyString] = {
    Why.CHANGED: lazy_gettext("Answer changed"),
    Why.DISPUTED: lazy_gettext("Reviewers disagree"),
    Why.CONFLICTING: lazy_gettext("Officials disagree"),
    Why.LOW_CONFIDENCE: lazy_gettext("Low confidence"),
    Why.DEGRADED: lazy_gettext("Not searched in full"),
    Why.SECOND_PERSON: lazy_gettext("Second person needed"),
}
WHY_MEANING: Mapping[Why, LazyString] = {
    Why.CHANGED: lazy_gettext("A statement changed the answer after it was given."),
    Why.DISPUTED: lazy_gettext("Those who reviewed it came to different decisions."),
    Why.CONFLICTING: lazy_gettext("Officials said different things, or a statement was overtaken."),
    Why.LOW_CONFIDENCE: lazy_gettext("A claim was decided, but not surely."),
    Why.DEGRADED: lazy_gettext("A part was down: finding nothing proves nothing."),
    Why.SECOND_PERSON: lazy_gettext("One person has decided; another has to agree."),
}
STATE_WORDS: Mapping[CheckState, LazyString] = {
    CheckState.QUEUED: lazy_gettext("Waiting to be checked"),
    CheckState.RUNNING: lazy_gettext("Being checked"),
    CheckState.DONE: lazy_gettext("Answered"),
    CheckState.FAILED: lazy_gettext("Failed"),
}
STANDING_WORDS: Mapping[Standing, LazyString] = {
    Standing.PARTLY: lazy_gettext("Partly reviewed"),
    Standing.WAITING: lazy_gettext("One more reviewer needed"),
    Standing.CONFIRMED: lazy_gettext("Confirmed"),
    Standing.CHANGED: lazy_gettext("Verdict changed by a person"),
    Standing.REJECTED: lazy_gettext("Rejected by a person"),
    Standing.DISPUTED: lazy_gettext("Disputed"),
    Standing.STALE: lazy_gettext("Reviewed before the answer changed"),
}
VERDICT_LOOKS: Mapping[Verdict, Look] = {
    Verdict.REFUTES: looks.REFUTES,
    Verdict.SUPPORTS: looks.SUPPORTS,
    Verdict.CONFLICTING: looks.CONFLICTING,
    Verdict.NOT_ENOUGH_INFO: looks.OPEN[Reason.NO_STATEMENT],
}


def spoken_name(code: str) -> str:
    """Return the name of a language in the language of the page."""
    try:
        return Locale.parse(code, sep="-").get_display_name(get_locale()) or code
    except (ValueError, UnknownLocaleError):
        return code
