"""From bytes to text, whatever encoding they are in and whatever encoding they are said to be in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from checker.ingest.drafts import Doubt

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What is called Latin-1 on the web is windows-1252 (WHATWG); codecs that are no encodings stay out.
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_TRUSTED = re.compile(
    r"(?:utf-(?:8|16|32)|utf-(?:16|32)-[bl]e|cp\d{3,4}|iso8859-\d{1,2}|koi8-[rut]|mac-\w+|big5\w*|gb\w+|"
    r"shift_jis\w*|euc_\w+|iso2022_\w+|johab|tis-620|ascii|hz)"
)
# What pages and files are in. Among all that Python knows, rare ones win over the right one in short texts.
_LIKELY = (
    "cp1252 cp1251 cp1250 cp1253 cp1254 cp1255 cp1256 cp1257 cp874 koi8_r "
    "shift_jis euc_jp euc_kr gb18030 big5"
).split()
_ENOUGH_TO_GUESS = 262_144
_HARDLY = 0.02
_SHOWN = 12
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
# Capitals before a closing quotation mark look like two bytes of UTF-8, and are none.
_HARMLESS = re.compile(r"[Ä-ß][“”‘’„‚…–—«»\u00a0]")
_MOST_RUNS = 2_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what is uncertain about its letters."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def decoded(body: bytes, declared: str = "") -> Decoded:
    """Return the text; ``declared`` is the encoding that the source or its server names.

    Nothing is refused: what the bytes cannot be stays readable and is marked.
    """
    found = _marked(body) or _utf8(body, declared) or _wide(body) or _as_declared(body, declared)
    found = found or _mostly_utf8(body) or _guessed(body, declared)
    return Decoded(found.text, (*found.doubts, *_garbled(found.text)))


def _marked(body: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _replacing(body[len(mark) :], encoding)
    return None


def _utf8(body: bytes, declared: str) -> Decoded | None:
    if body.count(0) * 20 > len(body):
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    name = _codec(declared)
    if name in {"utf-8", ""} or text.isascii():
        return Decoded(text)
    return Decoded(text, _lied(declared, "UTF-8"))


def _wide(body: bytes) -> Decoded | None:
    """Return UTF-16 without a mark: one of two bytes is zero in most scripts' spaces and digits."""
    even, odd = body[::2].count(0), body[1::2].count(0)
    if (even + odd) * 20 <= len(body) or not body:
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    found = _replacing(body, encoding)
    note = Doubt(
        "text", f"the encoding is not stated; read as {encoding.upper()}, look whether the words are right"
    )
    return Decoded(found.text, (note, *found.doubts))


def _as_declared(body: bytes, declared: str) -> Decoded | None:
    name = _codec(declared)
    if not name or name.startswith("utf-"):
        return None
    try:
        return Decoded(body.decode(name))
    except UnicodeDecodeError:
        return None


def _mostly_utf8(body: bytes) -> Decoded | None:
    """Return UTF-8 with a few damaged bytes in it."""
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = len(_FOREIGN_RUN.sub("", text)) and sum(not char.isascii() for char in text) - damaged
    return _replacing(body, "utf-8") if whole > 2 * damaged else None


def _guessed(body: bytes, declared: str) -> Decoded:
    encoding = _likeliest(body[:_ENOUGH_TO_GUESS])
    text = body.decode(encoding, "replace")
    if _codec(declared):
        return Decoded(text, _lied(declared, encoding))
    message = (
        f"the encoding is not stated; read as {encoding}, look whether accents and quotation marks are right"
    )
    return Decoded(text, (Doubt("text", message),))


def _likeliest(sample: bytes) -> str:
    """Return the encoding that gives the cleanest text, the most common one if others are hardly better."""
    matches = from_bytes(sample, cp_isolation=_LIKELY)
    best = matches.best()
    if best is None:
        return _LIKELY[0]
    common = next((match for match in matches if match.encoding == _LIKELY[0]), best)
    return common.encoding if common.chaos <= best.chaos + _HARDLY else best.encoding


def _codec(declared: str) -> str:
    """Return the name of a known encoding, or nothing."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")[:40]).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return _READ_AS.get(name, name) if _TRUSTED.fullmatch(name) else ""


def _lied(declared: str, encoding: str) -> tuple[Doubt, ...]:
    said = declared.strip()[:40]
    message = f"it is said to be in {said}, but its bytes are {encoding}; look whether the words are right"
    return (Doubt("text", message),)


def _replacing(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    damaged = text.count("\ufffd") - body.count("\ufffd".encode(encoding))
    if damaged <= 0:
        return Decoded(text)
    many = "1 place is" if damaged == 1 else f"{damaged:,} places are"
    message = (
        f"{many} damaged: bytes that are no {encoding.upper()} are shown as \ufffd; compare with the source"
    )
    return Decoded(text, (Doubt("text", message),))


def _garbled(text: str) -> tuple[Doubt, ...]:
    """Return a doubt where letters look like UTF-8 that somebody read as something else: "â€™"."""
    for count, run in enumerate(_FOREIGN_RUN.finditer(text)):
        if count >= _MOST_RUNS:
            break
        if not _HARMLESS.search(run.group()) and _unread_utf8(run.group()):
            shown = text[max(0, run.start() - _SHOWN) : run.end() + _SHOWN].replace("\n", " ")
            message = (
                f"letters were spoiled before it came here: “{shown[:60]}”; take the words from the source"
            )
            return (Doubt("text", message),)
    return ()


def _unread_utf8(run: str) -> bool:
    for encoding in ("cp1252", "latin-1"):
        try:
            return len(run.encode(encoding).decode("utf-8")) < len(run)
        except UnicodeError:
            continue
    return False
