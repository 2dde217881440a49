"""Activity: decisions, articles done and minutes, by annotator and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsbrowse_store.records.history import is_decision

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.records.history import HistoryEntry

PAUSE = 300
"""Seconds between two acts from which on nobody was at work."""


_ACTIVITY = f"""
SELECT annotator, day, sum(decisions), sum(done),
    total(CASE WHEN gap <= {PAUSE} THEN gap END) / 60 AS minutes
FROM (
    SELECT annotator, date(at, 'unixepoch', 'localtime') AS day, decisions, done,
        at - lag(at) OVER (PARTITION BY annotator ORDER BY at) AS gap
    FROM acts
)
GROUP BY annotator, day ORDER BY day, annotator
"""


@dataclass(frozen=True, slots=True)
class Activity:
    """What `annotator` did on `day` (ISO 8601, local time).

    A decision on many places at once counts as one, an undone one stays counted; an article that
    is taken back from done does not. `minutes` are those between acts less than five minutes
    apart.
    """

    annotator: str
    day: str
    decisions: int
    done: int
    minutes: float

    @property
    def per_minute(self) -> float:
        """Decisions a minute; less than a minute counts as one."""
        return self.decisions / max(self.minutes, 1.0)


class Counter:
    """Counts what one annotator does from now on."""

    def __init__(self, annotator: str) -> None:
        self._annotator = annotator
        self._begun = datetime.now().astimezone()
        self._last: datetime | None = None
        self._decisions = self._done = 0
        self._seconds = 0.0

    def count(self, entry: HistoryEntry) -> None:
        """Count a decision, an undo or a redo."""
        at = datetime.fromisoformat(entry.at)
        gap = 0.0 if self._last is None else (at - self._last).total_seconds()
        self._seconds += gap if 0 <= gap <= PAUSE else 0.0
        self._last = at
        self._decisions += is_decision(entry)
        self._done += articles_done(entry)

    @property
    def activity(self) -> Activity:
        """The counts so far; `day` is the one on which counting began."""
        day = self._begun.date().isoformat()
        return Activity(self._annotator, day, self._decisions, self._done, self._seconds / 60)


def read_activity(index: Index) -> list[Activity]:
    """Return what was done, as far as the cache knows."""
    return [Activity(*row) for row in index.query(_ACTIVITY)]


def put_acts(connection: sqlite3.Connection, place: str, history: Sequence[HistoryEntry]) -> None:
    """Take down the history of an article, by its id, or of `entity:ID`.

    What it has of it already is not written again: one decision more costs the same after many.
    """
    known, last = connection.execute(
        "SELECT count(*), max(entry) FROM acts WHERE place = ?", (place,)
    ).fetchone()
    if known and (known > len(history) or history[known - 1].id != last):
        connection.execute("DELETE FROM acts WHERE place = ?", (place,))
        known = 0
    connection.executemany(
        "INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?)",
        [
            (place, act.id, act.annotator, _seconds(act.at), is_decision(act), articles_done(act))
            for act in history[known:]
        ],
    )


def articles_done(entry: HistoryEntry) -> int:
    """Return 1 for a decision that makes an article done, −1 for one that takes it back."""
    return sum(
        ((change.after or {}).get("state") == "done")
        - ((change.before or {}).get("state") == "done")
        for change in entry.changes
        if change.table == "article"
    )


def _seconds(at: str) -> float:
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return 0.0
