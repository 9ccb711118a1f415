"""When a post and an official sentence give numbers for the same thing that cannot both hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from checker.quantities.agreement import agree, found_in, opposite
from checker.quantities.counts import Quantity
from checker.quantities.dates import date_conflict
from checker.quantities.phrases import is_verbal
from checker.quantities.ratios import compare
from checker.quantities.readings import Mention, Reading, following, read
from checker.quantities.sameness import of_one_act, other_step, same_thing, same_topic
from checker.quantities.tokens import TokenKind
from checker.quantities.units import PERCENT
from checker.quantities.vocabulary import CLAUSE_ENDS, FUNCTION_WORDS, words
from checker.quantities.wordforms import stem
from checker.records import Conflict, Span

_BEGUN = 2  # words: whom, and the verb
_TOLD = 12  # tokens
_COPULAS = words("is are was were")
_ENDS = CLAUSE_ENDS - {"that", "which", "who"}  # "people who died"


def conflict(claim: str, passage: str) -> Conflict | None:
    """Return the first quantity of ``claim`` that every one of ``passage`` for the same thing excludes."""
    said, stated = read(claim), read(passage)
    if not same_topic(said, stated):
        return None
    for ours in said.mentions:
        rivals = [m for m in _rivals(ours, said, stated) if not _taken(m, ours, said, stated)]
        rivals = rivals or _other_steps(ours, stated)
        if rivals and not found_in(ours, said, stated):
            return _explain(ours, _nearest(ours, rivals), said, stated)
    return None


def vetoes_support(claim: str, passage: str) -> bool:
    """Tell whether ``passage`` gives another number or date for what ``claim`` states."""
    return conflict(claim, passage) is not None or date_conflict(claim, passage) is not None


def missing_quantities(claim: str, passage: str) -> tuple[Quantity, ...]:
    """Return the quantities of ``claim`` that ``passage`` does not have: neither the value nor a rival."""
    said, stated = read(claim), read(passage)
    return tuple(
        ours.quantity
        for ours in said.mentions
        if not found_in(ours, said, stated) and not _rivals(ours, said, stated)
    )


def _rivals(ours: Mention, said: Reading, stated: Reading) -> list[Mention]:
    mentions = (*stated.mentions, *stated.shares)
    return [
        theirs
        for theirs in of_one_act(ours, mentions)
        if same_thing(ours, theirs, stated) and not _of_other_parts(ours, theirs, said, stated)
    ]


def _of_other_parts(ours: Mention, theirs: Mention, said: Reading, stated: Reading) -> bool:
    """Tell "most voters chose Lund" beside "40% of voters chose Berg": shares of one whole that both may be.

    Whom they count and what is told of these begins alike, and goes on with a word that the other has not.
    """
    if ours.quantity.unit != PERCENT or not (ours.quantity.counted and theirs.quantity.counted):
        return False
    alike, before = 0, ""
    for one, other in zip(_told(ours, said), _told(theirs, stated), strict=False):
        if stem(one) == stem(other):
            alike, before = alike + 1, one
            continue
        new = stem(one) not in stated.content and stem(other) not in said.content
        # "were late" beside "were delayed", "beds in Vika are" beside "beds are"
        verbs = is_verbal(one) or is_verbal(other) or not _COPULAS.isdisjoint({one, other})
        plain = stem(one) in said.content and stem(other) in stated.content  # no "$400", "two years"
        named = plain or before in _COPULAS  # "were over 60"
        return alike >= _BEGUN and new and named and not verbs
    return False


def _told(mention: Mention, reading: Reading) -> list[str]:
    """Return of whom a share is and what is told of them, without most words that tell nothing."""
    first = mention.quantity.last - len(mention.quantity.counted)
    after = (token.text for token in reading.tokens[first : mention.quantity.last + _TOLD])
    told = takewhile(lambda word: word not in _ENDS, after)
    return [word for word in told if word not in FUNCTION_WORDS or word in _COPULAS]


def _other_steps(ours: Mention, stated: Reading) -> list[Mention]:
    """Return the same number of the passage where it is by how much a thing rose, and not to what, or so."""
    if not ours.around <= stated.content:  # "inflation rose to 6 percent": prices rose by that
        return []
    return [
        theirs
        for theirs in stated.mentions
        if other_step(ours, theirs)
        and theirs.quantity.unit == ours.quantity.unit != ""
        and ours.denied == theirs.denied
        and agree(ours.quantity, theirs.quantity)
    ]


def _taken(theirs: Mention, ours: Mention, said: Reading, stated: Reading) -> bool:
    """Tell whether another number of the claim is the passage's: "308, of whom 63" beside 63."""
    others = (
        m for m in said.mentions if m is not ours and not opposite(m.quantity, theirs.quantity, said, stated)
    )
    return any(agree(m.quantity, theirs.quantity) and same_thing(m, theirs, stated) for m in others)


def _nearest(ours: Mention, rivals: Sequence[Mention]) -> Mention:
    """Return the rival in the most similar words, the nearest value among equals."""
    return max(
        rivals,
        key=lambda m: (len(ours.around & m.around), -abs(m.quantity.value - ours.quantity.value)),
    )


def _explain(ours: Mention, theirs: Mention, said: Reading, stated: Reading) -> Conflict:
    one, other = ours.quantity, theirs.quantity
    steps = other_step(ours, theirs)
    posted = Span(_stepped(ours, said) if steps else one.spoken_start, one.end)
    official = Span(_stepped(theirs, stated) if steps else other.spoken_start, other.phrase_end)
    claim_text = said.text[posted.start : posted.end]
    passage_text = stated.text[official.start : official.end]
    words = f"{passage_text} {_event_word(ours, theirs, stated)}".rstrip()
    ratio = compare(one, other)
    return Conflict(
        claim_text=claim_text,
        passage_text=passage_text,
        stated=words + (f" ({ratio})" if ratio else ""),
        claim_span=posted,
        passage_span=official,
    )


def _event_word(ours: Mention, theirs: Mention, stated: Reading) -> str:
    """Return the first word for what happened after the passage's number, where both say that."""
    if theirs.quantity.limit:
        return ""
    verbs = (
        token
        for token in takewhile(lambda t: t.kind is TokenKind.WORD, following(theirs, stated))
        if is_verbal(token.text)
    )
    verb = next(verbs, None)
    if verb is None or stem(verb.text) not in ours.around & theirs.around:
        return ""
    return stated.text[verb.start : verb.end]


def _stepped(mention: Mention, reading: Reading) -> int:
    """Return where "by" or "to" before a number begins."""
    before = (token for token in reversed(reading.tokens) if token.end <= mention.quantity.spoken_start)
    return next(before).start
