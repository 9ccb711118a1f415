from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from checker.checkworthy import WEIGHTS, CheckWorthiness
from checker.errors import ModelMissing


class OneHotEncoder:
    """An encoder whose vector has its one at the length of the text."""

    def __init__(self, name: str = "small-model/onnx@1", dimension: int = 4) -> None:
        self.name = name
        self.dimension = dimension
        self.calls: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.calls.append(list(texts))
        return np.eye(self.dimension, dtype=np.float32)[[len(text) for text in texts]]


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "weights.npz"
    np.savez(
        path, weights=np.array([0, 2, -2, 0], np.float32), bias=np.float32(0), encoder=np.array("small-model")
    )
    return path


def test_probability_is_logistic(weights):
    """The probability is the logistic function of weights times vector plus bias."""
    worth = CheckWorthiness.load(OneHotEncoder(), weights)
    assert worth(["", "a", "aa"]) == pytest.approx([0.5, 1 / (1 + np.exp(-2)), 1 / (1 + np.exp(2))])


def test_no_text_asks_no_encoder(weights):
    """No text gives no probability and costs nothing."""
    encoder = OneHotEncoder()
    assert CheckWorthiness.load(encoder, weights)([]) == []
    assert encoder.calls == []


@pytest.mark.parametrize("encoder", [OneHotEncoder(name="other/model"), OneHotEncoder(dimension=5)])
def test_with_another_encoder_everything_is_worth_checking(weights, encoder):
    """Weights of one model are not applied to vectors of another: nothing is skipped then."""
    assert CheckWorthiness.load(encoder, weights)(["a", "aa"]) == [1.0, 1.0]


@pytest.mark.parametrize("content", [b"", b"not a zip file", None])
def test_damaged_weights_say_so(tmp_path, content):
    """Missing or damaged weights are an error that names the file."""
    path = tmp_path / "broken.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelMissing, match=r"broken\.npz"):
        CheckWorthiness.load(OneHotEncoder(), path)


def test_weights_are_never_unpickled(tmp_path):
    """A weights file that holds pickled objects is refused."""
    path = tmp_path / "pickled.npz"
    np.savez(path, weights=np.array([{"a": 1}], dtype=object), bias=0.0, encoder="small-model")
    with pytest.raises(ModelMissing):
        CheckWorthiness.load(OneHotEncoder(), path)


def test_shipped_weights_fit_the_bundled_encoder():
    """The weights in the package are 384 numbers for all-MiniLM-L6-v2."""
    with np.load(WEIGHTS, allow_pickle=False) as file:
        assert file["weights"].shape == (384,)
        assert str(file["encoder"]) == "all-MiniLM-L6-v2"
