"""A library: a folder of articles, their decisions and what is worked out from them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal, Self

from msgspec import Struct

from newsbrowse_store.cache.article_row import read_entry
from newsbrowse_store.cache.catalogue import Catalogue
from newsbrowse_store.cache.database import Index, writable
from newsbrowse_store.cache.entities import Entities
from newsbrowse_store.cache.refresh import article_ids
from newsbrowse_store.cache.suggestions import SuggestionCache
from newsbrowse_store.disk.json_lines import GITATTRIBUTES
from newsbrowse_store.disk.system import TEMPORARY, make_folder, replace_file
from newsbrowse_store.errors import LibraryError, SchemaError, StorageError, UnknownArticleError
from newsbrowse_store.records.article import ArticleRecord, article_path
from newsbrowse_store.records.documents import ARTICLE
from newsbrowse_store.schema.schema import FILE, Schema, SchemaFile, default_text
from newsbrowse_store.text.tokens import storable
from newsbrowse_store.values import ID_LENGTH, Appearance, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newsbrowse_store.cache.activity import Activity
    from newsbrowse_store.cache.visits import Visits
    from newsbrowse_store.records.annotated import Annotated
    from newsbrowse_store.records.feeds import Feeds
    from newsbrowse_store.search.search import Search
    from newsbrowse_store.values import Article, Decisions, Draft, KnownName


_ID = re.compile(f"[0-9a-f]{{{ID_LENGTH}}}")
_BATCH = 500
_LISTED_TOGETHER = 50
"""As long as so many are put in the catalogue, nobody else can write there."""
_AT_HAND = 8
_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a draft: `present` when the same text was in the library already.

    `removed` when it was, and was removed: adding it again does not bring it back.
    """

    id: str
    status: Literal["added", "present", "removed"]


class ArticleState(Struct, frozen=True):
    """An article as a decision left it: with all that is decided and suggested in it."""

    article: Article
    annotated: Annotated
    analysed: bool


class Library:
    """The library in the folder `path`. Opening one reads nothing of its articles.

    Close it when done, or use it in a `with`. Records and decisions are for the thread that opened
    it; `catalogue` and `suggestions` may be used from any.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index = Index(path / ".newsbrowse")
        self._schema = SchemaFile(path / FILE)
        self._records: dict[str, ArticleRecord] = {}
        self._lost = 0

    @classmethod
    def open(
        cls, path: Path, *, create: bool = True, seeds: Iterable[Draft] = (), annotator: str = ""
    ) -> Self:
        """Open the library at `path`; with `create`, make one of a new or an empty folder.

        One that is made has the articles `seeds`, tagged by `annotator`, from the beginning: cut
        short, it is no library yet, and all of it is done again.

        Raises `LibraryError` when there is none, or none can be made.
        """
        path = path.expanduser().absolute()
        if not is_library(path):
            if not create:
                raise LibraryError(str(path), "is not a library", "Name the folder of a library.")
            create_library(path, seeds, annotator)
        return cls(path)

    @staticmethod
    def is_library(path: Path) -> bool:
        """Whether the folder `path` is a library."""
        return is_library(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the cache. Nothing needs saving."""
        self._index.close()

    @property
    def name(self) -> str:
        """What the library is called: its name in `newsbrowse.toml`, else that of its folder."""
        return self.schema.name or self.path.name

    @property
    def writable(self) -> bool:
        """Whether what is worked out is kept; else it goes to a cache that ends with `close`."""
        return writable(self.path / ".newsbrowse")

    @property
    def schema(self) -> Schema:
        """The labels and relation types in force; taken anew when `newsbrowse.toml` changes."""
        return self._schema.schema

    @property
    def schema_errors(self) -> tuple[SchemaError, ...]:
        """What is wrong with `newsbrowse.toml` as it is now."""
        return self._schema.errors

    @cached_property
    def catalogue(self) -> Catalogue:
        """The rows of all articles. Bring it up to date in the background when it is `stale()`."""
        return Catalogue(self.path, self._index, self.suggestions)

    @cached_property
    def suggestions(self) -> SuggestionCache:
        """The suggestions worked out so far."""
        return SuggestionCache(self._index)

    @cached_property
    def entities(self) -> Entities:
        """Who and what the mentions of all articles are about."""
        return Entities(self.path, self._index)

    @cached_property
    def feeds(self) -> Feeds:
        """The feeds it takes articles from."""
        from newsbrowse_store.records.feeds import Feeds  # not needed to start

        return Feeds(self.path)

    @cached_property
    def visits(self) -> Visits:
        """When addresses of the network were last fetched."""
        from newsbrowse_store.cache.visits import Visits  # not needed to start

        return Visits(self._index)

    @cached_property
    def search(self) -> Search:
        """Finding articles by what they say and by what was decided in them."""
        from newsbrowse_store.search.search import Search  # not needed to start

        return Search(self.path, self._index, self.entities)

    def add(self, draft: Draft, annotator: str = "") -> Added:
        """Add an article; it is durable when this returns. See `add_many`."""
        return next(self.add_many([draft], annotator))

    def add_many(self, drafts: Iterable[Draft], annotator: str = "") -> Iterator[Added]:
        """Add articles, durable by the batch, and say of each in order what became of it.

        Tags of the drafts are ascribed to `annotator`. Of a text that is there already it is taken
        down where it appears, where that is new, or it is the latest version again. Raises
        `StorageError` and `LibraryError`; what was yielded before stays added.
        """
        from newsbrowse_store.records.creation import (
            create_articles,  # not needed to open a library
        )

        waiting = iter(drafts)
        while batch := list(islice(waiting, _BATCH)):
            created = create_articles(self.path, batch, annotator)
            records = iter([one.record for one in created if one.record])
            while some := list(islice(records, _LISTED_TOGETHER)):
                self.catalogue.put_all(some)
            there = [one.id for one in created if not one.record]
            self.catalogue.put_many(self.catalogue.unlisted(there))  # cut short the last time
            appeared = [
                (one.id, draft.appearance)
                for draft, one in zip(batch, created, strict=True)
                if draft.appearance is not None and not one.record
            ]
            if appeared and self.catalogue.stale():
                self.catalogue.refresh()  # other programs may have added later versions
            for id_, appearance in appeared:
                self._appeared(id_, appearance, annotator)
            gone = self.catalogue.removed_among(there)
            for one in created:
                status: Literal["removed", "present"] = "removed" if one.id in gone else "present"
                yield Added(one.id, "added" if one.new else status)

    def add_version(self, of: str, draft: Draft, annotator: str = "") -> Added:
        """Add a later version of an article: from now on it is listed in place of the one before.

        What makes them versions of one is the key under which `of` appeared, one that is made of
        its id where it never did. Cut short on the way, the article stands there as before. Raises
        `UnknownArticleError`, `StorageError`, and `LibraryError` for the very text of `of`, and
        where it was removed.
        """
        from newsbrowse_store.records.appearances import appearances_of, article_key

        record = self.record(of)
        if storable(draft.text) == record.text:
            remedy = "Name the file of the version that came later."
            raise LibraryError(of, "has this very text", remedy)
        if record.article().removed:
            raise LibraryError(of, "was removed", f"First: newsbrowse restore {of}")
        known = appearances_of(record)
        if not known:
            added = str(record.tables()["article"][ARTICLE].get("added", ""))
            known = (Appearance(article_key(of), seen=added),)
            self._appeared(of, known[0], annotator)
        published = draft.metadata.published
        appearance = Appearance(known[-1].key, known[-1].place, published=published)
        return self.add(replace(draft, appearance=appearance), annotator)

    def _appeared(self, id_: str, appearance: Appearance, annotator: str) -> None:
        """Take down that a text which is here already appeared, and list the latest version.

        Its record is not kept at hand: there may be many, and the open one is to stay.
        """
        from newsbrowse_store.records.appearances import take_down_appearance

        record = self._records.get(id_) or ArticleRecord(self.path, id_)
        again = self.catalogue.versions(id_)[-1].id != id_
        if take_down_appearance(record, appearance, annotator, again=again):
            self.catalogue.put(record)

    def ids(self) -> list[str]:
        """Return the ids of all articles, in order, but for those known to be on no list."""
        hidden = self.catalogue.hidden()
        return [id_ for id_ in article_ids(self.path) if id_ not in hidden]

    def resolve(self, prefix: str) -> str:
        """Return the id that begins with `prefix`.

        Raises `UnknownArticleError` when there is none, or several.
        """
        wanted = prefix.strip().lower()
        found = list(islice(article_ids(self.path, wanted), _MOST_LISTED + 1))
        if wanted and len(found) == 1:
            return found[0]
        if not wanted or not found:
            remedy = "`newsbrowse list` shows the ids there are."
            raise UnknownArticleError(prefix or "an empty id", "no article has this id", remedy)
        named = ", ".join(found[:_MOST_LISTED]) + (", …" if len(found) > _MOST_LISTED else "")
        raise UnknownArticleError(
            prefix, f"several articles have ids that begin so: {named}", "Give more of the id."
        )

    def record(self, id_: str) -> ArticleRecord:
        """Return the record of an article; the last few asked for stay at hand.

        Raises `UnknownArticleError`.
        """
        record = self._records.pop(id_, None)
        if record is None:
            if not _ID.fullmatch(id_) or not article_path(self.path, id_).exists():
                remedy = "`newsbrowse list` shows the ids there are."
                raise UnknownArticleError(id_, "no article has this id", remedy)
            record = ArticleRecord(self.path, id_)
        self._records[id_] = record
        # One that the disk was not sure of stays: another record would show what may yet be lost.
        spare = (each for each, known in self._records.items() if not known.unsure)
        if len(self._records) > _AT_HAND and (oldest := next(spare, id_)) != id_:
            del self._records[oldest]
        return record

    def article(self, id_: str) -> Article:
        """Return an article as it is now. Raises `UnknownArticleError` and `StorageError`."""
        return self.record(id_).article()

    def make_sure(self, id_: str) -> None:
        """Ask the disk again, where it was not sure of the last decision in an article.

        Raises `UnsureError` while it still is not: the article can only be read then, as it was
        before that decision.
        """
        record = self.record(id_)
        if record.unsure:
            record.reload()
            with suppress(StorageError):  # a cache: the next look finds it
                self.catalogue.put(record)

    def problem(self, id_: str) -> StorageError | None:
        """Return what keeps an article from being read, None when nothing does."""
        entry = read_entry(ArticleRecord(self.path, id_), None)
        return None if entry is None else entry.problem

    def decisions(self, id_: str) -> Decisions:
        """Return everything decided in an article. Raises as `article` does."""
        return self.record(id_).decisions()

    def purge(self, id_: str, *, removed_only: bool = False) -> None:
        """Delete an article, with its decisions, for good. Nothing takes that back.

        With `removed_only`, raises `DecisionError` where somebody has restored it meanwhile.
        """
        self.record(id_).purge(removed_only=removed_only)
        self._records.pop(id_, None)
        self.catalogue.remove([id_])

    def decided(self, record: ArticleRecord) -> ArticleState:
        """Return the state that a decision just made of an article; the catalogue takes it down.

        To be called while the record is `held`. Raises `StorageError` when the cache cannot tell
        what is suggested.
        """
        suggested = self.suggestions.latest(record.id)
        with suppress(StorageError):  # a cache: the decision stands, the next look finds it
            self.catalogue.put_with(record, suggested)
        annotated = record.annotated(suggested or ())
        return ArticleState(record.article(), annotated, analysed=suggested is not None)

    def touch(self, id_: str) -> None:
        """Bring the catalogue up to date with one article, after a decision or an analysis.

        Its record is not kept at hand, or what is analysed meanwhile would push out the open one.
        """
        known = self._records.get(id_)
        if known is None or not known.unsure:  # a doubtful one is taken down by `make_sure`
            self.catalogue.put(known or ArticleRecord(self.path, id_))

    def cache_was_lost(self) -> bool:
        """Whether the cache was deleted, or found damaged, since this was last asked."""
        self.catalogue.counts()  # a look at it is what tells
        before, self._lost = self._lost, self._index.lost
        return before != self._lost

    def save_search(self, name: str, query: str) -> None:
        """Add a search to `newsbrowse.toml`; it is durable when this returns.

        Raises `SchemaError` and `StorageError`; nothing is changed then.
        """
        from newsbrowse_store.schema.saved_searches import save_search  # not needed to start

        lock = self.path / ".newsbrowse" / "locks" / "schema"
        save_search(self.path / FILE, lock, name, query)

    def known_names(self) -> list[KnownName]:
        """Return the names that people decided in the articles, most frequent first."""
        return self.catalogue.known_names()

    def activity(self) -> list[Activity]:
        """Return what was done, by day and annotator, from all histories as they are now."""
        if self.catalogue.stale():
            self.catalogue.refresh()
        self.entities.refresh()
        return self.catalogue.activity()

    @property
    def names_version(self) -> int:
        """A number that changes whenever the known names do."""
        return self.catalogue.names_version


GIT_FILES = {".gitattributes": GITATTRIBUTES, ".gitignore": ".newsbrowse/\n*.tmp\n"}
"""What tells git how to keep a library, by the names of the files."""

_HARMLESS = frozenset((
    "articles", "entities", "steps", ".newsbrowse", ".git", ".gitattributes", ".gitignore",
    ".DS_Store", "README.md", "LICENSE",
))  # fmt: skip
"""What may be in a folder that is to become a library: what git brings, or a making cut short."""


def is_library(path: Path) -> bool:
    """Whether the folder `path` is a library: it has the file of its schema."""
    return (path / FILE).is_file()


def create_library(path: Path, seeds: Iterable[Draft] = (), annotator: str = "") -> None:
    """Make a library of `path`, a new folder or one with nothing of anybody's in it.

    It has the articles `seeds` from the beginning; their tags are ascribed to `annotator`.

    Raises `LibraryError`. Cut short, it can be done again.
    """
    try:
        names = {each.name for each in path.iterdir()} - _HARMLESS
        others = sorted(n for n in names if not (n.startswith(".") and n.endswith(TEMPORARY)))
    except FileNotFoundError:
        others = []
    except OSError as error:
        reason = f"cannot be a library ({error.strerror})"
        raise LibraryError(str(path), reason, "Name another folder.") from error
    if others:
        raise LibraryError(
            str(path),
            f"is not a library, and holds other things ({', '.join(others[:3])})",
            "Name an empty or a new folder for a library.",
        )
    from newsbrowse_store.records.creation import create_articles  # not needed to open a library

    try:
        make_folder(path / "articles")
        for name, content in GIT_FILES.items():
            if not (path / name).exists():
                replace_file(path / name, content.encode())
        create_articles(path, seeds, annotator)
        replace_file(path / FILE, default_text().encode())  # last: with it, it is a library
    except StorageError as error:
        raise LibraryError(error.what, error.reason, error.remedy) from error
