"""A report as rows of a spreadsheet: one for each claim, safe to open in any program."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checker.records import Reason, Verdict

# Programs that open a CSV take what begins with these for a formula; some, whatever invisible is before it,
# and however wide or small it is written.
_SIGNS = frozenset("=+-@\N{MINUS SIGN}")
_BREAKS = frozenset("\t\r\n")
_SHOWN = frozenset("LNPS")  # categories of characters: letters, numbers, punctuation, symbols
_BLANK_ALL_THE_SAME = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol, by their category
CLAIM = ("id", "text", "start", "end", "lang", "verdict", "reason", "confidence", "explanation", "reply")
PASSAGE = (
    *("text", "speaker", "office", "issuer", "issued_at", "issued_at_text"),
    *("source_title", "publisher", "source_url", "statement_id", "passage_id"),
)
COLUMNS = (
    *("check_id", "checked_at", "posted_at", "url", "post", "post_verdict"),
    *(f"claim_{name}" for name in CLAIM),
    *(f"passage_{name}" for name in PASSAGE),
    "corpus_version",
)


def rows_of(report: Mapping[str, Any], checked_at: str) -> list[Sequence[object]]:
    """Return a row per claim with the passage that it rests on; of a post without claims, one row."""
    of_post = [
        report["id"],
        checked_at,
        report["posted_at"],
        report["url"],
        report["post"],
        report["verdict"],
    ]
    claims: Sequence[Mapping[str, Any]] = report["claims"] or [{}]
    return [[*of_post, *_claim(claim), report["corpus_version"]] for claim in claims]


def to_csv(rows: Iterable[Sequence[object]], columns: Sequence[str] = COLUMNS) -> str:
    """Return a table as CSV (RFC 4180), with the mark that makes spreadsheets read it as UTF-8."""
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(columns)
    sheet.writerows([cell(value) for value in row] for row in rows)
    return f"\ufeff{written.getvalue()}"


def cell(value: object) -> object:
    """Return a value that no program takes for a formula; a number stays one."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and _may_be_formula(value) else value


def _may_be_formula(text: str) -> bool:
    if text.lstrip(" ")[:1] in _BREAKS:
        return True
    first = next(filter(_is_shown, text), "")
    return unicodedata.normalize("NFKC", first)[:1] in _SIGNS


def _is_shown(char: str) -> bool:
    return unicodedata.category(char)[0] in _SHOWN and char not in _BLANK_ALL_THE_SAME


def quoted(claim: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the passage that a claim was decided by; a near miss of an open one is no evidence."""
    if claim.get("verdict") == Verdict.NOT_ENOUGH_INFO:
        return {}
    return next(iter(claim.get("passages") or ()), {})


def sureness_of(claim: Mapping[str, Any]) -> float | None:
    """Return how sure the answer to a claim is; None where that is of no verdict, or of a withheld one."""
    withheld = claim.get("reason") in {Reason.WITHDRAWN, Reason.BELOW_MIN_CONFIDENCE}
    return None if withheld else claim.get("confidence") or None


def _claim(claim: Mapping[str, Any]) -> list[object]:
    passage = quoted(claim)
    return [*(claim.get(name) for name in CLAIM), *(passage.get(name) for name in PASSAGE)]
