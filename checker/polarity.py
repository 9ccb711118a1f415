"""Words that stand where something is denied or asked, and read like a denial where it is claimed. Pure.

"Has Oman received any request?" asks whether it has received one. As "Oman has received any request" it is no
English, and the network, which meets "any" behind denials, reads that it has received none.
"""

from __future__ import annotations

import re

from checker.negation import DENYING, says_no

_CLAIMED = {"any": "some", "anyone": "someone", "anybody": "somebody", "anything": "something"}
_ANY = re.compile(r"\b(?:any(?:one|body|thing)?)\b(?! (?:more|longer|other|time|day)\b)", re.IGNORECASE)
_EVEN_ONCE = re.compile(r"\s(?:ever|at all)\b(?! (?:since|after|costs)\b)", re.IGNORECASE)
# Behind these "any" is whichever one likes, and what is denied keeps its words.
_FREE = says_no(DENYING, r"can|may|could|might|should|if|than|before|hardly|ban\w*")


def as_claimed(text: str) -> str:
    """Return what is denied or asked in the words in which it would be claimed; a denial as it is."""
    if _FREE.search(text):
        return text
    return _EVEN_ONCE.sub("", _ANY.sub(_some, text))


def _some(match: re.Match[str]) -> str:
    word = _CLAIMED[match[0].lower()]
    return word.capitalize() if match[0][0].isupper() else word
