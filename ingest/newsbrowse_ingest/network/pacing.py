"""Pacing: a pause between two requests to one host, longer where the host asks for it."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbrowse_ingest.network.values import Clock

LONGEST_DELAY = 10.0
"""The most seconds that a `Crawl-delay` is heeded for."""


class Pacing:
    """Lets the requests to one host begin one after the other, `pause` seconds apart."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = pause
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._pauses: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._held: dict[str, float] = {}

    async def turn(self, host: str) -> None:
        """Return when it is this request's turn; first come, first served."""
        async with self._queues[host]:
            while (wait := self._begin(host) - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            self._last[host] = self._clock.monotonic()

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody's turn come before so many seconds from now."""
        until = self._clock.monotonic() + seconds
        self._held[host] = max(until, self._held.get(host, until))

    def slow_down(self, host: str, delay: float) -> None:
        """Leave at least so many seconds between two turns, within a bound."""
        self._pauses[host] = max(self._pause, min(delay, LONGEST_DELAY))

    def _begin(self, host: str) -> float:
        """Return the time before which nobody may begin."""
        last = self._last.get(host)
        earliest = -math.inf if last is None else last + self._pauses.get(host, self._pause)
        return max(earliest, self._held.get(host, -math.inf))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that an answer asks to wait, None if it does not say.

    `now` is the time in seconds since 1970; a server that tells its own time is believed.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    until = _moment(value)
    if until is None:
        return None
    return max(0.0, until - (_moment(headers.get("date", "")) or now))


def _moment(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None
