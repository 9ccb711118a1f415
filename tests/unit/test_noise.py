from __future__ import annotations

import emoji
import pytest

from checker.clutter import KEYCAP, PICTURE
from checker.noise import find_noise


def test_every_emoji_is_seen():
    """No emoji is taken for a letter: what looks whether a post has any at all knows all of the library's."""
    pictures = [one for one in emoji.EMOJI_DATA if not KEYCAP.fullmatch(one)]  # 1️⃣ is a number
    assert [one for one in pictures if PICTURE not in find_noise(f"The port {one} is open").mask] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("repa-\ntriated from Oman", "repatriated from Oman"),
        ("a long-\r\nterm loan", "a long-term loan"),
        ("P O R T closed in K e n y a", "PORT closed in Kenya"),
        ("vitamins A C D E F", "vitamins A C D E F"),
        ("plans A or B", "plans A or B"),
    ],
)
def test_words_that_are_parted_are_one(text, words):
    """By the end of a line, where both parts are no words of their own, or by a blank behind each letter."""
    assert find_noise(text).clean(0, len(text)) == words
