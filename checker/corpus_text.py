"""Events, statements and changes of the corpus as lines for a terminal."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

WIDTH = 100
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_SIGNS = {"added": "+", "removed": "-", "corrected": "~", "ended": "x", "restored": "o"}

Wire = Mapping[str, Any]


def event_lines(event: Wire) -> Iterator[str]:
    """Yield what happened, by whom and why, and what is in doubt."""
    by = f" by {event['by']}" if event["by"] else ""
    since = f", from {event['effective']} on" if event["effective"] else ""
    yield f"{event['seq']:>6}  {event['at'][:19]}Z  {event['kind']:<9}  {event['statement_id']}{by}{since}"
    yield f"        {event['actor']}: {event['reason'] or 'no reason given'}"
    yield from (f"        to confirm: {doubt['field']}: {doubt['message']}" for doubt in event["doubts"])


def statement_line(statement: Wire) -> str:
    """Return a statement in one line."""
    mark = " " if statement["standing"]["in_force"] else "x"
    who = statement["issuer"] or statement["office"] or statement["speaker"] or "nobody named"
    date = statement["issued_at"]["text"] or "no date"
    return f"{mark} {statement['id']}  {date}  {who}  {textwrap.shorten(statement['text'], 60)}"


def shown_lines(shown: Wire) -> Iterator[str]:
    """Yield a statement, whether it holds, every record of it and all that happened."""
    statement = shown["statement"]
    if statement is None:
        yield "no part of the corpus"
    else:
        yield from _described(statement)
    versions = shown["versions"]
    for number, (older, newer) in enumerate(pairwise(versions), 1):
        yield ""
        yield f"record {number}, until {newer['at'][:19]}Z ({newer['actor']}: {newer['reason']}):"
        yield from _differences(older["statement"], newer["statement"])
    yield ""
    for event in (*shown["events"], *shown["ends"]):
        yield from event_lines(event)
    for copy in shown["copies"]:
        yield f"{copy['how']} copy: {copy['source']} {copy['publisher']}".rstrip()


def diff_lines(found: Wire) -> Iterator[str]:
    """Yield what has changed between two versions."""
    for change in found["changes"]:
        yield f"{_SIGNS[change['kind']]} {change['kind']}  {change['statement_id']}"
        before, after = change["before"], change["after"]
        if change["kind"] == "corrected":
            yield from _differences(before, after)
        elif change["kind"] in {"ended", "restored"}:
            yield f"    {standing_line(after['standing'])}"
        else:
            yield from _wrapped((after or before)["text"])
    one, other = found["from"], found["to"]
    yield f"{one['corpus_version']} (event {one['seq']}) to {other['corpus_version']} (event {other['seq']})"


def standing_line(standing: Wire) -> str:
    """Return whether a statement holds, in words."""
    if standing["in_force"]:
        return "in force"
    by = f" by {standing['by']}" if standing["by"] else ""
    since = f" since {standing['until'][:10]}" if standing["until"] else ", since when is not known"
    why = f": {standing['reason']}" if standing["reason"] else ""
    return f"{standing['ending']}{by}{since}{why}"


def _described(statement: Wire) -> Iterator[str]:
    source = statement["source"]
    who = ", ".join(filter(None, (statement["speaker"], statement["office"], statement["issuer"])))
    rows = {
        "id": statement["id"],
        "standing": standing_line(statement["standing"]),
        "title": statement["title"],
        "who": f"{who or 'nobody named'} ({statement['attribution']})",
        "date": f"{statement['issued_at']['text'] or 'none'} ({statement['issued_at']['precision']})",
        "source": ", ".join(filter(None, (source["title"], source["publisher"], source["url"]))),
        "supersedes": ", ".join(statement["supersedes"]),
        "retracts": ", ".join(statement["retracts"]),
    }
    yield from (f"{name + ':':<12}{value}" for name, value in rows.items() if value)
    yield ""
    yield from _wrapped(statement["text"], indent="")


def _differences(before: Wire, after: Wire) -> Iterator[str]:
    """Yield each field that differs; of the words, only the lines that do."""
    for name, old in before.items():
        new = after[name]
        if old == new or name == "standing":
            continue
        if name != "text":
            yield f"    {name}: {_plain(old)!r} -> {_plain(new)!r}"
            continue
        # Sentences: the lines of a paragraph would all differ after one word.
        lines = difflib.unified_diff(_SENTENCE.split(old), _SENTENCE.split(new), n=0, lineterm="")
        yield from (f"    {line}" for line in lines if not line.startswith(("---", "+++", "@@")))


def _plain(value: Any) -> Any:
    return value["text"] if isinstance(value, Mapping) and "text" in value else value


def _wrapped(text: str, indent: str = "    ") -> Iterator[str]:
    for line in text.split("\n"):
        yield from textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=indent)
