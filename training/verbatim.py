"""What people repeat word for word: supports that share every word, beside the closest rows of other labels.

Own pairs were written with supports in free wording and contradictions that differ by a word, so that
shared words came to mean contradiction: a sentence beside itself was taken for one every second time. Here
each premise, or a sentence of it, is repeated as it stands, and once more in the short form of a headline;
beside some stand the contradiction and the neutral claim that share most words with it (McCoy et al. 2019,
"Right for the wrong reasons", on what overlap gives away).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from training.mixture import Pair

ORIGIN = "verbatim"
LONGEST, SHORTEST = 45, 4  # words of a repeated part
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
_ATTRIBUTION = re.compile(
    r"^(?:he|she|they|it|the (?:ministry|office|spokes\w+|minister|agency|government|army|police|governor))"
    r"\s+(?:also\s+)?(?:said|says|added|confirmed|stated|noted|announced|told reporters)\s+that\s+",
    re.IGNORECASE,
)
_SHORTER_BY = (
    (re.compile(r"\b(?:have|has|had|was|were|is|are)\s+(?:been\s+)?(?=\w+(?:ed|en)\b)"), "", 0.6),
    (re.compile(r"\b(?:the|a|an)\s+", re.IGNORECASE), "", 0.5),
    (re.compile(r"\s+and\s+"), " & ", 0.15),
)
_THOUSANDS = re.compile(r"\b\d{1,3}(?:,\d{3})+\b(?!\.\d)")
# "already" says nothing new of what is over, and much of what is denied, planned or dated.
_DONE = re.compile(r"\b(?:have|has|was|were)\s+(?:been\s+)?\w+(?:ed|en)\b")
_OPEN = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|will|would|may|might|could|should|if|unless|until|"
    r"before|after|still|yet|once|first|last|only|when|while)\b|n['’]t\b",
    re.IGNORECASE,
)
_QUOTED, _SHORTER, _ALREADY, _BRIEF, _OPENED, _BESIDE = 0.2, 0.7, 0.5, 0.3, 0.15, 0.5


def pairs(own: Sequence[Pair], rng: random.Random, count: int) -> list[Pair]:
    """Return about ``count`` pairs: repeated parts of premises, and the closest rows of other labels."""
    of: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in own:
        of[pair.evidence, pair.speaker].append(pair)
    premises = sorted(of)
    rng.shuffle(premises)
    made: list[Pair] = []
    for evidence, speaker in premises:
        if len(made) >= count:
            break
        said = repeated(evidence, speaker, rng)
        if not said:
            continue
        both = dict.fromkeys((said, shortened(repeated(evidence, "", rng), rng)))
        made += [Pair(part, evidence, "supports", ORIGIN, speaker) for part in both]
        made += [row for row in _closest(of[evidence, speaker], evidence) if rng.random() < _BESIDE]
    return made


def shortened(part: str, rng: random.Random) -> str:
    """Return a sentence as headlines and posts shorten it: fewer small words, numbers in brief, "already"."""
    text, done = part, bool(_DONE.search(part)) and not _OPEN.search(part)
    for pattern, to, often in _SHORTER_BY:
        if rng.random() < often:
            text = pattern.sub(to, text)
    text = _THOUSANDS.sub(lambda found: _brief(found.group(), rng), text)
    if done and rng.random() < _ALREADY:
        text = f"{text.rstrip('.')} {rng.choice(('already', 'already', 'so far', 'now'))}"
    if rng.random() < _OPENED:
        text = rng.choice(("Confirmed: ", "Official: ", "So ", "It's official, ")) + text
    return text


def _brief(number: str, rng: random.Random) -> str:
    plain = number.replace(",", "")
    if plain.endswith("000") and len(plain) < len("1000000") and rng.random() < _BRIEF:
        return f"{plain[:-3]}k"
    return plain if rng.random() < _BRIEF else number


def repeated(evidence: str, speaker: str, rng: random.Random) -> str:
    """Return the passage or a sentence of it as a post repeats it; nothing where none is of fit length."""
    parts = [part for part in _parts(evidence) if SHORTEST <= len(part.split()) <= LONGEST]
    if not parts:
        return ""
    part = rng.choice(parts)
    who = speaker.split(",", maxsplit=1)[0].strip()
    if who and rng.random() < _QUOTED:
        return rng.choice((f'{who}: "{part}"', f'"{part}", says {who}', f"{who} says: {part}"))
    return part.rstrip(".") if rng.random() < _SHORTER else part


def _parts(evidence: str) -> Iterator[str]:
    yield evidence
    for sentence in _SENTENCE.split(evidence):
        said = _ATTRIBUTION.sub("", sentence)
        yield said[:1].upper() + said[1:]


def _closest(rows: Iterable[Pair], evidence: str) -> Iterator[Pair]:
    words = _words(evidence)
    for label in ("contradicts", "neutral"):
        of_label = [row for row in rows if row.label == label]
        if of_label:
            closest = max(of_label, key=lambda row: len(_words(row.claim) & words) / len(_words(row.claim)))
            yield Pair(closest.claim, evidence, label, ORIGIN, closest.speaker)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) or {""}
