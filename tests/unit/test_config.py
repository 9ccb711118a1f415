"""What the environment may say, and how a value that cannot be used is named."""

from __future__ import annotations

import pytest

from checker.config import load_settings
from checker.errors import InvalidSettings


def lists():
    """Return the variables that hold a list."""
    defaults = load_settings()
    names = [name for name in type(defaults).model_fields if isinstance(getattr(defaults, name), tuple)]
    assert len(names) > 3
    return [f"CHECKER_{name.upper()}" for name in names]


@pytest.mark.parametrize("variable", lists())
@pytest.mark.parametrize("value", ["en", "", '"en"', "[1]", '["en"', "{}", "[" * 9_000])
def test_a_list_that_is_no_json_is_named_with_what_to_write(monkeypatch, variable, value):
    """The message has the variable and an example, and no word of how settings are read."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSettings, match=rf'^{variable}: write JSON such as \["[^"]+"\]$'):
        load_settings()


def test_every_fault_is_told_at_once(monkeypatch):
    """A list does not hide what is wrong beside it."""
    monkeypatch.setenv("CHECKER_LANGUAGES", "en")
    monkeypatch.setenv("CHECKER_PORT", "http")
    with pytest.raises(
        InvalidSettings, match=r"(?s)CHECKER_LANGUAGES: .*CHECKER_PORT: |CHECKER_PORT: .*LANG"
    ):
        load_settings()


def test_lists_are_json(monkeypatch):
    """What the example shows is read."""
    monkeypatch.setenv("CHECKER_LANGUAGES", '["en", "ur"]')
    monkeypatch.setenv("CHECKER_FETCH_PRIVATE", '["10.0.3.0/24"]')
    settings = load_settings()
    assert (settings.languages, settings.fetch_private) == (("en", "ur"), ("10.0.3.0/24",))


@pytest.mark.parametrize(
    "url",
    ["http://a", "a", "redis:a", "redis://:secret@a:port/0", "redis://a/first", "redis://[a", "unix:///a"],
)
def test_a_broker_that_is_no_redis_is_refused_at_the_start(monkeypatch, url):
    """The variable is named with what to write, and no password is shown."""
    monkeypatch.setenv("CHECKER_REDIS_URL", url)
    with pytest.raises(InvalidSettings, match=r"^CHECKER_REDIS_URL: write a Redis URL such as") as error:
        load_settings()
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["", "redis://a", "redis://:secret@127.0.0.1:6379/0", "rediss://a/1?ssl_cert_reqs=none"]
)
def test_a_redis_may_be_anywhere(monkeypatch, url):
    """With and without a password, a port, a database and TLS."""
    monkeypatch.setenv("CHECKER_REDIS_URL", url)
    assert load_settings().redis_url == url
