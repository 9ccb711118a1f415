"""Claims without the remarks around them, whatever the marks of the words are."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checker.checkworthy import CheckWorthiness
from checker.claims import extract_claims, place_of, said_in, within
from checker.network import sentence_network
from checker.records import Post, Span
from checker.remarks import heard
from tests.draws import seeded
from tests.property.test_claims import POSTS, UNTIMED, all_worth

WORDS = st.lists(st.sampled_from("so the dam is open lol".split()), max_size=8).map(" ".join)
SURE = (
    (0.0, -9.0, -9.0, -9.0),
    (-9.0, 0.0, -9.0, -9.0),
    (-9.0, -9.0, 0.0, -9.0),
    (-1.1, -1.1, -1.1, -9.0),
    (-9.0, 0.0, -9.0, 9.0),
)


def marks_of(seed):
    """Return marks that are drawn for each text, of all its words or of the first."""

    def marks(text):
        rng = seeded(seed + len(text))
        words = text.split()
        read = [rng.choice(SURE) for _ in words]
        return read[: rng.randrange(len(words) + 1)] if rng.random() < 0.1 else read

    return marks


@UNTIMED
@given(POSTS, st.integers())
def test_claims_are_ranges_of_the_post_whatever_is_marked(text, seed):
    """And each lies in a clause that copies of the post are told by, so that answers can be shared."""
    found = extract_claims(Post(text), all_worth, marks_of(seed))
    said = [one.span for one in said_in(text)]
    for claim in found:
        assert text[claim.start : claim.end] == claim.text != ""
        [clause] = [one for one in said if one.start <= claim.start and claim.end <= one.end]
        words = within(text, clause, Span(claim.start, claim.end))
        assert within(text, clause, place_of(text, clause, words)) == words
        assert " ".join(claim.query.split()) == claim.query != ""
    assert all(one.end <= other.start for one, other in pairwise(found))


@UNTIMED
@given(
    st.lists(st.lists(st.sampled_from("so the dam is open lol".split()), max_size=8).map(" ".join)),
    st.integers(),
)
def test_what_is_heard_stands_in_the_clause(clauses, seed):
    """Parts of each clause, in order: the same words, fewer of them at the ends."""
    found = heard(clauses, marks_of(seed))
    assert len(found) == len(clauses)
    for clause, parts in zip(clauses, found, strict=True):
        assert len(parts) == 1 or all(one.words for one in parts)
        for one in parts:
            assert one.text in " ".join(clause.split()[slice(*(one.words or (0, None)))])
            assert not (one.false and one.remark)
        assert all(one.words[1] <= other.words[0] for one, other in pairwise(parts))


@UNTIMED
@given(POSTS)
def test_every_word_that_is_read_has_shares(text):
    """Of any text, by the network that ships."""
    marks = CheckWorthiness(sentence_network(1)).marks(text)
    assert len(marks) <= len(text.split())
    assert all(len(one) == len(SURE[0]) for one in marks)
