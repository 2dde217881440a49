"""Step file: one decision over many files, planned durably before any of them is changed.

`steps/ID.json` is a TinyDB file. While the step is under way it holds what is planned for each
file; when all is done, only who did what when, and to which files.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, ValidationError, convert

from newsbrowse_store.disk.json_lines import dumps, read_tables
from newsbrowse_store.disk.lock import PATIENCE, FileLock
from newsbrowse_store.disk.system import SYSTEM, System, damaged, look, make_folder, replace_file
from newsbrowse_store.errors import StorageError
from newsbrowse_store.records.history import Change  # noqa: TC001  # what `convert` makes
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FOLDER = "steps"
STEP = 1
"""Id of the one document in the table `step`."""

_NAME = re.compile(r"[1-9]\d{0,18}\.json")

StepState = Literal["under way", "done", "taking back", "taken back"]
AT_WORK = ("under way", "taking back")

_SETTLED_AFTER = 2_000_000_000
"""Nanoseconds after which the time of the folder tells all: a later change gets a later one."""


class LeftOut(Struct, frozen=True):
    """A file that a step left as it was, and why."""

    file: str
    reason: str


class Step(Struct, frozen=True):
    """A decision over several files: what, by whom, when (ISO 8601, UTC), and how far it is.

    A file is `articles/ID` or `entities/ID`. `undoes` is the id of the step that this one takes
    back, or makes again.
    """

    id: int
    what: str
    annotator: str
    at: str
    files: tuple[str, ...]
    state: StepState = "under way"
    undoes: int | None = None
    left: tuple[LeftOut, ...] = ()


class PlannedEntry(Struct, frozen=True):
    """What a step is to change in one file; `what` and `undoes` are those of its history entry."""

    file: str
    what: str
    changes: tuple[Change, ...]
    undoes: int | None = None


def step_path(root: Path, id_: int) -> Path:
    """Return where the file of a step lies."""
    return root / FOLDER / f"{id_}.json"


def step_lock(root: Path, patience: float = PATIENCE, system: System = SYSTEM) -> FileLock:
    """Return the lock that who carries out a step holds: one step at a time in a library."""
    return FileLock(root / ".newsbrowse" / "locks" / "steps", system, patience)


def write_step(
    root: Path, step: Step, plan: Iterable[PlannedEntry] = (), system: System = SYSTEM
) -> None:
    """Make a step durable as it stands. Raises `StorageError`."""
    head = as_document(step)
    del head["id"]
    planned = {str(number): as_document(one) for number, one in enumerate(plan, start=1)}
    make_folder(root / FOLDER, system)
    replace_file(
        step_path(root, step.id), dumps({"step": {str(STEP): head}, "plan": planned}), system
    )


def read_step(
    root: Path, id_: int, system: System = SYSTEM
) -> tuple[Step, tuple[PlannedEntry, ...]]:
    """Return a step and what is left of its plan. Raises `StorageError`."""
    path = step_path(root, id_)
    tables = read_tables(path, system)
    if tables is None:
        raise StorageError(str(path), "is no longer there", "Bring it back from a backup or git.")
    try:
        head = convert({**tables["step"][str(STEP)], "id": id_}, Step)
        plan = sorted(tables.get("plan", {}).items(), key=lambda item: int(item[0]))
        return head, tuple(convert(document, PlannedEntry) for _, document in plan)
    except (KeyError, ValueError, ValidationError) as error:
        raise damaged(path, error) from error


def unfinished(root: Path, system: System = SYSTEM) -> list[int]:
    """Return the ids of the steps that nobody has carried out to the end, the first first.

    Those whose files cannot be read are among them: nobody knows.
    """
    try:
        names = system.names(root / FOLDER)
    except OSError:
        return []
    found = []
    for id_ in sorted(int(name[:-5]) for name in names if _NAME.fullmatch(name)):
        try:
            step, _ = read_step(root, id_, system)
        except StorageError:
            found.append(id_)
        else:
            found += [id_] if step.state in AT_WORK else []
    return found


def is_settled(root: Path) -> bool:
    """Whether no step was begun or left unfinished since this was noted last: a quick look."""
    there = look(root / FOLDER)
    if there is None:
        return True
    try:
        return int(_noted(root).read_text()) == there.modified
    except (OSError, ValueError):
        return False


def note_settled(root: Path, now: int) -> None:
    """Note that no step is unfinished at `now`, in nanoseconds; what notes it is a cache."""
    there = look(root / FOLDER)
    if there is not None and now - there.modified > _SETTLED_AFTER:
        with suppress(OSError):
            _noted(root).write_text(str(there.modified))


def _noted(root: Path) -> Path:
    return root / ".newsbrowse" / "steps-settled"
