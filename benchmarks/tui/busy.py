"""The app while its worker analyses, against the same app at rest; and leaving it meanwhile.

Two libraries hold the same long articles. In one they have been analysed, in the other the worker
is at it as long as the keys are typed. Time ends with the last byte that reaches the terminal. How
late a timer in the app is tells whether anything holds up its loop.
"""

from __future__ import annotations

import json
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep

from benchmarks.terminal import HELLO, Program, Sample, newsbrowse, p95, report
from benchmarks.tui.reading_pane import article

from newsbrowse_nlp.pipeline import cache_key
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata

ARTICLES, WORDS = 4, 100_000
KEYS = ["\x1b[B", "\x1b[C", "\x1b[B", "\x1b[A"] * 25
TICK = 0.02
LEAVINGS = 5
TIMER = f"""
import sys, time
from newsbrowse import app, cli

ticks, ready = [], app.NewsbrowseApp.on_mount

def on_mount(self):
    self.set_interval({TICK}, lambda: ticks.append(time.perf_counter()))
    ready(self)

app.NewsbrowseApp.on_mount = on_mount
cli.run(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    print(ticks, file=file)
"""
"""newsbrowse with a timer that notes when it was called."""


def make(folder: Path, *, analysed: bool) -> Path:
    """A library of long articles, whose suggestions are known or not."""
    text = article(WORDS)
    with Library.open(folder) as library:
        drafts = [Draft(f"{at} {text}", Metadata(headline=f"{at}")) for at in range(ARTICLES)]
        for added in library.add_many(drafts):
            if analysed:
                library.suggestions.put(added.id, cache_key(None), [])
                library.touch(added.id)
    return folder


class Reader:
    """The app on one of the libraries, with the timer in it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.keys, self.leaving = Sample(), list[float]()
        self._ticks = home / f"{folder.name}.ticks"
        command = [sys.executable, "-c", TIMER, str(self._ticks), "--library", str(folder)]
        self._program = Program(command, home)
        self._program.wait_for("all keys")
        self._program.settle(2.0)
        self._program.press("\t", Sample())

    def press(self, key: str) -> None:
        """Type a key and count what it costs."""
        self._program.press(key, self.keys)

    def worker_seconds(self) -> float:
        """What the worker has used so far."""
        fields = Path(f"/proc/{self._program.children()[0]}/stat").read_text().rsplit(") ")[1]
        return sum(map(int, fields.split()[11:13])) / 100

    def lateness(self) -> float:
        """Leave, and return the p99 of the seconds between two calls of the timer."""
        self._program.leave("q")
        ticks = json.loads(self._ticks.read_text())
        return quantiles([after - before for before, after in pairwise(ticks)], n=100)[-1]

    def close(self) -> None:
        """End it if it still runs."""
        self._program.close()


def keys_and_timers(rest: Path, work: Path, home: Path) -> list[bool]:
    """Type the keys in both, in turn, and report."""
    idle, busy = Reader(rest, home), Reader(work, home)
    try:
        used, begun = busy.worker_seconds(), perf_counter()
        for key in KEYS:
            idle.press(key)
            busy.press(key)
        load = (busy.worker_seconds() - used) / (perf_counter() - begun)
        late = busy.lateness() / idle.lateness()
    finally:
        idle.close()
        busy.close()
    print(f"keys: at rest p95 {p95(idle.keys.wall):.1f} ms, busy p95 {p95(busy.keys.wall):.1f} ms")
    if load < 0.3:
        print(f"  the worker used only {load:.0%} of a processor meanwhile: not what is meant")
        return [False]
    return [
        report("key p95, worker busy to at rest", p95(busy.keys.wall) / p95(idle.keys.wall), 2.5),
        report("timer p99, worker busy to at rest", late, 1.3),
    ]


def leaving(work: Path, home: Path) -> list[bool]:
    """Leave the app while the worker is busy, and a bare app, in turn."""
    taken: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(LEAVINGS):
        for name, command, shown in (
            ("bare", [sys.executable, "-c", HELLO], "Hello, world!"),
            ("ours", newsbrowse("--library", str(work)), "all keys"),
        ):
            program = Program(command, home)
            try:
                program.wait_for(shown)
                program.settle(1.5)
                sleep(1.0)
                taken[name].append(program.leave("q"))
            finally:
                program.close()
    bare, ours = median(taken["bare"]), median(taken["ours"])
    print(f"leaving: bare app {bare * 1000:.0f} ms, newsbrowse {ours * 1000:.0f} ms")
    return [report("leaving while the worker is busy, to a bare app", ours / bare, 1.5)]


def main() -> int:
    """Measure both; 1 when a bound is missed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        rest, work = make(folder / "rest", analysed=True), make(folder / "work", analysed=False)
        held = [*keys_and_timers(rest, work, folder), *leaving(work, folder)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
