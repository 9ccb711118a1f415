"""Training pairs made from real ones by a change whose effect on the label is known.

Sentences of official statements, public pairs and the project's own are the sources; the editors,
one module each, change a number, deny, have a report denied or confirmed or a finding made or refuted, swap
who did what to whom, move a date, put another country or currency, tell an order or a comparison from its
other end, some of a group from all of it, or take a fact out of the passage. Every editor makes
the still-supported variant beside the contradicting one, so that neither the edit nor the overlap gives the
label away.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from training.counterfactuals.actors import other_country, role_swap
from training.counterfactuals.currencies import other_currency
from training.counterfactuals.dates import moved_date
from training.counterfactuals.denial import denied, negated, unnegated
from training.counterfactuals.findings import studied
from training.counterfactuals.groups import groups
from training.counterfactuals.modality import not_yet_done
from training.counterfactuals.numbers import other_number
from training.counterfactuals.opposites import opposite
from training.counterfactuals.removal import without_fact, without_rest
from training.counterfactuals.reports import reported
from training.counterfactuals.sources import source_pairs
from training.counterfactuals.turned import comparison, order
from training.mixture import Pair

Editor = Callable[[Pair, random.Random], Iterable[Pair]]

EDITORS: dict[str, Editor] = {
    "number": other_number,
    "negation": negated,
    "unnegation": unnegated,
    "denial": denied,
    "report": reported,
    "finding": studied,
    "opposite": opposite,
    "modality": not_yet_done,
    "roles": role_swap,
    "place": other_country,
    "date": moved_date,
    "currency": other_currency,
    "order": order,
    "comparison": comparison,
    "groups": groups,
    "removal": without_fact,
    "rest_removal": without_rest,
}


def counterfactual_pairs(data: Path, rng: random.Random, count: int) -> list[Pair]:
    """Return at most ``count`` generated pairs, shared out evenly among kinds and their labels.

    ``data`` is the folder of the public sets. No held-out row and no development set is read. The
    same ``rng`` state gives the same pairs. ``origin`` is ``counterfactual:<kind>``.
    """
    made = edited(source_pairs(data, rng), rng)
    chosen: list[Pair] = []
    for done, kind in enumerate(sorted(made, key=lambda k: len(made[k]))):
        share = (count - len(chosen)) // (len(made) - done)
        chosen += _even(made[kind], rng, share)
    rng.shuffle(chosen)
    return chosen


def edited(sources: Iterable[Pair], rng: random.Random) -> dict[str, list[Pair]]:
    """Return what every editor makes of ``sources``, by kind and without repetitions."""
    made: dict[str, dict[Pair, None]] = defaultdict(dict)
    for source in sources:
        for kind, editor in EDITORS.items():
            for pair in editor(source, rng):
                if pair.claim != pair.evidence or pair.label == "supports":
                    made[kind].setdefault(pair)
    return {kind: list(pairs) for kind, pairs in made.items()}


def _even(pairs: list[Pair], rng: random.Random, share: int) -> list[Pair]:
    """Return at most ``share`` pairs, as many of each label as there are; none takes over."""
    by_label: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_label[pair.label].append(pair)
    most = 2 * sorted(len(rows) for rows in by_label.values())[(len(by_label) - 1) // 2]
    chosen: list[Pair] = []
    for done, label in enumerate(sorted(by_label, key=lambda name: (len(by_label[name]), name))):
        size = min((share - len(chosen)) // (len(by_label) - done), most, len(by_label[label]))
        chosen += rng.sample(by_label[label], size)
    return chosen
