"""The conversations about batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from checker.client.faults import BatchNotFinished, Busy, OddAnswer, Unanswered, Unsendable
from checker.client.protocol import (
    Pause,
    Protocol,
    Received,
    Send,
    Talk,
    plain,
    posting,
    read,
    retry_after,
    seconds_of,
)
from checker.client.sending import body_of, in_path, in_query
from checker.client.settings import BatchFilters, BatchPost
from checker.contract.batch_routes import BatchAnswer, BatchList, BatchResultAnswer

BATCHES = "/api/v1/batches"
PAGE = 100  # results that are asked for at once
MANY_SECONDS = 60.0  # more that a server may take to keep thousands of posts
_NDJSON = {"Accept": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Results that came together, and where to go on; None after the last of all."""

    results: tuple[BatchResultAnswer, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class BatchProtocol:
    """The conversations about batches that a client can have."""

    base: Protocol

    def submit(self, posts: Iterable[str | BatchPost], key: str | None, *, skip: bool) -> Talk[BatchAnswer]:
        """Have many posts accepted."""
        body = body_of({"posts": _posts(posts)})
        path = f"{BATCHES}?on_error=skip" if skip else BATCHES
        request = Send("POST", path, self.base.options.timeout + MANY_SECONDS, body, posting(key))
        return read((yield from self.base.exchange(request)), BatchAnswer)

    def run(
        self, posts: Iterable[str | BatchPost], seconds: float, key: str | None, *, skip: bool
    ) -> Talk[BatchAnswer]:
        """Have many posts accepted, and wait for the end of all."""
        wait = seconds_of(seconds)  # before anything is sent
        batch_id = (yield from self.submit(posts, key, skip=skip)).id
        began = self.base.clock()
        try:
            return (yield from self.wait(batch_id, wait))
        except (Busy, Unanswered) as error:  # it is kept all the same, and has an id
            raise BatchNotFinished(batch_id, round(self.base.clock() - began, 1)) from error

    def get(self, batch_id: str) -> Talk[BatchAnswer]:
        """Read a batch as it stands."""
        return read((yield from self.base.exchange(self.base.asking(_place(batch_id)))), BatchAnswer)

    def wait(self, batch_id: str, seconds: float) -> Talk[BatchAnswer]:
        """Ask for a batch until none of its posts is waited for."""
        end = self.base.end_of(seconds)
        while True:
            received = yield from self.base.exchange(self.base.asking(_place(batch_id)), until=end)
            found = read(received, BatchAnswer)
            if found.finished_at:
                return found
            yield self._pause(received, batch_id, end, seconds)

    def results(self, batch_id: str, after: int, end: float) -> Talk[ResultPage]:
        """Ask for the results behind a number until there are some, or there are no more to come."""
        began = self.base.clock()
        query = in_query({"cursor": after, "limit": PAGE})
        request = Send(
            "GET", f"{_place(batch_id)}/results?{query}", self.base.options.timeout, headers=_NDJSON
        )
        while True:
            received = yield from self.base.exchange(request, until=end)
            found, following = _results(received), _cursor(received)
            if found or following is None:
                return ResultPage(found, following)
            yield self._pause(received, batch_id, end, end - began)

    def page(self, filters: BatchFilters) -> Talk[BatchList]:
        """Read a page of batches."""
        asked = in_query({name: plain(value) for name, value in filters.items()})
        path = f"{BATCHES}?{asked}" if asked else BATCHES
        return read((yield from self.base.exchange(self.base.asking(path))), BatchList)

    def cancel(self, batch_id: str) -> Talk[BatchAnswer]:
        """Have no more posts of a batch checked."""
        request = Send("POST", f"{_place(batch_id)}/cancel", self.base.options.timeout)
        return read((yield from self.base.exchange(request)), BatchAnswer)

    def delete(self, batch_id: str) -> Talk[None]:
        """Take a batch back."""
        return self.base.remove(_place(batch_id))

    def _pause(self, received: Received, batch_id: str, end: float, seconds: float) -> Pause:
        left = end - self.base.clock()
        if left <= 0:
            raise BatchNotFinished(batch_id, seconds)
        return Pause(min(left, retry_after(received) or self.base.options.first_pause))


def _posts(posts: Iterable[str | BatchPost]) -> list[dict[str, object]]:
    """Return the posts as they are sent. One text alone is an iterable of texts too: of its letters."""
    if isinstance(posts, str | bytes | Mapping):
        raise Unsendable("posts must be a list of posts; put a single one into brackets")
    return [_post(number, post) for number, post in enumerate(posts)]


def _post(number: int, post: str | BatchPost) -> dict[str, object]:
    if isinstance(post, str):
        return {"text": post}
    if not isinstance(post, Mapping):
        raise Unsendable(f"posts.{number} must be a text, or a dict with one")
    return {name: plain(value) for name, value in post.items()}


def _results(received: Received) -> tuple[BatchResultAnswer, ...]:
    try:
        return tuple(
            BatchResultAnswer.model_validate_json(line, extra="ignore")
            for line in received.body.split(b"\n")
            if line.strip()
        )
    except ValidationError as error:
        raise OddAnswer(f"the answer is no result of a batch; look at the address: {error}") from error


def _cursor(received: Received) -> int | None:
    """Return where to go on; None after the last result."""
    given = received.headers.get("next-cursor")
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal()):
        raise OddAnswer("Next-Cursor is no number of a result; look at the address")
    return int(given)


def _place(batch_id: str) -> str:
    return f"{BATCHES}/{in_path(batch_id)}"
