"""One plain sentence on what decided: the words of the post, the words of the statement.

It reports that the two differ, or agree, and judges neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.alignment import Difference, Pairing, Word
from checker.lexicon import is_sure_verb, is_verb
from checker.records import Conflict, Deciding, Span
from checker.wording import in_quotation

MOST_QUOTED = 160  # code points of one quotation
_LEAD = 2  # words that lead to one that denies
_LINKED, _ANYHOW = re.compile(r"[^,()—]*"), re.compile(r"(?s:.*)")
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
    if _told_apart(pair, found) and said.casefold() != words.casefold():
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
    words = " ".join(text[start:end].split())
    if len(words) > MOST_QUOTED:
        words = (words[:MOST_QUOTED].rpartition(" ")[0] or words[:MOST_QUOTED]) + " …"
    return in_quotation(words)


def clause(text: str, of_text: Sequence[Word], chosen: Sequence[Word | Span]) -> str:
    """Return ``text`` from where the clause of the first of ``chosen`` begins to where that of the last ends.

    A comma ends it, unless it has no verb then: a name in apposition says nothing. Where it is too long it
    begins with the first of ``chosen``, and with what leads to one that denies: "we have not", and not only
    "not".
    """
    first = min((c.start for c in chosen), default=0)
    last = max((c.start for c in chosen), default=-1)
    backwards = [w for w in reversed(of_text) if w.start <= first]
    onwards = [w for w in of_text if w.start >= last]
    before, after = (_joined(text, found, _LINKED) for found in (backwards, onwards))
    whole = [*chosen, *before, *after]
    wider = [*whole, *(w for found in (backwards, onwards) for w in _joined(text, found, _ANYHOW))]
    if chosen and not _has_verb(of_text, whole) and _has_verb(of_text, wider) and _fits(wider):
        return quoted(text, wider)
    if whole and _fits(whole):
        return quoted(text, whole)
    denies = any(w.negates for w in of_text if w.start == first)
    return quoted(text, [*chosen, *(before[: _LEAD + 1] if denies else ()), *after])


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
    """Return whether the words say by themselves what differs: two names of a sort, opposites, times."""
    if found.kind is Deciding.OTHER or found.exchanged or not found.said or not found.stated:
        return False
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
    verbs = {w.key for w in pair.said if w.clause in clauses and w.content and is_sure_verb(w.text)}
    return not verbs or bool(verbs & pair.shared)


def _of_countries(found: Difference) -> bool:
    return found.kind in {Deciding.ACTOR, Deciding.PLACE} and all(
        len(side) == 1 and isinstance(side[0], Word) and bool(side[0].country)
        for side in (found.said, found.stated)
    )


def _bare(quotation: str) -> str:
    return quotation[1:-1]
