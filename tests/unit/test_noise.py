from __future__ import annotations

import emoji

from checker.clutter import KEYCAP, PICTURE
from checker.noise import find_noise


def test_every_emoji_is_seen():
    """No emoji is taken for a letter: what looks whether a post has any at all knows all of the library's."""
    pictures = [one for one in emoji.EMOJI_DATA if not KEYCAP.fullmatch(one)]  # 1️⃣ is a number
    assert [one for one in pictures if PICTURE not in find_noise(f"The port {one} is open").mask] == []
