"""Pages that set rumours right, as "MYTH: The vaccine contains a chip. FACT: It contains none." does.

The myth is named to be denied: in a ministry's release it is what the ministry does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from checker.labels import ANSWERED, CALLED_FALSE, CLAIMED, RUMOUR, SET_RIGHT

# At the start of a line, bold or not, with a colon or a dash behind it; not "Rumours – he warned – spread".
_AT_START = re.compile(
    r"^[ \t>#*_-]*(?P<label>[^\W\d_][\w’' #.-]{1,40}?)[*_]*(?:[ \t]*[:：][*_]*|[ \t]+[-–—](?=[ \t])"
    r"(?![^\n.!?]*[ \t][-–—][ \t]))[ \t]*",
    re.MULTILINE,
)
# As a heading: only words that no section of another release has.
_ALONE = re.compile(
    r"^[ \t>#*_]*(?P<label>(?:common |popular )?(?:myths?|rumou?rs?|claims?|facts?|truth|reality)"
    r"(?:[ \t]*#?\d{1,3})?)[*_]*[ \t]*(?=\n)",
    re.MULTILINE | re.IGNORECASE,
)
# The other one may stand in the same line: "Myth: It contains a chip. Fact: It does not."
_INSIDE = re.compile(r"(?<=[.!?”\"] )(?P<label>[A-Z]\w{3,11}):[ \t]")
# Of courts as well: no answer that makes a claim one to be denied.
_WEAK_ANSWER = re.compile(r"(?:verdict|correct)\b", re.IGNORECASE)
_REST_OF_ROW = re.compile(r"\s*[^\n]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of such a page: ``text[start:end]`` are the words, without the label."""

    denied: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Mark:
    label: str
    denied: bool
    begin: int
    start: int

    @property
    def called_false(self) -> bool:
        return CALLED_FALSE.fullmatch(self.label) is not None

    @property
    def is_claim(self) -> bool:
        return self.denied and CLAIMED.fullmatch(self.label) is not None

    @property
    def is_one_claim(self) -> bool:
        """Whether it is "Claim" or "Claims 2": "Claims" alone is a section about them."""
        found = CLAIMED.fullmatch(self.label) if self.denied else None
        return found is not None and found["many"] != ""

    @property
    def answers_claim(self) -> bool:
        return (not self.denied or self.called_false) and _WEAK_ANSWER.match(self.label) is None


def parts(text: str) -> tuple[Part, ...]:
    """Return what a page denies and what it says, in order; nothing when it sets nothing right.

    A myth is what stands up to the fact behind it. Where no fact is marked, it is one line, and what stands
    below is the answer.
    """
    marks = _marks(text)
    if len(marks) < 2 or not any(mark.denied for mark in marks):  # noqa: PLR2004
        return ()
    return tuple(part for part in _parts(text, marks) if re.search(r"\w", text[part.start : part.end]))


def _marks(text: str) -> Sequence[_Mark]:
    found: dict[int, _Mark] = {}
    for shape in (_AT_START, _ALONE, _INSIDE):
        for match in shape.finditer(text):
            label = match["label"].strip(" .")
            denied = RUMOUR.fullmatch(label) is not None or CALLED_FALSE.fullmatch(label) is not None
            if denied or SET_RIGHT.fullmatch(label) or ANSWERED.fullmatch(label):
                found.setdefault(match.start(), _Mark(label, denied, match.start(), match.end()))
    marks = _without_sections([found[begin] for begin in sorted(found)])
    return [_answering(mark, before) for before, mark in zip((None, *marks), marks, strict=False)]


def _without_sections(found: Sequence[_Mark]) -> Sequence[_Mark]:
    """Return the marks without claims that nobody answers and responses to something else.

    Courts and insurers have claims too. Where one claim is answered, the page answers all of them.
    """
    before = zip((None, *found), found, strict=False)
    marks = [
        mark
        for earlier, mark in before
        if not ANSWERED.fullmatch(mark.label) or (earlier is not None and earlier.is_one_claim)
    ]
    telling = [mark for mark in marks if mark.denied or mark.answers_claim]
    answered = any(one.is_one_claim and other.answers_claim for one, other in pairwise(telling))
    return [mark for mark in marks if not mark.is_claim or (answered and mark.is_one_claim)]


def _answering(mark: _Mark, before: _Mark | None) -> _Mark:
    """Return a mark as the answer that it is behind a rumour: "RUMOUR: It burns. FALSE: It does not."."""
    answers = mark.called_false and before is not None and before.denied and not before.called_false
    return replace(mark, denied=False) if answers else mark


def _parts(text: str, marks: Sequence[_Mark]) -> Iterator[Part]:
    yield Part(denied=False, start=0, end=marks[0].begin)
    for mark, after in zip_longest(marks, marks[1:]):
        end = after.begin if after else len(text)
        if not mark.denied or (after and not after.denied):
            yield Part(mark.denied, mark.start, end)
            continue
        row = _REST_OF_ROW.match(text, mark.start, end)
        below = row.end() if row else end
        yield Part(denied=True, start=mark.start, end=below)
        yield Part(denied=False, start=below, end=end)
