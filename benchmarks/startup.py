"""Start to first paint with 10,000 articles, against a bare Textual app that says hello.

Both run in a pseudo-terminal, in turn, the caches of their modules warm. Time ends with the write
that completes the first frame: headline, article and footer of newsbrowse, the greeting of the
bare app. The bound holds for processor time and for the clock.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from generate import library
from newsbrowse_store.library import Library

ROOT = Path(__file__).resolve().parents[1]
BOUND = 1.3
HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("Hello, world!")

Hello().run()
"""
SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of a process to its first whole frame."""

    wall: float
    cpu: float


def first_paint(command: list[str], markers: tuple[str, ...], environment: dict[str, str]) -> Start:
    """Run `command` until its terminal has been sent all of `markers`, then kill it."""
    terminal, end = os.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=end, stdout=end, stderr=end, env=environment, start_new_session=True
    )
    os.close(end)
    seen = b""
    try:
        while not all(marker.encode() in SEQUENCE.sub(b"", seen) for marker in markers):
            if not select.select([terminal], [], [], 60)[0]:
                raise SystemExit(f"{command} never painted {markers}: {seen[-2000:]!r}")
            seen += os.read(terminal, 1 << 20)
        return Start(time.perf_counter() - begun, processor_seconds(process.pid))
    finally:
        for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)  # a worker would slow down the next start
        process.kill()
        process.wait()
        os.close(terminal)


def processor_seconds(pid: int) -> float:
    """What all threads of a process have used."""
    used = (path.read_text().split()[0] for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(map(int, used)) / 1e9


def measure(folder: Path, pairs: int) -> tuple[list[Start], list[Start]]:
    """The starts of the bare app and of newsbrowse on the library in `folder`, taken in turn."""
    with Library.open(folder) as opened:
        if opened.catalogue.stale():
            opened.catalogue.refresh()
        headline = opened.catalogue.view().rows(0, 1)[0].headline
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        environment = {
            **os.environ,
            "HOME": home,
            "XDG_STATE_HOME": home,
            "TERM": "xterm-256color",
            "PYTHONPATH": os.pathsep.join(str(ROOT / room) for room in ("tui", "nlp", "store")),
        }
        if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
            environment.setdefault("PYTHONPYCACHEPREFIX", f"{home}/pycache")
        bare = [sys.executable, "-c", HELLO]
        ours = [sys.executable, "-m", "newsbrowse", "--library", str(folder)]
        footer = "all keys"
        starts = [
            (
                first_paint(bare, ("Hello, world!",), environment),
                first_paint(ours, (headline[:12], footer), environment),
            )
            for _ in range(pairs + 1)
        ]
    return [start for start, _ in starts[1:]], [start for _, start in starts[1:]]


def main() -> int:
    """Print both medians and their ratio; 1 when the bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=15)
    options = parser.parse_args()
    bare, ours = measure(library(options.articles), options.pairs)
    met = True
    for name in ("cpu", "wall"):
        floor = median(getattr(start, name) for start in bare)
        taken = median(getattr(start, name) for start in ours)
        met &= taken <= BOUND * floor
        print(
            f"start, {options.articles:,} articles, {name}: bare app {floor * 1000:.0f} ms, "
            f"newsbrowse {taken * 1000:.0f} ms, ratio {taken / floor:.2f} (bound {BOUND})"
        )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
