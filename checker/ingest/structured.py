"""JSON-LD: what pages say about themselves for machines to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

Node = Mapping[str, object]

MAX_NODES = 20_000
_MAX_DEPTH = 12


def nodes_of(text: str) -> tuple[Node, ...]:
    """Return every object with a type in a text of JSON-LD; a text that is none has none."""
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return ()
    return nodes_in(value)


def nodes_in(value: object) -> tuple[Node, ...]:
    """Return every object with a type in a value, the outer before the inner."""
    found: list[Node] = []
    ahead = [(value, 0)]
    while ahead and len(found) < MAX_NODES:
        inner, depth = ahead.pop()
        if isinstance(inner, Mapping):
            if "@type" in inner:
                found.append(inner)
            inner = list(inner.values())
        if isinstance(inner, list) and depth < _MAX_DEPTH:
            ahead += [(item, depth + 1) for item in reversed(inner) if isinstance(item, Mapping | list)]
    return tuple(found)


def types(node: Node) -> frozenset[str]:
    """Return the types of an object without the address of the vocabulary."""
    return frozenset(
        str(name).rpartition("/")[2].rpartition(":")[2] for name in each(node.get("@type")) if name
    )


def each(value: object) -> Iterator[object]:
    """Yield the one or many values of a property."""
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value


def word(node: Node, *names: str) -> str:
    """Return the first of the properties that has a text: its own, its value or its name."""
    for name in names:
        for value in each(node.get(name)):
            plain = value
            if isinstance(value, Mapping):
                plain = value.get("name") or value.get("@value") or value.get("url") or value.get("@id")
            if isinstance(plain, str) and plain.strip():
                return plain.strip()
    return ""


def objects(node: Node, *names: str) -> tuple[Node, ...]:
    """Return the objects among the values of the properties."""
    return tuple(value for name in names for value in each(node.get(name)) if isinstance(value, Mapping))
