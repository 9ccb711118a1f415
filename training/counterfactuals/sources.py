"""Where counterfactuals start: statement sentences with a claim cut out of them, and labelled pairs."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from training import mixture
from training.counterfactuals.words import FINITE
from training.mixture import Pair

STATEMENT, PUBLIC, AUTHORED = "statement", "public", "authored"
_SETS = ("vitaminc", "fever_dev_gold")  # their claims are sentences about named things
_SENTENCES = 60_000
_CLAIM_WORDS = (5, 24)
# "U.S." ends in a capital and "No. 5", "Mr. X" have their own letters: neither ends a sentence.
_STOP = re.compile(
    r"(?<=[a-z0-9)”%])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bNo)(?<!\bSt)(?<!\bvs)\.\s+(?=[A-Z“])"
)
_SPOKEN = re.compile(r"^(?:[A-Z .’'-]{4,}|Q|\(\d+\)|[•*-])[: ]")
# Not a statement on its own: a question, an aside, somebody speaking of himself, something merely supposed.
_UNFIT = re.compile(
    r"[?!:;—–…“”\"\[\]*#@()]|\.\.|--|\b(?:I|I['’]\w+|me|my|mine|you|your|we|we['’]\w+|us|our|ours|myself|if|unless|"
    r"whether|would|could|should|might|may|please|thank|thanks|let|Q)\b|['’](?:ll|re|ve|d|m)\b|[a-z]\.[A-Z\d]"
)
_START = re.compile(r"^(?:The [A-Za-z]|[A-Z])[\w.’'-]*\s")
_LEANING = re.compile(
    r"^[A-Z]\. |^(?:"
    r"It|He|She|They|This|That|These|Those|There|Here|What|When|While|As|Because|Since|Although|Though|"
    r"Both|Such|"
    r"His|Her|Their|Its|Which|Who|How|Why|Where|To|By|For|Once|Until|After|Before|Through|With|Without|Under|"
    r"You|We|Our|My|Of|Back|Right|Following|During|Building|Working|Together|Given|Per|Then|Now|Let|Not|No|"
    r"Nor|Or|Instead|Rather)\b"
)
_OPENER = re.compile(
    r"^(?:And|But|So|Also|Additionally|In addition|Moreover|Furthermore|Today|Earlier today|Finally|"
    r"Meanwhile|"
    r"However|Further|Separately|As a result|In fact|Indeed|Importantly|Notably),? ",
)
_TAIL = re.compile(
    r",? (?:including|such as)\b.*$|, (?:which|who|whose|where|while|whereas|as well as|as part|along with|"
    r"alongside|"
    r"particularly|especially|with|building|helping|making|marking|bringing|ensuring|reflecting|"
    r"demonstrating|"
    r"providing|allowing|enabling|supporting|creating|expanding|underscoring|resulting|representing|giving|"
    r"according|thereby|for example|in line|consistent|thanks|among)\b.*$"
)
_DANGLING = frozenset("a an the and or to of in on at by for from with as that its their is are was".split())
_WORDINGS = (
    (re.compile(r"\bthe United States\b(?! of)"), ("the US", "the U.S.", "America")),
    (re.compile(r"^The United States\b(?! of)"), ("The US", "The U.S.", "America")),
    (re.compile(r"\bapproximately\b"), ("about", "around", "roughly")),
    (re.compile(r"\bassistance\b"), ("aid", "help")),
    (re.compile(r"\bindividuals\b"), ("people",)),
    (re.compile(r"\bpurchased\b"), ("bought",)),
    (re.compile(r"\bprovided\b"), ("gave",)),
    (re.compile(r"\bmore than (?=[\d$])"), ("over ",)),
    (re.compile(r"\bin order to\b"), ("to",)),
)


def source_pairs(data: Path, rng: random.Random) -> list[Pair]:
    """Return the pairs that editors change, in random order; no held-out and no development row."""
    pairs = [*_statement_pairs(data, rng), *_public_pairs(data), *_authored_pairs()]
    rng.shuffle(pairs)
    return pairs


def sentence_claim(sentence: str, rng: random.Random) -> str:
    """Return a claim that the sentence supports: its main part, some words said otherwise; or nothing."""
    claim = _TAIL.sub("", _OPENER.sub("", sentence).rstrip(". "))
    claim = claim[:1].upper() + claim[1:]
    low, high = _CLAIM_WORDS
    words = claim.split()
    if not low <= len(words) <= high or claim.count(",") > 2 or _LEANING.match(claim):
        return ""
    if FINITE.isdisjoint(words[1:]) or words[-1] in _DANGLING:
        return ""
    for pattern, others in _WORDINGS:
        if rng.random() < 0.5:
            claim = pattern.sub(rng.choice(others), claim)
    return claim + rng.choice(("", "."))


def statement_sentences(data: Path) -> dict[str, str]:
    """Return sentences of official statements that stand on their own, each with who said it, if short."""
    found: dict[str, str] = {}
    for row in mixture.statement_rows(data):
        speaker = str(row.get("speaker") or "")
        for sentence in _sentences(str(row["text"])):
            found.setdefault(sentence, speaker if len(speaker) < 60 else "")
    return found


def _statement_pairs(data: Path, rng: random.Random) -> list[Pair]:
    found = statement_sentences(data)
    chosen = rng.sample(sorted(found), min(_SENTENCES, len(found)))
    claims = ((sentence, sentence_claim(sentence, rng)) for sentence in chosen)
    return [Pair(c, s, "supports", STATEMENT, found[s]) for s, c in claims if c]


def _sentences(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if len(line) < 50 or _SPOKEN.match(line):
            continue
        for piece in _STOP.split(line):
            sentence = piece.strip().removesuffix(".") + "."
            if 60 <= len(sentence) <= 260 and _START.match(sentence) and not _UNFIT.search(sentence):
                yield sentence


def _public_pairs(data: Path) -> list[Pair]:
    rows = mixture.read_rows(data / "stance" / "train" / "A_train.jsonl.gz")
    return [
        Pair(str(r["claim"]), str(r["evidence"]), str(r["label"]), PUBLIC)
        for r in rows
        if r["set"] in _SETS and len(str(r["evidence"])) < 400
    ]


def _authored_pairs() -> list[Pair]:
    return mixture.authored_pairs(mixture.own_files(), held_out=False)
