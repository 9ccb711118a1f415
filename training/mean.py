"""The mean of the weights of several runs (Wortsman et al. 2022, "Model soups").

    python -m training.mean build/stance/mean build/stance/product build/stance/general
    python -m training.mean build/stance/ships build/stance/before=.3 build/stance/branch=.7

A folder without a share counts 1; shares are taken of their sum. What one run forgot is noise to a large
part, and goes away in a mean with runs that did not (record 34).
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from training.model import WEIGHTS


def mean(shares: Mapping[Path, float]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights in folders, each counting its share of the sum of all.

    Raises
    ------
    ValueError
        The folders hold networks of different shapes, or no share is above 0.
    """
    total: dict[str, torch.Tensor] = {}
    whole = sum(shares.values())
    if min(shares.values()) < 0 or not whole:
        raise ValueError("shares are 0 or more, and one of them more")
    for folder, share in shares.items():
        weights = load_file(folder / WEIGHTS)
        if total and {k: w.shape for k, w in total.items()} != {k: w.shape for k, w in weights.items()}:
            raise ValueError(f"{folder} holds another network than the folders before it")
        for key, weight in weights.items():
            total[key] = total.get(key, torch.zeros_like(weight)) + weight * (share / whole)
    return total


def _share(text: str) -> tuple[Path, float]:
    folder, _, share = text.partition("=")
    try:
        return Path(folder), float(share or 1)
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
    try:
        weights = mean(shares)
    except (ValueError, FileNotFoundError) as problem:
        parser.error(str(problem))
    args.target.mkdir(parents=True, exist_ok=True)
    save_file(weights, args.target / WEIGHTS)
    shutil.copyfile(next(iter(shares)) / "config.json", args.target / "config.json")


if __name__ == "__main__":
    main()
