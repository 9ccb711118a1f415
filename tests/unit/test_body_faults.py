"""Faults of a body in words: only those that are true, said alike by every route."""

from __future__ import annotations

import pytest

from checker.corpus_api import CorrectRequest, EndRequest
from checker.errors import InvalidInput
from checker.import_request import ImportRequest
from checker.key_wire import read_new_key
from checker.review_wire import read_review
from checker.source_wire import read_new_source
from checker.webhook_wire import read_new_endpoint

PAGE = {"url": "https://www.example.org/"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            {"sources": [{"base64": "!!!", "name": "a.pdf"}]},
            "sources.0.base64 must be base64 without line breaks",
        ),
        ({"sources": []}, "sources must not be empty"),
        ({"sources": [PAGE] * 101}, "sources must have at most 100 entries"),
        ({"sources": [7] * 100_000}, "sources must have at most 100 entries"),
        ({"sources": [PAGE, 7]}, "sources.1 must be a JSON object"),
        ({"sources": "a.txt"}, "sources must be a list"),
        ({}, "sources is missing"),
        ({"sources": [{"name": "a"}]}, 'sources.0 must have one of "url", "text" and "base64"'),
        (
            {"sources": [{"url": "file:///etc/passwd"}]},
            "sources.0.url must be an address that begins with https:// or http://, without blanks",
        ),
        (
            {"sources": [{"name": "a.txt", "text": "x", "path": "/etc/passwd"}]},
            "sources.0.path is not a field; the fields are url, name, text, base64, type",
        ),
        (
            {"sources": [PAGE], "apply": "yes", "plan": 7},
            "apply must be true or false; plan must be a string",
        ),
        ({"sources": [PAGE], "reason": "x" * 1_001}, "reason must have at most 1,000 characters"),
        (
            {"sources": [PAGE], "answers": {"sources": {"leave": True}}},
            "answers.sources.leave is not a field; the fields are fields, confirmed, supersedes, leave_out",
        ),
    ],
)
def test_an_import(body, words):
    """Nothing is said of a list that only lacks the items that are named already."""
    with pytest.raises(InvalidInput) as caught:
        ImportRequest.read(body)
    assert str(caught.value) == words
    assert caught.value.field == words.partition(" ")[0]


@pytest.mark.parametrize(
    ("read", "body", "words"),
    [
        (EndRequest.read, {"reason": ""}, "reason must not be empty"),
        (EndRequest.read, {}, "reason is missing"),
        (
            EndRequest.read,
            {"reason": "x", "at": 1},
            "at is not a field; the fields are reason, by, effective",
        ),
        (CorrectRequest.read, {"reason": "x", "fields": []}, "fields must be a JSON object"),
        (read_new_key, [], "body must be a JSON object"),
        (read_new_key, {"name": "a", "scopes": ["check", 1]}, "scopes.1 must be a string"),
        (
            EndRequest.read,
            {"reason": "x"} | {f"f{number}": 1 for number in range(22)},
            "; ".join(
                f"f{number} is not a field; the fields are reason, by, effective" for number in range(20)
            )
            + "; and 2 more",
        ),
        (read_new_key, {"name": "", "scopes": ["check"]}, "name must not be empty"),
        (
            read_new_key,
            {"name": "a", "scopes": ["check"], "per_day": -1},
            "per_day must be greater than or equal to 0",
        ),
        (
            read_new_source,
            PAGE | {"every_seconds": 1},
            "every_seconds must be a number from 10 to 2,592,000",
        ),
    ],
)
def test_other_routes(read, body, words):
    """Each says what to change, without the words of the library that found it."""
    with pytest.raises(InvalidInput) as caught:
        read(body)
    assert str(caught.value) == words


REVIEW = {"claim": "c1", "decision": "confirm"}


@pytest.mark.parametrize(
    ("read", "body"),
    [
        (read_new_endpoint, PAGE),
        (read_new_source, PAGE),
        (read_review, REVIEW),
        (EndRequest.read, {"reason": "x"}),
        (read_new_key, {"name": "a", "scopes": ["check"]}),
        (ImportRequest.read, {"sources": [PAGE]}),
    ],
)
def test_a_name_that_is_no_text_is_a_fault_of_the_body(read, body):
    """JSON may have half of a surrogate pair as the name of a field; that is a refusal on every route."""
    with pytest.raises(InvalidInput, match=r"half of a surrogate pair|is not a field|Invalid JSON"):
        read({**body, "\ud800": 1})
    with pytest.raises(InvalidInput):
        read({"\ud800": 1})


@pytest.mark.parametrize(
    ("read", "body", "words"),
    [
        (read_new_endpoint, {}, "url is missing; give the address that is to be told"),
        (read_new_endpoint, PAGE | {"events": [1]}, 'events must be a list like ["check.changed"]'),
        (read_new_endpoint, PAGE | {"odd": 1}, "odd is not a field; the fields are url, events, secret"),
        (read_new_source, {"url": 1}, "url must be the address of a page or feed"),
        (
            read_new_source,
            PAGE | {"odd": 1},
            "odd is not a field; the fields are url, kind, every_seconds",
        ),
        (read_review, {"decision": "confirm"}, "claim is missing"),
        (read_review, REVIEW | {"note": "x" * 2_001}, "note must have at most 2,000 characters"),
        (read_review, REVIEW | {"passages": ["p"] * 51}, "passages must have at most 50 entries"),
        (read_review, REVIEW | {"passages": [1]}, "passages.0 must be a string"),
        (read_review, REVIEW | {"decision": "no"}, "decision must be one of confirm, change, reject"),
        (
            read_review,
            REVIEW | {"verdict": "TRUE"},
            "verdict must be one of SUPPORTS, REFUTES, CONFLICTING, NOT ENOUGH INFO",
        ),
    ],
)
def test_a_field_may_have_words_of_its_own(read, body, words):
    """The routes for which the kind of fault alone says too little; all others say how much is taken."""
    with pytest.raises(InvalidInput) as caught:
        read(body)
    assert str(caught.value) == words
    assert caught.value.field == words.partition(" ")[0]
