"""The main verb of a plain claim, found without a parser; in doubt there is none."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from training.counterfactuals.words import NEGATIVE, PARTICIPLE, PAST, PRESENT, Verb

_BE = {"is", "are", "was", "were"}
_HAVE = {"has", "have", "had"}
_AUX = _BE | _HAVE | {"will", "can"}
_CONTRACTED = {"will": "won't", "can": "can't"}
# With one of these the denial of the verb may be less than the denial of the claim.
_SCOPE = re.compile(
    r"\b(?:zero|says?|said|last|"
    r"only|just|at least|also|still|already|both|all|every|each|always|often|some|several|many|most|"
    r"few|even|"
    r"because|but|although|though|while|whereas|if|unless|until|since|or|sometimes|usually|mostly|too|"
    r"almost|nearly|"
    r"again|once|so|either|remains?|remained|instead|another|now|currently|recently|among|one of|likely|"
    r"possibly|"
    r"may|might|could|would|should|must|continues?|continued|well|far|largely|partly|never)\b|;",
    re.IGNORECASE,
)
_UNFIT_SUBJECT = re.compile(
    r",|\b(?:that|which|who|whom|whose|when|where|what|as|after|before|a|an|there|any|no|more|over|nearly|"
    r"about|one|two|"
    r"three|four|five|half|than|to|for|by|in|on|at|with|from|being|having|is|are|was|were|has|have|had|"
    r"\w+ed)\b|(?<!\bof) the\b|\d",
    re.IGNORECASE,
)
_SECOND_VERB = re.compile(
    r", and\b|\band (?:as|it|he|she|they)\b|\b(?:and|,)\s+(?:also\s+)?"
    r"(?:(?:is|are|was|were|has|have|had|will|can|to)\b|\w+ed\b|\w{3,}s\b|"
    r"\w+ing\b)"
)
_PARTICIPLE_LIKE = re.compile(r"^(?:been|\w+ed|\w+en)$")
_ADVERB = re.compile(r"^\w+ly$")
_SUBJECT_WORDS = 7


@dataclass(frozen=True)
class Clause:
    """A claim as subject, auxiliary (may be empty), verb (``None``: not of ours) and the rest.

    ``rest`` starts after the auxiliary, or after the verb where there is no auxiliary.
    """

    subject: str
    auxiliary: str
    form: str
    verb: Verb | None
    rest: str

    def negation(self, rng: random.Random) -> str:
        """Return the claim with its verb denied."""
        if not self.auxiliary and self.verb:
            does = "did" if self.form == self.verb.past else "does"
            return f"{self.subject} {_not(does, rng)} {self.verb.base} {self.rest}"
        if (
            self.auxiliary in _HAVE
            and not _PARTICIPLE_LIKE.match(self._next)
            and self._next not in PARTICIPLE
        ):
            does = {"has": "does", "have": "do", "had": "did"}[self.auxiliary]
            return f"{self.subject} {_not(does, rng)} have {self.rest}"
        return f"{self.subject} {_not(self.auxiliary, rng)} {self.rest}"

    @property
    def _next(self) -> str:
        return self.rest.split(" ", 1)[0]

    @property
    def done(self) -> tuple[Verb, str] | None:
        """Return the verb and what follows it if the claim says that the subject did something."""
        if not self.auxiliary and self.verb and self.form == self.verb.past:
            return self.verb, self.rest
        word, _, rest = self.rest.partition(" ")
        if self.auxiliary in {"has", "have"} and word in PARTICIPLE and rest:
            return PARTICIPLE[word], rest
        return None


def clause_of(claim: str) -> Clause | None:
    """Return the parts of a claim of one clause and a definite subject: its negation denies it all."""
    if (
        _SCOPE.search(claim)
        or NEGATIVE.search(claim)
        or _SECOND_VERB.search(claim)
        or any(word in PAST for word in re.findall(r"\band (\w+)", claim))
        or not claim[:1].isupper()
    ):
        return None
    words = claim.split(" ")
    for at in range(1, min(len(words) - 1, _SUBJECT_WORDS + 1)):
        word = words[at]
        if word in _AUX or word in PAST or word in PRESENT:
            return _clause(words, at)
    return None


def _clause(words: list[str], at: int) -> Clause | None:
    subject, word, rest = " ".join(words[:at]), words[at], " ".join(words[at + 1 :])
    if _UNFIT_SUBJECT.search(subject) or _ADVERB.match(words[at + 1]) or _ADVERB.match(words[at - 1]):
        return None
    if word in _AUX:
        # "was that", "is to": more than a plain predicate follows.
        return (
            None if words[at + 1] in {"that", "to", "what", "how"} else Clause(subject, word, "", None, rest)
        )
    verb = PAST.get(word) or PRESENT[word]
    following = re.split(r"\b(?:that|which|who|when|where|after|before)\b", rest)[0]
    # "The law signed by ... was": a participle, and the verb is still to come. "Supplies" may be a noun.
    if words[at + 1] in {"by", "and", "of", "to"} or any(w in _AUX for w in following.split()):
        return None
    if word in PRESENT and (
        words[at + 1] in {"in", "on", "for", "from"} or (words[at - 1].islower() and words[0] != "The")
    ):
        return None
    return Clause(subject, "", word, verb, rest)


def _not(auxiliary: str, rng: random.Random) -> str:
    if rng.random() < 0.5:
        return _CONTRACTED.get(auxiliary, auxiliary + "n't")
    return "cannot" if auxiliary == "can" else f"{auxiliary} not"
