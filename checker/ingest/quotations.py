"""What of a text is quoted: where quotations begin and end, and the text without their words."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"[“«„][^”»“]*[”»“]|\"[^\"]*\"|(?<!\w)[‘'][^‘’'\n]{12,}[’'](?!\w)")
_TYPED_BEHIND = re.compile(r"“([^“”\"]*)\"")
_TYPED_BEFORE = re.compile(r"\"([^“”\"]*)”")
_OPENING, _CLOSING = "“«„", "”»"
_LETTER = re.compile(r"[^\W\d_]")


def is_open(piece: str) -> bool:
    """Whether a quotation begins in a piece of text and does not end there."""
    piece = _paired(piece)
    return _opened(piece) or piece.count('"') % 2 == 1


def hidden(piece: str) -> tuple[str, int]:
    """Return the piece with NUL for each character of its quotations, and how many words are quoted."""
    piece = _paired(piece)
    whole = piece
    if is_open(piece):
        whole += "”" if _opened(piece) else '"'
    quoted = sum(len(match.group().split()) for match in _QUOTED.finditer(whole))
    return _QUOTED.sub(lambda match: "\0" * len(match.group()), whole)[: len(piece)], quoted


def is_quotation(piece: str) -> bool:
    """Whether a piece of text is all quotation, with no word of the reporter's."""
    rest, quoted = hidden(piece)
    return quoted > 0 and _LETTER.search(rest) is None


def _opened(piece: str) -> bool:
    """Whether a mark that opens a quotation stands behind the last one that closes one."""
    return max(map(piece.rfind, _OPENING)) > max(map(piece.rfind, _CLOSING))


def _paired(piece: str) -> str:
    """Return the piece with its quotations closed as they were opened: “It is safe." is no open one."""
    return _TYPED_BEHIND.sub(r"“\1”", _TYPED_BEFORE.sub(r"“\1”", piece))
