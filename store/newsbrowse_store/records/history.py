"""History: the decisions made in a file, each with the documents it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.disk.raw_tables import Document  # noqa: TC001  # the plans of steps are read

if TYPE_CHECKING:
    from collections.abc import Mapping


UNDO, REDO = "undo", "redo"
OPENED, CREATE, SEEN = "opened", "create", "seen"
NEVER_UNDONE = frozenset((OPENED, CREATE, SEEN))
"""What entries are called that are no decisions, so that `undo` passes over them."""


class Change(Struct, frozen=True):
    """What becomes of one document: `before` is None when it is new, `after` when it is removed.

    Start from the document as it is (`{**before, "label": "ORG"}`), not from a value: fields that
    a newer version wrote are kept that way.
    """

    table: str
    id: int
    before: Document | None
    after: Document | None

    def inverse(self) -> Change:
        """Return the change that takes this one back."""
        return Change(self.table, self.id, self.after, self.before)


class HistoryEntry(Struct, frozen=True):
    """One decision as it was made: what, when (ISO 8601, UTC), by whom, and the documents changed.

    `what` is one of the store's words for a command, such as `accept`; `undoes` is the id of the
    entry that this one takes back; `step` that of the step over several files it is a part of.
    """

    id: int
    what: str
    at: str
    annotator: str
    changes: tuple[Change, ...]
    undoes: int | None = None
    step: int | None = None


def read_history(table: Mapping[int, Document]) -> tuple[HistoryEntry, ...]:
    """Return the history, the oldest entry first. Raises `ValueError`."""
    try:
        return tuple(
            HistoryEntry(
                id_,
                entry["what"],
                entry["at"],
                entry["annotator"],
                tuple(
                    Change(change["table"], change["id"], change["before"], change["after"])
                    for change in entry["changes"]
                ),
                entry.get("undoes"),
                entry.get("step"),
            )
            for id_, entry in sorted(table.items())
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"an entry of its history is incomplete ({error})") from error


def is_decision(entry: HistoryEntry) -> bool:
    """Whether an entry is a decision of its own, neither undo nor redo nor a mere opening."""
    return entry.undoes is None and entry.what not in NEVER_UNDONE
