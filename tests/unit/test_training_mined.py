"""Hard neutrals and hard negatives: near in the vectors of an encoder, and no answer."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from training import mined, mixture

PLACES = "Oslo Lima Rome Cairo Quito Paris Delhi Tunis Accra Seoul".split()
BOATS = [f"The harbour master of {place} said forty boats left {place} early." for place in PLACES]


def encode(texts):
    """Return vectors in which texts that share words are near."""
    return FakeEncoder().encode(list(texts))


@pytest.fixture
def rng():
    return random.Random(1)  # noqa: S311  # seeded, no secret


def row(number, place, evidence, claim="Boats left the harbour"):
    """Return a row of an own file."""
    return {
        "premise_id": f"p{number}",
        "claim": f"{claim} of {place}",
        "evidence": evidence,
        "speaker": "Harbour master",
        "label": "supports",
    }


def test_alike_is_about_the_words_of_the_first():
    """Most words in common is the same matter, few are not; case does not count."""
    assert mined._alike("Forty boats left Oslo", "forty BOATS left Lima today and came back")
    assert not mined._alike("Forty boats left Oslo", "Forty ministers met in Lima")
    assert not mined._alike("", "Forty")


def test_the_nearest_come_first():
    """Neighbours are those of the greatest cosine, in order, also when fewer are there than asked for."""
    rng = np.random.default_rng(1)
    pool = rng.normal(size=(30, 8)).astype(np.float32)
    asked = rng.normal(size=(5, 8)).astype(np.float32)
    for found, cosines in zip(mined._nearest(asked, pool, 4), asked @ pool.T, strict=True):
        assert found.tolist() == np.argsort(-cosines)[:4].tolist()
    assert [len(found) for found in mined._nearest(asked, pool[:3], 14)] == [3] * 5


def test_a_neutral_is_of_another_premise_and_not_nearly_the_same(rng):
    """Neither a second version of the premise nor a near copy of it under another id is taken."""
    own = "The harbour master of Oslo said forty boats left."
    rows = [
        row(1, "Oslo", own),
        row(1, "Oslo", "Boats of the Oslo harbour, the master thinks, all sank."),
        row(2, "Oslo", "The harbour master of Oslo said fifty boats left."),
        row(3, "Lima", "A harbour in Lima was closed by its owners after boats burned."),
    ]
    made = list(mined._beside_premises(rows[:1], rows, rng, encode))
    assert [(p.claim, p.evidence, p.label) for p in made] == [
        (rows[0]["claim"], rows[3]["evidence"], "neutral"),
    ]


def test_a_claim_that_has_no_neighbour_gives_no_neutral(rng):
    """Where all others are the same premise, nothing is made up."""
    rows = [row(1, "Oslo", BOATS[0]), row(1, "Oslo", "Boats left Oslo.")]
    assert list(mined._beside_premises(rows[:1], rows, rng, encode)) == []


def test_a_question_has_its_answer_and_others_that_do_not_answer(rng):
    """Three others, all different, none of which shares most of its words with the answer."""
    passages = [
        "The mayor of Oslo opened a bridge for bicycles on Monday.",
        "Oslo closes its oldest bridge, says an engineer of the city.",
        "A bridge in Lima fell down during heavy rain last night.",
        "Three bicycles were stolen near the central station of Rome.",
        "Engineers in Cairo met to talk about rain and bridges.",
        "On Monday the parliament in Quito voted against new taxes.",
    ]
    copy = "(Mayor) The mayor of Oslo opened a bridge for bicycles on Monday."
    asked = [(f"Oslo has {n} new bridges for bicycles", p) for n, p in enumerate(passages)]
    asked.append(("Bicycles in Oslo", copy))
    found = list(mined._mined(asked, rng, encode))
    assert len(found) == len(asked)
    for question, (claim, answer) in zip(found, asked, strict=True):
        assert (question.claim, question.answer) == (claim, answer)
        assert len({answer, *question.others}) == mined.NEGATIVES + 1
        assert not any(mined._alike(other, answer) for other in question.others)
    assert copy not in found[0].others


def test_a_question_whose_neighbours_all_answer_is_left_out(rng):
    """Where only near copies of the answer are around, there is nothing to tell apart."""
    said = "The harbour master said that forty boats left the port on day"
    asked = [(f"Forty boats left on day {n}", f"{said} {n}") for n in range(8)]
    assert list(mined._mined(asked, rng, encode)) == []


def test_another_answer_to_the_same_claim_is_not_held_against_it(rng):
    """A claim that several passages speak to has none of them among those that do not answer."""
    claim = "The ferry is late because of ice in the harbour"
    answers = [
        "Ice in the harbour held up the ferry.",
        "No ice was seen, and the ferry left on time.",
        "Because of thick ice all ferries were late, said the harbour master.",
    ]
    others = [f"The ferry of {place} carried salt, wood and forty horses." for place in PLACES]
    asked = [(claim, a) for a in answers] + [(f"Horses on the ferry of {o[13:17]}", o) for o in others]
    found = [q for q in mined._mined(asked, rng, encode) if q.claim == claim]
    assert [q.answer for q in found] == answers
    assert not {other for q in found for other in q.others} & set(answers)


def test_findings_and_general_inference_are_no_events():
    """What a study found may bear on the claims of other rows, and a revision on those of the other one."""
    rows = {row["id"] for row in mined._of_events()}
    files = {path.name.removesuffix(".jsonl.gz"): path for path in mixture.own_files()}
    others = [files[f"authored-{number}"] for number in range(13, 19)]
    assert not rows & {row["id"] for row in mixture.authored_rows(others, held_out=False)}
    for name in ("authored-1", "authored-19"):
        assert rows >= {row["id"] for row in mixture.authored_rows([files[name]], held_out=False)}
    assert len(rows) > 100_000
