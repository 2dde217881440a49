"""Appearances: under which key a text was seen when, taken down in the article it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbrowse_store.records.documents import APPEARANCES, read_appearances
from newsbrowse_store.records.history import SEEN, Change
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.text.tokens import storable
from newsbrowse_store.values import Appearance, as_document, replace

if TYPE_CHECKING:
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.article import ArticleRecord
    from newsbrowse_store.records.documents import Tables

_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]+:\S+", re.IGNORECASE | re.ASCII)


def entry_key(guid: str, link: str, site: str) -> str:
    """Return the key under which an entry of a feed is known again, empty if nothing tells it.

    It is the guid where that is an absolute URI; else the guid at its site, for feeds of others
    count like that, too; else the link at its site. `site` is the address of the site or its name,
    not that of the feed: feeds move. The key of a page is its canonical address.
    """
    guid, link, site = guid.strip(), link.strip(), site.strip()
    if _ABSOLUTE.fullmatch(guid):
        return guid
    return f"{site} {guid or link}" if guid or link else ""


def article_key(id_: str) -> str:
    """Return the key of an article of which a person says what its later versions are."""
    return f"article:{id_}"


def appearance_document(appearance: Appearance) -> Document:
    """Return where a text appeared as TinyDB holds it; it is seen now unless that is said."""
    document = {name: storable(value) for name, value in as_document(appearance).items()}
    return {**document, "seen": document["seen"] or now()}


def appearances_of(record: ArticleRecord) -> tuple[Appearance, ...]:
    """Return where and when an article appeared, the first first. Raises `StorageError`."""
    return read_appearances(record.tables())


def take_down_appearance(
    record: ArticleRecord, appearance: Appearance, annotator: str, *, again: bool = False
) -> bool:
    """Take down that an article appeared, durably; tell whether it had to be.

    It need not where the key is known there, unless it was seen `again` after another version.
    What was seen no later than what is known changes nothing. Raises as `Record.commit`.
    """
    seen = appearance.seen or now()

    def decide(tables: Tables) -> list[Change]:
        known = [one for one in read_appearances(tables) if one.key == storable(appearance.key)]
        if known and (not again or known[-1].seen >= seen):
            return []
        document = appearance_document(replace(appearance, seen=seen))
        return [Change(APPEARANCES, new_id(), None, document)]

    return record.commit(SEEN, annotator, decide) is not None
