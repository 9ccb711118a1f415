from __future__ import annotations

from pathlib import Path

import pytest

from scripts.install_torch import CPU_INDEX, brings_cuda, cuda_packages, install_command, pinned

ROOT = Path(__file__).resolve().parents[2]

PLAIN = ["filelock", "typing-extensions>=4.10.0", "setuptools>=77.0.3", "sympy>=1.13.3", "jinja2"]
# From pip's report on torch 2.13.0 at PyPI.
CUDA = [
    'cuda-toolkit[cublas,cudart,cufft,nvjitlink,nvrtc]==13.0.3; platform_system == "Linux"',
    'cuda-bindings<14,>=13.0.3; platform_system == "Linux" and python_version < "3.15"',
    'nvidia-cudnn-cu13==9.20.0.48; platform_system == "Linux"',
    'triton==3.7.1; platform_system == "Linux" and python_version < "3.15"',
]


def report(version: str, requires: list[str], system: str = "Linux") -> dict[str, object]:
    metadata = {"name": "torch", "version": version, "requires_dist": requires}
    return {"install": [{"metadata": metadata}], "environment": {"platform_system": system}}


@pytest.mark.parametrize("requirement", CUDA)
def test_cuda_wheel_is_recognised(requirement):
    """A wheel for Linux that depends on any one CUDA package is not taken from that index."""
    assert brings_cuda(report("2.13.0", [*PLAIN, requirement]))


def test_cpu_wheel_is_taken_as_it_is():
    """A wheel without CUDA dependencies is taken from wherever pip found it."""
    assert not brings_cuda(report("2.13.0+cpu", PLAIN))


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_markers_for_linux_do_not_count_elsewhere(system):
    """On macOS and Windows the CUDA requirements in the metadata apply to nothing."""
    assert not brings_cuda(report("2.13.0", [*PLAIN, *CUDA], system))


def test_optional_cuda_does_not_count():
    """A CUDA package that only an extra asks for is not pulled, so the wheel is a CPU wheel."""
    assert not brings_cuda(report("2.13.0", [*PLAIN, 'nvidia-cutlass>=4; extra == "cutlass"']))


def test_cpu_index_stands_in_for_an_index_with_cuda():
    """Only when pip would take a CUDA wheel does the same version come from the CPU index instead."""
    from_cpu_index = ["torch==2.13.0", "--index-url", CPU_INDEX]
    assert install_command("torch==2.13.0", report("2.13.0", [*PLAIN, *CUDA]))[-3:] == from_cpu_index
    assert install_command("torch==2.13.0", report("2.13.0+cpu", PLAIN))[-1] == "torch==2.13.0"


def test_wheel_without_dependencies_is_a_cpu_wheel():
    """Metadata that lists no requirement at all is read without an error."""
    without = {"metadata": {"name": "torch", "version": "2.13.0"}}
    assert not brings_cuda({"install": [without], "environment": {"platform_system": "Linux"}})


def test_names_of_cuda_packages():
    """CUDA packages are told from others by the whole first word of their names."""
    names = [
        "nvidia-cublas",
        "NVIDIA_nccl_cu13",
        "triton",
        "pytorch-triton",
        "cuda-pathfinder",
        "tritonclient",
    ]
    assert cuda_packages([*names, "torch", "cudatext", "numpy"]) == sorted(names[:-1])


def test_version_comes_from_the_lock():
    """The version that is installed is the one that requirements.lock and pyproject.toml agree on."""
    assert pinned((ROOT / "requirements.lock").read_text()) == "torch==2.13.0"
    assert '"torch==2.13.0"' in (ROOT / "pyproject.toml").read_text()


def test_lock_without_torch_is_refused():
    """A lock file that pins no torch leaves with what to do, before pip is asked anything."""
    with pytest.raises(SystemExit, match="make lock"):
        pinned("torchvision==1.0\nnumpy==2.0\n")
