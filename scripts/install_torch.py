"""Installs the pinned torch as a CPU build, whatever the package index offers.

On Linux, PyPI's wheels of torch depend on several gigabytes of CUDA packages that checker never uses.
This script asks pip which wheel it would choose. A CPU wheel, from a folder or an index that pip is
configured for, is taken as it is; for a CUDA wheel, the CPU build of the same version comes from
PyTorch's own index. It needs the standard library and pip, because it runs before anything else is there.

    python scripts/install_torch.py            install, unless the pinned version is already there
    python scripts/install_torch.py --verify   fail if a CUDA package is in this environment
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parent.parent
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq")
CUDA = re.compile(r"(?:nvidia|cuda|triton|pytorch-triton)(?:$|[^a-z])", re.IGNORECASE)
EXTRA = re.compile(r";.*\bextra\s*==")


def pinned(lock: str) -> str:
    """Return the requirement of torch in the text of a lock file, such as ``torch==2.13.0``."""
    found = re.search(r"^torch==\S+", lock, re.MULTILINE)
    if found is None:
        raise SystemExit("requirements.lock pins no torch: run `make lock`")
    return found[0]


def cuda_packages(names: Iterable[str]) -> list[str]:
    """Return those of the names or requirements that belong to CUDA, sorted."""
    return sorted(name for name in names if CUDA.match(name) and not EXTRA.search(name))


def brings_cuda(report: Mapping[str, Any]) -> bool:
    """Return whether the torch wheel of a pip installation report would pull CUDA packages.

    PyTorch publishes CUDA wheels under this name for Linux only, and their markers say so; elsewhere the
    same requirements stand in the metadata and apply to nothing.
    """
    if report["environment"]["platform_system"] != "Linux":
        return False
    wheels = [item["metadata"] for item in report["install"] if item["metadata"]["name"] == "torch"]
    return any(cuda_packages(wheel.get("requires_dist", ())) for wheel in wheels)


def ask_pip(requirement: str) -> dict[str, Any]:
    """Return pip's report on the wheel that it would choose, or leave with pip's own words."""
    answer = subprocess.run(
        [*PIP, "install", "--dry-run", "--no-deps", "--ignore-installed", "--report", "-", requirement],
        stdout=subprocess.PIPE,
        check=False,
    )
    if answer.returncode:
        raise SystemExit(f"pip finds no wheel for {requirement}: it says why above")
    report: dict[str, Any] = json.loads(answer.stdout)
    return report


def install_command(requirement: str, report: Mapping[str, Any]) -> list[str]:
    """Return the pip command that installs the requirement, without its dependencies, as a CPU build."""
    command = [*PIP, "install", "--no-deps", "--only-binary", ":all:", requirement]
    return [*command, "--index-url", CPU_INDEX] if brings_cuda(report) else command


def install(requirement: str) -> None:
    """Install the requirement as a CPU build, or leave with what to do."""
    command = install_command(requirement, ask_pip(requirement))
    if CPU_INDEX in command:
        print(f"pip would take {requirement} with CUDA: taking the CPU build of {CPU_INDEX}", file=sys.stderr)
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(
            f"no CPU build of {requirement} could be installed. Without a way to {CPU_INDEX}, put the wheel "
            "into a folder and name that folder in PIP_FIND_LINKS."
        )


def installed(requirement: str) -> bool:
    """Return whether the pinned version is in this environment, as any build of it."""
    try:
        version = metadata.version("torch")
    except metadata.PackageNotFoundError:
        return False
    return version.partition("+")[0] == requirement.partition("==")[2]


def verify() -> None:
    """Leave with an error if a CUDA package is in this environment."""
    names = {distribution.metadata["Name"] for distribution in metadata.distributions()}
    if found := cuda_packages(names):
        raise SystemExit(
            f"CUDA packages were installed: {', '.join(found)}. Remove .venv and run make again; "
            "if they come back, a dependency in pyproject.toml asks for them."
        )


def main() -> None:
    """Install or verify, as the command line says."""
    if "--verify" in sys.argv[1:]:
        verify()
        return
    requirement = pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    if not installed(requirement):
        install(requirement)


if __name__ == "__main__":
    main()
