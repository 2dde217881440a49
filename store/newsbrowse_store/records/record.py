"""One file of decisions: what it says now, and the one way to change it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from newsbrowse_store.disk.json_lines import Lines, plain, read_tables
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import (
    SYSTEM,
    Stamp,
    System,
    cannot_read,
    cannot_write,
    damaged,
    look,
    sync_folder,
)
from newsbrowse_store.errors import DecisionError, StorageError, UnsureError
from newsbrowse_store.records.annotated import Standing
from newsbrowse_store.records.delta import Turn, read_turn
from newsbrowse_store.records.documents import (
    ARTICLE,
    ARTICLE_TABLES,
    Change,
    HistoryEntry,
    Tables,
    read_article,
    read_decisions,
    read_history,
    text_sum,
    to_document,
    with_changes,
)
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.records.uniqueness import Places, places_after, read_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from newsbrowse_store.disk.raw_tables import RawTables
    from newsbrowse_store.model import Article, Decisions, Suggestion


def article_path(root: Path, id_: str) -> Path:
    """Return where the decisions on an article lie; its text lies beside, with suffix `.txt`."""
    return root / f"articles/{id_[:2]}/{id_}.json"


def article_lock(root: Path, id_: str) -> Path:
    """Return the lock file of an article; 256 serve the whole library."""
    return root / ".newsbrowse" / "locks" / f"articles-{id_[:2]}"


class Record:
    """A TinyDB file of one article or entity, read again whenever another process has changed it.

    Every method raises `StorageError` when the file cannot be read; it is left as it is then.
    A record is used by one thread at a time.
    """

    TABLES: ClassVar[tuple[str, ...]] = ("history",)
    """Tables that are always in the file; others are kept, but not shown."""

    def __init__(self, path: Path, lock: Path, system: System = SYSTEM) -> None:
        self.path = path
        self.lock = lock
        self._system = system
        self._version: _Version | None = None
        self._unsure: UnsureError | None = None

    def tables(self) -> Tables:
        """Return the documents of the file as they are now, by table and id. Do not change them."""
        return self._current().tables

    def places(self) -> Places:
        """Return where mentions and rejections are. Do not change it."""
        return self._current().places

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
            changes = _fitting(decide(version.tables), version.tables)
            if not changes:
                return None
            id_ = new_id(after=max(version.tables["history"], default=0))
            entry = HistoryEntry(id_, what, now(), annotator, changes, undoes)
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

    def _current(self) -> _Version:
        if self._version is None or (self._unsure is None and self.changed()):
            stamp = look(self.path, self._system)  # first: what is replaced meanwhile is read again
            raw = read_tables(self.path, self._system)
            if raw is None:
                raise StorageError(str(self.path), "is no longer there", "Open another article.")
            self._version = _Version(self.path, stamp, raw, Lines(), self.TABLES)
        return self._version


class ArticleRecord(Record):
    """One article of the library at `root`: its text, which never changes, and its decisions."""

    TABLES = ARTICLE_TABLES

    def __init__(self, root: Path, id_: str, system: System = SYSTEM) -> None:
        super().__init__(article_path(root, id_), article_lock(root, id_), system)
        self.id = id_
        self._standing: Standing | None = None

    @classmethod
    def created(
        cls, root: Path, id_: str, text: str, tables: RawTables, system: System = SYSTEM
    ) -> Self:
        """Return the record of an article that was written just now: it need not be read."""
        record = cls(root, id_, system)
        record.text = text
        stamp = look(record.path, system)
        record._version = _Version(record.path, stamp, tables, Lines(), cls.TABLES)
        return record

    @cached_property
    def text(self) -> str:
        """The text, readable even when the decisions are not."""
        path = self.path.with_suffix(".txt")
        try:
            return self._system.read(path).decode()
        except OSError as error:
            raise cannot_read(path, error) from error
        except UnicodeDecodeError as error:
            raise damaged(path, error) from error

    @cached_property
    def _text_sum(self) -> str:
        return text_sum(self.text)

    def article(self) -> Article:
        """Return the article as it is now."""
        document = self.tables()["article"].get(ARTICLE, {})
        with _damage(self.path):
            if self._text_sum != document.get("sha256"):
                raise damaged(self.path.with_suffix(".txt"), "it is not the text that was added")
            return read_article(self.id, self.text, document)

    def decisions(self) -> Decisions:
        """Return everything decided in the article, in the order it was decided."""
        return self._current().decisions

    def standing(self, suggestions: Sequence[Suggestion]) -> Standing:
        """Return how the article stands with these suggestions; quick when they are as before."""
        version, known = self._current(), self._standing
        if known is None or known.suggestions is not suggestions:
            self._standing = known = Standing.of(version.decisions, suggestions)
        elif known.decisions is not version.decisions:
            self._standing = known = known.after(version.decisions, version.turn)
        return known

    def remove(self) -> None:
        """Take the article out of the library, with its decisions, for good."""
        with FileLock(self.lock, self._system):
            for path in (self.path, self.path.with_suffix(".txt")):
                try:
                    self._system.unlink(path)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    raise cannot_write(path, error) from error
                sync_folder(path.parent, self._system)


@dataclass(eq=False)
class _Version:
    """What a file held when it was read, as values when they are asked for.

    `base` are decisions and an entry that led from them to these.
    """

    path: Path
    stamp: Stamp | None
    raw: RawTables
    lines: Lines
    names: tuple[str, ...]
    base: tuple[Decisions, HistoryEntry] | None = None

    def after(self, entry: HistoryEntry) -> _Version:
        """Return what the file is to hold with one entry more; what stays is not read again."""
        changes = (*entry.changes, Change("history", entry.id, None, to_document(entry)))
        raw = with_changes(self.raw, changes, str)
        self.lines.follow(self.raw, raw, ((change.table, str(change.id)) for change in changes))
        later = _Version(self.path, None, raw, self.lines, self.names)
        later.tables = with_changes(self.tables, changes, int)
        if "history" in vars(self):
            later.history = (*self.history, entry)
        if "decisions" in vars(self):
            later.base = self.decisions, entry
        if "places" in vars(self) and self._nothing_in_one_place:
            later.places = places_after(self.places, entry.changes)
        return later

    @cached_property
    def tables(self) -> Tables:
        with _damage(self.path):
            return {
                name: {int(id_): document for id_, document in self.raw.get(name, {}).items()}
                for name in self.names
            }

    @cached_property
    def places(self) -> Places:
        with _damage(self.path):
            return read_places(self.tables)

    @property
    def _nothing_in_one_place(self) -> bool:
        """Whether each document has its place for itself; git may merge two people's into one."""
        return all(len(self.tables[name]) == len(held) for name, held in self.places.items())

    @cached_property
    def turn(self) -> Turn | None:
        """What led here from the decisions of the version before, where that is known."""
        with _damage(self.path):
            return read_turn(*self.base) if self.base else None

    @cached_property
    def decisions(self) -> Decisions:
        with _damage(self.path):
            return self.turn.after if self.turn else read_decisions(self.tables)

    @cached_property
    def history(self) -> tuple[HistoryEntry, ...]:
        with _damage(self.path):
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
def _damage(path: Path) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise damaged(path, error) from error
