"""The contract: every route is described, and every answer is as it is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Response

from checker.contract.document import document_of, routes, undescribed
from checker.contract.routes import OPERATIONS
from checker.contract.told import body_of
from checker.events import Event, EventKind
from checker.webhook_events import Told, completed, of_journal
from tests.contract_guard import faults_of
from tests.real_app import AT, BEARER, RealApp
from tests.samples import statement

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
OF_ALL = {401, 413, 421, 429, 500}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Give an application with one of everything in it."""
    made = RealApp(tmp_path_factory.mktemp("real"))
    yield made
    made.close()


def limits():
    """Return how long a page of each list may be, as it is described."""
    described = ((name, one) for name, operation in OPERATIONS.items() for one in operation.parameters)
    return {name: one.schema for name, one in described if one.name == "limit"}


def addresses(real):
    """Yield method and address of every read, once for each thing that is there."""
    for method, path, rule in routes(real.app):
        if method == "GET":
            parts = re.findall(r"{(\w+)}", path)
            for number in range(max([len(real.ids[part]) for part in parts], default=1)):
                values = {part: real.ids[part][min(number, len(real.ids[part]) - 1)] for part in parts}
                yield rule.endpoint, path.format(**values)


def test_every_route_is_described(real):
    """A route without a described answer is a fault."""
    assert undescribed(real.app) == []


def test_the_manual_names_the_same_statuses(real):
    """The table of docs/api.md has those of each route that are not said of all routes beneath it."""
    told = {
        (method, re.sub(r"{\w+}", "{}", path)): {int(status) for status in re.findall(r"\b\d{3}\b", statuses)}
        for method, path, statuses in re.findall(
            r"^\| `([A-Z]+) (/[^` ]*)` \|.*\| ([^|]+) \|$", MANUAL, re.MULTILINE
        )
    }
    wrong = {}
    for method, path, rule in routes(real.app):
        operation = OPERATIONS[rule.endpoint]
        described = {*operation.answers, *operation.problems} - ({403} - {*operation.errors})
        found = told.get((method, re.sub(r"{\w+}", "{}", path)), set())
        if found - described or described - found - OF_ALL:
            wrong[f"{method} {path}"] = found ^ described
    assert wrong == {}


def test_what_is_described_is_there(real):
    """A description of a route that is gone is a fault."""
    assert OPERATIONS.keys() - {rule.endpoint for _, _, rule in routes(real.app)} == set()


def test_everything_that_can_be_read_is_as_described(real):
    """Each thing that is there is shown with the keys of its model and no others."""
    seen = {}
    for endpoint, address in addresses(real):
        if endpoint == "check_events.follow":
            continue  # an unfinished check would be followed for ever
        status = real.client.get(address, headers=BEARER).status_code
        seen.setdefault(endpoint, set()).add(status)
    assert real.faults == []
    assert [name for name, statuses in seen.items() if not statuses & {200, 204}] == ["corpus.diff"]


@pytest.mark.parametrize("endpoint", limits())
def test_a_page_is_as_long_as_is_described(real, endpoint):
    """Each list takes the least and the most that its description allows, and nothing below or above."""
    schema, address = limits()[endpoint], dict(addresses(real))[endpoint]
    expected = {0: 422, 1: 200}
    if endpoint != "batches.results":  # a batch may have any number of posts
        expected |= {schema["maximum"]: 200, schema["maximum"] + 1: 422}
    found = {n: real.client.get(f"{address}?limit={n}", headers=BEARER).status_code for n in expected}
    assert (schema["minimum"], found) == (1, expected)


def test_a_post_that_was_cancelled_is_a_check_that_failed(real):
    """Among the results of its batch it is cancelled; as a check it has failed, and its error says why."""
    sent = real.client.post("/api/v1/batches", json={"posts": [{"text": "A post"}]}, headers=BEARER)
    links = sent.get_json()["links"]
    real.client.post(links["cancel"], headers=BEARER)
    result = real.client.get(links["results"], headers=BEARER).get_json(force=True)
    check = real.client.get(result["links"]["self"], headers=BEARER).get_json()
    assert (result["state"], check["state"]) == ("cancelled", "failed")
    assert result["error"] == check["error"]
    assert check["error"]["type"] == "Cancelled"
    real.client.delete(links["self"], headers=BEARER)


def test_the_document_is_served(real):
    """Whoever asks gets the document, without a key."""
    answer = real.client.get("/openapi.json")
    assert (answer.status_code, answer.get_json()) == (200, document_of(real.app))


def test_the_page_needs_nothing_from_elsewhere(real):
    """The page names every operation, runs no inline script and loads nothing from another host."""
    page = real.client.get("/docs")
    assert page.status_code == 200
    assert all(f'id="{name}"' in page.text for name in OPERATIONS)
    assert re.findall(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", page.text) == []
    assert re.findall(r'(?:src|href)="(?!/|#)[^"]*"', page.text) == []


def test_the_links_of_the_page_lead_somewhere(real):
    """Each link within the page has its target."""
    page = real.client.get("/docs").text
    assert set(re.findall(r'href="#([^"]+)"', page)) - set(re.findall(r'id="([^"]+)"', page)) == set()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Response('{"status": "alive"}', mimetype="application/json"), False),
        (Response('{"status": "alive", "new": 1}', mimetype="application/json"), True),
        (Response("{}", mimetype="application/json"), True),
        (Response('{"status": "alive"}', 201, mimetype="application/json"), True),
        (Response("Bad", 405, mimetype="text/plain"), True),
    ],
    ids=["as described", "another key", "no key", "another status", "no problem"],
)
def test_what_is_not_described_is_a_fault(answer, fault):
    """The tests of every edge look at answers with these eyes, so they must see."""
    assert bool(faults_of(OPERATIONS["health.healthz"], answer)) is fault


@pytest.mark.parametrize("kind", EventKind)
def test_what_webhooks_are_sent_of_statements_is_as_described(kind):
    """Each event of the corpus is told in the words of its model."""
    said = statement("Twelve ferries.") if kind in {EventKind.ADD, EventKind.CORRECT} else None
    told = of_journal(Event(3, kind, "ferries-1", AT, "Officer A", "why", said, by="ferries-2", effective=AT))
    body_of(told.kind).model_validate(told.body())


def test_what_webhooks_are_sent_of_checks_is_as_described(real):
    """Checks that ended well, failed, changed or were reviewed are told in the words of their models."""
    ended = [completed(real.store.get(check_id)).body() for check_id in real.ids["check_id"][:2]]
    changed = [
        real.client.get(f"/api/v1/webhook-deliveries/{key}", headers=BEARER).get_json()["body"]
        for key in real.ids["delivery_id"]
    ]
    for body in [*ended, *changed]:
        body_of(Told(body["type"])).model_validate(body)
    assert [body["data"]["state"] for body in ended] == ["done", "failed"]
    assert {body["type"] for body in changed} == {"check.changed", "check.reviewed", "batch.completed"}
