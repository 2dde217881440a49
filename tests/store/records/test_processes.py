"""Invariant 5: several processes decide at once, and nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import System
from newsbrowse_store.errors import StorageError
from store.deciding import TEXT, new_record

TESTS = Path(__file__).resolve().parents[2]

CHILD = """
import sys
from pathlib import Path
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.disk.system import System
from store.deciding import add

class NoLock(System):
    def flock(self, fd):
        return True

root, article, first, count, lock = sys.argv[1:]
system = System() if lock == "lock" else NoLock()
record = ArticleRecord(Path(root), article, system)
for id_ in range(int(first), int(first) + int(count)):
    record.commit("add", "ana", add(id_))
"""

ADD = """
import sys
from pathlib import Path
from store.deciding import new_record, add
record = new_record(Path(sys.argv[1]))
record.commit("add", "ana", add(int(sys.argv[2])))
"""


def run(code: str, *arguments: list[str]) -> None:
    """Run the code once for each list of arguments, all at the same time."""
    path = f"{TESTS}:{TESTS.parent / 'store'}"
    processes = [
        subprocess.Popen([sys.executable, "-c", code, *words], env={"PYTHONPATH": path})
        for words in arguments
    ]
    assert [process.wait() for process in processes] == [0] * len(processes)


def decide_at_once(root: Path, lock: str, count: int) -> set[int]:
    record = new_record(root)
    starts = [str(1 + process * count) for process in range(4)]
    run(CHILD, *([str(root), record.id, first, str(count), lock] for first in starts))
    return {mention.id for mention in record.decisions().mentions}


def test_four_processes_lose_nothing(tmp_path: Path) -> None:
    assert decide_at_once(tmp_path, "lock", 40) == set(range(1, 161))


def test_the_test_above_catches_a_missing_lock(tmp_path: Path) -> None:
    assert decide_at_once(tmp_path, "no lock", 40) < set(range(1, 161))


def test_four_processes_add_the_same_article_and_decide(tmp_path: Path) -> None:
    run(ADD, *([str(tmp_path), str(id_)] for id_ in range(1, 5)))
    record = new_record(tmp_path)
    assert [mention.id for mention in record.decisions().mentions] == [1, 2, 3, 4]
    assert record.article().text == TEXT


def test_a_lock_held_elsewhere_is_said_after_a_while(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "a"
    with FileLock(path), pytest.raises(StorageError, match="another process has held"):
        FileLock(path, patience=0).__enter__()
    with FileLock(path, patience=0):
        pass


def test_a_lock_file_deleted_meanwhile_is_made_anew(tmp_path: Path) -> None:
    """The folder of caches and locks may be deleted at any time."""

    class Deleting(System):
        deleted = False

        def flock(self, fd: int) -> bool:
            if not self.deleted:
                self.deleted = True
                shutil.rmtree(tmp_path / "locks")
            return super().flock(fd)

    path = tmp_path / "locks" / "a"
    with FileLock(path, Deleting()), pytest.raises(StorageError):
        FileLock(path, patience=0).__enter__()
