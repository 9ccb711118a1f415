"""One plain sentence on what decided: the words of the post, the words of the statement.

It reports that the two differ, or agree, and judges neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile, zip_longest

from checker import grounds
from checker.alignment import BREAKING, Difference, Pairing, Word
from checker.excerpts import excerpt
from checker.lexicon import is_sure_verb, is_verb
from checker.records import Conflict, Deciding, Span
from checker.wording import in_quotation

MOST_QUOTED = 160  # code points of one quotation, if the clauses that decide have no more
_MOST_CLAUSES = 30  # for which that is enough
_SOON = 5  # words of a clause, with its verb among them
_LONGEST_SENTENCE = 360  # code points of one that is quoted whole, for it can't be cut
# Said where the words do not show what the network read in them.
_SUPPORTING, _CONTRADICTING = "reads as supporting this", "reads as contradicting this"
_HAS_IT_SO = "The post calls this untrue, and so the statement has it"
_WRITTEN = re.compile(r"\S+")
# Where a clause may end, with the "and" that joins the next. "Who" begins a part of what is before, and so
# does "that", unless what is before would be too long.
_PART = "who|whom|whose|which|where|when"
_MARKS, _FINER_MARKS = (
    re.compile(rf"[,;:–—]\s((?:and|but)\s)?+(?!(?:{parts})\b)", re.IGNORECASE)
    for parts in (f"{_PART}|that", _PART)
)
_RATIO = re.compile(r"\(([^()]+)\)$")
_REST = re.compile(r"(?:[-‐–'’]?\w+)*")  # of a word that is written with a hyphen


def contradiction(pair: Pairing, found: Difference, conflict: Conflict | None) -> str:
    """Return the sentence for a passage that contradicts the claim.

    Words are set against each other where they are of one sort; otherwise the clause is quoted.
    """
    if conflict:
        return _of_numbers(conflict)
    stated = clause(pair.passage, pair.stated, found.stated)
    if found.denying:
        return f"The statement denies this: {stated}."
    if found.kind is Deciding.NEGATION:
        return f"The post says {clause(pair.claim, pair.said, found.said)}; the statement says {stated}."
    said, apart = quoted(pair.claim, found.said), quoted(pair.passage, found.stated)
    if _told_apart(pair, found) and said.casefold() != apart.casefold():
        if _of_countries(found):
            return f"The post names {_bare(said)}; the statement speaks of {_bare(apart)}."
        return f"The post says {said}; the statement says {apart}."
    seen = found.exchanged or grounds.says_otherwise(pair)
    return f"The statement {'says otherwise' if seen else _CONTRADICTING}: {stated}."


def _of_numbers(conflict: Conflict) -> str:
    """Return what the post and the statement count, and how many times as many it is in the post."""
    ratio = _RATIO.search(conflict.stated.removeprefix(conflict.passage_text))
    apart = f" {ratio[0]}" if ratio else ""
    said, stated = quoted(conflict.claim_text, ()), quoted(conflict.passage_text, ())
    return f"The post says {said}{apart}; the statement says {stated}."


def same_denial(pair: Pairing, said: Sequence[Word], stated: Sequence[Word]) -> str:
    """Return the sentence for a passage that denies what the claim denies, in its words or in others."""
    cues = [{w.key for w in found if w.negates} for found in (said, stated)]
    what = "says the same" if cues[0] & cues[1] else "denies it too"
    return f"The statement {what}: {clause(pair.passage, pair.stated, stated)}."


def other_number(pair: Pairing, said: Sequence[Word | Span], stated: Sequence[Word | Span]) -> str:
    """Return the sentence for a passage that has another number than the one that the claim denies."""
    return f"The post denies {quoted(pair.claim, said)}; the statement says {quoted(pair.passage, stated)}."


def same_number(pair: Pairing, said: Sequence[Word | Span], stated: Sequence[Word | Span]) -> str:
    """Return the sentence for a passage that has the claim's number, written otherwise."""
    numbers = quoted(pair.claim, said), quoted(pair.passage, stated)
    return f"The post says {numbers[0]}; the statement says {numbers[1]}, which agrees."


def replaced(pair: Pairing, said: Sequence[Word], stated: Sequence[Word], same: Sequence[Word]) -> str:
    """Return the sentence for a passage that supports the claim and has other words in one place of it."""
    words = f"{quoted(pair.passage, stated)} for {quoted(pair.claim, said)}"
    whole = sorted((*same, *stated), key=lambda w: w.start)
    return f"The statement says this with {words}: {clause(pair.passage, pair.stated, whole)}."


def agreement(pair: Pairing, stated: Sequence[Word | Span], *, exchanged: bool) -> str:
    """Return the sentence for a passage that supports the claim in most of its words, or in others.

    The same words with two names ``exchanged`` may say the same and may not: "was asked by" or "asked".
    """
    what = "says the same" if grounds.says_the_same(pair) and not exchanged else _SUPPORTING
    return f"The statement {what}: {clause(pair.passage, pair.stated, stated)}."


def denial_contradicted(pair: Pairing, told: Pairing, stated: Sequence[Word | Span]) -> str:
    """Return the sentence for a passage that says what the claim calls untrue: ``told`` beside it."""
    seen = grounds.says_the_same(told)
    what = "The post calls untrue what the statement says" if seen else f"The statement {_CONTRADICTING}"
    return f"{what}: {clause(pair.passage, pair.stated, stated)}."


def denial_supported(pair: Pairing, told: Pairing, stated: Sequence[Word | Span]) -> str:
    """Return the sentence for a passage that has it otherwise than what the claim calls untrue."""
    seen = grounds.is_about(told) and not grounds.says_the_same(told)
    what = _HAS_IT_SO if seen else f"The statement {_SUPPORTING}"
    return f"{what}: {clause(pair.passage, pair.stated, stated)}."


def quoted(text: str, chosen: Sequence[Word | Span], kept: Sequence[Word] = ()) -> str:
    """Return the words of ``text`` from the first to the last of ``chosen``, in quotation marks.

    Where that is too long it is cut at the ends of clauses, if what is left has all of ``kept``. Nothing is
    left out within it: that would read as if the words had been doctored. Without ``chosen`` it is all of it.
    """
    start = min((c.start for c in chosen), default=0)
    end = max((c.end for c in chosen), default=len(text))
    start, end = start - _begun(text[:start][::-1]), end + _begun(text[end:])
    if text.count("(", start, end) > text.count(")", start, end):
        end += text.startswith(")", end)
    words = " ".join(text[start:end].split())
    if len(words) > MOST_QUOTED:
        words = _clauses_with(text, Span(start, end), kept) or _whole(text, Span(start, end), kept)
    return in_quotation(words)


def _clauses_with(text: str, whole: Span, kept: Sequence[Word]) -> str:
    """Return the clauses, side by side and as many as fit, that say all of ``kept``; empty if none do.

    A word that is said twice is needed once.
    """
    pieces = _pieces(text, whole, _FINER_MARKS)
    keys = {w.key for w in kept}
    runs = [
        Span(one.start, other.end)
        for n, one in enumerate(pieces)
        for other in pieces[n : n + _MOST_CLAUSES]
        if other.end - one.start <= MOST_QUOTED
    ]
    having = [s for s in runs if keys <= {w.key for w in kept if s.start <= w.start < s.end}] if keys else []
    if not having:
        return ""
    longest = max(having, key=lambda s: s.end - s.start)
    return " ".join(text[longest.start : longest.end].split()).rstrip(" ,;:–—-")


def _pieces(text: str, whole: Span, marks: re.Pattern[str] = _MARKS) -> list[Span]:
    """Return the clauses of a part of a text: what is between two marks and has a verb soon.

    What has none is part of the one before: a name in apposition, or the next of a list.
    """
    starts, ends = [whole.start], list[int]()
    seen, told = whole.start, False  # up to where a verb was looked for, and whether there was one
    for mark in marks.finditer(text, whole.start, whole.end):
        told = told or _has_verb(text, seen, mark.start())
        seen = mark.end()
        if told and _begins_clause(text, mark, whole.end):
            starts.append(mark.end())
            ends.append(mark.start())
            told = False
    return [Span(start, end) for start, end in zip(starts, [*ends, whole.end], strict=True)]


def _has_verb(text: str, start: int, end: int) -> bool:
    """Whether a word of a part of a text may be a verb."""
    return any(is_verb(match[0]) for match in _WRITTEN.finditer(text, start, end))


def _begins_clause(text: str, mark: re.Match[str], end: int) -> bool:
    """Whether a verb is among the first words behind a mark, up to a comma.

    The first word itself is one only behind "and": "the crew, held since May, are free" is one clause. There
    is none in "a role played by".
    """
    found = [match[0] for match in islice(_WRITTEN.finditer(text, mark.end(), end), _SOON + 1)]
    if found and not mark[1] and is_sure_verb(found[0]):
        return False
    for word, following in zip_longest(found[:_SOON], found[1:]):
        if is_sure_verb(word) and following != "by":
            return True
        if word.endswith(","):
            return False
    return False


def _whole(text: str, whole: Span, kept: Sequence[Word]) -> str:
    """Return a sentence that none of its clauses can stand for; a part of one that is too long to read."""
    words = " ".join(text[whole.start : whole.end].split())
    if len(words) <= _LONGEST_SENTENCE:
        return words
    spans = [Span(w.start - whole.start, w.end - whole.start) for w in kept]
    part = excerpt(text[whole.start : whole.end], spans, MOST_QUOTED)
    return " ".join(part.split()) or f"{words[:MOST_QUOTED].rpartition(' ')[0] or words[:MOST_QUOTED]}…"


def clause(text: str, of_text: Sequence[Word], chosen: Sequence[Word | Span]) -> str:
    """Return ``text`` from where the clause of the first of ``chosen`` begins to where that of the last ends.

    One that is too long is cut to those of its clauses that have ``chosen``. A "but" or "and" before it joins
    it to what is not quoted.
    """
    begun = of_text[0].start if of_text else 0
    first = min((c.start for c in chosen), default=begun)
    last = max((c.start for c in chosen), default=begun)
    run = _side_by_side([w for w in reversed(of_text) if w.start <= first])
    run += _side_by_side([w for w in of_text if w.start >= last])
    whole = _span([*chosen, *run])
    pieces = [p for p in _pieces(text, whole) if first < p.end and p.start <= last]
    inside = [w for w in of_text if whole.start <= w.start < whole.end]
    if pieces:
        inside = [w for w in inside if pieces[0].start <= w.start < pieces[-1].end]
    if inside and inside[0].text in BREAKING | {"and"} and inside[0].start < first:
        inside.pop(0)
    # Nobody is quoted with what they deny.
    needed = [w for w in inside if w.negates or any(c.start < w.end and w.start < c.end for c in chosen)]
    return quoted(text, [*chosen, *inside], needed)


def _side_by_side(found: Sequence[Word]) -> list[Word]:
    """Return the words, one way or the other, up to a new clause."""
    return list(takewhile(lambda w: w.clause == found[0].clause, found))


def _span(chosen: Sequence[Word | Span]) -> Span:
    return Span(min((c.start for c in chosen), default=0), max((c.end for c in chosen), default=0))


def _begun(text: str) -> int:
    """Return how many code points at the beginning belong to a word that is written with a hyphen."""
    found = _REST.match(text)
    return found.end() if found else 0


def _told_apart(pair: Pairing, found: Difference) -> bool:
    """Return whether the words say by themselves what differs: two names of a sort, opposites, times.

    So do words that stand in one and the same place.
    """
    if found.exchanged or not found.said or not found.stated:
        return False
    if found.kind is Deciding.OTHER:
        return grounds.stand_apart(pair, found.said, found.stated)
    if found.kind is Deciding.DATE:
        return _of_one_act(pair, found.said[0])
    if found.kind not in {Deciding.ACTOR, Deciding.PLACE}:
        return True
    one, two = found.said[0], found.stated[0]
    if not isinstance(one, Word) or not isinstance(two, Word) or one.key in pair.shared:
        return False
    return one.name and two.name and bool(one.country) is bool(two.country)


def _of_one_act(pair: Pairing, time: Word | Span) -> bool:
    """Return whether claim and passage may differ in the time alone: the claim has no verb of its own there.

    Talks that "resumed on Sunday" contradict "walked out on Monday" by another word.
    """
    clauses = {w.clause for w in pair.said if time.start <= w.start < time.end}
    others = [w for w in pair.said if w.clause in clauses and not time.start <= w.start < time.end]
    verbs = {w.key for w in others if w.content and is_sure_verb(w.text)}
    return not verbs or bool(verbs & pair.shared)


def _of_countries(found: Difference) -> bool:
    return found.kind in {Deciding.ACTOR, Deciding.PLACE} and all(
        len(side) == 1 and isinstance(side[0], Word) and bool(side[0].country)
        for side in (found.said, found.stated)
    )


def _bare(quotation: str) -> str:
    return quotation[1:-1]
