from __future__ import annotations

import ast
import json
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from checker import __version__
from checker.api import create_app
from checker.config import Settings
from tests.fakes import FakeChecks

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
FIELDS = Settings.model_fields
PLACES = {"data_dir", "corpus"}  # their defaults depend on the machine and are told in words
FOLDERS = ("docs", "eval", "training", "checker")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *chain.from_iterable((ROOT / f).rglob("*.md") for f in FOLDERS)])


def documented_settings() -> dict[str, str]:
    """Return the default that the tables of docs/configuration.md give, by variable."""
    return dict(re.findall(r"^\| `(CHECKER_[A-Z_]+)` \| ([^|]+) \|", CONFIGURATION, re.MULTILINE))


def routes() -> list[str]:
    """Return "METHOD /path/{}" for every route of the application but static files."""
    app = create_app(
        Settings(),
        store=FakeChecks(),
        submit=lambda _check_id: None,
        wait=lambda _check_id, _seconds: None,
        readiness=dict,
    )
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    assert len(rules) > 3
    return sorted(
        f"{method} {re.sub('<[^>]+>', '{}', rule.rule)}"
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def test_every_setting_is_documented_and_nothing_else_is():
    """docs/configuration.md has one row for each setting, and no row for a setting that is gone."""
    assert sorted(documented_settings()) == sorted(f"CHECKER_{name.upper()}" for name in FIELDS)


@pytest.mark.parametrize("name", sorted(FIELDS.keys() - PLACES))
def test_documented_default_is_the_default(name):
    """The default in docs/configuration.md is the one that the code has, as one would type it."""
    default = FIELDS[name].get_default()
    typed = json.dumps(default) if isinstance(default, tuple) else f"{default}".removesuffix(".0")
    assert documented_settings()[f"CHECKER_{name.upper()}"] == (f"`{typed}`" if typed else "empty")


def test_every_route_is_documented():
    """docs/api.md names each route with its method, whatever it calls the variable parts."""
    text = re.sub(r"<[a-z_]+>|\{[a-z_]+\}", "{}", (ROOT / "docs" / "api.md").read_text())
    missing = [route for route in routes() if not re.search(re.escape(route) + r"(?![\w/{-])", text)]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    """Each relative link or image of a document leads to a file of the repository."""
    targets = re.findall(
        r"\]\(([^)#\s]+)[^)]*\)", re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    )
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_every_decision_is_listed():
    """docs/adr/README.md links every decision record once, in the order of their numbers."""
    folder = ROOT / "docs" / "adr"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert (
        re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)$", (folder / "README.md").read_text(), re.MULTILINE)
        == records
    )


def test_every_dependency_has_its_reason():
    """The record on dependencies names each one that pyproject.toml asks for, with why it was chosen."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = [re.match(r"[A-Za-z0-9-]+", requirement)[0] for requirement in asked]
    record = (ROOT / "docs" / "adr" / "0002-dependencies.md").read_text().lower()
    assert [name for name in names if not re.search(rf"(?<![\w-]){name.lower()}(?![\w-])", record)] == []


def test_changelog_has_this_version():
    """The newest heading of the changelog is the version of the package."""
    headings = re.findall(r"^## (\S+?),", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == __version__


def test_every_module_is_in_the_architecture():
    """docs/architecture.md names every module and package directly under checker."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    packages = {path.parent.name for path in (ROOT / "checker").glob("*/__init__.py")}
    modules = {path.stem for path in (ROOT / "checker").glob("[!_]*.py")} | packages
    assert sorted(name for name in modules if not re.search(rf"\b{name}\b(\.py)?`", text)) == []


def test_every_test_says_what_it_shows():
    """Each test function has a docstring: the behaviour, in one sentence."""
    trees = ((path, ast.parse(path.read_text())) for path in sorted((ROOT / "tests").rglob("test_*.py")))
    functions = chain.from_iterable(((path.name, node) for node in ast.walk(tree)) for path, tree in trees)
    silent = [
        f"{name}:{node.lineno} {node.name}"
        for name, node in functions
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []
