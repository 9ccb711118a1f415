"""Letters that only look unlike others, or only alike, as the letters that people read. Pure.

Posts that are to catch the eye are set in "mathematical" bold or in circles, and posts that are to slip past
a filter have single letters of another alphabet. Each character stands for one, so offsets stay true.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
# Blocks of Latin letters and digits in other shapes: letterlike, in circles, mathematical, on squares, wide.
_STYLED = ((0x2100, 0x214F), (0x24B6, 0x24E9), (0x1D400, 0x1D7FF), (0x1F130, 0x1F149), (0xFF10, 0xFF5A))
# White letters on black circles and squares have no plain form of their own in Unicode, and some are emoji.
_ON_BLACK = {start + n: chr(ord("A") + n) for start in (0x1F150, 0x1F170) for n in range(26)}
_RUN_ON_BLACK = re.compile("[\U0001f150-\U0001f169\U0001f170-\U0001f189]{3,}")
# Two of the others are emoji where they stand alone.
_EMOJI_TOO = {0x2139: "i", 0x24C2: "M"}
_IN_WORD = re.compile("(?<=[A-Za-z])[\u2139\u24c2]|[\u2139\u24c2](?=[A-Za-z])")
# Letters of Cyrillic and Greek that look like a Latin one.
_ALIKE = {
    **dict(zip("аеорсухіјѕһԁԛԝ", "aeopcyxijshdqw", strict=True)),
    **dict(zip("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS", strict=True)),
    **dict(zip("οαενυρικ", "oaevupik", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
}
# Letters with a stroke, or without a dot: Unicode takes accents off, and not these.
_STROKES = str.maketrans("łŁøØđĐħĦŧŦıƚɨʉ", "lLoOdDhHtTiliu")
_WORD = re.compile(r"[^\W_]+")


def _plain_forms() -> Iterator[tuple[int, str]]:
    for first, last in _STYLED:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if code not in _EMOJI_TOO and len(plain) == 1 and plain.isascii() and plain.isalnum():
                yield code, plain


_PLAIN = {**dict(_plain_forms()), **{ord(small): plain for small, plain in _SMALL_CAPITALS.items()}}
# Most texts with curly quotes or accents have none of these; every passage that is read is asked.
_ANY = frozenset((*map(chr, (*_PLAIN, *_ON_BLACK, *_EMOJI_TOO)), *_ALIKE))


def in_plain_letters(text: str) -> str:
    """Return ``text``, as long as before, with plain Latin letters for those that are drawn otherwise.

    Letters of other alphabets that look like Latin ones change in words that have Latin ones too.
    """
    if text.isascii() or _ANY.isdisjoint(text):
        return text
    plain = _RUN_ON_BLACK.sub(lambda m: m[0].translate(_ON_BLACK), text.translate(_PLAIN))
    plain = _IN_WORD.sub(lambda m: m[0].translate(_EMOJI_TOO), plain)
    return _WORD.sub(lambda m: _of_one_alphabet(m[0]), plain)


def without_strokes(text: str) -> str:
    """Return ``text``, as long as before, as whoever has no such keys types it: "Tromso", "Lodz"."""
    return text if text.isascii() else text.translate(_STROKES)


def without_accents(text: str) -> str:
    """Return ``text`` without its accents: "Nis" for "Niš"; it may be shorter than before."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def _of_one_alphabet(word: str) -> str:
    if word.isascii() or not any(c.isascii() and c.isalpha() for c in word):
        return word
    return "".join(_ALIKE.get(c, c) for c in word)
