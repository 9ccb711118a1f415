"""How dear the tags of a page are to a parser, told before it is parsed: pure, and in one pass.

libxml2 compares each attribute of a tag with all before it, and so does whatever reads them afterwards:
60,000 of them in one tag took 15 seconds.
"""

from __future__ import annotations

import re

FEW = 200  # attributes that no tag of a page has, whatever program made it
MOST_COMPARED = 100_000_000  # pairs of attributes in one page: a quarter of a second or so
_SPACE = r"[ \t\n\f\r/]*+"
_ATTRIBUTE = (
    _SPACE + r"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    r"(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+"
    r"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?+)?+"
)
# As the standard has it: quotation marks may hold what would end the tag.
_TAG = re.compile(rf"<[A-Za-z][^ \t\n\f\r/>]*+((?:{_ATTRIBUTE})*+)")
_ATTRIBUTES = re.compile(_ATTRIBUTE)


def too_dear(page: str) -> bool:
    """Return whether tags of a page have more attributes than can be compared with each other in time."""
    compared = 0
    for tag in _TAG.finditer(page):
        start, end = tag.span(1)
        if end - start > FEW:  # an attribute is a character and what parts it from the next, at least
            count = sum(1 for _ in _ATTRIBUTES.finditer(page, start, end))
            compared += count * count if count > FEW else 0
    return compared > MOST_COMPARED
