"""Restoration: an article that the library lacks, from its shape, with all that was decided in it.

Its ids, annotators and times are those that are given. It is checked as decisions made here are,
but for the schema: labels and types of relations are those of the library it comes from. What git
merged there stands side by side here, too.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import UnsetType

from newsbrowse_store.decisions import rules
from newsbrowse_store.decisions.article_shape import number, unshape_document
from newsbrowse_store.decisions.foreign import attributes_of, check_quotes, ref_of, twice, unknown
from newsbrowse_store.decisions.plan import Plan
from newsbrowse_store.decisions.relation_rules import check_when
from newsbrowse_store.disk.json_lines import plain
from newsbrowse_store.errors import DecisionError, ReadError, quoted
from newsbrowse_store.records.creation import create_whole
from newsbrowse_store.records.documents import (
    APPEARANCES,
    ARTICLE,
    ARTICLE_TABLES,
    DECISION_TABLES,
    from_document,
    read_appearances,
    read_article,
    read_decisions,
    text_sum,
)
from newsbrowse_store.records.history import read_history
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from newsbrowse_store.decisions.article_shape import (
        ArticleShape,
        DecisionShape,
        HistoryShape,
        Id,
    )
    from newsbrowse_store.decisions.foreign import Ref
    from newsbrowse_store.disk.raw_tables import Document, RawTables
    from newsbrowse_store.library import Library
    from newsbrowse_store.records.documents import Tables

_LARGEST = 2**62 - 1
"""Ids of our time are far below; above the largest one there must be room for later decisions."""

_ENTITY_ID = re.compile("[0-9a-f]{2,64}")


def restore_article(library: Library, annotator: str, given: ArticleShape) -> bool:
    """Put an article into a library that lacks it, durable when this returns, with its entities.

    Entities that the library has stay as they are. False when somebody has added the article
    meanwhile: nothing of it is changed then. What names no annotator is ascribed to `annotator`.
    After a crash the article is there whole or not at all. Raises `ReadError` and `DecisionError`
    for what cannot be, and `StorageError`; there is no article then.
    """
    tables = _Tables(library, annotator, given).made()
    for entity in given.entities:  # first: what the article refers to must be there
        library.entities.restore(entity, annotator)
    record = create_whole(library.path, given.id, given.text, tables)
    if record is not None:
        library.catalogue.put_all([record])
    return record is not None


class _Tables:
    """The tables of an article, made of its shape."""

    def __init__(self, library: Library, annotator: str, given: ArticleShape) -> None:
        self._library = library
        self._given = given
        self._plan = Plan({}, {"mentions": {}, "rejections": {}}, given.text, annotator)
        self._entities = {entity.id for entity in given.entities}

    def made(self) -> RawTables:
        """Return the tables. Raises `ReadError` and `DecisionError`."""
        given, plan = self._given, self._plan
        self._check_text()
        self._check_entities()
        check_quotes(given, given.text)
        self._put_article()
        self._put_mentions()
        self._put_relations()
        self._put_tags()
        for note in given.notes:
            self._put("notes", note, on=note.on, text=note.text)
        signed = all(
            not isinstance(one.id, UnsetType) for one in (*given.mentions, *given.relations)
        )
        rules.check(plan, merged=signed)  # with ids it is what a file held, as git merged it
        tables: Tables = {name: dict(plan.documents(name)) for name in ARTICLE_TABLES}
        tables["history"] = self._history()
        if given.entries:
            tables[APPEARANCES] = {new_id(): as_document(each) for each in given.entries}
        try:
            plain(tables["article"])
            read_article(given.id, given.text, tables["article"][ARTICLE])
            read_decisions(tables)
            read_appearances(tables)
            for entry in read_history(tables["history"]):
                _check_time(entry.at)
            raw: RawTables = plain(
                {
                    name: {str(id_): document for id_, document in table.items()}
                    for name, table in tables.items()
                }
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReadError(given.id, f"cannot be stored ({error})"[:200]) from error
        return raw

    def _check_text(self) -> None:
        try:
            same = article_id(self._given.text) == self._given.id
        except UnicodeEncodeError as error:
            raise ReadError("text", "has half a character in it", "Give all of it.") from error
        if not same:
            raise ReadError(
                f"id {self._given.id}",
                "is not that of this text",
                "Give the text as it was printed, or leave it out to annotate an article.",
            )

    def _check_entities(self) -> None:
        for place, entity in enumerate(self._given.entities):
            if not _ENTITY_ID.fullmatch(entity.id):
                raise ReadError(
                    f"entities[{place}].id", "is no id of an entity", "Give hex digits."
                )
            if not entity.name.strip():
                raise ReadError(f"entities[{place}].name", "is empty", "Give its name.")
            try:
                plain(as_document(entity))
            except ValueError as error:
                raise ReadError(f"entities[{place}]", f"cannot be stored ({error})") from error

    def _check_known(self, entity: str) -> str:
        if entity not in self._entities:
            self._library.entities.get(entity)  # raises when there is no such entity
        return entity

    def _put_article(self) -> None:
        given = self._given
        for place, region in enumerate(given.regions):
            if not 0 <= region.start < region.end <= len(given.text):
                raise ReadError(f"regions[{place}]", "is no stretch of the text")
        _check_time(given.added)
        document = {
            "id": given.id,
            "sha256": text_sum(given.text),
            "metadata": as_document(given.metadata),
            "regions": [as_document(region) for region in given.regions],
            "state": given.state,
            "star": given.star,
            "added": given.added or now(),
        }
        self._plan.put("article", ARTICLE, document | ({"removed": True} if given.removed else {}))

    def _put_mentions(self) -> None:
        text = self._given.text
        for mention in self._given.mentions:
            place = {"start": mention.start, "end": mention.end, "label": mention.label}
            document: Document = {**place, "text": text[mention.start : mention.end]}
            document |= {"origin": mention.origin, "entity": mention.entity}
            if mention.entity is not None:
                self._check_known(mention.entity)
            if not isinstance(mention.grown_over, UnsetType):
                for span in mention.grown_over:
                    rules.check_span(text, span.start, span.end)
                document["grown_over"] = [as_document(span) for span in mention.grown_over]
            self._put("mentions", mention, **document)
        for rejection in self._given.rejections:
            place = {"start": rejection.start, "end": rejection.end, "label": rejection.label}
            words = text[rejection.start : rejection.end]
            self._put("rejections", rejection, **place, text=words)

    def _put_relations(self) -> None:
        for relation in self._given.relations:
            attributes = attributes_of(relation)
            if when := attributes.get("when"):
                check_when(when)
            if "reported_by" in attributes:
                self._check_known(attributes["reported_by"])
            self._put(
                "relations",
                relation,
                type=relation.type,
                head=self._end(ref_of(relation.head)),
                tail=self._end(ref_of(relation.tail)),
                note=relation.note,
                evidence=[{"start": span.start, "end": span.end} for span in relation.evidence],
                **({"attributes": attributes} if attributes else {}),
            )

    def _put_tags(self) -> None:
        for name in dict.fromkeys(self._given.tags):
            if rules.tag_name(name) != name:
                raise ReadError(f"the tag {quoted(name)}", "has space around its parts")
            tagged = [tag for tag in self._given.tagged if tag.name == name]
            for tag in tagged or (None,):
                self._put("tags", tag, name=name)

    def _end(self, ref: Ref) -> Document:
        if isinstance(ref, str):
            return {"mention": None, "entity": self._check_known(ref)}
        id_ = self._plan.at_place("mentions", ref) if isinstance(ref, tuple) else ref
        if id_ is None:
            raise DecisionError(
                f"{ref[0]}:{ref[1]}:{ref[2]}" if isinstance(ref, tuple) else str(ref),
                "is no mention of the line",
                "Give the mention too.",
            )
        if self._plan.get("mentions", id_) is None:
            raise unknown("mention", id_)
        return {"mention": id_, "entity": None}

    def _put(self, table: str, given: DecisionShape | None, **fields: Any) -> None:
        """Plan a document with the id, annotator and time that are given, else ours."""
        signed = {"annotator": self._plan.annotator, "at": self._plan.at}
        id_ = None
        if given is not None:
            id_ = _checked(table, given.id)
            signed |= {
                name: it
                for name in ("annotator", "at")
                if not isinstance(it := getattr(given, name), UnsetType)
            }
            _check_time(signed["at"])
        id_ = new_id() if id_ is None else id_
        if self._plan.get(table, id_) is not None:
            raise twice(table, id_)
        self._plan.put(table, id_, {**fields, **signed})

    def _history(self) -> dict[int, Document]:
        found: dict[int, Document] = {}
        for entry in () if isinstance(self._given.history, UnsetType) else self._given.history:
            id_ = _checked("history", entry.id) or 0
            if id_ in found:
                raise twice("history", id_)
            found[id_] = self._entry(entry)
        return found

    def _entry(self, given: HistoryShape) -> Document:
        undoes, step = (_checked("history", id_) for id_ in (given.undoes, given.step))
        entry: Document = {"what": given.what, "at": given.at, "annotator": given.annotator}
        entry |= {"changes": [], "undoes": undoes} | ({} if step is None else {"step": step})
        for change in given.changes:
            id_ = _checked(change.table, change.id) or 0
            try:
                before, after = unshape_document(change.before), unshape_document(change.after)
                for document in (before, after):
                    if document is not None:
                        self._check_document(change.table, id_, document)
            except (ValueError, TypeError) as error:
                what = f"history {number(given.id)}"
                raise ReadError(what, f"cannot be ({error})"[:200]) from error
            made = {"table": change.table, "id": id_, "before": before, "after": after}
            entry["changes"].append(made)
        return entry

    def _check_document(self, table: str, id_: int, document: Document) -> None:
        """Raise `ValueError` for what `undo` must not put back."""
        if table == "article":
            read_article(self._given.id, self._given.text, document)
        elif table == APPEARANCES:
            read_appearances({table: {id_: document}})
        elif table in DECISION_TABLES:
            from_document(DECISION_TABLES[table], id_, document)
        else:
            raise ValueError(f"{table!r} is no table that decisions change")


def _checked(table: str, given: Id | UnsetType | None) -> int | None:
    """Return an id as documents have it. Raises `ReadError` when none can be so."""
    id_ = None if given is None else number(given)
    if id_ is not None and not 1 <= id_ <= _LARGEST:
        raise ReadError(f"{id_} in {table}", "is no id", "Ids are numbers from 1 to 2⁶².")
    return id_


def _check_time(at: str) -> None:
    try:
        if at:
            datetime.fromisoformat(at)
    except ValueError as error:
        remedy = "Write it as 2026-03-04T10:00:00+00:00."
        raise ReadError(quoted(at), "is no time", remedy) from error
