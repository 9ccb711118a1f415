"""One plain sentence on what decided: the words of the post, the words of the statement.

It reports that the two differ, or agree, and judges neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from checker import grounds
from checker.alignment import BREAKING, Difference, Pairing, Word
from checker.lexicon import is_sure_verb, is_verb
from checker.records import Conflict, Deciding, Span
from checker.wording import in_quotation

MOST_QUOTED = 160  # code points of one quotation
# Said where the words do not show what the network read in them.
_SUPPORTING, _CONTRADICTING = "reads as supporting this", "reads as contradicting this"
_HAS_IT_SO = "The post calls this untrue, and so the statement has it"
_LINKED, _ANYHOW = re.compile(r"[^,()—]*"), re.compile(r"(?s:.*)")
_WRITTEN = re.compile(r"\S+")
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


def agreement(pair: Pairing, stated: Sequence[Word | Span]) -> str:
    """Return the sentence for a passage that supports the claim in most of its words, or in others."""
    what = "says the same" if grounds.says_the_same(pair) else _SUPPORTING
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


def quoted(text: str, chosen: Sequence[Word | Span], kept: Sequence[Word | Span] = ()) -> str:
    """Return the words of ``text`` from the first to the last of ``chosen``, in quotation marks.

    Where that is too long, ``kept`` and what is nearest is left. Without ``chosen`` it is the beginning.
    """
    start = min((c.start for c in chosen), default=0)
    end = max((c.end for c in chosen), default=len(text))
    start, end = start - _begun(text[:start][::-1]), end + _begun(text[end:])
    words = " ".join(text[start:end].split())
    return in_quotation(words if len(words) <= MOST_QUOTED else _shortened(text, start, end, kept))


def _shortened(text: str, start: int, end: int, kept: Sequence[Word | Span]) -> str:
    """Return a part of ``text`` with "…" where words of it are left out: those far from ``kept``."""
    found = list(_WRITTEN.finditer(text, start, end))
    near = [n for n, m in enumerate(found) if any(k.start < m.end() and m.start() < k.end for k in kept)]
    near = near or [0]
    left = MOST_QUOTED
    taken = set[int]()
    for n in sorted(range(len(found)), key=lambda n: (_distance(near, n), n)):
        left -= len(found[n][0]) + 1
        if left < 0:
            break
        taken.add(n)
    if not taken:
        return f"{found[near[0]][0][:MOST_QUOTED]} …"
    first, last = min(taken), max(taken)
    shown = [f"{'… ' if n - 1 not in taken and n > first else ''}{found[n][0]}" for n in sorted(taken)]
    return " ".join(shown) + (" …" if last < len(found) - 1 else "")


def _distance(places: Sequence[int], place: int) -> int:
    """Return how far a place is from the nearest of ``places``, in order; what is before one counts twice."""
    at = bisect_left(places, place)
    return min(
        place - near if near <= place else 2 * (near - place) for near in places[max(0, at - 1) : at + 1]
    )


def clause(text: str, of_text: Sequence[Word], chosen: Sequence[Word | Span]) -> str:
    """Return ``text`` from where the clause of the first of ``chosen`` begins to where that of the last ends.

    A comma ends it, unless it has no verb then: a name in apposition says nothing. Of one that is too long
    ``chosen`` and what is nearest to it is left. A "but" before it joins it to what is not quoted.
    """
    first = min((c.start for c in chosen), default=0)
    last = max((c.start for c in chosen), default=-1)
    backwards = [w for w in reversed(of_text) if w.start <= first]
    onwards = [w for w in of_text if w.start >= last]
    before, after = (_joined(text, found, _LINKED) for found in (backwards, onwards))
    if before and before[-1].text in BREAKING and before[-1].start < first:
        before.pop()
    whole = [*chosen, *before, *after]
    wider = [*whole, *(w for found in (backwards, onwards) for w in _joined(text, found, _ANYHOW))]
    if chosen and not _has_verb(of_text, whole) and _has_verb(of_text, wider) and _fits(wider):
        return quoted(text, wider)
    return quoted(text, whole, chosen)


def _joined(text: str, found: Sequence[Word], linked: re.Pattern[str]) -> list[Word]:
    """Return the words, one way or the other, up to a new clause or what is not ``linked``."""
    kept = list(found[:1])
    for word in found[1:]:
        between = text[min(word.end, kept[-1].end) : max(word.start, kept[-1].start)]
        if word.clause != kept[-1].clause or not linked.fullmatch(between):
            break
        kept.append(word)
    return kept


def _has_verb(of_text: Sequence[Word], chosen: Sequence[Word | Span]) -> bool:
    start, end = min(c.start for c in chosen), max(c.end for c in chosen)
    return any(is_verb(w.text) for w in of_text if start <= w.start < end)


def _fits(chosen: Sequence[Word | Span]) -> bool:
    return max(c.end for c in chosen) - min(c.start for c in chosen) <= MOST_QUOTED


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
    if not isinstance(one, Word) or not isinstance(two, Word):
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
