"""A server on the loopback that stands for the internet, and fetchers with a clock of their own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ingest.network.server import Server
from newsbrowse_ingest.network.fetcher import Fetcher
from newsbrowse_ingest.network.values import Ask, FetchBounds, FetchedPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.network.addresses import IP
    from newsbrowse_ingest.network.values import Unchanged

PUBLIC = "127.0.0.1"


@dataclass
class FakeClock:
    """Time passes when somebody sleeps, and then at once."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return 1_700_000_000.0 + self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Names:
    """Stands for the name servers: each look-up takes the next answer, the last one again."""

    known: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        answers = self.known.get(host, [[host]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


def page(found: FetchedPage | Unchanged) -> FetchedPage:
    assert isinstance(found, FetchedPage)
    return found


def not_public(ip: IP) -> str:
    """127.0.0.1 stands for the internet, the rest of the loopback for what is private."""
    return "" if str(ip) == PUBLIC else "a private address"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(PUBLIC) as running:
        yield running


@pytest.fixture
def hidden() -> Iterator[Server]:
    """A server at an address that counts as private."""
    with Server("127.0.0.2") as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def names() -> Names:
    return Names()


class Fetch:
    """Fetches one address, or several one after the other with one fetcher."""

    def __init__(self, clock: FakeClock, names: Names) -> None:
        self._given = {"clock": clock, "resolve": names, "not_public": not_public}

    def __call__(
        self, *asked: str | Ask, bounds: FetchBounds | None = None, **settings: Any
    ) -> FetchedPage | Unchanged:
        return self.all(*asked, bounds=bounds, **settings)[-1]

    def all(
        self, *asked: str | Ask, bounds: FetchBounds | None = None, **settings: Any
    ) -> list[FetchedPage | Unchanged]:
        async def run() -> list[FetchedPage | Unchanged]:
            fetcher = Fetcher(bounds, **(self._given | settings))
            asks = [one if isinstance(one, Ask) else Ask(one) for one in asked]
            try:
                return [await fetcher.get(one) for one in asks]
            finally:
                await fetcher.close()

        return asyncio.run(run())


@pytest.fixture
def fetch(clock: FakeClock, names: Names) -> Fetch:
    return Fetch(clock, names)
