"""A worker that notes in its data folder how often it was loaded; the first "die" kills its process."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from checker.config import Settings, load_settings
from checker.workers import make_worker
from tests.fakes import FakeChecking


@dataclass
class Mortal(FakeChecking):
    """Takes its process along, once."""

    folder: Path = Path()

    def report(self, post, check_id, told):
        died = self.folder / "died"
        if post.text == "die" and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().report(post, check_id, told)


def build(settings: Settings) -> Mortal:
    with (settings.data_dir / "loads").open("a") as loads:
        loads.write("loaded\n")
    return Mortal(folder=settings.data_dir)


app = make_worker(load_settings(), build)
