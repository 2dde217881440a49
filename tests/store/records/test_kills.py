"""Invariant 1 for real: a process killed in a stream of decisions loses none it had shown."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsbrowse_store.records.article import ArticleRecord
from store.deciding import new_record

TESTS = Path(__file__).resolve().parents[2]

CHILD = """
import sys
from pathlib import Path
from newsbrowse_store.records.article import ArticleRecord
from store.deciding import add
record = ArticleRecord(Path(sys.argv[1]), sys.argv[2])
first = int(sys.argv[3])
for id_ in range(first, first + 10_000):
    record.commit("add", "ana", add(id_))
    print(id_, flush=True)
"""


def decide_until_killed(root: Path, id_: str, first: int, wait: float) -> list[int]:
    """Run a process that decides and shows, kill it `wait` seconds after the first, return all."""
    path = f"{TESTS}:{TESTS.parent / 'store'}"
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(root), id_, str(first)],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": path},
    )
    assert process.stdout
    with process, process.stdout as shown:
        lines = [shown.readline()]
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        lines += shown.readlines()
    return [int(line) for line in lines if line.endswith(b"\n")]


def kill_again_and_again(root: Path, times: int) -> None:
    record = new_record(root)
    shown: list[int] = []
    pick = random.Random(times)
    for turn in range(times):
        shown += decide_until_killed(root, record.id, turn * 10_000 + 1, pick.uniform(0, 0.03))
        found = {mention.id for mention in ArticleRecord(root, record.id).decisions().mentions}
        assert found >= set(shown)
        assert len(found - set(shown)) <= turn + 1, "each kill may save one more than it showed"
    assert len(shown) > times
    assert len(record.history()) == len(record.decisions().mentions)


def test_twenty_kills(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 20)


@pytest.mark.long
def test_two_hundred_kills(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 200)
