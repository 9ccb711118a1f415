"""A report in the passage that is denied, confirmed, or left open; the claim is the report itself.

The claim shares nearly all its words with the passage each time, so only what is said of the report decides.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from training.counterfactuals.denial import embedded
from training.counterfactuals.framed import framed
from training.mixture import Pair

ORIGIN = "counterfactual:report"
_WHO = (
    "The ministry",
    "The spokesperson",
    "The minister",
    "The governor's office",
    "The army",
    "The company",
    "She",
    "He",
)
_REPORT = (
    "reports",
    "a report",
    "rumours",
    "the rumour",
    "a story",
    "posts",
    "the allegation",
    "suggestions",
)
_DENYING = (
    "{who} rejected {report} that {said}.",
    "{who} denied {report} that {said}.",
    "{who} said {report} that {said} had no basis.",
    "{who} described {report} that {said} as wrong.",
    "{who} told reporters that {report} that {said} had been invented.",
    "{who} called {report} that {said} nonsense.",
    '"Whoever spreads {report} that {said} is lying," {who_small} said.',
)
_CONFIRMING = (
    "{who} confirmed {report} that {said}.",
    "{who} said {report} that {said} was right.",
    "{who} told reporters that {report} that {said} had turned out to be true.",
    "{who} said that nobody could deny {report} that {said}.",
    "{who} called {report} that {said} accurate.",
)
_OPEN = (
    "{who} would not comment on {report} that {said}.",
    "{who} has asked for proof of {report} that {said}.",
    "{who} said {report} that {said} was being looked into.",
    "{who} could neither confirm nor deny {report} that {said}.",
)
_SIDES = ((_DENYING, "contradicts"), (_CONFIRMING, "supports"), (_OPEN, "neutral"))


def reported(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield the claim, sometimes denied, beside a passage that denies it, confirms it and leaves it open."""
    yield from framed(pair, rng, _SIDES, lambda form, claim: _told(form, claim, rng), ORIGIN)


def _told(form: str, claim: str, rng: random.Random) -> str:
    who = rng.choice(_WHO)
    return form.format(
        who=who,
        who_small=embedded(who).rstrip(),
        report=rng.choice(_REPORT),
        said=embedded(claim.rstrip(".")),
    )
