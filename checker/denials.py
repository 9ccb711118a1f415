"""What one text denies and the other does not, what is set apart, and how firm each of them is."""

from __future__ import annotations

from collections.abc import Sequence

from checker.alignment import Difference, Pairing, Word
from checker.contrasts import MODALITY, opposite
from checker.quantities.vocabulary import PLACE_PREPOSITIONS, words
from checker.records import Deciding

_AFTER = 8  # words after one that denies which it may still deny
_BEFORE = 4  # words before it, such as the subject
_NEXT = 5  # words after "not" among which stands what it sets apart
_ENOUGH = 2  # words of both that stand by what denies, or by a word of firmness
_AUXILIARIES = words("""
    am is are was were be been do does did has have had will would can could shall should may might must
""")
_LEADING = PLACE_PREPOSITIONS | words("to into towards toward around over through near")
_CLASHES = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "refuse/ask refuse/agree ask/agree may/agree may/will may/must may/done must/can will/done try/done"
    ).split()
)


def denied(pair: Pairing) -> Difference | None:
    """Return what one of the two denies and the other does not."""
    return _denied(pair, _ENOUGH)


def hardly_denied(pair: Pairing) -> Difference | None:
    """Return the same where a single word of both stands by what denies."""
    return _denied(pair, 1)


def denials(pair: Pairing) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Return what claim and passage deny, each with the word that denies it; empty where nothing."""
    return _denial(pair, pair.said, _ENOUGH), _denial(pair, pair.stated, _ENOUGH)


def contrasted(pair: Pairing) -> Difference | None:
    """Return the name or noun of "this one, not that one" where the other text has that one."""
    ours = _set_apart(pair.said, pair.stated)
    if ours:
        return Difference(_kind_of(pair.stated, ours[2]), ours[:2], ours[2:])
    theirs = _set_apart(pair.stated, pair.said)
    return Difference(_kind_of(pair.said, theirs[2]), theirs[2:], theirs[:2]) if theirs else None


def opposed(pair: Pairing) -> Difference | None:
    """Return a word of the claim and one of the passage that mean opposite things."""
    keys, others = {w.key for w in pair.said}, {w.key for w in pair.stated}
    ours = [w for w in pair.said if w.key not in others]
    theirs = [w for w in pair.focus if w.key not in keys]
    found = [(a, b) for a in ours for b in theirs if opposite(a.text, b.text)]
    if not found:
        return None
    one, two = max(found, key=lambda ab: (ab[0].content and ab[1].content, pair.nearness(ab[1])))
    return Difference(Deciding.OPPOSITE, (one,), (two,))


def clashing(pair: Pairing) -> Difference | None:
    """Return words that say how firm a thing is and exclude each other: "refused", "asked"."""
    ours = [w for w in pair.said if w.text in MODALITY and w.key not in pair.shared]
    theirs = [w for w in pair.focus if w.text in MODALITY and w.key not in pair.shared]
    found = [(a, b) for a in ours for b in theirs if {MODALITY[a.text], MODALITY[b.text]} in _CLASHES]
    if not found:
        return None
    one, two = max(found, key=lambda ab: pair.nearness(ab[1]))
    return Difference(Deciding.MODALITY, (one,), (two,)) if pair.nearness(two) >= _ENOUGH else None


def otherwise_firm(pair: Pairing) -> Difference | None:
    """Return words that say how firm a thing is where claim and passage have different ones."""
    ours = [w for w in pair.said if w.text in MODALITY]
    theirs = [w for w in pair.focus if w.text in MODALITY]
    mine, yours = {MODALITY[w.text] for w in ours}, {MODALITY[w.text] for w in theirs}
    only_mine = [w for w in ours if MODALITY[w.text] not in yours]
    only_yours = [w for w in theirs if MODALITY[w.text] not in mine]
    if not only_mine or not only_yours:
        return None
    return Difference(Deciding.MODALITY, (only_mine[0],), (max(only_yours, key=pair.nearness),))


def in_place(found: Sequence[Word], word: Word) -> bool:
    """Return whether a preposition of place leads to the name in which ``word`` stands; ``found`` is all."""
    before = word.place - 1
    while before >= 0 and (found[before].capital or found[before].text in {"the", "a"}):
        before -= 1
    return before >= 0 and found[before].text in _LEADING


def _denied(pair: Pairing, enough: int) -> Difference | None:
    ours, theirs = _denial(pair, pair.said, enough), _denial(pair, pair.stated, enough)
    if bool(ours) is bool(theirs):
        return None
    about = {w.key for w in (ours or theirs)}
    if theirs:
        added = pair.only_said[:_ENOUGH]  # the claim's own word for it: "asked" for "no request"
        said = tuple(w for w in pair.said if w in added or (w.content and w.key in about))
        return Difference(Deciding.NEGATION, said, theirs, denying=True)
    return Difference(Deciding.NEGATION, ours, tuple(w for w in pair.focus if w.content and w.key in about))


def _denial(pair: Pairing, found: Sequence[Word], enough: int) -> tuple[Word, ...]:
    """Return a word that denies with what both say around it; of several the one by most of that."""
    scopes = [_scope(pair, found, w) for w in found if w.negates]
    best = max(scopes, key=lambda s: len(pair.both(s)), default=())
    return best if len(pair.both(best)) >= max(1, min(enough, len(pair.shared))) else ()


def _scope(pair: Pairing, found: Sequence[Word], cue: Word) -> tuple[Word, ...]:
    near = found[max(0, cue.place - _BEFORE) : cue.place + _AFTER + 1]
    about = {w.place for w in pair.both(near) if w.clause == cue.clause}
    beside = {w.place for w in near if w.negates and w.clause == cue.clause}  # "neither … nor"
    # "has not received": the verb belongs to what denies, also where the claim has another.
    verb = next((w.place for w in near if w.place > cue.place and w.content and w.clause == cue.clause), -1)
    wanted = {cue.place} | (about | beside | {verb} if about else set())
    return tuple(w for w in near if w.place in wanted)


def _set_apart(found: Sequence[Word], others: Sequence[Word]) -> tuple[Word, Word, Word] | None:
    """Return what sets apart, what is set apart, and the same in the other text."""
    by_key = {w.key: w for w in reversed(others)}
    for cue in found:
        if not _sets_apart(found, cue):
            continue
        apart = next((w for w in found[cue.place + 1 : cue.place + 1 + _NEXT] if w.content), None)
        if apart and apart.key in by_key:
            return cue, apart, by_key[apart.key]
    return None


def _sets_apart(found: Sequence[Word], cue: Word) -> bool:
    """Whether it is "the board, not the league": a "not" that no verb leads, or "instead of"."""
    before = found[cue.place - 1].text if cue.place else ""
    if cue.text in {"instead", "rather"}:
        return cue.place + 1 < len(found) and found[cue.place + 1].text in {"of", "than"}
    return cue.text == "not" and before not in _AUXILIARIES


def _kind_of(found: Sequence[Word], word: Word) -> Deciding:
    if word.text[0].isdigit():
        return Deciding.NUMBER
    return Deciding.PLACE if in_place(found, word) else Deciding.ACTOR
