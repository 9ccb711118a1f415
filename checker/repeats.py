"""Viral means repeated: the report on one copy of a post, made to fit another copy of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from checker.claims import Said, normalise, place_of, said_in, within
from checker.negation import BARE_NOT, DENYING, FALSE, NO
from checker.own_word import SIGNS
from checker.records import Claim, Post, Reason, Span

_Wire = Mapping[str, Any]

# "No, ..." before a claim and "#FakeNews" after it are parts of no claim. They change no verdict, but
# whoever reads "the same post" does not expect them to be passed over.
_DOUBT = re.compile(
    rf"\b(?:{NO}|{BARE_NOT}|{DENYING}|{FALSE}|lying|incorrect|fabricat\w*|nahin?|nahi|jhoo?ta?|ghalat"
    r"|(?:fake|false|hoax|untrue|not?true|debunk|mislead|satire|rumou?r|factcheck)\w*|نہیں|نہ|جھوٹ\w*|غلط|فیک)\b"
)
# Up or down: "🔺 5 percent" and "🔻 5 percent".
_TREND = re.compile(r"[🔺🔻🔼🔽⬆⬇📈📉▲▼↑↓](?=\ufe0f?\s?[\d$€£₹+-])|(?<=[\d%])\s?[🔺🔻🔼🔽⬆⬇📈📉▲▼↑↓]")


# A post that goes round is read again and again: once to find its answer, and twice to fit that.
_said_in = lru_cache(maxsize=256)(said_in)


@dataclass(frozen=True, slots=True)
class Question:
    """What a post asks: its words were read, which takes longer than all else."""

    post: Post
    said: tuple[str, ...]

    @classmethod
    def of(cls, post: Post) -> Self:
        """Return what a post asks."""
        return cls(post, _said(post.text))

    def key(self, era: str | None = None) -> str:
        """Return what copies of the post share: what they say, and what else a verdict depends on.

        Parameters
        ----------
        era
            Stands for the time of the post, where it is known between which changes of the corpus that was.
        """
        post = self.post
        posted = post.posted_at.isoformat() if post.posted_at and era is None else era
        scope = [sorted(post.issuers), sorted(post.languages)]
        options = [post.min_confidence, post.max_passages]
        more = [part for part in (scope, options) if any(part)]
        parts = [self.said, posted, post.lang, *more]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def repeat_key(post: Post, era: str | None = None) -> str:
    """Return what copies of a post share; see ``Question.key``."""
    return Question.of(post).key(era)


@lru_cache(maxsize=256)
def _said(text: str) -> tuple[str, ...]:
    """Return what a post says, and what its tags and signs doubt of that."""
    said, spoken = [one.words for one in _said_in(text)], normalise(text)
    signs = [*SIGNS.findall(text), *map(str.strip, _TREND.findall(text))]
    return (*said, " ".join([*_DOUBT.findall(spoken), *signs])) if said else (spoken,)


def may_be_repeated(report: _Wire) -> bool:
    """Return whether the report says what is in the corpus, and not that a part was down."""
    return not report.get("search_degraded") and all(
        claim["reason"] != Reason.SEARCH_DEGRADED for claim in report["claims"]
    )


def fitted(report: _Wire, post: Post, check_id: str) -> dict[str, Any] | None:
    """Return the report with id, text and offsets of another copy, or None if that says something else.

    Copies differ in case, emoji, links and forwards, which moves the claims and may stand inside of
    them; offsets must stay exact.
    """
    ours, theirs = _said_in(post.text), _said_in(report["post"])
    if [one.words for one in ours] != [one.words for one in theirs]:
        return None
    clauses = list(zip(theirs, ours, strict=True))
    claims = []
    for claim in report["claims"]:
        was = Span(claim["start"], claim["end"])
        while clauses and not _holds(clauses[0][0].span, was):
            clauses.pop(0)
        place = _moved_place(report["post"], was, post.text, *clauses[0]) if clauses else None
        if place is None:
            return None
        claims.append(_moved(claim, post.text, place))
    posted = post.posted_at.isoformat() if post.posted_at else None
    about = {"id": check_id, "post": post.text, "url": post.url, "posted_at": posted}
    return {**report, **about, "claims": claims}


def _holds(clause: Span, part: Span) -> bool:
    return clause.start <= part.start and part.end <= clause.end


def _moved_place(theirs: str, was: Span, ours: str, their_clause: Said, our_clause: Said) -> Span | None:
    """Return where a claim stands in our copy of a post, or None if the copies have other words there."""
    if was == their_clause.span:
        return our_clause.span
    place = place_of(ours, our_clause.span, within(theirs, their_clause.span, was))
    same = normalise(ours[place.start : place.end]) == normalise(theirs[was.start : was.end])
    return place if same else None


def _moved(claim: _Wire, text: str, place: Span) -> dict[str, Any]:
    """Return a claim where it stands in another text."""
    moved = {**claim, "text": text[place.start : place.end], "start": place.start, "end": place.end}
    if claim.get("passages"):
        moved["passages"] = [_marked(passage, moved, claim) for passage in claim["passages"]]
    return moved


def _marked(passage: _Wire, claim: _Wire, was: _Wire) -> _Wire:
    """Return a passage whose explanation marks the words of the claim where they stand now."""
    why = passage.get("explanation")
    if not why or not why.get("post_spans"):
        return passage
    if claim["text"] == was["text"]:
        by = claim["start"] - was["start"]
        spans = [Span(span["start"] + by, span["end"] + by) for span in why["post_spans"]]
    else:
        from checker.explain import in_post  # noqa: PLC0415  # few copies have other words in their claims

        found = [Span(span["start"], span["end"]) for span in why["claim_spans"]]
        spans = list(in_post(_claim(claim), found))
    marks = [{"start": span.start, "end": span.end} for span in spans]
    return {**passage, "explanation": {**why, "post_spans": marks}}


def _claim(wire: _Wire) -> Claim:
    return Claim(
        claim_id=wire["id"], text=wire["text"], start=wire["start"], end=wire["end"], query=wire["query"]
    )
