"""JSON lines: the tables of a file as text, of which git shows and merges decisions by line.

One document a line with the comma in front, ids and keys in order, tables in order and never
left out, and four lines between the documents of two tables: git's union merge takes changes that
are at most three lines apart for one, and would mix up the tables.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsbrowse_store.disk.system import SYSTEM, System, cannot_read, damaged
from newsbrowse_store.disk.union_merge import brings_back, mend, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsbrowse_store.disk.raw_tables import Document, RawTables

GITATTRIBUTES = "*.json text eol=lf merge=union\n*.txt -text\n"
"""What a library's `.gitattributes` says: both people's decisions survive a merge."""


class Lines:
    """How tables were written, so that a file with one change is not encoded anew as a whole.

    For tables and documents that are replaced when they change, and never changed in place.
    """

    def __init__(self) -> None:
        self._tables: dict[str, _Written] = {}

    def follow(
        self, before: RawTables, after: RawTables, changed: Iterable[tuple[str, str]]
    ) -> None:
        """Know that tables became others by these documents alone, each a table and an id."""
        ids: dict[str, set[str]] = {}
        for name, id_ in changed:
            ids.setdefault(name, set()).add(id_)
        for name in ids:
            written = self._tables.get(name)
            if written is not None and written.documents is before.get(name):
                self._tables[name] = written.after(after[name], ids[name])

    def table(self, name: str, documents: dict[str, Document]) -> list[bytes]:
        """Return a table as it stands in a file, in pieces."""
        written = self._tables.get(name)
        if written is None or written.documents is not documents:
            ids = sorted(documents, key=_order)
            lines = [_document(id_, documents[id_]) for id_ in ids]
            written = self._tables[name] = _Written(documents, ids, lines)
        head = f"{_line(name)}: {{\n\n".encode()
        if not written.lines:
            return [head, b"\n}"]
        return [head, written.lines[0].removeprefix(_BETWEEN), *written.lines[1:], b"\n\n}"]


@dataclass(slots=True)
class _Written:
    """The documents of a table, their ids in order, and the line of each with what is before it."""

    documents: dict[str, Document]
    ids: list[str]
    lines: list[bytes]

    def after(self, documents: dict[str, Document], changed: Iterable[str]) -> _Written:
        """Return what is written of a table in which the documents of some ids are others."""
        ids, lines = list(self.ids), list(self.lines)
        for id_ in changed:
            at = bisect_left(ids, _order(id_), key=_order)
            there = slice(at, at + (ids[at : at + 1] == [id_]))
            ids[there] = [id_] if id_ in documents else []
            lines[there] = [_document(id_, documents[id_])] if id_ in documents else []
        return _Written(documents, ids, lines)


def dumps(tables: RawTables, lines: Lines | None = None) -> bytes:
    """Return the text of a file. Raises `ValueError` for what JSON or UTF-8 cannot hold."""
    lines = lines or Lines()
    pieces = [b"{\n"]
    for name in sorted(tables):
        pieces += [b",\n"] if len(pieces) > 1 else []
        pieces += lines.table(name, tables[name])
    return b"".join([*pieces, b"\n}\n"])


def plain(document: object) -> Any:
    """Return a copy of a document as it will be read again: dicts, lists and plain values.

    Raises `ValueError` for NaN, infinities, lone surrogates and whatever else JSON cannot hold.
    """
    try:
        return json.loads(_line(document).encode())
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def loads(data: bytes) -> RawTables:
    """Return the tables of a file, whoever wrote it, stock TinyDB and a union merge included.

    Where two people changed the same document, the history in the file settles each field: the
    later decision stands. Raises `ValueError` with the reason.
    """
    return _read(data)[0]


def merged(data: bytes) -> bool:
    """Whether git merged it so that stock TinyDB does not read what `loads` does; raises alike."""
    return _read(data)[1]


def repeated(data: bytes) -> list[str]:
    """Return the keys that stand twice in one object of a file, of which JSON keeps the last one.

    Raises `ValueError` when it is no JSON.
    """
    found: list[str] = []

    # `json` would drop the first of two alike without a word.
    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        once = dict(pairs)
        if len(once) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            found.extend(key for key, count in counts.items() if count > 1)
        return once

    json.loads(data, object_pairs_hook=look)
    return found


def _read(data: bytes) -> tuple[RawTables, bool]:
    """Return the tables of a file, and whether plain JSON holds others."""
    text = data.decode()
    try:
        tables = parse(text)
    except json.JSONDecodeError:
        with suppress(ValueError):
            return mend(text), True  # a union merge of two first documents lacks a comma
        raise
    if not _is_tables(tables):
        raise ValueError("it does not hold tables of documents")
    if b"\\ud" in data or b"\\uD" in data:
        dumps(tables)  # a lone surrogate can be written as an escape, but not by us again
    height = 2 + sum(4 + len(documents) for documents in tables.values())
    # More lines than documents: some are there twice.
    if data.count(b"\n") > height or (b'"after": null' in data and brings_back(tables)):
        with suppress(ValueError):
            mended = mend(text)
            return mended, mended != tables
    return tables, False


def read_tables(path: Path, system: System = SYSTEM) -> RawTables | None:
    """Return the tables of the file at `path`, None when there is no file.

    Raises `StorageError`; the file is left as it is.
    """
    try:
        return loads(system.read(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise cannot_read(path, error) from error
    except (ValueError, RecursionError) as error:
        raise damaged(path, error) from error


def _document(id_: str, document: Document) -> bytes:
    return _BETWEEN + f'"{id_}": {_line(document)}'.encode()


def _order(id_: str) -> tuple[int, str]:
    """Return what ids are in order by: they are numbers without zeros in front."""
    return len(id_), id_


_BETWEEN = b"\n,"
_line = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True).encode


def _is_tables(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(table, dict) and all(isinstance(document, dict) for document in table.values())
        for table in value.values()
    )
