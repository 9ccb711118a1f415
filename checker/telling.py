"""One plain sentence on what decided: the words of the post, the words of the statement.

It reports that the two differ, or agree, and judges neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.alignment import Difference, Pairing, Word
from checker.quantities.wordforms import nation
from checker.records import Conflict, Deciding, Span

MOST_QUOTED = 110  # code points of one quotation
_LEAD = 2  # words that lead to one that denies
_LINKED = re.compile(r"[^,“”\"()—]*")
_MARKS = ' “”"'


def contradiction(pair: Pairing, found: Difference, conflict: Conflict | None) -> str:
    """Return the sentence for a passage that contradicts the claim."""
    if conflict:
        return f"The post says {conflict.claim_text}; the statement says {conflict.stated}."
    if found.denying:
        return f"The statement denies this: {_clause(pair, found.stated)}."
    if not found.said or not found.stated:
        return f"The statement says otherwise: {quoted(pair.passage, found.stated)}."
    said, stated = quoted(pair.claim, found.said), quoted(pair.passage, found.stated)
    if _of_nations(found):
        return f"The post names {_bare(said)}; the statement speaks of {_bare(stated)}."
    if found.exchanged:
        return f"The post has it as {said}; the statement has it the other way round: {stated}."
    return f"The post says {said}; the statement says {stated}."


def agreement(
    pair: Pairing, kind: Deciding, said: Sequence[Word | Span], stated: Sequence[Word | Span]
) -> str:
    """Return the sentence for a passage that supports the claim."""
    if kind is Deciding.SAME_DENIAL:
        return f"The statement denies it too: {_clause(pair, stated)}."
    if kind is Deciding.SAME_NUMBER:
        numbers = quoted(pair.claim, said), quoted(pair.passage, stated)
        return f"The post says {numbers[0]}; the statement says {numbers[1]}, which agrees."
    return f"The statement says the same: {_clause(pair, stated)}."


def quoted(text: str, chosen: Sequence[Word | Span]) -> str:
    """Return the words of ``text`` from the first to the last of ``chosen``, in quotation marks.

    Where that is too long it ends early, and says so; without ``chosen`` it is the beginning.
    """
    start = min((c.start for c in chosen), default=0)
    end = max((c.end for c in chosen), default=len(text))
    words = " ".join(text[start:end].split()).strip(_MARKS)
    if len(words) > MOST_QUOTED:
        words = (words[:MOST_QUOTED].rpartition(" ")[0] or words[:MOST_QUOTED]) + " …"
    return f"“{words}”"


def _clause(pair: Pairing, chosen: Sequence[Word | Span]) -> str:
    """Return the words of the passage from the first chosen to where the clause of the last ends.

    What leads to a first word that denies is kept: "we have not", and not only "not".
    """
    first = min((c.start for c in chosen), default=0)
    last = max((c.start for c in chosen), default=-1)
    around = [
        *_joined(pair, [w for w in reversed(pair.stated) if w.start <= first])[: _LEAD + 1],
        *_joined(pair, [w for w in pair.stated if w.start >= last]),
    ]
    denies = any(w.negates for w in pair.stated if w.start == first)
    return quoted(pair.passage, [*chosen, *(w for w in around if denies or w.start >= first)])


def _joined(pair: Pairing, found: Sequence[Word]) -> list[Word]:
    """Return the words, one way or the other, up to a comma, a quotation mark or a new clause."""
    kept = list(found[:1])
    for word in found[1:]:
        between = pair.passage[min(word.end, kept[-1].end) : max(word.start, kept[-1].start)]
        if word.clause != kept[-1].clause or not _LINKED.fullmatch(between):
            break
        kept.append(word)
    return kept


def _of_nations(found: Difference) -> bool:
    return found.kind in {Deciding.ACTOR, Deciding.PLACE} and all(
        len(side) == 1 and isinstance(side[0], Word) and bool(nation(side[0].text))
        for side in (found.said, found.stated)
    )


def _bare(quotation: str) -> str:
    return quotation.strip(_MARKS)
