"""Verbs by which somebody says something, and the day that stands beside one."""

from __future__ import annotations

import re

from checker.ingest.people import is_institution, is_office

SAYING = (
    r"(?:went|goes|going) on to say|said|says|say|saying|told|tells|added|adds|stated|states|announced|"
    r"announces|confirmed|confirms|denied|denies|stressed|stresses|noted|notes|declared|declares|reiterated|reaffirmed|"
    r"clarified|explained|emphasi[sz]ed|underlined|underscored|warned|warns|insisted|insists|maintained|replied|"
    r"responded|answered|remarked|commented|revealed|disclosed|claimed|claims|asserted|acknowledged|admitted|"
    r"alleged|alleges|tweeted|wrote|argued|continued(?! to\b)|concluded|informed|pointed out|refuted|assured|"
    r"recalled|mentioned|mentions|opined|divulged|cautioned|contended"
)
# Only of somebody who is known to speak: nearly anything can be rejected, called or expressed.
_ACTING = (
    r"rejected|rejects|condemned|condemns|called|calls|urged|urges|dismissed|welcomed|expressed|described|"
    r"termed|vowed|pledged|promised|demanded|appealed|hailed|praised|regretted|declined|cited|accused|"
    r"accuses|blamed|blames|criticised|criticized|questioned|defended|defends|ruled out|rules out|denounced|"
    r"denounces|rebuffed|highlighted|highlights|slammed|decried|lauded|lamented"
)
# The group "saying" is empty where the verb may mean something else than speaking.
VERB = re.compile(rf"\b(?:(?P<saying>{SAYING})|{_ACTING})\b", re.IGNORECASE)
MOST_BEFORE = 400  # characters in front of a verb in which is looked for what belongs to it

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = (
    rf"(?:\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}}|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
# "said in Vika on 19 June 2025"; after "that" a date is what the words are about.
_WHEN = re.compile(
    r"\s(?:(?:reporters|journalists|a news conference|a briefing)\s)?"
    r"(?:(?:in|at)\s[^\s,.;\0]+(?:\s[^\s,.;\0]+)?\s)?"
    rf"on\s(?P<date>{_DATE})\b"
)
# "The ministry on Friday rejected", not "the man arrested on Friday said".
_WHEN_BEFORE = re.compile(rf"(?P<who>[\w.’'-]+)\)?,?\son\s(?P<date>{_DATE}),?\s(?:\w+ly\s|also\s|again\s)?$")


def said_on(hidden: str) -> str:
    """Return the date of a saying, as the sentence gives it; empty when it gives none."""
    return next(filter(None, (_dated(hidden, verb) for verb in VERB.finditer(hidden))), "")


def _dated(hidden: str, verb: re.Match[str]) -> str:
    behind = _WHEN.match(hidden, verb.end())
    if behind:
        return str(behind["date"])
    before = _WHEN_BEFORE.search(hidden[max(0, verb.start() - MOST_BEFORE) : verb.start()])
    if before and (before["who"][0].isupper() or is_office(before["who"]) or is_institution(before["who"])):
        return str(before["date"])
    return ""
