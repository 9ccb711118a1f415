"""Every operation of the API, by the name of its view. A route that is missing here fails the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from checker.contract.check_routes import CHECKS, HEALTH
from checker.contract.corpus_routes import CORPUS, IMPORTS, PROPOSALS, SOURCES
from checker.contract.hook_routes import WEBHOOKS
from checker.contract.operations import Operation

_BY_NAME: Mapping[str, Operation] = {
    **CHECKS,
    **CORPUS,
    **PROPOSALS,
    **SOURCES,
    **IMPORTS,
    **WEBHOOKS,
    **HEALTH,
}
# Any key may lack the scope, and any may ask too often.
_OF_KEYS = (403, 429)

OPERATIONS: Mapping[str, Operation] = {
    name: one if one.open else replace(one, errors=(*one.errors, *_OF_KEYS)) for name, one in _BY_NAME.items()
}
