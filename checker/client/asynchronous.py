"""The client that is awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import partial
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx2

from checker.client.batches import BatchProtocol
from checker.client.protocol import Heard, Lost, Pause, Protocol, Received, Send, Talk
from checker.client.sending import address_of, closed, line
from checker.client.settings import BatchFilters, BatchPost, ClientOptions, ListFilters, PostOptions
from checker.contract.batch_routes import BatchAnswer, BatchList, BatchResultAnswer
from checker.contract.checks import AcceptedAnswer, CheckAnswer, CheckList, ListedCheck

T = TypeVar("T")


class AsyncClient:
    """Speaks with one service. Tasks of one loop may share it, and loops that follow one another.

    Every method raises a :class:`checker.client.ClientError` when there is no result. So does making one
    with an address or a key that no request can have.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        options: ClientOptions | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        chosen = options or ClientOptions()
        self._protocol = Protocol(chosen)
        self._batches = BatchProtocol(self._protocol)
        base, headers = address_of(url), chosen.headers(key)
        self._open = partial(httpx2.AsyncClient, base_url=base, headers=headers)
        self._http = line(self._open)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sleep = sleep

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let the connections go."""
        await self._line().aclose()

    async def submit(
        self, text: str, *, idempotency_key: str | None = None, **options: Unpack[PostOptions]
    ) -> AcceptedAnswer:
        """Return as soon as the post is kept; :meth:`wait` brings its report.

        Attempts that are repeated make one check. With an ``idempotency_key`` of the caller's so do
        calls, for 24 hours.
        """
        return await self._have(self._protocol.submit(text, idempotency_key, options))

    async def check(
        self,
        text: str,
        *,
        wait: float = 60.0,
        idempotency_key: str | None = None,
        **options: Unpack[PostOptions],
    ) -> CheckAnswer:
        """Return the check when it has ended, well or in failure.

        Raises
        ------
        NotFinished
            It goes on after ``wait`` seconds; the error has its id.
        """
        return await self._have(self._protocol.check(text, wait, idempotency_key, options))

    async def get(self, check_id: str) -> CheckAnswer:
        """Return a check as it stands."""
        return await self._have(self._protocol.get(check_id))

    async def wait(self, check_id: str, seconds: float = 60.0) -> CheckAnswer:
        """Return a check when it has ended; raise ``NotFinished`` where that takes longer."""
        return await self._have(self._protocol.wait(check_id, seconds))

    async def list(self, **filters: Unpack[ListFilters]) -> CheckList:
        """Return a page of one's own checks, the newest first."""
        return await self._have(self._protocol.page(filters))

    async def each(self, **filters: Unpack[ListFilters]) -> AsyncIterator[ListedCheck]:
        """Yield the checks of every page."""
        while True:
            page = await self.list(**filters)
            for one in page.checks:
                yield one
            if page.next is None:
                return
            filters = {**filters, "cursor": page.next}

    async def delete(self, check_id: str) -> None:
        """Take a check back."""
        await self._have(self._protocol.delete(check_id))

    async def submit_batch(
        self,
        posts: Iterable[str | BatchPost],
        *,
        idempotency_key: str | None = None,
        skip_faulty: bool = False,
    ) -> BatchAnswer:
        """Return as soon as all posts are kept; :meth:`results` brings what became of them.

        One faulty post refuses them all: ``Refused.problem.lines`` names each. With ``skip_faulty`` the
        others are taken, and ``skipped`` names those that were not.
        """
        return await self._have(self._batches.submit(posts, idempotency_key, skip=skip_faulty))

    async def batch(
        self,
        posts: Iterable[str | BatchPost],
        *,
        wait: float = 3_600.0,
        idempotency_key: str | None = None,
        skip_faulty: bool = False,
    ) -> BatchAnswer:
        """Return the batch when all of its posts have ended.

        Raises
        ------
        BatchNotFinished
            It goes on after ``wait`` seconds; the error has its id.
        """
        return await self._have(self._batches.run(posts, wait, idempotency_key, skip=skip_faulty))

    async def get_batch(self, batch_id: str) -> BatchAnswer:
        """Return a batch as it stands."""
        return await self._have(self._batches.get(batch_id))

    async def wait_batch(self, batch_id: str, seconds: float = 3_600.0) -> BatchAnswer:
        """Return a batch when all its posts have ended; ``BatchNotFinished`` where that takes longer."""
        return await self._have(self._batches.wait(batch_id, seconds))

    async def results(
        self, batch_id: str, *, wait: float = 3_600.0, after: int = 0
    ) -> AsyncIterator[BatchResultAnswer]:
        """Yield what became of each post, in their order, while the batch runs; ``after`` is a ``number``.

        Raises
        ------
        BatchNotFinished
            The next result is not there after ``wait`` seconds in all.
        """
        end, following = self._protocol.end_of(wait), after
        while True:
            page = await self._have(self._batches.results(batch_id, following, end))
            for one in page.results:
                yield one
            if page.next is None:
                return
            following = page.next

    async def list_batches(self, **filters: Unpack[BatchFilters]) -> BatchList:
        """Return a page of one's own batches, the newest first."""
        return await self._have(self._batches.page(filters))

    async def cancel_batch(self, batch_id: str) -> BatchAnswer:
        """Have no more posts of a batch checked; what was checked stays."""
        return await self._have(self._batches.cancel(batch_id))

    async def delete_batch(self, batch_id: str) -> None:
        """Take a batch back, with all of its checks."""
        await self._have(self._batches.delete(batch_id))

    async def _have(self, talk: Talk[T]) -> T:
        heard: Heard = None
        while True:
            try:
                step = talk.send(heard)
            except StopIteration as end:
                found: T = end.value
                return found
            heard = await self._do(step)

    async def _do(self, step: Send | Pause) -> Heard:
        if isinstance(step, Pause):
            await self._sleep(step.seconds)
            return None
        try:
            answer = await self._line().request(
                step.method, step.path, content=step.body, headers=step.headers, timeout=step.timeout
            )
        except httpx2.RequestError as error:
            return Lost(error)
        except RuntimeError:
            if self._http.is_closed:
                raise closed() from None
            raise
        return Received(answer.status_code, answer.headers, answer.content)

    def _line(self) -> httpx2.AsyncClient:
        """Return what requests go through; connections of a loop that has ended lead nowhere."""
        if self._loop and self._loop.is_closed() and not self._http.is_closed:
            self._http = self._open()
        self._loop = asyncio.get_running_loop()
        return self._http
