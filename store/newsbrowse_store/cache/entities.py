"""The entities of a library: who and what the mentions of all its articles are about."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from newsbrowse_store.cache.entity_names import EntityIndex
from newsbrowse_store.disk.json_lines import dumps
from newsbrowse_store.disk.system import SYSTEM, System, damaged, make_folder, replace_file
from newsbrowse_store.errors import DecisionError, StorageError, quoted
from newsbrowse_store.model import Entity
from newsbrowse_store.records.documents import to_document
from newsbrowse_store.records.history import CREATE, Change, HistoryEntry
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.records.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.disk.raw_tables import RawTables

ENTITY = 1
"""Id of the one document in the table `entity`."""

_ID = re.compile(r"[0-9a-f]{2,}")


def entity_path(root: Path, id_: str) -> Path:
    """Return where the file of an entity lies."""
    return root / "entities" / id_[:2] / f"{id_}.json"


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
        self._index = EntityIndex(root, index, self._read)

    def create(self, name: str, label: str, annotator: str) -> Entity:
        """Make an entity; it is durable when this returns. Raises `DecisionError`."""
        name = " ".join(name.split())
        if not name:
            raise DecisionError("an entity", "needs a name", "Type its name.")
        record = EntityRecord(self._root, secrets.token_hex(6))
        document = {"id": record.id, "name": name, "label": label, "external": ""}
        made = {**document, "annotator": annotator, "at": now()}
        change = Change("entity", ENTITY, None, made)
        entry = HistoryEntry(new_id(), CREATE, made["at"], annotator, (change,))
        tables: RawTables = {table: {} for table in EntityRecord.TABLES} | {
            "entity": {str(ENTITY): made},
            "history": {str(entry.id): to_document(entry)},
        }
        make_folder(record.path.parent)
        replace_file(record.path, dumps(tables))
        return record.entity()

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
        return self._index.find(text, limit)

    def named(self, name: str) -> list[Entity]:
        """Return the entities that have exactly this name or alias, but for case and accents."""
        return self._index.named(name)

    def likely(self, name: str, label: str, limit: int = 20) -> list[Entity]:
        """Return the entities that a mention of this text and label may be, likeliest first.

        Those of this very name come first, then those that share the beginning of a word with it;
        within both those of the same label.
        """
        words = name.split()
        exact = self.named(name)
        others = [entity for text in (name, *reversed(words)) for entity in self.find(text, limit)]
        found = [*sorted(exact, key=_other_than(label)), *sorted(others, key=_other_than(label))]
        return list({entity.id: entity for entity in found}.values())[:limit]

    def all(self) -> list[Entity]:
        """Return all entities, by name."""
        return self._index.all()

    def refresh(self) -> None:
        """Bring the cache up to date with all entities; looking one up does so by itself."""
        self._index.refresh()

    def _read(self, id_: str) -> tuple[Entity, tuple[HistoryEntry, ...]] | None:
        try:
            record = self.record(id_)
            return record.entity(), record.history()
        except (DecisionError, StorageError):
            return None


def _other_than(label: str) -> Callable[[Entity], bool]:
    return lambda entity: entity.label != label
