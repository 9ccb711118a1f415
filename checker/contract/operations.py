"""How an operation is described: what it takes, what it answers, and which errors it may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

ALWAYS = frozenset({421, 500})  # asked for by a name that is not served; something went wrong inside
KEYED = frozenset({401, 403, 429})  # of a key: not known, may not do this, asks too much


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something in the path, the query or the head of a request."""

    name: str
    words: str
    schema: Mapping[str, Any]
    where: str = "query"
    example: object = None


@dataclass(frozen=True, slots=True)
class Media:
    """An answer that is not JSON, or only where JSON is asked for."""

    kind: str
    words: str
    model: type[BaseModel] | None = None  # of the JSON
    lines: type[BaseModel] | None = None  # of each line
    also: tuple[str, ...] = ()  # other kinds in which it may come


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    tag: str
    answers: Mapping[int, type[BaseModel] | Media | None]  # None: the status says all
    errors: tuple[int, ...] = ()
    body: type[BaseModel] | None = None
    parameters: tuple[Parameter, ...] = ()
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of the body, by what they show
    headers: tuple[str, ...] = ()  # of the answer
    open: bool = False  # needs no key, wherever keys are set
    more: str = ""  # what the first line of the view does not say
    reads: tuple[str, ...] = ("application/json",)  # media types of the body
    reads_text: tuple[str, ...] = ()  # other media types of the body, which no schema describes

    @property
    def problems(self) -> frozenset[int]:
        """Return every status that comes with problem details."""
        asked = ALWAYS if self.open else ALWAYS | KEYED
        return frozenset({*self.errors, *asked} - self.answers.keys())


TEXT: Mapping[str, Any] = {"type": "string"}


def number(least: int, most: int | None = None) -> dict[str, Any]:
    """Return the schema of a whole number."""
    return {"type": "integer", "minimum": least} | ({"maximum": most} if most is not None else {})


def one_of(*values: str) -> dict[str, Any]:
    """Return the schema of a word."""
    return {"type": "string", "enum": list(values)}


def query(name: str, words: str, schema: Mapping[str, Any] = TEXT, *, example: object = None) -> Parameter:
    """Return a parameter of the query."""
    return Parameter(name, words, schema, example=example)


def header(name: str, words: str, schema: Mapping[str, Any] = TEXT, *, example: object = None) -> Parameter:
    """Return a parameter of the head of the request."""
    return Parameter(name, words, schema, "header", example)
