"""What one text denies and the other does not, what is set apart, and how firm each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from checker.alignment import Difference, Pairing, Word
from checker.contrasts import MODALITY, opposite
from checker.lexicon import BASE_VERBS, is_participle, is_sure_verb, is_verb
from checker.quantities.vocabulary import PLACE_PREPOSITIONS, words
from checker.records import Deciding

_AFTER = 8  # words after one that denies which it may still deny
_BEFORE = 4  # words before it, such as the subject
_NEXT = 5  # words after "not" among which stands what it sets apart
_MOST = 12  # words that deny in one text
_TURNED = 5  # words behind one that denies, one of which it may turn into its opposite
_ENOUGH = 2  # words of both that stand by what denies, or by a word of firmness
_AUXILIARIES = words("""
    am is are was were be been do does did has have had will would can could shall should may might must
""")
_SHORT_AUXILIARIES = tuple(f"{mark}{end}" for mark in "'’" for end in ("s", "re", "m"))
_LEADING = PLACE_PREPOSITIONS | words("to into towards toward around over through near")
# A place that one comes from stands in the place of neither one that one goes to nor one that one is at.
_WAYS = {"from": "from", **dict.fromkeys(("to", "into", "towards", "toward"), "to")}
_MORE = words("more less fewer longer later earlier higher lower greater")
_SUBJECTS = words("no nobody none nothing neither")
_FREE = words("free clear clean devoid exempt safe")  # "of" what is behind them
_BUT_SO = words("only just merely simply solely doubt")
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
    ours, theirs = _lacking(pair.said, pair.stated), _lacking(pair.focus, pair.said)
    found = [
        (a, b)
        for a in ours
        for b in theirs
        if opposite(a.text, b.text) and _is_turned(pair.said, a) is _is_turned(pair.stated, b)
    ]
    if not found:
        return None
    one, two = max(found, key=lambda ab: (ab[0].content and ab[1].content, pair.nearness(ab[1])))
    return Difference(Deciding.OPPOSITE, (one,), (two,))


def clashing(pair: Pairing) -> Difference | None:
    """Return words that say how firm a thing is and exclude each other: "refused", "asked"."""
    ours = [w for w in _firm(pair.said) if w.key not in pair.shared]
    theirs = [w for w in _firm(pair.focus) if w.key not in pair.shared]
    found = [(a, b) for a in ours for b in theirs if {MODALITY[a.text], MODALITY[b.text]} in _CLASHES]
    if not found:
        return None
    one, two = max(found, key=lambda ab: pair.nearness(ab[1]))
    if pair.nearness(two) < _ENOUGH:
        return None
    return Difference(Deciding.MODALITY, _as_denied(pair.said, one), _as_denied(pair.stated, two))


def otherwise_firm(pair: Pairing) -> Difference | None:
    """Return words that say how firm a thing is where claim and passage have different ones."""
    ours, theirs = _firm(pair.said), _firm(pair.focus)
    mine, yours = {MODALITY[w.text] for w in ours}, {MODALITY[w.text] for w in theirs}
    only_mine = [w for w in ours if MODALITY[w.text] not in yours]
    only_yours = [w for w in theirs if MODALITY[w.text] not in mine]
    if not only_mine or not only_yours:
        return None
    return Difference(Deciding.MODALITY, (only_mine[0],), (max(only_yours, key=pair.nearness),))


def in_place(found: Sequence[Word], word: Word) -> str:
    """Return which way a preposition of place leads to the name in which ``word`` stands; ``found`` is all.

    It is empty where none does.
    """
    before = word.place - 1
    while before >= 0 and (found[before].capital or found[before].text in {"the", "a"}):
        before -= 1
    leading = found[before].text if before >= 0 else ""
    return _WAYS.get(leading, "at") if leading in _LEADING else ""


def is_denied(found: Sequence[Word], word: Word) -> bool:
    """Return whether something that denies stands near ``word`` in its clause; ``found`` is all."""
    near = found[max(0, word.place - _AFTER) : word.place + _BEFORE + 1]
    return any(w.negates and w.clause == word.clause and not _leaves(found, w) for w in near if w is not word)


def denies_alone(pair: Pairing, denying: Sequence[Word], other: Sequence[Word]) -> bool:
    """Return whether one text denies a word that the other has undenied: "not safe" beside "safe"."""
    cues = [w for w in _cues(denying) if w.denies]
    keys = {w.key for w in pair.both(word for cue in cues for word in _behind(denying, cue))}
    return any(not is_denied(other, w) for w in other if w.key in keys)


def denies_opposite(pair: Pairing) -> bool:
    """Return whether one text denies the opposite of what the other says: "not closed" beside "open"."""
    return _turns_any(pair.said, pair.stated) or _turns_any(pair.stated, pair.said)


def _turns_any(found: Sequence[Word], other: Sequence[Word]) -> bool:
    others = _lacking(other, found)
    return any(_turns(found, cue, others) for cue in _cues(found) if cue.denies)


def _behind(found: Sequence[Word], cue: Word) -> tuple[Word, ...]:
    """Return the first word of content behind one that denies, if its clause has one."""
    near = found[cue.place + 1 : cue.place + 1 + _NEXT]
    return tuple(w for w in near if w.content and w.clause == cue.clause)[:1]


def _leaves(found: Sequence[Word], cue: Word) -> bool:
    """Whether a word that denies leaves the rest as it is: "not only", "no doubt", "no more than two"."""
    after = [w.text for w in found[cue.place + 1 : cue.place + 1 + _NEXT]]
    bound = any(one in _MORE and two == "than" for one, two in pairwise(after))
    return bound or bool(after and after[0] in _BUT_SO)


def _is_turned(found: Sequence[Word], word: Word) -> bool:
    """Whether ``word`` is denied: "neither closed"; ``found`` is all."""
    near = found[max(0, word.place - _TURNED) : word.place]
    return any(w.denies and w.clause == word.clause and not _leaves(found, w) for w in near)


def _turns(found: Sequence[Word], cue: Word, others: Sequence[Word]) -> bool:
    """Whether the opposite of one of ``others`` is denied: "not closed" beside "open"."""
    near = [w for w in found[cue.place + 1 : cue.place + 1 + _TURNED] if w.clause == cue.clause]
    return any(opposite(a.text, b.text) for a in near for b in others if not a.negates and not b.negates)


def _lacking(found: Sequence[Word], others: Sequence[Word]) -> list[Word]:
    """Return the words that the other text does not have."""
    known = {w.key for w in others}
    return [w for w in found if w.key not in known]


def _firm(found: Sequence[Word]) -> list[Word]:
    """Return the words for how firm a thing is, without names such as "Will"."""
    return [w for w in found if w.text in MODALITY and not w.capital]


def _as_denied(found: Sequence[Word], word: Word) -> tuple[Word, ...]:
    """Return a word with the "not" behind it."""
    return (word, *(w for w in found[word.place + 1 : word.place + 2] if w.denies and w.text != "no"))


def _denied(pair: Pairing, enough: int) -> Difference | None:
    ours, theirs = _denial(pair, pair.said, enough), _denial(pair, pair.stated, enough)
    if (not ours and not theirs) or (ours and theirs and not _of_two_things(pair, ours, theirs)):
        return None
    about = {w.key for w in (theirs or ours)}
    if theirs:
        added = pair.only_said[:_ENOUGH]  # the claim's own word for it: "asked" for "no request"
        said = tuple(w for w in pair.said if w in added or (w.content and w.key in about))
        return Difference(Deciding.NEGATION, said, theirs, denying=True)
    return Difference(Deciding.NEGATION, ours, tuple(w for w in pair.focus if w.content and w.key in about))


def _of_two_things(pair: Pairing, ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether the statement denies what the claim says, though that denies something itself.

    Who is said to have refused a request has had one.
    """
    if not {w.key for w in pair.both(ours)} & {w.key for w in pair.both(theirs)}:
        return True
    if denies_alone(pair, pair.stated, pair.said):
        return True
    refusing = [w for w in ours if w.negates]
    behind = {w.text for cue in refusing for w in pair.said[cue.place + 1 : cue.place + 2]}
    return not any(w.denies for w in refusing) and "to" not in behind and any(w.denies for w in theirs)


def _denial(pair: Pairing, found: Sequence[Word], enough: int) -> tuple[Word, ...]:
    """Return a word that denies with what both say around it; of several the one by most of that."""
    best = max(_scopes(pair, found is pair.stated), key=lambda s: len(pair.both(s)), default=())
    return best if len(pair.both(best)) >= max(1, min(enough, len(pair.shared))) else ()


@lru_cache(maxsize=8)  # several searches ask for those of one pair
def _scopes(pair: Pairing, of_passage: bool) -> tuple[tuple[Word, ...], ...]:  # noqa: FBT001
    """Return what the claim, or the passage, denies, each with the word that denies it."""
    found, other = (pair.stated, pair.said) if of_passage else (pair.said, pair.stated)
    others = _lacking(other, found)
    cues = [w for w in _cues(found) if not _turns(found, w, others)]
    scopes = [_scope(pair, found, w) for w in cues if w.denies or not _is_turned(found, w)]
    return tuple(scope for scope in scopes if _is_of_its_own(pair, found, scope))


def _cues(found: Sequence[Word]) -> list[Word]:
    """Return the words that deny something."""
    return [w for w in found if w.negates and not _leaves(found, w)][:_MOST]


def _scope(pair: Pairing, found: Sequence[Word], cue: Word) -> tuple[Word, ...]:
    first = cue.place if _begins(pair, found, cue) else max(0, cue.place - _BEFORE)
    near = found[first : cue.place + _AFTER + 1]
    if cue.text == "nor":  # what stands between "neither" and this is denied by that
        paired = next((w.place for w in near if w.text == "neither"), cue.place)
        near = [w for w in near if not paired < w.place < cue.place]
    about = {w.place for w in pair.both(near) if w.clause == cue.clause}
    beside = {w.place for w in near if w.negates and w.clause == cue.clause}  # "neither … nor"
    # "has not received": the verb belongs to what denies, also where the claim has another.
    verb = next((w.place for w in near if w.place > cue.place and w.content and w.clause == cue.clause), -1)
    wanted = {cue.place} | (about | beside | {verb} if about else set())
    return tuple(w for w in near if w.place in wanted)


def _begins(pair: Pairing, found: Sequence[Word], cue: Word) -> bool:
    """Whether nothing before is denied: "a conflict with Oman, no help was asked for"."""
    text = pair.claim if found is pair.said else pair.passage
    return cue.text in _SUBJECTS and cue.place > 0 and "," in text[found[cue.place - 1].end : cue.start]


def _is_of_its_own(pair: Pairing, found: Sequence[Word], scope: Sequence[Word]) -> bool:
    """Whether what is denied is said of nothing else: "no oil has leaked" denies nothing of an oil tanker."""
    clauses = {w.clause for w in found if w.negates}
    plain = {w.key for w in found if w.clause not in clauses}
    return any(w.key not in plain for w in pair.both(scope))


def _set_apart(found: Sequence[Word], others: Sequence[Word]) -> tuple[Word, Word, Word] | None:
    """Return what sets apart, what is set apart, and the same in the other text."""
    by_key = {w.key: w for w in reversed(others)}
    for cue in found:
        if not _sets_apart(found, cue):
            continue
        apart = next((w for w in found[cue.place + 1 : cue.place + 1 + _NEXT] if w.content), None)
        done = apart is not None and (is_participle(apart.text) or is_sure_verb(apart.text))
        if apart and not done and apart.key in by_key:
            return cue, apart, by_key[apart.key]
    return None


def _sets_apart(found: Sequence[Word], cue: Word) -> bool:
    """Whether it is "the board, not the league": a "not" that no verb leads, or "instead of"."""
    before = found[cue.place - 1].text if cue.place else ""
    if cue.text in {"instead", "rather"}:
        return cue.place + 1 < len(found) and found[cue.place + 1].text in {"of", "than"}
    return cue.text == "not" and before not in _AUXILIARIES and not before.endswith(_SHORT_AUXILIARIES)


def _kind_of(found: Sequence[Word], word: Word) -> Deciding:
    if word.counts:
        return Deciding.NUMBER
    return Deciding.PLACE if in_place(found, word) else Deciding.ACTOR


def denies_alike(pair: Pairing) -> bool:
    """Whether both deny the same thing, and neither says of anything the other denies that it is so.

    "Oman gives no military help" beside "Oman backs Kenya, no military support was offered": whatever the two
    differ in, that is no denial. Only where each clause denies once: what was never denied may have been
    done.
    """
    ours, theirs = _plainly_denied(pair.said, pair.claim), _plainly_denied(pair.stated, pair.passage)
    if not ours or not theirs:
        return False
    behind = {w.key for found in theirs for w in found}
    stated, said = _affirmed(pair.stated, theirs), _affirmed(pair.said, ours)
    # "No military support" is denied by its first word, "has not offered support" by all.
    wanted = {w.key for found in ours for w in (found if _is_act(found[0]) else found[:1])}
    heads = {found[0].key for found in ours}
    alike = heads <= behind and wanted.isdisjoint(stated | said) and said.isdisjoint(behind - stated)
    return alike and not _is_reversed(pair, ours, theirs)


def _is_reversed(pair: Pairing, ours: Sequence[Sequence[Word]], theirs: Sequence[Sequence[Word]]) -> bool:
    """Whether what one denies is that the other's thing is not: "not free of lead", "left untaxed"."""
    if _denies_freedom(pair.said, ours) is not _denies_freedom(pair.stated, theirs):
        return True
    mine, yours = ([w for scope in scopes for w in scope] for scopes in (ours, theirs))
    return any(opposite(a.text, b.text) and _contains(a, b) for a in mine for b in yours)


def _contains(one: Word, other: Word) -> bool:
    """Whether one word is made of the other: "untaxed" of "tax"; "released" is not of "arrested"."""
    return one.key in other.text or other.key in one.text


def _denies_freedom(found: Sequence[Word], denied: Sequence[Sequence[Word]]) -> bool:
    words_after = ((w, found[w.place + 1 : w.place + 2]) for scope in denied for w in scope)
    return any(w.text in _FREE and after and after[0].text in {"of", "from"} for w, after in words_after)


def _is_act(word: Word) -> bool:
    return is_verb(word.text) or word.text in BASE_VERBS


def _plainly_denied(found: Sequence[Word], text: str) -> list[tuple[Word, ...]]:
    """Return the words of content behind each word that denies; none where a clause denies twice."""
    cues = [w for w in found if w.negates and not _leaves(found, w)]
    if len({w.clause for w in cues}) < len(cues) or any(not w.denies for w in cues):
        return []
    scopes = (tuple(w for w in _to_comma(found, cue, text) if w.content) for cue in cues)
    return [scope for scope in scopes if scope]


def _to_comma(found: Sequence[Word], cue: Word, text: str) -> Iterator[Word]:
    before = cue
    for word in found[cue.place + 1 : cue.place + 1 + _AFTER]:
        if word.clause != cue.clause or "," in text[before.end : word.start]:
            return
        yield word
        before = word


def _affirmed(found: Sequence[Word], denied: Sequence[Sequence[Word]]) -> set[str]:
    """Return the keys of the words of content, names left out, that nothing denies."""
    places = {w.place for scope in denied for w in scope}
    return {w.key for w in found if w.content and not w.name and w.place not in places}
