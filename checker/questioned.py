"""The question of a transcript that an answer of it leans on: "No, there is no such plan." Pure."""

from __future__ import annotations

import re

from checker.records import Passage
from checker.turns import Role, turns

_ASKS = ("?", "؟", "？")
_CLOSING = "\"'”’»)] "


def question_before(passage: Passage) -> str:
    """Return the question that somebody asked and that a passage answers; empty where it leans on none.

    What the official asks in a speech, and answers, is no such question: those are words of the official.
    """
    lead = " ".join(passage.standalone.removesuffix(passage.text).split())
    if not lead.rstrip(_CLOSING).endswith(_ASKS):
        return ""
    text = passage.statement.text
    asked = [
        " ".join(text[turn.start : turn.end].split())
        for turn in turns(text)
        if turn.role is Role.ASKS and turn.end <= passage.start
    ]
    parts = [lead[at:] for at in (0, *(match.end() for match in re.finditer(r": ", lead)))]
    return next((part for part in parts if any(part in words for words in asked)), "")
