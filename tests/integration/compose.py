"""What Docker Compose makes of docker-compose.yml: commands and environments, without Docker."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<rule>:[-?])(?P<rest>[^}]*))?\})")


class MissingVariable(Exception):
    """A variable that the file requires is not set."""


@dataclass(frozen=True)
class Service:
    """One service of the file, with its variables filled in."""

    command: list[str]
    environment: dict[str, str]
    healthcheck: list[str]  # the command, without CMD
    volumes: dict[str, str]  # folder in the container, by name of the volume
    ports: list[str]
    rest: Mapping[str, Any]


def load_compose(path: Path, variables: Mapping[str, str]) -> dict[str, Service]:
    """Return the services of a compose file, with these variables in the `.env` beside it."""
    document = _filled(yaml.safe_load(path.read_text("utf-8")), variables)
    return {name: _service(raw, variables) for name, raw in document["services"].items()}


def _service(raw: Mapping[str, Any], variables: Mapping[str, str]) -> Service:
    given = variables if any(file["path"] == ".env" for file in raw.get("env_file", [])) else {}
    return Service(
        command=list(raw.get("command", [])),
        environment={**given, **{name: str(value) for name, value in raw.get("environment", {}).items()}},
        healthcheck=raw["healthcheck"]["test"][1:],
        volumes=dict(volume.split(":", 1) for volume in raw.get("volumes", [])),
        ports=list(raw.get("ports", [])),
        rest=raw,
    )


def _filled(node: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(item, variables) for item in node]
    return _interpolated(node, variables) if isinstance(node, str) else node


def _interpolated(text: str, variables: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        given = variables.get(found["name"], "")
        if found["rule"] == ":?" and not given:
            raise MissingVariable(f"{found['name']}: {found['rest']}")
        return given or (found["rest"] if found["rule"] == ":-" else "")

    return _VARIABLE.sub(value, text)
