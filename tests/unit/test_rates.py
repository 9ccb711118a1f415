from __future__ import annotations

import pytest
from werkzeug.exceptions import TooManyRequests

from checker.key_records import Limits, Scope
from checker.key_store import NewKey
from checker.problems import answer
from checker.rates import charge
from tests.service import URL, Service


def key_of(service, *limits):
    """Return the header of a new key."""
    kept = service.app.extensions["desk"].keys.kept
    return {
        "Authorization": f"Bearer {kept.create(NewKey('a', [Scope.CHECK], Limits(*limits)), 'Officer A')[1]}"
    }


@pytest.fixture
def said(service):
    """Give what is said of each refusal, from the first on."""
    words: list[str] = []

    def keep(error):
        words.append(error.description)
        return answer(error)

    service.app.register_error_handler(TooManyRequests, keep)
    return words


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path, key_guesses_per_minute=1)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ((1, 0), "Too many requests: this key has 1 a minute; "),
        ((1, 5), "Too many requests: this key has 1 a minute; "),
        ((0, 1), "Too many checks: this key has 1 a day; "),
        ((5, 1), "Too many checks: this key has 1 a day; "),
    ],
)
def test_a_refusal_names_the_limit_that_was_met(service, said, limits, words):
    """A minute is waited for, a day is planned for: it says which of both."""
    bearer = key_of(service, *limits)
    codes = [service.post({"text": "a ferry"}, headers=bearer).status_code for _ in range(2)]
    assert codes == [202, 429]
    assert said == [f"{words}try again after Retry-After seconds."]


def test_a_refusal_of_many_checks_names_the_limit_of_the_day(service, said):
    """Those of a batch are counted as those of single posts are."""
    bearer = key_of(service, 0, 1_000)
    service.app.before_request(lambda: charge(600))
    codes = [service.client.get(URL, headers=bearer).status_code for _ in range(2)]
    assert codes == [200, 429]
    assert said == ["Too many checks: this key has 1,000 a day; try again after Retry-After seconds."]


def test_a_refusal_of_guesses_names_their_limit(service, said):
    """It is not the key's own limit that was met."""
    key_of(service)
    codes = [service.client.get(URL, headers={"Authorization": "Bearer x"}).status_code for _ in range(2)]
    assert codes == [401, 429]
    why = "an address with keys that open nothing has 1 a minute"
    assert said == [f"Too many requests: {why}; try again after Retry-After seconds."]
