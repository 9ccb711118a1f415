"""Ids of statements that came without one: readable, and the same each time the same words are read."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from checker.ingest.prints import reduced
from checker.records import Precision, Statement

MAX_ID_CHARS = 200
_SHAPES = {
    Precision.UNKNOWN: "",
    Precision.YEAR: "%Y",
    Precision.MONTH: "%Y-%m",
    Precision.DAY: "%Y-%m-%d",
    Precision.MINUTE: "%Y-%m-%d",
}


def id_of(statement: Statement) -> str:
    """Return an id made of issuer, date, title and the words; another text gives another one."""
    who = statement.issuer or statement.source.publisher or statement.speaker or statement.office
    date = statement.issued_at
    when = date.value.strftime(_SHAPES[date.precision]) if date.value else ""
    said = "\0".join((reduced(statement.text), statement.speaker, statement.office, when))
    short = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:10]
    parts = (slug(who, 32), when, slug(statement.title or statement.source.title, 40), short)
    return "-".join(part for part in parts if part)


def slug(text: str, most: int) -> str:
    """Return the letters and digits of ``text`` in ASCII, whole words up to ``most`` characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain))
    made = ""
    for word in words:
        if len(made) + len(word) + 1 > most:
            break
        made = f"{made}-{word}" if made else word
    return made or (words[0][:most] if words else "")
