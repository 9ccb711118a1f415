from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.claims import extract_claims, normalise
from checker.records import Post

FRAGMENTS = st.sampled_from(
    [
        "Egypt opened the dam",
        "30,000 people fled",
        "They also left.",
        " and ",
        " but Sudan said 30 died",
        "; ",
        "\n",
        "\n- ",
        "1. ",
        "https://t.co/x",
        "@someone ",
        "#PakistanArmy ",
        "#lowercasetag",
        "BREAKING: ",
        "🚨",
        "🇵🇰",
        "3\ufe0f\u20e3",
        "&amp;",
        "&#x200b;",
        "<b>",
        "</b>",
        "<br>",
        "<script>x",
        "\u200b",
        "\x00",
        "\ud800",
        "\ue000",
        "\ue001",
        "\ufeff",
        "۔",
        "।",
        "...",
        "?!",
        "“",
        "”",
        '"',
        "(",
        ")",
        "`",
        "Is it true that ",
        "Forwarded as received",
        "\r\n",
        "\u2028",
        "پاکستان نے ",
        "\u202e",
        " ",
    ]
)
# The first example of a run loads the word lists and the language model.
UNTIMED = settings(deadline=None)
POSTS = st.one_of(st.text(), st.lists(st.one_of(FRAGMENTS, st.text(max_size=5)), max_size=15).map("".join))
WORDS = st.lists(
    st.sampled_from("egypt opened the dam sudan said people fled".split()), min_size=1, max_size=6
).map(" ".join)


def all_worth(texts):
    return [1.0] * len(texts)


@UNTIMED
@given(POSTS)
def test_offsets_cut_the_claim_out_of_the_post(text):
    """Each claim is the verbatim range of the post that its offsets name; claims are in order and apart."""
    found = extract_claims(Post(text), all_worth)
    assert all(text[claim.start : claim.end] == claim.text != "" for claim in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert [claim.claim_id for claim in found] == [f"c{n}" for n in range(1, len(found) + 1)]


@UNTIMED
@given(POSTS)
def test_queries_can_be_encoded_and_read(text):
    """A query is one line of printable text that UTF-8 can carry."""
    for claim in extract_claims(Post(text), all_worth):
        assert claim.query.encode("utf-8").decode("utf-8") == claim.query
        assert " ".join(claim.query.split()) == claim.query != ""
        assert not re.search("[\x00-\x1f\u200b-\u200d\ufeff\ue000-\uf8ff]", claim.query)


@UNTIMED
@given(POSTS)
def test_extraction_is_a_function(text):
    """The same post gives the same claims, and a threshold above every score gives none in English."""
    assert extract_claims(Post(text), all_worth) == extract_claims(Post(text), all_worth)
    assert all(claim.lang != "en" for claim in extract_claims(Post(text), all_worth, threshold=1.1))


@UNTIMED
@given(POSTS)
def test_every_post_has_a_key(text):
    """Any text has a key: one line that UTF-8 can carry."""
    key = normalise(text)
    assert " ".join(key.split()) == key == key.encode("utf-8").decode("utf-8")


@UNTIMED
@given(
    WORDS,
    WORDS,
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.sampled_from(["{}", "{:,}", "-{}", "{}%", "${}"]),
)
def test_numbers_keep_keys_apart(before, after, one, other, form):
    """Two posts that differ only in a number share a key exactly when the number is the same."""
    keys = [normalise(f"{before} {form.format(n)} {after}") for n in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)


@UNTIMED
@given(WORDS, WORDS, st.sampled_from(["not", "never", "no", "didn't", "isn’t", "without", "cannot"]))
def test_negation_keeps_keys_apart(before, after, negation):
    """A post with a negation never has the key of the post without it."""
    assert normalise(f"{before} {negation} {after}") != normalise(f"{before} {after}")


@UNTIMED
@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_decimals_keep_keys_apart(one, other):
    """A decimal point is part of the number."""
    assert (normalise(f"Oil rose {one} points") == normalise(f"Oil rose {other} points")) == (one == other)


@UNTIMED
@given(WORDS, st.sampled_from(["🚨", " https://t.co/x", "!!!", "\u200b", " …", "‼️"]), st.booleans())
def test_clutter_does_not_change_the_key(words, clutter, upper):
    """Emoji, links, punctuation and case leave the key as it is."""
    copy = (words.upper() if upper else words) + clutter
    assert normalise(copy) == normalise(words)
