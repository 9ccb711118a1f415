"""The worker that `celery -A worker worker` starts, with the settings of the environment."""

from checker.config import load_settings
from checker.errors import CheckerError
from checker.workers import make_worker

try:
    app = make_worker(load_settings())
except CheckerError as error:
    raise SystemExit(f"checker: {error}") from None
