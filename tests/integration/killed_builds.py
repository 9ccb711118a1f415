"""Kills a build at every single step that it takes on the disk, one after the other: ``FOLDER``.

After each death it says what a reader then finds, and at last that a build got through.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from checker.config import load_settings
from checker.living_index import Place, build_now, open_living
from checker.writer import who_writes
from tests.fakes import FakeEncoder, FakeTruth
from tests.integration.index_builder import statements

STEPS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}


def die_at(step: int) -> None:
    """Have this process killed when it begins its n-th step on the disk."""
    steps = count()

    def watch(event: str, _: tuple[object, ...]) -> None:
        if event in STEPS and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main() -> None:
    place = Place.of(FakeEncoder(), load_settings(data_dir=Path(sys.argv[1])))
    build_now(place, FakeTruth(statements("harbour", 5)))
    for step in count():
        child = os.fork()
        if child == 0:
            die_at(step)
            build_now(place, FakeTruth(statements(f"ferry{step}", 5)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        word = open_living(place.folder, FakeEncoder().name).passages.statements[0].text.split()[1]
        sys.stdout.write(f"{step} {os.waitstatus_to_exitcode(status)} {word} {who_writes(place.folder)}\n")
        if status == 0:
            return


if __name__ == "__main__":
    main()
