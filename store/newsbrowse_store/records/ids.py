"""Ids of documents, which grow with time and are never used twice, and the time as it is stored.

TinyDB alone would count 1, 2, 3 in each file: two people who work apart would then give one id to
two decisions, and git's merge of the files could not tell them apart. The time comes first so that
a history is in order by its ids, and random bits follow for those who decide in one millisecond.
"""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime

_RANDOM_BITS = 20

_AHEAD = 24 * 60 * 60 * 1000 << _RANDOM_BITS
"""A day: what is further ahead is no clock's, and lifts no ids but those of its own file."""


class _Ids:
    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def next(self, after: int = 0) -> int:
        now = time.time_ns() // 1_000_000
        made = now << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        with self._lock:
            # A clock that was set back, or a file from a clock ahead of ours, breaks no order.
            self._last = max(made, self._last + 1, after + 1 if after < made + _AHEAD else 0)
            return max(self._last, after + 1)


_ids = _Ids()


def new_id(after: int = 0) -> int:
    """Return an id above `after` and above every id this process has made, below 2⁶³.

    It is the time in milliseconds and 20 random bits, so that two people's ids do not clash. One
    that is made because `after` lies more than a day ahead is above `after` alone.
    """
    return _ids.next(after)


def now() -> str:
    """Return the time in UTC, ISO 8601 with milliseconds and zone."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
