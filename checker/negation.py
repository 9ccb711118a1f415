"""Words that say no, and words that say of something that it is false; parts of patterns. Pure.

Whoever looks for a denial takes them from here, and says beside it what else counts there.
"""

from __future__ import annotations

import re

# For use between word boundaries; "n't" and its like end a word.
NO = "no|not|never|none|nobody|nothing|nowhere|neither|nor|without|cannot"
DENYING = r"den(?:y|ies|ied)|refus\w+|reject\w*"
NOT_BEHIND = r"n['’]t\b"
# Written without an apostrophe. Spelt out: "nt" alone ends "government" too.
BARE_NOT = "(?:is|are|was|were|do|does|did|has|have|had|wo|ca|would|could|should|must|ai)nt"

DENIED = "It is not true that "  # how a claim begins that calls something false
RUMOUR = "(?:claims?|reports?|rumou?rs?|stor(?:y|ies)|news|allegations?|talk|posts?|idea)"
FALSE = (
    "false|fake(?: news)?|untrue|not true|wrong|baseless|groundless|unfounded|fabricated|made up|debunked"
    "|nonsense|rubbish|lies?|hoax(?:es)?|disproved|disproven|without (?:any )?(?:basis|foundation)"
)


def says_no(*more: str) -> re.Pattern[str]:
    """Return a pattern of words that deny, and of ``more`` words."""
    words = "|".join((NO, *more))
    return re.compile(rf"\b(?:{words})\b|{NOT_BEHIND}", re.IGNORECASE)
