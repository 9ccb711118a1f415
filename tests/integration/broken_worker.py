"""A worker whose model is missing."""

from typing import NoReturn

from checker.config import Settings, load_settings
from checker.errors import ModelMissing
from checker.workers import make_worker


def build(_: Settings) -> NoReturn:
    raise ModelMissing("there is no such model")


app = make_worker(load_settings(), build)
