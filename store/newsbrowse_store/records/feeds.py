"""Feeds: where a library takes articles from, `feeds.json`, a TinyDB."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from newsbrowse_store.disk.json_lines import dumps
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import SYSTEM, System, damaged, look, replace_file
from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.records.history import Change
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.records.record import Record
from newsbrowse_store.values import as_document, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.documents import Tables

FILE = "feeds.json"

DEEPEST = 100
"""So many folders may lie one in the other."""

_LONGEST_NAME = 40


class Feed(Struct, frozen=True):
    """A feed: its address, and the name by which commands call it.

    `title` is what it calls itself, `site` the address of the pages it tells of, `folder` where it
    stands among others, with `/` between the parts. `full` asks for the page of each entry.
    """

    url: str
    name: str = ""
    title: str = ""
    site: str = ""
    folder: str = ""
    full: bool = False


class Feeds:
    """The feeds of the library at `root`. Methods raise `StorageError` for a file of no use."""

    def __init__(self, root: Path, system: System = SYSTEM) -> None:
        self._path = root / FILE
        self._lock = root / ".newsbrowse" / "locks" / "feeds"
        self._system = system
        self._record = FeedsRecord(self._path, self._lock, system)

    def all(self) -> list[Feed]:
        """Return all feeds by folder and name."""
        if look(self._path, self._system) is None:
            return []
        return self._read(self._record.tables())

    def get(self, name: str) -> Feed:
        """Return the feed of this name or address. Raises `DecisionError` when there is none."""
        for feed in self.all():
            if name in {feed.name, feed.url}:
                return feed
        remedy = "`newsbrowse feed list` shows the feeds there are."
        raise DecisionError(quoted(name), "is no feed of this library", remedy)

    def add(self, feed: Feed, annotator: str) -> Feed:
        """Keep a feed, and return it with the name it has got if it had none.

        Raises `DecisionError` when its address or its name is there already, or its folder lies in
        more than `DEEPEST`.
        """
        self._make_file()
        kept: list[Feed] = []

        def decide(tables: Tables) -> list[Change]:
            there = self._read(tables)
            kept[:] = [_named(feed, there)]
            made = {**as_document(kept[0]), "annotator": annotator, "at": now()}
            return [Change("feeds", new_id(after=max(tables["feeds"], default=0)), None, made)]

        self._record.commit("add feed", annotator, decide)
        return kept[0]

    def change(self, feed: Feed, annotator: str, **to: str | bool) -> Feed:
        """Change fields of a feed, and return it as it is then."""
        self._edit("change feed", feed, annotator, lambda document: {**document, **to})
        return replace(feed, **to)

    def remove(self, feed: Feed, annotator: str) -> None:
        """Forget a feed. The articles that came from it stay."""
        self._edit("remove feed", feed, annotator, lambda _: None)

    def _read(self, tables: Tables) -> list[Feed]:
        try:
            return _by_name(tables["feeds"])
        except ValueError as error:
            raise damaged(self._path, error) from error

    def _edit(
        self,
        what: str,
        feed: Feed,
        annotator: str,
        edit: Callable[[Document], Document | None],
    ) -> None:
        def decide(tables: Tables) -> list[Change]:
            return [
                Change("feeds", id_, document, edit(document))
                for id_, document in tables["feeds"].items()
                if document.get("url") == feed.url
            ]

        self._record.commit(what, annotator, decide)

    def _make_file(self) -> None:
        if look(self._path, self._system) is None:
            with FileLock(self._lock, self._system):
                if look(self._path, self._system) is None:
                    empty = dumps({table: {} for table in FeedsRecord.TABLES})
                    replace_file(self._path, empty, self._system)


class FeedsRecord(Record):
    """The file of a library's feeds."""

    TABLES = ("feeds", "history")


def _by_name(documents: dict[int, Document]) -> list[Feed]:
    """Return the feeds in order; where two people added the same one, the first stands for both."""
    found: dict[str, Feed] = {}
    for _, document in sorted(documents.items()):
        feed = _read(document)
        found.setdefault(feed.url, feed)
    return sorted(found.values(), key=lambda feed: (feed.folder.casefold(), feed.name.casefold()))


def _read(document: Document) -> Feed:
    left_open = {**as_document(Feed("")), "url": None}
    known = {name: document.get(name, value) for name, value in left_open.items()}
    for name, value in known.items():
        if not isinstance(value, bool if name == "full" else str):
            raise ValueError(f"a feed in it has no {name} that can be used")
    return Feed(**known)


def _named(feed: Feed, there: Iterable[Feed]) -> Feed:
    """Return the feed with a name that no other has. Raises `DecisionError` if there is none."""
    names = {other.name for other in there}
    for other in there:
        if other.url == feed.url:
            remedy = "`newsbrowse feed update` brings what is new in it."
            raise DecisionError(feed.url, f"is there already, as {quoted(other.name)}", remedy)
    if feed.folder.count("/") >= DEEPEST:
        reason = f"is a folder in more than {DEEPEST} others"
        raise DecisionError(quoted(feed.folder[:_LONGEST_NAME]), reason, "Choose another one.")
    if feed.name:
        name = " ".join(feed.name.split())
        if name in names or not name.isprintable():
            reason = "is the name of another feed" if name in names else "is no name"
            raise DecisionError(quoted(name), reason, "Choose another name.")
        return replace(feed, name=name)
    base = _slug(feed.title) or _slug(urlsplit(feed.url).hostname or "") or "feed"
    numbered = (f"{base}-{number}" for number in range(2, len(names) + 3))
    return replace(feed, name=next(name for name in (base, *numbered) if name not in names))


def _slug(words: str) -> str:
    """Return words as a name that is easy to type: small letters and digits, `-` in between."""
    parts = "".join(letter if letter.isalnum() else " " for letter in words.casefold()).split()
    return "-".join(parts)[:_LONGEST_NAME].strip("-")
