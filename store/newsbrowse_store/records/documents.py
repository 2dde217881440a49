"""Documents: values as TinyDB holds them, and back, and the changes that history is made of."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, fields, replace
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from newsbrowse_store.disk.json_lines import plain
from newsbrowse_store.disk.raw_tables import Document
from newsbrowse_store.model import (
    Article,
    Decision,
    Decisions,
    End,
    Mention,
    Metadata,
    Note,
    Region,
    Rejection,
    Relation,
    Span,
    State,
    Tag,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsbrowse_store.records.history import Change, HistoryEntry

Tables = dict[str, dict[int, Document]]
"""Documents by table and document id, as a record shows them; not to be changed in place."""

DECISION_TABLES: dict[str, type[Decision]] = {
    "mentions": Mention,
    "rejections": Rejection,
    "relations": Relation,
    "tags": Tag,
    "notes": Note,
}
ARTICLE_TABLES = ("article", "history", *DECISION_TABLES)
ARTICLE = 1
"""Id of the one document in the table `article`."""

_STATES = get_args(State)


_Id = TypeVar("_Id", int, str)
_Value = TypeVar("_Value")
_Decision = TypeVar("_Decision", bound=Decision)


def to_document(value: Decision | HistoryEntry) -> Document:
    """Return a decision as TinyDB holds it: its fields without `id`, which is the document's id.

    Raises `ValueError` for what JSON cannot hold.
    """
    document: Document = plain(asdict(value))
    del document["id"]
    return document


def from_document(kind: type[_Decision], id_: int, document: Mapping[str, Any]) -> _Decision:
    """Return the decision a document holds; fields of newer versions are passed over.

    Raises `ValueError` when a field is missing or of the wrong type.
    """
    return _make(kind, document, id=id_)


def read_decisions(tables: Tables) -> Decisions:
    """Return everything decided, in the order it was decided. Raises `ValueError`."""
    read = {
        name: tuple(from_document(kind, id_, table[id_]) for id_ in sorted(table))
        for name, kind in DECISION_TABLES.items()
        for table in (tables[name],)
    }
    return Decisions(**read)  # type: ignore[arg-type]  # each table has its kind


def with_changes(
    tables: Mapping[str, dict[_Id, Document]], changes: Sequence[Change], key: Callable[[int], _Id]
) -> dict[str, dict[_Id, Document]]:
    """Return tables with changes made, by ids made with `key`. The tables given stay as they are.

    Tables that nothing changes are shared with them.
    """
    after = dict(tables)
    for name in {change.table for change in changes}:
        table = after[name] = dict(tables.get(name, {}))
        for change in changes:
            if change.table == name and change.after is None:
                table.pop(key(change.id), None)
            elif change.table == name and change.after is not None:
                table[key(change.id)] = change.after
    return after


def read_article(id_: str, text: str, document: Mapping[str, Any]) -> Article:
    """Return the article that a document of the table `article` describes. Raises `ValueError`.

    Regions are cut to the text, and passed over where nothing is left of them.
    """
    metadata = _make(Metadata, document.get("metadata", {}))
    state, star = document.get("state", "new"), document.get("star", False)
    if state not in _STATES or not isinstance(star, bool):
        raise ValueError(f"an article cannot have {state=}, {star=}"[:200])
    cut = (
        replace(region, start=max(region.start, 0), end=min(region.end, len(text)))
        for region in read_regions(document)
    )
    regions = tuple(region for region in cut if region.start < region.end)
    return Article(id_, text, metadata, regions, state, star)


def read_regions(document: Mapping[str, Any]) -> tuple[Region, ...]:
    """Return the regions in a document of the table `article` as they are. Raises `ValueError`."""
    regions = document.get("regions", [])
    if not isinstance(regions, list):
        raise ValueError(f"an article cannot have {regions=}"[:200])
    return tuple(_make(Region, region) for region in regions)


def text_sum(text: str) -> str:
    """Return the SHA-256 of an article's text, by which it is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


def _end(value: Any) -> End:
    end = _make(End, value)
    if (end.mention is None) == (end.entity is None):
        raise ValueError("an end of a relation is neither one mention nor one entity")
    return end


def _spans(value: Any) -> tuple[Span, ...]:
    return tuple(_make(Span, span) for span in value)


_TYPES: dict[str, type | tuple[type, ...]] = {
    "int": int,
    "str": str,
    "bool": bool,
    "str | None": (str, NoneType),
    "int | None": (int, NoneType),
    "Origin": str,
    "Role": str,
    "End": dict,
    "tuple[Span, ...]": list,
    "Mapping[str, str]": dict,
}
_READERS: dict[str, Callable[[Any], Any]] = {"End": _end, "tuple[Span, ...]": _spans}


@cache
def _fields(kind: type) -> tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]:
    """Return name, types in JSON and reader of each field of a value but its id."""
    return tuple(
        (field.name, _TYPES[field.type], _READERS.get(field.type))
        for field in fields(kind)
        if field.name != "id" and isinstance(field.type, str)
    )


def _make(kind: type[_Value], document: Any, **given: Any) -> _Value:
    """Return the value a document holds. Raises `ValueError` for missing and wrong fields."""
    made: type = kind
    name = made.__name__.lower()
    try:
        for field, types, reader in _fields(made):
            if field in document:
                value = document[field]
                if not isinstance(value, types):
                    raise ValueError(f"the {field} of a {name} cannot be {value!r}")
                given[field] = reader(value) if reader else value
        return kind(**given)
    except TypeError as error:
        raise ValueError(f"a {name} cannot be {document!r}") from error
