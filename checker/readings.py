"""What the stance model reads of each passage, and what its readings come to. Pure but for ``predict``.

Every passage is read once as it stands alone. The same sentence with other words in front of it
is often judged otherwise, although nothing of what it says has changed; so the least neutral passage
of a claim, unless plainly neutral, is read in two more forms, and the mean of the three counts
(docs/adr/0021-doubtful-passages-are-read-again.md). On average that is less than two readings a post. Where
its number is within what the claim says ("over 2,900" of 3,000), the claim is read with that number as well,
and the reading that supports more counts. Of a claim that something is not true, that is read, and what
supports it contradicts the claim. What the network misreads by the way in which it is told is told in another
way: denials of denials, figures beside earlier ones, what comes before what.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from checker import quantities
from checker.called_false import is_denial, what_is_told
from checker.order import told_like
from checker.passages import search_text, with_context
from checker.records import Candidate, Claim, Passage, Probabilities
from checker.rises import seen_from_today, with_directions
from checker.undenied import undenied

AGAIN = 1  # passages of a claim that are read again, at most
PLAINLY_NEUTRAL = 0.9  # probability of neutral from which a passage is not
_LEAST = 1e-6  # of a probability: one reading alone never rules a stance out

Predict = Callable[[Sequence[tuple[str, str]]], list[Probabilities]]
Asked = tuple[Claim, Sequence[Candidate]]


def read(predict: Predict, asked: Sequence[Asked], again: int = AGAIN) -> list[list[Probabilities]]:
    """Return for each claim the probabilities of each of its candidates, in the order given.

    ``predict`` is called once with all first readings, and once more with all others if there are any.
    """
    found = _read(predict, asked, again)
    return [
        [mirrored(p) for p in judged] if is_denial(claim.query) else judged
        for (claim, _), judged in zip(asked, found, strict=True)
    ]


def _read(predict: Predict, asked: Sequence[Asked], again: int) -> list[list[Probabilities]]:
    found = _in_rows(predict([pair_of(claim, c) for claim, candidates in asked for c in candidates]), asked)
    places = [(row, place) for row, judged in enumerate(found) for place in _doubtful(judged, again)]
    again_read = [_again(asked[row][0], asked[row][1][place].passage) for row, place in places]
    pairs = [pair for more in again_read for pair in (*more.written, *more.restated)]
    if not pairs:
        return found
    answers = iter(predict(pairs))
    for (row, place), more in zip(places, again_read, strict=True):
        found[row][place] = more.comes_to(found[row][place], answers)
    return found


def pair_of(claim: Claim, candidate: Candidate) -> tuple[str, str]:
    """Return passage and claim as the stance model reads them first."""
    passage = candidate.passage
    return _premise(passage.standalone, claim), quantities.one_spelling(_told(claim, passage))


def other_forms(passage: Passage, claim: Claim) -> list[str]:
    """Return the bare words of a passage, and those with the issuer and the title of the statement before.

    A form that reads like one before it is left out: it would be judged alike.
    """
    return _forms(passage, claim)[1:]


def _forms(passage: Passage, claim: Claim) -> list[str]:
    written = (passage.standalone, passage.text, search_text(passage))
    return list(dict.fromkeys(_premise(form, claim) for form in written))


@dataclass(frozen=True, slots=True)
class _Again:
    """The further readings of a doubtful pair."""

    written: list[tuple[str, str]]  # the claim as it is
    restated: list[tuple[str, str]]  # with the passage's numbers; empty where none agrees with the claim's
    settled: bool  # False: a number of the claim is within a bound of the passage, which leaves it open

    def comes_to(self, first: Probabilities, answers: Iterator[Probabilities]) -> Probabilities:
        """Return what the first reading says together with the next of ``answers``, one for each pair."""
        plain = mean([first, *islice(answers, len(self.written))])
        if not self.restated:
            return plain
        other = mean(list(islice(answers, len(self.restated))))
        if self.settled:
            return max(plain, other, key=lambda p: p.supports)
        return _opened(other) if other.supports > max(other.refutes, other.neutral) else plain


def _again(claim: Claim, passage: Passage) -> _Again:
    """Return the other forms of the passage, and all with its numbers in the claim where they agree."""
    told, forms = _told(claim, passage), _forms(passage, claim)
    written = quantities.one_spelling(told)
    stated = quantities.as_stated(told, with_context(passage))
    restated = quantities.one_spelling(stated.text)
    more = forms if restated != written or not stated.settled else []
    return _Again([(f, written) for f in forms[1:]], [(f, restated) for f in more], stated.settled)


def mean(readings: Sequence[Probabilities]) -> Probabilities:
    """Return the geometric mean of some readings, made to sum to 1; the order does not matter."""
    supports, refutes, neutral = (
        math.exp(math.fsum(math.log(max(value, _LEAST)) for value in values) / len(readings))
        for values in zip(*((p.supports, p.refutes, p.neutral) for p in readings), strict=True)
    )
    total = supports + refutes + neutral
    stand_in = any(p.stand_in for p in readings)
    return Probabilities(supports / total, refutes / total, neutral / total, stand_in=stand_in)


def mirrored(p: Probabilities) -> Probabilities:
    """Return the probabilities of the opposite claim."""
    return replace(p, supports=p.refutes, refutes=p.supports)


def _opened(p: Probabilities) -> Probabilities:
    """Return what support of less than a claim says is worth to it: nothing."""
    return replace(p, supports=p.neutral, neutral=p.supports)


def _premise(written: str, claim: Claim) -> str:
    return _spelt(with_directions(undenied(written, claim.query), claim.query))


@lru_cache(maxsize=4_096)
def _spelt(written: str) -> str:
    return quantities.one_spelling(written)


def _told(claim: Claim, passage: Passage) -> str:
    return told_like(seen_from_today(what_is_told(claim.query)), passage.text)


def _doubtful(found: Sequence[Probabilities], most: int) -> list[int]:
    """Return the places of the least neutral passages; of equals the first."""
    places = [n for n, p in enumerate(found) if p.neutral < PLAINLY_NEUTRAL]
    return sorted(places, key=lambda n: found[n].neutral)[:most]


def _in_rows(found: Iterable[Probabilities], asked: Sequence[Asked]) -> list[list[Probabilities]]:
    rest: Iterator[Probabilities] = iter(found)
    return [list(islice(rest, len(candidates))) for _, candidates in asked]
