"""Article record: one article's text and the decisions on it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from newsbrowse_store.disk.json_lines import Lines
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import (
    SYSTEM,
    System,
    cannot_read,
    cannot_write,
    damaged,
    look,
    sync_folder,
)
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.records.annotated import Annotated
from newsbrowse_store.records.documents import (
    APPEARANCES,
    ARTICLE,
    ARTICLE_TABLES,
    read_article,
    text_sum,
)
from newsbrowse_store.records.record import Record, Snapshot, telling_damage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_store.disk.raw_tables import RawTables
    from newsbrowse_store.values import Article, Decisions, Suggestion


def article_path(root: Path, id_: str) -> Path:
    """Return where the decisions on an article lie; its text lies beside, with suffix `.txt`."""
    return root / f"articles/{id_[:2]}/{id_}.json"


def article_lock(root: Path, id_: str) -> Path:
    """Return the lock file of an article; 256 serve the whole library."""
    return root / ".newsbrowse" / "locks" / f"articles-{id_[:2]}"


class ArticleRecord(Record):
    """One article of the library at `root`: its text, which never changes, and its decisions."""

    TABLES = ARTICLE_TABLES
    OPTIONAL = (APPEARANCES,)

    def __init__(self, root: Path, id_: str, system: System = SYSTEM) -> None:
        super().__init__(article_path(root, id_), article_lock(root, id_), system)
        self.id = id_
        self._annotated: Annotated | None = None

    @classmethod
    def created(
        cls, root: Path, id_: str, text: str, tables: RawTables, system: System = SYSTEM
    ) -> Self:
        """Return the record of an article that was written just now: it need not be read."""
        record = cls(root, id_, system)
        record.text = text
        stamp = look(record.path, system)
        record._version = Snapshot(record.path, stamp, tables, Lines(), cls.TABLES + cls.OPTIONAL)
        return record

    @cached_property
    def text(self) -> str:
        """The text, readable even when the decisions are not."""
        path = self.path.with_suffix(".txt")
        try:
            return self._system.read(path).decode()
        except OSError as error:
            raise cannot_read(path, error) from error
        except UnicodeDecodeError as error:
            raise damaged(path, error) from error

    @cached_property
    def _text_sum(self) -> str:
        return text_sum(self.text)

    def article(self) -> Article:
        """Return the article as it is now."""
        document = self.tables()["article"].get(ARTICLE, {})
        with telling_damage(self.path):
            if self._text_sum != document.get("sha256"):
                raise damaged(self.path.with_suffix(".txt"), "it is not the text that was added")
            return read_article(self.id, self.text, document)

    def decisions(self) -> Decisions:
        """Return everything decided in the article, in the order it was decided."""
        return self._current().decisions

    def annotated(self, suggestions: Sequence[Suggestion]) -> Annotated:
        """Return how the article stands with these suggestions; quick when they are as before."""
        version, known = self._current(), self._annotated
        if known is None or known.suggestions is not suggestions:
            self._annotated = known = Annotated.of(version.decisions, suggestions)
        elif known.decisions is not version.decisions:
            self._annotated = known = known.after(version.decisions, version.delta)
        return known

    def purge(self, *, removed_only: bool = False) -> None:
        """Delete the article with its decisions, for good.

        With `removed_only`, raises `DecisionError` where it is not removed (any more): nothing is
        deleted then.
        """
        with FileLock(self.lock, self._system):
            if removed_only and not self.tables()["article"].get(ARTICLE, {}).get("removed"):
                remedy = f"First: newsbrowse remove {self.id}"
                raise DecisionError(self.id, "is not removed", remedy)
            for path in (self.path, self.path.with_suffix(".txt")):
                try:
                    self._system.unlink(path)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    raise cannot_write(path, error) from error
                sync_folder(path.parent, self._system)
