"""Holds every answer of an application to the contract: what is not described is a fault."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from checker.contract.document import model_of
from checker.contract.routes import OPERATIONS
from checker.contract.wire import Problem


def hold_to_contract(app: Flask, tell: Callable[[str], object]) -> None:
    """Tell of every answer that the contract does not describe."""
    served = app.wsgi_app

    def held(environ, start_response):
        response = Response.from_app(served, environ)
        endpoint = endpoint_of(app, environ)
        if endpoint in OPERATIONS and environ["REQUEST_METHOD"] != "HEAD":  # that has no body
            for fault in faults_of(OPERATIONS[endpoint], response):
                tell(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {fault}")
        return response(environ, start_response)

    app.wsgi_app = held


def endpoint_of(app, environ):
    """Return the name of the view that a request is for, if there is one."""
    try:
        return app.url_map.bind_to_environ(environ).match()[0]
    except HTTPException:
        return None


def faults_of(operation, response) -> list[str]:
    """Return what is wrong with a response."""
    status = response.status_code
    if status in operation.answers:
        model = model_of(operation, status)
        if model is None or response.mimetype != "application/json":
            return []
    elif status in operation.problems:
        if response.mimetype != "application/problem+json":
            return [f"{status} is {response.mimetype}"]
        model = Problem
    else:
        return [f"{status} is not described"]
    try:
        model.model_validate_json(response.get_data(), strict=False)
    except ValueError as error:
        return [f"{status}: {error}"]
    return []
