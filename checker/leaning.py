"""Whether the words of a claim tell what it claims, or only with the sentence before: "They did"."""

from __future__ import annotations

from checker.clauses import is_statement
from checker.lexicon import AUXILIARIES, is_verb, vocabulary
from checker.phrasing import leans

_TOO = vocabulary("not too also either neither already yet so well as never just")
_COUNTING = vocabulary(
    "all both most many some several few none half others another each one two three four five six seven "
    "eight nine ten dozens scores hundreds thousands millions"
)
_EDGES = ".,;:!?…\"'“”‘’()"


def stands_alone(query: str) -> bool:
    """Whether a claim can be told without the sentence before it, whatever that said.

    Not "He resigned", "300 dead", "So has Egypt", "Ghana did too", nor "500 are back", which does not say
    of whom.
    """
    if leans(query, query) or not is_statement(query):
        return False
    words = [bare for word in query.split() if (bare := word.strip(_EDGES).lower())]
    if len(words) > 1 and (words[0][0].isdecimal() or words[0] in _COUNTING) and is_verb(words[1]):
        return False
    while words and words[-1] in _TOO:
        words.pop()
    return bool(words) and words[-1] not in AUXILIARIES
