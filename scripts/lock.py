"""Writes requirements.lock: one exact version for every package that `make` installs.

pip resolves what pyproject.toml asks for (with the dev extra and the build back end) without installing
anything. Versions that are locked already are kept; --upgrade starts afresh. Hashes are not written: the
CPU build of torch has another hash, and another place, on each platform. See docs/adr/0002-dependencies.md.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from install_torch import cuda_packages

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEADER = """\
# Exact versions of all packages that `make` installs, resolved for Python 3.11 on Linux x86_64.
# Written by `make lock` (`make lock UPGRADE=1` for newer versions): do not edit.
"""


def wanted() -> list[str]:
    """Return what is asked of pip: checker with its dev extra, pip, and what builds checker."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [f"{ROOT}[dev]", "pip", "editables", *project["build-system"]["requires"]]


def resolve(*, upgrade: bool) -> dict[str, str]:
    """Return version by package name, as pip resolves them; local parts of versions are dropped."""
    command = [sys.executable, "-m", "pip", "-qq", "install", "--dry-run", "--ignore-installed"]
    command += ["--only-binary", ":all:", "--report", "-", *wanted()]
    if LOCK.exists() and not upgrade:
        command += ["--constraint", str(LOCK)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if answer.returncode:
        raise SystemExit(
            "pip found no set of versions. If the locked ones stand in the way: make lock UPGRADE=1"
        )
    found = [item["metadata"] for item in json.loads(answer.stdout)["install"]]
    return {canonical(item["name"]): item["version"].partition("+")[0] for item in found}


def canonical(name: str) -> str:
    """Return a package name as PEP 503 spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Write the lock file."""
    versions = resolve(upgrade="--upgrade" in sys.argv[1:])
    del versions["checker"]
    for name in cuda_packages(versions):  # asked for by PyPI's torch on Linux, never installed
        del versions[name]
    lines = [f"{name}=={version}\n" for name, version in sorted(versions.items())]
    LOCK.write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
