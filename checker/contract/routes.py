"""Every operation of the API, by the name of its view. A route that is missing here fails the tests."""

from __future__ import annotations

from collections.abc import Mapping

from checker.contract.batch_routes import BATCHES
from checker.contract.check_routes import CHECKS, HEALTH
from checker.contract.corpus_routes import CORPUS, IMPORTS, PROPOSALS, SOURCES
from checker.contract.hook_routes import WEBHOOKS
from checker.contract.key_routes import KEYS
from checker.contract.operations import Operation
from checker.contract.review_routes import REVIEWS
from checker.contract.trends import TRENDS

OPERATIONS: Mapping[str, Operation] = {
    **CHECKS,
    **BATCHES,
    **CORPUS,
    **PROPOSALS,
    **SOURCES,
    **IMPORTS,
    **WEBHOOKS,
    **REVIEWS,
    **TRENDS,
    **KEYS,
    **HEALTH,
}
