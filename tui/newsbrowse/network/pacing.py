"""Taking turns: a pause between two requests to one host, longer where the host asks for it."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbrowse.network.values import Clock

LONGEST_DELAY = 10.0
"""The most seconds that a `Crawl-delay` is heeded for."""


class Pacing:
    """Gives each host one request at a time to begin, `pause` seconds apart."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = pause
        self._pauses: dict[str, float] = {}
        self._next: dict[str, float] = {}

    async def turn(self, host: str) -> None:
        """Return when it is this request's turn; first come, first served."""
        now = self._clock.monotonic()
        begin = max(now, self._next.get(host, now))
        self._next[host] = begin + self._pauses.get(host, self._pause)
        if begin > now:
            await self._clock.sleep(begin - now)

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody's turn come before so many seconds from now."""
        until = self._clock.monotonic() + seconds
        self._next[host] = max(until, self._next.get(host, until))

    def slow_down(self, host: str, delay: float) -> None:
        """Leave at least so many seconds between two turns from now on, within a bound."""
        pause = max(self._pause, min(delay, LONGEST_DELAY))
        if host in self._next:
            self._next[host] += pause - self._pauses.get(host, self._pause)
        self._pauses[host] = pause


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
