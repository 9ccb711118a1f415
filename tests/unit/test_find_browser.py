"""The script runs with a PATH that holds nothing but what a test puts there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "find_browser.sh"
INSTALLER = """#!/bin/sh
echo "noise $*"
[ "$1" != install ] || { : > {home}/chromium; /bin/chmod +x {home}/chromium; }
"""


def put(home: Path, name: str, text: str) -> None:
    (home / name).write_text(text)
    (home / name).chmod(0o755)


def run(home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(home)}
    return subprocess.run(["/bin/sh", SCRIPT], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
def test_browser_that_is_there_is_enough(tmp_path, name):
    """Any Chromium or Chrome on the PATH is taken, in silence, and nothing is installed."""
    put(tmp_path, name, "#!/bin/sh\n")
    answer = run(tmp_path)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_root_installs_debians_chromium(tmp_path):
    """On Debian, root gets Debian's chromium, and what apt-get says does not reach stdout."""
    put(tmp_path, "id", "#!/bin/sh\necho 0\n")
    put(tmp_path, "apt-get", INSTALLER.replace("{home}", str(tmp_path)))
    answer = run(tmp_path)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "noise update" in answer.stderr
    assert (tmp_path / "chromium").exists()


def test_installation_without_a_browser_fails(tmp_path):
    """An apt-get that succeeds and brings no chromium, as Ubuntu's may, is a failure that says so."""
    put(tmp_path, "id", "#!/bin/sh\necho 0\n")
    put(tmp_path, "apt-get", "#!/bin/sh\n")
    answer = run(tmp_path)
    assert answer.returncode == 1
    assert "no chromium is on the PATH" in answer.stderr


def test_user_without_sudo_is_told_what_to_run(tmp_path):
    """Who is not root and has no sudo is given the command that root has to run."""
    put(tmp_path, "id", "#!/bin/sh\necho 1000\n")
    put(tmp_path, "apt-get", "#!/bin/sh\n")
    answer = run(tmp_path)
    assert answer.returncode == 1
    assert "apt-get install chromium" in answer.stderr


def test_other_systems_are_told_what_to_install(tmp_path):
    """Where there is no apt-get, the message asks for Chromium or Chrome."""
    answer = run(tmp_path)
    assert answer.returncode == 1
    assert "install one" in answer.stderr
