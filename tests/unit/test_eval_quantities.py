"""Rates of conflicts: what a quick run takes of the project's own pairs."""

from __future__ import annotations

import gzip
import json

import pytest

from eval import quantities

NUMBERS = range(1, 401)


@pytest.fixture
def folders(tmp_path):
    """Return a data folder with three public pairs, and one with 400 own premises of two pairs each."""
    public = tmp_path / "data" / "stance" / "dev"
    public.mkdir(parents=True)
    written = tmp_path / "written"
    written.mkdir()
    store(public / "vitaminc_dev.jsonl.gz", [pair("supports", "", f"The dam {n}.", "a") for n in range(300)])
    own = [
        pair(label, kind, f"The minister said that {n} nurses had come home.", f"{claimed} nurses came home")
        | {"premise_id": f"p{n}"}
        for n in NUMBERS
        for label, kind, claimed in (("contradicts", "number", 10 * n), ("supports", "paraphrase", n))
    ]
    store(written / "authored-1.jsonl.gz", own)
    return tmp_path / "data", written


def pair(label, kind, evidence, claim):
    return {"claim": claim, "evidence": evidence, "label": label, "kind": kind}


def store(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def test_a_quick_run_takes_some_premises_whole(folders):
    """About a tenth of the premises are read, each with all its pairs, and the same ones every time."""
    data, written = folders
    whole = quantities.measure(data, written=written)
    sample = quantities.measure(data, written=written, quick=True)
    taken = sample["conflict, other number"]["rows"]
    assert whole["conflict, other number"]["rows"] / 20 < taken < whole["conflict, other number"]["rows"] / 5
    assert sample["veto, supports"]["rows"] == sample["veto, contradicts"]["rows"] == taken
    assert sample["conflict, other number"]["found"] > 0.9
    assert sample == quantities.measure(data, written=written, quick=True)


def test_a_quick_run_reads_public_pairs_whole(folders):
    """The public pairs are few, so that none is left out; the tables of both runs have the same rows."""
    data, written = folders
    whole, sample = (quantities.measure(data, written=written, quick=quick) for quick in (False, True))
    assert whole["veto, supports, vitaminc_dev"] == sample["veto, supports, vitaminc_dev"]
    assert whole.keys() == sample.keys()
