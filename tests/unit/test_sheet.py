from __future__ import annotations

import csv
import io

import pytest

from checker.new_checks import new_id
from checker.schema import report_to_wire
from checker.sheet import COLUMNS, cell, rows_of, sureness_of, to_csv
from tests import samples


def table(report):
    text = to_csv(rows_of(report_to_wire(report, check_id="x"), "2025-06-20T00:00:00+00:00"))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_one_row_for_each_claim():
    """Each claim is a row, with its verdict and the passage that it rests on."""
    rows = table(samples.everything())
    assert [row["claim_id"] for row in rows] == ["c1", "c2", "c3", "c4", "c5"]
    assert rows[0]["claim_verdict"] == "REFUTES"
    assert rows[0]["passage_text"] == "We have ordered 12 ferries, and not one more."
    assert rows[4]["passage_text"] == ""
    assert not [row for row in rows if row["claim_verdict"] == "NOT ENOUGH INFO" and row["passage_text"]]
    assert {row["post"] for row in rows} == {samples.EVERYTHING}


def test_a_post_without_claims_is_a_row():
    """A post without claims is not lost from the table."""
    rows = table(samples.report("Good morning!"))
    assert [(row["post"], row["claim_id"]) for row in rows] == [("Good morning!", "")]


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ({"verdict": "REFUTES", "confidence": 0.9}, 0.9),
        ({"verdict": "NOT ENOUGH INFO", "reason": "no_statement", "confidence": 0.9}, 0.9),
        ({"verdict": "NOT ENOUGH INFO", "reason": "withdrawn", "confidence": 0.98}, None),
        ({"verdict": "NOT ENOUGH INFO", "reason": "below_min_confidence", "confidence": 0.6}, None),
        ({"verdict": "NOT ENOUGH INFO", "reason": "language_not_covered", "confidence": 0.0}, None),
        ({}, None),
    ],
)
def test_how_sure_an_answer_is_stands_beside_what_it_is_said_of(claim, shown):
    """Not beside an open answer where it was said of the verdict that is not given."""
    assert sureness_of(claim) == shown


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " ="])
def test_no_formula(sign):
    """A post that begins like a formula is text to every spreadsheet."""
    words = f"{sign}HYPERLINK(1) is what they said"
    assert cell(words) == f"'{words}"
    assert table(samples.report(words))[0]["post"] == f"'{words}"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "⁼", "−", "⩵"])
@pytest.mark.parametrize(
    "before", ["", "\u200b", "\ufeff", "\u3000", "\u00a0 \u00ad", "\u2060\u200f", "\ufe0f", "\u3164", "\x0b"]
)
def test_no_formula_behind_what_is_not_seen(before, sign):
    """Nor is one of full width, or with something invisible before it."""
    words = f"{before}{sign}1+cmd"
    assert cell(words) == f"'{words}"


@pytest.mark.parametrize(
    "words",
    [
        "The port = open",
        "\u200bA=1",
        "“+5 percent” they said",
        "#1 = 2",
        "\U0001f600 @all",
        "«-»",
        "وزیر = x",
        "",
    ],
)
def test_a_sign_further_on_is_none(words):
    """What begins with something that shows is text, and stays as it is."""
    assert cell(words) == words


def test_ids_stand_as_they_are():
    """An id can be copied from a table, or onto a command line."""
    made = [new_id() for _ in range(2_000)]
    assert [cell(one) for one in made] == made


def test_values_that_are_no_text():
    """Numbers stay numbers, also negative ones, and what is not there is empty."""
    assert [cell(-0.5), cell(3), cell(None), cell("a-b")] == [-0.5, 3, "", "a-b"]


def test_every_row_fits_the_heading():
    """No row has more or fewer cells than there are columns."""
    rows = rows_of(report_to_wire(samples.everything(), check_id="x"), "")
    assert {len(row) for row in rows} == {len(COLUMNS)}
