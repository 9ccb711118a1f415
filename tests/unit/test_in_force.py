"""Which statements hold, from what later ones say of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

from checker.in_force import settle
from checker.records import Ending, IssuedAt, Precision, Standing, Statement


def said(key: str, number: int | None = None, **links: tuple[str, ...]) -> Statement:
    """Return a statement of a day of June 2025, or of an unknown day."""
    value = datetime(2025, 6, number, tzinfo=UTC) if number else None
    precision = Precision.DAY if number else Precision.UNKNOWN
    return Statement(key, "Ferries run.", issued_at=IssuedAt("", value, precision), **links)


def standings(*statements: Statement) -> dict[str, Standing]:
    """Return how each statement stands, the same in every order."""
    found = [{s.statement_id: s.standing for s in settle(order)} for order in permutations(statements)]
    assert all(other == found[0] for other in found)
    return found[0]


def test_without_links_all_hold():
    """A corpus in which nothing refers to anything stays as it is."""
    statements = (said("a"), said("b"))
    assert settle(statements) == statements


def test_a_chain_ends_each_link_on_the_day_of_the_next():
    """Only the last statement of a chain holds."""
    found = standings(said("a", 1), said("b", 2, supersedes=("a",)), said("c", 3, supersedes=("b",)))
    assert [(s.by, s.until and s.until.day) for s in found.values()] == [("b", 2), ("c", 3), ("", None)]


def test_what_a_retracted_statement_replaced_holds_again():
    """A withdrawn update leaves the earlier figure in force."""
    found = standings(said("a", 1), said("b", 2, supersedes=("a",)), said("c", 3, retracts=("b",)))
    assert (found["a"].ended, found["b"].ending) == (False, Ending.RETRACTED)


def test_a_superseded_statement_still_ended_what_it_ended():
    """An update of an update does not bring the first figure back."""
    found = standings(said("a", 1), said("b", 2, supersedes=("a",)), said("c", 3, supersedes=("b",)))
    assert found["a"].by == "b"


def test_a_retraction_of_a_retraction_restores():
    """A denial that is taken back leaves the denied statement in force."""
    found = standings(said("a", 1), said("b", 2, retracts=("a",)), said("c", 3, retracts=("b",)))
    assert not found["a"].ended


def test_the_earliest_of_several_ends_it_and_a_retraction_goes_before():
    """Of two updates the first one counts; a withdrawal counts before any update."""
    first, second = said("b", 3, supersedes=("a",)), said("c", 2, supersedes=("a",))
    assert standings(said("a", 1), first, second)["a"].by == "c"
    withdrawn = said("d", 4, retracts=("a",))
    assert standings(said("a", 1), first, second, withdrawn)["a"] == Standing(
        Ending.RETRACTED, datetime(2025, 6, 4, tzinfo=UTC), "d"
    )


def test_an_unknown_date_stays_unknown():
    """Without a date of the later statement nobody knows since when the earlier one does not hold."""
    found = standings(said("a", 1), said("b", supersedes=("a",)))
    assert found["a"] == Standing(Ending.SUPERSEDED, None, "b")


def test_nothing_ends_before_it_was_made():
    """A later statement of which only the year is known does not say on which day the earlier one ended."""
    year = IssuedAt("2025", datetime(2025, 1, 1, tzinfo=UTC), Precision.YEAR)
    later = replace(said("b", supersedes=("a",)), issued_at=year)
    assert standings(said("a", 1), later)["a"] == Standing(Ending.SUPERSEDED, None, "b")
    assert standings(replace(said("a"), issued_at=year), later)["a"].until == year.value
    noon = IssuedAt("", datetime(2025, 6, 1, 12, tzinfo=UTC), Precision.MINUTE)
    same_day = said("b", 1, supersedes=("a",))
    assert standings(replace(said("a"), issued_at=noon), same_day)["a"].until == same_day.issued_at.value


def test_what_a_person_ended_stays_ended_and_ends_nothing():
    """A retraction by hand keeps its reason, and what that statement replaced holds."""
    by_hand = Standing(Ending.RETRACTED, None, "", "by telephone")
    withdrawn = replace(said("b", 2, supersedes=("a",)), standing=by_hand)
    found = standings(said("a", 1), withdrawn)
    assert (found["a"].ended, found["b"]) == (False, by_hand)


def test_a_circle_ends_nothing_and_comes_to_an_end():
    """Circles are refused where statements come in; here they only must not hang or crash."""
    found = standings(said("a", supersedes=("b",)), said("b", supersedes=("a",)))
    assert not any(standing.ended for standing in found.values())
