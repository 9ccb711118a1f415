"""Builds an index slowly, so that it can be killed on the way: ``FOLDER WORD COUNT SECONDS_PER_CHUNK``."""

import sys
import time
from pathlib import Path

from checker.config import load_settings
from checker.corpus import Corpus
from checker.living_index import Place, build_now
from checker.records import Statement
from tests.fakes import FakeEncoder, FakeTruth


class SlowEncoder(FakeEncoder):
    """Takes its time over every chunk, and says how many texts it was given."""

    def encode(self, texts):
        time.sleep(float(sys.argv[4]))
        sys.stdout.write(f"encoded {len(texts)}\n")
        sys.stdout.flush()
        return super().encode(texts)


def statements(word: str, count: int) -> Corpus:
    """Return statements that differ by a word and a number."""
    return Corpus.of(Statement(f"s{n}", f"The {word} had number {n} this morning.") for n in range(count))


def main() -> None:
    settings = load_settings(data_dir=Path(sys.argv[1]))
    place = Place.of(SlowEncoder(), settings)
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    living = build_now(place, FakeTruth(statements(sys.argv[2], int(sys.argv[3]))))
    sys.stdout.write(f"built {living.name}\n")


if __name__ == "__main__":
    main()
