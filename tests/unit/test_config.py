"""What the environment may say, and how a value that cannot be used is named."""

from __future__ import annotations

import json
import traceback

import pytest

from checker.config import Settings, load_settings
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


@pytest.mark.parametrize("name", ["DATA_DIR", "CORPUS", "ENCODER", "STANCE_MODEL"])
@pytest.mark.parametrize("value", ["", " ", "\t"])
def test_an_empty_place_is_not_the_current_folder(monkeypatch, name, value):
    """A bare line of an env file must not write into, or read from, wherever a command is run."""
    monkeypatch.setenv(f"CHECKER_{name}", value)
    with pytest.raises(InvalidSettings, match=rf"^CHECKER_{name}: it is empty; .* leave it unset$"):
        load_settings()


@pytest.mark.parametrize("name", ["data_dir", "corpus"])
def test_a_place_is_the_same_wherever_the_process_goes(monkeypatch, tmp_path, name):
    """Relative to where the process began, or to somebody's home; a home that is not known is said so."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for given, meant in (("here", "here"), (".", ""), ("~/there", "home/there")):
        monkeypatch.setenv(f"CHECKER_{name.upper()}", given)
        assert getattr(load_settings(), name) == tmp_path / meant
    monkeypatch.setenv(f"CHECKER_{name.upper()}", "~nobody-of-that-name/there")
    with pytest.raises(InvalidSettings, match=rf"^CHECKER_{name.upper()}: .* whole path$"):
        load_settings()


@pytest.mark.parametrize(
    "name", [n for n, field in Settings.model_fields.items() if field.annotation is float]
)
@pytest.mark.parametrize("value", ["inf", "-inf", "1e400", "nan", "1e9"])
def test_what_no_clock_can_add_is_refused_at_the_start(monkeypatch, name, value):
    """Whatever is a number with a fraction has an end: without one, timers and dates overflow later."""
    monkeypatch.setenv(f"CHECKER_{name.upper()}", value)
    with pytest.raises(InvalidSettings, match=f"^CHECKER_{name.upper()}: Input should be "):
        load_settings()


@pytest.mark.parametrize("value", ["[]", '["klingon"]', '["en", ""]', '["EN"]', '["english"]', '["en_GB"]'])
def test_languages_that_no_claim_can_have_are_refused(monkeypatch, value):
    """Without one, or with names for codes, every claim would be left open without a word about why."""
    monkeypatch.setenv("CHECKER_LANGUAGES", value)
    with pytest.raises(InvalidSettings, match=r"^CHECKER_LANGUAGES: .* write "):
        load_settings()


@pytest.mark.parametrize("value", [["en"], ["ur-Latn", "ckb"], ["pt-BR", "zh-Hant-TW"]])
def test_languages_are_tags(monkeypatch, value):
    """Of two or three letters, with a script or a country where one is told apart."""
    monkeypatch.setenv("CHECKER_LANGUAGES", json.dumps(value))
    assert load_settings().languages == tuple(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "http://:s3cret@a:port/0"),
        ("PORT", "s3cret"),
        ("STANCE_SECONDS", "s3cret"),
        ("API_KEY_HASHES", "s3cret"),
    ],
)
def test_what_is_refused_is_in_no_traceback(monkeypatch, name, value):
    """A value may be a secret or in the wrong place, and a worker that cannot start prints the chain."""
    monkeypatch.setenv(f"CHECKER_{name}", value)
    with pytest.raises(InvalidSettings) as raised:
        load_settings()
    assert "s3cret" not in "".join(traceback.format_exception(raised.value))
