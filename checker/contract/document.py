"""The OpenAPI 3.1 document of an application, made of its routes, its views and the models."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Literal

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from checker import __version__
from checker.contract.operations import Media, Operation, Parameter
from checker.contract.routes import OPERATIONS
from checker.contract.told import as_webhook, body_of
from checker.contract.wire import Problem
from checker.contract.words import ABOUT, HEADERS, LIMITS, PROBLEM_HEADERS, PROBLEMS, TAGS
from checker.webhook_events import Told

PREFIX = "/api/v1"
_HEALTH = frozenset({"/healthz", "/readyz"})
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_PATH_PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


def routes(app: Flask) -> Iterable[tuple[str, str, Rule]]:
    """Yield method, path and rule of every route of the API."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        if rule.rule.startswith(f"{PREFIX}/") or rule.rule in _HEALTH:
            path = _PATH_PART.sub(lambda part: f"{{{part['name']}}}", rule.rule)
            yield from ((method, path, rule) for method in sorted((rule.methods or set()) & _METHODS))


def undescribed(app: Flask) -> list[str]:
    """Return the routes for which no answer is described."""
    return [f"{method} {path}" for method, path, rule in routes(app) if rule.endpoint not in OPERATIONS]


def document_of(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of the routes that are described."""
    schemas = _Schemas()
    paths: dict[str, dict[str, Any]] = {}
    for method, path, rule in routes(app):
        operation = OPERATIONS.get(rule.endpoint)
        if operation is not None:
            described = _Described(app, rule, operation, schemas).to_wire()
            paths.setdefault(path, {})[method.lower()] = described
    told = {kind.value: as_webhook(kind, schemas.answered(body_of(kind))) for kind in Told}
    tags = {one["tags"][0] for methods in paths.values() for one in methods.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "checker",
            "version": __version__,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items() if name in tags],
        "paths": paths,
        "webhooks": told,
        "components": {
            "schemas": schemas.to_wire(),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key. A server without keys, on loopback only, needs none.",
                }
            },
        },
    }


@cache
def answer_examples() -> Mapping[str, Mapping[str, Any]]:
    """Return examples of answers, by operation and status."""
    text = files("checker.contract").joinpath("examples.json").read_text("utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


class _Schemas:
    """The models that were referred to, each as it is taken or as it is answered."""

    def __init__(self) -> None:
        self._models: dict[tuple[type[BaseModel], Literal["validation", "serialization"]], None] = {}

    def taken(self, model: type[BaseModel]) -> dict[str, str]:
        self._models[model, "validation"] = None
        return {"$ref": f"#/components/schemas/{model.__name__}"}

    def answered(self, model: type[BaseModel]) -> dict[str, str]:
        self._models[model, "serialization"] = None
        return {"$ref": f"#/components/schemas/{model.__name__}"}

    def to_wire(self) -> dict[str, Any]:
        template = "#/components/schemas/{model}"
        _, made = models_json_schema(list(self._models), ref_template=template)
        taken = {model.__name__ for model, mode in self._models if mode == "validation"}
        found = dict(sorted(made["$defs"].items()))
        for name, schema in found.items():
            _simplify(schema, open_ended=name not in taken and not name.endswith(("Request", "Source")))
        return found


def _simplify(schema: Any, *, open_ended: bool) -> None:
    """Leave out made-up titles, and let answers have keys that are not there yet."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        if open_ended and schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
        for part in schema.values():
            _simplify(part, open_ended=open_ended)
    elif isinstance(schema, list):
        for part in schema:
            _simplify(part, open_ended=open_ended)


class _Described:
    """One method of one address, on its way into the document."""

    def __init__(self, app: Flask, rule: Rule, operation: Operation, schemas: _Schemas) -> None:
        self._words = inspect.getdoc(app.view_functions[rule.endpoint]) or rule.endpoint
        self._rule = rule
        self._operation = operation
        self._schemas = schemas

    def to_wire(self) -> dict[str, Any]:
        operation = self._operation
        wire: dict[str, Any] = {
            "operationId": self._rule.endpoint,
            "tags": [operation.tag],
            "summary": self._words.splitlines()[0].rstrip("."),
        }
        if operation.more:
            wire["description"] = operation.more
        if parameters := [*self._path_parts(), *map(_parameter, operation.parameters)]:
            wire["parameters"] = parameters
        if operation.body is not None:
            wire["requestBody"] = self._body(operation.body)
        wire["responses"] = self._responses()
        return wire | ({"security": []} if operation.open else {})

    def _path_parts(self) -> Iterable[dict[str, Any]]:
        for part in _PATH_PART.finditer(self._rule.rule):
            number = part["kind"] == "int"
            schema = {"type": "integer", "minimum": 1} if number else {"type": "string", "minLength": 1}
            yield {"name": part["name"], "in": "path", "required": True, "schema": schema}

    def _body(self, model: type[BaseModel]) -> dict[str, Any]:
        content: dict[str, Any] = {"schema": self._schemas.taken(model)}
        if self._operation.examples:
            content["examples"] = {
                name: {"value": dict(value)} for name, value in self._operation.examples.items()
            }
        as_text = {kind: {"schema": {"type": "string"}} for kind in self._operation.reads_text}
        return {"required": True, "content": dict.fromkeys(self._operation.reads, content) | as_text}

    def _responses(self) -> dict[str, Any]:
        responses = {}
        for status, answer in self._operation.answers.items():
            responses[str(status)] = self._answer(status, answer)
        for status in self._operation.problems:
            responses[str(status)] = self._problem(status)
        return dict(sorted(responses.items()))

    def _answer(self, status: int, answer: type[BaseModel] | Media | None) -> dict[str, Any]:
        if answer is None:
            return {"description": HTTPStatus(status).phrase}
        headers = _headers(
            {name: HEADERS[name] for name in self._operation.headers}
            | ({} if self._operation.open else LIMITS)
        )
        wire: dict[str, Any] = {"headers": headers} if headers else {}
        if isinstance(answer, Media):
            line = {"schema": self._schemas.answered(answer.lines)} if answer.lines else {}
            content = {answer.kind: line} | (self._json(status, answer.model) if answer.model else {})
            content |= {kind: {} for kind in answer.also}
            return {"description": answer.words, "content": content} | wire
        words = (inspect.getdoc(answer) or "").splitlines()[0]
        return {"description": words, "content": self._json(status, answer)} | wire

    def _json(self, status: int, model: type[BaseModel]) -> dict[str, Any]:
        content: dict[str, Any] = {"schema": self._schemas.answered(model)}
        example = answer_examples().get(self._rule.endpoint, {}).get(str(status))
        return {"application/json": content | ({"example": example} if example is not None else {})}

    def _problem(self, status: int) -> dict[str, Any]:
        content = {"application/problem+json": {"schema": self._schemas.answered(Problem)}}
        headers = _headers(PROBLEM_HEADERS.get(status, {}))
        return {"description": PROBLEMS[status], "content": content} | (
            {"headers": headers} if headers else {}
        )


def _headers(words: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"description": what, "schema": {"type": "string"}} for name, what in words.items()}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.words.startswith("needed"),
        "description": parameter.words,
        "schema": dict(parameter.schema),
    }
    return wire | ({"example": parameter.example} if parameter.example is not None else {})


def model_of(operation: Operation, status: int) -> type[BaseModel] | None:
    """Return the model of a JSON answer; None where the status says all, or the answer is never JSON."""
    found = operation.answers.get(status)
    return found.model if isinstance(found, Media) else found
