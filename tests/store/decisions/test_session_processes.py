"""Invariants 1 and 5 for sessions: two at once lose nothing, nor does one that is killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tinydb import TinyDB

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from store.sessions import marked, session_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.history import HistoryEntry

TESTS = Path(__file__).resolve().parents[2]
TEXT = "".join(f"Brandt {number:03} met Okoye. " for number in range(600))

DECIDE = """
import sys
from pathlib import Path
from newsbrowse_store.library import Library
from newsbrowse_store.decisions.session import Session
folder, article, name, count = sys.argv[1:]
session = Session(Library.open(Path(folder)), name)
label = "PERSON" if name == "ana" else "ORG"
for number in range(int(count)):
    assert session.add(article, number * 22, number * 22 + 10, label).entry
"""

STREAM = """
import sys
from pathlib import Path
from newsbrowse_store.library import Library
from newsbrowse_store.values import Suggestion
from newsbrowse_store.decisions.session import Session
folder, article, first = sys.argv[1:]
session = Session(Library.open(Path(folder)), "ana")
def shown(done):
    if done and done.entry:
        print(done.entry.id, flush=True)
for number in range(int(first), 600):
    head = Suggestion(number * 22, number * 22 + 10, "PERSON", "")
    tail = Suggestion(number * 22 + 15, number * 22 + 20, "PERSON", "")
    shown(session.accept(article, [head]))
    shown(session.relate(article, head, tail, "meets", "a note"))
    shown(session.tag(article, [f"t{number}"]))
    shown(session.undo(article))
    shown(session.undo(article))
    shown(session.redo(article))
"""


def start(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent / 'store'}"},
        stdout=subprocess.PIPE,
    )


def two_at_once(folder: Path, count: int) -> None:
    session, article = session_in(folder, "eve", TEXT)
    processes = [
        start(DECIDE, session.library.path, article, name, count) for name in ("ana", "ben")
    ]
    seen = 0
    while any(process.poll() is None for process in processes):
        now = len(session.library.decisions(article).mentions)
        assert now >= seen, "each look shows what the others have decided"
        seen = now
        time.sleep(0.01)
    assert [process.wait() for process in processes] == [0, 0]
    for process in processes:
        assert process.stdout
        process.stdout.close()
    assert len(marked(session, article)) == 2 * count
    made = Counter(entry.annotator for entry in session.library.record(article).history())
    assert made == {"ana": count, "ben": count}
    row = session.library.catalogue.row(article)
    assert row
    assert row.mentions == 2 * count
    assert {one.annotator: one.decisions for one in session.library.activity()} == made
    assert check(session.library.path) == []
    ana = Session(session.library, "ana")
    assert ana.undo(article)
    assert len(marked(session, article)) == 2 * count - 1


def test_two_processes_decide_in_one_article(tmp_path: Path) -> None:
    two_at_once(tmp_path, 60)


@pytest.mark.long
def test_two_processes_make_a_thousand_decisions_in_one_article(tmp_path: Path) -> None:
    two_at_once(tmp_path, 500)


def killed(library: Path, article: str, first: int, count: int, wait: float) -> list[int]:
    """Let a process decide, kill it `wait` seconds after `count` times, return all it showed."""
    process = start(STREAM, library, article, first)
    assert process.stdout
    with process, process.stdout as shown:
        lines = [shown.readline() for _ in range(count)]
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        lines += shown.readlines()
    return [int(line) for line in lines if line.endswith(b"\n")]


def replayed(history: tuple[HistoryEntry, ...]) -> Mapping[str, dict[int, Document]]:
    """Return what all decisions of a history together leave."""
    tables: dict[str, dict[int, Document]] = {}
    for entry in history:
        for change in entry.changes:
            table = tables.setdefault(change.table, {})
            assert table.get(change.id) == change.before
            table.pop(change.id, None)
            if change.after is not None:
                table[change.id] = change.after
    return tables


def kill_again_and_again(folder: Path, times: int) -> None:
    session, article = session_in(folder, text=TEXT)
    path = session.library.path
    session.library.close()
    shown: list[int] = []
    pick = random.Random(times)
    for turn in range(times):
        shown += killed(path, article, 2 * turn, pick.randint(1, 6), pick.uniform(0, 0.01))
        with Library.open(path, create=False) as library:
            record = library.record(article)
            history = record.history()
            ids = {entry.id for entry in history}
            assert ids >= set(shown)
            unseen = ids - set(shown)
            assert len(unseen) <= turn + 1, "each kill may save one more than it showed"
            for table, left in replayed(history).items():
                assert left == record.tables()[table]
            with TinyDB(record.path) as database:
                assert len(database.table("history")) == len(history)
            again = Session(library, "ana")
            undone = again.undo(article)
            redone = again.redo(article)
            assert undone
            assert redone
            assert undone.entry
            assert redone.entry
            shown += [undone.entry.id, redone.entry.id]
            assert not [problem for problem in check(library.path) if problem.kind != "extra"]


def test_twenty_kills(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 20)


@pytest.mark.long
def test_two_hundred_kills(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 200)
