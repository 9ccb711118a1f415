"""Letters in other shapes, and of other alphabets, read as the ones that people see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.plain_letters import in_plain_letters, without_strokes


@pytest.mark.parametrize(
    ("drawn", "plain"),
    [
        ("𝗕𝗿𝗲𝗮𝗸𝗶𝗻𝗴 𝟯𝟬𝟬", "Breaking 300"),
        ("𝓑𝓻𝓮𝓪𝓴𝓲𝓷𝓰", "Breaking"),
        ("𝔹𝕣𝕖𝕒𝕜𝕚𝕟𝕘 ℝ", "Breaking R"),
        ("Ｂｒｅａｋｉｎｇ　３００", "Breaking　300"),
        ("Ⓑⓡⓔⓐⓚⓘⓝⓖ ⒶⓂⒸ", "Breaking AMC"),
        ("ʙʀᴇᴀᴋɪɴɢ", "breaking"),
        ("🅱🆁🅴🅰🅺🅸🅽🅶", "BREAKING"),
        ("🅑🅡🅔🅐🅚🅘🅝🅖", "BREAKING"),
        ("Irаn wаs not аsked", "Iran was not asked"),  # Cyrillic a
        ("Τhe ministry", "The ministry"),  # Greek T
    ],
)
def test_what_is_drawn_otherwise_is_plain(drawn, plain):
    """Character for character."""
    assert in_plain_letters(drawn) == plain


@pytest.mark.parametrize(
    "text",
    [
        "Иран не просил о помощи",
        "Η Αθήνα αρνήθηκε",
        "5 m² of CO₂ for €3",
        "blood group 🅰️ or 🅱",
        "🇵🇰 🇮🇷 Ⓜ ℹ️",
        "وزارت نے تردید کی",
        "São Paulo, Türkiye",
        "２つの国 ™ ½",
    ],
)
def test_other_words_stay(text):
    """Other alphabets, emoji and figures that are above or below the line."""
    assert in_plain_letters(text).replace("2つ", "２つ") == text


@given(st.text(max_size=60))
def test_a_text_stays_as_long_as_it_is(text):
    """So offsets into it stay true, and what is plain is plain already."""
    plain = in_plain_letters(text)
    assert len(plain) == len(text)
    assert in_plain_letters(plain) == plain


def test_strokes_and_missing_dots_are_as_they_are_typed_elsewhere():
    """Letter for letter; accents are for others to take off."""
    assert without_strokes("Łódź, Tromsø, Diyarbakır, Đà Nẵng") == "Lódź, Tromso, Diyarbakir, Dà Nẵng"
    assert without_strokes("وزارت Москва") == "وزارت Москва"
