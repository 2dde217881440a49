"""Values of the network: what is asked, what comes back, and within which bounds."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from typing import Self


class FetchError(NewsbrowseError):
    """An address gave nothing to read; `what` is the address.

    `passing` tells whether it may be different another time, `status` is the HTTP status if
    there was one.
    """

    passing: bool = True
    status: int = 0

    @classmethod
    def lasting(cls, what: str, reason: str, remedy: str = "", status: int = 0) -> Self:
        """Make one that asking again will not change."""
        error = cls(what, reason, remedy)
        error.passing, error.status = False, status
        return error

    def about(self, what: str, where: str = "") -> Self:
        """Return the same error about the address that was asked for; `where` says how it came."""
        error = type(self)(what, where + self.reason, self.remedy)
        error.passing, error.status = self.passing, self.status
        return error


class UnreachableError(FetchError):
    """The host of the address cannot be asked for anything."""


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to fetch, with what its server called the version we have, if we have one."""

    address: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What was found at an address.

    `url` is where it was in the end, `moved` its new address if it has moved there for good.
    `suffix` is the end of a file name that tells the readers its format, dot included.
    """

    address: str
    url: str
    data: bytes
    suffix: str
    etag: str = ""
    modified: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The version we have is still the newest; `moved` as in `FetchedPage`."""

    address: str
    moved: str = ""


@dataclass(frozen=True, slots=True)
class FetchBounds:
    """How long and how much at most: seconds, bytes after decompression, and redirects.

    `total` is for one request with its answer, `patience` the longest `Retry-After` that is
    waited for, `pause` what lies between two requests to one host.
    """

    connect: float = 10.0
    silence: float = 20.0
    total: float = 60.0
    size: int = 32 * 2**20
    redirects: int = 5
    patience: float = 60.0
    pause: float = 1.0


class Clock(Protocol):
    """The time, and waiting for it."""

    def monotonic(self) -> float:
        """Seconds that only grow."""

    def time(self) -> float:
        """Seconds since 1970."""

    async def sleep(self, seconds: float) -> None:
        """Return when so many have passed."""


class RealClock:
    """The machine's own."""

    def monotonic(self) -> float:
        """See `Clock`."""
        return time.monotonic()

    def time(self) -> float:
        """See `Clock`."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """See `Clock`."""
        await asyncio.sleep(seconds)
