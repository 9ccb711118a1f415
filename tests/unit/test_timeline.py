from __future__ import annotations

import pytest
from flask import Flask

from checker import tongues
from checker.comparing import Compared, compared
from checker.schema import report_to_wire
from checker.timeline import timeline
from tests import samples


@pytest.fixture(autouse=True)
def reader():
    """Read in English, as a page is."""
    app = Flask(__name__)
    tongues.register(app)
    with app.test_request_context("/"):
        yield


@pytest.fixture
def claims():
    return report_to_wire(samples.everything(), check_id="x")["claims"]


def on(passage, day, number, until=None):
    """Return a passage of another statement, of that day, and when it ended if it did."""
    standing = {"ending": "superseded" if until else None, "until": until, "in_force": not until}
    dated = {"issued_at": day, "issued_at_text": "", "issued_at_precision": "day" if day else "unknown"}
    return passage | dated | {"statement_id": f"s{number}", "standing": standing}


def test_one_statement_that_holds_is_no_history(claims):
    """A claim that one statement in force answers has no timeline."""
    assert timeline(claims[0], "2025-06-20T00:00:00+00:00") == []


def test_statements_that_changed_stand_in_order(claims):
    """What was said, what ended it and the post itself stand in the order in which they happened."""
    first = on(claims[1]["passages"][0], "2025-06-18", 1, until="2025-06-21T00:00:00+00:00")
    second = on(claims[0]["passages"][0], "2025-06-21", 2)
    claim = claims[0] | {"passages": [second, first]}
    found = timeline(claim, "2025-06-20T12:00:00+00:00")
    assert [(one.when, one.kind) for one in found] == [
        ("18 June 2025", "said"),
        ("20 June 2025", "posted"),
        ("21 June 2025", "said"),
        ("21 June 2025", "ended"),
    ]
    assert found[0].stance == "supports"
    assert found[3].words == "Superseded: the statement of 18 June 2025"


def test_dates_stand_in_one_way(claims):
    """However their sources write them."""
    first = on(claims[1]["passages"][0], "2025-06-18", 1) | {"issued_at_text": "2025-06-18"}
    second = on(claims[0]["passages"][0], "2025-06-21", 2) | {"issued_at_text": "June 21, 2025"}
    found = timeline(claims[0] | {"passages": [second, first]}, None)
    assert [one.when for one in found] == ["18 June 2025", "21 June 2025"]


def test_a_day_that_is_not_known_comes_first(claims):
    """A statement without a date is not put anywhere in between."""
    undated = on(claims[1]["passages"][0], "", 1)
    dated = on(claims[0]["passages"][0], "2025-06-21", 2)
    found = timeline(claims[0] | {"passages": [dated, undated]}, None)
    assert [one.when for one in found] == ["Date not given", "21 June 2025"]


def test_numbers_that_differ(claims):
    """Two numbers stand side by side, with how far they are apart."""
    claim = claims[0]
    assert compared(claim["passages"][0], claim) == Compared("120", "12 ferries", "10 times as many")


def test_dates_that_differ(claims):
    """Few words that decide are set side by side also where they are no numbers; many are not."""
    claim = claims[0]
    why = claim["passages"][0]["explanation"] | {"kind": "date"}
    passage = claim["passages"][0] | {"conflict": None, "explanation": why}
    assert compared(passage, claim) == Compared("120", "12 ferries")
    assert compared(passage | {"explanation": why | {"kind": "negation"}}, claim) is None
    assert compared(passage | {"stance": "SUPPORTS"}, claim) is None


def test_nothing_to_compare(claims):
    """Where nothing differs nothing is set side by side."""
    assert compared(claims[1]["passages"][0], claims[1]) is None
