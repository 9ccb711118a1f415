"""Which statements a scope admits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checker.issued import parse_issued_at
from checker.records import Ending, Post, Standing, Statement
from checker.scope import Scope, filed_names, in_force, period, plain_name
from checker.scope_options import read_scope


def at(text: str) -> datetime:
    """Return a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def statement(date: str = "", **fields) -> Statement:
    """Return a statement of a date."""
    return Statement("s", "The port is open.", issued_at=parse_issued_at(date), **fields)


def test_an_empty_scope_leaves_nothing_out():
    """It admits what has neither issuer nor date, and says that it limits nothing."""
    assert Scope().admits(Statement("s", "text"))
    assert not Scope().limits
    assert Scope(languages=("en",)).limits


@pytest.mark.parametrize("issuer", ["Port Office", "PORT  office", "\u200aPort\u00a0Office "])
def test_case_and_spaces_of_an_issuer_do_not_count(issuer):
    """A name is the same however it is set."""
    assert Scope(issuers=("Court", issuer)).admits(statement(issuer="Port Office"))


@pytest.mark.parametrize(
    "typed", ["Vika's Port-Office", "Vika’s port‑office", "VIKA‘S Port–Office", "Vikaʼs Port-Office"]
)
@pytest.mark.parametrize("kept", ["Vika's Port-Office", "Vika’s Port-Office"])
def test_apostrophes_and_hyphens_are_one_however_they_are_typed(typed, kept):
    """A phone types another apostrophe than the source printed; letters stay letters."""
    assert Scope(issuers=(typed,)).admits(statement(issuer=kept))
    assert not Scope(issuers=(typed,)).admits(statement(issuer=kept.replace("ika", "ikas")))
    assert plain_name(kept) in filed_names(typed)


@pytest.mark.parametrize("issuer", ["", "Port", "Port Office of Vika"])
def test_another_issuer_is_left_out(issuer):
    """A part of a name is no name, and nobody is not somebody."""
    assert not Scope(issuers=("Port Office",)).admits(statement(issuer=issuer))


@pytest.mark.parametrize(
    ("wanted", "language", "admitted"),
    [
        ("en", "en", True),
        ("EN", "en-GB", True),
        ("en-GB", "en", False),
        ("e", "en", False),
        ("ur", "en", False),
    ],
)
def test_a_language_admits_its_regions(wanted, language, admitted):
    """English is English wherever it is spoken; British English is not all of it."""
    assert Scope(languages=(wanted,)).admits(statement(language=language)) is admitted


@pytest.mark.parametrize(
    ("date", "admitted"),
    [
        ("2025-06-18", False),
        ("2025-06-19", True),
        ("2025-06-19T23:59+00:00", True),
        ("2025-06-21", False),
        ("2025-06", True),
        ("2025", True),
        ("2025-05", False),
        ("Thursday", False),
        ("", False),
    ],
)
def test_dates_count_as_far_as_they_are_known(date, admitted):
    """A month may hold the day that is asked for; an unknown date lies in no span."""
    scope = Scope(issued_from=at("2025-06-19"), issued_to=at("2025-06-20T23:59:59"))
    assert scope.admits(statement(date)) is admitted


@pytest.mark.parametrize(
    ("date", "admitted"),
    [
        ("2025-06-19T00:30+05:00", True),  # in Greenwich it was the 18th
        ("2025-06-20T00:30+05:00", False),
        ("2025-06-19T23:30-05:00", True),
        ("2025-06-19", True),
        ("2025-06", True),
    ],
)
def test_a_day_is_that_of_the_place(date, admitted):
    """A day that is asked for is the day as a statement is cited, in its own zone; so is a month."""
    day = read_scope((), (), "2025-06-19", "2025-06-19", None)
    assert day.admits(statement(date)) is admitted
    assert read_scope((), (), "2025-06-19T00:00", "2025-06-19", None).issued_from == at("2025-06-19")


@pytest.mark.parametrize(
    ("date", "last"),
    [
        ("2025-12", "2025-12-31T23:59:59.999999"),
        ("2024-02", "2024-02-29T23:59:59.999999"),
        ("2025", "2025-12-31T23:59:59.999999"),
        ("9999", "9999-12-31T23:59:59.999999"),
        ("9999-12-31", "9999-12-31T23:59:59.999999"),
    ],
)
def test_the_last_moment_of_a_date(date, last):
    """Months have their own lengths, and the last year of the calendar has an end too."""
    known = period(parse_issued_at(date))
    assert known is not None
    assert known[1] == at(last)


@pytest.mark.parametrize(
    ("moment", "standing", "expected"),
    [
        ("2025-06-17", Standing(), False),
        ("2025-06-18", Standing(), True),
        ("2025-06-18T12:00", Standing(Ending.SUPERSEDED, at("2025-06-19")), True),
        ("2025-06-19", Standing(Ending.SUPERSEDED, at("2025-06-19")), False),
        ("2025-06-18T12:00", Standing(Ending.RETRACTED, None), False),
    ],
)
def test_in_force_is_what_was_said_and_had_not_ended(moment, standing, expected):
    """From its date on until what ended it; an end that nobody can date counts from the start."""
    said = statement("2025-06-18", standing=standing)
    assert in_force(said, at(moment)) is expected
    assert Scope(in_force_at=at(moment)).admits(said) is expected


def test_a_statement_without_date_may_have_been_made_by_then():
    """Nothing says that it was not."""
    assert in_force(statement("Thursday"), at("1990-01-01"))


def test_a_time_without_zone_is_utc():
    """It can be compared with one that has a zone."""
    naive = Standing(Ending.SUPERSEDED, datetime(2025, 6, 19))  # noqa: DTZ001  # what this is about
    assert not in_force(statement("2025-06-18", standing=naive), at("2025-06-19"))


def test_the_scope_of_a_post_is_what_it_names():
    """Issuers and languages travel with the post."""
    post = Post("text", issuers=("A",), languages=("en",))
    assert Scope.of_post(post) == Scope(issuers=("A",), languages=("en",))
    assert hash(Scope.of_post(post)) == hash(Scope(issuers=("A",), languages=("en",)))
