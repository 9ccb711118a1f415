from __future__ import annotations

import emoji
import pytest

from checker.clutter import KEYCAP, PICTURE
from checker.noise import find_noise, trimmed


def test_every_emoji_is_seen():
    """No emoji is taken for a letter: what looks whether a post has any at all knows all of the library's."""
    pictures = [one for one in emoji.EMOJI_DATA if not KEYCAP.fullmatch(one)]  # 1️⃣ is a number
    assert [one for one in pictures if PICTURE not in find_noise(f"The port is open {one}").mask] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Oman has asked 🇳🇴 for ships", "Oman has asked Norway for ships"),
        ("🇮🇱 has offered Oman two ships", "Israel has offered Oman two ships"),
        ("🚨 🇮🇹's navy left the port", "Italy's navy left the port"),
        ("Yesterday 🇪🇬 closed the port", "Yesterday Egypt closed the port"),
        ("Oman bought 12 ships from 🇫🇷", "Oman bought 12 ships from France"),
        ("OMAN SEIZED FIVE 🇫🇷 SHIPS", "OMAN SEIZED FIVE France SHIPS"),
        ("🇪🇬🇸🇩 agreed on the dam", "Egypt and Sudan agreed on the dam"),
        ("talks between 🇪🇬-🇸🇩 failed", "talks between Egypt and Sudan failed"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿 will vote in May", "Scotland will vote in May"),
        ("Oman vs 🇪🇸: 2 goals", "Oman vs Spain: 2 goals"),
        ("Aid for🇲🇲was stolen", "Aid for Myanmar was stolen"),
    ],
)
def test_a_flag_in_the_place_of_a_word_is_the_name_of_its_country(text, words):
    """The first letters of a name, as "No" and "Is", stand for nothing in what is cut into sentences."""
    noise = find_noise(text)
    assert noise.clean(0, len(text)) == words
    assert "No" not in noise.mask
    assert "Is" not in noise.mask


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Oman closed the port 🇴🇲", "Oman closed the port"),
        ("Oman closed the port. 🇪🇬 🇴🇲", "Oman closed the port."),
        ("🇪🇬 Oman closed the port", "Oman closed the port"),
        ("🇪🇬 In Cairo the port is closed", "In Cairo the port is closed"),
        ("Oman 🇴🇲 asked South Korea 🇰🇷 for ships", "Oman asked South Korea for ships"),
        ("Omani 🇴🇲 ships left", "Omani ships left"),
        ("Bhutan 🇧🇹 closed its border", "Bhutan closed its border"),
        ("President Ada Holm 🇳🇴 met the minister", "President Ada Holm met the minister"),
        ("God bless the navy 🇪🇬 Oman closed the port", "God bless the navy Oman closed the port"),
        ("They sent 🇽🇽 ships", "They sent 🇽🇽 ships"),
    ],
)
def test_a_flag_that_decorates_is_no_word(text, words):
    """At an end of a sentence, behind the name of somebody, or beside the name of its own country."""
    assert find_noise(text).clean(0, len(text)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[00:14:38] Guest: 30 ships left", "Guest: 30 ships left"),
        ("00:14:38 30 ships left", "30 ships left"),
        ("14:38 GUEST: 30 ships left", "GUEST: 30 ships left"),
        ("14:38 Polls open in Oslo", "14:38 Polls open in Oslo"),
        ("2:01:39 is the new record", "2:01:39 is the new record"),
    ],
)
def test_when_something_was_said_in_a_talk_is_no_part_of_it(text, words):
    """As talks are written down; a time of day may be claimed, and so may a time that was run."""
    assert find_noise(text).clean(0, len(text)) == words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1. Oil rose to 2. TRUE\n2. Rice fell to 3. FALSE", ["to 2.", "to 3."]),
        ("1) Oil stands at 2) today\n2) Rice fell", ["at 2) today"]),
    ],
)
def test_numbers_within_counted_lines_are_no_counts(text, kept):
    """Lines that are counted need no other numbers for it."""
    mask = find_noise(text).mask
    assert [part for part in kept if part not in mask] == []


@pytest.mark.parametrize(("text", "rest"), [(".5 million left", ".5"), ("...5 left", "5"), (". 5 left", "5")])
def test_the_point_before_a_decimal_stays(text, rest):
    """What is less than one is no bullet behind dots."""
    span = trimmed(text, 0, len(text))
    assert span is not None
    assert text[span.start :].split()[0] == rest


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
        "5\ufe0f\u20e3 Kenyan soldiers were killed",
        "2\ufe0f\u20e3 Kenyan soldiers fled, 5\ufe0f\u20e3 did not",
        "OMAN CLOSED PORTS, June 13 - people fled",
        "VOTING ENDS, 5 May - all polls are shut",
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
        "NEW DELHI, 14 August - The port is closed.",
        "ABU DHABI, UAE, 5 May - The port is closed.",
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
        ("1. Oman said no. 2. 3,000 people fled", ["Oman said no.", "3,000 people fled"]),
        ("1. Oman lost 2. 3 jets were sold", ["Oman lost 2. 3 jets were sold"]),
        ("1\ufe0f\u20e3 Oman said no\n2\ufe0f\u20e3 Kenyans fled", ["Oman said no", "Kenyans fled"]),
        ("1. Oman lost 3. 2. Kenya won", ["Oman lost 3.", "Kenya won"]),
        ("(1) Oman said no (2) Kenya won", ["Oman said no", "Kenya won"]),
    ],
)
def test_the_numbers_of_a_list_count_up(text, lines):
    """A number that does not go on from the mark before is part of a sentence."""
    noise = find_noise(text)
    assert [line.strip() for line in noise.mask.split("\n") if line.strip()] == lines
