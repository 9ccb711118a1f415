"""Where a claim and a passage that contradicts it part: the words, and the kind of conflict.

Each search takes a claim and a passage side by side and returns what it found, or nothing. They
name what the model has decided; none of them decides. Their order was chosen on training pairs
by how often the kind is the author's (docs/adr/0009-explanations.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checker import grounds, quantities
from checker.alignment import MAY, Difference, Pairing, Word
from checker.denials import (
    clashing,
    contrasted,
    denied,
    hardly_denied,
    in_place,
    is_denied,
    opposed,
    otherwise_firm,
)
from checker.lexicon import REPORTING, is_verb
from checker.quantities import Date, Quantity
from checker.quantities.vocabulary import classes, words
from checker.records import Conflict, Deciding, Span

_SHOWN = 3  # words of a kind that nothing else says
_OWNED = 2  # words behind a name to which belongs what they name
_OWNING = ("'s", "’s", "s'", "s’")
_THINGS = 5  # words around one for how firm a thing is among which stands what it is said of
_DENYING = 5  # words before a number among which stands what denies it
_AROUND = 40  # code points about a number or a date
# Words for times, those of a line on one scale: of them one excludes another.
_SCALES = classes(
    {
        "weekday": "monday tuesday wednesday thursday friday saturday sunday",
        "month": f"""
            january february march april {MAY} june july august september october november december
        """,
        "season": "spring summer autumn winter",
        "hour": "dawn morning noon afternoon evening tonight midnight overnight",
    }
)
TIMES = frozenset(_SCALES) | words("""
    today tomorrow yesterday week weeks month months year years decade decades hour hours minute minutes
    weekend century
""")
# Written as names, and not what a claim and a passage would differ by.
SPEAKING = words("""
    fo mofa mfa mea foreign office ministry minister ministers government govt spokesperson spokesman
    spokeswoman spox official officials president prime deputy breaking headline exclusive
""")


def difference(pair: Pairing, conflict: Conflict | None) -> Difference:
    """Return where the two part; of kind ``OTHER`` where no search finds the place."""
    if conflict:
        return Difference(Deciding.NUMBER, (conflict.claim_span,), (conflict.passage_span,))
    return next((found for search in SEARCHES if (found := search(pair))), None) or other(pair)


def counted(pair: Pairing) -> Difference | None:
    """Return a number of the claim that the passage lacks, with the passage's likeliest other one."""
    said, stated = quantities.parse(pair.claim), quantities.parse(pair.passage)
    values = {(q.low, q.high) for q in said} & {(q.low, q.high) for q in stated}
    ends = {end for q in stated for end in (q.low, q.high)}  # of "from 4 to 4.5 percent"
    ours = [q for q in said if (q.low, q.high) not in values and not {q.low, q.high} <= ends]
    theirs = [q for q in stated if (q.low, q.high) not in values and _is_about(pair, q)]
    alike = [(a, b) for a in ours[:_MOST] for b in theirs[:_MOST] if a.unit == b.unit]
    if not alike:
        return None
    one, two = max(alike, key=lambda ab: _likeness(pair, *ab))
    return Difference(
        Deciding.NUMBER,
        (*_denying(pair.said, one), Span(one.spoken_start, one.end)),
        (*_denying(pair.stated, two), Span(two.spoken_start, two.phrase_end)),
    )


def flatly_denied(pair: Pairing) -> Difference | None:
    """Return what the passage denies by the claim's own verb: "was not cancelled" beside "was cancelled"."""
    found = denied(pair)
    if found is None or not found.denying:
        return None
    cues = [w for w in found.stated if isinstance(w, Word) and w.negates]
    verbs = (next((w for w in pair.stated[cue.place + 1 :] if w.content), None) for cue in cues)
    return found if any(w and w.key in pair.shared and is_verb(w.text) for w in verbs) else None


def dated(pair: Pairing) -> Difference | None:
    """Return a date of the claim that no date of the passage can be."""
    said = quantities.find_dates(pair.claim)[:_MOST]
    stated = quantities.find_dates(pair.passage)[:_MOST]
    for date in said:
        rivals = [d for d in stated if date.meets(d)]
        if rivals and all(date.excludes(d) for d in rivals):
            nearest = max(rivals, key=lambda d: _around(pair, d.start))
            return Difference(Deciding.DATE, (_span(date),), (_span(nearest),))
    return None


def timed(pair: Pairing) -> Difference | None:
    """Return a word for a time of the claim with another of the same scale: a weekday with a weekday."""
    ours = [w for w in pair.only_said if w.text in _SCALES]
    theirs = [w for w in pair.only_stated if w.text in _SCALES]
    alike = [(a, b) for a in ours for b in theirs if _SCALES[a.text] == _SCALES[b.text]]
    if not alike:
        return None
    one, two = max(alike, key=lambda ab: pair.nearness(ab[1]))
    day = next((d for d in quantities.find_dates(pair.passage)[:_MOST] if d.start <= two.start < d.end), None)
    return Difference(Deciding.DATE, (one,), (_span(day) if day else two,))


def exchanged(pair: Pairing) -> Difference | None:
    """Return two words, one of them a name, that stand the other way round in the passage.

    One that is no name stands there for whoever does what is done, or has it done: a verb of both is between
    the two.
    """
    first = {w.key: w for w in reversed(pair.both(pair.said))}
    second = {w.key: w for w in reversed(pair.both(pair.focus))}
    both = [k for k, w in first.items() if k in second and w.text not in SPEAKING][:_MOST]
    swaps = [
        (a, b)
        for a in both
        for b in both
        if first[a].start < first[b].start
        and second[a].start > second[b].start
        and any(w.name for w in (first[a], first[b], second[a], second[b]))
        and not _owns(pair.said, first[a], first[b])
        and not _owns(pair.stated, second[b], second[a])
        and (
            not _nameless(pair, (a, b))
            or _verbs(pair, pair.said, first[a], first[b]) & _verbs(pair, pair.stated, second[b], second[a])
        )
    ]
    if not swaps or len(pair.shared) <= len(swaps[0]):  # the two alone tell of no act
        return None
    a, b = min(swaps, key=lambda ab: (_nameless(pair, ab), first[ab[1]].place - first[ab[0]].place))
    return Difference(Deciding.ACTOR, (first[a], first[b]), (second[b], second[a]), exchanged=True)


def named(pair: Pairing) -> Difference | None:
    """Return a name of the claim that the passage lacks, with the name that stands in its place.

    Whoever speaks in the passage is not set against those of whom it speaks, nor a person against a place.
    """
    ours = [w for w in pair.only_said if _is_told_of(pair, w)]
    theirs = [w for w in pair.only_stated if _is_told_of(pair, w) and w.text not in TIMES]
    if not ours:
        return _beside_the_same(pair, theirs)
    placed = in_place(pair.said, ours[0])
    alike = [w for w in theirs if in_place(pair.stated, w) == placed]
    nations = [w for w in theirs if w.country] if ours[0].country else []
    best = max(nations or alike, key=pair.nearness, default=None)
    if best is None:
        return None
    kind = Deciding.PLACE if placed else Deciding.ACTOR
    return Difference(kind, _run(ours, ours[0]), _run(theirs, best))


def _beside_the_same(pair: Pairing, theirs: Sequence[Word]) -> Difference | None:
    """Return a name of both for which the passage has another name beside the words that the claim has there.

    So an "end to Oman's raids" is another than "Oman's rights and an end to Yemen's raids".
    """
    found: list[tuple[int, Word, Word]] = []
    for ours in [w for w in pair.both(pair.said) if _is_told_of(pair, w)][:_MOST]:
        beside = _beside(pair.said, ours)
        twins = (w for w in pair.stated if w.key == ours.key)
        if not any(beside & _beside(pair.stated, twin) for twin in twins):
            alike = [w for w in theirs[:_MOST] if bool(w.country) is bool(ours.country)]
            found += [(len(beside & _beside(pair.stated, w)), ours, w) for w in alike]
    most, one, two = max(found, key=lambda each: each[0], default=(0, None, None))
    if not most or one is None or two is None:
        return None
    placed = in_place(pair.said, one) and not one.text.endswith(_OWNING)
    return Difference(Deciding.PLACE if placed else Deciding.ACTOR, (one,), (two,))


def _beside(found: Sequence[Word], word: Word) -> set[tuple[int, str]]:
    """Return the words of content right before and behind a word, each with its side."""
    before = next((w.key for w in reversed(found[: word.place]) if w.content), "")
    behind = next((w.key for w in found[word.place + 1 :] if w.content), "")
    return {(side, key) for side, key in ((-1, before), (1, behind)) if key}


def less_firm(pair: Pairing) -> Difference | None:
    """Return words for how firm a thing is that exclude each other, where both are said of one thing."""
    return _of_one_thing(pair, clashing(pair))


def differently_firm(pair: Pairing) -> Difference | None:
    """Return other words for how firm a thing is, where both are said of one thing."""
    return _of_one_thing(pair, otherwise_firm(pair))


def _of_one_thing(pair: Pairing, found: Difference | None) -> Difference | None:
    """Return ``found`` if some word of both, and not a name alone, stands near both of its words.

    Who "refused to condemn the raid" did not do so of what another "called a violation".
    """
    if found is None:
        return None
    sides = ((pair.said, found.said[0]), (pair.stated, found.stated[0]))
    one, two = (_things(pair, words_of, at) for words_of, at in sides)
    return found if one & two else None


def _things(pair: Pairing, found: Sequence[Word], at: Word | Span) -> set[str]:
    """Return the keys of what is said with a word: behind it, or before it in "ferries were refused"."""
    text = pair.claim if found is pair.said else pair.passage
    word = next(w for w in found if w.start == at.start)
    before, behind = found[max(0, word.place - _THINGS) : word.place], found[word.place + 1 :][:_THINGS]
    told = [w for w in behind if w.content and _is_joined(text, word, w)]
    told = told or [w for w in before if _is_joined(text, w, word)]
    return {w.key for w in pair.both(told) if not w.name}


def _is_joined(text: str, one: Word, other: Word) -> bool:
    return one.clause == other.clause and "," not in text[one.end : other.start]


def other(pair: Pairing) -> Difference:
    """Return what stands in one place of both, or what the claim adds and what the passage has beside it."""
    if apart := grounds.replaced(pair):
        return Difference(Deciding.OTHER, *apart)
    told = [w for w in pair.only_stated if w.text not in SPEAKING | TIMES | REPORTING]
    places = {w.place + step for w in told if pair.fitting[w.place] for step in (0, 1)}
    fitting = [w for w in told if w.place in places]
    near = sorted(fitting or told, key=pair.nearness, reverse=True)[:_SHOWN]
    said = pair.only_said or pair.both(pair.said)
    stated = sorted(near, key=lambda w: w.start) or pair.both(pair.focus)
    return Difference(Deciding.OTHER, tuple(said[:_SHOWN]), tuple(stated[:_SHOWN]))


_MOST = 12  # numbers, dates or names of one text: what has more is a table
SEARCHES: tuple[Callable[[Pairing], Difference | None], ...] = (
    *(counted, flatly_denied, dated, contrasted, less_firm, denied, timed),
    *(opposed, hardly_denied, exchanged, named, differently_firm),
)


def _likeness(pair: Pairing, ours: Quantity, theirs: Quantity) -> tuple[int, int]:
    same = (ours.unit == theirs.unit != "") + (ours.head == theirs.head != "")
    return same, _around(pair, theirs.start)


def _denying(found: Sequence[Word], number: Quantity) -> tuple[Word, ...]:
    """Return what denies a number before it in its clause: "not even one", "did not order 120"."""
    first = next((w for w in found if w.start >= number.spoken_start), None)
    if first is None or not is_denied(found, first):
        return ()
    near = found[max(0, first.place - _DENYING) : first.place]
    return tuple(w for w in near if w.denies and w.clause == first.clause)[-1:]


def _is_about(pair: Pairing, number: Quantity) -> bool:
    """Return whether a passage shares a word with the claim beside one of its numbers."""
    outside = (w for w in pair.both(pair.stated) if not number.start <= w.start < number.end)
    return any(not w.counts for w in outside)


def _owns(found: Sequence[Word], one: Word, other: Word) -> bool:
    """Return whether one of two words belongs to the other: "Oman's bank" and "the bank of Oman" are one."""
    between = {w.text for w in found[one.place + 1 : other.place]}
    return other.place <= one.place + _OWNED and (one.text.endswith(_OWNING) or between == {"of"})


def _verbs(pair: Pairing, found: Sequence[Word], one: Word, other: Word) -> set[str]:
    """Return the keys of the verbs of both texts that stand between two words of ``found``."""
    return {w.key for w in pair.both(found[one.place + 1 : other.place]) if is_verb(w.text)}


def _around(pair: Pairing, at: int) -> int:
    return len(pair.both(w for w in pair.stated if abs(w.start - at) < _AROUND))


def _nameless(pair: Pairing, keys: tuple[str, str]) -> int:
    """Return how many of two words are written as a name in neither text."""
    names = {w.key for w in (*pair.said, *pair.stated) if w.name}
    return sum(key not in names for key in keys)


def _is_told_of(pair: Pairing, word: Word) -> bool:
    """Whether a word names somebody or something other than who speaks."""
    return word.name and word.text not in SPEAKING and word.key not in pair.spoken_by


def _span(date: Date) -> Span:
    return Span(date.start, date.end)


def _run(found: Sequence[Word], start: Word) -> tuple[Word, ...]:
    """Return ``start`` and the words of ``found`` that follow it without a gap: one name."""
    kept = [start]
    for word in found:
        if word.place == kept[-1].place + 1:
            kept.append(word)
    return tuple(kept)
