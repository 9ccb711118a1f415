"""What is told of the one who speaks, held against what they say of others. Pure.

A passage is read with who says it in front, and a claim that names them finds their name there: "Adela Rusk
was found guilty" beside «Adela Rusk, court spokesperson: He was found guilty». What they say of somebody else
settles nothing about themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from checker.attribution import ACTING
from checker.lexicon import AUXILIARIES, REPORTING, is_participle, is_plural, is_verb
from checker.nations import nations
from checker.passages import context_of
from checker.quantities.vocabulary import words as vocabulary
from checker.records import Passage

_FAR, _NEAR = 10, 5  # words within which the verb of a claim stands, and before it who it is done to
_NAME = re.compile(r"[^\W\d_a-z][\w'’-]+")
_WORD = re.compile(r"\w[\w'’-]*")
_BEING = vocabulary("is was be been being gets got")
_BESIDE_VERBS = AUXILIARIES | _BEING | vocabulary("not never also now just already still only really")
_PLACES = vocabulary("""
    ministry office department court bank army council commission union nations house palace university
    hospital airport city street international national
""")
# What is done to somebody by asking or telling: their words may answer that.
_HEARD = REPORTING | ACTING | vocabulary("asked quoted cited heard questioned interviewed misquoted clear")
# What happens to somebody in body and career.
_HAPPENS = vocabulary("""
    collapsed die dies died fainted marry marries married quit quits resign resigns resigned retire retires
    retired undergo undergoes underwent
""")
_FIRST_PERSON = re.compile(r"\b(?:i|my|me|mine|myself|we|our|us|ours)\b", re.IGNORECASE)
_HE = re.compile(r"\W{0,3}s?he\b", re.IGNORECASE)
_FULL_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w'’-]+ [A-Z][\w'’-]+")


def is_about_the_speaker(claim: str, passage: Passage) -> bool:
    """Whether a claim tells what happened to the one who speaks in a passage, and that plainly of others.

    Plainly: it names another person, or says that some did or had done to them what the claim says. Who
    shares no more than a part of the speaker's name is spoken of even less.
    """
    speaker = frozenset(name.casefold() for name in _NAME.findall(passage.said.speaker))
    words = claim.split()[:_FAR]
    subject = list(takewhile(lambda word: not is_verb(word.casefold()), words))
    named = {name.casefold() for word in subject for name in _NAME.findall(word)}
    if speaker.isdisjoint(named):
        return False
    event = _event([word.casefold() for word in words[len(subject) :]])
    if not event:
        return False
    before = context_of(passage)
    return not _may_be_own(passage.text, before, speaker) and _is_of_others(
        passage.text, before, speaker, event
    )


def _event(verb: Sequence[str]) -> str:
    """Return what somebody went through by words from the verb on: "arrested" of "was arrested"."""
    before = list(takewhile(lambda word: word in _BESIDE_VERBS or word.endswith("ly"), verb))
    rest = [word.strip(".,;:!?") for word in verb[len(before) :]]
    if not rest or rest[0].endswith("ing"):
        return ""
    done = (is_verb(rest[0]) or is_participle(rest[0])) and rest[0] not in _HEARD
    happened = rest[0] in _HAPPENS if _BEING.isdisjoint(before) else done
    return rest[0] if happened else ""


def _may_be_own(text: str, before: str, speaker: frozenset[str]) -> bool:
    """Whether a passage may be about the one whose words it is: it says "I", or their name."""
    return bool(_FIRST_PERSON.search(text)) or any(_named(text, speaker)) or any(_named(before, speaker))


def _is_of_others(text: str, before: str, speaker: frozenset[str], event: str) -> bool:
    """Whether a passage names another person whom "he" is, or has others before the same event."""
    led = _HE.match(text)
    if led and not before and not _says(text.split()[1:4]):
        return False
    persons = (name.split() for name in _FULL_NAME.findall(before if led and before else text))
    if any(speaker.isdisjoint(word.casefold() for word in name) for name in persons if not _is_place(name)):
        return True
    words = [word.casefold() for word in _WORD.findall(text)]
    near = words[max(0, words.index(event) - _NEAR) : words.index(event)] if event in words else []
    return any(is_plural(word) or word[0].isdigit() for word in near)


def _is_place(name: Sequence[str]) -> bool:
    return bool(nations(" ".join(name), shouted=False)) or any(w.casefold() in _PLACES for w in name)


def _named(text: str, speaker: frozenset[str]) -> Iterator[bool]:
    """Yield for each mention of the speaker whether it is one of somebody who does more than speak."""
    for found in _NAME.finditer(text):
        if found[0].casefold() in speaker:
            behind = _WORD.findall(text[found.end() : found.end() + 60])
            yield not _says(behind[:3])


def _says(words: Sequence[str]) -> bool:
    return any(word.casefold() in _HEARD for word in words)
