"""Fetching for callers that wait: an event loop in a thread of its own, ended with them."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import FIRST_COMPLETED, wait
from typing import TYPE_CHECKING, Any, Self, TypeVar

from newsbrowse.network.fetcher import Fetcher
from newsbrowse.network.values import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from newsbrowse.network.values import Ask, Page, Unchanged

    Asked = TypeVar("Asked")
    Answer = Page | Unchanged | FetchError

AT_ONCE = 8
"""So many pages are fetched at a time, of different hosts; the next ones wait until these are
taken."""


class Web:
    """The network, in a `with`; leaving that ends what is under way. Takes what `Fetcher` does."""

    def __init__(self, **settings: Any) -> None:
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

    def get(self, ask: Ask) -> Page | Unchanged:
        """Fetch an address. Raises `FetchError`."""
        return self._submit(ask).result()

    def get_all(
        self, asked: Iterable[Asked], ask: Callable[[Asked], Ask]
    ) -> Iterator[tuple[Asked, Answer]]:
        """Fetch what `ask` makes of each of `asked`; the answers come as they are there."""
        waiting = iter(asked)
        under_way: dict[Future[Page | Unchanged], Asked] = {}
        try:
            while True:
                while len(under_way) < AT_ONCE and (one := next(waiting, None)) is not None:
                    under_way[self._submit(ask(one))] = one
                if not under_way:
                    return
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    yield under_way.pop(future), _answer(future)
        finally:
            for future in under_way:
                future.cancel()

    def _submit(self, ask: Ask) -> Future[Page | Unchanged]:
        return asyncio.run_coroutine_threadsafe(self._fetcher.get(ask), self._loop)

    async def _begin(self) -> Fetcher:
        return Fetcher(**self._settings)

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._fetcher.close()


def _answer(future: Future[Page | Unchanged]) -> Answer:
    try:
        return future.result()
    except FetchError as error:
        return error
