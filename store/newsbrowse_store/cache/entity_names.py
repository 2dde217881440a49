"""The names of a library's entities in its cache, so that one is found without opening them."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from newsbrowse_store.cache.activity import put_acts
from newsbrowse_store.cache.fulltext import put_entity_starts
from newsbrowse_store.cache.refresh import folder_times, settled
from newsbrowse_store.model import Entity
from newsbrowse_store.text.folding import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from newsbrowse_store.cache.database import Index
    from newsbrowse_store.records.history import HistoryEntry

    History = tuple[HistoryEntry, ...]

FOLDER = "entities"
_WORD_START = re.compile(r"(?<!\w)\w")
_LAST = "\U0010ffff"


class EntityIndex:
    """The entities that `read` returns by id with their history; None for one it cannot read."""

    def __init__(
        self, root: Path, index: Index, read: Callable[[str], tuple[Entity, History] | None]
    ) -> None:
        self._root = root
        self._index = index
        self._read = read

    def find(self, text: str, limit: int) -> list[Entity]:
        """Return the entities with a word in a name that begins with `text`, best first."""
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
        """Return the entities with this very name or alias."""
        self.refresh()
        found = self._index.query(
            "SELECT e.entity FROM entities e JOIN entity_names n ON n.id = e.id"
            " WHERE n.name = ? AND n.place = 0 ORDER BY e.id",
            (fold(" ".join(name.split())),),
        )
        return [_entity(written) for (written,) in found]

    def all(self) -> list[Entity]:
        """Return all entities, by name."""
        self.refresh()
        found = self._index.query("SELECT entity FROM entities ORDER BY name, id")
        return [_entity(written) for (written,) in found]

    def refresh(self) -> None:
        """Read again the folders that have changed since they were looked through."""
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


def _put(connection: sqlite3.Connection, read: Mapping[str, tuple[Entity, History] | None]) -> None:
    for id_, found in read.items():
        connection.execute("DELETE FROM entities WHERE id = ?", (id_,))
        entity, history = found or (None, ())
        put_acts(connection, f"entity:{id_}", history)
        if entity is not None:
            row = id_, fold(entity.name), json.dumps(asdict(entity))
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
