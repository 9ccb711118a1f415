"""How many of a group: some taken for all is open, all taken for some is right, none for some is wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from training.counterfactuals.words import NEGATIVE
from training.mixture import Pair

_OF = r"(?: of)? (?:the |its |their )?(?=[a-z][\w-]*s\b)"  # a noun follows that stands in the plural
_SAID = {
    "some": re.compile(rf"^(?:Some|Several|Many|A few|A number|A handful){_OF}"),
    "most": re.compile(rf"^(?:Most|Almost all|Nearly all|The (?:great )?majority){_OF}"),
    "all": re.compile(rf"^All{_OF}"),
    "none": re.compile(rf"^(?:None|Not one){_OF}"),
}
_FORMS = {
    "some": ("Some of the {}", "Several of the {}", "A number of the {}", "At least some of the {}"),
    "most": ("Most of the {}", "Almost all of the {}", "The majority of the {}", "Nearly all the {}"),
    "all": ("All of the {}", "All the {}"),
    "none": ("None of the {}", "Not one of the {}", "Not a single one of the {}"),
}
# What is said of a group, what is claimed of it, and how the one stands to the other. "Most" may be all.
_LABELS = {
    ("some", "some"): "supports",
    ("some", "most"): "neutral",
    ("some", "all"): "neutral",
    ("some", "none"): "contradicts",
    ("most", "some"): "supports",
    ("most", "most"): "supports",
    ("most", "none"): "contradicts",
    ("all", "some"): "supports",
    ("all", "most"): "supports",
    ("all", "all"): "supports",
    ("all", "none"): "contradicts",
    ("none", "some"): "contradicts",
    ("none", "most"): "contradicts",
    ("none", "all"): "contradicts",
    ("none", "none"): "supports",
}
_MOST_LETTERS = 200
# Of a group that others are named beside, or that does something together, nothing follows for its members.
_UNFIT = re.compile(
    r"\b(?:but|except|others?|while|whereas|although|though|only|or|if|unless|than|each|both|rest|remaining|"
    r"another|too|also|even|together|such|more|these|those|of (?:them|us|whom|which))\b|[?!;:“”\"#]|[.] ",
    re.IGNORECASE,
)


def groups(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield claims of how many of a group it was, where the passage, or the claim as one, tells that."""
    for passage in (pair.evidence, pair.claim):
        sentence = passage.rstrip(". ")
        if len(sentence) > _MOST_LETTERS or _UNFIT.search(sentence):
            continue
        for said, pattern in _SAID.items():
            rest = pattern.sub("", sentence)
            if rest == sentence or NEGATIVE.search(rest):
                continue
            for (of, claimed), label in _LABELS.items():
                claim = rng.choice(_FORMS[claimed]).format(rest)
                if of == said and claim != sentence:
                    yield Pair(claim, passage, label, "counterfactual:groups", pair.speaker)
