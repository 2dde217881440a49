"""Steps: one decision over many files, which is whole after any crash and one step for undo.

A step is acknowledged when its file is durable (`records.step_file`). Then each file's part is
committed as any decision, its entry in the history naming the step; a file that has it is passed
over. Who is killed on the way leaves the rest to whoever opens the library next.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from newsbrowse_store.decisions import rules
from newsbrowse_store.decisions.plan import Plan
from newsbrowse_store.decisions.undo import UndoStacks, put_back
from newsbrowse_store.disk.system import SYSTEM, System
from newsbrowse_store.errors import DecisionError, StorageError, UnknownArticleError
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.history import REDO, UNDO, HistoryEntry
from newsbrowse_store.records.step_file import (
    LeftOut,
    PlannedEntry,
    Step,
    is_settled,
    note_settled,
    read_step,
    step_lock,
    unfinished,
    write_step,
)
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from newsbrowse_store.decisions.plan import Command
    from newsbrowse_store.library import Library
    from newsbrowse_store.records.documents import Tables
    from newsbrowse_store.records.history import Change
    from newsbrowse_store.records.record import Record

    Progress = Callable[[int, int], None]
    Counted = Callable[[str, HistoryEntry], None]

ARTICLES, ENTITIES = "articles/", "entities/"
_TOGETHER = 50
"""So many articles are put in the catalogue at once."""


class StopStep(Exception):  # noqa: N818
    """For `progress` to raise: the step is stopped, and what was done of it taken back."""


class PauseStep(Exception):  # noqa: N818
    """For `progress` to raise: the rest is left to whoever opens the library next."""


class Steps:
    """Carries out steps in the library at `root`.

    `record` gives the record of a file, `changed` is told of articles by the batch when parts of a
    step have been committed in them.
    """

    def __init__(
        self,
        root: Path,
        record: Callable[[str], Record],
        changed: Callable[[Sequence[ArticleRecord]], None] = lambda _: None,
        system: System = SYSTEM,
    ) -> None:
        self._root, self.record = root, record
        self._changed, self._system = changed, system
        self._waiting: list[ArticleRecord] = []

    @classmethod
    def of(cls, library: Library) -> Steps:
        """Return the steps of a library, which bring its catalogue up to date as they go."""

        def record(file: str) -> Record:
            if file.startswith(ENTITIES):
                return library.entities.record(file.removeprefix(ENTITIES))
            return library.record(file.removeprefix(ARTICLES))

        def changed(records: Sequence[ArticleRecord]) -> None:
            with suppress(StorageError):  # a cache: the decisions stand
                library.catalogue.put_all(records)

        return cls(library.path, record, changed)

    def step(self, id_: int) -> Step:
        """Return a step by its id. Raises `StorageError`."""
        return read_step(self._root, id_, self._system)[0]

    def run(
        self,
        step: Step,
        plan: Sequence[PlannedEntry],
        progress: Progress | None = None,
        counted: Counted = lambda _, __: None,
    ) -> Step:
        """Make a planned step durable and carry it out; return how it ended.

        `progress` gets the files done and all there are. What it raises stops the step: what was
        done of it is taken back, unless it is `PauseStep`, and the exception goes on. Raises
        `StorageError`: where the step file could not be written nothing has happened, else the
        rest is done at the next opening.
        """
        with step_lock(self._root, system=self._system):
            write_step(self._root, step, plan, self._system)
            return self._carry_out(step, plan, progress, counted)

    def finish(self) -> list[Step]:
        """Carry out what others left unfinished; return those steps as they ended.

        Nothing while another process is at work on one. Those whose files cannot be read wait until
        they can be, and keep no other waiting. Raises `StorageError`.
        """
        begun = time.time_ns()
        ended = []
        waiting = False
        with ExitStack() as locked:
            try:
                locked.enter_context(step_lock(self._root, 0.0, self._system))
            except StorageError:
                return []  # another process is at work on them, or this one may not write
            for id_ in unfinished(self._root, self._system):
                try:
                    step, plan = read_step(self._root, id_, self._system)
                except StorageError:  # `check` tells
                    waiting = True
                    continue
                back = step.state == "taking back"
                ended.append(self._take_back(step, plan) if back else self._carry_out(step, plan))
        if not waiting:
            note_settled(self._root, begun)
        return ended

    def inverse(
        self, id_: int, what: str, annotator: str
    ) -> tuple[list[PlannedEntry], list[LeftOut]]:
        """Return the plan that takes a step back, or with `redo` makes what it took back again.

        Files where something later stands on it are left out, and said to be.
        """
        plan: list[PlannedEntry] = []
        left: list[LeftOut] = []
        for file in self.step(id_).files:
            try:
                found = self._inverse(file, id_, what, annotator)
            except (DecisionError, StorageError, UnknownArticleError) as error:
                left.append(LeftOut(file, f"{error.what} {error.reason}"))
            else:
                plan += [found] if found else []
        return plan, left

    def _inverse(self, file: str, step: int, what: str, annotator: str) -> PlannedEntry | None:
        record = self.record(file)
        history = record.history()
        stacks = UndoStacks(history, annotator)
        mine = next((entry for entry in reversed(history) if entry.step == step), None)
        if mine is None:
            return None
        entry = stacks.standing(mine) if what == UNDO else stacks.taken_back(mine)
        if entry is None:
            return None
        plan = _plan_for(record, annotator)
        put_back(plan, entry, again=what == REDO)
        rules.check(plan)
        return PlannedEntry(file, what, tuple(plan.changes()), mine.id)

    def _carry_out(
        self,
        step: Step,
        plan: Sequence[PlannedEntry],
        progress: Progress | None = None,
        counted: Counted = lambda _, __: None,
    ) -> Step:
        left = list(step.left)
        for done, planned in enumerate(plan):
            if progress is not None:
                try:
                    progress(done, len(plan))
                except PauseStep:
                    self._flush()
                    raise
                except BaseException:
                    self._take_back(step, plan)
                    raise
            record = self._readable(planned.file, left)
            if record is None:
                continue
            try:
                entry = self._commit(step, planned, record)
            except DecisionError as error:
                left.append(LeftOut(planned.file, f"{error.what} {error.reason}"))
            else:
                if entry is not None:
                    counted(planned.file, entry)
        return self._end(step, "done", left)

    def _take_back(self, step: Step, plan: Iterable[PlannedEntry]) -> Step:
        if step.state != "taking back":
            step = replace(step, state="taking back")
            write_step(self._root, step, plan, self._system)
        left = list(step.left)
        for file in step.files:
            record = self._readable(file, left)
            if record is None:
                continue
            history = record.history()
            entry = next((one for one in history if one.step == step.id), None)
            back = entry and any(one.undoes == entry.id for one in history)
            if entry is None or back:
                continue
            inverse = tuple(change.inverse() for change in entry.changes)
            try:
                self._commit(step, PlannedEntry(file, UNDO, inverse, entry.id), record)
            except DecisionError as error:
                left.append(LeftOut(file, f"{error.what} {error.reason}"))
        return self._end(step, "taken back", left)

    def _end(self, step: Step, state: str, left: Iterable[LeftOut]) -> Step:
        ended = replace(step, state=state, left=tuple(left))
        self._flush()
        write_step(self._root, ended, system=self._system)
        return ended

    def _readable(self, file: str, left: list[LeftOut]) -> Record | None:
        """Return the record of a file; one that cannot be read stops nothing: it is `left` out."""
        try:
            record = self.record(file)
            record.history()
        except (StorageError, UnknownArticleError, DecisionError) as error:
            left.append(LeftOut(file, error.reason))
            return None
        return record

    def _commit(self, step: Step, planned: PlannedEntry, record: Record) -> HistoryEntry | None:
        """Commit the part of a step in one file, unless it is there. Raises `DecisionError`."""

        def decide(tables: Tables) -> list[Change]:
            there = tables["history"].values()
            if any(
                one.get("step") == step.id and one.get("undoes") == planned.undoes for one in there
            ):
                return []
            plan = _plan_for(record, step.annotator)
            put_back(plan, _as_entry(step, planned), again=True)
            rules.check(plan)
            return plan.changes()

        entry = record.commit(
            planned.what, step.annotator, decide, undoes=planned.undoes, step=step.id
        )
        if isinstance(record, ArticleRecord):
            self._waiting.append(record)
            if len(self._waiting) >= _TOGETHER:
                self._flush()
        return entry

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._changed(waiting)


def finish_steps(library: Library) -> list[Step]:
    """Carry out what a process that was killed left of its steps; return them as they ended.

    To be called by who opens a library. Raises `StorageError`.
    """
    return [] if is_settled(library.path) else Steps.of(library).finish()


def plan_entry(
    record: Record, file: str, annotator: str, what: str, command: Command
) -> PlannedEntry | None:
    """Return what a command would change in a file, None for nothing. Raises `DecisionError`."""
    if isinstance(record, ArticleRecord):
        record.decisions()  # nothing is decided where something cannot be read
    plan = _plan_for(record, annotator)
    command(plan)
    rules.check(plan)
    changes = tuple(change for change in plan.changes() if change.before != change.after)
    return PlannedEntry(file, what, changes) if changes else None


def _plan_for(record: Record, annotator: str) -> Plan:
    text = record.text if isinstance(record, ArticleRecord) else ""
    return Plan(record.tables(), record.uniqueness(), text, annotator)


def _as_entry(step: Step, planned: PlannedEntry) -> HistoryEntry:
    return HistoryEntry(step.id, planned.what, step.at, step.annotator, planned.changes)
