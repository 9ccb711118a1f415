"""Redis as the queue talks to it: one client for each channel, and only where that is safe."""

from __future__ import annotations

import redis

from checker.config import load_settings
from checker.tasks import make_celery

URL = "redis://localhost:6399/0"  # nothing listens there, and nothing is asked


def app_of(url: str, tmp_path):
    """Return the application that talks to this broker."""
    return make_celery(load_settings(data_dir=tmp_path, redis_url=url))


def test_a_channel_has_one_client_as_long_as_it_has_one_pool(tmp_path):
    """Kombu would make one for every command; with another pool, as after a fork, there is another one."""
    with app_of(URL, tmp_path).connection_for_write() as connection:
        channel = connection.transport.Channel.__new__(connection.transport.Channel)
        channel.Client, channel._pool = redis.Redis, redis.ConnectionPool()
        with channel.conn_or_acquire() as one, channel.conn_or_acquire() as other:
            assert one is other
        channel._pool = redis.ConnectionPool()
        with channel.conn_or_acquire() as another:
            assert another is not one
            assert another.connection_pool is channel._pool


def test_other_addresses_are_left_to_kombu(tmp_path):
    """What it does for TLS is its own."""
    with app_of("rediss://localhost/0", tmp_path).connection_for_write() as connection:
        assert connection.transport.__module__ == "kombu.transport.redis"
