"""Passages from which a fact is taken out: the one that the claim needs, or another one.

After Atanasova et al. 2022, "Fact checking with insufficient evidence". Without a fact that the
claim names, and that nothing else in the passage carries, a supported claim is left open. Without
something that the claim does not touch its label stays.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from training.counterfactuals.sources import AUTHORED, STATEMENT
from training.counterfactuals.words import COUNTRIES, MONTHS, NEGATIVE, WEEKDAYS, stems
from training.mixture import Pair

_MONTH = "|".join(MONTHS)
_NAME = r"(?:the )?[A-Z][\w’'-]+(?: (?:of (?:the )?)?[A-Z][\w’'-]+){0,4}"
_UNITS = {
    "date": re.compile(
        rf",? (?:on|in) (?:(?:{'|'.join(WEEKDAYS)}),? ?)?(?:(?:{_MONTH})(?: \d{{1,2}})?,?)?(?: ?(?:19|"
        rf"20)\d\d,?)?(?=[ .,]|$)"
    ),
    "number": re.compile(
        r"(?<= )(?<!\b[Tt]he )(?<!\band )(?:(?:more than|over|nearly|about|approximately|at least|almost|"
        r"some) )?(?:\d[\d,]*(?:\.\d+)?(?: million| billion)? (?=[a-z]+ ?[a-z]*s\b)"
        r"|\$\d[\d,]*(?:\.\d+)?(?: million| billion)? (?:in|of) )"
    ),
    "place": re.compile(
        rf",? (?:in|at|near|across|throughout|from|with|for|to|by) {_NAME}(?=[.,;](?!\w)|$| (?:on|in|and|to|"
        rf"for|as|that|which)\b)"
    ),
    "people": re.compile(r"(?<= )(?:" + "|".join(COUNTRIES.values()) + r") (?=[a-z]+s\b)"),
    "clause": re.compile(
        r", (?:which|who|where|while|whose)\b[^,.;]{12,}(?:,(?= [a-z])|(?=\.$))|, (?:including|"
        r"as well as)\b[^.;]{12,}(?=\.$)"
    ),
    "purpose": re.compile(
        r" (?:to|for|because of|because|through|after|before|despite|during|"
        r"as part of) [a-z][^,.;]{15,}(?=\.$)"
    ),
}
_UNFIT_AFTER = re.compile(r"^,? (?:and|or|to) (?:[A-Z]|the [A-Z])|^, [A-Z]|^['’]")
_UNFIT_BEFORE = re.compile(
    r"(?:\b(?:and|or|was|is|were|are|of|born|part|based|located|between|from|up|according|due|back|led|"
    r"held)|[A-Z][\w’'-]+,?)$"
)
_SENTENCE = re.compile(r"(?<=[a-z0-9)”\"%]{2}[.!])\s+(?=[A-Z“\"])")
_LEAST_WORDS = 5


@dataclass(frozen=True)
class _Cut:
    """A passage without one of its parts."""

    kind: str
    part: str
    rest: str


def without_fact(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield a supported pair whose passage lacks what the claim needs, and the pair as it was."""
    if pair.label != "supports" or NEGATIVE.search(f"{pair.claim} {pair.evidence}"):
        return
    cuts = [cut for cut in _cuts(pair.evidence) if _needed(cut, pair.claim)]
    if cuts:
        cut = rng.choice(cuts)
        yield replace(pair, evidence=cut.rest, label="neutral", origin="counterfactual:removal")
        if pair.origin != STATEMENT or rng.random() < 0.6:  # claim and passage are nearly the same there
            yield replace(pair, origin="counterfactual:removal")


def without_rest(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield a pair whose passage lacks something that its claim does not touch."""
    if NEGATIVE.search(pair.evidence) or pair.label == "neutral":
        return
    cuts = [cut for cut in _cuts(pair.evidence) if _idle(cut, pair)]
    if cuts:
        cut = rng.choice(cuts)
        yield replace(pair, evidence=cut.rest, origin="counterfactual:rest_removal")


def _cuts(evidence: str) -> Iterator[_Cut]:
    for kind, pattern in _UNITS.items():
        for match in pattern.finditer(evidence):
            before, after = evidence[: match.start()], evidence[match.end() :]
            if (
                len(match[0].strip(" ,")) < 3
                or _UNFIT_AFTER.match(after)
                or (
                    kind != "number"
                    and _UNFIT_BEFORE.search(before.rstrip(" ,") if kind == "place" else before)
                )
            ):
                continue
            rest = re.sub(
                r"\s+",
                " ",
                before
                + ("" if after[:1] in {".", ",", ""} or before.endswith(" ") else " ")
                + after.lstrip(" "),
            ).strip()
            rest = re.sub(r",(?: including)?(?=\.)", "", re.sub(r"^[, ]+", "", rest))
            if len(rest.split()) >= _LEAST_WORDS:
                yield _Cut(kind, match[0], rest[:1].upper() + rest[1:])
    yield from _without_sentence(evidence)


def _without_sentence(evidence: str) -> Iterator[_Cut]:
    sentences = _SENTENCE.split(evidence)
    for at, sentence in enumerate(sentences):
        others = sentences[:at] + sentences[at + 1 :]
        if 1 < len(sentences) < 6 and sentence.count('"') % 2 == 0:
            yield _Cut("sentence", sentence, " ".join(others))


def _needed(cut: _Cut, claim: str) -> bool:
    """Return whether the claim names what was cut, and the rest of the passage does not."""
    part, asked, rest = stems(cut.part), stems(claim), stems(cut.rest)
    lost = (part & asked) - rest
    if cut.kind in {"date", "number", "place", "people"}:
        return bool(lost) and (part & asked) == lost and _telling(cut, lost, rest)
    least = 2 if cut.kind in {"clause", "purpose"} else 3
    return len(lost) >= max(least, 0.34 * len(asked))


def _telling(cut: _Cut, lost: frozenset[str], rest: frozenset[str]) -> bool:
    """Return whether what is lost is the fact itself, and nothing of its kind is left to stand for it."""
    if cut.kind in {"date", "number"}:
        return any(w[0].isdigit() for w in lost) or cut.kind == "date"
    return not any(w[:4] == r[:4] for w in lost for r in rest)


def _idle(cut: _Cut, pair: Pair) -> bool:
    """Return whether all that the claim says is met by the rest of the passage."""
    asked, part, rest = stems(pair.claim), stems(cut.part), stems(cut.rest)
    if part & (asked - rest) or not asked or cut.part.startswith(" to "):
        return False
    if pair.label == "supports":
        return asked <= rest
    same_kind = cut.kind in {"date", "number", "place", "people"} or re.search(r"\d", cut.part)
    return pair.origin != AUTHORED and not same_kind and len(asked & rest) >= 0.75 * len(asked)
