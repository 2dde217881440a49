"""Commit: how a decision is made durable, and taken back."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field

from newsbrowse_store.cache.activity import Counter
from newsbrowse_store.decisions import rules
from newsbrowse_store.decisions.plan import Plan
from newsbrowse_store.decisions.undo import UndoError, UndoStacks, put_back
from newsbrowse_store.errors import DecisionError, StorageError
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.history import REDO, UNDO
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from newsbrowse_store.cache.activity import Activity
    from newsbrowse_store.cache.entities import Entities
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.library import ArticleState, Library
    from newsbrowse_store.records.documents import Tables
    from newsbrowse_store.records.history import Change, HistoryEntry
    from newsbrowse_store.records.record import Record

    Command = Callable[[Plan], object]


class Decided(Struct, frozen=True):
    """A decision that is durable now.

    `entry` is its line in the history, None when there was nothing to change; `about` the decision
    that it took back or made again, if it did. `article` is empty for a decision on an entity that
    was made in none; `entity` is the one decided on or linked to. `state` is what it made of the
    article: it need not be read again. None where nothing changed in the article, or the cache
    failed meanwhile. `names` has the words of the mentions and entities that the decision speaks
    of by their ids alone.
    """

    entry: HistoryEntry | None
    article: str
    entity: str | None = None
    state: ArticleState | None = None
    about: HistoryEntry | None = None
    names: Mapping[int | str, str] = field(default_factory=dict)


class Decider:
    """Makes decisions of one annotator durable in one library, and takes them back.

    Every method sees what other processes decided meanwhile. Each raises `DecisionError` when a
    rule forbids it, saying what would do, `StorageError` as `Record.commit` does, and
    `UnknownArticleError`; nothing is changed then.
    """

    def __init__(self, library: Library, annotator: str) -> None:
        self.library = library
        self.annotator = annotator
        self._counter = Counter(annotator)
        self._entities_of: dict[str, set[str]] = {}
        self._acts: dict[int, int] = {}

    @property
    def entities(self) -> Entities:
        """The entities of the library."""
        return self.library.entities

    @property
    def activity(self) -> Activity:
        """What was done in this session so far."""
        return self._counter.activity

    def decide(self, article: str, what: str, command: Command) -> Decided:
        """Make what `command` plans one decision, called `what` in the history.

        For commands of one's own, and for several that are to be one.
        """
        return self._commit(article, "", what, command)

    def decide_entity(self, entity: str, what: str, command: Command, article: str = "") -> Decided:
        """Do the same with an entity; in the article named, `undo` takes it back this session."""
        done = self._commit(article, entity, what, command)
        if article:
            self._entities_of.setdefault(article, set()).add(entity)
        return done

    def one_act(self, *made: Decided) -> None:
        """Let `undo` take several decisions for one, in this session; made one after the other."""
        ids = [done.entry.id for done in made if done.entry is not None]
        self._acts.update(dict.fromkeys(ids, ids[0]) if ids else {})

    def undo(self, article: str) -> Decided | None:
        """Take back this annotator's latest decision in the article, whenever it was made.

        None when there is none. Raises `DecisionError` when somebody has changed the same since.
        """
        return self._walk(article, UNDO)

    def redo(self, article: str) -> Decided | None:
        """Make the decision again that `undo` took back last, unless one was made since.

        None when there is none. Raises as `undo` does.
        """
        return self._walk(article, REDO)

    def _walk(self, article: str, what: str) -> Decided | None:
        """Undo or redo one decision, and those that were one act with it."""
        done: Decided | None = None
        act: int | None = None
        while found := self._next(article, what) if done is None or act is not None else None:
            entity, entry, of = found
            if done is not None and act != self._acts.get(entry.id):
                break
            act = self._acts.get(entry.id)
            about = entity or (done.entity if done else None)
            done = replace(self._take(article, entity, what, entry, of), entity=about or None)
        return done

    def _next(self, article: str, what: str) -> tuple[str, HistoryEntry, int] | None:
        """Return the entity it was about, if any, the decision, and the entry to take back."""
        steps, entities = self._steps(article)
        undo = steps.undo and (steps.undo, steps.undo.id)
        entry, of = (undo if what == UNDO else steps.redo) or (None, 0)
        return None if entry is None else (entities[entry.id], entry, of)

    def _take(self, article: str, entity: str, what: str, entry: HistoryEntry, of: int) -> Decided:
        record = self._record(article, entity)
        with record.held():  # as it was looked at when the entry was found
            names = self._names(record, entry)
        command = partial(put_back, entry=entry, again=what == REDO)
        try:
            done = self._commit(article, entity, what, command, undoes=of)
        except DecisionError as error:
            raise UndoError(entry, names, error, again=what == REDO) from error
        return replace(done, about=entry, names=names)

    def _steps(self, article: str) -> tuple[UndoStacks, dict[int, str]]:
        """Return the steps of an article, and the entity that each was about, if any."""
        entities: dict[int, str] = {}
        history: list[HistoryEntry] = []
        for entity in ("", *sorted(self._entities_of.get(article, ()))):
            found = self._record(article, entity).history()
            entities.update((entry.id, entity) for entry in found)
            history += found
        return UndoStacks(sorted(history, key=lambda entry: entry.id), self.annotator), entities

    def _commit(
        self, article: str, entity: str, what: str, command: Command, undoes: int | None = None
    ) -> Decided:
        record = self._record(article, entity)
        text = record.text if isinstance(record, ArticleRecord) else ""

        def decide(tables: Tables) -> list[Change]:
            if isinstance(record, ArticleRecord):
                record.decisions()  # nothing is decided where something cannot be read
            plan = Plan(tables, record.uniqueness(), text, self.annotator)
            command(plan)
            rules.check(plan)
            return plan.changes()

        entry = record.commit(what, self.annotator, decide, undoes=undoes)
        if entry is None:
            return Decided(None, article, entity or None)
        self._counter.count(entry)
        state: ArticleState | None = None
        with record.held():
            if isinstance(record, ArticleRecord):
                with suppress(StorageError):  # a cache: the decision stands
                    state = self.library.decided(record)
            names = {} if undoes else self._names(record, entry)
        return Decided(entry, article, entity or None, state, names=names)

    def _record(self, article: str, entity: str) -> Record:
        return self.library.entities.record(entity) if entity else self.library.record(article)

    def _names(self, record: Record, entry: HistoryEntry) -> dict[int | str, str]:
        """Return the words of what an entry speaks of and does not hold."""
        mentions = record.tables().get("mentions", {})
        names: dict[int | str, str] = {}
        for end in _ends(entry):
            if (entity := end.get("entity")) is not None:
                names[entity] = self.library.entities.get(entity).name
            elif mention := mentions.get(end["mention"]):
                names[end["mention"]] = mention["text"]
        return names


def _ends(entry: HistoryEntry) -> Iterator[Document]:
    """Yield what the relations and links of an entry lead to."""
    for change in entry.changes:
        document = change.after or change.before or {}
        if change.table == "relations":
            yield document["head"]
            yield document["tail"]
        elif change.table == "mentions" and document.get("entity") and entry.what == "link":
            yield {"entity": document["entity"]}
