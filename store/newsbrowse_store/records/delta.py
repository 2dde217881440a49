"""Delta: which decisions one entry of the history took away, and which it brought."""

from __future__ import annotations

from bisect import bisect_left, insort_right
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.records.documents import DECISION_TABLES, from_document
from newsbrowse_store.values import Decision, Decisions, Mention, replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.history import HistoryEntry

_id = attrgetter("id")


class Delta(Struct, frozen=True):
    """From the decisions `before` an entry to those after it: some are `gone`, some have `come`.

    One that was edited is gone as it was, and has come as it is.
    """

    before: Decisions
    gone: Decisions
    come: Decisions

    @property
    def after(self) -> Decisions:
        """What is decided after the entry."""
        after: dict[str, tuple[Decision, ...]] = {}
        for name in DECISION_TABLES:
            gone, come = getattr(self.gone, name), getattr(self.come, name)
            if gone or come:
                after[name] = _exchanged(getattr(self.before, name), gone, come)
        return replace(self.before, **after)


def read_delta(before: Decisions, entry: HistoryEntry) -> Delta:
    """Return what an entry changed of decisions. Raises `ValueError`."""
    gone: dict[str, list[Decision]] = {name: [] for name in DECISION_TABLES}
    come: dict[str, list[Decision]] = {name: [] for name in DECISION_TABLES}
    for change in entry.changes:
        if kind := DECISION_TABLES.get(change.table):
            for side, document in ((gone, change.before), (come, change.after)):
                if document is not None:
                    side[change.table].append(from_document(kind, change.id, document))
            if change.table == "mentions" and change.before and change.after:
                _keep_grown(before, come["mentions"], {**change.before, **change.after})
    return Delta(before, _decisions(gone), _decisions(come))


def _keep_grown(before: Decisions, come: list[Decision], document: Document) -> None:
    """Let a mention that was resized before that was noted keep what is known of it."""
    mention = come[-1]
    if "grown_over" not in document and isinstance(mention, Mention):
        at = bisect_left(before.mentions, mention.id, key=_id)
        if at < len(before.mentions) and before.mentions[at].id == mention.id:
            come[-1] = replace(mention, grown_over=before.mentions[at].grown_over)


def _decisions(tables: dict[str, list[Decision]]) -> Decisions:
    each = {name: tuple(decisions) for name, decisions in tables.items()}
    return Decisions(**each)  # type: ignore[arg-type]  # each table has its kind


def _exchanged(
    decisions: Iterable[Decision], gone: Iterable[Decision], come: Iterable[Decision]
) -> tuple[Decision, ...]:
    """Return decisions in the order of their ids, some of them exchanged."""
    later = list(decisions)
    for decision in gone:
        at = bisect_left(later, decision.id, key=_id)
        del later[at : at + 1]
    for decision in come:
        insort_right(later, decision, key=_id)
    return tuple(later)
