"""State: what the program remembers from one session to the next, never decisions."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbrowse_store.cache.listing import GROUPS, SORTS

if TYPE_CHECKING:
    from newsbrowse_store.cache.listing import Group, Sort

POSITIONS_KEPT = 2_000
LIBRARIES_KEPT = 200
PER_LIBRARY = ("articles", "sorts", "groups")


class State:
    """The library, articles and places in them used last, order of lists, pane widths, theme.

    Reading forgives everything: what is missing or broken in the file is as if never remembered.
    Nothing is written before `save`. Paths of libraries are kept absolute.
    """

    def __init__(self, path: Path) -> None:
        """Read `path`, which need not exist."""
        self.path = path
        self._data = _read(path)
        self._changed: dict[tuple[str, str], str | int] = {}

    @property
    def library(self) -> Path | None:
        """The library used last."""
        name = self._last("library")
        return Path(name) if name else None

    @library.setter
    def library(self, path: Path) -> None:
        self._set("last", "library", str(path.absolute()))

    def libraries(self) -> list[Path]:
        """The libraries of which anything is remembered, by name."""
        names = {name for table in PER_LIBRARY for name in self._table(table)}
        names.update([str(self.library)] if self.library else ())
        return sorted(map(Path, names))

    @property
    def theme(self) -> str:
        """The name of the theme chosen last, or an empty string."""
        return self._last("theme")

    @theme.setter
    def theme(self, name: str) -> None:
        self._set("last", "theme", name)

    def article(self, library: Path) -> str | None:
        """The id of the article that was open last in `library`."""
        id_ = self._table("articles").get(str(library.absolute()))
        return id_ if isinstance(id_, str) else None

    def set_article(self, library: Path, id_: str) -> None:
        """Remember that the article `id_` is open in `library`."""
        self._set("articles", str(library.absolute()), id_)

    def sort(self, library: Path) -> Sort:
        """How the list of `library` was sorted last."""
        sort = self._table("sorts").get(str(library.absolute()))
        return sort if sort in SORTS else SORTS[0]

    def set_sort(self, library: Path, sort: Sort) -> None:
        """Remember how the list is sorted."""
        self._set("sorts", str(library.absolute()), sort)

    def group(self, library: Path) -> Group:
        """How the list of `library` was grouped last."""
        group = self._table("groups").get(str(library.absolute()))
        return group if group in GROUPS else GROUPS[0]

    def set_group(self, library: Path, group: Group) -> None:
        """Remember how the list is grouped."""
        self._set("groups", str(library.absolute()), group)

    def position(self, id_: str) -> int:
        """The offset of the cursor in an article; 0 when it was never open."""
        return _natural(self._table("positions").get(id_), 0)

    def set_position(self, id_: str, offset: int) -> None:
        """Remember the cursor's offset; the oldest beyond `POSITIONS_KEPT` are forgotten."""
        self._set("positions", id_, offset)

    def width(self, pane: str, default: int) -> int:
        """The width in cells that the user gave to `pane`."""
        return _natural(self._table("widths").get(pane), default)

    def set_width(self, pane: str, cells: int) -> None:
        """Remember the width of `pane`."""
        self._set("widths", pane, cells)

    def save(self) -> None:
        """Replace the file, keeping what another process saved meanwhile; may raise `OSError`."""
        if not self._changed:
            return
        self._data = _read(self.path)
        for (table, key), value in self._changed.items():
            self._put(table, key, value)
        _trim(self._table("positions"), POSITIONS_KEPT)
        for table in PER_LIBRARY:
            _trim(self._table(table), LIBRARIES_KEPT)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(self._data, indent=1))
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink()
            raise
        self._changed.clear()

    def _last(self, key: str) -> str:
        value = self._table("last").get(key)
        return value if isinstance(value, str) else ""

    def _table(self, name: str) -> dict[str, Any]:
        table = self._data.get(name)
        return table if isinstance(table, dict) else {}

    def _set(self, table: str, key: str, value: str | int) -> None:
        self._put(table, key, value)
        self._changed.pop((table, key), None)
        self._changed[table, key] = value

    def _put(self, table: str, key: str, value: str | int) -> None:
        entries = self._table(table)
        entries.pop(key, None)  # so that the newest stand last
        entries[key] = value
        self._data[table] = entries


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _natural(value: object, default: int) -> int:
    return value if isinstance(value, int) and value >= 0 else default


def _trim(table: dict[str, Any], kept: int) -> None:
    for key in list(table)[: max(0, len(table) - kept)]:
        del table[key]
