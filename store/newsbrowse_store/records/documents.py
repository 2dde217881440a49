"""Documents: values as TinyDB holds them, and back, and the changes that history is made of."""

from __future__ import annotations

import hashlib
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from msgspec import Struct

from newsbrowse_store.disk.json_lines import plain
from newsbrowse_store.disk.raw_tables import Document
from newsbrowse_store.values import (
    Appearance,
    Article,
    Attributes,
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
    as_document,
    fields,
    replace,
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
APPEARANCES = "entries"
"""The table of where and when an article appeared; only where it did in a feed or as a page."""

WRITTEN_WHEN_SET = ("attributes", "grown_over", "step")
"""Fields that documents have only where they say something."""
ARTICLE = 1
"""Id of the one document in the table `article`."""

_STATES = get_args(State)
_GROWN = "grown_over"


_Id = TypeVar("_Id", int, str)
_Value = TypeVar("_Value", bound=Struct)
_Decision = TypeVar("_Decision", bound=Decision)


def to_document(value: Decision | HistoryEntry) -> Document:
    """Return a decision as TinyDB holds it: its fields without `id`, which is the document's id.

    Raises `ValueError` for what JSON cannot hold.
    """
    document: Document = plain(as_document(value))
    del document["id"]
    if "attributes" in document:
        document["attributes"] = {name: it for name, it in document["attributes"].items() if it}
    return without_empty(document)


def without_empty(document: Document) -> Document:
    """Return a document without the fields that say nothing and are written only when set."""
    empty = [name for name in WRITTEN_WHEN_SET if not document.get(name, True)]
    return {name: it for name, it in document.items() if name not in empty} if empty else document


def from_document(kind: type[_Decision], id_: int, document: Mapping[str, Any]) -> _Decision:
    """Return the decision a document holds; fields of newer versions are passed over.

    Raises `ValueError` when a field is missing or of the wrong type.
    """
    return _make(kind, document, id=id_)


def read_decisions(tables: Tables) -> Decisions:
    """Return everything decided, in the order it was decided. Raises `ValueError`."""
    tables = {**tables, "mentions": _grown(tables)}
    read = {
        name: tuple(from_document(kind, id_, table[id_]) for id_ in sorted(table))
        for name, kind in DECISION_TABLES.items()
        for table in (tables[name],)
    }
    return Decisions(**read)  # type: ignore[arg-type]  # each table has its kind


def _grown(tables: Tables) -> dict[int, Document]:
    """Return the mentions; of those resized before that was noted with them, the history tells."""
    mentions = tables["mentions"]
    former: dict[int, list[Document]] = {}
    for entry in tables["history"].values():
        if entry.get("what") == "resize":
            for change in entry.get("changes", ()):
                before, after = change.get("before"), change.get("after")
                now = mentions.get(change.get("id")) if before and after else None
                if change.get("table") == "mentions" and now and _GROWN not in {**now, **after}:
                    span = {"start": before.get("start"), "end": before.get("end")}
                    former.setdefault(change["id"], []).append(span)
    grown = {id_: {**mentions[id_], _GROWN: spans} for id_, spans in former.items()}
    return {**mentions, **grown} if grown else mentions


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
    removed = document.get("removed", False)
    if state not in _STATES or not (isinstance(star, bool) and isinstance(removed, bool)):
        raise ValueError(f"an article cannot have {state=}, {star=}, {removed=}"[:200])
    cut = (
        replace(region, start=max(region.start, 0), end=min(region.end, len(text)))
        for region in read_regions(document)
    )
    regions = tuple(region for region in cut if region.start < region.end)
    return Article(id_, text, metadata, regions, state, star, removed)


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


def _attributes(value: Any) -> Attributes:
    return _make(Attributes, value)


def read_appearances(tables: Tables) -> tuple[Appearance, ...]:
    """Return where and when an article appeared, the first first. Raises `ValueError`."""
    documents = tables.get(APPEARANCES, {})
    found = (_make(Appearance, documents[id_]) for id_ in sorted(documents))
    return tuple(sorted(found, key=lambda each: each.seen))


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
    "Certainty": str,
    "Attributes": dict,
    "End": dict,
    "tuple[Span, ...]": list,
    "Mapping[str, str]": dict,
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "End": _end,
    "tuple[Span, ...]": _spans,
    "Attributes": _attributes,
}


@cache
def _fields(kind: type[Struct]) -> tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]:
    """Return name, types in JSON and reader of each field of a value but its id."""
    return tuple(
        (name, _TYPES[of], _READERS.get(of))
        for each in reversed(kind.__mro__)
        for name, of in vars(each).get("__annotations__", {}).items()
        if name in fields(kind) and name != "id"
    )


def _make(kind: type[_Value], document: Any, **given: Any) -> _Value:
    """Return the value a document holds. Raises `ValueError` for missing and wrong fields."""
    name = kind.__name__.lower()
    try:
        for field, types, reader in _fields(kind):
            if field in document:
                value = document[field]
                if not isinstance(value, types):
                    raise ValueError(f"the {field} of a {name} cannot be {value!r}")
                given[field] = reader(value) if reader else value
        return kind(**given)
    except TypeError as error:
        raise ValueError(f"a {name} cannot be {document!r}") from error
