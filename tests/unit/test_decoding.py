"""Tests of reading bytes as text."""

from __future__ import annotations

import pytest

from checker.ingest.decoding import decoded

WORDS = "The minister said it’s open, and that “nobody” was hurt at the café."
FRENCH = "La conférence s’est déroulée à Paris, où le ministre a déclaré que tous étaient rentrés."
RUSSIAN = "Министерство иностранных дел заявило, что граница открыта для всех граждан."


def _noted(found) -> str:
    return " | ".join(doubt.message for doubt in found.doubts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_mark(encoding):
    """A text in any form of Unicode that names itself is read and gives no doubt."""
    found = decoded(WORDS.encode(encoding))
    assert (found.text, found.doubts) == (WORDS, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_unsaid(encoding):
    """UTF-16 that does not say so is told by its zeros, and marked."""
    found = decoded(WORDS.encode(encoding))
    assert found.text == WORDS
    assert "the encoding is not stated" in _noted(found)


def test_declared_encoding_is_believed_when_it_fits():
    """An encoding that is declared and possible is used without a doubt."""
    found = decoded(RUSSIAN.encode("koi8-r"), "KOI8-R")
    assert (found.text, found.doubts) == (RUSSIAN, ())


def test_latin_1_means_windows_1252():
    """What is declared as Latin-1 has curly quotation marks, as on the web."""
    assert decoded(WORDS.encode("cp1252"), "iso-8859-1").text == WORDS


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [(WORDS, "utf-8", "windows-1252"), (RUSSIAN, "cp1251", "utf-8"), (FRENCH, "cp1252", "utf-8")],
)
def test_an_encoding_that_lies(text, encoding, declared):
    """Bytes that are not in the declared encoding are read as what they are, and marked."""
    found = decoded(text.encode(encoding), declared)
    assert found.text == text
    assert f"said to be in {declared}" in _noted(found)


@pytest.mark.parametrize(("text", "encoding"), [(FRENCH, "cp1252"), (RUSSIAN, "cp1251")])
def test_undeclared_encoding_is_marked(text, encoding):
    """An encoding that nobody names is found, and a person is asked to look."""
    found = decoded(text.encode(encoding))
    assert found.text == text
    assert encoding in _noted(found)


def test_letters_spoiled_before():
    """A text that was read wrongly by somebody else is kept as it is, and marked with the place."""
    spoiled = "They said itâ€™s open."
    found = decoded(spoiled.encode())
    assert found.text == spoiled
    assert "itâ€™s open" in _noted(found)


@pytest.mark.parametrize(
    "text", ["“CAFÉ” is open.", "Der Spaß“ ist da.", "naïve – “été”", "Ελλάδα", "پاکستان نے کہا"]
)
def test_rare_letters_are_not_spoiled(text):
    """Capitals before quotation marks and other scripts give no doubt."""
    assert decoded(text.encode()).doubts == ()


def test_damaged_places_are_counted():
    """A few bytes that are no UTF-8 are shown as such in a text that is UTF-8 otherwise."""
    body = (FRENCH * 3).encode()
    found = decoded(body[:40] + b"\xff\xfe" + body[40:])
    assert found.text.count("\ufffd") == 2
    assert "2 places are damaged" in _noted(found)


@pytest.mark.parametrize(
    "declared", ["zip", "unicode_escape", "idna", "rot13", "nonsense", "", "utf-7", "x" * 999]
)
def test_what_is_no_encoding_is_not_used(declared):
    """A name that is no encoding of texts is passed over."""
    assert decoded(WORDS.encode(), declared).text == WORDS
