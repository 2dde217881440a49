"""Commit: how a decision is made durable, and taken back."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field

from newsbrowse_store.cache.activity import Counter
from newsbrowse_store.decisions import rules
from newsbrowse_store.decisions.plan import Plan
from newsbrowse_store.decisions.steps import ARTICLES, ENTITIES, Steps, plan_entry
from newsbrowse_store.decisions.undo import UndoError, UndoStacks, put_back
from newsbrowse_store.errors import DecisionError, StorageError, UnknownArticleError
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.history import NEVER_UNDONE, REDO, UNDO
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.records.step_file import LeftOut, Step, read_step, step_path
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from newsbrowse_store.cache.activity import Activity
    from newsbrowse_store.cache.entities import Entities
    from newsbrowse_store.decisions.plan import Command
    from newsbrowse_store.decisions.steps import Progress
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.errors import NewsbrowseError
    from newsbrowse_store.library import ArticleState, Library
    from newsbrowse_store.records.documents import Tables
    from newsbrowse_store.records.history import Change, HistoryEntry
    from newsbrowse_store.records.record import Record
    from newsbrowse_store.records.step_file import PlannedEntry

    Part = tuple[str, Command]
    _Next = tuple[str, HistoryEntry, int]


class Decided(Struct, frozen=True):
    """A decision that is durable now.

    `entry` is its line in the history, None when there was nothing to change; `about` the decision
    that it took back or made again, if it did. `article` is empty for a decision on an entity that
    was made in none; `entity` is the one decided on or linked to. `state` is what it made of the
    article: it need not be read again. None where nothing changed in the article, or the cache
    failed meanwhile. `names` has the words of the mentions and entities that the decision speaks
    of by their ids alone. `step` is set for a decision over several files, as it ended.
    """

    entry: HistoryEntry | None
    article: str
    entity: str | None = None
    state: ArticleState | None = None
    about: HistoryEntry | None = None
    names: Mapping[int | str, str] = field(default_factory=dict)
    step: Step | None = None


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
        self._latest: list[tuple[str, int]] = []
        self._made: set[int] = set()

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

    def decide_step(
        self,
        what: str,
        parts: Mapping[str, Part],
        progress: Progress | None = None,
        *,
        article: str = "",
        entity: str = "",
    ) -> Decided:
        """Make decisions in several files one step: whole after any crash, and one for `undo`.

        `parts` has for each file (`articles/ID` or `entities/ID`) what its part is called in the
        history, and its command; what is returned is about `article` and `entity`. Files in which a
        rule forbids it are left as they are, and the `step` that is returned lists them; where
        none is left to change, the first reason is raised. `progress` gets the files done and all
        there are; what it raises stops the step, and what was done of it is taken back.
        """
        steps = Steps.of(self.library)
        plan: list[PlannedEntry] = []
        left: list[LeftOut] = []
        refused: list[NewsbrowseError] = []
        for file, (called, command) in parts.items():
            try:
                found = plan_entry(steps.record(file), file, self.annotator, called, command)
            except (DecisionError, StorageError, UnknownArticleError) as error:
                left.append(LeftOut(file, f"{error.what} {error.reason}"))
                refused.append(error)
            else:
                plan += [found] if found else []
        if refused and not plan:
            raise refused[0]
        return self._run(steps, what, plan, left, None, progress, article, entity)

    def undo(
        self,
        article: str,
        *,
        exactly: int | None = None,
        before: Callable[[HistoryEntry], object] = lambda _: None,
    ) -> Decided | None:
        """Take back this annotator's latest decision in the article, whenever it was made.

        If it was part of a step over several files, all of the step is taken back that nothing
        later stands on. With `exactly`, the id of an entry of the history, only that one. `before`
        gets the decision first; when it raises, nothing is undone. None when there is none. Raises
        `DecisionError` when somebody has changed the same since, or when the latest is another.
        """
        found = self._next(article, UNDO)
        if exactly is not None and (found is None or found[1].id != exactly):
            raise DecisionError(
                "the latest decision",
                "has another one after it in its article",
                "Open that article, and undo there.",
            )
        if found is None:
            return None
        before(found[1])
        return self._walk(article, UNDO, found)

    def redo(self, article: str) -> Decided | None:
        """Make the decision again that `undo` took back last, unless one was made since.

        None when there is none. Raises as `undo` does.
        """
        found = self._next(article, REDO)
        return self._walk(article, REDO, found) if found else None

    def step(self, id_: int) -> Step:
        """Return a step by its id. Raises `StorageError`."""
        return read_step(self.library.path, id_)[0]

    @property
    def latest(self) -> tuple[str, int] | None:
        """The article of this session's latest decision that stands, and its entry's id."""
        return self._latest[-1] if self._latest else None

    def made(self, step: int) -> bool:
        """Whether a step was made in this session."""
        return step in self._made

    def adopt(self, decided: Decided, latest: tuple[str, int] | None) -> None:
        """Take a step for one of this session that another of this annotator has made.

        `latest` is that of the other session.
        """
        if decided.entry is not None and decided.step is not None:
            self._counter.count(decided.entry)
            self._made.add(decided.step.id)
            self._latest += [latest] if latest else []

    def _walk(self, article: str, what: str, found: _Next) -> Decided:
        entity, entry, of = found
        done = self._walk_step(article, what, found) or self._take(article, entity, what, entry, of)
        if what == UNDO:
            self._latest = [each for each in self._latest if each != (article, entry.id)]
        else:
            self._latest.append((article, entry.id))
        return replace(done, entity=entity or done.entity)

    def _walk_step(self, article: str, what: str, found: _Next) -> Decided | None:
        """Undo or redo the step that an entry is part of; None when it is part of none."""
        entity, entry, of = found
        record = self._record(article, entity)
        with record.held():  # as it was looked at when the entry was found
            id_ = next((each.step for each in record.history() if each.id == of), None)
        if id_ is None or not step_path(self.library.path, id_).exists():
            return None  # a restored article brings no steps
        steps = Steps.of(self.library)
        file = f"{ENTITIES}{entity}" if entity else f"{ARTICLES}{article}"
        if file not in steps.step(id_).files:
            return None  # or names one that it was no part of
        plan, left = steps.inverse(id_, what, self.annotator)
        if not plan:
            return None  # as a decision by itself, it says why it stays
        with record.held():
            names = self._names(record, entry)
        called = steps.step(id_).what
        done = self._run(steps, called, plan, left, id_, None, article, entity)
        undone = {planned.undoes for planned in plan if what == UNDO}
        self._latest = [each for each in self._latest if each[1] not in undone]
        return replace(done, about=entry, names=names)

    def _run(
        self,
        steps: Steps,
        what: str,
        plan: list[PlannedEntry],
        left: list[LeftOut],
        undoes: int | None,
        progress: Progress | None,
        article: str = "",
        entity: str = "",
    ) -> Decided:
        if not plan:
            return Decided(None, article)
        entries: dict[str, HistoryEntry] = {}

        def counted(file: str, entry: HistoryEntry) -> None:
            entries[file] = entry
            self._counter.count(entry)

        files = tuple(entry.file for entry in plan)
        step = Step(new_id(), what, self.annotator, now(), files, undoes=undoes, left=tuple(left))
        step = steps.run(step, plan, progress, counted)
        self._made.add(step.id)
        file = f"{ENTITIES}{entity}" if entity else f"{ARTICLES}{article}" if article else files[0]
        entry = entries.get(file) or next(iter(entries.values()), None)
        first = next((name for name in entries if name.startswith(ARTICLES)), None)
        if undoes is None and first is not None:
            there = f"{ARTICLES}{article}" if f"{ARTICLES}{article}" in entries else first
            self._latest.append((there.removeprefix(ARTICLES), entries[there].id))
        about = entity or next(
            (name.removeprefix(ENTITIES) for name in files if name.startswith(ENTITIES)), None
        )
        return Decided(entry, article, about, self._state(article), step=step)

    def _state(self, article: str) -> ArticleState | None:
        if article:
            with suppress(StorageError, UnknownArticleError):  # the decision stands
                return self.library.decided(self.library.record(article))
        return None

    def _next(self, article: str, what: str) -> _Next | None:
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
        if article and undoes is None and what not in NEVER_UNDONE:
            self._latest.append((article, entry.id))
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
            if reporter := document.get("attributes", {}).get("reported_by"):
                yield {"entity": reporter}
        elif change.table == "mentions" and document.get("entity") and entry.what == "link":
            yield {"entity": document["entity"]}
