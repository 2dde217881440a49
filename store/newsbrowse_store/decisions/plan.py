"""Plan: what one decision changes, worked out against the documents as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_store.records.documents import without_empty
from newsbrowse_store.records.history import Change
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.records.uniqueness import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.documents import Tables
    from newsbrowse_store.records.uniqueness import Place, Uniqueness

    Command = Callable[["Plan"], object]


class Plan:
    """Tables as they will be after a decision by `annotator`, and how they came to differ.

    `text` is that of the article, empty when the tables are an entity's; `places` are those of its
    mentions and rejections. What is given is left as it is.
    """

    def __init__(self, tables: Tables, uniqueness: Uniqueness, text: str, annotator: str) -> None:
        self.text = text
        self.annotator = annotator
        self.at = now()
        self._before = tables
        self._after: Tables = {}
        self._touched: dict[tuple[str, int], None] = {}
        self._uniqueness = uniqueness
        self._moved: dict[tuple[str, Place], int | None] = {}

    def documents(self, table: str) -> Mapping[int, Document]:
        """Return the documents of a table as planned so far, by id."""
        return self._after[table] if table in self._after else self._before.get(table, {})

    def get(self, table: str, id_: int | None) -> Document | None:
        """Return one document as planned so far, None when there is none."""
        return None if id_ is None else self.documents(table).get(id_)

    def at_place(self, table: str, place: Place) -> int | None:
        """Return the id of the mention or rejection of this place, None when there is none."""
        if (table, place) in self._moved:
            return self._moved[table, place]
        return self.was_at(table, place)

    def was_at(self, table: str, place: Place) -> int | None:
        """Return the same as it is before the decision."""
        return self._uniqueness[table].get(place)

    def insert(self, table: str, **fields: Any) -> int:
        """Plan a new document, made by this annotator now; return its id."""
        id_ = new_id()
        made = {**fields, "annotator": self.annotator, "at": self.at}
        self.put(table, id_, without_empty(made))
        return id_

    def edit(self, table: str, id_: int, **fields: Any) -> None:
        """Plan other values for fields of a document that is there; it is this annotator's then."""
        signed = {"annotator": self.annotator, "at": self.at}
        self.put(table, id_, without_empty({**self.documents(table)[id_], **fields, **signed}))

    def remove(self, table: str, id_: int) -> None:
        """Plan that a document goes, if it is there."""
        self.put(table, id_, None)

    def put(self, table: str, id_: int, document: Document | None) -> None:
        """Plan a document as it is given, or that it goes."""
        if table not in self._after:
            self._after[table] = dict(self._before.get(table, {}))
        before = self._after[table].pop(id_, None)
        if document is not None:
            self._after[table][id_] = document
        if table in self._uniqueness:
            if before is not None:
                self._moved[table, place_of(before)] = None
            if document is not None:
                self._moved[table, place_of(document)] = id_
        self._touched[table, id_] = None

    def put_in(self, table: str) -> dict[int, Document]:
        """Return the documents of a table that are new or changed, by id."""
        return {c.id: c.after for c in self._changed(table) if c.after is not None}

    def gone_from(self, table: str) -> dict[int, Document]:
        """Return the documents of a table that go, by id, as they were."""
        return {
            c.id: c.before for c in self._changed(table) if c.after is None and c.before is not None
        }

    def changes(self) -> list[Change]:
        """Return what is to change, in the order it was planned."""
        return [
            Change(table, id_, self._before.get(table, {}).get(id_), self.get(table, id_))
            for table, id_ in self._touched
        ]

    def _changed(self, table: str) -> Iterator[Change]:
        return (change for change in self.changes() if change.table == table)
