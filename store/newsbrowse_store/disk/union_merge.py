"""Union merge: files of which git kept the lines of both people, read as both meant them.

Such a file may lack a comma, hold a document in two versions, or one that somebody had deleted.
The history in the file, to which each of them added lines of their own, tells what was last.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsbrowse_store.disk.raw_tables import Document, RawTables

    _Change = tuple[Document | None, Document | None]

_HEADER = re.compile(r'("(?:[^"\\]|\\.)*"): \{')
_DOCUMENT = re.compile(r',?"(\d+)": (\{.*\})')
_ABSENT = object()


def parse(text: str) -> Any:
    """Return what JSON holds. Raises `ValueError`, also for NaN and infinities."""
    return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"it holds {constant}, which is no JSON")


def mend(text: str) -> RawTables:
    """Return the tables of a file that git merged, whole and settled.

    Raises `ValueError` for a file in another layout, or with a part of its frame missing.
    """
    versions: dict[str, dict[str, list[Document]]] = {}
    table: dict[str, list[Document]] = {}
    frame = ""
    for line in text.split("\n"):
        if document := _DOCUMENT.fullmatch(line):
            table.setdefault(document[1], []).append(parse(document[2]))
            continue
        frame += line  # all but the documents, to be checked below
        if header := _HEADER.fullmatch(line):
            table = versions.setdefault(parse(header[1]), {})
    if parse(frame) != {name: {} for name in versions}:  # else a cut file would pass
        raise ValueError("it is not in the layout of a library's files")
    merged = {
        name: {id_: found[-1] for id_, found in table.items()} for name, table in versions.items()
    }
    for (name, id_), changes in _changes(merged.get("history", {})).items():
        found = versions.get(name, {}).get(id_, [])
        # One version only, and not deleted: git merged nothing here, so what is in the file counts
        # even where the history says otherwise, as after an edit by another program.
        deleted = changes[-1][1] is None
        if found and (deleted or any(version != found[0] for version in found)):
            settled = _replay(changes)
            if settled is None:
                del merged[name][id_]
            else:
                merged[name][id_] = settled
    return merged


def brings_back(tables: RawTables) -> bool:
    """Whether a document is there that by the history was deleted: git has brought it back."""
    try:
        changes = _changes(tables.get("history", {}))
    except ValueError:
        return False  # no history of ours to go by
    return any(
        done[-1][1] is None and id_ in tables.get(name, ()) for (name, id_), done in changes.items()
    )


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
    """Return what is left of a document; one brought back comes with what others did meanwhile."""
    here, kept = changes[0][0], None
    for before, after in changes:
        if after is None:
            kept = before  # what an undo of the deletion starts from
        else:
            start = kept if before is None else before
            here = after if here is None or start is None else edited(here, start, after)
    return None if changes[-1][1] is None else here


def edited(document: Document, before: Document, after: Document) -> Document:
    """Return `document` with the edits that lead from `before` to `after`, field by field."""
    result = dict(document)
    for field in before.keys() | after.keys():
        old, new, here = (fields.get(field, _ABSENT) for fields in (before, after, document))
        if old == new:
            continue
        if new is _ABSENT:
            result.pop(field, None)
        elif isinstance(old, dict) and isinstance(new, dict) and isinstance(here, dict):
            result[field] = edited(here, old, new)
        else:
            result[field] = new
    return result
