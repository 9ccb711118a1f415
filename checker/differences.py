"""Where a claim and a passage that contradicts it part: the words, and the kind of conflict.

Each search takes a claim and a passage side by side and returns what it found, or nothing. They
name what the model has decided; none of them decides. Their order was chosen on training pairs
by how often the kind is the author's (docs/adr/0009-explanations.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checker import grounds, quantities
from checker.alignment import MAY, Difference, Pairing, Word
from checker.denials import clashing, contrasted, denied, hardly_denied, in_place, opposed, otherwise_firm
from checker.lexicon import REPORTING, is_verb
from checker.quantities import Date, Quantity
from checker.quantities.vocabulary import classes, words
from checker.records import Conflict, Deciding, Span

_SHOWN = 3  # words of a kind that nothing else says
_OWNED = 2  # words behind a name to which belongs what they name
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
        Deciding.NUMBER, (Span(one.spoken_start, one.end),), (Span(two.spoken_start, two.phrase_end),)
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
        return None
    placed = in_place(pair.said, ours[0])
    alike = [w for w in theirs if in_place(pair.stated, w) == placed]
    nations = [w for w in theirs if w.country] if ours[0].country else []
    best = max(nations or alike, key=pair.nearness, default=None)
    if best is None:
        return None
    kind = Deciding.PLACE if placed else Deciding.ACTOR
    return Difference(kind, _run(ours, ours[0]), _run(theirs, best))


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
    *(counted, flatly_denied, dated, contrasted, clashing, denied, timed),
    *(opposed, hardly_denied, exchanged, named, otherwise_firm),
)


def _likeness(pair: Pairing, ours: Quantity, theirs: Quantity) -> tuple[int, int]:
    same = (ours.unit == theirs.unit != "") + (ours.head == theirs.head != "")
    return same, _around(pair, theirs.start)


def _is_about(pair: Pairing, number: Quantity) -> bool:
    """Return whether a passage shares a word with the claim beside one of its numbers."""
    outside = (w for w in pair.both(pair.stated) if not number.start <= w.start < number.end)
    return any(not w.text[0].isdigit() for w in outside)


def _owns(found: Sequence[Word], one: Word, other: Word) -> bool:
    """Return whether one of two words belongs to the other: "Oman's bank" and "the bank of Oman" are one."""
    between = {w.text for w in found[one.place + 1 : other.place]}
    return other.place <= one.place + _OWNED and (one.text.endswith(("'s", "’s")) or between == {"of"})


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
