"""The API under requests that nobody would send: Schemathesis makes them from the contract."""

from __future__ import annotations

from itertools import count

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.core.parameters import ParameterLocation

from checker.contract.routes import OPERATIONS
from tests.real_app import BEARER, RealApp

EXAMPLES = 25  # of each operation: the whole takes some seconds
LAST = (
    "batches.remove",
    "corpus.remove",
    "own_checks.take_back",
    "sources.remove",
    "webhooks.remove",
)  # others need what is there
# A schema cannot tell all that is asked of a text (no address of this network, no date that is none), and a
# parameter that nobody knows is no reason to refuse a request, except where it may be a mistyped filter.
LEFT_OUT = [positive_data_acceptance, negative_data_rejection]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Give an application with one of everything in it."""
    made = RealApp(tmp_path_factory.mktemp("real"))
    served, numbers = made.app.wsgi_app, count()

    def from_everywhere(environ, start_response):
        # Requests with keys that open nothing are counted by address, and here are many of them.
        environ["REMOTE_ADDR"] = f"2001:db8::{next(numbers):x}"
        return served(environ, start_response)

    made.app.wsgi_app = from_everywhere
    yield made
    made.close()


@pytest.fixture(scope="module")
def contract(real):
    """Give the document as it is served."""
    return schemathesis.openapi.from_wsgi("/openapi.json", real.app)


def aimed(case, real, draw):
    """Let half of the requests be about something that is there."""
    if case.path_parameters and draw(st.booleans()):
        known = {name: draw(st.sampled_from(real.ids[name])) for name in case.path_parameters}
        if case.operation.definition.raw["operationId"] == "check_events.follow":
            known["check_id"] = real.ids["check_id"][
                0
            ]  # one that has ended: the others are followed for long
        case.path_parameters.update(known)
    return case


def breaks_its_schema(case):
    """Return whether the body is one that the contract does not allow."""
    made = case.meta.components.get(ParameterLocation.BODY)
    return made is not None and made.mode is GenerationMode.NEGATIVE


@pytest.mark.parametrize("name", sorted(OPERATIONS, key=lambda name: (name in LAST, name)))
def test_no_request_brings_the_api_down(contract, real, name):
    """Whatever comes, there is no 5xx, every answer is as described, and a body that is not is refused."""
    operation = contract.find_operation_by_id(name)
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in MODES])

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, data=st.data())
    def ask(case, data):
        found = aimed(case, real, data.draw)
        answer = found.call_and_validate(headers=BEARER, excluded_checks=LEFT_OUT)
        seen.append(answer.status_code)
        assert not breaks_its_schema(found) or answer.status_code in {400, 404, 415, 422}

    seen = []
    ask()
    assert seen
    assert real.faults == []
