"""Every example of the documents works: requests are sent, and answers are held to their models."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner

from checker.cli import main
from checker.contract.batch_routes import BatchAnswer
from checker.contract.checks import AcceptedAnswer, ChangeAnswer, CheckAnswer, ReadyAnswer
from checker.contract.document import answer_examples, model_of
from checker.contract.reports import ReportAnswer
from checker.contract.routes import OPERATIONS
from checker.contract.trends import TrendsAnswer
from checker.contract.wire import Problem
from checker.review_wire import NewReview
from tests.real_app import BEARER, RealApp

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
BLOCK = re.compile(r"^```(?P<kind>\w*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
COMMANDS = ("checker ", "python ")
REQUEST = re.compile(r"(GET|POST|DELETE) (\S+)\n")
# What the JSON under a heading is, or that of an answer beside a request.
MODELS = {
    "The report": ReportAnswer,
    "When the answer changes": ChangeAnswer,
    "What goes round": TrendsAnswer,
    "Reviews": NewReview,
    "Errors": Problem,
    "Health": ReadyAnswer,
}
PROGRAMS = ("bash", "python")  # tests/unit/test_client_examples.py runs them
ANSWERS = {
    ("Submit a post", "202"): AcceptedAnswer,
    ("Submit a post", "200"): CheckAnswer,
    ("Batches", "202"): BatchAnswer,
}


def blocks():
    """Yield heading, kind and text of every example."""
    for found in BLOCK.finditer(TEXT):
        heading = re.findall(r"^#+ (.*)$", TEXT[: found.start()], re.MULTILINE)[-1]
        yield heading, found["kind"], found["body"]


REQUESTS = [body for _, _, body in blocks() if REQUEST.match(body)]
BODIES = [(heading, body) for heading, kind, body in blocks() if kind == "json"]
RAW_ANSWERS = [(heading, body) for heading, _, body in blocks() if body.startswith("HTTP/1.1 ")]


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Give an application with one of everything in it."""
    made = RealApp(tmp_path_factory.mktemp("real"))
    yield made
    made.close()


def commands():
    """Return the words of every command line of the manual, without the comments on it."""
    lines = chain.from_iterable(body.splitlines() for _, kind, body in blocks() if not kind)
    return [shlex.split(line, comments=True) for line in lines if line.startswith(COMMANDS)]


def test_commands_of_the_manual_work(tmp_path, monkeypatch):
    """Typed one after the other they do what they say; an id in them stands for that of the first key."""
    monkeypatch.setenv("CHECKER_DATA_DIR", str(tmp_path))
    runner, key_id = CliRunner(), ""
    for _, *words in (found for found in commands() if found[0] == "checker"):
        typed = [re.sub(r"^[0-9a-f]{12}$", key_id, word) for word in words]
        done = runner.invoke(main, typed)
        assert done.exit_code == 0, (typed, done.output)
        found = re.search(r"\b[0-9a-f]{12}\b", done.output)
        key_id = key_id or (found[0] if found else "")
    assert key_id


def test_python_of_the_manual_works():
    """It prints a key and the hash that opens for it."""
    for _, *words in (found for found in commands() if found[0] == "python"):
        key, hashed = subprocess.check_output([sys.executable, *words], text=True).split()
        assert PasswordHasher().verify(hashed, key)


def test_every_example_of_the_manual_is_tried():
    """There is no block that is no request, answer, body or command."""
    odd = [
        body
        for _, kind, body in blocks()
        if not (
            kind in {"json", *PROGRAMS} or body.startswith(("HTTP/1.1 ", *COMMANDS)) or REQUEST.match(body)
        )
    ]
    assert odd == []


def test_the_documents_have_examples():
    """The patterns of these tests find what they are to try."""
    assert (len(REQUESTS) > 4, len(BODIES) > 3, len(RAW_ANSWERS) > 0) == (True, True, True)


@pytest.mark.parametrize("request_text", REQUESTS, ids=lambda text: text.splitlines()[0])
def test_requests_of_the_manual_are_accepted(real, request_text):
    """Sent as they stand in docs/api.md, they are taken, and the answer is as it is described."""
    method, path = REQUEST.match(request_text).groups()
    head, _, body = request_text.partition("\n\n")
    given = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    answer = real.client.open(path, method=method, data=body.encode(), headers={**BEARER, **given})
    assert answer.status_code < 300, answer.get_data(as_text=True)
    assert real.faults == []


@pytest.mark.parametrize(("heading", "body"), BODIES, ids=lambda part: part[:20])
def test_bodies_of_the_manual_are_as_described(heading, body):
    """JSON of docs/api.md is a whole answer, with no key that is not described and none left out."""
    model = MODELS[heading]
    model.model_validate_json(body)
    optional = {name for name, field in model.model_fields.items() if not field.is_required()}
    assert set(model.model_fields) - optional <= json.loads(body).keys()


@pytest.mark.parametrize(("heading", "text"), RAW_ANSWERS)
def test_answers_of_the_manual_are_as_described(heading, text):
    """An answer with its head is one that the API gives."""
    ANSWERS[heading, text.split()[1]].model_validate_json(text.partition("\n\n")[2])


BODY_EXAMPLES = [(name, which) for name, one in OPERATIONS.items() for which in one.examples]


@pytest.mark.parametrize(("name", "which"), BODY_EXAMPLES)
def test_requests_of_the_document_are_accepted(tmp_path, name, which):
    """Each example of a body in the document is taken by the address that it is for."""
    real = RealApp(tmp_path)
    rule = next(rule for rule in real.app.url_map.iter_rules() if rule.endpoint == name)
    ids = {part: real.ids[part][EXISTING.get(name, 0)] for part in rule.arguments}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: ids[part[1]], rule.rule)
    if name == "corpus.restore":  # what has not ended cannot be restored
        real.client.post(path.replace("restore", "retract"), json={"reason": "a slip"}, headers=BEARER)
    answer = real.client.post(path, json=OPERATIONS[name].examples[which], headers=BEARER)
    real.close()
    assert answer.status_code in OPERATIONS[name].answers, answer.get_data(as_text=True)
    assert real.faults == []


# ferries-2: the example names the one that comes after it; and a report that has a claim c1.
EXISTING = {"corpus.supersede": 1, "check_reviews.add": 3}
ANSWER_EXAMPLES = [(name, status) for name, found in answer_examples().items() for status in found]


@pytest.mark.parametrize(("name", "status"), ANSWER_EXAMPLES)
def test_answers_of_the_document_are_as_described(name, status):
    """Each example of an answer is one that its operation gives."""
    model_of(OPERATIONS[name], int(status)).model_validate(answer_examples()[name][status])


def test_every_body_has_an_example():
    """Whoever is to send a body sees one."""
    assert [name for name, one in OPERATIONS.items() if one.body and not one.examples] == []
