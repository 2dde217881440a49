"""Reading rows of the catalogue out of the cache."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from newsbrowse_store.model import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse_store.index import Index

_ROW = tuple(field.name for field in fields(Row))
COLUMNS = ", ".join(f"a.{column}" for column in _ROW)
"""What a query of articles `a` selects to make rows of."""


def row_of(index: Index, id_: str) -> Row | None:
    """Return the row of one article, None when the catalogue does not have it."""
    found = index.query(f"SELECT {COLUMNS} FROM articles AS a WHERE a.id = ?", (id_,))
    return to_row(found[0]) if found else None


def rows_by_number(index: Index, numbers: Sequence[int]) -> dict[int, Row]:
    """Return the rows of those of these articles that there are."""
    found = index.query(
        f"SELECT a.number, {COLUMNS} FROM articles AS a"
        " WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )
    return {number: to_row(values) for number, *values in found}


def to_row(values: Sequence[Any]) -> Row:
    """Return the row that an article's columns hold, in the order of the fields of `Row`."""
    row = dict(zip(_ROW, values, strict=True))
    row["headline_derived"] = bool(row["headline_derived"])
    row["star"] = bool(row["star"])
    row["tags"] = tuple(row["tags"].split("\n")) if row["tags"] else ()
    return Row(**row)
