"""Refresh: the folders of articles looked through for what came, went or changed unseen."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from newsbrowse_store.errors import StorageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from newsbrowse_store.cache.database import Index

_ARTICLE = re.compile(r"([0-9a-f]{12})\.json")
_FOLDER = re.compile(r"[0-9a-f]{2}")
_BATCH = 200
_ATTEMPTS = 3
"""How often to begin again when the cache turns out to be damaged meanwhile."""

_SETTLED_AFTER = 2_000_000_000
"""Nanoseconds after which a folder's time of change tells all: a later change gets a later one."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a look through the folders found: articles read, articles gone, damaged files.

    What cannot be read is in the catalogue all the same, under its id.
    """

    read: int = 0
    removed: int = 0
    problems: tuple[StorageError, ...] = ()


class Rows(Protocol):
    """What is brought up to date: the catalogue."""

    def put_many(self, ids: Iterable[str]) -> Sequence[_Read]:
        """Read articles anew; return what was read of those there are."""

    def remove(self, ids: Sequence[str]) -> None:
        """Take articles out."""


class _Read(Protocol):
    @property
    def problem(self) -> StorageError | None:
        """What kept an article from being read."""


def stale(root: Path, index: Index) -> bool:
    """Whether a folder of articles has changed since it was last looked through."""
    return folder_times(root) != dict(index.query("SELECT name, modified FROM folders"))


def refresh(
    root: Path,
    index: Index,
    rows: Rows,
    progress: Callable[[int, int], None] | None,
) -> Changes:
    """Bring the catalogue up to date with the folders that changed; see `Catalogue.refresh`."""
    for _ in range(_ATTEMPTS):
        if (changes := _look_through(root, index, rows, progress)) is not None:
            return changes
    return Changes()


def _look_through(
    root: Path,
    index: Index,
    rows: Rows,
    progress: Callable[[int, int], None] | None,
) -> Changes | None:
    """Do so once; None when the cache was lost meanwhile, and what was put in it with it."""
    lost = index.lost
    seen = dict(index.query("SELECT name, modified FROM folders"))
    now = time.time_ns()
    times = folder_times(root)
    work = {
        name: _differences(root, index, name)
        for name in sorted(times.keys() | seen.keys())
        if times.get(name) != seen.get(name)
    }
    total = sum(len(changed) for changed, _ in work.values())
    read = removed = 0
    problems: list[StorageError] = []
    for name, (changed, gone) in work.items():
        rows.remove(gone)
        removed += len(gone)
        for start in range(0, len(changed), _BATCH):
            entries = rows.put_many(changed[start : start + _BATCH])
            problems += [entry.problem for entry in entries if entry.problem is not None]
            read += len(changed[start : start + _BATCH])
            if progress is not None:
                progress(read, total)
        with index.transaction() as connection:
            if index.lost == lost:
                _note_folder(connection, name, times.get(name), now)
        if index.lost != lost:
            return None
    return Changes(read, removed, tuple(problems))


def folder_times(root: Path, kind: str = "articles") -> dict[str, int]:
    """Return when each folder of articles, or of entities, changed last, in nanoseconds."""
    return {entry.name: entry.stat().st_mtime_ns for entry in _folders(root, kind)}


def article_versions(root: Path, folder: str) -> dict[str, str]:
    """Return the articles in a folder and the versions of their files."""
    versions = {}
    for entry in _scan(root / "articles" / folder):
        name = _ARTICLE.fullmatch(entry.name)
        if name and name[1].startswith(folder):
            with suppress(FileNotFoundError):  # removed meanwhile, or a link to nothing
                versions[name[1]] = file_version(entry.stat())
    return versions


def article_ids(root: Path, prefix: str = "") -> Iterator[str]:
    """Yield the ids that begin with `prefix` of the articles there are, in order."""
    for folder in sorted(entry.name for entry in _folders(root)):
        if folder.startswith(prefix[:2]):
            names = (_ARTICLE.fullmatch(entry.name) for entry in _scan(root / "articles" / folder))
            ids = (name[1] for name in names if name and name[1].startswith(folder))
            yield from sorted(id_ for id_ in ids if id_.startswith(prefix))


def file_version(status: os.stat_result) -> str:
    """Return what tells one version of a file from the next, as the catalogue notes it."""
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"


def _differences(root: Path, index: Index, folder: str) -> tuple[list[str], list[str]]:
    """Return the articles of a folder to read (again), and those that are gone."""
    known = dict(
        index.query(
            "SELECT id, stamp FROM articles WHERE id >= :first AND id < :last"
            " UNION ALL SELECT id, stamp FROM hidden WHERE id >= :first AND id < :last",
            {"first": folder, "last": folder + "g"},
        )
    )
    there = article_versions(root, folder)
    changed = [id_ for id_, version in sorted(there.items()) if known.get(id_) != version]
    return changed, [id_ for id_ in known if id_ not in there]


def _note_folder(connection: sqlite3.Connection, name: str, modified: int | None, now: int) -> None:
    if modified is None:
        connection.execute("DELETE FROM folders WHERE name = ?", (name,))
    else:
        noted = settled(modified, now)
        connection.execute("INSERT OR REPLACE INTO folders VALUES (?, ?)", (name, noted))


def settled(modified: int, now: int) -> int:
    """Return the time of change to note of a folder, 0 when it may change at the same time yet."""
    return modified if now - modified > _SETTLED_AFTER else 0


def _folders(root: Path, kind: str = "articles") -> list[os.DirEntry[str]]:
    return [
        entry for entry in _scan(root / kind) if _FOLDER.fullmatch(entry.name) and entry.is_dir()
    ]


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(
            str(folder),
            f"cannot be read ({error.strerror})",
            "Give yourself the right to read it, or bring it back from a backup or git.",
        ) from error
