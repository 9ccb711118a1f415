"""The mean of the weights of several runs."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import BertConfig

from training import model, shipped
from training.mean import main, mean

CONFIG = BertConfig(
    vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
)


def saved(folder: Path, seed: int, **changes: int) -> Path:
    """Return the folder of a tiny network."""
    torch.manual_seed(seed)
    model.save(model.ClaimModel(BertConfig(**{**CONFIG.to_dict(), **changes})), folder)
    return folder


def weights(folder: Path) -> dict[str, torch.Tensor]:
    """Return what a folder holds."""
    return model.load(model.ClaimModel, folder).state_dict()


@pytest.mark.parametrize(
    ("shares", "first"), [((1, 1), 0.5), ((3, 1), 0.75), ((0.2, 0.6), 0.25), ((1, 0), 1)]
)
def test_every_weight_counts_its_share(tmp_path, shares, first):
    """Every weight is the mean of those of the runs, each as much as its share of all shares."""
    folders = [saved(tmp_path / name, seed) for seed, name in enumerate(("one", "two"))]
    mixed = mean(dict(zip(folders, shares, strict=True)))
    one, two = map(weights, folders)
    assert mixed.keys() == one.keys()
    for key, weight in mixed.items():
        assert torch.allclose(weight, one[key] * first + two[key] * (1 - first), atol=1e-6)


def test_other_shapes_and_shares_are_refused(tmp_path):
    """Networks that do not fit, and shares that add up to nothing, are no mean."""
    one, wider = saved(tmp_path / "one", 1), saved(tmp_path / "wider", 1, intermediate_size=64)
    with pytest.raises(ValueError, match="another network"):
        mean({one: 1, wider: 1})
    for share in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="numbers from 0 up"):
            mean({one: share})


@pytest.fixture
def run(monkeypatch, capsys):
    """Return the command: what it is given leads to its exit status and what it said of it."""

    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["mean", *map(str, arguments)])
        try:
            main()
        except SystemExit as ended:
            return int(ended.code or 0), capsys.readouterr().err
        return 0, capsys.readouterr().err

    return run


def test_the_command_writes_a_folder_that_loads(tmp_path, run):
    """Shares come after the folders; without one a folder counts 1."""
    one, two = saved(tmp_path / "one", 1), saved(tmp_path / "two", 2)
    assert run(tmp_path / "mean", f"{one}=3", two) == (0, "")
    found, first, second = map(weights, (tmp_path / "mean", one, two))
    for key, weight in found.items():
        assert torch.allclose(weight, first[key] * 0.75 + second[key] * 0.25, atol=1e-6)


def test_what_ships_counts_as_a_folder(tmp_path, run):
    """A run and what it began with make a mean: the same weights, as what ships is named by a word."""
    model.save(shipped.network(), tmp_path / "same")
    assert run(tmp_path / "mean", "shipped=.4", f"{tmp_path / 'same'}=.6") == (0, "")
    found = weights(tmp_path / "mean")
    assert all(torch.allclose(found[key], w, atol=1e-6) for key, w in weights(tmp_path / "same").items())


@pytest.mark.parametrize(
    ("folders", "said"),
    [
        (["one=much"], "FOLDER=SHARE"),
        (["one="], "FOLDER=SHARE"),
        (["nowhere"], "nowhere"),
        (["one", "two", "one"], "named twice"),
        (["one=nan", "two"], "numbers from 0 up"),
        (["broken", "two"], "eader"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, monkeypatch, run, folders, said):
    """What cannot be meant is named, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    for seed, name in enumerate(("one", "two", "broken")):
        saved(Path(name), seed)
    Path("broken", model.WEIGHTS).write_bytes(b"no weights")
    status, shown = run("mean", *folders)
    assert status == 2
    assert said in shown
    assert not Path("mean").exists()


def test_weights_are_not_written_over(tmp_path, run):
    """A target that was forgotten is not the first of the sources."""
    one, two = saved(tmp_path / "one", 1), saved(tmp_path / "two", 2)
    before = (one / model.WEIGHTS).read_bytes()
    status, shown = run(one, two)
    assert status == 2
    assert "holds weights already" in shown
    assert (one / model.WEIGHTS).read_bytes() == before
