"""Kills in a stream of steps over fifty articles: what was shown is there, and nothing is half."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.decisions.steps import finish_steps
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from store.shelves import named, shelve

TESTS = Path(__file__).resolve().parents[2]
ARTICLES = 50

STREAM = """
import sys
from pathlib import Path
from newsbrowse_store.library import Library
from newsbrowse_store.decisions.session import Session
session = Session(Library.open(Path(sys.argv[1])), "ana")
ids, turn = sys.argv[3].split(","), int(sys.argv[2])
print("ready", flush=True)
for number in range(turn * 1000, turn * 1000 + 1000):
    session.tag_all(ids, [f"t{number}"])
    print(f"tag t{number}", flush=True)
    session.remove(ids)
    print("remove", flush=True)
    session.restore(ids)
    print("restore", flush=True)
    session.untag_all(ids, [f"t{number}"])
    print(f"untag t{number}", flush=True)
    session.undo(ids[number % len(ids)])
    print(f"tag t{number}", flush=True)
"""


def steps_until_killed(root: Path, ids: list[str], turn: int, wait: float) -> list[str]:
    """Run a process that takes steps and shows them; kill it after a while; return what it did."""
    process = subprocess.Popen(
        [sys.executable, "-c", STREAM, str(root), str(turn), ",".join(ids)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent / 'store'}"},
    )
    assert process.stdout
    with process, process.stdout as shown:
        shown.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        lines = shown.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


def kill_again_and_again(root: Path, times: int) -> None:
    library = Library.open(root / "news")
    ids = shelve(library, *(named(f"Article {number}") for number in range(ARTICLES)))
    library.close()
    pick = random.Random(times)
    tags: set[str] = set()
    removed, seen = False, 0
    for turn in range(times):
        for line in steps_until_killed(library.path, ids, turn, pick.uniform(0.05, 1.0)):
            seen += 1
            what, _, tag = line.partition(" ")
            tags = tags | {tag} if what == "tag" else tags - {tag} if what == "untag" else tags
            removed = {"remove": True, "restore": False}.get(what, removed)
        with Library.open(library.path) as after:
            finish_steps(after)
            after.catalogue.refresh()
            each = {frozenset(tag.name for tag in after.decisions(id_).tags) for id_ in ids}
            gone = {after.article(id_).removed for id_ in ids}
            assert len(each) == len(gone) == 1, "nothing is half"
            (found,), (is_gone,) = each, gone
            assert len(found ^ tags) <= 1, "at most the one step that was not shown yet"
            assert len(found ^ tags) + (is_gone != removed) <= 1
            assert after.catalogue.counts().articles == (0 if is_gone else ARTICLES)
            if is_gone:
                Session(after, "ana").restore(ids)
            tags, removed = set(found), False
    assert seen >= times // 2
    wrong = [one for one in check(library.path) if not one.harmless]
    assert [one for one in wrong if one.kind != "extra"] == [], "but for writes cut short"


def test_twenty_kills(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 20)


@pytest.mark.long
def test_two_hundred_kills(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 200)
