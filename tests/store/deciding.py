"""Decisions for tests: short ways to make them and to compare what a library then holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsbrowse_store.disk.system import SYSTEM, System
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.creation import create_articles
from newsbrowse_store.records.documents import Tables, to_document
from newsbrowse_store.records.history import Change
from newsbrowse_store.values import Draft, Mention, Metadata

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsbrowse_store.disk.raw_tables import Document

TEXT = "Ilse Brandt met Tomas Okoye of Amsel Lines in Port Amsel on Tuesday. " * 4
AT = "2026-03-04T10:00:00.000+00:00"


def new_record(root: Path, system: System = SYSTEM, text: str = TEXT) -> ArticleRecord:
    draft = Draft(text, Metadata(headline="Harbour treaty"))
    return ArticleRecord(root, create_articles(root, [draft], system=system)[0].id, system)


def mention(id_: int, label: str = "PERSON") -> Document:
    start = id_ % 100
    return to_document(Mention(id_, "ana", AT, start, start + 5, label, TEXT[start : start + 5]))


def add(*ids: int, table: str = "mentions") -> Callable[[Tables], list[Change]]:
    return lambda _tables: [Change(table, id_, None, mention(id_)) for id_ in ids]


def relabel(id_: int, label: str) -> Callable[[Tables], list[Change]]:
    def decide(tables: Tables) -> list[Change]:
        before = tables["mentions"][id_]
        return [Change("mentions", id_, before, {**before, "label": label})]

    return decide


def remove(*ids: int) -> Callable[[Tables], list[Change]]:
    return lambda tables: [Change("mentions", id_, tables["mentions"][id_], None) for id_ in ids]


def held(tables: Tables) -> dict[str, Any]:
    """What tables hold, leaving out the ids and times that each run makes anew."""
    history = [
        {key: value for key, value in entry.items() if key != "at"}
        for _, entry in sorted(tables["history"].items())
    ]
    article = [dict(document, added="") for document in tables["article"].values()]
    copied: dict[str, Any] = json.loads(json.dumps({**tables, "history": history}))
    return {**copied, "article": article}
