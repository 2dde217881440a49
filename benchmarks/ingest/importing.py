"""Adding text files to a library, against reading and hashing the same bytes.

Also against copying them durably one by one, what the disk is waited for, and what it costs to add
them again when all is there. Bound: at most a wait for ten articles, where the disk syncs as one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generate import drafts

from newsbrowse_ingest.add import How, add_paths
from newsbrowse_store.disk.system import System
from newsbrowse_store.library import Library
from newsbrowse_store.processes.environment import cores

if TYPE_CHECKING:
    from collections.abc import Callable

BOUND = 0.1

waits = 0


def count_waits(name: str) -> None:
    """Let a call that waits for the disk be counted wherever it is made."""
    call = getattr(System, name)

    def counted(self: System, fd: int) -> object:
        global waits
        done = call(self, fd)
        waits += (
            done is not False
        )  # else this disk does not sync as one, and nothing was waited for
        return done

    setattr(System, name, counted)


def hash_all(folder: Path) -> None:
    for path in folder.iterdir():
        hashlib.sha256(path.read_bytes()).hexdigest()


def copy_all(folder: Path, target: Path) -> None:
    target.mkdir()
    for path in folder.iterdir():
        with (target / path.name).open("wb") as file:
            file.write(path.read_bytes())
            file.flush()
            os.fsync(file.fileno())


def add_all(folder: Path, root: Path, jobs: int | None) -> None:
    with Library.open(root) as library:
        for outcome in add_paths(library, [folder], "ana", how=How(jobs=jobs)):
            assert outcome.id, outcome


def measured(act: Callable[[], None]) -> tuple[float, float]:
    """Return seconds by the clock, and of the processor with those of the processes started."""
    clock, processor = time.perf_counter(), processor_seconds()
    act()
    return time.perf_counter() - clock, processor_seconds() - processor


def processor_seconds() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=5_000)
    options = parser.parse_args()
    number = options.articles
    count_waits("fsync")
    count_waits("sync_disk")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "wire"
        folder.mkdir()
        for at, draft in enumerate(drafts(number)):
            (folder / f"{at:06}.txt").write_text(draft.text)
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{number:,} files, {size / 1e6:.1f} MB, {cores()} cores")
        hash_all(folder)  # now that it is in memory
        floor = measured(lambda: hash_all(folder))
        rows = {
            "read and hash": floor,
            "copy, each durably": measured(lambda: copy_all(folder, Path(place) / "copy")),
            "add, 1 process": measured(lambda: add_all(folder, Path(place) / "one", 1)),
        }
        before = waits
        rows["add"] = measured(lambda: add_all(folder, Path(place) / "all", None))
        waited = waits - before
        rows["add again"] = measured(lambda: add_all(folder, Path(place) / "all", None))
    print(f"{'':20}  a second   ratio   ms of the processor   ratio")
    for what, (clock, processor) in rows.items():
        print(
            f"{what:20} {number / clock:9,.0f} {clock / floor[0]:7.1f}"
            f" {processor / number * 1000:21.2f} {processor / floor[1]:7.1f}"
        )
    each = waited / number
    print(f"the disk was waited for {waited} times, {each:.3f} an article (bound {BOUND})")
    return int(each > BOUND)


if __name__ == "__main__":
    sys.exit(main())
