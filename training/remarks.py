"""Posts made of claims and what people type around them, each word marked: a remark, told, or called false.

The remarks are our own (``data/remarks-*.jsonl.gz``): frames with a place for a claim. ``told`` ones add
feelings, hearsay, calls to share; ``false`` ones say that the claim is not so; ``kept`` ones look like these,
but are a part of what is claimed (who says it, when, under which condition).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checker.called_false import as_denial
from checker.remarks import Mark, calls_it_false
from training import mixture
from training.counterfactuals.denial import embedded
from training.marked import Marked, as_it_is
from training.several import together
from training.slips import mistyped

FILES = "remarks-*.jsonl.gz"
HELD_OUT = "remarks-held-out.jsonl.gz"  # of another hand, for measuring alone
SLOT = re.compile(r"\{[Xx]\}")
LEAST, LONGEST = 4, 28  # words of a claim that is put into a frame
# Shares of what is made: the rest are posts as they are.
_TOLD, _FALSE, _KEPT = 0.36, 0.16, 0.14
_SEVERAL, _MOST, _OF_KIN, _ALL_FRAMED = 0.4, 5, 0.6, 0.2  # posts of several claims; those about one thing
_OF_FALSEHOOD_SHARE = 0.15  # of posts as they are: few speak of what is false and call nothing so
_AGAIN = 0.1  # how often a framed claim gets another frame around it
_LAX, _MISTYPED = 0.25, 0.1  # how often marks between claim and remark are left out, and words misspelt
_PLAIN = re.compile(r"[^\n?!:;\"“”#@]+")
_MARKS = re.compile(r"[.,!?:;…–—-]+(?=\s|$)")
# In frames these would be said twice, and posts of our own may call all of themselves false with them.
_OF_FALSEHOOD = re.compile(
    r"\b(?:true|untrue|false\w*|fake\w*|hoax\w*|lies?|lying|rumou?rs?|debunk\w*|myth|wrong\w*|nonsense"
    r"|made up|baseless)\b",
    re.IGNORECASE,
)
_CALLED_FALSE = re.compile(
    r"\b(?:is|are|was|were|it['’]?s|that['’]?s|not|isn['’]?t|a|an|no|all|just|this)\W+"
    r"(?:true|untrue|false|fake|hoax|lies?|rumou?rs?|myth|wrong|nonsense|made up|baseless)\W*$"
    r"|^\W*(?:false|fake|hoax|untrue|not true|no)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is typed around a claim; ``kind`` is told, false or kept."""

    kind: str
    before: str
    after: str
    small: bool  # whether the claim goes on in small letters

    def within(self, claim: str) -> str:
        """Return a claim as it stands in this frame."""
        bare = claim.rstrip(". ")
        return embedded(bare) if self.small and self.before.strip() else bare


def frames(*, held_out: bool, folder: Path = mixture.OWN_DATA) -> list[Frame]:
    """Return the frames for training, or those for measuring."""
    paths = [path for path in sorted(folder.glob(FILES)) if (path.name == HELD_OUT) is held_out]
    return frames_in(paths)


def frames_in(paths: Iterable[Path]) -> list[Frame]:
    """Return the frames of some files.

    Raises
    ------
    ValueError
        A frame has no place for a claim.
    """
    return [_frame(str(row["kind"]), str(row["frame"])) for path in paths for row in mixture.read_rows(path)]


def _frame(kind: str, text: str) -> Frame:
    slot = SLOT.search(text)
    if slot is None:
        raise ValueError(f"{text!r} has no place for a claim: write {{X}} or {{x}}.")
    return Frame(kind, text[: slot.start()], text[slot.end() :], small=slot[0] == "{x}")


def by_kind(found: Iterable[Frame]) -> dict[str, list[Frame]]:
    """Return the frames of each kind."""
    kinds: dict[str, list[Frame]] = {"told": [], "false": [], "kept": []}
    for frame in found:
        kinds[frame.kind].append(frame)
    return kinds


def claims(*, held_out: bool) -> tuple[list[str], list[str]]:
    """Return claims that fit into a frame, and whole posts that are all claim."""
    posts = [post.text for post in mixture.briefing_posts(held_out=held_out)]
    if not held_out:
        posts += [pair.claim for pair in mixture.authored_pairs(mixture.own_files(), held_out=False)]
    whole = sorted({post for post in posts if as_denial(post) == post and not _CALLED_FALSE.search(post)})
    plain = [post for post in whole if _PLAIN.fullmatch(post) and not _OF_FALSEHOOD.search(post)]
    return [post for post in plain if LEAST <= len(post.split()) <= LONGEST], whole


def kin(fit: Sequence[str], *, held_out: bool) -> list[list[str]]:
    """Return those of some claims that are about one passage or briefing, in groups of two or more."""
    known, groups = set(fit), defaultdict(set)
    for post in mixture.briefing_posts(held_out=held_out):
        groups[post.doc_id].add(post.text)
    if not held_out:
        for pair in mixture.authored_pairs(mixture.own_files(), held_out=False):
            groups[pair.evidence].add(pair.claim)
    found = [sorted(group & known) for group in groups.values()]
    return [group for group in found if len(group) > 1]


class Composer:
    """Makes marked posts; ``related`` are groups of claims about one thing (``kin``)."""

    def __init__(
        self,
        found: Sequence[Frame],
        fit: Sequence[str],
        whole: Sequence[str],
        rng: random.Random,
        related: Sequence[Sequence[str]] = (),
    ) -> None:
        self._frames = by_kind(found)
        self._fit, self._whole, self._rng = fit, whole, rng
        self._related = related or [fit]
        self._of_falsehood = [post for post in whole if _OF_FALSEHOOD.search(post)] or whole

    def post(self) -> Marked:
        """Return a post of one claim or a few."""
        if self._rng.random() >= _SEVERAL:
            return self._one()
        made = together(self._several(self._rng.choice((2, 2, 2, 3, 3, 4, _MOST))), self._rng)
        return put(self._frame("told"), made) if self._rng.random() < _ALL_FRAMED else made

    def _several(self, count: int) -> list[Marked]:
        if self._rng.random() < _OF_KIN:
            group = self._rng.choice(self._related)
            drawn = [as_it_is(claim) for claim in self._rng.sample(group, min(count, len(group)))]
            return [self._at_times_framed(one) for one in drawn]
        return [self._one() for _ in range(count)]

    def _at_times_framed(self, one: Marked) -> Marked:
        """Return a claim as it is, told or called false: what stands beside a lie is none for that."""
        drawn = self._rng.random()
        kind = "false" if drawn < _FALSE else "told" if drawn < _FALSE + _AGAIN else ""
        return put(self._frame(kind), one) if kind else one

    def _one(self) -> Marked:
        drawn = self._rng.random()
        for kind, share in (("told", _TOLD), ("false", _FALSE), ("kept", _KEPT)):
            if drawn < share:
                return self.framed(kind)
            drawn -= share
        of_falsehood = self._rng.random() < _OF_FALSEHOOD_SHARE
        return as_it_is(self._rng.choice(self._of_falsehood if of_falsehood else self._whole))

    def framed(self, kind: str) -> Marked:
        """Return a claim in a frame of a kind, at times with another around both."""
        made = put(self._frame(kind), as_it_is(self._rng.choice(self._fit)))
        return put(self._frame("told"), made) if self._rng.random() < _AGAIN else made

    def _frame(self, kind: str) -> Frame:
        return loosely(self._rng.choice(self._frames[kind]), self._rng)


def loosely(frame: Frame, rng: random.Random) -> Frame:
    """Return a frame as many would type it: at times without marks beside the claim, or misspelt."""
    before, after = frame.before, frame.after
    if rng.random() < _LAX:
        before, after = _MARKS.sub("", before.rstrip()) + " " * bool(before), _lax(after)
    if rng.random() < _MISTYPED:
        before, after = mistyped(before, rng), mistyped(after, rng)
    return replace(frame, before=before, after=after)


def put(frame: Frame, inner: Marked) -> Marked:
    """Return what a frame makes of a post."""
    before, after = frame.before, frame.after
    text = frame.within(inner.text)
    if frame.kind == "kept":
        whole = before + text + after
        return Marked(whole, ((0, len(whole), Mark.TOLD),))
    shift = len(before)
    false = frame.kind == "false" and calls_it_false(before, text, after)
    marked = tuple(
        (a + shift, min(b, len(text)) + shift, Mark.FALSE if false else mark) for a, b, mark in inner.claims
    )
    return Marked(before + text + after, marked)


def _lax(after: str) -> str:
    """Return what follows a claim without the mark that parts it from the claim."""
    return after if not after or after[0].isspace() else f" {after.lstrip('.,!?:;…–—-').lstrip()}".rstrip()
