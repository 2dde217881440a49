"""Any sequence of decisions, errors of the disk and power cuts, against a dict."""

from __future__ import annotations

import copy
import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from newsbrowse_store.errors import StorageError, UnsureError
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.history import Change
from store.deciding import held, new_record
from store.fake_disk import Disk, PowerCut

if TYPE_CHECKING:
    from newsbrowse_store.records.documents import Tables

ROOT = Path("/library")

PLACES = st.tuples(st.sampled_from(["mentions", "notes", "tags"]), st.integers(1, 5))
DOCUMENTS = st.none() | st.fixed_dictionaries(
    {"text": st.text(st.characters(exclude_categories=["Cs"]), max_size=5)}
)
DECISIONS = st.dictionaries(PLACES, DOCUMENTS, min_size=1, max_size=4)
Model = dict[str, dict[int, Any]]


class Decisions(RuleBasedStateMachine):
    """One record on a disk that fails, and the dict it must equal."""

    def __init__(self) -> None:
        super().__init__()
        self.disk = Disk()
        self.record = new_record(ROOT, self.disk)
        self.model: Model = {"mentions": {}, "notes": {}, "tags": {}}
        self.decided = 0

    def commit(self, decisions: dict[tuple[str, int], Any]) -> None:
        def decide(tables: Tables) -> list[Change]:
            return [
                Change(table, id_, tables[table].get(id_), after)
                for (table, id_), after in decisions.items()
            ]

        self.record.commit("test", "ana", decide)

    def accept(self, decisions: dict[tuple[str, int], Any]) -> None:
        self.model = after(self.model, decisions)

    @rule(decisions=DECISIONS)
    def decide(self, decisions: dict[tuple[str, int], Any]) -> None:
        self.commit(decisions)
        self.accept(decisions)

    @rule(decisions=DECISIONS)
    def in_another_window(self, decisions: dict[tuple[str, int], Any]) -> None:
        here = self.record
        self.record = ArticleRecord(ROOT, here.id, self.disk)
        self.decide(decisions)
        self.record = here

    @rule(decisions=DECISIONS, call=st.integers(0, 16), full=st.booleans())
    def disk_fails(self, decisions: dict[tuple[str, int], Any], call: int, full: bool) -> None:
        self.disk.fail = self.disk.calls + call
        self.disk.error = errno.ENOSPC if full else errno.EIO
        before = self.disk.files()[self.record.path]
        try:
            self.commit(decisions)
        except UnsureError:
            self.disk.fail = None
            shown = {name: self.record.tables()[name] for name in self.model}
            assert shown == self.model
            self.record.reload()
            self.accept(decisions)
        except StorageError:
            assert self.disk.files()[self.record.path] == before
        else:
            self.accept(decisions)
        self.disk.fail = None

    @rule(decisions=DECISIONS, call=st.integers(0, 16), data=st.data())
    def power_goes(
        self, decisions: dict[tuple[str, int], Any], call: int, data: st.DataObject
    ) -> None:
        self.disk.cut = self.disk.calls + call
        acknowledged = False
        try:
            self.commit(decisions)
            acknowledged = True
        except PowerCut:
            pass
        self.disk = data.draw(st.sampled_from(self.disk.left()))
        self.record = ArticleRecord(ROOT, self.record.id, self.disk)
        if acknowledged or self.shown() != self.model:
            self.accept(decisions)

    def shown(self) -> Model:
        return {name: dict(self.record.tables()[name]) for name in self.model}

    @invariant()
    def equals_the_dict(self) -> None:
        assert self.shown() == self.model
        anew = ArticleRecord(ROOT, self.record.id, self.disk)
        assert held(anew.tables()) == held(self.record.tables())
        entries = self.record.history()
        assert len(entries) >= (self.model != {"mentions": {}, "notes": {}, "tags": {}})
        replayed: Model = {"mentions": {}, "notes": {}, "tags": {}}
        for entry in entries:
            for change in entry.changes:
                assert replayed[change.table].get(change.id) == change.before
            replayed = after(replayed, {(c.table, c.id): c.after for c in entry.changes})
        assert replayed == self.model


def after(model: Model, decisions: dict[tuple[str, int], Any]) -> Model:
    result = copy.deepcopy(model)
    for (table, id_), document in decisions.items():
        result[table].pop(id_, None)
        if document is not None:
            result[table][id_] = document
    return result


TestDecisions = Decisions.TestCase
TestDecisions.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
