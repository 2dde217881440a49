"""Repair: what is wrong in a library mended, as far as nothing can be lost by it.

What a person decided is never deleted, moved or changed: that is told, and left to a person.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.cache.database import FILE as INDEX
from newsbrowse_store.cache.entities import EntityRecord
from newsbrowse_store.disk.json_lines import dumps, loads, merged
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.staging import FOLDER as STAGING
from newsbrowse_store.disk.staging import Staging
from newsbrowse_store.disk.system import (
    TEMPORARY,
    cannot_read,
    cannot_write,
    replace_file,
    sync_folder,
)
from newsbrowse_store.errors import StorageError
from newsbrowse_store.library import GIT_FILES
from newsbrowse_store.maintenance.check import GIT, cache_problems, check
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.feeds import FILE as FEEDS
from newsbrowse_store.records.feeds import FeedsRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbrowse_store.library import Library
    from newsbrowse_store.maintenance.check import Problem
    from newsbrowse_store.records.record import Record

_HALF_WRITTEN = re.compile(rf"\.(?P<name>[^/]+)\.(?P<pid>\d+)-\d+{re.escape(TEMPORARY)}")
_SETTLED = 3600.0
"""Seconds after which nobody is writing a file any more, whatever process has the number."""


class Repaired(Struct, frozen=True):
    """What was done to the file at `path`, which is relative to the library's folder."""

    path: str
    what: str


def repair(library: Library) -> Iterator[Repaired | StorageError]:
    """Mend what `check` finds and nothing can be lost by; say what was done, and what could not be.

    Each file is written whole and under its lock. Done again, there is nothing left to do.
    """
    root = library.path
    found = check(root)
    steps = {"extra": _remove_left_over, "merged": _rewrite, GIT: _write_for_git}
    for problem in found:
        if step := steps.get(problem.kind):
            try:
                done = step(root, problem)
            except StorageError as error:
                yield error
            else:
                if done:
                    yield Repaired(problem.path, done)
    yield from _mend_cache(library, reported=any(problem.kind == "cache" for problem in found))


def _remove_left_over(root: Path, problem: Problem) -> str:
    """Remove a file that a write cut short has left, if that which it was to replace is sound."""
    path = root / problem.path
    done = "removed what a write that was cut short had left"
    if path.parent == root / "articles" / STAGING:
        with suppress(StorageError), Staging(root, patience=0.0):  # else somebody adds just now
            return done  # it throws away all that was left there
        return ""
    half = _HALF_WRITTEN.fullmatch(path.name)
    target = path.with_name(half["name"]) if half else path
    record = _record(root, str(target.relative_to(root)))
    if not half or not record or not _is_sound(record, target):
        return ""
    with FileLock(record.lock):
        if not _is_abandoned(path, int(half["pid"])):
            return ""
        try:
            path.unlink()
        except OSError as error:
            raise cannot_write(path, error) from error
        sync_folder(path.parent)
    return done


def _is_sound(record: Record, target: Path) -> bool:
    """Whether the file that was to be replaced can be read, so that nothing hangs on the other."""
    try:
        record.tables()
        if isinstance(record, ArticleRecord):
            record.article()
    except StorageError:
        return False
    return target.exists()


def _is_abandoned(path: Path, pid: int) -> bool:
    """Whether the process that was writing a file is gone."""
    try:
        if time.time() - path.stat().st_mtime > _SETTLED:
            return True
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _rewrite(root: Path, problem: Problem) -> str:
    """Write a file that git has merged as it is read here, so that all read it so."""
    record = _record(root, problem.path)
    if record is None:
        return ""
    with FileLock(record.lock):
        try:
            data = record.path.read_bytes()
        except OSError as error:
            raise cannot_read(record.path, error) from error
        try:
            tables = loads(data)
            written = dumps(tables)
            if not merged(data) or loads(written) != tables:
                return ""
        except ValueError:  # somebody has changed it since it was looked at
            return ""
        replace_file(record.path, written)
    return "written anew, so that other programs read in it what was decided"


def _write_for_git(root: Path, problem: Problem) -> str:
    replace_file(root / problem.path, GIT_FILES[problem.path].encode())
    return "written"


def _mend_cache(library: Library, *, reported: bool) -> Iterator[Repaired | StorageError]:
    """Bring the cache up to date, reading no more than is needed."""

    def begin_anew() -> None:
        library.close()
        folder = root / ".newsbrowse"
        with FileLock(folder / "locks" / "index"):
            for suffix in ("", "-wal", "-shm"):
                (folder / f"{INDEX}{suffix}").unlink(missing_ok=True)
        library.catalogue.rebuild()

    root = library.path
    try:
        for step in (library.catalogue.refresh, library.catalogue.rebuild, begin_anew):
            if not cache_problems(root):
                break
            step()
    except StorageError as error:
        yield error
    except OSError as error:
        yield cannot_write(root / ".newsbrowse" / INDEX, error)
    else:
        if reported and not cache_problems(root):
            yield Repaired(f".newsbrowse/{INDEX}", "worked out anew")


def _record(root: Path, place: str) -> Record | None:
    """Return the record of a file of decisions, None for a file of another kind."""
    path = PurePath(place)
    if place == FEEDS:
        return FeedsRecord(root / FEEDS, root / ".newsbrowse" / "locks" / "feeds")
    kinds = {"articles": ArticleRecord, "entities": EntityRecord}
    if path.suffix not in {".json", ".txt"} or path.parts[0] not in kinds:
        return None
    return kinds[path.parts[0]](root, path.stem)
