"""From what pydantic finds wrong with a body to words that say what to change, for every route alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from checker.errors import InvalidInput
from checker.surrogates import wire_text

MAX_NAME_CHARS = 80
MOST_TOLD = 20  # faults of one body; a body of nothing but faults is told no more
_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "must be a string",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be a JSON object",
    "mapping_type": "must be a JSON object",
    "model_type": "must be a JSON object",
    "string_unicode": "has half of a surrogate pair",
}
_SHORT = frozenset({"too_short", "string_too_short"})
_LONG = frozenset({"too_long", "string_too_long"})

Fault = Mapping[str, Any]  # as pydantic has it


def refused(
    error: ValidationError, model: type[BaseModel], words: Mapping[str, str] | None = None
) -> InvalidInput:
    """Return the refusal of a body: it names the first faults, and the very first as its field.

    ``words`` are those of the caller for some kinds of faults.
    """
    found: list[Fault] = [dict(fault) for fault in error.errors(include_url=False)]
    known = {**_WORDS, **(words or {})}
    own = _without_what_follows(found)
    faults = [
        (_name(fault["loc"]), known.get(fault["type"]) or _told(fault, model)) for fault in own[:MOST_TOLD]
    ]
    told = "; ".join(f"{name} {what}" for name, what in faults)
    more = f"; and {len(own) - MOST_TOLD:,} more" if len(own) > MOST_TOLD else ""
    return InvalidInput(f"{told}{more}", field=faults[0][0])


def refused_by_field(
    error: ValidationError, model: type[BaseModel], words: Mapping[str, str]
) -> InvalidInput:
    """Return the refusal of a body: in the caller's words for its first fault, else as ``refused``."""
    path = error.errors(include_url=False)[0]["loc"]  # empty where the name of a field is no text
    field = str(path[0]) if path else ""
    return InvalidInput(words[field], field=field) if field in words else refused(error, model)


def demand_few_fields(body: Collection[str], model: type[BaseModel]) -> None:
    """Return if most names in ``body`` may be fields: thousands of faults are not looked at one by one.

    Raises
    ------
    InvalidInput
        There are many more than the model has.
    """
    if len(body) <= len(model.model_fields) + MOST_TOLD:
        return
    unknown = [name for name in body if name not in model.model_fields]
    names = ", ".join(_name([name]) for name in unknown[:MOST_TOLD])
    more = f" and {len(unknown) - MOST_TOLD:,} more" if len(unknown) > MOST_TOLD else ""
    known = ", ".join(model.model_fields)
    raise InvalidInput(f"{names}{more} are not fields; the fields are {known}", field=_name([unknown[0]]))


def _without_what_follows(found: Sequence[Fault]) -> list[Fault]:
    """Leave out that a list is too short where pydantic only left out its items that have faults."""
    above = {fault["loc"][:depth] for fault in found for depth in range(len(fault["loc"]))}
    return [fault for fault in found if fault["type"] != "too_short" or fault["loc"] not in above]


def _name(path: Sequence[int | str]) -> str:
    name = ".".join(str(part) for part in path) or "body"
    return wire_text(name[:MAX_NAME_CHARS])


def _told(fault: Fault, model: type[BaseModel]) -> str:
    """Return what is wrong where that takes more than the kind of the fault."""
    kind, bounds = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return f"is not a field; the fields are {', '.join(_owner(model, fault['loc'][:-1]).model_fields)}"
    counted = "characters" if isinstance(fault["input"], str) else "entries"
    if kind in _SHORT:
        least = bounds["min_length"]
        return "must not be empty" if least == 1 else f"must have at least {least:,} {counted}"
    if kind in _LONG:
        return f"must have at most {bounds['max_length']:,} {counted}"
    return str(fault["msg"]).removeprefix("Value error, ").replace("Input should", "must", 1)


def _owner(model: type[BaseModel], path: Sequence[int | str]) -> type[BaseModel]:
    """Return the model that takes what lies at ``path``."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = next(iter(_models_in(model.model_fields[part].annotation)), model)
    return model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
