"""The contract, served: ``/openapi.json`` for programs, ``/docs`` for people. All of it comes from here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template

from checker.problems import json_response
from checker.schema import dump_json

contract = Blueprint("contract", __name__)


def register(app: Flask) -> None:
    """Add the routes to ``app``."""
    app.register_blueprint(contract)


@contract.get("/openapi.json")
def document() -> Response:
    """Show the contract to programs."""
    return json_response(_document(), indent=2)


@contract.get("/docs")
def page() -> str:
    """Show the contract to people."""
    found = _document()
    return render_template("docs.html", api=found, groups=_groups(found), pretty=_pretty, bounds=_bounds)


def _document() -> dict[str, Any]:
    """Return the document of this application; its routes do not change, so it is made once."""
    made: dict[str, Any] | None = current_app.extensions.get("contract")
    if made is None:
        from checker.contract.document import document_of  # noqa: PLC0415  # 5 MB that few servers are asked for

        made = current_app.extensions["contract"] = document_of(current_app)
    return made


def _groups(api: dict[str, Any]) -> list[tuple[dict[str, str], list[tuple[str, str, dict[str, Any]]]]]:
    """Return the operations by what they are about."""
    all_of_them = [
        (method.upper(), path, operation)
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
    ]
    return [(tag, [one for one in all_of_them if tag["name"] in one[2]["tags"]]) for tag in api["tags"]]


def _pretty(value: object) -> str:
    return dump_json(value, indent=2)


def _bounds(schema: dict[str, Any]) -> str:
    """Return in words how long or large something may be."""
    inner = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    words = [
        _span(inner.get(least), inner.get(most), unit)
        for least, most, unit in (
            ("minimum", "maximum", ""),
            ("minLength", "maxLength", " characters"),
            ("minItems", "maxItems", " entries"),
        )
    ]
    return "".join(f", {span}" for span in words if span)


def _span(least: float | None, most: float | None, unit: str) -> str:
    if least is None and most is None:
        return ""
    if least is None:
        return f"at most {most:,}{unit}"
    return f"{least:,} to {most:,}{unit}" if most is not None else f"at least {least:,}{unit}"
