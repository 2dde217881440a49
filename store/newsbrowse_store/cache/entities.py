"""Entities: who and what the mentions of all articles are about, looked up in the cache."""

from __future__ import annotations

import json
import re
import secrets
import time
from typing import TYPE_CHECKING

from newsbrowse_store.cache.activity import put_acts
from newsbrowse_store.cache.fulltext import put_entity_starts
from newsbrowse_store.cache.refresh import folder_times, settled
from newsbrowse_store.disk.json_lines import dumps
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import SYSTEM, System, damaged, make_folder, replace_file
from newsbrowse_store.errors import DecisionError, StorageError, quoted
from newsbrowse_store.records.documents import to_document
from newsbrowse_store.records.history import CREATE, Change, HistoryEntry
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.records.record import Record
from newsbrowse_store.text.folding import fold
from newsbrowse_store.values import Entity, as_document

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.disk.raw_tables import RawTables

    History = tuple[HistoryEntry, ...]

ENTITY = 1
"""Id of the one document in the table `entity`."""

ENTITY_PREFIX = "entity:"
"""Stands before an id where a name could stand, too."""

FOLDER = "entities"
_ID = re.compile(r"[0-9a-f]{2,}")
_WORD_START = re.compile(r"(?<!\w)\w")
_LAST = "\U0010ffff"


def entity_path(root: Path, id_: str) -> Path:
    """Return where the file of an entity lies."""
    return root / FOLDER / id_[:2] / f"{id_}.json"


class EntityRecord(Record):
    """One entity of the library at `root`, with what was decided about it."""

    TABLES = ("entity", "aliases", "tags", "notes", "history")

    def __init__(self, root: Path, id_: str, system: System = SYSTEM) -> None:
        lock = root / ".newsbrowse" / "locks" / f"entities-{id_[:2]}"
        super().__init__(entity_path(root, id_), lock, system)
        self.id = id_

    def entity(self) -> Entity:
        """Return the entity as it is now. Raises `StorageError`."""
        tables = self.tables()
        try:
            document = tables["entity"][ENTITY]
            aliases, tags = (
                tuple(str(one["name"]) for _, one in sorted(tables[table].items()))
                for table in ("aliases", "tags")
            )
            note = "\n".join(str(note["text"]) for _, note in sorted(tables["notes"].items()))
            return Entity(
                self.id,
                str(document["name"]),
                str(document["label"]),
                aliases,
                tags,
                note,
                str(document.get("external", "")),
            )
        except KeyError as error:
            raise damaged(self.path, f"it has no {error}") from error


class Entities:
    """The entities of the library at `root`, looked up by name in its cache."""

    def __init__(self, root: Path, index: Index) -> None:
        self._root = root
        self._index = index

    def create(self, name: str, label: str, annotator: str) -> Entity:
        """Make an entity; it is durable when this returns. Raises `DecisionError`."""
        name = " ".join(name.split())
        if not name:
            raise DecisionError("an entity", "needs a name", "Type its name.")
        record = EntityRecord(self._root, secrets.token_hex(6))
        self._write(record, Entity(record.id, name, label), annotator)
        return record.entity()

    def restore(self, entity: Entity, annotator: str) -> None:
        """Make an entity as it is given, unless there is one of this id; durable on return."""
        record = EntityRecord(self._root, entity.id)
        with FileLock(record.lock):
            if not record.path.exists():
                self._write(record, entity, annotator)

    def _write(self, record: EntityRecord, entity: Entity, annotator: str) -> None:
        signed = {"annotator": annotator, "at": now()}
        one = {"id": entity.id, "name": entity.name, "label": entity.label}
        changes = [Change("entity", ENTITY, None, {**one, "external": entity.external, **signed})]
        for table, names in (("aliases", entity.aliases), ("tags", entity.tags)):
            changes += [Change(table, new_id(), None, {"name": name, **signed}) for name in names]
        if entity.note:
            note = {"on": f"entity:{entity.id}", "text": entity.note, **signed}
            changes.append(Change("notes", new_id(), None, note))
        entry = HistoryEntry(new_id(), CREATE, signed["at"], annotator, tuple(changes))
        tables: RawTables = {table: {} for table in EntityRecord.TABLES}
        for change in (*changes, Change("history", entry.id, None, to_document(entry))):
            if change.after is not None:
                tables[change.table][str(change.id)] = change.after
        make_folder(record.path.parent)
        replace_file(record.path, dumps(tables))

    def record(self, id_: str) -> EntityRecord:
        """Return the record of an entity. Raises `DecisionError` when there is no such entity."""
        record = EntityRecord(self._root, id_)
        if not _ID.fullmatch(id_) or not record.path.exists():
            raise DecisionError(quoted(id_), "is no entity of this library", "Choose another.")
        return record

    def get(self, id_: str) -> Entity:
        """Return an entity. Raises `DecisionError` when there is none, and `StorageError`."""
        return self.record(id_).entity()

    def find(self, text: str, limit: int = 20) -> list[Entity]:
        """Return the entities with a name or alias in which a word begins with `text`.

        Case and accents do not matter; names that begin with it come first.
        """
        self.refresh()
        prefix = fold(" ".join(text.split()))
        found = self._index.query(
            "SELECT e.entity FROM entities e JOIN (SELECT id, min(place) AS place"
            " FROM entity_names WHERE name >= ? AND name < ? GROUP BY id) n ON n.id = e.id"
            " ORDER BY n.place > 0, e.name, e.id LIMIT ?",
            (prefix, prefix + _LAST, limit),
        )
        return [_entity(written) for (written,) in found]

    def named(self, name: str) -> list[Entity]:
        """Return the entities that have exactly this name or alias, but for case and accents."""
        self.refresh()
        found = self._index.query(
            "SELECT e.entity FROM entities e JOIN entity_names n ON n.id = e.id"
            " WHERE n.name = ? AND n.place = 0 ORDER BY e.id",
            (fold(" ".join(name.split())),),
        )
        return [_entity(written) for (written,) in found]

    def called(self, name: str) -> Entity:
        """Return the one entity of a name or alias, or of an id written as `entity:ID`.

        Raises `DecisionError` when there is none, and where there are several, with their ids.
        """
        if name.startswith(ENTITY_PREFIX):
            return self.get(name.removeprefix(ENTITY_PREFIX))
        named = self.named(name)
        found = [entity for entity in named if entity.name == name] or named
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(f"{ENTITY_PREFIX}{entity.id} ({entity.label})" for entity in found)
            raise DecisionError(quoted(name), "names several entities", f"Take {ids}.")
        remedy = "m on a mention of it in the app makes one."
        raise DecisionError(quoted(name), "is no entity yet", remedy)

    def likely(self, name: str, label: str, limit: int = 20) -> list[Entity]:
        """Return the entities that a mention of this text and label may be, likeliest first.

        Those of this very name come first, then those that share the beginning of a word with it;
        within both those of the same label.
        """
        words = name.split()
        others = [entity for text in (name, *reversed(words)) for entity in self.find(text, limit)]
        found: list[Entity] = []
        for alike in (self.named(name), others):
            found += sorted(alike, key=lambda entity: entity.label != label)
        return list({entity.id: entity for entity in found}.values())[:limit]

    def all(self) -> list[Entity]:
        """Return all entities, by name."""
        self.refresh()
        found = self._index.query("SELECT entity FROM entities ORDER BY name, id")
        return [_entity(written) for (written,) in found]

    def refresh(self) -> None:
        """Bring the cache up to date with all entities; looking one up does so by itself.

        Only folders that have changed since they were looked through are read again.
        """
        now = time.time_ns()
        times = folder_times(self._root, FOLDER)
        seen = dict(self._index.query("SELECT name, modified FROM entity_folders"))
        for folder in sorted(times.keys() | seen.keys()):
            if times.get(folder) == seen.get(folder):
                continue
            known = self._index.query(
                "SELECT id FROM entities WHERE id >= ? AND id < ?", (folder, folder + "g")
            )
            there = {path.stem for path in (self._root / FOLDER / folder).glob("*.json")}
            read = {id_: self._read(id_) for id_ in sorted(there | {id_ for (id_,) in known})}
            with self._index.transaction() as connection:
                _put(connection, read)
                connection.execute("DELETE FROM entity_folders WHERE name = ?", (folder,))
                if folder in times:
                    noted = folder, settled(times[folder], now)
                    connection.execute("INSERT INTO entity_folders VALUES (?, ?)", noted)

    def _read(self, id_: str) -> tuple[Entity, History] | None:
        try:
            record = self.record(id_)
            return record.entity(), record.history()
        except (DecisionError, StorageError):
            return None


def _put(connection: sqlite3.Connection, read: Mapping[str, tuple[Entity, History] | None]) -> None:
    for id_, found in read.items():
        connection.execute("DELETE FROM entities WHERE id = ?", (id_,))
        entity, history = found or (None, ())
        put_acts(connection, f"entity:{id_}", history)
        if entity is not None:
            row = id_, fold(entity.name), json.dumps(as_document(entity))
            connection.execute("INSERT INTO entities VALUES (?, ?, ?)", row)
            connection.executemany(
                "INSERT OR IGNORE INTO entity_names VALUES (?, ?, ?)",
                [(name, place, id_) for name, place in _names(entity)],
            )
            put_entity_starts(connection, id_, (entity.name, *entity.aliases))


def _names(entity: Entity) -> list[tuple[str, int]]:
    """Return what an entity is found by: its names from each of their words on, and where."""
    names = [fold(" ".join(name.split())) for name in (entity.name, *entity.aliases)]
    return [
        (name[word.start() :], word.start())
        for name in names
        for word in _WORD_START.finditer(name)
    ]


def _entity(written: str) -> Entity:
    fields = json.loads(written)
    return Entity(**{**fields, "aliases": tuple(fields["aliases"]), "tags": tuple(fields["tags"])})
