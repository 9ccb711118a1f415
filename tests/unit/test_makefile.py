"""make runs here for real, in a copy of the repository with a fake virtual environment that only talks."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TALKER = "#!/bin/sh\necho noise of $0\n"
CHECKER = '#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n'

HOSTILE = [
    'It\'s "50%" $HOME `id` $(id) !',
    "$(shell touch pwned) ${POST} $$ $@ $<",
    "`touch pwned`; touch pwned & touch pwned | touch pwned > pwned",
    "line one\nline two\n\tpwned:\n\ttouch pwned",
    "--help",
    "-",
    "# not a comment, \\ not a continuation \\",
    "a = b := c ?= d",
    "ایران نے پاکستان سے مدد مانگی 🇵🇰",
]


@pytest.fixture
def checkout(tmp_path):
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    executables = tmp_path / ".venv" / "bin"
    executables.mkdir(parents=True)
    for name, text in (("python", TALKER), ("checker", CHECKER)):
        (executables / name).write_text(text)
        (executables / name).chmod(0o755)
    return tmp_path


def make(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k not in {"POST", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    return subprocess.run(
        ["make", *arguments], cwd=checkout, env=env | environment, capture_output=True, text=True, check=False
    )


def words(stdout: str) -> list[str]:
    return stdout.split("\0")[:-1]


@pytest.mark.parametrize("post", HOSTILE)
def test_post_arrives_as_it_was_typed(checkout, post):
    """A post with quotes, dollars, back-ticks or newlines reaches the command unchanged and runs nothing."""
    answer = make(checkout, "check", f"POST={post}")
    assert words(answer.stdout) == ["check", "--", post]
    assert not list(checkout.rglob("pwned"))


@pytest.mark.parametrize("post", HOSTILE)
def test_post_may_come_from_the_environment(checkout, post):
    """A post in the environment variable POST is treated as one on make's command line is."""
    answer = make(checkout, "check", POST=post)
    assert words(answer.stdout) == ["check", "--", post]
    assert not list(checkout.rglob("pwned"))


def test_installation_keeps_stdout_clean(checkout):
    """What the installation prints goes to stderr, so stdout carries only the report."""
    answer = make(checkout, "check", "POST=x")
    assert "noise" in answer.stderr
    assert words(answer.stdout) == ["check", "--", "x"]


def test_second_run_installs_nothing(checkout):
    """Once installed, a target starts no pip until the lock or the project file changes."""
    make(checkout, "check", "POST=x")
    assert make(checkout, "check", "POST=x").stderr == ""
    stamp = (checkout / ".venv" / ".runtime").stat().st_mtime
    os.utime(checkout / "requirements.lock", (stamp + 5, stamp + 5))
    assert "noise" in make(checkout, "check", "POST=x").stderr


def test_check_without_a_post_says_how(checkout):
    """`make check` with no post fails with its usage; it installs nothing and checks nothing."""
    answer = make(checkout, "check")
    assert answer.returncode != 0
    assert "usage: make check POST=" in answer.stderr
    assert "noise" not in answer.stderr
    assert answer.stdout == ""


def test_every_target_is_explained(checkout):
    """`make help`, and plain `make`, name every public target."""
    answer = make(checkout, "help")
    named = {line.split()[1] for line in answer.stdout.splitlines()}
    phony = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))
    assert named == set(phony.split()[1:])
    assert make(checkout).stdout == answer.stdout


def test_unfit_python_is_refused_with_what_to_do(checkout):
    """A named Python that is too old, or absent, stops make with the version that is needed."""
    shutil.rmtree(checkout / ".venv")
    old = checkout / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for python in (str(old), "no-such-python"):
        answer = make(checkout, "check", "POST=x", f"PYTHON={python}")
        assert answer.returncode != 0
        assert "Python 3.11 or newer" in answer.stderr
        assert python in answer.stderr
