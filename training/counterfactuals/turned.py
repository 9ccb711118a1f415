"""What happened first, and which of two is more, told from the other end: the same, or turned round."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from checker.rises import OTHER_END
from training.counterfactuals.words import FINITE, NEGATIVE, PAST
from training.mixture import Pair

_SENTENCE_END = re.compile(r"(?<=[a-z0-9)”%][.!?])\s+(?=[A-Z“])")
_SIDE = r"[^.;:!?,\"“”()]"
# What a clause begins with that can stand first and last: no "it", no "they".
_NAMED = r"(?!(?:It|They|He|She|We|I|You|This|These|Those|There|That|His|Her)\b)(?:the|a|an|all|most|[A-Z])"
_EVENTS = (
    re.compile(
        rf"^(?P<one>{_NAMED}{_SIDE}{{12,130}}?),? (?P<word>before|after) "
        rf"(?P<other>{_NAMED}{_SIDE}{{12,110}})$"
    ),
    re.compile(
        rf"^(?P<word>Before|After) (?P<other>{_NAMED}{_SIDE}{{12,110}}), (?P<one>{_NAMED}{_SIDE}{{12,130}})$"
    ),
)
# More than an order of two events: a third one, a bound, a state that merely was so until then, hearsay.
_UNFIT = re.compile(
    r"\b(?:before|after|until|till|when|while|whenever|once|since|that|who|whom|which|because|if|unless|"
    r"whether|or|but|than|said|says?|ever|always|often|usually|every|only|just|soon|shortly|long|immediately|"
    r"minutes?|hours?|days?|weeks?|months?|years?|can|may|might|must|should|could|would|there|any\w*)\b|#",
    re.IGNORECASE,
)
_EARLIER_FIRST = (
    "{first} before {second}",
    "Before {second}, {first}",
    "{second} after {first}",
    "After {first}, {second}",
    "First {first}, then {second}",
    "{first}, and then {second}",
    "{first} first, {second} later",
    "{second}, but before that {first}",
)
_ARTICLES = frozenset(
    "The A An All Most Some Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()
)

_THING = r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir) )?(?:[\w’'-]+ ){0,3}?[\w’'-]+"
_COMPARED = re.compile(
    rf"^(?P<one>{_THING}) (?P<verb>is|are|was|were|has|have|had|got|gets?|saw|took|sold|sent|received|lost|"
    rf"won|produced|spent|paid|exported|imported|recorded|reported|counted|built|needed|used) "
    rf"(?P<word>{'|'.join(OTHER_END)}) (?P<of>(?:[\w-]+ ){{0,3}}?)than (?P<other>{_THING})$"
)
_NO_THING = re.compile(
    r"\b(?:it|its|they|their|he|his|she|her|we|our|this|that|these|those|there|any\w*|before|ever|expected|"
    r"planned|usual|average|once|half|twice|last|other|others|two|ago|previous\w*|earlier|what|who|which|"
    r"all|most|both|not|never|and|or|is|are|was|were|had|has|have|did|do|does|in|on|at|by|for|with|from|to|"
    r"during|when|where|thought|previously|normal|no|nothing|forecast|feared|today|now|many|few|one|two|three|"
    r"four|five|six|seven|eight|nine|ten|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?|billions?|allows?)\b|\d",
    re.IGNORECASE,
)
_BE = {("is", True): "are", ("are", False): "is", ("was", True): "were", ("were", False): "was"}


def order(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield claims of the order in which two events took place: two that keep it, two that do not.

    Nothing is made of events that are denied, and of a word for when that says more than the order.
    """
    for passage, sentence in _told(pair):
        found = next((m for m in (p.match(sentence) for p in _EVENTS) if m), None)
        if not found or _UNFIT.search(found["one"]) or _UNFIT.search(found["other"]):
            continue
        if NEGATIVE.search(sentence) or not (_happens(found["one"]) and _happens(found["other"])):
            continue
        first, second = found["one"], found["other"]
        if found["word"].lower() == "after":
            first, second = second, first
        forms = rng.sample(_EARLIER_FIRST, 4)
        for number, form in enumerate(forms):
            kept = number < 2
            told = _joined(form, first, second) if kept else _joined(form, second, first)
            if told != sentence:
                yield _pair(pair, told, passage, "supports" if kept else "contradicts", "order")


def comparison(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield claims of which of two things is more, from the side of the other: one right and one wrong."""
    for passage, sentence in _told(pair):
        found = _COMPARED.match(sentence)
        if not found or NEGATIVE.search(sentence):
            continue
        one, other, of = found["one"], found["other"], found["of"]
        if _NO_THING.search(one) or _NO_THING.search(other):
            continue
        turned = OTHER_END[found["word"]]
        if turned == "fewer" and not of.rstrip().endswith("s"):
            turned = "less"
        here = _agreeing(found["verb"], other)
        yield _pair(pair, _said(other, here, turned, of, one), passage, "supports", "comparison")
        wrong = (
            _said(other, here, found["word"], of, one),
            _said(one, found["verb"], turned, of, other),
        )
        yield _pair(pair, rng.choice(wrong), passage, "contradicts", "comparison")


def _told(pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield each sentence of the passage with the passage, and the claim as a passage of its own."""
    for passage in (pair.evidence, pair.claim):
        for sentence in _SENTENCE_END.split(passage):
            yield passage, sentence.rstrip(".! ")


def _happens(clause: str) -> bool:
    """Return whether there is a finite verb behind a subject of few words."""
    words = clause.split()[1:8]
    return any(w in FINITE or w in PAST for w in words)


def _joined(form: str, first: str, second: str) -> str:
    starts = form.startswith("{")
    told = form.format(first=_inside(first), second=_inside(second))
    return told[:1].upper() + told[1:] if starts else told


def _inside(clause: str) -> str:
    """Return a clause as it stands within a sentence: without the capital of an article."""
    word, _, rest = clause.partition(" ")
    return f"{word.lower()} {rest}" if word in _ARTICLES else clause


def _said(one: str, verb: str, word: str, of: str, other: str) -> str:
    told = f"{_inside(one)} {verb} {word} {of}than {_inside(other)}"
    return told[:1].upper() + told[1:]


def _agreeing(verb: str, subject: str) -> str:
    return _BE.get((verb, subject.endswith("s")), verb)


def _pair(source: Pair, claim: str, passage: str, label: str, kind: str) -> Pair:
    return Pair(claim, passage, label, f"counterfactual:{kind}", source.speaker)
