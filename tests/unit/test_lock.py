from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.install_torch import cuda_packages

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def locked() -> dict[str, str]:
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    return dict(line.split("==") for line in lines)


def test_every_line_is_one_exact_version():
    """The lock holds comments and exact versions, sorted, each name once and in its canonical form."""
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line) for line in lines)
    assert list(locked()) == sorted(locked())
    assert len(lines) == len(locked())


def test_every_dependency_is_locked_to_a_version_it_allows():
    """Each requirement of pyproject.toml, the dev extra and the build is in the lock and satisfied by it."""
    asked = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["dev"],
        *PROJECT["build-system"]["requires"],
        "pip",
    ]
    versions = locked()
    pairs = [(wish, versions.get(canonicalize_name(wish.name))) for wish in map(Requirement, asked)]
    unmet = [str(wish) for wish, version in pairs if version is None or version not in wish.specifier]
    assert unmet == [], "run `make lock`"


def test_no_cuda_is_locked():
    """The lock names no CUDA package, because no build that make installs depends on one."""
    assert cuda_packages(locked()) == []
