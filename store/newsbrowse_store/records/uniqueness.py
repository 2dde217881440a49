"""Uniqueness: where mentions and rejections are, so that none is put twice in one place."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.documents import Tables
    from newsbrowse_store.records.history import Change

Place: TypeAlias = tuple[int, int, str]
"""Start, end and label: no two mentions share all three, and no two rejections."""

Uniqueness: TypeAlias = dict[str, dict[Place, int]]
"""Ids by place, for each table of what has a place."""

place_of: Callable[[Document], Place] = itemgetter("start", "end", "label")
"""Returns the place of a mention or rejection."""

_TABLES = ("mentions", "rejections")


def read_uniqueness(tables: Tables) -> Uniqueness:
    """Return where the documents of tables are."""
    return {
        name: dict(zip(map(place_of, tables[name].values()), tables[name], strict=True))
        for name in _TABLES
        if name in tables
    }


def uniqueness_after(before: Uniqueness, changes: Sequence[Change]) -> Uniqueness:
    """Return where they are after some changes; the places given stay as they are."""
    after = {name: dict(places) for name, places in before.items()}
    placed = [change for change in changes if change.table in after]
    for change in placed:
        if change.before is not None:
            after[change.table].pop(place_of(change.before), None)
    for change in placed:
        if change.after is not None:
            after[change.table][place_of(change.after)] = change.id
    return after
