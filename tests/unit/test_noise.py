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


@pytest.mark.parametrize(
    "text",
    [
        "Schools will open on 2/9",
        "Schools will open on 5/10.",
        "The police arrested 14 people 11/4",
        "Voting ends 4/11",
        "Oman won the match 3/2",
        "The emergency line is open 24/7",
        "The attack was before 9/11",
        "Never forget. 9/11",
        "The mayor was shot. 13/7",
        "3\ufe0f\u20e3 people fled",
        "The port is closed - Royal Mail",
        "The port is closed - Fake News",
        '"The port is closed" - The Guardian',
        "Oil prices fall - Iran Post Record Loss",
        "Egypt (FO) - we closed the port",
        "BRUSSELS — the port is closed",
        "Press office: the port is closed",
        "Contacts: 30 people were traced",
        "The strike ends",
    ],
)
def test_what_belongs_to_a_sentence_stays(text):
    """A date, a score, a number or who said it, though a counter, a list mark or a paper may look like it."""
    assert find_noise(text).clean(0, len(text)) == text.replace("\ufe0f\u20e3", "")


@pytest.mark.parametrize(
    "text",
    [
        "The port is closed. 2/5",
        "The port is closed. (2/5)",
        "The port is closed. 1/",
        "The port is closed. https://t.co/x 2/5",
        "The port is closed. #viral #trending 2/5",
        "2/5 The port is closed.",
        "2\ufe0f\u20e3 The port is closed.",
        "LONDON, March 3 (Reuters) - The port is closed.",
        "LONDON (AP) — The port is closed.",
        "PARIS, 6 November 2026 (AFP) - The port is closed.",
        "New Delhi, Mar 3 (PTI) - The port is closed.",
        "BREAKING: Cairo (MENA) -- The port is closed.",
        "MARAVA, 14 August 2025\nThe port is closed.",
        "The port is closed. - The Harbour Times",
        "The port is closed. | BBC News",
        "The port is closed. | Times of Oman",
        "The port is closed. - Daily Mail",
        "FOR IMMEDIATE RELEASE\nThe port is closed.\nMedia contact: Ana Bo, 0555-123\nENDS",
        "The port is closed.\nFor further information, please call 0555-123\n-ends-",
    ],
)
def test_what_stands_around_a_sentence_goes(text):
    """Counters of threads and lines, datelines, who printed it, and the head and foot of a release."""
    assert find_noise(text).clean(0, len(text)) == "The port is closed."


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1. Oman said no 2. 3,000 people fled", ["Oman said no", "3,000 people fled"]),
        ("1. Oman lost 3. 2. Kenya won", ["Oman lost 3.", "Kenya won"]),
        ("(1) Oman said no (2) Kenya won", ["Oman said no", "Kenya won"]),
    ],
)
def test_the_numbers_of_a_list_count_up(text, lines):
    """A number that does not go on from the mark before is part of a sentence."""
    noise = find_noise(text)
    assert [line.strip() for line in noise.mask.split("\n") if line.strip()] == lines
