"""How the tables of a file are written as text, so that git shows and merges decisions by line.

One document a line with the comma in front, ids and keys in order, tables in order and never
left out, and four lines between the documents of two tables: git's union merge takes changes that
are at most three lines apart for one, and would mix up the tables.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from newsbrowse_store.system import SYSTEM, System, cannot_read, damaged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Document = dict[str, Any]
Tables = dict[str, dict[str, Document]]
"""Documents by table and id; the ids are strings of digits, as TinyDB writes them."""

GITATTRIBUTES = "*.json text eol=lf merge=union\n*.txt -text\n"
"""What a library's `.gitattributes` says: both people's decisions survive a merge."""

_HEADER = re.compile(r'("(?:[^"\\]|\\.)*"): \{')
_DOCUMENT = re.compile(r',?"(\d+)": (\{.*\})')
_ABSENT = object()


class Lines:
    """How documents were written, so that a file with one change is not encoded anew as a whole.

    For documents that are replaced when they change, and never changed in place.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Document, str]] = {}

    def __call__(self, document: Document) -> str:
        """Return the document as JSON on one line."""
        known = self._known.get(id(document))
        if known is None:  # the document is kept with its line, so that nothing else has its id
            known = self._known[id(document)] = document, _line(document)
        return known[1]


def dumps(tables: Tables, lines: Lines | None = None) -> bytes:
    """Return the text of a file. Raises `ValueError` for what JSON or UTF-8 cannot hold."""
    write = lines or _line
    written = ",\n".join(_table(name, tables[name], write) for name in sorted(tables))
    return f"{{\n{written}\n}}\n".encode()


def plain(document: object) -> Any:
    """Return a copy of a document as it will be read again: dicts, lists and plain values.

    Raises `ValueError` for NaN, infinities, lone surrogates and whatever else JSON cannot hold.
    """
    try:
        return json.loads(_line(document).encode())
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def loads(data: bytes) -> Tables:
    """Return the tables of a file, whoever wrote it, stock TinyDB and a union merge included.

    Where two people changed the same document, the history in the file settles each field: the
    later decision stands. Raises `ValueError` with the reason.
    """
    text = data.decode()
    try:
        tables = _parse(text)
    except json.JSONDecodeError:
        try:
            return _mend(text)  # a union merge of two first documents lacks a comma
        except ValueError:
            pass
        raise
    if not _is_tables(tables):
        raise ValueError("it does not hold tables of documents")
    if b"\\ud" in data or b"\\uD" in data:
        dumps(tables)  # a lone surrogate can be written as an escape, but not by us again
    if data.count(b"\n") > _height(tables) or b'"after": null' in data:
        # More lines than documents: some are there twice. And a merge can bring deleted ones back.
        with suppress(ValueError):
            return _mend(text)
    return tables  # type: ignore[no-any-return]  # _is_tables has looked


def read_tables(path: Path, system: System = SYSTEM) -> Tables | None:
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


def _table(name: str, documents: dict[str, Document], write: Callable[[Document], str]) -> str:
    ids = sorted(documents, key=lambda id_: (len(id_), id_))
    lines = "\n,".join(f'"{id_}": {write(documents[id_])}' for id_ in ids)
    return f"{_line(name)}: {{\n\n{lines}\n\n}}" if ids else f"{_line(name)}: {{\n\n\n}}"


_line = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True).encode


def _height(tables: Tables) -> int:
    return 2 + sum(4 + len(documents) for documents in tables.values())


def _parse(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"it holds {constant}, which is no JSON")


def _is_tables(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(table, dict) and all(isinstance(document, dict) for document in table.values())
        for table in value.values()
    )


def _mend(text: str) -> Tables:
    """Read a merged file line by line and settle what is there in several versions."""
    versions: dict[str, dict[str, list[Document]]] = {}
    table: dict[str, list[Document]] = {}
    frame = ""
    for line in text.split("\n"):
        if document := _DOCUMENT.fullmatch(line):
            table.setdefault(document[1], []).append(_parse(document[2]))
            continue
        frame += line
        if header := _HEADER.fullmatch(line):
            table = versions.setdefault(_parse(header[1]), {})
    if _parse(frame) != {name: {} for name in versions}:  # else a cut file would pass
        raise ValueError("it is not in the layout of a library's files")
    merged = {
        name: {id_: found[-1] for id_, found in table.items()} for name, table in versions.items()
    }
    for (name, id_), changes in _changes(merged.get("history", {})).items():
        found = versions.get(name, {}).get(id_, [])
        deleted = changes[-1][1] is None
        if found and (deleted or any(version != found[0] for version in found)):
            settled = _replay(changes)
            if settled is None:
                del merged[name][id_]
            else:
                merged[name][id_] = settled
    return merged


_Change = tuple[Document | None, Document | None]


def _changes(history: dict[str, Document]) -> dict[tuple[str, str], list[_Change]]:
    """Return what was done to each document, before and after, in the order of time."""
    changes: dict[tuple[str, str], list[_Change]] = {}
    try:
        for id_ in sorted(history, key=int):
            for change in history[id_]["changes"]:
                key = (change["table"], str(change["id"]))
                changes.setdefault(key, []).append((change["before"], change["after"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"an entry of its history is incomplete ({error})") from error
    return changes


def _replay(changes: list[_Change]) -> Document | None:
    document = changes[0][0]
    for before, after in changes:
        if document is None or before is None or after is None:
            document = after
        else:
            document = _edit(document, before, after)
    return document


def _edit(document: Document, before: Document, after: Document) -> Document:
    """Make in `document` the edits that lead from `before` to `after`, field by field."""
    edited = dict(document)
    for field in before.keys() | after.keys():
        old, new, here = (fields.get(field, _ABSENT) for fields in (before, after, document))
        if old == new:
            continue
        if new is _ABSENT:
            edited.pop(field, None)
        elif isinstance(old, dict) and isinstance(new, dict) and isinstance(here, dict):
            edited[field] = _edit(here, old, new)
        else:
            edited[field] = new
    return edited
