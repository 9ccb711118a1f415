"""Whose words a paper's are: the Ministry of Finance's, of "a statement by the Ministry of Finance"."""

from __future__ import annotations

import re

from checker.ingest.people import is_institution, is_office, is_private

_PAPER = (
    r"(?:statement|letter|communiqu[eé]|(?:press |news )?release|tweet|post|message|note|notice|notification|"
    r"memo|memorandum|advisory|bulletin|circular|e-?mail|report)s?"
)
_BY = re.compile(
    rf"(?:(?:an?|the|another|one|its|his|her|their|this)\s)?(?:[\w-]+\s){{0,3}}?{_PAPER}\s"
    r"(?:(?:issued|released|sent|published|posted|shared|signed|written)\s)?(?:by|from|of)\s(?P<who>.+)",
    re.IGNORECASE,
)
_OF = re.compile(rf"(?P<who>.+?)[’'](?:s\s|\s)(?:[\w-]+\s){{0,2}}?{_PAPER}", re.IGNORECASE)
_REPORT = re.compile(r"\breports?\b", re.IGNORECASE)
_DAY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|last \w+|this \w+", re.IGNORECASE
)


def speaking(words: str) -> str:
    """Return who speaks by a paper that the words name; the words themselves when they name none."""
    found = _BY.fullmatch(words) or _OF.fullmatch(words)
    if found is None:
        return words
    who = str(found["who"])
    if _DAY.fullmatch(who):
        return "the statement"
    # Newspapers and charities publish reports as well.
    public = is_institution(who) or is_office(who) or is_private(who)
    return words if _REPORT.search(words) and not public else who
