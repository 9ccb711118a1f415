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
from checker.lexicon import AUXILIARIES, DETERMINERS, REPORTING, is_participle, is_verb
from checker.passages import context_of
from checker.quantities.vocabulary import words as vocabulary
from checker.records import Passage

_FAR = 10  # words within which the verb of a claim stands
_NAME = re.compile(r"[^\W\d_a-z][\w'’-]+")
_WORD = re.compile(r"\w[\w'’-]*")
_BEING = vocabulary("is was be been being gets got")
_BESIDE_VERBS = AUXILIARIES | _BEING | vocabulary("not never also now just already still only really")
_WHERE = vocabulary("in at on under") | DETERMINERS
# What is done to somebody by asking or telling: their words may answer that.
_HEARD = REPORTING | ACTING | vocabulary("asked quoted cited heard questioned interviewed misquoted clear")
# What happens to somebody, or is done with body and career, not in words.
_HAPPENS = vocabulary("""
    become becomes became collapse collapsed die dies died disappear disappeared escape escaped exchange
    exchanged faint fainted fall fell flee fled fly flew join joins joined land landed lose loses lost marry
    married meet meets met move moved quit quits replace replaces replaced resign resigns resigned retire
    retires retired return returns returned skip skipped smuggle smuggled steal stole succeed succeeds
    succeeded suffer suffers suffered survive survives survived travel travels travelled traveled undergo
    undergoes underwent visit visits visited win wins won
""")
_FIRST_PERSON = re.compile(r"\b(?:i|my|me|mine|myself|we|our|us|ours)\b", re.IGNORECASE)
_HE = re.compile(r"\W{0,3}s?he (?P<next>\w+(?: \w+){0,2})", re.IGNORECASE)


def is_about_the_speaker(claim: str, passage: Passage) -> bool:
    """Whether a claim tells what happened to the one who speaks in a passage, and the passage of others.

    Who shares no more than a part of the name is spoken of even less. Where it is not clear that the passage
    is about others, it is not: they may speak of themselves, and articles tell of them.
    """
    speaker = frozenset(name.casefold() for name in _NAME.findall(passage.said.speaker))
    words = claim.split()[:_FAR]
    subject = list(takewhile(lambda word: not is_verb(word.casefold()), words))
    named = {name.casefold() for word in subject for name in _NAME.findall(word)}
    return (
        not speaker.isdisjoint(named)
        and _is_what_happened([word.casefold() for word in words[len(subject) :]])
        and not _is_of_the_speaker(passage, speaker)
    )


def _is_what_happened(verb: Sequence[str]) -> bool:
    """Whether words from the verb on tell what somebody went through: "was arrested", "will resign"."""
    before = list(takewhile(lambda word: word in _BESIDE_VERBS or word.endswith("ly"), verb))
    rest = [word.strip(".,;:!?") for word in verb[len(before) :]]
    if not rest:
        return False
    if _BEING.isdisjoint(before):
        return rest[0] in _HAPPENS
    return rest[0] in _WHERE or ((is_verb(rest[0]) or is_participle(rest[0])) and rest[0] not in _HEARD)


def _is_of_the_speaker(passage: Passage, speaker: frozenset[str]) -> bool:
    """Whether a passage may be about the one whose words it is."""
    if _FIRST_PERSON.search(passage.text) or any(_named(passage.text, speaker)):
        return True
    led = _HE.match(passage.text)
    if led is None or _says(led["next"].split()):
        return False
    leant_on = context_of(passage)
    return not leant_on or any(_named(leant_on, speaker))


def _named(text: str, speaker: frozenset[str]) -> Iterator[bool]:
    """Yield for each mention of the speaker whether it is one of somebody who does more than speak."""
    for found in _NAME.finditer(text):
        if found[0].casefold() in speaker:
            behind = _WORD.findall(text[found.end() : found.end() + 60])
            yield not _says(behind[:3])


def _says(words: Sequence[str]) -> bool:
    return any(word.casefold() in _HEARD for word in words)
