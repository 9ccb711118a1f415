"""The worker that `celery -A worker worker` starts, with the settings of the environment."""

from checker.config import load_settings
from checker.workers import make_worker

app = make_worker(load_settings())
