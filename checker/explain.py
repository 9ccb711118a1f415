"""By which words a passage supports or contradicts a claim, of what kind that is, and a sentence.

The stance comes from the model. What is found here says where to look; no verdict depends on it.
How often the words matter to the model is measured by ``eval/explanations.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from checker import grounds, quantities, telling
from checker.alignment import Pairing, Place, Word, spans, words
from checker.called_false import is_denial, what_is_told
from checker.denials import denials
from checker.differences import counted, difference, exchanged
from checker.lexicon import REPORTING, is_sure_verb, is_verb
from checker.negation import FALSE
from checker.quantities import Quantity
from checker.records import Claim, Conflict, Deciding, Explanation, Span, Stance

_MOST_SAME = 6  # words that a support is shown by
_RELATIVE = frozenset({"that", "which", "who", "whom"})
_NOBODY = frozenset({"nobody", "none", "nothing"})
_FALSE = re.compile(rf"\b(?:{FALSE})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Agreement:
    """Of what kind a support is, by which words of claim and passage, and how it is told."""

    kind: Deciding
    said: Sequence[Place]
    stated: Sequence[Place]
    sentence: str


def explain(
    claim: Claim, passage: str, stance: Stance, conflict: Conflict | None = None, speaking: str = ""
) -> Explanation:
    """Return why ``passage``, words of ``speaking``, takes ``stance``; only for a stance that decides."""
    pair = Pairing(claim.query, passage, speaking)
    untrue = is_denial(claim.query)
    told = Pairing(what_is_told(claim.query), passage, speaking)
    if stance is Stance.REFUTES:
        found = difference(pair, conflict)
        sentence = (
            telling.denial_contradicted(pair, told, found.stated)
            if untrue
            else telling.contradiction(pair, found, conflict)
        )
        return _made(claim, pair, found.kind, (found.said, found.stated), sentence)
    agreed = _agreement(pair)
    sentence = telling.denial_supported(pair, told, agreed.stated) if untrue else agreed.sentence
    return _made(claim, pair, agreed.kind, (agreed.said, agreed.stated), sentence)


def in_post(claim: Claim, found: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans of the claim's query as spans of the post; one that is not there is left out."""
    asked, written = words(claim.query), words(claim.text)
    matcher = SequenceMatcher(None, [w.text for w in asked], [w.text for w in written], autojunk=False)
    twins = {
        block.a + n: written[block.b + n]
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    }
    placed = [twins[w.place] for s in found for w in asked if w.place in twins and _meets(w, s)]
    return tuple(Span(claim.start + s.start, claim.start + s.end) for s in spans(claim.text, placed))


def _made(
    claim: Claim,
    pair: Pairing,
    kind: Deciding,
    chosen: tuple[Sequence[Place], Sequence[Place]],
    sentence: str,
) -> Explanation:
    said, stated = spans(pair.claim, chosen[0]), spans(pair.passage, chosen[1])
    return Explanation(kind, said, stated, sentence, _called_false(claim, in_post(claim, said)))


def _called_false(claim: Claim, found: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return ``found`` with the words of the post that call the claim false, where the query has others."""
    if not is_denial(claim.query):
        return found
    calling = [Span(claim.start + m.start(), claim.start + m.end()) for m in _FALSE.finditer(claim.text)]
    apart = [Span(s.start - claim.start, s.end - claim.start) for s in (*found, *calling)]
    return tuple(Span(claim.start + s.start, claim.start + s.end) for s in spans(claim.text, apart))


def _agreement(pair: Pairing) -> _Agreement:
    return _denied_by_both(pair) or _another_denied(pair) or _of_one_number(pair) or _in_words(pair)


def _denied_by_both(pair: Pairing) -> _Agreement | None:
    denied, denies = denials(pair)
    if not any(w.denies for w in denies):  # "rejects the demand" denies nothing
        return None
    if not _is_all_denied(pair.said, denied) or not _is_all_denied(pair.stated, denies):
        return None
    if not {w.key for w in pair.both(denied)} & {w.key for w in pair.both(denies)}:
        return None
    return _Agreement(Deciding.SAME_DENIAL, denied, denies, telling.same_denial(pair, denied, denies))


def _another_denied(pair: Pairing) -> _Agreement | None:
    """Return a number that the claim denies, beside another one of the passage."""
    cues = [w for w in pair.said if w.denies]
    apart = counted(pair) if cues and not any(w.negates for w in pair.stated) else None
    if apart is None:
        return None
    sentence = telling.other_number(pair, apart.said[-1:], apart.stated[-1:])
    return _Agreement(Deciding.SAME_DENIAL, (cues[0], *apart.said), apart.stated, sentence)


def _of_one_number(pair: Pairing) -> _Agreement | None:
    numbers = _same_numbers(pair)
    if numbers is None:
        return None
    said, stated = (_spoken(numbers[0]),), (_spoken(numbers[1]),)
    return _Agreement(Deciding.SAME_NUMBER, said, stated, telling.same_number(pair, said, stated))


def _in_words(pair: Pairing) -> _Agreement:
    same = pair.both(pair.focus) or pair.both(pair.stated)
    first = sorted(same, key=lambda w: (not w.counts, not w.name, -len(w.text)))[:_MOST_SAME]
    keys = {w.key for w in first}
    said = [w for w in pair.said if w.key in keys]
    stated = sorted(first, key=lambda w: w.start)
    apart = grounds.replaced(pair)
    if apart and not grounds.names_another(pair):
        sentence = telling.replaced(pair, *apart, stated)
        return _Agreement(Deciding.SAME_WORDS, (*said, *apart[0]), (*stated, *apart[1]), sentence)
    return _Agreement(
        Deciding.SAME_WORDS,
        said,
        stated,
        telling.agreement(pair, stated, exchanged=exchanged(pair) is not None),
    )


def _is_all_denied(found: Sequence[Word], chosen: Sequence[Word]) -> bool:
    """Whether what denies among ``chosen`` denies the sentence, and not only what is told of a noun in it.

    "They came in by an account that nobody had closed" denies nothing.
    """
    return any(not _is_relative(found, cue) for cue in chosen if cue.negates)


def _is_relative(found: Sequence[Word], cue: Word) -> bool:
    """Whether a word that denies stands in a relative clause, also in one without "that"."""
    before = [w for w in found[: cue.place] if w.clause == cue.clause]
    joint = max((n for n, w in enumerate(before) if w.text in _RELATIVE), default=0)
    if joint and not is_verb(before[joint - 1].text):
        told = any(w.text in REPORTING for w in before[:joint])  # "they told us that nobody closed it"
        return before[joint].text != "that" or not told
    noun = bool(before) and before[-1].content and not is_verb(before[-1].text)
    led = noun and any(is_sure_verb(w.text) for w in before)
    return cue.text in _NOBODY and led and any(is_verb(w.text) for w in found[cue.place + 1 : cue.place + 2])


def _same_numbers(pair: Pairing) -> tuple[Quantity, Quantity] | None:
    """Return a number of the claim and the passage's, where they are one and written differently."""
    for ours in quantities.parse(pair.claim):
        for theirs in quantities.parse(pair.passage):
            if grounds.meant(ours) == grounds.meant(theirs) and _written(pair.claim, ours) != _written(
                pair.passage, theirs
            ):
                return ours, theirs
    return None


def _written(text: str, quantity: Quantity) -> str:
    return text[quantity.start : quantity.end].casefold().replace(",", "")


def _spoken(quantity: Quantity) -> Span:
    return Span(quantity.spoken_start, quantity.end)


def _meets(word: Word, span: Span) -> bool:
    return word.start < span.end and span.start < word.end
