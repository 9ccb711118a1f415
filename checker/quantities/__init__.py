"""Typed numbers and dates: explain a contradiction, veto or turn a support, never decide alone.

``parse`` reads quantities, ``conflict`` compares those of a claim with those of a passage, ``as_stated``
puts the passage's into the claim where they agree.
Why, and how often they are right: docs/adr/0004-quantities.md.
"""

from checker.quantities.comparators import Comparator
from checker.quantities.conflicts import conflict, missing_quantities, vetoes_support
from checker.quantities.counts import Quantity, parse
from checker.quantities.dates import Date, date_conflict, find_dates
from checker.quantities.periods import ends_exchanged
from checker.quantities.restating import Restated, as_stated
from checker.quantities.spelling import one_spelling

__all__ = [
    "Comparator",
    "Date",
    "Quantity",
    "Restated",
    "as_stated",
    "conflict",
    "date_conflict",
    "ends_exchanged",
    "find_dates",
    "missing_quantities",
    "one_spelling",
    "parse",
    "vetoes_support",
]
