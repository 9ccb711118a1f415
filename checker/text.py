"""A report as plain text for a terminal."""

from __future__ import annotations

import textwrap
from typing import Any

from checker.officials import named
from checker.wording import DEGRADED, in_quotation

WIDTH = 96


def readable(wire: dict[str, Any]) -> str:
    """Return the wire form of a report as text: the verdict, then each claim with its passages."""
    lines = [f"{wire['verdict']}: {wire['summary']}"]
    for number, claim in enumerate(wire["claims"], 1):
        lines += ["", *_claim(number, claim)]
    lines += ["", f"corpus {wire['corpus_version']}  stance {wire['models']['stance']}"]
    return "\n".join(_shown(line) for line in "\n".join(lines).split("\n"))


def _claim(number: int, claim: dict[str, Any]) -> list[str]:
    lines = _wrapped(f"{number}. {claim['text']}", "")
    lines.append(f"   {claim['verdict']} (confidence {claim['confidence']:.2f})")
    lines += _wrapped(f"why: {claim['explanation']}", "   ")
    if claim.get("then"):
        now = claim["now"]["verdict"]
        lines.append(f"   when posted: {claim['then']['verdict']}; now: {now}")
    if claim.get("degraded"):
        lines += _wrapped(f"note: {DEGRADED}", "   ")
    for passage in claim["passages"]:
        lines += _passage(passage)
        why = passage.get("explanation")
        if why and why["text"] != claim["explanation"]:
            lines += _wrapped(f"why: {why['text']}", "     ")
    return lines


def _passage(passage: dict[str, Any]) -> list[str]:
    names = named(passage["office"], passage["speaker"], passage.get("issuer") or "")
    who = ", ".join(name for name in names if name) or "?"
    source = " ".join(p for p in (passage.get("source_title"), passage["source_url"]) if p)
    share = max(passage["probabilities"].values())
    return [
        *_wrapped(f"{passage['stance']} {share:.2f}  {in_quotation(passage['text'])}", "   - "),
        *_wrapped(", ".join(p for p in (who, passage["issued_at"], source, _ended(passage)) if p), "     "),
    ]


def _ended(passage: dict[str, Any]) -> str:
    standing = passage.get("standing") or {}
    if not standing.get("ending"):
        return ""
    return f"{standing['ending']} {standing['until'][:10] if standing['until'] else 'on an unknown date'}"


def _wrapped(text: str, indent: str) -> list[str]:
    rest = " " * (len(indent) if indent else 3)
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=rest)


def _shown(line: str) -> str:
    """Return the line without control characters: a post must not drive the reader's terminal."""
    return "".join(c if c.isprintable() else "�" for c in line)
