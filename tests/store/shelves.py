"""Libraries for tests, filled without waiting for the disk."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from newsbrowse_store.disk.system import System
from newsbrowse_store.records.creation import create_articles
from newsbrowse_store.records.documents import to_document
from newsbrowse_store.records.history import Change
from newsbrowse_store.records.ids import new_id
from newsbrowse_store.values import Draft, Mention, Metadata

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsbrowse_store.library import Library
    from newsbrowse_store.values import Decision

HOUR = 3_600_000_000_000
TABLES = {
    "Mention": "mentions",
    "Rejection": "rejections",
    "Relation": "relations",
    "Tag": "tags",
    "Note": "notes",
}


class Unsynced(System):
    def fsync(self, fd: int) -> None:
        """Leave it to the system."""

    def sync_disk(self, fd: int) -> bool:
        """Leave it to the system."""
        return True


def put(library: Library, *drafts: Draft) -> list[str]:
    """Add articles behind the library's back, as another process or git would."""
    made = create_articles(library.path, drafts, system=Unsynced())
    long_ago(library.path)
    return [one.id for one in made]


def shelve(library: Library, *drafts: Draft) -> list[str]:
    """Add articles that the catalogue knows of."""
    ids = put(library, *drafts)
    library.catalogue.refresh()
    return ids


def named(headline: str, source: str = "", published: str = "", tags: Iterable[str] = ()) -> Draft:
    text = f"{headline} {source} {published}"
    metadata = Metadata(headline=headline, source=source, published=published)
    return Draft(text, metadata, tags=tuple(tags))


def decide(library: Library, id_: str, *decisions: Decision) -> None:
    """Make decisions behind the catalogue's back."""
    changes = [
        Change(TABLES[type(decision).__name__], decision.id, None, to_document(decision))
        for decision in decisions
    ]
    library.record(id_).commit("accept", "ana", lambda _: changes)


def mention(text: str, start: int, end: int, label: str, entity: str | None = None) -> Mention:
    return Mention(
        new_id(), "ana", "2026-03-04T10:00:00Z", start, end, label, text[start:end], entity=entity
    )


def long_ago(root: Path) -> None:
    """Let the folders of articles have changed long enough ago to be trusted."""
    for folder in (root / "articles").iterdir():
        status = folder.stat()
        if time.time_ns() - status.st_mtime_ns < HOUR:
            os.utime(folder, ns=(status.st_atime_ns, status.st_mtime_ns - HOUR))
