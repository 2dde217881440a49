"""The articles in one order, all of them or those that a filter leaves, as windows of rows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

from newsbrowse_store.model import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse_store.index import Index
    from newsbrowse_store.selection import Selection

Sort = Literal["newest", "oldest", "source", "headline", "state", "pending"]
SORTS: tuple[Sort, ...] = get_args(Sort)

_FEW = 1000
"""Up to so many articles a filtered view holds the list of; beyond, SQLite walks its order."""

_ROW = tuple(field.name for field in fields(Row))
_COLUMNS = ", ".join(f"a.{column}" for column in _ROW)


@dataclass(frozen=True, slots=True)
class _Key:
    """A column of an order and its direction."""

    column: str
    descending: bool = False

    def order(self, *, backwards: bool = False) -> str:
        return f"a.{self.column} {'DESC' if self.descending != backwards else 'ASC'}"

    def same(self) -> str:
        return f"a.{self.column} = :{self.column}"

    def before(self) -> str:
        return f"a.{self.column} {'>' if self.descending else '<'} :{self.column}"

    def after(self) -> str:
        return f"a.{self.column} {'<' if self.descending else '>'} :{self.column}"


_NEWEST = (_Key("moment", descending=True), _Key("number"))
_ORDERS: dict[Sort, tuple[_Key, ...]] = {
    "newest": (_Key("moment", descending=True), _Key("number", descending=True)),
    "oldest": (_Key("moment"), _Key("number")),
    "source": (_Key("by_source"), *_NEWEST),
    "headline": (_Key("by_headline"), *_NEWEST),
    "state": (_Key("by_state"), *_NEWEST),
    "pending": (_Key("by_pending", descending=True), *_NEWEST),
}


class View:
    """The articles of a selection in the order `sort`.

    Rows are read when they are asked for, so a view costs the same for any number of articles. The
    order stays while articles are decided upon; when articles come or go, make a new view.
    """

    def __init__(self, index: Index, sort: Sort, selection: Selection) -> None:
        self.sort = sort
        self.filter = selection.filter
        self._index = index
        self._keys = _ORDERS[sort]
        self._selection = selection
        self._placed: tuple[str, int | None] | None = None

    def __len__(self) -> int:
        """How many articles the view has. When a filter leaves many this reads them all."""
        return self._length

    def rows(self, start: int, stop: int) -> list[Row]:
        """Return the rows from place `start`, counted from 0, up to but without `stop`."""
        start = max(start, 0)
        if stop <= start:
            return []
        if self._few is not None:
            return self._by_number(self._few[start:stop])
        backwards = "_length" in self.__dict__ and start > self._length // 2
        if backwards:  # from the nearer end
            stop = min(stop, self._length)
            start, stop = self._length - stop, self._length - start
        order = self._order(backwards=backwards)
        found = self._query(
            f"SELECT {_COLUMNS} FROM {self._tables} WHERE {self._condition}"
            f" ORDER BY {order} LIMIT :limit OFFSET :offset",
            limit=max(stop - start, 0),
            offset=start,
        )
        return [to_row(row) for row in (reversed(found) if backwards else found)]

    def id_at(self, place: int) -> str | None:
        """Return the id of the article at `place`, None when there is none."""
        rows = self.rows(place, place + 1) if place >= 0 else []
        return rows[0].id if rows else None

    def position(self, id_: str) -> int | None:
        """Return the place of an article, None when it is not in the view.

        Far down where a filter leaves many, this reads all those before it: once.
        """
        if self._placed is None or self._placed[0] != id_:
            self._placed = id_, self._find(id_)
        return self._placed[1]

    def _find(self, id_: str) -> int | None:
        at = self._at(id_)
        if at is None:
            return None
        if self._few is not None:
            number = at["number"]
            return self._few.index(number) if number in self._few else None
        counts = (
            self._query(
                f"SELECT count(*) FROM {self._tables} WHERE {self._condition} AND {condition}", **at
            )[0][0]
            for condition in self._reaches(after=False)
        )
        return int(sum(counts))

    def next_not_done(self, id_: str | None) -> str | None:
        """Return the first article after `id_` that is not done, going on from the top at the end.

        None when all others are done. An `id_` that is not in the view starts at the top.
        """
        at = None if id_ is None else self._at(id_)
        reaches = ["a.id IS NOT :id"] if at is None else [*self._reaches(after=True), "a.id != :id"]
        for condition in reaches:
            found = self._query(
                f"SELECT a.id FROM {self._tables} WHERE {self._condition} AND a.state != 'done'"
                f" AND {condition} ORDER BY {self._order()} LIMIT 1",
                id=id_,
                **(at or {}),
            )
            if found:
                id_found: str = found[0][0]
                return id_found
        return None

    @cached_property
    def _length(self) -> int:
        if self._few is not None:
            return len(self._few)
        if self._selection.everything:
            return int(self._query("SELECT articles FROM totals")[0][0])
        sql = f"SELECT count(*) FROM filterable AS f WHERE {self._condition}"
        return int(self._query(sql)[0][0])

    @cached_property
    def _few(self) -> list[object] | None:
        """The numbers of the articles in order, when the selection leaves only a few."""
        if self._selection.everything:
            return None
        found = self._query(
            f"SELECT number FROM filterable AS f WHERE {self._condition} LIMIT {_FEW + 1}"
        )
        if len(found) > _FEW:
            return None
        numbers = ",".join(str(number) for (number,) in found)
        ordered = self._index.query(
            f"SELECT number FROM articles AS a WHERE number IN ({numbers}) ORDER BY {self._order()}"
        )
        return [number for (number,) in ordered]

    def _by_number(self, numbers: Sequence[object]) -> list[Row]:
        wanted = ",".join(str(number) for number in numbers)
        found = self._index.query(
            f"SELECT a.number, {_COLUMNS} FROM articles AS a WHERE a.number IN ({wanted})"
        )
        rows = {number: to_row(values) for number, *values in found}
        return [rows[number] for number in numbers if number in rows]

    def _at(self, id_: str) -> dict[str, object] | None:
        """Return the values of an article for the keys of the order, None when it is not here."""
        columns = [key.column for key in self._keys]
        found = self._query(
            f"SELECT {', '.join(f'a.{column}' for column in columns)}"
            " FROM articles AS a JOIN filterable AS f USING (number)"
            f" WHERE a.id = :id AND {self._condition}",
            id=id_,
        )
        return dict(zip(columns, found[0], strict=True)) if found else None

    def _reaches(self, *, after: bool) -> list[str]:
        """Return conditions for what lies before or after an article, the nearest first.

        Each is a range of one index: the same in the first keys, and beyond in the next.
        """
        reaches = []
        for depth in range(len(self._keys) - 1, -1, -1):
            key = self._keys[depth]
            same = [known.same() for known in self._keys[:depth]]
            reaches.append(" AND ".join([*same, key.after() if after else key.before()]))
        return reaches

    def _order(self, *, backwards: bool = False) -> str:
        return ", ".join(key.order(backwards=backwards) for key in self._keys)

    @property
    def _tables(self) -> str:
        if self._selection.everything:
            return "articles AS a"
        # CROSS JOIN: walk the order and look into each article, rather than sort all that match.
        return "articles AS a CROSS JOIN filterable AS f ON f.number = a.number"

    @property
    def _condition(self) -> str:
        return self._selection.condition()

    def _query(self, sql: str, **values: object) -> list[Any]:
        return self._index.query(sql, self._selection.parameters | values)


def row_of(index: Index, id_: str) -> Row | None:
    """Return the row of one article, None when the catalogue does not have it."""
    found = index.query(f"SELECT {_COLUMNS} FROM articles AS a WHERE a.id = ?", (id_,))
    return to_row(found[0]) if found else None


def to_row(values: Sequence[Any]) -> Row:
    """Return the row that an article's columns hold, in the order of the fields of `Row`."""
    row = dict(zip(_ROW, values, strict=True))
    row["headline_derived"] = bool(row["headline_derived"])
    row["star"] = bool(row["star"])
    row["tags"] = tuple(row["tags"].split("\n")) if row["tags"] else ()
    return Row(**row)
