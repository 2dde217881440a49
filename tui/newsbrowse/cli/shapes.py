"""JSON shape of a row of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from newsbrowse_store.values import Row


def row_shape(row: Row) -> dict[str, Any]:
    """One article of `list --json`; `pending` is null before the article has been analysed."""
    shape = as_document(row)
    shape["tags"] = list(row.tags)
    shape["pending"] = None if row.pending < 0 else row.pending
    return shape
