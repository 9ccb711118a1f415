"""By which words a passage supports or contradicts a claim, of what kind that is, and a sentence.

The stance comes from the model. What is found here says where to look; no verdict depends on it.
How often the words matter to the model is measured by ``eval/explanations.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from checker import quantities, telling
from checker.alignment import Pairing, Place, Word, spans, words
from checker.called_false import is_denial
from checker.denials import denials
from checker.differences import difference
from checker.lexicon import REPORTING, is_sure_verb, is_verb
from checker.quantities import Quantity
from checker.records import Claim, Conflict, Deciding, Explanation, Span, Stance

_MOST_SAME = 6  # words that a support is shown by
_RELATIVE = frozenset({"that", "which", "who", "whom"})
_NOBODY = frozenset({"nobody", "none", "nothing"})


def explain(
    claim: Claim, passage: str, stance: Stance, conflict: Conflict | None = None, speaking: str = ""
) -> Explanation:
    """Return why ``passage``, words of ``speaking``, takes ``stance``; only for a stance that decides."""
    pair = Pairing(claim.query, passage, speaking)
    untrue = is_denial(claim.query)
    if stance is Stance.REFUTES:
        found = difference(pair, conflict)
        sentence = (
            telling.denial_contradicted(pair, found.stated)
            if untrue
            else telling.contradiction(pair, found, conflict)
        )
        return _made(claim, pair, found.kind, (found.said, found.stated), sentence)
    kind, said, stated = _agreement(pair)
    sentence = (
        telling.denial_supported(pair, stated) if untrue else telling.agreement(pair, kind, said, stated)
    )
    return _made(claim, pair, kind, (said, stated), sentence)


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
    return Explanation(kind, said, stated, sentence, in_post(claim, said))


def _agreement(pair: Pairing) -> tuple[Deciding, Sequence[Place], Sequence[Place]]:
    denied, denies = denials(pair)
    if denied and denies and _is_all_denied(pair.said, denied) and _is_all_denied(pair.stated, denies):
        return Deciding.SAME_DENIAL, denied, denies
    numbers = _same_numbers(pair)
    if numbers:
        return Deciding.SAME_NUMBER, (_spoken(numbers[0]),), (_spoken(numbers[1]),)
    same = pair.both(pair.focus) or pair.both(pair.stated)
    first = sorted(same, key=lambda w: (not w.text[0].isdigit(), not w.name, -len(w.text)))[:_MOST_SAME]
    keys = {w.key for w in first}
    return Deciding.SAME_WORDS, [w for w in pair.said if w.key in keys], sorted(first, key=lambda w: w.start)


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
            if (ours.low, ours.high, ours.unit) == (theirs.low, theirs.high, theirs.unit) and _written(
                pair.claim, ours
            ) != _written(pair.passage, theirs):
                return ours, theirs
    return None


def _written(text: str, quantity: Quantity) -> str:
    return text[quantity.start : quantity.end].casefold().replace(",", "")


def _spoken(quantity: Quantity) -> Span:
    return Span(quantity.spoken_start, quantity.end)


def _meets(word: Word, span: Span) -> bool:
    return word.start < span.end and span.start < word.end
