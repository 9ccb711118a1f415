"""Holds every answer of an application to the contract: what is not described is a fault."""

from __future__ import annotations

from flask import Flask, Response, request

from checker.contract.document import model_of
from checker.contract.routes import OPERATIONS
from checker.contract.wire import Problem

ALWAYS = {405, 421, 500}  # of the wrong method, of another host, and of a fault on our side


def hold_to_contract(app: Flask) -> list[str]:
    """Return the list that faults go to: answers that the contract does not describe."""
    faults: list[str] = []

    @app.after_request
    def hold(response: Response) -> Response:
        operation = OPERATIONS.get(request.endpoint or "")
        if operation is not None:
            faults.extend(
                f"{request.method} {request.path}: {fault}" for fault in faults_of(operation, response)
            )
        return response

    return faults


def faults_of(operation, response) -> list[str]:
    """Return what is wrong with a response."""
    status = response.status_code
    if status in operation.answers:
        model = model_of(operation, status)
        if model is None or response.mimetype != "application/json":
            return []
    elif status in {*operation.errors, *ALWAYS}:
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
