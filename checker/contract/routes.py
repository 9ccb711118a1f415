"""Every operation of the API, by the name of its view. A route that is missing here fails the tests."""

from __future__ import annotations

from collections.abc import Mapping

from checker.contract.check_routes import CHECKS, HEALTH
from checker.contract.corpus_routes import CORPUS, IMPORTS, PROPOSALS, SOURCES
from checker.contract.hook_routes import WEBHOOKS
from checker.contract.key_routes import KEYS
from checker.contract.operations import Operation
from checker.contract.review_routes import REVIEWS

OPERATIONS: Mapping[str, Operation] = {
    **CHECKS,
    **CORPUS,
    **PROPOSALS,
    **SOURCES,
    **IMPORTS,
    **WEBHOOKS,
    **REVIEWS,
    **KEYS,
    **HEALTH,
}
