"""What eight bits cost: the same network in both forms, on the same pairs."""

from __future__ import annotations

import gzip
import json

import pytest
import torch
from transformers import BertConfig

from checker.model_folder import CLAIMS
from checker.records import Probabilities
from eval import int8
from training import model
from training.mixture import Pair

PAIRS = [("a", "supports"), ("b", "supports"), ("c", "contradicts"), ("d", "contradicts")]


class Saying:
    """A stance model that gives each passage the answer that is set for it."""

    def __init__(self, **answers):
        self._answers = answers

    def predict(self, pairs):
        said = {"s": Probabilities(0.8, 0.1, 0.1), "r": Probabilities(0.1, 0.8, 0.1)}
        return [said[self._answers[passage]] for passage, _ in pairs]


def test_what_eight_bits_lose_is_told_by_set():
    """Macro-F1 of both forms, by how much the exact one is ahead, and how many labels differ."""
    pairs = [Pair("claim", passage, label, "dev") for passage, label in PAIRS]
    exact, eight = Saying(a="s", b="s", c="r", d="r"), Saying(a="s", b="s", c="r", d="s")
    found = int8.compared(eight, exact, {"some_dev": pairs})["some_dev"]
    assert (found["rows"], found["macro_f1_fp32"], found["labels_changed"]) == (4, 1, 0.25)
    assert found["macro_f1_int8"] == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert found["fp32_ahead"] == pytest.approx(1 - found["macro_f1_int8"])


def test_the_command_exports_both_forms_and_leaves_what_ships(tmp_path, capsys):
    """A trained network is compared on every public set; the shipped files stay as they are."""
    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=128,
        num_hidden_layers=1,
        num_attention_heads=4,
        intermediate_size=256,
        initializer_range=0.05,
    )
    model.save(model.ClaimModel(config), tmp_path / "later")
    dev = tmp_path / "data" / "stance" / "dev"
    dev.mkdir(parents=True)
    rows = [
        {"claim": f"{n} buses were bought", "evidence": f"The ministry bought {m} buses.", "label": label}
        for n, m, label in (
            (4, 4, "supports"),
            (4, 9, "contradicts"),
            (5, 5, "supports"),
            (5, 7, "contradicts"),
        )
    ]
    with gzip.open(dev / "some_dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    before = {path.name: path.read_bytes() for path in CLAIMS.iterdir() if path.is_file()}
    int8.main([str(tmp_path / "later"), "--data", str(tmp_path / "data"), "--rows", "3"])
    head, line, _, last = capsys.readouterr().out.splitlines()
    assert head.split() == "set rows macro f1 int8 macro f1 fp32 fp32 ahead labels changed".split()
    assert line.split()[:2] == ["some_dev", "3"]
    assert last.startswith("int8 loses most on some_dev: ")
    assert before == {path.name: path.read_bytes() for path in CLAIMS.iterdir() if path.is_file()}


def test_a_folder_without_sets_is_refused_before_anything_is_exported(tmp_path, capsys):
    """Where there is nothing to compare on, the call must change, and the network is not even read."""
    with pytest.raises(SystemExit) as ended:
        int8.main([str(tmp_path / "nowhere"), "--data", str(tmp_path)])
    assert ended.value.code == 2
    assert "has no stance/dev/*.jsonl.gz" in capsys.readouterr().err
