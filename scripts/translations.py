"""Bring the translations up to date: ``python -m scripts.translations``; with ``--check`` only look.

Strings are read from the code and the templates. Each language's ``messages.po`` gets what is new and loses
what is gone, and ``messages.mo``, which the server reads, is made from it. Translate what stands empty in the
.po file and run this again. There is no catalogue of English: that is what the code says.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "checker"
FOLDER = PACKAGE / "translations"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2)}
MOVING = (
    "POT-Creation-Date PO-Revision-Date Generated-By Last-Translator Language-Team Project-Id-Version"
).split()
NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # the header of a catalogue has one
COMMENT = "# Translations of the pages. Brought up to date with `python -m scripts.translations`."


def extracted() -> Catalog:
    """Return every string that the code and the templates have for translation."""
    found = Catalog(project="checker", charset="utf-8")
    for file, _line, words, comments, context in extract_from_dir(
        str(PACKAGE), METHODS, OPTIONS, keywords=KEYWORDS
    ):
        found.add(words, None, [(file, 1)], auto_comments=comments, context=context)
    return found


def languages() -> list[str]:
    """Return the languages that there are translations for."""
    return sorted(path.parents[1].name for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))


def path_of(lang: str, suffix: str = "po") -> Path:
    """Return where the translations of a language are."""
    return FOLDER / lang / "LC_MESSAGES" / f"messages.{suffix}"


def read(lang: str) -> Catalog:
    """Return the translations of a language as they are."""
    with path_of(lang).open("rb") as file:
        return read_po(file, locale=lang)


def updated(lang: str, template: Catalog) -> Catalog:
    """Return the translations of a language for the strings of now."""
    known, fresh = read(lang), Catalog(locale=lang, project="checker", charset="utf-8", fuzzy=False)
    fresh.header_comment = COMMENT
    for message in sorted(template, key=_place):
        if message.id:
            old = known.get(message.id, message.context)
            words = old.string if old is not None else None
            fresh.add(message.id, words, message.locations, context=message.context)
    return fresh


def _place(message: Message) -> tuple[str, str]:
    first = min((file for file, _ in message.locations), default="")
    return first, str(message.id)


def untranslated(catalog: Catalog) -> Iterator[str]:
    """Yield each string that has no translation, or one that does not fit it."""
    for message in catalog:
        parts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(parts):
            yield str(message.id)
        elif message.id and (errors := list(message.check(catalog))):
            yield f"{message.id}: {errors[0]}"


def as_po(catalog: Catalog) -> bytes:
    """Return a catalogue as people edit it."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, include_lineno=False)
    kept = [line for line in out.getvalue().decode().splitlines() if not _moves(line)]
    return ("\n".join(kept).strip() + "\n").encode()


def _moves(line: str) -> bool:
    """Return whether a line of the header tells of when and with what, and so differs for nothing."""
    return line.startswith(tuple(f'"{field}:' for field in MOVING))


def as_mo(catalog: Catalog) -> bytes:
    """Return a catalogue as the server reads it: the same bytes for the same words."""
    catalog.creation_date = catalog.revision_date = NO_DAY
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main() -> int:
    """Write what is out of date, or with ``--check`` say it; 1 where something is left to do."""
    template, left, check = extracted(), 0, "--check" in sys.argv[1:]
    for lang in languages():
        catalog = updated(lang, template)
        po = as_po(catalog)
        mo = as_mo(read_po(io.BytesIO(po), locale=lang))
        for path, content in ((path_of(lang), po), (path_of(lang, "mo"), mo)):
            if not path.exists() or path.read_bytes() != content:
                print(f"{path.relative_to(ROOT)}: {'is out of date' if check else 'written'}")
                left += check
                if not check:
                    path.write_bytes(content)
        for words in untranslated(catalog):
            print(f"{lang}: not translated: {words}")
            left += 1
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
