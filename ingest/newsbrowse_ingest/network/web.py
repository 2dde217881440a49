"""Web: fetching for callers that wait, in an event loop of its own, ended with them."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import FIRST_COMPLETED, wait
from typing import TYPE_CHECKING, Any, Self, TypeVar

from newsbrowse_ingest.network.fetcher import Fetcher
from newsbrowse_ingest.network.values import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from concurrent.futures import Future

    from newsbrowse_ingest.network.values import Ask, FetchedPage, Unchanged

    Asked = TypeVar("Asked")
    Fetched = Future[FetchedPage | Unchanged]
    Answer = FetchedPage | Unchanged | FetchError

AT_ONCE = 8
"""So many pages are fetched at a time, of different hosts; the next ones wait until these are
taken."""


LOOK_EVERY = 0.1
"""Seconds between two looks whether the rest is still wanted."""


class Web:
    """The network, in a `with`; leaving that ends what is under way.

    `stopped` says whether nobody wants the rest of `get_all` any more. `settings` are those of
    `Fetcher`.
    """

    def __init__(self, stopped: Callable[[], bool] | None = None, **settings: Any) -> None:
        self._stopped = stopped
        self._settings = settings
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._fetcher: Fetcher

    def __enter__(self) -> Self:
        self._thread.start()
        self._fetcher = asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def get(self, ask: Ask) -> FetchedPage | Unchanged:
        """Fetch an address. Raises `FetchError`."""
        return self._submit(ask).result()

    def get_all(
        self, asked: Iterable[Asked], ask: Callable[[Asked], Ask]
    ) -> Iterator[tuple[Asked, Answer]]:
        """Fetch what `ask` makes of each of `asked`; the answers come as they are there."""
        waiting = iter(asked)
        under_way: dict[Fetched, Asked] = {}
        try:
            while True:
                while len(under_way) < AT_ONCE and (one := next(waiting, None)) is not None:
                    under_way[self._submit(ask(one))] = one
                if not under_way or (self._stopped and self._stopped()):
                    return
                for future in self._done(under_way):
                    yield under_way.pop(future), _answer(future)
        finally:
            for future in under_way:
                future.cancel()

    def _done(self, under_way: Collection[Fetched]) -> set[Fetched]:
        """Return those that are done as soon as there are any, none when they are not wanted."""
        patience = None if self._stopped is None else LOOK_EVERY
        done: set[Fetched] = set()
        while not done and not (self._stopped and self._stopped()):
            done, _ = wait(under_way, patience, FIRST_COMPLETED)
        return done

    def _submit(self, ask: Ask) -> Fetched:
        return asyncio.run_coroutine_threadsafe(self._fetcher.get(ask), self._loop)

    async def _begin(self) -> Fetcher:
        return Fetcher(**self._settings)

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._fetcher.close()


def _answer(future: Fetched) -> Answer:
    try:
        return future.result()
    except FetchError as error:
        return error
