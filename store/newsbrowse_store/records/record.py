"""Record: a TinyDB file of decisions, what it says now, and the one way to change it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from newsbrowse_store.disk.json_lines import Lines, plain, read_tables
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import (
    SYSTEM,
    Stamp,
    System,
    damaged,
    look,
    sync_folder,
)
from newsbrowse_store.errors import DecisionError, StorageError, UnsureError
from newsbrowse_store.records.delta import Delta, read_delta
from newsbrowse_store.records.documents import (
    Tables,
    read_decisions,
    to_document,
    with_changes,
)
from newsbrowse_store.records.history import Change, HistoryEntry, read_history
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.records.uniqueness import Uniqueness, read_uniqueness, uniqueness_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from newsbrowse_store.disk.raw_tables import RawTables
    from newsbrowse_store.values import Decisions


class Record:
    """A TinyDB file of one article or entity, read again whenever another process has changed it.

    Every method raises `StorageError` when the file cannot be read; it is left as it is then.
    A record is used by one thread at a time.
    """

    TABLES: ClassVar[tuple[str, ...]] = ("history",)
    """Tables that are always in the file."""

    OPTIONAL: ClassVar[tuple[str, ...]] = ()
    """Tables that are read where the file has them; others are kept, but not shown."""

    def __init__(self, path: Path, lock: Path, system: System = SYSTEM) -> None:
        self.path = path
        self.lock = lock
        self._system = system
        self._version: Snapshot | None = None
        self._unsure: UnsureError | None = None
        self._held = False

    @property
    def unsure(self) -> bool:
        """Whether the disk was not sure of the last decision: read-only then, until `reload`."""
        return self._unsure is not None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take what was read last for what is there, without another look at the file.

        For whoever has the file's lock, or has just written it: what follows in the block is about
        that one state, whatever another process decides meanwhile.
        """
        before, self._held = self._held, True
        try:
            yield
        finally:
            self._held = before

    @property
    def version(self) -> str | None:
        """What tells the state that is `held` from others; None while none is."""
        stamp = self._version.stamp if self._held and self._version else None
        return f"{stamp.inode} {stamp.size} {stamp.modified}" if stamp else None

    def tables(self) -> Tables:
        """Return the documents of the file as they are now, by table and id. Do not change them."""
        return self._current().tables

    def uniqueness(self) -> Uniqueness:
        """Return where mentions and rejections are. Do not change it."""
        return self._current().uniqueness

    def history(self) -> tuple[HistoryEntry, ...]:
        """Return the decisions made, the oldest first."""
        return self._current().history

    def changed(self) -> bool:
        """Tell whether the file differs from what was read of it last (true before that)."""
        return self._version is None or self._version.stamp != look(self.path, self._system)

    def reload(self) -> None:
        """Read the file anew; after an `UnsureError` this is what makes it writable again."""
        if self._unsure is not None:
            sync_folder(self.path.parent, self._system)
            self._unsure = None
        self._version = None
        self._current()

    def commit(
        self,
        what: str,
        annotator: str,
        decide: Callable[[Tables], Iterable[Change]],
        *,
        undoes: int | None = None,
        step: int | None = None,
    ) -> HistoryEntry | None:
        """Make one decision durable, whatever tables it touches, with its line in the history.

        `decide` is called under the file's lock with the documents as they are then, and returns
        what is to change. When it raises, or returns no change, nothing is written; None is
        returned for no change. Raises `DecisionError` for changes that do not fit the documents
        or cannot be stored, `StorageError` when nothing could be written, and `UnsureError` when
        the disk was not sure: the record is read-only then until `reload`.
        """
        from newsbrowse_store.disk.tinydb_storage import (
            transaction,  # here: what reads needs no TinyDB
        )

        if self._unsure is not None:
            raise UnsureError(self._unsure.what, self._unsure.reason, self._unsure.remedy)
        with FileLock(self.lock, self._system):
            version = self._current()
            with self.held():  # the lock keeps others out: one look is enough
                changes = _fitting(decide(version.tables), version.tables)
            if not changes:
                return None
            id_ = new_id(after=max(version.tables["history"], default=0))
            entry = HistoryEntry(id_, what, now(), annotator, changes, undoes, step)
            after = version.after(entry)
            known = (version.lines, version.raw)
            try:
                with transaction(self.path, self.TABLES, self._system, *known) as database:
                    database.storage.write(after.raw)
            except UnsureError as error:
                self._unsure = error
                raise
            self._version = None
            with suppress(StorageError):  # the decision is saved, whatever happens now
                after.stamp = look(self.path, self._system)
                self._version = after
        return entry

    def _current(self) -> Snapshot:
        if self._held and self._version is not None:
            return self._version
        if self._version is None or (self._unsure is None and self.changed()):
            stamp = look(self.path, self._system)  # first: what is replaced meanwhile is read again
            raw = read_tables(self.path, self._system)
            if raw is None:
                raise StorageError(str(self.path), "is no longer there", "Open another article.")
            self._version = Snapshot(self.path, stamp, raw, Lines(), self.TABLES + self.OPTIONAL)
        return self._version


@dataclass(eq=False)
class Snapshot:
    """What a file held when it was read, as values when they are asked for.

    `base` are decisions and an entry that led from them to these.
    """

    path: Path
    stamp: Stamp | None
    raw: RawTables
    lines: Lines
    names: tuple[str, ...]
    base: tuple[Decisions, HistoryEntry] | None = None

    def after(self, entry: HistoryEntry) -> Snapshot:
        """Return what the file is to hold with one entry more; what stays is not read again."""
        changes = (*entry.changes, Change("history", entry.id, None, to_document(entry)))
        raw = with_changes(self.raw, changes, str)
        self.lines.follow(self.raw, raw, ((change.table, str(change.id)) for change in changes))
        later = Snapshot(self.path, None, raw, self.lines, self.names)
        later.tables = with_changes(self.tables, changes, int)
        if "history" in vars(self):
            later.history = (*self.history, entry)
        if "decisions" in vars(self):
            later.base = self.decisions, entry
        if "uniqueness" in vars(self) and self._nothing_in_one_place:
            later.uniqueness = uniqueness_after(self.uniqueness, entry.changes)
        return later

    @cached_property
    def tables(self) -> Tables:
        """The documents, by table and id."""
        with telling_damage(self.path):
            return {
                name: {int(id_): document for id_, document in self.raw.get(name, {}).items()}
                for name in self.names
            }

    @cached_property
    def uniqueness(self) -> Uniqueness:
        """Where mentions and rejections are."""
        with telling_damage(self.path):
            return read_uniqueness(self.tables)

    @property
    def _nothing_in_one_place(self) -> bool:
        """Whether each document has its place for itself; git may merge two people's into one."""
        return all(len(self.tables[name]) == len(held) for name, held in self.uniqueness.items())

    @cached_property
    def delta(self) -> Delta | None:
        """What led here from the decisions of the version before, where that is known."""
        with telling_damage(self.path):
            return read_delta(*self.base) if self.base else None

    @cached_property
    def decisions(self) -> Decisions:
        """Everything decided, in the order it was decided."""
        with telling_damage(self.path):
            return self.delta.after if self.delta else read_decisions(self.tables)

    @cached_property
    def history(self) -> tuple[HistoryEntry, ...]:
        """The decisions made, the oldest first."""
        with telling_damage(self.path):
            return read_history(self.tables["history"])


def _fitting(changes: Iterable[Change], tables: Tables) -> tuple[Change, ...]:
    """Return the changes as they will be read again, those that change something."""
    fitting: dict[tuple[str, int], Change] = {}
    for change in changes:
        place = f"document {change.id} of {change.table}"
        if change.table not in tables or change.table == "history" or change.id < 1:
            raise DecisionError(place, "decisions cannot be made there")
        if (change.table, change.id) in fitting:
            raise DecisionError(place, "is changed twice in one decision")
        if change.before != tables[change.table].get(change.id):
            raise DecisionError(place, "has changed meanwhile", "Look at it again, then decide.")
        try:
            after = plain(change.after)
        except ValueError as error:
            raise DecisionError(place, f"cannot be stored ({error})") from error
        if after != change.before:
            fitting[change.table, change.id] = Change(change.table, change.id, change.before, after)
    return tuple(fitting.values())


@contextmanager
def telling_damage(path: Path) -> Iterator[None]:
    """Say that the file at `path` is damaged, with `StorageError` for a `ValueError`."""
    try:
        yield
    except ValueError as error:
        raise damaged(path, error) from error
