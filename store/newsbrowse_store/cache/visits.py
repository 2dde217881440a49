"""Visits: when addresses of the network were last fetched, and what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct, field

from newsbrowse_store.records.ids import now

if TYPE_CHECKING:
    from newsbrowse_store.cache.database import Index


class Visit(Struct, frozen=True):
    """One address. `etag` and `modified` are what its server called the version it gave.

    `ids` are the articles read from it, `trouble` says why there are none, `at` is when.
    """

    address: str
    etag: str = ""
    modified: str = ""
    ids: tuple[str, ...] = ()
    trouble: str = ""
    at: str = field(default_factory=now)


class Visits:
    """The last visit to each address. Without it things are fetched again, and nothing is lost."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def get(self, address: str) -> Visit | None:
        """Return the last visit to an address, None if there was none."""
        rows = self._index.query(
            "SELECT etag, modified, ids, trouble, at FROM visits WHERE address = ?", (address,)
        )
        if not rows:
            return None
        etag, modified, ids, trouble, at = rows[0]
        return Visit(address, etag, modified, tuple(json.loads(ids)), trouble, at)

    def put(self, visit: Visit) -> None:
        """Keep a visit in place of the one before."""
        with self._index.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(visit.address, visit.etag, visit.modified),
                    *(json.dumps(visit.ids), visit.trouble, visit.at),
                ),
            )
