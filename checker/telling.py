"""One plain sentence on what decided: the words of the post, the words of the statement.

It reports that the two differ, or agree, and judges neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.alignment import Difference, Pairing, Word
from checker.records import Conflict, Deciding, Span

MOST_QUOTED = 160  # code points of one quotation
_LEAD = 2  # words that lead to one that denies
_LINKED = re.compile(r"[^,()—]*")
_MARKS = ' “”"'
_OPENING, _CLOSING = re.compile(r"(?<!\S)[“”\"]"), re.compile(r"[“”\"]")
_QUOTATION = re.compile(r"[“\"]([^“”\"]*)[”\"]")
_REST = re.compile(r"(?:[-‐–'’]?\w+)*")  # of a word that is written with a hyphen


def contradiction(pair: Pairing, found: Difference, conflict: Conflict | None) -> str:
    """Return the sentence for a passage that contradicts the claim.

    Words are set against each other where they are of one sort; otherwise the clause is quoted.
    """
    if conflict:
        return f"The post says {conflict.claim_text}; the statement says {conflict.stated}."
    stated = clause(pair.passage, pair.stated, found.stated)
    if found.denying:
        return f"The statement denies this: {stated}."
    if found.kind is Deciding.NEGATION:
        return f"The post says {clause(pair.claim, pair.said, found.said)}; the statement says {stated}."
    said, words = quoted(pair.claim, found.said), quoted(pair.passage, found.stated)
    if _told_apart(found) and said.casefold() != words.casefold():
        if _of_countries(found):
            return f"The post names {_bare(said)}; the statement speaks of {_bare(words)}."
        return f"The post says {said}; the statement says {words}."
    return f"The statement says otherwise: {stated}."


def agreement(
    pair: Pairing, kind: Deciding, said: Sequence[Word | Span], stated: Sequence[Word | Span]
) -> str:
    """Return the sentence for a passage that supports the claim."""
    if kind is Deciding.SAME_DENIAL:
        return f"The statement denies it too: {clause(pair.passage, pair.stated, stated)}."
    if kind is Deciding.SAME_NUMBER:
        numbers = quoted(pair.claim, said), quoted(pair.passage, stated)
        return f"The post says {numbers[0]}; the statement says {numbers[1]}, which agrees."
    return f"The statement says the same: {clause(pair.passage, pair.stated, stated)}."


def denial_contradicted(pair: Pairing, stated: Sequence[Word | Span]) -> str:
    """Return the sentence for a passage that says what the claim calls untrue."""
    return f"The post calls untrue what the statement says: {clause(pair.passage, pair.stated, stated)}."


def denial_supported(pair: Pairing, stated: Sequence[Word | Span]) -> str:
    """Return the sentence for a passage that has it otherwise than what the claim calls untrue."""
    said = clause(pair.passage, pair.stated, stated)
    return f"The post calls this untrue, and so the statement has it: {said}."


def quoted(text: str, chosen: Sequence[Word | Span]) -> str:
    """Return the words of ``text`` from the first to the last of ``chosen``, in quotation marks.

    Where that is too long it ends early, and says so; without ``chosen`` it is the beginning.
    """
    start = min((c.start for c in chosen), default=0)
    end = max((c.end for c in chosen), default=len(text))
    start, end = start - _begun(text[:start][::-1]), end + _begun(text[end:])
    words = _one_quotation(" ".join(text[start:end].split()))
    if len(words) > MOST_QUOTED:
        words = (words[:MOST_QUOTED].rpartition(" ")[0] or words[:MOST_QUOTED]) + " …"
    return f"“{words}”"


def clause(text: str, of_text: Sequence[Word], chosen: Sequence[Word | Span]) -> str:
    """Return ``text`` from where the clause of the first of ``chosen`` begins to where that of the last ends.

    Where that is too long it begins with the first of ``chosen``, and with what leads to one that denies: "we
    have not", and not only "not".
    """
    first = min((c.start for c in chosen), default=0)
    last = max((c.start for c in chosen), default=-1)
    before = _joined(text, [w for w in reversed(of_text) if w.start <= first])
    after = _joined(text, [w for w in of_text if w.start >= last])
    whole = [*chosen, *before, *after]
    if whole and max(w.end for w in whole) - min(w.start for w in whole) <= MOST_QUOTED:
        return quoted(text, whole)
    denies = any(w.negates for w in of_text if w.start == first)
    return quoted(text, [*chosen, *(before[: _LEAD + 1] if denies else ()), *after])


def _joined(text: str, found: Sequence[Word]) -> list[Word]:
    """Return the words, one way or the other, up to a comma, a bracket or a new clause."""
    kept = list(found[:1])
    for word in found[1:]:
        between = text[min(word.end, kept[-1].end) : max(word.start, kept[-1].start)]
        if word.clause != kept[-1].clause or not _LINKED.fullmatch(between):
            break
        kept.append(word)
    return kept


def _begun(text: str) -> int:
    """Return how many code points at the beginning belong to a word that is written with a hyphen."""
    found = _REST.match(text)
    return found.end() if found else 0


def _one_quotation(words: str) -> str:
    """Return the words without marks at their ends, and with single ones for a quotation in them."""
    inside = _QUOTATION.sub(r"‘\1’", words).strip(_MARKS)
    return _CLOSING.sub("’", _OPENING.sub("‘", inside))  # of a quotation that begins or ends elsewhere


def _told_apart(found: Difference) -> bool:
    """Return whether the words say by themselves what differs: two names of a sort, opposites, times."""
    if found.kind is Deciding.OTHER or found.exchanged or not found.said or not found.stated:
        return False
    if found.kind not in {Deciding.ACTOR, Deciding.PLACE}:
        return True
    one, two = found.said[0], found.stated[0]
    if not isinstance(one, Word) or not isinstance(two, Word):
        return False
    return one.name and two.name and bool(one.country) is bool(two.country)


def _of_countries(found: Difference) -> bool:
    return found.kind in {Deciding.ACTOR, Deciding.PLACE} and all(
        len(side) == 1 and isinstance(side[0], Word) and bool(side[0].country)
        for side in (found.said, found.stated)
    )


def _bare(quotation: str) -> str:
    return quotation.strip(_MARKS)
